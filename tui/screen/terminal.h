/* terminal.h -- the terminal: opened, read, painted, and given back on every way out.
 *
 * Main thread only; one at a time. Nothing here waits for the terminal, but terminal_close() and terminal_suspend() for a
 * bounded time: what it does not take at once goes out when poll() says so.
 *
 * Writing: curses draws into a memory file; a frame is collected there and written whole by one write(), wrapped in
 * synchronized output where the terminal says that it has it. A frame that changes nothing writes nothing. While a frame
 * is on its way terminal_ready() is false: the caller keeps the newest state and draws it then. A terminal that answers
 * is asked behind large and quick frames whether it has worked them off, so that a slow line holds no queue of old ones.
 *
 * Asking: terminal_open() asks for the background colour, for the width of glyphs that are ambiguous in East Asia, and
 * for synchronized output. The first picture does not wait; answers come through terminal_key() as KEY_NEWS, never as
 * keys, in one piece or many, late or not at all. Terminals that would print the questions are not asked.
 *
 * terminal_restore() may be called by a signal handler.
 */
#ifndef PILLARS_TUI_SCREEN_TERMINAL_H
#define PILLARS_TUI_SCREEN_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/base/status.h"
#include "tui/screen/theme.h"
#include "widgets/grid.h"

struct terminal;

/* A key as read: a name ("Down", "Ctrl-D", "F5", "a", "Space"), and its text for prompts. What is pasted comes character by
 * character as "Paste": text for a prompt, no key. */
struct key {
    char name[24];
    char text[8];     /* UTF-8 of a printable key, else "" */
    int mouse_y, mouse_x; /* of "Click", "WheelUp", "WheelDown" */
};

enum key_result { KEY_NONE, KEY_READ, KEY_NEWS /* terminal_facts() changed */, KEY_END /* the terminal is gone */ };

struct terminal_facts {
    enum background background;
    bool ambiguous_wide; /* blocks, boxes, ● or … take two cells */
};

enum status terminal_open(struct terminal **out, const struct theme_choice *choice, struct err *err);
void terminal_close(struct terminal *t); /* NULL is fine */
const struct terminal_facts *terminal_facts(const struct terminal *t);

int terminal_fd(const struct terminal *t);
/* What to poll for: always POLLIN, and POLLOUT while something waits to be written. */
short terminal_events(const struct terminal *t);
/* Milliseconds until terminal_key() should be called even if nothing came (a lone ESC becomes a key); -1: never. */
int terminal_wait_ms(const struct terminal *t);
/* After POLLOUT. ST_IO: the terminal is gone. */
enum status terminal_flush(struct terminal *t);
enum key_result terminal_key(struct terminal *t, struct key *out); /* never waits */

void terminal_size(const struct terminal *t, int *rows, int *columns);
/* After SIGWINCH: takes over the new size; the next paint is whole. */
void terminal_resized(struct terminal *t);
/* A frame may be painted: the last one is out, and the terminal keeps up. */
bool terminal_ready(const struct terminal *t);
/* Puts the grid on the screen; a smaller or larger grid is clipped. ST_IO: the terminal is gone. */
enum status terminal_paint(struct terminal *t, const struct grid *g);
void terminal_repaint(struct terminal *t); /* the next paint is whole */
void terminal_retheme(struct terminal *t, const struct theme_choice *choice);
/* Glyphs of ambiguous width are replaced from now on, those of feeds too. */
void terminal_avoid_ambiguous(struct terminal *t);

/* Leaves the screen for the shell, and comes back. */
void terminal_suspend(struct terminal *t);
void terminal_resume(struct terminal *t);
/* After a SIGCONT: somebody else stopped the program, and the modes may be the shell's. */
void terminal_continued(struct terminal *t);
void terminal_mouse(struct terminal *t, bool on);
/* Sends bytes that draw nothing (OSC 52). */
void terminal_send(struct terminal *t, const char *bytes);

/* Async-signal-safe: modes and screen as they were. */
void terminal_restore(void);

#endif
