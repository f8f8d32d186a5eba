/* Where the figures come from, and how that is going. */
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/said.h"
#include "tui/views/parts.h"
#include "widgets/paragraph.h"
#include "widgets/table.h"
#include "widgets/width.h"

enum col { COL_ID, COL_STATE, COL_AGE, COL_NEXT, COL_HTTP, COL_LATENCY, COL_SIZE, COL_304, COL_OBS, COLS };

static const struct {
    const char *title;
    int min, want, weight, priority;
    bool right;
} column_table[COLS] = {
    [COL_ID] = {N_("feed"), 16, 16, 2, 0, false},
    [COL_STATE] = {N_("state"), 9, 12, 0, 0, false},
    [COL_AGE] = {N_("last answer"), 11, 12, 0, 1, true},
    [COL_NEXT] = {N_("next"), 9, 10, 0, 2, true},
    [COL_HTTP] = {"HTTP", 4, 4, 0, 3, true},
    [COL_LATENCY] = {N_("latency"), 8, 8, 0, 5, true},
    [COL_SIZE] = {N_("size"), 8, 8, 0, 6, true},
    [COL_304] = {"304", 4, 4, 0, 7, true},
    [COL_OBS] = {N_("figures"), 7, 7, 0, 4, true},
};

/* Row 0 is the plan itself. */
static const struct feed_health *health_of(const struct board *b, size_t row)
{
    const struct snapshot *s = b->assessment->snapshot;
    return row == 0 ? &s->plan_health : &s->feeds[row - 1];
}

static size_t selected_row(const struct board *b)
{
    return b->ui->feed >= 0 ? (size_t)b->ui->feed + 1 : 0;
}

#define WIDEST 150 /* cells of the table: a wider one parts a feed from its state */
#define NAME_MIN 6 /* cells of a name that is worth beginning */

/* The id and, behind the longest of them, the name where there is room for it. */
static void draw_names(const struct board *b, struct grid *g, struct rect r, size_t row, struct style st)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const char *first = tr(b->ui->lang, N_("the plan"));
    int longest = text_width(first);
    for (size_t i = 0; i < plan->feed_count; i++) {
        int cells = text_width(plan->feeds[i].id);
        longest = cells > longest ? cells : longest;
    }
    grid_put_cut(g, r, r.y, r.x, r.w, st, row ? plan->feeds[row - 1].id : first, &b->ui->look);
    if (r.w >= longest + 2 + NAME_MIN)
        grid_put_cut(g, r, r.y, r.x + longest + 2, r.w - longest - 2, STYLE(ROLE_DIM),
                     text_in(row ? &plan->feeds[row - 1].name : &plan->name, b->ui->lang), &b->ui->look);
}

static void draw_cell(struct grid *g, struct rect r, size_t row, size_t column, void *arg)
{
    const struct board *b = arg;
    const struct look *look = &b->ui->look;
    const struct feed_health *h = health_of(b, row);
    struct writing w = board_writing(b);
    char text[128] = "";
    struct style st = STYLE(ROLE_TEXT);
    switch ((enum col)column) {
    case COL_ID:
        if (row && b->ui->search[0] && feed_matches(b, (int)row - 1, b->ui->search))
            st = STYLE(ROLE_MATCH);
        draw_names(b, g, r, row, row ? st : STYLE(ROLE_DIM));
        return;
    case COL_STATE:
        st = STYLE(feed_state_role(h->state));
        snprintf(text, sizeof text, "%s %s", feed_state_symbol(h->state, look->ascii),
                 feed_state_word(h->state, w.lang));
        grid_put_cut(g, r, r.y, r.x, r.w, st, text, look);
        return;
    case COL_AGE:
        age_since(b, h->fetched_s, text, sizeof text);
        break;
    case COL_NEXT:
        if (h->fetching)
            snprintf(text, sizeof text, "%s", tr(w.lang, N_("now")));
        else if (h->next_s > b->now_s)
            wait_text(h->next_s - b->now_s, w, text, sizeof text);
        break;
    case COL_HTTP:
        if (h->http_status)
            snprintf(text, sizeof text, "%d", h->http_status);
        break;
    case COL_LATENCY:
        if (h->latency_ms >= 0)
            snprintf(text, sizeof text, "%lld ms", (long long)h->latency_ms);
        break;
    case COL_SIZE:
        if (h->bytes)
            bytes_text(h->bytes, text, sizeof text);
        break;
    case COL_304:
        if (h->answers_304)
            snprintf(text, sizeof text, "%u", h->answers_304);
        break;
    case COL_OBS:
        if (row)
            snprintf(text, sizeof text, "%zu", h->obs_count);
        break;
    case COLS:
        break;
    }
    grid_put_right(g, r, r.y, r.x, r.w, st, text, look);
}

/* ---- the card of the selected row ---------------------------------------------------------- */

#define CARD_ROWS 10 /* of a feed in trouble, with the blank above */
#define LABEL_CELLS 11

/* One line of the card: what it is, and what it says. Returns the rows used. */
static int put_row(const struct board *b, struct grid *g, struct rect *r, const char *label, struct style st,
                   const char *text)
{
    if (r->h <= 0 || !*text)
        return 0;
    bool narrow = r->w < 3 * LABEL_CELLS;
    struct rect words = *r;
    if (!narrow) {
        put_tr(b, g, *r, r->y, r->x, STYLE(ROLE_DIM), label);
        words.x += LABEL_CELLS;
        words.w -= LABEL_CELLS;
    }
    int rows = paragraph_draw(g, words, text, st, &b->ui->look);
    rect_cut_top(r, rows);
    return rows;
}

static void put_error(const struct board *b, struct grid *g, struct rect *r, const struct feed_health *h)
{
    char text[SAID_CAP];
    said_text(h->error, b->ui->lang, text, sizeof text);
    put_row(b, g, r, N_("problem"), STYLE(ROLE_ALERT), text);
}

/* When it was tried and will be tried; when it was last good, and what that means for the figures on show. */
static void put_times(const struct board *b, struct grid *g, struct rect *r, const struct feed_health *h)
{
    enum lang lang = b->ui->lang;
    char line[256] = "", age[FIGURE_CAP];
    age_since(b, h->tried_s, age, sizeof age);
    if (h->failures_in_row > 1 && h->tried_s)
        snprintf(line, sizeof line, tr(lang, N_("%s ago, failed %d times in a row")), age, (int)h->failures_in_row);
    else if (h->tried_s)
        snprintf(line, sizeof line, tr(lang, N_("%s ago")), age);
    else
        snprintf(line, sizeof line, "%s", tr(lang, N_("not yet")));
    size_t n = strlen(line);
    if (h->fetching) {
        snprintf(line + n, sizeof line - n, "%s%s", lang == LANG_ZH ? "；" : "; ", tr(lang, N_("being fetched now")));
    } else if (h->next_s > b->now_s && h->state != FEED_OFFLINE) {
        char next[FIGURE_CAP], words[FIGURE_CAP * 2];
        wait_text(h->next_s - b->now_s, board_writing(b), next, sizeof next);
        snprintf(words, sizeof words, tr(lang, N_("next try in %s")), next);
        snprintf(line + n, sizeof line - n, "%s%s", lang == LANG_ZH ? "；" : "; ", words);
    }
    put_row(b, g, r, N_("last try"), STYLE(ROLE_TEXT), line);
    if (!h->error[0] && (!h->from_archive || h->settled))
        return;
    age_since(b, h->fetched_s, age, sizeof age);
    snprintf(line, sizeof line,
             tr(lang, !h->fetched_s ? N_("never; there are no figures of it")
                      : h->error[0] ? N_("%s ago; its figures are kept")
                                    : N_("%s ago, not confirmed since the start")),
             age);
    put_row(b, g, r, N_("last good"), STYLE(ROLE_STALE), line);
}

/* The figure that has not come, or that will be missed first. */
static void put_awaited(const struct board *b, struct grid *g, struct rect *r, const struct feed_health *h)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    enum lang lang = b->ui->lang;
    char line[256], day[FIGURE_CAP];
    bool late = h->state == FEED_LATE, whole = !h->awaited.indicator[0];
    if (h->awaited.day == DAY_NONE)
        return;
    int i = plan_find_indicator(plan, h->awaited.indicator);
    day_text(h->awaited.day, board_writing(b), day, sizeof day);
    if (whole)
        snprintf(line, sizeof line,
                 tr(lang, late ? N_("new figures were announced for %s and have not come")
                               : N_("new figures are announced for %s")),
                 day);
    else
        snprintf(line, sizeof line,
                 tr(lang, h->awaited.announced ? late ? N_("%s was announced for %s and has not come")
                                                      : N_("%s is announced for %s")
                          : late               ? N_("%s is overdue by its own rhythm since %s")
                                               : N_("%s is expected by %s, judged by its own rhythm")),
                 i >= 0 ? text_in(&plan->indicators[i].name, lang) : h->awaited.indicator, day);
    put_row(b, g, r, N_("awaited"), STYLE(late ? ROLE_SLOWER : ROLE_TEXT), line);
}

/* Adds to a list of words. */
static void add_part(enum lang lang, char *line, size_t cap, const char *part)
{
    size_t n = strlen(line);
    snprintf(line + n, cap - n, "%s%s", !n ? "" : lang == LANG_ZH ? "，" : ", ", part);
}

static void put_answer(const struct board *b, struct grid *g, struct rect *r, const struct feed_health *h)
{
    enum lang lang = b->ui->lang;
    char line[256] = "", part[64], text[FIGURE_CAP];
    if (h->http_status) {
        snprintf(part, sizeof part, "HTTP %d", h->http_status);
        add_part(lang, line, sizeof line, part);
    }
    if (h->latency_ms >= 0) {
        snprintf(part, sizeof part, "%lld ms", (long long)h->latency_ms);
        add_part(lang, line, sizeof line, part);
    }
    if (h->bytes) {
        bytes_text(h->bytes, text, sizeof text);
        add_part(lang, line, sizeof line, text);
    }
    if (h->obs_count) {
        snprintf(part, sizeof part, tr(lang, N_("%d figures")), (int)h->obs_count);
        add_part(lang, line, sizeof line, part);
    }
    if (h->answers_304) {
        snprintf(part, sizeof part, tr(lang, N_("unchanged %u times")), h->answers_304);
        add_part(lang, line, sizeof line, part);
    }
    if (h->published != DAY_NONE) {
        day_text(h->published, board_writing(b), text, sizeof text);
        snprintf(part, sizeof part, tr(lang, N_("published %s")), text);
        add_part(lang, line, sizeof line, part);
    }
    put_row(b, g, r, N_("answer"), STYLE(ROLE_TEXT), line);
}

static void draw_card(const struct board *b, struct grid *g, struct rect *r)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct feed_health *h = health_of(b, selected_row(b));
    const struct feed_spec *spec = selected_row(b) ? &plan->feeds[selected_row(b) - 1] : NULL;
    enum lang lang = b->ui->lang;
    char line[512];
    const char *name = spec ? text_in(&spec->name, lang) : text_in(&plan->name, lang);
    if (r->h < 3)
        return;
    snprintf(line, sizeof line, "%s%s%s", spec ? spec->id : tr(lang, "the plan"), *name ? "  " : "", name);
    grid_put_cut(g, *r, r->y, r->x, r->w, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), line, &b->ui->look);
    rect_cut_top(r, 1);
    if (h->error[0])
        put_error(b, g, r, h);
    put_times(b, g, r, h);
    put_awaited(b, g, r, h);
    put_answer(b, g, r, h);
    if (h->warnings) {
        snprintf(line, sizeof line, tr(lang, N_("%u in the document (pillars --check says which)")), h->warnings);
        put_row(b, g, r, N_("warnings"), STYLE(ROLE_SLOWER), line);
    }
    put_row(b, g, r, N_("address"), STYLE(ROLE_DIM), spec ? spec->shown : plan->shown);
}

/* What is wrong elsewhere, a line each. */
static void draw_others(const struct board *b, struct grid *g, struct rect r)
{
    const struct snapshot *s = b->assessment->snapshot;
    const struct look *look = &b->ui->look;
    char line[SAID_CAP + 80], said[SAID_CAP];
    rect_cut_top(&r, 1);
    for (size_t row = 0; row <= s->feed_count && r.h > 0; row++) {
        const struct feed_health *h = health_of(b, row);
        if (!h->error[0] || row == selected_row(b))
            continue;
        said_text(h->error, b->ui->lang, said, sizeof said);
        snprintf(line, sizeof line, "%s %s: %s", feed_state_symbol(FEED_FAILING, look->ascii),
                 row ? s->plan->feeds[row - 1].id : tr(b->ui->lang, "the plan"), said);
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_ALERT), line, look);
        rect_cut_top(&r, 1);
    }
}

static void draw_archive(const struct board *b, struct grid *g, struct rect *r)
{
    const struct snapshot *s = b->assessment->snapshot;
    char said[SAID_CAP];
    if (!s->archive_note[0] || r->h < 2)
        return;
    said_text(s->archive_note, b->ui->lang, said, sizeof said);
    put_row(b, g, r, N_("archive"), STYLE(s->archive_ok ? ROLE_STALE : ROLE_ALERT), said);
    rect_cut_top(r, 1);
}

void feeds_view_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct snapshot *s = b->assessment->snapshot;
    struct column columns[COLS];
    int widths[COLS];
    for (int c = 0; c < COLS; c++)
        columns[c] = (struct column){.title = tr(b->ui->lang, column_table[c].title),
                                     .min_cells = c == COL_ID && r.w < 60 ? 8 : column_table[c].min,
                                     .want_cells = column_table[c].want,
                                     .weight = column_table[c].weight,
                                     .priority = column_table[c].priority,
                                     .right = column_table[c].right};
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    table_layout(columns, COLS, r.w < WIDEST ? r.w : WIDEST, r.w >= 100 ? 3 : 1, widths);
    struct table t = {.columns = columns, .column_count = COLS, .widths = widths,
                      .gap = r.w >= 100 ? 3 : 1, .row_count = s->feed_count + 1,
                      .selected = selected_row(b),
                      .top = &b->scroll->top[VIEW_FEEDS], .cell = draw_cell, .arg = (void *)b};
    int want = (int)s->feed_count + 2;
    int room = r.h > 2 * CARD_ROWS ? r.h - CARD_ROWS : r.h > 8 ? r.h / 2 : r.h;
    struct rect table = rect_cut_top(&r, want < room ? want : room);
    table_draw(g, table, &t, &b->ui->look);
    hot_rows(b, table, &t, HOT_FEED, NULL);
    rect_cut_top(&r, 1);
    draw_archive(b, g, &r);
    draw_card(b, g, &r);
    draw_others(b, g, r);
}
