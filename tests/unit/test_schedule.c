/* When a document is asked for again: `every`, max-age, announced days, back-off with jitter, Retry-After. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/net/schedule.h"

#define NOW 1000000
#define HOUR_S 3600
#define DAY_S 86400
#define NONE SCHEDULE_NOT_ANNOUNCED

/* Seconds from now. */
static int64_t good(int64_t every_s, int64_t max_age_s, int64_t announced_ms)
{
    int64_t ms = schedule_after_success(NOW, every_s, max_age_s, announced_ms, 7) - NOW;
    assert_int_equal(ms % 1000, 0);
    return ms / 1000;
}

static int64_t bad_ms(uint32_t n, int64_t every_s, int64_t retry_after_s, uint32_t seed)
{
    return schedule_after_failure(NOW, n, every_s, retry_after_s, seed) - NOW;
}

static void a_good_answer_waits_for_its_turn(void **state)
{
    (void)state;
    assert_int_equal(good(6 * HOUR_S, -1, NONE), 6 * HOUR_S);
    assert_int_equal(good(45, -1, NONE), 45);
    assert_int_equal(good(0, -1, NONE), 1); /* never a loop */
    assert_int_equal(good(-5, -1, NONE), 1);
}

static void max_age_only_puts_off(void **state)
{
    (void)state;
    assert_int_equal(good(HOUR_S, 2 * HOUR_S, NONE), 2 * HOUR_S);
    assert_int_equal(good(HOUR_S, 60, NONE), HOUR_S);
    assert_int_equal(good(HOUR_S, 0, NONE), HOUR_S);
    assert_int_equal(good(HOUR_S, -9, NONE), HOUR_S);
    assert_int_equal(good(HOUR_S, 365LL * DAY_S, NONE), DAY_S);
    assert_int_equal(good(HOUR_S, INT64_MAX, NONE), DAY_S);
    assert_int_equal(good(7 * DAY_S, INT64_MAX, NONE), 7 * DAY_S);
}

static void extremes_do_not_overflow(void **state)
{
    (void)state;
    assert_true(schedule_after_success(NOW, INT64_MAX, INT64_MAX, NONE, 1) > NOW);
    assert_true(schedule_after_failure(NOW, UINT32_MAX, INT64_MAX, INT64_MAX, UINT32_MAX) > NOW);
    assert_int_equal(schedule_not_before(NOW, INT64_MAX), NOW + DAY_S * 1000LL);
}

static void an_announced_day_brings_it_forward(void **state)
{
    (void)state;
    int64_t day_ms = NOW + 5 * HOUR_S * 1000LL;
    for (uint32_t seed = 0; seed < 100; seed++) {
        int64_t due_ms = schedule_after_success(NOW, 30LL * DAY_S, -1, day_ms, seed);
        assert_in_range(due_ms, day_ms, day_ms + SCHEDULE_SPREAD_S * 1000LL);
    }
    /* Not all of many viewers at once, and the same viewer always at the same time. */
    assert_int_not_equal(schedule_after_success(NOW, 30LL * DAY_S, -1, day_ms, 1),
                         schedule_after_success(NOW, 30LL * DAY_S, -1, day_ms, 2));
    assert_int_equal(schedule_after_success(NOW, 30LL * DAY_S, -1, day_ms, 1),
                     schedule_after_success(NOW, 30LL * DAY_S, -1, day_ms, 1));
    /* Far away: asked for by its own rhythm till then. */
    assert_int_equal(good(HOUR_S, -1, NOW + 20 * HOUR_S * 1000LL), HOUR_S);
}

static void an_awaited_figure_is_asked_for_all_that_day_and_daily_when_late(void **state)
{
    (void)state;
    assert_int_equal(good(30LL * DAY_S, -1, NOW), SCHEDULE_AWAITED_S);
    assert_int_equal(good(30LL * DAY_S, -1, NOW - 23 * HOUR_S * 1000LL), SCHEDULE_AWAITED_S);
    assert_int_equal(good(30LL * DAY_S, -1, NOW - 24 * HOUR_S * 1000LL), DAY_S);
    assert_int_equal(good(30LL * DAY_S, -1, NOW - 400LL * DAY_S * 1000), DAY_S); /* before the clock began */
    assert_int_equal(good(60, -1, NOW), 60);
    assert_int_equal(good(HOUR_S * 6, -1, NOW - 24 * HOUR_S * 1000LL), 6 * HOUR_S);
}

static void failures_back_off(void **state)
{
    (void)state;
    int64_t wait_s = SCHEDULE_RETRY_S;
    for (uint32_t n = 1; n <= 40; n++) {
        int64_t most_ms = 0, least_ms = INT64_MAX;
        for (uint32_t seed = 0; seed < 500; seed++) {
            int64_t ms = bad_ms(n, 6 * HOUR_S, -1, seed);
            most_ms = ms > most_ms ? ms : most_ms;
            least_ms = ms < least_ms ? ms : least_ms;
        }
        assert_in_range(least_ms, wait_s * 800, wait_s * 850); /* 20 % either way, and it is used */
        assert_in_range(most_ms, wait_s * 1150, wait_s * 1200);
        wait_s = wait_s * 2 > SCHEDULE_RETRY_MAX_S ? SCHEDULE_RETRY_MAX_S : wait_s * 2;
    }
    assert_int_equal(bad_ms(3, HOUR_S, -1, 9), bad_ms(3, HOUR_S, -1, 9));
}

static void a_quick_feed_is_not_slowed_beyond_its_own_rhythm(void **state)
{
    (void)state;
    for (uint32_t n = 1; n < 20; n++)
        assert_in_range(bad_ms(n, 5, -1, n), 4000, 6000);
}

static void retry_after_is_kept(void **state)
{
    (void)state;
    assert_int_equal(bad_ms(1, 6 * HOUR_S, 7200, 3), 7200 * 1000LL);
    assert_int_equal(bad_ms(1, 5, 7200, 3), 7200 * 1000LL); /* later than its own rhythm, too */
    assert_int_equal(bad_ms(8, 6 * HOUR_S, 1, 3), bad_ms(8, 6 * HOUR_S, -1, 3));
    assert_int_equal(bad_ms(1, HOUR_S, 30LL * DAY_S, 3), DAY_S * 1000LL);
    assert_int_equal(schedule_not_before(NOW, 120), NOW + 120000);
    assert_int_equal(schedule_not_before(NOW, 0), 0);
    assert_int_equal(schedule_not_before(NOW, -1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_answer_waits_for_its_turn),
        cmocka_unit_test(max_age_only_puts_off),
        cmocka_unit_test(extremes_do_not_overflow),
        cmocka_unit_test(an_announced_day_brings_it_forward),
        cmocka_unit_test(an_awaited_figure_is_asked_for_all_that_day_and_daily_when_late),
        cmocka_unit_test(failures_back_off),
        cmocka_unit_test(a_quick_feed_is_not_slowed_beyond_its_own_rhythm),
        cmocka_unit_test(retry_after_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
