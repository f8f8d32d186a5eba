#include "feeds/net/store.h"

#include <stdlib.h>
#include <string.h>

#define STEP_MS 15 /* between two snapshots of a burst */

static void free_snapshot(void *item)
{
    snapshot_free(item);
}

static void document_init(struct document *d)
{
    *d = (struct document){0};
    d->health.latency_ms = -1;
    d->health.announced = d->health.published = d->health.awaited.day = DAY_NONE;
}

static void document_clear(struct document *d)
{
    for (size_t i = 0; i < d->series_count; i++)
        series_unref(d->series[i]);
    free(d->series);
    free(d->places);
    d->series = NULL;
    d->places = NULL;
    d->series_count = 0;
}

enum status store_init(struct store *s, const struct clock *clock, struct err *err)
{
    *s = (struct store){.clock = clock, .archive_ok = true};
    document_init(&s->plan_document);
    pthread_mutex_init(&s->mutex, NULL);
    return slot_init(&s->slot, free_snapshot, err);
}

void store_close(struct store *s)
{
    for (size_t i = 0; s->plan && i < s->plan->feed_count; i++)
        document_clear(&s->feeds[i]);
    free(s->feeds);
    event_list_unref(s->events);
    seen_list_unref(s->seen);
    plan_unref(s->plan);
    slot_close(&s->slot);
    pthread_mutex_destroy(&s->mutex);
}

void store_lock(struct store *s)
{
    pthread_mutex_lock(&s->mutex);
}

void store_unlock(struct store *s)
{
    pthread_mutex_unlock(&s->mutex);
}

struct document *store_document(struct store *s, int feed)
{
    if (feed == STORE_PLAN)
        return &s->plan_document;
    return s->plan && (size_t)feed < s->plan->feed_count ? &s->feeds[feed] : NULL;
}

void store_forget_body(struct document *d)
{
    d->etag[0] = d->last_modified[0] = '\0';
    d->body_hash = 0;
}

/* ---- series and the plan's indicators ------------------------------------------------------ */

/* The figure that is late first, of those that the plan wants. */
static void find_awaited(const struct store *s, struct document *d)
{
    struct feed_health *h = &d->health;
    struct awaited first = {.day = DAY_NONE};
    for (size_t i = 0; d->places && i < d->series_count; i++) {
        day_t published = due_published(d->series[i]);
        h->published = published > h->published ? published : h->published;
        if (d->places[i] >= 0)
            first = due_sooner(first, due_of_series(&s->plan->indicators[d->places[i]], d->series[i], s->plan->end));
    }
    h->awaited = due_sooner(due_of_document(h->announced, h->published), first);
}

static void find_places(const struct store *s, struct document *d)
{
    free(d->places);
    d->places = malloc((d->series_count + 1) * sizeof *d->places);
    for (size_t i = 0; d->places && i < d->series_count; i++)
        d->places[i] = s->plan ? plan_find_indicator(s->plan, d->series[i]->indicator_id) : -1;
    find_awaited(s, d);
}

enum status store_admit(struct store *s, struct document *d, const struct feed_doc *doc, struct err *err)
{
    size_t others = s->obs_said - d->obs_said;
    if (doc->obs_count > PLAN_MAX_OBSERVATIONS - others)
        return err_set(err, ST_LIMIT, "%zu observations here and %zu in the plan's other feeds; expected at most %d in all",
                       doc->obs_count, others, PLAN_MAX_OBSERVATIONS);
    s->obs_said = others + doc->obs_count;
    d->obs_said = doc->obs_count;
    return ST_OK;
}

void store_set_series(struct store *s, struct document *d, struct series **series, size_t count)
{
    document_clear(d);
    d->series = series;
    d->series_count = count;
    find_places(s, d);
    d->health.obs_count = 0;
    for (size_t i = 0; i < count; i++)
        d->health.obs_count += series[i]->obs_count;
}

/* The observations of a and b (NULL: a's alone) side by side, in a new series of that feed. */
static struct series *join(const struct series *a, const struct series *b, int feed)
{
    const struct series *const both[] = {a, b};
    struct series *s = series_new(a->indicator_id);
    if (!s)
        return NULL;
    s->feed = feed;
    s->next = a->next == DAY_NONE && b ? b->next : a->next;
    s->obs = arena_alloc(&s->arena, a->obs_count + (b ? b->obs_count : 0), sizeof *s->obs);
    s->milestones = arena_alloc(&s->arena, a->milestone_count + (b ? b->milestone_count : 0),
                                sizeof *s->milestones);
    bool ok = s->obs && s->milestones;
    for (size_t k = 0; k < 2 && both[k]; k++) {
        for (size_t i = 0; ok && i < both[k]->obs_count; i++)
            ok = obs_copy(&s->arena, &both[k]->obs[i], &s->obs[s->obs_count++]);
        for (size_t i = 0; ok && i < both[k]->milestone_count; i++)
            ok = milestone_copy(&s->arena, &both[k]->milestones[i],
                                &s->milestones[s->milestone_count++]);
    }
    if (!ok) {
        series_unref(s);
        return NULL;
    }
    series_seal(s);
    return s;
}

/* Series are shared and never written: one whose feed has another index in a new plan is copied. */
static void renumber(struct document *d, int feed)
{
    for (size_t i = 0; i < d->series_count; i++) {
        struct series *copy = d->series[i]->feed != feed ? join(d->series[i], NULL, feed) : NULL;
        if (copy) {
            series_unref(d->series[i]);
            d->series[i] = copy;
        }
    }
}

/* ---- the plan ------------------------------------------------------------------------------ */

enum status store_set_plan(struct store *s, struct plan *plan)
{
    struct document *feeds = calloc(plan->feed_count ? plan->feed_count : 1, sizeof *feeds);
    if (!feeds)
        return ST_NO_MEMORY;
    for (size_t i = 0; i < plan->feed_count; i++) {
        document_init(&feeds[i]);
        int old = s->plan ? plan_find_feed(s->plan, plan->feeds[i].id) : -1;
        if (old < 0)
            continue;
        feeds[i] = s->feeds[old];
        bool moved = strcmp(s->plan->feeds[old].url, plan->feeds[i].url) != 0;
        if (moved) { /* its last good figures stay until the new address has answered */
            store_forget_body(&feeds[i]);
            feeds[i].not_before_ms = 0;
        }
        /* An answer on its way belongs to the older plan and will be dropped: ask again. */
        if (moved || feeds[i].in_flight)
            feeds[i].due_ms = 0;
        feeds[i].in_flight = feeds[i].health.fetching = false;
        s->feeds[old].series = NULL;
        s->feeds[old].places = NULL;
        s->feeds[old].series_count = 0;
        renumber(&feeds[i], (int)i);
    }
    for (size_t i = 0; s->plan && i < s->plan->feed_count; i++)
        document_clear(&s->feeds[i]);
    free(s->feeds);
    plan_unref(s->plan);
    s->feeds = feeds;
    s->plan = plan;
    s->obs_said = 0;
    s->epoch++;
    for (size_t i = 0; i < plan->feed_count; i++)
        find_places(s, &s->feeds[i]);
    for (size_t i = 0; i < plan->feed_count; i++)
        s->obs_said += feeds[i].obs_said;
    return ST_OK;
}

/* ---- snapshots ----------------------------------------------------------------------------- */

/* A figure that was to come by a day that has passed, and has not. */
static bool is_late(const struct feed_health *h, day_t today)
{
    return h->awaited.day != DAY_NONE && today != DAY_NONE && today > h->awaited.day;
}

day_t store_today(const struct store *s)
{
    int32_t offset = 0;
    if (!s->plan)
        return DAY_NONE;
    int64_t now = clock_wall(s->clock).s;
    zone_offset(s->plan->timezone, now, &offset);
    return day_from_wall(now, offset);
}

int64_t store_day_begins_ms(const struct store *s, day_t day)
{
    int32_t offset = 0;
    int64_t wall_ms = clock_wall_ms(s->clock);
    zone_offset(s->plan->timezone, wall_ms / 1000, &offset);
    return clock_mono().ms + ((int64_t)day * 86400 - offset) * 1000 - wall_ms;
}

static enum feed_state state_of(const struct store *s, const struct feed_health *h, day_t today)
{
    if (s->offline)
        return FEED_OFFLINE;
    if (h->error[0])
        return FEED_FAILING;
    if (!h->fetched_s || (h->from_archive && !h->settled))
        return FEED_WAITING;
    return is_late(h, today) ? FEED_LATE : FEED_FRESH;
}

static void place(struct snapshot *snap, struct series *s, int i)
{
    if (!snap->series[i]) {
        snap->series[i] = series_ref(s);
        return;
    }
    struct series *both = join(snap->series[i], s, snap->series[i]->feed);
    if (both) {
        series_unref(snap->series[i]);
        snap->series[i] = both;
    }
}

struct snapshot *store_snapshot(const struct store *s)
{
    struct snapshot *snap = snapshot_new(s->plan);
    if (!snap)
        return NULL;
    snap->generation = s->generation;
    snap->plan_health = s->plan_document.health;
    day_t today = store_today(s);
    snap->plan_health.state = state_of(s, &snap->plan_health, today);
    snap->archive_ok = s->archive_ok;
    snap->archive_read_only = s->archive_read_only;
    memcpy(snap->archive_note, s->archive_note, sizeof snap->archive_note);
    snap->events = s->events ? event_list_ref(s->events) : NULL;
    snap->seen = s->seen ? seen_list_ref(s->seen) : NULL;
    for (size_t i = 0; s->plan && i < s->plan->feed_count; i++) {
        snap->feeds[i] = s->feeds[i].health;
        snap->feeds[i].state = state_of(s, &snap->feeds[i], today);
        for (size_t k = 0; s->feeds[i].places && k < s->feeds[i].series_count; k++)
            if (s->feeds[i].places[k] >= 0)
                place(snap, s->feeds[i].series[k], s->feeds[i].places[k]);
    }
    return snap;
}

void store_publish(struct store *s)
{
    s->generation++;
    struct snapshot *snap = store_snapshot(s);
    if (!snap)
        return; /* the reader keeps the last one */
    s->unpublished = false;
    s->published_ms = clock_mono().ms;
    slot_publish(&s->slot, snap);
}

int64_t store_publish_soon(struct store *s, bool more_follows)
{
    if (more_follows && clock_mono().ms - s->published_ms < STEP_MS)
        return s->published_ms + STEP_MS;
    store_publish(s);
    return INT64_MAX;
}
