/* Leases: asked for by the network thread, taken in the archive by a worker, noted in the store. */
#include <stdio.h>
#include <stdlib.h>

#include "feeds/net/worker_parts.h"

#define FOREIGN_CHECK_MS 5000 /* another viewer fetches: look again after this, should nothing be heard */
#define CLAIM_TRIES 3      /* of an archive that is busy: others who write it are asking, too */
#define BUSY_CHECK_MS 1000
#define NO_LEASES_MS 30000 /* an archive that cannot be written is asked again after this */

struct claims *claims_new(struct plan *plan)
{
    struct claims *c = malloc(sizeof *c);
    if (!c)
        return NULL;
    c->plan = plan ? plan_ref(plan) : NULL;
    c->count = 0;
    return c;
}

void claims_free(struct claims *c)
{
    if (!c)
        return;
    plan_unref(c->plan);
    free(c);
}

void workers_claim(struct workers *w, struct claims *list)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job) {
        claims_free(list);
        return;
    }
    job->kind = JOB_CLAIM;
    job->claims = list;
    atomic_store(&w->claiming, true);
    workers_add(w, job);
}

/* What another process fetches is looked at again later; what it has just fetched is read from the archive. Returns whether
 * there is any of that; lock held. */
static bool note_claims(struct workers *w, const struct claims *c, bool patient)
{
    struct store *s = w->store;
    int64_t now_s = clock_wall(w->clock).s, now_ms = clock_mono().ms;
    bool answered = false;
    for (size_t i = 0; i < c->count; i++) {
        const struct archive_claim *claim = &c->list[i];
        struct document *d = c->feeds[i] == STORE_PLAN || s->plan == c->plan ? store_document(s, c->feeds[i]) : NULL;
        if (d && claim->mine) {
            d->lease_until_s = now_s + claim->hold_s;
        } else if (d && d->health.tried_s == claim->known_s) { /* else its answer was heard of meanwhile, and when it is next due */
            d->asked &= patient;
            d->due_ms = now_ms + (patient ? BUSY_CHECK_MS : FOREIGN_CHECK_MS);
        }
        answered |= claim->answered;
    }
    return answered;
}

void job_claim(struct workers *w, struct job *job)
{
    struct claims *c = job->claims;
    struct archive *archive = atomic_load(&w->archive);
    struct err err = {0};
    bool answered = false;
    enum status st = archive ? archive_claim(archive, w->plan_key, c->list, c->count, &err) : ST_IO;
    bool patient = st == ST_BUSY && !w->store->once && w->busy_claims++ < CLAIM_TRIES;
    if (st == ST_OK)
        w->busy_claims = 0;
    if (st == ST_OK || patient) {
        store_lock(w->store);
        answered = note_claims(w, c, patient);
        store_unlock(w->store);
    } else if (archive) {
        /* An archive that cannot be written must not stop the figures, nor hold up each of them. */
        log_line(w->log, "archive", "%s", err.text);
        atomic_store(&w->no_leases_until_ms, clock_mono().ms + NO_LEASES_MS);
    }
    archive_answers(w);
    atomic_store(&w->claiming, false);
    w->wake(w->wake_arg, WAKE_NOW);
    if (answered)
        workers_ask(w, JOB_RELOAD);
}
