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

int overview_columns(int width_cells)
{
    return width_cells >= 120 ? 3 : width_cells >= 80 ? 2 : 1;
}

/* Where the columns of a row stand; 0: left out. Panels of the same width share it, so columns line up over the screen. */
struct row_columns {
    int name, value, period, bar, share, word;
    int gap;
};

static struct row_columns columns_for(int cells)
{
    struct row_columns c = {.gap = 1, .share = 8, .word = 1};
    c.value = cells >= 64 ? 17 : cells >= 52 ? 14 : 0;
    c.period = cells >= 72 ? 10 : 0;
    c.word = cells >= 92 ? 16 : 1;
    if (cells >= 64)
        c.gap = 2;
    int used = c.value + c.period + c.share + c.word;
    int gaps = ((c.value > 0) + (c.period > 0) + 3) * c.gap;
    int left = cells - used - gaps;
    c.name = left * 13 / 20;
    c.name = c.name > 34 ? 34 : c.name;
    c.bar = left - c.name;
    if (c.bar < 5) { /* a very narrow panel: name, share and symbol */
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
    if (alerts_have(b->alerts, indicator)) {
        int used = grid_put(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_ALERT, ATTR_BOLD), "!") + 1;
        rect_cut_left(&r, used);
        role = ROLE_ALERT;
    }
    if (b->ui->search[0] && filter_matches(b, indicator, b->ui->search))
        role = ROLE_MATCH;
    grid_put_cut(g, r, r.y, r.x, r.w, STYLE(role), text_in(&f->ind->name, b->ui->lang),
                 &b->ui->look);
}

/* One line: name, figure, period, bar, share, class, as far as there is room. */
static void draw_line(const struct board *b, struct grid *g, struct rect r, int indicator)
{
    const struct look *look = &b->ui->look;
    struct row_columns c = columns_for(r.w);
    struct face f;
    face_of(b, indicator, &f);
    int x = r.x, end = r.x + r.w - c.word;
    draw_name(b, g, (struct rect){r.y, x, 1, c.name}, indicator, &f);
    face_class(b, g, (struct rect){r.y, end, 1, c.word}, &f);
    x += c.name + c.gap;
    if (f.instead[0]) {
        if (end - c.gap > x)
            grid_put_cut(g, r, r.y, x, end - c.gap - x, STYLE(ROLE_UNKNOWN), f.instead, look);
        return;
    }
    if (c.value) {
        grid_put_right(g, r, r.y, x, c.value, STYLE(ROLE_STRONG), f.value, look);
        x += c.value + c.gap;
    }
    if (c.period) {
        grid_put_cut(g, r, r.y, x, c.period, STYLE(ROLE_DIM), f.period, look);
        x += c.period + c.gap;
    }
    if (!f.share[0] && !c.value) { /* no way to draw, and no column for the figure: the figure takes their room */
        grid_put_cut(g, r, r.y, x, end - c.gap - x, STYLE(ROLE_STRONG), f.value, look);
        return;
    }
    if (c.bar)
        face_bar(b, g, (struct rect){r.y, x, 1, c.bar}, &f);
    x += c.bar + (c.bar ? c.gap : 0);
    if (c.share)
        grid_put_right(g, r, r.y, x, c.share, STYLE(ROLE_STRONG), f.share, look);
}

#define PAIR_FIGURE 18 /* cells of figure and period on the second line of a pair */
#define PAIR_FIGURE_WIDE 30
#define PAIR_WIDE 56   /* cells of a line from which the wide one is used */
#define PAIR_SHARE 7
#define PAIR_BAR_MIN 5

/* Two lines where the screen is high enough: name and class, then the figure and its way. */
static void draw_pair(const struct board *b, struct grid *g, struct rect r, int indicator)
{
    const struct look *look = &b->ui->look;
    struct face f;
    face_of(b, indicator, &f);
    const char *word = class_word(f.v->class, b->ui->lang);
    /* "Not assessed" needs no word of its own: the second line says why. */
    bool silent = f.v->class == CLASS_NOT_ASSESSED;
    int word_cells = silent ? 1 : text_width(word) + 2, name_cells = r.w - word_cells - 1;
    if (name_cells < r.w / 2) { /* the name comes first */
        word_cells = 1;
        name_cells = r.w - 2;
    }
    draw_name(b, g, (struct rect){r.y, r.x, 1, name_cells}, indicator, &f);
    face_class(b, g, (struct rect){r.y, r.x + r.w - word_cells, 1, word_cells}, &f);
    struct rect line = {r.y + 1, r.x + 2, 1, r.w - 2};
    if (f.instead[0]) {
        grid_put_cut(g, line, line.y, line.x, line.w, STYLE(ROLE_UNKNOWN), f.instead, look);
        return;
    }
    int figure = line.w >= PAIR_WIDE ? PAIR_FIGURE_WIDE : PAIR_FIGURE;
    int bar = line.w - figure - PAIR_SHARE - 2;
    bool drawn = bar >= PAIR_BAR_MIN && (f.bar || (f.t && f.t->rule == RULE_DIRECTION));
    int room = drawn ? figure : line.w;
    int used = grid_put_cut(g, line, line.y, line.x, room, STYLE(ROLE_STRONG), f.value, look);
    if (used + 2 + text_width(f.period) <= room) /* whole or not at all: half a period misleads */
        grid_put(g, line, line.y, line.x + used + 2, room, STYLE(ROLE_DIM), f.period);
    if (!drawn)
        return;
    face_bar(b, g, (struct rect){line.y, line.x + figure + 1, 1, bar}, &f);
    grid_put_right(g, line, line.y, line.x + line.w - PAIR_SHARE, PAIR_SHARE, STYLE(ROLE_STRONG),
                   f.share, look);
}

static void draw_row(const struct board *b, struct grid *g, struct rect r, int indicator, int lines)
{
    if (lines > 1)
        draw_pair(b, g, r, indicator);
    else
        draw_line(b, g, r, indicator);
}

static void panel_title(const struct board *b, int pillar, char *out, size_t cap)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    snprintf(out, cap, "%d %s", pillar + 1, text_in(&plan->pillars[pillar].name, b->ui->lang));
}

static void draw_panel(const struct board *b, struct grid *g, struct rect r, int pillar, int lines)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct look *look = &b->ui->look;
    bool focused = b->ui->pillar == pillar;
    char title[256], counts[256];
    panel_title(b, pillar, title, sizeof title);
    counts_text(b, &b->assessment->pillars[pillar], r.w >= 100, counts, sizeof counts);
    grid_frame(g, r, look, STYLE(focused ? ROLE_FRAME_FOCUS : ROLE_FRAME), title,
               STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), counts, STYLE(ROLE_DIM));
    hot_add(b->hots, r, HOT_PILLAR, pillar);
    struct rect inner = rect_inset(r, 1, r.w > 24 ? 2 : 1);
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
        struct rect line = {inner.y + (int)i * lines, inner.x, 1, inner.w};
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
    if (n > *top + fit) { /* how many more there are, in the frame */
        char more[32];
        snprintf(more, sizeof more, " +%zu ", n - *top - fit);
        grid_put(g, r, r.y + r.h - 1, r.x + r.w - 2 - text_width(more), text_width(more),
                 STYLE(ROLE_HINT), more);
    }
    free(rows);
}

/* One line for a pillar where there is no room for a panel. */
static void draw_folded(const struct board *b, struct grid *g, struct rect r, int pillar)
{
    char title[256], counts[256];
    panel_title(b, pillar, title, sizeof title);
    counts_text(b, &b->assessment->pillars[pillar], false, counts, sizeof counts);
    int right = text_width(counts);
    right = right > r.w / 2 ? 0 : right;
    grid_put_cut(g, r, r.y, r.x, r.w - right - 1, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), title,
                 &b->ui->look);
    if (right)
        grid_put(g, r, r.y, r.x + r.w - right, right, STYLE(ROLE_DIM), counts);
    hot_add(b->hots, r, HOT_PILLAR, pillar);
    if (b->ui->pillar == pillar) {
        grid_add_attrs(g, r, ATTR_REVERSE);
        g->cursor_y = r.y;
        g->cursor_x = r.x;
    }
}

/* One column: folded pillars, the focused one unfolded as far as the height goes; all unfolded where they fit. */
static void draw_column(const struct board *b, struct grid *g, struct rect r)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    int n = (int)plan->pillar_count, all = 0;
    for (int i = 0; i < n; i++)
        all += (int)plan->pillars[i].count + 2;
    if (all <= r.h) {
        for (int i = 0; i < n; i++) {
            struct rect panel = rect_cut_top(&r, (int)plan->pillars[i].count + 2);
            draw_panel(b, g, panel, i, 1);
        }
        return;
    }
    int focus = b->ui->pillar, open = r.h - (n - 1);
    if (open < PANEL_MIN_ROWS) { /* the list alone, scrolled to the focus */
        size_t *top = &b->scroll->top[VIEW_OVERVIEW];
        scroll_to(top, (size_t)focus, (size_t)n, (size_t)r.h);
        for (int i = 0; i < r.h && (int)*top + i < n; i++)
            draw_folded(b, g, (struct rect){r.y + i, r.x, 1, r.w}, (int)*top + i);
        return;
    }
    for (int i = 0; i < n; i++) {
        if (i != focus) {
            struct rect line = rect_cut_top(&r, 1);
            draw_folded(b, g, line, i);
        } else {
            int want = (int)plan->pillars[i].count + 2;
            struct rect panel = rect_cut_top(&r, want < open ? want : open);
            draw_panel(b, g, panel, i, 1);
        }
    }
}

void overview_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    int columns = overview_columns(r.w), n = (int)plan->pillar_count;
    int bands = (n + columns - 1) / columns, need = 0, tallest[PLAN_MAX_PILLARS] = {0};
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
            draw_panel(b, g, panel, i * columns + k, lines);
        }
    }
}
