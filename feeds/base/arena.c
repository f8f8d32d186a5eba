#include "feeds/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Most documents are small, and there may be thousands: blocks begin small and double. */
#define BLOCK_FIRST_BYTES 1024
#define BLOCK_MAX_BYTES 16384

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *a, size_t ceiling)
{
    *a = (struct arena){.ceiling = ceiling};
}

void arena_free(struct arena *a)
{
    while (a->head) {
        struct arena_block *next = a->head->next;
        free(a->head);
        a->head = next;
    }
    a->used = 0;
}

void *arena_alloc(struct arena *a, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / 2 / size)
        return NULL;
    size_t align = alignof(max_align_t), want = n * size;
    want = want ? (want + align - 1) / align * align : align;
    if (want > a->ceiling - a->used)
        return NULL;
    if (!a->head || a->head->size - a->head->used < want) {
        size_t room = a->head ? 2 * a->head->size : BLOCK_FIRST_BYTES;
        room = room > BLOCK_MAX_BYTES ? BLOCK_MAX_BYTES : room;
        room = room < want ? want : room;
        struct arena_block *block = calloc(1, sizeof *block + room);
        if (!block)
            return NULL;
        block->size = room;
        block->next = a->head;
        a->head = block;
    }
    void *p = a->head->bytes + a->head->used;
    a->head->used += want;
    a->used += want;
    return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *copy = arena_alloc(a, n + 1, 1);
    if (copy)
        memcpy(copy, s, n);
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}
