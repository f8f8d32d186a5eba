/* One indicator: the figure and its three clocks, the chart and its table twin, and why the class is what it is. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/views/indicator_parts.h"
#include "widgets/width.h"

#define SIDE_BY_SIDE 100 /* cells from which the explanation stands beside the chart */
#define LEFT_CELLS_MAX 130
#define CHART_ROWS_MIN 12 /* beside its table twin; with less the twin goes to the page that scrolls */

static void page_show(const struct board *b, const struct page *p, struct grid *g, struct rect r)
{
    size_t *top = &b->scroll->top[VIEW_INDICATOR];
    size_t most = p->used > r.h ? (size_t)(p->used - r.h) : 0;
    if (*top > most)
        *top = most;
    page_copy(p, (int)*top, g, r);
    if (*top > 0)
        grid_put(g, r, r.y, r.x + r.w - 1, 1, STYLE(ROLE_HINT), b->ui->look.ascii ? "^" : "▲");
    if (*top < most)
        grid_put(g, r, r.y + r.h - 1, r.x + r.w - 1, 1, STYLE(ROLE_HINT),
                 b->ui->look.ascii ? "v" : "▼");
}

/* ---- the head ------------------------------------------------------------------------------ */

/* Puts what fits whole, two blanks before it; behind what does not fit nothing more is put. */
static int put_whole(struct grid *g, struct rect r, int x, struct style st, const char *text)
{
    int gap = x > r.x ? 2 : 0, cells = text_width(text);
    if (!*text)
        return x;
    if (x + gap + cells > r.x + r.w)
        return r.x + r.w;
    return x + gap + grid_put(g, r, r.y, x + gap, cells, st, text);
}

/* The figure, of when it is, and when it was published, received and last asked for. */
static void draw_figure(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    struct writing w = board_writing(b);
    char text[FIGURE_CAP * 2], day[FIGURE_CAP];
    const struct obs *o = f->v->latest;
    if (!o) {
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_UNKNOWN, ATTR_BOLD), f->instead, &b->ui->look);
        return;
    }
    int x = r.x + grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_STRONG, ATTR_BOLD), f->value, &b->ui->look);
    period_text(&o->period, w, text, sizeof text);
    x = put_whole(g, r, x, STYLE(ROLE_TEXT), text);
    x = put_whole(g, r, x, STYLE(ROLE_SLOWER), status_word(o->status, w.lang));
    if (o->published != DAY_NONE) {
        day_text(o->published, w, day, sizeof day);
        snprintf(text, sizeof text, tr(w.lang, N_("published %s")), day);
        x = put_whole(g, r, x, STYLE(ROLE_DIM), text);
    }
    if (o->received_s > 0) {
        day_text(day_from_wall(o->received_s, b->zone_s), w, day, sizeof day);
        snprintf(text, sizeof text, tr(w.lang, N_("received %s")), day);
        x = put_whole(g, r, x, STYLE(ROLE_DIM), text);
    }
    int feed = f->v->series ? f->v->series->feed : -1;
    if (feed >= 0 && (size_t)feed < b->assessment->snapshot->feed_count &&
        b->assessment->snapshot->feeds[feed].fetched_s > 0) {
        age_since(b, b->assessment->snapshot->feeds[feed].fetched_s, day, sizeof day);
        snprintf(text, sizeof text, tr(w.lang, N_("checked %s ago")), day);
        put_whole(g, r, x, STYLE(ROLE_DIM), text);
    }
}

/* The class with its reason, the share, the bar and the target's word for it. */
static void draw_standing(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    struct writing w = board_writing(b);
    char word[FIGURE_CAP * 2], target[FIGURE_CAP * 3] = "";
    snprintf(word, sizeof word, "%s %s", class_symbol(f->v->class, b->ui->look.ascii), class_word(f->v->class, w.lang));
    if (f->v->reason != REASON_NONE) {
        size_t n = strlen(word);
        snprintf(word + n, sizeof word - n, w.lang == LANG_ZH ? "（%s）" : " (%s)", reason_word(f->v->reason, w.lang));
    }
    int x = r.x + grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(class_role(f->v->class), ATTR_BOLD), word, &b->ui->look);
    x = put_whole(g, r, x, STYLE_ATTR(ROLE_STRONG, ATTR_BOLD), f->share);
    int room = r.x + r.w - x - 2;
    if (f->bar && room >= 8) {
        int cells = room > 44 ? 44 : room;
        face_bar(b, g, (struct rect){r.y, x + 2, 1, cells}, f);
        x += 2 + cells;
    }
    if (f->t) {
        target_text(f->ind, f->t->target, w, target, sizeof target);
        put_whole(g, r, x, STYLE(ROLE_DIM), target);
    }
}

/* ---- the view ------------------------------------------------------------------------------ */

/* Chart and twin in the left column; what is drawn there is not said again on the page. Returns the rows used. */
static int draw_left(const struct board *b, struct grid *g, struct rect r, const struct face *f, bool *twin_drawn)
{
    int twin = indicator_twin_rows(b, f), room = r.h;
    bool beside = twin && room - twin - 1 >= CHART_ROWS_MIN;
    int used = indicator_chart(b, g, (struct rect){r.y, r.x, beside ? room - twin - 1 : room, r.w}, f);
    if (used)
        used += beside;
    *twin_drawn = twin && room - used >= twin;
    if (*twin_drawn)
        used += indicator_twin(b, g, (struct rect){r.y + used, r.x, room - used, r.w}, f);
    return used;
}

#define PAGE_ROWS_MAX 1500
#define PAGE_ROWS_LEAST 300 /* why and the target */
#define PAGE_ROWS_EACH 12   /* a figure or a milestone with its note, a target */

/* Rows that will do for all there is to say, for what is not used costs time too. */
static int page_rows(const struct face *f)
{
    size_t things = (f->v->series ? f->v->series->obs_count : 0) + f->v->milestone_count + f->v->target_count +
                    f->ind->derive.part_count;
    size_t rows = PAGE_ROWS_LEAST + PAGE_ROWS_EACH * things;
    return rows < PAGE_ROWS_MAX ? (int)rows : PAGE_ROWS_MAX;
}

static void draw_page(const struct board *b, struct grid *g, struct rect r, const struct face *f, bool twin_drawn)
{
    struct page page = {.used = 0};
    if (grid_init(&page.grid, page_rows(f), r.w > 1 ? r.w - 1 : 1) == ST_OK) {
        indicator_texts(b, &page, f);
        if (!twin_drawn)
            indicator_twin_page(b, &page, f);
        indicator_notes(b, &page, f);
        page_show(b, &page, g, r);
    }
    grid_free(&page.grid);
}

void indicator_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    bool twin_drawn = false;
    if (b->ui->indicator < 0 || (size_t)b->ui->indicator >= plan->indicator_count)
        return;
    struct face f;
    face_of(b, b->ui->indicator, &f);
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    draw_figure(b, g, rect_cut_top(&r, 1), &f);
    if (r.h > 0)
        draw_standing(b, g, rect_cut_top(&r, 1), &f);
    rect_cut_top(&r, r.h > 4 ? 1 : 0);
    if (r.w >= SIDE_BY_SIDE) {
        struct rect text = r;
        int cells = r.w * 11 / 20;
        struct rect left = rect_cut_left(&text, cells > LEFT_CELLS_MAX ? LEFT_CELLS_MAX : cells);
        left.w -= 3;
        if (!draw_left(b, g, left, &f, &twin_drawn)) /* nothing to draw: the text gets the whole width */
            text = r;
        r = text;
    } else if (r.h >= 18) {
        int used = indicator_chart(b, g, (struct rect){r.y, r.x, r.h * 11 / 20, r.w}, &f);
        rect_cut_top(&r, used ? used + 1 : 0);
    }
    draw_page(b, g, r, &f, twin_drawn);
}
