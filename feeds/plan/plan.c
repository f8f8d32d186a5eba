#include "feeds/plan/plan.h"

#include <stdlib.h>
#include <string.h>

const char *text_in(const struct text *t, enum lang lang)
{
    if (t->in[lang] && *t->in[lang])
        return t->in[lang];
    for (int l = 0; l < LANG_COUNT; l++)
        if (t->in[l] && *t->in[l])
            return t->in[l];
    return "";
}

const char *text_short_in(const struct text *name, const struct text *short_name, enum lang lang)
{
    const char *s = short_name->in[lang];
    return s && *s ? s : text_in(name, lang);
}

bool text_is_empty(const struct text *t)
{
    for (int l = 0; l < LANG_COUNT; l++)
        if (t->in[l] && *t->in[l])
            return false;
    return true;
}

const char *cmp_code(enum cmp c)
{
    static const char *const codes[] = {"=", ">", ">=", "<", "<=", "~"};
    return codes[c];
}

const char *target_kind_code(enum target_kind k)
{
    static const char *const codes[] = {"level", "growth",   "cumulative", "maintain",
                                        "range", "relative", "direction",  "milestones"};
    return codes[k];
}

struct plan *plan_ref(struct plan *p)
{
    atomic_fetch_add_explicit(&p->refs, 1, memory_order_relaxed);
    return p;
}

void plan_unref(struct plan *p)
{
    if (!p || atomic_fetch_sub_explicit(&p->refs, 1, memory_order_acq_rel) != 1)
        return;
    arena_free(&p->arena);
    free(p);
}

int plan_find_indicator(const struct plan *p, const char *id)
{
    size_t low = 0, high = p->by_id ? p->indicator_count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(id, p->indicators[p->by_id[middle]].id);
        if (order == 0)
            return p->by_id[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    if (p->by_id)
        return -1;
    for (size_t i = 0; i < p->indicator_count; i++)
        if (strcmp(p->indicators[i].id, id) == 0)
            return (int)i;
    return -1;
}

int plan_find_pillar(const struct plan *p, const char *id)
{
    for (size_t i = 0; i < p->pillar_count; i++)
        if (strcmp(p->pillars[i].id, id) == 0)
            return (int)i;
    return -1;
}

int plan_find_feed(const struct plan *p, const char *id)
{
    for (size_t i = 0; i < p->feed_count; i++)
        if (strcmp(p->feeds[i].id, id) == 0)
            return (int)i;
    return -1;
}
