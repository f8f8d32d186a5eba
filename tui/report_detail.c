/* The text report of one indicator, and of what changed. */
#include <stdio.h>
#include <string.h>

#include "tui/explain.h"
#include "tui/lang.h"
#include "tui/report_lines.h"
#include "tui/views/indicator_parts.h"
#include "widgets/width.h"

#define NOTE_INDENT 4

static void section(struct lines *l, const char *english)
{
    lines_blank(l);
    lines_paragraph(l, 0, tr(l->w.lang, english));
}

static void source(struct lines *l, const struct text *name, const char *url)
{
    if (!text_is_empty(name))
        lines_paragraph(l, NOTE_INDENT, text_in(name, l->w.lang));
    if (url) /* whole, however long: it is to be copied */
        buf_printf(l->out, "%*s%s\n", NOTE_INDENT, "", url);
}

/* ---- one indicator ------------------------------------------------------------------------- */

static void targets(struct lines *l, const struct indicator *ind, const struct verdict *v)
{
    section(l, N_("Target"));
    for (size_t i = 0; i < v->target_count; i++) {
        const struct target *t = v->targets[i].target;
        char words[FIGURE_CAP * 3], line[FIGURE_CAP * 5];
        target_text(ind, t, l->w, words, sizeof words);
        bool plain = l->report->plain; /* a symbol would be read out */
        snprintf(line, sizeof line, "%s%s%s%s%s", words,
                 !plain ? "  " : l->w.lang == LANG_ZH ? "。" : ". ",
                 plain ? "" : class_symbol(v->targets[i].class, l->w.ascii),
                 plain ? "" : " ", class_word(v->targets[i].class, l->w.lang));
        lines_paragraph(l, 2, line);
        if (!text_is_empty(&t->text))
            lines_paragraph(l, NOTE_INDENT, text_in(&t->text, l->w.lang));
        source(l, &t->source_name, t->source_url);
    }
    if (!v->target_count)
        lines_paragraph(l, 2, tr(l->w.lang, N_("no numeric target")));
    source(l, &ind->source_name, ind->source_url);
}

static void explanation(struct lines *l)
{
    struct buf text;
    buf_init(&text, 65536);
    explain_text(l->report->board->assessment, l->report->indicator, -1, l->w, &text);
    section(l, N_("Why"));
    if (text.len)
        lines_paragraph(l, 2, text.data);
    buf_free(&text);
}

static void observation(struct lines *l, const struct indicator *ind, const struct obs *o)
{
    char value[FIGURE_CAP], period[FIGURE_CAP], day[FIGURE_CAP], line[FIGURE_CAP * 4];
    const char *status = status_word(o->status, l->w.lang);
    obs_text(ind, o, l->w, value, sizeof value);
    period_text(&o->period, l->w, period, sizeof period);
    day_text(o->published, l->w, day, sizeof day);
    snprintf(line, sizeof line, tr(l->w.lang, N_("%s: %s, published %s")), period, value, day);
    lines_paragraph(l, 2, line);
    if (*status)
        lines_paragraph(l, NOTE_INDENT, status);
    if (!text_is_empty(&o->note))
        lines_paragraph(l, NOTE_INDENT, text_in(&o->note, l->w.lang));
    source(l, &o->source_name, o->source_url);
}

static void milestone(struct lines *l, const struct milestone *m)
{
    char due[FIGURE_CAP], line[1024];
    day_text(m->due, l->w, due, sizeof due);
    snprintf(line, sizeof line, tr(l->w.lang, N_("%s: %s, due %s")), text_in(&m->name, l->w.lang),
             milestone_state_word(m->state, l->w.lang), due);
    lines_paragraph(l, 2, line);
    if (!text_is_empty(&m->note))
        lines_paragraph(l, NOTE_INDENT, text_in(&m->note, l->w.lang));
    source(l, &m->source_name, m->source_url);
}

static void title(struct lines *l, const struct face *f)
{
    const struct plan *plan = report_plan(l->report);
    struct buf sentence;
    buf_init(&sentence, 8192);
    lines_blank(l);
    lines_paragraph(l, 0, text_in(&plan->pillars[f->ind->pillar].name, l->w.lang));
    sentence_text(l->report->board->assessment, l->report->indicator, l->w, &sentence);
    if (sentence.len)
        lines_paragraph(l, 0, sentence.data);
    buf_free(&sentence);
    char chart[FIGURE_CAP * 6];
    if (l->report->plain && indicator_chart_words(l->report->board, f, chart, sizeof chart))
        lines_paragraph(l, 0, chart);
    if (f->bar && !l->report->plain) {
        struct rect all = grid_rect(&l->row);
        int share = text_width(f->share);
        grid_clear(&l->row);
        face_bar(l->report->board, &l->row, (struct rect){0, 0, 1, all.w - share - 1}, f);
        grid_put(&l->row, all, 0, all.w - share, share, STYLE(ROLE_TEXT), f->share);
        lines_row(l);
    }
    if (!text_is_empty(&f->ind->note))
        lines_paragraph(l, 0, text_in(&f->ind->note, l->w.lang));
}

void text_indicator(struct lines *l)
{
    struct face f;
    face_of(l->report->board, l->report->indicator, &f);
    title(l, &f);
    targets(l, f.ind, f.v);
    explanation(l);
    if (f.v->series && f.v->series->obs_count) {
        section(l, N_("Every figure and vintage"));
        for (size_t i = f.v->series->obs_count; i-- > 0;)
            if (obs_known_on(&f.v->series->obs[i], l->report->board->assessment->as_of))
                observation(l, f.ind, &f.v->series->obs[i]);
    }
    if (f.v->milestone_count) {
        section(l, N_("Milestones"));
        for (size_t i = 0; i < f.v->milestone_count; i++)
            milestone(l, f.v->milestones[i]);
    }
}

/* ---- what changed -------------------------------------------------------------------------- */

void text_changes(struct lines *l)
{
    const struct board *b = l->report->board;
    char since[FIGURE_CAP], line[1024];
    day_t day = DAY_NONE;
    size_t shown = 0;
    day_text(l->report->since, l->w, since, sizeof since);
    snprintf(line, sizeof line, tr(l->w.lang, N_("Changes since %s")), since);
    lines_blank(l);
    lines_paragraph(l, 0, line);
    for (size_t i = 0; i < b->change_count; i++) {
        const struct change *c = &b->changes[i];
        if (!report_has_change(l->report, c))
            continue;
        if (c->day != day || !shown) {
            day_text(c->day, l->w, line, sizeof line);
            lines_blank(l);
            lines_paragraph(l, 0, line);
        }
        day = c->day;
        shown++;
        change_words(b, c, line, sizeof line);
        lines_paragraph(l, 2, line);
    }
    if (!shown)
        lines_paragraph(l, 2, tr(l->w.lang, N_("nothing has been published in this time")));
}
