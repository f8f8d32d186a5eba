/* indicator_parts.h -- internal to the indicator view: its chart, its tables, its texts.
 *
 * Text is laid out on a tall page of its own and shown through a window. Every part returns how many rows it took.
 */
#ifndef PILLARS_TUI_VIEWS_INDICATOR_PARTS_H
#define PILLARS_TUI_VIEWS_INDICATOR_PARTS_H

#include "tui/views/parts.h"

struct page {
    struct grid grid;
    int used; /* rows */
};
/* A paragraph at that indent; text that is "" takes no row. */
void page_text(const struct board *b, struct page *p, int indent, enum role role, const char *text);
/* A heading, with a blank row before it unless it is the first. */
void page_heading(const struct board *b, struct page *p, const char *english);

/* Chart, legend in words, and the sentence that says it; 0 where the indicator has nothing to be drawn. Uses at most r.h
 * rows, at least 8; the rest is the caller's. */
int indicator_chart(const struct board *b, struct grid *g, struct rect r, const struct face *f);

/* That sentence alone; false where there is nothing to be drawn. */
bool indicator_chart_words(const struct board *b, const struct face *f, char *out, size_t cap);

/* The twin of the chart: one row for each figure and vintage, newest first, or for each milestone. `rows` counts them with
 * the header; 0: there is none. */
int indicator_twin_rows(const struct board *b, const struct face *f);
int indicator_twin(const struct board *b, struct grid *g, struct rect r, const struct face *f);
/* Heading and all rows of it on a page. */
void indicator_twin_page(const struct board *b, struct page *p, const struct face *f);

/* Why, target, parts, and sources and notes of the figures. */
void indicator_texts(const struct board *b, struct page *p, const struct face *f);
/* Why alone, from the top of r, for a card; what does not fit is left out. */
void indicator_why(const struct board *b, struct grid *g, struct rect r);
/* Shows the page's rows from `top` on in r. */
void page_copy(const struct page *p, int top, struct grid *g, struct rect r);
/* Where a figure's own words stand: those of the newest vintages as known on the day, numbered as in the twin. */
void indicator_notes(const struct board *b, struct page *p, const struct face *f);

/* True if that vintage is the one that holds on the day; superseded ones are shown dimmed. */
bool obs_holds(const struct verdict *v, const struct obs *o);

#endif
