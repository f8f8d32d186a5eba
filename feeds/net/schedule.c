#include "feeds/net/schedule.h"

#define DAY_S 86400
#define EVERY_MAX_S (100LL * 366 * DAY_S) /* keeps the sums far from their ends */

static int64_t within(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* A number that looks random and is not: xorshift of the seed. */
static uint32_t scatter(uint32_t seed, uint32_t n)
{
    uint32_t x = seed * 2654435761u + n * 2246822519u + 1;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return x;
}

int64_t schedule_after_success(int64_t now_ms, int64_t every_s, int64_t max_age_s,
                               int64_t announced_ms, uint32_t seed)
{
    int64_t age_s = within(max_age_s, 0, SCHEDULE_SAID_MAX_S);
    int64_t wait_s = within(every_s, 1, EVERY_MAX_S);
    if (age_s > wait_s)
        wait_s = age_s;
    int64_t due_ms = now_ms + wait_s * 1000;
    if (announced_ms == SCHEDULE_NOT_ANNOUNCED)
        return due_ms;
    int64_t awaited_ms;
    if (announced_ms > now_ms) {
        awaited_ms = announced_ms + scatter(seed, 0) % (SCHEDULE_SPREAD_S * 1000u);
    } else {
        int64_t late_ms = announced_ms + DAY_S * 1000LL;
        awaited_ms = now_ms + (now_ms < late_ms ? SCHEDULE_AWAITED_S : DAY_S) * 1000LL;
    }
    return awaited_ms < due_ms ? awaited_ms : due_ms;
}

int64_t schedule_after_failure(int64_t now_ms, uint32_t n, int64_t every_s, int64_t retry_after_s,
                               uint32_t seed)
{
    int64_t most_s = within(every_s, 1, SCHEDULE_RETRY_MAX_S);
    int64_t wait_s = SCHEDULE_RETRY_S;
    for (uint32_t i = 1; i < n && wait_s < most_s; i++)
        wait_s *= 2;
    if (wait_s > most_s)
        wait_s = most_s;
    int64_t due_ms = now_ms + wait_s * 1000 + wait_s * ((int64_t)(scatter(seed, n) % 401) - 200);
    int64_t not_before_ms = schedule_not_before(now_ms, retry_after_s);
    return not_before_ms > due_ms ? not_before_ms : due_ms;
}

int64_t schedule_not_before(int64_t now_ms, int64_t retry_after_s)
{
    return retry_after_s > 0 ? now_ms + within(retry_after_s, 0, SCHEDULE_SAID_MAX_S) * 1000 : 0;
}
