#include "widgets/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "widgets/width.h"

#define LABEL_MAX 12
#define MIN_COLUMNS 20
#define MIN_ROWS 5

const char *mark_glyph(enum mark m, const struct look *look)
{
    static const struct {
        const char *glyph, *ascii;
    } marks[] = {
        [MARK_POINT] = {"●", "*"},    [MARK_PROVISIONAL] = {"◐", "p"}, [MARK_FORECAST] = {"○", "o"},
        [MARK_AT_LEAST] = {"▲", "^"}, [MARK_AT_MOST] = {"▼", "v"},     [MARK_ABOUT] = {"◆", "~"},
        [MARK_SMALL] = {"·", "."},    [MARK_TARGET] = {"◎", "@"},
    };
    return look->ascii ? marks[m].ascii : marks[m].glyph;
}

/* The plotting area and its two scales. */
struct scales {
    struct rect plot;
    double x0, x1, y0, y1, step;
};

static int column_of(const struct scales *s, double x)
{
    return s->plot.x + (int)lround((x - s->x0) / (s->x1 - s->x0) * (s->plot.w - 1));
}

static int row_of(const struct scales *s, double y)
{
    return s->plot.y + s->plot.h - 1 -
           (int)lround((y - s->y0) / (s->y1 - s->y0) * (s->plot.h - 1));
}

static void widen(double *low, double *high, double v)
{
    if (!isfinite(v))
        return;
    *low = fmin(*low, v);
    *high = fmax(*high, v);
}

/* Steps of 1, 2, 2.5 or 5 times a power of ten, so that `rows` carry at most one label in three. */
static double round_step(double span, int rows)
{
    static const double nice[] = {1, 2, 2.5, 5, 10};
    double raw = span / (rows > 6 ? rows / 3 : 2);
    double power = pow(10, floor(log10(raw)));
    for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
        if (nice[i] * power >= raw * (1 - 1e-9))
            return nice[i] * power;
    return 10 * power;
}

static bool y_scale(const struct chart *c, int rows, struct scales *s)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < c->point_count; i++)
        widen(&low, &high, c->points[i].y);
    for (size_t i = 0; i < c->path_count; i++)
        widen(&low, &high, c->path_y[i]);
    for (size_t i = 0; i < c->fan_count; i++) {
        widen(&low, &high, c->fan_mid[i]);
        widen(&low, &high, c->fan_low[i]);
        widen(&low, &high, c->fan_high[i]);
    }
    widen(&low, &high, c->target_y);
    if (!isfinite(low))
        return false;
    /* Counts and money begin at 0 where that costs less than half of the height. */
    if (low > 0 && low < high * 0.6)
        low = 0;
    if (high - low < fabs(high) * 1e-6 + 1e-12) {
        low -= fabs(low) * 0.1 + 0.5;
        high += fabs(high) * 0.1 + 0.5;
    }
    s->step = round_step(high - low, rows);
    s->y0 = floor(low / s->step + 1e-9) * s->step;
    s->y1 = ceil(high / s->step - 1e-9) * s->step;
    return true;
}

static void put(struct grid *g, const struct scales *s, int y, int x, enum role role,
                const char *glyph)
{
    grid_put(g, s->plot, y, x, 1, STYLE(role), glyph);
}

static bool is_blank(const struct grid *g, int y, int x)
{
    return y >= 0 && x >= 0 && y < g->h && x < g->w &&
           strcmp(g->cells[y * g->w + x].glyph, " ") == 0;
}

/* A stepped line from one point to the next, as thin as box drawing allows. */
static void draw_line(struct grid *g, const struct scales *s, int xa, int ya, int xb, int yb,
                      const struct look *look)
{
    const char *flat = look->ascii ? "-" : "─", *tall = look->ascii ? "|" : "│";
    int row = ya;
    for (int x = xa; x <= xb; x++) {
        int next = x == xb ? yb : ya + (int)lround((double)(yb - ya) * (x - xa + 0.5) / (xb - xa));
        if (next == row) {
            put(g, s, row, x, ROLE_SERIES, flat);
            continue;
        }
        bool up = next < row;
        put(g, s, row, x, ROLE_SERIES, look->ascii ? (up ? "/" : "\\") : up ? "╯" : "╮");
        for (int y = row + (up ? -1 : 1); y != next; y += up ? -1 : 1)
            put(g, s, y, x, ROLE_SERIES, tall);
        put(g, s, next, x, ROLE_SERIES, look->ascii ? (up ? "/" : "\\") : up ? "╭" : "╰");
        row = next;
    }
}

static double at(const double *xs, const double *ys, size_t n, double x)
{
    for (size_t i = 1; i < n; i++)
        if (x <= xs[i] && x >= xs[i - 1])
            return xs[i] == xs[i - 1]
                       ? ys[i]
                       : ys[i - 1] + (ys[i] - ys[i - 1]) * (x - xs[i - 1]) / (xs[i] - xs[i - 1]);
    return NAN;
}

static double day_of(const struct scales *s, int column)
{
    return s->x0 + (s->x1 - s->x0) * (column - s->plot.x) / (s->plot.w - 1);
}

static void draw_fan(struct grid *g, const struct scales *s, const struct chart *c,
                     const struct look *look)
{
    for (int x = s->plot.x; c->fan_count > 1 && x < s->plot.x + s->plot.w; x++) {
        double day = day_of(s, x);
        double mid = at(c->fan_x, c->fan_mid, c->fan_count, day);
        if (isnan(mid))
            continue;
        double low = at(c->fan_x, c->fan_low, c->fan_count, day);
        double high = at(c->fan_x, c->fan_high, c->fan_count, day);
        if (isfinite(low) && isfinite(high))
            for (int y = row_of(s, high); y <= row_of(s, low); y++)
                put(g, s, y, x, ROLE_FORECAST, look->ascii ? ":" : "░");
        put(g, s, row_of(s, mid), x, ROLE_FORECAST, look->ascii ? "=" : "╌");
    }
}

static void draw_path(struct grid *g, const struct scales *s, const struct chart *c,
                      const struct look *look)
{
    for (int x = s->plot.x; c->path_count > 1 && x < s->plot.x + s->plot.w; x += 2) {
        double y = at(c->path_x, c->path_y, c->path_count, day_of(s, x));
        if (isfinite(y) && is_blank(g, row_of(s, y), x))
            put(g, s, row_of(s, y), x, ROLE_PATH, look->ascii ? "." : "·");
    }
}

static void draw_upright(struct grid *g, const struct scales *s, double x, enum role role,
                         const char *glyph)
{
    if (!(x >= s->x0 && x <= s->x1))
        return;
    for (int y = s->plot.y; y < s->plot.y + s->plot.h; y++)
        if (is_blank(g, y, column_of(s, x)))
            put(g, s, y, column_of(s, x), role, glyph);
}

static void draw_target(struct grid *g, const struct scales *s, const struct chart *c,
                        const struct look *look)
{
    if (!isfinite(c->target_y))
        return;
    int y = row_of(s, c->target_y);
    for (int x = s->plot.x; x < s->plot.x + s->plot.w; x++)
        if (is_blank(g, y, x))
            put(g, s, y, x, ROLE_TARGET, look->ascii ? ((x - s->plot.x) % 2 ? " " : "-") : "╌");
}

static void draw_points(struct grid *g, const struct scales *s, const struct chart *c,
                        const struct look *look)
{
    for (size_t i = 1; i < c->point_count; i++) {
        const struct chart_point *a = &c->points[i - 1], *b = &c->points[i];
        if (b->joined && isfinite(a->y) && isfinite(b->y) && column_of(s, b->x) > column_of(s, a->x))
            draw_line(g, s, column_of(s, a->x), row_of(s, a->y), column_of(s, b->x), row_of(s, b->y),
                      look);
    }
    for (size_t i = 0; i < c->point_count; i++) {
        const struct chart_point *p = &c->points[i];
        if (!isfinite(p->y))
            continue;
        enum role role = p->mark == MARK_FORECAST ? ROLE_FORECAST
                         : p->mark == MARK_SMALL  ? ROLE_DIM
                                                  : ROLE_SERIES;
        put(g, s, row_of(s, p->y), column_of(s, p->x), role, mark_glyph(p->mark, look));
    }
}

static void draw_axes(struct grid *g, struct rect r, const struct scales *s, const struct chart *c,
                      int label_cells, const struct look *look)
{
    int axis = s->plot.x - 1, bottom = s->plot.y + s->plot.h;
    for (int y = s->plot.y; y < bottom; y++)
        grid_put(g, r, y, axis, 1, STYLE(ROLE_AXIS), look->ascii ? "|" : "│");
    int last = bottom;
    for (double v = s->y0; v <= s->y1 + s->step * 0.01; v += s->step) {
        char label[32];
        int y = row_of(s, v);
        if (last - y < 2 && last != bottom)
            continue;
        last = y;
        c->y_label(fabs(v) < s->step * 1e-6 ? 0 : v, s->step, label, sizeof label, c->y_label_arg);
        grid_put_right(g, r, y, r.x, label_cells, STYLE(ROLE_AXIS), label, look);
        grid_put(g, r, y, axis, 1, STYLE(ROLE_AXIS), look->ascii ? "+" : "┤");
    }
    grid_put(g, r, bottom, axis, 1, STYLE(ROLE_AXIS), look->ascii ? "+" : "└");
    grid_fill(g, (struct rect){bottom, s->plot.x, 1, s->plot.w}, look->ascii ? "-" : "─",
              STYLE(ROLE_AXIS));
    int free_from = r.x;
    for (size_t i = 0; i < c->label_count; i++) {
        int w = text_width(c->labels[i]), x = column_of(s, c->label_x[i]);
        if (c->label_x[i] < s->x0 || c->label_x[i] > s->x1)
            continue;
        grid_put(g, r, bottom, x, 1, STYLE(ROLE_AXIS), look->ascii ? "+" : "┴");
        int from = x - w / 2;
        if (from + w > r.x + r.w)
            from = r.x + r.w - w;
        if (from < free_from)
            continue;
        grid_put(g, r, bottom + 1, from, w, STYLE(ROLE_AXIS), c->labels[i]);
        free_from = from + w + 1;
    }
}

bool chart_draw(struct grid *g, struct rect r, const struct chart *c, const struct look *look)
{
    struct scales s = {.x0 = c->x_min, .x1 = c->x_max};
    if (r.w < MIN_COLUMNS || r.h < MIN_ROWS || !(c->x_max > c->x_min) ||
        !y_scale(c, r.h - 2, &s))
        return false;
    int label_cells = 1;
    for (double v = s.y0; v <= s.y1 + s.step * 0.01; v += s.step) {
        char label[32];
        c->y_label(v, s.step, label, sizeof label, c->y_label_arg);
        int w = text_width(label);
        label_cells = w > label_cells ? w : label_cells;
    }
    label_cells = label_cells > LABEL_MAX ? LABEL_MAX : label_cells;
    s.plot = (struct rect){r.y, r.x + label_cells + 2, r.h - 2, r.w - label_cells - 3};
    if (s.plot.w < 8)
        return false;
    draw_fan(g, &s, c, look);
    draw_points(g, &s, c, look);
    draw_path(g, &s, c, look);
    draw_target(g, &s, c, look);
    for (size_t i = 0; i < c->break_count; i++)
        draw_upright(g, &s, c->break_x[i], ROLE_ALERT, look->ascii ? ":" : "┊");
    draw_upright(g, &s, c->today_x, ROLE_DIM, look->ascii ? "'" : "╎");
    if (isfinite(c->target_x) && isfinite(c->target_y))
        put(g, &s, row_of(&s, c->target_y), column_of(&s, c->target_x), ROLE_TARGET,
            mark_glyph(MARK_TARGET, look));
    draw_axes(g, r, &s, c, label_cells, look);
    return true;
}
