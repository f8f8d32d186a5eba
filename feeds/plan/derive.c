/* Derived indicators: a series computed from the parts' figures as known on the day. A period is computed only from what
 * was published for it: a part without a figure makes a count a lower bound, and a sum, ratio or share absent. */
#include <math.h>
#include <string.h>

#include "feeds/plan/judge.h"

static const struct obs *part_at(const struct known *k, const struct period *p)
{
    for (size_t i = 0; i < k->count; i++)
        if (period_equal(&k->obs[i]->period, p) && obs_is_value(k->obs[i]) &&
            k->obs[i]->status != 'F')
            return k->obs[i];
    return NULL;
}

/* A flow part counts with whole years only: half a year's output is no smaller cluster. */
static bool comparable(const struct indicator *part, const struct obs *o)
{
    return part->quantity != QUANTITY_FLOW || period_has_freq(&o->period, part->freq);
}

static bool at_least(const struct obs *o, double value, bool *certain)
{
    double e = EPSILON * fmax(fabs(value), fabs(o->value));
    bool reaches = o->value >= value - e;
    bool upward = o->cmp == CMP_GT || o->cmp == CMP_GE, downward = o->cmp == CMP_LT || o->cmp == CMP_LE;
    *certain = reaches ? !downward : !upward;
    return reaches && !downward;
}

static bool derive_at(const struct plan *plan, const struct derive *d, const struct known *parts,
                      const struct period *p, struct obs *out)
{
    double sum = 0, first = NAN, second = NAN;
    int met = 0, known = 0;
    bool all_certain = true, provisional = false;
    *out = (struct obs){.period = *p, .status = 'A', .published = DAY_NONE, .pre_break = NAN};
    for (size_t i = 0; i < d->part_count; i++) {
        const struct obs *o = part_at(&parts[d->parts[i]], p);
        if (!o || !comparable(&plan->indicators[d->parts[i]], o))
            continue;
        bool certain;
        known++;
        met += at_least(o, d->value, &certain);
        all_certain &= certain;
        sum += o->value;
        if (i == 0)
            first = o->value;
        if (i == 1)
            second = o->value;
        provisional |= o->status == 'P' || o->status == 'E';
        if (o->cmp == CMP_ABOUT)
            out->cmp = CMP_ABOUT;
        if (o->published != DAY_NONE && o->published > out->published)
            out->published = o->published;
        if (o->received_s > out->received_s)
            out->received_s = o->received_s;
    }
    if (provisional)
        out->status = 'P';
    bool all = known == (int)d->part_count;
    switch (d->op) {
    case DERIVE_COUNT_AT_LEAST:
        out->value = met;
        out->cmp = all && all_certain ? CMP_EQ : CMP_GE;
        return known > 0 && (met > 0 || (all && all_certain));
    case DERIVE_SUM:
        out->value = sum;
        return all;
    case DERIVE_RATIO:
    case DERIVE_SHARE:
        out->value = first / second * (d->op == DERIVE_SHARE ? 100 : 1);
        return all && second != 0;
    case DERIVE_NONE:
        break;
    }
    return false;
}

static bool has_period(const struct series *s, const struct period *p)
{
    for (size_t i = 0; i < s->obs_count; i++)
        if (period_equal(&s->obs[i].period, p))
            return true;
    return false;
}

enum status derive_series(struct arena *arena, const struct plan *plan, size_t indicator,
                          const struct known *parts, struct series **out, int *met)
{
    const struct derive *d = &plan->indicators[indicator].derive;
    size_t most = 0;
    *out = NULL;
    *met = -1;
    for (size_t i = 0; i < d->part_count; i++)
        most += parts[d->parts[i]].count;
    struct series *s = arena_alloc(arena, 1, sizeof *s);
    if (!s || !(s->obs = arena_alloc(arena, most, sizeof *s->obs)))
        return ST_NO_MEMORY;
    s->indicator_id = plan->indicators[indicator].id;
    s->feed = -1;
    s->next = DAY_NONE;
    for (size_t i = 0; i < d->part_count; i++) {
        const struct known *k = &parts[d->parts[i]];
        for (size_t n = 0; n < k->count; n++) {
            const struct period *p = &k->obs[n]->period;
            if (!has_period(s, p) && derive_at(plan, d, parts, p, &s->obs[s->obs_count]))
                s->obs_count++;
        }
    }
    series_seal(s);
    if (s->obs_count) {
        *out = s;
        if (d->op == DERIVE_COUNT_AT_LEAST)
            *met = (int)s->obs[s->obs_count - 1].value;
    }
    return ST_OK;
}
