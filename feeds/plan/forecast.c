/* Looking ahead: methods.md section 6. The forecast never changes a class. */
#include <math.h>
#include <stdlib.h>

#include "feeds/plan/judge.h"

#define POINTS_MIN 4
#define POINTS_INTERVAL 5
#define POINTS_MAX 8
#define YEARS_MAX 25
#define DAYS_A_YEAR 365.25

double student_t90(int df)
{
    static const double table[] = {3.0777, 1.8856, 1.6377, 1.5332, 1.4759, 1.4398, 1.4149, 1.3968,
                                   1.3830, 1.3722, 1.3634, 1.3562, 1.3502, 1.3450, 1.3406, 1.3368,
                                   1.3334, 1.3304, 1.3277, 1.3253, 1.3232, 1.3212, 1.3195, 1.3178,
                                   1.3163, 1.3150, 1.3137, 1.3125, 1.3114, 1.3104};
    const int n = sizeof table / sizeof *table;
    if (df < 1)
        return NAN;
    if (df <= n)
        return table[df - 1];
    /* Cornish-Fisher expansion around the normal quantile; error below 1e-5 beyond df 30. */
    const double z = 1.2815516;
    return z + (z * z * z + z) / (4.0 * df);
}

static double scale(double v, bool logs)
{
    return logs ? log(v) : v;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

double theil_sen(const struct point *p, size_t n, bool logs)
{
    double slopes[POINTS_MAX * (POINTS_MAX - 1) / 2];
    size_t count = 0;
    for (size_t i = 0; i < n && n <= POINTS_MAX; i++)
        for (size_t k = i + 1; k < n; k++)
            if (p[k].years > p[i].years)
                slopes[count++] = (scale(p[k].value, logs) - scale(p[i].value, logs)) /
                                  (p[k].years - p[i].years);
    if (!count)
        return NAN;
    qsort(slopes, count, sizeof *slopes, by_value);
    return count % 2 ? slopes[count / 2] : (slopes[count / 2 - 1] + slopes[count / 2]) / 2;
}

/* The last points a drift is fitted to, and what was fitted. */
struct drift {
    const struct point *p;
    size_t k;
    bool logs;
    double mean, s, span; /* a year; span in years */
};

static bool fit(const struct point *p, size_t n, bool logs, struct drift *d)
{
    size_t k = n < POINTS_MAX ? n : POINTS_MAX;
    *d = (struct drift){.p = p + n - k, .k = k, .logs = logs};
    if (k < POINTS_MIN)
        return false;
    for (size_t i = 0; i < k; i++)
        if (logs && d->p[i].value <= 0)
            return false;
    d->span = d->p[k - 1].years - d->p[0].years;
    if (d->span <= 0)
        return false;
    d->mean = (scale(d->p[k - 1].value, logs) - scale(d->p[0].value, logs)) / d->span;
    /* Uneven spacing: each change is divided by the root of its gap (6.1). */
    double sum = 0;
    for (size_t i = 1; i < k; i++) {
        double gap = d->p[i].years - d->p[i - 1].years;
        double change = scale(d->p[i].value, logs) - scale(d->p[i - 1].value, logs);
        double rest = gap > 0 ? (change - d->mean * gap) / sqrt(gap) : 0;
        sum += rest * rest;
    }
    d->s = sqrt(sum / (double)(k - 2));
    return true;
}

static double at(const struct drift *d, double h, double side)
{
    double half = d->k >= POINTS_INTERVAL
                      ? student_t90((int)d->k - 2) * d->s * sqrt(h * (1 + h / d->span))
                      : 0;
    double v = scale(d->p[d->k - 1].value, d->logs) + h * d->mean + side * half;
    return d->logs ? exp(v) : v;
}

void forecast_drift(const struct point *p, size_t n, bool logs, double h, struct forecast *f)
{
    struct drift d;
    f->value = f->low = f->high = f->theil_sen = NAN;
    if (!fit(p, n, logs, &d))
        return;
    f->given = true;
    f->log = logs;
    f->name = logs ? "log-drift" : "drift";
    f->points = (int)d.k;
    f->per_year = logs ? exp(d.mean) - 1 : d.mean;
    f->theil_sen = theil_sen(d.p, d.k, logs);
    if (h > 0) {
        f->value = at(&d, h, 0);
        f->interval = d.k >= POINTS_INTERVAL;
        if (f->interval) {
            f->low = at(&d, h, -1);
            f->high = at(&d, h, 1);
        }
        double other = scale(d.p[d.k - 1].value, logs) + h * f->theil_sen;
        other = logs ? exp(other) : other;
        f->theil_sen_disagrees = f->theil_sen * d.mean < 0 ||
                                 (f->interval && (other < f->low || other > f->high));
    }
    if (logs)
        f->theil_sen = exp(f->theil_sen) - 1;
}

static bool reaches(double v, double goal, bool up)
{
    return up ? v >= goal : v <= goal;
}

/* First month at which that side of the interval reaches the goal; DAY_NONE if it does not within 25 years. */
static day_t first_reach(const struct drift *d, double side, day_t from, double goal, bool up)
{
    for (int month = 1; month <= YEARS_MAX * 12; month++)
        if (reaches(at(d, month / 12.0, side), goal, up))
            return day_add_months(from, month);
    return DAY_NONE;
}

void forecast_arrival(const struct point *p, size_t n, day_t from, double goal, bool up,
                      struct forecast *f)
{
    struct drift d;
    f->arrival = f->arrival_low = f->arrival_high = DAY_NONE;
    f->arrival_kind = ARRIVAL_NONE;
    if (n == 0 || !fit(p, n, f->log, &d))
        return;
    double y = d.p[d.k - 1].value;
    if (reaches(y, goal, up)) {
        f->arrival_kind = ARRIVAL_REACHED;
        return;
    }
    if (d.logs && goal <= 0)
        return;
    double h = (scale(goal, d.logs) - scale(y, d.logs)) / d.mean;
    if (!(h > 0)) {
        f->arrival_kind = ARRIVAL_NEVER;
        return;
    }
    if (h > YEARS_MAX) {
        f->arrival_kind = ARRIVAL_BEYOND_25_YEARS;
        return;
    }
    f->arrival_kind = ARRIVAL_DATE;
    f->arrival = from + (day_t)ceil(h * DAYS_A_YEAR);
    if (d.k >= POINTS_INTERVAL) {
        f->arrival_low = first_reach(&d, up ? 1 : -1, from, goal, up);
        f->arrival_high = first_reach(&d, up ? -1 : 1, from, goal, up);
    }
}

void forecast_count(const double *x, size_t m, double remaining, double so_far, struct forecast *f)
{
    f->value = f->low = f->high = f->theil_sen = NAN;
    if (m < 6)
        return;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < m; i++)
        sum += x[i];
    double mean = sum / (double)m;
    for (size_t i = 0; i < m; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    double s = sqrt(squares / (double)(m - 1));
    double half = student_t90((int)m - 1) * s * sqrt(remaining + remaining * remaining / (double)m);
    f->given = f->interval = true;
    f->name = "count";
    f->points = (int)m;
    f->value = so_far + remaining * mean;
    f->low = f->value - half;
    f->high = f->value + half;
    f->per_year = mean * 12;
}
