/* Looking ahead: methods.md section 6. The forecast never changes a class. */
#include <math.h>
#include <stdlib.h>

#include "feeds/plan/judge.h"

#define POINTS_MIN      4
#define POINTS_INTERVAL 5
#define COUNTS_MIN      6
#define YEARS_MAX       25

/* Quantiles to six places, computed from the density of Student's t. */
double student_t90(int df)
{
    static const double table[] = {3.077684, 1.885618, 1.637744, 1.533206, 1.475884, 1.439756,
                                   1.414924, 1.396815, 1.383029, 1.372184, 1.363430, 1.356217,
                                   1.350171, 1.345030, 1.340606, 1.336757, 1.333379, 1.330391,
                                   1.327728, 1.325341, 1.323188, 1.321237, 1.319460, 1.317836,
                                   1.316345, 1.314972, 1.313703, 1.312527, 1.311434, 1.310415};
    const int n = sizeof table / sizeof *table;
    if (df < 1)
        return NAN;
    if (df <= n)
        return table[df - 1];
    /* Cornish-Fisher expansion around the normal quantile; error below 1e-5 beyond df 30. */
    const double z = 1.2815516, z3 = z * z * z;
    return z + (z3 + z) / (4.0 * df) + (5 * z3 * z * z + 16 * z3 + 3 * z) / (96.0 * df * df);
}

static double scaled(double v, bool logs)
{
    return logs ? log(v) : v;
}

static double unscaled(double v, bool logs)
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

double drift_at(const struct drift *d, double h, double side)
{
    double v = d->y + h * d->mean;
    if (side != 0)
        v += side * student_t90(d->df) * d->s * sqrt(h * (1 + h / d->span));
    return unscaled(v, d->logs);
}

void drift_extend(const struct drift *d, double h, struct forecast *f)
{
    f->given = true;
    f->interval = d->df > 0;
    f->value = drift_at(d, h, 0);
    if (f->interval) {
        f->low = drift_at(d, h, -1);
        f->high = drift_at(d, h, 1);
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

/* ---- second opinion ------------------------------------------------------------------------ */

double theil_sen(const struct point *p, size_t n, bool logs)
{
    double slopes[FORECAST_POINTS * (FORECAST_POINTS - 1) / 2];
    size_t count = 0, k = n < FORECAST_POINTS ? n : FORECAST_POINTS;
    p += n - k;
    for (size_t i = 0; i < k; i++)
        for (size_t j = i + 1; j < k; j++) {
            double slope =
                (scaled(p[j].value, logs) - scaled(p[i].value, logs)) / (p[j].years - p[i].years);
            size_t at = count++;
            for (; at > 0 && slopes[at - 1] > slope; at--)
                slopes[at] = slopes[at - 1];
            slopes[at] = slope;
        }
    if (!count)
        return NAN;
    return count % 2 ? slopes[count / 2] : (slopes[count / 2 - 1] + slopes[count / 2]) / 2;
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

/* An index at the target's date as the average growth that it means, in per cent. */
static void as_rates(const struct way *w, struct forecast *f)
{
    double *const values[] = {&f->value, &f->low, &f->high};
    for (size_t i = 0; i < 3; i++)
        *values[i] = growth_rate(1, *values[i], w->years) * 100;
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
    double slope = theil_sen(points + first, n, logs), other = unscaled(d.y + h * slope, logs);
    f->theil_sen = logs ? exp(slope) - 1 : slope;
    f->theil_sen_disagrees =
        slope * d.mean < 0 || (f->interval && (other < f->low || other > f->high));
    drift_arrival(&d, used->last, w->goal, w->up, 1, f);
    if (w->kind == WAY_RATES)
        as_rates(w, f);
    clamp(sub->indicator, &f->value);
    clamp(sub->indicator, &f->low);
    clamp(sub->indicator, &f->high);
}
