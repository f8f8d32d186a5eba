/* report_parts.h -- the writers of the six formats and what they share. Inside tui/report*.c. */
#ifndef PILLARS_TUI_REPORT_PARTS_H
#define PILLARS_TUI_REPORT_PARTS_H

#include "tui/report.h"

enum status report_text(const struct report *r, struct buf *out);
enum status report_json(const struct report *r, struct buf *out);
enum status report_csv(const struct report *r, struct buf *out);
enum status report_markdown(const struct report *r, struct buf *out);
enum status report_html(const struct report *r, struct buf *out);
enum status report_openmetrics(const struct report *r, struct buf *out);

const struct plan *report_plan(const struct report *r);
/* The pillar's indicators that are reported, in order; `rows` has room for all of the plan. */
size_t report_rows(const struct report *r, int pillar, int *rows);
/* Room for them; NULL when out of memory. */
int *report_rows_new(const struct report *r);
/* False for pillars that were not asked for. */
bool report_has_pillar(const struct report *r, int pillar);
/* False for changes of indicators that were not asked for. */
bool report_has_change(const struct report *r, const struct change *c);
/* False for what the archive noted before the day asked for, after the day of the report, or of indicators that were not
 * asked for. */
bool report_has_event(const struct report *r, const struct event *e);
/* The target that decided, or NULL. */
const struct target_verdict *report_decided(const struct verdict *v);
/* The feed an indicator's figures come from, or -1. */
int report_feed(const struct verdict *v);
/* Address of a source, else its name in that language, or NULL. */
const char *report_source(const struct text *name, const char *url, enum lang lang);
/* Codes of the flags, separated by blanks. */
void report_flags(unsigned flags, char *out, size_t cap);
/* RFC 3339 in UTC, "" for 0. */
void report_instant(int64_t s, char out[32]);
/* A feed whose state a reader should know of. */
bool report_feed_troubled(const struct feed_health *h);

#endif
