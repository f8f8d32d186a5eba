/* Help made from the action table, with the legend of symbols and the conventions that are ours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tui/action.h"
#include "tui/views/parts.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

#define KEYS_CELLS 20
#define COLUMN_CELLS 76
#define ROWS_MAX 400

struct help_row {
    enum { HELP_BLANK, HELP_HEADING, HELP_KEY, HELP_CLASS, HELP_WORDS } kind;
    int which; /* action or class */
    const char *text;
};

static const char *const conventions[] = {
    N_("progress: share of the way from base to target; schedule: share of the time at the date of "
       "the figure; pace: progress / schedule."),
    N_("The cut-offs 1.05, 0.95, 0.60 and 0 of the pace are our own convention (0.95 and 0.60 follow "
       "Eurostat); no official one is published."),
    N_("After the target date only the figure of the end period decides. No figure, no class."),
    N_("The forecast is printed beside the class and never changes it."),
    N_("The mark on a bar is where the schedule says it should be; the bar runs from base to target."),
};

static bool wanted(const char *filter, const char *a, const char *b)
{
    if (!*filter)
        return true;
    if (*filter == '@') /* by key */
        return strcasestr(a, filter + 1) != NULL;
    return strcasestr(a, filter) || strcasestr(b, filter);
}

static size_t collect(const struct board *b, struct help_row *rows)
{
    size_t n = 0;
    enum lang lang = b->ui->lang;
    const char *filter = b->ui->search;
    for (int group = 0; group < GROUP_COUNT; group++) {
        size_t heading = n;
        rows[n++] = (struct help_row){HELP_HEADING, 0, action_group_title((enum action_group)group)};
        for (int a = 0; a < ACTION_COUNT; a++) {
            const struct action_info *info = action_info((enum action)a);
            if ((int)info->group == group && wanted(filter, info->keys, tr(lang, info->help)))
                rows[n++] = (struct help_row){HELP_KEY, a, info->help};
        }
        if (n == heading + 1)
            n = heading;
        else
            rows[n++] = (struct help_row){HELP_BLANK, 0, NULL};
    }
    if (*filter)
        return n;
    rows[n++] = (struct help_row){HELP_HEADING, 0, N_("Classes, worst first")};
    for (int c = 0; c < CLASS_COUNT; c++)
        rows[n++] = (struct help_row){HELP_CLASS, c, NULL};
    rows[n++] = (struct help_row){HELP_BLANK, 0, NULL};
    rows[n++] = (struct help_row){HELP_HEADING, 0, N_("Conventions")};
    for (size_t i = 0; i < sizeof conventions / sizeof *conventions; i++)
        rows[n++] = (struct help_row){HELP_WORDS, 0, conventions[i]};
    return n;
}

static int draw_help_row(const struct board *b, struct grid *g, struct rect r,
                         const struct help_row *row)
{
    const struct look *look = &b->ui->look;
    enum lang lang = b->ui->lang;
    char line[128];
    switch (row->kind) {
    case HELP_BLANK:
        return 1;
    case HELP_HEADING:
        put_tr(b, g, r, r.y, r.x, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), row->text);
        return 1;
    case HELP_KEY: {
        const struct action_info *info = action_info((enum action)row->which);
        const char *keys = *info->keys ? info->keys : info->word;
        snprintf(line, sizeof line, "%s%s", *info->keys ? "" : ":", keys);
        int cells = r.w > 50 ? KEYS_CELLS : r.w * 2 / 5;
        grid_put_cut(g, r, r.y, r.x, cells - 1, STYLE(ROLE_KEY), line, look);
        grid_put_cut(g, r, r.y, r.x + cells, r.w - cells, STYLE(ROLE_TEXT), tr(lang, row->text),
                     look);
        return 1;
    }
    case HELP_CLASS: {
        enum class c = (enum class)row->which;
        grid_put(g, r, r.y, r.x + 1, 1, STYLE(class_role(c)), class_symbol(c, look->ascii));
        grid_put_cut(g, r, r.y, r.x + 4, r.w - 4, STYLE(class_role(c)), class_word(c, lang), look);
        return 1;
    }
    case HELP_WORDS:
        return paragraph_draw(g, r, tr(lang, row->text), STYLE(ROLE_TEXT), look);
    }
    return 1;
}

void help_draw(const struct board *b, struct grid *g, struct rect r)
{
    struct help_row *rows = malloc(ROWS_MAX * sizeof *rows);
    if (!rows)
        return;
    size_t n = collect(b, rows), *top = &b->scroll->top[VIEW_HELP];
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    int columns = r.w >= 2 * COLUMN_CELLS ? r.w / COLUMN_CELLS : 1;
    columns = columns > 3 ? 3 : columns;
    if (*top >= n)
        *top = n ? n - 1 : 0;
    size_t i = *top;
    int width = r.w / columns;
    for (int c = 0; c < columns; c++) {
        struct rect column = {r.y, r.x + c * width, r.h, width - (columns > 1 ? 2 : 0)};
        /* A heading alone at the foot of a column belongs to the next one. */
        while (column.h > 0 && i < n) {
            if (rows[i].kind == HELP_HEADING && column.h < 3 && columns > 1)
                break;
            rect_cut_top(&column, draw_help_row(b, g, column, &rows[i++]));
        }
    }
    if (i < n)
        grid_put(g, r, r.y + r.h - 1, r.x + r.w - 1, 1, STYLE(ROLE_HINT),
                 b->ui->look.ascii ? "v" : "▼");
    if (!n)
        put_tr(b, g, r, r.y, r.x, STYLE(ROLE_DIM), N_("nothing matches"));
    free(rows);
}
