/* worker.h -- what happens to an answer: decode, store, archive. Runs on the worker threads.
 *
 * Jobs come from the network thread through a queue with a mutex that is held for a few instructions only; it may be taken
 * with the store's lock held, never the other way round. A worker owns its job. Published first, archived afterwards by a
 * job of its own: neither the screen nor the next answer waits for the disk. The network thread never does: leases are jobs.
 */
#ifndef PILLARS_NET_WORKER_H
#define PILLARS_NET_WORKER_H

#include <pthread.h>
#include <signal.h>

#include "feeds/base/log.h"
#include "feeds/net/archive.h"
#include "feeds/net/http.h"
#include "feeds/net/store.h"

enum job_kind {
    JOB_OPEN,   /* open the archive and show what it holds */
    JOB_ANSWER, /* an answer of a document */
    JOB_CLAIM,  /* leases for documents that are due */
    JOB_PLAN,   /* a plan has come that was not on show: what the archive holds of its feeds is, before they are asked */
    JOB_RELOAD, /* another process wrote the archive */
    JOB_SEEN,   /* a person has seen what is on show */
    JOB_DAY,    /* another day has begun where the plan is at home */
    JOB_BEAT,   /* the wall asks whether the workers still work */
    JOB_KEEP    /* what is on show already goes into the archive, with others that wait; after everything else */
};

#define CLAIMS_MAX 128 /* leases taken by one transaction: one at a time would cost more than the requests, all at once would hold up the first */

struct claims {
    struct plan *plan;      /* one reference: the ids are its; NULL: there is none yet */
    size_t count;
    int feeds[CLAIMS_MAX];
    struct archive_claim list[CLAIMS_MAX];
};

struct job {
    struct job *next;
    enum job_kind kind;
    int feed;               /* STORE_PLAN or the index of a feed */
    uint32_t epoch;         /* of the store when it was asked for */
    struct http_result answer;

    struct claims *claims;  /* JOB_CLAIM */

    /* JOB_KEEP */
    char feed_id[80];            /* "" for the plan */
    struct archive_entry entry;  /* its body is the answer's, packed */
    struct series **series;      /* one reference each */
    size_t series_count;
    bool failed;
    int tries;                   /* of the list it is the first of */

    /* JOB_SEEN */
    struct seen_list *seen;      /* one reference */
    bool all;
};

#define WAKE_NOW INT64_MIN
#define WORKERS_UNDECODED_BYTES ((size_t)4 << 20) /* with more, no request is started */
#define WORKERS_UNKEPT_BYTES ((size_t)64 << 20)   /* the same, while the archive gets on */

struct workers {
    struct store *store;
    const struct clock *clock;
    struct log *log;
    const char *plan_url;   /* absolute */
    const char *plan_key;   /* the same as the archive knows it, without secrets */
    const char *archive_dir; /* NULL: none */
    int64_t refresh_s;
    /* Tells the network thread that something is due at that time (monotonic; WAKE_NOW: look in any case); any thread. */
    void (*wake)(void *, int64_t due_ms);
    void *wake_arg;

    pthread_mutex_t mutex;  /* of the queue */
    pthread_cond_t cond;
    struct job *first, *last;           /* what the screen waits for */
    struct job *ask_first, *ask_last;   /* of the archive, once that is open: what requests wait for */
    struct job *keep_first, *keep_last; /* the rest of what needs the archive */
    _Atomic int awaited;    /* answers still to come; the network thread says */
    _Atomic bool claiming;  /* a JOB_CLAIM is on its way: one at a time */
    _Atomic int64_t no_leases_until_ms; /* monotonic: the archive has none to give, and nobody asks it */
    int busy_claims;        /* in a row, of an archive that was busy; whoever is claiming */
    int64_t publish_ms;     /* monotonic: when what is new is shown at the latest; INT64_MAX: nothing is */
    _Atomic size_t undecoded_bytes; /* of the bodies that wait for a worker, or are with one */
    int unheard;            /* answers added since a worker was last woken */
    size_t keep_bytes;      /* of the bodies that wait to be kept */
    int64_t kept_ms;        /* monotonic: when the archive took some of them last, or they became too many */
    bool held_up;           /* the network thread waits until they are fewer */
    day_t classes_day;      /* that they were noted for; whoever is keeping */
    int64_t figures_kept_ms; /* monotonic: when the first were kept since then; INT64_MAX: none; whoever is keeping */
    bool keeping;           /* one worker is with the archive, whose disk may hang; the others go on decoding */
    int64_t keep_from_ms, keep_by_ms, keep_again_ms; /* monotonic: while answers come, what is to be kept waits, until keep_by_ms */
    bool stopping;
    _Atomic(struct archive *) archive; /* of whoever is `keeping`; NULL: none, or not yet */
    bool lost;              /* there was one, and what is on show may not be in the next; whoever is opening */
    _Atomic bool opening;   /* JOB_OPEN is to be done, or being done; it may be done again where there is no archive */
    _Atomic int opened;     /* it was done, whatever came of it */
    _Atomic int64_t beat_ms; /* monotonic, of the last JOB_BEAT */
    int users, running;     /* threads that use the archive, and those that have not ended; the network thread is one */
    bool abandoned;         /* nobody waits for the workers any more: they end without keeping the rest */
    pthread_t threads[8];
    int count;
};

/* For threads about to be made: the main thread alone hears of signals. What a crash raises stays open, so that it is
 * handled in whichever thread it happens. `before` gets the mask to set again. */
void workers_block_signals(sigset_t *before);
/* For the network thread, too: it calls workers_left() when it ends, or who could not start it. */
enum status workers_start(struct workers *w, int count, struct err *err);
void workers_add(struct workers *w, struct job *job); /* takes the job; of a JOB_ANSWER workers_hear() tells */
void workers_ask(struct workers *w, enum job_kind kind); /* the same of a job that is nothing but its kind */
struct claims *claims_new(struct plan *plan); /* takes a reference of its own; NULL when out of memory */
/* Asks the archive for leases; takes the list. wake() tells when they stand in the store, and `claiming` is false then. */
void workers_claim(struct workers *w, struct claims *list);
/* Says on show that the archive does not answer; no longer once it does. Network thread. */
void workers_archive_is_silent(struct workers *w);
/* True while no request should be started, for what has come is to be decoded or kept first: memory is to grow with the figures,
 * not with the bodies. An archive that takes none of them for `patience_ms` holds nothing up; *until_ms (monotonic) is when
 * that is known, INT64_MAX where it does not matter. wake() tells when it is over. Network thread. */
bool workers_behind(struct workers *w, int64_t patience_ms, int64_t *until_ms);
/* Wakes workers for the answers added, `all` or as soon as there are some. True: some still wait for it. Network thread. */
bool workers_hear(struct workers *w, bool all);
/* The calling thread ends; the last one closes the archive. */
void workers_left(struct workers *w);
/* Drops answers that wait, writes what is still to be kept, waits for all threads until by_ms (monotonic) and joins the
 * workers. False: some hang, in a disk that does not answer; everything they use must stay. */
bool workers_stop(struct workers *w, int64_t by_ms);

#endif
