/* judge.h -- internal to feeds/plan: the steps of an assessment. Pure; memory comes from the assessment's arena.
 *
 * vintage.c picks what was known on the day, derive.c makes the series of derived indicators, pace.c holds the formulas,
 * target.c decides kind by kind, forecast.c looks ahead, assess.c puts it together.
 */
#ifndef PILLARS_PLAN_JUDGE_H
#define PILLARS_PLAN_JUDGE_H

#include "feeds/base/status.h"
#include "feeds/plan/assess.h"

#define EPSILON 1e-9 /* methods.md 4.1: cut-offs and comparisons */

/* Figures of one indicator as known on the day: newest vintage of each period, sorted by period. A year-to-date figure is
 * a figure of the period from 1 January (methods.md 5.6). */
struct known {
    const struct obs **obs;
    size_t count;
};
enum status known_on(struct arena *arena, const struct series *s, day_t as_of, struct known *out);
/* Newest figure that is neither missing nor a forecast; of two that end on the same day the longer one. NULL if none. */
const struct obs *known_latest(const struct known *k);
const struct obs *known_previous(const struct known *k, const struct obs *latest);

/* The series of a derived indicator, from its parts as known on the day; NULL in *out when no period says anything. */
enum status derive_series(struct arena *arena, const struct plan *plan, size_t indicator,
                          const struct known *parts, struct series **out, int *met);

/* Everything a target is decided from. */
struct bench {
    const struct plan *plan;
    const struct indicator *indicator;
    const struct assess_options *options;
    const struct known *known;      /* of this indicator */
    const struct known *all_known;  /* of every indicator, for relative targets */
    struct arena *arena;
};
/* Usable figures of a target, in order: values that are no forecasts and, for a flow, as long as the target's period
 * (methods.md 5.0), spliced to the target's definition where the office gave OBS_PRE_BREAK (5.5). */
struct figure {
    const struct obs *obs;
    double low, high;         /* the printed value and the other end of a censored one; equal for an exact figure */
    bool low_open, high_open; /* that end itself is not included (">", "<") */
    bool spliced, broken;     /* broken: behind a break that could not be spliced */
};
struct figures {
    struct figure *list;
    size_t count;
};
enum status usable_figures(const struct bench *b, const struct target *t, struct figures *out);
double figure_value(const struct figure *f); /* the printed value, spliced */

/* True if that end of a figure meets the target: "beyond" an open end counts for ">" too (methods.md 4.2). */
bool end_meets(const struct bench *b, const struct target *t, double v, bool open);
/* 1: met for certain, 0: not met for certain, -1: the two ends disagree. */
int figure_meets(const struct bench *b, const struct target *t, const struct figure *f);
bool target_is_upward(const struct bench *b, const struct target *t);
bool is_final(const struct bench *b, const struct target *t);
void not_assessed(struct target_verdict *v, enum reason reason);
/* Flags that come from the figure itself: provisional, approximate, spliced, break. */
unsigned figure_flags(const struct figure *f);
/* Reason for having nothing to judge: withheld, not applicable, not yet due, or simply no data. */
enum reason nothing_reason(const struct bench *b, const struct target *t);
/* 4.4 once the figure of the end period is found (`end`, NULL: none) among `f`; P already stands in v. `distance`: what is
 * missing to the target, in the unit of its tolerance. */
void decide_final(const struct bench *b, const struct target *t, const struct figures *f,
                  const struct figure *end, double distance, struct target_verdict *v);

enum status judge_growth(const struct bench *b, const struct target *t, struct target_verdict *v);
enum status judge_cumulative(const struct bench *b, const struct target *t, struct target_verdict *v);
enum status judge_maintain(const struct bench *b, const struct target *t, struct target_verdict *v);
enum status judge_relative(const struct bench *b, const struct target *t, struct target_verdict *v);

enum status judge_target(const struct bench *b, const struct target *t, struct target_verdict *v);
/* methods.md 4.5. */
void judge_milestones(const struct bench *b, const struct target *t, const struct milestone **list,
                      size_t n, struct target_verdict *v, struct milestone_counts *counts);

/* ---- formulas (methods.md 4.2) ------------------------------------------------------------- */

struct elapsed {
    double share, years, years_total;
    bool in_days;
    int days, days_total;
};
/* S between period ends; whole years where base, figure and target are all annual. */
struct elapsed elapsed_between(const struct period *base, const struct period *figure, day_t by);
/* S by days, both ends counted (cumulative windows). */
struct elapsed elapsed_inclusive(day_t from, day_t at, day_t by);
/* R of y on the way from b to T; *formula says which one was used. */
double pace_ratio(double b, double y, double goal, const struct elapsed *e, enum path path,
                  enum method method, enum pace_formula *formula);
/* Value on the required path at a share of the time. */
double path_value(double b, double goal, double share, enum path path);
/* The office's own schedule at a day: waypoints, with base and target as first and last; linear between. */
double trajectory_value(const struct target *t, day_t base_day, double base, day_t at);
enum class class_of_pace(double r, bool strict);
/* The two cut-offs that a class lies between; NaN: open. */
void class_cuts(enum class c, bool strict, double *low, double *high);

/* ---- forecast (methods.md 6) ------------------------------------------------------------------ */

struct point {
    double years; /* since any origin */
    double value;
};
/* Drift over the last 4 to 8 points (log drift if `log`), h years after the last one; f->at is the caller's. */
void forecast_drift(const struct point *p, size_t n, bool log, double h, struct forecast *f);
/* 6.4: m observed periods, `remaining` to come, on top of `so_far`. */
void forecast_count(const double *x, size_t m, double remaining, double so_far, struct forecast *f);
/* 6.3: fills arrival from the drift in f; `y` at day `at`, goal in direction up or down. */
void forecast_arrival(const struct point *p, size_t n, day_t at, double goal, bool up, struct forecast *f);
double theil_sen(const struct point *p, size_t n, bool log);
/* 90 % quantile of Student's t (80 % two-sided), df >= 1. */
double student_t90(int df);

#endif
