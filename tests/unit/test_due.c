/* Which figure is awaited: the office's calendar, the indicator's own rhythm, and a plan that is over. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "feeds/plan/due.h"

struct figure {
    const char *period, *published;
    char status;
};

static struct series *make(const struct figure *figures, size_t n, const char *next)
{
    struct series *s = series_new("output");
    s->obs = arena_alloc(&s->arena, n + 1, sizeof *s->obs);
    s->obs_count = n;
    s->next = DAY_NONE;
    for (size_t i = 0; i < n; i++) {
        s->obs[i] = (struct obs){.value = 1, .status = figures[i].status ? figures[i].status : 'A', .published = DAY_NONE,
                                 .pre_break = NAN};
        assert_true(period_parse(figures[i].period, &s->obs[i].period));
        if (figures[i].published)
            assert_true(day_parse(figures[i].published, &s->obs[i].published));
    }
    if (next)
        assert_true(day_parse(next, &s->next));
    series_seal(s);
    return s;
}

#define END "2025-12-31"

/* The day after which it is late, as text; "-" for none. */
static const char *late_after(enum freq f, const struct figure *figures, size_t n, const char *next, const char *end)
{
    static char text[16];
    struct indicator ind = {.id = "output", .freq = f};
    struct series *s = make(figures, n, next);
    day_t plan_end = DAY_NONE;
    if (end)
        assert_true(day_parse(end, &plan_end));
    struct awaited w = due_of_series(&ind, s, plan_end);
    assert_string_equal(w.indicator, "output");
    assert_int_equal(w.announced, next != NULL);
    day_format(w.day, text, sizeof text);
    series_unref(s);
    return text;
}
#define COUNT(list) (sizeof(list) / sizeof *(list))

static void an_announced_day_is_awaited_until_something_came(void **state)
{
    (void)state;
    static const struct figure before[] = {{"2024", "2025-02-20", 0}}, on[] = {{"2024", "2025-12-15", 0}};
    assert_string_equal(late_after(FREQ_ANNUAL, before, 1, "2025-12-15", END), "2025-12-15");
    assert_string_equal(late_after(FREQ_ANNUAL, on, 1, "2025-12-15", END), "-");
    assert_string_equal(late_after(FREQ_ANNUAL, NULL, 0, "2025-12-15", END), "2025-12-15");
    /* An office that says when it publishes after the plan's end is taken at its word. */
    assert_string_equal(late_after(FREQ_ANNUAL, before, 1, "2026-03-01", END), "2026-03-01");
}

static void a_monthly_figure_is_late_by_its_own_rhythm(void **state)
{
    (void)state;
    /* Published 16, 20 and 17 days after the month: June is awaited until 30 June + 20 + 15 days. */
    static const struct figure monthly[] = {
        {"2025-03", "2025-04-16", 0}, {"2025-04", "2025-05-20", 0}, {"2025-05", "2025-06-17", 0}};
    assert_string_equal(late_after(FREQ_MONTH, monthly, 3, NULL, END), "2025-08-04");
    assert_string_equal(late_after(FREQ_MONTH, monthly, 2, NULL, END), "-"); /* two are no rhythm */
}

static void revisions_forecasts_and_undated_figures_are_no_rhythm(void **state)
{
    (void)state;
    static const struct figure revised[] = {{"2022", "2023-02-01", 0}, {"2022", "2024-06-01", 0}, {"2023", "2024-02-01", 0},
                                            {"2024", "2025-02-01", 0}, {"2025", "2022-08-31", 'F'}};
    /* 32 days, not the 517 of the revision; 182 to spare. */
    assert_string_equal(late_after(FREQ_ANNUAL, revised, COUNT(revised), NULL, END), "2026-08-02");
    static const struct figure undated[] = {{"2022", NULL, 0}, {"2023", NULL, 0}, {"2024", NULL, 0}, {"2021", "2022-02-01", 0}};
    assert_string_equal(late_after(FREQ_ANNUAL, undated, COUNT(undated), NULL, END), "-");
    static const struct figure missing[] = {{"2022", "2023-02-01", 'Q'}, {"2023", "2024-02-01", 0}, {"2024", "2025-02-01", 0}};
    assert_string_equal(late_after(FREQ_ANNUAL, missing, COUNT(missing), NULL, END), "-");
    static const struct figure spans[] = {{"2022-S1", "2022-08-01", 0}, {"2023-S1", "2023-08-01", 0}, {"2024-S1", "2024-08-01", 0}};
    assert_string_equal(late_after(FREQ_ANNUAL, spans, COUNT(spans), NULL, END), "-");
}

static void a_plan_that_is_over_awaits_its_last_period_and_no_more(void **state)
{
    (void)state;
    static const struct figure yearly[] = {
        {"2022", "2023-02-20", 0}, {"2023", "2024-02-20", 0}, {"2024", "2025-02-20", 0}, {"2025", "2026-02-20", 0}};
    assert_string_equal(late_after(FREQ_ANNUAL, yearly, 3, NULL, END), "2026-08-21");
    assert_string_equal(late_after(FREQ_ANNUAL, yearly, 4, NULL, END), "-");
    assert_string_equal(late_after(FREQ_ANNUAL, yearly, 4, NULL, NULL), "2027-08-21");
}

static void weeks_and_days_get_a_week_of_grace(void **state)
{
    (void)state;
    static const struct figure weekly[] = {{"2025-W10", "2025-03-11", 0}, {"2025-W11", "2025-03-18", 0}, {"2025-W12", "2025-03-25", 0}};
    assert_string_equal(late_after(FREQ_WEEK, weekly, 3, NULL, END), "2025-04-08");
    static const struct figure daily[] = {{"2025-03-10", "2025-03-11", 0}, {"2025-03-11", "2025-03-12", 0}, {"2025-03-12", "2025-03-13", 0}};
    assert_string_equal(late_after(FREQ_DAY, daily, 3, NULL, END), "2025-03-21");
}

static void the_sooner_counts_and_none_is_later_than_all(void **state)
{
    (void)state;
    struct awaited none = {.day = DAY_NONE}, a = {.day = 10}, b = {.day = 20};
    assert_int_equal(due_sooner(a, b).day, 10);
    assert_int_equal(due_sooner(b, a).day, 10);
    assert_int_equal(due_sooner(none, b).day, 20);
    assert_int_equal(due_sooner(b, none).day, 20);
    assert_int_equal(due_of_document(DAY_NONE, 5).day, DAY_NONE);
    assert_int_equal(due_of_document(10, DAY_NONE).day, 10);
    assert_int_equal(due_of_document(10, 9).day, 10);
    assert_int_equal(due_of_document(10, 10).day, DAY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_announced_day_is_awaited_until_something_came),
        cmocka_unit_test(a_monthly_figure_is_late_by_its_own_rhythm),
        cmocka_unit_test(revisions_forecasts_and_undated_figures_are_no_rhythm),
        cmocka_unit_test(a_plan_that_is_over_awaits_its_last_period_and_no_more),
        cmocka_unit_test(weeks_and_days_get_a_week_of_grace),
        cmocka_unit_test(the_sooner_counts_and_none_is_later_than_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
