#include "feeds/net/schedule.h"

#define DAY_S 86400

int64_t schedule_after_success(int64_t now_ms, int64_t every_s, int64_t max_age_s,
                               int64_t announced_ms)
{
    int64_t wait_s = every_s;
    if (max_age_s > DAY_S)
        max_age_s = DAY_S;
    if (max_age_s > wait_s)
        wait_s = max_age_s;
    int64_t due_ms = now_ms + wait_s * 1000;
    if (announced_ms > now_ms && announced_ms < due_ms)
        due_ms = announced_ms;
    return due_ms;
}

int64_t schedule_after_failure(int64_t now_ms, uint32_t n, int64_t every_s, int64_t retry_after_s,
                               uint32_t seed)
{
    int64_t most_s = every_s < SCHEDULE_RETRY_MAX_S ? every_s : SCHEDULE_RETRY_MAX_S;
    int64_t wait_s = SCHEDULE_RETRY_S;
    for (uint32_t i = 1; i < n && wait_s < most_s; i++)
        wait_s *= 2;
    if (wait_s > most_s)
        wait_s = most_s;
    /* xorshift of the seed, spread over -20 % to +20 % */
    uint32_t x = seed * 2654435761u + n;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    int64_t wait_ms = wait_s * 1000 + wait_s * ((int64_t)(x % 401) - 200);
    if (retry_after_s > DAY_S)
        retry_after_s = DAY_S;
    if (retry_after_s * 1000 > wait_ms)
        wait_ms = retry_after_s * 1000;
    return now_ms + wait_ms;
}
