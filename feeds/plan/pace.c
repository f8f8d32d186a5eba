/* The formulas of methods.md 4.2. */
#include <math.h>

#include "feeds/plan/judge.h"

static bool year_end(day_t d)
{
    int y, m, dd;
    day_to_ymd(d, &y, &m, &dd);
    return m == 12 && dd == 31;
}

static int year_of(day_t d)
{
    int y, m, dd;
    day_to_ymd(d, &y, &m, &dd);
    return y;
}

struct elapsed elapsed_between(const struct period *base, const struct period *figure, day_t by)
{
    struct elapsed e = {.days = figure->last - base->last, .days_total = by - base->last};
    if (period_is_year(base) && period_is_year(figure) && year_end(by)) {
        e.years = year_of(figure->last) - year_of(base->last);
        e.years_total = year_of(by) - year_of(base->last);
    } else {
        e.in_days = true;
        e.years = e.days / 365.25;
        e.years_total = e.days_total / 365.25;
    }
    e.share = e.years_total > 0 ? e.years / e.years_total : NAN;
    if (e.in_days && e.days_total > 0)
        e.share = (double)e.days / e.days_total;
    return e;
}

struct elapsed elapsed_inclusive(day_t from, day_t at, day_t by)
{
    struct elapsed e = {.in_days = true, .days = at - from + 1, .days_total = by - from + 1};
    e.years = e.days / 365.25;
    e.years_total = e.days_total / 365.25;
    e.share = e.days_total > 0 ? (double)e.days / e.days_total : NAN;
    return e;
}

double pace_ratio(double b, double y, double goal, const struct elapsed *e, enum path path,
                  enum method method, enum pace_formula *formula)
{
    bool positive = b > 0 && y > 0 && goal > 0;
    if (positive && method == METHOD_CAGR) {
        *formula = PACE_CAGR;
        return (pow(y / b, 1 / e->years) - 1) / (pow(goal / b, 1 / e->years_total) - 1);
    }
    if (positive && path == PATH_GEOMETRIC) {
        *formula = PACE_GEOMETRIC;
        return log(y / b) / log(goal / b) / e->share;
    }
    *formula = PACE_LINEAR;
    return (y - b) / (goal - b) / e->share;
}

double path_value(double b, double goal, double share, enum path path)
{
    if (path == PATH_GEOMETRIC && b > 0 && goal > 0)
        return b * pow(goal / b, share);
    return b + (goal - b) * share;
}

double trajectory_value(const struct target *t, day_t base_day, double base, day_t at)
{
    day_t x0 = base_day;
    double y0 = base;
    for (size_t i = 0; i <= t->waypoint_count; i++) {
        bool end = i == t->waypoint_count;
        day_t x1 = end ? t->by : t->waypoints[i].period.last;
        double y1 = end ? t->value : t->waypoints[i].value;
        if (at <= x1)
            return x1 == x0 ? y1 : y0 + (y1 - y0) * (at - x0) / (double)(x1 - x0);
        x0 = x1;
        y0 = y1;
    }
    return y0;
}

/* methods.md 4.1. Binding targets have no allowance of five per cent, only of half a one. */
static const struct cut {
    enum class class;
    double from, from_strict;
} cuts[] = {
    {CLASS_AHEAD, 1.05, 1.05},
    {CLASS_ON_TRACK, 0.95, 0.995},
    {CLASS_SLOWER, 0.60, 0.60},
    {CLASS_LAGGING, 0.0, 0.0},
};
#define CUTS (sizeof cuts / sizeof *cuts)

enum class class_of_pace(double r, bool strict)
{
    for (size_t i = 0; i < CUTS; i++)
        if (r >= (strict ? cuts[i].from_strict : cuts[i].from) - EPSILON)
            return cuts[i].class;
    return CLASS_REVERSING;
}

void class_cuts(enum class c, bool strict, double *low, double *high)
{
    *low = *high = NAN;
    if (c == CLASS_REVERSING)
        *high = 0;
    for (size_t i = 0; i < CUTS; i++)
        if (cuts[i].class == c) {
            *low = strict ? cuts[i].from_strict : cuts[i].from;
            if (i > 0)
                *high = strict ? cuts[i - 1].from_strict : cuts[i - 1].from;
        }
}
