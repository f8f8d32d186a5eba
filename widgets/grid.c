#include "widgets/grid.h"

#include <stdlib.h>
#include <string.h>

#include "widgets/width.h"

#define SIDE_MAX 2000 /* no terminal is larger; a wrong size must not eat the memory */

static const struct cell blank = {.glyph = " ", .width = 1};

enum status grid_init(struct grid *g, int h, int w)
{
    *g = (struct grid){.cursor_y = -1, .cursor_x = -1};
    return grid_resize(g, h, w);
}

void grid_free(struct grid *g)
{
    free(g->cells);
    *g = (struct grid){.cursor_y = -1, .cursor_x = -1};
}

enum status grid_resize(struct grid *g, int h, int w)
{
    h = h < 1 ? 1 : h > SIDE_MAX ? SIDE_MAX : h;
    w = w < 1 ? 1 : w > SIDE_MAX ? SIDE_MAX : w;
    struct cell *cells = realloc(g->cells, (size_t)h * (size_t)w * sizeof *cells);
    if (!cells)
        return ST_NO_MEMORY;
    g->cells = cells;
    g->h = h;
    g->w = w;
    grid_clear(g);
    return ST_OK;
}

void grid_clear(struct grid *g)
{
    for (int i = 0; i < g->h * g->w; i++)
        g->cells[i] = blank;
    g->cursor_y = g->cursor_x = -1;
}

struct rect grid_rect(const struct grid *g)
{
    return (struct rect){0, 0, g->h, g->w};
}

static struct rect clipped(const struct grid *g, struct rect r)
{
    if (r.y < 0) {
        r.h += r.y;
        r.y = 0;
    }
    if (r.x < 0) {
        r.w += r.x;
        r.x = 0;
    }
    if (r.y + r.h > g->h)
        r.h = g->h - r.y;
    if (r.x + r.w > g->w)
        r.w = g->w - r.x;
    if (r.h < 0)
        r.h = 0;
    if (r.w < 0)
        r.w = 0;
    return r;
}

/* Blanks the other half of a wide character of which this cell is one. */
static void unpair(struct grid *g, int y, int x)
{
    struct cell *row = g->cells + y * g->w;
    if (row[x].width == 0 && x > 0) {
        memcpy(row[x - 1].glyph, " ", 2);
        row[x - 1].width = 1;
    } else if (row[x].width == 2 && x + 1 < g->w) {
        memcpy(row[x + 1].glyph, " ", 2);
        row[x + 1].width = 1;
    }
}

static void put_cell(struct grid *g, int y, int x, const char *glyph, size_t bytes, int width,
                     struct style st)
{
    struct cell *c = g->cells + y * g->w + x;
    unpair(g, y, x);
    if (width == 2)
        unpair(g, y, x + 1);
    /* Marks that do not fit are left out, the base stays. */
    if (bytes >= GLYPH_BYTES) {
        bytes = GLYPH_BYTES - 1;
        while (bytes > 0 && ((unsigned char)glyph[bytes] & 0xC0) == 0x80)
            bytes--;
    }
    memcpy(c->glyph, glyph, bytes);
    c->glyph[bytes] = '\0';
    c->width = (uint8_t)width;
    c->role = (uint8_t)st.role;
    c->attrs = (uint8_t)st.attrs;
    if (width == 2) {
        c[1] = *c;
        c[1].glyph[0] = '\0';
        c[1].width = 0;
    }
}

int grid_put(struct grid *g, struct rect clip, int y, int x, int max_cells, struct style st,
             const char *utf8)
{
    struct rect r = clipped(g, clip);
    size_t n = strlen(utf8), i = 0;
    int used = 0;
    if (y < r.y || y >= r.y + r.h)
        return 0;
    while (i < n) {
        int w;
        size_t bytes = grapheme_next(utf8 + i, n - i, &w);
        if (used + w > max_cells)
            break;
        int at = x + used;
        if (w > 0 && at >= r.x && at + w <= r.x + r.w)
            put_cell(g, y, at, utf8 + i, bytes, w, st);
        used += w;
        i += bytes;
    }
    return used;
}

int grid_put_cut(struct grid *g, struct rect clip, int y, int x, int cells, struct style st,
                 const char *utf8, const struct look *look)
{
    if (cells <= 0)
        return 0;
    if (text_width(utf8) <= cells)
        return grid_put(g, clip, y, x, cells, st, utf8);
    int used;
    size_t bytes = text_fit(utf8, cells - 1, &used);
    while (bytes > 0 && utf8[bytes - 1] == ' ') { /* no blank before the ellipsis */
        bytes--;
        used--;
    }
    int n = grid_put(g, clip, y, x, used, st, utf8);
    return n + grid_put(g, clip, y, x + n, 1, st, look->ascii ? "~" : "…");
}

int grid_put_right(struct grid *g, struct rect clip, int y, int x, int cells, struct style st,
                   const char *utf8, const struct look *look)
{
    int w = text_width(utf8);
    if (w > cells)
        return grid_put_cut(g, clip, y, x, cells, st, utf8, look);
    return grid_put(g, clip, y, x + cells - w, w, st, utf8);
}

void grid_fill(struct grid *g, struct rect rect, const char *glyph, struct style st)
{
    struct rect r = clipped(g, rect);
    int w = text_width(glyph);
    for (int y = r.y; y < r.y + r.h; y++)
        for (int x = r.x; x + w <= r.x + r.w; x += w ? w : 1)
            grid_put(g, r, y, x, w, st, glyph);
}

void grid_add_attrs(struct grid *g, struct rect rect, unsigned attrs)
{
    struct rect r = clipped(g, rect);
    for (int y = r.y; y < r.y + r.h; y++)
        for (int x = r.x; x < r.x + r.w; x++)
            g->cells[y * g->w + x].attrs |= (uint8_t)attrs;
}

void grid_set_role(struct grid *g, struct rect rect, enum role role)
{
    struct rect r = clipped(g, rect);
    for (int y = r.y; y < r.y + r.h; y++)
        for (int x = r.x; x < r.x + r.w; x++)
            g->cells[y * g->w + x].role = (uint8_t)role;
}

void grid_frame(struct grid *g, struct rect r, const struct look *look, struct style st,
                const char *title, struct style title_style, const char *right,
                struct style right_style)
{
    static const char *const round[] = {"╭", "╮", "╰", "╯", "─", "│"};
    static const char *const plain[] = {"+", "+", "+", "+", "-", "|"};
    const char *const *p = look->ascii ? plain : round;
    struct rect all = grid_rect(g);
    if (r.h < 2 || r.w < 2)
        return;
    int bottom = r.y + r.h - 1, edge = r.x + r.w - 1;
    grid_fill(g, (struct rect){r.y, r.x + 1, 1, r.w - 2}, p[4], st);
    grid_fill(g, (struct rect){bottom, r.x + 1, 1, r.w - 2}, p[4], st);
    for (int y = r.y + 1; y < bottom; y++) {
        grid_put(g, all, y, r.x, 1, st, p[5]);
        grid_put(g, all, y, edge, 1, st, p[5]);
    }
    grid_put(g, all, r.y, r.x, 1, st, p[0]);
    grid_put(g, all, r.y, edge, 1, st, p[1]);
    grid_put(g, all, bottom, r.x, 1, st, p[2]);
    grid_put(g, all, bottom, edge, 1, st, p[3]);

    int room = r.w - 4, right_w = right ? text_width(right) : 0;
    if (right_w && right_w + 2 > room - 8) { /* the title comes first */
        right_w = 0;
        right = NULL;
    }
    if (title && *title && room >= 3) {
        int cells = room - 2 - (right_w ? right_w + 3 : 0);
        grid_put(g, all, r.y, r.x + 1, 1, st, " ");
        int used = grid_put_cut(g, all, r.y, r.x + 2, cells, title_style, title, look);
        grid_put(g, all, r.y, r.x + 2 + used, 1, st, " ");
    }
    if (right_w) {
        int x = edge - 2 - right_w;
        grid_put(g, all, r.y, x, 1, st, " ");
        grid_put(g, all, r.y, x + 1, right_w, right_style, right);
        grid_put(g, all, r.y, x + 1 + right_w, 1, st, " ");
    }
}

struct rect rect_inset(struct rect r, int dy, int dx)
{
    r.y += dy;
    r.x += dx;
    r.h -= 2 * dy;
    r.w -= 2 * dx;
    r.h = r.h < 0 ? 0 : r.h;
    r.w = r.w < 0 ? 0 : r.w;
    return r;
}

struct rect rect_cut_top(struct rect *r, int rows)
{
    rows = rows > r->h ? r->h : rows < 0 ? 0 : rows;
    struct rect top = {r->y, r->x, rows, r->w};
    r->y += rows;
    r->h -= rows;
    return top;
}

struct rect rect_cut_left(struct rect *r, int cols)
{
    cols = cols > r->w ? r->w : cols < 0 ? 0 : cols;
    struct rect left = {r->y, r->x, r->h, cols};
    r->x += cols;
    r->w -= cols;
    return left;
}

enum status grid_to_text(const struct grid *g, struct buf *out)
{
    for (int y = 0; y < g->h; y++) {
        const struct cell *row = g->cells + y * g->w;
        int end = g->w;
        while (end > 0 && strcmp(row[end - 1].glyph, " ") == 0)
            end--;
        for (int x = 0; x < end; x++)
            buf_puts(out, row[x].glyph);
        buf_puts(out, "\n");
    }
    return out->failed;
}

enum status grid_to_styled_text(const struct grid *g, struct buf *out)
{
    static const char letters[] = {
#define X(name, letter, key) letter,
        ROLE_LIST(X)
#undef X
    };
    for (int y = 0; y < g->h; y++) {
        const struct cell *row = g->cells + y * g->w;
        int end = g->w, styled = 0;
        while (end > 0 && strcmp(row[end - 1].glyph, " ") == 0)
            end--;
        for (int x = 0; x < end; x++)
            buf_puts(out, row[x].glyph);
        buf_puts(out, "\n");
        for (int x = 0; x < g->w; x++)
            if (row[x].role != ROLE_TEXT || row[x].attrs)
                styled = x + 1;
        if (!styled)
            continue;
        buf_puts(out, "\t");
        for (int x = 0; x < styled; x++) {
            char letter = row[x].attrs & ATTR_REVERSE ? 'R' : letters[row[x].role];
            buf_append(out, &letter, 1);
        }
        buf_puts(out, "\n");
    }
    return out->failed;
}

bool grid_is_sound(const struct grid *g)
{
    for (int y = 0; y < g->h; y++)
        for (int x = 0; x < g->w; x++) {
            const struct cell *c = &g->cells[y * g->w + x];
            bool tail = x > 0 && c[-1].width == 2;
            if (tail != (c->width == 0) || (c->width == 2 && x + 1 >= g->w) || c->width > 2)
                return false;
            if (tail ? c->glyph[0] != '\0' : text_width(c->glyph) != c->width)
                return false;
        }
    return true;
}
