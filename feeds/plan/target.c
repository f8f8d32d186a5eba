/* Level and range targets, and what all kinds share: usable figures, meeting, the final rules. */
#include <math.h>

#include "feeds/plan/judge.h"

/* ---- shared -------------------------------------------------------------------------------- */

bool is_final(const struct bench *b, const struct target *t)
{
    return t->by != DAY_NONE && b->options->as_of > t->by;
}

void not_assessed(struct target_verdict *v, enum reason reason)
{
    v->class = CLASS_NOT_ASSESSED;
    v->reason = reason;
    v->rule = RULE_NOTHING;
}

/* A flow counts only where its period is as long as the target's: the base's, else the indicator's (5.0). */
static bool long_enough(const struct bench *b, const struct target *t, const struct obs *o)
{
    if (b->indicator->quantity != QUANTITY_FLOW)
        return true;
    if (!t->base.given)
        return period_has_freq(&o->period, b->indicator->freq);
    int longer = period_days(&o->period) - period_days(&t->base.period);
    return period_is_year(&t->base.period) ? period_is_year(&o->period)
                                           : longer >= -3 && longer <= 3;
}

double figure_value(const struct figure *f)
{
    return f->obs->cmp == CMP_LT || f->obs->cmp == CMP_LE ? f->high : f->low;
}

enum status usable_figures(const struct bench *b, const struct target *t, struct figures *out)
{
    const struct known *k = b->known;
    *out = (struct figures){0};
    if (!k->count)
        return ST_OK;
    out->list = arena_alloc(b->arena, k->count, sizeof *out->list);
    if (!out->list)
        return ST_NO_MEMORY;
    double factor = 1;
    bool broken = false;
    for (size_t i = 0; i < k->count; i++) {
        const struct obs *o = k->obs[i];
        if (!obs_is_value(o) || o->status == 'F' || !long_enough(b, t, o))
            continue;
        bool behind_base = !t->base.given || o->period.last > t->base.period.last;
        if (o->status == 'B' && behind_base) {
            if (!isnan(o->pre_break) && o->value != 0)
                factor *= o->pre_break / o->value;
            else
                broken = true;
        }
        struct figure *f = &out->list[out->count++];
        *f = (struct figure){.obs = o, .low = o->value * factor, .high = o->value * factor,
                             .spliced = factor != 1, .broken = broken};
        f->low_open = o->cmp == CMP_GT;
        f->high_open = o->cmp == CMP_LT;
        if (o->cmp == CMP_GT || o->cmp == CMP_GE)
            f->high = INFINITY;
        if (o->cmp == CMP_LT || o->cmp == CMP_LE)
            f->low = -INFINITY;
    }
    return ST_OK;
}

unsigned figure_flags(const struct figure *f)
{
    unsigned flags = 0;
    if (f->obs->status == 'P' || f->obs->status == 'E')
        flags |= FLAG_PROVISIONAL;
    if (f->obs->cmp == CMP_ABOUT)
        flags |= FLAG_APPROXIMATE;
    if (f->spliced)
        flags |= FLAG_SPLICED;
    if (f->broken)
        flags |= FLAG_BREAK;
    return flags;
}

bool target_is_upward(const struct bench *b, const struct target *t)
{
    switch (t->cmp) {
    case CMP_GT:
    case CMP_GE:
        return true;
    case CMP_LT:
    case CMP_LE:
        return false;
    case CMP_EQ:
    case CMP_ABOUT:
        break;
    }
    if (t->base.given && t->base.value != t->value)
        return t->value > t->base.value;
    return b->indicator->direction != DIRECTION_DOWN;
}

/* Differences below this are none: 1e-9 of the size, so that 亿元 and 元 give the same class. */
static double slack(double a, double c)
{
    double size = fmax(fabs(a), fabs(c));
    return EPSILON * (isfinite(size) ? size : 1);
}

static double rounded(const struct indicator *ind, double v)
{
    if (ind->decimals < 0 || !isfinite(v))
        return v;
    double unit = pow(10, ind->decimals);
    return round(v * unit) / unit;
}

bool end_meets(const struct bench *b, const struct target *t, double v, bool open)
{
    v = rounded(b->indicator, v);
    double e = slack(v, t->value);
    if (t->kind == TARGET_RANGE)
        return v >= t->value - e && v <= t->high + slack(v, t->high);
    switch (t->cmp) {
    case CMP_GT:
        return v > t->value + e || (open && v >= t->value - e);
    case CMP_LT:
        return v < t->value - e || (open && v <= t->value + e);
    default:
        return target_is_upward(b, t) ? v >= t->value - e : v <= t->value + e;
    }
}

int figure_meets(const struct bench *b, const struct target *t, const struct figure *f)
{
    bool low = end_meets(b, t, f->low, f->low_open), high = end_meets(b, t, f->high, f->high_open);
    /* A range may be met inside while both ends miss it. */
    if (t->kind == TARGET_RANGE && f->low < f->high && !low && !high)
        return f->low < t->value && f->high > t->high ? -1 : 0;
    return low == high ? low : -1;
}

enum reason nothing_reason(const struct bench *b, const struct target *t)
{
    day_t start = t->from != DAY_NONE ? t->from : b->plan->start;
    for (size_t i = b->known->count; i-- > 0;) {
        if (b->known->obs[i]->status == 'Q')
            return REASON_WITHHELD;
        if (b->known->obs[i]->status == 'M')
            return REASON_NOT_APPLICABLE;
        if (obs_is_value(b->known->obs[i]))
            return REASON_NO_DATA;
    }
    return start != DAY_NONE && b->options->as_of < start ? REASON_NOT_YET_DUE : REASON_NO_DATA;
}

void decide_final(const struct bench *b, const struct target *t, const struct figures *f,
                  const struct figure *end, double distance, struct target_verdict *v)
{
    const struct figure *first_met = NULL, *since = NULL;
    for (size_t i = 0; i < f->count && f->list[i].obs->period.last <= t->by; i++) {
        bool met = figure_meets(b, t, &f->list[i]) == 1;
        if (met && !first_met)
            first_met = &f->list[i];
        if (!met)
            since = NULL;
        else if (!since)
            since = &f->list[i];
    }
    if (!end) {
        v->class = CLASS_PENDING;
        v->rule = RULE_FINAL_MISSING;
        if (first_met) {
            v->flags |= FLAG_MET_EARLIER;
            v->met_by = first_met->obs;
        }
        return;
    }
    int met = figure_meets(b, t, end);
    if (met < 0) {
        v->class = CLASS_UNDETERMINED;
        v->rule = RULE_FINAL_CENSORED;
        v->flags |= FLAG_AT_LEAST;
    } else if (met) {
        bool early = t->kind != TARGET_RANGE && since && since->obs->period.last < t->by;
        v->class = early ? CLASS_COMPLETED_EARLY : CLASS_COMPLETED;
        v->rule = early ? RULE_FINAL_EARLY : RULE_FINAL;
        v->met_by = early ? since->obs : end->obs;
    } else {
        bool near = v->progress >= 0.95 - EPSILON ||
                    (!isnan(t->tolerance) && distance <= t->tolerance + slack(distance, t->value));
        bool basically = near && b->indicator->nature != NATURE_BINDING;
        v->class = basically ? CLASS_BASICALLY : CLASS_NOT_COMPLETED;
        v->rule = basically ? RULE_FINAL_BASICALLY : RULE_FINAL;
        for (size_t i = 0; i < f->count && !v->met_by; i++)
            if (f->list[i].obs->period.last > t->by && figure_meets(b, t, &f->list[i]) == 1)
                v->met_by = f->list[i].obs;
    }
}

/* ---- level and range ----------------------------------------------------------------------- */

/* The way a level has to go: from a base, if there is one, to a goal. */
struct way {
    bool has_base, up, strict;
    bool degenerate; /* base at or beyond the goal: treated as maintain (5.3) */
    double base, goal;
    enum path path;
    struct elapsed elapsed;
    double schedule; /* S, or the office's own */
};

/* The feed's figure of the base period wins over the plan's (5.4). */
static const struct obs *base_in_feed(const struct bench *b, const struct target *t)
{
    for (size_t i = 0; t->base.given && i < b->known->count; i++) {
        const struct obs *o = b->known->obs[i];
        if (period_equal(&o->period, &t->base.period) && obs_is_value(o) && o->status != 'F' &&
            o->cmp == CMP_EQ)
            return o;
    }
    return NULL;
}

static void set_goal(const struct bench *b, const struct target *t, double y, struct way *w)
{
    w->goal = t->value;
    w->up = target_is_upward(b, t);
    if (t->kind == TARGET_RANGE) { /* the nearer edge */
        w->up = y < t->value || (y <= t->high && y - t->value < t->high - y);
        w->goal = w->up ? t->value : t->high;
    }
    double e = slack(w->base, w->goal);
    w->degenerate = w->has_base && (w->up ? w->base >= w->goal - e : w->base <= w->goal + e);
}

static double pace_at(const struct bench *b, const struct target *t, const struct way *w, double y,
                      enum pace_formula *formula)
{
    if (!t->waypoint_count)
        return pace_ratio(w->base, y, w->goal, &w->elapsed, w->path, b->options->method, formula);
    *formula = PACE_TRAJECTORY;
    return (y - w->base) / (w->goal - w->base) / w->schedule;
}

static enum class class_at(const struct bench *b, const struct target *t, const struct way *w,
                           double y, bool open, enum rule *rule)
{
    enum pace_formula formula;
    if (end_meets(b, t, y, open)) {
        *rule = RULE_MEETS_NOW;
        return t->kind == TARGET_RANGE ? CLASS_ON_TRACK : CLASS_ACHIEVED;
    }
    if (!w->has_base) {
        *rule = RULE_NOTHING;
        return CLASS_NOT_ASSESSED;
    }
    if (w->degenerate) {
        *rule = RULE_MAINTAIN;
        return CLASS_REVERSING;
    }
    *rule = w->strict ? RULE_PACE_BINDING : RULE_PACE;
    if (w->schedule < EPSILON) /* the schedule asks for nothing yet */
        return (y - w->base) / (w->goal - w->base) >= -EPSILON ? CLASS_ON_TRACK : CLASS_REVERSING;
    return class_of_pace(pace_at(b, t, w, y, &formula), w->strict);
}

static void decide_running(const struct bench *b, const struct target *t, const struct way *w,
                           const struct figure *f, struct target_verdict *v)
{
    enum rule low_rule, high_rule;
    enum class low = class_at(b, t, w, f->low, f->low_open, &low_rule);
    enum class high = class_at(b, t, w, f->high, f->high_open, &high_rule);
    bool low_is_worse = low <= high;
    v->class = low_is_worse ? low : high;
    v->rule = low_is_worse ? low_rule : high_rule;
    v->reason = v->class == CLASS_NOT_ASSESSED ? REASON_NO_BASE : REASON_NONE;
    if (low != high)
        v->flags |= FLAG_AT_LEAST;
    if (v->rule == RULE_PACE || v->rule == RULE_PACE_BINDING)
        class_cuts(v->class, w->strict, &v->cut_low, &v->cut_high);
    if (v->class == CLASS_ACHIEVED)
        v->met_by = f->obs;
}

#define POINTS 8 /* methods.md 6.1: the last 4 to 8 */

static bool same_length(const struct period *a, const struct period *b)
{
    int longer = period_days(a) - period_days(b);
    return longer >= -3 && longer <= 3;
}

/* Years since any origin: whole ones for annual figures, so that leap years do not bend a trend. */
static double in_years(const struct period *p)
{
    int y, m, d;
    day_to_ymd(p->last, &y, &m, &d);
    return period_is_year(p) ? y : p->last / 365.25;
}

/* The forecast from figures of the same length and basis as the one used; bounds and other definitions are left out. */
static void look_ahead(const struct bench *b, const struct target *t, const struct figures *f,
                       const struct way *w, struct target_verdict *v)
{
    struct point points[POINTS];
    size_t n = POINTS;
    bool seen = false;
    for (size_t i = f->count; i-- > 0 && n > 0;) {
        const struct figure *p = &f->list[i];
        if (p->obs == v->used)
            seen = true;
        if (!seen || !same_length(&p->obs->period, &v->used->period))
            continue;
        if (p->low != p->high || (p->obs->status == 'D' && p->obs != v->used))
            break;
        points[--n] = (struct point){in_years(&p->obs->period), p->low};
        if (p->obs->status == 'B' && isnan(p->obs->pre_break))
            break; /* what lies before is another series */
    }
    const struct point *first = points + n;
    size_t count = POINTS - n;
    struct period by = {t->by, t->by, PERIOD_DAY};
    double h = in_years(&by) - (count ? points[POINTS - 1].years : 0);
    if (period_is_year(&v->used->period)) {
        int y, m, d;
        day_to_ymd(t->by, &y, &m, &d);
        h = y - in_years(&v->used->period) - (m == 12 && d == 31 ? 0 : 1 - (m * 30.4 + d) / 365.25);
    }
    bool logs = w->path == PATH_GEOMETRIC || b->options->method == METHOD_CAGR;
    forecast_drift(first, count, logs, h, &v->forecast);
    v->forecast.at = t->by;
    forecast_arrival(first, count, v->used->period.last, w->goal, w->up, &v->forecast);
    v->forecast.estimate = v->class == CLASS_PENDING;
    double *const clamped[] = {&v->forecast.value, &v->forecast.low, &v->forecast.high};
    for (size_t i = 0; i < 3; i++) {
        if (*clamped[i] < b->indicator->min)
            *clamped[i] = b->indicator->min;
        if (*clamped[i] > b->indicator->max)
            *clamped[i] = b->indicator->max;
    }
}

static void measure(const struct bench *b, const struct target *t, const struct figure *f,
                    struct way *w, struct target_verdict *v)
{
    double y = figure_value(f);
    v->used = f->obs;
    v->value = y;
    v->flags |= figure_flags(f);
    set_goal(b, t, y, w);
    v->goal = w->goal;
    v->gap = y - w->goal;
    if (w->has_base) {
        v->base = w->base;
        w->elapsed = elapsed_between(&t->base.period, &f->obs->period, t->by);
        w->schedule = w->elapsed.share;
        v->years_done = w->elapsed.years;
        v->years_total = w->elapsed.years_total;
        v->in_days = w->elapsed.in_days;
        v->days_done = w->elapsed.days;
        v->days_total = w->elapsed.days_total;
        if (t->waypoint_count) {
            v->expected =
                trajectory_value(t, t->base.period.last, w->base, f->obs->period.last);
            if (!w->degenerate)
                w->schedule = (v->expected - w->base) / (w->goal - w->base);
        } else {
            enum path path = b->options->method == METHOD_CAGR ? PATH_GEOMETRIC : w->path;
            v->expected = path_value(w->base, w->goal, w->schedule, path);
        }
        v->schedule = w->schedule;
        if (!w->degenerate)
            v->progress = (y - w->base) / (w->goal - w->base);
        if (w->base > 0 && y > 0 && w->goal > 0 && w->elapsed.years > 0) {
            v->rate = pow(y / w->base, 1 / w->elapsed.years) - 1;
            v->rate_required = pow(w->goal / w->base, 1 / w->elapsed.years_total) - 1;
        }
    } else if (w->up && w->goal > 0) { /* of target; for lower-is-better y/T says nothing (3.) */
        v->progress = y / w->goal;
        v->progress_of_target = true;
    }
    double left = w->has_base ? w->elapsed.years_total - w->elapsed.years
                              : (t->by - f->obs->period.last) / 365.25;
    if (!w->has_base && period_is_year(&f->obs->period))
        left = round(left);
    if (left > 0 && figure_meets(b, t, f) != 1) {
        v->required.amount = w->goal - y;
        v->required.per_year = v->required.amount / left;
        if (y > 0 && w->goal > 0)
            v->required.rate = pow(w->goal / y, 1 / left) - 1;
    }
}

static enum status judge_level(const struct bench *b, const struct target *t,
                               struct target_verdict *v)
{
    struct figures f;
    enum status st = usable_figures(b, t, &f);
    if (st != ST_OK)
        return st;
    bool final = is_final(b, t), some = known_latest(b->known) != NULL;
    struct way w = {.has_base = t->base.given, .base = t->base.value, .schedule = NAN};
    w.strict = b->indicator->nature == NATURE_BINDING && !b->options->binding_allowance;
    /* A growth rate of a share depends on whether the share or its complement is counted (4.2). */
    bool share = b->indicator->unit_code && b->indicator->unit_code[0] == 'P' &&
                 b->indicator->unit_code[1] == 'T' && b->indicator->unit_code[2] == '\0';
    w.path = share ? PATH_LINEAR : t->path;
    const struct obs *own_base = base_in_feed(b, t);
    if (own_base)
        w.base = own_base->value;
    char base_status = own_base ? own_base->status : t->base.status;
    if (t->base.given && (base_status == 'D' || base_status == 'B' || t->base.status == 'D' ||
                          t->base.status == 'B'))
        v->flags |= FLAG_BASE_DIFFERS;

    const struct figure *newest = NULL, *end = NULL;
    int behind_base = 0;
    for (size_t i = 0; i < f.count; i++) {
        const struct obs *o = f.list[i].obs;
        /* Without a base the way begins with the plan: what lies before it is history. */
        day_t start = t->base.given ? t->base.period.last + 1 : b->plan->start;
        if (o->period.last < start || o->period.last > t->by)
            continue;
        newest = &f.list[i];
        behind_base++;
        if (o->period.last == t->by)
            end = newest;
    }
    if (!newest) {
        bool only_base = t->base.given && (own_base || f.count);
        if (final && some)
            decide_final(b, t, &f, NULL, NAN, v);
        else
            not_assessed(v, only_base ? REASON_ONLY_BASE : nothing_reason(b, t));
        return ST_OK;
    }
    measure(b, t, final && end ? end : newest, &w, v);
    if (final) {
        double y = v->value, distance = w.up ? w.goal - y : y - w.goal;
        decide_final(b, t, &f, end, distance, v);
    } else if (newest->broken && t->base.given) {
        not_assessed(v, REASON_BREAK);
        v->progress = v->schedule = v->expected = NAN;
    } else {
        if (behind_base == 1 && t->base.given)
            v->flags |= FLAG_FEW;
        if (w.has_base && !w.degenerate && w.schedule >= EPSILON) {
            v->pace = pace_at(b, t, &w, v->value, &v->formula);
            double other = newest->low == v->value ? newest->high : newest->low;
            if (isfinite(other) && other != v->value) {
                enum pace_formula same;
                v->pace_high = pace_at(b, t, &w, other, &same);
            }
        }
        decide_running(b, t, &w, newest, v);
    }
    look_ahead(b, t, &f, &w, v);
    return ST_OK;
}

/* ---- by kind ------------------------------------------------------------------------------- */

enum status judge_target(const struct bench *b, const struct target *t, struct target_verdict *v)
{
    *v = (struct target_verdict){
        .target = t, .value = NAN, .base = NAN, .goal = NAN, .progress = NAN, .schedule = NAN,
        .pace = NAN, .expected = NAN, .gap = NAN, .elapsed = NAN, .rate = NAN,
        .rate_required = NAN, .cut_low = NAN, .cut_high = NAN, .pace_high = NAN,
        .required = {NAN, NAN, NAN, NAN},
        .forecast = {.value = NAN, .low = NAN, .high = NAN, .per_year = NAN, .theil_sen = NAN,
                     .at = t->by, .arrival = DAY_NONE, .arrival_low = DAY_NONE,
                     .arrival_high = DAY_NONE}};
    day_t start = t->base.given       ? t->base.period.last
                  : t->from != DAY_NONE ? t->from - 1
                                        : b->plan->start - 1;
    if (t->by != DAY_NONE && t->by > start) {
        double share = (double)(b->options->as_of - start) / (t->by - start);
        v->elapsed = share < 0 ? 0 : share > 1 ? 1 : share;
    }
    switch (t->kind) {
    case TARGET_LEVEL:
    case TARGET_RANGE:
        return judge_level(b, t, v);
    case TARGET_GROWTH:
        return judge_growth(b, t, v);
    case TARGET_CUMULATIVE:
        return judge_cumulative(b, t, v);
    case TARGET_MAINTAIN:
        return judge_maintain(b, t, v);
    case TARGET_RELATIVE:
        return judge_relative(b, t, v);
    case TARGET_DIRECTION:
        not_assessed(v, known_latest(b->known) ? REASON_NO_TARGET : nothing_reason(b, t));
        v->rule = RULE_DIRECTION;
        return ST_OK;
    case TARGET_MILESTONES: /* judged by judge_milestones, from the list */
        break;
    }
    return ST_OK;
}
