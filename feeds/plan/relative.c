/* Keeping pace with another indicator: methods.md 4.2. The index ratio since the base, I_y / I_x,
 * against 1. */
#include <math.h>

#include "feeds/plan/judge.h"

/* One of the two: its figures since the base as an index, 1 at the base. */
struct side {
    struct figures index;
    struct figures rates; /* of yearly rates: as published */
    double base;          /* of levels */
    bool has_base, gap;
    unsigned base_flags;
};

static enum status side_of(const struct subject *sub, const struct target *t, struct side *s)
{
    struct figures f;
    *s = (struct side){.has_base = true, .base_flags = base_flags(sub, t)};
    enum status st = usable_figures(sub, t, t->base.period.last, &f);
    if (st != ST_OK || !f.count)
        return st;
    s->rates = f;
    if (t->measure == MEASURE_ANNUAL_RATE)
        return chain_rates(sub->arena, &f, year_of(t->base.period.last), year_of(t->by), &s->index,
                           &s->gap);
    const struct obs *own = base_in_feed(sub, t);
    double base = own ? own->value : t->base.value;
    s->has_base = base > 0;
    s->base = base;
    s->index = f;
    for (size_t i = 0; i < f.count; i++) {
        f.list[i].value /= base;
        f.list[i].low /= base;
        f.list[i].high /= base;
    }
    return ST_OK;
}

/* The other indicator's base: its feed's figure of the period, else what one of its own targets
 * says of it. */
static struct target seen_from(const struct subject *other, const struct target *t)
{
    struct target mirrored = *t;
    mirrored.base.value = NAN;
    mirrored.base.status = 'A';
    for (size_t i = 0; i < other->indicator->target_count; i++) {
        const struct base *b = &other->indicator->targets[i].base;
        if (b->given && period_equal(&b->period, &t->base.period) && isnan(mirrored.base.value))
            mirrored.base = *b;
    }
    return mirrored;
}

/* The other one's figures in this one's measure: what would have kept pace. */
static enum status refer(const struct subject *sub, const struct target *t, const struct side *own,
                         const struct side *other, struct target_verdict *v)
{
    bool rates = t->measure == MEASURE_ANNUAL_RATE;
    const struct figures *f = rates ? &other->rates : &other->index;
    struct reference *list = arena_alloc(sub->arena, f->count, sizeof *list);
    if (!list)
        return ST_NO_MEMORY;
    for (size_t i = 0; i < f->count; i++)
        if (rates || (own->has_base && other->has_base))
            list[v->reference_count++] =
                (struct reference){f->list[i].obs, rates ? f->list[i].value : f->list[i].value * own->base};
    v->reference = list;
    return ST_OK;
}

/* Newest period within the target's time that both have a figure for. */
static const struct figure *newest_pair(const struct side *own, const struct side *other,
                                        const struct target *t, const struct figure **beside)
{
    size_t i = own->index.count, k = other->index.count;
    while (i > 0 && k > 0) {
        const struct figure *y = &own->index.list[i - 1], *x = &other->index.list[k - 1];
        int order = period_compare(&y->obs->period, &x->obs->period);
        if (order == 0 && y->last <= t->by) {
            *beside = x;
            return y->last > t->base.period.last ? y : NULL;
        }
        i -= order >= 0;
        k -= order <= 0;
    }
    return NULL;
}

static bool keeps(double ratio, bool up)
{
    return up ? ratio >= 1 - EPSILON : ratio <= 1 + EPSILON;
}

static void decide(const struct subject *sub, const struct target *t, const struct figure *y,
                   const struct figure *x, bool up, struct target_verdict *v)
{
    bool low = keeps(isfinite(x->high) && y->low > 0 ? y->low / x->high : 0, up);
    bool high = keeps(x->low > 0 ? y->high / x->low : INFINITY, up);
    bool near = !isnan(t->tolerance) && fabs(v->progress - 1) * 100 <= t->tolerance + EPSILON;
    v->rule = RULE_RELATIVE;
    if (low != high)
        v->flags |= FLAG_AT_LEAST;
    if (!is_final(sub, t)) {
        v->class = low && high ? CLASS_ON_TRACK : CLASS_LAGGING;
    } else if (y->last != t->by) {
        v->class = CLASS_PENDING;
        v->rule = RULE_FINAL_MISSING;
    } else if (low != high) {
        v->class = CLASS_UNDETERMINED;
        v->rule = RULE_FINAL_CENSORED;
    } else if (low) {
        v->class = CLASS_COMPLETED;
    } else if (near && sub->indicator->nature == NATURE_ANTICIPATORY) {
        v->class = CLASS_BASICALLY;
        v->rule = RULE_FINAL_BASICALLY;
    } else {
        v->class = CLASS_NOT_COMPLETED;
    }
}

enum status judge_relative(const struct subject *sub, const struct target *t,
                           struct target_verdict *v)
{
    if (!t->base.given) {
        not_assessed(v, REASON_NO_BASE);
        return ST_OK;
    }
    struct subject whom = *sub;
    struct side own, other;
    whom.indicator = &sub->plan->indicators[t->ref];
    whom.known = &sub->all_known[t->ref];
    struct target mirrored = seen_from(&whom, t);
    enum status st = side_of(sub, t, &own);
    if (st == ST_OK)
        st = side_of(&whom, &mirrored, &other);
    if (st == ST_OK && other.rates.count)
        st = refer(sub, t, &own, &other, v);
    if (st != ST_OK)
        return st;
    const struct figure *beside = NULL, *used = newest_pair(&own, &other, t, &beside);
    if (own.gap || other.gap) {
        not_assessed(v, REASON_GAP);
        return ST_OK;
    }
    if (!used) {
        nothing_to_judge(sub, t, v);
        return ST_OK;
    }
    if (!own.has_base || !other.has_base) {
        not_assessed(v, REASON_NO_BASE);
        return ST_OK;
    }
    struct elapsed e = elapsed_between(&t->base.period, &used->obs->period, t->by);
    v->used = used->obs;
    v->base = 1;
    v->value = used->value;
    v->goal = beside->value;
    v->gap = used->value - beside->value;
    v->progress = used->value / beside->value;
    v->progress_of_target = true;
    v->schedule = e.share;
    v->years_done = e.years;
    v->years_total = e.years_total;
    v->in_days = e.in_days;
    v->days_done = e.days;
    v->days_total = e.days_total;
    v->flags |= used->flags | beside->flags | own.base_flags | other.base_flags;
    if ((used->broken || beside->broken) && !is_final(sub, t))
        not_assessed(v, REASON_BREAK);
    else
        decide(sub, t, used, beside, target_is_upward(sub->indicator, t), v);
    return ST_OK;
}
