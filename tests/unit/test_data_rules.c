/* The data rules of the methods, section 5: what is a figure, vintages, breaks, year to date,
 * derived indicators; and what was known, changed and is due on a day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/plan/judge.h"
#include "tests/unit/case_check.h"

static void period_is(const struct obs *o, const char *code)
{
    char text[24] = "none";
    if (o)
        period_code(&o->period, text, sizeof text);
    assert_string_equal(text, code);
}

/* ---- 5.0 to 5.3 ---------------------------------------------------------------------------- */

static void test_usable(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a flow's part year is no year",
         "asof 2022-12-01\nind x q=flow\ntgt level value=2200 base=2020:1000\nobs 2022-S1 829.8",
         CLASS_NOT_ASSESSED, 0, REASON_NO_DATA, NAN, NAN, NAN, 0},
        {"nor without a base",
         "asof 2022-12-01\nind x q=flow\ntgt level value=2200\nobs 2022-S1 829.8",
         CLASS_NOT_ASSESSED, 0, REASON_NO_DATA, NAN, NAN, NAN, 0},
        {"nor eight months",
         "asof 2022-03-01\nind x q=flow\ntgt level value=2200 base=2020:1000\n"
         "obs 2021-01-01/P8M 1900\nobs 2021 1240",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.2, 0.2, 1, 0},
        {"nor after the deadline",
         "asof 2026-03-01\nind x q=flow\ntgt level value=2200 base=2020:1000\nobs 2025-S2 2300",
         CLASS_PENDING, 0, 0, NAN, NAN, NAN, 0},
        {"a year to date is one at its end",
         "asof 2022-03-01\nind x q=flow freq=M\ntgt level value=2200 base=2020:1000\n"
         "obs 2021-09 1000 cov=ytd\nobs 2021-12 1240 cov=ytd",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.2, 0.2, 1, 0},
        {"also where no base says how long a period is",
         "asof 2022-03-01\nind x q=flow freq=Q\ntgt level value=2200\n"
         "obs 2021-Q1 2300 cov=ytd\nobs 2021-Q4 1100 cov=ytd",
         CLASS_NOT_ASSESSED, 0, REASON_NO_BASE, 0.5, NAN, NAN, 0},
        {"quarters against a quarterly base",
         "asof 2023-02-01\nind x q=flow freq=Q\ntgt level value=200 base=2020-Q4:100\n"
         "obs 2022-Q4 140\nobs 2022 900",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 730 / 1826., 0.4 * 1826 / 730, 0},
        {"cumulative figures are no year's",
         "asof 2022-03-01\nind x q=flow\ntgt level value=2200 base=2020:1000\n"
         "obs 2021 5000 cov=cumulative\nobs 2021 1240",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.2, 0.2, 1, 0},
        {"a stock counts at the end of any period",
         "asof 2023-08-01\nind x\ntgt level value=100 base=2020:0\nobs 2022 30\nobs 2023-06 55",
         CLASS_AHEAD, 0, 0, 0.55, 911 / 1826., 0.55 * 1826 / 911, 0},
        {"missing is not nought",
         "asof 2024-03-01\nind x\ntgt level value=100 base=2020:0\nobs 2022 40\nobs 2023 - st=O",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 0.4, 1, 0},
        {"a missing code with a number is missing",
         "asof 2024-03-01\nind x\ntgt level value=100 base=2020:0\nobs 2022 40\nobs 2023 0 st=L",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 0.4, 1, 0},
        {"withheld", "asof 2024-03-01\nind x\ntgt level value=100 base=2020:0\nobs 2022 - st=Q",
         CLASS_NOT_ASSESSED, 0, REASON_WITHHELD, NAN, NAN, NAN, 0},
        {"cannot exist", "asof 2024-03-01\nind x\ntgt level value=100 base=2020:0\nobs 2022 - st=M",
         CLASS_NOT_ASSESSED, 0, REASON_NOT_APPLICABLE, NAN, NAN, NAN, 0},
        {"only the base", "asof 2022-03-01\nind x\ntgt level value=100 base=2020:10\nobs 2020 10",
         CLASS_NOT_ASSESSED, 0, REASON_ONLY_BASE, NAN, NAN, NAN, 0},
        {"nothing is due in the first year",
         "asof 2021-12-31\nind x\ntgt level value=100 base=2020:10", CLASS_NOT_ASSESSED, 0,
         REASON_NOT_YET_DUE, NAN, NAN, NAN, 0},
        {"then there is no data", "asof 2022-01-01\nind x\ntgt level value=100 base=2020:10",
         CLASS_NOT_ASSESSED, 0, REASON_NO_DATA, NAN, NAN, NAN, 0},
        {"a figure from before the plan is history",
         "asof 2022-03-01\nind x\ntgt level value=1000\nobs 2019 10 cmp=< st=D", CLASS_NOT_ASSESSED,
         0, REASON_NO_DATA, NAN, NAN, NAN, 0},
        {"without a value it is no target",
         "asof 2024-03-01\nind x\ntgt level value=- base=2020:10\nobs 2022 10", CLASS_NOT_ASSESSED,
         0, REASON_NO_TARGET, NAN, NAN, NAN, 0},
        {"base beyond the target: met",
         "asof 2024-03-01\nind x dir=down\ntgt level value=55 base=2020:50\nobs 2022 54",
         CLASS_ACHIEVED, FLAG_FEW, 0, NAN, 0.4, NAN, 0},
        {"base beyond the target: lost",
         "asof 2024-03-01\nind x dir=down\ntgt level value=55 base=2020:50\nobs 2022 56",
         CLASS_REVERSING, FLAG_FEW, 0, NAN, 0.4, NAN, 0},
        {"stale after two years and a half",
         "asof 2024-07-01\nind x\ntgt level value=100 base=2020:0\nobs 2021 20", CLASS_ON_TRACK,
         FLAG_FEW | FLAG_STALE, 0, 0.2, 0.2, 1, 0},
        {"not before", "asof 2024-06-30\nind x\ntgt level value=100 base=2020:0\nobs 2021 20",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.2, 0.2, 1, 0},
        {"a decided end does not grow stale",
         "asof 2030-01-01\nind x\ntgt level value=100 base=2020:0\nobs 2025 100", CLASS_COMPLETED,
         0, 0, 1, 1, NAN, 0},
    };
    CHECK(rows);
}

/* ---- 5.4: vintages ------------------------------------------------------------------------- */

#define OUTPUT                                                                                     \
    "ind x q=flow\ntgt level value=5000 base=2020:1703:D path=geometric\n"                         \
    "obs 2020 1703 st=D pub=2021-08-31\nobs 2021 2642 pub=2022-06-23\n"                            \
    "obs 2021 2550 st=P pub=2022-01-23\nobs 2023 4333 pub=2024-06-14\n"                            \
    "obs 2024 4230 st=B pub=2025-02-20\n"

static void test_vintages(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"before anything", "asof 2021-08-30\n" OUTPUT, CLASS_NOT_ASSESSED, FLAG_BASE_DIFFERS,
         REASON_NOT_YET_DUE, NAN, NAN, NAN, 0},
        {"first print", "asof 2022-06-22\n" OUTPUT, CLASS_AHEAD,
         FLAG_BASE_DIFFERS | FLAG_FEW | FLAG_PROVISIONAL, 0, 847 / 3297., 0.2, ANY, 0},
        {"revised", "asof 2022-06-23\n" OUTPUT, CLASS_AHEAD, FLAG_BASE_DIFFERS | FLAG_FEW, 0,
         0.2848, 0.2, 2.0387, 0},
        {"2023", "asof 2024-08-28\n" OUTPUT, CLASS_AHEAD, FLAG_BASE_DIFFERS, 0, 0.7977, 0.6, 1.4451,
         0},
        {"2023 as Eurostat", "asof 2024-08-28 cagr\n" OUTPUT, CLASS_AHEAD, FLAG_BASE_DIFFERS, 0,
         0.7977, 0.6, 1.5193, 0},
        {"2024 on another basis", "asof 2025-03-01\n" OUTPUT, CLASS_NOT_ASSESSED,
         FLAG_BREAK | FLAG_BASE_DIFFERS, REASON_BREAK, 0.7665, 0.8, NAN, 0},
        {"after the plan", "asof 2026-11-23\n" OUTPUT, CLASS_PENDING,
         FLAG_BREAK | FLAG_BASE_DIFFERS, 0, 0.7665, 0.8, NAN, 0},
        {"the feed's base wins",
         "asof 2023-03-01\nind x\ntgt level value=100 base=2020:0\nobs 2020 50\nobs 2022 70",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 0.4, 1, 0},
        {"... as it was known on the day",
         "asof 2023-03-01\nind x\ntgt level value=100 base=2020:60\nobs 2020 50 pub=2023-06-01\n"
         "obs 2022 70",
         CLASS_SLOWER, FLAG_FEW, 0, 0.25, 0.4, 0.625, 0},
    };
    CHECK(rows);
    struct view w;
    view_open(&w, "asof 2026-11-23\n" OUTPUT);
    same("design", "expected", w.t->expected, 4031.1, 0.05);
    same("design", "gap", w.t->gap, -770, 1e-9);
    same("design", "elapsed", w.t->elapsed, 1, 0);
    same("design", "per year", w.t->required.per_year, 770, 1e-9);
    same("design", "rate", w.t->required.rate, 0.182, 0.0005);
    assert_string_equal(w.t->forecast.name, "drift");
    same("design", "forecast", w.t->forecast.value, NAN, 0);
    assert_true(w.t->forecast.estimate);
    assert_int_equal(w.v->obs_count, 4);
    period_is(w.v->latest, "2024");
    period_is(w.v->previous, "2023");
    view_close(&w);
}

/* ---- 5.5: breaks --------------------------------------------------------------------------- */

static void test_breaks(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"spliced",
         "asof 2024-03-01\nind x\ntgt level value=150 base=2020:100\nobs 2021 110\n"
         "obs 2022 98 st=B pre=110\nobs 2023 104",
         CLASS_LAGGING, FLAG_SPLICED, 0, 0.3347, 0.6, 0.5578, 0},
        {"not spliced, running",
         "asof 2024-03-01\nind x\ntgt level value=150 base=2020:100\nobs 2021 110\n"
         "obs 2022 98 st=B\nobs 2023 104",
         CLASS_NOT_ASSESSED, FLAG_BREAK, REASON_BREAK, ANY, 0.6, NAN, 0},
        {"not spliced, ended: met or not needs no base",
         "asof 2026-03-01\nind x\ntgt level value=150 base=2020:100\nobs 2022 98 st=B\nobs 2025 "
         "151",
         CLASS_COMPLETED, FLAG_BREAK, 0, ANY, 1, NAN, 0},
        {"a break up to the base is history",
         "asof 2024-03-01\nind x\ntgt level value=150 base=2020:100\nobs 2019 90 st=B\nobs 2023 "
         "130",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.6, 0.6, 1, 0},
        {"without a base a break is a flag",
         "asof 2024-03-01\nind x\ntgt level value=150\nobs 2022 98 st=B\nobs 2023 160",
         CLASS_ACHIEVED, FLAG_BREAK, 0, 160 / 150., NAN, NAN, 0},
        {"base of another definition",
         "asof 2024-03-01\nind x\ntgt level value=150 base=2020:100:D\nobs 2023 130",
         CLASS_ON_TRACK, FLAG_BASE_DIFFERS | FLAG_FEW, 0, 0.6, 0.6, 1, 0},
    };
    CHECK(rows);
    struct view w;
    view_open(&w, "asof 2024-03-01\nind x\ntgt level value=150 base=2020:100\nobs 2021 110\n"
                  "obs 2022 98 st=B pre=110\nobs 2023 104");
    same("5.5", "spliced value", w.t->value, 116.7347, 0.00005);
    view_close(&w);
}

/* ---- 5.6: year to date --------------------------------------------------------------------- */

static void test_year_to_date(void **state)
{
    (void)state;
    struct view w;
    view_open(&w, "asof 2023-03-01\nind x q=flow freq=Q\ntgt direction\n"
                  "obs 2022-Q3 930 cov=ytd\nobs 2022-Q2 600 cov=ytd\nobs 2022-Q1 280 cov=ytd\n"
                  "obs 2022-Q4 1260 cov=ytd pub=2023-02-01\nobs 2022 1270 pub=2023-02-20");
    assert_int_equal(w.v->obs_count, 4); /* the year was published twice: the newer figure stays */
    period_is(w.v->obs[0], "2022-Q1");
    period_is(w.v->obs[1], "2022-S1");
    period_is(w.v->obs[2], "2022-01-01/P9M");
    period_is(w.v->obs[3], "2022");
    same("5.6", "year", w.v->latest->value, 1270, 0);
    view_close(&w);
    /* A window that begins in the third quarter gets it as the difference of two sums. */
    view_open(&w, "asof 2022-12-01\nind x q=flow freq=Q\n"
                  "tgt cumulative value=1000 from=2022-07-01 by=2023-06-30\n"
                  "obs 2022-Q3 930 cov=ytd\nobs 2022-Q2 600 cov=ytd");
    same("5.6", "third quarter", w.t->value, 330, 1e-9);
    view_close(&w);
    /* January and February are published together. */
    view_open(&w, "asof 2022-06-01\nind x q=flow freq=M\n"
                  "tgt cumulative value=1000 from=2022-01-01 by=2022-12-31\n"
                  "obs 2022-01-01/P2M 150\nobs 2022-03 90\nobs 2022-04 85");
    same("5.6", "four months", w.t->value, 325, 1e-9);
    view_close(&w);
}

/* ---- derived indicators -------------------------------------------------------------------- */

#define PARTS                                                                                      \
    "ind a q=flow\ntgt direction\nobs 2023 3000 cmp=~\nobs 2024 2816\n"                            \
    "ind b q=flow\ntgt direction\nobs 2023 1000 cmp=>\n"                                           \
    "ind c q=flow\ntgt direction\n"
#define CLUSTERS "ind n\nderive count-at-least 1000 a b c\n"

static void test_derived(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"count: at least two of three",
         "asof 2024-08-01\n" PARTS "obs 2023 400\n" CLUSTERS "tgt level value=3",
         CLASS_NOT_ASSESSED, FLAG_APPROXIMATE, REASON_NO_BASE, 2 / 3., NAN, NAN, 0},
        {"count: a part without figure leaves a bound",
         "asof 2024-08-01\n" PARTS CLUSTERS "tgt level value=3", CLASS_NOT_ASSESSED, FLAG_AT_LEAST,
         REASON_NO_BASE, 2 / 3., NAN, NAN, 0},
        {"count: a bound may be enough", "asof 2024-08-01\n" PARTS CLUSTERS "tgt level value=2",
         CLASS_ACHIEVED, 0, 0, 1, NAN, NAN, 0},
        {"count: pending without the parts' last figures",
         "asof 2026-08-01\n" PARTS CLUSTERS "tgt level value=3", CLASS_PENDING, 0, 0, 1 / 3., NAN,
         NAN, 0},
        {"count: pending with only some of them, never a miss",
         "asof 2026-08-01\n" PARTS "obs 2025 1200\n" CLUSTERS "tgt level value=3", CLASS_PENDING, 0,
         0, 1 / 3., NAN, NAN, 0},
        {"count: a miss with all of them",
         "asof 2026-08-01\nind a q=flow\ntgt direction\nobs 2025 999\nind b q=flow\ntgt direction\n"
         "obs 2025 1001\nind n\nderive count-at-least 1000 a b\ntgt level value=2",
         CLASS_NOT_COMPLETED, 0, 0, 0.5, NAN, NAN, 0},
        {"count: undetermined where a figure is a bound",
         "asof 2026-08-01\nind a q=flow\ntgt direction\nobs 2025 900 cmp=>\nind b q=flow\n"
         "tgt direction\nobs 2025 1001\nind n\nderive count-at-least 1000 a b\ntgt level value=2",
         CLASS_UNDETERMINED, FLAG_AT_LEAST, 0, 0.5, NAN, NAN, 0},
        {"count: met earlier",
         "asof 2026-08-01\n" PARTS "obs 2023 1100\n" CLUSTERS "tgt level value=3", CLASS_PENDING,
         FLAG_MET_EARLIER, 0, 1 / 3., NAN, NAN, 0},
        {"count: half a year of a flow is no part",
         "asof 2024-08-01\nind a q=flow\ntgt direction\nobs 2024-S1 1200\nind n\n"
         "derive count-at-least 1000 a\ntgt level value=1",
         CLASS_NOT_ASSESSED, 0, REASON_NO_DATA, NAN, NAN, NAN, 0},
        {"sum in the unit of the sum",
         "asof 2023-03-01\nind a q=flow mult=8\ntgt direction\nobs 2022 12\nind b q=flow mult=4\n"
         "tgt direction\nobs 2022 80000\nind n q=flow mult=8\nderive sum - a b\n"
         "tgt level value=50 base=2020:0",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 0.4, 1, 0},
        {"sum with a bound",
         "asof 2023-03-01\nind a q=flow\ntgt direction\nobs 2022 12 cmp=>\nind b q=flow\n"
         "tgt direction\nobs 2022 8\nind n q=flow\nderive sum - a b\ntgt level value=50 "
         "base=2020:0",
         CLASS_ON_TRACK, FLAG_FEW | FLAG_AT_LEAST, 0, 0.4, 0.4, 1, 0},
        {"sum: one part missing",
         "asof 2023-03-01\nind a q=flow\ntgt direction\nobs 2022 12\nind b q=flow\ntgt direction\n"
         "ind n q=flow\nderive sum - a b\ntgt level value=50 base=2020:0",
         CLASS_NOT_ASSESSED, 0, REASON_NO_DATA, NAN, NAN, NAN, 0},
        {"sum of apples and pears",
         "asof 2023-03-01\nind a unit=CNY\ntgt direction\nobs 2022 12\nind b unit=PN\ntgt "
         "direction\n"
         "obs 2022 3\nind n\nderive sum - a b\ntgt level value=50 base=2020:0",
         CLASS_NOT_ASSESSED, 0, REASON_UNIT, NAN, NAN, NAN, 0},
        {"share",
         "asof 2023-03-01\nind a\ntgt direction\nobs 2022 30\nind b\ntgt direction\nobs 2022 75\n"
         "ind n q=rate unit=PT\nderive share - a b\ntgt level value=100 base=2020:0",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 0.4, 1, 0},
        {"ratio in its own unit",
         "asof 2023-03-01\nind a unit=CNY mult=8\ntgt direction\nobs 2022 8\nind b unit=PN mult=4\n"
         "tgt direction\nobs 2022 2\nind n mult=4\nderive ratio - a b\n"
         "tgt level value=10 base=2020:0",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 0.4, 1, 0},
        {"ratio with a bound below",
         "asof 2023-03-01\nind a unit=CNY\ntgt direction\nobs 2022 80\nind b unit=PN\ntgt "
         "direction\n"
         "obs 2022 20 cmp=>\nind n\nderive ratio - a b\ntgt level value=10 base=2020:0",
         CLASS_REVERSING, FLAG_FEW | FLAG_AT_LEAST, 0, 0.4, 0.4, 1, 0},
        {"provisional parts",
         "asof 2023-03-01\nind a\ntgt direction\nobs 2022 30 st=P\nind b\ntgt direction\n"
         "obs 2022 75\nind n q=rate unit=PT\nderive share - a b\ntgt level value=100 base=2020:0",
         CLASS_ON_TRACK, FLAG_FEW | FLAG_PROVISIONAL, 0, 0.4, 0.4, 1, 0},
    };
    CHECK(rows);
    struct view w;
    view_open(&w, "asof 2024-08-01\n" PARTS CLUSTERS "tgt level value=3");
    assert_int_equal(w.v->latest->cmp, CMP_GE);
    assert_int_equal(w.v->part_count_met, 2);
    view_close(&w);
}

/* ---- what was known, what changed, what is due --------------------------------------------- */

static void test_publication_days(void **state)
{
    (void)state;
    struct view w;
    day_t *days;
    view_open(&w, "asof 2026-01-01\n" OUTPUT "ind m\ntgt milestones\nms a done pub=2022-01-23\n"
                  "ms b unknown\nms c done pub=2020-05-05");
    size_t n = assess_publication_days(w.c.snap, &days);
    const char *const want[] = {"2020-05-05", "2021-08-31", "2022-01-23",
                                "2022-06-23", "2024-06-14", "2025-02-20"};
    assert_int_equal(n, 6);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(days[i], case_day(want[i]));
    free(days);
    view_close(&w);
}

static void test_changes(void **state)
{
    (void)state;
    struct view w;
    struct change *list;
    view_open(&w,
              "asof 2024-08-28\n" OUTPUT "ind m\ntgt milestones\nms a in_progress pub=2021-05-05\n"
              "ms a done pub=2023-05-05\nind k\ntgt level value=10 base=2020:0\n"
              "obs 2022 5 pub=2023-02-01\nobs 2022 5 pub=2024-02-01");
    size_t n = assess_changes(w.a, case_day("2022-06-22"), &list);
    assert_int_equal(n, 6);
    /* Newest first. */
    assert_int_equal(list[0].kind, CHANGE_NEW_FIGURE);
    period_is(list[0].obs, "2023");
    assert_int_equal(list[1].kind,
                     CHANGE_NEW_FIGURE); /* newest vintage of 2022, first seen since */
    assert_int_equal(list[1].indicator, 2);
    assert_int_equal(list[2].kind, CHANGE_CLASS);
    assert_int_equal(list[2].indicator, 2);
    assert_int_equal(list[2].class_before, CLASS_NOT_ASSESSED);
    assert_int_equal(list[2].class_after, CLASS_AHEAD);
    assert_int_equal(list[3].kind, CHANGE_MILESTONE);
    assert_int_equal(list[3].milestone->state, MILESTONE_DONE);
    assert_int_equal(list[4].kind, CHANGE_CLASS);
    assert_int_equal(list[4].class_after, CLASS_ACHIEVED);
    assert_int_equal(list[5].kind, CHANGE_REVISION);
    same("revision", "before", list[5].before->value, 2550, 0);
    same("revision", "after", list[5].obs->value, 2642, 0);
    assert_int_equal(list[5].day, case_day("2022-06-23"));
    free(list);
    /* The same figure published again is no revision. */
    n = assess_changes(w.a, case_day("2023-12-31"), &list);
    assert_int_equal(n, 1);
    free(list);
    view_close(&w);
}

static void test_due(void **state)
{
    (void)state;
    static const struct {
        const char *text, *due;
    } rows[] = {
        {"asof 2025-03-01\n" OUTPUT, "2026-02-20"},
        {"asof 2022-09-01\nind x q=flow\ntgt direction\nobs 2022-S1 829.8 pub=2022-07-16",
         "2023-01-16"},
        {"asof 2022-11-01\nind x q=flow freq=Q\ntgt direction\nobs 2022-Q3 9 pub=2022-10-20 "
         "cov=ytd",
         "2023-01-20"},
        {"asof 2022-11-01\nind x freq=M\ntgt direction\nobs 2022-01 9 pub=2022-02-10",
         "2022-03-10"},
        {"asof 2022-11-01\nind x freq=W\ntgt direction\nobs 2022-W05 9 pub=2022-02-08",
         "2022-02-15"},
        {"asof 2022-11-01\nind x\ntgt direction\nobs 2021 9", "-"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view w;
        char text[16];
        view_open(&w, rows[i].text);
        day_format(w.v->next_due, text, sizeof text);
        assert_string_equal(text, rows[i].due);
        view_close(&w);
    }
    struct view w;
    view_open(&w, "asof 2025-03-01\n" OUTPUT);
    w.c.snap->series[0]->next = case_day("2025-06-15");
    struct assessment *a = assess(w.c.snap, &w.c.options);
    assert_int_equal(a->verdicts[0].next_due, case_day("2025-06-15"));
    assert_int_equal(a->oldest_latest, case_day("2025-02-20"));
    assessment_free(a);
    view_close(&w);
}

/* The newest figure is the longer one of two that end on the same day, and never a forecast. */
static void test_latest(void **state)
{
    (void)state;
    struct view w;
    view_open(&w, "asof 2026-03-01\nind x\ntgt direction\nobs 2023 5\nobs 2024-12 8\nobs 2024 7\n"
                  "obs 2025 9 st=F\nobs 2025 - st=O pub=2025-06-01");
    period_is(w.v->latest, "2024");
    period_is(w.v->previous, "2023");
    assert_int_equal(w.v->obs_count, 4);
    view_close(&w);
    view_open(&w, "asof 2026-03-01\nind x\ntgt direction");
    assert_null(w.v->latest);
    assert_null(w.v->previous);
    view_close(&w);
}

/* Six indicators that all reached us at second 100; what came after it is at 200. */
static void test_received(void **state)
{
    (void)state;
    struct case_text c = {0};
    case_read(&c, "asof 2024-06-01\n"
                  "ind same\nobs 2022 5 pub=2023-01-10\nobs 2022 5 pub=2024-05-02\n"
                  "ind new\nobs 2022 5 pub=2023-01-10\nobs 2023 6 pub=2024-05-02\n"
                  "ind revised\nobs 2022 5 pub=2023-01-10\nobs 2022 7 pub=2024-05-02\n"
                  "ind old\nobs 2022 5 pub=2023-01-10\n"
                  "ind withdrawn\nobs 2022 5 pub=2023-01-10\nobs 2022 - st=O pub=2024-05-02\n"
                  "ind ahead\nobs 2022 5 pub=2023-01-10\nobs 2023 6 pub=2024-07-01\n"
                  "ind sum\nderive sum - revised old\n"
                  "ind steps\nms a in_progress pub=2023-01-10\nms a done pub=2024-05-02\n");
    static const struct {
        const char *id;
        enum received after_100, after_200;
    } wanted[] = {{"same", RECEIVED_NOTHING, RECEIVED_NOTHING},     {"new", RECEIVED_FIGURE, RECEIVED_NOTHING},
                  {"revised", RECEIVED_REVISION, RECEIVED_NOTHING}, {"old", RECEIVED_NOTHING, RECEIVED_NOTHING},
                  {"withdrawn", RECEIVED_REVISION, RECEIVED_NOTHING}, {"ahead", RECEIVED_NOTHING, RECEIVED_NOTHING},
                  {"sum", RECEIVED_REVISION, RECEIVED_NOTHING},     {"steps", RECEIVED_FIGURE, RECEIVED_FIGURE}};
    for (size_t i = 0; i < c.snap->series_count; i++)
        for (size_t k = 0; c.snap->series[i] && k < c.snap->series[i]->obs_count; k++)
            c.snap->series[i]->obs[k].received_s = c.snap->series[i]->obs[k].published > case_day("2024-01-01") ? 200 : 100;
    struct assessment *a = assess(c.snap, &c.options);
    assert_non_null(a);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        size_t at = (size_t)case_find(&c, wanted[i].id);
        day_t day = case_day("2024-05-01");
        if (assess_received(a, at, 100, day) != wanted[i].after_100 || assess_received(a, at, 200, day) != wanted[i].after_200)
            fail_msg("%s: %d, %d", wanted[i].id, assess_received(a, at, 100, day), assess_received(a, at, 200, day));
    }
    assert_int_equal(assess_received(a, (size_t)case_find(&c, "steps"), 200, case_day("2024-05-02")), RECEIVED_NOTHING);
    assessment_free(a);
    case_free(&c);
}

static void test_no_plan(void **state)
{
    (void)state;
    struct snapshot *snap = snapshot_new(NULL);
    struct assess_options opt = {.as_of = case_day("2024-01-01")};
    struct assessment *a = assess(snap, &opt);
    struct change *changes;
    day_t *days;
    assert_non_null(a);
    assert_int_equal(a->verdict_count, 0);
    assert_int_equal(a->total.indicators, 0);
    assert_int_equal(assess_changes(a, 0, &changes), 0);
    assert_int_equal(assess_publication_days(snap, &days), 0);
    free(days);
    free(changes);
    assessment_free(a);
    snapshot_free(snap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usable),  cmocka_unit_test(test_vintages),
        cmocka_unit_test(test_breaks),  cmocka_unit_test(test_year_to_date),
        cmocka_unit_test(test_derived), cmocka_unit_test(test_publication_days),
        cmocka_unit_test(test_changes), cmocka_unit_test(test_due),
        cmocka_unit_test(test_latest),  cmocka_unit_test(test_no_plan),
        cmocka_unit_test(test_received),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
