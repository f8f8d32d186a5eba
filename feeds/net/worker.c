/* Threads and queue. */
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "feeds/net/worker_parts.h"

#define NICENESS 10 /* a key and a frame go before the decoding of what nobody looks at yet */

/* Blocks of this size are the system's again as soon as they are free. Left to itself glibc raises the limit with each that is
 * freed, and after a burst of bodies and snapshots holds a third more for weeks. */
#define MAPPED_BYTES (128 << 10)

#define UNHEARD_MAX 8 /* answers of a burst wait for one another before a worker is woken: that costs as much as a request */
#define KEEP_BATCH 128
#define KEEP_BYTES ((size_t)4 << 20) /* of bodies; more does not wait for a burst to end */
#define KEEP_QUIET_MS 30   /* after an answer: more may come, and the screen waits for it */
#define KEEP_AGAIN_MS 500  /* another program holds the archive locked */
#define KEEP_LATEST_MS 250 /* other viewers wait for it */

static void job_free(struct job *job)
{
    http_result_free(&job->answer);
    job->entry.body = NULL; /* the answer's */
    archive_entry_free(&job->entry);
    for (size_t i = 0; job->series && i < job->series_count; i++)
        series_unref(job->series[i]);
    free(job->series);
    seen_list_unref(job->seen);
    claims_free(job->claims);
    free(job);
}

size_t workers_keep_bytes(struct workers *w)
{
    pthread_mutex_lock(&w->mutex);
    size_t bytes = w->keep_bytes;
    pthread_mutex_unlock(&w->mutex);
    return bytes;
}

bool workers_keep_more(struct workers *w)
{
    pthread_mutex_lock(&w->mutex);
    const struct job *next = w->keep_first;
    while (next && next->kind == JOB_RELOAD) /* our own commits are heard of, too */
        next = next->next;
    bool more = next && next->kind == JOB_KEEP;
    pthread_mutex_unlock(&w->mutex);
    return more;
}

/* Shows what is new: at once when nothing follows, else a moment after what was shown last. */
static void publish(struct workers *w)
{
    int64_t again_ms = INT64_MAX;
    pthread_mutex_lock(&w->mutex);
    bool more = (w->first || atomic_load(&w->awaited)) && !w->stopping;
    pthread_mutex_unlock(&w->mutex);
    store_lock(w->store);
    if (w->store->unpublished)
        again_ms = store_publish_soon(w->store, more);
    /* Within the store's lock: the time that is kept belongs to what was looked at last. */
    pthread_mutex_lock(&w->mutex);
    if (again_ms != INT64_MAX && w->publish_ms == INT64_MAX) /* this worker may be busy with a slow disk by then */
        pthread_cond_signal(&w->cond);
    w->publish_ms = again_ms;
    pthread_mutex_unlock(&w->mutex);
    store_unlock(w->store);
}

static void job_beat(struct workers *w, struct job *job)
{
    (void)job;
    atomic_store(&w->beat_ms, clock_mono().ms);
}

/* True for what a request waits for: it goes before everything else. */
static bool is_asked(const struct job *job)
{
    return job->kind == JOB_CLAIM || job->kind == JOB_PLAN;
}

/* True for what else needs the archive. */
static bool is_kept(const struct job *job)
{
    return job->kind == JOB_KEEP || job->kind == JOB_SEEN || job->kind == JOB_DAY || job->kind == JOB_RELOAD;
}

static struct job *take_first(struct job **first, struct job **last)
{
    struct job *job = *first;
    if (job) {
        *first = job->next;
        if (!*first)
            *last = NULL;
        job->next = NULL;
    }
    return job;
}

/* All that waits to be kept, as far as one transaction should reach: other processes wait for its end. What has been seen
 * goes by itself. */
static struct job *take_keeps(struct workers *w)
{
    struct job *first = NULL, *last = NULL, *job;
    size_t bytes = 0;
    for (int n = 0; n < KEEP_BATCH && bytes < KEEP_BYTES && w->keep_first; n++) {
        if (n && (first->kind != JOB_KEEP || w->keep_first->kind != JOB_KEEP))
            break;
        job = take_first(&w->keep_first, &w->keep_last);
        bytes += job->answer.body.len;
        w->keep_bytes -= job->answer.body.len;
        if (last)
            last->next = job;
        else
            first = job;
        last = job;
    }
    w->keeping = first != NULL;
    return first;
}

/* When what waits may be kept: after a burst, so that it does not take the processor from what the screen waits for. To
 * look at what another program wrote, which stands first, needs no waiting. */
static int64_t keep_at_ms(const struct workers *w)
{
    if (w->stopping || w->keep_first->kind == JOB_RELOAD)
        return 0;
    int64_t at_ms = w->keep_from_ms < w->keep_by_ms ? w->keep_from_ms : w->keep_by_ms;
    if (w->keep_bytes > KEEP_BYTES)
        at_ms = 0;
    return at_ms < w->keep_again_ms ? w->keep_again_ms : at_ms;
}

/* The next job, mutex held: answers before keeping, until too much waits to be kept; NULL where there is none just now, and
 * *wait_ms says for how long (-1: until something is heard). One worker at a time is with the archive. */
static struct job *next_job(struct workers *w, int64_t *wait_ms)
{
    *wait_ms = -1;
    if (w->abandoned)
        return NULL;
    bool free_archive = !w->keeping && atomic_load(&w->opened);
    if (free_archive && w->ask_first && !w->stopping) {
        w->keeping = true;
        return take_first(&w->ask_first, &w->ask_last);
    }
    bool may_keep = free_archive && w->keep_first;
    bool much = may_keep && w->keep_bytes > KEEP_BYTES && clock_mono().ms >= w->keep_again_ms;
    struct job *job = w->stopping || much ? NULL : take_first(&w->first, &w->last);
    if (job || !may_keep)
        return job;
    int64_t left_ms = keep_at_ms(w) - clock_mono().ms;
    if (left_ms <= 0)
        return take_keeps(w);
    *wait_ms = left_ms;
    return NULL;
}

/* Waits until something is heard, or so long; mutex held. */
static void wait_to_hear(struct workers *w, int64_t wait_ms)
{
    if (wait_ms < 0) {
        pthread_cond_wait(&w->cond, &w->mutex);
        return;
    }
    int64_t until_ms = clock_mono().ms + wait_ms;
    struct timespec until = {.tv_sec = (time_t)(until_ms / 1000), .tv_nsec = (long)(until_ms % 1000) * 1000000};
    pthread_cond_timedwait(&w->cond, &w->mutex, &until);
}

/* Waits for a job, so long at most, or until it is time to show what is new; mutex held. */
static void wait_for_job(struct workers *w, int64_t wait_ms)
{
    int64_t now_ms = clock_mono().ms;
    if (w->publish_ms != INT64_MAX && (wait_ms < 0 || now_ms + wait_ms > w->publish_ms))
        wait_ms = w->publish_ms > now_ms ? w->publish_ms - now_ms : 0;
    if (wait_ms != 0)
        wait_to_hear(w, wait_ms);
    if (clock_mono().ms < w->publish_ms)
        return;
    w->publish_ms = INT64_MAX; /* this worker's turn */
    pthread_mutex_unlock(&w->mutex);
    publish(w);
    pthread_mutex_lock(&w->mutex);
}

/* Ends the keeping of that list; what could not be kept (`again`) goes to the queue's head once more. True: nothing waits. */
static bool end_keeping(struct workers *w, struct job *again)
{
    pthread_mutex_lock(&w->mutex);
    w->keeping = false;
    bool rest = !w->keep_first && !again;
    if (again) {
        struct job *last = again;
        for (; last->next; last = last->next)
            w->keep_bytes += last->answer.body.len;
        w->keep_bytes += last->answer.body.len;
        last->next = w->keep_first;
        w->keep_last = w->keep_first ? w->keep_last : last;
        w->keep_first = again;
        w->keep_again_ms = clock_mono().ms + KEEP_AGAIN_MS;
    } else {
        w->kept_ms = clock_mono().ms;
    }
    bool go_on = w->held_up && w->keep_bytes <= WORKERS_UNKEPT_BYTES;
    w->held_up &= !go_on;
    pthread_cond_signal(&w->cond);
    pthread_mutex_unlock(&w->mutex);
    if (go_on)
        w->wake(w->wake_arg, WAKE_NOW);
    return rest;
}

/* An answer's body has become figures: whoever waited for that may ask for the next. */
static void answer_decoded(struct workers *w, size_t bytes)
{
    size_t before = atomic_fetch_sub(&w->undecoded_bytes, bytes);
    if (before > WORKERS_UNDECODED_BYTES && before - bytes <= WORKERS_UNDECODED_BYTES)
        w->wake(w->wake_arg, WAKE_NOW);
}

bool workers_behind(struct workers *w, int64_t patience_ms, int64_t *until_ms)
{
    *until_ms = INT64_MAX;
    if (atomic_load(&w->undecoded_bytes) > WORKERS_UNDECODED_BYTES)
        return true;
    pthread_mutex_lock(&w->mutex);
    w->held_up = w->keep_bytes > WORKERS_UNKEPT_BYTES && clock_mono().ms < w->kept_ms + patience_ms;
    if (w->held_up)
        *until_ms = w->kept_ms + patience_ms;
    bool behind = w->held_up;
    pthread_mutex_unlock(&w->mutex);
    return behind;
}

static void *run(void *arg)
{
    static void (*const todo[])(struct workers *, struct job *) = {
        [JOB_OPEN] = job_open, [JOB_ANSWER] = job_answer, [JOB_CLAIM] = job_claim, [JOB_PLAN] = job_plan, [JOB_RELOAD] = job_reload,
        [JOB_SEEN] = job_seen, [JOB_DAY] = job_day, [JOB_BEAT] = job_beat};
    struct workers *w = arg;
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS); /* of this thread alone, on Linux */
    for (;;) {
        struct job *job, *next;
        int64_t wait_ms;
        pthread_mutex_lock(&w->mutex);
        while (!(job = next_job(w, &wait_ms)) && !w->stopping)
            wait_for_job(w, wait_ms);
        pthread_mutex_unlock(&w->mutex);
        if (!job)
            break;
        bool done = true, rest = false;
        bool with_archive = is_kept(job) || is_asked(job);
        if (with_archive)
            leave_lost_archive(w);
        size_t undecoded = job->kind == JOB_ANSWER ? job->answer.body.len : 0;
        if (job->kind == JOB_KEEP)
            done = job_keep(w, job);
        else
            todo[job->kind](w, job);
        answer_decoded(w, undecoded);
        if (with_archive) {
            leave_lost_archive(w);
            rest = end_keeping(w, done ? NULL : job) && is_kept(job);
        }
        job = done ? job : NULL;
        for (; job; job = next) {
            next = job->next;
            job_free(job);
        }
        publish(w);
        if (rest)
            malloc_trim(0); /* the bodies of a burst; without it they stay ours for weeks */
    }
    workers_left(w);
    return NULL;
}

void workers_block_signals(sigset_t *before)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    sigset_t most;
    sigfillset(&most);
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        sigdelset(&most, crashes[i]);
    pthread_sigmask(SIG_SETMASK, &most, before);
}

enum status workers_start(struct workers *w, int count, struct err *err)
{
    sigset_t before;
    pthread_mutex_init(&w->mutex, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w->cond, &monotonic);
    pthread_condattr_destroy(&monotonic);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    malloc_trim(0); /* where a sanitizer allocates, the C library's heap begins here, and must not begin in two threads at once */
    workers_block_signals(&before);
    int rc = 0;
    w->publish_ms = INT64_MAX;
    w->classes_day = DAY_NONE;
    w->figures_kept_ms = INT64_MAX;
    w->users = w->running = count; /* put right below, should not all start */
    for (int i = 0; i < count && rc == 0; i++) {
        rc = pthread_create(&w->threads[i], NULL, run, w);
        w->count += rc == 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_mutex_lock(&w->mutex);
    w->users += w->count + 1 - count;
    w->running += w->count + 1 - count;
    pthread_mutex_unlock(&w->mutex);
    return w->count ? ST_OK : err_set(err, ST_NO_MEMORY, "cannot start a worker: %s", strerror(rc));
}

/* What another program wrote is read before ours is written; one look is enough for all that came until it begins. */
static void add_reload(struct workers *w, struct job *job)
{
    pthread_mutex_lock(&w->mutex);
    bool waits = w->keep_first && w->keep_first->kind == JOB_RELOAD;
    if (!waits) {
        job->next = w->keep_first;
        w->keep_first = job;
        if (!w->keep_last)
            w->keep_last = job;
        pthread_cond_signal(&w->cond);
    }
    pthread_mutex_unlock(&w->mutex);
    if (waits)
        job_free(job);
}

void workers_add(struct workers *w, struct job *job)
{
    if (job->kind == JOB_RELOAD) {
        add_reload(w, job);
        return;
    }
    bool keep = is_kept(job), ask = is_asked(job);
    int64_t now_ms = clock_mono().ms;
    struct job **first = keep ? &w->keep_first : ask ? &w->ask_first : &w->first;
    struct job **last = keep ? &w->keep_last : ask ? &w->ask_last : &w->last;
    job->next = NULL;
    if (job->kind == JOB_ANSWER)
        atomic_fetch_add(&w->undecoded_bytes, job->answer.body.len);
    pthread_mutex_lock(&w->mutex);
    if (keep && w->keep_bytes <= WORKERS_UNKEPT_BYTES && w->keep_bytes + job->answer.body.len > WORKERS_UNKEPT_BYTES)
        w->kept_ms = now_ms;
    if (keep)
        w->keep_bytes += job->answer.body.len;
    bool alone = !*first || ((*first)->kind == JOB_RELOAD && !(*first)->next);
    if (keep && alone)
        w->keep_by_ms = now_ms + KEEP_LATEST_MS;
    if (!keep && !ask)
        w->keep_from_ms = now_ms + KEEP_QUIET_MS;
    if (*last)
        (*last)->next = job;
    else
        *first = job;
    *last = job;
    if (job->kind == JOB_ANSWER)
        w->unheard++;
    else if (job->kind != JOB_KEEP) /* which a worker adds, that looks for its next job now */
        pthread_cond_signal(&w->cond);
    pthread_mutex_unlock(&w->mutex);
}

void workers_ask(struct workers *w, enum job_kind kind)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return;
    job->kind = kind;
    workers_add(w, job);
}

bool workers_hear(struct workers *w, bool all)
{
    pthread_mutex_lock(&w->mutex);
    if (w->unheard && (all || w->unheard >= UNHEARD_MAX)) {
        w->unheard = 0;
        if (w->first)
            pthread_cond_signal(&w->cond);
        if (w->first && w->first != w->last) /* for the second worker, too */
            pthread_cond_signal(&w->cond);
    }
    bool waits = w->unheard > 0;
    pthread_mutex_unlock(&w->mutex);
    return waits;
}

void workers_left(struct workers *w)
{
    pthread_mutex_lock(&w->mutex);
    bool last = --w->users == 0;
    pthread_mutex_unlock(&w->mutex);
    if (last)
        archive_close(atomic_load(&w->archive));
    pthread_mutex_lock(&w->mutex);
    w->running--;
    pthread_cond_broadcast(&w->cond);
    pthread_mutex_unlock(&w->mutex);
}

bool workers_stop(struct workers *w, int64_t by_ms)
{
    pthread_mutex_lock(&w->mutex);
    w->stopping = true;
    pthread_cond_broadcast(&w->cond);
    struct archive *archive = w->users ? atomic_load(&w->archive) : NULL;
    if (archive)
        archive_hurry(archive);
    for (int64_t left_ms; w->running && (left_ms = by_ms - clock_mono().ms) > 0;)
        wait_to_hear(w, left_ms);
    w->abandoned = w->running > 0;
    bool ended = !w->abandoned;
    pthread_mutex_unlock(&w->mutex);
    for (int i = 0; i < w->count; i++) {
        if (ended)
            pthread_join(w->threads[i], NULL);
        else
            pthread_detach(w->threads[i]);
    }
    if (!ended)
        return false;
    struct job *job;
    while ((job = take_first(&w->first, &w->last)) || (job = take_first(&w->ask_first, &w->ask_last)) ||
           (job = take_first(&w->keep_first, &w->keep_last)))
        job_free(job);
    pthread_cond_destroy(&w->cond);
    pthread_mutex_destroy(&w->mutex);
    return true;
}
