/* keyboard.h -- what curses reads, by name: "Down", "Ctrl-D", "F5", "a", "Space". Main thread. */
#ifndef PILLARS_TUI_SCREEN_KEYBOARD_H
#define PILLARS_TUI_SCREEN_KEYBOARD_H

#include <stdbool.h>
#include <wchar.h>

#include "tui/screen/terminal.h"

#define PASTE_ON "\033[?2004h" /* what is pasted comes between marks: no newline in it presses Enter */
#define PASTE_OFF "\033[?2004l"

/* After newterm(): makes the marks of a paste known to curses. */
void keyboard_open(void);
/* A function key's code, mouse events among them. False: it has no name here; *pasting is set by the marks of a paste. */
bool keyboard_code(int code, bool *pasting, struct key *out);
void keyboard_character(wint_t c, struct key *out);
/* The same of what is pasted: "Paste", its text a blank for control characters. */
void keyboard_pasted(wint_t c, struct key *out);

#endif
