/* stage.h -- the shipped plan with all its feeds on a board, for tests that draw. Needs cmocka.h before it. */
#ifndef PILLARS_TESTS_STAGE_H
#define PILLARS_TESTS_STAGE_H

#include <stdlib.h>
#include <string.h>

#include "feeds/format/address.h"
#include "feeds/format/document.h"
#include "tui/handle.h"
#include "tui/settings.h"
#include "tui/views/view.h"

#define NOW 1795507200 /* 2026-11-24T08:00:00Z */

/* The shipped plan with all its feeds, as known on a day. */
struct stage {
    struct snapshot *snapshot;
    struct assessment *assessment;
    struct change *changes;
    struct ui ui;
    struct board board;
    struct options options;
    struct setting settings[OPTION_ROWS_MAX];
    struct hots hots;
};

/* The options as a start without any says them; where they name places of this machine they name others. */
static void read_options(struct stage *t)
{
    static char name[] = "pillars";
    static char *words[] = {name, NULL};
    struct err err;
    if (options_read(&t->options, 1, words, &err) != ST_OK)
        fail_msg("%s", err.text);
    free(t->options.plan);
    free(t->options.archive);
    t->options.plan = strdup("/usr/share/pillars/lingang/plan.json");
    t->options.archive = strdup("/home/li/.local/state/pillars");
}

static void read_into(struct buf *b, const char *url)
{
    char *path;
    struct err err;
    assert_int_equal(address_to_path(url, &path, &err), ST_OK);
    buf_clear(b);
    if (buf_read_file(b, path, &err) != ST_OK)
        fail_msg("%s", err.text);
    free(path);
}

/* A plan with all its feeds read. */
static struct snapshot *snapshot_of(const char *plan_path)
{
    struct buf b;
    struct diags diags = {0};
    struct plan *plan;
    struct err err;
    char *url;
    buf_init(&b, 1 << 24);
    assert_int_equal(address_absolute(plan_path, &url, &err), ST_OK);
    read_into(&b, url);
    if (plan_decode(b.data, b.len, url, &plan, &diags, &err) != ST_OK)
        fail_msg("%s", err.text);
    struct snapshot *s = snapshot_new(plan);
    assert_non_null(s);
    s->plan_health = (struct feed_health){.state = FEED_FRESH, .settled = true, .fetched_s = NOW - 60,
                                          .latency_ms = 2, .bytes = 30456, .announced = DAY_NONE,
                                          .published = DAY_NONE, .awaited = {.day = DAY_NONE}};
    for (size_t i = 0; i < plan->feed_count; i++) {
        struct feed_doc *doc;
        read_into(&b, plan->feeds[i].url);
        if (feed_decode(b.data, b.len, plan->feeds[i].id, &doc, &diags, &err) != ST_OK)
            fail_msg("%s", err.text);
        s->feeds[i] = s->plan_health;
        s->feeds[i].obs_count = doc->obs_count;
        for (size_t k = 0; k < doc->series_count; k++) {
            int at = plan_find_indicator(plan, doc->series[k]->indicator_id);
            doc->series[k]->feed = (int)i;
            if (at >= 0)
                s->series[at] = series_ref(doc->series[k]);
        }
        feed_doc_free(doc);
    }
    /* The address of the working copy must not be in a picture. */
    plan->shown = strrchr(plan->shown, '/') + 1;
    for (size_t i = 0; i < plan->feed_count; i++)
        ((struct feed_spec *)plan->feeds)[i].shown = strrchr(plan->feeds[i].shown, '/') + 1;
    plan_unref(plan);
    diags_free(&diags);
    buf_free(&b);
    free(url);
    return s;
}

static struct snapshot *shipped(void)
{
    return snapshot_of("feeds/lingang/plan.json");
}

static void set_stage_on(struct stage *t, struct snapshot *s, day_t day)
{
    *t = (struct stage){.snapshot = s};
    ui_init(&t->ui);
    struct assess_options opt = {.as_of = day};
    t->assessment = assess(s, &opt);
    assert_non_null(t->assessment);
    t->board = (struct board){.assessment = t->assessment, .ui = &t->ui, .scroll = &t->ui,
                              .now_s = NOW, .zone_s = 28800};
    if (s->plan)
        t->board.change_count =
            assess_changes(t->assessment, day_from_ymd(2020, 1, 1), &t->changes);
    t->board.changes = t->changes;
    read_options(t);
    t->board.settings = t->settings;
    t->board.hots = &t->hots;
    ui_settle(&t->board, &t->ui);
}

static void set_stage(struct stage *t, struct snapshot *s)
{
    set_stage_on(t, s, day_from_ymd(2026, 11, 24));
}

static void clear_stage(struct stage *t)
{
    options_free(&t->options);
    free(t->changes);
    assessment_free(t->assessment);
    snapshot_free(t->snapshot);
}

#endif
