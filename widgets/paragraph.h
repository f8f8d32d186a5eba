/* paragraph.h -- running text broken into lines at cell borders; Chinese breaks between any two
 * characters but not before closing or after opening punctuation (kinsoku), English at blanks, but not between a
 * number and a short unit where the line has another place. A paragraph does not end in a line of one short word where the line before has another to give.
 */
#ifndef PILLARS_WIDGETS_PARAGRAPH_H
#define PILLARS_WIDGETS_PARAGRAPH_H

#include "widgets/grid.h"

/* Bytes of the first line of s that fit into `cells`; *skip gets the bytes to skip to the next line. */
size_t paragraph_line(const char *s, int cells, size_t *skip);
/* Number of lines at that width. */
int paragraph_rows(const char *s, int cells);
/* Draws from the top of r, at most r.h rows; the last row ends in an ellipsis where text is left. Returns rows used. */
int paragraph_draw(struct grid *g, struct rect r, const char *s, struct style st,
                   const struct look *look);

#endif
