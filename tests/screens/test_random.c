/* Random keys, texts, clicks, sizes and snapshots in every view: nothing crashes, every picture is sound, every index stays in
 * its range. KEYS=N sets how many events a view gets (make fuzz: 10,000). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "feeds/base/utf8.h"
#include "tests/screens/stage.h"

#define KEYS_PER_VIEW 500

static uint32_t seed;

static int random_below(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return n > 0 ? (int)((seed >> 8) % (uint32_t)n) : 0;
}

static const char *const others[] = {"Esc", "Enter", "Tab", "Shift-Tab", "Up", "Down", "Left", "Right", "Home", "End",
                                     "Backspace", "Delete", "Ctrl-W", "Ctrl-K", "Ctrl-U", "Ctrl-Y", "F11", "Insert"};
static const char *const letters[] = {"a", "e", "1", "2", " ", "!", "@", "%", "s", "汉", "字", "é", "e\xCC\x81", "🧪", ":", "-", "0"};
static const char *const lines[] = {"set theme dark", "set ascii no", "set sort pace", "set hints yes", "set width 9", "filter class:lag",
                                    "filter !age>30d", "search 产值", "pillar 6", "indicator freedoms", "view events",
                                    "as-of 2024-08-28", "lang zh", "nonsense %s%n"};

struct play {
    struct stage t;
    struct keys keys;
    struct days days;
    day_t *list;
    struct grid g;
};

static void assess_again(struct play *p)
{
    struct ui *ui = &p->t.ui;
    struct assess_options opt = {.as_of = ui->as_of_set ? ui->as_of : p->days.today};
    struct assessment *next = assess(p->t.snapshot, &opt);
    assert_non_null(next);
    assessment_free(p->t.assessment);
    free(p->t.changes);
    p->t.assessment = next;
    p->t.board.assessment = next;
    p->t.board.change_count = assess_changes(next, day_from_ymd(2020, 1, 1), &p->t.changes);
    p->t.board.changes = p->t.changes;
    ui_settle(&p->t.board, ui);
}

static void react(struct play *p, unsigned reactions)
{
    char key[64];
    const char *text = p->t.ui.argument, *value = text + strcspn(text, " ");
    if (reactions & REACT_AS_OF)
        assess_again(p);
    if (!(reactions & REACT_SET))
        return;
    snprintf(key, sizeof key, "%.*s", (int)(value - text), text);
    if (options_set(&p->t.options, key, value + strspn(value, " "), NULL) == ST_OK)
        settings_to_ui(&p->t.options, &p->t.ui);
}

static void press(struct play *p, const char *name, const char *text)
{
    struct stage *t = &p->t;
    if (t->ui.prompt.kind != PROMPT_NONE)
        react(p, handle_prompt(&t->board, &t->ui, name, text, &p->days, p->g.h, p->g.w));
    else
        react(p, handle_action(&t->board, &t->ui, keys_find(&p->keys, name), &p->days, p->g.h, p->g.w));
}

static void one_event(struct play *p)
{
    struct stage *t = &p->t;
    static const char *const mouse[] = {"Click", "Click", "WheelUp", "WheelDown"};
    int dice = random_below(100);
    if (dice < 45) {
        press(p, p->keys.list[random_below((int)p->keys.count)].name, "");
    } else if (dice < 60) {
        press(p, others[random_below(sizeof others / sizeof *others)], "");
    } else if (dice < 75) {
        const char *text = letters[random_below(sizeof letters / sizeof *letters)];
        press(p, strcmp(text, " ") == 0 ? "Space" : text, text);
    } else if (dice < 90) {
        t->ui.mouse = true;
        react(p, handle_mouse(&t->board, &t->ui, mouse[random_below(4)], random_below(p->g.h), random_below(p->g.w), &p->days,
                              p->g.h, p->g.w));
    } else if (dice < 95) {
        assert_int_equal(grid_resize(&p->g, 1 + random_below(70), 1 + random_below(200)), ST_OK);
    } else {
        press(p, "Esc", "");
        press(p, ":", ":");
        const char *line = lines[random_below(sizeof lines / sizeof *lines)];
        for (int i = 0; line[i] && t->ui.prompt.kind == PROMPT_COMMAND;) {
            char one[8] = "";
            uint32_t cp;
            size_t n = utf8_decode(line + i, strlen(line + i), &cp);
            memcpy(one, line + i, n);
            press(p, one, one);
            i += (int)n;
        }
        press(p, "Enter", "");
    }
}

static void check(struct play *p, int view, int event)
{
    const struct ui *ui = &p->t.ui;
    const struct plan *plan = p->t.snapshot->plan;
    const struct prompt *line = &ui->prompt;
    if (ui->view == VIEW_OPTIONS)
        p->t.board.setting_count = settings_list(&p->t.options, ui->lang, p->t.settings);
    view_draw(&p->t.board, &p->g);
    bool good = grid_is_sound(&p->g) && p->g.cursor_y < p->g.h && p->g.cursor_x < p->g.w &&
                ui->indicator < (int)plan->indicator_count && ui->pillar >= 0 && ui->pillar < (int)plan->pillar_count &&
                ui->view < VIEW_COUNT && line->cursor <= (int)strlen(line->line) &&
                utf8_valid(line->line, strlen(line->line)) && utf8_valid(line->line, (size_t)line->cursor) &&
                utf8_valid(ui->filter, strlen(ui->filter)) && utf8_valid(ui->search, strlen(ui->search));
    if (!good)
        fail_msg("view %s, event %d: view %s, %dx%d, prompt '%s'", view_code((enum view_id)view), event, view_code(ui->view),
                 p->g.w, p->g.h, line->line);
}

static void any_key_in_any_view(void **state)
{
    (void)state;
    static struct play p;
    const char *said = getenv("KEYS");
    int events = said ? atoi(said) : KEYS_PER_VIEW;
    p.t = (struct stage){0};
    set_stage(&p.t, shipped());
    assert_int_equal(keys_init(&p.keys, NULL, 0, NULL), ST_OK);
    assert_int_equal(grid_init(&p.g, 30, 100), ST_OK);
    p.t.board.keys = &p.keys;
    p.days.count = assess_publication_days(p.t.snapshot, &p.list);
    p.days.list = p.list;
    p.days.today = day_from_ymd(2026, 11, 24);
    for (int view = 0; view < VIEW_COUNT; view++) {
        seed = (uint32_t)view + 1;
        for (int i = 0; i < events; i++) {
            if (i % 50 == 0) { /* it wanders off; back to the view that is tried */
                prompt_close(&p.t.ui.prompt, false);
                p.t.ui.view = (enum view_id)view;
                p.t.ui.kiosk = view == VIEW_WALL;
            }
            one_event(&p);
            check(&p, view, i);
        }
    }
    grid_free(&p.g);
    free(p.list);
    clear_stage(&p.t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_key_in_any_view)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
