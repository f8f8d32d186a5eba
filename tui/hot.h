/* hot.h -- what stands where on the screen, for the mouse: rectangles that views note while they draw.
 *
 * Later ones lie on top. A view notes what it drew and knows nothing of what a click does: that is tui/handle's part.
 * Main thread.
 */
#ifndef PILLARS_TUI_HOT_H
#define PILLARS_TUI_HOT_H

#include "widgets/grid.h"

enum hot_kind {
    HOT_INDICATOR, /* which: index in the plan */
    HOT_PILLAR,    /* a panel; which: pillar */
    HOT_COLUMN,    /* the header of a sorted column; which: enum sort_key */
    HOT_ACTION,    /* a hint; which: enum action */
    HOT_LEVEL,     /* a part of the breadcrumb; which: how many levels out it leads */
    HOT_FEED,      /* which: row of the feeds view, 0 is the plan */
    HOT_CHANGE,    /* which: index of the change */
    HOT_SETTING,   /* which: row of the options view */
    HOT_CHOICE     /* which: completion on show */
};

struct hot {
    struct rect r;
    enum hot_kind kind;
    int which;
};

#define HOTS_MAX 512

struct hots {
    int count;
    struct hot list[HOTS_MAX];
};

/* NULL `h`: nobody asks. What no longer fits is left out. */
void hot_add(struct hots *h, struct rect r, enum hot_kind kind, int which);
/* The topmost at that place, NULL if there is none. */
const struct hot *hot_at(const struct hots *h, int y, int x);

#endif
