/* report_lines.h -- lines of a text report, drawn as cells one row at a time. Inside tui/report*.c.
 */
#ifndef PILLARS_TUI_REPORT_LINES_H
#define PILLARS_TUI_REPORT_LINES_H

#include "tui/report_parts.h"

struct lines {
    const struct report *report;
    struct buf *out;
    struct writing w;
    struct grid row; /* one row of the report's width */
};

enum status lines_begin(struct lines *l, const struct report *r, struct buf *out);
void lines_end(struct lines *l);
/* Writes the row as a line. */
void lines_row(struct lines *l);
void lines_blank(struct lines *l);
/* Running text from that column on, broken at the report's width; '\n' in it ends a line. Plain:
 * not broken, a screen reader reads lines. */
void lines_paragraph(struct lines *l, int indent, const char *text);
/* A title with a rule to the right-hand text. */
void lines_heading(struct lines *l, const char *title, const char *right);

/* Plan, day and counts; the feeds in trouble and the archive; the sentence that says an indicator. */
void text_head(struct lines *l);
void text_feeds(struct lines *l);
void text_sentence(struct lines *l, int indicator);
/* Classes that occur with their counts, in words: "Lagging 2, On track 1". */
void text_class_counts(const struct lines *l, const struct roll_up *r, char *out, size_t cap);

/* Everything known of the one indicator, and what changed since. */
void text_indicator(struct lines *l);
void text_changes(struct lines *l);

#endif
