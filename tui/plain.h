/* plain.h -- the dashboard as lines, for screen readers and for terminals that cannot move their cursor.
 *
 * Lines are only ever appended. A prompt takes the words of the `:` line (tui/command.h) from standard input, one line each;
 * the answer is what the view then shows, as sentences. New figures, class changes, feeds lost and back are said as a line
 * when they happen. Main thread; leaves at `quit`, at the end of the input, by SIGTERM, SIGINT or SIGHUP.
 */
#ifndef PILLARS_TUI_PLAIN_H
#define PILLARS_TUI_PLAIN_H

#include "tui/options.h"

int plain_run(struct options *o);
/* False for actions that only mean something on a screen. */
bool plain_takes(enum action a);

#endif
