#include "widgets/bar.h"

#include <math.h>

static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

/* One row of a bar while it is drawn. */
struct row {
    struct grid *g;
    const struct bar *bar;
    struct rect way;  /* base to target */
    int left, right;  /* cells beside it */
    bool ascii, marks; /* marks: with the signs of what lies beyond the ends */
    const char *whole; /* a filled cell */
    struct style fill;
};

static void put(const struct row *row, int x, struct style st, const char *glyph, const char *letter)
{
    grid_put(row->g, grid_rect(row->g), row->way.y, x, 1, st, row->ascii ? letter : glyph);
}

/* Parts of `cells` filled, each cut into `unit`: something for every positive share, not all below 1. */
static int filled_parts(double share, int cells, int unit)
{
    int most = cells * unit;
    if (!(share > 0))
        return 0;
    if (share >= 1)
        return most;
    int n = (int)lround(share * most);
    return n < 1 ? 1 : n >= most ? most - 1 : n;
}

static bool is_over(const struct bar *bar)
{
    return bar->share > 1 + 1e-9 || (bar->at_least && bar->share >= 1 - 1e-9);
}

/* Base to target: the track and the filled part. */
static void draw_way(const struct row *row, const char *rest)
{
    const struct bar *bar = row->bar;
    int unit = row->ascii || bar->unjudged ? 1 : 8, n = filled_parts(bar->share, row->way.w, unit);
    grid_fill(row->g, row->way, rest, STYLE(ROLE_BAR_REST));
    grid_fill(row->g, (struct rect){row->way.y, row->way.x, 1, n / unit}, row->whole, row->fill);
    if (n % unit)
        put(row, row->way.x + n / unit, row->fill, eighths[n % unit], "#");
}

/* The open end of a bound that lies before the target. */
static void draw_open_end(const struct row *row)
{
    const struct bar *bar = row->bar;
    if (row->marks && bar->at_least && bar->share > 0 && !is_over(bar))
        put(row, row->way.x + (int)fmin(floor(bar->share * row->way.w), row->way.w - 1), row->fill, "▶", ">");
}

/* Behind the target: its edge, and how far beyond. */
static void draw_beyond(const struct row *row)
{
    int edge = row->way.x + row->way.w, room = row->right - 1;
    bool over = is_over(row->bar);
    if (!over || room > 0)
        put(row, edge, STYLE(ROLE_TARGET), over ? "│" : "▏", "|");
    if (!over)
        return;
    int cells = (int)lround((row->bar->share - 1) * row->way.w);
    bool open = row->bar->at_least || cells > room;
    cells = cells < 1 ? 1 : cells > room ? room : cells;
    if (room > 0)
        grid_fill(row->g, (struct rect){row->way.y, edge + 1, 1, cells}, row->whole, row->fill);
    if (row->marks && (room == 0 || open))
        put(row, edge + (room > 0 ? cells : 0), row->fill, "▶", ">");
}

/* Where it should be by now: a notch in the filled part, a mark on the track. Never over the only filled cell. */
static void draw_schedule(const struct row *row)
{
    const struct bar *bar = row->bar;
    if (isnan(bar->schedule) || bar->schedule <= 0 || bar->schedule > 1)
        return;
    int x = (int)floor(bar->schedule * row->way.w + 1e-9);
    if (x == row->way.w && is_over(bar))
        return;
    if (x == 0 && bar->share > 0)
        x = 1;
    put(row, row->way.x + x, STYLE(ROLE_TICK), "┃", "|");
}

/* Left of the base. */
static void draw_regress(const struct row *row)
{
    if (!(row->bar->share < 0))
        return;
    int back = (int)lround(-row->bar->share * row->way.w);
    back = back < 1 ? 1 : back > row->left ? row->left : back;
    if (row->left > 0)
        grid_fill(row->g, (struct rect){row->way.y, row->way.x - back, 1, back}, row->ascii ? "<" : row->whole, row->fill);
    if (row->marks)
        put(row, row->left > 0 ? row->way.x - back : row->way.x, row->fill, "◀", "<");
}

static void draw_row(struct grid *g, struct rect r, const struct bar *bar, const char *rest, bool marks,
                     const struct look *look)
{
    struct row row = {.g = g, .bar = bar, .ascii = look->ascii, .marks = marks, .fill = STYLE(bar->role)};
    row.whole = bar->unjudged ? (row.ascii ? "=" : "━") : row.ascii ? "#" : "█";
    row.right = bar->right_cells < 1 ? 1 : bar->right_cells;
    row.left = bar->left_cells < 0 ? 0 : bar->left_cells;
    if (r.w < 3 || r.h < 1 || isnan(bar->share))
        return;
    if (r.w - row.left - row.right < 2) {
        row.left = 0;
        row.right = 1;
    }
    row.way = (struct rect){r.y, r.x + row.left, 1, r.w - row.left - row.right};
    draw_way(&row, rest);
    draw_beyond(&row);
    draw_schedule(&row);
    draw_open_end(&row);
    draw_regress(&row);
}

void bar_draw(struct grid *g, struct rect r, const struct bar *bar, const struct look *look)
{
    draw_row(g, r, bar, look->ascii ? "-" : "─", true, look);
}

void bar_draw_thick(struct grid *g, struct rect r, const struct bar *bar, const struct look *look)
{
    for (int i = 0; i < r.h; i++)
        draw_row(g, (struct rect){r.y + i, r.x, 1, r.w}, bar, look->ascii ? "." : "░", i == r.h / 2, look);
}
