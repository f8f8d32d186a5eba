/* The façade and the network thread: what is due is asked for, what comes is handed to the workers. */
#include "feeds/feeds.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "feeds/format/address.h"
#include "feeds/net/schedule.h"
#include "feeds/net/worker.h"

#define LEASE_SLACK_S 10   /* a lease outlives its request's time limit by this */
#define BEAT_MS 4000      /* the threads are asked for a sign of life when the last one is older */
#define REOPEN_MS 10000      /* an archive that could not be opened, or was lost, is tried again after this */
#define PATIENCE_MS 3000  /* with an archive that does not open, or does not answer when a plan has come */
#define SILENCE_MS 6000   /* leases that have not come by then are not waited for: no lock of another program takes so long */
#define DAY_LOOK_MS 60000  /* a clock that was set is noticed after this */
#define HEAR_MS 1         /* so long an answer waits for others of its burst, at most */
#define LOCAL 0u
#define START_BATCH 64     /* at most so many are started before the network is looked at again */
#define ASKED_WORDS (PLAN_MAX_FEEDS / 64)

/* A document that is due and waits for room at its host. */
struct ready {
    int feed;
    uint32_t host; /* a hash of its address up to the path; LOCAL for a file */
    int64_t due_ms;
};

struct feeds {
    struct store store;
    struct clock clock;
    struct workers workers;
    struct http *http;
    pthread_t thread;
    int64_t timeout_ms;
    char *plan_url, *plan_key, *archive_dir;
    int64_t patient_until_ms;  /* the archive's opening is waited for until then */
    int64_t reopen_ms;         /* when the archive may be opened again; network thread */
    int64_t claimed_ms;        /* when leases were asked for last; network thread */
    bool silent;               /* they have not come, and nobody waits for them any more; network thread */
    bool open_later;           /* the archive, once the plan has been read; network thread */
    int watch_fd;              /* inotify on the archive's folder; -1: none */
    bool watching;             /* the folder of the archive that is open; network thread */
    day_t day;                 /* today, when last looked at; network thread */
    int64_t day_ends_ms, day_look_ms; /* monotonic: when it is over, and when it is looked at again */
    struct ready *ready;       /* due when last looked at, not started yet; network thread */
    size_t ready_count;
    int64_t next_ms;           /* when the next of the others is due; network thread */
    _Atomic bool look;         /* at all documents, for something may have become due */
    _Atomic int64_t looks_ms;  /* monotonic: when the network thread looks at all documents again, at the latest */
    _Atomic bool stopping, paused, all_asked;
    _Atomic bool beat_asked;   /* the main thread wants to know that the threads answer */
    _Atomic uint64_t asked[ASKED_WORDS]; /* a bit per feed asked for */
};

/* Of a thousand answers hardly one is due again before the thread looks anyway. */
static void wake(void *arg, int64_t due_ms)
{
    struct feeds *f = arg;
    if (due_ms >= atomic_load(&f->looks_ms))
        return;
    atomic_store(&f->look, true);
    http_wake(f->http);
}

/* ---- network thread ------------------------------------------------------------------------ */

/* Tells the workers of an answer; with `error` when there never was a request. */
static void hand_over(struct feeds *f, int feed, uint32_t epoch, struct http_result *r)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job) {
        http_result_free(r);
        return;
    }
    job->kind = JOB_ANSWER;
    job->feed = feed;
    job->epoch = epoch;
    job->answer = *r;
    atomic_store(&f->workers.awaited, http_under_way(f->http) + (int)f->ready_count);
    workers_add(&f->workers, job);
}

/* What a transfer is for, in its tag: the feed and the plan's epoch. */
static void *errand_tag(int feed, uint32_t epoch)
{
    return (void *)(uintptr_t)((uint64_t)epoch << 32 | (uint32_t)(feed + 1));
}

static int errand_feed(const void *tag)
{
    return (int)(uint32_t)(uintptr_t)tag - 1;
}

static uint32_t errand_epoch(const void *tag)
{
    return (uint32_t)((uint64_t)(uintptr_t)tag >> 32);
}

static const char *url_of(const struct feeds *f, int feed)
{
    return feed == STORE_PLAN ? f->plan_url : f->store.plan->feeds[feed].url;
}

static int64_t limit_ms(const struct feeds *f, int feed)
{
    int64_t own = feed == STORE_PLAN ? 0 : f->store.plan->feeds[feed].timeout_ms;
    return own ? own : f->timeout_ms;
}

/* What documents are judged by when they are looked at. */
struct moment {
    int64_t now_ms, now_s; /* monotonic, wall clock */
    bool paused, leases;   /* there are leases to be had */
};

static struct moment this_moment(const struct feeds *f)
{
    const struct workers *w = &f->workers;
    int64_t now_ms = clock_mono().ms;
    return (struct moment){
        .now_ms = now_ms,
        .now_s = clock_wall(w->clock).s,
        .paused = atomic_load(&f->paused),
        .leases = atomic_load(&w->archive) && !f->silent && now_ms >= atomic_load(&w->no_leases_until_ms),
    };
}

static int64_t due_at_ms(const struct document *d)
{
    return d->asked ? d->not_before_ms : d->due_ms;
}

static bool may_be_due(const struct document *d, const struct moment *m)
{
    return !d->in_flight && (!m->paused || d->asked || !d->health.settled);
}

static bool is_due(const struct document *d, const struct moment *m)
{
    return may_be_due(d, m) && due_at_ms(d) <= m->now_ms;
}

/* True if nobody else may ask for the document while a request that starts now runs, or if no lease is to be had; lock held. */
static bool have_lease(const struct feeds *f, const struct document *d, int feed, const struct moment *m)
{
    return !m->leases || d->lease_until_s >= m->now_s + limit_ms(f, feed) / 1000 || address_is_file(url_of(f, feed));
}

/* Puts it on the list of the leases that are asked for next; lock held. */
static void want_lease(const struct feeds *f, struct claims **list, const struct document *d, int feed)
{
    struct claims *c = *list ? *list : claims_new(f->store.plan);
    *list = c;
    if (!c || c->count == CLAIMS_MAX)
        return;
    c->feeds[c->count] = feed;
    c->list[c->count++] = (struct archive_claim){
        .feed = feed == STORE_PLAN ? "" : f->store.plan->feeds[feed].id,
        .hold_s = 2 * limit_ms(f, feed) / 1000 + LEASE_SLACK_S, /* it may wait for room as long as it may last */
        .known_s = d->health.tried_s,
        .always = d->asked || f->store.once,
    };
}

/* A disk that hangs gives no leases, and holds nothing up. */
static void heed_silence(struct feeds *f)
{
    bool silent = atomic_load(&f->workers.claiming) && clock_mono().ms >= f->claimed_ms + SILENCE_MS;
    if (silent && !f->silent)
        workers_archive_is_silent(&f->workers);
    f->silent = silent;
}

/* False: its host has no room. */
static bool start_one(struct feeds *f, int feed)
{
    struct store *s = &f->store;
    struct http_request req = {.body_ceiling = HTTP_BODY_MAX};
    struct err err = {0};
    char etag[256], modified[64];
    struct moment m = this_moment(f);
    store_lock(s);
    struct document *d = store_document(s, feed);
    /* While the ones before it were started, another viewer's answer may have come in. */
    if (!d || !is_due(d, &m) || !have_lease(f, d, feed, &m)) {
        store_unlock(s);
        atomic_store(&f->look, true); /* it is due at another time now */
        return true;
    }
    if (!http_room(f->http, url_of(f, feed))) {
        store_unlock(s);
        return false;
    }
    d->asked = false;
    d->in_flight = d->health.fetching = true;
    d->lease_until_s = 0; /* who keeps the answer gives it back */
    struct plan *plan = s->plan ? plan_ref(s->plan) : NULL;
    uint32_t epoch = s->epoch;
    snprintf(etag, sizeof etag, "%s", d->etag);
    snprintf(modified, sizeof modified, "%s", d->last_modified);
    req.url = url_of(f, feed);
    req.timeout_ms = limit_ms(f, feed);
    store_unlock(s);

    req.spec = feed == STORE_PLAN ? NULL : &plan->feeds[feed];
    req.may_use_environment = address_is_file(f->plan_url);
    req.etag = etag;
    req.last_modified = modified;
    req.tag = errand_tag(feed, epoch);
    if (http_start(f->http, &req, &err) != ST_OK) {
        struct http_result failed = {.max_age_s = -1, .retry_after_s = -1, .latency_ms = -1};
        snprintf(failed.error, sizeof failed.error, "%s", err.text);
        hand_over(f, feed, epoch, &failed);
    }
    plan_unref(plan);
    return true;
}

/* Marks what a person asked for. */
static void take_asked(struct feeds *f)
{
    struct store *s = &f->store;
    bool all = atomic_exchange(&f->all_asked, false);
    store_lock(s);
    int feeds = s->plan ? (int)s->plan->feed_count : 0;
    if (all)
        s->plan_document.asked = true;
    for (int k = 0; k * 64 < feeds; k++) {
        uint64_t bits = atomic_exchange(&f->asked[k], 0);
        for (int i = k * 64; i < feeds && i < k * 64 + 64; i++)
            s->feeds[i].asked |= all || (bits >> (i % 64) & 1);
    }
    store_unlock(s);
}

static uint32_t host_hash(const char *url)
{
    const char *host = strstr(url, "://");
    size_t n = host ? (size_t)(host - url) + 3 + strcspn(host + 3, "/?#") : 0;
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)url[i]) * 16777619u;
    return hash;
}

/* Until when a document waits for the archive. Before that is open only local files are read: they need neither its
 * validators nor its leases. The feeds of a plan that has come wait until what it holds of them is on show. A disk that hangs
 * holds nothing up for longer than our patience. */
static int64_t waits_until_ms(const struct feeds *f, int feed, const char *url)
{
    const struct store *s = &f->store;
    int64_t until_ms = feed != STORE_PLAN && s->plan_came_ms ? s->plan_came_ms + PATIENCE_MS : 0;
    bool opens = !atomic_load(&f->workers.opened) && (s->once || !address_is_file(url));
    return opens && until_ms < f->patient_until_ms ? f->patient_until_ms : until_ms;
}

/* Who has waited longest is first: on a host that cannot keep up none would ever have its turn behind those in front. */
static int by_due(const void *pa, const void *pb)
{
    const struct ready *a = pa, *b = pb;
    return a->due_ms != b->due_ms ? (a->due_ms > b->due_ms) - (a->due_ms < b->due_ms) : (a->feed > b->feed) - (a->feed < b->feed);
}

/* Looks through all documents for those that are due; leases are asked for where there is none. */
static void list_ready(struct feeds *f)
{
    struct store *s = &f->store;
    f->ready_count = 0;
    f->next_ms = INT64_MAX;
    atomic_store(&f->looks_ms, INT64_MAX); /* what becomes due meanwhile is worth another look */
    heed_silence(f);
    struct moment m = this_moment(f);
    bool opened = atomic_load(&f->workers.opened) || m.now_ms >= f->patient_until_ms;
    bool claiming = atomic_load(&f->workers.claiming);
    struct claims *claims = NULL;
    store_lock(s);
    int feeds = s->plan ? (int)s->plan->feed_count : 0;
    struct ready *list = realloc(f->ready, ((size_t)feeds + 1) * sizeof *list);
    if (list)
        f->ready = list;
    for (int i = STORE_PLAN; list && i < feeds; i++) {
        struct document *d = store_document(s, i);
        /* A plan of this machine whose feeds the archive holds, but not the plan, is read all the same: it is no fetching. */
        if (s->offline && (i != STORE_PLAN || d->health.settled || !opened || !address_is_file(f->plan_url)))
            continue;
        int64_t due_ms = due_at_ms(d);
        if (is_due(d, &m)) {
            const char *url = url_of(f, i);
            due_ms = waits_until_ms(f, i, url);
            if (due_ms <= m.now_ms && have_lease(f, d, i, &m))
                f->ready[f->ready_count++] = (struct ready){i, address_is_file(url) ? LOCAL : host_hash(url), due_at_ms(d)};
            else if (due_ms <= m.now_ms && !claiming)
                want_lease(f, &claims, d, i);
        } else if (!may_be_due(d, &m)) {
            continue;
        }
        if (due_ms > m.now_ms && due_ms < f->next_ms)
            f->next_ms = due_ms;
    }
    store_unlock(s);
    if (f->ready_count)
        qsort(f->ready, f->ready_count, sizeof *f->ready, by_due);
    if (claims) {
        f->claimed_ms = m.now_ms;
        workers_claim(&f->workers, claims);
    }
    if ((claims || claiming) && !f->silent && f->claimed_ms + SILENCE_MS < f->next_ms)
        f->next_ms = f->claimed_ms + SILENCE_MS;
    atomic_store(&f->looks_ms, f->next_ms);
}

/* Starts what is due and has room; what waits for room is tried again when a transfer has ended. Returns how long to wait
 * for the next (milliseconds, -1: for ever). */
static int64_t start_due(struct feeds *f)
{
    size_t kept = 0, i = 0;
    uint32_t crowded = 0; /* a host without room: those behind it need not be asked about */
    bool any_crowded = false;
    if (atomic_exchange(&f->look, false) || clock_mono().ms >= f->next_ms) {
        take_asked(f);
        list_ready(f);
    }
    int64_t until_ms;
    bool behind = workers_behind(&f->workers, PATIENCE_MS, &until_ms); /* they wake us */
    for (int n = 0; i < f->ready_count && n < START_BATCH && !behind; i++) {
        struct ready r = f->ready[i];
        if ((any_crowded && r.host == crowded) || (r.host != LOCAL && http_full(f->http))) {
            f->ready[kept++] = r;
        } else if (!start_one(f, r.feed)) {
            any_crowded = true;
            crowded = r.host;
            f->ready[kept++] = r;
        } else {
            n++;
        }
    }
    bool more = i < f->ready_count && !behind;
    if (i < f->ready_count)
        memmove(f->ready + kept, f->ready + i, (f->ready_count - i) * sizeof *f->ready);
    f->ready_count -= i - kept;
    if (more || atomic_load(&f->look))
        return 0;
    until_ms = f->ready_count && until_ms < f->next_ms ? until_ms : f->next_ms;
    if (until_ms == INT64_MAX)
        return -1;
    int64_t left_ms = until_ms - clock_mono().ms;
    return left_ms > 0 ? left_ms : 0;
}

/* Another process wrote the archive: one reload, however many writes there were. */
static void heard_of_archive(struct feeds *f)
{
    char events[4096];
    bool relevant = false;
    ssize_t n;
    while ((n = read(f->watch_fd, events, sizeof events)) > 0)
        for (ssize_t i = 0; i < n;) {
            struct inotify_event e;
            memcpy(&e, events + i, sizeof e);
            relevant |= e.len && strncmp(events + i + sizeof e, "archive.db", 10) == 0;
            i += (ssize_t)(sizeof e + e.len);
        }
    if (relevant)
        workers_ask(&f->workers, JOB_RELOAD);
}

static void open_archive(struct feeds *f)
{
    f->watching = false; /* another folder may have its name */
    atomic_store(&f->workers.opening, true);
    workers_ask(&f->workers, JOB_OPEN);
}

/* An archive that was locked, on a full disk or lost is opened later: a wall is not started anew for weeks. Returns how long
 * to wait, `wait_ms` at most. */
static int64_t reopen_archive(struct feeds *f, int64_t wait_ms)
{
    int64_t now_ms = clock_mono().ms;
    if (!f->archive_dir || f->store.once || atomic_load(&f->workers.opening) || atomic_load(&f->workers.archive))
        return wait_ms;
    if (now_ms >= f->reopen_ms) {
        open_archive(f);
        f->reopen_ms = now_ms + REOPEN_MS;
    }
    int64_t left_ms = f->reopen_ms - now_ms;
    return wait_ms < 0 || wait_ms > left_ms ? left_ms : wait_ms;
}

/* Another day changes what is late and how the plan stands, though no figure comes. Returns how long to wait, `wait_ms` at
 * most: until the next day begins. */
static int64_t heed_day(struct feeds *f, int64_t wait_ms)
{
    int64_t now_ms = clock_mono().ms;
    if (f->day == DAY_NONE || now_ms >= f->day_ends_ms || now_ms >= f->day_look_ms) {
        store_lock(&f->store);
        day_t today = store_today(&f->store);
        f->day_ends_ms = today == DAY_NONE ? now_ms : store_day_begins_ms(&f->store, today + 1);
        store_unlock(&f->store);
        f->day_look_ms = now_ms + DAY_LOOK_MS;
        if (f->day != DAY_NONE && today != f->day)
            workers_ask(&f->workers, JOB_DAY);
        f->day = today;
    }
    int64_t left_ms = f->day_ends_ms - now_ms;
    return left_ms > 0 && (wait_ms < 0 || wait_ms > left_ms) ? left_ms : wait_ms;
}

/* From the moment the archive is open, other viewers' commits are heard of (no polling): each touches a file. */
static void watch_archive(struct feeds *f)
{
    if (f->watching || !f->archive_dir || !atomic_load(&f->workers.archive))
        return;
    f->watching = true;
    if (f->watch_fd < 0)
        f->watch_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (f->watch_fd >= 0)
        inotify_add_watch(f->watch_fd, f->archive_dir, IN_ATTRIB | IN_CREATE | IN_MOVED_TO);
    workers_ask(&f->workers, JOB_RELOAD); /* what was written between the opening and this */
}

/* A local plan is decoded first: the archive would only take its processor away, and decode the same plan again. */
static void open_archive_in_turn(struct feeds *f)
{
    if (!f->open_later)
        return;
    store_lock(&f->store);
    bool settled = f->store.plan_document.health.settled;
    store_unlock(&f->store);
    if (settled) {
        open_archive(f);
        f->open_later = false;
    }
}

static void *network(void *arg)
{
    struct feeds *f = arg;
    store_lock(&f->store);
    bool fetches = f->store.once && !f->store.offline; /* of many viewers hardly one does */
    store_unlock(&f->store);
    if (fetches)
        http_prepare(f->http, f->plan_url);
    while (!atomic_load(&f->stopping)) {
        bool heard = false, came = false;
        watch_archive(f);
        open_archive_in_turn(f);
        int64_t wait = heed_day(f, reopen_archive(f, start_due(f)));
        if (workers_hear(&f->workers, !atomic_load(&f->workers.awaited)) && (wait < 0 || wait > HEAR_MS))
            wait = HEAR_MS;
        http_wait(f->http, wait, f->watch_fd, &heard);
        struct http_result r;
        for (; http_done(f->http, &r); came = true)
            hand_over(f, errand_feed(r.tag), errand_epoch(r.tag), &r);
        if (!came)
            workers_hear(&f->workers, true);
        if (heard)
            heard_of_archive(f);
        if (atomic_exchange(&f->beat_asked, false))
            workers_ask(&f->workers, JOB_BEAT);
    }
    workers_left(&f->workers);
    return NULL;
}

/* ---- façade -------------------------------------------------------------------------------- */

static void close_all(struct feeds *f)
{
    http_close(f->http);
    store_close(&f->store);
    if (f->watch_fd >= 0)
        close(f->watch_fd);
    free(f->ready);
    free(f->plan_url);
    free(f->plan_key);
    free(f->archive_dir);
    free(f);
}

enum status feeds_start(struct feeds **out, const struct feeds_config *cfg, struct err *err)
{
    *out = NULL;
    struct feeds *f = calloc(1, sizeof *f);
    if (!f)
        return err_set(err, ST_NO_MEMORY, "cannot start: out of memory");
    f->watch_fd = -1;
    f->day = DAY_NONE;
    atomic_store(&f->look, true);
    f->timeout_ms = cfg->timeout_ms > 0 ? cfg->timeout_ms : HTTP_TIMEOUT_MS;
    f->clock = *cfg->clock;
    enum status st = store_init(&f->store, &f->clock, err);
    if (st == ST_OK)
        st = http_open(&f->http, err);
    if (st == ST_OK)
        st = address_absolute(cfg->plan_url, &f->plan_url, err);
    if (st != ST_OK) {
        close_all(f);
        return st;
    }
    char key[ADDRESS_MAX + 32];
    address_key(f->plan_url, key, sizeof key);
    f->plan_key = strdup(key);
    f->archive_dir = cfg->archive_dir ? strdup(cfg->archive_dir) : NULL;
    f->store.offline = cfg->offline;
    f->store.once = cfg->once;
    f->workers.store = &f->store;
    f->workers.clock = &f->clock;
    f->workers.log = cfg->log;
    f->workers.plan_url = f->plan_url;
    f->workers.plan_key = f->plan_key ? f->plan_key : "";
    f->workers.archive_dir = f->archive_dir;
    f->workers.refresh_s = cfg->refresh_s > 0 ? cfg->refresh_s : SCHEDULE_EVERY_S;
    f->workers.wake = wake;
    f->workers.wake_arg = f;
    f->workers.beat_ms = clock_mono().ms;
    f->patient_until_ms = clock_mono().ms + PATIENCE_MS;
    f->reopen_ms = clock_mono().ms + REOPEN_MS;
    st = workers_start(&f->workers, cfg->workers > 0 && cfg->workers <= 8 ? cfg->workers : 2, err);
    if (st != ST_OK) {
        close_all(f);
        return st;
    }
    f->open_later = !cfg->offline && !cfg->once && address_is_file(f->plan_url);
    if (!f->open_later)
        open_archive(f);
    sigset_t before;
    workers_block_signals(&before);
    int rc = pthread_create(&f->thread, NULL, network, f);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0) {
        workers_left(&f->workers);
        workers_stop(&f->workers, INT64_MAX);
        close_all(f);
        return err_set(err, ST_NO_MEMORY, "cannot start the network thread: %s", strerror(rc));
    }
    *out = f;
    return ST_OK;
}

void feeds_refresh(struct feeds *f, int feed)
{
    if (feed < 0)
        atomic_store(&f->all_asked, true);
    else
        atomic_fetch_or(&f->asked[feed / 64 % ASKED_WORDS], (uint64_t)1 << (feed % 64));
    wake(f, WAKE_NOW);
}

void feeds_pause(struct feeds *f, bool paused)
{
    atomic_store(&f->paused, paused);
    wake(f, WAKE_NOW);
}

void feeds_seen(struct feeds *f, struct seen_list *list, bool all)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job) {
        seen_list_unref(list);
        return;
    }
    job->kind = JOB_SEEN;
    job->seen = list;
    job->all = all;
    workers_add(&f->workers, job);
}

int64_t feeds_silence_ms(struct feeds *f)
{
    int64_t silent = clock_mono().ms - atomic_load(&f->workers.beat_ms);
    if (silent > BEAT_MS) {
        atomic_store(&f->beat_asked, true);
        wake(f, WAKE_NOW);
    }
    return silent;
}

int feeds_wake_fd(const struct feeds *f)
{
    return f->store.slot.wake_fd;
}

struct snapshot *feeds_take(struct feeds *f)
{
    return slot_take(&f->store.slot);
}

/* exit() would unload OpenSSL and others under the threads that are left. Registered last, it comes first. */
static void end_at_once(int code, void *unused)
{
    (void)unused;
    fflush(stdout);
    _exit(code);
}

bool feeds_stop(struct feeds *f)
{
    if (!f)
        return true;
    atomic_store(&f->stopping, true);
    wake(f, WAKE_NOW);
    if (!workers_stop(&f->workers, clock_mono().ms + (f->store.once ? FEEDS_REPORT_MS : FEEDS_LEAVE_MS))) {
        on_exit(end_at_once, NULL);
        pthread_detach(f->thread);
        return false;
    }
    pthread_join(f->thread, NULL);
    close_all(f);
    return true;
}
