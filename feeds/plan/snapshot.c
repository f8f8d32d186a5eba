#include "feeds/plan/snapshot.h"

#include <stdlib.h>

const char *feed_state_code(enum feed_state s)
{
    static const char *const codes[] = {"waiting", "fresh", "late", "failing", "offline"};
    return codes[s];
}

struct event_list *event_list_new(size_t capacity)
{
    struct event_list *l = calloc(1, sizeof *l + capacity * sizeof l->list[0]);
    if (l)
        atomic_init(&l->refs, 1);
    return l;
}

struct event_list *event_list_ref(struct event_list *l)
{
    atomic_fetch_add_explicit(&l->refs, 1, memory_order_relaxed);
    return l;
}

void event_list_unref(struct event_list *l)
{
    if (l && atomic_fetch_sub_explicit(&l->refs, 1, memory_order_acq_rel) == 1)
        free(l);
}

struct seen_list *seen_list_new(size_t capacity)
{
    struct seen_list *l = calloc(1, sizeof *l + capacity * sizeof l->list[0]);
    if (l)
        atomic_init(&l->refs, 1);
    return l;
}

struct seen_list *seen_list_ref(struct seen_list *l)
{
    atomic_fetch_add_explicit(&l->refs, 1, memory_order_relaxed);
    return l;
}

void seen_list_unref(struct seen_list *l)
{
    if (l && atomic_fetch_sub_explicit(&l->refs, 1, memory_order_acq_rel) == 1)
        free(l);
}

struct snapshot *snapshot_new(struct plan *plan)
{
    struct snapshot *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->plan_health.latency_ms = -1;
    s->plan_health.announced = s->plan_health.published = DAY_NONE;
    s->archive_ok = true;
    if (!plan)
        return s;
    s->feed_count = plan->feed_count;
    s->series_count = plan->indicator_count;
    s->feeds = calloc(s->feed_count ? s->feed_count : 1, sizeof *s->feeds);
    s->series = calloc(s->series_count ? s->series_count : 1, sizeof *s->series);
    if (!s->feeds || !s->series) {
        snapshot_free(s);
        return NULL;
    }
    s->plan = plan_ref(plan);
    for (size_t i = 0; i < s->feed_count; i++) {
        s->feeds[i].latency_ms = -1;
        s->feeds[i].announced = s->feeds[i].published = DAY_NONE;
    }
    return s;
}

void snapshot_free(struct snapshot *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->series && i < s->series_count; i++)
        series_unref(s->series[i]);
    event_list_unref(s->events);
    seen_list_unref(s->seen);
    plan_unref(s->plan);
    free(s->series);
    free(s->feeds);
    free(s);
}

bool snapshot_settled(const struct snapshot *s)
{
    if (!s->plan_health.settled)
        return false;
    for (size_t i = 0; i < s->feed_count; i++)
        if (!s->feeds[i].settled)
            return false;
    return true;
}
