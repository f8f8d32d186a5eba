/* modes.h -- what the program does without a screen: --help, --version, --print-config, --check and
 * --once. */
#ifndef PILLARS_TUI_MODES_H
#define PILLARS_TUI_MODES_H

#include "tui/options.h"

/* Runs the mode and returns the exit status: 0 good, 1 failed, 2 usage. Not for MODE_DASHBOARD. */
int modes_run(const struct options *o);
/* --check: every finding of every document on standard output; 1 if there is an error among them.
 */
int check_run(const struct options *o);

#endif
