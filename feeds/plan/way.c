/* The one decision for all numeric targets: methods.md 4.1 while the plan runs, 4.4 after the
 * target's date. */
#include <math.h>

#include "feeds/plan/judge.h"

/* ---- meeting the goal ---------------------------------------------------------------------- */

bool target_is_upward(const struct indicator *ind, const struct target *t)
{
    if (t->cmp == CMP_GT || t->cmp == CMP_GE)
        return true;
    if (t->cmp == CMP_LT || t->cmp == CMP_LE)
        return false;
    if (t->base.given && t->base.value != t->value)
        return t->value > t->base.value;
    return ind->direction != DIRECTION_DOWN;
}

static double rounded(double v, int decimals)
{
    if (decimals < 0 || !isfinite(v))
        return v;
    double unit = pow(10, decimals);
    return round(v * unit) / unit;
}

/* Of one end of a figure; a value "beyond" an open end meets ">" too (4.2). */
static bool end_meets(const struct way *w, double v, bool open)
{
    v = rounded(v, w->decimals);
    double e = slack(v, w->goal);
    if (w->kind == WAY_RANGE)
        return v >= w->target->value - slack(v, w->target->value) &&
               v <= w->high + slack(v, w->high);
    switch (w->target->cmp) {
    case CMP_GT:
        return v > w->goal + e || (open && v >= w->goal - e);
    case CMP_LT:
        return v < w->goal - e || (open && v <= w->goal + e);
    default:
        return w->up ? v >= w->goal - e : v <= w->goal + e;
    }
}

int figure_meets(const struct way *w, const struct figure *f)
{
    bool low = end_meets(w, f->low, f->low_open), high = end_meets(w, f->high, f->high_open);
    /* A range may be met inside while both ends miss it. */
    if (w->kind == WAY_RANGE && f->low < w->target->value && f->high > w->high)
        return -1;
    return low == high ? low : -1;
}

/* First figure of the run that has met the goal without a break up to the end; `first`: of all that
 * met it. */
static const struct figure *met_since(const struct way *w, const struct figure **first)
{
    const struct figure *since = NULL;
    *first = NULL;
    for (size_t i = 0; i < w->figures.count && w->figures.list[i].last <= w->by; i++) {
        const struct figure *f = &w->figures.list[i];
        if (f->last <= w->origin)
            continue;
        bool met = figure_meets(w, f) == 1;
        if (met && !*first)
            *first = f;
        if (!met)
            since = NULL;
        else if (!since)
            since = f;
    }
    return since;
}

/* ---- measures at a figure ------------------------------------------------------------------ */

/* Growth and sums go on to the end: they can be in step with their goal on the way, but a cap is
 * not met before. */
static bool accumulates(const struct way *w)
{
    return w->kind == WAY_INDEX || w->kind == WAY_RATES || w->kind == WAY_SUM;
}

static bool inside(const struct way *w, double v)
{
    return w->kind == WAY_RANGE && end_meets(w, v, false);
}

/* Of a range the edge that is nearer: the one missed, or, inside, the one first reached from the
 * base. */
static void set_edge(struct way *w, double y)
{
    double low = w->target->value;
    bool lower =
        y < low ||
        (y <= w->high && (w->has_base ? w->base <= (low + w->high) / 2 : y - low < w->high - y));
    w->goal = lower ? low : w->high;
    w->up = lower;
}

static void set_degenerate(struct way *w)
{
    double e = slack(w->base, w->goal);
    w->degenerate = w->has_base && (w->up ? w->base >= w->goal - e : w->base <= w->goal + e);
}

static struct elapsed elapsed_at(const struct way *w, const struct figure *f)
{
    if (w->kind == WAY_SUM)
        return elapsed_inclusive(w->origin + 1, f->last, w->by);
    struct elapsed e = elapsed_between(&w->base_period, &f->obs->period, w->by);
    if (accumulates(w)) {
        e.years_total = w->years;
        e.years = w->years * e.share;
    }
    return e;
}

static double progress_of(const struct way *w, double y)
{
    if (w->kind == WAY_RANGE && inside(w, y))
        return 1;
    if (w->has_base)
        return w->degenerate ? NAN : (y - w->base) / (w->goal - w->base);
    /* Of target; for lower is better y/T says nothing (section 3). */
    return w->up && w->goal > 0 ? y / w->goal : NAN;
}

/* Yearly rates are planned year by year: their schedule is the index that the planned rates chain
 * to. */
static double planned_index(const struct way *w, day_t at)
{
    const struct target *t = w->target;
    int next = year_of(w->origin) + 1, last = year_of(at);
    double index = 1;
    for (size_t i = 0; i < t->waypoint_count && next <= last; i++)
        if (year_of(t->waypoints[i].period.last) == next) {
            index *= 1 + t->waypoints[i].value / 100;
            next++;
        }
    return next > last ? index : NAN;
}

/* The office's own schedule in the way's measure; NaN where it gave none. */
static double planned_at(const struct way *w, day_t at)
{
    const struct target *t = w->target;
    if (!t->waypoint_count)
        return NAN;
    if (w->kind == WAY_RATES)
        return planned_index(w, at);
    if (w->has_base)
        return trajectory_value(t, w->origin, w->base, w->by, w->goal, at);
    const struct waypoint *first = &t->waypoints[0];
    return at < first->period.last
               ? NAN
               : trajectory_value(t, first->period.last, first->value, w->by, w->goal, at);
}

static double expected_at(const struct way *w, const struct elapsed *e, day_t at,
                          enum method method)
{
    double planned = planned_at(w, at);
    if (!isnan(planned) || !w->has_base)
        return planned;
    if (w->kind == WAY_INDEX || w->kind == WAY_RATES)
        return w->base * pow(1 + w->growth, e->years);
    return path_value(w->base, w->goal, e->share, method == METHOD_CAGR ? PATH_GEOMETRIC : w->path);
}

/* S: share of the time, or what the office's own schedule asks for by then. */
static double schedule_at(const struct way *w, const struct elapsed *e, day_t at)
{
    double planned = w->has_base && !w->degenerate ? planned_at(w, at) : NAN;
    return isnan(planned) ? e->share : (planned - w->base) / (w->goal - w->base);
}

static double pace_at(const struct way *w, double y, const struct elapsed *e, day_t at,
                      enum method method, enum pace_formula *formula)
{
    if (!isnan(planned_at(w, at))) {
        *formula = PACE_TRAJECTORY;
        return progress_of(w, y) / schedule_at(w, e, at);
    }
    switch (w->kind) {
    case WAY_INDEX:
    case WAY_RATES:
        *formula = PACE_RATE;
        return growth_rate(w->base, y, e->years) / w->growth;
    case WAY_SUM:
        *formula = PACE_EVEN;
        return y / w->goal / e->share;
    case WAY_RANGE: { /* the better of the two edges */
        enum pace_formula other;
        double low = pace_ratio(w->base, y, w->target->value, e, PATH_LINEAR, method, formula);
        double high = pace_ratio(w->base, y, w->high, e, PATH_LINEAR, method, &other);
        return fmax(low, high);
    }
    case WAY_LEVEL:
        break;
    }
    return pace_ratio(w->base, y, w->goal, e, w->path, method, formula);
}

/* ---- while the plan runs ------------------------------------------------------------------- */

struct outcome {
    enum class class;
    enum rule rule;
    enum reason reason;
};

static struct outcome by_pace(const struct way *w, double y, const struct elapsed *e, day_t at,
                              enum method method)
{
    enum pace_formula formula;
    struct outcome o = {.rule = w->strict ? RULE_PACE_BINDING : RULE_PACE};
    double s = schedule_at(w, e, at);
    if (s < EPSILON) /* the schedule asks for nothing yet: R has no meaning */
        o.class = progress_of(w, y) >= s - EPSILON ? CLASS_ON_TRACK : CLASS_REVERSING;
    else
        o.class = class_of_pace(pace_at(w, y, e, at, method, &formula), w->strict);
    return o;
}

/* A range is never achieved early (4.1); held, or lost from inside or to the other side. */
static struct outcome in_range(const struct way *w, double y, const struct elapsed *e, day_t at,
                               enum method method)
{
    struct outcome hold = {.class = CLASS_ON_TRACK, .rule = RULE_MAINTAIN};
    bool met = inside(w, y), from_inside = w->has_base && inside(w, w->base);
    bool across = w->has_base && (y < w->target->value) != (w->base < w->target->value);
    if (!w->has_base && !met)
        return (struct outcome){CLASS_NOT_ASSESSED, RULE_NOTHING, REASON_NO_BASE};
    if (!w->has_base || (met && from_inside))
        return hold;
    if (!met && (from_inside || across)) {
        hold.class = CLASS_REVERSING;
        return hold;
    }
    return by_pace(w, y, e, at, method);
}

/* A cap on growth or on a sum is kept as long as the figure stays at or below its path (5.3: as
 * maintain). */
static struct outcome in_step(const struct way *w, double y, const struct elapsed *e, day_t at,
                              enum method method)
{
    double path = expected_at(w, e, at, method), e2 = slack(y, path);
    bool kept = w->up ? y >= path - e2 : y <= path + e2;
    return (struct outcome){.class = kept ? CLASS_ON_TRACK : CLASS_REVERSING,
                            .rule = RULE_MAINTAIN};
}

static struct outcome running_at(const struct way *w, double y, bool open, const struct elapsed *e,
                                 day_t at, enum method method)
{
    if (w->kind == WAY_RANGE)
        return in_range(w, y, e, at, method);
    if (w->degenerate && accumulates(w))
        return in_step(w, y, e, at, method);
    if (end_meets(w, y, open))
        return (struct outcome){.class = CLASS_ACHIEVED, .rule = RULE_MEETS_NOW};
    if (!w->has_base)
        return (struct outcome){CLASS_NOT_ASSESSED, RULE_NOTHING, REASON_NO_BASE};
    if (w->degenerate)
        return (struct outcome){.class = CLASS_REVERSING, .rule = RULE_MAINTAIN};
    return by_pace(w, y, e, at, method);
}

/* Both ends of a censored figure; the worse class, with a flag where they differ (4.3). */
static void decide_running(const struct subject *sub, const struct way *w, const struct figure *f,
                           const struct elapsed *e, struct target_verdict *v)
{
    enum method method = sub->options->method;
    struct outcome low = running_at(w, f->low, f->low_open, e, f->last, method);
    struct outcome high = running_at(w, f->high, f->high_open, e, f->last, method);
    struct outcome worse = low.class <= high.class ? low : high;
    v->class = worse.class;
    v->rule = worse.rule;
    v->reason = worse.reason;
    if (low.class != high.class)
        v->flags |= FLAG_AT_LEAST;
    bool by_ratio = worse.rule == RULE_PACE || worse.rule == RULE_PACE_BINDING;
    if (by_ratio)
        class_cuts(v->class, w->strict, &v->cut_low, &v->cut_high);
    if (w->has_base && !w->degenerate && v->schedule >= EPSILON &&
        (by_ratio || v->class == CLASS_ACHIEVED)) {
        enum pace_formula same;
        double other = f->low == f->value ? f->high : f->low;
        v->pace = pace_at(w, f->value, e, f->last, method, &v->formula);
        if (isfinite(other) && other != f->value)
            v->pace_high = pace_at(w, other, e, f->last, method, &same);
    }
    const struct figure *first;
    if (v->class == CLASS_ACHIEVED && met_since(w, &first))
        v->met_by = first->obs;
}

/* ---- after the target's date --------------------------------------------------------------- */

/* What is missing to the goal, in the unit of the tolerance. */
static double shortfall(const struct way *w, double y)
{
    if (w->kind == WAY_INDEX || w->kind == WAY_RATES) {
        double points = (w->growth - growth_rate(w->base, y, w->years)) * 100;
        return w->up ? points : -points;
    }
    return w->up ? w->goal - y : y - w->goal;
}

static bool nearly(const struct way *w, double y)
{
    double missing = shortfall(w, y), tolerance = w->target->tolerance;
    return progress_of(w, y) >= 0.95 - EPSILON ||
           (!isnan(tolerance) && missing <= tolerance + slack(y, w->goal));
}

/* Not met for certain. `basically` is for anticipatory targets only. */
static void decide_missed(const struct subject *sub, const struct way *w, const struct figure *end,
                          struct target_verdict *v)
{
    bool low = nearly(w, end->low), high = nearly(w, end->high);
    bool allowed = sub->indicator->nature == NATURE_ANTICIPATORY;
    bool basically = allowed && low && high;
    if (allowed && low != high)
        v->flags |= FLAG_AT_LEAST;
    v->class = basically ? CLASS_BASICALLY : CLASS_NOT_COMPLETED;
    v->rule = basically ? RULE_FINAL_BASICALLY : RULE_FINAL;
    for (size_t i = 0; i < w->figures.count && !v->met_by; i++) /* reached too late */
        if (w->figures.list[i].last > w->by && figure_meets(w, &w->figures.list[i]) == 1)
            v->met_by = w->figures.list[i].obs;
}

static void decide_final(const struct subject *sub, const struct way *w, const struct figure *end,
                         struct target_verdict *v)
{
    const struct figure *first, *since = met_since(w, &first);
    int met = end ? figure_meets(w, end) : 0;
    if (!end) {
        v->class = CLASS_PENDING;
        v->rule = RULE_FINAL_MISSING;
        /* A cap on growth or a sum is only kept at the end. */
        if (first && !(w->degenerate && accumulates(w))) {
            v->flags |= FLAG_MET_EARLIER;
            v->met_by = first->obs;
        }
    } else if (met < 0) {
        v->class = CLASS_UNDETERMINED;
        v->rule = RULE_FINAL_CENSORED;
        v->flags |= FLAG_AT_LEAST;
    } else if (met) {
        bool early = w->kind != WAY_RANGE && !(w->degenerate && accumulates(w)) && since &&
                     since->last < w->by;
        v->class = early ? CLASS_COMPLETED_EARLY : CLASS_COMPLETED;
        v->rule = early ? RULE_FINAL_EARLY : RULE_FINAL;
        v->met_by = early ? since->obs : end->obs;
    } else {
        decide_missed(sub, w, end, v);
    }
}

/* ---- judging ------------------------------------------------------------------------------- */

static void set_required(const struct way *w, const struct figure *f, const struct elapsed *e,
                         struct target_verdict *v)
{
    struct required *r = &v->required;
    double left = w->has_base ? e->years_total - e->years : years_between(f->last, w->by);
    if (!(left > EPSILON) || figure_meets(w, f) == 1 || (w->degenerate && accumulates(w)))
        return;
    double y = f->value;
    r->amount = w->kind == WAY_RATES ? NAN : w->goal - y;
    r->per_year = r->amount / left;
    if (y > 0 && w->goal > 0 && w->kind != WAY_SUM)
        r->rate = pow(w->goal / y, 1 / left) - 1;
    if (w->kind == WAY_SUM)
        r->per_day = r->amount / (w->by - f->last);
}

static void measure(const struct way *w, const struct figure *f, const struct elapsed *e,
                    enum method method, struct target_verdict *v)
{
    double y = f->value;
    v->used = f->obs;
    v->value = y;
    v->goal = w->goal;
    v->gap = inside(w, y) ? 0 : y - w->goal;
    v->flags |= f->flags;
    v->progress = progress_of(w, y);
    v->progress_of_target = !w->has_base || w->kind == WAY_SUM;
    v->expected = expected_at(w, e, f->last, method);
    set_required(w, f, e, v);
    if (!w->has_base)
        return;
    v->base = w->base;
    v->schedule = schedule_at(w, e, f->last);
    v->years_done = e->years;
    v->years_total = e->years_total;
    v->in_days = e->in_days;
    v->days_done = e->days;
    v->days_total = e->days_total;
    if (w->base > 0 && w->goal > 0 && (y > 0 || w->kind == WAY_RATES)) {
        v->rate = growth_rate(w->base, y, e->years);
        v->rate_required = growth_rate(w->base, w->goal, e->years_total);
    }
    if (w->kind == WAY_RATES) { /* shown as the indicator is: average growth in per cent */
        v->value = v->rate * 100;
        v->goal = w->growth * 100;
        v->gap = v->value - v->goal;
        v->expected = planned_at(w, f->last);
        v->expected = isnan(v->expected) ? v->goal : growth_rate(1, v->expected, e->years) * 100;
        v->base = NAN;
    }
}

enum status judge_way(const struct subject *sub, struct way *w, struct target_verdict *v)
{
    const struct figure *newest = NULL, *end = NULL;
    int seen = 0;
    for (size_t i = 0; i < w->figures.count; i++) {
        const struct figure *f = &w->figures.list[i];
        if (f->last <= w->origin || f->last > w->by || (newest && f->last == newest->last))
            continue;
        newest = f;
        seen++;
        if (f->last == w->by)
            end = f;
    }
    if (!newest) {
        nothing_to_judge(sub, w->target, v);
        return ST_OK;
    }
    if (w->kind == WAY_RANGE)
        set_edge(w, newest->value);
    set_degenerate(w);
    /* A part without a figure is no miss: the derived figure of the end is not known yet. */
    if (end && sub->indicator->derive.op != DERIVE_NONE && figure_meets(w, end) != 1 &&
        derive_is_partial(sub->plan, &sub->indicator->derive, sub->all_known, &end->obs->period))
        end = NULL;
    struct elapsed e = {.share = NAN};
    if (w->has_base)
        e = elapsed_at(w, newest);
    measure(w, newest, &e, sub->options->method, v);
    bool final = sub->options->as_of > w->by;
    if (final) {
        decide_final(sub, w, end, v);
    } else if (newest->broken && w->has_base && w->kind != WAY_SUM) {
        not_assessed(v, REASON_BREAK);
    } else {
        if (seen == 1 && w->has_base && w->kind != WAY_SUM)
            v->flags |= FLAG_FEW;
        decide_running(sub, w, newest, &e, v);
    }
    if (w->kind != WAY_SUM && newest->last < w->by)
        look_ahead(sub, w, newest, v);
    v->forecast.at = w->by;
    v->forecast.estimate = v->class == CLASS_PENDING;
    return ST_OK;
}
