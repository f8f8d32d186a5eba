#include "feeds/plan/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SERIES_BYTES_MAX ((size_t)64 << 20)

const char *milestone_state_code(enum milestone_state s)
{
    static const char *const codes[] = {"unknown", "not_started", "in_progress",
                                        "partly",  "done",        "dropped"};
    return codes[s];
}

struct series *series_new(const char *indicator_id)
{
    struct series *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    arena_init(&s->arena, SERIES_BYTES_MAX);
    atomic_init(&s->refs, 1);
    s->feed = -1;
    s->next = DAY_NONE;
    s->indicator_id = arena_strdup(&s->arena, indicator_id);
    if (!s->indicator_id) {
        series_unref(s);
        return NULL;
    }
    return s;
}

struct series *series_ref(struct series *s)
{
    atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
    return s;
}

void series_unref(struct series *s)
{
    if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
        return;
    arena_free(&s->arena);
    free(s);
}

static int by_period_and_vintage(const void *pa, const void *pb)
{
    const struct obs *a = pa, *b = pb;
    int c = period_compare(&a->period, &b->period);
    if (c)
        return c;
    if (a->covers != b->covers)
        return a->covers < b->covers ? -1 : 1;
    if (a->published != b->published)
        return a->published < b->published ? -1 : 1;
    if (a->received_s != b->received_s)
        return a->received_s < b->received_s ? -1 : 1;
    return a->value < b->value ? -1 : a->value > b->value; /* any order, but always the same */
}

void series_seal(struct series *s)
{
    if (s->obs_count)
        qsort(s->obs, s->obs_count, sizeof *s->obs, by_period_and_vintage);
}

size_t obs_find_period(const struct obs *obs, size_t n, const struct period *period)
{
    size_t low = 0;
    while (low < n) {
        size_t middle = low + (n - low) / 2;
        if (period_compare(&obs[middle].period, period) < 0)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

static const char *again(struct arena *arena, const char *text, bool *failed)
{
    const char *copy = text ? arena_strdup(arena, text) : NULL;
    *failed |= text && !copy;
    return copy;
}

bool obs_copy(struct arena *arena, const struct obs *from, struct obs *to)
{
    bool failed = false;
    *to = *from;
    for (int l = 0; l < LANG_COUNT; l++) {
        to->source_name.in[l] = again(arena, from->source_name.in[l], &failed);
        to->note.in[l] = again(arena, from->note.in[l], &failed);
    }
    to->source_url = again(arena, from->source_url, &failed);
    return !failed;
}

bool milestone_copy(struct arena *arena, const struct milestone *from, struct milestone *to)
{
    bool failed = false;
    *to = *from;
    to->id = again(arena, from->id, &failed);
    for (int l = 0; l < LANG_COUNT; l++) {
        to->name.in[l] = again(arena, from->name.in[l], &failed);
        to->note.in[l] = again(arena, from->note.in[l], &failed);
        to->source_name.in[l] = again(arena, from->source_name.in[l], &failed);
    }
    to->source_url = again(arena, from->source_url, &failed);
    return !failed;
}

bool obs_known_on(const struct obs *o, day_t as_of)
{
    return (o->published != DAY_NONE ? o->published : o->period.last) <= as_of;
}

bool obs_same(const struct obs *a, const struct obs *b)
{
    return period_equal(&a->period, &b->period) && a->covers == b->covers &&
           a->published == b->published && a->cmp == b->cmp && a->status == b->status &&
           (a->value == b->value || (isnan(a->value) && isnan(b->value)));
}

bool obs_is_value(const struct obs *o)
{
    return !isnan(o->value) && !strchr("OMLQH", o->status);
}
