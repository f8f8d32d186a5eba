/* Looking ahead: methods.md section 6, to the printed digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/plan/judge.h"
#include "tests/unit/case_check.h"

static size_t points_of(const double *values, size_t n, struct point *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (struct point){2018 + (double)i, values[i]};
    return n;
}

static const double series_a[] = {62.0, 63.1, 64.0, 65.4, 66.0};
static const double series_b[] = {100, 108, 115, 126, 134, 146};
static const double outlier[] = {100, 104, 108, 90, 116, 120};

/* ---- 6.2 ----------------------------------------------------------------------------------- */

static void test_drift(void **state)
{
    (void)state;
    struct point p[8];
    struct drift d;
    struct forecast f = {.low = NAN, .high = NAN};
    assert_true(drift_fit(p, points_of(series_a, 5, p), false, &d));
    same("A", "mean", d.mean, 1.0, 1e-12);
    same("A", "s", d.s, 0.3367, 0.00005);
    assert_int_equal(d.df, 3);
    drift_extend(&d, 1, &f);
    same("A", "h=1", f.value, 67.0, 1e-9);
    same("A", "low", f.low, 66.3836, 0.00005);
    same("A", "high", f.high, 67.6164, 0.00005);
    drift_extend(&d, 2, &f);
    same("A", "h=2", f.value, 68.0, 1e-9);
    same("A", "low", f.low, 67.0450, 0.00005);
    same("A", "high", f.high, 68.9550, 0.00005);
    assert_true(drift_fit(p, points_of(series_b, 6, p), true, &d));
    same("B", "g", (exp(d.mean) - 1) * 100, 7.8625, 0.00005);
    same("B", "s", d.s, 0.013363, 0.0000005);
    assert_int_equal(d.df, 4);
    drift_extend(&d, 1, &f);
    same("B", "h=1", f.value, 157.4793, 0.00005);
    same("B", "low", f.low, 153.9843, 0.00005);
    same("B", "high", f.high, 161.0535, 0.00005);
    drift_extend(&d, 2, &f);
    same("B", "h=2", f.value, 169.8611, 0.00005);
    same("B", "low", f.low, 164.1366, 0.00005);
    same("B", "high", f.high, 175.7853, 0.00005);
}

static void test_points(void **state)
{
    (void)state;
    struct point p[12];
    struct drift d;
    double many[12];
    for (int i = 0; i < 12; i++)
        many[i] = i < 4 ? 1000 : i; /* the last eight rise by one a year */
    assert_false(drift_fit(p, points_of(series_a, 3, p), false, &d));
    assert_true(drift_fit(p, points_of(series_a, 4, p), false, &d));
    assert_int_equal(d.df, 0); /* a point only */
    assert_true(drift_fit(p, points_of(many, 12, p), false, &d));
    same("last eight", "mean", d.mean, 1, 1e-12);
    assert_int_equal(d.df, 6);
    assert_false(drift_fit(p, points_of((const double[]){-1, 2, 3, 4, 5}, 5, p), true, &d));
    /* Uneven spacing: total change over total years. */
    struct point uneven[] = {{2018, 10}, {2019, 12}, {2021, 13}, {2022, 17}, {2023, 20}};
    assert_true(drift_fit(uneven, 5, false, &d));
    same("uneven", "mean", d.mean, 2, 1e-12);
}

static void test_theil_sen(void **state)
{
    (void)state;
    struct point p[8];
    struct drift d;
    same("A", "Theil-Sen", theil_sen(p, points_of(series_a, 5, p), false), 1.0, 1e-9);
    same("B", "Theil-Sen", (exp(theil_sen(p, points_of(series_b, 6, p), true)) - 1) * 100, 7.8625,
         0.00005);
    same("outlier", "Theil-Sen", theil_sen(p, points_of(outlier, 6, p), false), 4.0, 1e-9);
    assert_true(drift_fit(p, points_of(outlier, 6, p), false, &d));
    same("outlier", "drift", d.mean, 4.0, 1e-9);
    same("one point", "Theil-Sen", theil_sen(p, 1, false), NAN, 0);
}

static void test_student(void **state)
{
    (void)state;
    static const double t[] = {1.886, 1.638, 1.533, 1.476, 1.440, 1.415};
    for (int df = 2; df <= 7; df++)
        same("t", "quantile", student_t90(df), t[df - 2], 0.0005);
    same("t", "df 22", student_t90(22), 1.3212, 0.00005);
    same("t", "df 40", student_t90(40), 1.3031, 0.0005);
    same("t", "df 1000", student_t90(1000), 1.2824, 0.0005);
    same("t", "df 0", student_t90(0), NAN, 0);
    /* Tables, expansion and probability agree; known closed forms for one and two degrees. */
    for (int df = 1; df <= 200; df++) {
        same("t", "P of the 90 % quantile", student_cdf(student_t90(df), df), 0.9, 2e-6);
        same("t", "P of the 75 % quantile", student_cdf(student_t75(df), df), 0.75, 2e-6);
        same("t", "P of the 10 % quantile", student_cdf(-student_t90(df), df), 0.1, 2e-6);
    }
    for (double x = -30; x <= 30; x += 0.37) {
        same("t", "df 1", student_cdf(x, 1), 0.5 + atan(x) / acos(-1), 1e-12);
        same("t", "df 2", student_cdf(x, 2), 0.5 + x / 2 / sqrt(2 + x * x), 1e-12);
    }
    same("t", "P at nought", student_cdf(0, 3), 0.5, 1e-15);
    same("t", "P of everything", student_cdf(INFINITY, 3), 1, 0);
    same("t", "P, df 0", student_cdf(1, 0), NAN, 0);
}

/* 6.2: lines and probabilities. */
static void test_lines(void **state)
{
    (void)state;
    struct point p[8];
    struct line l;
    struct drift d;
    assert_true(line_fit(p, points_of(series_a, 5, p), false, false, &l));
    same("A", "least squares", l.slope, 1.0300, 1e-9);
    same("A", "s", l.s, 0.1924, 0.00005);
    same("A", "h=1", line_at(&l, 2023, 0), 67.1900, 1e-9);
    same("A", "low", line_at(&l, 2023, -1), 66.7335, 0.00005);
    same("A", "high", line_at(&l, 2023, 1), 67.6465, 0.00005);
    same("A", "h=2", line_at(&l, 2024, 0), 68.2200, 1e-9);
    same("A", "low", line_at(&l, 2024, -1), 67.6929, 0.00005);
    same("A", "high", line_at(&l, 2024, 1), 68.7471, 0.00005);
    assert_true(line_fit(p, 5, false, true, &l));
    same("A", "weighted", l.slope, 1.0086, 0.00005);
    same("A", "weighted, h=2", line_at(&l, 2024, 0), 68.1486, 0.00005);
    same("A", "weighted: no interval", line_at(&l, 2024, 1), NAN, 0);
    assert_true(line_fit(p, points_of(series_b, 6, p), true, false, &l));
    same("B", "log-OLS, h=2", line_at(&l, 2025, 0), 168.9981, 0.00005);
    same("B", "low", line_at(&l, 2025, -1), 166.1941, 0.00005);
    same("B", "high", line_at(&l, 2025, 1), 171.8495, 0.00005);
    assert_true(line_fit(p, points_of(outlier, 6, p), false, false, &l));
    same("outlier", "least squares", l.slope, 3.3714, 0.00005);
    assert_false(line_fit(p, 2, false, false, &l));

    assert_true(drift_fit(p, points_of(series_a, 5, p), false, &d));
    same("A", "P(70)", drift_between(&d, 2, 70, INFINITY), 0.0208, 0.00005);
    same("A", "P(68)", drift_between(&d, 2, 68, INFINITY), 0.5, 1e-12);
    same("A", "P(not above 70)", drift_between(&d, 2, -INFINITY, 70), 0.9792, 0.00005);
    same("A", "P(80 % interval)", drift_between(&d, 2, drift_at(&d, 2, -1), drift_at(&d, 2, 1)), 0.8, 1e-6);
    assert_true(drift_fit(p, points_of(series_b, 6, p), true, &d));
    same("B", "P(160)", drift_between(&d, 2, 160, INFINITY), 0.9722, 0.00005);
    same("B", "P(any)", drift_between(&d, 2, -5, INFINITY), 1, 1e-12);
    assert_true(drift_fit(p, points_of(series_a, 4, p), false, &d));
    same("four points", "P", drift_between(&d, 2, 68, INFINITY), NAN, 0);
    assert_true(drift_fit(p, points_of((const double[]){1, 2, 3, 4, 5}, 5, p), false, &d));
    same("no spread", "P", drift_between(&d, 2, 7, INFINITY), NAN, 0);
}

/* The inner interval is of the same drift; the fan widens from the figure to the target date. */
static void test_fan(void **state)
{
    (void)state;
    struct point p[8];
    struct drift d;
    struct forecast f = {0};
    const struct indicator free_of_limits = {.min = NAN, .max = NAN}, capped = {.min = NAN, .max = 68.1};
    assert_true(drift_fit(p, points_of(series_a, 5, p), false, &d));
    drift_extend(&d, 2, &f);
    /* 68 -+ 0.764892 * 0.336650 * sqrt(2 * (1 + 2 / 4)) */
    same("A", "50 % low", f.inner_low, 67.5540, 0.00005);
    same("A", "50 % high", f.inner_high, 68.4460, 0.00005);
    same("A", "P(50 % interval)", drift_between(&d, 2, f.inner_low, f.inner_high), 0.5, 1e-6);
    struct fan start = forecast_fan(&f, &free_of_limits, 0), half = forecast_fan(&f, &free_of_limits, 0.5);
    same("fan", "begins", start.low, 66, 1e-12);
    same("fan", "begins", start.inner_high, 66, 1e-12);
    same("fan", "half-way, low", half.low, 66.3836, 0.00005);
    same("fan", "half-way, high", half.high, 67.6164, 0.00005);
    same("fan", "end", forecast_fan(&f, &free_of_limits, 1).high, f.high, 0);
    same("fan", "limit", forecast_fan(&f, &capped, 1).high, 68.1, 0);
    f.rates = true;
    same("fan", "of rates", forecast_fan(&f, &free_of_limits, 1).value, NAN, 0);
}

/* ---- 6.3 ----------------------------------------------------------------------------------- */

static void test_arrival(void **state)
{
    (void)state;
    struct point p[8];
    struct drift d;
    struct forecast f = {0};
    day_t from = case_day("2023-12-31");
    assert_true(drift_fit(p, points_of(series_b, 6, p), true, &d));
    drift_arrival(&d, from, 200, true, 1, &f);
    assert_int_equal(f.arrival_kind, ARRIVAL_DATE);
    same("B", "years", (f.arrival - from) / 365.25, 4.158, 0.002);
    int y, m, day;
    day_to_ymd(f.arrival, &y, &m, &day);
    assert_int_equal(y * 100 + m, 202802);
    assert_int_equal(f.arrival_low, case_day("2027-06-30"));  /* 3.50 years */
    assert_int_equal(f.arrival_high, case_day("2029-01-31")); /* 5.083 years */
    drift_arrival(&d, from, 146, true, 1, &f);
    assert_int_equal(f.arrival_kind, ARRIVAL_REACHED);
    drift_arrival(&d, from, 100, false, 1, &f);
    assert_int_equal(f.arrival_kind, ARRIVAL_NEVER);
    assert_int_equal(f.arrival, DAY_NONE);
    drift_arrival(&d, from, 146 * pow(1.078625, 24.9), true, 1, &f);
    assert_int_equal(f.arrival_kind, ARRIVAL_DATE);
    drift_arrival(&d, from, 146 * pow(1.078625, 25.1), true, 1, &f);
    assert_int_equal(f.arrival_kind, ARRIVAL_BEYOND_25_YEARS);
    drift_arrival(&d, from, -5, true, 1, &f);
    assert_int_equal(f.arrival_kind, ARRIVAL_REACHED);
    /* A noisy series may never reach it: there is no latest date. */
    assert_true(drift_fit(p, points_of((const double[]){10, 30, 5, 25, 12}, 5, p), false, &d));
    drift_arrival(&d, from, 20, true, 1, &f);
    assert_int_equal(f.arrival_kind, ARRIVAL_DATE);
    assert_int_not_equal(f.arrival_low, DAY_NONE);
    assert_int_equal(f.arrival_high, DAY_NONE);
    /* Example 1: by the drift of its two figures. */
    struct drift linear = {.y = 922, .mean = 151 / 911. * 365.25, .span = 911 / 365.25};
    struct drift logs = {
        .y = log(922), .mean = log(922 / 771.) / 911 * 365.25, .span = 911 / 365.25, .logs = true};
    drift_arrival(&linear, case_day("2023-06-30"), 1000, true, 1, &f);
    assert_int_equal(f.arrival - case_day("2023-06-30"), 471);
    assert_int_equal(f.arrival, case_day("2024-10-13"));
    drift_arrival(&logs, case_day("2023-06-30"), 1000, true, 1, &f);
    assert_int_equal(f.arrival, case_day("2024-08-17"));
}

/* ---- 6.4 ----------------------------------------------------------------------------------- */

static void test_count(void **state)
{
    (void)state;
    double x[23], months[23];
    struct drift d;
    struct forecast f = {0};
    /* Any 23 values with that mean and s: half above, half below, one at the mean. */
    double mean = 129400 / 23., off = 294.2130;
    for (int i = 0; i < 23; i++) {
        x[i] = i == 22 ? mean : mean + (i % 2 ? off : -off);
        months[i] = 1;
    }
    assert_true(drift_count(x, months, 23, 129400, &d));
    same("6.4", "mean", d.mean, 5626.0870, 0.00005);
    same("6.4", "s", d.s, 294.2130, 0.00005);
    drift_extend(&d, 13, &f);
    same("6.4", "end", f.value, 202539.13, 0.005);
    same("6.4", "low", f.low, 200785.65, 0.005);
    same("6.4", "high", f.high, 204292.61, 0.005);
    assert_false(drift_count(x, months, 5, 129400, &d));
    assert_true(drift_count(x, months, 6, 129400, &d));
    /* Two months published as one weigh as two. */
    const double y[] = {20, 10, 10, 10, 10, 10}, two[] = {2, 1, 1, 1, 1, 1};
    assert_true(drift_count(y, two, 6, 70, &d));
    same("two months", "mean", d.mean, 10, 1e-12);
    same("two months", "s", d.s, 0, 1e-12);
}

/* ---- through an assessment ----------------------------------------------------------------- */

#define SHARE  "ind x q=rate unit=PT max=100\ntgt level value=70 base=2018:60:D\n"
#define SHARES "obs 2019 62\nobs 2020 63.1\nobs 2021 64\nobs 2022 65.4\n"

static void test_in_verdict(void **state)
{
    (void)state;
    struct view w;
    view_open(&w, "asof 2024-03-01\n" SHARE SHARES "obs 2023 66");
    const struct forecast *f = &w.t->forecast;
    assert_true(f->given && f->interval && !f->estimate && !f->log);
    assert_string_equal(f->name, "drift");
    assert_int_equal(f->points, 5); /* the base is of another definition */
    same("A", "value", f->value, 68, 1e-9);
    same("A", "low", f->low, 67.0450, 0.00005);
    same("A", "a year", f->per_year, 1, 1e-9);
    assert_int_equal(f->at, case_day("2025-12-31"));
    assert_int_equal(f->arrival, case_day("2027-12-31"));
    assert_false(f->theil_sen_disagrees);
    same("A", "Theil-Sen", f->theil_sen.value, 68, 1e-9);
    same("A", "least squares", f->least_squares.value, 68.22, 1e-9);
    same("A", "its low", f->least_squares.low, 67.6929, 0.00005);
    same("A", "weighted", f->weighted.value, 68.1486, 0.00005);
    same("A", "P(70)", f->p_meets, 0.0208, 0.00005);
    view_close(&w);

    view_open(&w, "asof 2026-03-01\n" SHARE SHARES "obs 2023 66");
    assert_int_equal(w.v->class, CLASS_PENDING);
    assert_true(w.t->forecast.given && w.t->forecast.estimate);
    view_close(&w);

    view_open(&w, "asof 2026-03-01\n" SHARE SHARES "obs 2025 70");
    assert_int_equal(w.v->class, CLASS_COMPLETED);
    assert_false(w.t->forecast.given); /* nothing to look ahead to */
    view_close(&w);

    view_open(&w, "asof 2024-03-01\nind x\ntgt level value=170 base=2018:100 path=geometric\n"
                  "obs 2019 108\nobs 2020 115\nobs 2021 126\nobs 2022 134\nobs 2023 146");
    assert_string_equal(w.t->forecast.name, "log-drift");
    assert_int_equal(w.t->forecast.points, 6); /* the plan's base is as good as a figure */
    same("B", "value", w.t->forecast.value, 169.8611, 0.00005);
    view_close(&w);

    static const struct {
        const char *why, *text;
        int points;
    } cut[] = {
        {"a bound", "obs 2019 62\nobs 2020 63 cmp=>\nobs 2021 64\nobs 2022 65\nobs 2023 66", 3},
        {"a break", "obs 2019 62\nobs 2020 63\nobs 2021 64 st=B\nobs 2022 65\nobs 2023 66", 3},
        {"another definition",
         "obs 2019 62\nobs 2020 63 st=D\nobs 2021 64\nobs 2022 65\nobs 2023 66", 3},
        {"a bound at the end", "obs 2020 63\nobs 2021 64\nobs 2022 65\nobs 2023 66 cmp=>", 0},
        {"shorter periods", "obs 2020 63\nobs 2021 64\nobs 2022-06 1\nobs 2022 65\nobs 2023 66", 4},
    };
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        char text[512];
        snprintf(text, sizeof text, "asof 2024-03-01\nind x\ntgt level value=70\n%s", cut[i].text);
        view_open(&w, text);
        if (w.t->forecast.points != cut[i].points || w.t->forecast.given != (cut[i].points >= 4))
            fail_msg("%s: %d points", cut[i].why, w.t->forecast.points);
        view_close(&w);
    }
}

static void test_limits_and_kinds(void **state)
{
    (void)state;
    struct view w;
    view_open(&w,
              "asof 2024-03-01\nind x q=rate unit=PT max=100\ntgt level value=100 base=2018:60\n"
              "obs 2019 68\nobs 2020 77\nobs 2021 84\nobs 2022 92\nobs 2023 99");
    same("clamped", "value", w.t->forecast.value, 100, 0);
    same("clamped", "high", w.t->forecast.high, 100, 0);
    same("clamped", "inner high", w.t->forecast.inner_high, 100, 0);
    same("clamped", "least squares", w.t->forecast.least_squares.value, 100, 0);
    assert_true(w.t->forecast.low < 115);
    view_close(&w);
    /* Average growth: where the index would end, as per cent a year. */
    view_open(&w, "asof 2025-03-01\nind g q=rate unit=PT\ntgt growth value=5 base=2020:100 rates\n"
                  "obs 2021 8.3\nobs 2022 -0.2\nobs 2023 5.0\nobs 2024 5.0");
    same("growth", "value", w.t->forecast.value, 4.4803, 0.00005);
    assert_true(w.t->forecast.rates && w.t->forecast.p_meets > 0 && w.t->forecast.p_meets < 0.5);
    assert_true(w.t->forecast.weighted.value > 3 && w.t->forecast.weighted.value < 6);
    assert_int_equal(w.t->forecast.points, 5);
    view_close(&w);
    /* Counts month by month, and the same as sums to date. */
    char text[4096] = "asof 2024-07-10\nind jobs q=flow freq=M\n"
                      "tgt cumulative value=180000 from=2022-08-01 by=2025-07-31\n";
    char sums[4096];
    snprintf(sums, sizeof sums, "%s", text);
    double total = 0;
    for (int i = 0; i < 23; i++) {
        char line[64];
        double x = 129400 / 23. + (i == 22 ? 0 : i % 2 ? 294.2130 : -294.2130);
        total += x;
        int y = 2022 + (i + 7) / 12, m = (i + 7) % 12 + 1;
        snprintf(line, sizeof line, "obs %d-%02d %.12g\n", y, m, x);
        strncat(text, line, sizeof text - strlen(text) - 1);
        snprintf(line, sizeof line, "obs %d-%02d %.12g cov=cumulative\n", y, m, total);
        strncat(sums, line, sizeof sums - strlen(sums) - 1);
    }
    const char *const both[] = {text, sums};
    for (int i = 0; i < 2; i++) {
        view_open(&w, both[i]);
        assert_string_equal(w.t->forecast.name, "count");
        same("jobs", "so far", w.t->value, 129400, 1e-4);
        same("jobs", "end", w.t->forecast.value, 202539.13, 0.005);
        same("jobs", "low", w.t->forecast.low, 200785.65, 0.005);
        assert_true(w.t->forecast.p_meets > 0.999);
        same("jobs", "no line through sums", w.t->forecast.weighted.value, NAN, 0);
        /* 50 600 to come at 5626.087 a month: 8.994 months. */
        assert_int_equal(w.t->forecast.arrival_kind, ARRIVAL_DATE);
        assert_int_equal(w.t->forecast.arrival, case_day("2025-03-31"));
        view_close(&w);
    }
}

/* The forecast never changes a class: growing well but from far behind stays behind. */
static void test_second_opinion(void **state)
{
    (void)state;
    struct view w;
    view_open(&w, "asof 2024-03-01\nind x\ntgt level value=400 base=2018:100\n"
                  "obs 2019 100.5\nobs 2020 101\nobs 2021 101.5\nobs 2022 102\nobs 2023 190");
    same("jump", "drift", w.t->forecast.per_year, 18, 1e-9);
    same("jump", "Theil-Sen", w.t->forecast.theil_sen.per_year, 0.5, 1e-9);
    assert_int_equal(w.v->class, CLASS_LAGGING);
    view_close(&w);
    view_open(&w, "asof 2024-03-01\nind x\ntgt level value=400 base=2018:100\n"
                  "obs 2019 99\nobs 2020 98\nobs 2021 97\nobs 2022 96\nobs 2023 101");
    assert_true(w.t->forecast.theil_sen.per_year < 0 && w.t->forecast.per_year > 0);
    assert_true(w.t->forecast.theil_sen_disagrees);
    view_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drift),          cmocka_unit_test(test_points),
        cmocka_unit_test(test_theil_sen),      cmocka_unit_test(test_student),
        cmocka_unit_test(test_arrival),        cmocka_unit_test(test_count),
        cmocka_unit_test(test_in_verdict),     cmocka_unit_test(test_limits_and_kinds),
        cmocka_unit_test(test_second_opinion), cmocka_unit_test(test_lines),
        cmocka_unit_test(test_fan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
