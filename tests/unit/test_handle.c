/* What actions do to the view state, and which key does what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/filter.h"
#include "tui/handle.h"
#include "tui/keys.h"
#include "tui/views/view.h"

#define ROWS 40
#define COLUMNS 120

/* Three pillars of two indicators each. */
static struct indicator indicators[6];
static struct pillar pillars[3];

struct stage {
    struct plan plan;
    struct snapshot *snapshot;
    struct assessment *assessment;
    struct ui ui;
    struct board board;
    struct days days;
};

static const day_t publication_days[] = {100, 200, 300};

static int setup(void **state)
{
    static const char *const names[] = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta"};
    struct stage *s = calloc(1, sizeof *s);
    for (int i = 0; i < 6; i++)
        indicators[i] = (struct indicator){.id = names[i], .name = {{names[i], names[i]}},
                                           .decimals = -1, .pillar = i / 2};
    for (int i = 0; i < 3; i++)
        pillars[i] = (struct pillar){.id = names[i], .name = {{names[i], names[i]}},
                                     .first = (size_t)i * 2, .count = 2};
    s->plan = (struct plan){.id = "p", .start = 0, .end = 1000, .timezone = "UTC",
                            .pillar_count = 3, .indicator_count = 6, .pillars = pillars,
                            .indicators = indicators};
    atomic_init(&s->plan.refs, 2); /* never freed: it is no heap plan */
    s->snapshot = snapshot_new(&s->plan);
    struct assess_options opt = {.as_of = 400};
    s->assessment = assess(s->snapshot, &opt);
    ui_init(&s->ui);
    s->ui.lang = LANG_EN;
    s->board = (struct board){.assessment = s->assessment, .ui = &s->ui, .scroll = &s->ui};
    s->days = (struct days){publication_days, 3, 400};
    ui_settle(&s->board, &s->ui);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct stage *s = *state;
    assessment_free(s->assessment);
    snapshot_free(s->snapshot);
    free(s);
    return 0;
}

static unsigned act(struct stage *s, enum action a)
{
    return handle_action(&s->board, &s->ui, a, &s->days, ROWS, COLUMNS);
}

static void type(struct stage *s, const char *text)
{
    for (; *text; text++) {
        char one[2] = {*text, '\0'};
        handle_prompt(&s->board, &s->ui, one, one, &s->days, ROWS, COLUMNS);
    }
}

static unsigned enter(struct stage *s)
{
    return handle_prompt(&s->board, &s->ui, "Enter", "", &s->days, ROWS, COLUMNS);
}

static void enter_goes_in_and_escape_out(void **state)
{
    struct stage *s = *state;
    assert_int_equal(s->ui.indicator, 0);
    act(s, ACTION_IN);
    assert_int_equal(s->ui.view, VIEW_PILLAR);
    act(s, ACTION_DOWN);
    act(s, ACTION_IN);
    assert_int_equal(s->ui.view, VIEW_INDICATOR);
    assert_int_equal(s->ui.indicator, 1);
    act(s, ACTION_OUT);
    assert_int_equal(s->ui.view, VIEW_PILLAR);
    assert_int_equal(act(s, ACTION_OUT), REACT_NONE);
    assert_int_equal(s->ui.view, VIEW_OVERVIEW);
    assert_int_equal(act(s, ACTION_OUT), REACT_NONE); /* never quits */
    assert_int_equal(act(s, ACTION_BACK_OR_QUIT), REACT_QUIT);
    act(s, ACTION_IN);
    assert_int_equal(act(s, ACTION_BACK_OR_QUIT), REACT_NONE);
}

static void arrows_move_between_and_within_panels(void **state)
{
    struct stage *s = *state;
    act(s, ACTION_DOWN);
    assert_int_equal(s->ui.indicator, 1);
    act(s, ACTION_RIGHT);
    assert_int_equal(s->ui.pillar, 1);
    assert_int_equal(s->ui.indicator, 2);
    act(s, ACTION_LEFT);
    act(s, ACTION_LEFT);
    assert_int_equal(s->ui.pillar, 0); /* the edge of the row */
    act(s, ACTION_PREVIOUS_PANEL);
    assert_int_equal(s->ui.pillar, 2);
    act(s, ACTION_PILLAR_2);
    assert_int_equal(s->ui.pillar, 1);
    assert_false(s->ui.zoomed);
    act(s, ACTION_PILLAR_2); /* again: the whole screen */
    assert_true(s->ui.zoomed);
    act(s, ACTION_OUT);
    assert_false(s->ui.zoomed);
    act(s, ACTION_PILLAR_6); /* there are three */
    assert_int_equal(s->ui.pillar, 1);
}

static void search_finds_with_every_letter(void **state)
{
    struct stage *s = *state;
    act(s, ACTION_SEARCH);
    type(s, "ta"); /* beta, delta, zeta */
    assert_int_equal(s->ui.indicator, 1);
    enter(s);
    act(s, ACTION_SEARCH_NEXT);
    assert_int_equal(s->ui.indicator, 3);
    act(s, ACTION_SEARCH_NEXT);
    assert_int_equal(s->ui.indicator, 5);
    assert_int_equal(s->ui.pillar, 2);
    act(s, ACTION_SEARCH_NEXT);
    assert_int_equal(s->ui.indicator, 1);
    act(s, ACTION_SEARCH_PREVIOUS);
    assert_int_equal(s->ui.indicator, 5);
}

static void filter_hides_and_escape_shows_again(void **state)
{
    struct stage *s = *state;
    int rows[6];
    act(s, ACTION_FILTER);
    type(s, "!ta");
    assert_int_equal(ui_rows(&s->board, -1, rows), 3);
    assert_int_equal(s->ui.indicator, 0);
    handle_prompt(&s->board, &s->ui, "Esc", "", &s->days, ROWS, COLUMNS);
    assert_int_equal(ui_rows(&s->board, -1, rows), 6);
    act(s, ACTION_FILTER);
    type(s, "class:not-assessed");
    enter(s);
    assert_int_equal(ui_rows(&s->board, -1, rows), 6);
    act(s, ACTION_OUT);
    assert_string_equal(s->ui.filter, "");
    assert_true(filter_matches(&s->board, 0, "pillar:alpha"));
    assert_false(filter_matches(&s->board, 2, "pillar:alpha"));
    assert_false(filter_matches(&s->board, 0, "class:pending"));
}

static void time_goes_by_publication_days(void **state)
{
    struct stage *s = *state;
    assert_int_equal(act(s, ACTION_AS_OF_BACK), REACT_AS_OF);
    assert_true(s->ui.as_of_set);
    assert_int_equal(s->ui.as_of, 300);
    act(s, ACTION_AS_OF_BACK);
    act(s, ACTION_AS_OF_BACK);
    assert_int_equal(s->ui.as_of, 100);
    assert_int_equal(act(s, ACTION_AS_OF_BACK), REACT_NONE); /* nothing before */
    act(s, ACTION_AS_OF_FORWARD);
    assert_int_equal(s->ui.as_of, 200);
    act(s, ACTION_OVERVIEW);
    assert_false(s->ui.as_of_set);
}

static void the_command_line_runs_completes_and_refuses(void **state)
{
    struct stage *s = *state;
    act(s, ACTION_COMMAND);
    type(s, "lang zh");
    assert_int_equal(enter(s), REACT_AS_OF);
    assert_int_equal(s->ui.lang, LANG_ZH);
    act(s, ACTION_COMMAND);
    type(s, "worst");
    handle_prompt(&s->board, &s->ui, "Tab", "", &s->days, ROWS, COLUMNS);
    assert_string_equal(s->ui.prompt.line, "worst-first");
    enter(s);
    assert_true(s->ui.worst_first);
    act(s, ACTION_COMMAND);
    type(s, "lang en");
    enter(s);
    act(s, ACTION_COMMAND);
    type(s, "fly");
    assert_int_equal(enter(s), REACT_NONE);
    assert_true(s->ui.message_is_error);
    assert_non_null(strstr(s->ui.message, "there is no command 'fly'"));
    act(s, ACTION_COMMAND);
    type(s, "abc");
    handle_prompt(&s->board, &s->ui, "Backspace", "", &s->days, ROWS, COLUMNS);
    handle_prompt(&s->board, &s->ui, "汉", "汉", &s->days, ROWS, COLUMNS);
    assert_string_equal(s->ui.prompt.line, "ab汉");
    handle_prompt(&s->board, &s->ui, "Backspace", "", &s->days, ROWS, COLUMNS);
    assert_string_equal(s->ui.prompt.line, "ab");
}

static unsigned key(struct stage *s, const char *name)
{
    return handle_prompt(&s->board, &s->ui, name, "", &s->days, ROWS, COLUMNS);
}

static unsigned run(struct stage *s, const char *line)
{
    act(s, ACTION_COMMAND);
    type(s, line);
    return enter(s);
}

static void a_line_is_edited_as_in_a_shell(void **state)
{
    struct prompt p = {0};
    (void)state;
    prompt_open(&p, PROMPT_COMMAND, "");
    static const char *const letters[] = {"上", "海", " ", "a", "é", "x"};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        prompt_edit(&p, letters[i], letters[i]);
    assert_string_equal(p.line, "上海 aéx");
    prompt_edit(&p, "Left", "");
    prompt_edit(&p, "Backspace", "");
    assert_string_equal(p.line, "上海 ax");
    prompt_edit(&p, "Ctrl-A", "");
    prompt_edit(&p, "Right", "");
    assert_int_equal(p.cursor, 3);
    prompt_edit(&p, "Delete", "");
    assert_string_equal(p.line, "上 ax");
    prompt_edit(&p, "End", "");
    prompt_edit(&p, "Ctrl-W", "");
    assert_string_equal(p.line, "上 ");
    prompt_edit(&p, "Home", "");
    prompt_edit(&p, "Ctrl-K", "");
    assert_string_equal(p.line, "");
    prompt_edit(&p, "Paste", "b");
    prompt_edit(&p, "Ctrl-U", "");
    assert_string_equal(p.line, "");
    assert_false(prompt_edit(&p, "F5", ""));
    for (int i = 0; i < 2 * PROMPT_BYTES; i++)
        prompt_edit(&p, "汉", "汉");
    assert_true(strlen(p.line) < PROMPT_BYTES);
    assert_int_equal(strlen(p.line) % 3, 0);
}

static void lines_are_remembered_by_kind(void **state)
{
    struct stage *s = *state;
    run(s, "sort name");
    run(s, "sort class");
    run(s, "sort name");
    act(s, ACTION_SEARCH);
    key(s, "Up");
    assert_string_equal(s->ui.prompt.line, "");
    key(s, "Esc");
    act(s, ACTION_COMMAND);
    type(s, "x");
    key(s, "Up");
    assert_string_equal(s->ui.prompt.line, "sort name");
    key(s, "Up");
    assert_string_equal(s->ui.prompt.line, "sort class");
    key(s, "Up"); /* there are two */
    assert_string_equal(s->ui.prompt.line, "sort class");
    key(s, "Down");
    key(s, "Down");
    assert_string_equal(s->ui.prompt.line, "x");
    key(s, "Esc");
    for (int i = 0; i < 3 * PROMPT_HISTORY; i++) {
        char line[32];
        snprintf(line, sizeof line, "sort %d", i);
        run(s, line);
    }
    assert_int_equal(s->ui.prompt.history[PROMPT_COMMAND].count, PROMPT_HISTORY);
}

static void a_search_goes_round_and_escape_brings_back(void **state)
{
    struct stage *s = *state;
    s->ui.indicator = 3;
    s->ui.pillar = 1;
    act(s, ACTION_SEARCH);
    type(s, "zet");
    assert_int_equal(s->ui.indicator, 5);
    type(s, "x");
    assert_true(s->ui.prompt.note_is_error);
    assert_string_equal(s->ui.prompt.note, "nothing matches 'zetx'");
    key(s, "Esc");
    assert_int_equal(s->ui.indicator, 3);
    assert_int_equal(s->ui.pillar, 1);
    assert_string_equal(s->ui.search, "");
    act(s, ACTION_SEARCH);
    type(s, "ta");
    enter(s);
    act(s, ACTION_SEARCH_NEXT); /* delta to zeta */
    assert_string_equal(s->ui.message, "");
    act(s, ACTION_SEARCH_NEXT);
    assert_int_equal(s->ui.indicator, 1);
    assert_string_equal(s->ui.message, "the search went on from the top");
    act(s, ACTION_SEARCH_PREVIOUS);
    assert_string_equal(s->ui.message, "the search went on from the bottom");
    s->ui.filter[0] = '\0';
    run(s, "search alpha");
    act(s, ACTION_SEARCH_NEXT);
    assert_string_equal(s->ui.message, "the only match of 'alpha'");
    s->ui.search[0] = '\0';
    act(s, ACTION_SEARCH_NEXT);
    assert_string_equal(s->ui.message, "nothing was searched yet; / searches");
}

/* Feeds, events and options are searched for what stands there. */
static void every_list_can_be_searched(void **state)
{
    struct stage *s = *state;
    struct feed_spec feeds[2] = {{.id = "customs", .url = "file:///a.json"}, {.id = "bureau", .url = "file:///b.json"}};
    struct setting settings[2] = {{.key = "plan", .help = "x"}, {.key = "lang", .help = "y"}};
    s->plan.feeds = feeds;
    s->plan.feed_count = 2;
    s->snapshot->feed_count = 2;
    free(s->snapshot->feeds);
    s->snapshot->feeds = calloc(2, sizeof *s->snapshot->feeds);
    snprintf(s->snapshot->feeds[1].error, sizeof s->snapshot->feeds[1].error, "HTTP 500");
    s->board.settings = settings;
    s->board.setting_count = 2;
    s->ui.view = VIEW_FEEDS;
    s->ui.feed = 0;
    run(s, "search 500");
    assert_int_equal(s->ui.feed, 1);
    run(s, "search b.json");
    assert_int_equal(s->ui.feed, 1);
    run(s, "search customs");
    assert_int_equal(s->ui.feed, 0);
    s->ui.view = VIEW_OPTIONS;
    run(s, "search lang");
    assert_int_equal(s->ui.setting, 1);
    s->plan.feed_count = 0;
}

static void a_wrong_filter_is_said_in_words(void **state)
{
    struct stage *s = *state;
    static const struct {
        const char *line, *said;
    } wrong[] = {{"class:foo", "'foo' is no class such as lagging or on-track"},
                 {"a flag:x", "'x' is no flag such as provisional or break"},
                 {"is:x", "'x' is no mark; write is:new, is:revised or is:alert"},
                 {"!pillar:9", "'9' is no pillar: write its number or a part of its id"},
                 {"age>x", "'x' is no age; write age>30d, age<2w, age>6m or age>1y"},
                 {"age<5q", "'5q' is no age; write age>30d, age<2w, age>6m or age>1y"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        act(s, ACTION_FILTER);
        key(s, "Ctrl-U");
        type(s, wrong[i].line);
        enter(s);
        assert_int_equal(s->ui.prompt.kind, PROMPT_FILTER); /* it stays open */
        assert_string_equal(s->ui.prompt.note, wrong[i].said);
        key(s, "Esc");
        assert_string_equal(s->ui.filter, "");
    }
    static const char *const right[] = {"class:lag", "class:未", "age>30", "age<2w", "pillar:2", "flag:prov", "is:", "is:rev", "!class:pending"};
    struct err err;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (filter_check(&s->board, right[i], &err) != ST_OK)
            fail_msg("%s: %s", right[i], err.text);
    assert_true(filter_matches(&s->board, 2, "pillar:2"));
    assert_false(filter_matches(&s->board, 0, "pillar:2"));
    assert_false(filter_matches(&s->board, 0, "age<30d")); /* without a figure there is no age */
    assert_false(filter_matches(&s->board, 0, "class:on"));
    assert_true(filter_matches(&s->board, 0, "class:not-as"));
    static struct news news;
    assert_false(filter_matches(&s->board, 0, "is:")); /* nothing is marked */
    news.of[0] = RECEIVED_REVISION;
    s->board.news = &news;
    assert_true(filter_matches(&s->board, 0, "is:revised"));
    assert_true(filter_matches(&s->board, 0, "is:"));
    assert_false(filter_matches(&s->board, 0, "is:new"));
    assert_false(filter_matches(&s->board, 1, "is:"));
    s->board.news = NULL;
}

static void commands_take_arguments(void **state)
{
    struct stage *s = *state;
    assert_int_equal(run(s, "pillar 2"), REACT_NONE);
    assert_int_equal(s->ui.pillar, 1);
    assert_int_equal(s->ui.view, VIEW_PILLAR);
    run(s, "pillar gamma");
    assert_int_equal(s->ui.pillar, 2);
    run(s, "indicator delta");
    assert_int_equal(s->ui.indicator, 3);
    assert_int_equal(s->ui.view, VIEW_INDICATOR);
    run(s, "view events");
    assert_int_equal(s->ui.view, VIEW_EVENTS);
    run(s, "view overview");
    assert_int_equal(s->ui.back_count, 0);
    assert_int_equal(run(s, "as-of 1970-05-01"), REACT_AS_OF);
    assert_int_equal(s->ui.as_of, 120);
    assert_int_equal(run(s, "theme light"), REACT_SET);
    assert_string_equal(s->ui.argument, "theme light");
    assert_int_equal(run(s, "export a b.csv "), REACT_EXPORT);
    assert_string_equal(s->ui.argument, "a b.csv");
    assert_int_equal(run(s, "set mouse yes"), REACT_SET);
    static const struct {
        const char *line, *said;
    } wrong[] = {{"piller 2", "there is no command 'piller'; 'pillar' is near"},
                 {"qwertyuiop", "there is no command 'qwertyuiop'; Tab lists them"},
                 {"pillar", "'pillar' needs something behind it: N|ID"},
                 {"pillar 9", "there is no pillar '9'"},
                 {"indicator x", "there is no indicator 'x'"},
                 {"view wall", "there is no view 'wall'"},
                 {"as-of yesterday", "a date is written 2024-08-28"},
                 {"sort size", "cannot sort by 'size'"},
                 {"theme pink", "there is no theme 'pink'"},
                 {"lang fr", "the language is zh or en"},
                 {"filter class:foo", "'foo' is no class such as lagging or on-track"},
                 {"down 3", "'down' takes nothing behind it"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(run(s, wrong[i].line), REACT_NONE);
        assert_true(s->ui.message_is_error);
        assert_string_equal(s->ui.message, wrong[i].said);
    }
}

static void tab_completes_words_and_values(void **state)
{
    struct stage *s = *state;
    int bytes;
    act(s, ACTION_COMMAND);
    type(s, "ind");
    key(s, "Tab");
    assert_string_equal(s->ui.prompt.line, "indicator ");
    assert_memory_equal(prompt_choice(&s->ui.prompt, 5, &bytes), "zeta", 4); /* all are shown */
    type(s, "g");
    key(s, "Tab");
    assert_string_equal(s->ui.prompt.line, "indicator gamma");
    key(s, "Ctrl-U");
    type(s, "sort p");
    key(s, "Tab"); /* plan, progress, pace, period, published: one after the other */
    assert_string_equal(s->ui.prompt.line, "sort plan");
    key(s, "Tab");
    assert_string_equal(s->ui.prompt.line, "sort progress");
    key(s, "Shift-Tab");
    key(s, "Shift-Tab");
    assert_string_equal(s->ui.prompt.line, "sort published");
    key(s, "Ctrl-U");
    type(s, "set the");
    key(s, "Tab");
    assert_string_equal(s->ui.prompt.line, "set theme");
    type(s, " tri");
    key(s, "Tab");
    assert_string_equal(s->ui.prompt.line, "set theme tritanopia");
    key(s, "Esc");
    act(s, ACTION_FILTER);
    type(s, "a class:lagg");
    key(s, "Tab");
    assert_string_equal(s->ui.filter, "a class:lagging");
    key(s, "Esc");
}

static void what_is_restricted_stays_so(void **state)
{
    struct stage *s = *state;
    s->ui.restricted = true;
    assert_int_equal(run(s, "export x.csv"), REACT_NONE);
    assert_string_equal(s->ui.message, "restricted: no file is written");
    act(s, ACTION_EXPORT);
    assert_int_equal(s->ui.prompt.kind, PROMPT_NONE);
    assert_int_equal(act(s, ACTION_SUSPEND), REACT_NONE);
}

static void a_key_can_be_looked_up(void **state)
{
    struct stage *s = *state;
    act(s, ACTION_KEY_HELP);
    key(s, "Esc"); /* even this one */
    assert_int_equal(s->ui.view, VIEW_HELP);
    assert_string_equal(s->ui.search, "@Esc");
}

static void a_click_does_what_stands_there(void **state)
{
    struct stage *s = *state;
    struct hots hots = {0};
    struct rect row = {2, 0, 1, 10}, panel = {1, 0, 5, 20}, header = {8, 0, 1, 5}, hint = {9, 0, 1, 5};
    s->board.hots = &hots;
    hot_add(&hots, panel, HOT_PILLAR, 1);
    hot_add(&hots, row, HOT_INDICATOR, 2);
    hot_add(&hots, header, HOT_COLUMN, SORT_NAME);
    hot_add(&hots, hint, HOT_ACTION, ACTION_FEEDS);
#define CLICK(name, y, x) handle_mouse(&s->board, &s->ui, name, y, x, &s->days, ROWS, COLUMNS)
    CLICK("Click", 2, 3);
    assert_int_equal(s->ui.indicator, 0); /* the mouse is off */
    s->ui.mouse = true;
    CLICK("Click", 2, 3);
    assert_int_equal(s->ui.indicator, 2);
    assert_int_equal(s->ui.pillar, 1);
    CLICK("Click", 2, 3);
    assert_int_equal(s->ui.view, VIEW_INDICATOR);
    act(s, ACTION_OUT);
    CLICK("Click", 8, 0);
    assert_int_equal(s->ui.sort, SORT_NAME);
    CLICK("Click", 8, 0);
    assert_true(s->ui.sort_inverted);
    CLICK("WheelDown", 2, 3);
    assert_int_equal(s->ui.indicator, 3); /* turned round: gamma, delta */
    s->ui.pillar = 0;
    CLICK("WheelDown", 1, 19); /* another panel than the focused one */
    assert_int_equal(s->ui.pillar, 0);
    assert_int_equal(s->ui.panel_top[1], 1);
    CLICK("Click", 1, 19);
    assert_int_equal(s->ui.pillar, 1);
    CLICK("Click", 1, 19);
    assert_int_equal(s->ui.view, VIEW_PILLAR);
    CLICK("Click", 9, 1);
    assert_int_equal(s->ui.view, VIEW_FEEDS);
    CLICK("Click", 39, 100); /* nothing there */
    assert_int_equal(s->ui.view, VIEW_FEEDS);
    for (int i = 0; i < 2 * HOTS_MAX; i++)
        hot_add(&hots, row, HOT_FEED, 0);
    assert_int_equal(hots.count, HOTS_MAX);
}

static void a_wall_is_not_quit_by_key(void **state)
{
    struct stage *s = *state;
    s->ui.kiosk = true;
    assert_int_equal(act(s, ACTION_QUIT), REACT_NONE);
    assert_int_equal(act(s, ACTION_BACK_OR_QUIT), REACT_NONE);
}

static void a_new_plan_keeps_the_selection(void **state)
{
    struct stage *s = *state;
    struct indicator other[2] = {indicators[5], indicators[3]};
    struct plan after = s->plan;
    after.indicators = other;
    after.indicator_count = 2;
    s->ui.indicator = 3;
    ui_rebind(&s->ui, &s->plan, &after);
    assert_int_equal(s->ui.indicator, 1);
    ui_rebind(&s->ui, &after, &s->plan);
    assert_int_equal(s->ui.indicator, 3);
}

/* The stage's plan has no feeds: what is left to select is the plan itself. */
static void a_plan_without_feeds_selects_itself(void **state)
{
    struct stage *s = *state;
    struct grid g;
    assert_int_equal(s->ui.feed, -1);
    s->plan.shown = "file:///plan.json";
    s->ui.view = VIEW_FEEDS;
    act(s, ACTION_DOWN);
    assert_int_equal(s->ui.feed, -1);
    struct plan after = s->plan;
    ui_rebind(&s->ui, &s->plan, &after);
    assert_int_equal(s->ui.feed, -1);
    assert_int_equal(grid_init(&g, ROWS, COLUMNS), ST_OK);
    view_draw(&s->board, &g);
    assert_true(grid_is_sound(&g));
    grid_free(&g);
}

static void keys_come_from_the_action_table(void **state)
{
    (void)state;
    struct keys k;
    char text[64];
    assert_int_equal(keys_init(&k, NULL, 0, NULL), ST_OK);
    for (int a = 0; a < ACTION_COUNT; a++) { /* no two actions share a key */
        const char *p = action_info((enum action)a)->keys;
        while (*p) {
            char name[32] = "";
            size_t n = strcspn(p, " ");
            memcpy(name, p, n);
            if (!key_name_known(name) || keys_find(&k, name) != (enum action)a)
                fail_msg("'%s' of %s", name, action_info((enum action)a)->word);
            p += n;
            p += strspn(p, " ");
        }
    }
    struct key_binding b = {.action = ACTION_QUIT, .keys = (char *)"x F12", .file = (char *)"f",
                            .line = 3, .column = 8};
    assert_int_equal(keys_init(&k, &b, 1, NULL), ST_OK);
    assert_int_equal(keys_find(&k, "x"), ACTION_QUIT);
    assert_int_equal(keys_find(&k, "Q"), ACTION_NONE);
    assert_string_equal(keys_of(&k, ACTION_QUIT, text, sizeof text), "x F12");
    assert_string_equal(keys_of(NULL, ACTION_QUIT, text, sizeof text), "Q Ctrl-C");
    b.keys = (char *)"F9 n";
    assert_int_equal(keys_init(&k, &b, 1, NULL), ST_OK);
    assert_string_equal(keys_of(&k, ACTION_QUIT, text, sizeof text), "F9 n");
    assert_string_equal(keys_of(&k, ACTION_SEARCH_NEXT, text, sizeof text), ""); /* n was taken from it */
    b.keys = (char *)"x Hyper";
    struct err err;
    assert_int_equal(keys_init(&k, &b, 1, &err), ST_USAGE);
    assert_string_equal(err.text, "f:3:10: there is no key 'Hyper'");
    struct key_binding two[] = {{.action = ACTION_QUIT, .keys = (char *)"x", .file = (char *)"f", .line = 3, .column = 8},
                                {.action = ACTION_HELP, .keys = (char *)"y x", .file = (char *)"f", .line = 4, .column = 8}};
    assert_int_equal(keys_init(&k, two, 2, &err), ST_USAGE);
    assert_string_equal(err.text, "f:4:10: the key 'x' is bound to quit in line 3 already");
    two[1].file = (char *)"users"; /* a later file may take it */
    assert_int_equal(keys_init(&k, two, 2, &err), ST_OK);
    assert_int_equal(keys_find(&k, "x"), ACTION_HELP);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(enter_goes_in_and_escape_out), T(arrows_move_between_and_within_panels),
        T(search_finds_with_every_letter), T(filter_hides_and_escape_shows_again),
        T(time_goes_by_publication_days), T(the_command_line_runs_completes_and_refuses),
        cmocka_unit_test(a_line_is_edited_as_in_a_shell), T(lines_are_remembered_by_kind),
        T(a_search_goes_round_and_escape_brings_back), T(every_list_can_be_searched), T(a_wrong_filter_is_said_in_words),
        T(commands_take_arguments), T(tab_completes_words_and_values), T(what_is_restricted_stays_so),
        T(a_key_can_be_looked_up), T(a_click_does_what_stands_there),
        T(a_wall_is_not_quit_by_key), T(a_new_plan_keeps_the_selection),
        T(a_plan_without_feeds_selects_itself),
        cmocka_unit_test(keys_come_from_the_action_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
