/* address.h -- addresses of documents: plain paths, file: and http(s): URLs, and what is relative to them. Pure but for
 * the working folder (address_absolute). Results are written to `out` (cap >= ADDRESS_CAP is enough); false: too long or
 * of a scheme that is not read.
 */
#ifndef PILLARS_FORMAT_ADDRESS_H
#define PILLARS_FORMAT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#define ADDRESS_CAP 4096

/* What a person wrote (a path or a URL) as an absolute URL. */
bool address_absolute(const char *path_or_url, char *out, size_t cap);
/* A reference in a document at the absolute URL `base` (RFC 3986 section 5, without query-only references). */
bool address_resolve(const char *base, const char *reference, char *out, size_t cap);
/* The local path of a file: URL; false for any other. */
bool address_to_path(const char *url, char *out, size_t cap);

#endif
