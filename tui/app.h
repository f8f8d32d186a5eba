/* app.h -- the dashboard: the loop that waits for keys, snapshots and the clock, and draws.
 *
 * Main thread. It never waits for network or disk: it sleeps in ppoll() on the terminal and the feeds' wake-up, with
 * signals open only there. Without a key, a snapshot or a tick of the clock nothing wakes up.
 */
#ifndef PILLARS_TUI_APP_H
#define PILLARS_TUI_APP_H

#include "tui/options.h"

/* Runs until it is told to leave. 0 good, 1 failed (said on standard error, after the terminal was given back). */
int app_run(struct options *o);

#endif
