/* The overview: all pillars at once. See view.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/filter.h"
#include "tui/lang.h"
#include "tui/views/parts.h"
#include "widgets/table.h"
#include "widgets/width.h"

#define PANEL_MIN_ROWS 3
#define GUTTER_MIN 24 /* cells of a panel: narrower ones lend the marks a cell of the name */

int overview_columns(int width_cells)
{
    return width_cells >= 120 ? 3 : width_cells >= 80 ? 2 : 1;
}

/* Where the columns of a row stand; 0: left out. All panels of one picture share them: bars, shares and symbols line up. */
struct row_columns {
    int name, value, period, bar, share, word;
    int gap;
};

#define BAR_MIN 8
#define NAME_MIN 18 /* names come before bars */
#define NAME_MAX 36

static struct row_columns columns_for(int cells)
{
    struct row_columns c = {.gap = cells >= 64 ? 2 : 1, .share = cells >= 52 ? 8 : 6, .word = cells >= 92 ? 21 : 1};
    c.value = cells >= 64 ? 17 : cells >= 52 ? 14 : 0;
    c.period = cells >= 72 ? 10 : 0;
    int used = c.value + c.period + c.share + c.word;
    int gaps = ((c.value > 0) + (c.period > 0) + 3) * c.gap;
    int left = cells - used - gaps;
    c.name = left * 3 / 5 > NAME_MIN ? left * 3 / 5 : NAME_MIN;
    c.name = c.name > NAME_MAX ? NAME_MAX : c.name > left - BAR_MIN ? left - BAR_MIN : c.name;
    c.bar = left - c.name;
    if (c.name < NAME_MIN - 4) { /* a very narrow panel: name, share and symbol */
        c.bar = 0;
        c.name = cells - c.share - c.word - 2 * c.gap;
        if (c.name < 8) {
            c.share = 0;
            c.name = cells - c.word - c.gap;
        }
    }
    c.name = c.name < 0 ? 0 : c.name;
    return c;
}

static void draw_name(const struct board *b, struct grid *g, struct rect r, int indicator,
                      const struct face *f)
{
    enum role role = f->v->latest || !f->instead[0] ? ROLE_TEXT : ROLE_DIM;
    if (alerts_have(b->alerts, indicator))
        role = ROLE_ALERT;
    if (b->ui->search[0] && filter_matches(b, indicator, b->ui->search))
        role = ROLE_MATCH;
    grid_put_cut(g, r, r.y, r.x, r.w, STYLE(role),
                 name_that_fits(&f->ind->name, &f->ind->short_name, b->ui->lang, r.w), &b->ui->look);
}

/* The figure on its own from the left, in the length that fits. */
static int put_value(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    char text[FIGURE_CAP];
    snprintf(text, sizeof text, "%s", f->value);
    if (text_width(text) > r.w)
        obs_brief(f->ind, f->v->latest, board_writing(b), text, sizeof text);
    if (text_width(text) > r.w) /* part of a number is another number */
        snprintf(text, sizeof text, "%s", b->ui->look.ascii ? "~" : "…");
    return grid_put(g, r, r.y, r.x, r.w, STYLE(ROLE_STRONG), text);
}

/* One line: name, figure, period, bar, share, class, as far as there is room. */
static void draw_line(const struct board *b, struct grid *g, struct rect r, int indicator)
{
    struct row_columns c = columns_for(r.w);
    struct face f;
    face_of(b, indicator, &f);
    int x = r.x, end = r.x + r.w - c.word;
    draw_name(b, g, (struct rect){r.y, x, 1, c.name}, indicator, &f);
    face_class(b, g, (struct rect){r.y, end, 1, c.word}, &f);
    x += c.name + c.gap;
    struct rect rest = {r.y, x, 1, end - c.gap - x};
    if (rest.w < 4)
        return;
    if (f.instead[0]) {
        face_instead(b, g, rest, &f);
        return;
    }
    if (c.value) {
        put_figure(g, (struct rect){r.y, x, 1, c.value}, f.ind, f.v->latest, board_writing(b), STYLE(ROLE_STRONG),
                   &b->ui->look);
        x += c.value + c.gap;
    }
    if (c.period) {
        grid_put_cut(g, r, r.y, x, c.period, STYLE(ROLE_DIM), f.period, &b->ui->look);
        x += c.period + c.gap;
    }
    if (!f.share[0] && !c.value) { /* no way to draw, and no column for the figure: the figure takes their room */
        put_value(b, g, rest, &f);
        return;
    }
    if (c.bar)
        face_bar(b, g, (struct rect){r.y, x, 1, c.bar}, &f);
    x += c.bar + (c.bar ? c.gap : 0);
    if (c.share)
        face_share(b, g, (struct rect){r.y, x, 1, c.share}, &f);
}

#define PAIR_FIGURE 19 /* cells of figure and period on the second line of a pair */
#define PAIR_WIDE 56   /* cells of a line from which it is half of it */
#define PAIR_SHARE 7
#define PAIR_BAR_MIN 5

/* Name and class; the class with its word unless neither the name nor its short form leaves room for it. "Not assessed" needs
 * no word: the second line says why. */
static void draw_head(const struct board *b, struct grid *g, struct rect r, int indicator, const struct face *f)
{
    bool silent = f->v->class == CLASS_NOT_ASSESSED;
    int word = silent ? 1 : text_width(class_word(f->v->class, b->ui->lang)) + 2;
    int name = text_width(name_that_fits(&f->ind->name, &f->ind->short_name, b->ui->lang, r.w - word - 1));
    if (name > r.w - word - 1)
        word = 1;
    draw_name(b, g, (struct rect){r.y, r.x, 1, r.w - word - 1}, indicator, f);
    face_class(b, g, (struct rect){r.y, r.x + r.w - word, 1, word}, f);
}

/* Two lines where the screen is high enough: name and class, then the figure and its way. */
static void draw_pair(const struct board *b, struct grid *g, struct rect r, int indicator)
{
    struct face f;
    face_of(b, indicator, &f);
    draw_head(b, g, r, indicator, &f);
    struct rect line = {r.y + 1, r.x + 2, 1, r.w - 2};
    if (f.instead[0]) {
        face_instead(b, g, line, &f);
        return;
    }
    int figure = line.w >= PAIR_WIDE ? line.w / 2 : PAIR_FIGURE;
    int bar = line.w - figure - PAIR_SHARE - 2;
    bool drawn = bar >= PAIR_BAR_MIN && face_has_bar(&f);
    int room = drawn ? figure : line.w;
    char brief[FIGURE_CAP];
    obs_brief(f.ind, f.v->latest, board_writing(b), brief, sizeof brief);
    int behind = 2 + text_width(f.period); /* a shorter figure with its period says more than a longer one without */
    if (text_width(f.value) + behind > room && text_width(brief) + behind <= room)
        memcpy(f.value, brief, sizeof f.value);
    int used = put_value(b, g, (struct rect){line.y, line.x, 1, room}, &f);
    char period[FIGURE_CAP]; /* in full where the room is there */
    period_text(&f.v->latest->period, board_writing(b), period, sizeof period);
    if (used + 2 + text_width(period) <= room)
        memcpy(f.period, period, sizeof f.period);
    if (used + 2 + text_width(f.period) <= room) /* whole or not at all: half a period misleads */
        grid_put(g, line, line.y, line.x + used + 2, room, STYLE(ROLE_DIM), f.period);
    if (!drawn)
        return;
    face_bar(b, g, (struct rect){line.y, line.x + figure + 1, 1, bar}, &f);
    if (f.share[0])
        face_share(b, g, (struct rect){line.y, line.x + line.w - PAIR_SHARE, 1, PAIR_SHARE}, &f);
}

static void draw_row(const struct board *b, struct grid *g, struct rect r, int indicator, int lines)
{
    if (lines > 1)
        draw_pair(b, g, r, indicator);
    else
        draw_line(b, g, r, indicator);
}

/* "2 Industry clusters", or with the short name. */
static void panel_title(const struct board *b, int pillar, int cells, char *out, size_t cap)
{
    const struct pillar *p = &b->assessment->snapshot->plan->pillars[pillar];
    char number[16];
    int n = snprintf(number, sizeof number, "%d ", pillar + 1);
    snprintf(out, cap, "%s%s", number, name_that_fits(&p->name, &p->short_name, b->ui->lang, cells - n));
}

/* How many rows are hidden above and below, in the lower edge. */
static void draw_hidden(const struct board *b, struct grid *g, struct rect r, size_t above, size_t below)
{
    char text[96] = "";
    if (above && below)
        snprintf(text, sizeof text, tr(b->ui->lang, N_(" %zu above, %zu below ")), above, below);
    else if (below)
        snprintf(text, sizeof text, tr(b->ui->lang, N_(" %zu more below ")), below);
    else if (above)
        snprintf(text, sizeof text, tr(b->ui->lang, N_(" %zu more above ")), above);
    if (text_width(text) > r.w - 4)
        snprintf(text, sizeof text, " +%zu ", above + below);
    if (above + below)
        grid_put(g, r, r.y + r.h - 1, r.x + r.w - 2 - text_width(text), text_width(text), STYLE(ROLE_HINT), text);
}

/* What all panels of one picture have in common, so that they compare. */
struct shape {
    int lines; /* of an indicator */
    int cells; /* of a row; some panels are a cell wider */
    bool words; /* classes are counted with their words */
};

static struct shape shape_of(const struct board *b, int width, int lines)
{
    struct shape shape = {.lines = lines, .cells = width - 4, .words = true};
    for (int i = 0; i < (int)b->assessment->snapshot->plan->pillar_count; i++) {
        char title[256], counts[256];
        panel_title(b, i, width - 12, title, sizeof title);
        counts_text(b, &b->assessment->pillars[i], true, counts, sizeof counts);
        shape.words &= text_width(title) + text_width(counts) <= width - 10;
    }
    return shape;
}

static void draw_panel(const struct board *b, struct grid *g, struct rect r, int pillar, const struct shape *shape)
{
    int lines = shape->lines, cells = shape->cells;
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct look *look = &b->ui->look;
    bool focused = b->ui->pillar == pillar;
    char title[256], counts[256];
    panel_title(b, pillar, r.w - 12, title, sizeof title);
    const struct roll_up *roll = &b->assessment->pillars[pillar];
    counts_text(b, roll, true, counts, sizeof counts);
    bool words = shape->words;
    if (!words)
        counts_text(b, roll, false, counts, sizeof counts);
    grid_frame(g, r, look, STYLE(focused ? ROLE_FRAME_FOCUS : ROLE_FRAME), title,
               STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), counts, STYLE(ROLE_DIM));
    int used = text_width(counts); /* again over what the frame wrote, in the classes' colours */
    if (used + 14 <= r.w)
        counts_draw(b, g, (struct rect){r.y, r.x + r.w - 2 - used, 1, used}, roll, words, ROLE_DIM);
    hot_add(b->hots, r, HOT_PILLAR, pillar);
    bool gutter = r.w > GUTTER_MIN; /* a cell for the marks between frame and names */
    struct rect inner = rect_inset(r, 1, gutter ? 2 : 1);
    int *rows = malloc((plan->indicator_count ? plan->indicator_count : 1) * sizeof *rows);
    if (!rows || inner.h < 1 || inner.w < 1) {
        free(rows);
        return;
    }
    size_t n = ui_rows(b, pillar, rows), selected = SIZE_MAX, fit = (size_t)(inner.h / lines);
    fit = fit ? fit : 1;
    for (size_t i = 0; i < n; i++)
        if (is_selected(b, rows[i]))
            selected = i;
    size_t *top = &b->scroll->panel_top[pillar];
    scroll_to(top, focused ? selected : SIZE_MAX, n, fit);
    for (size_t i = 0; i < fit && *top + i < n; i++) {
        struct rect line = {inner.y + (int)i * lines, inner.x, 1, cells < inner.w ? cells : inner.w};
        if (gutter)
            draw_mark(b, g, r, line.y, line.x - 1, rows[*top + i]);
        else
            rect_cut_left(&line, draw_mark(b, g, line, line.y, line.x, rows[*top + i]));
        draw_row(b, g, line, rows[*top + i], lines);
        hot_add(b->hots, (struct rect){line.y, r.x + 1, lines > 1 ? 2 : 1, r.w - 2}, HOT_INDICATOR, rows[*top + i]);
        if (focused && *top + i == selected) {
            struct rect chosen = {line.y, r.x + 1, lines > 1 ? 2 : 1, r.w - 2};
            grid_set_role(g, chosen, ROLE_TEXT);
            grid_add_attrs(g, chosen, ATTR_REVERSE);
            g->cursor_y = line.y;
            g->cursor_x = line.x;
        }
    }
    if (n == 0)
        put_tr(b, g, inner, inner.y, inner.x, STYLE(ROLE_DIM), N_("nothing matches the filter"));
    draw_hidden(b, g, r, *top, n > *top + fit ? n - *top - fit : 0);
    free(rows);
}

/* The most that came of any indicator of a pillar. */
static enum received news_of_pillar(const struct board *b, int pillar)
{
    const struct pillar *p = &b->assessment->snapshot->plan->pillars[pillar];
    enum received most = RECEIVED_NOTHING;
    for (size_t i = p->first; i < p->first + p->count; i++)
        most = news_of(b->news, (int)i) > most ? news_of(b->news, (int)i) : most;
    return most;
}

/* One line for a pillar where there is no room for a panel. */
static void draw_folded(const struct board *b, struct grid *g, struct rect r, int pillar)
{
    char title[256], counts[256];
    counts_text(b, &b->assessment->pillars[pillar], false, counts, sizeof counts);
    int right = text_width(counts);
    right = right > r.w / 2 ? 0 : right;
    const char *mark = news_mark(news_of_pillar(b, pillar), b->ui->look.ascii);
    int cells = r.w - right - (*mark ? 3 : 1);
    panel_title(b, pillar, cells, title, sizeof title);
    int used = grid_put_cut(g, r, r.y, r.x, cells, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), title, &b->ui->look);
    grid_put(g, r, r.y, r.x + used + 1, 1, STYLE_ATTR(ROLE_NEWS, ATTR_BOLD), mark);
    if (right)
        counts_draw(b, g, (struct rect){r.y, r.x + r.w - right, 1, right}, &b->assessment->pillars[pillar], false, ROLE_DIM);
    hot_add(b->hots, r, HOT_PILLAR, pillar);
    if (b->ui->pillar == pillar) {
        grid_set_role(g, r, ROLE_TEXT); /* colours reversed would be a patchwork of grounds */
        grid_add_attrs(g, r, ATTR_REVERSE);
        g->cursor_y = r.y;
        g->cursor_x = r.x;
    }
}

/* One column: the focused pillar unfolded as far as the height goes, then, in their order, as many others as fit whole; the
 * rest a line each. Where not even that fits the list alone, scrolled to the focus. */
static void draw_column(const struct board *b, struct grid *g, struct rect r)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    int n = (int)plan->pillar_count, focus = b->ui->pillar, room = r.h - (n - 1), rows[PLAN_MAX_PILLARS];
    struct shape shape = shape_of(b, r.w, 1);
    if (room < PANEL_MIN_ROWS) {
        size_t *top = &b->scroll->top[VIEW_OVERVIEW];
        scroll_to(top, (size_t)focus, (size_t)n, (size_t)r.h);
        for (int i = 0; i < r.h && (int)*top + i < n; i++)
            draw_folded(b, g, (struct rect){r.y + i, r.x, 1, r.w}, (int)*top + i);
        return;
    }
    int whole = (int)plan->pillars[focus].count + 2;
    rows[focus] = whole < room ? whole : room;
    int spare = room - rows[focus];
    for (int i = 0; i < n; i++) {
        int more = (int)plan->pillars[i].count + 1; /* than a line */
        if (i == focus)
            continue;
        rows[i] = more <= spare ? more + 1 : 1;
        spare -= rows[i] - 1;
    }
    for (int i = 0; i < n; i++) {
        struct rect part = rect_cut_top(&r, rows[i]);
        if (rows[i] > 1)
            draw_panel(b, g, part, i, &shape);
        else
            draw_folded(b, g, part, i);
    }
}

/* ---- the line under the title -------------------------------------------------------------- */

#define SUMMARY_MIN_ROWS 28 /* of the screen: below that every row is an indicator's */
#define SUMMARY_MIN_CELLS 80

bool overview_has_summary(struct rect screen)
{
    return screen.h >= SUMMARY_MIN_ROWS && screen.w >= SUMMARY_MIN_CELLS;
}

/* One symbol for each indicator, worst first: how much of the whole each class is. */
static void draw_strip(const struct board *b, struct grid *g, struct rect r)
{
    int x = r.x;
    for (int c = 0; c < CLASS_COUNT; c++)
        for (int i = 0; i < b->assessment->total.by_class[c]; i++)
            x += grid_put(g, r, r.y, x, 1, STYLE(class_role((enum class)c)),
                          class_symbol((enum class)c, b->ui->look.ascii));
}

/* The indicator whose figure was published last, -1: none. */
static int newest_figure(const struct assessment *a)
{
    int newest = -1;
    for (size_t i = 0; i < a->verdict_count; i++) {
        const struct obs *o = a->verdicts[i].latest;
        if (o && o->published != DAY_NONE &&
            (newest < 0 || o->published > a->verdicts[newest].latest->published))
            newest = (int)i;
    }
    return newest;
}

static void latest_words(const struct board *b, bool with_figure, char *out, size_t cap)
{
    int i = newest_figure(b->assessment);
    struct face f;
    char day[FIGURE_CAP];
    out[0] = '\0';
    if (i < 0)
        return;
    face_of(b, i, &f);
    day_text(f.v->latest->published, board_writing(b), day, sizeof day);
    snprintf(out, cap, tr(b->ui->lang, N_("latest %s: %s%s%s")), day,
             text_short_in(&f.ind->name, &f.ind->short_name, b->ui->lang), with_figure ? " " : "",
             with_figure ? f.value : "");
}

/* What is met, late and unknown; what came last; how old the oldest is. Of these what fits, in this order: counts, the
 * oldest, the latest figure's name, the strip, the latest figure itself. */
static void draw_summary(const struct board *b, struct grid *g, struct rect r)
{
    const struct assessment *a = b->assessment;
    char counts[256], completed[FIGURE_CAP] = "", latest[FIGURE_CAP * 3], figure[FIGURE_CAP * 3];
    char oldest[FIGURE_CAP * 2];
    enum { GAP = 3 };
    counts_text(b, &a->total, true, counts, sizeof counts);
    if (a->total.assessed) /* never a rate without its denominator */
        snprintf(completed, sizeof completed, tr(b->ui->lang, N_("  completed %d of %d")), a->total.completed,
                 a->total.assessed);
    latest_words(b, false, latest, sizeof latest);
    latest_words(b, true, figure, sizeof figure);
    oldest_words(b, oldest, sizeof oldest);
    bool words = text_width(counts) + text_width(completed) <= r.w;
    if (!words)
        counts_text(b, &a->total, false, counts, sizeof counts);
    int left = r.w - text_width(counts) - text_width(completed);
    bool show_oldest = *oldest && left >= text_width(oldest) + GAP;
    left -= show_oldest ? text_width(oldest) + GAP : 0;
    bool show_latest = *latest && left >= text_width(latest) + GAP;
    left -= show_latest ? text_width(latest) + GAP : 0;
    int strip = a->verdict_count <= 64 && left >= (int)a->verdict_count + GAP ? (int)a->verdict_count : 0;
    left -= strip ? strip + GAP : 0;
    if (show_latest && left >= text_width(figure) - text_width(latest))
        memcpy(latest, figure, sizeof latest);

    int x = r.x, end = r.x + r.w;
    if (strip) {
        draw_strip(b, g, r);
        x += strip + 2;
    }
    x += counts_draw(b, g, (struct rect){r.y, x, 1, end - x}, &a->total, words, ROLE_TEXT);
    grid_put(g, r, r.y, x, end - x, STYLE(ROLE_TEXT), completed);
    const char *const right[] = {show_oldest ? oldest : "", show_latest ? latest : ""};
    for (int i = 0; i < 2; i++) {
        int cells = text_width(right[i]);
        if (cells) {
            grid_put(g, r, r.y, end - cells, cells, STYLE(i == 1 ? ROLE_TEXT : ROLE_DIM), right[i]);
            end -= cells + GAP;
        }
    }
}

/* ---- the panels ---------------------------------------------------------------------------- */

void overview_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    int n = (int)plan->pillar_count, columns = overview_columns(r.w) < n ? overview_columns(r.w) : n > 0 ? n : 1;
    int bands = (n + columns - 1) / columns, need = 0, tallest[PLAN_MAX_PILLARS] = {0};
    if (overview_has_summary(grid_rect(g)) && r.h > 2)
        draw_summary(b, g, rect_inset(rect_cut_top(&r, 1), 0, 1));
    for (int i = 0; i < n; i++) {
        int *t = &tallest[i / columns], count = (int)plan->pillars[i].count;
        *t = count > *t ? count : *t;
    }
    for (int i = 0; i < bands; i++)
        need += tallest[i] + 2;
    if (columns == 1 || r.h < bands * PANEL_MIN_ROWS) {
        draw_column(b, g, r);
        return;
    }
    int lines = 1, content = need - 2 * bands;
    /* Two lines an indicator where they fit, and a blank one between them on a large screen. */
    for (int want = 3; want > 1 && lines == 1; want--)
        if (content * want + 2 * bands <= r.h)
            lines = want;
    struct shape shape = shape_of(b, r.w / columns, lines);
    /* Every band gets its rows; what is missing or left over is shared out by their number. */
    int rows_for = r.h - 2 * bands, given = 0, done = 0;
    for (int i = 0; i < bands; i++) {
        done += tallest[i];
        int upto = content ? rows_for * done / content : rows_for * (i + 1) / bands;
        int h = i == bands - 1 ? r.y + r.h : 0;
        struct rect band = rect_cut_top(&r, h ? r.h : upto - given + 2);
        given = upto;
        int width = band.w / columns, extra = band.w % columns;
        for (int k = 0; k < columns && i * columns + k < n; k++) {
            struct rect panel = rect_cut_left(&band, width + (k < extra));
            draw_panel(b, g, panel, i * columns + k, &shape);
        }
    }
}
