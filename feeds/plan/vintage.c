/* What was known on a day: of each period the newest vintage published by then (methods.md 5.4). */
#include <math.h>

#include "feeds/plan/judge.h"

/* A year-to-date figure as a figure of the period that it covers. */
static const struct obs *from_january(struct arena *arena, const struct obs *o)
{
    int y, m, d;
    day_to_ymd(o->period.last, &y, &m, &d);
    struct obs *copy = arena_alloc(arena, 1, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *o;
    copy->covers = COVERS_PERIOD;
    copy->period.first = day_from_ymd(y, 1, 1);
    copy->period.kind = period_is_year(&copy->period) ? PERIOD_YEAR
                        : period_has_freq(&copy->period, FREQ_HALF)    ? PERIOD_HALF
                        : period_has_freq(&copy->period, FREQ_QUARTER) ? PERIOD_QUARTER
                        : period_has_freq(&copy->period, FREQ_MONTH)   ? PERIOD_MONTH
                                                                       : PERIOD_SPAN;
    return copy;
}

static bool same_slot(const struct obs *a, const struct obs *b)
{
    return period_equal(&a->period, &b->period) && a->covers == b->covers;
}

enum status known_on(struct arena *arena, const struct series *s, day_t as_of, struct known *out)
{
    *out = (struct known){0};
    if (!s || !s->obs_count)
        return ST_OK;
    out->obs = arena_alloc(arena, s->obs_count, sizeof *out->obs);
    if (!out->obs)
        return ST_NO_MEMORY;
    for (size_t i = 0; i < s->obs_count;) {
        const struct obs *newest = NULL;
        size_t k = i;
        for (; k < s->obs_count && same_slot(&s->obs[k], &s->obs[i]); k++)
            if (obs_known_on(&s->obs[k], as_of))
                newest = &s->obs[k];
        i = k;
        if (!newest)
            continue;
        if (newest->covers == COVERS_YTD && !(newest = from_january(arena, newest)))
            return ST_NO_MEMORY;
        /* From 1 January the period may sort before its neighbours of the same last day. */
        size_t at = out->count++;
        while (at > 0 && period_compare(&out->obs[at - 1]->period, &newest->period) > 0) {
            out->obs[at] = out->obs[at - 1];
            at--;
        }
        out->obs[at] = newest;
    }
    return ST_OK;
}

const struct obs *known_latest(const struct known *k)
{
    const struct obs *latest = NULL;
    for (size_t i = k->count; i-- > 0;) {
        const struct obs *o = k->obs[i];
        if (!obs_is_value(o) || o->status == 'F')
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
    if (!latest)
        return NULL;
    for (size_t i = k->count; i-- > 0;) {
        const struct obs *o = k->obs[i];
        int longer = period_days(&o->period) - period_days(&latest->period);
        if (o->period.last < latest->period.last && obs_is_value(o) && o->status != 'F' &&
            longer >= -3 && longer <= 3)
            return o;
    }
    return NULL;
}
