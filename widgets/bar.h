/* bar.h -- bullet bars: how far from base (0) to target (1), with a tick where it should be.
 *
 * The bar runs base -> target, not 0 -> max. Left of the base shows regress, right of the target over-achievement. Rules:
 * a positive share never draws empty, tick or not; one below 1 never draws full; 0 draws the track alone; NaN draws nothing
 * at all, for an empty track would say 0 %. Bars with the same cells left and right have their base, their schedule and
 * their target in the same columns, so that rows compare. Eighth blocks in UTF-8, '#' in ASCII; a bar without a verdict is
 * a line ('━', '='), so that it does not pass for a result.
 */
#ifndef PILLARS_WIDGETS_BAR_H
#define PILLARS_WIDGETS_BAR_H

#include "widgets/grid.h"

struct bar {
    double share;     /* 0 at the base, 1 at the target; NaN: no figure */
    double schedule;  /* where it should be; NaN: no tick; 1: on the target's edge */
    bool at_least;    /* the figure is a lower bound: the end is drawn open (▶, '>') */
    bool unjudged;    /* a share without a verdict: a line instead of a block */
    enum role role;   /* of the filled part: the class's */
    int left_cells;   /* room kept for regress, left of the base; 0: none (a regress is then a '◀' or '<') */
    int right_cells;  /* room kept for over-achievement: the target's edge, then how far beyond; at least 1, where '▶' stands
                       * in for both */
};

/* Draws into one row; r.h is ignored beyond 1. Draws nothing under 3 cells. */
void bar_draw(struct grid *g, struct rect r, const struct bar *bar, const struct look *look);
/* The same over all rows of r, for a wall; what lies beyond its ends is said in the middle one. */
void bar_draw_thick(struct grid *g, struct rect r, const struct bar *bar, const struct look *look);

#endif
