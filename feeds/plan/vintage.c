/* What was known on a day: of each period the newest vintage published by then (methods.md 5.4). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/plan/judge.h"

bool obs_is_usable(const struct obs *o)
{
    return obs_is_value(o) && o->status != 'F';
}

struct period covered_period(const struct obs *o)
{
    struct period p = o->period;
    if (o->covers != COVERS_YTD)
        return p;
    int y, m, d;
    day_to_ymd(p.last, &y, &m, &d);
    p.first = day_from_ymd(y, 1, 1);
    p.kind = period_is_year(&p)                  ? PERIOD_YEAR
             : period_has_freq(&p, FREQ_HALF)    ? PERIOD_HALF
             : period_has_freq(&p, FREQ_QUARTER) ? PERIOD_QUARTER
             : period_has_freq(&p, FREQ_MONTH)   ? PERIOD_MONTH
                                                 : PERIOD_SPAN;
    return p;
}

/* A year-to-date figure as a figure of the period that it covers. */
static const struct obs *from_january(struct arena *arena, const struct obs *o)
{
    struct obs *copy = arena_alloc(arena, 1, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *o;
    copy->period = covered_period(o);
    return copy;
}

static bool same_slot(const struct obs *a, const struct obs *b)
{
    return period_equal(&a->period, &b->period) && a->covers == b->covers;
}

static day_t known_since(const struct obs *o)
{
    return o->published != DAY_NONE ? o->published : o->period.last;
}

/* Puts a figure in its place; of the same period published in two ways the newer one stays. */
static void insert(struct known *k, const struct obs *o)
{
    size_t at = k->count;
    while (at > 0 && period_compare(&k->obs[at - 1]->period, &o->period) > 0)
        at--;
    for (size_t i = at; i > 0 && period_equal(&k->obs[i - 1]->period, &o->period); i--)
        if ((k->obs[i - 1]->covers == COVERS_CUMULATIVE) == (o->covers == COVERS_CUMULATIVE)) {
            if (known_since(k->obs[i - 1]) <= known_since(o))
                k->obs[i - 1] = o;
            return;
        }
    for (size_t i = k->count++; i > at; i--)
        k->obs[i] = k->obs[i - 1];
    k->obs[at] = o;
}

enum status known_on(struct arena *arena, const struct series *s, day_t as_of, struct known *out)
{
    *out = (struct known){0};
    if (!s || !s->obs_count)
        return ST_OK;
    out->obs = arena_alloc(arena, s->obs_count, sizeof *out->obs);
    if (!out->obs)
        return ST_NO_MEMORY;
    for (size_t i = 0, next; i < s->obs_count; i = next) {
        const struct obs *newest = NULL;
        for (next = i; next < s->obs_count && same_slot(&s->obs[next], &s->obs[i]); next++)
            if (obs_known_on(&s->obs[next], as_of))
                newest = &s->obs[next];
        if (!newest)
            continue;
        if (newest->covers == COVERS_YTD && !(newest = from_january(arena, newest)))
            return ST_NO_MEMORY;
        insert(out, newest);
    }
    return ST_OK;
}

const struct obs *known_latest(const struct known *k)
{
    const struct obs *latest = NULL;
    for (size_t i = k->count; i-- > 0;) {
        const struct obs *o = k->obs[i];
        if (!obs_is_usable(o))
            continue;
        if (latest && o->period.last < latest->period.last)
            break;
        if (!latest || o->period.first < latest->period.first)
            latest = o;
    }
    return latest;
}

const struct obs *known_previous(const struct known *k, const struct obs *latest)
{
    for (size_t i = k->count; latest && i-- > 0;) {
        const struct obs *o = k->obs[i];
        if (o->period.last < latest->period.last && obs_is_usable(o) &&
            same_length(&o->period, &latest->period))
            return o;
    }
    return NULL;
}

/* COVERS_PERIOD sorts before COVERS_CUMULATIVE, so a period's own figure is found first. */
const struct obs *known_at(const struct known *k, const struct period *p)
{
    size_t low = 0, high = k->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (period_compare(&k->obs[middle]->period, p) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < k->count && period_equal(&k->obs[low]->period, p); low++)
        if (obs_is_usable(k->obs[low]))
            return k->obs[low];
    return NULL;
}

/* ---- milestones ---------------------------------------------------------------------------- */

static int by_id_then_place(const void *pa, const void *pb)
{
    const struct milestone *a = *(const struct milestone *const *)pa;
    const struct milestone *b = *(const struct milestone *const *)pb;
    int c = strcmp(a->id, b->id);
    return c ? c : a < b ? -1 : a > b;
}

/* Later in the document is newer, unless it says that it was published before. */
static const struct milestone *newest_known(const struct milestone **m, size_t n, day_t as_of)
{
    const struct milestone *newest = NULL;
    for (size_t i = 0; i < n; i++)
        if ((m[i]->published == DAY_NONE || m[i]->published <= as_of) &&
            (!newest || newest->published == DAY_NONE || m[i]->published >= newest->published))
            newest = m[i];
    return newest;
}

enum status known_milestones(struct arena *arena, const struct series *s, day_t as_of,
                             const struct milestone ***out, size_t *count)
{
    size_t n = s ? s->milestone_count : 0;
    *count = 0;
    if (!n)
        return ST_OK;
    const struct milestone **sorted = arena_alloc(arena, n, sizeof *sorted);
    const struct milestone **list = arena_alloc(arena, n, sizeof *list);
    if (!sorted || !list)
        return ST_NO_MEMORY;
    for (size_t i = 0; i < n; i++)
        sorted[i] = &s->milestones[i];
    qsort(sorted, n, sizeof *sorted, by_id_then_place);
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n && strcmp(sorted[next]->id, sorted[i]->id) == 0; next++)
            ;
        const struct milestone *m = newest_known(sorted + i, next - i, as_of);
        if (!m) {
            struct milestone *unknown = arena_alloc(arena, 1, sizeof *unknown);
            if (!unknown)
                return ST_NO_MEMORY;
            *unknown = (struct milestone){.id = sorted[i]->id,
                                          .name = sorted[i]->name,
                                          .due = sorted[i]->due,
                                          .done_on = DAY_NONE,
                                          .published = DAY_NONE,
                                          .weight = sorted[i]->weight};
            m = unknown;
        }
        list[sorted[i] - s->milestones] = m;
    }
    for (size_t i = 0; i < n; i++)
        if (list[i])
            list[(*count)++] = list[i];
    *out = list;
    return ST_OK;
}
