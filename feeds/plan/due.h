/* due.h -- which figure is awaited, and after which day it is late. Pure; any thread.
 *
 * Two sources, in this order:
 * - the office's calendar: the document, or an indicator in it, names the day of its "next" figures. It is late after that
 *   day unless something was published on it or since.
 * - the indicator's own rhythm, where no day is named: at least DUE_FIGURES periods of its frequency were published, each so
 *   many days after its end. The next period is awaited as long after its end as the slowest of them took, and half a
 *   step of the frequency (a week at least) more, so that an office that takes its time is not called late. Only periods
 *   that begin within the plan are awaited: after its last one nothing is late any more.
 * Forecasts, missing codes and figures without a day of publication say nothing of a rhythm; revisions neither.
 */
#ifndef PILLARS_PLAN_DUE_H
#define PILLARS_PLAN_DUE_H

#include "feeds/plan/series.h"

#define DUE_FIGURES 3

struct awaited {
    day_t day;          /* late after it; DAY_NONE: nothing is awaited */
    bool announced;     /* by the office's calendar */
    char indicator[68]; /* its id; "": of the document as a whole */
};

/* Of one indicator; plan_end: DAY_NONE where it is not known. */
struct awaited due_of_series(const struct indicator *ind, const struct series *s, day_t plan_end);
/* Of a document that announced `next` and was last published on `published` (DAY_NONE: not said). */
struct awaited due_of_document(day_t next, day_t published);
/* Whichever is late sooner. */
struct awaited due_sooner(struct awaited a, struct awaited b);

/* The newest day of publication in the series; DAY_NONE where none is stated. */
day_t due_published(const struct series *s);

#endif
