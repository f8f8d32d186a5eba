/* chart.h -- a line chart over time with target line, required path, forecast fan and marks.
 *
 * The x axis is days, the y axis values. The y scale is chosen from the data: steps of 1, 2, 2.5 or 5 x 10^n, each a whole
 * number of rows, so that labels stand evenly and a label's row is exactly its value. The unit stands once, over the axis.
 * Needs at least 20 x 5 cells, below that draws nothing: the caller shows the table twin alone.
 * Everything drawn has an ASCII twin and a name in `enum sign`; the legend is made from chart_signs(). With look->braille
 * lines are drawn in braille dots.
 */
#ifndef PILLARS_WIDGETS_CHART_H
#define PILLARS_WIDGETS_CHART_H

#include "widgets/grid.h"

enum sign {
    MARK_POINT,       /* ● '*'  a figure */
    MARK_PROVISIONAL, /* ○ 'o'  provisional or estimated */
    MARK_FORECAST,    /* ◇ 'f'  the office's own forecast (status F) */
    MARK_AT_LEAST,    /* ▲ '^'  a lower bound (>) */
    MARK_AT_MOST,     /* ▼ 'v'  an upper bound (<) */
    MARK_ABOUT,       /* ◆ '~'  about */
    MARK_REVISED,     /* × 'x'  an earlier vintage, since revised */
    MARK_BASE,        /* □ '#'  the base that the target counts from */
    MARK_REFERENCE,   /* ■ 'r'  what is compared with; joined by a line of its own colour, below the figures' */
    SIGN_TARGET,      /* ◎ '@'  the target at its date */
    SIGN_TARGET_LINE, /* ╌ '-' */
    SIGN_PATH,        /* · '.'  required path */
    SIGN_FORECAST,    /* ┄ '='  looking ahead: the middle */
    SIGN_FAN_INNER,   /* ▒ '%'  its inner interval */
    SIGN_FAN,         /* ░ ':'  its outer one */
    SIGN_BREAK,       /* ┊ '!'  break in the series */
    SIGN_TODAY,       /* ╎ '|'  the day as of which all is known */
    SIGN_COUNT
};
const char *sign_glyph(enum sign s, const struct look *look);
enum role sign_role(enum sign s);

struct chart_point {
    double x; /* days */
    double y;
    enum sign mark;
    bool joined; /* a line runs from the point before to this one (not over gaps and breaks) */
};

struct chart {
    double x_min, x_max; /* days */
    const struct chart_point *points;
    size_t point_count;
    const double *path_x, *path_y;     /* required path, any number of knots */
    size_t path_count;
    double target_y, target_high;      /* horizontal line, two for a range; NaN: none */
    double target_x;                   /* its date; NaN: none */
    double today_x;                    /* vertical line; NaN: none */
    const double *break_x;             /* vertical marks of breaks in the series */
    size_t break_count;
    const double *fan_x, *fan_mid, *fan_low, *fan_high; /* forecast; low/high NaN: no interval */
    const double *fan_inner_low, *fan_inner_high;       /* an interval within that one; NULL: none */
    size_t fan_count;
    const double *label_x;             /* x labels, at these days */
    const char *const *labels;
    size_t label_count;
    const char *unit;                  /* over the axis; NULL: none */
    /* Writes the label of a y value, in `unit`, into out. */
    void (*y_label)(double value, char *out, size_t cap, void *arg);
    void *y_label_arg;
};

/* Draws from the top of r; returns the rows used, at most r.h, or 0 where there is nothing to draw or no room. */
int chart_draw(struct grid *g, struct rect r, const struct chart *c, const struct look *look);
/* The signs that this chart uses, as bits 1 << sign. */
unsigned chart_signs(const struct chart *c);

#endif
