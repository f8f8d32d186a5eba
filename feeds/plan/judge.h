/* judge.h -- internal to feeds/plan: the steps of an assessment. Pure; memory comes from the
 * assessment's arena.
 *
 * Way of a target: vintage.c picks what was known on the day, derive.c makes the series of derived
 * indicators, figures.c turns observations into comparable figures, target.c, growth.c and
 * cumulative.c say what way a target has to go, way.c judges it (one decision for all numeric
 * kinds), maintain.c, relative.c and milestones.c judge theirs, pace.c holds the formulas,
 * forecast.c looks ahead, trend.c and student.c help it, assess.c puts it together, changes.c compares two days.
 */
#ifndef PILLARS_PLAN_JUDGE_H
#define PILLARS_PLAN_JUDGE_H

#include "feeds/base/status.h"
#include "feeds/plan/assess.h"

#define EPSILON 1e-9       /* 4.1: cut-offs and comparisons, relative to the size compared */
#define DAYS_A_YEAR 365.25 /* for rates over a span that is counted in days (4.3 example 1) */

/* ---- what was known (vintage.c) ------------------------------------------------------------- */

/* Figures of one indicator as known on the day: newest vintage of each period, sorted by period.
 * The period of a year-to-date figure begins on 1 January here (methods.md 5.6). */
struct known {
    const struct obs **obs;
    size_t count;
};
enum status known_on(struct arena *arena, const struct series *s, day_t as_of, struct known *out);
/* The period that a figure covers: its own, or from 1 January for a year-to-date one. */
struct period covered_period(const struct obs *o);
/* A number that may be used: not missing and no forecast. */
bool obs_is_usable(const struct obs *o);
/* Newest usable figure; of two that end on the same day the longer one. NULL if none. */
const struct obs *known_latest(const struct known *k);
const struct obs *known_previous(const struct known *k, const struct obs *latest);
/* Usable figure of exactly that period, the period's own before a cumulative one; NULL if none. */
const struct obs *known_at(const struct known *k, const struct period *p);
/* Newest vintage of each milestone of the series, in its order; one that was published later keeps
 * its place, unknown. */
enum status known_milestones(struct arena *arena, const struct series *s, day_t as_of,
                             const struct milestone ***out, size_t *count);

/* ---- derived indicators (derive.c) ---------------------------------------------------------- */

/* The series of a derived indicator, from its parts as known on the day; NULL in *out when no
 * period says anything. */
enum status derive_series(struct arena *arena, const struct plan *plan, size_t indicator,
                          const struct known *parts, struct series **out, int *met);
/* True if some part has no figure for that period: the derived figure is then a bound, not a
 * result. */
bool derive_is_partial(const struct plan *plan, const struct derive *d, const struct known *parts,
                       const struct period *p);
/* False if the parts are counted in different units, which cannot be added or compared (reason
 * `unit`). */
bool derive_units_agree(const struct plan *plan, const struct derive *d);

/* ---- figures (figures.c) -------------------------------------------------------------------- */

/* Whose target is judged, and with what. */
struct subject {
    const struct plan *plan;
    const struct indicator *indicator;
    const struct assess_options *options;
    const struct known *known;     /* of this indicator */
    const struct known *all_known; /* of every indicator, for derived and relative targets */
    struct arena *arena;
};

/* A figure in the measure of its target: a level, an index chained from rates, a sum since the
 * window began. */
struct figure {
    const struct obs *obs;    /* the observation it ends with */
    day_t last;               /* the last day it stands for */
    double value;             /* as printed, spliced or chained */
    double low, high;         /* both ends of a censored value; equal to value for an exact one */
    bool low_open, high_open; /* that end itself is not included (">", "<") */
    bool broken;              /* behind a break that could not be spliced (methods.md 5.5) */
    bool begins;              /* first of another basis: what lies before is no part of its trend */
    unsigned flags;           /* provisional, approximate, spliced, break */
};
struct figures {
    struct figure *list;
    size_t count;
};
struct figure figure_of(const struct obs *o, double factor);

/* Usable figures of a target, in order: no forecasts; of a flow only those as long as the target's
 * period (5.0); spliced to the target's definition where the office gave OBS_PRE_BREAK (5.5).
 * Breaks up to `origin` are history; yearly rates know none. */
enum status usable_figures(const struct subject *sub, const struct target *t, day_t origin,
                           struct figures *out);
/* The feed's own figure of the base period, which wins over the plan's (5.4); NULL if none. */
const struct obs *base_in_feed(const struct subject *sub, const struct target *t);
/* base-differs, by the status of the base. */
unsigned base_flags(const struct subject *sub, const struct target *t);
bool same_length(const struct period *a, const struct period *b);
int year_of(day_t d);
/* Differences below this are none: 1e-9 of the size, so that 亿元 and 元 give the same class. */
double slack(double a, double b);
bool is_final(const struct subject *sub, const struct target *t);
bool is_strict(const struct subject *sub); /* binding, and no allowance for it */
/* The day before the target's window, or before the plan, begins. */
day_t eve_of(const struct subject *sub, const struct target *t);
/* The day after which the way begins: end of the base period, without one the eve. */
day_t origin_of(const struct subject *sub, const struct target *t);
void not_assessed(struct target_verdict *v, enum reason reason);
/* Without any figure to judge: pending after the target's date where something was published, else
 * why there is none. */
void nothing_to_judge(const struct subject *sub, const struct target *t, struct target_verdict *v);

/* ---- the way of a numeric target (way.c) ---------------------------------------------------- */

enum way_kind { WAY_LEVEL, WAY_RANGE, WAY_INDEX, WAY_RATES, WAY_SUM };

/* One target as a way from a base to a goal. */
struct way {
    enum way_kind kind;
    const struct target *target;
    struct figures figures;   /* in the way's measure, sorted by last day, longest first */
    day_t origin, by;         /* figures after origin and up to by are on the way */
    bool has_base, up, strict;
    bool degenerate;          /* base at or beyond the goal: nothing to go (5.3); by judge_way */
    double base, goal, high;  /* high: upper edge of a range, whose goal is set by judge_way */
    struct period base_period;
    enum path path;
    double growth, years;     /* index and rates: g a year, over N years */
    int decimals;             /* rounded before comparing with the goal; -1: not */
};
/* Judges and looks ahead. */
enum status judge_way(const struct subject *sub, struct way *w, struct target_verdict *v);
/* 1: met for certain, 0: not met for certain, -1: the two ends disagree. */
int figure_meets(const struct way *w, const struct figure *f);
bool target_is_upward(const struct indicator *ind, const struct target *t);

enum status judge_growth(const struct subject *sub, const struct target *t,
                         struct target_verdict *v);
enum status judge_cumulative(const struct subject *sub, const struct target *t,
                             struct target_verdict *v);
enum status judge_maintain(const struct subject *sub, const struct target *t,
                           struct target_verdict *v);
enum status judge_relative(const struct subject *sub, const struct target *t,
                           struct target_verdict *v);
/* Any kind but milestones. */
enum status judge_target(const struct subject *sub, const struct target *t,
                         struct target_verdict *v);
/* methods.md 4.5. */
void judge_milestones(const struct subject *sub, const struct target *t,
                      const struct milestone **list, size_t n, struct target_verdict *v,
                      struct milestone_counts *counts);
/* The index chained from yearly rates, 1 at the end of year `base_year`, up to year `end`; *gap: a
 * year is missing. */
enum status chain_rates(struct arena *arena, const struct figures *rates, int base_year, int end,
                        struct figures *out, bool *gap);

/* ---- formulas (pace.c; methods.md 4.2) ------------------------------------------------------ */

struct elapsed {
    double share, years, years_total;
    bool in_days;
    int days, days_total;
};
/* S between period ends; whole years where base, figure and target are all annual. */
struct elapsed elapsed_between(const struct period *base, const struct period *figure, day_t by);
/* S by days, both ends counted (cumulative windows). */
struct elapsed elapsed_inclusive(day_t from, day_t at, day_t by);
/* Years from one day to another: whole ones between the same days of the year, else days / 365.25.
 */
double years_between(day_t from, day_t to);
/* R of y on the way from b to the goal; *formula says which one was used. */
double pace_ratio(double b, double y, double goal, const struct elapsed *e, enum path path,
                  enum method method, enum pace_formula *formula);
/* Value on the required path at a share of the time. */
double path_value(double b, double goal, double share, enum path path);
/* Average growth a year from b to y; -1 where y is not positive. */
double growth_rate(double b, double y, double years);
/* The office's own schedule at a day: from (from, base) over the waypoints to (by, goal), linear
 * between. */
double trajectory_value(const struct target *t, day_t from, double base, day_t by, double goal,
                        day_t at);
enum class class_of_pace(double r, bool strict);
/* The two cut-offs that a class lies between; NaN: open. */
void class_cuts(enum class c, bool strict, double *low, double *high);

/* ---- forecast (forecast.c; methods.md 6) ---------------------------------------------------- */

#define FORECAST_POINTS 8 /* the last 4 to 8 */

struct point {
    double years; /* since any origin */
    double value;
};
/* Fits the last 4 to 8 of n points (6.1); false if there are too few. */
bool drift_fit(const struct point *p, size_t n, bool logs, struct drift *d);
/* 6.4: m exact counts over months[i] months each, on top of `so_far`; needs 6. Time runs in months.
 */
bool drift_count(const double *x, const double *months, size_t m, double so_far, struct drift *d);
/* The drift h steps on: its middle (side 0), upper (1) or lower (-1) 80 % limit. */
double drift_at(const struct drift *d, double h, double side);
/* value and both intervals at h steps. */
void drift_extend(const struct drift *d, double h, struct forecast *f);
/* 6.2: probability that the value at h steps lies between low and high (either may be infinite); NaN where the drift has no
 * interval, or one of no width. */
double drift_between(const struct drift *d, double h, double low, double high);
/* 6.3: arrival at a goal from day `from` on; steps_a_year is 1 or 12. */
void drift_arrival(const struct drift *d, day_t from, double goal, bool up, double steps_a_year,
                   struct forecast *f);
double scaled(double v, bool logs); /* its logarithm in logs */
double unscaled(double v, bool logs);

/* ---- second opinions (trend.c; methods.md 6.1) ---------------------------------------------- */

/* Median slope of all pairs of the last 8 points. */
double theil_sen(const struct point *p, size_t n, bool logs);
/* A line by least squares through the last 8 points, each with weight 1, or the i-th with weight i. */
struct line {
    double slope, mean_x, mean_y, sxx, s;
    int n;
    bool logs, weighted;
};
bool line_fit(const struct point *p, size_t n, bool logs, bool weighted, struct line *l);
/* The line at a year: its middle (side 0), upper (1) or lower (-1) 80 % limit for one more figure; NaN for the limits of
 * fewer than 5 points and of a weighted line. */
double line_at(const struct line *l, double years, double side);

/* ---- Student's t (student.c; methods.md 6.5) ------------------------------------------------ */

/* 90 % and 75 % quantiles (80 % and 50 % two-sided), df >= 1; NaN below. */
double student_t90(int df);
double student_t75(int df);
/* Probability of a value up to t; NaN for df < 1. */
double student_cdf(double t, int df);
/* Forecast of a way's figures up to `used`, in the way's own measure. */
void look_ahead(const struct subject *sub, const struct way *w, const struct figure *used,
                struct target_verdict *v);

#endif
