/* capability.h -- the terminal's terminfo entry. Apart, because term.h defines words such as `columns`. */
#ifndef PILLARS_TUI_SCREEN_CAPABILITY_H
#define PILLARS_TUI_SCREEN_CAPABILITY_H

#include <stdbool.h>

/* The string of a terminfo name ("rmcup"), or NULL where the terminal has none. After newterm() only. */
const char *capability(const char *name);
/* It is there, as a flag, a number or a string (extensions such as "RGB" come as any). */
bool capability_flag(const char *name);

#endif
