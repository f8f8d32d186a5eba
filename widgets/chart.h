/* chart.h -- a line chart over time with target line, required path, forecast fan and marks.
 *
 * The x axis is days, the y axis values; both scales are chosen from the data with round steps
 * (1, 2, 2.5, 5 x 10^n). Needs at least 20 x 5 cells, below that draws nothing and returns false: the caller shows
 * the table twin alone. Everything drawn has an ASCII twin.
 */
#ifndef PILLARS_WIDGETS_CHART_H
#define PILLARS_WIDGETS_CHART_H

#include "widgets/grid.h"

enum mark {
    MARK_POINT,       /* ● '*'  a figure */
    MARK_PROVISIONAL, /* ◐ 'p'  provisional or estimated */
    MARK_FORECAST,    /* ○ 'o'  the office's own forecast (status F) */
    MARK_AT_LEAST,    /* ▲ '^'  a lower bound (>) */
    MARK_AT_MOST,     /* ▼ 'v'  an upper bound (<) */
    MARK_ABOUT,       /* ◆ '~'  about */
    MARK_SMALL,       /* · '.'  an older vintage */
    MARK_TARGET       /* ◎ '@'  the target */
};
const char *mark_glyph(enum mark m, const struct look *look);

struct chart_point {
    double x; /* days */
    double y;
    enum mark mark;
    bool joined; /* a line runs from the point before to this one (not over gaps and breaks) */
};

struct chart {
    double x_min, x_max; /* days */
    const struct chart_point *points;
    size_t point_count;
    const double *path_x, *path_y;     /* required path, any number of knots */
    size_t path_count;
    double target_y;                   /* horizontal line; NaN: none */
    double target_x;                   /* its date; NaN: none */
    double today_x;                    /* vertical line; NaN: none */
    const double *break_x;             /* vertical marks of breaks in the series */
    size_t break_count;
    const double *fan_x, *fan_mid, *fan_low, *fan_high; /* forecast; low/high NaN: no interval */
    size_t fan_count;
    const double *label_x;             /* x labels, at these days */
    const char *const *labels;
    size_t label_count;
    /* Writes the label of a y value into out. */
    void (*y_label)(double value, double step, char *out, size_t cap, void *arg);
    void *y_label_arg;
};

bool chart_draw(struct grid *g, struct rect r, const struct chart *c, const struct look *look);

#endif
