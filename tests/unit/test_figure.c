/* Figures, dates and periods as each language writes them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/figure.h"
#include "widgets/width.h"
#include "tui/lang.h"

static const struct writing zh = {.lang = LANG_ZH}, en = {.lang = LANG_EN};

static const struct indicator money = {.unit = {{"亿元", "CNY 100m"}}, .unit_code = "CNY",
                                       .unit_mult = 8, .decimals = -1};
static const struct indicator percent = {.unit = {{"%", "%"}}, .unit_code = "PT", .decimals = -1};
static const struct indicator firms = {.unit = {{"家", "enterprises"}}, .decimals = -1};
static const struct indicator persons = {.unit = {{"人", "persons"}}, .decimals = -1};

static void figures(void **state)
{
    (void)state;
    static const struct {
        const struct indicator *ind;
        double value;
        const char *zh, *en;
    } rows[] = {
        {&money, 5000, "5000 亿元", "CNY 500 bn"},
        {&money, 1703, "1703 亿元", "CNY 170.3 bn"},
        {&money, 10000, "1 万亿元", "CNY 1000 bn"},
        {&money, 247.8, "247.8 亿元", "CNY 24.78 bn"},
        {&money, 829.8, "829.8 亿元", "CNY 82.98 bn"},
        {&money, 0.5, "0.5 亿元", "CNY 50 m"},
        {&money, 150000, "15 万亿元", "CNY 15 trn"},
        {&money, -770, "-770 亿元", "CNY -77 bn"},
        {&money, 0, "0 亿元", "CNY 0"},
        {&percent, 55.3, "55.3%", "55.3 %"},
        {&firms, 922, "922 家", "922 enterprises"},
        {&persons, 180000, "18 万人", "180,000 persons"},
        {&persons, 57800, "5.78 万人", "57,800 persons"},
        {&persons, 59945, "59945 人", "59,945 persons"},
        {&firms, NAN, "–", "–"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[FIGURE_CAP];
        figure_text(rows[i].ind, rows[i].value, zh, text, sizeof text);
        assert_string_equal(text, rows[i].zh);
        figure_text(rows[i].ind, rows[i].value, en, text, sizeof text);
        assert_string_equal(text, rows[i].en);
    }
}

static void operands_have_the_scale_of_the_goal(void **state)
{
    (void)state;
    static const struct {
        const struct indicator *ind;
        double value, goal;
        const char *zh, *en;
    } rows[] = {
        {&money, 4230, 5000, "4230", "423"},
        {&money, 1703, 5000, "1703", "170.3"},
        {&money, 12345, 20000, "12345", "1234.5"}, /* no digit is lost by scaling */
        {&money, 0.5, 0.8, "0.5", "50"},
        {&percent, 55.3, 60, "55.3", "55.3"},
        {&persons, 59945, 200000, "59945", "59945"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[FIGURE_CAP];
        figure_operand(rows[i].ind, rows[i].value, rows[i].goal, zh, text, sizeof text);
        assert_string_equal(text, rows[i].zh);
        figure_operand(rows[i].ind, rows[i].value, rows[i].goal, en, text, sizeof text);
        assert_string_equal(text, rows[i].en);
    }
}

static void computed_values_are_rounded(void **state)
{
    (void)state;
    char text[FIGURE_CAP];
    figure_computed(&money, 4031.0871, zh, text, sizeof text);
    assert_string_equal(text, "4031 亿元");
    struct obs one = {.value = 8.3, .status = 'A'}, two = {.value = 12, .status = 'A'};
    const struct obs *list[] = {&one, &two};
    const struct verdict seen = {.obs = list, .obs_count = 2};
    figure_ahead(&percent, &seen, 4.4803, en, text, sizeof text);
    assert_string_equal(text, "4.5 %");
    one.value = 8;
    figure_ahead(&money, &seen, 5012.37, zh, text, sizeof text);
    assert_string_equal(text, "5012 亿元");
    figure_difference(&percent, 0.6, en, text, sizeof text);
    assert_string_equal(text, "0.6 percentage points");
    figure_difference(&percent, 0.6, zh, text, sizeof text);
    assert_string_equal(text, "0.6 个百分点");
    figure_difference(&percent, NAN, zh, text, sizeof text);
    assert_string_equal(text, "–");
    figure_difference(&money, 770, zh, text, sizeof text);
    assert_string_equal(text, "770 亿元");
    figure_computed(&percent, 7.10483, en, text, sizeof text);
    assert_string_equal(text, "7.105 %");
    number_short(59945.2, 4, text, sizeof text);
    assert_string_equal(text, "59945");
}

static void numbers_read_back(void **state)
{
    (void)state;
    static const struct {
        double v;
        int decimals;
        const char *text;
    } rows[] = {{0.1, -1, "0.1"},   {1e14, -1, "100000000000000"}, {-0.25, -1, "-0.25"},
                {1.0 / 3, -1, "0.3333333333333333"}, {62, 1, "62.0"}, {0, -1, "0"},
                {-0.0, -1, "0"},    {4230, -1, "4230"},            {INFINITY, -1, "∞"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[FIGURE_CAP];
        number_text(rows[i].v, rows[i].decimals, text, sizeof text);
        assert_string_equal(text, rows[i].text);
    }
}

static void shares_do_not_flatter(void **state)
{
    (void)state;
    char text[FIGURE_CAP];
    share_text(0.76650, false, en, text, sizeof text);
    assert_string_equal(text, "76.7 %");
    share_text(0.99999, false, en, text, sizeof text);
    assert_string_equal(text, "99.9 %");
    share_text(1, true, zh, text, sizeof text);
    assert_string_equal(text, "≥100%");
    share_text(28.16, false, zh, text, sizeof text);
    assert_string_equal(text, "2816%");
    share_text(-0.2, false, en, text, sizeof text);
    assert_string_equal(text, "-20 %");
    share_text(NAN, false, en, text, sizeof text);
    assert_string_equal(text, "–");
}

/* The short forms say the same or less, never more. */
static void short_forms_do_not_flatter(void **state)
{
    (void)state;
    static const struct {
        double share;
        bool at_least;
        const char *text;
    } shares[] = {{0.766, false, "77%"}, {0.996, false, "99%"}, {0.9999, true, "≥99%"}, {1, false, "100%"}, {0.002, false, "<1%"},
                  {0, false, "0%"},      {-0.3, false, "-30%"}, {8.504, false, "850%"}, {1.0 / 3, true, "≥33%"}, {NAN, false, "–"}};
    char out[FIGURE_CAP];
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        share_brief(shares[i].share, shares[i].at_least, en, out, sizeof out);
        assert_string_equal(out, shares[i].text);
    }
    static const struct {
        const struct indicator *ind;
        double value;
        enum cmp cmp;
        const char *text;
    } figures[] = {{&firms, 150, CMP_GT, ">150"},       {&persons, 130000, CMP_EQ, "130,000"},
                   {&persons, 700, CMP_ABOUT, "≈700"},  {&money, 81.4, CMP_ABOUT, "≈CNY 8.14 bn"},
                   {&percent, 55.3, CMP_EQ, "55.3 %"}};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        struct obs o = {.value = figures[i].value, .cmp = figures[i].cmp, .status = 'A'};
        obs_brief(figures[i].ind, &o, en, out, sizeof out);
        assert_string_equal(out, figures[i].text);
    }
}

/* A number on an axis and its unit together are the figure. */
static void an_axis_says_its_unit_once(void **state)
{
    (void)state;
    static const struct {
        const struct indicator *ind;
        double value, top;
        struct writing w;
        const char *number, *unit;
    } rows[] = {{&money, 2500, 5000, {.lang = LANG_EN}, "250", "CNY bn"}, {&money, 2500, 5000, {.lang = LANG_ZH}, "2500", "亿元"},
                {&persons, 50000, 150000, {.lang = LANG_ZH}, "5", "万人"}, {&persons, 50000, 150000, {.lang = LANG_EN}, "50,000", "persons"},
                {&money, 0, 5000, {.lang = LANG_EN}, "0", "CNY bn"},      {&percent, 25, 40, {.lang = LANG_ZH}, "25", "%"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char number[FIGURE_CAP], unit[FIGURE_CAP];
        axis_number(rows[i].ind, rows[i].value, rows[i].top, rows[i].w, number, sizeof number);
        axis_unit(rows[i].ind, rows[i].top, rows[i].w, unit, sizeof unit);
        assert_string_equal(number, rows[i].number);
        assert_string_equal(unit, rows[i].unit);
    }
}

static void periods(void **state)
{
    (void)state;
    static const struct {
        const char *code, *zh, *en, *brief_zh, *brief_en;
    } rows[] = {
        {"2024", "2024年", "2024", "2024", "2024"},
        {"2022-S1", "2022年上半年", "H1 2022", "22年上半年", "H1 2022"},
        {"2025-S2", "2025年下半年", "H2 2025", "25年下半年", "H2 2025"},
        {"2025-Q3", "2025年三季度", "Q3 2025", "25年三季度", "Q3 2025"},
        {"2024-08", "2024年8月", "Aug 2024", "2024年8月", "Aug 2024"},
        {"2024-12", "2024年12月", "Dec 2024", "2024年12月", "Dec 2024"},
        {"2025-W07", "2025年第7周", "2025 week 7", "25年第7周", "W7 2025"},
        {"2025-12-31", "2025年12月31日", "31 Dec 2025", "2025-12-31", "2025-12-31"},
        {"2021-01-01/P8M", "2021年1—8月", "Jan–Aug 2021", "21年1—8月", "Jan–Aug 21"},
        {"2021-10-01/P2M", "2021年10—11月", "Oct–Nov 2021", "21/10—11月", "Oct–Nov 21"},
        {"2020-09-01/P6M", "2020年9月—2021年2月", "Sep 2020–Feb 2021", "至21年2月", "to Feb 21"},
        {"2019-01-01/P3Y", "2019—2021年", "2019–2021", "2019—21年", "2019–21"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct period p;
        char text[FIGURE_CAP];
        assert_true(period_parse(rows[i].code, &p));
        period_text(&p, zh, text, sizeof text);
        assert_string_equal(text, rows[i].zh);
        period_text(&p, en, text, sizeof text);
        assert_string_equal(text, rows[i].en);
        period_short(&p, zh, text, sizeof text);
        assert_string_equal(text, rows[i].brief_zh);
        assert_true(text_width(text) <= 10);
        period_short(&p, en, text, sizeof text);
        assert_string_equal(text, rows[i].brief_en);
        assert_true(text_width(text) <= 10);
    }
}

static void observations_carry_their_sign(void **state)
{
    (void)state;
    char text[FIGURE_CAP];
    struct obs o = {.value = 1000, .cmp = CMP_GT};
    obs_text(&money, &o, zh, text, sizeof text);
    assert_string_equal(text, ">1000 亿元");
    o.cmp = CMP_ABOUT;
    obs_text(&money, &o, en, text, sizeof text);
    assert_string_equal(text, "about CNY 100 bn");
    o.value = NAN;
    obs_text(&money, &o, en, text, sizeof text);
    assert_string_equal(text, "–");
}

static void targets(void **state)
{
    (void)state;
    char text[FIGURE_CAP * 2];
    struct target t = {.kind = TARGET_LEVEL, .cmp = CMP_GE, .value = 5000,
                       .by = day_from_ymd(2025, 12, 31), .from = DAY_NONE};
    target_text(&money, &t, zh, text, sizeof text);
    assert_string_equal(text, "2025年底前达到 5000 亿元");
    target_text(&money, &t, en, text, sizeof text);
    assert_string_equal(text, "CNY 500 bn or more by end 2025");
    t.kind = TARGET_GROWTH;
    t.value = 25;
    target_text(&percent, &t, zh, text, sizeof text);
    assert_string_equal(text, "2025年底前年均增长 25%");
    target_text(&percent, &t, en, text, sizeof text);
    assert_string_equal(text, "25 % a year on average to end 2025");
    t = (struct target){.kind = TARGET_CUMULATIVE, .cmp = CMP_GE, .value = 180000,
                        .from = day_from_ymd(2022, 8, 20), .by = day_from_ymd(2025, 8, 19)};
    target_text(&persons, &t, en, text, sizeof text);
    assert_string_equal(text, "180,000 persons or more in all, 20 Aug 2022 to 19 Aug 2025");
}

static void ages(void **state)
{
    (void)state;
    char text[FIGURE_CAP];
    age_text(59, en, text, sizeof text); /* seconds would stand still until the next tick of the screen's clock */
    assert_string_equal(text, "<1 min");
    age_text(59, zh, text, sizeof text);
    assert_string_equal(text, "<1 分钟");
    age_text(60, en, text, sizeof text);
    assert_string_equal(text, "1 min");
    age_text(3 * 3600, zh, text, sizeof text);
    assert_string_equal(text, "3 小时");
    age_text(86400 * 12, en, text, sizeof text);
    assert_string_equal(text, "12 days");
    age_text(6 * 3600 - 1, en, text, sizeof text);
    assert_string_equal(text, "5 h");
    wait_text(6 * 3600 - 1, en, text, sizeof text);
    assert_string_equal(text, "6 h");
    wait_text(5 * 3600 + 1799, zh, text, sizeof text);
    assert_string_equal(text, "5 小时");
    wait_text(59, en, text, sizeof text);
    assert_string_equal(text, "<1 min");
}

/* Every class has its own word, and no two roles of colour stand for the same symbol: colour is never alone. */
static void classes_are_told_apart_without_colour(void **state)
{
    (void)state;
    for (int a = 0; a < CLASS_COUNT; a++)
        for (int b = 0; b < a; b++) {
            enum class x = (enum class)a, y = (enum class)b;
            assert_string_not_equal(class_word(x, LANG_EN), class_word(y, LANG_EN));
            assert_string_not_equal(class_word(x, LANG_ZH), class_word(y, LANG_ZH));
            if (class_role(x) != class_role(y)) {
                assert_string_not_equal(class_symbol(x, true), class_symbol(y, true));
                assert_string_not_equal(class_symbol(x, false), class_symbol(y, false));
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures),
        cmocka_unit_test(operands_have_the_scale_of_the_goal),
        cmocka_unit_test(computed_values_are_rounded),
        cmocka_unit_test(numbers_read_back),
        cmocka_unit_test(shares_do_not_flatter),
        cmocka_unit_test(short_forms_do_not_flatter),
        cmocka_unit_test(an_axis_says_its_unit_once),
        cmocka_unit_test(periods),
        cmocka_unit_test(observations_carry_their_sign),
        cmocka_unit_test(targets),
        cmocka_unit_test(ages),
        cmocka_unit_test(classes_are_told_apart_without_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
