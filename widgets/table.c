#include "widgets/table.h"

#include <stdint.h>

#include "widgets/width.h"

void scroll_to(size_t *top, size_t selected, size_t n, size_t rows)
{
    if (rows == 0)
        return;
    if (selected != SIZE_MAX && selected < n) {
        if (selected < *top)
            *top = selected;
        if (selected >= *top + rows)
            *top = selected - rows + 1;
    }
    if (*top + rows > n)
        *top = n > rows ? n - rows : 0;
}

void table_layout(const struct column *columns, size_t n, int cells, int gap, int *widths)
{
    int lowest = 0;
    for (size_t i = 0; i < n; i++) {
        widths[i] = columns[i].want_cells;
        lowest = columns[i].priority > lowest ? columns[i].priority : lowest;
    }
    for (int drop = lowest;; drop--) {
        int need = 0, shown = 0;
        for (size_t i = 0; i < n; i++) {
            shown += widths[i] > 0;
            need += widths[i] > 0 ? columns[i].min_cells : 0;
        }
        need += shown > 1 ? (shown - 1) * gap : 0;
        if (need <= cells || drop < 1)
            break;
        for (size_t i = 0; i < n; i++)
            if (columns[i].priority == drop)
                widths[i] = 0;
    }
    int used = 0, shown = 0, weights = 0;
    for (size_t i = 0; i < n; i++) {
        shown += widths[i] > 0;
        used += widths[i];
        weights += widths[i] > 0 ? columns[i].weight : 0;
    }
    int left = cells - used - (shown > 1 ? (shown - 1) * gap : 0);
    /* Too wide: those that may shrink give, the widest wish first. */
    while (left < 0) {
        size_t widest = n;
        for (size_t i = 0; i < n; i++)
            if (widths[i] > columns[i].min_cells &&
                (widest == n || widths[i] - columns[i].min_cells >
                                    widths[widest] - columns[widest].min_cells))
                widest = i;
        if (widest == n)
            break;
        widths[widest]--;
        left++;
    }
    /* Still too wide (a very narrow screen): the first column alone keeps what there is. */
    if (left < 0 && n > 0) {
        for (size_t i = 1; i < n; i++)
            widths[i] = 0;
        widths[0] = cells > 0 ? cells : 0;
        return;
    }
    for (size_t i = 0; i < n && left > 0 && weights > 0; i++) {
        if (!widths[i] || !columns[i].weight)
            continue;
        int share = left * columns[i].weight / weights;
        widths[i] += share;
        left -= share;
        weights -= columns[i].weight;
    }
}

static void draw_header(struct grid *g, struct rect r, const struct table *t,
                        const struct look *look)
{
    int x = r.x;
    for (size_t i = 0; i < t->column_count; i++) {
        int w = t->widths[i];
        if (!w)
            continue;
        const struct column *c = &t->columns[i];
        struct style st = STYLE(ROLE_DIM);
        int text = text_width(c->title);
        text = text > w ? w : text;
        if (c->right)
            grid_put_right(g, r, r.y, x, w, st, c->title, look);
        else
            grid_put_cut(g, r, r.y, x, w, st, c->title, look);
        if (c->sort_mark) { /* beside the title, in the gap where the title fills its column */
            int at = c->right ? x + w - text - 1 : x + text;
            const char *arrow = c->sort_mark > 0 ? (look->ascii ? "^" : "▴")
                                                 : (look->ascii ? "v" : "▾");
            grid_put(g, r, r.y, at < r.x ? r.x : at, 1, STYLE(ROLE_KEY), arrow);
        }
        x += w + t->gap;
    }
}

void table_draw(struct grid *g, struct rect r, const struct table *t, const struct look *look)
{
    if (r.h < 1 || r.w < 1)
        return;
    struct rect header = rect_cut_top(&r, r.h > 1 ? 1 : 0);
    if (header.h)
        draw_header(g, header, t, look);
    scroll_to(t->top, t->selected, t->row_count, (size_t)r.h);
    for (int line = 0; line < r.h && *t->top + (size_t)line < t->row_count; line++) {
        size_t row = *t->top + (size_t)line;
        int x = r.x;
        for (size_t i = 0; i < t->column_count; i++) {
            if (!t->widths[i])
                continue;
            t->cell(g, (struct rect){r.y + line, x, 1, t->widths[i]}, row, i, t->arg);
            x += t->widths[i] + t->gap;
        }
        if (row == t->selected) {
            struct rect chosen = {r.y + line, r.x, 1, r.w};
            grid_set_role(g, chosen, ROLE_TEXT); /* one calm bar: colours reversed would be patches */
            grid_add_attrs(g, chosen, ATTR_REVERSE);
            g->cursor_y = r.y + line;
            g->cursor_x = r.x;
        }
    }
    if (t->row_count > (size_t)r.h && r.w > 2) {
        const char *up = look->ascii ? "^" : "▲", *down = look->ascii ? "v" : "▼";
        if (*t->top > 0)
            grid_put(g, r, r.y, r.x + r.w - 1, 1, STYLE(ROLE_HINT), up);
        if (*t->top + (size_t)r.h < t->row_count)
            grid_put(g, r, r.y + r.h - 1, r.x + r.w - 1, 1, STYLE(ROLE_HINT), down);
    }
}
