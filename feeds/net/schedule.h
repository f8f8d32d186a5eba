/* schedule.h -- when a document is asked for again. Pure: times come in, times go out (milliseconds of one clock). */
#ifndef PILLARS_NET_SCHEDULE_H
#define PILLARS_NET_SCHEDULE_H

#include <stdint.h>

#define SCHEDULE_EVERY_S 21600      /* default of a feed: six hours */
#define SCHEDULE_PLAN_EVERY_S 86400 /* default of the plan: a day */
#define SCHEDULE_RETRY_S 30         /* first wait after a failure; doubles with each */
#define SCHEDULE_RETRY_MAX_S 3600

/* After a good answer: `every_s`, or later where the server says that its answer is good for longer (max_age_s, -1: not
 * said; at most a day is believed); `announced_ms` (0: none) brings it forward. */
int64_t schedule_after_success(int64_t now_ms, int64_t every_s, int64_t max_age_s,
                               int64_t announced_ms);
/* After the n-th failure in a row (n >= 1): exponential, with 20 % of jitter from `seed` so that a thousand viewers do not
 * come back together; never later than `every_s` would be, never before Retry-After (-1: not said; a day is believed). */
int64_t schedule_after_failure(int64_t now_ms, uint32_t n, int64_t every_s, int64_t retry_after_s,
                               uint32_t seed);

#endif
