/* sniff.h -- what bytes are, when they are not what was expected: said in words instead of as a syntax error.
 * Pure; any thread. Never trusts a content type, looks at the first bytes and at the document's first level.
 */
#ifndef PILLARS_FORMAT_SNIFF_H
#define PILLARS_FORMAT_SNIFF_H

#include <stdbool.h>

#include "feeds/format/json.h"

/* What the bytes are in words ("a web page (HTML)") if they cannot be JSON at all, else NULL. */
const char *sniff_bytes(const char *bytes, size_t n);
/* The published format that a JSON document without our "format" follows ("JSON-stat"), else NULL. */
const char *sniff_json(const struct json *root);
/* The same for text that is no JSON: "CSV", or NULL. */
const char *sniff_text(const char *bytes, size_t n);

#endif
