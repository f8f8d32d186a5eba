/* Derived indicators: a series computed from the parts' figures as known on the day. A period is
 * computed only from what was published for it: a part without a figure makes a count a lower
 * bound, and a sum, ratio or share absent. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/plan/judge.h"

/* A flow part counts with whole steps of its frequency only: half a year's output is no smaller
 * cluster. */
static const struct obs *part_at(const struct indicator *part, const struct known *k,
                                 const struct period *p)
{
    const struct obs *o = known_at(k, p);
    bool flow = part->quantity == QUANTITY_FLOW;
    if (o && flow && (o->covers == COVERS_CUMULATIVE || !period_has_freq(p, part->freq)))
        return NULL;
    return o;
}

bool derive_is_partial(const struct plan *plan, const struct derive *d, const struct known *parts,
                       const struct period *p)
{
    for (size_t i = 0; i < d->part_count; i++)
        if (!part_at(&plan->indicators[d->parts[i]], &parts[d->parts[i]], p))
            return true;
    return false;
}

bool derive_units_agree(const struct plan *plan, const struct derive *d)
{
    const char *unit = NULL;
    for (size_t i = 0; i < d->part_count && d->op != DERIVE_RATIO; i++) {
        const char *own = plan->indicators[d->parts[i]].unit_code;
        if (own && unit && strcmp(own, unit) != 0)
            return false;
        unit = own ? own : unit;
    }
    return true;
}

/* A value known between two ends; an end that is not included is open. */
struct interval {
    double value, low, high;
    bool low_open, high_open;
};

static struct interval interval_of(const struct obs *o, double scale)
{
    struct figure f = figure_of(o, scale);
    return (struct interval){f.value, f.low, f.high, f.low_open, f.high_open};
}

static struct interval plus(struct interval a, struct interval b)
{
    return (struct interval){a.value + b.value, a.low + b.low, a.high + b.high,
                             a.low_open || b.low_open, a.high_open || b.high_open};
}

/* Of positive figures; a denominator that reaches down to nothing bounds nothing. */
static struct interval over(struct interval a, struct interval b)
{
    bool sure = a.low == a.high && b.low == b.high;
    struct interval r = {.value = b.value != 0 ? a.value / b.value : NAN};
    r.low = r.high = r.value;
    if (sure)
        return r;
    bool bounded = a.value >= 0 && b.value > 0;
    r.low = bounded && a.low >= 0 && isfinite(b.high) ? a.low / b.high : -INFINITY;
    r.high = bounded && isfinite(a.high) && b.low > 0 ? a.high / b.low : INFINITY;
    r.low_open = a.low_open || b.high_open;
    r.high_open = a.high_open || b.low_open;
    return r;
}

/* How an interval is written as a figure; false if it says nothing. */
static bool write_interval(struct interval v, struct obs *out)
{
    out->value = v.value;
    if (v.low != v.high) {
        if (isfinite(v.low) == isfinite(v.high))
            return false;
        bool up = isfinite(v.low);
        out->value = up ? v.low : v.high;
        out->cmp = up ? (v.low_open ? CMP_GT : CMP_GE) : (v.high_open ? CMP_LT : CMP_LE);
    }
    return isfinite(out->value);
}

/* What the parts' figures hand on to the derived one. */
static void carry(const struct obs *o, struct obs *out)
{
    if (o->status == 'B' || (out->status != 'B' && (o->status == 'P' || o->status == 'E')))
        out->status = o->status == 'B' ? 'B' : 'P';
    if (o->cmp == CMP_ABOUT)
        out->cmp = CMP_ABOUT;
    if (o->published != DAY_NONE && o->published > out->published)
        out->published = o->published;
    if (o->received_s > out->received_s)
        out->received_s = o->received_s;
}

static bool count_at(const struct derive *d, const struct obs *const *found, struct obs *out)
{
    int least = 0, most = 0;
    for (size_t i = 0; i < d->part_count; i++) {
        if (!found[i]) {
            most++;
            continue;
        }
        struct interval v = interval_of(found[i], 1);
        double e = slack(found[i]->value, d->value);
        least += v.low >= d->value - e;
        most += v.high_open ? v.high > d->value + e : v.high >= d->value - e;
    }
    out->value = least;
    if (least != most)
        out->cmp = CMP_GE;
    return least > 0 || least == most;
}

static bool derive_at(const struct plan *plan, const struct indicator *ind,
                      const struct known *parts, const struct period *p, struct obs *out)
{
    const struct derive *d = &ind->derive;
    const struct obs *found[DERIVE_MAX];
    size_t known = 0;
    *out = (struct obs){.period = *p, .status = 'A', .published = DAY_NONE, .pre_break = NAN};
    for (size_t i = 0; i < d->part_count; i++) {
        found[i] = part_at(&plan->indicators[d->parts[i]], &parts[d->parts[i]], p);
        if (found[i]) {
            carry(found[i], out);
            known++;
        }
    }
    if (!known)
        return false;
    if (d->op == DERIVE_COUNT_AT_LEAST)
        return count_at(d, found, out);
    if (known < d->part_count)
        return false;
    struct interval v = {0};
    for (size_t i = 0; i < d->part_count; i++) {
        /* 亿元 and 元 are added in the unit of the derived indicator. */
        int mult =
            plan->indicators[d->parts[i]].unit_mult - (d->op == DERIVE_SUM ? ind->unit_mult : 0);
        struct interval part = interval_of(found[i], pow(10, mult));
        if (d->op == DERIVE_SUM)
            v = plus(v, part);
        else
            v = i == 0 ? part : over(v, part);
    }
    double scale = d->op == DERIVE_SHARE   ? 100
                   : d->op == DERIVE_RATIO ? pow(10, -ind->unit_mult)
                                           : 1;
    v.value *= scale;
    v.low *= scale;
    v.high *= scale;
    return write_interval(v, out);
}

static int by_period(const void *a, const void *b)
{
    return period_compare(a, b);
}

enum status derive_series(struct arena *arena, const struct plan *plan, size_t indicator,
                          const struct known *parts, struct series **out, int *met)
{
    const struct indicator *ind = &plan->indicators[indicator];
    const struct derive *d = &ind->derive;
    size_t most = 0, n = 0;
    *out = NULL;
    *met = -1;
    for (size_t i = 0; i < d->part_count; i++)
        most += parts[d->parts[i]].count;
    struct period *periods = arena_alloc(arena, most, sizeof *periods);
    struct series *s = arena_alloc(arena, 1, sizeof *s);
    if (!s || !periods || !(s->obs = arena_alloc(arena, most, sizeof *s->obs)))
        return ST_NO_MEMORY;
    s->indicator_id = ind->id;
    s->feed = -1;
    s->next = DAY_NONE;
    for (size_t i = 0; i < d->part_count; i++) {
        const struct known *k = &parts[d->parts[i]];
        for (size_t o = 0; o < k->count; o++)
            periods[n++] = k->obs[o]->period;
    }
    qsort(periods, n, sizeof *periods, by_period);
    for (size_t i = 0; i < n; i++)
        if ((i == 0 || !period_equal(&periods[i], &periods[i - 1])) &&
            derive_at(plan, ind, parts, &periods[i], &s->obs[s->obs_count]))
            s->obs_count++;
    series_seal(s);
    if (s->obs_count) {
        *out = s;
        if (d->op == DERIVE_COUNT_AT_LEAST)
            *met = (int)s->obs[s->obs_count - 1].value;
    }
    return ST_OK;
}
