/* store.h -- what is known now: the plan, the current series of every feed, how each feed is doing. Builds snapshots.
 *
 * One mutex guards it; network and worker threads call in, the main thread never does: it gets snapshots through the slot.
 * A snapshot is published inside the mutex, so that generations never run backwards. Nothing here touches network or disk.
 */
#ifndef PILLARS_NET_STORE_H
#define PILLARS_NET_STORE_H

#include <pthread.h>

#include "feeds/base/clock.h"
#include "feeds/base/slot.h"
#include "feeds/format/document.h"
#include "feeds/plan/snapshot.h"

#define STORE_PLAN (-1) /* the plan's own document, among feeds 0.. */

/* One document: the plan, or a feed. */
struct document {
    struct feed_health health;
    char etag[256], last_modified[64];
    uint64_t body_hash;       /* of the last good body; 0: none */
    uint64_t kept_hash;       /* of the last one that came from the archive, or is in it */
    bool in_flight;           /* asked for, or being decoded */
    bool asked;               /* somebody wants it now */
    int64_t due_ms;           /* monotonic; INT64_MAX: never */
    int64_t not_before_ms;    /* Retry-After: not even when asked */
    int64_t lease_until_s;    /* wall clock: so long only this process may ask for it */
    size_t obs_said;          /* observations in the last good body; the archive's older vintages are not among them */
    size_t series_count;
    struct series **series;   /* sealed; one reference each */
    int *places;              /* of each: its indicator in the plan, or -1 */
};

struct store {
    pthread_mutex_t mutex;
    struct slot slot;
    const struct clock *clock;
    bool offline, once;
    int64_t plan_came_ms;     /* monotonic; its feeds wait until what the archive holds of them is on show; 0: it is */
    uint64_t generation;
    size_t obs_said;          /* of all feeds */
    uint32_t epoch;           /* grows when the plan changes: an answer to an older plan's feed is dropped */
    struct plan *plan;        /* NULL until read */
    struct document plan_document;
    struct document *feeds;   /* per feed of the plan */
    bool unpublished;         /* something changed since the last snapshot */
    int64_t published_ms;     /* of the last snapshot, monotonic */
    bool archive_ok, archive_read_only;
    bool archive_silent;      /* so the note says: it does not answer */
    char archive_note[256];
    struct event_list *events; /* of the archive; NULL: none read yet */
    struct seen_list *seen;    /* of the archive; NULL: none read yet */
};

enum status store_init(struct store *s, const struct clock *clock, struct err *err);
void store_close(struct store *s);

/* All below: mutex held by the caller (store_lock). */
void store_lock(struct store *s);
void store_unlock(struct store *s);
struct document *store_document(struct store *s, int feed); /* NULL: no such feed in the present plan */
/* The day it is where the plan is at home; DAY_NONE without a plan. */
day_t store_today(const struct store *s);
/* When a day begins there, on the monotonic clock (which may be negative: before it did); there is a plan. */
int64_t store_day_begins_ms(const struct store *s, day_t day);
/* Another plan: takes the reference. Feeds of the same id keep what they know; one that moved is asked at once. */
enum status store_set_plan(struct store *s, struct plan *plan);
/* The document's last body is not in the archive: it is to come whole again, not as "unchanged". */
void store_forget_body(struct document *d);
/* ST_LIMIT, in words, where the plan would hold more than PLAN_MAX_OBSERVATIONS with what this body of the feed says; else
 * the document takes its place. */
enum status store_admit(struct store *s, struct document *d, const struct feed_doc *doc, struct err *err);
/* Takes the series of that feed; those of the document before are let go. */
void store_set_series(struct store *s, struct document *d, struct series **series, size_t count);
/* What is known now; NULL when out of memory. The caller frees it. */
struct snapshot *store_snapshot(const struct store *s);
/* Builds a snapshot and hands it to the main thread. */
void store_publish(struct store *s);
/* The same, unless more is about to follow and the last one is a moment old: a burst of a thousand answers is shown in
 * steps. Returns when (monotonic) what is still `unpublished` is to be published; INT64_MAX: nothing is. */
int64_t store_publish_soon(struct store *s, bool more_follows);

#endif
