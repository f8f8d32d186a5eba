#include "feeds/net/body_pack.h"

#include <limits.h>
#include <lz4.h>

#define PACKED_FROM_BYTES 1024 /* less fits into the page of its row anyway */

void body_pack(struct buf *b)
{
    if (b->len < PACKED_FROM_BYTES || b->len > LZ4_MAX_INPUT_SIZE)
        return;
    struct buf packed;
    size_t worth = b->len - b->len / 8; /* more would not repay the unpacking */
    buf_init(&packed, b->ceiling);
    buf_expect(&packed, worth);
    int n = packed.data ? LZ4_compress_default(b->data, packed.data, (int)b->len, (int)worth) : 0;
    if (n <= 0) {
        buf_free(&packed);
        return;
    }
    packed.len = (size_t)n;
    packed.data[n] = '\0';
    buf_fit(&packed);
    buf_free(b);
    *b = packed;
}

bool body_unpack(const void *bytes, size_t n, char *body, size_t size)
{
    return n <= INT_MAX && size <= LZ4_MAX_INPUT_SIZE && LZ4_decompress_safe(bytes, body, (int)n, (int)size) == (int)size;
}
