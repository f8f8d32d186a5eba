/* Looking ahead: methods.md section 6. The forecast never changes a class. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/plan/judge.h"

#define POINTS_MIN      4
#define POINTS_INTERVAL 5
#define COUNTS_MIN      6
#define YEARS_MAX       25

double scaled(double v, bool logs)
{
    return logs ? log(v) : v;
}

double unscaled(double v, bool logs)
{
    return logs ? exp(v) : v;
}

/* ---- the drift ----------------------------------------------------------------------------- */

bool drift_fit(const struct point *p, size_t n, bool logs, struct drift *d)
{
    size_t k = n < FORECAST_POINTS ? n : FORECAST_POINTS;
    if (k < POINTS_MIN)
        return false;
    double x[FORECAST_POINTS];
    p += n - k;
    for (size_t i = 0; i < k; i++) {
        if ((logs && p[i].value <= 0) || (i > 0 && p[i].years <= p[i - 1].years))
            return false;
        x[i] = scaled(p[i].value, logs);
    }
    *d = (struct drift){.y = x[k - 1], .logs = logs, .span = p[k - 1].years - p[0].years};
    d->mean = (x[k - 1] - x[0]) / d->span;
    /* Uneven spacing: each change is divided by the root of its gap (6.1). */
    double sum = 0;
    for (size_t i = 1; i < k; i++) {
        double gap = p[i].years - p[i - 1].years, rest = x[i] - x[i - 1] - d->mean * gap;
        sum += rest * rest / gap;
    }
    d->s = sqrt(sum / (double)(k - 2));
    d->df = k >= POINTS_INTERVAL ? (int)k - 2 : 0;
    return true;
}

bool drift_count(const double *x, const double *months, size_t m, double so_far, struct drift *d)
{
    if (m < COUNTS_MIN)
        return false;
    double total = 0, sum = 0;
    *d = (struct drift){.y = so_far, .df = (int)m - 1};
    for (size_t i = 0; i < m; i++) {
        total += x[i];
        d->span += months[i];
    }
    d->mean = total / d->span;
    for (size_t i = 0; i < m; i++) {
        double rest = x[i] - d->mean * months[i];
        sum += rest * rest / months[i];
    }
    d->s = sqrt(sum / d->df);
    return true;
}

static double spread(const struct drift *d, double h)
{
    return d->s * sqrt(h * (1 + h / d->span));
}

double drift_at(const struct drift *d, double h, double side)
{
    double v = d->y + h * d->mean;
    if (side != 0)
        v += side * student_t90(d->df) * spread(d, h);
    return unscaled(v, d->logs);
}

double drift_between(const struct drift *d, double h, double low, double high)
{
    double middle = d->y + h * d->mean, width = spread(d, h);
    if (d->df < 1 || !(width > 0))
        return NAN;
    low = d->logs && low <= 0 ? -INFINITY : scaled(low, d->logs);
    high = d->logs && high <= 0 ? -INFINITY : scaled(high, d->logs);
    return student_cdf((high - middle) / width, d->df) - student_cdf((low - middle) / width, d->df);
}

void drift_extend(const struct drift *d, double h, struct forecast *f)
{
    f->given = true;
    f->interval = d->df > 0;
    f->value = drift_at(d, h, 0);
    f->drift = *d;
    f->steps = h;
    if (f->interval) {
        double inner = student_t75(d->df) * spread(d, h);
        f->low = drift_at(d, h, -1);
        f->high = drift_at(d, h, 1);
        f->inner_low = unscaled(d->y + h * d->mean - inner, d->logs);
        f->inner_high = unscaled(d->y + h * d->mean + inner, d->logs);
    }
}

/* ---- arrival ------------------------------------------------------------------------------- */

static bool reaches(double v, double goal, bool up)
{
    double e = slack(v, goal);
    return up ? v >= goal - e : v <= goal + e;
}

/* First month at which that side of the interval reaches the goal; DAY_NONE if it does not within
 * 25 years. While the middle moves towards the goal, a side that has reached it stays beyond, so
 * the months can be halved. */
static day_t first_reach(const struct drift *d, double side, day_t from, double goal, bool up,
                         double steps_a_year)
{
    int low = 0, high = YEARS_MAX * 12;
    if (!reaches(drift_at(d, YEARS_MAX * steps_a_year, side), goal, up))
        return DAY_NONE;
    while (high - low > 1) {
        int month = (low + high) / 2;
        if (reaches(drift_at(d, month * steps_a_year / 12, side), goal, up))
            high = month;
        else
            low = month;
    }
    return day_add_months(from + 1, high) - 1;
}

void drift_arrival(const struct drift *d, day_t from, double goal, bool up, double steps_a_year,
                   struct forecast *f)
{
    f->arrival = f->arrival_low = f->arrival_high = DAY_NONE;
    if (reaches(unscaled(d->y, d->logs), goal, up)) {
        f->arrival_kind = ARRIVAL_REACHED;
        return;
    }
    double h = d->logs && goal <= 0 ? NAN : (scaled(goal, d->logs) - d->y) / d->mean;
    if (!(h > 0) || !isfinite(h)) {
        f->arrival_kind = ARRIVAL_NEVER;
        return;
    }
    if (h > YEARS_MAX * steps_a_year) {
        f->arrival_kind = ARRIVAL_BEYOND_25_YEARS;
        return;
    }
    f->arrival_kind = ARRIVAL_DATE;
    f->arrival = from + (day_t)ceil(h / steps_a_year * DAYS_A_YEAR - EPSILON);
    if (d->df > 0) {
        f->arrival_low = first_reach(d, up ? 1 : -1, from, goal, up, steps_a_year);
        f->arrival_high = first_reach(d, up ? -1 : 1, from, goal, up, steps_a_year);
    }
}

/* ---- the forecast of a way ----------------------------------------------------------------- */

/* Years since any origin: whole ones for annual figures, so that leap years do not bend a trend. */
static double in_years(const struct period *p, bool annual)
{
    return annual ? year_of(p->last) : p->last / DAYS_A_YEAR;
}

/* What the trend is fitted to: figures of the length and basis of the one used, back to a break, a
 * bound or another definition; and the plan's base where it is as good as a figure. */
static size_t gather(const struct way *w, const struct figure *used, bool annual,
                     struct point *points)
{
    const struct period *like = &used->obs->period;
    size_t n = FORECAST_POINTS;
    day_t earliest = used->last;
    bool whole = true;
    for (size_t i = (size_t)(used - w->figures.list) + 1; i-- > 0 && n > 0;) {
        const struct figure *p = &w->figures.list[i];
        if (!same_length(&p->obs->period, like) || (n < FORECAST_POINTS && p->last == earliest))
            continue;
        bool exact = p->low == p->high;
        if (!exact || (p->obs->status == 'D') != (used->obs->status == 'D')) {
            whole = false;
            break;
        }
        points[--n] = (struct point){in_years(&p->obs->period, annual), p->value};
        earliest = p->last;
        if (p->begins) { /* what lies before is another series */
            whole = false;
            break;
        }
    }
    bool base =
        w->kind == WAY_RATES || (w->has_base && w->target->base.status == 'A' &&
                                 used->obs->status != 'D' && same_length(&w->base_period, like));
    if (n > 0 && whole && base && w->base_period.last < earliest)
        points[--n] = (struct point){in_years(&w->base_period, annual), w->base};
    return n;
}

/* Limits of the figure hold for its forecast, after the interval is computed (6.3). */
static void clamp(const struct indicator *ind, double *v)
{
    if (*v < ind->min)
        *v = ind->min;
    if (*v > ind->max)
        *v = ind->max;
}

#define VALUES 10

/* The ends of the intervals, and what second opinions say, for what is done with all of them alike. */
static size_t values_of(struct forecast *f, double *out[static VALUES])
{
    double *const values[VALUES] = {&f->value, &f->low, &f->high, &f->inner_low, &f->inner_high, &f->theil_sen.value,
                              &f->least_squares.value, &f->least_squares.low, &f->least_squares.high, &f->weighted.value};
    memcpy(out, values, sizeof values);
    return VALUES;
}

struct fan forecast_fan(const struct forecast *f, const struct indicator *ind, double share)
{
    struct forecast at = {.low = NAN, .high = NAN, .inner_low = NAN, .inner_high = NAN};
    if (!f->given || f->rates)
        return (struct fan){NAN, NAN, NAN, NAN, NAN};
    drift_extend(&f->drift, f->steps * share, &at);
    double *const ends[] = {&at.value, &at.low, &at.high, &at.inner_low, &at.inner_high};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        clamp(ind, ends[i]);
    return (struct fan){at.value, at.low, at.high, at.inner_low, at.inner_high};
}

/* What three other lines through the same points say of the target date. */
static void second_opinions(const struct point *points, size_t n, double at, struct forecast *f)
{
    const struct drift *d = &f->drift;
    struct line line;
    double slope = theil_sen(points, n, d->logs);
    f->theil_sen.per_year = slope;
    f->theil_sen.value = unscaled(d->y + f->steps * slope, d->logs);
    f->theil_sen_disagrees = slope * d->mean < 0 || (f->interval && (f->theil_sen.value < f->low || f->theil_sen.value > f->high));
    if (line_fit(points, n, d->logs, false, &line)) {
        f->least_squares = (struct trend){line.slope, line_at(&line, at, 0), line_at(&line, at, -1), line_at(&line, at, 1)};
    }
    if (line_fit(points, n, d->logs, true, &line)) {
        f->weighted.per_year = line.slope;
        f->weighted.value = line_at(&line, at, 0);
    }
    double *const slopes[] = {&f->theil_sen.per_year, &f->least_squares.per_year, &f->weighted.per_year};
    for (size_t i = 0; d->logs && i < sizeof slopes / sizeof *slopes; i++)
        *slopes[i] = exp(*slopes[i]) - 1;
}

/* The probability of 6.2: that the value at the target date is one which meets the target. */
static double chance(const struct way *w, const struct drift *d, double h)
{
    if (w->kind == WAY_RANGE)
        return drift_between(d, h, w->target->value, w->high);
    return w->up ? drift_between(d, h, w->goal, INFINITY) : drift_between(d, h, -INFINITY, w->goal);
}

/* An index at the target's date as the average growth that it means, in per cent. */
static void as_rates(const struct way *w, struct forecast *f)
{
    double *values[VALUES];
    size_t n = values_of(f, values);
    for (size_t i = 0; i < n; i++)
        *values[i] = growth_rate(1, *values[i], w->years) * 100;
    f->rates = true;
}

void look_ahead(const struct subject *sub, const struct way *w, const struct figure *used,
                struct target_verdict *v)
{
    struct forecast *f = &v->forecast;
    const struct period *period = &used->obs->period;
    bool annual = period_is_year(period) && year_of(w->by) != year_of(w->by + 1);
    bool logs = w->kind == WAY_INDEX || w->kind == WAY_RATES || w->path == PATH_GEOMETRIC ||
                sub->options->method == METHOD_CAGR;
    struct point points[FORECAST_POINTS];
    struct period by = {w->by, w->by, PERIOD_DAY};
    struct drift d;
    size_t first = gather(w, used, annual, points), n = FORECAST_POINTS - first;
    f->name = "drift";
    f->points = (int)n;
    bool fits = drift_fit(points + first, n, logs, &d);
    if (!fits && logs &&
        w->kind == WAY_LEVEL) { /* no logarithm below zero: in levels, as the pace is */
        logs = false;
        fits = drift_fit(points + first, n, logs, &d);
    }
    if (!fits)
        return;
    double h = in_years(&by, annual) - in_years(period, annual);
    f->name = logs ? "log-drift" : "drift";
    f->log = logs;
    f->per_year = logs ? exp(d.mean) - 1 : d.mean;
    drift_extend(&d, h, f);
    second_opinions(points + first, n, in_years(&by, annual), f);
    f->p_meets = chance(w, &d, h);
    drift_arrival(&d, used->last, w->goal, w->up, 1, f);
    if (w->kind == WAY_RATES)
        as_rates(w, f);
    double *values[VALUES];
    size_t count = values_of(f, values);
    for (size_t i = 0; i < count; i++)
        clamp(sub->indicator, values[i]);
}
