/* The report as text: a block a pillar with the panels' own rows, or sentences for screen readers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/explain.h"
#include "tui/lang.h"
#include "tui/report_lines.h"
#include "tui/said.h"
#include "tui/views/parts.h"
#include "widgets/width.h"

#define BAR_MIN        8
#define BAR_MAX        40
#define INDENT         2
#define FIGURES_INDENT 4
#define COUNTS_CAP     512

/* Widths of the columns of the whole report, so that the bars of all pillars can be compared. In a
 * wide report a row holds all; in a narrower one figures stand below the name; bar 0: they are not
 * even aligned. */
struct columns {
    int name, value, period, bar, share, class;
    bool wide;
};

static int wider(int width, const char *text)
{
    int w = text_width(text);
    return w > width ? w : width;
}

static void measure(const struct lines *l, int *rows, struct columns *c)
{
    const struct report *r = l->report;
    const struct plan *plan = report_plan(r);
    *c = (struct columns){0};
    for (int p = 0; p < (int)plan->pillar_count; p++) {
        size_t n = report_has_pillar(r, p) ? report_rows(r, p, rows) : 0;
        for (size_t i = 0; i < n; i++) {
            struct face f;
            face_of(r->board, rows[i], &f);
            c->name = wider(c->name, text_in(&f.ind->name, l->w.lang));
            c->value = wider(c->value, f.value);
            c->period = wider(c->period, f.period);
            c->share = wider(c->share, f.share);
            c->class = wider(c->class, class_word(f.v->class, l->w.lang));
        }
    }
    c->class += 2;
    int figures = c->value + c->period + c->share + 3, all = INDENT + c->name + 2 + c->class;
    c->wide = r->width - figures - all >= BAR_MIN;
    c->bar = r->width - figures - (c->wide ? all : FIGURES_INDENT);
    c->bar = c->bar > BAR_MAX ? BAR_MAX : c->bar < BAR_MIN ? 0 : c->bar;
}

static bool has_figures(const struct face *f)
{
    return !*f->instead;
}

static void draw_figures(struct lines *l, const struct face *f, const struct columns *c, int x)
{
    const struct board *b = l->report->board;
    struct rect all = grid_rect(&l->row);
    grid_put_right(&l->row, all, 0, x, c->value, STYLE(ROLE_TEXT), f->value, &b->ui->look);
    x += c->value + 1;
    grid_put(&l->row, all, 0, x, c->period, STYLE(ROLE_DIM), f->period);
    x += c->period + 1;
    face_bar(b, &l->row, (struct rect){0, x, 1, c->bar}, f);
    grid_put_right(&l->row, all, 0, x + c->bar + 1, c->share, STYLE(ROLE_TEXT), f->share,
                   &b->ui->look);
}

/* The row of the name: with the class at its end and, where there is room, the figures between. */
static void draw_name(struct lines *l, const struct face *f, const struct columns *c)
{
    const struct board *b = l->report->board;
    struct rect all = grid_rect(&l->row);
    int class_x = all.w - c->class;
    const char *name = text_in(&f->ind->name, l->w.lang);
    bool fits = INDENT + text_width(name) < class_x;
    if (!fits)
        lines_paragraph(l, INDENT, name);
    grid_clear(&l->row);
    if (fits)
        grid_put(&l->row, all, 0, INDENT, class_x - INDENT, STYLE(ROLE_TEXT), name);
    if (c->wide && has_figures(f))
        draw_figures(l, f, c, INDENT + c->name + 1);
    face_class(b, &l->row, (struct rect){0, class_x, 1, c->class}, f);
    lines_row(l);
}

static void say(struct buf *out, enum lang lang, const char *text)
{
    buf_printf(out, "%s%s", !out->len ? "" : lang == LANG_ZH ? "；" : "; ", text);
}

/* What stands in place of a figure, target, reason and flags: all that the rows have no room for.
 */
static void remarks(struct lines *l, const struct face *f)
{
    char target[FIGURE_CAP * 3];
    enum lang lang = l->w.lang;
    struct buf out;
    buf_init(&out, 4096);
    if (*f->instead)
        say(&out, lang, f->instead);
    for (size_t i = 0; i < f->v->target_count; i++) {
        target_text(f->ind, f->v->targets[i].target, l->w, target, sizeof target);
        say(&out, lang, target);
    }
    /* That a direction is no number is said by the target, that there is no figure in its place. */
    bool said = *f->instead || (f->v->reason == REASON_NO_TARGET && f->v->target_count);
    if (f->v->reason != REASON_NONE && !said)
        say(&out, lang, reason_word(f->v->reason, lang));
    for (int b = 0; b < FLAG_BIT_COUNT; b++)
        if (f->v->flags >> b & 1)
            say(&out, lang, flag_word((enum flag_bit)b, lang));
    if (out.len)
        lines_paragraph(l, FIGURES_INDENT, out.data);
    buf_free(&out);
}

static void block_row(struct lines *l, int indicator, const struct columns *c)
{
    struct face f;
    face_of(l->report->board, indicator, &f);
    draw_name(l, &f, c);
    if (has_figures(&f) && !c->wide && c->bar) {
        grid_clear(&l->row);
        draw_figures(l, &f, c, FIGURES_INDENT);
        lines_row(l);
    } else if (has_figures(&f) && !c->wide) {
        char line[FIGURE_CAP * 4];
        snprintf(line, sizeof line, "%s  %s%s%s", f.value, f.period, *f.share ? "  " : "", f.share);
        lines_paragraph(l, FIGURES_INDENT, line);
    }
    remarks(l, &f);
}

/* Without symbols, which a screen reader would read out. */
void text_class_counts(const struct lines *l, const struct roll_up *r, char *out, size_t cap)
{
    enum lang lang = l->w.lang;
    size_t n = 0;
    out[0] = '\0';
    for (int c = 0; c < CLASS_COUNT && n < cap; c++)
        if (r->by_class[c])
            n += (size_t)snprintf(out + n, cap - n, "%s%s %d", !n ? "" : lang == LANG_ZH ? "，" : ", ",
                                  class_word((enum class)c, lang), r->by_class[c]);
}

/* Counts by class. */
static void say_counts(struct lines *l, const struct roll_up *r)
{
    char counts[COUNTS_CAP];
    if (l->report->plain)
        text_class_counts(l, r, counts, sizeof counts);
    else
        counts_text(l->report->board, r, true, counts, sizeof counts);
    lines_paragraph(l, 0, counts);
}

static void heading(struct lines *l, int pillar)
{
    const struct board *b = l->report->board;
    const struct roll_up *r = &b->assessment->pillars[pillar];
    char title[256], counts[COUNTS_CAP];
    snprintf(title, sizeof title, "%d %s", pillar + 1,
             text_in(&report_plan(l->report)->pillars[pillar].name, l->w.lang));
    lines_blank(l);
    if (l->report->plain) {
        lines_paragraph(l, 0, title);
        say_counts(l, r);
    } else {
        counts_text(b, r, false, counts, sizeof counts);
        lines_heading(l, title, counts);
    }
}

void text_sentence(struct lines *l, int indicator)
{
    struct buf text;
    buf_init(&text, 8192);
    sentence_text(l->report->board->assessment, indicator, l->w, &text);
    if (text.len)
        lines_paragraph(l, 0, text.data);
    buf_free(&text);
}

static void pillars(struct lines *l, int *rows)
{
    const struct plan *plan = report_plan(l->report);
    struct columns c;
    measure(l, rows, &c);
    for (int p = 0; p < (int)plan->pillar_count; p++) {
        if (!report_has_pillar(l->report, p))
            continue;
        size_t n = report_rows(l->report, p, rows);
        heading(l, p);
        for (size_t i = 0; i < n; i++) {
            if (l->report->plain)
                text_sentence(l, rows[i]);
            else
                block_row(l, rows[i], &c);
        }
    }
}

/* ---- head and foot ------------------------------------------------------------------------- */

void text_head(struct lines *l)
{
    const struct board *b = l->report->board;
    const struct plan *plan = report_plan(l->report);
    char day[FIGURE_CAP], line[512];
    day_text(b->assessment->as_of, l->w, day, sizeof day);
    snprintf(line, sizeof line, tr(l->w.lang, N_("as of %s")), day);
    if (l->report->plain) {
        lines_paragraph(l, 0, text_in(&plan->name, l->w.lang));
        lines_paragraph(l, 0, line);
    } else {
        lines_heading(l, text_in(&plan->name, l->w.lang), line);
    }
    say_counts(l, &b->assessment->total);
}

/* Every roll-up names its denominator. */
static void denominators(struct lines *l)
{
    const struct roll_up *t = &l->report->board->assessment->total;
    char line[512];
    lines_blank(l);
    snprintf(line, sizeof line,
             tr(l->w.lang, N_("Completed: %d of %d with a final figure; %d indicators in all, "
                              "%d of them without any published figure.")),
             t->completed, t->assessed, t->indicators, t->no_figure);
    lines_paragraph(l, 0, line);
    char natures[640];
    if (natures_text(l->report->board, t, natures, sizeof natures))
        lines_paragraph(l, 0, natures);
}

void text_feeds(struct lines *l)
{
    const struct board *b = l->report->board;
    const struct snapshot *snap = b->assessment->snapshot;
    enum lang lang = l->w.lang;
    size_t troubled = 0;
    char line[768], age[FIGURE_CAP], said[SAID_CAP];
    for (size_t i = 0; i < snap->feed_count; i++) {
        const struct feed_health *h = &snap->feeds[i];
        if (!report_feed_troubled(h))
            continue;
        troubled++;
        age_since(b, h->fetched_s, age, sizeof age);
        said_text(h->error, lang, said, sizeof said);
        snprintf(line, sizeof line, tr(lang, N_("Feed %s: %s%s%s; last good answer: %s")),
                 snap->plan->feeds[i].id, feed_state_word(h->state, lang), *h->error ? ", " : "",
                 said, age);
        lines_paragraph(l, 0, line);
    }
    if (!troubled) {
        snprintf(line, sizeof line, tr(lang, N_("All %d feeds are fresh.")), (int)snap->feed_count);
        lines_paragraph(l, 0, line);
    }
    if (*snap->plan_health.error) {
        said_text(snap->plan_health.error, lang, said, sizeof said);
        snprintf(line, sizeof line, tr(lang, N_("Plan: %s")), said);
        lines_paragraph(l, 0, line);
    }
    if (*snap->archive_note) {
        said_text(snap->archive_note, lang, said, sizeof said);
        snprintf(line, sizeof line, tr(lang, N_("Archive: %s")), said);
        lines_paragraph(l, 0, line);
    }
}

enum status report_text(const struct report *r, struct buf *out)
{
    struct lines l;
    int *rows = report_rows_new(r);
    enum status st = rows ? lines_begin(&l, r, out) : ST_NO_MEMORY;
    if (st == ST_OK) {
        text_head(&l);
        if (r->since != DAY_NONE)
            text_changes(&l);
        else if (r->indicator >= 0)
            text_indicator(&l);
        else
            pillars(&l, rows);
        if (r->since == DAY_NONE && r->indicator < 0)
            denominators(&l);
        else
            lines_blank(&l);
        text_feeds(&l);
        lines_end(&l);
    }
    free(rows);
    return st == ST_OK ? out->failed : st;
}
