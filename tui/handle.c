#include "tui/handle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"
#include "tui/handle_parts.h"
#include "tui/lang.h"
#include "tui/options_table.h"
#include "tui/views/view.h"

void ui_init(struct ui *ui)
{
    *ui = (struct ui){.indicator = -1, .follow = -1, .show_hints = true};
}

void tell(struct ui *ui, bool error, const char *fmt, ...)
{
    va_list ap;
    char whole[1024]; /* a path or a search may be long; no character is cut in two */
    va_start(ap, fmt);
    vsnprintf(whole, sizeof whole, fmt, ap);
    va_end(ap);
    size_t n = utf8_floor(whole, strlen(whole) < sizeof ui->message ? strlen(whole) : sizeof ui->message - 1);
    memcpy(ui->message, whole, n);
    ui->message[n] = '\0';
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
    int feeds = (int)b->assessment->snapshot->feed_count;
    if (ui->feed >= feeds)
        ui->feed = feeds - 1;
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

void focus_pillar(const struct board *b, struct ui *ui, int pillar)
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

void push_view(struct ui *ui, enum view_id to)
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

/* Over the changes that the filter leaves; one that it hides gives way to the next that it shows. */
static void move_event(const struct board *b, struct ui *ui, long step)
{
    int *rows = malloc((b->change_count + 1) * sizeof *rows);
    long n = rows ? (long)events_rows(b, rows) : 0, at = 0;
    int chosen = events_selected(b);
    while (at < n - 1 && rows[at] < chosen)
        at++;
    long to = at + step < 0 ? 0 : at + step >= n ? n - 1 : at + step;
    if (n)
        events_select(b, ui, rows[to]);
    free(rows);
}

static void move(const struct board *b, struct ui *ui, long step)
{
    if (on_table(ui)) {
        move_row(b, ui, step);
    } else if (ui->view == VIEW_FEEDS) {
        long feeds = (long)b->assessment->snapshot->feed_count;
        long to = ui->feed + step;
        ui->feed = (int)(to >= feeds ? feeds - 1 : to < -1 ? -1 : to);
    } else if (ui->view == VIEW_EVENTS) {
        move_event(b, ui, step);
    } else if (ui->view == VIEW_OPTIONS) {
        long rows = (long)b->setting_count, to = ui->setting + step;
        ui->setting = (int)(to < 0 ? 0 : to >= rows ? (rows ? rows - 1 : 0) : to);
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

/* The next value of the selected option, or a prompt for it. */
static unsigned change_setting(const struct board *b, struct ui *ui)
{
    if (ui->setting < 0 || (size_t)ui->setting >= b->setting_count)
        return REACT_NONE;
    const struct setting *s = &b->settings[ui->setting];
    size_t row = row_of_key(s->key), n = 0, at = 0;
    const char *value;
    if (!s->live) {
        tell(ui, true, tr(ui->lang, N_("'%s' is set at the start only, by pillars.conf or on the command line")), s->key);
        return REACT_NONE;
    }
    while ((value = option_choice(row, n))) {
        n++;
        if (strcmp(value, s->value) == 0)
            at = n;
    }
    if (n == 0) {
        char line[PROMPT_BYTES];
        snprintf(line, sizeof line, "set %s %s", s->key, s->value);
        open_prompt(ui, PROMPT_COMMAND, line);
        return REACT_NONE;
    }
    snprintf(ui->argument, sizeof ui->argument, "%s %s", s->key, option_choice(row, at % n));
    return REACT_SET;
}

static void open_indicator(const struct board *b, struct ui *ui, int indicator)
{
    ui->indicator = indicator;
    ui->pillar = plan_of(b)->indicators[indicator].pillar;
    ui->top[VIEW_INDICATOR] = 0;
    push_view(ui, VIEW_INDICATOR);
}

static unsigned go_in(const struct board *b, struct ui *ui)
{
    if (ui->view == VIEW_OPTIONS)
        return change_setting(b, ui);
    if (ui->view == VIEW_EVENTS && b->change_count)
        open_indicator(b, ui, (int)b->changes[events_selected(b)].indicator);
    else if (ui->view == VIEW_OVERVIEW && !ui->zoomed)
        push_view(ui, VIEW_PILLAR);
    else if (on_table(ui) && ui->indicator >= 0)
        push_view(ui, VIEW_INDICATOR);
    return REACT_NONE;
}

static void go_sideways(const struct board *b, struct ui *ui, int step, int columns)
{
    if (ui->view == VIEW_OVERVIEW && !ui->zoomed) {
        int across = overview_columns(columns), to = ui->pillar + step;
        if (across > 1 && (to < 0 || to / across != ui->pillar / across))
            return;
        focus_pillar(b, ui, to);
    } else if (step > 0) {
        if (on_table(ui))
            go_in(b, ui);
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

/* ---- time ---------------------------------------------------------------------------------- */

unsigned set_as_of(struct ui *ui, const struct days *days, day_t day)
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

static void sort_by(struct ui *ui, int step)
{
    ui->sort = (enum sort_key)(((int)ui->sort + step + SORT_KEY_COUNT) % SORT_KEY_COUNT);
    tell(ui, false, tr(ui->lang, N_("sorted by %s")), sort_code(ui->sort));
}

/* True where --restricted forbids it; says so. */
static bool refused(struct ui *ui, const char *why)
{
    if (ui->restricted)
        tell(ui, true, "%s", tr(ui->lang, why));
    return ui->restricted;
}

/* The command line with a name for the file, free to be changed. */
static void open_export(const struct board *b, struct ui *ui)
{
    char line[PROMPT_BYTES], day[16];
    day_format(b->assessment->as_of, day, sizeof day);
    snprintf(line, sizeof line, "export %.100s-%s.html", plan_of(b)->id, day);
    open_prompt(ui, PROMPT_COMMAND, line);
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
        if (a == ACTION_LANGUAGE)
            ui->lang = ui->lang == LANG_ZH ? LANG_EN : LANG_ZH;
        return a == ACTION_REFRESH || a == ACTION_REFRESH_ALL ? REACT_REFRESH_ALL
               : a == ACTION_RELOAD                           ? REACT_RELOAD
               : a == ACTION_SUSPEND && !ui->restricted       ? REACT_SUSPEND
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
        return go_in(b, ui);
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
        push_view(ui, VIEW_FEEDS);
        break;
    case ACTION_EVENTS:
        push_view(ui, VIEW_EVENTS);
        break;
    case ACTION_HELP:
        if (ui->view == VIEW_HELP)
            pop(ui);
        else
            push_view(ui, VIEW_HELP);
        ui->search[0] = '\0';
        break;
    case ACTION_OPTIONS:
        push_view(ui, VIEW_OPTIONS);
        break;
    case ACTION_SEARCH:
        open_prompt(ui, PROMPT_SEARCH, "");
        break;
    case ACTION_SEARCH_NEXT:
        search_step(b, ui, 1);
        break;
    case ACTION_SEARCH_PREVIOUS:
        search_step(b, ui, -1);
        break;
    case ACTION_FILTER:
        open_prompt(ui, PROMPT_FILTER, ui->filter);
        break;
    case ACTION_COMMAND:
        open_prompt(ui, PROMPT_COMMAND, "");
        break;
    case ACTION_KEY_HELP:
        open_prompt(ui, PROMPT_KEY, "");
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
            tell(ui, false, tr(ui->lang, N_("marked: %s")),
                 text_in(&plan_of(b)->indicators[ui->indicator].name, ui->lang));
        break;
    case ACTION_FOLLOW:
        if (ui->follow >= 0) {
            ui->indicator = ui->follow;
            ui->pillar = plan_of(b)->indicators[ui->follow].pillar;
            push_view(ui, VIEW_INDICATOR);
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
        if (ui->view == VIEW_OVERVIEW && ((b->alerts && b->alerts->count) || (b->news && b->news->since_s && news_count(b->news))))
            return REACT_SEEN;
        tell(ui, false, "%s", tr(ui->lang, ui->view != VIEW_OVERVIEW ? N_("alerts and what is new are seen on the overview")
                                                                     : N_("there is no alert and nothing new")));
        break;
    case ACTION_PAUSE:
        ui->paused = !ui->paused;
        return REACT_PAUSE;
    case ACTION_COPY:
        return REACT_COPY;
    case ACTION_EXPORT:
        if (refused(ui, N_("restricted: no file is written")))
            break;
        open_export(b, ui);
        break;
    case ACTION_MOUSE:
        ui->mouse = !ui->mouse;
        return REACT_MOUSE;
    case ACTION_REPAINT:
        return REACT_REPAINT;
    case ACTION_RELOAD:
        return REACT_RELOAD;
    case ACTION_SUSPEND:
        return refused(ui, N_("restricted: there is no shell to go to")) ? REACT_NONE : REACT_SUSPEND;
    case ACTION_BACK_OR_QUIT:
        return leave(ui);
    case ACTION_QUIT:
        return ui->kiosk ? REACT_NONE : REACT_QUIT;
    case ACTION_NONE:
        break;
    }
    return REACT_NONE;
}

/* ---- commands ------------------------------------------------------------------------------ */

unsigned handle_command(const struct board *b, struct ui *ui, const struct command *c, const struct days *days, int rows,
                        int columns)
{
    ui->message[0] = '\0';
    snprintf(ui->argument, sizeof ui->argument, "%s", c->argument);
    switch (c->verb) {
    case VERB_ACTION:
        return handle_action(b, ui, c->action, days, rows, columns);
    case VERB_PILLAR:
        focus_pillar(b, ui, c->which);
        push_view(ui, VIEW_PILLAR);
        break;
    case VERB_INDICATOR:
        open_indicator(b, ui, c->which);
        break;
    case VERB_VIEW:
        if (c->which == VIEW_OVERVIEW)
            ui->back_count = 0;
        if (c->which == VIEW_INDICATOR && ui->indicator < 0)
            tell(ui, true, "%s", tr(ui->lang, N_("no indicator is selected")));
        else
            push_view(ui, (enum view_id)c->which);
        if (c->which == VIEW_OVERVIEW)
            ui->back_count = 0;
        break;
    case VERB_AS_OF:
        return set_as_of(ui, days, c->day);
    case VERB_SEARCH:
        snprintf(ui->search, sizeof ui->search, "%s", c->argument);
        search_step(b, ui, 0);
        break;
    case VERB_FILTER:
        snprintf(ui->filter, sizeof ui->filter, "%s", c->argument);
        ui_settle(b, ui);
        break;
    case VERB_SORT:
        ui->sort = (enum sort_key)c->which;
        break;
    case VERB_LANG:
        ui->lang = (enum lang)c->which;
        return REACT_AS_OF; /* what the day brought is words too */
    case VERB_THEME:
        snprintf(ui->argument, sizeof ui->argument, "theme %.40s", c->argument);
        return REACT_SET;
    case VERB_SET:
        return REACT_SET;
    case VERB_EXPORT:
        return refused(ui, N_("restricted: no file is written")) ? REACT_NONE : REACT_EXPORT;
    case VERB_COUNT:
        break;
    }
    return REACT_NONE;
}

/* ---- mouse --------------------------------------------------------------------------------- */

static unsigned click(const struct board *b, struct ui *ui, const struct hot *h, const struct days *days, int rows, int columns)
{
    switch (h->kind) {
    case HOT_INDICATOR:
        if (ui->indicator == h->which) {
            open_indicator(b, ui, h->which);
        } else {
            ui->indicator = h->which;
            ui->pillar = plan_of(b)->indicators[h->which].pillar;
        }
        break;
    case HOT_PILLAR:
        if (ui->pillar == h->which)
            push_view(ui, VIEW_PILLAR);
        else
            focus_pillar(b, ui, h->which);
        break;
    case HOT_COLUMN:
        if (ui->sort == (enum sort_key)h->which)
            ui->sort_inverted = !ui->sort_inverted;
        else
            ui->sort = (enum sort_key)h->which;
        break;
    case HOT_ACTION:
        return handle_action(b, ui, (enum action)h->which, days, rows, columns);
    case HOT_LEVEL:
        for (int i = 0; i < h->which; i++)
            pop(ui);
        break;
    case HOT_FEED:
        ui->feed = h->which - 1;
        break;
    case HOT_CHANGE:
        if ((size_t)h->which < b->change_count)
            open_indicator(b, ui, b->changes[h->which].indicator);
        break;
    case HOT_SETTING:
        if (ui->setting == h->which)
            return change_setting(b, ui);
        ui->setting = h->which;
        break;
    case HOT_CHOICE:
        break;
    }
    return REACT_NONE;
}

/* The wheel moves the panel under the pointer; the focused one moves its selection with it. */
static void wheel(const struct board *b, struct ui *ui, const struct hot *h, int step)
{
    int pillar = !h                          ? -1
                 : h->kind == HOT_PILLAR    ? h->which
                 : h->kind == HOT_INDICATOR ? plan_of(b)->indicators[h->which].pillar
                                            : -1;
    if (ui->view != VIEW_OVERVIEW || ui->zoomed || pillar < 0 || pillar == ui->pillar) {
        move(b, ui, step);
        return;
    }
    size_t *top = &ui->panel_top[pillar];
    if (step > 0 || *top > 0)
        *top += (size_t)step; /* drawing keeps it within the rows there are */
}

unsigned handle_mouse(const struct board *b, struct ui *ui, const char *name, int y, int x, const struct days *days, int rows,
                      int columns)
{
    const struct hot *h = b->hots ? hot_at(b->hots, y, x) : NULL;
    if (!plan_of(b) || !ui->mouse)
        return REACT_NONE;
    if (ui->prompt.kind != PROMPT_NONE) {
        if (h && h->kind == HOT_CHOICE && strcmp(name, "Click") == 0)
            take_choice_at(b, ui, h->which);
        return REACT_NONE;
    }
    ui->message[0] = '\0';
    if (strcmp(name, "WheelUp") == 0)
        wheel(b, ui, h, -1);
    else if (strcmp(name, "WheelDown") == 0)
        wheel(b, ui, h, 1);
    else if (h)
        return click(b, ui, h, days, rows, columns);
    return REACT_NONE;
}
