/* keyboard.h -- what curses reads, by name: "Down", "Ctrl-D", "F5", "a", "Space". Main thread. */
#ifndef PILLARS_TUI_SCREEN_KEYBOARD_H
#define PILLARS_TUI_SCREEN_KEYBOARD_H

#include <stdbool.h>
#include <wchar.h>

#include "tui/screen/terminal.h"

/* A function key's code, mouse events among them. False: it has no name here. */
bool keyboard_code(int code, struct key *out);
void keyboard_character(wint_t c, struct key *out);

#endif
