/* terminal.h -- the terminal: opened, read, painted, and given back on every way out.
 *
 * Main thread only; one at a time. Curses draws into a memory file; a frame is collected there and written whole by one
 * write(), wrapped in synchronized output where the terminal is known to have it. A frame that changes nothing writes
 * nothing. terminal_restore() may be called by a signal handler.
 */
#ifndef PILLARS_TUI_SCREEN_TERMINAL_H
#define PILLARS_TUI_SCREEN_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/base/status.h"
#include "tui/screen/theme.h"
#include "widgets/grid.h"

struct terminal;

/* A key as read: a name ("Down", "Ctrl-D", "F5", "a", "Space"), and its text for prompts. "AmbiguousWide" is the answer of a
 * terminal that draws blocks and boxes two cells wide. */
struct key {
    char name[24];
    char text[8];     /* UTF-8 of a printable key, else "" */
    int mouse_y, mouse_x; /* of "Click", "WheelUp", "WheelDown" */
};

enum key_result { KEY_NONE, KEY_READ, KEY_END /* the terminal is gone */ };

enum status terminal_open(struct terminal **out, const struct theme_choice *choice, struct err *err);
void terminal_close(struct terminal *t); /* NULL is fine */
int terminal_fd(const struct terminal *t);
void terminal_size(const struct terminal *t, int *rows, int *columns);
/* After SIGWINCH: takes over the new size; the next paint is whole. */
void terminal_resized(struct terminal *t);
/* Puts the grid on the screen; a smaller or larger grid is clipped. ST_IO: the terminal is gone. */
enum status terminal_paint(struct terminal *t, const struct grid *g);
void terminal_repaint(struct terminal *t); /* the next paint is whole */
enum key_result terminal_key(struct terminal *t, struct key *out); /* never waits */
/* Leaves the screen for the shell, and comes back. */
void terminal_suspend(struct terminal *t);
void terminal_resume(struct terminal *t);
void terminal_mouse(struct terminal *t, bool on);
/* Sends bytes that draw nothing (OSC 52). */
void terminal_send(struct terminal *t, const char *bytes);
void terminal_retheme(struct terminal *t, const struct theme_choice *choice);

/* Async-signal-safe: modes and screen as they were. */
void terminal_restore(void);

#endif
