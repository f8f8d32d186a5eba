/* Between the store and the archive: what it holds is shown, what came is kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/format/address.h"
#include "feeds/net/schedule.h"
#include "feeds/net/worker_parts.h"
#include "feeds/plan/assess.h"

static const char kept_is_damaged[] = "the document that the archive kept is damaged";

#define EVENTS_SHOWN 200 /* on a screen; a report tells all that are kept */
#define CLASSES_LATEST_MS 1000
#define KEEP_TRIES 20 /* of an archive that another program holds locked; each waits for it by itself, too */

void workers_archive_is_silent(struct workers *w)
{
    static const char silence[] = "the archive does not answer; what comes is kept once it does";
    struct store *s = w->store;
    store_lock(s);
    s->archive_silent = true;
    s->archive_ok = false;
    snprintf(s->archive_note, sizeof s->archive_note, "%s", silence);
    store_publish(s);
    store_unlock(s);
    log_line(w->log, "archive", "%s", silence);
}

void archive_answers(struct workers *w)
{
    struct store *s = w->store;
    store_lock(s);
    if (s->archive_silent) {
        s->archive_silent = false;
        s->archive_ok = s->unpublished = true;
        s->archive_note[0] = '\0';
    }
    store_unlock(s);
}

static void note_archive(struct workers *w, enum status st, const struct err *err)
{
    struct store *s = w->store;
    store_lock(s);
    bool changed = s->archive_ok != (st == ST_OK);
    s->archive_silent = false;
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

void leave_lost_archive(struct workers *w)
{
    struct archive *archive = atomic_load(&w->archive);
    struct err why;
    if (!archive || !archive_is_lost(archive, &why))
        return;
    note_archive(w, ST_IO, &why);
    w->lost = true;
    pthread_mutex_lock(&w->mutex); /* who leaves the program looks at it, too */
    atomic_store(&w->archive, NULL);
    pthread_mutex_unlock(&w->mutex);
    archive_close(archive);
    w->wake(w->wake_arg, WAKE_NOW);
}

/* The document in the present plan, which may have come since that epoch; NULL: it has no such feed. Lock held. */
static struct document *document_now(struct store *s, int feed, uint32_t epoch, const char *feed_id)
{
    if (feed != STORE_PLAN && s->epoch != epoch && s->plan)
        feed = plan_find_feed(s->plan, feed_id);
    return feed == STORE_PLAN && *feed_id ? NULL : store_document(s, feed);
}

/* Adds to the figures on show the older vintages that the archive holds, and when each was received; the caller publishes. */
static void add_history(struct workers *w, struct archive *archive, int feed, uint32_t epoch,
                        const char *feed_id)
{
    struct store *s = w->store;
    store_lock(s);
    struct document *d = document_now(s, feed, epoch, feed_id);
    size_t n = d ? d->series_count : 0;
    struct series **list = calloc(n ? n : 1, sizeof *list);
    for (size_t i = 0; list && i < n; i++)
        list[i] = series_ref(d->series[i]);
    epoch = s->epoch;
    uint64_t hash = d ? d->body_hash : 0;
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
    /* Another answer may have come meanwhile; its own keeping adds to that. */
    if (changed && s->epoch == epoch && d->body_hash == hash && d->series_count == n) {
        store_set_series(s, d, list, n);
        s->unpublished = true;
        list = NULL;
    }
    store_unlock(s);
    for (size_t i = 0; list && i < n; i++)
        series_unref(list[i]);
    free(list);
}

/* Puts the archive's newest events on show; true if they differ from those that were. */
static bool read_events(struct workers *w, struct archive *archive)
{
    struct store *s = w->store;
    struct err err;
    size_t cap = s->once ? ARCHIVE_EVENTS_KEPT : EVENTS_SHOWN;
    struct event_list *list = event_list_new(cap);
    if (!list)
        return false;
    if (archive_events(archive, w->plan_key, 0, list->list, cap, &list->count, &err) != ST_OK) {
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

/* The worker publishes once it has nothing more urgent to do. */
static void mark_unpublished(struct store *s)
{
    store_lock(s);
    s->unpublished = true;
    store_unlock(s);
}

static void note_kept(struct workers *w, const struct job *job)
{
    store_lock(w->store);
    struct document *d = document_now(w->store, job->feed, job->epoch, job->feed_id);
    if (d)
        d->kept_hash = job->entry.body_hash;
    store_unlock(w->store);
}

static void forget_body(struct workers *w, const struct job *job)
{
    store_lock(w->store);
    struct document *d = document_now(w->store, job->feed, job->epoch, job->feed_id);
    if (d && d->body_hash == job->entry.body_hash)
        store_forget_body(d);
    store_unlock(w->store);
}

static enum status keep_one(struct workers *w, struct archive *archive, struct job *job,
                            struct err *err)
{
    enum status st;
    if (job->failed) {
        st = archive_store_failure(archive, w->plan_key, job->feed_id, &job->entry, err);
    } else {
        job->entry.body = job->answer.body.data;
        job->entry.body_len = job->answer.body.len;
        st = archive_store(archive, w->plan_key, job->feed_id, &job->entry, job->series,
                           job->series_count, err);
    }
    return st;
}

/* *begun false: the archive could not be written at all. */
static enum status keep_together(struct workers *w, struct archive *archive, struct job *jobs,
                                 bool *begun, struct err *err)
{
    enum status st = archive_begin(archive, err);
    *begun = st == ST_OK;
    if (!*begun)
        return st;
    for (struct job *j = jobs; j && st == ST_OK; j = j->next) {
        st = keep_one(w, archive, j, err);
        if (st == ST_OK)
            st = archive_release(archive, w->plan_key, j->feed_id, err);
    }
    return archive_end(archive, w->plan_key, st, err);
}

static enum status keep_alone(struct workers *w, struct archive *archive, struct job *job,
                              struct err *err)
{
    enum status st = keep_one(w, archive, job, err);
    archive_release(archive, w->plan_key, job->feed_id, NULL);
    if (st == ST_UNSUPPORTED) { /* it comes whole the next time */
        forget_body(w, job);
        return ST_OK;
    }
    return st;
}

/* How the plan stands, noted in the archive, when figures have come or another day has. Not before every feed has said
 * something: a class for want of figures that are still to come is none. */
static enum status keep_classes(struct workers *w, struct archive *archive, struct err *err)
{
    struct store *s = w->store;
    enum status st = ST_OK;
    store_lock(s);
    day_t today = store_today(s);
    struct snapshot *snap = w->figures_kept_ms != INT64_MAX || today != w->classes_day ? store_snapshot(s) : NULL;
    store_unlock(s);
    if (!snap || !snap->plan || !snapshot_settled(snap)) {
        snapshot_free(snap);
        return ST_OK;
    }
    struct assess_options how = {.as_of = today};
    struct assessment *a = assess(snap, &how);
    size_t n = snap->plan->indicator_count;
    struct class_seen *classes = calloc(n, sizeof *classes);
    for (size_t i = 0; a && classes && i < n; i++)
        classes[i] = (struct class_seen){snap->plan->indicators[i].id, class_code(a->verdicts[i].class)};
    if (a && classes && (st = archive_classes(archive, w->plan_key, classes, n, err)) == ST_OK) { /* else once more */
        w->classes_day = today;
        w->figures_kept_ms = INT64_MAX;
    }
    free(classes);
    assessment_free(a);
    snapshot_free(snap);
    return st;
}

/* All by one transaction; should that fail, each by its own, so that one that cannot be kept harms no other. */
bool job_keep(struct workers *w, struct job *jobs)
{
    struct archive *archive = atomic_load(&w->archive);
    struct err why = {0};
    if (!archive || w->store->archive_read_only)
        return true;
    bool begun;
    int64_t now_ms = clock_mono().ms;
    enum status all = keep_together(w, archive, jobs, &begun, &why), worst = ST_OK;
    if (all == ST_BUSY && !begun && jobs->tries++ < KEEP_TRIES) {
        note_archive(w, all, &why);
        return false;
    }
    for (struct job *j = jobs; j; j = j->next) {
        enum status st = all != ST_OK && begun ? keep_alone(w, archive, j, &why) : all;
        if (st != ST_OK && !j->failed)
            forget_body(w, j);
        if (st == ST_OK && !j->failed)
            note_kept(w, j);
        if (st == ST_OK && j->series)
            add_history(w, archive, j->feed, j->epoch, j->feed_id);
        if (st != ST_OK)
            worst = st;
        if (st == ST_OK && j->answer.body.data && now_ms < w->figures_kept_ms)
            w->figures_kept_ms = now_ms;
    }
    /* All indicators are judged anew: once for a burst, while it lasts at all. */
    if (worst == ST_OK && (!workers_keep_more(w) || now_ms - CLASSES_LATEST_MS >= w->figures_kept_ms))
        worst = keep_classes(w, archive, &why);
    note_archive(w, worst, &why);
    if (read_events(w, archive))
        mark_unpublished(w->store);
    return true;
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
        left_s = wait_s > left_s ? wait_s : left_s;
    }
    if (left_s <= 0)
        return;
    d->health.settled = true; /* it has answered, and its time has not come again */
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
    bool kept = d && d->kept_hash == hash;
    store_unlock(s);

    if (!d || archive_load(archive, w->plan_key, feed_id, hash, &e, &err) != ST_OK) {
        if (d)
            log_line(w->log, "archive", "%s", err.text);
        plan_unref(plan);
        return;
    }
    /* Two programs may get two answers within a second: the later one is the one that the archive holds in place of ours. */
    bool later = e.fetched_s == have && kept && e.body_hash != hash;
    bool newer = e.fetched_s > have || later || (e.tried_s > have && e.error[0]);
    /* A figure that a failing disk has changed must not be shown. */
    bool damaged = newer && e.damaged;
    if (damaged) {
        log_line(w->log, "archive", "%s: %s", *feed_id ? feed_id : "plan", kept_is_damaged);
        newer = false;
    }
    bool fresh_body = newer && e.body;
    enum status st = ST_OK;
    if (fresh_body)
        st = document_read(w, plan, feed, e.body, e.body_len, &decoded, &err);
    store_lock(s);
    d = feed == STORE_PLAN || s->epoch == epoch ? store_document(s, feed) : NULL;
    /* What was asked for without validators cannot come back as unchanged. */
    bool idle = d && (!d->in_flight || !d->body_hash);
    if (idle && st == ST_OK && decoded.feed)
        st = store_admit(s, d, decoded.feed, &err);
    if (idle && damaged) { /* it is due now, and what was tried before this is known: who asks for a lease gets it */
        d->health.tried_s = e.tried_s;
        snprintf(d->health.error, sizeof d->health.error, "%s", kept_is_damaged);
    }
    if (idle && newer && st == ST_OK) {
        struct feed_health *h = &d->health;
        h->fetched_s = e.fetched_s;
        h->tried_s = e.tried_s;
        h->http_status = e.http_status;
        h->latency_ms = e.latency_ms;
        h->answers_304 = e.answers_304;
        h->failures_in_row = e.failures_in_row;
        h->bytes = e.size ? e.size : h->bytes;
        h->from_archive = e.size > 0;
        h->settled |= atomic_load(&w->opened) && !s->plan_came_ms; /* another viewer has fetched it just now */
        snprintf(h->error, sizeof h->error, "%s", e.error);
        keep_schedule(w, d, &e, feed == STORE_PLAN ? w->plan_url : plan->feeds[feed].url);
        snprintf(d->etag, sizeof d->etag, "%s", e.etag ? e.etag : "");
        snprintf(d->last_modified, sizeof d->last_modified, "%s",
                 e.last_modified ? e.last_modified : "");
        if (fresh_body) {
            d->body_hash = d->kept_hash = e.body_hash;
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

/* Returns the epoch of the plan whose feeds they are. */
static uint32_t show_kept_feeds(struct workers *w, struct archive *archive)
{
    store_lock(w->store);
    int feeds = w->store->plan ? (int)w->store->plan->feed_count : 0;
    uint32_t epoch = w->store->epoch;
    store_unlock(w->store);
    for (int i = 0; i < feeds; i++)
        show_kept(w, archive, i);
    return epoch;
}

/* All that the archive holds, as of one moment. Returns the same. */
static uint32_t show_archive(struct workers *w, struct archive *archive)
{
    archive_read_begin(archive);
    show_kept(w, archive, STORE_PLAN);
    uint32_t epoch = show_kept_feeds(w, archive);
    read_events(w, archive);
    read_seen(w, archive);
    archive_read_end(archive);
    return epoch;
}

static bool holds_feeds(struct workers *w, struct archive *archive)
{
    bool holds = false;
    struct err err;
    if (archive && archive_holds_feeds(archive, w->plan_key, &holds, &err) != ST_OK)
        log_line(w->log, "archive", "%s", err.text);
    return holds;
}

static void settle_feeds(struct store *s)
{
    for (size_t i = 0; s->plan && i < s->plan->feed_count; i++)
        s->feeds[i].health.settled = true;
}

void plan_has_come(struct workers *w)
{
    struct store *s = w->store;
    bool archive = atomic_load(&w->archive) != NULL;
    s->plan_came_ms = archive ? clock_mono().ms : 0;
    if (s->offline && !archive)
        settle_feeds(s);
}

void job_plan(struct workers *w, struct job *job)
{
    (void)job;
    struct store *s = w->store;
    struct archive *archive = atomic_load(&w->archive);
    store_lock(s);
    uint32_t epoch = s->epoch;
    store_unlock(s);
    if (holds_feeds(w, archive)) {
        archive_read_begin(archive);
        epoch = show_kept_feeds(w, archive);
        archive_read_end(archive);
    }
    store_lock(s);
    if (s->epoch == epoch) { /* else another one has come */
        s->plan_came_ms = 0;
        if (s->offline)
            settle_feeds(s);
    }
    s->unpublished = true;
    store_unlock(s);
    w->wake(w->wake_arg, WAKE_NOW);
}

/* The archive could not be opened until now: what came meanwhile was not kept, and is asked for once more; `all` that is on
 * show where there was another archive before. */
static void ask_for_unkept(struct workers *w, bool all)
{
    struct store *s = w->store;
    store_lock(s);
    int feeds = s->plan ? (int)s->plan->feed_count : 0;
    for (int i = STORE_PLAN; i < feeds; i++) {
        struct document *d = store_document(s, i);
        if (!d->body_hash || (d->health.from_archive && !all))
            continue;
        store_forget_body(d);
        d->due_ms = d->not_before_ms;
    }
    store_unlock(s);
}

void job_open(struct workers *w, struct job *job)
{
    (void)job;
    struct store *s = w->store;
    struct archive *archive = NULL, *reader = NULL;
    struct archive_info info = {0};
    struct err err = {0};
    enum status st = ST_OK;
    bool again = atomic_load(&w->opened) != 0;
    uint32_t shown = 0;
    if (w->archive_dir)
        st = archive_open(&archive, w->archive_dir, w->clock, w->log, &info, &err);
    if (!archive && w->archive_dir && !again && !info.locked) /* a full disk: what it holds can be read all the same */
        archive_open_to_read(&reader, w->archive_dir, w->clock, w->log, NULL);
    if (archive || reader) {
        archive_changed(archive ? archive : reader);
        shown = show_archive(w, archive ? archive : reader);
    }
    /* A plan that holds secrets is not kept, what its feeds said is: with the file at hand it can be shown. */
    bool may_read_plan = address_is_file(w->plan_url) && holds_feeds(w, archive ? archive : reader);
    archive_close(reader);
    if (archive && again)
        ask_for_unkept(w, w->lost);
    if (archive)
        w->lost = false;
    atomic_store(&w->archive, archive);
    store_lock(s);
    bool another_plan = archive && s->epoch != shown;
    if (another_plan)
        plan_has_come(w);
    bool said = again && strcmp(s->archive_note, err.text) == 0;
    s->archive_ok = st == ST_OK;
    s->archive_read_only = info.read_only;
    /* A viewer that cannot write the archive leaves fetching to those who can. */
    s->offline |= info.read_only;
    snprintf(s->archive_note, sizeof s->archive_note, "%s", st == ST_OK ? info.note : err.text);
    if (s->offline && (s->plan || !may_read_plan)) {
        s->plan_document.health.settled = true;
        if (!s->plan)
            snprintf(s->plan_document.health.error, sizeof s->plan_document.health.error,
                     "offline, and the archive does not hold this plan");
        settle_feeds(s);
    }
    store_publish(s);
    store_unlock(s);
    if (st != ST_OK && !said)
        log_line(w->log, "archive", "%s", err.text);
    pthread_mutex_lock(&w->mutex); /* those who wait to keep something may go on */
    atomic_store(&w->opened, 1);
    atomic_store(&w->opening, false);
    pthread_cond_broadcast(&w->cond);
    pthread_mutex_unlock(&w->mutex);
    if (another_plan)
        workers_ask(w, JOB_PLAN);
    w->wake(w->wake_arg, WAKE_NOW);
}

void job_reload(struct workers *w, struct job *job)
{
    (void)job;
    struct archive *archive = atomic_load(&w->archive);
    /* Our own writes are heard of too; then nothing here has changed. */
    struct err why;
    if (!archive || !archive_changed(archive) || archive_is_lost(archive, &why))
        return;
    show_archive(w, archive);
    mark_unpublished(w->store);
    w->wake(w->wake_arg, WAKE_NOW);
}

void job_day(struct workers *w, struct job *job)
{
    (void)job;
    struct archive *archive = atomic_load(&w->archive);
    struct err why = {0};
    mark_unpublished(w->store); /* a feed whose figure was due yesterday is late */
    if (!archive || w->store->archive_read_only)
        return;
    note_archive(w, keep_classes(w, archive, &why), &why);
    read_events(w, archive);
}

void job_seen(struct workers *w, struct job *job)
{
    struct archive *archive = atomic_load(&w->archive);
    struct err why = {0};
    if (!archive)
        return;
    enum status st = archive_seen_write(archive, w->plan_key, job->seen, job->all, &why);
    note_archive(w, st, &why);
    if (st == ST_OK && read_seen(w, archive))
        mark_unpublished(w->store);
}
