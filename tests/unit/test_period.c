/* Days, SDMX periods and time zones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "feeds/plan/period.h"

static day_t at(const char *s)
{
    day_t d = DAY_NONE;
    if (!day_parse(s, &d))
        fail_msg("not a day: %s", s);
    return d;
}

static void test_days(void **state)
{
    (void)state;
    assert_int_equal(at("1970-01-01"), 0);
    assert_int_equal(at("1969-12-31"), -1);
    assert_int_equal(at("2000-03-01"), 11017);
    assert_int_equal(at("2026-11-24T08:00:00+08:00"), at("2026-11-24"));
    /* Every day there and back. */
    for (day_t d = at("1800-01-01"); d <= at("2999-12-31"); d++) {
        int y, m, dd;
        day_to_ymd(d, &y, &m, &dd);
        if (day_from_ymd(y, m, dd) != d)
            fail_msg("%d", d);
    }
    char text[16];
    day_format(at("2024-02-29"), text, sizeof text);
    assert_string_equal(text, "2024-02-29");
    day_format(DAY_NONE, text, sizeof text);
    assert_string_equal(text, "-");
    static const char *const wrong[] = {
        "2023-02-29", "2024-13-01", "2024-00-10", "2024-1-1", "24-01-01", "2024-01-01x",
        "1799-01-01", "3000-01-01", "2024-01-32", "",         "2024-01",  "2024/01/01"};
    day_t d;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (day_parse(wrong[i], &d))
            fail_msg("taken: %s", wrong[i]);
}

static void test_months(void **state)
{
    (void)state;
    assert_int_equal(day_add_months(at("2024-01-31"), 1), at("2024-02-29"));
    assert_int_equal(day_add_months(at("2023-01-31"), 1), at("2023-02-28"));
    assert_int_equal(day_add_months(at("2024-03-31"), -1), at("2024-02-29"));
    assert_int_equal(day_add_months(at("2023-12-15"), 1), at("2024-01-15"));
    assert_int_equal(day_add_months(at("2024-01-15"), -13), at("2022-12-15"));
    assert_int_equal(day_add_months(at("2024-05-05"), 0), at("2024-05-05"));
}

static void test_periods(void **state)
{
    (void)state;
    static const struct {
        const char *text, *first, *last, *code;
        enum period_kind kind;
    } rows[] = {
        {"2025", "2025-01-01", "2025-12-31", "2025", PERIOD_YEAR},
        {"2025-A1", "2025-01-01", "2025-12-31", "2025", PERIOD_YEAR},
        {"2025-S1", "2025-01-01", "2025-06-30", "2025-S1", PERIOD_HALF},
        {"2025-S2", "2025-07-01", "2025-12-31", "2025-S2", PERIOD_HALF},
        {"2025-T2", "2025-05-01", "2025-08-31", "2025-T2", PERIOD_TRIMESTER},
        {"2025-Q3", "2025-07-01", "2025-09-30", "2025-Q3", PERIOD_QUARTER},
        {"2024-02", "2024-02-01", "2024-02-29", "2024-02", PERIOD_MONTH},
        {"2024-M02", "2024-02-01", "2024-02-29", "2024-02", PERIOD_MONTH},
        {"2025-W01", "2024-12-30", "2025-01-05", "2025-W01", PERIOD_WEEK},
        {"2020-W53", "2020-12-28", "2021-01-03", "2020-W53", PERIOD_WEEK},
        {"2025-09-30", "2025-09-30", "2025-09-30", "2025-09-30", PERIOD_DAY},
        {"2021-01-01/P8M", "2021-01-01", "2021-08-31", "2021-01-01/P8M", PERIOD_SPAN},
        {"2022-08-01/P3Y", "2022-08-01", "2025-07-31", "2022-08-01/P3Y", PERIOD_SPAN},
        {"2022-08-20/P1Y", "2022-08-20", "2023-08-19", "2022-08-20/P1Y", PERIOD_SPAN},
        {"2022-08-20/P2W", "2022-08-20", "2022-09-02", "2022-08-20/P14D", PERIOD_SPAN},
        {"2022-08-20/P10D", "2022-08-20", "2022-08-29", "2022-08-20/P10D", PERIOD_SPAN},
        {"2022-01-01/P18M", "2022-01-01", "2023-06-30", "2022-01-01/P18M", PERIOD_SPAN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct period p;
        char code[24];
        if (!period_parse(rows[i].text, &p))
            fail_msg("not taken: %s", rows[i].text);
        period_code(&p, code, sizeof code);
        if (p.first != at(rows[i].first) || p.last != at(rows[i].last) || p.kind != rows[i].kind ||
            strcmp(code, rows[i].code) != 0)
            fail_msg("%s is %s", rows[i].text, code);
    }
    static const char *const wrong[] = {"",
                                        "202",
                                        "2025-",
                                        "2025-S3",
                                        "2025-S0",
                                        "2025-T4",
                                        "2025-Q5",
                                        "2025-Q",
                                        "2025-13",
                                        "2025-00",
                                        "2025-W00",
                                        "2025-W54",
                                        "2025-W53",
                                        "2025-M13",
                                        "2025-A2",
                                        "25",
                                        "2025-2-1",
                                        "x2025",
                                        "1799",
                                        "3000",
                                        "2025-09-31",
                                        "2025 ",
                                        "2025-Q1x",
                                        "2025-W1",
                                        "2025-M1",
                                        "2025-01-01/",
                                        "2025-01-01/P",
                                        "2025-01-01/P0M",
                                        "2025-01-01/P1",
                                        "2025-01-01/P1H",
                                        "2025-01-01/P-1M",
                                        "2025-01-01/P1M2",
                                        "2025-02-30/P1M",
                                        "2025-01-01/P99999999999M",
                                        "2025-01-01/P1000000M"};
    struct period p;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (period_parse(wrong[i], &p))
            fail_msg("taken: %s", wrong[i]);
}

static struct period period(const char *s)
{
    struct period p;
    if (!period_parse(s, &p))
        fail_msg("not a period: %s", s);
    return p;
}

static void test_order(void **state)
{
    (void)state;
    /* By last day, then by first: a year before its last quarter, and that before its last month.
     */
    static const char *const order[] = {"2024-Q3", "2024",       "2024-S2",   "2024-Q4",
                                        "2024-12", "2024-12-31", "2025-01-01"};
    for (size_t i = 1; i < sizeof order / sizeof *order; i++) {
        struct period a = period(order[i - 1]), b = period(order[i]);
        assert_true(period_compare(&a, &b) < 0);
        assert_true(period_compare(&b, &a) > 0);
        assert_false(period_equal(&a, &b));
    }
    struct period year = period("2025"), span = period("2025-01-01/P1Y");
    assert_true(period_equal(&year, &span));
    assert_int_equal(period_compare(&year, &span), 0);
    assert_true(period_is_year(&span));
    assert_int_equal(period_days(&year), 365);
    struct period leap = period("2024"), other = period("2024-02-01/P1Y");
    assert_int_equal(period_days(&leap), 366);
    assert_false(period_is_year(&other));
}

static void test_frequencies(void **state)
{
    (void)state;
    static const struct {
        const char *period, *freqs;
    } rows[] = {{"2025", "A"},          {"2025-S2", "S"},       {"2025-Q3", "Q"},
                {"2025-09", "M"},       {"2025-W07", "W"},      {"2025-09-30", "D"},
                {"2021-01-01/P8M", ""}, {"2021-02-01/P3M", ""}, {"2021-04-01/P3M", "Q"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct period p = period(rows[i].period);
        for (const char *c = "ASQMWD"; *c; c++) {
            bool ok;
            enum freq f = freq_from_code(*c, &ok);
            assert_true(ok);
            assert_int_equal(freq_code(f), *c);
            if (period_has_freq(&p, f) != (strchr(rows[i].freqs, *c) != NULL))
                fail_msg("%s %c", rows[i].period, *c);
        }
    }
    bool ok;
    freq_from_code('X', &ok);
    assert_false(ok);
    freq_from_code('\0', &ok);
    assert_false(ok);
    assert_int_equal(freq_days(FREQ_QUARTER), 91);
}

static void test_zones(void **state)
{
    (void)state;
    const int64_t winter = 1767225599, summer = 1782864000; /* 2025-12-31T23:59:59Z, 2026-07-01 */
    int32_t s = 0;
    assert_true(zone_offset("Asia/Shanghai", winter, &s));
    assert_int_equal(s, 28800);
    assert_int_equal(day_from_wall(winter, s), at("2026-01-01"));
    assert_int_equal(day_from_wall(winter, 0), at("2025-12-31"));
    assert_int_equal(day_from_wall(-1, 0), at("1969-12-31"));
    assert_true(zone_offset("-03:30", winter, &s));
    assert_int_equal(s, -12600);
    static const char *const wrong[] = {"",
                                        "+8:00",
                                        "+0800",
                                        "+15:00",
                                        "+08:60",
                                        "Nowhere/Atlantis",
                                        "../../../etc/passwd",
                                        "/etc/localtime",
                                        "Asia",
                                        "A\nB"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (zone_offset(wrong[i], winter, &s))
            fail_msg("taken: %s", wrong[i]);
    if (!zone_offset("Europe/Berlin", winter, &s))
        skip(); /* no zone files here */
    assert_int_equal(s, 3600);
    assert_true(zone_offset("Europe/Berlin", summer, &s));
    assert_int_equal(s, 7200);
    assert_true(zone_offset("America/St_Johns", summer, &s));
    assert_int_equal(s, -9000);
    assert_true(zone_offset("Asia/Shanghai", summer, &s));
    assert_int_equal(s, 28800);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),        cmocka_unit_test(test_months),
        cmocka_unit_test(test_periods),     cmocka_unit_test(test_order),
        cmocka_unit_test(test_frequencies), cmocka_unit_test(test_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
