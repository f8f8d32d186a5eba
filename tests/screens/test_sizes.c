/* What holds of every view at every size: sound, frames closed, nothing cut that has a shorter form, rows that compare. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/screens/stage.h"

static const struct cell *at(const struct grid *g, int y, int x)
{
    return &g->cells[y * g->w + x];
}

static bool is(const struct grid *g, int y, int x, const char *glyph)
{
    return strcmp(at(g, y, x)->glyph, glyph) == 0;
}

static bool has_role(const struct grid *g, int y, int x, enum role role)
{
    return at(g, y, x)->role == role;
}

static void show_and_fail(const struct grid *g, const char *what, enum view_id view)
{
    struct buf text;
    buf_init(&text, 1 << 22);
    grid_to_text(g, &text);
    fail_msg("%s: view %s at %dx%d:\n%s", what, view_code(view), g->w, g->h, text.data);
}

/* Every upper left corner of a frame has its three others, and its sides run unbroken from one to the next. */
static bool frames_are_closed(const struct grid *g)
{
    for (int y = 0; y < g->h; y++)
        for (int x = 0; x < g->w; x++) {
            int right = x + 1, bottom = y + 1;
            if (!is(g, y, x, "╭") || has_role(g, y, x, ROLE_SERIES) || has_role(g, y, x, ROLE_PATH)) /* lines of a chart turn with it too */
                continue;
            while (right < g->w && !is(g, y, right, "╮"))
                right++;
            while (bottom < g->h && is(g, bottom, x, "│"))
                bottom++;
            if (right >= g->w || bottom >= g->h || !is(g, bottom, x, "╰") || !is(g, bottom, right, "╯"))
                return false;
            for (int k = y + 1; k < bottom; k++)
                if (!is(g, k, right, "│"))
                    return false;
        }
    return true;
}

static bool has_glyph(const struct grid *g, const char *glyph)
{
    for (int i = 0; i < g->h * g->w; i++)
        if (strcmp(g->cells[i].glyph, glyph) == 0)
            return true;
    return false;
}

/* In all panels of a picture a bar's first cell and the last cell of its share stand in the same column of the panel. */
static bool rows_compare(const struct grid *g)
{
    int bar_at = -1, share_at = -1;
    for (int y = 0; y < g->h; y++)
        for (int left = 0; left < g->w; left++) {
            if (!is(g, y, left, "│") || (left + 1 < g->w && is(g, y, left + 1, "│")) || !has_role(g, y, left, ROLE_FRAME))
                continue;
            int bar = -1, share = -1, x = left + 1;
            bool track = false;
            for (; x < g->w && !(is(g, y, x, "│") && has_role(g, y, x, ROLE_FRAME)); x++) {
                bool block = is(g, y, x, "█") || is(g, y, x, "━");
                track |= has_role(g, y, x, ROLE_BAR_REST) || has_role(g, y, x, ROLE_TARGET);
                if (block && bar < 0)
                    bar = x - left;
                if (is(g, y, x, "%") && bar >= 0)
                    share = x - left;
            }
            if (bar < 0 || share < 0 || !track)
                continue;
            if ((bar_at >= 0 && bar != bar_at) || (share_at >= 0 && share != share_at))
                return false;
            bar_at = bar;
            share_at = share;
        }
    return true;
}

static void open_view(struct stage *t, enum view_id view)
{
    t->ui.view = view;
    t->ui.feed = 0;
    t->ui.show_hints = true;
    memset(t->ui.top, 0, sizeof t->ui.top);
}

static const enum view_id own[] = {VIEW_OVERVIEW, VIEW_PILLAR, VIEW_INDICATOR, VIEW_FEEDS, VIEW_EVENTS, VIEW_HELP, VIEW_OPTIONS};

static void every_size(struct stage *t)
{
    struct grid g;
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (size_t v = 0; v < sizeof own / sizeof *own; v++)
        for (int h = 6; h <= 70; h += 3)
            for (int w = 20; w <= 260; w += 5) {
                open_view(t, own[v]);
                t->ui.indicator = (h * 7 + w) % (int)t->snapshot->plan->indicator_count;
                t->ui.pillar = t->snapshot->plan->indicators[t->ui.indicator].pillar;
                t->ui.lang = (h / 3 + w) % 2 ? LANG_ZH : LANG_EN;
                t->ui.sort = (enum sort_key)(w % SORT_KEY_COUNT);
                assert_int_equal(grid_resize(&g, h, w), ST_OK);
                view_draw(&t->board, &g);
                if (!grid_is_sound(&g))
                    show_and_fail(&g, "not sound", own[v]);
                if (!frames_are_closed(&g))
                    show_and_fail(&g, "a frame is open", own[v]);
                if (own[v] == VIEW_OVERVIEW && w >= 80 && h >= 24) {
                    if (has_glyph(&g, "…"))
                        show_and_fail(&g, "something is cut", own[v]);
                    if (!rows_compare(&g))
                        show_and_fail(&g, "bars stand in different columns", own[v]);
                }
            }
    grid_free(&g);
}

static void today_at_every_size(void **state)
{
    (void)state;
    struct stage t;
    set_stage(&t, shipped());
    every_size(&t);
    clear_stage(&t);
}

static void another_day_at_every_size(void **state)
{
    (void)state;
    struct stage t;
    set_stage_on(&t, shipped(), day_from_ymd(2024, 8, 28));
    t.ui.as_of_set = true;
    every_size(&t);
    clear_stage(&t);
}

static void every_kind_at_every_size(void **state)
{
    (void)state;
    struct stage t;
    set_stage_on(&t, snapshot_of("tests/screens/data/kinds.json"), day_from_ymd(2025, 3, 1));
    every_size(&t);
    clear_stage(&t);
}

/* The table of a pillar never shows part of a number, and from 80 columns on it cuts nothing at all. */
static void tables_cut_no_number(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    set_stage_on(&t, shipped(), day_from_ymd(2024, 8, 28));
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (int w = 20; w <= 200; w++)
        for (int p = 0; p < (int)t.snapshot->plan->pillar_count; p++) {
            open_view(&t, VIEW_PILLAR);
            t.ui.pillar = p;
            t.ui.lang = w % 2 ? LANG_ZH : LANG_EN;
            assert_int_equal(grid_resize(&g, 12, w), ST_OK);
            view_draw(&t.board, &g);
            for (int y = 1; y < 2 + (int)t.snapshot->plan->pillars[p].count; y++)
                for (int x = 1; x < w; x++) {
                    bool number = at(&g, y, x - 1)->glyph[0] >= '0' && at(&g, y, x - 1)->glyph[0] <= '9';
                    if (is(&g, y, x, "…") && (w >= 80 || (number && has_role(&g, y, x, ROLE_STRONG))))
                        show_and_fail(&g, "something is cut", VIEW_PILLAR);
                }
        }
    grid_free(&g);
    clear_stage(&t);
}

/* The selected event is the same one when newer ones come, and the filter holds. */
static void the_selection_stays_on_its_event(void **state)
{
    (void)state;
    struct stage t;
    set_stage(&t, shipped());
    assert_int_equal(events_selected(&t.board), 0);
    for (int i = 3; i < (int)t.board.change_count; i++) {
        t.board.changes = t.changes;
        events_select(&t.board, &t.ui, i);
        assert_int_equal(events_selected(&t.board), i);
        t.board.changes = t.changes + 2; /* as if the first two were not known yet */
        t.board.change_count -= 2;
        int now = events_selected(&t.board);
        t.board.change_count += 2;
        const struct change *was = &t.changes[i], *is_now = &t.changes[now + 2];
        assert_true(was->indicator == is_now->indicator && was->day == is_now->day && was->kind == is_now->kind);
    }
    t.board.changes = t.changes;
    int *rows = malloc(t.board.change_count * sizeof *rows);
    assert_non_null(rows);
    snprintf(t.ui.filter, sizeof t.ui.filter, "nev-output");
    size_t n = events_rows(&t.board, rows);
    assert_true(n > 0 && n < t.board.change_count);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(t.snapshot->plan->indicators[t.changes[rows[i]].indicator].id, "nev-output");
    free(rows);
    clear_stage(&t);
}

/* Down moves from event to event over the days' headings, Enter opens the indicator, Esc comes back to the same event. */
static void an_event_leads_to_its_indicator(void **state)
{
    (void)state;
    struct stage t;
    struct days days = {.today = day_from_ymd(2026, 11, 24)};
    set_stage(&t, shipped());
    open_view(&t, VIEW_EVENTS);
    for (int i = 1; i < 12; i++) {
        handle_action(&t.board, &t.ui, ACTION_DOWN, &days, 40, 120);
        assert_int_equal(events_selected(&t.board), i);
    }
    handle_action(&t.board, &t.ui, ACTION_IN, &days, 40, 120);
    assert_int_equal(t.ui.view, VIEW_INDICATOR);
    assert_int_equal(t.ui.indicator, t.changes[11].indicator);
    handle_action(&t.board, &t.ui, ACTION_OUT, &days, 40, 120);
    assert_int_equal(t.ui.view, VIEW_EVENTS);
    assert_int_equal(events_selected(&t.board), 11);
    handle_action(&t.board, &t.ui, ACTION_LAST, &days, 40, 120);
    assert_int_equal(events_selected(&t.board), (int)t.board.change_count - 1);
    clear_stage(&t);
}

/* What happened to a feed stands on its day, above what was published then, and is not there before it happened. */
static void feeds_lost_and_back_stand_on_their_day(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    struct buf text;
    struct snapshot *s = shipped();
    s->events = event_list_new(3);
    assert_non_null(s->events);
    s->events->count = 3;
    s->events->list[0] = (struct event){.at_s = NOW, .kind = EVENT_FEED_BACK, .feed = "city"};
    /* 2024-08-28 03:00 in Shanghai is still the day before in UTC */
    s->events->list[1] = (struct event){.at_s = 1724785200, .kind = EVENT_FEED_BACK, .feed = "industry"};
    s->events->list[2] = (struct event){.at_s = 1724781600, .kind = EVENT_FEED_LOST, .feed = "industry", .text = "HTTP 500"};
    set_stage_on(&t, s, day_from_ymd(2024, 8, 28));
    t.ui.lang = LANG_EN;
    open_view(&t, VIEW_EVENTS);
    assert_int_equal(grid_init(&g, 24, 100), ST_OK);
    buf_init(&text, 1 << 20);
    view_draw(&t.board, &g);
    grid_to_text(&g, &text);
    const char *day = strstr(text.data, "2024-08-28\n"), *back = strstr(text.data, "03:00  feed industry is back");
    const char *lost = strstr(text.data, "02:00  feed industry lost: HTTP 500"), *figure = strstr(text.data, "new figure");
    assert_non_null(day);
    assert_non_null(back);
    assert_non_null(lost);
    assert_true(day < back && back < lost && lost < figure);
    assert_null(strstr(text.data, "feed city"));
    buf_free(&text);
    grid_free(&g);
    clear_stage(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(today_at_every_size),
        cmocka_unit_test(another_day_at_every_size),
        cmocka_unit_test(every_kind_at_every_size),
        cmocka_unit_test(tables_cut_no_number),
        cmocka_unit_test(the_selection_stays_on_its_event),
        cmocka_unit_test(an_event_leads_to_its_indicator),
        cmocka_unit_test(feeds_lost_and_back_stand_on_their_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
