#include "tui/screen/capability.h"

#include <curses.h>
#include <term.h>

#include <stdio.h>

const char *capability(const char *name)
{
    char copy[32]; /* ncurses takes the name without const */
    snprintf(copy, sizeof copy, "%s", name);
    const char *found = tigetstr(copy);
    return found == (const char *)-1 ? NULL : found;
}

bool capability_flag(const char *name)
{
    char copy[32];
    snprintf(copy, sizeof copy, "%s", name);
    return tigetflag(copy) > 0 || tigetnum(copy) > 0 || capability(name);
}
