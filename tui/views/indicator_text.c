/* The texts of one indicator: why, target, parts, sources and notes. See indicator_parts.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/explain.h"
#include "tui/lang.h"
#include "tui/views/indicator_parts.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

#define LABEL_CELLS 10 /* of the words before the formulas */
#define STANDING_CLASS 22 /* cells of a class with its word, where a target's bar follows */
#define STANDING_SHARE 8
#define NOTE_ROWS 12 /* what is left over for the last note */

void page_text(const struct board *b, struct page *p, int indent, enum role role, const char *text)
{
    struct rect r = {p->used, indent, p->grid.h - p->used, p->grid.w - indent};
    p->used += paragraph_draw(&p->grid, r, text, STYLE(role), &b->ui->look);
}

void page_heading(const struct board *b, struct page *p, const char *english)
{
    p->used += p->used > 0;
    struct rect r = {p->used, 0, 1, p->grid.w};
    grid_put_cut(&p->grid, r, p->used, 0, p->grid.w, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD),
                 tr(b->ui->lang, english), &b->ui->look);
    p->used++;
}

/* "progress  (a - b) / c = d": the word before two blanks stands in a column of its own. */
static void explained_line(const struct board *b, struct page *p, char *line)
{
    char *gap = strstr(line, "  ");
    if (!gap || p->used >= p->grid.h) {
        page_text(b, p, 0, ROLE_TEXT, line);
        return;
    }
    char *rest = gap + strspn(gap, " ");
    char kept = *rest;
    *rest = '\0';
    int indent = text_width(line);
    indent = indent < LABEL_CELLS ? LABEL_CELLS : indent;
    struct rect r = {p->used, 0, 1, p->grid.w};
    *gap = '\0';
    grid_put(&p->grid, r, p->used, 0, indent, STYLE(ROLE_DIM), line);
    *rest = kept;
    page_text(b, p, indent < p->grid.w / 2 ? indent : 0, ROLE_TEXT, rest);
}

static void add_reasons(const struct board *b, struct page *p)
{
    struct buf text;
    buf_init(&text, 1 << 16);
    explain_text(b->assessment, b->ui->indicator, -1, board_writing(b), &text);
    for (char *line = text.data, *end; line && *line; line = end ? end + 1 : NULL) {
        end = strchr(line, '\n');
        if (end)
            *end = '\0';
        explained_line(b, p, line);
    }
    buf_free(&text);
}

void page_copy(const struct page *p, int top, struct grid *g, struct rect r)
{
    for (int y = 0; y < r.h && top + y < p->used && top + y < p->grid.h; y++) {
        const struct cell *row = p->grid.cells + (top + y) * p->grid.w;
        for (int x = 0; x < p->grid.w && x < r.w; x++)
            if (row[x].width)
                grid_put(g, r, r.y + y, r.x + x, row[x].width, (struct style){(enum role)row[x].role, row[x].attrs},
                         row[x].glyph);
    }
}

void indicator_why(const struct board *b, struct grid *g, struct rect r)
{
    struct page page = {.used = 0};
    if (r.h > 0 && r.w > 0 && grid_init(&page.grid, r.h, r.w) == ST_OK) {
        add_reasons(b, &page);
        page_copy(&page, 0, g, r);
    }
    grid_free(&page.grid);
}

static void source_words(const struct board *b, const struct text *name, const char *url, char *out,
                         size_t cap)
{
    const char *words = text_in(name, b->ui->lang);
    snprintf(out, cap, "%s%s%s", words, *words && url ? "  " : "", url ? url : "");
}

/* Of several targets each with its class, its share and its bar, in the same columns, so that they compare. */
static void add_standing(const struct board *b, struct page *p, const struct face *f, size_t i)
{
    struct face one = *f;
    one.t = &f->v->targets[i];
    one.bar = !isnan(one.t->progress);
    struct rect r = {p->used, 0, 1, p->grid.w};
    char word[FIGURE_CAP], share[FIGURE_CAP] = "";
    snprintf(word, sizeof word, "%s %s", class_symbol(one.t->class, b->ui->look.ascii), class_word(one.t->class, b->ui->lang));
    grid_put_cut(&p->grid, r, r.y, 0, STANDING_CLASS, STYLE(class_role(one.t->class)), word, &b->ui->look);
    one.at_least = one.t->used && (one.t->used->cmp == CMP_GT || one.t->used->cmp == CMP_GE);
    if (one.bar) {
        share_text(one.t->progress, one.at_least, board_writing(b), share, sizeof share);
        grid_put_right(&p->grid, r, r.y, STANDING_CLASS + 1, STANDING_SHARE, STYLE(ROLE_STRONG), share, &b->ui->look);
        face_bar(b, &p->grid, (struct rect){r.y, STANDING_CLASS + STANDING_SHARE + 3, 1, p->grid.w - STANDING_CLASS - STANDING_SHARE - 3}, &one);
    }
    p->used++;
}

static void add_target(const struct board *b, struct page *p, const struct face *f)
{
    struct writing w = board_writing(b);
    char line[FIGURE_CAP * 10], words[FIGURE_CAP * 3];
    page_heading(b, p, N_("Target"));
    for (size_t i = 0; i < f->v->target_count; i++) {
        const struct target *t = f->v->targets[i].target;
        target_text(f->ind, t, w, words, sizeof words);
        page_text(b, p, 0, ROLE_STRONG, words);
        if (f->v->target_count > 1 && p->used < p->grid.h - NOTE_ROWS)
            add_standing(b, p, f, i);
        page_text(b, p, 0, ROLE_TEXT, text_in(&t->text, w.lang));
        if (t->base.given) {
            char value[FIGURE_CAP], period[FIGURE_CAP];
            if (t->kind == TARGET_GROWTH && t->measure == MEASURE_ANNUAL_RATE) /* where the chain of rates begins: no figure */
                number_text(t->base.value, -1, value, sizeof value);
            else
                figure_text(f->ind, t->base.value, w, value, sizeof value);
            period_text(&t->base.period, w, period, sizeof period);
            snprintf(line, sizeof line, tr(w.lang, N_("Base: %s in %s")), value, period);
            page_text(b, p, 0, ROLE_TEXT, line);
            page_text(b, p, 2, ROLE_DIM, text_in(&t->base.note, w.lang));
        }
        source_words(b, &t->source_name, t->source_url, line, sizeof line);
        page_text(b, p, 2, ROLE_DIM, line);
    }
    if (!f->v->target_count)
        page_text(b, p, 0, ROLE_UNKNOWN, reason_word(REASON_NO_TARGET, w.lang));
}

static void add_parts(const struct board *b, struct page *p, const struct face *f)
{
    const struct derive *d = &f->ind->derive;
    const struct plan *plan = b->assessment->snapshot->plan;
    if (d->op == DERIVE_NONE)
        return;
    page_heading(b, p, N_("Computed from"));
    for (size_t i = 0; i < d->part_count; i++) {
        struct face part;
        char line[FIGURE_CAP * 6];
        face_of(b, d->parts[i], &part);
        snprintf(line, sizeof line, "%s %s  %s  %s",
                 class_symbol(part.v->class, b->ui->look.ascii),
                 text_in(&plan->indicators[d->parts[i]].name, b->ui->lang),
                 part.instead[0] ? part.instead : part.value, part.period);
        page_text(b, p, 0, ROLE_TEXT, line);
    }
}

/* What stands under a figure or a milestone: whose it is, and what was said with it. */
static void add_note(const struct board *b, struct page *p, const char *head, const struct text *source, const char *url,
                     const struct text *note)
{
    char line[1024];
    source_words(b, source, url, line, sizeof line);
    if (p->used >= p->grid.h - NOTE_ROWS || (!*line && text_is_empty(note)))
        return;
    page_text(b, p, 0, ROLE_TEXT, head);
    page_text(b, p, 2, ROLE_DIM, line);
    page_text(b, p, 2, ROLE_DIM, text_in(note, b->ui->lang));
}

/* Figures of one source without words of their own are named together. */
static bool same_words(const struct obs *a, const struct obs *b, enum lang lang)
{
    const char *url_a = a->source_url ? a->source_url : "", *url_b = b->source_url ? b->source_url : "";
    return text_is_empty(&a->note) && text_is_empty(&b->note) && strcmp(url_a, url_b) == 0 &&
           strcmp(text_in(&a->source_name, lang), text_in(&b->source_name, lang)) == 0;
}

void indicator_notes(const struct board *b, struct page *p, const struct face *f)
{
    const struct series *s = f->v->series;
    struct writing w = board_writing(b);
    char head[FIGURE_CAP * 6], value[FIGURE_CAP], period[FIGURE_CAP];
    int start = p->used;
    page_heading(b, p, N_("Sources and notes"));
    int before = p->used;
    page_text(b, p, 0, ROLE_DIM, text_in(&f->ind->note, w.lang));
    for (size_t i = 0; i < f->v->milestone_count; i++) {
        const struct milestone *m = f->v->milestones[i];
        add_note(b, p, text_in(&m->name, w.lang), &m->source_name, m->source_url, &m->note);
    }
    const struct obs *last = NULL; /* of the figures whose periods stand in head */
    size_t n = 0;
    for (size_t i = s ? s->obs_count : 0; i-- > 0;) {
        const struct obs *o = &s->obs[i];
        if (!obs_known_on(o, b->assessment->as_of))
            continue;
        period_text(&o->period, w, period, sizeof period);
        if (last && same_words(last, o, w.lang) && n + sizeof period < sizeof head) {
            if (period_compare(&last->period, &o->period) != 0) /* vintages of one period: named once */
                n += (size_t)snprintf(head + n, sizeof head - n, "%s%s", w.lang == LANG_ZH ? "、" : ", ", period);
            last = o;
            continue;
        }
        if (last)
            add_note(b, p, head, &last->source_name, last->source_url, &last->note);
        obs_text(f->ind, o, w, value, sizeof value);
        n = (size_t)snprintf(head, sizeof head, text_is_empty(&o->note) ? "%s" : w.lang == LANG_ZH ? "%s：%s" : "%s: %s",
                             period, value);
        last = o;
    }
    if (last)
        add_note(b, p, head, &last->source_name, last->source_url, &last->note);
    if (p->used == before) /* no heading over nothing */
        p->used = start;
}

void indicator_texts(const struct board *b, struct page *p, const struct face *f)
{
    page_heading(b, p, N_("Why"));
    add_reasons(b, p);
    add_target(b, p, f);
    add_parts(b, p, f);
}
