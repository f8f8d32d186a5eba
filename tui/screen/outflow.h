/* outflow.h -- bytes on their way to the terminal, written as it takes them.
 *
 * Nothing here ever waits: what the terminal does not take stays, and poll() for POLLOUT says when to go on. So a stopped
 * terminal or a dead line holds no key and no way out. Main thread.
 *
 * O_NONBLOCK belongs to the open file description, which the shell shares: it is never set on standard output, but on a
 * description of our own. Where the terminal cannot be opened anew (it belongs to another user), `shared` sends pieces
 * that are small enough not to block behind a POLLOUT.
 */
#ifndef PILLARS_TUI_SCREEN_OUTFLOW_H
#define PILLARS_TUI_SCREEN_OUTFLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "feeds/base/buf.h"

struct outflow {
    int fd;
    bool shared;
    struct buf bytes; /* append here, then flush */
    size_t sent;
};

/* Opens the terminal behind `fd` anew where that can be done. */
void outflow_open(struct outflow *o, int fd);
void outflow_close(struct outflow *o);
/* Writes what the terminal takes now. ST_IO: it is gone. */
enum status outflow_flush(struct outflow *o);
bool outflow_is_empty(const struct outflow *o);
/* Flushes until all is written, the terminal is gone or the time is over. False: something is left. */
bool outflow_drain(struct outflow *o, int within_ms);
/* Forgets what was not written. True: the terminal saw a beginning without its end. */
bool outflow_drop(struct outflow *o);

#endif
