/* Targets over a window of time: growth chained from yearly rates or an index, cumulative counts, maintained levels, and
 * keeping pace with another indicator. methods.md 4.2. */
#include <math.h>
#include <stdlib.h>

#include "feeds/plan/judge.h"

static bool strict_cuts(const struct bench *b)
{
    return b->indicator->nature == NATURE_BINDING && !b->options->binding_allowance;
}

/* Running class between the two ends of a censored figure: the worse one, and the flag. */
static void by_two_ends(struct target_verdict *v, bool low_met, double low_pace, bool high_met,
                        double high_pace, bool strict)
{
    enum class low = low_met ? CLASS_ACHIEVED : class_of_pace(low_pace, strict);
    enum class high = high_met ? CLASS_ACHIEVED : class_of_pace(high_pace, strict);
    v->class = low <= high ? low : high;
    if (low != high)
        v->flags |= FLAG_AT_LEAST;
    if (v->class == CLASS_ACHIEVED) {
        v->rule = RULE_MEETS_NOW;
        v->met_by = v->used;
        return;
    }
    v->rule = strict ? RULE_PACE_BINDING : RULE_PACE;
    class_cuts(v->class, strict, &v->cut_low, &v->cut_high);
}

/* ---- growth -------------------------------------------------------------------------------- */

/* The index reached so far, 1 at the base, by both ends of censored rates. */
struct chain {
    double low, high;
    int years;
    const struct obs *last;
    unsigned flags;
    bool gap;
};

static int year_of(day_t d)
{
    int y, m, dd;
    day_to_ymd(d, &y, &m, &dd);
    return y;
}

/* Chains yearly rates from the year after the base; a missing year ends it (4.2: `gap`). */
static void chain_rates(const struct target *t, const struct figures *f, struct chain *c)
{
    int next = year_of(t->base.period.last) + 1, end = year_of(t->by);
    *c = (struct chain){.low = 1, .high = 1};
    for (size_t i = 0; i < f->count; i++) {
        const struct figure *p = &f->list[i];
        int year = year_of(p->obs->period.last);
        if (!period_is_year(&p->obs->period) || year < next || year > end)
            continue;
        if (year > next) {
            c->gap = true;
            return;
        }
        c->low *= 1 + (isfinite(p->low) ? p->low : -100) / 100;
        c->high *= 1 + p->high / 100;
        c->last = p->obs;
        c->flags |= figure_flags(p);
        c->years++;
        next++;
    }
}

static bool index_meets(const struct target *t, double index, double goal)
{
    double e = EPSILON * fmax(fabs(index), fabs(goal));
    switch (t->cmp) {
    case CMP_GT:
        return index > goal + e;
    case CMP_LT:
        return index < goal - e;
    case CMP_LE:
        return index <= goal + e;
    default:
        return index >= goal - e;
    }
}

static enum status judge_rates(const struct bench *b, const struct target *t,
                               const struct figures *f, struct target_verdict *v)
{
    struct chain c;
    int total = year_of(t->by) - year_of(t->base.period.last);
    double g = t->value / 100, goal = pow(1 + g, total);
    bool final = is_final(b, t);
    chain_rates(t, f, &c);
    if (c.gap) {
        not_assessed(v, REASON_GAP);
        return ST_OK;
    }
    if (!c.last) {
        if (final && known_latest(b->known)) {
            v->class = CLASS_PENDING;
            v->rule = RULE_FINAL_MISSING;
        } else {
            not_assessed(v, nothing_reason(b, t));
        }
        return ST_OK;
    }
    double n = c.years, left = total - n;
    v->used = c.last;
    v->flags |= c.flags;
    v->years_done = n;
    v->years_total = total;
    v->schedule = n / total;
    v->rate = pow(c.low, 1 / n) - 1;
    v->rate_required = g;
    v->value = v->rate * 100;
    v->goal = t->value;
    v->base = 1;
    v->gap = v->value - v->goal;
    v->expected = t->value;
    v->progress = (c.low - 1) / (goal - 1);
    if (left > 0 && !index_meets(t, c.low, goal))
        v->required.rate = pow(goal / c.low, 1 / left) - 1;
    bool low_met = index_meets(t, c.low, goal), high_met = index_meets(t, c.high, goal);
    if (!final) {
        v->formula = PACE_RATE;
        v->pace = v->rate / g;
        if (c.years == 1)
            v->flags |= FLAG_FEW;
        by_two_ends(v, low_met, v->pace, high_met, (pow(c.high, 1 / n) - 1) / g, strict_cuts(b));
        return ST_OK;
    }
    if (c.years < total) {
        v->class = CLASS_PENDING;
        v->rule = RULE_FINAL_MISSING;
        if (low_met) {
            v->flags |= FLAG_MET_EARLIER;
            v->met_by = c.last;
        }
    } else if (low_met != high_met) {
        v->class = CLASS_UNDETERMINED;
        v->rule = RULE_FINAL_CENSORED;
        v->flags |= FLAG_AT_LEAST;
    } else if (low_met) {
        v->class = CLASS_COMPLETED;
        v->rule = RULE_FINAL;
        v->met_by = c.last;
    } else {
        bool near = v->progress >= 0.95 - EPSILON ||
                    (!isnan(t->tolerance) && t->value - v->value <= t->tolerance + EPSILON);
        bool basically = near && b->indicator->nature != NATURE_BINDING;
        v->class = basically ? CLASS_BASICALLY : CLASS_NOT_COMPLETED;
        v->rule = basically ? RULE_FINAL_BASICALLY : RULE_FINAL;
    }
    return ST_OK;
}

/* An index against (1+g)^N: the same as a level with a geometric path, but R = a/g. */
static enum status judge_index(const struct bench *b, const struct target *t,
                               const struct figures *f, struct target_verdict *v)
{
    const struct figure *newest = NULL, *end = NULL;
    int seen = 0;
    for (size_t i = 0; i < f->count; i++) {
        day_t last = f->list[i].obs->period.last;
        if (last <= t->base.period.last || last > t->by)
            continue;
        newest = &f->list[i];
        seen++;
        if (last == t->by)
            end = newest;
    }
    bool final = is_final(b, t);
    if (!newest) {
        if (final && known_latest(b->known)) {
            v->class = CLASS_PENDING;
            v->rule = RULE_FINAL_MISSING;
        } else {
            not_assessed(v, f->count ? REASON_ONLY_BASE : nothing_reason(b, t));
        }
        return ST_OK;
    }
    struct elapsed e = elapsed_between(&t->base.period, &newest->obs->period, t->by);
    double g = t->value / 100, y = figure_value(newest), base = t->base.value;
    struct target level = *t; /* the level that (1+g)^N asks for, met or not met like any other */
    level.kind = TARGET_LEVEL;
    level.value = base * pow(1 + g, e.years_total);
    level.tolerance = NAN;
    v->used = newest->obs;
    v->value = y;
    v->base = base;
    v->goal = level.value;
    v->gap = y - level.value;
    v->flags |= figure_flags(newest);
    v->schedule = e.share;
    v->years_done = e.years;
    v->years_total = e.years_total;
    v->in_days = e.in_days;
    v->days_done = e.days;
    v->days_total = e.days_total;
    v->progress = (y - base) / (level.value - base);
    v->expected = base * pow(1 + g, e.years);
    v->rate = pow(y / base, 1 / e.years) - 1;
    v->rate_required = g;
    double left = e.years_total - e.years;
    if (left > 0 && figure_meets(b, &level, newest) != 1) {
        v->required.amount = level.value - y;
        v->required.per_year = v->required.amount / left;
        v->required.rate = pow(level.value / y, 1 / left) - 1;
    }
    if (final) {
        decide_final(b, &level, f, end, NAN, v);
        double a = v->rate * 100;
        if (v->class == CLASS_NOT_COMPLETED && !isnan(t->tolerance) &&
            t->value - a <= t->tolerance + EPSILON && b->indicator->nature != NATURE_BINDING) {
            v->class = CLASS_BASICALLY;
            v->rule = RULE_FINAL_BASICALLY;
        }
        return ST_OK;
    }
    if (newest->broken) {
        not_assessed(v, REASON_BREAK);
        v->progress = v->schedule = v->expected = NAN;
        return ST_OK;
    }
    if (seen == 1)
        v->flags |= FLAG_FEW;
    v->formula = PACE_RATE;
    v->pace = v->rate / g;
    by_two_ends(v, end_meets(b, &level, newest->low, newest->low_open),
                (pow(newest->low / base, 1 / e.years) - 1) / g,
                end_meets(b, &level, newest->high, newest->high_open),
                (pow(newest->high / base, 1 / e.years) - 1) / g, strict_cuts(b));
    return ST_OK;
}

enum status judge_growth(const struct bench *b, const struct target *t, struct target_verdict *v)
{
    struct figures f;
    enum status st = usable_figures(b, t, &f);
    if (st != ST_OK)
        return st;
    if (!t->base.given) {
        not_assessed(v, REASON_NO_BASE);
        return ST_OK;
    }
    if (t->base.status == 'D' || t->base.status == 'B')
        v->flags |= FLAG_BASE_DIFFERS;
    return t->measure == MEASURE_ANNUAL_RATE ? judge_rates(b, t, &f, v) : judge_index(b, t, &f, v);
}

/* ---- cumulative ---------------------------------------------------------------------------- */

/* What is known of the sum since the window began: at the start of some days. */
struct sum_at {
    day_t day; /* everything before this day is in it */
    double low, high;
    const struct obs *by; /* the figure that closed it */
    unsigned flags;
};

static struct sum_at *sum_find(struct sum_at *list, size_t n, day_t day)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].day == day)
            return &list[i];
    return NULL;
}

/* One figure links the sums at its two ends: F(last + 1) = F(first) + x. Going backwards too turns year-to-date figures
 * into their differences (5.6). */
static bool link_sums(struct sum_at *list, size_t *n, const struct figure *f)
{
    day_t a = f->obs->period.first, z = f->obs->period.last + 1;
    if (f->obs->covers == COVERS_CUMULATIVE)
        a = list[0].day;
    struct sum_at *from = sum_find(list, *n, a), *to = sum_find(list, *n, z);
    if (from && !to) {
        list[(*n)++] = (struct sum_at){z, from->low + f->low, from->high + f->high, f->obs,
                                       from->flags | figure_flags(f)};
        return true;
    }
    if (to && !from && f->low == f->high) {
        list[(*n)++] = (struct sum_at){a, to->low - f->low, to->high - f->high, f->obs,
                                       to->flags | figure_flags(f)};
        return true;
    }
    return false;
}

static int compare_day(const void *a, const void *b)
{
    day_t x = ((const struct sum_at *)a)->day, y = ((const struct sum_at *)b)->day;
    return x < y ? -1 : x > y;
}

/* Sums known within the window, in order of their day; list[0] is the window's start with 0. */
static enum status known_sums(const struct bench *b, const struct target *t, struct sum_at **out,
                              size_t *count)
{
    const struct known *k = b->known;
    struct sum_at *list = arena_alloc(b->arena, k->count + 1, sizeof *list);
    bool *done = arena_alloc(b->arena, k->count + 1, sizeof *done);
    if (!list || !done)
        return ST_NO_MEMORY;
    size_t n = 1;
    list[0] = (struct sum_at){.day = t->from};
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < k->count; i++) {
            const struct obs *o = k->obs[i];
            if (done[i] || !obs_is_value(o) || o->status == 'F' || o->period.last > t->by)
                continue;
            struct figure f = {.obs = o, .low = o->value, .high = o->value};
            if (o->cmp == CMP_GT || o->cmp == CMP_GE)
                f.high = INFINITY;
            if (o->cmp == CMP_LT || o->cmp == CMP_LE)
                f.low = 0;
            if (link_sums(list, &n, &f))
                done[i] = more = true;
        }
    }
    qsort(list, n, sizeof *list, compare_day);
    *out = list;
    *count = n;
    return ST_OK;
}

/* Monthly figures for 6.4: the whole months inside the window, newest run. */
static void count_ahead(const struct bench *b, const struct target *t, const struct obs *last,
                        double so_far, struct target_verdict *v)
{
    double x[64];
    size_t m = 0;
    for (size_t i = 0; i < b->known->count; i++) {
        const struct obs *o = b->known->obs[i];
        if (!period_has_freq(&o->period, FREQ_MONTH) || o->covers != COVERS_PERIOD ||
            !obs_is_value(o) || o->status == 'F' || o->cmp != CMP_EQ || o->period.first < t->from ||
            o->period.last > last->period.last)
            continue;
        if (m == sizeof x / sizeof *x) {
            for (size_t k = 1; k < m; k++)
                x[k - 1] = x[k];
            m--;
        }
        x[m++] = o->value;
    }
    double remaining = round((t->by - last->period.last) / 30.4375);
    if (remaining <= 0)
        return;
    forecast_count(x, m, remaining, so_far, &v->forecast);
    v->forecast.at = t->by;
    v->forecast.estimate = v->class == CLASS_PENDING;
}

enum status judge_cumulative(const struct bench *b, const struct target *t,
                             struct target_verdict *v)
{
    struct sum_at *sums;
    size_t n;
    bool final = is_final(b, t), strict = strict_cuts(b);
    v->goal = t->value;
    enum status st = known_sums(b, t, &sums, &n);
    if (st != ST_OK)
        return st;
    /* Backward links may lie before the window: the newest sum inside it counts. */
    const struct sum_at *newest = NULL, *first_met = NULL;
    for (size_t i = 0; i < n; i++) {
        if (sums[i].day <= t->from)
            continue;
        newest = &sums[i];
        if (!first_met && sums[i].low >= t->value - EPSILON * t->value)
            first_met = newest;
    }
    if (!newest) {
        bool some = known_latest(b->known) != NULL;
        if (final && some) {
            v->class = CLASS_PENDING;
            v->rule = RULE_FINAL_MISSING;
        } else if (b->options->as_of < t->from) {
            not_assessed(v, REASON_NOT_YET_DUE);
        } else {
            not_assessed(v, some ? REASON_GAP : nothing_reason(b, t));
        }
        return ST_OK;
    }
    day_t at = newest->day - 1;
    struct elapsed e = elapsed_inclusive(t->from, at, t->by);
    v->used = newest->by;
    v->value = newest->low;
    v->base = 0;
    v->gap = newest->low - t->value;
    v->flags |= newest->flags;
    v->progress = newest->low / t->value;
    v->progress_of_target = true;
    v->in_days = true;
    v->days_done = e.days;
    v->days_total = e.days_total;
    v->years_done = e.years;
    v->years_total = e.years_total;
    v->expected = t->waypoint_count ? trajectory_value(t, t->from - 1, 0, at) : t->value * e.share;
    v->schedule = v->expected / t->value;
    if (at < t->by && newest->low < t->value) {
        v->required.amount = t->value - newest->low;
        v->required.per_day = v->required.amount / (t->by - at);
        v->required.per_year = v->required.per_day * 365.25;
    }
    bool low_met = newest->low >= t->value * (1 - EPSILON);
    bool high_met = newest->high >= t->value * (1 - EPSILON);
    if (!final) {
        v->formula = t->waypoint_count ? PACE_TRAJECTORY : PACE_EVEN;
        v->pace = v->progress / v->schedule;
        by_two_ends(v, low_met, v->pace, high_met, newest->high / t->value / v->schedule, strict);
    } else if (at != t->by) {
        v->class = CLASS_PENDING;
        v->rule = RULE_FINAL_MISSING;
        if (first_met) {
            v->flags |= FLAG_MET_EARLIER;
            v->met_by = first_met->by;
        }
    } else if (low_met != high_met) {
        v->class = CLASS_UNDETERMINED;
        v->rule = RULE_FINAL_CENSORED;
        v->flags |= FLAG_AT_LEAST;
    } else if (low_met) {
        bool early = first_met && first_met->day <= t->by;
        v->class = early ? CLASS_COMPLETED_EARLY : CLASS_COMPLETED;
        v->rule = early ? RULE_FINAL_EARLY : RULE_FINAL;
        v->met_by = first_met ? first_met->by : newest->by;
    } else {
        bool near = v->progress >= 0.95 - EPSILON ||
                    (!isnan(t->tolerance) && t->value - v->value <= t->tolerance * (1 + EPSILON));
        bool basically = near && b->indicator->nature != NATURE_BINDING;
        v->class = basically ? CLASS_BASICALLY : CLASS_NOT_COMPLETED;
        v->rule = basically ? RULE_FINAL_BASICALLY : RULE_FINAL;
    }
    count_ahead(b, t, newest->by, newest->low, v);
    return ST_OK;
}

/* ---- maintain ------------------------------------------------------------------------------ */

enum status judge_maintain(const struct bench *b, const struct target *t, struct target_verdict *v)
{
    struct figures f;
    enum status st = usable_figures(b, t, &f);
    if (st != ST_OK)
        return st;
    day_t start = t->from != DAY_NONE ? t->from : b->plan->start;
    const struct figure *newest = NULL, *end = NULL;
    bool breach = false, year_ok = true, unsure = false;
    int year = 0;
    for (size_t i = 0; i < f.count; i++) {
        const struct figure *p = &f.list[i];
        if (p->obs->period.last < start || p->obs->period.last > t->by)
            continue;
        int y = year_of(p->obs->period.last);
        if (y != year) {
            v->years_complied += newest && year_ok;
            v->years_seen++;
            year = y;
            year_ok = true;
        }
        int met = figure_meets(b, t, p);
        unsure |= met < 0;
        year_ok &= met == 1;
        breach |= met != 1;
        newest = p;
        if (p->obs->period.last == t->by)
            end = p;
    }
    if (!newest) {
        if (is_final(b, t) && known_latest(b->known)) {
            v->class = CLASS_PENDING;
            v->rule = RULE_FINAL_MISSING;
        } else {
            not_assessed(v, nothing_reason(b, t));
        }
        return ST_OK;
    }
    v->years_complied += year_ok;
    v->used = newest->obs;
    v->value = figure_value(newest);
    v->goal = t->value;
    v->gap = v->value - t->value;
    v->flags |= figure_flags(newest);
    v->progress = (double)v->years_complied / v->years_seen;
    v->years_done = year_of(newest->obs->period.last) - year_of(start) + 1;
    v->years_total = year_of(t->by) - year_of(start) + 1;
    v->schedule = v->years_done / v->years_total;
    v->rule = RULE_MAINTAIN;
    if (unsure)
        v->flags |= FLAG_AT_LEAST;
    if (!is_final(b, t)) {
        bool last_breaches = figure_meets(b, t, newest) != 1;
        v->class = last_breaches ? CLASS_REVERSING : breach ? CLASS_SLOWER : CLASS_ON_TRACK;
    } else if (v->years_complied < v->years_seen) {
        v->class = unsure ? CLASS_UNDETERMINED : CLASS_NOT_COMPLETED;
    } else if (!end || v->years_seen < (int)v->years_total) {
        v->class = CLASS_PENDING;
        v->rule = RULE_FINAL_MISSING;
        if (end)
            v->flags |= FLAG_PARTLY_KNOWN;
    } else {
        v->class = CLASS_COMPLETED;
    }
    return ST_OK;
}

/* ---- relative ------------------------------------------------------------------------------ */

static const struct obs *figure_at(const struct known *k, const struct period *p)
{
    for (size_t i = 0; i < k->count; i++)
        if (period_equal(&k->obs[i]->period, p) && obs_is_value(k->obs[i]) &&
            k->obs[i]->status != 'F')
            return k->obs[i];
    return NULL;
}

enum status judge_relative(const struct bench *b, const struct target *t, struct target_verdict *v)
{
    const struct known *other = t->ref >= 0 ? &b->all_known[t->ref] : NULL;
    if (!other || !t->base.given) {
        not_assessed(v, REASON_NO_BASE);
        return ST_OK;
    }
    const struct obs *other_base = figure_at(other, &t->base.period);
    const struct obs *used = NULL, *beside = NULL;
    for (size_t i = b->known->count; i-- > 0 && !used;) {
        const struct obs *o = b->known->obs[i];
        if (!obs_is_value(o) || o->status == 'F' || o->period.last <= t->base.period.last ||
            (t->by != DAY_NONE && o->period.last > t->by))
            continue;
        beside = figure_at(other, &o->period);
        if (beside)
            used = o;
    }
    bool final = is_final(b, t);
    if (!used || !other_base || !(t->base.value > 0) || !(other_base->value > 0)) {
        if (final && known_latest(b->known)) {
            v->class = CLASS_PENDING;
            v->rule = RULE_FINAL_MISSING;
        } else {
            not_assessed(v, used && !other_base ? REASON_NO_BASE : nothing_reason(b, t));
        }
        return ST_OK;
    }
    double own = used->value / t->base.value, theirs = beside->value / other_base->value;
    v->used = used;
    v->base = t->base.value;
    v->value = own;
    v->goal = theirs;
    v->gap = own - theirs;
    v->progress = own / theirs;
    struct figure f = {.obs = used};
    v->flags |= figure_flags(&f);
    bool keeps = own / theirs - 1 >= -EPSILON;
    v->rule = RULE_RELATIVE;
    if (final && used->period.last != t->by) {
        v->class = CLASS_PENDING;
        v->rule = RULE_FINAL_MISSING;
    } else if (final) {
        v->class = keeps ? CLASS_COMPLETED : CLASS_NOT_COMPLETED;
    } else {
        v->class = keeps ? CLASS_ON_TRACK : CLASS_LAGGING;
    }
    return ST_OK;
}
