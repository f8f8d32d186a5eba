#include "feeds/net/store.h"

#include <stdlib.h>
#include <string.h>

static void free_snapshot(void *item)
{
    snapshot_free(item);
}

static void document_init(struct document *d)
{
    *d = (struct document){0};
    d->health.latency_ms = -1;
    d->health.announced = d->health.published = DAY_NONE;
}

static void document_clear(struct document *d)
{
    for (size_t i = 0; i < d->series_count; i++)
        series_unref(d->series[i]);
    free(d->series);
    d->series = NULL;
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

void store_set_series(struct document *d, struct series **series, size_t count)
{
    document_clear(d);
    d->series = series;
    d->series_count = count;
    d->health.obs_count = 0;
    for (size_t i = 0; i < count; i++)
        d->health.obs_count += series[i]->obs_count;
}

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
            feeds[i].etag[0] = feeds[i].last_modified[0] = '\0';
            feeds[i].body_hash = 0;
            feeds[i].not_before_ms = 0;
        }
        /* An answer on its way belongs to the older plan and will be dropped: ask again. */
        if (moved || feeds[i].in_flight)
            feeds[i].due_ms = 0;
        feeds[i].in_flight = feeds[i].health.fetching = false;
        s->feeds[old].series = NULL;
        s->feeds[old].series_count = 0;
    }
    for (size_t i = 0; s->plan && i < s->plan->feed_count; i++)
        document_clear(&s->feeds[i]);
    free(s->feeds);
    plan_unref(s->plan);
    s->feeds = feeds;
    s->plan = plan;
    s->epoch++;
    return ST_OK;
}

/* A figure that was announced for a day that has passed, and has not come. */
static bool is_late(const struct store *s, const struct feed_health *h)
{
    int32_t offset = 0;
    if (h->announced == DAY_NONE || !s->plan)
        return false;
    int64_t now = clock_wall(s->clock).s;
    zone_offset(s->plan->timezone, now, &offset);
    day_t today = day_from_wall(now, offset);
    return today > h->announced && (h->published == DAY_NONE || h->published < h->announced);
}

static enum feed_state state_of(const struct store *s, const struct feed_health *h)
{
    if (s->offline)
        return FEED_OFFLINE;
    if (h->error[0])
        return FEED_FAILING;
    if (!h->fetched_s || (h->from_archive && !h->settled))
        return FEED_WAITING;
    return is_late(s, h) ? FEED_LATE : FEED_FRESH;
}

/* Two feeds that name the same indicator: their observations side by side, in a series of its own. */
static struct series *merge(const struct series *a, const struct series *b)
{
    struct series *s = series_new(a->indicator_id);
    if (!s)
        return NULL;
    s->feed = a->feed;
    s->next = a->next != DAY_NONE ? a->next : b->next;
    s->obs = arena_alloc(&s->arena, a->obs_count + b->obs_count, sizeof *s->obs);
    s->milestones =
        arena_alloc(&s->arena, a->milestone_count + b->milestone_count, sizeof *s->milestones);
    if (!s->obs || !s->milestones) {
        series_unref(s);
        return NULL;
    }
    const struct series *const both[] = {a, b};
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < both[k]->obs_count; i++)
            if (!obs_copy(&s->arena, &both[k]->obs[i], &s->obs[s->obs_count++]))
                goto fail;
        for (size_t i = 0; i < both[k]->milestone_count; i++)
            if (!milestone_copy(&s->arena, &both[k]->milestones[i],
                                &s->milestones[s->milestone_count++]))
                goto fail;
    }
    series_seal(s);
    return s;
fail:
    series_unref(s);
    return NULL;
}

static void place(struct snapshot *snap, const struct plan *plan, struct series *s)
{
    int i = plan_find_indicator(plan, s->indicator_id);
    if (i < 0)
        return;
    if (!snap->series[i]) {
        snap->series[i] = series_ref(s);
        return;
    }
    struct series *both = merge(snap->series[i], s);
    if (both) {
        series_unref(snap->series[i]);
        snap->series[i] = both;
    }
}

void store_publish(struct store *s)
{
    struct snapshot *snap = snapshot_new(s->plan);
    if (!snap)
        return; /* the reader keeps the last one */
    snap->generation = ++s->generation;
    snap->plan_health = s->plan_document.health;
    snap->plan_health.state = state_of(s, &snap->plan_health);
    snap->archive_ok = s->archive_ok;
    snap->archive_read_only = s->archive_read_only;
    memcpy(snap->archive_note, s->archive_note, sizeof snap->archive_note);
    for (size_t i = 0; s->plan && i < s->plan->feed_count; i++) {
        snap->feeds[i] = s->feeds[i].health;
        snap->feeds[i].state = state_of(s, &snap->feeds[i]);
        for (size_t k = 0; k < s->feeds[i].series_count; k++)
            place(snap, s->plan, s->feeds[i].series[k]);
    }
    slot_publish(&s->slot, snap);
}
