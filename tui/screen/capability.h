/* capability.h -- strings of the terminal's terminfo entry. Apart, because term.h defines words such as `columns`. */
#ifndef PILLARS_TUI_SCREEN_CAPABILITY_H
#define PILLARS_TUI_SCREEN_CAPABILITY_H

/* The string of a terminfo name ("rmcup"), or NULL where the terminal has none. After newterm() only. */
const char *capability(const char *name);

#endif
