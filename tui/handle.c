#include "tui/handle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/views/view.h"

void ui_init(struct ui *ui)
{
    *ui = (struct ui){.indicator = -1, .follow = -1, .show_hints = true};
}

static const struct plan *plan_of(const struct board *b)
{
    return b->assessment->snapshot->plan;
}

__attribute__((format(printf, 3, 4))) static void tell(struct ui *ui, bool error, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(ui->message, sizeof ui->message, fmt, ap);
    va_end(ap);
    ui->message_is_error = error;
}

/* ---- rows and selection -------------------------------------------------------------------- */

struct visible {
    int *list;
    size_t count, at; /* at: the selected row, or count */
};

static bool visible_rows(const struct board *b, struct visible *v)
{
    const struct plan *plan = plan_of(b);
    v->list = malloc((plan->indicator_count ? plan->indicator_count : 1) * sizeof *v->list);
    if (!v->list)
        return false;
    v->count = ui_rows(b, b->ui->pillar, v->list);
    v->at = v->count;
    for (size_t i = 0; i < v->count; i++)
        if (v->list[i] == b->ui->indicator)
            v->at = i;
    return true;
}

void ui_settle(const struct board *b, struct ui *ui)
{
    struct visible v;
    if (!plan_of(b) || ui->view == VIEW_INDICATOR || !visible_rows(b, &v))
        return;
    if (v.at == v.count)
        ui->indicator = v.count ? v.list[0] : -1;
    free(v.list);
}

static void select_row(const struct board *b, struct ui *ui, long row)
{
    struct visible v;
    if (!visible_rows(b, &v))
        return;
    if (row >= (long)v.count)
        row = (long)v.count - 1;
    if (row < 0)
        row = 0;
    ui->indicator = v.count ? v.list[row] : -1;
    free(v.list);
}

static void move_row(const struct board *b, struct ui *ui, long step)
{
    struct visible v;
    if (!visible_rows(b, &v))
        return;
    long at = v.at == v.count ? (step > 0 ? -1 : (long)v.count) : (long)v.at;
    free(v.list);
    select_row(b, ui, at + step);
}

static void focus_pillar(const struct board *b, struct ui *ui, int pillar)
{
    const struct plan *plan = plan_of(b);
    if (pillar < 0 || pillar >= (int)plan->pillar_count)
        return;
    if (pillar == ui->pillar && b->ui->indicator >= 0 &&
        plan->indicators[ui->indicator].pillar == pillar)
        return;
    ui->pillar = pillar;
    ui->indicator = -1;
    ui_settle(b, ui);
}

static void push(struct ui *ui, enum view_id to)
{
    if (ui->view == to)
        return;
    if (ui->back_count < (int)(sizeof ui->back / sizeof *ui->back))
        ui->back[ui->back_count++] = ui->view;
    ui->view = to;
    ui->top[to] = 0;
}

/* One level out; false at the top. */
static bool pop(struct ui *ui)
{
    if (ui->search[0] && ui->view == VIEW_HELP) {
        ui->search[0] = '\0';
        return true;
    }
    if (ui->view == VIEW_OVERVIEW && ui->zoomed) {
        ui->zoomed = false;
        return true;
    }
    if (ui->view == VIEW_OVERVIEW && ui->filter[0]) {
        ui->filter[0] = '\0';
        return true;
    }
    if (ui->view == VIEW_OVERVIEW || ui->view == VIEW_WALL)
        return false;
    ui->view = ui->back_count ? ui->back[--ui->back_count] : VIEW_OVERVIEW;
    return true;
}

static bool on_table(const struct ui *ui)
{
    return ui->view == VIEW_OVERVIEW || ui->view == VIEW_PILLAR;
}

/* ---- moving -------------------------------------------------------------------------------- */

static void scroll(struct ui *ui, long step)
{
    size_t *top = &ui->top[ui->view];
    if (step < 0 && (size_t)-step > *top)
        *top = 0;
    else
        *top = (size_t)((long)*top + step);
}

static void move(const struct board *b, struct ui *ui, long step)
{
    if (on_table(ui)) {
        move_row(b, ui, step);
    } else if (ui->view == VIEW_FEEDS) {
        long feeds = (long)b->assessment->snapshot->feed_count;
        long to = ui->feed + step;
        ui->feed = (int)(to < 0 ? 0 : to >= feeds ? (feeds ? feeds - 1 : 0) : to);
    } else {
        scroll(ui, step);
    }
}

/* Up and down between panels at the ends of one, as the eye goes. */
static void move_line(const struct board *b, struct ui *ui, int step, int columns)
{
    struct visible v;
    if (ui->view != VIEW_OVERVIEW || ui->zoomed || !visible_rows(b, &v)) {
        move(b, ui, step);
        return;
    }
    bool leaves = v.count == 0 || v.at == v.count || (step > 0 ? v.at + 1 == v.count : v.at == 0);
    free(v.list);
    int across = overview_columns(columns), to = ui->pillar + step * across;
    if (!leaves || to < 0 || to >= (int)plan_of(b)->pillar_count) {
        move(b, ui, step);
        return;
    }
    focus_pillar(b, ui, to);
    if (step < 0)
        select_row(b, ui, 1 << 20);
}

static void go_in(struct ui *ui)
{
    if (ui->view == VIEW_OVERVIEW && !ui->zoomed)
        push(ui, VIEW_PILLAR);
    else if (on_table(ui) && ui->indicator >= 0)
        push(ui, VIEW_INDICATOR);
}

static void go_sideways(const struct board *b, struct ui *ui, int step, int columns)
{
    if (ui->view == VIEW_OVERVIEW && !ui->zoomed) {
        int across = overview_columns(columns), to = ui->pillar + step;
        if (across > 1 && (to < 0 || to / across != ui->pillar / across))
            return;
        focus_pillar(b, ui, to);
    } else if (step > 0) {
        go_in(ui);
    } else {
        pop(ui);
    }
}

static void next_pillar(const struct board *b, struct ui *ui, int step)
{
    int n = (int)plan_of(b)->pillar_count;
    focus_pillar(b, ui, (ui->pillar + step + n) % n);
    if (ui->view == VIEW_INDICATOR)
        ui->top[VIEW_INDICATOR] = 0;
}

/* ---- finding ------------------------------------------------------------------------------- */

static void find(const struct board *b, struct ui *ui, int step)
{
    const struct plan *plan = plan_of(b);
    int n = (int)plan->indicator_count;
    if (!ui->search[0] || n == 0)
        return;
    int from = ui->indicator >= 0 ? ui->indicator : step > 0 ? -1 : n;
    for (int k = 1; k <= n; k++) {
        int i = ((from + step * k) % n + n) % n;
        if (!ui_matches(b, i, ui->search) || (ui->filter[0] && !ui_matches(b, i, ui->filter)))
            continue;
        ui->pillar = plan->indicators[i].pillar;
        ui->indicator = i;
        ui->top[VIEW_INDICATOR] = 0;
        return;
    }
    tell(ui, true, tr(ui->lang, N_("nothing matches '%.60s'")), ui->search);
}

/* ---- time ---------------------------------------------------------------------------------- */

static unsigned set_as_of(struct ui *ui, const struct days *days, day_t day)
{
    ui->as_of_set = day < days->today;
    ui->as_of = ui->as_of_set ? day : days->today;
    return REACT_AS_OF;
}

static unsigned step_as_of(struct ui *ui, const struct days *days, int step)
{
    day_t now = ui->as_of_set ? ui->as_of : days->today;
    if (step < 0) {
        for (size_t i = days->count; i-- > 0;)
            if (days->list[i] < now)
                return set_as_of(ui, days, days->list[i]);
        tell(ui, false, "%s", tr(ui->lang, N_("nothing was published before this day")));
        return REACT_NONE;
    }
    for (size_t i = 0; i < days->count; i++)
        if (days->list[i] > now && days->list[i] < days->today)
            return set_as_of(ui, days, days->list[i]);
    return set_as_of(ui, days, days->today);
}

/* ---- actions ------------------------------------------------------------------------------- */

static void open_prompt(struct ui *ui, enum prompt_kind kind, const char *text)
{
    ui->prompt = kind;
    snprintf(ui->input, sizeof ui->input, "%s", text);
    ui->input_cursor = (int)strlen(ui->input);
}

static void sort_by(struct ui *ui, int step)
{
    ui->sort = (enum sort_key)(((int)ui->sort + step + SORT_KEY_COUNT) % SORT_KEY_COUNT);
    tell(ui, false, tr(ui->lang, N_("sorted by %s")), sort_code(ui->sort));
}

static unsigned leave(struct ui *ui)
{
    if (pop(ui) || ui->kiosk)
        return REACT_NONE;
    return REACT_QUIT;
}

unsigned handle_action(const struct board *b, struct ui *ui, enum action a, const struct days *days,
                       int rows, int columns)
{
    int page = rows > 4 ? rows - 4 : 1;
    ui->message[0] = '\0';
    if (!plan_of(b)) { /* nothing to move in yet */
        if (a == ACTION_QUIT || a == ACTION_BACK_OR_QUIT)
            return ui->kiosk ? REACT_NONE : REACT_QUIT;
        return a == ACTION_REFRESH || a == ACTION_REFRESH_ALL ? REACT_REFRESH_ALL
               : a == ACTION_SUSPEND                          ? REACT_SUSPEND
               : a == ACTION_REPAINT                          ? REACT_REPAINT
                                                              : REACT_NONE;
    }
    switch (a) {
    case ACTION_DOWN:
        move_line(b, ui, 1, columns);
        break;
    case ACTION_UP:
        move_line(b, ui, -1, columns);
        break;
    case ACTION_LEFT:
        go_sideways(b, ui, -1, columns);
        break;
    case ACTION_RIGHT:
        go_sideways(b, ui, 1, columns);
        break;
    case ACTION_PAGE_DOWN:
        move(b, ui, page);
        break;
    case ACTION_PAGE_UP:
        move(b, ui, -page);
        break;
    case ACTION_HALF_DOWN:
        move(b, ui, page / 2 + 1);
        break;
    case ACTION_HALF_UP:
        move(b, ui, -(page / 2 + 1));
        break;
    case ACTION_FIRST:
        move(b, ui, -(1L << 20));
        break;
    case ACTION_LAST:
        move(b, ui, 1L << 20);
        break;
    case ACTION_NEXT_PANEL:
        next_pillar(b, ui, 1);
        break;
    case ACTION_PREVIOUS_PANEL:
        next_pillar(b, ui, -1);
        break;
    case ACTION_IN:
        go_in(ui);
        break;
    case ACTION_OUT:
        pop(ui);
        break;
    case ACTION_PILLAR_1:
    case ACTION_PILLAR_2:
    case ACTION_PILLAR_3:
    case ACTION_PILLAR_4:
    case ACTION_PILLAR_5:
    case ACTION_PILLAR_6: {
        int pillar = (int)a - ACTION_PILLAR_1;
        if (pillar >= (int)plan_of(b)->pillar_count)
            break;
        if (on_table(ui) && ui->pillar == pillar) {
            if (ui->view == VIEW_OVERVIEW)
                ui->zoomed = !ui->zoomed;
        } else {
            if (!on_table(ui)) {
                ui->view = VIEW_OVERVIEW;
                ui->back_count = 0;
            }
            focus_pillar(b, ui, pillar);
        }
        break;
    }
    case ACTION_OVERVIEW:
        ui->view = VIEW_OVERVIEW;
        ui->zoomed = false;
        ui->back_count = 0;
        return set_as_of(ui, days, days->today);
    case ACTION_ZOOM:
        if (ui->view == VIEW_OVERVIEW)
            ui->zoomed = !ui->zoomed;
        break;
    case ACTION_FEEDS:
        push(ui, VIEW_FEEDS);
        break;
    case ACTION_EVENTS:
        push(ui, VIEW_EVENTS);
        break;
    case ACTION_HELP:
        if (ui->view == VIEW_HELP)
            pop(ui);
        else
            push(ui, VIEW_HELP);
        ui->search[0] = '\0';
        break;
    case ACTION_OPTIONS:
        push(ui, VIEW_OPTIONS);
        break;
    case ACTION_SEARCH:
        open_prompt(ui, PROMPT_SEARCH, "");
        break;
    case ACTION_SEARCH_NEXT:
        find(b, ui, 1);
        break;
    case ACTION_SEARCH_PREVIOUS:
        find(b, ui, -1);
        break;
    case ACTION_FILTER:
        open_prompt(ui, PROMPT_FILTER, ui->filter);
        break;
    case ACTION_COMMAND:
        open_prompt(ui, PROMPT_COMMAND, "");
        break;
    case ACTION_SORT:
        sort_by(ui, 1);
        break;
    case ACTION_SORT_BACK:
        sort_by(ui, -1);
        break;
    case ACTION_SORT_INVERT:
        ui->sort_inverted = !ui->sort_inverted;
        break;
    case ACTION_WORST_FIRST:
        ui->worst_first = !ui->worst_first;
        tell(ui, false, "%s", tr(ui->lang, ui->worst_first ? N_("worst class first")
                                                           : N_("in the plan's order")));
        break;
    case ACTION_LANGUAGE:
        ui->lang = ui->lang == LANG_ZH ? LANG_EN : LANG_ZH;
        return REACT_AS_OF; /* what the day brought is words too */
    case ACTION_ASCII:
        ui->look.ascii = !ui->look.ascii;
        break;
    case ACTION_HINTS:
        ui->show_hints = !ui->show_hints;
        break;
    case ACTION_MARK:
        ui->follow = ui->indicator;
        if (ui->indicator >= 0)
            tell(ui, false, tr(ui->lang, N_("marked: %.120s")),
                 text_in(&plan_of(b)->indicators[ui->indicator].name, ui->lang));
        break;
    case ACTION_FOLLOW:
        if (ui->follow >= 0) {
            ui->indicator = ui->follow;
            ui->pillar = plan_of(b)->indicators[ui->follow].pillar;
            push(ui, VIEW_INDICATOR);
        } else {
            tell(ui, true, "%s", tr(ui->lang, N_("no indicator is marked; m marks one")));
        }
        break;
    case ACTION_AS_OF_BACK:
        return step_as_of(ui, days, -1);
    case ACTION_AS_OF_FORWARD:
        return step_as_of(ui, days, 1);
    case ACTION_REFRESH:
        return REACT_REFRESH;
    case ACTION_REFRESH_ALL:
        return REACT_REFRESH_ALL;
    case ACTION_SEEN:
        if (ui->view == VIEW_OVERVIEW && b->alerts && b->alerts->count)
            return REACT_SEEN;
        tell(ui, false, "%s", tr(ui->lang, ui->view != VIEW_OVERVIEW ? N_("alerts are seen on the overview")
                                                                     : N_("there is no alert")));
        break;
    case ACTION_PAUSE:
        ui->paused = !ui->paused;
        return REACT_PAUSE;
    case ACTION_COPY:
        return REACT_COPY;
    case ACTION_EXPORT:
        open_prompt(ui, PROMPT_COMMAND, "export ");
        break;
    case ACTION_MOUSE:
        ui->mouse = !ui->mouse;
        return REACT_MOUSE;
    case ACTION_REPAINT:
        return REACT_REPAINT;
    case ACTION_RELOAD:
        return REACT_RELOAD;
    case ACTION_SUSPEND:
        return REACT_SUSPEND;
    case ACTION_BACK_OR_QUIT:
        return leave(ui);
    case ACTION_QUIT:
        return ui->kiosk ? REACT_NONE : REACT_QUIT;
    case ACTION_NONE:
        break;
    }
    return REACT_NONE;
}

/* ---- the command line ---------------------------------------------------------------------- */

/* Words of `:` that take something behind them, besides the action words. */
static const char *const commands[] = {"lang ", "as-of ", "sort ", "filter ", "theme ", "export "};

static void complete(struct ui *ui)
{
    const char *found = NULL;
    size_t n = strlen(ui->input), same = 0;
    for (size_t i = 0; i < sizeof commands / sizeof *commands + ACTION_COUNT; i++) {
        const char *word = i < ACTION_COUNT ? action_info((enum action)i)->word
                                            : commands[i - ACTION_COUNT];
        if (strncmp(word, ui->input, n) != 0)
            continue;
        if (!found) {
            found = word;
            same = strlen(word);
        } else { /* as far as all agree */
            size_t k = 0;
            while (k < same && word[k] == found[k])
                k++;
            same = k;
        }
    }
    if (!found || same <= n)
        return;
    snprintf(ui->input, sizeof ui->input, "%.*s", (int)same, found);
    ui->input_cursor = (int)strlen(ui->input);
}

static unsigned run_command(const struct board *b, struct ui *ui, const struct days *days, int rows,
                            int columns)
{
    char *rest = ui->input + strcspn(ui->input, " ");
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(rest - ui->input), ui->input);
    rest += strspn(rest, " ");
    if (!*word)
        return REACT_NONE;
    if (strcmp(word, "q") == 0)
        return handle_action(b, ui, ACTION_BACK_OR_QUIT, days, rows, columns);
    if (strcmp(word, "lang") == 0) {
        if (lang_from_code(rest, &ui->lang))
            return REACT_AS_OF;
        tell(ui, true, "%s", tr(ui->lang, N_("the language is zh or en")));
        return REACT_NONE;
    }
    if (strcmp(word, "as-of") == 0) {
        day_t day;
        if (day_parse(rest, &day))
            return set_as_of(ui, days, day);
        tell(ui, true, "%s", tr(ui->lang, N_("a date is written 2024-08-28")));
        return REACT_NONE;
    }
    if (strcmp(word, "sort") == 0 && *rest) {
        for (int k = 0; k < SORT_KEY_COUNT; k++)
            if (strcmp(sort_code((enum sort_key)k), rest) == 0) {
                ui->sort = (enum sort_key)k;
                return REACT_NONE;
            }
        tell(ui, true, tr(ui->lang, N_("cannot sort by '%.60s'")), rest);
        return REACT_NONE;
    }
    if (strcmp(word, "filter") == 0 && *rest) {
        snprintf(ui->filter, sizeof ui->filter, "%s", rest);
        return REACT_NONE;
    }
    if ((strcmp(word, "theme") == 0 || strcmp(word, "export") == 0) && *rest) {
        memmove(ui->input, rest, strlen(rest) + 1);
        return *word == 't' ? REACT_THEME : REACT_EXPORT;
    }
    enum action a = action_from_word(word);
    if (a != ACTION_NONE)
        return handle_action(b, ui, a, days, rows, columns);
    tell(ui, true, tr(ui->lang, N_("there is no command '%.60s'")), word);
    return REACT_NONE;
}

/* ---- prompts ------------------------------------------------------------------------------- */

static void insert(struct ui *ui, const char *text)
{
    size_t n = strlen(ui->input), k = strlen(text);
    if (n + k >= sizeof ui->input)
        return;
    memmove(ui->input + ui->input_cursor + k, ui->input + ui->input_cursor,
            n - (size_t)ui->input_cursor + 1);
    memcpy(ui->input + ui->input_cursor, text, k);
    ui->input_cursor += (int)k;
}

static void erase(struct ui *ui)
{
    size_t at = (size_t)ui->input_cursor - 1;
    while (at > 0 && ((unsigned char)ui->input[at] & 0xC0) == 0x80)
        at--;
    memmove(ui->input + at, ui->input + ui->input_cursor,
            strlen(ui->input) - (size_t)ui->input_cursor + 1);
    ui->input_cursor = (int)at;
}

/* Search and filter act with every letter. */
static void follow_input(const struct board *b, struct ui *ui)
{
    if (ui->prompt == PROMPT_FILTER) {
        snprintf(ui->filter, sizeof ui->filter, "%s", ui->input);
        ui_settle(b, ui);
    } else if (ui->prompt == PROMPT_SEARCH) {
        snprintf(ui->search, sizeof ui->search, "%s", ui->input);
        if (ui->search[0] && ui->view != VIEW_HELP &&
            (ui->indicator < 0 || !ui_matches(b, ui->indicator, ui->search))) {
            find(b, ui, 1);
            ui->message[0] = '\0';
        }
    }
}

unsigned handle_prompt(const struct board *b, struct ui *ui, const char *name, const char *text,
                       const struct days *days, int rows, int columns)
{
    enum prompt_kind kind = ui->prompt;
    ui->message[0] = '\0';
    if (strcmp(name, "Enter") == 0) {
        ui->prompt = PROMPT_NONE;
        return kind == PROMPT_COMMAND ? run_command(b, ui, days, rows, columns) : REACT_NONE;
    }
    bool empty = ui->input[0] == '\0';
    if (strcmp(name, "Esc") == 0 || strcmp(name, "Ctrl-C") == 0 ||
        (empty && strcmp(name, "Backspace") == 0)) {
        if (kind == PROMPT_SEARCH)
            ui->search[0] = '\0';
        if (kind == PROMPT_FILTER)
            ui->filter[0] = '\0';
        ui->prompt = PROMPT_NONE;
        ui_settle(b, ui);
        return REACT_NONE;
    }
    if (strcmp(name, "Backspace") == 0) {
        if (ui->input_cursor > 0)
            erase(ui);
    } else if (strcmp(name, "Ctrl-U") == 0) {
        ui->input[0] = '\0';
        ui->input_cursor = 0;
    } else if (strcmp(name, "Tab") == 0 && kind == PROMPT_COMMAND) {
        complete(ui);
    } else if (strcmp(name, "Home") == 0 || strcmp(name, "Ctrl-A") == 0) {
        ui->input_cursor = 0;
    } else if (strcmp(name, "End") == 0 || strcmp(name, "Ctrl-E") == 0) {
        ui->input_cursor = (int)strlen(ui->input);
    } else if (*text) {
        insert(ui, text);
    }
    follow_input(b, ui);
    return REACT_NONE;
}

unsigned handle_mouse(const struct board *b, struct ui *ui, const char *name)
{
    if (plan_of(b) && strcmp(name, "WheelUp") == 0)
        move(b, ui, -1);
    else if (plan_of(b) && strcmp(name, "WheelDown") == 0)
        move(b, ui, 1);
    return REACT_NONE;
}
