/* Every theme can be read: contrast by WCAG 2.1, classes apart for the eyes the theme is meant for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/screen/theme.h"

#define BLACK 0x000000
#define WHITE 0xFFFFFF

struct rgb {
    double r, g, b; /* linear */
};

static double linear(int c)
{
    double v = c / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static struct rgb linear_rgb(int32_t c)
{
    return (struct rgb){linear(c >> 16 & 255), linear(c >> 8 & 255), linear(c & 255)};
}

/* WCAG 2.1, "relative luminance" and "contrast ratio". */
static double luminance(int32_t c)
{
    struct rgb l = linear_rgb(c);
    return 0.2126 * l.r + 0.7152 * l.g + 0.0722 * l.b;
}

static double contrast(int32_t a, int32_t b)
{
    double x = luminance(a), y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

/* ---- contrast -------------------------------------------------------------------------------- */

static bool is_text(enum role r)
{
    static const enum role quiet[] = {ROLE_DIM,  ROLE_FRAME, ROLE_FRAME_FOCUS, ROLE_HINT,     ROLE_UNKNOWN, ROLE_BAR_REST,
                                      ROLE_TICK, ROLE_PATH,  ROLE_SERIES,      ROLE_FORECAST, ROLE_AXIS,    ROLE_TARGET};
    for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++)
        if (quiet[i] == r)
            return false;
    return true;
}

static const char *const role_names[] = {
#define X(name, letter, key) key,
    ROLE_LIST(X)
#undef X
};

/* All roles of a theme on a ground; `unknown`: on both, and text may be a little weaker in 256 colours. */
static void check_contrast(const struct theme_choice *c, int32_t ground, double slack)
{
    for (int r = 0; r < ROLE_COUNT; r++) {
        int32_t color = theme_color(c, (enum role)r);
        double least = is_text((enum role)r) ? 4.5 : 3;
        if (color == THEME_DEFAULT_COLOR)
            continue;
        if (c->colors < 1 << 24) {
            int i = theme_index(c, (enum role)r);
            if (i == THEME_DEFAULT_COLOR)
                continue;
            color = theme_palette(i);
        }
        double got = contrast(color, ground);
        if (got < least - slack)
            fail_msg("%s, %d colours, role %s: %06X has %.2f on %06X, needs %.2f", theme_code(c->theme), c->colors,
                     role_names[r], (unsigned)color, got, (unsigned)ground, least - slack);
    }
}

static const enum theme colored[] = {THEME_AUTO, THEME_HIGH_CONTRAST, THEME_DEUTERANOPIA, THEME_TRITANOPIA};
#define COLORED (sizeof colored / sizeof *colored)

static void every_role_can_be_read(void **state)
{
    (void)state;
    static const int depths[] = {1 << 24, 256};
    for (size_t d = 0; d < 2; d++) {
        struct theme_choice c = {THEME_DARK, BACKGROUND_UNKNOWN, depths[d]};
        check_contrast(&c, BLACK, 0);
        c.theme = THEME_LIGHT;
        check_contrast(&c, WHITE, 0);
        for (size_t i = 0; i < COLORED; i++) {
            c.theme = colored[i];
            c.background = BACKGROUND_DARK;
            check_contrast(&c, BLACK, 0);
            c.background = BACKGROUND_LIGHT;
            check_contrast(&c, WHITE, 0);
        }
    }
}

/* Before the terminal has said what its ground is. The cube of 256 is too coarse for 4.5 on both. */
static void every_role_can_be_read_on_a_ground_unknown(void **state)
{
    (void)state;
    for (size_t i = 0; i < COLORED; i++) {
        struct theme_choice c = {colored[i], BACKGROUND_UNKNOWN, 1 << 24};
        check_contrast(&c, BLACK, 0);
        check_contrast(&c, WHITE, 0);
        c.colors = 256;
        check_contrast(&c, BLACK, 1);
        check_contrast(&c, WHITE, 1);
    }
}

/* xterm's own palette; others are kinder to yellow and blue. Text of 3 at least: red on black has no more. */
static void eight_and_sixteen_colours_can_be_read(void **state)
{
    (void)state;
    static const int depths[] = {16, 8};
    for (size_t d = 0; d < 2; d++)
        for (size_t i = 0; i < COLORED; i++) {
            struct theme_choice c = {colored[i], BACKGROUND_DARK, depths[d]};
            check_contrast(&c, BLACK, 1.5);
            c.background = BACKGROUND_LIGHT;
            check_contrast(&c, WHITE, 1.5);
            c.background = BACKGROUND_UNKNOWN;
            check_contrast(&c, BLACK, 1.5);
            check_contrast(&c, WHITE, 1.5);
        }
}

static void what_matters_most_has_the_terminals_own_colour(void **state)
{
    (void)state;
    static const enum role strong[] = {ROLE_TEXT, ROLE_STRONG, ROLE_TITLE};
    for (int t = 0; t < THEME_COUNT; t++)
        for (int b = 0; b < BACKGROUND_COUNT; b++)
            for (size_t i = 0; i < sizeof strong / sizeof *strong; i++) {
                struct theme_choice c = {(enum theme)t, (enum background)b, 1 << 24};
                assert_int_equal(theme_color(&c, strong[i]), THEME_DEFAULT_COLOR);
                if (strong[i] != ROLE_TEXT)
                    assert_true(theme_attrs(&c, strong[i]) & ATTR_BOLD);
            }
}

/* ---- colour blindness ------------------------------------------------------------------------ */

/* Viénot, Brettel and Mollon, "Digital video colourmaps for checking the legibility of displays by dichromats", Color
 * Research & Application 24 (1999), for linear sRGB. */
static struct rgb deuteranope(struct rgb c)
{
    double red_green = 0.29275 * c.r + 0.70725 * c.g;
    return (struct rgb){red_green, red_green, -0.02234 * c.r + 0.02234 * c.g + c.b};
}

/* Brettel, Viénot and Mollon, "Computerized simulation of color appearance for dichromats", JOSA A 14 (1997): two half
 * planes; coefficients for linear sRGB as in libDaltonLens (N. Burrus, 2021). */
static struct rgb tritanope(struct rgb c)
{
    bool first = 0.03901 * c.r - 0.02788 * c.g - 0.01113 * c.b >= 0;
    return first ? (struct rgb){1.01277 * c.r + 0.13548 * c.g - 0.14826 * c.b,
                                -0.01243 * c.r + 0.86812 * c.g + 0.14431 * c.b,
                                0.07589 * c.r + 0.80500 * c.g + 0.11911 * c.b}
                 : (struct rgb){0.93678 * c.r + 0.18979 * c.g - 0.12657 * c.b,
                                0.06154 * c.r + 0.81526 * c.g + 0.12320 * c.b,
                                -0.37562 * c.r + 1.12767 * c.g + 0.24796 * c.b};
}

static double lab_curve(double t)
{
    return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

static double bounded(double v)
{
    return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* CIE 1976 colour difference under D65. About 2.3 is just noticeable. */
static double delta_e(struct rgb a, struct rgb b)
{
    double lab[2][3];
    struct rgb both[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        double r = bounded(both[i].r), g = bounded(both[i].g), bl = bounded(both[i].b);
        double x = lab_curve((0.4124 * r + 0.3576 * g + 0.1805 * bl) / 0.95047);
        double y = lab_curve(0.2126 * r + 0.7152 * g + 0.0722 * bl);
        double z = lab_curve((0.0193 * r + 0.1192 * g + 0.9505 * bl) / 1.08883);
        lab[i][0] = 116 * y - 16;
        lab[i][1] = 500 * (x - y);
        lab[i][2] = 200 * (y - z);
    }
    return sqrt(pow(lab[0][0] - lab[1][0], 2) + pow(lab[0][1] - lab[1][1], 2) + pow(lab[0][2] - lab[1][2], 2));
}

#define APART 12.0

static double least_difference(const struct theme_choice *c, struct rgb (*eye)(struct rgb), char *which, size_t cap)
{
    static const enum role classes[] = {ROLE_MET, ROLE_SLOWER, ROLE_LAGGING, ROLE_REVERSING, ROLE_PENDING};
    double least = INFINITY;
    for (size_t i = 0; i < 5; i++)
        for (size_t k = i + 1; k < 5; k++) {
            double d = delta_e(eye(linear_rgb(theme_color(c, classes[i]))), eye(linear_rgb(theme_color(c, classes[k]))));
            if (d >= least)
                continue;
            least = d;
            snprintf(which, cap, "%s and %s", role_names[classes[i]], role_names[classes[k]]);
        }
    return least;
}

static void classes_stay_apart(void **state)
{
    (void)state;
    static const struct {
        enum theme theme;
        struct rgb (*eye)(struct rgb);
    } meant[] = {{THEME_DEUTERANOPIA, deuteranope}, {THEME_TRITANOPIA, tritanope}};
    for (size_t i = 0; i < 2; i++)
        for (int b = BACKGROUND_DARK; b <= BACKGROUND_LIGHT; b++) {
            struct theme_choice c = {meant[i].theme, (enum background)b, 1 << 24};
            char which[64];
            double got = least_difference(&c, meant[i].eye, which, sizeof which);
            if (got < APART)
                fail_msg("%s on ground %d: %s differ by %.1f only", theme_code(c.theme), b, which, got);
        }
}

/* The simulation does its work: red and green of equal lightness fall together. */
static void the_simulated_eye_is_blind(void **state)
{
    (void)state;
    assert_true(delta_e(linear_rgb(0xB03A2E), linear_rgb(0x5F6B1E)) > 40);
    assert_true(delta_e(deuteranope(linear_rgb(0xB03A2E)), deuteranope(linear_rgb(0x5F6B1E))) < 25);
    struct theme_choice usual = {THEME_DARK, BACKGROUND_DARK, 1 << 24};
    char which[64];
    assert_true(least_difference(&usual, deuteranope, which, sizeof which) < APART);
    struct rgb white = deuteranope(linear_rgb(WHITE)), white3 = tritanope(linear_rgb(WHITE));
    assert_true(fabs(white.r - 1) < 0.01 && fabs(white.g - 1) < 0.01 && fabs(white.b - 1) < 0.01);
    assert_true(fabs(white3.r - 1) < 0.01 && fabs(white3.g - 1) < 0.01 && fabs(white3.b - 1) < 0.01);
}

/* ---- the ground ------------------------------------------------------------------------------ */

static void the_ground_is_light_or_dark(void **state)
{
    (void)state;
    static const int32_t dark[] = {0x000000, 0x101216, 0x002B36, 0x282C34, 0x2E3440, 0x300A24, 0x0C0C0C, 0x1E1E2E};
    static const int32_t light[] = {0xFFFFFF, 0xFBFBF8, 0xFDF6E3, 0xFFFFDD, 0xEEEEEE, 0xC0C0C0, 0xEFF1F5};
    for (size_t i = 0; i < sizeof dark / sizeof *dark; i++)
        assert_int_equal(background_of(dark[i]), BACKGROUND_DARK);
    for (size_t i = 0; i < sizeof light / sizeof *light; i++)
        assert_int_equal(background_of(light[i]), BACKGROUND_LIGHT);
    assert_int_equal(background_from_colorfgbg("0;15"), BACKGROUND_LIGHT);
    assert_int_equal(background_from_colorfgbg("0;default;7"), BACKGROUND_LIGHT);
    assert_int_equal(background_from_colorfgbg("15;0"), BACKGROUND_DARK);
    assert_int_equal(background_from_colorfgbg("7;8"), BACKGROUND_DARK);
    static const char *const nothing[] = {NULL, "", "15", "15;default", "15;", "15;99", "0;15x"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        assert_int_equal(background_from_colorfgbg(nothing[i]), BACKGROUND_UNKNOWN);
}

static void a_theme_that_was_named_stays(void **state)
{
    (void)state;
    struct theme_choice light = {THEME_LIGHT, BACKGROUND_DARK, 256}, found = {THEME_AUTO, BACKGROUND_LIGHT, 256};
    assert_int_equal(theme_color(&light, ROLE_MET), theme_color(&found, ROLE_MET));
    enum theme t;
    for (int i = 0; i < THEME_COUNT; i++)
        assert_true(theme_from_code(theme_code((enum theme)i), &t) && (int)t == i);
    assert_false(theme_from_code("pink", &t));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role_can_be_read),
        cmocka_unit_test(every_role_can_be_read_on_a_ground_unknown),
        cmocka_unit_test(eight_and_sixteen_colours_can_be_read),
        cmocka_unit_test(what_matters_most_has_the_terminals_own_colour),
        cmocka_unit_test(classes_stay_apart),
        cmocka_unit_test(the_simulated_eye_is_blind),
        cmocka_unit_test(the_ground_is_light_or_dark),
        cmocka_unit_test(a_theme_that_was_named_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
