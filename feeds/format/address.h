/* address.h -- where a document is: absolute file: and http(s): addresses (RFC 3986). Pure but for the working
 * directory in address_absolute(); any thread.
 *
 * What comes out is absolute and normal: scheme and host in lower case, no "." and ".." steps, no fragment, every byte
 * that an address cannot hold percent-encoded (a %XX that is there already stays). Two spellings of one place so become
 * equal in most cases. User names and passwords in an address are refused: addresses are shown on screen.
 * Results are malloc'ed, the caller frees them; after an error *out is NULL.
 */
#ifndef PILLARS_FORMAT_ADDRESS_H
#define PILLARS_FORMAT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "feeds/base/status.h"

#define ADDRESS_MAX 4096 /* bytes, with the terminating NUL */

/* A path, absolute or relative to the working directory, or an address. */
enum status address_absolute(const char *path_or_url, char **out, struct err *err);
/* `ref` as it stands in the document at the absolute address `base`: RFC 3986 section 5.2. An absolute path is one of
 * base's own host. From http(s) no file: address can be reached. */
enum status address_resolve(const char *base, const char *ref, char **out, struct err *err);
/* The local path of a file: address. ST_INVALID for others. */
enum status address_to_path(const char *url, char **out, struct err *err);
bool address_is_file(const char *url);
/* How an address or a path is shown: what it asks for ("?token=...") may be a secret, so of a query only the names stay,
 * and of a user name and a password nothing. */
void address_shown(const char *url, char *out, size_t cap);
/* What tells addresses apart where secrets must not be kept: as it is shown, and a hash of what is not. */
void address_key(const char *url, char *out, size_t cap);

#endif
