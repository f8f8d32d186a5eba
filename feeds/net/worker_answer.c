/* An answer of a document: decoded, put on show, and handed on to be kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/net/body_hash.h"
#include "feeds/net/body_pack.h"
#include "feeds/net/schedule.h"
#include "feeds/net/worker_parts.h"

#define KEEP_CEILING ((size_t)128 << 20)

void decoded_free(struct decoded *d)
{
    plan_unref(d->plan);
    feed_doc_free(d->feed);
}

enum status document_read(const struct workers *w, const struct plan *plan, int feed,
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

/* The earliest of what its own rhythm wants and of the days that its figures, or some of them, are announced for. */
static int64_t next_good_ms(const struct workers *w, const struct document *d, int64_t now_ms, int64_t every_s,
                            int64_t max_age_s, uint32_t seed)
{
    const struct plan *plan = w->store->plan;
    const struct feed_health *h = &d->health;
    int64_t due_ms = schedule_after_success(now_ms, every_s, max_age_s, SCHEDULE_NOT_ANNOUNCED, seed);
    for (size_t i = 0; plan && i <= d->series_count; i++) {
        const struct series *s = i ? d->series[i - 1] : NULL;
        day_t next = s ? s->next : h->announced;
        day_t day = next == DAY_NONE ? next : due_of_document(next, s ? due_published(s) : h->published).day;
        if (day == DAY_NONE)
            continue;
        int64_t awaited_ms = schedule_after_success(now_ms, every_s, max_age_s, store_day_begins_ms(w->store, day), seed);
        due_ms = awaited_ms < due_ms ? awaited_ms : due_ms;
    }
    return due_ms;
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
                       : next_good_ms(w, d, now_ms, every_s, answer->max_age_s, seed);
    d->not_before_ms = failed ? schedule_not_before(now_ms, answer->retry_after_s) : 0;
    d->health.next_s = clock_wall(w->clock).s + (d->due_ms - now_ms) / 1000;
    if (s->once) /* who shares the archive keeps to it all the same */
        d->due_ms = INT64_MAX;
}

struct series **take_series(struct feed_doc *doc, int feed, size_t *count)
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

static const struct series *series_of(const struct document *d, const char *id, size_t guess)
{
    if (guess < d->series_count && strcmp(d->series[guess]->indicator_id, id) == 0)
        return d->series[guess];
    for (size_t i = 0; i < d->series_count; i++)
        if (strcmp(d->series[i]->indicator_id, id) == 0)
            return d->series[i];
    return NULL;
}

/* When a figure first reached us: as the ones on show know it, else now. Of another vintage of a period on show that is not
 * known (0) before the archive gives it together with the vintage before: it would be taken for a new figure meanwhile. */
static int64_t received(const struct workers *w, const struct obs *o, const struct series *old)
{
    bool revised = false;
    for (size_t i = old ? obs_find_period(old->obs, old->obs_count, &o->period) : 0;
         old && i < old->obs_count && period_equal(&o->period, &old->obs[i].period); i++) {
        if (obs_same(o, &old->obs[i]) && old->obs[i].received_s)
            return old->obs[i].received_s;
        revised |= o->covers == old->obs[i].covers;
    }
    return revised && atomic_load(&w->archive) && !w->store->once ? 0 : clock_wall(w->clock).s;
}

/* Before the archive has said what it holds nothing of it is known. The new series are nobody else's yet; lock held. */
static void stamp_received(const struct workers *w, const struct document *d, struct feed_doc *doc)
{
    for (size_t i = 0; i < doc->series_count && atomic_load(&w->opened); i++) {
        struct series *s = doc->series[i];
        const struct series *old = series_of(d, s->indicator_id, i);
        for (size_t k = 0; k < s->obs_count; k++)
            s->obs[k].received_s = received(w, &s->obs[k], old);
    }
}

void job_answer(struct workers *w, struct job *job)
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

    uint64_t hash = a->good && !a->not_modified ? body_hash(a->body.data ? a->body.data : "", a->body.len) : known;
    bool fresh_body = a->good && hash != known;
    if (fresh_body)
        st = document_read(w, plan, job->feed, a->body.data ? a->body.data : "", a->body.len, &decoded, &err);
    struct job *keep = calloc(1, sizeof *keep);
    size_t count = 0;
    bool new_plan = false;
    char feed_id[80] = "";
    store_lock(s);
    d = job->feed == STORE_PLAN || s->epoch == job->epoch ? store_document(s, job->feed) : NULL;
    if (!d) {
        store_unlock(s);
        free(keep);
        goto out;
    }
    if (st == ST_OK && decoded.feed)
        st = store_admit(s, d, decoded.feed, &err);
    const char *error = !a->good ? a->error : st != ST_OK ? err.text : "";
    note_answer(w, d, a, error);
    if (fresh_body && st == ST_OK) {
        d->body_hash = hash;
        d->health.warnings = decoded.warnings;
        if (decoded.plan) {
            new_plan = store_set_plan(s, decoded.plan) == ST_OK;
            if (new_plan) {
                decoded.plan = NULL;
                plan_has_come(w);
            }
        } else {
            stamp_received(w, d, decoded.feed);
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
    int64_t due_ms = d->asked || job->feed == STORE_PLAN ? WAKE_NOW : d->due_ms;
    if (keep) {
        fill_entry(d, a, clock_wall(w->clock).s, &keep->entry);
        keep->epoch = s->epoch;
        keep->entry.secret = job->feed == STORE_PLAN && s->plan && s->plan->secret;
    }
    s->unpublished = true;
    store_unlock(s);
    if (new_plan)
        workers_ask(w, JOB_PLAN);
    w->wake(w->wake_arg, due_ms);
    if (*error)
        log_line(w->log, "feeds", "%s: %s", *feed_id ? feed_id : "plan", error);
    if (keep) {
        keep->kind = JOB_KEEP;
        keep->feed = job->feed;
        keep->failed = *error != '\0';
        memcpy(keep->feed_id, feed_id, sizeof feed_id);
        /* Behind a disk that hangs only so much may wait. The archive takes nothing without its body: it will come whole. */
        if (fresh_body && !keep->failed && workers_keep_bytes(w) <= KEEP_CEILING) {
            keep->answer.body = a->body;
            keep->entry.size = a->body.len;
            a->body = (struct buf){0};
            body_pack(&keep->answer.body);
        }
        workers_add(w, keep);
    }
out:
    decoded_free(&decoded);
    plan_unref(plan);
}
