#include "feeds/format/names.h"

#include <stdlib.h>
#include <string.h>

static int by_id(const void *pa, const void *pb)
{
    const struct name *a = pa, *b = pb;
    if (!a->id || !b->id)
        return (a->id != NULL) - (b->id != NULL);
    int order = strcmp(a->id, b->id);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

void names_sort(struct name *names, size_t n, const char *what)
{
    if (n)
        qsort(names, n, sizeof *names, by_id);
    for (size_t i = 1; i < n; i++)
        if (names[i].id && names[i - 1].id && strcmp(names[i].id, names[i - 1].id) == 0)
            json_error(&names[i].at, "the %s '%s' is given twice; expected another id", what,
                       names[i].id);
}

int names_find(const struct name *names, size_t n, const char *id)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = names[middle].id ? strcmp(names[middle].id, id) : -1;
        if (order == 0)
            return names[middle].index;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}
