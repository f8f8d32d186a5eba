/* parts.h -- what plan and feed documents have in common: texts, days, periods, sources, codes. Inside feeds/format;
 * one thread. Reports as json.h does; texts go clean into an arena and live as long as that.
 */
#ifndef PILLARS_FORMAT_PARTS_H
#define PILLARS_FORMAT_PARTS_H

#include "feeds/base/arena.h"
#include "feeds/format/json.h"

#define TEXT_BYTES_MAX 16384 /* of one text */

/* Where texts go. When memory ends, `failed` is set and the document is given up at its end. */
struct keep {
    struct arena *arena;
    bool failed;
};

void *keep_array(struct keep *k, size_t n, size_t size);
const char *keep_text(struct keep *k, const char *s); /* clean */
/* An address, and in *shown what a reader sees of it. */
const char *keep_address(struct keep *k, const char *url, const char **shown);

struct origin { /* who published it */
    struct text name;
    const char *url;
};

/* [A-Za-z0-9][A-Za-z0-9._-]{0,63} */
bool part_id(struct keep *k, const struct json *obj, const char *key, enum need need,
             const char **out);
bool part_id_value(const struct json *v, const char **out); /* lives as long as the document */
bool part_text(struct keep *k, const struct json *obj, const char *key, enum need need,
               struct text *out);
/* A string that is not empty, not yet clean. */
bool part_word(const struct json *obj, const char *key, enum need need, const char *expected,
               const char **out);
/* A text that is not empty, needed. */
bool part_name(struct keep *k, const struct json *obj, const char *key, struct text *out);
/* "short": a name for where the full one does not fit; a warning where it is not the shorter one. */
void part_short(struct keep *k, const struct json *obj, const struct text *name, struct text *out);
/* An http(s) address, a name, or {name, url}. */
bool part_origin(struct keep *k, const struct json *obj, const char *key, struct origin *out);
bool part_day(const struct json *obj, const char *key, enum need need, day_t *out);
/* A date or an RFC 3339 instant, of which the day counts as written. */
bool part_instant(const struct json *obj, const char *key, enum need need, day_t *out);
bool part_period(const struct json *obj, const char *key, struct period *out); /* needed */
bool part_status(const struct json *obj, const char *key, char *out);
/* "45s", "30m", "6h", "1d" in seconds. */
bool part_duration(const struct json *obj, const char *key, int64_t *out);
/* unit_mult belongs to the indicator alone: a target, a base or a figure in another scale would be off by powers of ten. */
void part_no_scale(const struct json *obj);

/* Opens a document of that format ("indicator-feed") and checks format and version; what else it may be is said in
 * words. `words`: "an indicator feed". format NULL: a plan or a feed. json_close in every case. */
enum status part_open(struct json_doc *d, const char *bytes, size_t n, const char *format,
                      const char *words, struct diags *diags);

#endif
