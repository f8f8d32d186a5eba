/* json.h -- a parsed JSON document and typed ways to read it that report what is wrong, and where.
 *
 * The only file with cJSON is json.c. A reader keeps the path it stands at; a getter that finds something else than it
 * expects adds a diagnostic (path, line, column, what was expected) and returns false. Texts come out clean, in the
 * reader's arena. One thread; everything dies with the document.
 */
#ifndef PILLARS_FORMAT_JSON_H
#define PILLARS_FORMAT_JSON_H

#include "feeds/format/document.h"

struct json; /* a value */

struct reader {
    const char *bytes;
    size_t len;
    struct diags *diags;
    struct arena *arena;
    char path[160];
    bool out_of_memory;
};

/* Scans strictly, then parses. NULL with a diagnostic (and err) when the text is not well-formed. */
struct json *json_parse(struct reader *r, const char *bytes, size_t n, struct diags *diags,
                        struct err *err);
void json_free(struct json *root); /* the root only */

/* A diagnostic at the reader's path. */
void report(struct reader *r, enum severity severity, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The same at a place known by line and column, without a path. */
void report_at(struct diags *d, int line, int column, const char *text);

/* Goes down to a member or element; the returned mark goes to path_up(). */
size_t path_down(struct reader *r, const char *key);
size_t path_down_index(struct reader *r, size_t index);
void path_up(struct reader *r, size_t mark);

bool json_is_object(const struct json *v);
const struct json *json_member(const struct json *object, const char *key); /* NULL where absent */
/* Elements in order: json_first(), json_next(); NULL at the end. */
const struct json *json_first(const struct json *array);
const struct json *json_next(const struct json *element);
size_t json_count(const struct json *array);

enum need { OPTIONAL, REQUIRED };

/* Each returns true when the member is there and right; what is absent and optional leaves *out as it was. */
bool get_object(struct reader *r, const struct json *o, const char *key, enum need need,
                const struct json **out);
bool get_array(struct reader *r, const struct json *o, const char *key, enum need need,
               const struct json **out);
bool get_string(struct reader *r, const struct json *o, const char *key, enum need need,
                const char **out);
bool get_id(struct reader *r, const struct json *o, const char *key, enum need need,
            const char **out);
bool get_text(struct reader *r, const struct json *o, const char *key, enum need need,
              struct text *out);
bool get_number(struct reader *r, const struct json *o, const char *key, enum need need,
                double *out);
/* The same, but null is allowed and gives NaN. */
bool get_number_or_null(struct reader *r, const struct json *o, const char *key, double *out);
bool get_int(struct reader *r, const struct json *o, const char *key, int low, int high, int *out);
bool get_day(struct reader *r, const struct json *o, const char *key, enum need need, day_t *out);
bool get_period(struct reader *r, const struct json *o, const char *key, enum need need,
                struct period *out);
/* One of `codes` (n of them); *out gets its index. */
bool get_code(struct reader *r, const struct json *o, const char *key, enum need need,
              const char *const *codes, size_t n, int *out);
/* "90s", "30m", "6h", "1d" in seconds. */
bool get_duration(struct reader *r, const struct json *o, const char *key, int64_t *out);
/* A source: {name, url}, an address, or words. Only http and https go to *url. */
bool get_source(struct reader *r, const struct json *o, const char *key, struct text *name,
                const char **url);
/* An array of {id strings}; the value at (array, i) itself. */
const char *element_string(struct reader *r, const struct json *v);
/* Every member of an object, in order: key and value. */
const char *json_key(const struct json *member);

void *reader_alloc(struct reader *r, size_t n, size_t size);

#endif
