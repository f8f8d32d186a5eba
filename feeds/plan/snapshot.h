/* snapshot.h -- all that is known at one moment: plan, series, state of every feed.
 *
 * Immutable once published. One owner at a time (it moves through base/slot); plan and series in it
 * are shared by reference count. Built by net/store, read by assess, views and report.
 */
#ifndef PILLARS_PLAN_SNAPSHOT_H
#define PILLARS_PLAN_SNAPSHOT_H

#include "feeds/plan/due.h"
#include "feeds/plan/plan.h"
#include "feeds/plan/series.h"

/* waiting: never answered yet. fresh: the last try was good. late: good, but a figure has not come that was
 * announced or is due by its own rhythm (due.h). failing: the last try was not good; the last good figures, if any,
 * are kept. offline: nothing is fetched (--offline, or an archive that cannot be written). */
enum feed_state { FEED_WAITING, FEED_FRESH, FEED_LATE, FEED_FAILING, FEED_OFFLINE };
const char *feed_state_code(enum feed_state s);

struct feed_health {
    enum feed_state state;
    bool settled;        /* has answered or failed at least once since the start (--once waits for it) */
    bool fetching;       /* a request is under way */
    bool from_archive;   /* what is shown was read from the archive, not yet confirmed */
    int http_status;     /* of the last answer; 0: none (file:, or no answer) */
    char error[320];     /* why the last try failed, in words (English); "" if it did not */
    int64_t fetched_s;   /* UTC second of the last good answer (200 or 304); 0: never */
    int64_t tried_s;     /* of the last try; 0: never */
    int64_t next_s;      /* when it will be asked again; 0: not planned */
    int64_t latency_ms;  /* of the last answer; -1: none */
    uint64_t bytes;      /* of the last body, decoded */
    uint32_t answers_304, failures_in_row, warnings;
    size_t obs_count;
    day_t announced;     /* "next" of the document, or DAY_NONE */
    day_t published;     /* "published" of the document, or the newest of its figures; DAY_NONE: not said */
    struct awaited awaited; /* the figure that is, or will be, late first */
};

/* What the archive noted as it happened: the moment is when we heard of it, not when it was published. */
enum event_kind {
    EVENT_NEW_FIGURE,
    EVENT_REVISION,
    EVENT_WITHDRAWN,
    EVENT_FEED_LOST,
    EVENT_FEED_BACK,
    EVENT_CLASS, /* its text: the classes before and after, as codes with a blank between */
    EVENT_KINDS
};
struct event {
    int64_t at_s;
    enum event_kind kind;
    char feed[68], indicator[68], period[32]; /* ids and code; "" where not of that kind */
    double before, after;                     /* figures; NaN where not of that kind */
    char text[320];                           /* error of a lost feed */
};
/* Newest first; immutable, shared by reference count. */
struct event_list {
    atomic_uint refs;
    size_t count;
    struct event list[];
};
struct event_list *event_list_new(size_t capacity); /* one reference; NULL when out of memory */
struct event_list *event_list_ref(struct event_list *l);
void event_list_unref(struct event_list *l); /* NULL is fine */

/* What a person has seen on the overview: the class each indicator had then, and when that was. Against it alerts are
 * told: a class that got worse, a feed lost since. An indicator first shown later has the class it was first shown with.
 * Sorted by id, immutable, shared by reference count. */
struct seen {
    char indicator[68], class[24]; /* id and code */
};
struct seen_list {
    atomic_uint refs;
    int64_t at_s; /* when somebody looked last, or when the plan was first shown; 0: nothing is noted yet */
    size_t count;
    struct seen list[];
};
struct seen_list *seen_list_new(size_t capacity); /* one reference; NULL when out of memory */
struct seen_list *seen_list_ref(struct seen_list *l);
void seen_list_unref(struct seen_list *l); /* NULL is fine */

struct snapshot {
    uint64_t generation;           /* grows by one with every publish */
    struct plan *plan;             /* NULL until the plan was read */
    struct feed_health plan_health;
    size_t feed_count, series_count;
    struct feed_health *feeds;     /* per feed of the plan */
    struct series **series;        /* per indicator of the plan; NULL: no feed has named it */
    bool archive_ok;               /* false: see archive_note */
    char archive_note[256];        /* what is wrong with the archive, in words; "" if nothing */
    bool archive_read_only;
    struct event_list *events;     /* of the archive; NULL: none read */
    struct seen_list *seen;        /* of the archive; NULL: not read (yet), or there is none */
};

struct snapshot *snapshot_new(struct plan *plan); /* takes a reference; plan may be NULL */
void snapshot_free(struct snapshot *s);           /* NULL is fine */
/* True when every feed (and the plan) has settled. */
bool snapshot_settled(const struct snapshot *s);

#endif
