/* What a view shows, as lines for a screen reader: no boxes, no bars, no symbols, a sentence for each indicator. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/command.h"
#include "tui/explain.h"
#include "tui/lang.h"
#include "tui/plain.h"
#include "tui/report_lines.h"
#include "tui/views/parts.h"

#define CHANGES_SAID 40 /* of the newest */

static void say(struct lines *l, const char *text)
{
    lines_paragraph(l, 0, text);
}

static void overview(struct lines *l)
{
    const struct board *b = l->report->board;
    const struct plan *plan = report_plan(l->report);
    char text[1024], counts[512];
    text_head(l);
    for (int p = 0; p < (int)plan->pillar_count; p++) {
        text_class_counts(l, &b->assessment->pillars[p], counts, sizeof counts);
        snprintf(text, sizeof text, tr(l->w.lang, N_("Pillar %d, %s: %s.")), p + 1,
                 text_in(&plan->pillars[p].name, l->w.lang), counts);
        say(l, text);
    }
    for (size_t i = 0; b->alerts && i < b->alerts->count; i++) {
        alert_text(b->assessment, &b->alerts->list[i], l->w, b->zone_s, counts, sizeof counts);
        snprintf(text, sizeof text, tr(l->w.lang, N_("Alert: %s")), counts);
        say(l, text);
    }
    for (int i = 0; b->news && i < (int)plan->indicator_count; i++) {
        enum received r = news_of(b->news, i);
        if (r == RECEIVED_NOTHING)
            continue;
        snprintf(text, sizeof text, tr(l->w.lang, r == RECEIVED_FIGURE ? N_("New figure: %s") : N_("Revised: %s")),
                 text_in(&plan->indicators[i].name, l->w.lang));
        say(l, text);
    }
    text_feeds(l);
}

static void pillar(struct lines *l)
{
    const struct ui *ui = l->report->board->ui;
    const struct plan *plan = report_plan(l->report);
    char text[1024], counts[512];
    int *rows = report_rows_new(l->report);
    text_class_counts(l, &l->report->board->assessment->pillars[ui->pillar], counts, sizeof counts);
    snprintf(text, sizeof text, tr(l->w.lang, N_("Pillar %d, %s: %s.")), ui->pillar + 1,
             text_in(&plan->pillars[ui->pillar].name, l->w.lang), counts);
    say(l, text);
    if (*ui->filter) {
        snprintf(text, sizeof text, tr(l->w.lang, N_("filter: %.*s")), (int)strlen(ui->filter), ui->filter);
        say(l, text);
    }
    size_t n = rows ? report_rows(l->report, ui->pillar, rows) : 0;
    for (size_t i = 0; i < n; i++)
        text_sentence(l, rows[i]);
    if (!n)
        say(l, tr(l->w.lang, N_("nothing matches the filter")));
    free(rows);
}

/* Row 0 is the plan's own document. */
static void feed(struct lines *l, const char *id, const struct feed_health *h)
{
    const struct board *b = l->report->board;
    char text[1024], age[FIGURE_CAP], next[FIGURE_CAP];
    age_since(b, h->fetched_s, age, sizeof age);
    size_t n = (size_t)snprintf(text, sizeof text, tr(l->w.lang, N_("%s: %s, last good answer: %s")), id,
                                feed_state_word(h->state, l->w.lang), age);
    if (h->next_s > b->now_s && n < sizeof text) {
        wait_text(h->next_s - b->now_s, l->w, next, sizeof next);
        n += (size_t)snprintf(text + n, sizeof text - n, tr(l->w.lang, N_(", next in %s")), next);
    }
    if (*h->error && n < sizeof text)
        snprintf(text + n, sizeof text - n, ", %s", h->error);
    say(l, text);
}

static void feeds(struct lines *l)
{
    const struct snapshot *s = l->report->board->assessment->snapshot;
    char text[512];
    feed(l, tr(l->w.lang, N_("the plan")), &s->plan_health);
    for (size_t i = 0; i < s->feed_count; i++)
        feed(l, s->plan->feeds[i].id, &s->feeds[i]);
    if (*s->archive_note) {
        snprintf(text, sizeof text, tr(l->w.lang, N_("Archive: %s")), s->archive_note);
        say(l, text);
    }
}

static void events(struct lines *l)
{
    const struct board *b = l->report->board;
    char text[1024];
    day_t day = DAY_NONE;
    for (size_t i = 0; i < b->change_count && i < CHANGES_SAID; i++) {
        if (b->changes[i].day != day) {
            day = b->changes[i].day;
            day_text(day, l->w, text, sizeof text);
            say(l, text);
        }
        change_words(b, &b->changes[i], text, sizeof text);
        lines_paragraph(l, 2, text);
    }
    if (b->change_count > CHANGES_SAID) {
        snprintf(text, sizeof text, tr(l->w.lang, N_("%d older changes are not said")),
                 (int)b->change_count - CHANGES_SAID);
        say(l, text);
    }
    if (!b->change_count)
        say(l, tr(l->w.lang, N_("nothing has been published in this time")));
}

/* The words that a line may begin with. */
static void help(struct lines *l)
{
    char text[512];
    say(l, tr(l->w.lang, N_("next: the next indicator, or the next match of a search")));
    for (int v = VERB_ACTION + 1; v < VERB_COUNT; v++) {
        const struct command_info *info = command_info((enum verb)v);
        snprintf(text, sizeof text, "%s %s: %s", info->word, info->shown, tr(l->w.lang, info->help));
        say(l, text);
    }
    for (int g = GROUP_MOVE; g < GROUP_COUNT; g++) {
        snprintf(text, sizeof text, "%s:", tr(l->w.lang, action_group_title((enum action_group)g)));
        say(l, text);
        for (int a = 0; a < ACTION_COUNT; a++) {
            const struct action_info *info = action_info((enum action)a);
            bool prompts = a == ACTION_SEARCH || a == ACTION_FILTER || a == ACTION_EXPORT;
            if ((int)info->group != g || prompts || !plain_takes((enum action)a))
                continue;
            snprintf(text, sizeof text, "%s: %s", info->word, tr(l->w.lang, info->help));
            lines_paragraph(l, 2, text);
        }
    }
}

static void options(struct lines *l)
{
    const struct board *b = l->report->board;
    char text[512];
    for (size_t i = 0; i < b->setting_count; i++) {
        const struct setting *s = &b->settings[i];
        snprintf(text, sizeof text, "%s = %s (%s): %s", s->key, s->value, s->origin, tr(l->w.lang, s->help));
        say(l, text);
    }
}

enum status report_sentence(const struct board *b, int indicator, struct buf *out)
{
    enum status st = sentence_text(b->assessment, indicator, board_writing(b), out);
    return st == ST_OK ? buf_puts(out, "\n") : st;
}

enum status report_view(const struct board *b, struct buf *out)
{
    static void (*const views[VIEW_COUNT])(struct lines *) = {
        [VIEW_OVERVIEW] = overview, [VIEW_PILLAR] = pillar, [VIEW_INDICATOR] = text_indicator,
        [VIEW_FEEDS] = feeds,       [VIEW_EVENTS] = events, [VIEW_HELP] = help,
        [VIEW_OPTIONS] = options,   [VIEW_WALL] = overview};
    struct report r = {.board = b, .width = 80, .plain = true, .pillar = -1, .indicator = -1,
                       .since = DAY_NONE};
    enum view_id view = b->ui->view == VIEW_OVERVIEW && b->ui->zoomed ? VIEW_PILLAR : b->ui->view;
    struct lines l;
    if (view == VIEW_INDICATOR)
        r.indicator = b->ui->indicator;
    enum status st = lines_begin(&l, &r, out);
    if (st == ST_OK) {
        views[view](&l);
        lines_end(&l);
    }
    return st == ST_OK ? out->failed : st;
}
