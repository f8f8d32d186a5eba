/* worker.h -- what happens to an answer: decode, store, archive. Runs on the worker threads.
 *
 * Jobs come from the network thread through a queue with a mutex that is held for a few instructions only. A worker owns
 * its job. Published first, archived afterwards: the screen never waits for the disk.
 */
#ifndef PILLARS_NET_WORKER_H
#define PILLARS_NET_WORKER_H

#include <pthread.h>

#include "feeds/base/log.h"
#include "feeds/net/archive.h"
#include "feeds/net/http.h"
#include "feeds/net/store.h"

enum job_kind {
    JOB_OPEN,   /* open the archive and show what it holds */
    JOB_ANSWER, /* an answer of a document */
    JOB_RELOAD  /* another process wrote the archive */
};

struct job {
    struct job *next;
    enum job_kind kind;
    int feed;               /* STORE_PLAN or the index of a feed */
    uint32_t epoch;         /* of the store when it was asked for */
    struct http_result answer;
};

struct workers {
    struct store *store;
    const struct clock *clock;
    struct log *log;
    const char *plan_url;   /* absolute */
    const char *archive_dir; /* NULL: none */
    int64_t refresh_s;
    void (*wake)(void *);   /* tells the network thread that due times changed; any thread */
    void *wake_arg;

    pthread_mutex_t mutex;  /* of the queue */
    pthread_cond_t cond;
    struct job *first, *last;
    bool stopping;
    _Atomic(struct archive *) archive; /* set once by JOB_OPEN; NULL: none, or not yet */
    _Atomic int opened;     /* JOB_OPEN is done, whatever came of it */
    pthread_t threads[8];
    int count;
};

enum status workers_start(struct workers *w, int count, struct err *err);
void workers_add(struct workers *w, struct job *job); /* takes the job */
void workers_stop(struct workers *w); /* drops what waits, joins, closes the archive */

#endif
