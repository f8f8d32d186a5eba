/* The rotation of the wall and the chord that ends it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/kiosk.h"

static int turn(struct kiosk *k, int64_t ms, int pages, int stay)
{
    return kiosk_turn(k, (mono_ms){ms}, pages, stay, 10000);
}

static void pages_stay_and_turn(void **state)
{
    (void)state;
    struct kiosk k = {0};
    assert_int_equal(turn(&k, 1000, 3, 1), 0);
    assert_int_equal(turn(&k, 10999, 3, 1), 0);
    assert_int_equal(turn(&k, 11000, 3, 1), 1);
    assert_int_equal(turn(&k, 30999, 3, 2), 1); /* a bad page stays twice as long */
    assert_int_equal(turn(&k, 31000, 3, 2), 2);
    assert_int_equal(turn(&k, 41000, 3, 1), 0);
    assert_int_equal(turn(&k, 51000, 1, 1), 0); /* one page turns to itself */
}

/* Whatever happens to plan and clock, the next page comes. */
static void nothing_stalls_the_rotation(void **state)
{
    (void)state;
    struct kiosk k = {0};
    turn(&k, 1000, 9, 1);
    for (int i = 1; i < 8; i++)
        assert_int_equal(turn(&k, 1000 + i * 10000, 9, 1), i);
    assert_int_equal(turn(&k, 71500, 3, 1), 0); /* a plan with fewer pages */
    assert_int_equal(turn(&k, 81499, 3, 1), 0);
    assert_int_equal(turn(&k, 81500, 3, 1), 1);
    assert_int_equal(turn(&k, 500, 3, 1), 1); /* a clock that began anew */
    assert_int_equal(turn(&k, 10500, 3, 1), 2);
    assert_int_equal(turn(&k, 900000000, 3, 1), 0); /* a machine that slept for days turns one page, not thousands */
    assert_int_equal(turn(&k, 900000001, 3, 1), 0);
}

static bool typed(const char *chord, const char *const *keys, size_t n)
{
    struct kiosk k = {0};
    for (size_t i = 0; i + 1 < n; i++)
        if (kiosk_leaves(&k, chord, keys[i]))
            return false;
    return kiosk_leaves(&k, chord, keys[n - 1]);
}

#define TYPED(chord, ...)                                                                          \
    typed(chord, (const char *const[]){__VA_ARGS__},                                               \
          sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void only_the_chord_ends_it(void **state)
{
    (void)state;
    assert_true(TYPED("Ctrl-X Ctrl-C", "Ctrl-X", "Ctrl-C"));
    assert_true(TYPED("Ctrl-X Ctrl-C", "q", "Ctrl-C", "Ctrl-X", "Ctrl-X", "Ctrl-C"));
    assert_true(TYPED("  F12 ", "F12"));
    assert_true(TYPED("a a b", "a", "a", "b"));
    assert_false(TYPED("Ctrl-X Ctrl-C", "Ctrl-C"));
    assert_false(TYPED("Ctrl-X Ctrl-C", "Ctrl-X", "q", "Ctrl-C"));
    assert_false(TYPED("F12", "F1"));
    assert_false(TYPED("", "q"));
}

static void the_shift_goes_round(void **state)
{
    (void)state;
    unsigned seen = 0;
    for (int64_t ms = 0; ms < 4 * 600000; ms += 1000) {
        int a = kiosk_shift((mono_ms){ms}), b = kiosk_shift((mono_ms){ms + 1000});
        assert_true((a ^ b) == 0 || (a ^ b) == 1 || (a ^ b) == 2); /* one cell at a time */
        seen |= 1u << a;
    }
    assert_int_equal(seen, 15);
}

/* Frames that come a little early or late leave no beat out; those between two ticks add none. */
static void the_heart_beats_every_second(void **state)
{
    (void)state;
    struct kiosk k = {0};
    bool last = kiosk_beat(&k, (mono_ms){5000});
    for (int i = 1; i < 1000; i++) {
        int64_t at = 5000 + i * 1000 + (i % 7 - 3) * 30;
        bool now = kiosk_beat(&k, (mono_ms){at});
        assert_true(now != last);
        assert_true(kiosk_beat(&k, (mono_ms){at + 300}) == now);
        last = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_stay_and_turn), cmocka_unit_test(nothing_stalls_the_rotation),
        cmocka_unit_test(only_the_chord_ends_it), cmocka_unit_test(the_shift_goes_round),
        cmocka_unit_test(the_heart_beats_every_second)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
