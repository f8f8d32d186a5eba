/* assess.h -- from a snapshot to verdicts. Pure: no clock, no locale, no I/O; any thread.
 *
 * Rules: methods.md sections 4 (order of decision, classes, cut-offs, flags), 5 (data rules) and 6
 * (forecast). Shares and ratios are fractions (1.0 = 100 %); NaN = absent. Every pointer in a verdict points into the snapshot
 * or plan that was assessed, or into the assessment's own arena, and lives as long as both.
 */
#ifndef PILLARS_PLAN_ASSESS_H
#define PILLARS_PLAN_ASSESS_H

#include "feeds/plan/snapshot.h"

/* Worst first: the order of several targets, of sorting and of the wall (methods.md 4.6). */
#define CLASS_LIST(X)                                                                              \
    X(REVERSING, "reversing")                                                                      \
    X(NOT_COMPLETED, "not-completed")                                                              \
    X(LAGGING, "lagging")                                                                          \
    X(UNDETERMINED, "undetermined")                                                                \
    X(SLOWER, "slower")                                                                            \
    X(PENDING, "pending")                                                                          \
    X(NOT_ASSESSED, "not-assessed")                                                                \
    X(BASICALLY, "basically-completed")                                                            \
    X(ON_TRACK, "on-track")                                                                        \
    X(AHEAD, "ahead")                                                                              \
    X(COMPLETED, "completed")                                                                      \
    X(ACHIEVED, "achieved")                                                                        \
    X(COMPLETED_EARLY, "completed-early")
enum class {
#define X(name, code) CLASS_##name,
    CLASS_LIST(X)
#undef X
        CLASS_COUNT
};
const char *class_code(enum class c);

#define REASON_LIST(X)                                                                             \
    X(NONE, "")                                                                                    \
    X(NO_TARGET, "no-target")                                                                      \
    X(NO_DATA, "no-data")                                                                          \
    X(NO_BASE, "no-base")                                                                          \
    X(ONLY_BASE, "only-base")                                                                      \
    X(GAP, "gap")                                                                                  \
    X(BREAK, "break")                                                                              \
    X(UNIT, "unit")                                                                                \
    X(WITHHELD, "withheld")                                                                        \
    X(NOT_APPLICABLE, "not-applicable")                                                            \
    X(NOT_YET_DUE, "not-yet-due")
enum reason {
#define X(name, code) REASON_##name,
    REASON_LIST(X)
#undef X
        REASON_COUNT
};
const char *reason_code(enum reason r); /* NULL for REASON_NONE */

#define FLAG_LIST(X)                                                                               \
    X(PROVISIONAL, "provisional")                                                                  \
    X(AT_LEAST, "at-least")                                                                        \
    X(APPROXIMATE, "approximate")                                                                  \
    X(SPLICED, "spliced")                                                                          \
    X(BREAK, "break")                                                                              \
    X(BASE_DIFFERS, "base-differs")                                                                \
    X(STALE, "stale")                                                                              \
    X(FEW, "few")                                                                                  \
    X(PARTLY_KNOWN, "partly-known")                                                                \
    X(MET_EARLIER, "met-earlier")
enum flag_bit {
#define X(name, code) FLAG_BIT_##name,
    FLAG_LIST(X)
#undef X
        FLAG_BIT_COUNT
};
enum flag {
#define X(name, code) FLAG_##name = 1 << FLAG_BIT_##name,
    FLAG_LIST(X)
#undef X
};
const char *flag_code(enum flag_bit b);

/* Which rule decided: the words and the formula for it are made from this (tui/explain). */
#define RULE_LIST(X)                                                                               \
    X(NOTHING)          /* no usable target or no observation */                                   \
    X(MEETS_NOW)        /* 4.1 step 3 */                                                           \
    X(PACE)             /* 4.1 step 4: R against the cut-offs */                                   \
    X(PACE_BINDING)     /* the same with 0.995 instead of 0.95 */                                  \
    X(MAINTAIN)         /* compliance year by year; base = target; base beyond target */          \
    X(RELATIVE)         /* index ratio against the other indicator */                              \
    X(MILESTONES)       /* 4.5 */                                                                  \
    X(DIRECTION)        /* no numeric target: change only, no class */                             \
    X(FINAL)            /* 4.4: value at the end period against the target */                      \
    X(FINAL_EARLY)      /* 4.4: met earlier and ever since */                                      \
    X(FINAL_BASICALLY)  /* 4.4: P >= 0.95 or within tolerance, not binding */                      \
    X(FINAL_MISSING)    /* 4.4: no figure for the end period */                                    \
    X(FINAL_CENSORED)   /* 4.3 example 14: the two ends disagree */
enum rule {
#define X(name) RULE_##name,
    RULE_LIST(X)
#undef X
        RULE_COUNT
};

enum pace_formula { PACE_NONE, PACE_LINEAR, PACE_GEOMETRIC, PACE_CAGR, PACE_RATE, PACE_EVEN, PACE_TRAJECTORY };

enum method { METHOD_PATH, METHOD_CAGR };

/* Change goes on as it was: y + h mean, +- t s sqrt(h + h^2/span), in levels or in logs; h in steps of a year, of counts
 * a month. */
struct drift {
    double y, mean, s, span;
    int df; /* of t; 0: no interval */
    bool logs;
};

/* A straight line through the figures of the drift, in logs where the drift is: a second opinion. */
struct trend {
    double per_year;         /* units, or a growth rate in logs */
    double value, low, high; /* at the target date; 80 % interval of least squares, else NaN */
};

struct forecast {
    bool given, interval, estimate; /* estimate: printed beside PENDING */
    bool rates;              /* values are average growth, per cent a year, of the index that the drift goes on with */
    const char *name;        /* "drift", "log-drift", "count", named too where the figures are too few to give a
                              * value; NULL for kinds that are not looked ahead */
    day_t at;                /* the target date */
    double value, low, high; /* 80 % interval, NaN where k < 5 */
    double inner_low, inner_high; /* 50 % interval of the same */
    double p_meets;          /* probability that the value at the target date meets the target; NaN where k < 5 */
    struct drift drift;      /* what all of this was computed from, and how many steps ahead */
    double steps;
    double per_year;         /* drift a year: units, or a growth rate in logs */
    bool log;
    int points;              /* k */
    struct trend theil_sen;     /* median of the slopes between all pairs, from the last figure on */
    struct trend least_squares; /* its interval is narrower: it takes the errors as independent */
    struct trend weighted;      /* least squares, the i-th figure with weight i */
    bool theil_sen_disagrees;
    day_t arrival, arrival_low, arrival_high; /* DAY_NONE: not at the present pace, or > 25 years */
    enum { ARRIVAL_NONE, ARRIVAL_DATE, ARRIVAL_REACHED, ARRIVAL_NEVER, ARRIVAL_BEYOND_25_YEARS } arrival_kind;
};

/* The forecast at a share (0-1) of the time from the figure used to the target date; limits of the indicator hold. NaN
 * where there is none. Of average growth rates it has no course: NaN. */
struct fan {
    double value, low, high, inner_low, inner_high;
};
struct fan forecast_fan(const struct forecast *f, const struct indicator *ind, double share);

struct required { /* still to come, from the figure used to the target date */
    double amount;   /* target - value, in units */
    double per_year; /* amount a year */
    double rate;     /* growth a year, fraction */
    double per_day;  /* cumulative targets */
};

/* A figure of the indicator that a relative target refers to, and what it means for the one that is judged: the level that
 * would have kept pace since the base; of yearly rates the rate itself. */
struct reference {
    const struct obs *obs;
    double value;
};

struct target_verdict {
    const struct target *target;
    enum class class;
    enum reason reason;
    unsigned flags;
    enum rule rule;
    enum pace_formula formula;
    const struct obs *used;    /* the figure that decided or that progress uses; NULL: none */
    const struct obs *met_by;  /* first figure that met the target; NULL: none */
    double value;              /* the value used, spliced or chained where the rules say so; of a growth
                                * target by yearly rates per cent a year on average, as are goal, gap and
                                * expected (base is absent); of a relative target the index since the base */
    double base, goal;         /* b and T as used in the formula; of a range the edge that counts */
    double progress;           /* P */
    bool progress_of_target;   /* P = y/T (no base), else of the increment */
    double schedule;           /* S at the end of `used`'s period */
    double pace;               /* R; NaN where no class needs it */
    double expected;           /* value on the required path at that date */
    double gap;                /* value - target */
    double elapsed;            /* share of the time by the as-of date */
    double years_done, years_total; /* of S: years (or days / 365.25) behind and in all */
    bool in_days;              /* S was counted in days */
    int days_done, days_total;
    double rate, rate_required;  /* growth and CAGR: actual and required, fractions a year */
    double cut_low, cut_high;    /* the cut-offs the class lies between; NaN: open */
    double pace_high;            /* R of the upper end of a censored value; NaN: unlimited or none */
    int years_complied, years_seen; /* maintain */
    size_t reference_count;      /* relative targets: in the order of their periods */
    const struct reference *reference;
    struct required required;
    struct forecast forecast;
};

struct milestone_counts {
    int unknown, not_started, in_progress, partly, done, dropped, overdue, done_late;
    double progress; /* sum(weight x state) / sum(weight), 4.5 */
};

struct verdict { /* of one indicator */
    enum class class;
    enum reason reason;
    unsigned flags;
    int decided_by;              /* index of the worst target, -1: none */
    size_t target_count;
    struct target_verdict *targets;
    const struct obs *latest;    /* newest figure that is not a forecast; NULL: none published */
    const struct obs *previous;  /* newest figure of the same length before it; NULL: none */
    size_t obs_count;            /* as known on the day: newest vintage of each period */
    const struct obs **obs;      /* ... sorted by period; forecasts (F) and missing ones included */
    const struct series *series; /* what it was computed from (derived: made here); NULL: none */
    size_t milestone_count;
    const struct milestone **milestones; /* newest vintage known on the day, in the feed's order */
    struct milestone_counts milestone_counts;
    int part_count_met;          /* derived count-at-least: parts that met; else -1 */
    day_t next_due;              /* when the next figure is expected by freq or calendar; DAY_NONE */
};

struct roll_up {
    int indicators;               /* all of the pillar or plan */
    int by_class[CLASS_COUNT];
    int by_class_binding[CLASS_COUNT], by_class_anticipatory[CLASS_COUNT];
    int assessed;                 /* denominator of completion: COMPLETED(_EARLY) + BASICALLY + NOT_COMPLETED */
    int completed;                /* numerator */
    int no_figure;                /* indicators without any published figure or known milestone */
    enum class worst;
};

struct assessment {
    const struct snapshot *snapshot; /* borrowed: must outlive the assessment */
    struct arena arena;
    day_t as_of;
    enum method method;
    bool binding_allowance;
    size_t verdict_count;
    struct verdict *verdicts;        /* per indicator of the plan */
    struct roll_up total;
    struct roll_up pillars[PLAN_MAX_PILLARS];
    day_t oldest_latest;             /* oldest `latest` publication over all indicators, or DAY_NONE */
};

struct assess_options {
    day_t as_of;          /* what was known on that day */
    enum method method;
    bool binding_allowance; /* true: binding indicators get the 5 % allowance too */
};

/* NULL when out of memory. snap->plan may be NULL: an assessment without verdicts. */
struct assessment *assess(const struct snapshot *snap, const struct assess_options *opt);
void assessment_free(struct assessment *a);

/* Every day on which an observation or milestone of the snapshot was published, ascending, without duplicates;
 * *out is malloc'ed (caller frees). Returns the count. */
size_t assess_publication_days(const struct snapshot *snap, day_t **out);

/* What changed between two days: new figures, revisions, class changes. */
enum change_kind { CHANGE_NEW_FIGURE, CHANGE_REVISION, CHANGE_MILESTONE, CHANGE_CLASS };
struct change {
    enum change_kind kind;
    size_t indicator;
    const struct obs *obs, *before; /* new and replaced figure; NULL where not of that kind */
    const struct milestone *milestone;
    enum class class_before, class_after;
    day_t day; /* publication day; for a class change the later of the two days compared */
};
/* Changes from `from` (exclusive) to a->as_of, newest first; *out malloc'ed (caller frees), pointers into a and
 * its snapshot. Class changes compare the assessment as of `from` with `a`. */
size_t assess_changes(const struct assessment *a, day_t from, struct change **out);

/* What reached us of an indicator after a moment, by `received` of its vintages: figures, of which an earlier vintage was
 * there before (revised) or not (new). A vintage that says the same again is none; a derived indicator has what its parts
 * have. Milestones carry no `received`: a statement published after since_day, the moment's day, is new. */
enum received { RECEIVED_NOTHING, RECEIVED_REVISION, RECEIVED_FIGURE };
enum received assess_received(const struct assessment *a, size_t indicator, int64_t since_s, day_t since_day);

#endif
