/* The tables of one indicator: figures and vintages, milestones. See indicator_parts.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tui/lang.h"
#include "tui/views/indicator_parts.h"
#include "widgets/table.h"
#include "widgets/width.h"

#define ROWS_MAX 750

/* The rows of the twin, newest first: vintages known on the day, or milestones. */
struct twin {
    const struct board *b;
    const struct face *f;
    size_t count;
    const struct obs *obs[ROWS_MAX];
};

static void fill(struct twin *t, const struct board *b, const struct face *f)
{
    const struct series *s = f->v->series;
    *t = (struct twin){.b = b, .f = f};
    if (f->v->milestone_count) {
        t->count = f->v->milestone_count < ROWS_MAX ? f->v->milestone_count : ROWS_MAX;
        return;
    }
    for (size_t i = s ? s->obs_count : 0; i-- > 0 && t->count < ROWS_MAX;)
        if (obs_known_on(&s->obs[i], b->assessment->as_of))
            t->obs[t->count++] = &s->obs[i];
}

/* ---- figures ------------------------------------------------------------------------------- */

enum figure_col { FIGURE_PERIOD, FIGURE_VALUE, FIGURE_REFERENCE, FIGURE_PUBLISHED, FIGURE_STATUS, FIGURE_RECEIVED, FIGURE_SOURCE, FIGURE_COLS };

static const struct column figure_columns[FIGURE_COLS] = {
    [FIGURE_PERIOD] = {N_("period"), 8, 15, 0, 0, false, 0},
    [FIGURE_VALUE] = {N_("figure"), 9, 16, 0, 0, true, 0},
    [FIGURE_REFERENCE] = {N_("reference"), 9, 16, 0, 1, true, 0},
    [FIGURE_PUBLISHED] = {N_("published"), 10, 10, 0, 1, false, 0},
    [FIGURE_STATUS] = {N_("status"), 11, 20, 0, 2, false, 0},
    [FIGURE_RECEIVED] = {N_("received"), 10, 10, 0, 4, false, 0},
    [FIGURE_SOURCE] = {N_("source"), 16, 24, 1, 3, false, 0},
};

/* What a reader must know of a vintage before he uses it. */
static void standing(const struct twin *t, const struct obs *o, char *out, size_t cap)
{
    enum lang lang = t->b->ui->lang;
    const char *parts[] = {obs_holds(t->f->v, o) ? "" : tr(lang, N_("superseded")),
                           o->covers == COVERS_YTD ? tr(lang, N_("year to date")) : "", status_word(o->status, lang)};
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < 3 && n < cap; i++)
        if (*parts[i]) {
            int more = snprintf(out + n, cap - n, "%s%s", !n ? "" : lang == LANG_ZH ? "，" : ", ", parts[i]);
            n += more > 0 ? (size_t)more : 0;
        }
}

/* Columns as wide as what stands in them: a status is not cut while a figure has room to spare. */
static void measure(const struct twin *t, struct column *columns)
{
    struct writing w = board_writing(t->b);
    char text[FIGURE_CAP * 3];
    bool any_status = false, any_received = false;
    for (size_t i = 0; i < t->count; i++) {
        const struct obs *o = t->obs[i];
        int cells[3] = {0};
        period_text(&o->period, w, text, sizeof text);
        cells[0] = text_width(text);
        obs_text(t->f->ind, o, w, text, sizeof text);
        cells[1] = text_width(text);
        standing(t, o, text, sizeof text);
        cells[2] = text_width(text);
        any_status |= *text != '\0';
        any_received |= o->received_s > 0;
        static const enum figure_col which[] = {FIGURE_PERIOD, FIGURE_VALUE, FIGURE_STATUS};
        for (int k = 0; k < 3; k++) {
            struct column *c = &columns[which[k]];
            c->want_cells = i == 0 && cells[k] < text_width(c->title) ? text_width(c->title)
                            : i == 0 || cells[k] > c->want_cells     ? cells[k]
                                                                     : c->want_cells;
        }
    }
    if (!t->f->t || !t->f->t->reference_count)
        columns[FIGURE_REFERENCE].want_cells = columns[FIGURE_REFERENCE].min_cells = 0;
    if (!any_status) /* no column over nothing */
        columns[FIGURE_STATUS].want_cells = 0;
    if (!any_received)
        columns[FIGURE_RECEIVED].want_cells = columns[FIGURE_RECEIVED].min_cells = 0;
    columns[FIGURE_STATUS].min_cells = columns[FIGURE_STATUS].want_cells < 20 ? columns[FIGURE_STATUS].want_cells : 20;
    columns[FIGURE_PERIOD].min_cells = columns[FIGURE_PERIOD].want_cells < 12 ? columns[FIGURE_PERIOD].want_cells : 12;
    columns[FIGURE_VALUE].min_cells = columns[FIGURE_VALUE].want_cells < 18 ? columns[FIGURE_VALUE].want_cells : 18;
}

/* The reference's own figure of the same period; NULL: none. */
static const struct obs *reference_at(const struct target_verdict *t, const struct obs *o)
{
    for (size_t i = 0; t && i < t->reference_count; i++)
        if (period_equal(&t->reference[i].obs->period, &o->period))
            return t->reference[i].obs;
    return NULL;
}

static void figure_cell(struct grid *g, struct rect r, size_t row, size_t column, void *arg)
{
    const struct twin *t = arg;
    const struct obs *o = t->obs[row];
    const struct look *look = &t->b->ui->look;
    struct writing w = board_writing(t->b);
    char text[FIGURE_CAP * 3] = "";
    bool holds = obs_holds(t->f->v, o);
    struct style st = STYLE(holds && column == FIGURE_VALUE ? ROLE_STRONG : holds && column == FIGURE_PERIOD ? ROLE_TEXT : ROLE_DIM);
    switch ((enum figure_col)column) {
    case FIGURE_PERIOD:
        period_text(&o->period, w, text, sizeof text);
        if (text_width(text) > r.w)
            period_short(&o->period, w, text, sizeof text);
        break;
    case FIGURE_VALUE:
        put_figure(g, r, t->f->ind, o, w, st, look);
        return;
    case FIGURE_REFERENCE: {
        const struct obs *of = holds ? reference_at(t->f->t, o) : NULL;
        if (of)
            put_figure(g, r, &t->b->assessment->snapshot->plan->indicators[t->f->t->target->ref], of, w, st, look);
        return;
    }
    case FIGURE_PUBLISHED:
        if (o->published != DAY_NONE)
            day_format(o->published, text, sizeof text);
        break;
    case FIGURE_STATUS:
        standing(t, o, text, sizeof text);
        st = STYLE(holds && *text ? ROLE_SLOWER : ROLE_DIM);
        break;
    case FIGURE_RECEIVED:
        if (o->received_s > 0)
            day_format(day_from_wall(o->received_s, t->b->zone_s), text, sizeof text);
        break;
    case FIGURE_SOURCE:
        snprintf(text, sizeof text, "%s", text_in(&o->source_name, w.lang));
        break;
    case FIGURE_COLS:
        return;
    }
    grid_put_cut(g, r, r.y, r.x, r.w, st, text, look);
}

/* ---- milestones ---------------------------------------------------------------------------- */

enum stone_col { STONE_NAME, STONE_STATE, STONE_DUE, STONE_PUBLISHED, STONE_COLS };

static const struct column stone_columns[STONE_COLS] = {
    [STONE_NAME] = {N_("milestone"), 12, 30, 1, 0, false, 0},
    [STONE_STATE] = {N_("state"), 8, 12, 0, 0, false, 0},
    [STONE_DUE] = {N_("due"), 10, 10, 0, 2, false, 0},
    [STONE_PUBLISHED] = {N_("published"), 10, 10, 0, 1, false, 0},
};

static void stone_cell(struct grid *g, struct rect r, size_t row, size_t column, void *arg)
{
    static const struct {
        const char *symbol, *letter;
        enum role role;
    } looks[] = {[MILESTONE_UNKNOWN] = {"?", "?", ROLE_UNKNOWN},     [MILESTONE_NOT_STARTED] = {"○", "o", ROLE_TEXT},
                 [MILESTONE_IN_PROGRESS] = {"▷", ">", ROLE_ON_TRACK}, [MILESTONE_PARTLY] = {"◐", "~", ROLE_ON_TRACK},
                 [MILESTONE_DONE] = {"✓", "*", ROLE_MET},            [MILESTONE_DROPPED] = {"✗", "x", ROLE_LAGGING}};
    const struct twin *t = arg;
    const struct milestone *m = t->f->v->milestones[row];
    const struct look *look = &t->b->ui->look;
    struct style st = STYLE(looks[m->state].role);
    char text[FIGURE_CAP] = "";
    switch ((enum stone_col)column) {
    case STONE_NAME:
        grid_put(g, r, r.y, r.x, 1, st, look->ascii ? looks[m->state].letter : looks[m->state].symbol);
        grid_put_cut(g, r, r.y, r.x + 2, r.w - 2, STYLE(m->state == MILESTONE_UNKNOWN ? ROLE_DIM : ROLE_TEXT),
                     text_in(&m->name, t->b->ui->lang), look);
        return;
    case STONE_STATE:
        grid_put_cut(g, r, r.y, r.x, r.w, st, milestone_state_word(m->state, t->b->ui->lang), look);
        return;
    case STONE_DUE:
    case STONE_PUBLISHED: {
        day_t day = column == STONE_DUE ? m->due : m->published;
        bool late = column == STONE_DUE && day != DAY_NONE && day < t->b->assessment->as_of && m->state != MILESTONE_DONE &&
                    m->state != MILESTONE_UNKNOWN;
        if (day != DAY_NONE)
            day_format(day, text, sizeof text);
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(late ? ROLE_LAGGING : ROLE_DIM), text, look);
        return;
    }
    case STONE_COLS:
        return;
    }
}

/* ---- the table ----------------------------------------------------------------------------- */

static void draw(const struct twin *t, struct grid *g, struct rect r)
{
    bool stones = t->f->v->milestone_count > 0;
    size_t n = stones ? STONE_COLS : FIGURE_COLS, top = 0;
    struct column columns[FIGURE_COLS];
    int widths[FIGURE_COLS];
    for (size_t i = 0; i < n; i++) {
        columns[i] = stones ? stone_columns[i] : figure_columns[i];
        columns[i].title = tr(t->b->ui->lang, columns[i].title);
        int least = text_width(columns[i].title);
        columns[i].want_cells = columns[i].want_cells < least ? least : columns[i].want_cells;
    }
    if (!stones)
        measure(t, columns);
    for (size_t i = 0; stones && i < t->count; i++) { /* whole names before days that all are the target's */
        int name = text_width(text_in(&t->f->v->milestones[i]->name, t->b->ui->lang)) + 2;
        name = name > 40 ? 40 : name;
        columns[STONE_NAME].min_cells = name > columns[STONE_NAME].min_cells ? name : columns[STONE_NAME].min_cells;
    }
    table_layout(columns, n, r.w, 2, widths);
    struct table table = {.columns = columns, .column_count = n, .widths = widths, .gap = 2, .row_count = t->count,
                          .selected = SIZE_MAX, .top = &top, .cell = stones ? stone_cell : figure_cell, .arg = (void *)t};
    table_draw(g, r, &table, &t->b->ui->look);
}

int indicator_twin_rows(const struct board *b, const struct face *f)
{
    struct twin t;
    fill(&t, b, f);
    return t.count ? (int)t.count + 1 : 0;
}

int indicator_twin(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    struct twin t;
    fill(&t, b, f);
    if (!t.count || r.h < 2)
        return 0;
    draw(&t, g, r);
    return (int)t.count + 1 < r.h ? (int)t.count + 1 : r.h;
}

void indicator_twin_page(const struct board *b, struct page *p, const struct face *f)
{
    struct twin t;
    fill(&t, b, f);
    if (!t.count)
        return;
    page_heading(b, p, f->v->milestone_count ? N_("Milestones") : N_("Figures, newest first"));
    int rows = (int)t.count + 1 < p->grid.h - p->used ? (int)t.count + 1 : p->grid.h - p->used;
    draw(&t, &p->grid, (struct rect){p->used, 0, rows, p->grid.w});
    p->used += rows;
}
