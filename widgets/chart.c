#include "widgets/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "widgets/width.h"

#define LABEL_MAX 12
#define MIN_COLUMNS 20
#define MIN_ROWS 5
#define STEP_ROWS_MAX 6 /* rows from one label to the next */

static const struct {
    const char *glyph, *ascii;
    enum role role;
} signs[SIGN_COUNT] = {
    [MARK_POINT] = {"●", "*", ROLE_SERIES},
    [MARK_PROVISIONAL] = {"○", "o", ROLE_SERIES},
    [MARK_FORECAST] = {"◇", "f", ROLE_FORECAST},
    [MARK_AT_LEAST] = {"▲", "^", ROLE_SERIES},
    [MARK_AT_MOST] = {"▼", "v", ROLE_SERIES},
    [MARK_ABOUT] = {"◆", "~", ROLE_SERIES},
    [MARK_REVISED] = {"×", "x", ROLE_DIM},
    [MARK_BASE] = {"□", "#", ROLE_PATH},
    [MARK_REFERENCE] = {"■", "r", ROLE_PATH},
    [SIGN_TARGET] = {"◎", "@", ROLE_TARGET},
    [SIGN_TARGET_LINE] = {"╌", "-", ROLE_TARGET},
    [SIGN_PATH] = {"·", ".", ROLE_PATH},
    [SIGN_FORECAST] = {"┄", "=", ROLE_FORECAST},
    [SIGN_FAN_INNER] = {"▒", "%", ROLE_FORECAST},
    [SIGN_FAN] = {"░", ":", ROLE_FORECAST},
    [SIGN_BREAK] = {"┊", "!", ROLE_ALERT},
    [SIGN_TODAY] = {"╎", "|", ROLE_DIM},
};

const char *sign_glyph(enum sign s, const struct look *look)
{
    return look->ascii ? signs[s].ascii : signs[s].glyph;
}

enum role sign_role(enum sign s)
{
    return signs[s].role;
}

/* The plotting area and its two scales; a step is `step_rows` rows. */
struct scales {
    struct rect plot;
    double x0, x1, y0, y1, step;
    int step_rows;
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

static bool y_span(const struct chart *c, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < c->point_count; i++)
        widen(low, high, c->points[i].y);
    for (size_t i = 0; i < c->path_count; i++)
        widen(low, high, c->path_y[i]);
    widen(low, high, c->target_y);
    widen(low, high, c->target_high);
    if (!isfinite(*low))
        return false;
    /* What lies ahead may take as much room again as what is known, not more: it is cut at the edge of the picture. */
    double floor_y = *low - (*high - *low) / 2, ceiling = *high + (*high - *low) / 2;
    for (size_t i = 0; i < c->fan_count; i++) {
        const double ahead[] = {c->fan_mid[i], c->fan_low[i], c->fan_high[i]};
        for (int k = 0; k < 3; k++)
            if (isfinite(ahead[k]))
                widen(low, high, fmin(fmax(ahead[k], floor_y), ceiling));
    }
    /* Counts and money begin at 0 where that costs less than half of the height. */
    if (*low > 0 && (*low < *high * 0.6 || *low == *high))
        *low = 0;
    if (*high - *low < fabs(*high) * 1e-6 + 1e-12) {
        *low -= fabs(*low) * 0.1 + 0.5;
        *high += fabs(*high) * 0.1 + 0.5;
    }
    return true;
}

/* Of all round steps the one whose whole steps, each of a whole number of rows, fill most of `rows`; of equals the one
 * with fewer labels. */
static bool y_scale(const struct chart *c, int rows, struct scales *s)
{
    static const double nice[] = {1, 2, 2.5, 5};
    double low, high;
    int best = 0;
    if (!y_span(c, &low, &high))
        return false;
    double power = pow(10, floor(log10(high - low)) - 2);
    for (int i = 0; i < 16; i++) {
        double step = power * nice[i % 4];
        power *= i % 4 == 3 ? 10 : 1;
        double y0 = floor(low / step + 1e-9) * step, y1 = ceil(high / step - 1e-9) * step;
        int steps = (int)lround((y1 - y0) / step), each = steps > 0 ? (rows - 1) / steps : 0;
        each = each > STEP_ROWS_MAX ? STEP_ROWS_MAX : each;
        if (each < 2 && !(rows < 8 && each == 1))
            continue;
        /* What counts is the height that the data themselves get, not the scale's. */
        int height = (int)lround(1000 * each * (high - low) / step);
        if (height < best)
            continue;
        best = height;
        *s = (struct scales){.x0 = c->x_min, .x1 = c->x_max, .y0 = y0, .y1 = y1, .step = step, .step_rows = each};
    }
    return best > 0;
}

static void put(struct grid *g, const struct scales *s, int y, int x, enum role role,
                const char *glyph)
{
    grid_put(g, s->plot, y, x, 1, STYLE(role), glyph);
}

static void put_sign(struct grid *g, const struct scales *s, int y, int x, enum sign sign, const struct look *look)
{
    put(g, s, y, x, signs[sign].role, sign_glyph(sign, look));
}

static bool is_blank(const struct grid *g, int y, int x)
{
    return y >= 0 && x >= 0 && y < g->h && x < g->w &&
           strcmp(g->cells[y * g->w + x].glyph, " ") == 0;
}

/* A stepped line from one point to the next, as thin as box drawing allows. */
static void draw_line(struct grid *g, const struct scales *s, int xa, int ya, int xb, int yb, enum role role,
                      const struct look *look)
{
    const char *flat = look->ascii ? "-" : "─", *tall = look->ascii ? "|" : "│";
    int row = ya;
    for (int x = xa; x <= xb; x++) {
        int next = x == xb ? yb : ya + (int)lround((double)(yb - ya) * (x - xa + 0.5) / (xb - xa));
        if (next == row) {
            put(g, s, row, x, role, flat);
            continue;
        }
        bool up = next < row;
        put(g, s, row, x, role, look->ascii ? (up ? "/" : "\\") : up ? "╯" : "╮");
        for (int y = row + (up ? -1 : 1); y != next; y += up ? -1 : 1)
            put(g, s, y, x, role, tall);
        put(g, s, next, x, role, look->ascii ? (up ? "/" : "\\") : up ? "╭" : "╰");
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

/* One column of an interval, as far as it lies in the picture. */
static void draw_interval(struct grid *g, const struct scales *s, const struct chart *c, int x, const double *low,
                          const double *high, enum sign sign, const struct look *look)
{
    double from = low ? at(c->fan_x, low, c->fan_count, day_of(s, x)) : NAN;
    double to = high ? at(c->fan_x, high, c->fan_count, day_of(s, x)) : NAN;
    if (!isfinite(from) || !isfinite(to) || from > s->y1 || to < s->y0)
        return;
    for (int y = row_of(s, fmin(to, s->y1)); y <= row_of(s, fmax(from, s->y0)); y++)
        put_sign(g, s, y, x, sign, look);
}

static void draw_fan(struct grid *g, const struct scales *s, const struct chart *c,
                     const struct look *look)
{
    for (int x = s->plot.x; c->fan_count > 1 && x < s->plot.x + s->plot.w; x++) {
        double day = day_of(s, x);
        double mid = at(c->fan_x, c->fan_mid, c->fan_count, day);
        if (isnan(mid))
            continue;
        draw_interval(g, s, c, x, c->fan_low, c->fan_high, SIGN_FAN, look);
        draw_interval(g, s, c, x, c->fan_inner_low, c->fan_inner_high, SIGN_FAN_INNER, look);
        if (mid >= s->y0 && mid <= s->y1)
            put_sign(g, s, row_of(s, mid), x, SIGN_FORECAST, look);
    }
}

static void draw_path(struct grid *g, const struct scales *s, const struct chart *c,
                      const struct look *look)
{
    for (int x = s->plot.x; c->path_count > 1 && x < s->plot.x + s->plot.w; x += 2) {
        double y = at(c->path_x, c->path_y, c->path_count, day_of(s, x));
        if (isfinite(y) && is_blank(g, row_of(s, y), x))
            put_sign(g, s, row_of(s, y), x, SIGN_PATH, look);
    }
}

static void draw_upright(struct grid *g, const struct scales *s, double x, enum sign sign, const struct look *look)
{
    if (!(x >= s->x0 && x <= s->x1))
        return;
    for (int y = s->plot.y; y < s->plot.y + s->plot.h; y++)
        if (is_blank(g, y, column_of(s, x)))
            put_sign(g, s, y, column_of(s, x), sign, look);
}

static void draw_level(struct grid *g, const struct scales *s, double value, const struct look *look)
{
    if (!isfinite(value))
        return;
    int y = row_of(s, value);
    for (int x = s->plot.x; x < s->plot.x + s->plot.w; x += look->ascii ? 2 : 1)
        if (is_blank(g, y, x))
            put_sign(g, s, y, x, SIGN_TARGET_LINE, look);
}

/* A line of braille dots, two columns and four rows to a cell. */
static void draw_dots(struct grid *g, const struct scales *s, const struct chart_point *a, const struct chart_point *b)
{
    static const unsigned bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    int wide = 2 * s->plot.w - 1, high = 4 * s->plot.h - 1;
    int xa = (int)lround((a->x - s->x0) / (s->x1 - s->x0) * wide), xb = (int)lround((b->x - s->x0) / (s->x1 - s->x0) * wide);
    int ya = (int)lround((s->y1 - a->y) / (s->y1 - s->y0) * high), yb = (int)lround((s->y1 - b->y) / (s->y1 - s->y0) * high);
    int n = abs(xb - xa) > abs(yb - ya) ? abs(xb - xa) : abs(yb - ya);
    for (int i = 0; i <= n; i++) {
        int x = xa + (n ? (xb - xa) * i / n : 0), y = ya + (n ? (yb - ya) * i / n : 0);
        const struct cell *c = &g->cells[(s->plot.y + y / 4) * g->w + s->plot.x + x / 2];
        unsigned dots = bits[y % 4][x % 2];
        if ((unsigned char)c->glyph[0] == 0xE2 && ((unsigned char)c->glyph[1] & 0xFC) == 0xA0)
            dots |= ((unsigned char)c->glyph[1] & 3u) << 6 | ((unsigned char)c->glyph[2] & 0x3Fu);
        char glyph[4] = {(char)0xE2, (char)(0xA0 | dots >> 6), (char)(0x80 | (dots & 0x3F)), '\0'};
        put(g, s, s->plot.y + y / 4, s->plot.x + x / 2, b->mark == MARK_REFERENCE ? signs[MARK_REFERENCE].role : ROLE_SERIES, glyph);
    }
}

static void join_points(struct grid *g, const struct scales *s, const struct chart *c, bool reference, const struct look *look)
{
    for (size_t i = 1; i < c->point_count; i++) {
        const struct chart_point *a = &c->points[i - 1], *b = &c->points[i];
        if ((b->mark == MARK_REFERENCE) != reference || !b->joined || !isfinite(a->y) || !isfinite(b->y) ||
            column_of(s, b->x) <= column_of(s, a->x))
            continue;
        if (look->braille && !look->ascii)
            draw_dots(g, s, a, b);
        else
            draw_line(g, s, column_of(s, a->x), row_of(s, a->y), column_of(s, b->x), row_of(s, b->y),
                      reference ? signs[MARK_REFERENCE].role : ROLE_SERIES, look);
    }
}

/* Lowest what is compared with, then what was revised, then what holds now. */
static void draw_points(struct grid *g, const struct scales *s, const struct chart *c,
                        const struct look *look)
{
    join_points(g, s, c, true, look);
    join_points(g, s, c, false, look);
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < c->point_count; i++) {
            const struct chart_point *p = &c->points[i];
            int level = p->mark == MARK_REFERENCE ? 0 : p->mark == MARK_REVISED ? 1 : 2;
            if (isfinite(p->y) && level == pass)
                put_sign(g, s, row_of(s, p->y), column_of(s, p->x), p->mark, look);
        }
}

/* The edge, the labels, each exactly in its row, and over them the unit. */
static void draw_y_axis(struct grid *g, struct rect r, const struct scales *s, const struct chart *c,
                        int label_cells, const struct look *look)
{
    int axis = s->plot.x - 1, bottom = s->plot.y + s->plot.h;
    for (int y = s->plot.y; y < bottom; y++)
        grid_put(g, r, y, axis, 1, STYLE(ROLE_AXIS), look->ascii ? "|" : "│");
    for (int k = 0, y = bottom - 1; y >= s->plot.y; k++, y -= s->step_rows) {
        char label[32];
        double v = s->y0 + k * s->step;
        c->y_label(fabs(v) < s->step * 1e-6 ? 0 : v, label, sizeof label, c->y_label_arg);
        grid_put_right(g, r, y, r.x, label_cells, STYLE(ROLE_AXIS), label, look);
        grid_put(g, r, y, axis, 1, STYLE(ROLE_AXIS), look->ascii ? "+" : "┤");
    }
    if (c->unit && *c->unit && s->plot.y > r.y)
        grid_put_cut(g, r, s->plot.y - 1, r.x, r.w, STYLE(ROLE_AXIS), c->unit, look);
}

/* Labels stand at every n-th place, n chosen so that all of them fit. */
static size_t label_stride(const struct scales *s, const struct chart *c)
{
    for (size_t stride = 1; stride < c->label_count; stride++) {
        bool fits = true;
        for (size_t i = stride; i < c->label_count && fits; i += stride) {
            int room = column_of(s, c->label_x[i]) - column_of(s, c->label_x[i - stride]);
            fits = room > (text_width(c->labels[i]) + text_width(c->labels[i - stride])) / 2 + 1;
        }
        if (fits)
            return stride;
    }
    return c->label_count ? c->label_count : 1;
}

static void draw_x_axis(struct grid *g, struct rect r, const struct scales *s, const struct chart *c,
                        const struct look *look)
{
    int bottom = s->plot.y + s->plot.h;
    grid_put(g, r, bottom, s->plot.x - 1, 1, STYLE(ROLE_AXIS), look->ascii ? "+" : "└");
    grid_fill(g, (struct rect){bottom, s->plot.x, 1, s->plot.w}, look->ascii ? "-" : "─", STYLE(ROLE_AXIS));
    size_t stride = label_stride(s, c);
    /* The last label is the target's year: counted from there. */
    for (size_t i = c->label_count ? (c->label_count - 1) % stride : 0; i < c->label_count; i += stride) {
        int w = text_width(c->labels[i]), x = column_of(s, c->label_x[i]), from = x - w / 2;
        if (c->label_x[i] < s->x0 || c->label_x[i] > s->x1)
            continue;
        grid_put(g, r, bottom, x, 1, STYLE(ROLE_AXIS), look->ascii ? "+" : "┴");
        from = from + w > r.x + r.w ? r.x + r.w - w : from < r.x ? r.x : from;
        grid_put(g, r, bottom + 1, from, w, STYLE(ROLE_AXIS), c->labels[i]);
    }
}

static int widest_label(const struct scales *s, const struct chart *c)
{
    int cells = 1;
    for (double v = s->y0; v <= s->y1 + s->step * 0.01; v += s->step) {
        char label[32];
        c->y_label(fabs(v) < s->step * 1e-6 ? 0 : v, label, sizeof label, c->y_label_arg);
        int w = text_width(label);
        cells = w > cells ? w : cells;
    }
    return cells > LABEL_MAX ? LABEL_MAX : cells;
}

int chart_draw(struct grid *g, struct rect r, const struct chart *c, const struct look *look)
{
    struct scales s;
    int unit = c->unit && *c->unit && r.h > MIN_ROWS + 2; /* a row of its own */
    if (r.w < MIN_COLUMNS || r.h < MIN_ROWS || !(c->x_max > c->x_min) || !y_scale(c, r.h - 2 - unit, &s))
        return 0;
    int label_cells = widest_label(&s, c), rows = (int)lround((s.y1 - s.y0) / s.step) * s.step_rows + 1;
    s.plot = (struct rect){r.y + unit, r.x + label_cells + 2, rows, r.w - label_cells - 3};
    if (s.plot.w < 8)
        return 0;
    draw_fan(g, &s, c, look);
    draw_points(g, &s, c, look);
    draw_path(g, &s, c, look);
    draw_level(g, &s, c->target_y, look);
    draw_level(g, &s, c->target_high, look);
    for (size_t i = 0; i < c->break_count; i++)
        draw_upright(g, &s, c->break_x[i], SIGN_BREAK, look);
    draw_upright(g, &s, c->today_x, SIGN_TODAY, look);
    if (isfinite(c->target_x) && isfinite(c->target_y))
        put_sign(g, &s, row_of(&s, c->target_y), column_of(&s, c->target_x), SIGN_TARGET, look);
    if (isfinite(c->target_x) && isfinite(c->target_high))
        put_sign(g, &s, row_of(&s, c->target_high), column_of(&s, c->target_x), SIGN_TARGET, look);
    draw_y_axis(g, r, &s, c, label_cells, look);
    draw_x_axis(g, r, &s, c, look);
    return unit + rows + 2;
}

unsigned chart_signs(const struct chart *c)
{
    unsigned used = 0;
    for (size_t i = 0; i < c->point_count; i++)
        if (isfinite(c->points[i].y))
            used |= 1u << c->points[i].mark;
    if (isfinite(c->target_y))
        used |= 1u << SIGN_TARGET_LINE | (isfinite(c->target_x) ? 1u << SIGN_TARGET : 0);
    if (c->path_count > 1)
        used |= 1u << SIGN_PATH;
    if (c->fan_count > 1)
        used |= 1u << SIGN_FORECAST | (isfinite(c->fan_low[1]) && isfinite(c->fan_high[1]) ? 1u << SIGN_FAN : 0) |
                (c->fan_inner_low && isfinite(c->fan_inner_low[1]) ? 1u << SIGN_FAN_INNER : 0);
    if (c->break_count)
        used |= 1u << SIGN_BREAK;
    if (isfinite(c->today_x) && c->today_x >= c->x_min && c->today_x <= c->x_max)
        used |= 1u << SIGN_TODAY;
    return used;
}
