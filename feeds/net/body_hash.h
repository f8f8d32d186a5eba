/* body_hash.h -- tells a changed body from an unchanged one, and in the archive one that a failing disk has changed.
 *
 * XXH3 with 64 bits (xxhash.com): as fast as the memory, so that a burst of large bodies is not held up by it. It stands in the
 * archive: another hash needs another schema. Pure; any thread.
 */
#ifndef PILLARS_NET_BODY_HASH_H
#define PILLARS_NET_BODY_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Never 0. */
uint64_t body_hash(const char *bytes, size_t n);
/* As archives of schema 1 and 2 have it (FNV-1a). */
uint64_t body_hash_of_schema_2(const char *bytes, size_t n);

#endif
