#include "feeds/net/worker.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "feeds/format/address.h"
#include "feeds/net/schedule.h"

#define NICENESS 10 /* a key and a frame go before the decoding of what nobody looks at yet */

static uint64_t hash_of(const char *bytes, size_t n)
{
    uint64_t h = 1469598103934665603u; /* FNV-1a; only tells a changed body from an unchanged one */
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)bytes[i]) * 1099511628211u;
    return h ? h : 1;
}

static void job_free(struct job *job)
{
    http_result_free(&job->answer);
    job->entry.body = NULL; /* the answer's */
    archive_entry_free(&job->entry);
    for (size_t i = 0; job->series && i < job->series_count; i++)
        series_unref(job->series[i]);
    free(job->series);
    seen_list_unref(job->seen);
    free(job);
}

/* ---- what came of a document -------------------------------------------------------------- */

/* A decoded document on its way into the store. */
struct decoded {
    struct plan *plan;       /* of the plan's document */
    struct feed_doc *feed;   /* of a feed */
    uint32_t warnings;
};

static void decoded_free(struct decoded *d)
{
    plan_unref(d->plan);
    feed_doc_free(d->feed);
}

static enum status decode(const struct workers *w, const struct plan *plan, int feed,
                          const char *bytes, size_t n, struct decoded *out, struct err *err)
{
    struct diags diags = {0};
    enum status st;
    *out = (struct decoded){0};
    if (feed == STORE_PLAN) {
        st = plan_decode(bytes, n, w->plan_url, &out->plan, &diags, err);
    } else {
        const struct feed_spec *spec = &plan->feeds[feed];
        if (spec->format && strcmp(spec->format, "indicator-feed") != 0) {
            st = err_set(err, ST_UNSUPPORTED, "the format %s is not read yet", spec->format);
        } else {
            st = feed_decode(bytes, n, spec->id, &out->feed, &diags, err);
            if (st == ST_OK)
                feed_check_against_plan(out->feed, plan, &diags);
        }
    }
    out->warnings = (uint32_t)(diags.count + diags.dropped);
    diags_free(&diags);
    return st;
}

/* When the day begins that a figure is announced for which has not come. */
static int64_t announced_ms(const struct workers *w, const struct plan *plan,
                            const struct feed_health *h)
{
    int32_t offset = 0;
    if (h->announced == DAY_NONE || !plan ||
        (h->published != DAY_NONE && h->published >= h->announced))
        return SCHEDULE_NOT_ANNOUNCED;
    int64_t wall = clock_wall(w->clock).s;
    zone_offset(plan->timezone, wall, &offset);
    return clock_mono().ms + ((int64_t)h->announced * 86400 - offset - wall) * 1000;
}

/* When the document is asked for again; with the store's lock held. */
static void plan_next(const struct workers *w, struct document *d, int feed,
                      const struct http_result *answer)
{
    struct store *s = w->store;
    int64_t every_s = feed == STORE_PLAN
                          ? (s->plan && s->plan->every_s ? s->plan->every_s : SCHEDULE_PLAN_EVERY_S)
                      : s->plan->feeds[feed].every_s ? s->plan->feeds[feed].every_s
                                                     : w->refresh_s;
    int64_t now_ms = clock_mono().ms;
    uint32_t seed = (uint32_t)getpid() ^ (uint32_t)now_ms;
    bool failed = d->health.error[0] != '\0';
    d->due_ms = failed ? schedule_after_failure(now_ms, d->health.failures_in_row, every_s,
                                                answer->retry_after_s, seed)
                       : schedule_after_success(now_ms, every_s, answer->max_age_s,
                                                announced_ms(w, s->plan, &d->health), seed);
    d->not_before_ms = failed ? schedule_not_before(now_ms, answer->retry_after_s) : 0;
    d->health.next_s = clock_wall(w->clock).s + (d->due_ms - now_ms) / 1000;
    if (s->once) /* who shares the archive keeps to it all the same */
        d->due_ms = INT64_MAX;
}

/* Takes the series of a document out of it, tagged with their feed. */
static struct series **take_series(struct feed_doc *doc, int feed, size_t *count)
{
    struct series **list = doc->series;
    *count = doc->series_count;
    for (size_t i = 0; i < *count; i++)
        list[i]->feed = feed;
    doc->series = NULL;
    doc->series_count = 0;
    return list;
}

static void fill_entry(const struct document *d, const struct http_result *answer,
                       int64_t now_s, struct archive_entry *e)
{
    int64_t now_ms = clock_mono().ms;
    *e = (struct archive_entry){
        .etag = d->etag[0] ? strdup(d->etag) : NULL,
        .last_modified = d->last_modified[0] ? strdup(d->last_modified) : NULL,
        .body_hash = d->body_hash,
        .http_status = d->health.http_status,
        .fetched_s = d->health.fetched_s,
        .tried_s = d->health.tried_s,
        .next_s = d->health.next_s,
        .not_before_s = d->not_before_ms > now_ms ? now_s + (d->not_before_ms - now_ms) / 1000 : 0,
        .latency_ms = answer->latency_ms,
        .answers_304 = d->health.answers_304,
        .failures_in_row = d->health.failures_in_row,
    };
    snprintf(e->error, sizeof e->error, "%s", d->health.error);
}

static void note_archive(struct workers *w, enum status st, const struct err *err)
{
    struct store *s = w->store;
    store_lock(s);
    bool changed = s->archive_ok != (st == ST_OK);
    s->archive_ok = st == ST_OK;
    if (st != ST_OK)
        snprintf(s->archive_note, sizeof s->archive_note, "%s", err->text);
    else if (changed)
        s->archive_note[0] = '\0';
    if (changed)
        store_publish(s);
    store_unlock(s);
    if (st != ST_OK)
        log_line(w->log, "archive", "%s", err->text);
}

/* True if answers wait: what they bring is better shown together. */
static bool more_follows(struct workers *w)
{
    pthread_mutex_lock(&w->mutex);
    bool more = w->first != NULL && !w->stopping;
    pthread_mutex_unlock(&w->mutex);
    return more;
}

/* The last of a burst shows what the others left. */
static void publish_rest(struct workers *w)
{
    if (more_follows(w))
        return;
    store_lock(w->store);
    if (w->store->unpublished)
        store_publish(w->store);
    store_unlock(w->store);
}

/* Adds to the figures on show the older vintages that the archive holds, and when each was received. */
static void add_history(struct workers *w, struct archive *archive, int feed, uint32_t epoch,
                        const char *feed_id)
{
    struct store *s = w->store;
    store_lock(s);
    struct document *d = s->epoch == epoch ? store_document(s, feed) : NULL;
    size_t n = d ? d->series_count : 0;
    struct series **list = calloc(n ? n : 1, sizeof *list);
    for (size_t i = 0; list && i < n; i++)
        list[i] = series_ref(d->series[i]);
    store_unlock(s);
    if (!list)
        return;
    bool changed = false;
    for (size_t i = 0; i < n; i++) {
        struct series *more = NULL;
        struct err err;
        if (archive_merge_history(archive, w->plan_key, feed_id, list[i], &more, &err) != ST_OK) {
            log_line(w->log, "archive", "%s", err.text);
            continue;
        }
        series_unref(list[i]);
        list[i] = more;
        changed = true;
    }
    store_lock(s);
    d = s->epoch == epoch ? store_document(s, feed) : NULL;
    if (changed && d && d->series_count == n) {
        store_set_series(s, d, list, n);
        store_publish_soon(s, more_follows(w));
        list = NULL;
    }
    store_unlock(s);
    for (size_t i = 0; list && i < n; i++)
        series_unref(list[i]);
    free(list);
}

/* The good or bad end of an answer in the health of its document; lock held. */
static void note_answer(struct workers *w, struct document *d, const struct http_result *a,
                        const char *error)
{
    struct feed_health *h = &d->health;
    int64_t now = clock_wall(w->clock).s;
    h->settled = true;
    h->fetching = d->in_flight = false;
    h->tried_s = now;
    h->http_status = a->status;
    h->latency_ms = a->latency_ms;
    snprintf(h->error, sizeof h->error, "%s", error);
    if (*error) {
        h->failures_in_row++;
        return;
    }
    h->failures_in_row = 0;
    h->fetched_s = now;
    h->from_archive = false;
    if (a->not_modified)
        h->answers_304++;
    else
        h->bytes = a->body.len;
    /* Validators count from every good answer: a 304 may bring a new tag. */
    if (a->etag[0] || !a->not_modified)
        snprintf(d->etag, sizeof d->etag, "%s", a->etag);
    if (a->last_modified[0] || !a->not_modified)
        snprintf(d->last_modified, sizeof d->last_modified, "%s", a->last_modified);
}

static void do_answer(struct workers *w, struct job *job)
{
    struct store *s = w->store;
    struct http_result *a = &job->answer;
    struct decoded decoded = {0};
    struct err err = {0};
    enum status st = ST_OK;

    store_lock(s);
    struct document *d =
        job->feed == STORE_PLAN || s->epoch == job->epoch ? store_document(s, job->feed) : NULL;
    struct plan *plan = s->plan ? plan_ref(s->plan) : NULL;
    uint64_t known = d ? d->body_hash : 0;
    store_unlock(s);
    if (!d)
        goto out;

    uint64_t hash = a->good && !a->not_modified ? hash_of(a->body.data ? a->body.data : "", a->body.len) : known;
    bool fresh_body = a->good && hash != known;
    if (fresh_body)
        st = decode(w, plan, job->feed, a->body.data ? a->body.data : "", a->body.len, &decoded, &err);
    const char *error = !a->good ? a->error : st != ST_OK ? err.text : "";

    struct job *keep = calloc(1, sizeof *keep);
    size_t count = 0;
    char feed_id[80] = "";
    store_lock(s);
    d = job->feed == STORE_PLAN || s->epoch == job->epoch ? store_document(s, job->feed) : NULL;
    if (!d) {
        store_unlock(s);
        free(keep);
        goto out;
    }
    note_answer(w, d, a, error);
    if (fresh_body && st == ST_OK) {
        d->body_hash = hash;
        d->health.warnings = decoded.warnings;
        if (decoded.plan) {
            if (store_set_plan(s, decoded.plan) == ST_OK)
                decoded.plan = NULL;
        } else {
            d->health.announced = decoded.feed->next;
            d->health.published = decoded.feed->published;
            struct series **shown = take_series(decoded.feed, job->feed, &count);
            if (keep && (keep->series = calloc(count ? count : 1, sizeof *keep->series))) {
                keep->series_count = count;
                for (size_t i = 0; i < count; i++)
                    keep->series[i] = series_ref(shown[i]);
            }
            store_set_series(s, d, shown, count);
        }
    }
    if (job->feed != STORE_PLAN)
        snprintf(feed_id, sizeof feed_id, "%s", s->plan->feeds[job->feed].id);
    plan_next(w, d, job->feed, a);
    if (keep) {
        fill_entry(d, a, clock_wall(w->clock).s, &keep->entry);
        keep->epoch = s->epoch;
    }
    store_publish_soon(s, more_follows(w));
    store_unlock(s);
    w->wake(w->wake_arg);
    if (*error)
        log_line(w->log, "feeds", "%s: %s", *feed_id ? feed_id : "plan", error);
    if (keep) {
        keep->kind = JOB_KEEP;
        keep->feed = job->feed;
        keep->failed = *error != '\0';
        memcpy(keep->feed_id, feed_id, sizeof feed_id);
        if (fresh_body && !keep->failed) {
            keep->answer.body = a->body;
            a->body = (struct buf){0};
        }
        workers_add(w, keep);
    }
out:
    decoded_free(&decoded);
    plan_unref(plan);
}

#define EVENTS_SHOWN 200

/* Puts the archive's newest events on show; true if they differ from those that were. */
static bool read_events(struct workers *w, struct archive *archive)
{
    struct store *s = w->store;
    struct err err;
    struct event_list *list = event_list_new(EVENTS_SHOWN);
    if (!list)
        return false;
    if (archive_events(archive, w->plan_key, 0, list->list, EVENTS_SHOWN, &list->count, &err) !=
        ST_OK) {
        log_line(w->log, "archive", "%s", err.text);
        event_list_unref(list);
        return false;
    }
    store_lock(s);
    struct event_list *old = s->events;
    bool changed = !old || old->count != list->count ||
                   (list->count && (old->list[0].at_s != list->list[0].at_s ||
                                    old->list[0].kind != list->list[0].kind ||
                                    strcmp(old->list[0].feed, list->list[0].feed) != 0));
    s->events = list;
    store_unlock(s);
    event_list_unref(old);
    return changed;
}

/* Puts on show what has been seen, as this or another program noted it; true if that changed. */
static bool read_seen(struct workers *w, struct archive *archive)
{
    struct store *s = w->store;
    struct seen_list *list;
    struct err err;
    if (archive_seen_read(archive, w->plan_key, &list, &err) != ST_OK) {
        log_line(w->log, "archive", "%s", err.text);
        return false;
    }
    store_lock(s);
    struct seen_list *old = s->seen;
    bool changed = !old || old->at_s != list->at_s || old->count != list->count ||
                   memcmp(old->list, list->list, list->count * sizeof *list->list) != 0;
    s->seen = list;
    store_unlock(s);
    seen_list_unref(old);
    return changed;
}

static void publish(struct store *s)
{
    store_lock(s);
    store_publish(s);
    store_unlock(s);
}

static void forget_body(struct workers *w, const struct job *job)
{
    struct store *s = w->store;
    store_lock(s);
    struct document *d = job->feed == STORE_PLAN || s->epoch == job->epoch ? store_document(s, job->feed) : NULL;
    if (d && d->body_hash == job->entry.body_hash)
        store_forget_body(d);
    store_unlock(s);
}

static void do_keep(struct workers *w, struct job *job)
{
    struct archive *archive = atomic_load(&w->archive);
    struct err why = {0};
    enum status st;
    if (!archive || w->store->archive_read_only)
        return;
    if (job->failed) {
        st = archive_store_failure(archive, w->plan_key, job->feed_id, &job->entry, &why);
    } else {
        job->entry.body = job->answer.body.data;
        job->entry.body_len = job->answer.body.len;
        st = archive_store(archive, w->plan_key, job->feed_id, &job->entry, job->series,
                           job->series_count, &why);
    }
    archive_release(archive, w->plan_key, job->feed_id, NULL);
    if (st != ST_OK && !job->failed)
        forget_body(w, job);
    if (st == ST_UNSUPPORTED) /* it comes whole the next time */
        return;
    note_archive(w, st, &why);
    if (st == ST_OK && job->series)
        add_history(w, archive, job->feed, job->epoch, job->feed_id);
    if (st == ST_OK && read_events(w, archive))
        publish(w->store);
}

/* ---- the archive -------------------------------------------------------------------------- */

/* What was fetched on schedule, by this program or another one, is not fetched again before its time; what a server asked
 * us to wait for holds for a report, too. A local file costs nothing and is read anyway. Lock held. */
static void keep_schedule(const struct workers *w, struct document *d, const struct archive_entry *e,
                          const char *url)
{
    int64_t now_s = clock_wall(w->clock).s, now_ms = clock_mono().ms;
    int64_t wait_s = e->not_before_s - now_s, left_s = w->store->once ? 0 : e->next_s - now_s;
    if (address_is_file(url))
        return;
    if (wait_s > 0 && wait_s <= SCHEDULE_SAID_MAX_S) {
        d->not_before_ms = now_ms + wait_s * 1000;
        d->health.settled |= w->store->once;
        left_s = wait_s > left_s ? wait_s : left_s;
    }
    if (left_s <= 0)
        return;
    d->due_ms = now_ms + left_s * 1000;
    d->health.next_s = now_s + left_s;
}

/* Shows what the archive holds of a document, unless something newer is there already. */
static void show_kept(struct workers *w, struct archive *archive, int feed)
{
    struct store *s = w->store;
    struct archive_entry e;
    struct decoded decoded = {0};
    struct err err = {0};
    char feed_id[80] = "";

    store_lock(s);
    struct document *d = store_document(s, feed);
    struct plan *plan = s->plan ? plan_ref(s->plan) : NULL;
    uint32_t epoch = s->epoch;
    if (d && feed != STORE_PLAN)
        snprintf(feed_id, sizeof feed_id, "%s", plan->feeds[feed].id);
    int64_t have = d ? d->health.fetched_s : INT64_MAX;
    uint64_t hash = d ? d->body_hash : 0;
    store_unlock(s);

    if (!d || archive_load(archive, w->plan_key, feed_id, &e, &err) != ST_OK) {
        if (d)
            log_line(w->log, "archive", "%s", err.text);
        plan_unref(plan);
        return;
    }
    bool newer = e.fetched_s > have || (e.tried_s > have && e.error[0]);
    bool fresh_body = newer && e.body && e.body_hash != hash;
    enum status st = ST_OK;
    /* A figure that a failing disk has changed must not be shown. */
    if (fresh_body && hash_of(e.body, e.body_len) != e.body_hash) {
        log_line(w->log, "archive", "%s: the document that was kept is damaged", *feed_id ? feed_id : "plan");
        newer = fresh_body = false;
    }
    if (fresh_body)
        st = decode(w, plan, feed, e.body, e.body_len, &decoded, &err);
    store_lock(s);
    d = feed == STORE_PLAN || s->epoch == epoch ? store_document(s, feed) : NULL;
    if (d && newer && st == ST_OK && !d->in_flight) {
        struct feed_health *h = &d->health;
        h->fetched_s = e.fetched_s;
        h->tried_s = e.tried_s;
        h->http_status = e.http_status;
        h->latency_ms = e.latency_ms;
        h->answers_304 = e.answers_304;
        h->failures_in_row = e.failures_in_row;
        h->bytes = e.body ? e.body_len : h->bytes;
        h->from_archive = e.body != NULL;
        h->settled |= atomic_load(&w->opened) != 0; /* another viewer has fetched it just now */
        snprintf(h->error, sizeof h->error, "%s", e.error);
        keep_schedule(w, d, &e, feed == STORE_PLAN ? w->plan_url : plan->feeds[feed].url);
        snprintf(d->etag, sizeof d->etag, "%s", e.etag ? e.etag : "");
        snprintf(d->last_modified, sizeof d->last_modified, "%s",
                 e.last_modified ? e.last_modified : "");
        if (fresh_body) {
            d->body_hash = e.body_hash;
            h->warnings = decoded.warnings;
            if (decoded.plan) {
                if (store_set_plan(s, decoded.plan) == ST_OK)
                    decoded.plan = NULL;
            } else {
                size_t count;
                h->announced = decoded.feed->next;
                h->published = decoded.feed->published;
                struct series **list = take_series(decoded.feed, feed, &count);
                store_set_series(s, d, list, count);
            }
        }
    }
    store_unlock(s);
    if (fresh_body && st == ST_OK && feed != STORE_PLAN)
        add_history(w, archive, feed, epoch, feed_id);
    archive_entry_free(&e);
    decoded_free(&decoded);
    plan_unref(plan);
}

static void show_all_kept(struct workers *w, struct archive *archive)
{
    show_kept(w, archive, STORE_PLAN);
    store_lock(w->store);
    int feeds = w->store->plan ? (int)w->store->plan->feed_count : 0;
    store_unlock(w->store);
    for (int i = 0; i < feeds; i++)
        show_kept(w, archive, i);
}

/* The archive could not be opened until now: what came meanwhile was not kept, and is asked for once more. */
static void ask_for_unkept(struct workers *w)
{
    struct store *s = w->store;
    store_lock(s);
    int feeds = s->plan ? (int)s->plan->feed_count : 0;
    for (int i = STORE_PLAN; i < feeds; i++) {
        struct document *d = store_document(s, i);
        if (!d->body_hash || d->health.from_archive)
            continue;
        store_forget_body(d);
        d->due_ms = d->not_before_ms;
    }
    store_unlock(s);
}

static void do_open(struct workers *w, struct job *job)
{
    (void)job;
    struct store *s = w->store;
    struct archive *archive = NULL, *reader = NULL;
    struct archive_info info = {0};
    struct err err = {0};
    enum status st = ST_OK;
    bool again = atomic_load(&w->opened) != 0;
    if (w->archive_dir)
        st = archive_open(&archive, w->archive_dir, w->clock, w->log, &info, &err);
    if (!archive && w->archive_dir && !again && !info.locked) /* a full disk: what it holds can be read all the same */
        archive_open_to_read(&reader, w->archive_dir, w->clock, w->log, NULL);
    if (archive || reader) {
        archive_changed(archive ? archive : reader);
        show_all_kept(w, archive ? archive : reader);
        read_events(w, archive ? archive : reader);
        read_seen(w, archive ? archive : reader);
    }
    archive_close(reader);
    if (archive && again)
        ask_for_unkept(w);
    atomic_store(&w->archive, archive);
    store_lock(s);
    bool said = again && strcmp(s->archive_note, err.text) == 0;
    s->archive_ok = st == ST_OK;
    s->archive_read_only = info.read_only;
    /* A viewer that cannot write the archive leaves fetching to those who can. */
    s->offline |= info.read_only;
    snprintf(s->archive_note, sizeof s->archive_note, "%s", st == ST_OK ? info.note : err.text);
    if (s->offline) {
        s->plan_document.health.settled = true;
        if (!s->plan)
            snprintf(s->plan_document.health.error, sizeof s->plan_document.health.error,
                     "offline, and the archive does not hold this plan");
        for (size_t i = 0; s->plan && i < s->plan->feed_count; i++)
            s->feeds[i].health.settled = true;
    }
    store_publish(s);
    store_unlock(s);
    if (st != ST_OK && !said)
        log_line(w->log, "archive", "%s", err.text);
    pthread_mutex_lock(&w->mutex); /* those who wait to keep something may go on */
    atomic_store(&w->opened, 1);
    pthread_cond_broadcast(&w->cond);
    pthread_mutex_unlock(&w->mutex);
    w->wake(w->wake_arg);
}

static void do_reload(struct workers *w, struct job *job)
{
    (void)job;
    struct archive *archive = atomic_load(&w->archive);
    /* Our own writes are heard of too; then nothing here has changed. */
    if (!archive || !archive_changed(archive))
        return;
    show_all_kept(w, archive);
    read_events(w, archive);
    read_seen(w, archive);
    publish(w->store);
    w->wake(w->wake_arg);
}

static void do_seen(struct workers *w, struct job *job)
{
    struct archive *archive = atomic_load(&w->archive);
    struct err why = {0};
    if (!archive)
        return;
    enum status st = archive_seen_write(archive, w->plan_key, job->seen, job->all, &why);
    note_archive(w, st, &why);
    if (st == ST_OK && read_seen(w, archive))
        publish(w->store);
}

static void do_beat(struct workers *w, struct job *job)
{
    (void)job;
    atomic_store(&w->beat_ms, clock_mono().ms);
}

/* ---- threads and queue -------------------------------------------------------------------- */

static struct job *take_first(struct job **first, struct job **last)
{
    struct job *job = *first;
    if (job) {
        *first = job->next;
        if (!*first)
            *last = NULL;
    }
    return job;
}

/* The next job, mutex held: answers before keeping; NULL where there is none just now. */
static struct job *next_job(struct workers *w)
{
    struct job *job = w->stopping ? NULL : take_first(&w->first, &w->last);
    if (!job && atomic_load(&w->opened))
        job = take_first(&w->keep_first, &w->keep_last);
    return job;
}

static void *run(void *arg)
{
    static void (*const todo[])(struct workers *, struct job *) = {
        [JOB_OPEN] = do_open, [JOB_ANSWER] = do_answer, [JOB_RELOAD] = do_reload,
        [JOB_SEEN] = do_seen, [JOB_BEAT] = do_beat,     [JOB_KEEP] = do_keep};
    struct workers *w = arg;
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS); /* of this thread alone, on Linux */
    for (;;) {
        struct job *job;
        pthread_mutex_lock(&w->mutex);
        while (!(job = next_job(w)) && !w->stopping)
            pthread_cond_wait(&w->cond, &w->mutex);
        pthread_mutex_unlock(&w->mutex);
        if (!job)
            return NULL;
        todo[job->kind](w, job);
        job_free(job);
        publish_rest(w);
    }
}

enum status workers_start(struct workers *w, int count, struct err *err)
{
    sigset_t all, before;
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->cond, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = 0;
    for (int i = 0; i < count && rc == 0; i++) {
        rc = pthread_create(&w->threads[i], NULL, run, w);
        w->count += rc == 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return w->count ? ST_OK : err_set(err, ST_NO_MEMORY, "cannot start a worker: %s", strerror(rc));
}

void workers_add(struct workers *w, struct job *job)
{
    bool keep = job->kind == JOB_KEEP || job->kind == JOB_SEEN;
    struct job **first = keep ? &w->keep_first : &w->first, **last = keep ? &w->keep_last : &w->last;
    job->next = NULL;
    pthread_mutex_lock(&w->mutex);
    if (*last)
        (*last)->next = job;
    else
        *first = job;
    *last = job;
    pthread_cond_signal(&w->cond);
    pthread_mutex_unlock(&w->mutex);
}

void workers_stop(struct workers *w)
{
    pthread_mutex_lock(&w->mutex);
    w->stopping = true;
    pthread_cond_broadcast(&w->cond);
    pthread_mutex_unlock(&w->mutex);
    struct archive *archive = atomic_load(&w->archive);
    if (archive)
        archive_hurry(archive);
    for (int i = 0; i < w->count; i++)
        pthread_join(w->threads[i], NULL);
    struct job *job;
    while ((job = take_first(&w->first, &w->last)) ||
           (job = take_first(&w->keep_first, &w->keep_last)))
        job_free(job);
    archive_close(atomic_load(&w->archive));
    pthread_cond_destroy(&w->cond);
    pthread_mutex_destroy(&w->mutex);
}
