/* news.h -- what came since somebody looked, or what a chosen day brought: the marks before the names of indicators.
 *
 * Today: figures first received since the overview was last noted as seen (struct seen_list), without an archive since the
 * first whole picture; at most NEWS_DAYS back, so that nothing stays marked for ever where nobody notes anything. Of another
 * day: what was published on it. Nothing is marked before every feed has answered or failed. Pure; main thread.
 */
#ifndef PILLARS_TUI_NEWS_H
#define PILLARS_TUI_NEWS_H

#include "feeds/plan/assess.h"
#include "widgets/role.h"

#define NEWS_DAYS 14 /* over a week of holidays */

struct news {
    int64_t since_s;    /* UTC second from which on something is new; 0 where it is a day that is shown */
    int figures, revisions; /* indicators with that mark */
    unsigned char of[PLAN_MAX_INDICATORS]; /* enum received, per indicator of the plan */
};

/* Today's: `opened_s` is the first whole picture (0: not yet), `zone_s` the plan's offset. */
void news_find(const struct assessment *a, int64_t opened_s, int64_t now_s, int32_t zone_s, struct news *out);
/* What the assessment's own day brought. */
void news_of_day(const struct assessment *a, struct news *out);
int news_count(const struct news *n); /* marked indicators */
/* Of one indicator; `n` may be NULL. */
enum received news_of(const struct news *n, int indicator);
/* "+" or "≠", "~" in ASCII, as the events have them; "" for nothing. */
const char *news_mark(enum received r, bool ascii);

#endif
