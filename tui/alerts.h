/* alerts.h -- what got worse since somebody looked: a class, or a feed that was lost.
 *
 * Compared is what is on show with what the archive holds as seen (struct seen_list). A class is worse when it stands nearer
 * to the bad end of the classes than the one seen; to wait for the final figure (pending) is not worse. A feed lost since
 * then stays an alert when it is back. Nothing is said before every feed has answered or failed, without an archive, and of
 * another day than today. Pure; main thread.
 */
#ifndef PILLARS_TUI_ALERTS_H
#define PILLARS_TUI_ALERTS_H

#include "feeds/plan/assess.h"
#include "tui/figure.h"

#define ALERTS_MAX 64

enum alert_kind { ALERT_CLASS, ALERT_FEED };
struct alert {
    enum alert_kind kind;
    int indicator;            /* ALERT_CLASS */
    enum class before, after; /* ALERT_CLASS */
    int feed;                 /* ALERT_FEED; -1: the plan's own document */
    bool back;                /* ALERT_FEED: it has answered again since */
    int64_t at_s;             /* ALERT_FEED: when it was lost last */
};
struct alerts {
    size_t count; /* worst first, classes before feeds; those beyond ALERTS_MAX are not counted */
    struct alert list[ALERTS_MAX];
};

void alerts_find(const struct assessment *a, struct alerts *out);
/* True for an indicator whose class got worse; `l` may be NULL. */
bool alerts_have(const struct alerts *l, int indicator);
/* What is on show now, to be noted as seen; NULL when out of memory. */
struct seen_list *alerts_seen_now(const struct assessment *a);
/* True if an indicator is on show of which nothing is noted yet: its present class is then the one to compare with. */
bool alerts_unnoted(const struct assessment *a);
/* "Industrial output: Lagging, was On track", "feed industry: lost 03:12, back". */
void alert_text(const struct assessment *a, const struct alert *alert, struct writing w, int32_t zone_s,
                char *out, size_t cap);

#endif
