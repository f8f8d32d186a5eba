/* Where what stands on the wall, which pages there are, and for how long each stays. */
#include <stdlib.h>

#include "tui/views/wall.h"
#include "widgets/digits.h"
#include "widgets/width.h"

#define SIDE_MIN 24    /* cells beside the digits from which words stand there */
#define TWO_COLUMNS 110
#define ROWS_MOST 3
#define BAR_MOST 3
#define WIDEST "888.8%" /* the digits a block has room for */

/* ---- layout -------------------------------------------------------------------------------- */

static int widest_name(const struct board *b)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    int most = 0;
    for (size_t i = 0; i < plan->indicator_count; i++) {
        int w = text_width(text_in(&plan->indicators[i].name, b->ui->lang));
        most = w > most ? w : most;
    }
    return most + 2; /* with the mark of an alert */
}

/* How high a block is with digits of that size and the thinnest bar; 0: they do not fit. */
static int block_need(struct wall_layout *l, int digits)
{
    l->digits = digits;
    l->zone = digits_width(WIDEST, digits);
    l->side = l->block_w - l->zone - 3 >= SIDE_MIN;
    l->air = digits >= 7;
    return l->zone > l->block_w ? 0 : l->name_rows + digits + 2 * l->air + !l->side + 1;
}

/* The largest digits of which two rows of blocks fit, else one; text where none does. */
static void fit_blocks(struct wall_layout *l)
{
    static const int sizes[] = {15, 10, 7, 5, 3};
    int h = l->body.h, need = 0;
    for (int want = 2; want > 0; want--)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            need = block_need(l, sizes[i]);
            if (!need || (want > 1 && sizes[i] < 5) || want * need + (want - 1) * l->gap_y > h)
                continue;
            l->rows = (h + l->gap_y) / (need + l->gap_y);
            l->rows = l->rows > ROWS_MOST ? ROWS_MOST : l->rows;
            goto found;
        }
    need = l->name_rows + 2;
    l->digits = 0;
    l->side = false;
    l->air = 0;
    l->rows = (h + l->gap_y) / (need + l->gap_y);
    l->rows = l->rows < 1 ? 1 : l->rows;
found:
    l->block_h = (h - (l->rows - 1) * l->gap_y) / l->rows;
    int extra = l->block_h - need;
    l->low_air = l->digits >= 7 && !l->side && extra > 0;
    extra -= l->low_air;
    l->target_row = l->digits && !l->side && extra > 0;
    extra -= l->target_row;
    l->bar_rows = 1 + (extra < 0 ? 0 : extra > BAR_MOST - 1 ? BAR_MOST - 1 : extra);
}

struct wall_layout wall_layout(const struct board *b, struct rect all)
{
    struct wall_layout l = {0};
    /* The picture moves by a cell now and then: the room for that is kept free, so nothing is ever cut. */
    if (all.h >= 20 && all.w >= 60) {
        all.h--;
        all.w--;
    }
    int h = all.h;
    all = rect_inset(all, h >= 29 ? 1 : 0, all.w >= 99 ? 2 : all.w >= 59 ? 1 : 0);
    l.clock = h >= 60 ? 7 : h >= 36 ? 5 : h >= 18 ? 3 : 1;
    l.head = rect_cut_top(&all, l.clock > 1 ? l.clock + 1 : 1);
    l.head.h = l.clock;
    int foot = h >= 60 ? 6 : h >= 36 ? 5 : h >= 18 ? 3 : h >= 12 ? 2 : 1;
    foot = foot > all.h ? all.h : foot;
    l.foot = (struct rect){all.y + all.h - foot, all.x, foot, all.w};
    all.h -= foot;
    if (foot > 3) /* a blank row above the foot */
        rect_cut_top(&l.foot, 1);
    l.body = all;
    l.gap_y = h >= 12;
    l.columns = all.w >= TWO_COLUMNS ? 2 : 1;
    l.gap_x = 4;
    l.block_w = (all.w - (l.columns - 1) * l.gap_x) / l.columns;
    l.name_rows = widest_name(b) > l.block_w ? 2 : 1;
    fit_blocks(&l);
    return l;
}

/* ---- pages --------------------------------------------------------------------------------- */

static bool has_figure(const struct verdict *v)
{
    return v->latest || (v->milestone_count && v->reason != REASON_NO_DATA);
}

/* What has a verdict comes before what has a figure only. */
static int rank(const struct verdict *v)
{
    return v->class == CLASS_NOT_ASSESSED ? CLASS_COUNT : (int)v->class;
}

static int worse_first(const void *pa, const void *pb, void *arg)
{
    const struct assessment *a = arg;
    int x = *(const int *)pa, y = *(const int *)pb, order = rank(&a->verdicts[x]) - rank(&a->verdicts[y]);
    return order ? order : x - y;
}

int wall_figures(const struct board *b, int pillar, int *list)
{
    const struct pillar *p = &b->assessment->snapshot->plan->pillars[pillar];
    int n = 0;
    for (size_t i = p->first; i < p->first + p->count; i++)
        if (has_figure(&b->assessment->verdicts[i]))
            list[n++] = (int)i;
    qsort_r(list, (size_t)n, sizeof *list, worse_first, (void *)b->assessment);
    return n;
}

static int pages_of(const struct board *b, const struct wall_layout *l, int pillar)
{
    const struct pillar *p = &b->assessment->snapshot->plan->pillars[pillar];
    int n = 0, each = l->rows * l->columns;
    for (size_t i = p->first; i < p->first + p->count; i++)
        n += has_figure(&b->assessment->verdicts[i]);
    return n ? (n + each - 1) / each : p->count > 0;
}

int wall_count(const struct board *b, const struct wall_layout *l)
{
    int n = 1;
    for (int p = 0; p < (int)b->assessment->snapshot->plan->pillar_count; p++)
        n += pages_of(b, l, p);
    return n;
}

struct wall_page wall_page(const struct board *b, const struct wall_layout *l, int page)
{
    int left = page - 1;
    for (int p = 0; left >= 0 && p < (int)b->assessment->snapshot->plan->pillar_count; p++) {
        int n = pages_of(b, l, p);
        if (left < n)
            return (struct wall_page){p, left};
        left -= n;
    }
    return (struct wall_page){-1, 0};
}

int wall_pages(const struct board *b, int rows, int columns)
{
    if (!b->assessment->snapshot->plan)
        return 1;
    struct wall_layout l = wall_layout(b, (struct rect){0, 0, rows, columns});
    return wall_count(b, &l);
}

int wall_stay(const struct board *b, int rows, int columns, int page)
{
    int list[PLAN_MAX_INDICATORS], stay = 1;
    if (!b->assessment->snapshot->plan)
        return 1;
    struct wall_layout l = wall_layout(b, (struct rect){0, 0, rows, columns});
    struct wall_page at = wall_page(b, &l, page);
    if (at.pillar < 0)
        return 1;
    int n = wall_figures(b, at.pillar, list), each = l.rows * l.columns;
    for (int i = at.part * each; i < n && i < (at.part + 1) * each; i++) {
        enum class c = b->assessment->verdicts[list[i]].class;
        bool bad = c == CLASS_REVERSING || c == CLASS_NOT_COMPLETED || c == CLASS_LAGGING;
        bool poor = c == CLASS_SLOWER || c == CLASS_UNDETERMINED || c == CLASS_BASICALLY;
        if (bad || alerts_have(b->alerts, list[i]))
            return 3;
        if (poor)
            stay = 2;
    }
    return stay;
}
