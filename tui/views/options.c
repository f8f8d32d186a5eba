/* Every option as it stands now: its value, where that comes from, and what changes it. */
#include <stdint.h>
#include <stdio.h>

#include "tui/action.h"
#include "tui/filter.h"
#include "tui/views/parts.h"
#include "widgets/paragraph.h"
#include "widgets/table.h"

enum col { COL_KEY, COL_VALUE, COL_ORIGIN, COL_CHANGE, COLS };

static const struct {
    const char *title;
    int min, want, weight, priority;
} column_table[COLS] = {
    [COL_KEY] = {N_("option"), 11, 17, 0, 0},
    [COL_VALUE] = {N_("value"), 6, 16, 2, 0},
    [COL_ORIGIN] = {N_("origin"), 12, 14, 3, 2},
    [COL_CHANGE] = {N_("changed by"), 10, 14, 0, 1},
};

static void draw_cell(struct grid *g, struct rect r, size_t row, size_t column, void *arg)
{
    const struct board *b = arg;
    const struct look *look = &b->ui->look;
    const struct setting *s = &b->settings[row];
    char keys[64];
    bool match = b->ui->search[0] && filter_in_text(s->key, b->ui->search);
    switch ((enum col)column) {
    case COL_KEY:
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(match ? ROLE_MATCH : s->live ? ROLE_TEXT : ROLE_DIM), s->key, look);
        return;
    case COL_VALUE:
        if (s->value[0])
            grid_put_cut(g, r, r.y, r.x, r.w, STYLE(s->live ? ROLE_STRONG : ROLE_TEXT), s->value, look);
        else
            grid_put(g, r, r.y, r.x, r.w, STYLE(ROLE_DIM), look->ascii ? "-" : "–");
        return;
    case COL_ORIGIN:
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_DIM), s->origin, look);
        return;
    case COL_CHANGE:
        if (!s->live)
            grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_DIM), tr(b->ui->lang, N_("at the start")), look);
        else if (s->action != ACTION_NONE && *keys_of(b->keys, s->action, keys, sizeof keys))
            grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_KEY), keys, look);
        else
            grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_KEY), keys_first(b->keys, ACTION_IN, keys, sizeof keys), look);
        return;
    case COLS:
        return;
    }
}

/* What the selected option is for, and where it can be said. */
static void draw_words(const struct board *b, struct grid *g, struct rect r)
{
    const struct setting *s = &b->settings[b->ui->setting];
    char line[256];
    enum lang lang = b->ui->lang;
    rect_cut_top(&r, paragraph_draw(g, r, tr(lang, s->help), STYLE(ROLE_TEXT), &b->ui->look));
    if (s->live)
        snprintf(line, sizeof line, tr(lang, N_("Enter or :set %s changes it until the program ends; pillars.conf for good.")), s->key);
    else
        snprintf(line, sizeof line, tr(lang, N_("'%s' is set at the start only, by pillars.conf or on the command line")), s->key);
    if (r.h > 0)
        paragraph_draw(g, r, line, STYLE(ROLE_DIM), &b->ui->look);
}

void options_view_draw(const struct board *b, struct grid *g, struct rect r)
{
    struct column columns[COLS];
    int widths[COLS], gap = r.w >= 100 ? 3 : r.w < 40 ? 1 : 2;
    if (!b->setting_count)
        return;
    for (int c = 0; c < COLS; c++)
        columns[c] = (struct column){.title = tr(b->ui->lang, column_table[c].title),
                                     .min_cells = column_table[c].min,
                                     .want_cells = column_table[c].want,
                                     .weight = column_table[c].weight,
                                     .priority = column_table[c].priority};
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    table_layout(columns, COLS, r.w < 120 ? r.w : 120, gap, widths);
    size_t selected = b->ui->setting >= 0 && (size_t)b->ui->setting < b->setting_count ? (size_t)b->ui->setting : SIZE_MAX;
    struct table t = {.columns = columns, .column_count = COLS, .widths = widths, .gap = gap, .row_count = b->setting_count,
                      .selected = selected, .top = &b->scroll->top[VIEW_OPTIONS], .cell = draw_cell, .arg = (void *)b};
    int want = (int)b->setting_count + 1, room = r.h > 10 ? r.h - 4 : r.h;
    struct rect table = rect_cut_top(&r, want < room ? want : room);
    table_draw(g, table, &t, &b->ui->look);
    hot_rows(b, table, &t, HOT_SETTING, NULL);
    rect_cut_top(&r, 1);
    if (r.h > 0 && selected != SIZE_MAX)
        draw_words(b, g, r);
}
