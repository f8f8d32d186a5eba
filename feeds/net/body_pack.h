/* body_pack.h -- a body in fewer bytes, while it waits to be kept and in the archive.
 *
 * LZ4 blocks (lz4.org): a JSON document has a half to a quarter of its bytes, packed faster than SQLite writes the rest. What
 * LZ4 makes stands in the archive: another way needs another schema. Pure; any thread.
 */
#ifndef PILLARS_NET_BODY_PACK_H
#define PILLARS_NET_BODY_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "feeds/base/buf.h"

/* What the buffer holds takes fewer bytes afterwards, or (it is small, it does not get smaller, no memory) is as it was. */
void body_pack(struct buf *b);
/* The `size` bytes that were packed as `n`; false: they are not that, and what stands in `body` is nothing. */
bool body_unpack(const void *bytes, size_t n, char *body, size_t size);

#endif
