/* schedule.h -- when a document is asked for again. Pure: times come in, times go out (milliseconds of one clock, which
 * may be negative: a day that began before the clock did).
 *
 * What a server says is believed for a day at most, so that no answer can silence a document for ever. `seed` spreads
 * what many viewers would otherwise do at the same moment; the same seed gives the same time.
 */
#ifndef PILLARS_NET_SCHEDULE_H
#define PILLARS_NET_SCHEDULE_H

#include <stdint.h>

#define SCHEDULE_EVERY_S 21600      /* default of a feed: six hours */
#define SCHEDULE_PLAN_EVERY_S 86400 /* default of the plan: a day */
#define SCHEDULE_RETRY_S 30         /* first wait after a failure; doubles with each */
#define SCHEDULE_RETRY_MAX_S 3600
#define SCHEDULE_SAID_MAX_S 86400   /* of max-age and Retry-After: more is not believed */
#define SCHEDULE_AWAITED_S 3600     /* on the day a figure was announced for, until it is there */
#define SCHEDULE_SPREAD_S 600       /* the announced day begins for all at once; they ask within this */

#define SCHEDULE_NOT_ANNOUNCED INT64_MIN

/* After a good answer: `every_s`, or later where the server says that its answer is good for longer (max_age_s, -1: not
 * said). A figure that was announced and has not come yet (announced_ms: when its day begins) is asked for on that day:
 * from its beginning every SCHEDULE_AWAITED_S, and once it is late daily or by `every_s`, whichever is sooner. */
int64_t schedule_after_success(int64_t now_ms, int64_t every_s, int64_t max_age_s,
                               int64_t announced_ms, uint32_t seed);
/* After the n-th failure in a row (n >= 1): exponential, with 20 % of jitter either way, aiming never later than
 * `every_s` would, and never before schedule_not_before(). */
int64_t schedule_after_failure(int64_t now_ms, uint32_t n, int64_t every_s, int64_t retry_after_s,
                               uint32_t seed);
/* Retry-After (-1: not said): not even a person's wish is passed on before this moment; 0 where nothing was said. */
int64_t schedule_not_before(int64_t now_ms, int64_t retry_after_s);

#endif
