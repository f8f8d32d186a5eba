/* series.h -- what was observed of one indicator: observations with vintages, and milestones.
 *
 * Immutable once sealed; shared by reference count from any thread. Observations are sorted by
 * period (last day, then first), then by `published`, then by `received`: of one (period, covers) the last vintage is the newest. A missing
 * value is NaN, never 0 (methods.md 5.1). Every string lives in the series' own arena.
 */
#ifndef PILLARS_PLAN_SERIES_H
#define PILLARS_PLAN_SERIES_H

#include "feeds/plan/plan.h"

/* What the figure covers: its own period, the year so far, everything since target.from. */
enum covers { COVERS_PERIOD, COVERS_YTD, COVERS_CUMULATIVE };

struct obs {
    struct period period;
    double value;      /* NaN: known to be missing */
    enum cmp cmp;
    char status;       /* SDMX CL_OBS_STATUS; 'A' unless stated */
    enum covers covers;
    day_t published;   /* DAY_NONE: no date given by observation or feed */
    int64_t received_s; /* when this vintage first reached us, UTC seconds; 0: not known */
    double pre_break;  /* SDMX OBS_PRE_BREAK; NaN where none */
    struct text source_name, note;
    const char *source_url; /* or NULL */
};

enum milestone_state {
    MILESTONE_UNKNOWN,
    MILESTONE_NOT_STARTED,
    MILESTONE_IN_PROGRESS,
    MILESTONE_PARTLY,
    MILESTONE_DONE,
    MILESTONE_DROPPED
};
const char *milestone_state_code(enum milestone_state s); /* "unknown", "not_started", ... */

struct milestone {
    const char *id;
    struct text name, note, source_name;
    const char *source_url;
    day_t due, done_on, published; /* DAY_NONE where absent */
    enum milestone_state state;
    double weight; /* 1 unless stated */
};

struct series {
    atomic_uint refs;
    struct arena arena;
    const char *indicator_id;
    int feed; /* index of the feed it came from, -1 if not known */
    size_t obs_count, milestone_count;
    struct obs *obs;
    struct milestone *milestones; /* in the feed's order; the same id again is a later vintage */
    day_t next; /* the day the feed announces its next figure for, or DAY_NONE */
};

/* An empty series with its arena, one reference. NULL when out of memory. */
struct series *series_new(const char *indicator_id);
struct series *series_ref(struct series *s);
void series_unref(struct series *s); /* NULL is fine */
/* Sorts; to be called once, before the series is shared. */
void series_seal(struct series *s);

/* Of n observations sorted by period, the place of the first one of that period; of a later one, or n, where there is none. */
size_t obs_find_period(const struct obs *obs, size_t n, const struct period *period);

/* Deep copies into another series' arena; false when that is full. */
bool obs_copy(struct arena *arena, const struct obs *from, struct obs *to);
bool milestone_copy(struct arena *arena, const struct milestone *from, struct milestone *to);

/* True if the figure was known on that day: its publication day, or, where none is stated, the
 * day its period ended. */
bool obs_known_on(const struct obs *o, day_t as_of);
/* The same vintage: period, coverage, day of publication, comparator, status and number. */
bool obs_same(const struct obs *a, const struct obs *b);
bool obs_is_value(const struct obs *o); /* has a number and no missing code (O M L Q H) */

#endif
