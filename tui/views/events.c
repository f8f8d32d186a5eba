/* What changed, newest first, grouped by day; feeds in trouble on top. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tui/filter.h"
#include "tui/lang.h"
#include "tui/said.h"
#include "tui/views/parts.h"
#include "widgets/table.h"
#include "widgets/width.h"

void change_words(const struct board *b, const struct change *c, char *out, size_t cap)
{
    const struct indicator *ind = &b->assessment->snapshot->plan->indicators[c->indicator];
    struct writing w = board_writing(b);
    char value[FIGURE_CAP], before[FIGURE_CAP], period[FIGURE_CAP];
    const char *name = text_in(&ind->name, w.lang);
    switch (c->kind) {
    case CHANGE_NEW_FIGURE:
        obs_text(ind, c->obs, w, value, sizeof value);
        period_text(&c->obs->period, w, period, sizeof period);
        snprintf(out, cap, tr(w.lang, N_("new figure  %s: %s for %s")), name, value, period);
        break;
    case CHANGE_REVISION:
        obs_text(ind, c->obs, w, value, sizeof value);
        obs_text(ind, c->before, w, before, sizeof before);
        period_text(&c->obs->period, w, period, sizeof period);
        snprintf(out, cap, tr(w.lang, N_("revision  %s: %s for %s, was %s")), name, value, period,
                 before);
        break;
    case CHANGE_MILESTONE:
        snprintf(out, cap, tr(w.lang, N_("milestone  %s: %s is %s")), name,
                 text_in(&c->milestone->name, w.lang),
                 milestone_state_word(c->milestone->state, w.lang));
        break;
    case CHANGE_CLASS:
        snprintf(out, cap, tr(w.lang, N_("class  %s: %s, was %s")), name,
                 class_word(c->class_after, w.lang), class_word(c->class_before, w.lang));
        break;
    }
}

size_t events_rows(const struct board *b, int *rows)
{
    size_t n = 0;
    for (size_t i = 0; i < b->change_count; i++)
        if (!b->ui->filter[0] || filter_matches(b, (int)b->changes[i].indicator, b->ui->filter))
            rows[n++] = (int)i;
    return n;
}

static bool is_alike(const struct change *c, const struct selected_event *e)
{
    return c->day == e->day && c->indicator == e->indicator && c->kind == e->kind;
}

void events_select(const struct board *b, struct ui *ui, int change)
{
    const struct change *c = &b->changes[change];
    ui->event = (struct selected_event){c->day, c->indicator, c->kind, 0};
    for (int i = 0; i < change; i++)
        ui->event.nth += is_alike(&b->changes[i], &ui->event);
}

int events_selected(const struct board *b)
{
    int nth = 0;
    for (size_t i = 0; i < b->change_count; i++)
        if (is_alike(&b->changes[i], &b->ui->event) && nth++ == b->ui->event.nth)
            return (int)i;
    return b->change_count ? 0 : -1;
}

/* ---- the lines ----------------------------------------------------------------------------- */

enum line_kind { LINE_BLANK, LINE_DAY, LINE_FEED, LINE_CHANGE };
struct line {
    enum line_kind kind;
    day_t day;
    int which; /* of the archive's events, or of the changes */
};

static bool is_of_feeds(const struct event *e)
{
    return e->kind == EVENT_FEED_LOST || e->kind == EVENT_FEED_BACK || e->kind == EVENT_WITHDRAWN;
}

static void add_line(struct line *lines, size_t *n, enum line_kind kind, day_t day, int which)
{
    if (*n == 0 || lines[*n - 1].day != day) {
        if (*n)
            lines[(*n)++] = (struct line){LINE_BLANK, lines[*n - 1].day, -1};
        lines[(*n)++] = (struct line){LINE_DAY, day, -1};
    }
    lines[(*n)++] = (struct line){kind, day, which};
}

/* Both lists are newest first: of a day what happened to the feeds (by the day it was noticed), then what was published. The
 * archive's figures stand among the changes, on the day they were published. */
static struct line *lay_out(const struct board *b, size_t *count)
{
    const struct event_list *events = b->assessment->snapshot->events;
    size_t event_count = events ? events->count : 0, n = 0, at = 0;
    int *rows = malloc((b->change_count + 1) * sizeof *rows);
    struct line *lines = malloc(3 * (b->change_count + event_count + 1) * sizeof *lines);
    size_t row_count = rows ? events_rows(b, rows) : 0, row = 0;
    while (rows && lines && (row < row_count || at < event_count)) {
        day_t change_day = row < row_count ? b->changes[rows[row]].day : DAY_NONE;
        day_t event_day = at < event_count ? day_from_wall(events->list[at].at_s, b->zone_s) : DAY_NONE;
        if (at < event_count && (change_day == DAY_NONE || event_day >= change_day)) {
            if (is_of_feeds(&events->list[at]) && event_day <= b->assessment->as_of && !b->ui->filter[0])
                add_line(lines, &n, LINE_FEED, event_day, (int)at);
            at++;
        } else {
            add_line(lines, &n, LINE_CHANGE, change_day, rows[row++]);
        }
    }
    free(rows);
    *count = n;
    return lines;
}

/* ---- one line ------------------------------------------------------------------------------ */

struct columns {
    int kind, name, period; /* cells; kind 1: the symbol alone */
};

static struct columns columns_for(int cells, enum lang lang)
{
    int kind = lang == LANG_ZH ? 8 : 12;
    return (struct columns){.kind = cells >= 60 ? kind : 1, .name = cells >= 110 ? 36 : cells >= 60 ? 22 : cells / 3,
                            .period = cells >= 110 ? 16 : cells >= 60 ? 10 : 0};
}

static const struct {
    const char *word, *symbol, *letter;
} kinds[] = {
    [CHANGE_NEW_FIGURE] = {N_("new figure"), "+", "+"},
    [CHANGE_REVISION] = {N_("revision"), "≠", "~"},
    [CHANGE_MILESTONE] = {N_("milestone"), "◇", "#"},
    [CHANGE_CLASS] = {N_("class"), "", ""},
};

static void draw_kind(const struct board *b, struct grid *g, struct rect r, enum role role, const char *symbol, const char *word)
{
    int used = grid_put(g, r, r.y, r.x, 1, STYLE(role), symbol);
    if (r.w > 2)
        grid_put_cut(g, r, r.y, r.x + used + 1, r.w - used - 1, STYLE(role), word, &b->ui->look);
}

/* "CNY 255 bn → CNY 264.2 bn  (+CNY 9.2 bn)"; a bound has no difference. */
static void revision_words(const struct board *b, const struct change *c, char *out, size_t cap)
{
    const struct indicator *ind = &b->assessment->snapshot->plan->indicators[c->indicator];
    struct writing w = board_writing(b);
    char before[FIGURE_CAP], after[FIGURE_CAP], gap[FIGURE_CAP];
    obs_text(ind, c->before, w, before, sizeof before);
    obs_text(ind, c->obs, w, after, sizeof after);
    int n = snprintf(out, cap, "%s %s %s", before, w.ascii ? "->" : "→", after);
    double difference = c->obs->value - c->before->value;
    if (isnan(difference) || c->obs->cmp != CMP_EQ || c->before->cmp != CMP_EQ || n < 0 || (size_t)n >= cap)
        return;
    figure_difference(ind, fabs(difference), w, gap, sizeof gap);
    snprintf(out + n, cap - (size_t)n, "  (%s%s)", difference < 0 ? (w.ascii ? "-" : "−") : "+", gap);
}

static void draw_change(const struct board *b, struct grid *g, struct rect r, const struct change *c)
{
    const struct look *look = &b->ui->look;
    const struct indicator *ind = &b->assessment->snapshot->plan->indicators[c->indicator];
    struct writing w = board_writing(b);
    struct columns columns = columns_for(r.w, w.lang);
    char text[FIGURE_CAP * 4] = "", period[FIGURE_CAP] = "";
    bool class = c->kind == CHANGE_CLASS;
    enum role role = class ? class_role(c->class_after) : c->kind == CHANGE_REVISION ? ROLE_SLOWER : ROLE_TEXT;
    draw_kind(b, g, (struct rect){r.y, r.x, 1, columns.kind}, role,
              class ? class_symbol(c->class_after, w.ascii) : w.ascii ? kinds[c->kind].letter : kinds[c->kind].symbol,
              tr(w.lang, kinds[c->kind].word));
    int x = r.x + columns.kind + 1;
    bool found = b->ui->search[0] && filter_matches(b, (int)c->indicator, b->ui->search);
    grid_put_cut(g, r, r.y, x, columns.name, STYLE(found ? ROLE_MATCH : ROLE_TEXT),
                 name_that_fits(&ind->name, &ind->short_name, w.lang, columns.name), look);
    x += columns.name + 2;
    if (c->obs) {
        period_text(&c->obs->period, w, period, sizeof period);
        if (text_width(period) > columns.period)
            period_short(&c->obs->period, w, period, sizeof period);
    }
    if (columns.period) {
        grid_put_cut(g, r, r.y, x, columns.period, STYLE(ROLE_DIM), period, look);
        x += columns.period + 2;
    }
    switch (c->kind) {
    case CHANGE_NEW_FIGURE:
        obs_text(ind, c->obs, w, text, sizeof text);
        if (text_width(text) > r.x + r.w - x)
            obs_brief(ind, c->obs, w, text, sizeof text);
        break;
    case CHANGE_REVISION:
        revision_words(b, c, text, sizeof text);
        break;
    case CHANGE_MILESTONE:
        snprintf(text, sizeof text, w.lang == LANG_ZH ? "%s：%s" : "%s: %s", text_in(&c->milestone->name, w.lang),
                 milestone_state_word(c->milestone->state, w.lang));
        break;
    case CHANGE_CLASS:
        snprintf(text, sizeof text, "%s %s %s", class_word(c->class_before, w.lang), w.ascii ? "->" : "→",
                 class_word(c->class_after, w.lang));
        break;
    }
    grid_put_cut(g, r, r.y, x, r.x + r.w - x, STYLE(class ? role : ROLE_STRONG), text, look);
}

static void draw_feed_event(const struct board *b, struct grid *g, struct rect r, const struct event *e)
{
    struct writing w = board_writing(b);
    struct columns columns = columns_for(r.w, w.lang);
    char text[640], said[SAID_CAP];
    const char *feed = *e->feed ? e->feed : tr(w.lang, "the plan");
    said_text(e->text, w.lang, said, sizeof said);
    int64_t local = e->at_s + b->zone_s;
    bool back = e->kind == EVENT_FEED_BACK;
    int n = snprintf(text, sizeof text, "%02d:%02d  ", (int)(local / 3600 % 24), (int)(local / 60 % 60));
    size_t room = sizeof text - (size_t)n;
    if (e->kind == EVENT_FEED_LOST)
        snprintf(text + n, room, tr(w.lang, N_("feed %s lost: %s")), feed, said);
    else if (back)
        snprintf(text + n, room, tr(w.lang, N_("feed %s is back")), feed);
    else
        snprintf(text + n, room, tr(w.lang, N_("%s: the figure of %s was withdrawn")), e->indicator, e->period);
    draw_kind(b, g, (struct rect){r.y, r.x, 1, columns.kind}, back ? ROLE_MET : ROLE_STALE, back ? (w.ascii ? "*" : "✓") : "!",
              tr(w.lang, e->kind == EVENT_WITHDRAWN ? N_("withdrawn") : N_("feed")));
    grid_put_cut(g, r, r.y, r.x + columns.kind + 1, r.w - columns.kind - 1, STYLE(back ? ROLE_MET : ROLE_STALE), text,
                 &b->ui->look);
}

/* ---- the view ------------------------------------------------------------------------------ */

static void draw_lines(const struct board *b, struct grid *g, struct rect r, const struct line *lines, size_t count)
{
    const struct look *look = &b->ui->look;
    size_t *top = &b->scroll->top[VIEW_EVENTS], selected = SIZE_MAX, height = (size_t)r.h;
    int chosen = events_selected(b);
    for (size_t i = 0; i < count; i++)
        if (lines[i].kind == LINE_CHANGE && lines[i].which == chosen)
            selected = i;
    scroll_to(top, selected, count, height);
    /* The first of a day brings its day along. */
    if (selected != SIZE_MAX && selected == *top && selected > 0 && lines[selected - 1].kind == LINE_DAY && height > 1)
        *top = selected - 1;
    for (size_t i = *top; i < count && i < *top + height; i++) {
        struct rect row = {r.y + (int)(i - *top), r.x, 1, r.w}, inner = {row.y, r.x + 2, 1, r.w - 2};
        char day[FIGURE_CAP];
        switch (lines[i].kind) {
        case LINE_BLANK:
            break;
        case LINE_DAY:
            day_text(lines[i].day, board_writing(b), day, sizeof day);
            grid_put_cut(g, row, row.y, row.x, row.w, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), day, look);
            break;
        case LINE_FEED:
            draw_feed_event(b, g, inner, &b->assessment->snapshot->events->list[lines[i].which]);
            break;
        case LINE_CHANGE:
            draw_change(b, g, inner, &b->changes[lines[i].which]);
            hot_add(b->hots, row, HOT_CHANGE, lines[i].which);
            break;
        }
        if (i == selected) {
            grid_set_role(g, row, ROLE_TEXT);
            grid_add_attrs(g, row, ATTR_REVERSE);
            g->cursor_y = row.y;
            g->cursor_x = row.x;
        }
    }
    if (*top > 0)
        grid_put(g, r, r.y, r.x + r.w - 1, 1, STYLE(ROLE_HINT), look->ascii ? "^" : "▲");
    if (*top + height < count)
        grid_put(g, r, r.y + r.h - 1, r.x + r.w - 1, 1, STYLE(ROLE_HINT), look->ascii ? "v" : "▼");
}

void events_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct snapshot *s = b->assessment->snapshot;
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    int shown = 0, most = r.h / 4; /* the title says how many there are, the feeds view which */
    for (size_t i = 0; i < s->feed_count && shown < most; i++) /* what is the matter now */
        if (s->feeds[i].error[0]) {
            shown++;
            char line[SAID_CAP + 80], said[SAID_CAP];
            said_text(s->feeds[i].error, b->ui->lang, said, sizeof said);
            snprintf(line, sizeof line, "%s: %s", s->plan->feeds[i].id, said);
            grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_ALERT), line, &b->ui->look);
            rect_cut_top(&r, 1);
        }
    size_t count;
    struct line *lines = lay_out(b, &count);
    if (lines && count && r.h > 0)
        draw_lines(b, g, r, lines, count);
    else
        put_tr(b, g, r, r.y, r.x, STYLE(ROLE_DIM), b->ui->filter[0] ? N_("nothing matches the filter")
                                                                    : N_("nothing has been published in this time"));
    free(lines);
}
