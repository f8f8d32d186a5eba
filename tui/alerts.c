#include "tui/alerts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/lang.h"

/* The class that was seen of an indicator, or CLASS_COUNT. The list is sorted by id. */
static enum class class_seen(const struct seen_list *seen, const char *id)
{
    size_t low = 0, high = seen->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(id, seen->list[middle].indicator);
        if (order > 0)
            low = middle + 1;
        else if (order < 0)
            high = middle;
        else
            for (int c = 0; c < CLASS_COUNT; c++)
                if (strcmp(class_code((enum class)c), seen->list[middle].class) == 0)
                    return (enum class)c;
        if (order == 0)
            break; /* a class that this program does not know */
    }
    return CLASS_COUNT;
}

static void add(struct alerts *l, struct alert alert)
{
    if (l->count < ALERTS_MAX)
        l->list[l->count++] = alert;
}

static void find_classes(const struct assessment *a, struct alerts *out)
{
    const struct plan *plan = a->snapshot->plan;
    for (int c = 0; c < CLASS_COUNT; c++)
        for (size_t i = 0; i < plan->indicator_count; i++) {
            enum class now = a->verdicts[i].class;
            if ((int)now != c || now == CLASS_PENDING)
                continue;
            enum class before = class_seen(a->snapshot->seen, plan->indicators[i].id);
            if (before != CLASS_COUNT && now < before)
                add(out, (struct alert){.kind = ALERT_CLASS, .indicator = (int)i, .before = before,
                                        .after = now});
        }
}

/* Newest first: of each feed the last loss; whether it is back, the feed itself says. */
static void find_feeds(const struct assessment *a, struct alerts *out)
{
    const struct snapshot *s = a->snapshot;
    bool said[PLAN_MAX_FEEDS + 1] = {false};
    for (size_t i = 0; s->events && i < s->events->count; i++) {
        const struct event *e = &s->events->list[i];
        int feed = *e->feed ? plan_find_feed(s->plan, e->feed) : -1;
        if (e->kind != EVENT_FEED_LOST || e->at_s <= s->seen->at_s || (feed < 0 && *e->feed) ||
            said[feed + 1])
            continue;
        said[feed + 1] = true;
        const struct feed_health *h = feed < 0 ? &s->plan_health : &s->feeds[feed];
        add(out, (struct alert){.kind = ALERT_FEED, .feed = feed, .at_s = e->at_s, .back = !h->error[0]});
    }
}

void alerts_find(const struct assessment *a, struct alerts *out)
{
    const struct snapshot *s = a->snapshot;
    out->count = 0;
    if (!s->plan || !s->seen || !s->seen->at_s || !snapshot_settled(s))
        return;
    find_classes(a, out);
    find_feeds(a, out);
}

bool alerts_have(const struct alerts *l, int indicator)
{
    for (size_t i = 0; l && i < l->count; i++)
        if (l->list[i].kind == ALERT_CLASS && l->list[i].indicator == indicator)
            return true;
    return false;
}

struct seen_list *alerts_seen_now(const struct assessment *a)
{
    const struct plan *plan = a->snapshot->plan;
    struct seen_list *l = seen_list_new(plan->indicator_count);
    for (size_t i = 0; l && i < plan->indicator_count; i++) {
        struct seen *s = &l->list[l->count++];
        snprintf(s->indicator, sizeof s->indicator, "%s", plan->indicators[i].id);
        snprintf(s->class, sizeof s->class, "%s", class_code(a->verdicts[i].class));
    }
    return l;
}

bool alerts_unnoted(const struct assessment *a)
{
    const struct snapshot *s = a->snapshot;
    if (!s->plan || !s->seen || !snapshot_settled(s))
        return false;
    for (size_t i = 0; i < s->plan->indicator_count; i++)
        if (class_seen(s->seen, s->plan->indicators[i].id) == CLASS_COUNT)
            return true;
    return false;
}

void alert_text(const struct assessment *a, const struct alert *alert, struct writing w, int32_t zone_s,
                char *out, size_t cap)
{
    const struct plan *plan = a->snapshot->plan;
    if (alert->kind == ALERT_CLASS) {
        snprintf(out, cap, tr(w.lang, N_("%s: %s, was %s")),
                 text_in(&plan->indicators[alert->indicator].name, w.lang),
                 class_word(alert->after, w.lang), class_word(alert->before, w.lang));
        return;
    }
    char when[16], day[FIGURE_CAP];
    int64_t local = alert->at_s + zone_s;
    snprintf(when, sizeof when, "%02d:%02d", (int)(local / 3600 % 24), (int)(local / 60 % 60));
    day_text(day_from_wall(alert->at_s, zone_s), w, day, sizeof day);
    const char *id = alert->feed < 0 ? tr(w.lang, N_("plan")) : plan->feeds[alert->feed].id;
    snprintf(out, cap, tr(w.lang, alert->back ? N_("feed %s: lost %s %s, back since")
                                              : N_("feed %s: lost %s %s")),
             id, day, when);
}
