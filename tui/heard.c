#include "tui/heard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/views/view.h"

#define BURST 12 /* more changes than this are said by their counts */

struct heard_indicator {
    char id[68];
    bool has;
    struct obs latest; /* its texts are gone: only numbers and codes count */
    enum class class;
};

struct heard_feed {
    char id[68];
    enum feed_state state;
};

void heard_free(struct heard *h)
{
    free(h->list);
    free(h->feeds);
    *h = (struct heard){0};
}

static const struct feed_health *health_of(const struct snapshot *s, size_t row)
{
    return row == 0 ? &s->plan_health : &s->feeds[row - 1];
}

void heard_note(struct heard *h, const struct board *b)
{
    const struct assessment *a = b->assessment;
    const struct snapshot *s = a->snapshot;
    heard_free(h);
    if (!s->plan)
        return;
    h->list = calloc(s->plan->indicator_count + 1, sizeof *h->list);
    h->feeds = calloc(s->feed_count + 1, sizeof *h->feeds);
    if (!h->list || !h->feeds) {
        heard_free(h); /* nothing is noted, so nothing is said: better than everything again */
        return;
    }
    for (size_t i = 0; i < s->plan->indicator_count; i++) {
        struct heard_indicator *to = &h->list[h->count++];
        snprintf(to->id, sizeof to->id, "%s", s->plan->indicators[i].id);
        to->has = a->verdicts[i].latest;
        if (to->has)
            to->latest = *a->verdicts[i].latest;
        to->class = a->verdicts[i].class;
    }
    for (size_t row = 0; row <= s->feed_count; row++) {
        struct heard_feed *to = &h->feeds[h->feed_count++];
        snprintf(to->id, sizeof to->id, "%s", row ? s->plan->feeds[row - 1].id : "");
        to->state = health_of(s, row)->state;
    }
    snprintf(h->archive_note, sizeof h->archive_note, "%s", s->archive_note);
}

static const struct heard_indicator *find(const struct heard *h, size_t guess, const char *id)
{
    if (guess < h->count && strcmp(h->list[guess].id, id) == 0)
        return &h->list[guess];
    for (size_t i = 0; i < h->count; i++)
        if (strcmp(h->list[i].id, id) == 0)
            return &h->list[i];
    return NULL;
}

/* What is new of one indicator: at most a figure and a class. */
static size_t compare(const struct heard_indicator *was, size_t indicator, const struct verdict *now,
                      struct change *out)
{
    size_t n = 0;
    const struct obs *o = now->latest;
    bool same_period = o && was->has && period_equal(&o->period, &was->latest.period);
    if (o && !(same_period && o->value == was->latest.value && o->cmp == was->latest.cmp))
        out[n++] = (struct change){.kind = same_period ? CHANGE_REVISION : CHANGE_NEW_FIGURE,
                                   .indicator = indicator, .obs = o, .before = &was->latest};
    if (now->class != was->class)
        out[n++] = (struct change){.kind = CHANGE_CLASS, .indicator = indicator,
                                   .class_before = was->class, .class_after = now->class};
    return n;
}

static void tell_figures(const struct heard *h, const struct board *b, struct buf *out)
{
    const struct assessment *a = b->assessment;
    const struct plan *plan = a->snapshot->plan;
    char line[1024];
    int figures = 0, classes = 0;
    for (int pass = 0; pass < 2; pass++) /* first counted, then said */
        for (size_t i = 0; i < plan->indicator_count; i++) {
            const struct heard_indicator *was = find(h, i, plan->indicators[i].id);
            struct change changes[2];
            size_t n = was ? compare(was, i, &a->verdicts[i], changes) : 0;
            for (size_t k = 0; k < n; k++) {
                if (pass == 0) {
                    classes += changes[k].kind == CHANGE_CLASS;
                    figures += changes[k].kind != CHANGE_CLASS;
                } else if (figures + classes <= BURST) {
                    change_words(b, &changes[k], line, sizeof line);
                    buf_printf(out, "%s\n", line);
                }
            }
        }
    if (figures + classes > BURST) {
        snprintf(line, sizeof line, tr(b->ui->lang, N_("figures new or revised: %d, class changes: %d")),
                 figures, classes);
        buf_printf(out, "%s\n", line);
    }
}

static void tell_feeds(const struct heard *h, const struct board *b, struct buf *out)
{
    const struct snapshot *s = b->assessment->snapshot;
    enum lang lang = b->ui->lang;
    char line[1024];
    int told = 0;
    for (size_t row = 0; row <= s->feed_count && told < BURST; row++) {
        const struct feed_health *now = health_of(s, row);
        const char *id = row ? s->plan->feeds[row - 1].id : "";
        if (row >= h->feed_count || strcmp(h->feeds[row].id, id) != 0 || h->feeds[row].state == now->state)
            continue;
        enum feed_state was = h->feeds[row].state;
        const char *name = row ? id : tr(lang, N_("the plan"));
        if (now->state == FEED_FAILING)
            snprintf(line, sizeof line, tr(lang, N_("feed %s lost: %s")), name, now->error);
        else if (was == FEED_FAILING && now->state != FEED_WAITING)
            snprintf(line, sizeof line, tr(lang, N_("feed %s is back")), name);
        else if (now->state == FEED_LATE)
            snprintf(line, sizeof line, tr(lang, N_("feed %s: an announced figure has not come")), name);
        else
            continue;
        buf_printf(out, "%s\n", line);
        told++;
    }
    if (*s->archive_note && strcmp(s->archive_note, h->archive_note) != 0) {
        snprintf(line, sizeof line, tr(lang, N_("Archive: %s")), s->archive_note);
        buf_printf(out, "%s\n", line);
    }
}

void heard_tell(struct heard *h, const struct board *b, struct buf *out)
{
    if (h->list && b->assessment->snapshot->plan) {
        tell_figures(h, b, out);
        tell_feeds(h, b, out);
    }
    heard_note(h, b);
}
