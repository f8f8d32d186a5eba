/* cells.h -- the grid's cells as curses has them. Main thread, after newterm().
 *
 * A column never shifts: a glyph that the locale cannot write, that the C library gives another width than we do, or that
 * this terminal is known to draw wider, is drawn as one that is safe. A sequence that terminals disagree about (emoji
 * joined by ZWJ, or made wide by a selector) is drawn by its first character.
 */
#ifndef PILLARS_TUI_SCREEN_CELLS_H
#define PILLARS_TUI_SCREEN_CELLS_H

#include <stdbool.h>

#include "tui/screen/theme.h"
#include "widgets/grid.h"

struct cells_style {
    struct theme_choice theme;
    bool utf8;          /* the locale can write it */
    bool no_ambiguous;  /* glyphs of ambiguous width take two cells here: none is drawn */
    short pairs[ROLE_COUNT]; /* set by cells_colors(): roles of one colour share a pair, 0 is the terminal's own */
    int generation;          /* of colours: 0 and 1 in turn */
};

#define PALETTE_COLORS (2 * ROLE_COUNT) /* two generations, so that curses sees a change of colours as one */

/* Gives the roles their colour pairs. Where the colours go by red, green and blue (`direct`), `palette` gets them for
 * frame_take(). What is on the screen changes with the next frame, if all rows are drawn again. */
void cells_colors(struct cells_style *s, bool direct, int32_t palette[PALETTE_COLORS]);
/* Draws row y into stdscr, at most `columns` wide. On a screen just cleared (`onto_blank`) blanks need not be put. */
void cells_paint_row(const struct cells_style *s, const struct grid *g, int y, int columns, bool onto_blank);

#endif
