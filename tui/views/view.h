/* view.h -- views: board -> cells. Pure: the same board draws the same cells. Main thread.
 *
 * A view draws into the whole grid at any size from 20x6 (and never crashes below); it reads nothing but the board and writes nothing but
 * the grid and the scroll positions. A NULL plan draws the waiting or error screen.
 */
#ifndef PILLARS_TUI_VIEWS_VIEW_H
#define PILLARS_TUI_VIEWS_VIEW_H

#include "tui/ui.h"

/* Draws the view of board->ui: title line, body, hint or prompt line. */
void view_draw(const struct board *b, struct grid *g);

/* The foot: prompt, message, what the day brought, or the keys that work now. Takes its rows off the bottom of *r. */
void foot_draw(const struct board *b, struct grid *g, struct rect *r);

/* The bodies, one file each; r is what title and hints left over. */
void overview_draw(const struct board *b, struct grid *g, struct rect r);
void pillar_draw(const struct board *b, struct grid *g, struct rect r);
void indicator_draw(const struct board *b, struct grid *g, struct rect r);
void feeds_view_draw(const struct board *b, struct grid *g, struct rect r);
void events_draw(const struct board *b, struct grid *g, struct rect r);
void help_draw(const struct board *b, struct grid *g, struct rect r);
void options_view_draw(const struct board *b, struct grid *g, struct rect r);
void wall_draw(const struct board *b, struct grid *g, struct rect r);
/* The wall's clock and heart alone, where there is no plan to show. */
void wall_clock_draw(const struct board *b, struct grid *g, struct rect r);

/* One change as a line: "revision  Industrial output: ...". */
void change_words(const struct board *b, const struct change *c, char *out, size_t cap);

/* The wall's pages at that size, and how many turns one of them stays: 3 where something is lagging, reversing, not completed
 * or an alert, 2 where something is slower, basically completed or undetermined, else 1. */
int wall_pages(const struct board *b, int rows, int columns);
int wall_stay(const struct board *b, int rows, int columns, int page);

/* The changes that the filter leaves, as indices into b->changes in the order of the screen; `rows` has room for all. */
size_t events_rows(const struct board *b, int *rows);
/* The selected change, the newest where it is not among them, -1 where there is none; and selecting one. */
int events_selected(const struct board *b);
void events_select(const struct board *b, struct ui *ui, int change);
/* True if a feed has the words of a search in its id, address, state or trouble. */
bool feed_matches(const struct board *b, int feed, const char *query);

/* Columns of panels on the overview at that width: 3, 2 or 1. */
int overview_columns(int width_cells);

#endif
