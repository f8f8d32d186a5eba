/* frame.h -- what curses writes, collected in a memory file and taken as one piece.
 *
 * Curses alone writes row by row. Its output goes into a memory file instead; frame_take() appends it to the bytes on
 * their way, tightened: neighbouring SGR sequences become one, and the character set that we never leave is not selected
 * again. Where the terminal speaks direct colour, curses still counts in indexed ones (its terminfo entry has 256): the
 * colours of roles stand in a small palette of our own there, and are written out as red, green and blue on the way.
 */
#ifndef PILLARS_TUI_SCREEN_FRAME_H
#define PILLARS_TUI_SCREEN_FRAME_H

#include <stdint.h>
#include <stdio.h>

#include "feeds/base/buf.h"

#define FRAME_FIRST_COLOR 16 /* index of palette[0]; below lie the terminal's own sixteen */

struct frame {
    int fd;
    FILE *file; /* for newterm() */
};

enum status frame_open(struct frame *f, struct err *err);
void frame_close(struct frame *f);
/* Bytes written since the last time. */
size_t frame_size(const struct frame *f);
/* Moves them to the end of `out`. `palette` (0xRRGGBB) has `colors` entries, 0 where indexed colours stay as they are. */
enum status frame_take(struct frame *f, const int32_t *palette, int colors, struct buf *out);
/* The same, as they are: what sets up a screen and leaves it. */
enum status frame_take_plain(struct frame *f, struct buf *out);
/* Appends `text`, tightened. Pure. */
void frame_tighten(const char *text, const int32_t *palette, int colors, struct buf *out);

#endif
