/* The wall: one pillar at a time, readable from five metres. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/views/parts.h"
#include "widgets/digits.h"
#include "widgets/width.h"

/* A clock that proves the program is alive: it changes with every second. */
static void draw_clock(const struct board *b, struct grid *g, struct rect r)
{
    static const char *const beats[] = {"●", "○"};
    static const char *const ascii_beats[] = {"*", "."};
    int64_t local = b->now_s + b->zone_s;
    char clock[16];
    snprintf(clock, sizeof clock, "%02d:%02d", (int)(local / 3600 % 24), (int)(local / 60 % 60));
    int w = digits_width(clock, 3), x = r.x + r.w - w;
    if (r.h >= 9 && w < r.w / 3)
        digits_draw(g, (struct rect){r.y, x, 3, w}, 3, clock, STYLE(ROLE_DIM), &b->ui->look);
    else
        grid_put(g, r, r.y, r.x + r.w - 5, 5, STYLE(ROLE_DIM), clock), x = r.x + r.w - 5;
    const char *beat = b->ui->look.ascii ? ascii_beats[b->now_s & 1] : beats[b->now_s & 1];
    grid_put(g, r, r.y, x - 2, 1, STYLE(ROLE_MET), beat);
}

/* One indicator as large as its block allows. */
static void draw_block(const struct board *b, struct grid *g, struct rect r, int indicator)
{
    struct face f;
    const struct look *look = &b->ui->look;
    face_of(b, indicator, &f);
    char word[FIGURE_CAP * 2];
    grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_TEXT, ATTR_BOLD),
                 text_in(&f.ind->name, b->ui->lang), look);
    rect_cut_top(&r, 1);
    snprintf(word, sizeof word, "%s %s", class_symbol(f.v->class, look->ascii),
             class_word(f.v->class, b->ui->lang));
    struct style st = STYLE_ATTR(class_role(f.v->class), ATTR_BOLD);
    int rows = r.h >= 11 ? 7 : r.h >= 8 ? 5 : r.h >= 5 ? 3 : 0;
    /* A sign before big digits is read as one of them from afar: a bound is said in words beside them. */
    const char *share = f.share + strcspn(f.share, "-0123456789");
    bool bound = share != f.share;
    while (rows && digits_width(share, rows) > r.w)
        rows = rows > 3 ? rows - 2 : 0;
    if (share[0] && rows) {
        digits_draw(g, (struct rect){r.y, r.x, rows, r.w}, rows, share, st, look);
        int beside = r.x + digits_width(share, rows) + 3;
        if (beside + 12 < r.x + r.w) {
            struct rect side = {r.y, beside, rows, r.x + r.w - beside};
            int used = grid_put_cut(g, side, side.y, side.x, side.w, st, word, look) + 2;
            if (bound)
                grid_put_cut(g, side, side.y, side.x + used, side.w - used, STYLE(ROLE_DIM),
                             flag_word(FLAG_BIT_AT_LEAST, b->ui->lang), look);
            grid_put_cut(g, side, side.y + 1, side.x, side.w, STYLE(ROLE_STRONG), f.value, look);
            grid_put_cut(g, side, side.y + 2, side.x, side.w, STYLE(ROLE_DIM), f.period, look);
        }
        rect_cut_top(&r, rows);
        if (r.h > 0)
            face_bar(b, g, (struct rect){r.y, r.x, 1, r.w}, &f);
        return;
    }
    grid_put_cut(g, r, r.y, r.x, r.w, st, word, look);
    rect_cut_top(&r, 1);
    if (r.h > 0)
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(f.instead[0] ? ROLE_UNKNOWN : ROLE_STRONG),
                     f.instead[0] ? f.instead : f.value, look);
}

static int worse_first(const void *pa, const void *pb, void *arg)
{
    const struct assessment *a = arg;
    int x = *(const int *)pa, y = *(const int *)pb;
    const struct verdict *v = &a->verdicts[x], *w = &a->verdicts[y];
    /* Something published says more than nothing. */
    if ((v->latest != NULL) != (w->latest != NULL))
        return v->latest ? -1 : 1;
    return v->class != w->class ? (int)v->class - (int)w->class : x - y;
}

void wall_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct look *look = &b->ui->look;
    r.y += b->ui->pixel_shift;
    r.x += b->ui->pixel_shift;
    r.h -= 1;
    r.w -= 1;
    int pages = (int)plan->pillar_count, page = (int)(b->ui->kiosk_page % (pages ? pages : 1));
    char line[512], counts[256], age[FIGURE_CAP];
    struct rect head = rect_cut_top(&r, r.h >= 12 ? 4 : 1);
    snprintf(line, sizeof line, "%d  %s", page + 1, text_in(&plan->pillars[page].name, b->ui->lang));
    grid_put_cut(g, head, head.y, head.x, head.w - 10, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), line, look);
    draw_clock(b, g, head);
    if (head.h > 2) {
        counts_text(b, &b->assessment->pillars[page], true, counts, sizeof counts);
        grid_put_cut(g, head, head.y + 2, head.x, head.w - head.w / 3, STYLE(ROLE_TEXT), counts, look);
    }
    struct rect foot = {r.y + r.h - 1, r.x, 1, r.w};
    r.h -= r.h > 1;
    int list[PLAN_MAX_PILLARS * 4], n = 0, count = (int)plan->pillars[page].count;
    for (int i = 0; i < count && n < (int)(sizeof list / sizeof *list); i++)
        list[n++] = (int)plan->pillars[page].first + i;
    qsort_r(list, (size_t)n, sizeof *list, worse_first, (void *)b->assessment);
    int columns = r.w >= 100 ? 2 : 1, each = r.h >= 22 ? 11 : r.h >= 12 ? r.h / 2 : r.h >= 6 ? 6 : 3;
    int rows = r.h / each > 0 ? r.h / each : 1;
    for (int i = 0; i < rows * columns && i < n; i++) {
        int width = r.w / columns;
        struct rect block = {r.y + i / columns * each, r.x + i % columns * width,
                             each - 1 > 0 ? each - 1 : 1, width - 2};
        draw_block(b, g, block, list[i]);
    }
    /* Page dots, and how old the oldest figure is. */
    int x = foot.x;
    for (int i = 0; i < pages && x < foot.x + foot.w / 2; i++, x += 2)
        grid_put(g, foot, foot.y, x, 1, STYLE(i == page ? ROLE_TITLE : ROLE_DIM),
                 look->ascii ? (i == page ? "#" : ".") : i == page ? "●" : "·");
    if (b->assessment->oldest_latest != DAY_NONE) {
        age_text((int64_t)(b->assessment->as_of - b->assessment->oldest_latest) * 86400,
                 board_writing(b), age, sizeof age);
        snprintf(line, sizeof line, tr(b->ui->lang, N_("oldest figure %s")), age);
        grid_put_right(g, foot, foot.y, x, foot.x + foot.w - x, STYLE(ROLE_DIM), line, look);
    }
}
