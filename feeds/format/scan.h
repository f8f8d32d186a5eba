/* scan.h -- strict JSON (RFC 8259): is it well-formed, and where is what.
 *
 * Refused, with line, column and what was expected: invalid UTF-8, control characters in a string, half a surrogate
 * pair, \u0000, leading zeros, NaN, comments, a comma too many, anything behind the document, the same key twice in one
 * object (compared decoded), nesting deeper than SCAN_DEPTH_MAX, more than SCAN_VALUES_MAX values, a number of more than
 * SCAN_NUMBER_MAX characters. A byte order mark in front is skipped. One thread; the bytes are borrowed.
 *
 * Values are numbered in the order in which they begin; 0 is the document itself. From a value's number come its place
 * (line, column, counted from 1 in characters) and its path (RFC 6901, "/indicators/3/value", "" for 0).
 */
#ifndef PILLARS_FORMAT_SCAN_H
#define PILLARS_FORMAT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feeds/base/status.h"

#define SCAN_DEPTH_MAX 64
#define SCAN_VALUES_MAX 2000000
#define SCAN_NUMBER_MAX 63 /* as long as cJSON reads */
#define SCAN_NO_KEY UINT32_MAX
#define SCAN_NOT_FOUND SIZE_MAX

struct scan_value {
    uint32_t at;   /* where it begins, in bytes */
    uint32_t key;  /* where its key's quote is; SCAN_NO_KEY for the document and for items of an array */
    uint32_t next; /* number of the first value behind all that is in this one */
};

struct scan {
    const char *bytes;
    size_t len;
    struct scan_value *values; /* malloc'ed */
    size_t count, capacity;
    int line, column;          /* of the syntax error */
    char error[256];           /* what is wrong and what was expected; "" if nothing */
    size_t seen_at;            /* up to here lines were counted last: places mostly come in order */
    int seen_line;
};

/* ST_OK, ST_SYNTAX, ST_LIMIT (line, column and error say why) or ST_NO_MEMORY. scan_free in every case. */
enum status scan_text(struct scan *s, const char *bytes, size_t n);
void scan_free(struct scan *s);

void scan_place(struct scan *s, size_t value, int *line, int *column);
/* Steps that do not fit are left out; cap > 0. */
void scan_path(const struct scan *s, size_t value, char *out, size_t cap);
/* The value at that path, or SCAN_NOT_FOUND. */
size_t scan_find(const struct scan *s, const char *path);

/* Of a string (a value or a key) whose quote is at that byte: as it is meant, ended by NUL, in `out`, which has room for what is
 * written, quotes and all: it is never longer. */
void scan_read(const struct scan *s, size_t at, char *out);
/* Is it meant to be that text? A reader does little else than ask this of keys, and most differ in their first byte. */
bool scan_is_whole(const struct scan *s, size_t at, const char *text);
static inline bool scan_is(const struct scan *s, size_t at, const char *text)
{
    char first = s->bytes[at + 1];
    return (first == *text || first == '\\' || first == '"') && scan_is_whole(s, at, text);
}

#endif
