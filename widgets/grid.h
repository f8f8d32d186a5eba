/* grid.h -- a rectangle of character cells: the one thing everything is drawn into.
 *
 * Knows neither curses nor plans. A cell holds one grapheme (a base character and what combines
 * with it), its width in cells and its style. The tail cell of a wide character has width 0 and an
 * empty glyph; writing into either half of a wide character blanks the other. Nothing is ever drawn
 * outside the grid or the clip rectangle given. One owner; no locale: widths come from width.h.
 * Coordinates: y, x from 0 at the top left, sizes in cells.
 */
#ifndef PILLARS_WIDGETS_GRID_H
#define PILLARS_WIDGETS_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feeds/base/buf.h"
#include "widgets/role.h"

#define GLYPH_BYTES 14

struct cell {
    char glyph[GLYPH_BYTES]; /* UTF-8, terminated; "" in a tail cell, " " in a blank one */
    uint8_t width;           /* 1, 2, or 0 for the tail of a wide character */
    uint8_t role;            /* enum role */
    uint8_t attrs;           /* enum attr bits */
};

struct rect {
    int y, x, h, w;
};

struct grid {
    int h, w;
    struct cell *cells; /* row-major */
    int cursor_y, cursor_x; /* where the terminal's cursor is parked: the selection (-1: nowhere) */
};

enum status grid_init(struct grid *g, int h, int w);
void grid_free(struct grid *g);
enum status grid_resize(struct grid *g, int h, int w); /* contents are blanked */
void grid_clear(struct grid *g);
struct rect grid_rect(const struct grid *g);

/* Style of what is drawn: role plus attributes. */
struct style {
    enum role role;
    unsigned attrs;
};
#define STYLE(r) ((struct style){.role = (r)})
#define STYLE_ATTR(r, a) ((struct style){.role = (r), .attrs = (a)})

/* Writes text from (y, x) to the right, at most max_cells and never beyond `clip`; a wide character that does not fit whole
 * is left out. Returns the cells used. Control characters are drawn as nothing. */
int grid_put(struct grid *g, struct rect clip, int y, int x, int max_cells, struct style st,
             const char *utf8);
/* The same, cut with an ellipsis (… or ~ in ASCII) where it does not fit into `cells`. */
int grid_put_cut(struct grid *g, struct rect clip, int y, int x, int cells, struct style st,
                 const char *utf8, const struct look *look);
/* Right-aligned in `cells`. */
int grid_put_right(struct grid *g, struct rect clip, int y, int x, int cells, struct style st,
                   const char *utf8, const struct look *look);
void grid_fill(struct grid *g, struct rect r, const char *glyph, struct style st);
/* Adds attributes (reverse for a selection) to what is drawn there. */
void grid_add_attrs(struct grid *g, struct rect r, unsigned attrs);
/* Sets the role of cells already drawn. */
void grid_set_role(struct grid *g, struct rect r, enum role role);

/* A frame around r with an optional title and right-hand text in its upper edge; glyphs from `look`. */
void grid_frame(struct grid *g, struct rect r, const struct look *look, struct style st,
                const char *title, struct style title_style, const char *right,
                struct style right_style);
struct rect rect_inset(struct rect r, int dy, int dx); /* never negative sizes */
struct rect rect_cut_top(struct rect *r, int rows);     /* takes rows off the top and returns them */
struct rect rect_cut_left(struct rect *r, int cols);

/* The grid as text, one line per row, trailing blanks trimmed (goldens, --once text). */
enum status grid_to_text(const struct grid *g, struct buf *out);
/* The same with a line of role letters under each row that has any but TEXT (goldens that pin styles). */
enum status grid_to_styled_text(const struct grid *g, struct buf *out);
/* Checks the invariants (tails, widths, glyphs); for tests. */
bool grid_is_sound(const struct grid *g);

#endif
