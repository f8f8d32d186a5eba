#include "widgets/bar.h"

#include <math.h>

static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

/* Filled eighths of `cells` for a share of 0..1: something for every positive one, not all below 1. */
static int filled_eighths(double share, int cells, int unit)
{
    int most = cells * unit;
    if (!(share > 0))
        return 0;
    if (share >= 1)
        return most;
    int n = (int)lround(share * most);
    return n < 1 ? 1 : n >= most ? most - 1 : n;
}

/* One row of a bar; `marks`: with the signs of what lies beyond its ends. */
static void draw_row(struct grid *g, struct rect r, const struct bar *bar, const char *rest, bool marks,
                     const struct look *look)
{
    bool ascii = look->ascii;
    int right = bar->right_cells < 1 ? 1 : bar->right_cells;
    int left = bar->left_cells < 0 ? 0 : bar->left_cells;
    if (r.w < 3 || r.h < 1)
        return;
    if (r.w - left - right < 2) {
        left = 0;
        right = 1;
    }
    struct rect way = {r.y, r.x + left, 1, r.w - left - right};
    struct style fill = STYLE(bar->role), track = STYLE(ROLE_BAR_REST);
    int unit = ascii ? 1 : 8, n = filled_eighths(bar->share, way.w, unit);

    grid_fill(g, way, rest, track);
    grid_fill(g, (struct rect){r.y, way.x, 1, n / unit}, ascii ? "#" : "█", fill);
    if (n % unit)
        grid_put(g, way, r.y, way.x + n / unit, 1, fill, eighths[n % unit]);

    /* The schedule stays visible on the filled part (a notch) and on the track. */
    if (!isnan(bar->schedule) && bar->schedule > 0 && bar->schedule <= 1) {
        int x = (int)floor(bar->schedule * way.w);
        x = x >= way.w ? way.w - 1 : x;
        grid_put(g, way, r.y, way.x + x, 1, STYLE(ROLE_TICK), ascii ? "|" : "┃");
    }

    /* Behind the target: its edge, or how far beyond. */
    struct rect beyond = {r.y, way.x + way.w, 1, right};
    if (bar->share > 1 + 1e-9 || (bar->at_least && bar->share >= 1 - 1e-9)) {
        int over = (int)lround((bar->share - 1) * way.w);
        over = over > right - 1 ? right - 1 : over;
        if (right > 1)
            grid_fill(g, (struct rect){r.y, beyond.x, 1, over}, ascii ? "#" : "█", fill);
        if (marks)
            grid_put(g, beyond, r.y, beyond.x + (right > 1 ? over : 0), 1, fill, ascii ? ">" : "▶");
    } else {
        grid_put(g, beyond, r.y, beyond.x, 1, STYLE(ROLE_TARGET), ascii ? "|" : "▏");
        if (marks && bar->at_least && bar->share > 0 && n / unit + 1 < way.w)
            grid_put(g, way, r.y, way.x + n / unit, 1, fill, ascii ? ">" : "▶");
    }

    /* Left of the base: regress. */
    if (bar->share < 0) {
        int back = (int)lround(-bar->share * way.w);
        back = back < 1 ? 1 : back > left ? left : back;
        if (left > 0) {
            grid_fill(g, (struct rect){r.y, way.x - back, 1, back}, ascii ? "<" : "█", fill);
            if (marks)
                grid_put(g, r, r.y, way.x - back, 1, fill, ascii ? "<" : "◀");
        } else if (marks) {
            grid_put(g, way, r.y, way.x, 1, fill, ascii ? "<" : "◀");
        }
    }
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
