/* The wall at every size, and the alerts that stand on it until somebody has seen them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/screens/golden.h"
#include "tests/screens/stage.h"
#include "tui/views/wall.h"

static const struct size {
    int h, w;
} sizes[] = {{6, 20}, {20, 60}, {24, 80}, {30, 100}, {40, 120}, {50, 160}, {67, 240}};

static void open_wall(struct stage *t)
{
    t->ui.view = VIEW_WALL;
    t->ui.lang = LANG_EN;
    t->ui.kiosk_page = 0;
}

static struct seen_list *seen_with(const struct stage *t, const char *id, enum class class)
{
    struct seen_list *l = alerts_seen_now(t->assessment);
    assert_non_null(l);
    l->at_s = NOW - 86400;
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->list[i].indicator, id) == 0)
            snprintf(l->list[i].class, sizeof l->list[i].class, "%s", class_code(class));
    return l;
}

static int by_indicator(const void *a, const void *b)
{
    return strcmp(((const struct seen *)a)->indicator, ((const struct seen *)b)->indicator);
}

/* What somebody saw, as the archive gives it: sorted. */
static void set_seen(struct stage *t, struct seen_list *l)
{
    qsort(l->list, l->count, sizeof *l->list, by_indicator);
    seen_list_unref(t->snapshot->seen);
    t->snapshot->seen = l;
}

/* The first page of the second pillar: the one after those of the first. */
static int industry_page(struct stage *t, int h, int w)
{
    struct wall_layout l = wall_layout(&t->board, (struct rect){0, 0, h, w});
    for (int p = 0; p < wall_pages(&t->board, h, w); p++)
        if (wall_page(&t->board, &l, p).pillar == 1)
            return p;
    fail_msg("no page of the industry at %dx%d", w, h);
    return 0;
}

/* The wall while the plan ran: its first page, and the first one of the industry. */
static void walls(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    set_stage_on(&t, shipped(), day_from_ymd(2024, 8, 28));
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int way = 0; way < 3; way++)
            for (int kind = 0; kind < 2; kind++) {
                char name[96];
                open_wall(&t);
                t.ui.lang = way == 0 ? LANG_ZH : LANG_EN;
                t.ui.look.ascii = way == 2;
                t.ui.as_of_set = true;
                t.ui.kiosk_page = kind ? industry_page(&t, sizes[i].h, sizes[i].w) : 0;
                assert_int_equal(grid_resize(&g, sizes[i].h, sizes[i].w), ST_OK);
                view_draw(&t.board, &g);
                snprintf(name, sizeof name, "wall-%s-%s-%dx%d", kind ? "industry" : "all",
                         way == 0 ? "zh" : way == 1 ? "en" : "ascii", sizes[i].w, sizes[i].h);
                golden_check(name, &g);
            }
    grid_free(&g);
    clear_stage(&t);
}

/* Every figure has its block on some page, its name whole, at every size and in both languages; the picture may move by a
 * cell without losing one. */
static void the_wall_drops_nothing(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    struct buf text;
    set_stage_on(&t, shipped(), day_from_ymd(2024, 8, 28));
    const struct plan *plan = t.snapshot->plan;
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    buf_init(&text, 1 << 24);
    for (size_t i = 1; i < sizeof sizes / sizeof *sizes; i++)
        for (int l = 0; l < LANG_COUNT; l++) {
            open_wall(&t);
            t.ui.lang = (enum lang)l;
            buf_clear(&text);
            int pages = wall_pages(&t.board, sizes[i].h, sizes[i].w), whole[4] = {0};
            for (int p = 0; p < pages; p++)
                for (int shift = 0; shift < 4; shift++) {
                    t.ui.kiosk_page = p;
                    t.ui.pixel_shift = shift;
                    assert_int_equal(grid_resize(&g, sizes[i].h, sizes[i].w), ST_OK);
                    view_draw(&t.board, &g);
                    if (shift == 0)
                        grid_to_text(&g, &text);
                    for (int c = 0; c < g.h * g.w; c++)
                        whole[shift] += strcmp(g.cells[c].glyph, " ") != 0;
                }
            for (int shift = 1; shift < 4; shift++)
                assert_int_equal(whole[shift], whole[0]);
            for (size_t k = 0; k < plan->indicator_count; k++) {
                const char *name = text_in(&plan->indicators[k].name, (enum lang)l);
                if (t.assessment->verdicts[k].latest && !strstr(text.data, name))
                    fail_msg("no '%s' at %dx%d:\n%s", name, sizes[i].w, sizes[i].h, text.data);
            }
        }
    buf_free(&text);
    grid_free(&g);
    clear_stage(&t);
}

/* What is bad or new stays longer; an alert and a stopped heart are said in words at every size from 60x20. */
static void the_wall_says_what_is_wrong(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    struct buf text;
    struct alerts l;
    struct snapshot *s = shipped();
    s->feeds[1].state = FEED_FAILING;
    set_stage(&t, s);
    open_wall(&t);
    t.ui.lang = LANG_EN;
    set_seen(&t, seen_with(&t, "policies", CLASS_ON_TRACK));
    alerts_find(t.assessment, &l);
    buf_init(&text, 1 << 20);
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (size_t i = 1; i < sizeof sizes / sizeof *sizes; i++) {
        int pages = wall_pages(&t.board, sizes[i].h, sizes[i].w), longer = 0;
        for (int p = 0; p < pages; p++) {
            t.board.alerts = NULL;
            assert_int_equal(wall_stay(&t.board, sizes[i].h, sizes[i].w, p), 1);
            t.board.alerts = &l;
            longer += wall_stay(&t.board, sizes[i].h, sizes[i].w, p) == 3;
        }
        assert_int_equal(longer, 1);
        assert_int_equal(grid_resize(&g, sizes[i].h, sizes[i].w), ST_OK);
        view_draw(&t.board, &g);
        buf_clear(&text);
        grid_to_text(&g, &text);
        assert_non_null(strstr(text.data, "! Policies issued: Not assessed, was On track"));
        assert_non_null(strstr(text.data, "feeds in trouble: 1"));
        t.board.heart = HEART_STOPPED;
        view_draw(&t.board, &g);
        t.board.heart = HEART_LOW;
        buf_clear(&text);
        grid_to_text(&g, &text);
        assert_non_null(strstr(text.data, "the data side does not answer"));
    }
    /* Figures that nobody has checked for days, behind a heart that beats. */
    s->feeds[1].state = FEED_FRESH;
    s->feeds[2].fetched_s = NOW - 5 * 86400;
    for (size_t i = 1; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(grid_resize(&g, sizes[i].h, sizes[i].w), ST_OK);
        view_draw(&t.board, &g);
        buf_clear(&text);
        grid_to_text(&g, &text);
        assert_non_null(strstr(text.data, "checked 5 days ago"));
    }
    clear_stage(&t);
    set_stage(&t, snapshot_new(NULL)); /* without a plan it still shows that it lives */
    t.ui.view = VIEW_WALL;
    view_draw(&t.board, &g);
    buf_clear(&text);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "16:00"));
    clear_stage(&t);
    buf_free(&text);
    grid_free(&g);
}

static void alerts_stand_until_seen(void **state)
{
    (void)state;
    struct stage t;
    struct alerts l;
    struct grid g;
    struct buf text;
    set_stage(&t, shipped());
    t.ui.lang = LANG_EN;
    alerts_find(t.assessment, &l);
    assert_int_equal(l.count, 0); /* nothing is noted: nothing to compare with */
    set_seen(&t, alerts_seen_now(t.assessment));
    t.snapshot->seen->at_s = NOW;
    assert_false(alerts_unnoted(t.assessment));
    alerts_find(t.assessment, &l);
    assert_int_equal(l.count, 0);

    /* Better before: worse now. Worse before, or waiting for the final figure now: no alert. */
    set_seen(&t, seen_with(&t, "policies", CLASS_ON_TRACK));
    alerts_find(t.assessment, &l);
    assert_int_equal(l.count, 1);
    assert_true(alerts_have(&l, plan_find_indicator(t.snapshot->plan, "policies")));
    set_seen(&t, seen_with(&t, "policies", CLASS_REVERSING));
    alerts_find(t.assessment, &l);
    assert_int_equal(l.count, 0);
    set_seen(&t, seen_with(&t, "industrial-output", CLASS_AHEAD));
    alerts_find(t.assessment, &l);
    assert_int_equal(l.count, 0);

    /* A feed lost since then is said, back or not, once; one lost before is not. */
    struct event_list *events = event_list_new(3);
    for (int i = 0; i < 3; i++) {
        struct event *e = &events->list[events->count++];
        *e = (struct event){.at_s = NOW - 3600 - i * 60 - (i == 2) * 2 * 86400, .kind = EVENT_FEED_LOST};
        snprintf(e->feed, sizeof e->feed, "%s", i == 2 ? "talent" : "industry");
    }
    t.snapshot->events = events;
    set_seen(&t, seen_with(&t, "policies", CLASS_ON_TRACK));
    alerts_find(t.assessment, &l);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.list[1].kind, ALERT_FEED);
    assert_true(l.list[1].back);

    t.board.alerts = &l;
    t.ui.view = VIEW_OVERVIEW;
    buf_init(&text, 1 << 20);
    assert_int_equal(grid_init(&g, 40, 160), ST_OK);
    view_draw(&t.board, &g);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "alerts: 2"));
    assert_non_null(strstr(text.data, "!Policies issued"));
    struct days days = {.today = t.assessment->as_of};
    assert_int_equal(handle_action(&t.board, &t.ui, ACTION_SEEN, &days, 40, 160), REACT_SEEN);
    t.ui.view = VIEW_PILLAR;
    assert_int_equal(handle_action(&t.board, &t.ui, ACTION_SEEN, &days, 40, 160), REACT_NONE);

    /* A plan that is not read whole yet says nothing. */
    t.snapshot->feeds[2].settled = false;
    alerts_find(t.assessment, &l);
    assert_int_equal(l.count, 0);
    clear_stage(&t);
    buf_free(&text);
    grid_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walls), cmocka_unit_test(the_wall_drops_nothing),
        cmocka_unit_test(the_wall_says_what_is_wrong), cmocka_unit_test(alerts_stand_until_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
