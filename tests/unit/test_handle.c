/* What actions do to the view state, and which key does what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/handle.h"
#include "tui/keys.h"

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
    assert_true(ui_matches(&s->board, 0, "pillar:alpha"));
    assert_false(ui_matches(&s->board, 2, "pillar:alpha"));
    assert_false(ui_matches(&s->board, 0, "class:pending"));
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
    assert_string_equal(s->ui.input, "worst-first");
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
    assert_string_equal(s->ui.input, "ab汉");
    handle_prompt(&s->board, &s->ui, "Backspace", "", &s->days, ROWS, COLUMNS);
    assert_string_equal(s->ui.input, "ab");
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

static void keys_come_from_the_action_table(void **state)
{
    (void)state;
    struct options o = {0};
    struct keys k;
    assert_int_equal(keys_init(&k, &o, NULL), ST_OK);
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
    o.bindings = &b;
    o.binding_count = 1;
    assert_int_equal(keys_init(&k, &o, NULL), ST_OK);
    assert_int_equal(keys_find(&k, "x"), ACTION_QUIT);
    assert_int_equal(keys_find(&k, "Q"), ACTION_NONE);
    b.keys = (char *)"x Hyper";
    struct err err;
    assert_int_equal(keys_init(&k, &o, &err), ST_USAGE);
    assert_string_equal(err.text, "f:3:10: there is no key 'Hyper'");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(enter_goes_in_and_escape_out), T(arrows_move_between_and_within_panels),
        T(search_finds_with_every_letter), T(filter_hides_and_escape_shows_again),
        T(time_goes_by_publication_days), T(the_command_line_runs_completes_and_refuses),
        T(a_wall_is_not_quit_by_key), T(a_new_plan_keeps_the_selection),
        cmocka_unit_test(keys_come_from_the_action_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
