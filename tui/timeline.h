/* timeline.h -- what changed, publication day by publication day, so that a class change stands on the day that brought it.
 *
 * Each day is assessed as it was known; the end of the plan is a day too. Pure; main thread. Costs two assessments a day:
 * the days are limited by the plan's size, newest first.
 */
#ifndef PILLARS_TUI_TIMELINE_H
#define PILLARS_TUI_TIMELINE_H

#include "feeds/plan/assess.h"

struct timeline {
    struct change *changes; /* newest first */
    size_t count;
    struct assessment **kept; /* the changes point into them and their snapshot */
    size_t kept_count;
};

/* Changes up to opt->as_of; `days` as of assess_publication_days(). */
void timeline_build(struct timeline *t, const struct snapshot *snap,
                    const struct assess_options *opt, const day_t *days, size_t day_count);
void timeline_free(struct timeline *t);

#endif
