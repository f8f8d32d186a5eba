/* scan.h -- a strict look at a JSON text before any parser: RFC 8259 to the letter, and where things stand.
 *
 * Refuses what cJSON lets through: leading zeros, duplicate keys, raw control characters, invalid UTF-8, unpaired
 * surrogates, a depth over SCAN_DEPTH, anything behind the value. A byte order mark is skipped. Pure; any thread.
 */
#ifndef PILLARS_FORMAT_SCAN_H
#define PILLARS_FORMAT_SCAN_H

#include <stddef.h>

#include "feeds/base/status.h"

#define SCAN_DEPTH 64

struct place {
    int line, column; /* from 1; the column counts characters */
};

/* ST_OK, ST_SYNTAX or ST_LIMIT (too deep) with the place, and in err what stands there and what was expected. */
enum status scan_json(const char *bytes, size_t n, struct place *where, struct err *err);

/* Where the value at a JSON path ("/indicators/3/value") begins, in a text that scan_json() accepted. A path that is not
 * there gives the place of its nearest parent. */
struct place scan_find(const char *bytes, size_t n, const char *path);

#endif
