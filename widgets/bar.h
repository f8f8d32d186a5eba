/* bar.h -- bullet bars: how far from base (0) to target (1), with a tick where it should be.
 *
 * The bar runs base -> target, not 0 -> max. Left of the base shows regress, right of the target
 * over-achievement. Rules: a positive share never draws empty, one below 1 never draws full, NaN draws nothing but
 * the track, 0 draws nothing filled. Eighth blocks in UTF-8, '#' and '=' in ASCII.
 */
#ifndef PILLARS_WIDGETS_BAR_H
#define PILLARS_WIDGETS_BAR_H

#include "widgets/grid.h"

struct bar {
    double share;     /* 0 at the base, 1 at the target; NaN: no figure */
    double schedule;  /* where it should be; NaN: no tick */
    bool at_least;    /* the figure is a lower bound: the end is drawn open (▶, '>') */
    enum role role;   /* of the filled part: the class's */
    int left_cells;   /* room kept for regress, left of the base; 0: none (a regress is then a '◀' or '<') */
    int right_cells;  /* room kept for over-achievement, right of the target; at least 1 for its mark */
};

/* Draws into one row; r.h is ignored beyond 1. Draws nothing under 3 cells. */
void bar_draw(struct grid *g, struct rect r, const struct bar *bar, const struct look *look);
/* The same over all rows of r, for a wall; what lies beyond its ends is said in the middle one. */
void bar_draw_thick(struct grid *g, struct rect r, const struct bar *bar, const struct look *look);

#endif
