/* The text report of one indicator, and of what changed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/explain.h"
#include "tui/lang.h"
#include "tui/report_lines.h"
#include "tui/said.h"
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

/* Day and time in the plan's zone. */
static void moment_text(const struct lines *l, int64_t at_s, char *out, size_t cap)
{
    int32_t zone_s = l->report->board->zone_s;
    int64_t local = at_s + zone_s;
    char day[FIGURE_CAP];
    day_text(day_from_wall(at_s, zone_s), l->w, day, sizeof day);
    snprintf(out, cap, "%s %02d:%02d", day, (int)(local / 3600 % 24), (int)(local / 60 % 60));
}

static void observation(struct lines *l, const struct indicator *ind, const struct obs *o)
{
    char value[FIGURE_CAP], period[FIGURE_CAP], day[FIGURE_CAP], line[FIGURE_CAP * 4];
    const char *status = status_word(o->status, l->w.lang);
    obs_text(ind, o, l->w, value, sizeof value);
    period_text(&o->period, l->w, period, sizeof period);
    day_text(o->published, l->w, day, sizeof day);
    int n = snprintf(line, sizeof line, tr(l->w.lang, N_("%s: %s, published %s")), period, value, day);
    if (o->received_s) {
        moment_text(l, o->received_s, day, sizeof day);
        snprintf(line + n, sizeof line - (size_t)n, tr(l->w.lang, N_(", received %s")), day);
    }
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

static enum class class_of_code(const char *code, size_t n)
{
    for (int c = 0; c < CLASS_COUNT; c++)
        if (strlen(class_code((enum class)c)) == n && strncmp(class_code((enum class)c), code, n) == 0)
            return (enum class)c;
    return CLASS_NOT_ASSESSED;
}

/* What the archive noted of an indicator or a feed, in words. */
static void event_words(const struct lines *l, const struct event *e, char *out, size_t cap)
{
    enum lang lang = l->w.lang;
    const struct plan *plan = report_plan(l->report);
    int i = *e->indicator ? plan_find_indicator(plan, e->indicator) : -1;
    const struct indicator *ind = i >= 0 ? &plan->indicators[i] : NULL;
    const char *name = ind ? text_in(&ind->name, lang) : e->indicator, *feed = *e->feed ? e->feed : tr(lang, "the plan");
    char after[FIGURE_CAP] = "", before[FIGURE_CAP] = "", said[SAID_CAP];
    struct obs figure = {.value = e->after, .status = 'A', .pre_break = NAN}, old = figure;
    old.value = e->before;
    if (ind && !isnan(e->after))
        obs_text(ind, &figure, l->w, after, sizeof after);
    if (ind && !isnan(e->before))
        obs_text(ind, &old, l->w, before, sizeof before);
    size_t blank = strcspn(e->text, " ");
    const char *now = e->text + blank + (e->text[blank] == ' ');
    switch (e->kind) {
    case EVENT_NEW_FIGURE:
        snprintf(out, cap, tr(lang, N_("new figure  %s: %s for %s")), name, *after ? after : "-", e->period);
        break;
    case EVENT_REVISION:
        snprintf(out, cap, tr(lang, N_("revision  %s: %s for %s, was %s")), name, *after ? after : "-", e->period,
                 *before ? before : "-");
        break;
    case EVENT_WITHDRAWN:
        snprintf(out, cap, tr(lang, N_("%s: the figure of %s was withdrawn")), name, e->period);
        break;
    case EVENT_FEED_LOST:
        said_text(e->text, lang, said, sizeof said);
        snprintf(out, cap, tr(lang, N_("feed %s lost: %s")), feed, said);
        break;
    case EVENT_FEED_BACK:
        snprintf(out, cap, tr(lang, N_("feed %s is back")), feed);
        break;
    case EVENT_CLASS:
        snprintf(out, cap, tr(lang, N_("class  %s: %s, was %s")), name, class_word(class_of_code(now, strlen(now)), lang),
                 class_word(class_of_code(e->text, blank), lang));
        break;
    case EVENT_KINDS:
        *out = '\0';
    }
}

static void text_events(struct lines *l)
{
    const struct event_list *events = l->report->board->assessment->snapshot->events;
    bool begun = false;
    for (size_t i = 0; events && i < events->count; i++) {
        const struct event *e = &events->list[i];
        char words[1024], moment[FIGURE_CAP], line[1200];
        if (!report_has_event(l->report, e))
            continue;
        if (!begun)
            section(l, N_("Noted by the archive"));
        begun = true;
        moment_text(l, e->at_s, moment, sizeof moment);
        event_words(l, e, words, sizeof words);
        snprintf(line, sizeof line, "%s  %s", moment, words);
        lines_paragraph(l, 2, line);
    }
}

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
    text_events(l);
}
