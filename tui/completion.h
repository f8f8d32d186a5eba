/* completion.h -- what a shell needs to complete a command line of pillars, made from the option table. */
#ifndef PILLARS_TUI_COMPLETION_H
#define PILLARS_TUI_COMPLETION_H

#include "feeds/base/buf.h"

enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH, SHELL_COUNT };
const char *shell_code(enum shell s); /* "bash", ... */

/* A script for that shell, in English: options with what they are for, values of those that are choices, files elsewhere. */
enum status completion_print(enum shell s, struct buf *out);

#endif
