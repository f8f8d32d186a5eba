/* report.h -- what --once prints and `e` exports: one snapshot and its assessment in six formats.
 *
 * Every writer takes its figures from the assessment and its words from figure.h and explain.h;
 * nothing is computed here. A missing number is null, an empty field or a dash, never 0. Main
 * thread only.
 */
#ifndef PILLARS_TUI_REPORT_H
#define PILLARS_TUI_REPORT_H

#include "feeds/base/buf.h"
#include "tui/options.h"
#include "tui/ui.h"

#define REPORT_CEILING (256u << 20) /* bytes of one report */

struct report {
    const struct board
        *board;    /* language, glyphs, filter, sort, as-of day and changes are the board's */
    int width;     /* cells of the text */
    bool plain;    /* text: sentences instead of bars */
    int pillar;    /* -1: all */
    int indicator; /* -1: all; else this one with all that is known of it */
    day_t since;   /* DAY_NONE: the figures; else what changed since (text and JSON), by day of publication, and what the
                      archive noted, by the moment it was noticed */
};

enum status report_write(const struct report *r, enum report_format format, struct buf *out,
                         struct err *err);
/* Writes the file whole or not at all. */
enum status report_save(const struct buf *bytes, const char *path, struct err *err);
/* Exit status of --exit-status over what is reported: 0 nothing behind, 1 slower or basically
 * completed, 2 lagging, reversing, undetermined or not completed, 3 nothing assessed. */
int report_exit_status(const struct report *r);

/* What the view of the board's ui shows, as lines for a screen reader; and the one sentence that says an indicator. */
enum status report_view(const struct board *b, struct buf *out);
enum status report_sentence(const struct board *b, int indicator, struct buf *out);

/* --once: fetches, waits until every feed has settled or the time is over, writes, returns the exit
 * status. */
int report_run(const struct options *o);

#endif
