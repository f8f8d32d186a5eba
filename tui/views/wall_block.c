/* One indicator on the wall, and what is said of those without a figure. */
#include "tui/views/wall.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "widgets/bar.h"
#include "widgets/digits.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

/* The number that is drawn large: the share of the way, the figure where there is none, or milestones done. */
static void large_number(const struct face *f, char *out, size_t cap)
{
    const char *text = *f->share ? f->share : f->value;
    const struct milestone_counts *c = &f->v->milestone_counts;
    if (!*text) {
        int all = c->unknown + c->not_started + c->in_progress + c->partly + c->done;
        snprintf(out, cap, "%d/%d", c->done, all);
        return;
    }
    /* A sign before large digits is read as one of them from afar: that it is a bound the words beside say. */
    text += strcspn(text, "-0123456789");
    size_t n = strspn(text, "-0123456789.,");
    bool percent = text[n + strspn(text + n, " ")] == '%';
    snprintf(out, cap, "%.*s%s", (int)n, text, percent ? "%" : "");
}

static void draw_name(const struct board *b, struct grid *g, struct rect r, int indicator,
                      const struct face *f)
{
    if (alerts_have(b->alerts, indicator)) {
        grid_put(g, r, r.y, r.x, 1, STYLE_ATTR(ROLE_ALERT, ATTR_BOLD), "!");
        rect_cut_left(&r, 2);
    }
    const char *name = name_that_fits(&f->ind->name, &f->ind->short_name, b->ui->lang, r.w * r.h);
    paragraph_draw(g, r, name, STYLE_ATTR(ROLE_TEXT, ATTR_BOLD), &b->ui->look);
}

/* Symbol and word of the class; of what is not assessed the reason, which says more. */
static int draw_class(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    char word[FIGURE_CAP * 2];
    enum lang lang = b->ui->lang;
    bool silent = f->v->class == CLASS_NOT_ASSESSED && f->v->reason != REASON_NONE;
    bool bound = *f->share && f->share[strcspn(f->share, "-0123456789")] != f->share[0];
    snprintf(word, sizeof word, "%s %s%s%s", class_symbol(f->v->class, b->ui->look.ascii),
             silent ? reason_word(f->v->reason, lang) : class_word(f->v->class, lang), bound ? ", " : "",
             bound ? flag_word(FLAG_BIT_AT_LEAST, lang) : "");
    return grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(class_role(f->v->class), ATTR_BOLD), word,
                        &b->ui->look);
}

static enum role period_role(const struct face *f)
{
    return f->v->flags & FLAG_STALE ? ROLE_STALE : ROLE_DIM;
}

static void target_words(const struct board *b, const struct face *f, char *out, size_t cap)
{
    out[0] = '\0';
    /* Of a mere direction the reason says it already. */
    if (f->t && f->t->target && f->v->reason != REASON_NO_TARGET)
        target_text(f->ind, f->t->target, board_writing(b), out, cap);
}

/* Class, figure, period and target below each other, beside the digits. */
static void draw_beside(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    char target[FIGURE_CAP * 3];
    bool airy = r.h >= 7;
    draw_class(b, g, r, f);
    rect_cut_top(&r, 1 + airy);
    grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_STRONG, ATTR_BOLD),
                 *f->instead ? f->instead : f->value, &b->ui->look);
    rect_cut_top(&r, 1);
    grid_put_cut(g, r, r.y, r.x, r.w, STYLE(period_role(f)), f->period, &b->ui->look);
    rect_cut_top(&r, 1 + airy);
    target_words(b, f, target, sizeof target);
    if (r.h > 0)
        paragraph_draw(g, r, target, STYLE(ROLE_DIM), &b->ui->look);
}

/* The same in one row below them; the class first, then as much as fits whole. */
static void draw_below(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    const char *figure = *f->instead ? f->instead : f->value;
    int x = r.x + draw_class(b, g, r, f) + 3, end = r.x + r.w;
    if (x + text_width(figure) <= end)
        x += grid_put(g, r, r.y, x, end - x, STYLE_ATTR(ROLE_STRONG, ATTR_BOLD), figure) + 2;
    else
        return;
    if (x + text_width(f->period) <= end)
        grid_put(g, r, r.y, x, end - x, STYLE(period_role(f)), f->period);
}

static void draw_bar(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    if (!f->bar)
        return;
    const struct obs *used = f->t->used;
    struct bar bar = {.share = f->t->progress, .schedule = f->t->schedule, .right_cells = 1,
                      .role = class_role(f->v->class)};
    bar.at_least = used && (used->cmp == CMP_GT || used->cmp == CMP_GE);
    bar_draw_thick(g, r, &bar, &b->ui->look);
}

/* Where not even small digits fit: figure and share as text, then the class. */
static void draw_text(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    char line[FIGURE_CAP * 4];
    const char *figure = *f->instead ? f->instead : f->value;
    snprintf(line, sizeof line, "%s%s%s", f->share, *f->share ? "  " : "", figure);
    if (text_width(line) > r.w) /* whole or not at all */
        snprintf(line, sizeof line, "%s", *f->share ? f->share : figure);
    grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_STRONG, ATTR_BOLD), line, &b->ui->look);
    rect_cut_top(&r, 1);
    if (r.h > 0)
        draw_class(b, g, r, f);
    rect_cut_top(&r, 1);
    if (r.h > 0)
        draw_bar(b, g, (struct rect){r.y, r.x, 1, r.w}, f);
}

void wall_block(const struct board *b, struct grid *g, struct rect r, const struct wall_layout *l,
                int indicator)
{
    struct face f;
    char number[FIGURE_CAP], target[FIGURE_CAP * 3];
    face_of(b, indicator, &f);
    int name_rows = l->name_rows;
    if (!l->digits) /* no digits, no grid to keep: the name takes what it needs */
        name_rows = r.h < 4 ? 1 : paragraph_rows(text_in(&f.ind->name, b->ui->lang), r.w);
    draw_name(b, g, rect_cut_top(&r, name_rows), indicator, &f);
    if (!l->digits) {
        draw_text(b, g, r, &f);
        return;
    }
    rect_cut_top(&r, l->air);
    large_number(&f, number, sizeof number);
    int size = l->digits, room = l->side ? l->zone : r.w;
    while (size > 3 && digits_width(number, size) > room)
        size--;
    struct rect digits = rect_cut_top(&r, l->digits);
    struct style st = STYLE_ATTR(class_role(f.v->class), ATTR_BOLD);
    if (f.v->class == CLASS_NOT_ASSESSED) /* a figure all the same */
        st.role = ROLE_STRONG;
    digits_draw(g, (struct rect){digits.y, digits.x, digits.h, room}, size, number, st, &b->ui->look);
    if (l->side)
        draw_beside(b, g, (struct rect){digits.y, r.x + l->zone + 3, digits.h, r.w - l->zone - 3}, &f);
    rect_cut_top(&r, l->low_air);
    if (!l->side)
        draw_below(b, g, rect_cut_top(&r, 1), &f);
    rect_cut_top(&r, l->air);
    draw_bar(b, g, rect_cut_top(&r, l->bar_rows), &f);
    if (l->target_row) {
        target_words(b, &f, target, sizeof target);
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_DIM), target, &b->ui->look);
    }
}

/* ---- without a figure ---------------------------------------------------------------------- */

static bool has_none(const struct verdict *v)
{
    return !v->latest && (!v->milestone_count || v->reason == REASON_NO_DATA);
}

void wall_unpublished(const struct board *b, int pillar, char *out, size_t cap)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct pillar *p = &plan->pillars[pillar];
    enum lang lang = b->ui->lang;
    int n = 0;
    for (size_t i = p->first; i < p->first + p->count; i++)
        n += has_none(&b->assessment->verdicts[i]);
    out[0] = '\0';
    if (!n)
        return;
    size_t used = (size_t)snprintf(out, cap, tr(lang, N_("no figure published: %d - ")), n);
    for (size_t i = p->first, k = 0; i < p->first + p->count && used < cap; i++)
        if (has_none(&b->assessment->verdicts[i])) {
            int more = snprintf(out + used, cap - used, "%s%s", !k++ ? "" : lang == LANG_ZH ? "、" : ", ",
                                text_in(&plan->indicators[i].name, lang));
            used += more > 0 ? (size_t)more : 0;
        }
}

void wall_nothing(const struct board *b, struct grid *g, struct rect r, int pillar)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct pillar *p = &plan->pillars[pillar];
    const struct look *look = &b->ui->look;
    char line[FIGURE_CAP];
    snprintf(line, sizeof line, tr(b->ui->lang, N_("no figure published of %d indicators")), (int)p->count);
    grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_UNKNOWN, ATTR_BOLD), line, look);
    rect_cut_top(&r, r.h > (int)p->count + 1 ? 2 : 1);
    int each = p->count ? r.h / (int)p->count : 0;
    each = each > 4 ? 4 : each < 1 ? 1 : each;
    for (size_t i = p->first; i < p->first + p->count && r.h > 0; i++) {
        const struct indicator *ind = &plan->indicators[i];
        struct rect row = rect_cut_top(&r, each);
        char target[FIGURE_CAP * 3];
        grid_put_cut(g, row, row.y, row.x, row.w, STYLE_ATTR(ROLE_TEXT, ATTR_BOLD),
                     text_in(&ind->name, b->ui->lang), look);
        rect_cut_top(&row, 1);
        if (row.h < 1 || !ind->target_count)
            continue;
        target_text(ind, &ind->targets[0], board_writing(b), target, sizeof target);
        grid_put_cut(g, row, row.y, row.x, row.w, STYLE(ROLE_DIM), target, look);
    }
}
