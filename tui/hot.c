#include "tui/hot.h"

void hot_add(struct hots *h, struct rect r, enum hot_kind kind, int which)
{
    if (h && h->count < HOTS_MAX && r.h > 0 && r.w > 0)
        h->list[h->count++] = (struct hot){r, kind, which};
}

const struct hot *hot_at(const struct hots *h, int y, int x)
{
    for (int i = h->count; i-- > 0;) {
        const struct rect *r = &h->list[i].r;
        if (y >= r->y && y < r->y + r->h && x >= r->x && x < r->x + r->w)
            return &h->list[i];
    }
    return NULL;
}
