/* explain.h -- why a class is what it is, in words and with its numbers. Pure; main thread.
 *
 * One text for the indicator view, for --once --indicator and for the JSON report.
 */
#ifndef PILLARS_TUI_EXPLAIN_H
#define PILLARS_TUI_EXPLAIN_H

#include "feeds/base/buf.h"
#include "tui/figure.h"

/* Lines separated by '\n': first the rule that decided with its cut-offs, then the formulas with their numbers,
 * then flags and what they mean, then the forecast and what is still to come. `target` -1: the one that decided. */
enum status explain_text(const struct assessment *a, int indicator, int target, struct writing w,
                         struct buf *out);
/* One sentence that says the chart: "CNY 423 bn in 2024, ..." (screen readers, chart caption). */
enum status sentence_text(const struct assessment *a, int indicator, struct writing w, struct buf *out);

#endif
