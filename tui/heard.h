/* heard.h -- what a listener has been told of the figures and feeds, so that only what is new is said.
 *
 * Keeps copies by id, not pointers: snapshots come and go, and so may the plan. Main thread.
 */
#ifndef PILLARS_TUI_HEARD_H
#define PILLARS_TUI_HEARD_H

#include "feeds/base/buf.h"
#include "tui/ui.h"

struct heard {
    size_t count, feed_count;
    struct heard_indicator *list; /* of each indicator of the plan */
    struct heard_feed *feeds;     /* of the plan's document, then of each feed */
    char archive_note[256];
};

void heard_free(struct heard *h);
/* Takes note of what is on show without a word: at the start, and after the listener has gone to another day. */
void heard_note(struct heard *h, const struct board *b);
/* Appends a line for everything that is different now, and takes note of it. A burst is said by its counts. */
void heard_tell(struct heard *h, const struct board *b, struct buf *out);

#endif
