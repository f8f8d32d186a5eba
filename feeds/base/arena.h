/* arena.h -- many small allocations that die together.
 *
 * An immutable document (plan, series) owns one arena; freeing the arena frees all of it. Memory is
 * zeroed and aligned for any type. Not thread-safe: one thread builds, afterwards it is read only.
 */
#ifndef PILLARS_BASE_ARENA_H
#define PILLARS_BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
    struct arena_block *head;
    size_t used, ceiling; /* bytes handed out, and the most that may be */
};

void arena_init(struct arena *a, size_t ceiling);
void arena_free(struct arena *a);

/* NULL when memory or the ceiling is exhausted, or when n * size overflows. */
void *arena_alloc(struct arena *a, size_t n, size_t size);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_strdup(struct arena *a, const char *s);

#endif
