/* Average annual growth: an index against (1+g)^N, or yearly rates chained to one (methods.md 4.2,
 * 4.3 example 6). */
#include <math.h>

#include "feeds/plan/judge.h"

enum status chain_rates(struct arena *arena, const struct figures *rates, int base_year, int end,
                        struct figures *out, bool *gap)
{
    int next = base_year + 1;
    *gap = false;
    *out = (struct figures){.list = arena_alloc(arena, rates->count, sizeof *out->list)};
    if (!out->list)
        return ST_NO_MEMORY;
    struct figure chain = {.value = 1, .low = 1, .high = 1};
    for (size_t i = 0; i < rates->count; i++) {
        const struct figure *r = &rates->list[i];
        int year = year_of(r->last);
        if (!period_is_year(&r->obs->period) || year < next || year > end)
            continue;
        if (year > next) {
            *gap = true;
            break;
        }
        chain.obs = r->obs;
        chain.last = r->last;
        chain.value *= 1 + r->value / 100;
        chain.low *= isfinite(r->low) ? 1 + r->low / 100 : 0;
        chain.high *= 1 + r->high / 100;
        chain.low_open |= r->low_open;
        chain.high_open |= r->high_open;
        chain.flags |= r->flags;
        out->list[out->count++] = chain;
        next++;
    }
    return ST_OK;
}

static enum status judge_rates(const struct subject *sub, const struct target *t, struct way *w,
                               struct target_verdict *v)
{
    struct figures rates;
    bool gap;
    enum status st = usable_figures(sub, t, w->origin, &rates);
    int first = year_of(w->origin);
    w->kind = WAY_RATES;
    w->base = 1;
    w->base_period =
        (struct period){day_from_ymd(first, 1, 1), day_from_ymd(first, 12, 31), PERIOD_YEAR};
    w->origin = w->base_period.last;
    w->years = year_of(t->by) - first;
    if (st == ST_OK)
        st = chain_rates(sub->arena, &rates, first, year_of(t->by), &w->figures, &gap);
    if (st != ST_OK)
        return st;
    if (gap) {
        not_assessed(v, REASON_GAP);
        return ST_OK;
    }
    return judge_way(sub, w, v);
}

enum status judge_growth(const struct subject *sub, const struct target *t,
                         struct target_verdict *v)
{
    /* Yearly rates need no base figure, only the year that they start from. */
    bool rates = t->measure == MEASURE_ANNUAL_RATE;
    if (!t->base.given && !(rates && t->from != DAY_NONE)) {
        not_assessed(v, REASON_NO_BASE);
        return ST_OK;
    }
    struct way w = {.target = t,
                    .origin = origin_of(sub, t),
                    .by = t->by,
                    .has_base = true,
                    .base = t->base.value,
                    .base_period = t->base.period,
                    .up = target_is_upward(sub->indicator, t),
                    .strict = is_strict(sub),
                    .path = PATH_GEOMETRIC,
                    .growth = t->value / 100,
                    .decimals = -1};
    enum status st = ST_OK;
    const struct obs *own = rates ? NULL : base_in_feed(sub, t);
    if (own)
        w.base = own->value;
    v->flags |= base_flags(sub, t);
    if (rates)
        w.years = year_of(t->by) - year_of(w.origin);
    else
        w.years = years_between(w.origin, t->by);
    if (!(w.years > 0) || (!rates && !(w.base > 0))) {
        not_assessed(v, REASON_NO_BASE);
        return ST_OK;
    }
    w.goal = (rates ? 1 : w.base) * pow(1 + w.growth, w.years);
    if (rates)
        return judge_rates(sub, t, &w, v);
    w.kind = WAY_INDEX;
    st = usable_figures(sub, t, w.origin, &w.figures);
    return st == ST_OK ? judge_way(sub, &w, v) : st;
}
