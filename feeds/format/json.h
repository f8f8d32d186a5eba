/* json.h -- a JSON document with typed getters; the only file with cJSON is json.c.
 *
 * The strict scan says where each value begins and ends, and the getters walk along that: no tree is built. cJSON reads the
 * numbers that are asked for.
 *
 * A getter that finds something else than was expected reports it into the diags, with path, line and column and in
 * words, returns false and leaves *out as it was: the reader goes on and finds the next mistake. A member that is absent
 * is reported only where it is REQUIRED. Members not asked for are ignored, and cost the scan alone. One thread.
 * Strings live until json_close(); they are valid UTF-8 without NUL, not yet clean.
 */
#ifndef PILLARS_FORMAT_JSON_H
#define PILLARS_FORMAT_JSON_H

#include <stdbool.h>

#include "feeds/format/diags.h"
#include "feeds/format/scan.h"

struct json_doc {
    struct scan scan;    /* of bytes that are borrowed until json_close() */
    char *texts;         /* a string that was asked for, read and ended by NUL, at the place where it stands in the bytes */
    bool failed;         /* memory ended at a number: what was read is not all, and to be given up */
    struct diags *diags; /* borrowed */
};

/* One value of the document. */
struct json {
    struct json_doc *doc;
    uint32_t value, end; /* the scan's numbers: its own, and the first behind the list that it is in */
};

enum need { OPTIONAL, REQUIRED };

enum json_kind { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Scans; a syntax error goes to diags too. json_close in every case. */
enum status json_open(struct json_doc *d, const char *bytes, size_t n, struct diags *diags);
void json_close(struct json_doc *d);
struct json json_root(struct json_doc *d);

enum json_kind json_kind(const struct json *v);
const char *json_kind_name(const struct json *v); /* "a string", "null", ... */
const char *json_key(const struct json *v);       /* NULL for an item of an array */

void json_error(const struct json *at, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void json_warning(const struct json *at, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* "'key' is a string; expected ..." */
void json_expected(const struct json *v, const char *expected);

/* A member of any kind. obj may be no object: then nothing is found. */
bool json_member(const struct json *obj, const char *key, struct json *out);
/* The same; a missing one is reported if it is needed. */
bool json_get(const struct json *obj, const char *key, enum need need, const char *expected,
              struct json *out);
bool json_get_object(const struct json *obj, const char *key, enum need need, struct json *out);
bool json_get_array(const struct json *obj, const char *key, enum need need, struct json *out);
bool json_get_string(const struct json *obj, const char *key, enum need need, const char *expected,
                     const char **out);
bool json_get_number(const struct json *obj, const char *key, enum need need, double *out);
bool json_get_integer(const struct json *obj, const char *key, enum need need, int low, int high,
                      int *out);
/* One of n names; *out is its index. */
bool json_get_choice(const struct json *obj, const char *key, enum need need,
                     const char *const *names, size_t n, int *out);

bool json_as_number(const struct json *v, const char *expected, double *out);
bool json_as_string(const struct json *v, const char *expected, const char **out);

size_t json_size(const struct json *list); /* items or members */
bool json_first(const struct json *list, struct json *out);
bool json_next(struct json *item);

#endif
