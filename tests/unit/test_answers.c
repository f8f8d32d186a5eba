/* What the terminal answers never comes out as keys: whole, torn apart, late, too long, or mixed with typing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/screen/answers.h"

/* The bytes that came out as keys, and the answers as "kind=value ". */
struct heard {
    struct answers a;
    char keys[512], answers[512];
};

static void note_keys(struct heard *h)
{
    const unsigned char *keys;
    size_t n = answers_keys(&h->a, &keys), at = strlen(h->keys);
    memcpy(h->keys + at, keys, n);
    h->keys[at + n] = '\0';
}

static void feed_bytes(struct heard *h, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n;) {
        bool again;
        enum answers_step step = answers_byte(&h->a, (unsigned char)bytes[i], &again);
        size_t at = strlen(h->answers);
        if (step == STEP_KEYS)
            note_keys(h);
        if (step == STEP_ANSWER && h->a.kind != ANSWER_NONE)
            snprintf(h->answers + at, sizeof h->answers - at, "%d=%d ", h->a.kind, (int)h->a.value);
        i += !again;
    }
}

static void feed(struct heard *h, const char *text)
{
    feed_bytes(h, text, strlen(text));
}

static void expire(struct heard *h)
{
    if (answers_expire(&h->a))
        note_keys(h);
}

static const char everything[] = "\033]11;rgb:fbfb/fbfb/f8f8\033\\\033[?2026;2$y\033[1;3R\033[0n\033[?64;1;2c";

static struct heard asked(void)
{
    struct heard h = {.a = {.cursors = 1, .awaited = true, .patient = true}};
    return h;
}

static void expect(const struct heard *h, const char *keys)
{
    char want[128];
    snprintf(want, sizeof want, "%d=%d %d=2 %d=3 %d=0 %d=0 ", ANSWER_BACKGROUND, 0xFBFBF8, ANSWER_MODE, ANSWER_CURSOR,
             ANSWER_READY, ANSWER_DEVICE);
    assert_string_equal(h->answers, want);
    assert_string_equal(h->keys, keys);
}

static void answers_are_told_from_keys(void **state)
{
    (void)state;
    struct heard h = asked();
    feed(&h, "j");
    feed(&h, everything);
    feed(&h, "\033[Ak\033OB\033[<0;3;4M");
    expect(&h, "j\033[Ak\033OB\033[<0;3;4M");
}

static void torn_answers_are_answers_wherever_they_are_torn(void **state)
{
    (void)state;
    for (size_t cut = 1; cut < sizeof everything - 1; cut++) {
        struct heard h = asked();
        feed_bytes(&h, everything, cut);
        assert_true(answers_wait_ms(&h.a) != 0);
        feed(&h, everything + cut);
        expect(&h, "");
    }
}

/* So late that the ESC was taken for a key: the rest is no text all the same. */
static void what_follows_a_lost_escape_is_no_typing(void **state)
{
    (void)state;
    static const char *const tails[] = {"]11;rgb:0/0/0\a", "[?2026;0$y", "[1;2R", "[0n", "[?6c"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        struct heard h = asked();
        feed(&h, "\033");
        expire(&h);
        feed(&h, tails[i]);
        assert_string_equal(h.keys, "\033");
        assert_string_not_equal(h.answers, "");
    }
    struct heard h = asked(); /* and typing is typing */
    feed(&h, "\033");
    expire(&h);
    feed(&h, "]");
    expire(&h);
    feed(&h, "]x");
    assert_string_equal(h.keys, "\033]]x");
}

static void bel_ends_an_answer_too(void **state)
{
    (void)state;
    struct heard h = asked();
    feed(&h, "\033]11;rgb:f/8/0\ax\033]11;#102030\ay\033]11;rgba:ff/ff/ff/ff\a\033]11;nonsense\az");
    char want[96];
    snprintf(want, sizeof want, "%d=%d %d=%d %d=%d ", ANSWER_BACKGROUND, 0xFF8800, ANSWER_BACKGROUND, 0x102030,
             ANSWER_BACKGROUND, 0xFFFFFF);
    assert_string_equal(h.answers, want);
    assert_string_equal(h.keys, "xyz");
}

static void a_lone_escape_is_a_key_after_a_moment(void **state)
{
    (void)state;
    struct heard h = {0};
    feed(&h, "\033");
    int moment = answers_wait_ms(&h.a);
    assert_true(moment > 0 && moment <= 50);
    expire(&h);
    assert_string_equal(h.keys, "\033");
    assert_int_equal(answers_wait_ms(&h.a), -1);
    feed(&h, "\033\033[A");
    assert_string_equal(h.keys, "\033\033\033[A");
    h.a.awaited = h.a.patient = true;
    feed(&h, "\033");
    assert_true(answers_wait_ms(&h.a) > moment);
}

static void shift_f3_is_a_key_when_no_position_was_asked_for(void **state)
{
    (void)state;
    struct heard h = {0};
    feed(&h, "\033[1;2R");
    assert_string_equal(h.keys, "\033[1;2R");
}

static void the_console_and_alt_keys_pass(void **state)
{
    (void)state;
    struct heard h = {0};
    feed(&h, "\033[[A\033x\033]x\033]1x\033O");
    expire(&h);
    assert_string_equal(h.keys, "\033[[A\033x\033]x\033]1x\033O");
}

static void endless_answers_are_dropped(void **state)
{
    (void)state;
    struct heard h = asked();
    feed(&h, "\033]11;");
    for (int i = 0; i < 5000; i++)
        feed(&h, "7");
    feed(&h, "\033\\q");
    assert_string_equal(h.keys, "q");
    feed(&h, "\033]11;rgb:12"); /* without an end */
    assert_true(answers_wait_ms(&h.a) > 0);
    expire(&h);
    feed(&h, "q\033]11;rgb:1\033[A");
    assert_string_equal(h.keys, "qq\033[A");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_told_from_keys),
        cmocka_unit_test(torn_answers_are_answers_wherever_they_are_torn),
        cmocka_unit_test(what_follows_a_lost_escape_is_no_typing),
        cmocka_unit_test(bel_ends_an_answer_too),
        cmocka_unit_test(a_lone_escape_is_a_key_after_a_moment),
        cmocka_unit_test(shift_f3_is_a_key_when_no_position_was_asked_for),
        cmocka_unit_test(the_console_and_alt_keys_pass),
        cmocka_unit_test(endless_answers_are_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
