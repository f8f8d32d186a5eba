/* digits.h -- big digits for a wall: 0-9 . , % / - + > < = ~ – − ≥ ≤ : and blank, 3, 5, 7, 10 or 15 rows high. */
#ifndef PILLARS_WIDGETS_DIGITS_H
#define PILLARS_WIDGETS_DIGITS_H

#include "widgets/grid.h"

/* Cells that text takes at that height; of a height there is none of, the next smaller size counts. */
int digits_width(const char *text, int rows);
/* Draws from the top left of r; returns the cells used. Unknown characters draw as blanks. */
int digits_draw(struct grid *g, struct rect r, int rows, const char *text, struct style st,
                const struct look *look);

#endif
