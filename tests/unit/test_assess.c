/* The worked examples and boundaries of the methods: classes, progress, schedule and pace to the
 * printed digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/plan/judge.h"
#include "tests/unit/case_check.h"

/* ---- 4.1: the cut-offs --------------------------------------------------------------------- */

static void test_cut_offs(void **state)
{
    (void)state;
    static const struct {
        double r;
        enum class class, strict;
    } rows[] = {
        {1.05, CLASS_AHEAD, CLASS_AHEAD},
        {1.0499, CLASS_ON_TRACK, CLASS_ON_TRACK},
        {1.0, CLASS_ON_TRACK, CLASS_ON_TRACK},
        {0.995, CLASS_ON_TRACK, CLASS_ON_TRACK},
        {0.9949, CLASS_ON_TRACK, CLASS_SLOWER},
        {0.95, CLASS_ON_TRACK, CLASS_SLOWER},
        {0.9499, CLASS_SLOWER, CLASS_SLOWER},
        {0.60, CLASS_SLOWER, CLASS_SLOWER},
        {0.5999, CLASS_LAGGING, CLASS_LAGGING},
        {0.0, CLASS_LAGGING, CLASS_LAGGING},
        {-0.0001, CLASS_REVERSING, CLASS_REVERSING},
        {0.24 / 0.4, CLASS_SLOWER, CLASS_SLOWER},
        {0.6 - 1e-10, CLASS_SLOWER, CLASS_SLOWER},
        {0.6 - 1e-8, CLASS_LAGGING, CLASS_LAGGING},
        {INFINITY, CLASS_AHEAD, CLASS_AHEAD},
        {-INFINITY, CLASS_REVERSING, CLASS_REVERSING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (class_of_pace(rows[i].r, false) != rows[i].class)
            fail_msg("%.10g is %s", rows[i].r, class_code(class_of_pace(rows[i].r, false)));
        if (class_of_pace(rows[i].r, true) != rows[i].strict)
            fail_msg("binding %.10g is %s", rows[i].r, class_code(class_of_pace(rows[i].r, true)));
    }
}

/* The same boundaries through a whole assessment: base 0, target 10000, half of the time. */
static void test_boundaries(void **state)
{
    (void)state;
    static const struct {
        double y;
        enum class class;
    } rows[] = {{5250, CLASS_AHEAD},
                {5249.5, CLASS_ON_TRACK},
                {4750, CLASS_ON_TRACK},
                {4749.5, CLASS_SLOWER},
                {3000, CLASS_SLOWER},
                {2999.5, CLASS_LAGGING},
                {0, CLASS_LAGGING},
                {-0.5, CLASS_REVERSING},
                {10000, CLASS_ACHIEVED},
                {9999.9, CLASS_AHEAD},
                {9999.999999999, CLASS_ACHIEVED}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[256];
        struct view w;
        snprintf(text, sizeof text,
                 "plan 2021-01-01 2024-12-31\nasof 2023-06-01\nind x\n"
                 "tgt level value=10000 base=2020:0\nobs 2022 %.12g\n",
                 rows[i].y);
        view_open(&w, text);
        if (w.v->class != rows[i].class)
            fail_msg("%.12g is %s", rows[i].y, class_code(w.v->class));
        view_close(&w);
    }
}

/* ---- 4.3: worked examples ------------------------------------------------------------------ */

static void test_examples(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"1 headquarters",
         "asof 2023-08-01\nind hq\ntgt level value=1000 base=2020-12-31:771\nobs 2023-06-30 922",
         CLASS_AHEAD, FLAG_FEW, 0, 0.6594, 0.4989, 1.3217, 0},
        {"1 as Eurostat",
         "asof 2023-08-01 cagr\nind hq\ntgt level value=1000 base=2020-12-31:771\n"
         "obs 2023-06-30 922",
         CLASS_AHEAD, FLAG_FEW, 0, 0.6594, 0.4989, 1.3923, 0},
        {"2 share",
         "asof 2023-03-01\nind s q=rate unit=PT\ntgt level value=75 base=2020:62\nobs 2022 66",
         CLASS_SLOWER, FLAG_FEW, 0, 0.3077, 0.4, 0.7692, 0},
        {"2 a share is linear whatever the plan says",
         "asof 2023-03-01\nind s q=rate unit=PT\n"
         "tgt level value=75 base=2020:62 path=geometric\nobs 2022 66",
         CLASS_SLOWER, FLAG_FEW, 0, 0.3077, 0.4, 0.7692, 0},
        {"2 as Eurostat",
         "asof 2023-03-01 cagr\nind s q=rate unit=PT\ntgt level value=75 base=2020:62\nobs 2022 66",
         CLASS_SLOWER, FLAG_FEW, 0, 0.3077, 0.4, 0.8183, 0},
        {"3 far beyond",
         "asof 2023-03-01\nind s q=rate unit=PT\ntgt level value=45 base=2020:40\nobs 2022 55.3",
         CLASS_ACHIEVED, FLAG_FEW, 0, 3.06, 0.4, 7.65, 0},
        {"4 lower is better",
         "asof 2024-03-01\nind s dir=down\ntgt level value=40 base=2020:50\nobs 2023 44",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.6, 0.6, 1.0, 0},
        {"4 as Eurostat",
         "asof 2024-03-01 cagr\nind s dir=down\ntgt level value=40 base=2020:50\nobs 2023 44",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.6, 0.6, 0.9557, 0},
        {"5 the wrong way",
         "asof 2024-03-01\nind s dir=down\ntgt level value=40 base=2020:50\nobs 2023 52",
         CLASS_REVERSING, FLAG_FEW, 0, -0.2, 0.6, -0.3333, 0},
        {"6 growth",
         "asof 2025-03-01\nind g q=rate unit=PT\ntgt growth value=5 base=2020:100 rates\n"
         "obs 2021 8.3\nobs 2022 -0.2\nobs 2023 5.0\nobs 2024 5.0",
         CLASS_SLOWER, 0, 0, 0.6936, 0.8, 0.8961, 0},
        {"6 the same as an index",
         "asof 2025-03-01\nind g q=index\ntgt growth value=5 base=2020:100\n"
         "obs 2021 108.3\nobs 2022 108.0834\nobs 2023 113.48757\nobs 2024 119.1619485",
         CLASS_SLOWER, 0, 0, 0.6936, 0.8, 0.8961, 0},
        {"7 jobs",
         "asof 2023-08-20\nind jobs q=flow freq=M\n"
         "tgt cumulative value=180000 from=2022-08-01 by=2025-07-31\n"
         "obs 2023-07 52000 cov=cumulative",
         CLASS_SLOWER, 0, 0, 0.2889, 0.3330, 0.8675, 0},
        {"8 jobs",
         "asof 2024-07-20\nind jobs q=flow freq=M\n"
         "tgt cumulative value=180000 from=2022-08-01 by=2025-07-31\n"
         "obs 2022-08-01/P1Y 52000\nobs 2023-08-01/P11M 76400",
         CLASS_AHEAD, 0, 0, 0.7133, 0.6387, 1.1169, 0},
        {"9 zero base", "asof 2023-03-01\nind x\ntgt level value=50 base=2020:0\nobs 2022 12",
         CLASS_SLOWER, FLAG_FEW, 0, 0.24, 0.4, 0.6, 0},
        {"9 zero base, geometric",
         "asof 2023-03-01\nind x\ntgt level value=50 base=2020:0 path=geometric\nobs 2022 12",
         CLASS_SLOWER, FLAG_FEW, 0, 0.24, 0.4, 0.6, 0},
        {"10 base is target, above",
         "asof 2023-03-01\nind x\ntgt level value=55 base=2020:55\nobs 2022 56", CLASS_ACHIEVED,
         FLAG_FEW, 0, NAN, 0.4, NAN, 0},
        {"10 base is target, below",
         "asof 2023-03-01\nind x\ntgt level value=55 base=2020:55\nobs 2022 54", CLASS_REVERSING,
         FLAG_FEW, 0, NAN, 0.4, NAN, 0},
        {"11 negative", "asof 2023-03-01\nind x\ntgt level value=0 base=2020:-10\nobs 2022 -6",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 0.4, 1.0, 0},
        {"11 negative, as Eurostat",
         "asof 2023-03-01 cagr\nind x\ntgt level value=0 base=2020:-10\nobs 2022 -6",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 0.4, 1.0, 0},
        {"12 over 500 of 450", "asof 2023-03-01\nind x\ntgt level value=450\nobs 2022 500 cmp=>",
         CLASS_ACHIEVED, 0, 0, 500 / 450., NAN, NAN, 0},
        {"13 over 500 of 600, running",
         "asof 2024-03-01\nind x\ntgt level value=600 base=2020:300\nobs 2023 500 cmp=>",
         CLASS_AHEAD, FLAG_AT_LEAST | FLAG_FEW, 0, 0.6667, 0.6, 1.1111, 0},
        {"14 over 500 of 600, ended",
         "asof 2026-03-01\nind x\ntgt level value=600 base=2020:300\nobs 2025 500 cmp=>",
         CLASS_UNDETERMINED, FLAG_AT_LEAST, 0, 0.6667, 1, NAN, 0},
        {"14 upper bound below the target is a miss",
         "asof 2026-03-01\nind x\ntgt level value=600 base=2020:300\nobs 2025 500 cmp=<",
         CLASS_NOT_COMPLETED, 0, 0, 0.6667, 1, NAN, 0},
        {"about is a plain value",
         "asof 2024-03-01\nind x\ntgt level value=600 base=2020:300\nobs 2023 500 cmp=~",
         CLASS_AHEAD, FLAG_APPROXIMATE | FLAG_FEW, 0, 0.6667, 0.6, 1.1111, 0},
        {"4.2: 107.4 of 120, linear",
         "asof 2023-03-01\nind x\ntgt level value=120 base=2020:100\nobs 2022 107.4", CLASS_SLOWER,
         FLAG_FEW, 0, 0.37, 0.4, 0.9250, 0},
        {"4.2: 107.4 of 120, as Eurostat",
         "asof 2023-03-01 cagr\nind x\ntgt level value=120 base=2020:100\nobs 2022 107.4",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.37, 0.4, 0.9785, 0},
        {"4.2: 107 of 120, linear",
         "asof 2023-03-01\nind x\ntgt level value=120 base=2020:100\nobs 2022 107", CLASS_SLOWER,
         FLAG_FEW, 0, 0.35, 0.4, 0.8750, 0},
        {"4.2: 107 of 120, as Eurostat",
         "asof 2023-03-01 cagr\nind x\ntgt level value=120 base=2020:100\nobs 2022 107",
         CLASS_SLOWER, FLAG_FEW, 0, 0.35, 0.4, 0.9265, 0},
        {"2.7 linear",
         "plan 2016-01-01 2030-12-31\nasof 2021-03-01\nind x\ntgt level value=150 base=2015:100\n"
         "obs 2020 110",
         CLASS_SLOWER, FLAG_FEW, 0, 0.2, 0.3333, 0.6, 0},
        {"2.7 Eurostat",
         "plan 2016-01-01 2030-12-31\nasof 2021-03-01 cagr\nind x\n"
         "tgt level value=150 base=2015:100\nobs 2020 110",
         CLASS_SLOWER, FLAG_FEW, 0, 0.2, 0.3333, 0.7024, 0},
        {"2.2: 50 to 47, as Eurostat",
         "asof 2024-03-01 cagr\nind s dir=down\ntgt level value=40 base=2020:50\nobs 2023 47",
         CLASS_LAGGING, FLAG_FEW, 0, 0.3, 0.6, 0.4677, 0},
        {"2.2: 50 to 52, as Eurostat",
         "asof 2024-03-01 cagr\nind s dir=down\ntgt level value=40 base=2020:50\nobs 2023 52",
         CLASS_REVERSING, FLAG_FEW, 0, -0.2, 0.6, -0.3015, 0},
        {"2.2: 100 to 98, as Eurostat",
         "asof 2023-03-01 cagr\nind x\ntgt level value=120 base=2020:100\nobs 2022 98",
         CLASS_REVERSING, FLAG_FEW, 0, -0.1, 0.4, -0.2706, 0},
    };
    CHECK(rows);
}

/* What stands beside the class in the worked examples. */
static void test_example_details(void **state)
{
    (void)state;
    struct view w;
    view_open(&w, "asof 2023-08-01 cagr\nind hq\ntgt level value=1000 base=2020-12-31:771\n"
                  "obs 2023-06-30 922");
    same("1", "rate", w.t->rate * 100, 7.434, 0.0005);
    same("1", "required rate", w.t->rate_required * 100, 5.340, 0.0005);
    assert_true(w.t->in_days);
    assert_int_equal(w.t->days_done, 911);
    assert_int_equal(w.t->days_total, 1826);
    assert_int_equal(w.t->formula, PACE_CAGR);
    view_close(&w);
    view_open(&w, "asof 2023-08-01\nind hq\ntgt level value=1000 base=2020-12-31:771\n"
                  "obs 2023-06-30 922");
    same("1", "expected", w.t->expected, 885.25, 0.005);
    same("1", "gap", w.t->gap, -78, 1e-9);
    same("1", "cut", w.t->cut_low, 1.05, 1e-12);
    same("1", "upper cut", w.t->cut_high, NAN, 0);
    assert_int_equal(w.t->formula, PACE_LINEAR);
    view_close(&w);
    view_open(&w, "asof 2025-03-01\nind g q=rate unit=PT\ntgt growth value=5 base=2020:100 rates\n"
                  "obs 2021 8.3\nobs 2022 -0.2\nobs 2023 5.0\nobs 2024 5.0");
    same("6", "average", w.t->value, 4.4803, 0.00005);
    same("6", "needed in year 5", w.t->required.rate * 100, 7.1048, 0.00005);
    same("6", "index", pow(1 + w.t->rate, 4), 1.1916195, 0.00000005);
    view_close(&w);
    view_open(&w, "asof 2023-08-20\nind jobs q=flow freq=M\n"
                  "tgt cumulative value=180000 from=2022-08-01 by=2025-07-31\n"
                  "obs 2023-07 52000 cov=cumulative");
    same("7", "expected", w.t->expected, 59945, 0.5);
    assert_int_equal(w.t->days_done, 365);
    assert_int_equal(w.t->days_total, 1096);
    view_close(&w);
    view_open(&w, "asof 2024-07-20\nind jobs q=flow freq=M\n"
                  "tgt cumulative value=180000 from=2022-08-01 by=2025-07-31\n"
                  "obs 2024-06 128400 cov=cumulative");
    same("8", "to come", w.t->required.amount, 51600, 1e-9);
    same("8", "a day", w.t->required.per_day, 130.30, 0.005);
    view_close(&w);
}

/* ---- 4.2: other kinds ---------------------------------------------------------------------- */

static void test_kinds(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"no target", "ind x\nobs 2022 5\ntgt direction", CLASS_NOT_ASSESSED, 0, REASON_NO_TARGET,
         NAN, NAN, NAN, 0},
        {"direction without figures", "ind x\ntgt direction", CLASS_NOT_ASSESSED, 0, REASON_NO_DATA,
         NAN, NAN, NAN, 0},
        {"direction does not hide another target",
         "asof 2023-03-01\nind x\ntgt direction\ntgt level value=10 base=2020:0\nobs 2022 4.2",
         CLASS_AHEAD, FLAG_FEW, 0, 0.42, 0.4, 1.05, 0},
        {"count without base, short of it", "ind x\ntgt level value=30\nobs 2022 12",
         CLASS_NOT_ASSESSED, 0, REASON_NO_BASE, 0.4, NAN, NAN, 0},
        {"count without base, met", "ind x\ntgt level value=30\nobs 2022 30", CLASS_ACHIEVED, 0, 0,
         1, NAN, NAN, 0},
        {"lower is better without base has no share",
         "ind x dir=down\ntgt level value=30\nobs 2022 60", CLASS_NOT_ASSESSED, 0, REASON_NO_BASE,
         NAN, NAN, NAN, 0},
        {"above: equal is not enough",
         "asof 2023-03-01\nind x\ntgt level cmp=> value=30 base=2020:0\nobs 2022 30", CLASS_AHEAD,
         FLAG_FEW, 0, 1, 0.4, 2.5, 0},
        {"above: over 30 is",
         "asof 2023-03-01\nind x\ntgt level cmp=> value=30 base=2020:0\nobs 2022 30 cmp=>",
         CLASS_ACHIEVED, FLAG_FEW, 0, 1, 0.4, 2.5, 0},
        {"decimals: rounded before comparing",
         "asof 2023-03-01\nind x dec=1\ntgt level value=30 base=2020:0\nobs 2022 29.96",
         CLASS_ACHIEVED, FLAG_FEW, 0, 29.96 / 30, 0.4, ANY, 0},
        {"decimals: not where none are stated",
         "asof 2023-03-01\nind x\ntgt level value=30 base=2020:0\nobs 2022 29.96", CLASS_AHEAD,
         FLAG_FEW, 0, 29.96 / 30, 0.4, ANY, 0},
        {"geometric path",
         "asof 2024-07-01\nind x q=flow\ntgt level value=5000 base=2020:1703 path=geometric\n"
         "obs 2023 4333",
         CLASS_AHEAD, FLAG_FEW, 0, 0.7977, 0.6, 1.4451, 0},
        {"binding: 0.96 is slower",
         "asof 2023-03-01\nind x nature=binding\ntgt level value=100 base=2020:0\nobs 2022 38.4",
         CLASS_SLOWER, FLAG_FEW, 0, 0.384, 0.4, 0.96, 0},
        {"binding with the allowance",
         "asof 2023-03-01 allow\nind x nature=binding\ntgt level value=100 base=2020:0\n"
         "obs 2022 38.4",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.384, 0.4, 0.96, 0},
        {"trajectory before any formula",
         "asof 2023-03-01\nind x\ntgt level value=100 base=2020:0 way=2021:5,2022:20,2023:50\n"
         "obs 2022 20",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.2, 0.2, 1, 0},
        {"trajectory between two points",
         "asof 2024-03-01\nind x\ntgt level value=100 base=2020:0 way=2022:20,2024:40\nobs 2023 24",
         CLASS_SLOWER, FLAG_FEW, 0, 0.24, 0.3, 0.8, 0.001},
        {"trajectory that asks for nothing yet",
         "asof 2022-03-01\nind x\ntgt level value=100 base=2020:10 way=2021:10\nobs 2021 10",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0, 0, NAN, 0},
        {"maintain: no breach",
         "asof 2023-03-01\nind x dir=down\ntgt maintain value=5.5\nobs 2021 5.1\nobs 2022 5.5",
         CLASS_ON_TRACK, 0, 0, 1, 0.4, NAN, 0},
        {"maintain: an earlier breach",
         "asof 2023-03-01\nind x dir=down\ntgt maintain value=5.5\nobs 2021 5.6\nobs 2022 5.5",
         CLASS_SLOWER, 0, 0, 0.5, 0.4, NAN, 0},
        {"maintain: the latest breaches",
         "asof 2023-03-01\nind x dir=down\ntgt maintain value=5.5\nobs 2021 5.1\nobs 2022 5.6",
         CLASS_REVERSING, 0, 0, 0.5, 0.4, NAN, 0},
        {"maintain: every year",
         "asof 2026-03-01\nind x dir=down\ntgt maintain value=5.5\nobs 2021 5\nobs 2022 5\n"
         "obs 2023 5\nobs 2024 5\nobs 2025 5",
         CLASS_COMPLETED, 0, 0, 1, 1, NAN, 0},
        {"maintain: one year missed",
         "asof 2026-03-01\nind x dir=down\ntgt maintain value=5.5\nobs 2021 5\nobs 2022 5.6\n"
         "obs 2023 5\nobs 2024 5\nobs 2025 5",
         CLASS_NOT_COMPLETED, 0, 0, 0.8, 1, NAN, 0},
        {"maintain: last year not published",
         "asof 2026-03-01\nind x dir=down\ntgt maintain value=5.5\nobs 2021 5\nobs 2022 5\n"
         "obs 2023 5\nobs 2024 5",
         CLASS_PENDING, 0, 0, 1, 0.8, NAN, 0},
        {"maintain: a year between not published",
         "asof 2026-03-01\nind x dir=down\ntgt maintain value=5.5\nobs 2021 5\nobs 2023 5\n"
         "obs 2024 5\nobs 2025 5",
         CLASS_PENDING, FLAG_PARTLY_KNOWN, 0, 1, 1, NAN, 0},
        {"maintain: a year with one breach is a breach",
         "asof 2024-03-01\nind x dir=down\ntgt maintain value=5.5\nobs 2021 5\nobs 2022-06 5.6\n"
         "obs 2022 5.5\nobs 2023 5",
         CLASS_SLOWER, 0, 0, 2 / 3., 0.6, NAN, 0},
        {"maintain: a bound leaves a year open",
         "asof 2026-03-01\nind x dir=down\ntgt maintain value=5.5\nobs 2021 5\nobs 2022 5 cmp=>\n"
         "obs 2023 5\nobs 2024 5\nobs 2025 5",
         CLASS_UNDETERMINED, FLAG_AT_LEAST, 0, 0.8, 1, NAN, 0},
        {"range: inside from inside",
         "asof 2023-03-01\nind x\ntgt range value=95 high=105 base=2020:100\nobs 2022 104",
         CLASS_ON_TRACK, FLAG_FEW, 0, 1, 0.4, NAN, 0},
        {"range: inside from outside is never achieved early",
         "asof 2023-03-01\nind x\ntgt range value=95 high=105 base=2020:80\nobs 2022 96",
         CLASS_AHEAD, FLAG_FEW, 0, 1, 0.4, 16 / 15. / 0.4, 0},
        {"range: on the way, by the nearer edge",
         "asof 2023-03-01\nind x\ntgt range value=95 high=105 base=2020:80\nobs 2022 85",
         CLASS_SLOWER, FLAG_FEW, 0, 5 / 15., 0.4, 5 / 15. / 0.4, 0},
        {"range: from above",
         "asof 2023-03-01\nind x\ntgt range value=95 high=105 base=2020:125\nobs 2022 117",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.4, 0.4, 1, 0},
        {"range: lost",
         "asof 2023-03-01\nind x\ntgt range value=95 high=105 base=2020:100\nobs 2022 106",
         CLASS_REVERSING, FLAG_FEW, 0, NAN, 0.4, NAN, 0},
        {"range: through to the other side",
         "asof 2023-03-01\nind x\ntgt range value=95 high=105 base=2020:80\nobs 2022 110",
         CLASS_REVERSING, FLAG_FEW, 0, NAN, 0.4, NAN, 0},
        {"range: final",
         "asof 2026-03-01\nind x\ntgt range value=95 high=105\nobs 2024 100\nobs 2025 101",
         CLASS_COMPLETED, 0, 0, 1, NAN, NAN, 0},
        {"relative: keeps pace",
         "asof 2023-03-01\nind gdp\nobs 2020 200\nobs 2022 220\n"
         "ind income\ntgt relative ref=gdp base=2020:50\nobs 2022 55.5",
         CLASS_ON_TRACK, 0, 0, 1.11 / 1.1, 0.4, NAN, 0},
        {"relative: falls behind",
         "asof 2023-03-01\nind gdp\nobs 2020 200\nobs 2022 220\n"
         "ind income\ntgt relative ref=gdp base=2020:50\nobs 2022 54.5",
         CLASS_LAGGING, 0, 0, 1.09 / 1.1, 0.4, NAN, 0},
        {"relative: yearly rates on both sides",
         "asof 2023-03-01\nind gdp q=rate\nobs 2021 8.1\nobs 2022 3\n"
         "ind income q=rate\ntgt relative ref=gdp base=2020:100 rates\nobs 2021 8.1\nobs 2022 2.9",
         CLASS_LAGGING, 0, 0, 1.029 / 1.03, 0.4, NAN, 0},
        {"relative: final",
         "asof 2026-03-01\nind gdp\nobs 2020 200\nobs 2025 220\n"
         "ind income\ntgt relative ref=gdp base=2020:50\nobs 2025 55",
         CLASS_COMPLETED, 0, 0, 1, 1, NAN, 0},
        {"relative: final, other side not published",
         "asof 2026-03-01\nind gdp\nobs 2020 200\nobs 2024 220\n"
         "ind income\ntgt relative ref=gdp base=2020:50\nobs 2024 55\nobs 2025 57",
         CLASS_PENDING, 0, 0, 1, 0.8, NAN, 0},
        {"growth: a year is missing",
         "asof 2025-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates\n"
         "obs 2021 8.3\nobs 2023 5.0",
         CLASS_NOT_ASSESSED, 0, REASON_GAP, NAN, NAN, NAN, 0},
        {"growth: part-year rates are no years",
         "asof 2023-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates\n"
         "obs 2021 8.3\nobs 2022-S1 1.0",
         CLASS_AHEAD, FLAG_FEW, 0, 0.083 / 0.2762815625, 0.2, 1.66, 0},
        {"growth: above its average is not achieved early",
         "asof 2022-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates\nobs 2021 8.3",
         CLASS_AHEAD, FLAG_FEW, 0, 0.083 / 0.2762815625, 0.2, 0.083 / 0.05, 0},
        {"growth: the whole index is",
         "asof 2023-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates\nobs 2021 20\n"
         "obs 2022 10",
         CLASS_ACHIEVED, 0, 0, 0.32 / 0.2762815625, 0.4, ANY, 0},
        {"growth: over 5 each year is over 5 on average",
         "asof 2026-03-01\nind g q=rate\ntgt growth cmp=> value=5 base=2020:100 rates\n"
         "obs 2021 5\nobs 2022 5 cmp=>\nobs 2023 5\nobs 2024 5\nobs 2025 5",
         CLASS_COMPLETED, 0, 0, 1, 1, NAN, 0},
        {"growth: under 5 each year is under 5 on average",
         "asof 2026-03-01\nind g q=rate dir=down\ntgt growth cmp=< value=5 base=2020:100 rates\n"
         "obs 2021 5\nobs 2022 5 cmp=<\nobs 2023 5\nobs 2024 5\nobs 2025 5",
         CLASS_COMPLETED, 0, 0, NAN, 1, NAN, 0},
        {"growth: yearly rates know no break",
         "asof 2022-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates\n"
         "obs 2021 5 st=B pre=90",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.05 / 0.2762815625, 0.2, 1, 0},
        {"growth: a cap is kept, never early",
         "asof 2023-03-01\nind g q=rate dir=down\ntgt growth value=5 base=2020:100 rates\n"
         "obs 2021 4\nobs 2022 5",
         CLASS_ON_TRACK, 0, 0, NAN, 0.4, NAN, 0},
        {"growth: a cap is broken",
         "asof 2023-03-01\nind g q=rate dir=down\ntgt growth value=5 base=2020:100 rates\n"
         "obs 2021 6\nobs 2022 5",
         CLASS_REVERSING, 0, 0, NAN, 0.4, NAN, 0},
        {"growth: to shrink faster is better",
         "asof 2023-03-01\nind g q=rate dir=down\ntgt growth value=-3 base=2020:100 rates\n"
         "obs 2021 -3\nobs 2022 -3",
         CLASS_ON_TRACK, 0, 0, (1 - 0.9409) / (1 - 0.8587340257), 0.4, 1, 0},
        {"growth: schedule by planned rates",
         "asof 2022-03-01\nind g q=rate\n"
         "tgt growth value=5 base=2020:100 rates way=2021:8,2022:5\nobs 2021 8",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.08 / 0.2762815625, 0.08 / 0.2762815625, 1, 0},
        {"cumulative: months add up, the first sum gone by",
         "asof 2022-10-20\nind j q=flow freq=M\ntgt cumulative value=1200 from=2022-01-01 "
         "by=2022-12-31\nobs 2022-01 100\nobs 2022-02 110\nobs 2022-03 90",
         CLASS_ON_TRACK, 0, 0, 0.25, 90 / 365., 0.25 * 365 / 90, 0},
        {"cumulative: year to date, window from August",
         "asof 2022-11-20\nind j q=flow freq=M\ntgt cumulative value=1200 from=2022-08-01 "
         "by=2023-07-31\nobs 2022-07 500 cov=ytd\nobs 2022-10 800 cov=ytd",
         CLASS_ON_TRACK, 0, 0, 0.25, 92 / 365., 0.25 * 365 / 92, 0},
        {"cumulative: figures that do not begin with the window",
         "asof 2022-11-20\nind j q=flow freq=M\ntgt cumulative value=1200 from=2022-08-20 "
         "by=2023-08-19\nobs 2022-09 100",
         CLASS_NOT_ASSESSED, 0, REASON_GAP, NAN, NAN, NAN, 0},
        {"cumulative: below a bound lies nothing or all of it",
         "asof 2022-03-20\nind j q=flow freq=M\ntgt cumulative value=1200 from=2022-01-01 "
         "by=2022-12-31\nobs 2022-01 100\nobs 2022-02 100 cmp=<",
         CLASS_LAGGING, FLAG_AT_LEAST, 0, 200 / 1200., 59 / 365., ANY, 0},
        {"cumulative: a budget is kept",
         "asof 2022-11-20\nind j q=flow freq=M dir=down\ntgt cumulative value=1200 "
         "from=2022-01-01 by=2022-12-31\nobs 2022-06 590 cov=cumulative",
         CLASS_ON_TRACK, 0, 0, NAN, 181 / 365., NAN, 0},
        {"cumulative: a budget is overrun",
         "asof 2022-11-20\nind j q=flow freq=M dir=down\ntgt cumulative value=1200 "
         "from=2022-01-01 by=2022-12-31\nobs 2022-06 600 cov=cumulative",
         CLASS_REVERSING, 0, 0, NAN, 181 / 365., NAN, 0},
        {"two targets: the worst counts",
         "asof 2023-03-01\nind x\ntgt level value=10 base=2020:0\ntgt level value=20 base=2020:0\n"
         "obs 2022 4.2",
         CLASS_LAGGING, FLAG_FEW, 0, 0.21, 0.4, 0.525, 0},
    };
    CHECK(rows);
}

/* ---- 4.4: after the deadline --------------------------------------------------------------- */

#define T100 "ind x\ntgt level value=100 base=2020:0\n"

static void test_final(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"the target's day itself is still running", "asof 2025-12-31\n" T100 "obs 2024 80",
         CLASS_ON_TRACK, FLAG_FEW, 0, 0.8, 0.8, 1, 0},
        {"pending", "asof 2026-03-01\n" T100 "obs 2024 96", CLASS_PENDING, 0, 0, 0.96, 0.8, NAN, 0},
        {"pending, met earlier", "asof 2026-03-01\n" T100 "obs 2024 101", CLASS_PENDING,
         FLAG_MET_EARLIER, 0, 1.01, 0.8, NAN, 0},
        {"completed, provisional", "asof 2026-03-01\n" T100 "obs 2024 96\nobs 2025 101 st=P",
         CLASS_COMPLETED, FLAG_PROVISIONAL, 0, 1.01, 1, NAN, 0},
        {"completed early", "asof 2026-03-01\n" T100 "obs 2023 100\nobs 2024 102\nobs 2025 101",
         CLASS_COMPLETED_EARLY, 0, 0, 1.01, 1, NAN, 0},
        {"not early: lost in between",
         "asof 2026-03-01\n" T100 "obs 2023 100\nobs 2024 99\nobs 2025 101", CLASS_COMPLETED, 0, 0,
         1.01, 1, NAN, 0},
        {"basically, reached too late", "asof 2026-09-01\n" T100 "obs 2025 99\nobs 2026-06 103",
         CLASS_BASICALLY, 0, 0, 0.99, 1, NAN, 0},
        {"never basically for binding",
         "asof 2026-09-01\nind x nature=binding\ntgt level value=100 base=2020:0\nobs 2025 99",
         CLASS_NOT_COMPLETED, 0, 0, 0.99, 1, NAN, 0},
        {"basically is for anticipatory only",
         "asof 2026-09-01\nind x nature=other\ntgt level value=100 base=2020:0\nobs 2025 99",
         CLASS_NOT_COMPLETED, 0, 0, 0.99, 1, NAN, 0},
        {"not with a higher base",
         "asof 2026-09-01\nind x\ntgt level value=100 base=2020:90\nobs 2025 99",
         CLASS_NOT_COMPLETED, 0, 0, 0.9, 1, NAN, 0},
        {"but within a stated tolerance",
         "asof 2026-09-01\nind x\ntgt level value=100 base=2020:90 tol=1\nobs 2025 99",
         CLASS_BASICALLY, 0, 0, 0.9, 1, NAN, 0},
        {"0.95 exactly", "asof 2026-09-01\n" T100 "obs 2025 95", CLASS_BASICALLY, 0, 0, 0.95, 1,
         NAN, 0},
        {"0.9499", "asof 2026-09-01\n" T100 "obs 2025 94.99", CLASS_NOT_COMPLETED, 0, 0, 0.9499, 1,
         NAN, 0},
        {"December counts for the end of the year", "asof 2026-09-01\n" T100 "obs 2025-12 100",
         CLASS_COMPLETED, 0, 0, 1, 1, NAN, 0},
        {"the year before one of its months",
         "asof 2026-09-01\n" T100 "obs 2025 100\nobs 2025-12 90", CLASS_COMPLETED, 0, 0, 1, 1, NAN,
         0},
        {"only what is known on the day",
         "asof 2026-02-01\n" T100 "obs 2024 96 pub=2025-02-20\nobs 2025 101 pub=2026-02-20",
         CLASS_PENDING, 0, 0, 0.96, 0.8, NAN, 0},
        {"nothing after the deadline", "asof 2026-02-01\n" T100, CLASS_NOT_ASSESSED, 0,
         REASON_NO_DATA, NAN, NAN, NAN, 0},
        {"jobs: 0.9794",
         "asof 2026-02-01\nind jobs q=flow freq=M\n"
         "tgt cumulative value=180000 from=2022-08-01 by=2025-07-31\n"
         "obs 2025-07 176300 cov=cumulative",
         CLASS_BASICALLY, 0, 0, 0.9794, 1, NAN, 0},
        {"jobs: binding",
         "asof 2026-02-01\nind jobs q=flow freq=M nature=binding\n"
         "tgt cumulative value=180000 from=2022-08-01 by=2025-07-31\n"
         "obs 2025-07 176300 cov=cumulative",
         CLASS_NOT_COMPLETED, 0, 0, 0.9794, 1, NAN, 0},
        {"growth: a fifth year of 5.4",
         "asof 2026-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates\n"
         "obs 2021 8.3\nobs 2022 -0.2\nobs 2023 5.0\nobs 2024 5.0\nobs 2025 5.4",
         CLASS_NOT_COMPLETED, 0, 0, 0.92647, 1, NAN, 0},
        {"growth: with half a point of tolerance",
         "asof 2026-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates tol=0.5\n"
         "obs 2021 8.3\nobs 2022 -0.2\nobs 2023 5.0\nobs 2024 5.0\nobs 2025 5.4",
         CLASS_BASICALLY, 0, 0, 0.92647, 1, NAN, 0},
        {"growth: the last year is not out",
         "asof 2026-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates\n"
         "obs 2021 8.3\nobs 2022 -0.2\nobs 2023 5.0\nobs 2024 5.0",
         CLASS_PENDING, 0, 0, 0.6936, 0.8, NAN, 0},
        {"growth: index reached early and kept",
         "asof 2026-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates\n"
         "obs 2021 10\nobs 2022 10\nobs 2023 10\nobs 2024 1\nobs 2025 1",
         CLASS_COMPLETED_EARLY, 0, 0, ANY, 1, NAN, 0},
        {"a bound that only may be near", "asof 2026-09-01\n" T100 "obs 2025 99 cmp=<=",
         CLASS_NOT_COMPLETED, FLAG_AT_LEAST, 0, 0.99, 1, NAN, 0},
        {"forecasts never count", "asof 2026-09-01\n" T100 "obs 2024 80\nobs 2025 120 st=F",
         CLASS_PENDING, 0, 0, 0.8, 0.8, NAN, 0},
    };
    CHECK(rows);
    struct view w;
    view_open(&w, "asof 2026-03-01\nind g q=rate\ntgt growth value=5 base=2020:100 rates\n"
                  "obs 2021 8.3\nobs 2022 -0.2\nobs 2023 5.0\nobs 2024 5.0\nobs 2025 5.4");
    same("growth", "average", w.t->value, 4.6636, 0.00005);
    view_close(&w);
    view_open(&w, "asof 2026-09-01\n" T100 "obs 2025 99\nobs 2026-06 103");
    assert_non_null(w.t->met_by);
    assert_int_equal(w.t->met_by->period.kind, PERIOD_MONTH);
    view_close(&w);
    view_open(&w, "asof 2026-03-01\n" T100 "obs 2022 90\nobs 2023 101\nobs 2024 102");
    assert_int_equal(year_of(w.t->met_by->period.last), 2023);
    view_close(&w);
}

/* ---- 4.5: milestones ----------------------------------------------------------------------- */

#define LIST "ind m\ntgt milestones\n"

static void test_milestones(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"bar", "asof 2023-01-01\n" LIST "ms a done\nms b done\nms c partly\nms d not_started",
         CLASS_ON_TRACK, 0, 0, 0.625, NAN, NAN, 0},
        {"weights", "asof 2023-01-01\n" LIST "ms a done w=3\nms b in_progress", CLASS_ON_TRACK, 0,
         0, 0.75, NAN, NAN, 0},
        {"all done", "asof 2023-01-01\n" LIST "ms a done\nms b done", CLASS_ACHIEVED, 0, 0, 1, NAN,
         NAN, 0},
        {"past due", "asof 2023-01-01\n" LIST "ms a done\nms b in_progress due=2022-12-31",
         CLASS_LAGGING, 0, 0, 0.5, NAN, NAN, 0},
        {"due today is not past due",
         "asof 2022-12-31\n" LIST "ms a done\nms b in_progress due=2022-12-31", CLASS_ON_TRACK, 0,
         0, 0.5, NAN, NAN, 0},
        {"due in 90 days, not begun", "asof 2023-01-01\n" LIST "ms a not_started due=2023-04-01",
         CLASS_SLOWER, 0, 0, 0, NAN, NAN, 0},
        {"due in 91 days", "asof 2023-01-01\n" LIST "ms a not_started due=2023-04-02",
         CLASS_ON_TRACK, 0, 0, 0, NAN, NAN, 0},
        {"due in 90 days, begun", "asof 2023-01-01\n" LIST "ms a in_progress due=2023-04-01",
         CLASS_ON_TRACK, 0, 0, 0, NAN, NAN, 0},
        {"all unknown", "asof 2023-01-01\n" LIST "ms a unknown\nms b unknown", CLASS_NOT_ASSESSED,
         0, REASON_NO_DATA, NAN, NAN, NAN, 0},
        {"no list at all", "asof 2023-01-01\n" LIST, CLASS_NOT_ASSESSED, 0, REASON_NO_DATA, NAN,
         NAN, NAN, 0},
        {"some unknown", "asof 2023-01-01\n" LIST "ms a in_progress\nms b unknown", CLASS_ON_TRACK,
         FLAG_PARTLY_KNOWN, 0, 0, NAN, NAN, 0},
        {"unknown and past due is no fault",
         "asof 2023-01-01\n" LIST "ms a in_progress\nms b unknown due=2022-06-30", CLASS_ON_TRACK,
         FLAG_PARTLY_KNOWN, 0, 0, NAN, NAN, 0},
        {"dropped leaves the list", "asof 2023-01-01\n" LIST "ms a done\nms b dropped",
         CLASS_ACHIEVED, 0, 0, 1, NAN, NAN, 0},
        {"after the plan, all done", "asof 2026-01-01\n" LIST "ms a done\nms b done",
         CLASS_COMPLETED, 0, 0, 1, NAN, NAN, 0},
        {"after the plan, some not", "asof 2026-01-01\n" LIST "ms a done\nms b partly",
         CLASS_NOT_COMPLETED, 0, 0, 0.75, NAN, NAN, 0},
        {"after the plan, some unknown", "asof 2026-01-01\n" LIST "ms a done\nms b unknown",
         CLASS_PENDING, FLAG_PARTLY_KNOWN, 0, 0.5, NAN, NAN, 0},
        {"after the plan, one not and some unknown",
         "asof 2026-01-01\n" LIST "ms a partly\nms b unknown", CLASS_NOT_COMPLETED,
         FLAG_PARTLY_KNOWN, 0, 0.25, NAN, NAN, 0},
        {"after the plan, last heard of before its end",
         "asof 2026-01-01\n" LIST "ms a done\nms b in_progress pub=2024-05-01", CLASS_PENDING, 0, 0,
         0.5, NAN, NAN, 0},
        {"published later: unknown on the day",
         "asof 2023-01-01\n" LIST "ms a done pub=2022-01-01\nms b done pub=2024-05-01",
         CLASS_ON_TRACK, FLAG_PARTLY_KNOWN, 0, 0.5, NAN, NAN, 0},
        {"newest vintage on the day",
         "asof 2023-01-01\n" LIST "ms a in_progress pub=2021-01-01\nms a done pub=2022-05-01\n"
         "ms a dropped pub=2023-05-01",
         CLASS_ACHIEVED, 0, 0, 1, NAN, NAN, 0},
    };
    CHECK(rows);
    struct view w;
    view_open(&w, "asof 2026-01-01\n" LIST
                  "ms a done due=2024-06-30 done=2024-07-01\nms b dropped\nms c unknown\n"
                  "ms d not_started\nms e in_progress\nms f partly");
    const struct milestone_counts *c = &w.v->milestone_counts;
    assert_int_equal(c->done, 1);
    assert_int_equal(c->done_late, 1);
    assert_int_equal(c->dropped, 1);
    assert_int_equal(c->unknown, 1);
    assert_int_equal(c->not_started, 1);
    assert_int_equal(c->in_progress, 1);
    assert_int_equal(c->partly, 1);
    assert_int_equal(c->overdue, 3);
    view_close(&w);
}

/* ---- 4.6: roll-ups ------------------------------------------------------------------------- */

static void test_roll_up(void **state)
{
    (void)state;
    struct view w;
    view_open(&w, "asof 2026-03-01\n"
                  "ind a nature=binding\ntgt level value=100 base=2020:0\nobs 2025 100\n"
                  "ind b nature=binding\ntgt level value=100 base=2020:0\nobs 2025 99\n"
                  "ind c\ntgt level value=100 base=2020:0\nobs 2025 99\n"
                  "ind d\ntgt level value=100 base=2020:0\nobs 2024 100\nobs 2025 101\n"
                  "ind e\ntgt level value=100 base=2020:0\nobs 2024 99\n"
                  "ind f\ntgt level value=100 base=2020:0\n"
                  "ind g\ntgt milestones\nms a unknown\n");
    const struct roll_up *r = &w.a->total;
    assert_int_equal(r->indicators, 7);
    assert_int_equal(r->by_class[CLASS_COMPLETED], 1);
    assert_int_equal(r->by_class_binding[CLASS_COMPLETED], 1);
    assert_int_equal(r->by_class_binding[CLASS_NOT_COMPLETED], 1);
    assert_int_equal(r->by_class_anticipatory[CLASS_BASICALLY], 1);
    assert_int_equal(r->by_class_anticipatory[CLASS_COMPLETED_EARLY], 1);
    assert_int_equal(r->by_class[CLASS_PENDING], 1);
    assert_int_equal(r->by_class[CLASS_NOT_ASSESSED], 2);
    assert_int_equal(r->completed, 2);
    assert_int_equal(r->assessed, 4);
    assert_int_equal(r->no_figure, 2);
    assert_int_equal(r->worst, CLASS_NOT_COMPLETED);
    assert_memory_equal(r, &w.a->pillars[0], sizeof *r);
    view_close(&w);
}

/* What would have kept pace: the reference's course from the judged one's base; of rates the rates themselves. */
static void test_reference(void **state)
{
    (void)state;
    struct view w;
    view_open(&w, "asof 2023-03-01\nind gdp\nobs 2020 200\nobs 2021 208\nobs 2022 220\n"
                  "ind income\ntgt relative ref=gdp base=2020:50\nobs 2022 55.5");
    assert_int_equal(w.t->reference_count, 3);
    same("levels", "base", w.t->reference[0].value, 50, 1e-9);
    same("levels", "2021", w.t->reference[1].value, 52, 1e-9);
    same("levels", "2022", w.t->reference[2].value, 55, 1e-9);
    same("levels", "as published", w.t->reference[2].obs->value, 220, 0);
    view_close(&w);
    view_open(&w, "asof 2023-03-01\nind gdp q=rate\nobs 2021 8.1\nobs 2022 3\n"
                  "ind income q=rate\ntgt relative ref=gdp base=2020:100 rates\nobs 2021 8.1");
    assert_int_equal(w.t->reference_count, 2);
    same("rates", "2022", w.t->reference[1].value, 3, 0);
    view_close(&w);
    view_open(&w, "asof 2023-03-01\nind gdp\nobs 2022 220\nind income\ntgt relative ref=gdp base=2020:50\nobs 2022 55.5");
    assert_int_equal(w.v->targets[0].reference_count, 0); /* nothing to begin from */
    assert_int_equal(w.v->targets[0].reason, REASON_NO_BASE);
    view_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_offs),   cmocka_unit_test(test_boundaries),
        cmocka_unit_test(test_examples),   cmocka_unit_test(test_example_details),
        cmocka_unit_test(test_kinds),      cmocka_unit_test(test_final),
        cmocka_unit_test(test_milestones), cmocka_unit_test(test_roll_up),
        cmocka_unit_test(test_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
