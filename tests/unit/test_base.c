/* feeds/base: text cleaning, buffers with a ceiling, the arena, clocks and the mailbox. */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feeds/base/arena.h"
#include "feeds/base/buf.h"
#include "feeds/base/clock.h"
#include "feeds/base/slot.h"
#include "feeds/base/utf8.h"

static void text_from_outside_is_cleaned(void **state)
{
    (void)state;
    static const struct {
        const char *raw, *clean;
    } rows[] = {
        {"临港 Lin-gang", "临港 Lin-gang"},
        {"a\tb\nc", "a b c"},
        {"\033[31mred\033[0m", "red"},
        {"\033]0;title\abody", "body"},
        {"\033]8;;http://x\033\\link", "link"},
        {"\033Pq#0\033\\x", "x"},
        {"bell\a\b\x7f", "bell"},
        {"\xC2\x9B" "31m c1", "31m c1"},
        {"abc\xE2\x80\xAE" "def\xE2\x81\xA6", "abcdef"},
        {"bad\xFF\xC0\x80tail", "bad\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDtail"},
        {"\xEF\xBB\xBF" "bom", "bom"},
        {"\033", ""},
        {"\033[", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char out[128];
        text_clean(rows[i].raw, strlen(rows[i].raw), out, sizeof out);
        assert_string_equal(out, rows[i].clean);
        assert_true(text_is_clean(out, strlen(out)));
        assert_int_equal(text_is_clean(rows[i].raw, strlen(rows[i].raw)),
                         strcmp(rows[i].raw, rows[i].clean) == 0);
    }
    char small[5];
    assert_int_equal(text_clean("临港", strlen("临港"), small, sizeof small), 3);
    assert_string_equal(small, "临");
}

static void utf8_is_strict(void **state)
{
    (void)state;
    assert_true(utf8_valid("é汉😀\xEF\xBF\xBD", strlen("é汉😀\xEF\xBF\xBD")));
    static const char *const bad[] = {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80",
                                      "\xE6\xB1", "\xF8\x88\x80\x80\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(utf8_valid(bad[i], strlen(bad[i])));
    for (uint32_t cp = 1; cp < 0x110000; cp += 7) {
        if (cp >= 0xD800 && cp <= 0xDFFF)
            continue;
        char bytes[4];
        uint32_t back;
        size_t n = utf8_encode(cp, bytes);
        assert_int_equal(utf8_decode(bytes, n, &back), n);
        assert_int_equal(back, cp);
    }
    assert_int_equal(utf8_floor("临港", 4), 3);
    assert_int_equal(utf8_floor("临港", 6), 6);
    assert_int_equal(utf8_floor("abc", 2), 2);
}

static void buffers_keep_their_ceiling(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 10);
    assert_int_equal(buf_puts(&b, "12345"), ST_OK);
    assert_int_equal(buf_printf(&b, "%s", "67890"), ST_OK);
    assert_int_equal(buf_puts(&b, "x"), ST_LIMIT);
    assert_true(b.cap > 11);
    buf_expect(&b, 1); /* more than the ceiling lets in: nothing is made ready, nothing fails */
    buf_fit(&b);
    assert_int_equal(b.cap, 11);
    assert_string_equal(b.data, "1234567890");
    assert_int_equal(b.failed, ST_LIMIT);
    assert_string_equal(b.data, "1234567890");
    size_t n;
    char *taken = buf_take(&b, &n);
    assert_int_equal(n, 10);
    free(taken);
    assert_null(b.data);
    struct err err;
    assert_int_equal(buf_read_file(&b, "/nonexistent/x", &err), ST_IO);
    assert_non_null(strstr(err.text, "/nonexistent/x: No such file"));
    buf_free(&b);
}

static void arena_has_a_ceiling(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 10000);
    char *first = arena_strdup(&a, "plan");
    assert_non_null(arena_alloc(&a, 1, 6000));
    assert_null(arena_alloc(&a, 1, 6000));
    assert_null(arena_alloc(&a, SIZE_MAX / 2, 16));
    assert_string_equal(first, "plan");
    arena_free(&a);
}

static void clocks(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long long s;
    } rows[] = {{"1970-01-01", 0},
                {"2026-11-24T08:00:00Z", 1795507200},
                {"2026-11-24T16:00:00+08:00", 1795507200},
                {"2026-11-24T16:00:00+0800", 1795507200},
                {"2026-11-24T08:00Z", 1795507200}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        wall_s t;
        assert_true(wall_parse(rows[i].text, &t));
        assert_int_equal(t.s, rows[i].s);
    }
    wall_s t;
    static const char *const bad[] = {"", "2026", "2026-13-01", "2026-02-30", "2026-11-24T25:00Z",
                                      "2026-11-24x", "2026-11-24T08:00:00+8"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(wall_parse(bad[i], &t));
    char text[32];
    wall_format((wall_s){1795507200}, text, sizeof text);
    assert_string_equal(text, "2026-11-24T08:00:00Z");

    struct clock c;
    setenv("PILLARS_NOW", "2026-11-24T08:00:00Z!", 1);
    assert_true(clock_init(&c));
    assert_int_equal(clock_wall(&c).s, 1795507200);
    setenv("PILLARS_NOW", "soon", 1);
    assert_false(clock_init(&c));
    unsetenv("PILLARS_NOW");
}

enum { ITEMS = 20000 };

static void *publisher(void *arg)
{
    struct slot *slot = arg;
    for (int i = 1; i <= ITEMS; i++) {
        int *item = malloc(sizeof *item);
        *item = i;
        slot_publish(slot, item);
    }
    return NULL;
}

/* The taker sleeps between items and still gets the last one: no wake-up is lost, nothing leaks. */
static void mailbox_loses_no_wake_up(void **state)
{
    (void)state;
    struct slot slot;
    assert_int_equal(slot_init(&slot, free, NULL), ST_OK);
    pthread_t thread;
    pthread_create(&thread, NULL, publisher, &slot);
    int last = 0;
    while (last != ITEMS) {
        struct pollfd p = {.fd = slot.wake_fd, .events = POLLIN};
        assert_int_equal(poll(&p, 1, 10000), 1);
        int *item = slot_take(&slot);
        if (item) {
            assert_true(*item > last);
            last = *item;
            free(item);
        }
    }
    pthread_join(thread, NULL);
    assert_null(slot_take(&slot));
    slot_publish(&slot, malloc(1));
    slot_close(&slot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_from_outside_is_cleaned), cmocka_unit_test(utf8_is_strict),
        cmocka_unit_test(buffers_keep_their_ceiling),   cmocka_unit_test(arena_has_a_ceiling),
        cmocka_unit_test(clocks),                       cmocka_unit_test(mailbox_loses_no_wake_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
