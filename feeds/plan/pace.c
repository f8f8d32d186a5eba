/* The formulas of methods.md 4.2. */
#include <math.h>

#include "feeds/plan/judge.h"

static bool year_end(day_t d)
{
    return year_of(d) != year_of(d + 1);
}

struct elapsed elapsed_between(const struct period *base, const struct period *figure, day_t by)
{
    struct elapsed e = {.days = figure->last - base->last, .days_total = by - base->last};
    if (period_is_year(base) && period_is_year(figure) && year_end(by)) {
        e.years = year_of(figure->last) - year_of(base->last);
        e.years_total = year_of(by) - year_of(base->last);
        e.share = e.years / e.years_total;
    } else {
        e.in_days = true;
        e.years = e.days / DAYS_A_YEAR;
        e.years_total = e.days_total / DAYS_A_YEAR;
        e.share = (double)e.days / e.days_total;
    }
    return e;
}

struct elapsed elapsed_inclusive(day_t from, day_t at, day_t by)
{
    struct elapsed e = {.in_days = true, .days = at - from + 1, .days_total = by - from + 1};
    e.years = e.days / DAYS_A_YEAR;
    e.years_total = e.days_total / DAYS_A_YEAR;
    e.share = (double)e.days / e.days_total;
    return e;
}

double years_between(day_t from, day_t to)
{
    int years = year_of(to) - year_of(from);
    return day_add_months(from, years * 12) == to ? years : (to - from) / DAYS_A_YEAR;
}

double pace_ratio(double b, double y, double goal, const struct elapsed *e, enum path path,
                  enum method method, enum pace_formula *formula)
{
    bool positive = b > 0 && y > 0 && goal > 0;
    if (positive && method == METHOD_CAGR) {
        *formula = PACE_CAGR;
        return growth_rate(b, y, e->years) / growth_rate(b, goal, e->years_total);
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

double growth_rate(double b, double y, double years)
{
    return y > 0 ? pow(y / b, 1 / years) - 1 : -1;
}

double trajectory_value(const struct target *t, day_t from, double base, day_t by, double goal,
                        day_t at)
{
    day_t x0 = from;
    double y0 = base;
    for (size_t i = 0; i <= t->waypoint_count; i++) {
        bool end = i == t->waypoint_count || t->waypoints[i].period.last >= by;
        day_t x1 = end ? by : t->waypoints[i].period.last;
        double y1 = end ? goal : t->waypoints[i].value;
        if (x1 <= x0)
            continue;
        if (at <= x1)
            return y0 + (y1 - y0) * (at - x0) / (double)(x1 - x0);
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

enum class class_of_pace(double r, bool strict) {
    for (size_t i = 0; i < CUTS;
         i++) if (r >= (strict ? cuts[i].from_strict : cuts[i].from) - EPSILON) return cuts[i]
        .class;
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
