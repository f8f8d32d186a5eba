/* One pillar as a sortable table, with a card of the selected indicator below. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tui/explain.h"
#include "tui/filter.h"
#include "tui/lang.h"
#include "tui/views/indicator_parts.h"
#include "widgets/paragraph.h"
#include "widgets/table.h"
#include "widgets/width.h"

enum col { COL_NAME, COL_VALUE, COL_PERIOD, COL_PUBLISHED, COL_BAR, COL_SHARE, COL_SCHEDULE, COL_PACE, COL_CLASS, COL_FLAGS, COLS };

/* How much room there is: every column, the word of the class and whole names; what is needed to compare; the least. */
#define FLAGS_MAX 32
#define NAME_WANT_MIN 24
#define NAME_WANT_MAX 48
#define GAP_WIDE 130 /* cells from which two blanks stand between columns */

enum room { ROOM_LEAST, ROOM_SOME, ROOM_WIDE, ROOMS };

static enum room room_of(int cells)
{
    return cells >= 110 ? ROOM_WIDE : cells >= 50 ? ROOM_SOME : ROOM_LEAST;
}

static const struct {
    const char *title;
    int min[ROOMS], want, weight, priority;
    bool right;
    enum sort_key sort;
} column_table[COLS] = {
    [COL_NAME] = {N_("indicator"), {10, 18, 24}, 36, 1, 0, false, SORT_NAME},
    [COL_VALUE] = {N_("latest"), {13, 13, 16}, 18, 0, 2, true, SORT_PLAN},
    [COL_PERIOD] = {N_("period"), {10, 10, 10}, 10, 0, 4, false, SORT_PERIOD},
    [COL_PUBLISHED] = {N_("published"), {10, 10, 10}, 10, 0, 7, false, SORT_PUBLISHED},
    [COL_BAR] = {"", {8, 8, 8}, 14, 6, 3, false, SORT_PLAN},
    [COL_SHARE] = {N_("progress"), {8, 8, 8}, 8, 0, 1, true, SORT_PROGRESS},
    [COL_SCHEDULE] = {N_("schedule"), {8, 8, 8}, 8, 0, 6, true, SORT_PLAN},
    [COL_PACE] = {N_("pace"), {6, 6, 6}, 6, 0, 5, true, SORT_PACE},
    [COL_CLASS] = {N_("class"), {1, 1, 16}, 21, 0, 0, false, SORT_CLASS},
    [COL_FLAGS] = {N_("flags"), {40, 40, 12}, 20, 1, 8, false, SORT_PLAN},
};

struct rows {
    const struct board *b;
    const int *list;
    struct rect whole; /* of the view: the marks stand in its margin */
    int instead_cells; /* words in place of a figure may run on over its period */
};

static void flags_text(const struct board *b, unsigned flags, char *out, size_t cap)
{
    size_t n = 0;
    out[0] = '\0';
    for (int k = 0; k < FLAG_BIT_COUNT && n < cap; k++)
        if (flags >> k & 1) {
            int more = snprintf(out + n, cap - n, "%s%s", !n ? "" : b->ui->lang == LANG_ZH ? "、" : ", ",
                                flag_word((enum flag_bit)k, b->ui->lang));
            n += more > 0 ? (size_t)more : 0;
        }
}

/* Cells of the longest flags among those rows. */
static int flags_cells(const struct board *b, const int *list, size_t n)
{
    char text[FIGURE_CAP * 3];
    int most = 0;
    for (size_t i = 0; i < n; i++) {
        flags_text(b, b->assessment->verdicts[list[i]].flags, text, sizeof text);
        int cells = text_width(text);
        most = cells > most ? cells : most;
    }
    int title = text_width(tr(b->ui->lang, column_table[COL_FLAGS].title));
    return most > FLAGS_MAX ? FLAGS_MAX : most && most < title ? title : most;
}

/* Cells of the longest name among those rows: a wider column would part names from their figures. */
static int name_cells(const struct board *b, const int *list, size_t n)
{
    int most = NAME_WANT_MIN;
    for (size_t i = 0; i < n; i++) {
        int cells = text_width(text_in(&b->assessment->snapshot->plan->indicators[list[i]].name, b->ui->lang));
        most = cells > most ? cells : most;
    }
    return most < NAME_WANT_MAX ? most : NAME_WANT_MAX;
}

static void draw_cell(struct grid *g, struct rect r, size_t row, size_t column, void *arg)
{
    const struct rows *rows = arg;
    const struct board *b = rows->b;
    const struct look *look = &b->ui->look;
    struct writing w = board_writing(b);
    struct face f;
    char text[FIGURE_CAP * 3] = "";
    struct style st = STYLE(ROLE_TEXT);
    int i = rows->list[row];
    face_of(b, i, &f);
    switch ((enum col)column) {
    case COL_NAME:
        draw_mark(b, g, rows->whole, r.y, r.x - 1, i);
        if (b->ui->search[0] && filter_matches(b, i, b->ui->search))
            st = STYLE(ROLE_MATCH);
        grid_put_cut(g, r, r.y, r.x, r.w, st, name_that_fits(&f.ind->name, &f.ind->short_name, b->ui->lang, r.w), look);
        return;
    case COL_VALUE:
        if (f.instead[0])
            face_instead(b, g, (struct rect){r.y, r.x, 1, rows->instead_cells}, &f);
        else
            put_figure(g, r, f.ind, f.v->latest, w, STYLE(ROLE_STRONG), look);
        return;
    case COL_PERIOD:
        if (!f.instead[0])
            grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_DIM), f.period, look);
        return;
    case COL_PUBLISHED:
        if (f.v->latest && f.v->latest->published != DAY_NONE)
            day_format(f.v->latest->published, text, sizeof text);
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_DIM), text, look);
        return;
    case COL_BAR:
        face_bar(b, g, r, &f);
        return;
    case COL_SHARE:
        if (f.share[0])
            face_share(b, g, r, &f);
        return;
    case COL_SCHEDULE:
        if (f.t && !isnan(f.t->schedule))
            share_text(f.t->schedule, false, w, text, sizeof text);
        grid_put_right(g, r, r.y, r.x, r.w, STYLE(ROLE_DIM), text, look);
        return;
    case COL_PACE:
        if (f.t && !isnan(f.t->pace))
            snprintf(text, sizeof text, "%.2f", f.t->pace);
        grid_put_right(g, r, r.y, r.x, r.w, STYLE(ROLE_TEXT), text, look);
        return;
    case COL_CLASS:
        face_class(b, g, r, &f);
        return;
    case COL_FLAGS:
        flags_text(b, f.v->flags, text, sizeof text);
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_DIM), text, look);
        return;
    case COLS:
        return;
    }
}

#define CARD_CHART_CELLS 100 /* from here on the card has a chart beside the words */
#define CARD_CHART_ROWS 12
#define CARD_TWIN_ROWS 4 /* below the chart */

/* The selected indicator below the table: its sentence, why, and where there is room its chart. */
static void draw_card(const struct board *b, struct grid *g, struct rect r)
{
    const struct look *look = &b->ui->look;
    struct buf text;
    struct face f;
    if (r.h < 3 || b->ui->indicator < 0)
        return;
    grid_fill(g, (struct rect){r.y, r.x, 1, r.w}, look->ascii ? "-" : "─", STYLE(ROLE_FRAME));
    rect_cut_top(&r, 1);
    buf_init(&text, 1 << 16);
    sentence_text(b->assessment, b->ui->indicator, board_writing(b), &text);
    rect_cut_top(&r, paragraph_draw(g, r, text.data ? text.data : "", STYLE(ROLE_STRONG), look));
    buf_free(&text);
    face_of(b, b->ui->indicator, &f);
    if (r.w >= CARD_CHART_CELLS && r.h > CARD_CHART_ROWS) {
        struct rect words = r, chart = rect_cut_left(&words, r.w * 11 / 20);
        chart = (struct rect){chart.y + 1, chart.x, chart.h - 1, chart.w - 3};
        int rows = indicator_chart(b, g, chart, &f);
        if (rows) {
            rect_cut_top(&chart, rows + 1);
            if (chart.h >= CARD_TWIN_ROWS)
                indicator_twin(b, g, chart, &f);
            r = words;
        }
    }
    rect_cut_top(&r, r.h > 6 ? 1 : 0);
    indicator_why(b, g, r);
}

void pillar_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    int *list = malloc((plan->indicator_count ? plan->indicator_count : 1) * sizeof *list);
    if (!list)
        return;
    size_t n = ui_rows(b, b->ui->pillar, list), selected = SIZE_MAX;
    for (size_t i = 0; i < n; i++)
        if (is_selected(b, list[i]))
            selected = i;
    struct column columns[COLS];
    int widths[COLS];
    for (int c = 0; c < COLS; c++) {
        bool sorted = column_table[c].sort != SORT_PLAN && column_table[c].sort == b->ui->sort;
        columns[c] = (struct column){
            .title = *column_table[c].title ? tr(b->ui->lang, column_table[c].title) : "",
            .min_cells = column_table[c].min[room_of(r.w)],
            .want_cells = column_table[c].want,
            .weight = column_table[c].weight,
            .priority = column_table[c].priority,
            .right = column_table[c].right,
            .sort_mark = sorted ? (b->ui->sort_inverted ? -1 : 1) : 0,
        };
    }
    columns[COL_NAME].want_cells = name_cells(b, list, n);
    columns[COL_FLAGS].want_cells = flags_cells(b, list, n); /* no column over nothing */
    struct rect whole = r;
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    table_layout(columns, COLS, r.w, r.w >= GAP_WIDE ? 2 : 1, widths);
    if (widths[COL_CLASS] < text_width(columns[COL_CLASS].title)) /* the symbol alone needs no header */
        columns[COL_CLASS].title = "";
    struct rows rows = {b, list, whole, widths[COL_VALUE]};
    if (widths[COL_PERIOD])
        rows.instead_cells += widths[COL_PERIOD] + (r.w >= GAP_WIDE ? 2 : 1);
    struct table t = {.columns = columns, .column_count = COLS, .widths = widths,
                      .gap = r.w >= GAP_WIDE ? 2 : 1, .row_count = n, .selected = selected,
                      .top = &b->scroll->top[VIEW_PILLAR], .cell = draw_cell, .arg = &rows};
    int want = (int)n + 2;
    struct rect table = rect_cut_top(&r, r.h >= want + 4 ? want : r.h);
    table_draw(g, table, &t, &b->ui->look);
    hot_rows(b, table, &t, HOT_INDICATOR, list);
    for (int c = 0, x = table.x; c < COLS; x += widths[c] ? widths[c] + t.gap : 0, c++)
        if (column_table[c].sort != SORT_PLAN)
            hot_add(b->hots, (struct rect){table.y, x, 1, widths[c]}, HOT_COLUMN, column_table[c].sort);
    if (n == 0)
        put_tr(b, g, table, table.y + 1, table.x, STYLE(ROLE_DIM), N_("nothing matches the filter"));
    char natures[640];
    if (r.h > 1 && natures_text(b, &b->assessment->pillars[b->ui->pillar], natures, sizeof natures)) {
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_DIM), natures, &b->ui->look);
        rect_cut_top(&r, 1);
    }
    draw_card(b, g, r);
    free(list);
}
