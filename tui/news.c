#include "tui/news.h"

#include <stdlib.h>

#define DAY_S 86400

static void note(struct news *n, size_t indicator, enum received r)
{
    if (r > n->of[indicator])
        n->of[indicator] = (unsigned char)r;
}

static void count(const struct assessment *a, struct news *n)
{
    for (size_t i = 0; i < a->verdict_count; i++) {
        n->figures += n->of[i] == RECEIVED_FIGURE;
        n->revisions += n->of[i] == RECEIVED_REVISION;
    }
}

void news_find(const struct assessment *a, int64_t opened_s, int64_t now_s, int32_t zone_s, struct news *out)
{
    const struct snapshot *s = a->snapshot;
    int64_t seen_s = s->seen ? s->seen->at_s : s->archive_ok ? 0 : opened_s;
    *out = (struct news){0};
    if (!s->plan || !seen_s || !snapshot_settled(s))
        return;
    int64_t oldest_s = now_s - (int64_t)NEWS_DAYS * DAY_S;
    out->since_s = seen_s > oldest_s ? seen_s : oldest_s;
    for (size_t i = 0; i < a->verdict_count; i++)
        note(out, i, assess_received(a, i, out->since_s, day_from_wall(out->since_s, zone_s)));
    count(a, out);
}

void news_of_day(const struct assessment *a, struct news *out)
{
    struct change *changes;
    size_t n = assess_changes(a, a->as_of - 1, &changes);
    const struct plan *plan = a->snapshot->plan;
    *out = (struct news){0};
    for (size_t i = 0; i < n; i++)
        if (changes[i].kind != CHANGE_CLASS)
            note(out, changes[i].indicator, changes[i].kind == CHANGE_REVISION ? RECEIVED_REVISION : RECEIVED_FIGURE);
    free(changes);
    for (size_t i = 0; i < a->verdict_count; i++)
        for (size_t k = 0; plan->indicators[i].derive.op != DERIVE_NONE && k < plan->indicators[i].derive.part_count; k++)
            note(out, i, news_of(out, plan->indicators[i].derive.parts[k]));
    count(a, out);
}

int news_count(const struct news *n)
{
    return n->figures + n->revisions;
}

enum received news_of(const struct news *n, int indicator)
{
    return n ? (enum received)n->of[indicator] : RECEIVED_NOTHING;
}

const char *news_mark(enum received r, bool ascii)
{
    static const char *const marks[][2] = {
        [RECEIVED_NOTHING] = {"", ""}, [RECEIVED_REVISION] = {"≠", "~"}, [RECEIVED_FIGURE] = {"+", "+"}};
    return marks[r][ascii];
}
