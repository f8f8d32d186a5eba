/* Every view of the shipped plan, as pictures at many sizes, and at all sizes without a fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/screens/golden.h"
#include "tests/screens/stage.h"
#include "tui/views/view.h"
#include "widgets/width.h"

static const struct size {
    int h, w;
} sizes[] = {{6, 20}, {20, 60}, {24, 80}, {30, 100}, {40, 120}, {50, 160}, {67, 240}};

static void open_view(struct stage *t, enum view_id view)
{
    t->ui.view = view;
    t->ui.feed = 1;
    t->ui.show_hints = view != VIEW_WALL;
    t->ui.kiosk_page = 1;
    t->ui.pillar = view == VIEW_OVERVIEW ? 0 : 1;
    t->ui.indicator = plan_find_indicator(t->snapshot->plan,
                                          view == VIEW_OVERVIEW ? "freedoms" : "industrial-output");
    memset(t->ui.top, 0, sizeof t->ui.top);
}

static void pictures(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    set_stage(&t, shipped());
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (int v = 0; v < VIEW_COUNT; v++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (int way = 0; way < 3; way++) { /* zh, en, en in ASCII */
                char name[96];
                open_view(&t, (enum view_id)v);
                t.ui.lang = way == 0 ? LANG_ZH : LANG_EN;
                t.ui.look.ascii = way == 2;
                t.board.setting_count = settings_list(&t.options, t.ui.lang, t.settings);
                assert_int_equal(grid_resize(&g, sizes[i].h, sizes[i].w), ST_OK);
                view_draw(&t.board, &g);
                snprintf(name, sizeof name, "%s-%s-%dx%d", view_code((enum view_id)v),
                         way == 0 ? "zh" : way == 1 ? "en" : "ascii", sizes[i].w, sizes[i].h);
                golden_check(name, &g);
            }
    grid_free(&g);
    clear_stage(&t);
}

/* A livelier plan: as it was known on a day on which classes were given. */
static void pictures_of_another_day(void **state)
{
    (void)state;
    static const struct {
        enum view_id view;
        const char *indicator;
    } views[] = {{VIEW_OVERVIEW, "industrial-output"}, {VIEW_PILLAR, "nev-output"},    {VIEW_INDICATOR, "industrial-output"},
                 {VIEW_INDICATOR, "freedoms"},         {VIEW_INDICATOR, "industrial-output-growth"},
                 {VIEW_INDICATOR, "jobs"},             {VIEW_INDICATOR, "innovation-cases"}, {VIEW_EVENTS, "industrial-output"}};
    struct stage t;
    struct grid g;
    set_stage_on(&t, shipped(), day_from_ymd(2024, 8, 28));
    t.ui.as_of_set = true;
    t.ui.as_of = day_from_ymd(2024, 8, 28);
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (size_t v = 0; v < sizeof views / sizeof *views; v++)
        for (size_t i = 2; i < sizeof sizes / sizeof *sizes; i += 2)
            for (int way = 0; way < 3; way++) {
                char name[128];
                open_view(&t, views[v].view);
                t.ui.indicator = plan_find_indicator(t.snapshot->plan, views[v].indicator);
                t.ui.pillar = t.snapshot->plan->indicators[t.ui.indicator].pillar;
                t.ui.lang = way == 0 ? LANG_ZH : LANG_EN;
                t.ui.look.ascii = way == 2;
                assert_int_equal(grid_resize(&g, sizes[i].h, sizes[i].w), ST_OK);
                view_draw(&t.board, &g);
                snprintf(name, sizeof name, "2024-%s%s%s-%s-%dx%d", view_code(views[v].view),
                         views[v].view == VIEW_INDICATOR ? "-" : "",
                         views[v].view == VIEW_INDICATOR ? views[v].indicator : "",
                         way == 0 ? "zh" : way == 1 ? "en" : "ascii", sizes[i].w, sizes[i].h);
                golden_check(name, &g);
            }
    grid_free(&g);
    clear_stage(&t);
}

/* Kinds of target that the shipped plan has not, or has no figures for: several of one indicator, down with an outlook, kept
 * every quarter, cumulative, a range. */
static void pictures_of_every_kind(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    set_stage_on(&t, snapshot_of("tests/screens/data/kinds.json"), day_from_ymd(2025, 3, 1));
    t.ui.as_of_set = true;
    t.ui.as_of = day_from_ymd(2025, 3, 1);
    assert_int_equal(grid_init(&g, 34, 120), ST_OK);
    for (size_t i = 0; i <= t.snapshot->plan->indicator_count; i++)
        for (int way = 0; way < 3; way++) {
            bool all = i == t.snapshot->plan->indicator_count;
            char name[128];
            t.ui.view = all ? VIEW_OVERVIEW : VIEW_INDICATOR;
            t.ui.indicator = all ? 0 : (int)i;
            t.ui.top[VIEW_INDICATOR] = 0;
            t.ui.lang = way == 0 ? LANG_ZH : LANG_EN;
            t.ui.look.ascii = way == 2;
            grid_clear(&g);
            view_draw(&t.board, &g);
            snprintf(name, sizeof name, "kinds-%s-%s", all ? "overview" : t.snapshot->plan->indicators[i].id,
                     way == 0 ? "zh" : way == 1 ? "en" : "ascii");
            golden_check(name, &g);
        }
    grid_free(&g);
    clear_stage(&t);
}

/* Marks before the names: what a day brought, and what came since somebody looked, in panels, lines and tables. */
static void pictures_of_news(void **state)
{
    (void)state;
    static const struct size small[] = {{6, 20}, {20, 60}, {30, 100}, {40, 120}};
    static struct news news;
    struct stage t;
    struct grid g;
    set_stage_on(&t, shipped(), day_from_ymd(2024, 8, 28));
    t.ui.as_of_set = true;
    t.ui.as_of = day_from_ymd(2024, 8, 28);
    news_of_day(t.assessment, &news);
    assert_true(news.figures == 2 && news.revisions == 1);
    t.board.news = &news;
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        for (int way = 0; way < 6; way++) {
            char name[96];
            open_view(&t, way < 3 ? VIEW_OVERVIEW : VIEW_PILLAR);
            t.ui.pillar = way < 3 ? 0 : 1;
            t.ui.indicator = plan_find_indicator(t.snapshot->plan, way < 3 ? "freedoms" : "nev-output");
            t.ui.lang = way % 3 == 0 ? LANG_ZH : LANG_EN;
            t.ui.look.ascii = way % 3 == 2;
            assert_int_equal(grid_resize(&g, small[i].h, small[i].w), ST_OK);
            view_draw(&t.board, &g);
            snprintf(name, sizeof name, "news-%s-%s-%dx%d", view_code(t.ui.view), way % 3 == 0 ? "zh" : way % 3 == 1 ? "en" : "ascii",
                     small[i].w, small[i].h);
            golden_check(name, &g);
        }
    grid_free(&g);
    clear_stage(&t);
}

static void receive(struct stage *t, const char *id, int64_t at_s)
{
    struct series *s = t->snapshot->series[plan_find_indicator(t->snapshot->plan, id)];
    for (size_t i = 0; i < s->obs_count; i++)
        s->obs[i].received_s = at_s;
}

/* The rule that takes a mark away: somebody has seen it, or a fortnight; before the first whole picture there is none. */
static void news_go_away(void **state)
{
    (void)state;
    static struct news n;
    const int64_t day_s = 86400;
    struct stage t;
    set_stage(&t, shipped());
    int which = plan_find_indicator(t.snapshot->plan, "industrial-output");
    receive(&t, "industrial-output", NOW - 3 * day_s);
    t.snapshot->archive_ok = true;
    news_find(t.assessment, NOW - 5 * day_s, NOW, 28800, &n); /* the archive is not read yet: not this session's */
    assert_int_equal(news_of(&n, which), RECEIVED_NOTHING);
    t.snapshot->seen = seen_list_new(1);
    news_find(t.assessment, 0, NOW, 28800, &n); /* nothing is noted yet */
    assert_int_equal(news_count(&n), 0);
    t.snapshot->seen->at_s = NOW - 4 * day_s;
    news_find(t.assessment, 0, NOW, 28800, &n);
    assert_int_equal(news_of(&n, which), RECEIVED_FIGURE);
    assert_int_equal(news_count(&n), 1);
    t.snapshot->seen->at_s = NOW - 3 * day_s; /* came with the picture that was seen */
    news_find(t.assessment, 0, NOW, 28800, &n);
    assert_int_equal(news_count(&n), 0);
    t.snapshot->seen->at_s = NOW - 400 * day_s;
    news_find(t.assessment, 0, NOW + (NEWS_DAYS - 4) * day_s, 28800, &n);
    assert_int_equal(news_count(&n), 1);
    news_find(t.assessment, 0, NOW + (NEWS_DAYS - 3) * day_s, 28800, &n);
    assert_int_equal(news_count(&n), 0);
    t.snapshot->seen->at_s = NOW - 4 * day_s;
    t.snapshot->feeds[0].settled = false; /* the picture is not whole */
    news_find(t.assessment, 0, NOW, 28800, &n);
    assert_int_equal(news_count(&n), 0);
    clear_stage(&t);
}

/* The largest figure, 9000, is counted in 亿元 and bn; the axis ends at 10000, which alone would be 1 万亿 and 1 trn. */
static void the_axis_counts_in_its_unit(void **state)
{
    (void)state;
    static const char *const wanted[LANG_COUNT][3] = {[LANG_ZH] = {" 亿元", "10000 ┤", " 5000 ┤"},
                                                      [LANG_EN] = {" CNY bn", " 1000 ┤", "  500 ┤"}};
    struct stage t;
    struct grid g;
    struct buf text;
    set_stage_on(&t, snapshot_of("tests/screens/data/kinds.json"), day_from_ymd(2025, 3, 1));
    t.ui.view = VIEW_INDICATOR;
    t.ui.indicator = plan_find_indicator(t.snapshot->plan, "product");
    buf_init(&text, 1 << 20);
    assert_int_equal(grid_init(&g, 34, 120), ST_OK);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        t.ui.lang = (enum lang)lang;
        view_draw(&t.board, &g);
        buf_clear(&text);
        grid_to_text(&g, &text);
        for (int i = 0; i < 3; i++)
            if (!strstr(text.data, wanted[lang][i]))
                fail_msg("no '%s' in\n%s", wanted[lang][i], text.data);
    }
    buf_free(&text);
    grid_free(&g);
    clear_stage(&t);
}

static void type_in(struct stage *t, enum action prompt, const char *line)
{
    struct days days = {.today = day_from_ymd(2026, 11, 24)};
    handle_action(&t->board, &t->ui, prompt, &days, 24, 80);
    for (const char *p = line; *p;) {
        char one[8] = "";
        int cells;
        size_t n = grapheme_next(p, strlen(p), &cells);
        memcpy(one, p, n < sizeof one ? n : sizeof one - 1);
        bool tab = *p == '\t';
        handle_prompt(&t->board, &t->ui, tab ? "Tab" : one, tab ? "" : one, &days, 24, 80);
        p += n;
    }
}

/* The foot of the screen: what each prompt offers and says, a long message, hints with the reader's own keys. */
static void prompts(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum action prompt;
        const char *line;
    } scenes[] = {
        {"command-empty", ACTION_COMMAND, ""},         {"command-words", ACTION_COMMAND, "s"},
        {"command-value", ACTION_COMMAND, "sort \t\t"}, {"command-argument", ACTION_COMMAND, "as-of "},
        {"filter-wrong", ACTION_FILTER, "class:foo"},  {"filter-choices", ACTION_FILTER, "产值 class:o"},
        {"search-none", ACTION_SEARCH, "没有这样的指标没有这样的指标没有这样的指标没有这样的指标没有这样的指标"},
        {"key", ACTION_KEY_HELP, ""},
    };
    struct stage t;
    struct grid g;
    set_stage(&t, shipped());
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        for (int way = 0; way < 2; way++)
            for (int small = 0; small < 2; small++) {
                char name[96];
                open_view(&t, VIEW_PILLAR);
                t.ui.lang = way == 0 ? LANG_ZH : LANG_EN;
                t.ui.look.ascii = way == 1;
                t.ui.filter[0] = t.ui.search[0] = t.ui.message[0] = '\0';
                type_in(&t, scenes[i].prompt, scenes[i].line);
                assert_int_equal(grid_resize(&g, small ? 6 : 12, small ? 20 : 80), ST_OK);
                view_draw(&t.board, &g);
                assert_true(scenes[i].prompt == ACTION_KEY_HELP || g.cursor_y == g.h - 1);
                snprintf(name, sizeof name, "prompt-%s-%s-%s", scenes[i].name, way ? "ascii" : "zh", small ? "20x6" : "80x12");
                golden_check(name, &g);
                prompt_close(&t.ui.prompt, false);
            }
    grid_free(&g);
    clear_stage(&t);
}

/* Help and quit always stand, whatever the width; no hint is cut. */
static void hints_keep_help_and_quit(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    struct keys keys;
    struct buf text;
    struct key_binding own = {.action = ACTION_HELP, .keys = (char *)"F12", .file = (char *)"f", .line = 1, .column = 1};
    set_stage(&t, shipped());
    assert_int_equal(keys_init(&keys, &own, 1, NULL), ST_OK);
    t.board.keys = &keys;
    t.ui.lang = LANG_EN;
    buf_init(&text, 1 << 20);
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (int w = 24; w <= 240; w++) {
        open_view(&t, VIEW_OVERVIEW);
        t.ui.paused = w % 2;
        t.ui.as_of_set = w % 3 == 0;
        assert_int_equal(grid_resize(&g, 24, w), ST_OK);
        view_draw(&t.board, &g);
        buf_clear(&text);
        grid_to_text(&g, &text);
        if (!strstr(text.data, "F12 help") || !strstr(text.data, "q quit"))
            fail_msg("at %d cells:\n%s", w, text.data);
    }
    t.ui.paused = true;
    view_draw(&t.board, &g);
    buf_clear(&text);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "p go on fetching"));
    buf_free(&text);
    grid_free(&g);
    clear_stage(&t);
}

/* In ASCII nothing of ours is anything else; texts of the plan are, in English, ASCII too. */
static void ascii_is_ascii(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    set_stage(&t, shipped());
    t.ui.lang = LANG_EN;
    t.ui.look.ascii = true;
    assert_int_equal(grid_init(&g, 40, 120), ST_OK);
    static const enum view_id views[] = {VIEW_OVERVIEW, VIEW_PILLAR, VIEW_FEEDS, VIEW_EVENTS, VIEW_WALL};
    for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
        open_view(&t, views[v]);
        t.ui.show_hints = false;
        view_draw(&t.board, &g);
        for (int i = 0; i < g.h * g.w; i++)
            if (g.cells[i].width == 1 && (unsigned char)g.cells[i].glyph[0] >= 0x80)
                fail_msg("view %s draws '%s'", view_code(views[v]), g.cells[i].glyph);
    }
    grid_free(&g);
    clear_stage(&t);
}

/* Words of Latin letters that a Chinese picture may hold besides those of the plan: keys, the other language's name, codes. */
static bool may_stand(const char *word, const struct buf *documents)
{
    static const char *const ours[] = {"Enter", "Esc", "Tab", "English", "HTTP", "KiB"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(word, ours[i]) == 0)
            return true;
    return strstr(documents->data, word) != NULL;
}

/* Finds what the catalogue check cannot: a text that is put on the screen without being translated. */
static void chinese_is_chinese(void **state)
{
    (void)state;
    static const enum view_id views[] = {VIEW_OVERVIEW, VIEW_PILLAR, VIEW_INDICATOR, VIEW_FEEDS, VIEW_EVENTS, VIEW_WALL};
    struct stage t;
    struct grid g;
    struct buf text, documents;
    buf_init(&documents, 1 << 24);
    buf_init(&text, 1 << 22);
    set_stage(&t, shipped());
    read_into(&documents, t.snapshot->plan->url);
    for (size_t i = 0; i < t.snapshot->plan->feed_count; i++) {
        struct buf one;
        buf_init(&one, 1 << 24);
        read_into(&one, t.snapshot->plan->feeds[i].url);
        buf_append(&documents, one.data, one.len);
        buf_puts(&documents, t.snapshot->plan->feeds[i].url); /* the feeds view shows addresses */
        buf_free(&one);
        t.snapshot->feeds[i].state = (enum feed_state)(i % 5);
    }
    assert_int_equal(grid_init(&g, 67, 240), ST_OK);
    t.ui.lang = LANG_ZH;
    for (size_t v = 0; v < sizeof views / sizeof *views; v++)
        for (int i = 0; i < (int)t.snapshot->plan->indicator_count; i++) {
            open_view(&t, views[v]);
            t.ui.indicator = i;
            t.ui.pillar = t.snapshot->plan->indicators[i].pillar;
            t.ui.kiosk_page = i;
            view_draw(&t.board, &g);
            buf_clear(&text);
            grid_to_text(&g, &text);
            for (char *p = text.data; *p;) {
                char word[64];
                size_t n = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
                snprintf(word, sizeof word, "%.*s", (int)n, p);
                if (n > 2 && !may_stand(word, &documents))
                    fail_msg("view %s, indicator %d: '%s' in\n%s", view_code(views[v]), i, word, text.data);
                p += n ? n : 1;
            }
        }
    buf_free(&text);
    buf_free(&documents);
    grid_free(&g);
    clear_stage(&t);
}

static void every_size_is_sound(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    set_stage(&t, shipped());
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    for (int v = 0; v < VIEW_COUNT; v++)
        for (int h = 1; h <= 70; h += h < 12 ? 1 : 7)
            for (int w = 1; w <= 250; w += w < 30 ? 1 : 13) {
                open_view(&t, (enum view_id)v);
                t.ui.lang = (h + w) % 2 ? LANG_ZH : LANG_EN;
                t.ui.zoomed = (h + w) % 3 == 0;
                assert_int_equal(grid_resize(&g, h, w), ST_OK);
                view_draw(&t.board, &g);
                if (!grid_is_sound(&g))
                    fail_msg("view %s at %dx%d", view_code((enum view_id)v), w, h);
            }
    grid_free(&g);
    clear_stage(&t);
}

/* Six panels at every size from 80x24 up, whatever the language. */
static void six_panels_always(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    struct buf text;
    set_stage(&t, shipped());
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    buf_init(&text, 1 << 22);
    for (int w = 80; w <= 240; w += 8)
        for (int h = 24; h <= 67; h += 4)
            for (int l = 0; l < LANG_COUNT; l++) {
                open_view(&t, VIEW_OVERVIEW);
                t.ui.lang = (enum lang)l;
                assert_int_equal(grid_resize(&g, h, w), ST_OK);
                view_draw(&t.board, &g);
                buf_clear(&text);
                grid_to_text(&g, &text);
                for (size_t p = 0; p < t.snapshot->plan->pillar_count; p++) {
                    char title[128];
                    snprintf(title, sizeof title, "%zu %s", p + 1,
                             text_in(&t.snapshot->plan->pillars[p].name, (enum lang)l));
                    if (!strstr(text.data, title))
                        fail_msg("no '%s' at %dx%d:\n%s", title, w, h, text.data);
                }
            }
    buf_free(&text);
    grid_free(&g);
    clear_stage(&t);
}

static void trouble_is_said_in_words(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    struct buf text;
    struct snapshot *s = shipped();
    s->feeds[1].state = FEED_FAILING;
    snprintf(s->feeds[1].error, sizeof s->feeds[1].error, "HTTP 500 Internal Server Error");
    set_stage(&t, s);
    t.ui.lang = LANG_EN;
    buf_init(&text, 1 << 20);
    assert_int_equal(grid_init(&g, 40, 120), ST_OK);
    open_view(&t, VIEW_OVERVIEW);
    view_draw(&t.board, &g);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "feeds in trouble: 1"));
    assert_non_null(strstr(text.data, "CNY 423 bn")); /* the last good figures stay */
    open_view(&t, VIEW_FEEDS);
    view_draw(&t.board, &g);
    buf_clear(&text);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "problem    HTTP 500 Internal Server Error"));
    t.ui.feed = 0;
    view_draw(&t.board, &g);
    buf_clear(&text);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "industry: HTTP 500 Internal Server Error"));
    t.ui.feed = 1;
    s->feeds[1].failures_in_row = 3;
    s->feeds[1].tried_s = s->feeds[1].fetched_s;
    view_draw(&t.board, &g);
    buf_clear(&text);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "problem    HTTP 500 Internal Server Error"));
    assert_non_null(strstr(text.data, "1 min ago; its figures are kept"));
    assert_non_null(strstr(text.data, "failed 3 times in a row"));
    clear_stage(&t);

    s = snapshot_new(NULL);
    set_stage(&t, s);
    t.ui.lang = LANG_EN;
    view_draw(&t.board, &g);
    buf_clear(&text);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "reading the plan"));
    assert_non_null(strstr(text.data, "R fetch again  L 中文  q quit"));
    snprintf(s->plan_health.error, sizeof s->plan_health.error, "cannot open /x.json");
    view_draw(&t.board, &g);
    buf_clear(&text);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "the plan cannot be read"));
    assert_non_null(strstr(text.data, "cannot open /x.json"));
    clear_stage(&t);
    buf_free(&text);
    grid_free(&g);
}

static void binding_and_anticipatory_stand_apart(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    struct buf text;
    struct snapshot *s = shipped();
    int at = plan_find_indicator(s->plan, "nev-output");
    ((struct indicator *)s->plan->indicators)[at].nature = NATURE_BINDING;
    set_stage(&t, s);
    t.ui.lang = LANG_EN;
    buf_init(&text, 1 << 20);
    assert_int_equal(grid_init(&g, 40, 160), ST_OK);
    open_view(&t, VIEW_PILLAR);
    view_draw(&t.board, &g);
    grid_to_text(&g, &text);
    assert_non_null(strstr(text.data, "Binding: ○ Pending 1. Anticipatory: ○ Pending 5  – Not assessed 2."));
    clear_stage(&t);
    buf_free(&text);
    grid_free(&g);
}

/* A screen reader reads where the cursor stands: on the selection, or where one begins to read. On the wall nobody reads so. */
static void the_cursor_is_parked(void **state)
{
    (void)state;
    struct stage t;
    struct grid g;
    set_stage(&t, shipped());
    t.ui.lang = LANG_EN;
    assert_int_equal(grid_init(&g, 1, 1), ST_OK);
    static const char *const at[VIEW_COUNT] = {[VIEW_OVERVIEW] = "Five freedoms", [VIEW_PILLAR] = "Industrial output",
                                               [VIEW_FEEDS] = "industry"};
    for (int v = 0; v < VIEW_COUNT; v++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            open_view(&t, (enum view_id)v);
            assert_int_equal(grid_resize(&g, sizes[i].h, sizes[i].w), ST_OK);
            view_draw(&t.board, &g);
            if (v == VIEW_WALL) {
                assert_int_equal(g.cursor_y, -1);
                continue;
            }
            if (g.cursor_y < 0 || g.cursor_y >= g.h || g.cursor_x < 0 || g.cursor_x >= g.w)
                fail_msg("view %s at %dx%d: the cursor is at %d,%d", view_code((enum view_id)v), g.w, g.h, g.cursor_y,
                         g.cursor_x);
            if (!at[v] || sizes[i].w < 80)
                continue;
            char row[1024] = "";
            for (int x = g.cursor_x; x < g.w; x++)
                strncat(row, g.cells[g.cursor_y * g.w + x].glyph, sizeof row - strlen(row) - 1);
            if (strncmp(row, at[v], strlen(at[v])) != 0)
                fail_msg("view %s at %dx%d: the cursor stands before '%s'", view_code((enum view_id)v), g.w, g.h, row);
        }
    grid_free(&g);
    clear_stage(&t);
}

static void the_plan_has_its_name_whole_above_feeds_with_short_ids(void **state)
{
    (void)state;
    struct grid g;
    struct stage t;
    struct buf text;
    struct snapshot *s = shipped();
    for (size_t i = 0; i < s->plan->feed_count; i++)
        ((struct feed_spec *)s->plan->feeds)[i].id = "f";
    set_stage(&t, s);
    t.ui.lang = LANG_EN;
    open_view(&t, VIEW_FEEDS);
    buf_init(&text, 1 << 20);
    assert_int_equal(grid_init(&g, 24, 80), ST_OK);
    view_draw(&t.board, &g);
    grid_to_text(&g, &text);
    if (!strstr(text.data, "the plan  Lin-gang"))
        fail_msg("%s", text.data);
    buf_free(&text);
    grid_free(&g);
    clear_stage(&t);
}

/* Every state of a feed, in both languages, whole in 80x24. */
static void a_feed_says_all_of_itself_in_a_small_terminal(void **state)
{
    (void)state;
    static const struct {
        enum lang lang;
        const char *texts[12];
    } wanted[] = {
        {LANG_EN,
         {"✗ failing", "no complete answer within 30 s (119 bytes came)", "failed 4 times in a row; next try in 5 min",
          "its figures are kept", "▽ late", "was announced for 2026-11-01 and has not come", "unchanged 7 times",
          "https://stats.example.org/x?token=..."}},
        {LANG_ZH,
         {"✗ 失败", "30 秒内应答不完整（收到 119 字节）", "连续失败 4 次；5 分钟后再试", "数据已保留", "▽ 逾期", "预告 2026年11月1日 公布，尚未公布",
          "7 次未变", "https://stats.example.org/x?token=..."}}};
    struct grid g;
    struct buf text;
    buf_init(&text, 1 << 20);
    assert_int_equal(grid_init(&g, 24, 80), ST_OK);
    for (size_t k = 0; k < 2; k++) {
        struct stage t;
        struct snapshot *s = shipped();
        struct feed_health *failing = &s->feeds[1], *late = &s->feeds[2];
        failing->state = FEED_FAILING;
        failing->failures_in_row = 4;
        failing->answers_304 = 7;
        snprintf(failing->error, sizeof failing->error, "no complete answer within 30 s (119 bytes came)");
        late->state = FEED_LATE;
        late->awaited = (struct awaited){.day = day_from_ymd(2026, 11, 1), .announced = true};
        snprintf(late->awaited.indicator, sizeof late->awaited.indicator, "industrial-output");
        ((struct feed_spec *)s->plan->feeds)[1].shown = "https://stats.example.org/x?token=...";
        set_stage(&t, s);
        failing->tried_s = t.board.now_s - 60;
        failing->next_s = t.board.now_s + 300;
        t.ui.lang = wanted[k].lang;
        open_view(&t, VIEW_FEEDS);
        buf_clear(&text);
        for (t.ui.feed = -1; t.ui.feed < (int)s->feed_count; t.ui.feed++) {
            view_draw(&t.board, &g);
            grid_to_text(&g, &text);
        }
        for (size_t i = 0; wanted[k].texts[i]; i++)
            if (!strstr(text.data, wanted[k].texts[i]))
                fail_msg("'%s' is not in\n%s", wanted[k].texts[i], text.data);
        clear_stage(&t);
    }
    buf_free(&text);
    grid_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(binding_and_anticipatory_stand_apart),
        cmocka_unit_test(pictures), cmocka_unit_test(pictures_of_another_day),
        cmocka_unit_test(pictures_of_every_kind), cmocka_unit_test(pictures_of_news), cmocka_unit_test(news_go_away),
        cmocka_unit_test(the_axis_counts_in_its_unit), cmocka_unit_test(ascii_is_ascii),
        cmocka_unit_test(chinese_is_chinese), cmocka_unit_test(prompts), cmocka_unit_test(hints_keep_help_and_quit),
        cmocka_unit_test(every_size_is_sound), cmocka_unit_test(six_panels_always),
        cmocka_unit_test(trouble_is_said_in_words),
        cmocka_unit_test(the_plan_has_its_name_whole_above_feeds_with_short_ids),
        cmocka_unit_test(a_feed_says_all_of_itself_in_a_small_terminal), cmocka_unit_test(the_cursor_is_parked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
