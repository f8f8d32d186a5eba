/* What way a level or a range has to go, and which judge a kind of target goes to. */
#include <math.h>
#include <string.h>

#include "feeds/plan/judge.h"

static enum status judge_level(const struct subject *sub, const struct target *t,
                               struct target_verdict *v)
{
    struct way w = {.kind = t->kind == TARGET_RANGE ? WAY_RANGE : WAY_LEVEL,
                    .target = t,
                    .origin = origin_of(sub, t),
                    .by = t->by,
                    .has_base = t->base.given,
                    .base = t->base.value,
                    .base_period = t->base.period,
                    .goal = t->value,
                    .high = t->high,
                    .up = target_is_upward(sub->indicator, t),
                    .strict = is_strict(sub),
                    .path = t->path,
                    .decimals = sub->indicator->decimals};
    const struct obs *own = base_in_feed(sub, t);
    if (own)
        w.base = own->value;
    v->flags |= base_flags(sub, t);
    /* A growth rate of a share depends on whether the share or its complement is counted (4.2). */
    const char *unit = sub->indicator->unit_code;
    if (t->kind == TARGET_RANGE || (unit && strcmp(unit, "PT") == 0))
        w.path = PATH_LINEAR;
    enum status st = usable_figures(sub, t, w.origin, &w.figures);
    return st == ST_OK ? judge_way(sub, &w, v) : st;
}

/* No numeric target: the newest figure and its change since the first one, no class. */
static enum status judge_direction(const struct subject *sub, const struct target *t,
                                   struct target_verdict *v)
{
    const struct obs *latest = known_latest(sub->known);
    if (!latest) {
        nothing_to_judge(sub, t, v);
    } else {
        struct figure f = figure_of(latest, 1);
        not_assessed(v, REASON_NO_TARGET);
        v->used = latest;
        v->value = latest->value;
        v->flags |= f.flags;
    }
    v->rule = RULE_DIRECTION;
    return ST_OK;
}

/* Says what it wants, by when, and from when. */
static bool is_usable(const struct target *t)
{
    if (t->kind == TARGET_DIRECTION || t->kind == TARGET_MILESTONES)
        return true;
    if (t->by == DAY_NONE || (t->base.given && t->base.period.last >= t->by))
        return false;
    switch (t->kind) {
    case TARGET_RELATIVE:
        return t->ref >= 0;
    case TARGET_RANGE:
        return !isnan(t->value) && !isnan(t->high) && t->value <= t->high;
    case TARGET_CUMULATIVE:
        return t->value > 0 && t->from != DAY_NONE && t->from <= t->by;
    default:
        return !isnan(t->value);
    }
}

static double share_elapsed(const struct subject *sub, const struct target *t)
{
    day_t start = origin_of(sub, t);
    if (start == DAY_NONE || t->by == DAY_NONE || t->by <= start)
        return NAN;
    double share = (double)(sub->options->as_of - start) / (t->by - start);
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

enum status judge_target(const struct subject *sub, const struct target *t,
                         struct target_verdict *v)
{
    struct target dated = *t; /* without a date of its own a target is due at the plan's end */
    if (dated.by == DAY_NONE)
        dated.by = sub->plan->end;
    if (dated.base.given && isnan(dated.base.value))
        dated.base.given = false;
    *v = (struct target_verdict){.target = t,
                                 .value = NAN,
                                 .base = NAN,
                                 .goal = NAN,
                                 .progress = NAN,
                                 .schedule = NAN,
                                 .pace = NAN,
                                 .expected = NAN,
                                 .gap = NAN,
                                 .elapsed = share_elapsed(sub, &dated),
                                 .years_done = NAN,
                                 .years_total = NAN,
                                 .rate = NAN,
                                 .rate_required = NAN,
                                 .cut_low = NAN,
                                 .cut_high = NAN,
                                 .pace_high = NAN,
                                 .required = {NAN, NAN, NAN, NAN},
                                 .forecast = {.value = NAN,
                                              .low = NAN,
                                              .high = NAN,
                                              .per_year = NAN,
                                              .inner_low = NAN,
                                              .inner_high = NAN,
                                              .p_meets = NAN,
                                              .theil_sen = {NAN, NAN, NAN, NAN},
                                              .least_squares = {NAN, NAN, NAN, NAN},
                                              .weighted = {NAN, NAN, NAN, NAN},
                                              .at = dated.by,
                                              .arrival = DAY_NONE,
                                              .arrival_low = DAY_NONE,
                                              .arrival_high = DAY_NONE}};
    if (!is_usable(&dated)) {
        not_assessed(v, REASON_NO_TARGET);
        return ST_OK;
    }
    const struct derive *d = &sub->indicator->derive;
    if (d->op != DERIVE_NONE && !derive_units_agree(sub->plan, d)) {
        not_assessed(v, REASON_UNIT);
        return ST_OK;
    }
    switch (t->kind) {
    case TARGET_LEVEL:
    case TARGET_RANGE:
        return judge_level(sub, &dated, v);
    case TARGET_GROWTH:
        return judge_growth(sub, &dated, v);
    case TARGET_CUMULATIVE:
        return judge_cumulative(sub, &dated, v);
    case TARGET_MAINTAIN:
        return judge_maintain(sub, &dated, v);
    case TARGET_RELATIVE:
        return judge_relative(sub, &dated, v);
    case TARGET_DIRECTION:
        return judge_direction(sub, &dated, v);
    case TARGET_MILESTONES: /* judged by judge_milestones, from the list */
        break;
    }
    return ST_OK;
}
