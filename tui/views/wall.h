/* wall.h -- internal to the wall: its fixed layout, its pages, and who draws what.
 *
 * The first page counts all pillars; then every pillar has as many pages as its figures need at this size, worst first.
 * What has no figure is said in one line and takes no block. The layout depends on the size and on the longest name only,
 * so that nothing jumps from page to page.
 */
#ifndef PILLARS_TUI_VIEWS_WALL_H
#define PILLARS_TUI_VIEWS_WALL_H

#include "tui/views/parts.h"

struct wall_layout {
    struct rect head, body, foot;
    int clock;         /* rows of the clock's digits; 1: text */
    int columns, rows; /* of blocks on a page */
    int block_h, block_w, gap_y, gap_x;
    int digits;        /* rows of a block's digits; 0: text */
    bool side;         /* what belongs to the digits stands beside them, not below */
    int zone;          /* cells kept for the digits where it does */
    int name_rows, bar_rows;
    int air;           /* blank rows above the digits and above the bar */
    int low_air;       /* ... and between the digits and what stands below them */
    bool target_row;   /* a row below the bar for the target */
};
struct wall_layout wall_layout(const struct board *b, struct rect all);

/* One page: all pillars (pillar -1), or a part of one pillar's figures. */
struct wall_page {
    int pillar, part;
};
int wall_count(const struct board *b, const struct wall_layout *l);
struct wall_page wall_page(const struct board *b, const struct wall_layout *l, int page);
/* The pillar's indicators with something published, worst first; `list` has room for all of the plan. */
int wall_figures(const struct board *b, int pillar, int *list);

void wall_summary(const struct board *b, struct grid *g, const struct wall_layout *l);
void wall_block(const struct board *b, struct grid *g, struct rect r, const struct wall_layout *l,
                int indicator);
/* A pillar without a single figure: the names of what is awaited. */
void wall_nothing(const struct board *b, struct grid *g, struct rect r, int pillar);
/* "no figure published: 4 - names"; "" where all have one. */
void wall_unpublished(const struct board *b, int pillar, char *out, size_t cap);

#endif
