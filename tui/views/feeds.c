/* Where the figures come from, and how that is going. */
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
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
    [COL_ID] = {N_("feed"), 8, 16, 2, 0, false},
    [COL_STATE] = {N_("state"), 9, 12, 0, 0, false},
    [COL_AGE] = {N_("last answer"), 11, 12, 0, 1, true},
    [COL_NEXT] = {N_("next"), 9, 10, 0, 2, true},
    [COL_HTTP] = {"HTTP", 4, 4, 0, 4, true},
    [COL_LATENCY] = {N_("latency"), 8, 8, 0, 5, true},
    [COL_SIZE] = {N_("size"), 8, 8, 0, 6, true},
    [COL_304] = {"304", 4, 4, 0, 7, true},
    [COL_OBS] = {N_("figures"), 7, 7, 0, 3, true},
};

/* Row 0 is the plan itself. */
static const struct feed_health *health_of(const struct board *b, size_t row)
{
    const struct snapshot *s = b->assessment->snapshot;
    return row == 0 ? &s->plan_health : &s->feeds[row - 1];
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
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(row ? ROLE_TEXT : ROLE_DIM),
                     row ? b->assessment->snapshot->plan->feeds[row - 1].id
                         : tr(w.lang, N_("the plan")),
                     look);
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
            age_text(h->next_s - b->now_s, w, text, sizeof text);
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

/* What is wrong with a feed, its address and warnings, below the table. */
static void draw_words(const struct board *b, struct grid *g, struct rect r)
{
    const struct snapshot *s = b->assessment->snapshot;
    const struct look *look = &b->ui->look;
    enum lang lang = b->ui->lang;
    char line[1024];
    for (size_t row = 0; row <= s->feed_count && r.h > 0; row++) {
        const struct feed_health *h = health_of(b, row);
        if (!h->error[0])
            continue;
        snprintf(line, sizeof line, "%s %s: %s", feed_state_symbol(FEED_FAILING, look->ascii),
                 row ? s->plan->feeds[row - 1].id : tr(lang, "the plan"), h->error);
        rect_cut_top(&r, paragraph_draw(g, r, line, STYLE(ROLE_ALERT), look));
        if (h->fetched_s && r.h > 0) {
            char age[FIGURE_CAP];
            age_since(b, h->fetched_s, age, sizeof age);
            snprintf(line, sizeof line, tr(lang, N_("  its last good figures are kept, %s old")), age);
            rect_cut_top(&r, paragraph_draw(g, r, line, STYLE(ROLE_STALE), look));
        }
    }
    if (!s->archive_ok || s->archive_note[0])
        rect_cut_top(&r, paragraph_draw(g, r, s->archive_note,
                                        STYLE(s->archive_ok ? ROLE_STALE : ROLE_ALERT), look));
    size_t selected = b->ui->feed >= 0 ? (size_t)b->ui->feed : 0;
    if (selected < s->feed_count && r.h > 1) {
        rect_cut_top(&r, 1);
        rect_cut_top(&r, paragraph_draw(g, r, s->plan->feeds[selected].shown, STYLE(ROLE_DIM), look));
        if (s->feeds[selected].warnings) {
            snprintf(line, sizeof line, tr(lang, N_("warnings: %u (pillars --check says which)")),
                     s->feeds[selected].warnings);
            paragraph_draw(g, r, line, STYLE(ROLE_SLOWER), look);
        }
    }
}

void feeds_view_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct snapshot *s = b->assessment->snapshot;
    struct column columns[COLS];
    int widths[COLS];
    for (int c = 0; c < COLS; c++)
        columns[c] = (struct column){.title = tr(b->ui->lang, column_table[c].title),
                                     .min_cells = column_table[c].min,
                                     .want_cells = column_table[c].want,
                                     .weight = column_table[c].weight,
                                     .priority = column_table[c].priority,
                                     .right = column_table[c].right};
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    table_layout(columns, COLS, r.w, r.w >= 100 ? 3 : 1, widths);
    struct table t = {.columns = columns, .column_count = COLS, .widths = widths,
                      .gap = r.w >= 100 ? 3 : 1, .row_count = s->feed_count + 1,
                      .selected = b->ui->feed >= 0 ? (size_t)b->ui->feed + 1 : 0,
                      .top = &b->scroll->top[VIEW_FEEDS], .cell = draw_cell, .arg = (void *)b};
    int want = (int)s->feed_count + 2;
    int room = r.h > 8 ? r.h - 4 : r.h;
    struct rect table = rect_cut_top(&r, want < room ? want : room);
    table_draw(g, table, &t, &b->ui->look);
    hot_rows(b, table, &t, HOT_FEED, NULL);
    rect_cut_top(&r, 1);
    draw_words(b, g, r);
}
