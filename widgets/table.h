/* table.h -- rows and columns with a header, a selection and a scroll position. */
#ifndef PILLARS_WIDGETS_TABLE_H
#define PILLARS_WIDGETS_TABLE_H

#include "widgets/grid.h"

struct column {
    const char *title;
    int min_cells;    /* below this the column is left out (lowest priority first) */
    int want_cells;   /* its natural width */
    int weight;       /* share of what is left over; 0: never grows */
    int priority;     /* 0: always shown; higher ones go first */
    bool right;       /* aligned right */
    int sort_mark;    /* 0 none, 1 ascending, -1 descending: an arrow in the header */
};

/* Widths for `cells` in all with a gap of `gap` cells; width 0: column left out. */
void table_layout(const struct column *columns, size_t n, int cells, int gap, int *widths);

struct table {
    const struct column *columns;
    size_t column_count;
    const int *widths;
    int gap;
    size_t row_count, selected; /* selected == SIZE_MAX: none */
    size_t *top;                /* first row shown; kept so that the selection is visible */
    /* Draws one cell; the default text is drawn by grid_put_cut with what it returns in *st. */
    void (*cell)(struct grid *g, struct rect r, size_t row, size_t column, void *arg);
    void *arg;
};

/* Header in the first row of r, rows below, a scroll mark at the right edge where there is more. */
void table_draw(struct grid *g, struct rect r, const struct table *t, const struct look *look);
/* Moves *top so that `selected` of `n` rows is within `rows` visible ones. */
void scroll_to(size_t *top, size_t selected, size_t n, size_t rows);

#endif
