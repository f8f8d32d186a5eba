/* Frames on their way: tightened without changing what they show, held back where a terminal lags, never waited for. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "feeds/base/clock.h"
#include "tui/screen/frame.h"
#include "tui/screen/outflow.h"
#include "tui/screen/pace.h"

static void tight(const char *in, const char *want)
{
    static const int32_t palette[] = {0x7FBF7F, 0x010203};
    struct buf out;
    buf_init(&out, 4096);
    frame_tighten(in, palette, 2, &out);
    assert_string_equal(out.data ? out.data : "", want);
    buf_free(&out);
}

static void neighbours_become_one(void **state)
{
    (void)state;
    tight("", "");
    tight("a\033[1mb\033[mc", "a\033[1mb\033[mc");
    tight("\033(B\033[0;1m\033[38;5;99mx\033(B\033[my", "\033[;1;38;5;99mx\033[my");
    tight("\033[1m\033[4m\033[mz", "\033[mz");
    tight("\033[39m\033[0;7mz", "\033[;7mz");
    tight("\033[H\033[2J\033[10;10Hx\033[K", "\033[H\033[2J\033[10;10Hx\033[K");
    tight("x\033", "x\033");
}

static void colours_of_the_palette_are_written_out(void **state)
{
    (void)state;
    tight("\033[38;5;16mx\033[38;5;17my\033[38;5;18mz\033[38;5;1mw",
          "\033[38;2;127;191;127mx\033[38;2;1;2;3my\033[38;5;18mz\033[38;5;1mw");
}

static void long_runs_stay_whole(void **state)
{
    (void)state;
    char in[4096] = "", want = 0;
    for (int i = 0; i < 200; i++)
        strncat(in, "\033[38;5;99m", sizeof in - strlen(in) - 1);
    struct buf out;
    buf_init(&out, 8192);
    frame_tighten(in, NULL, 0, &out);
    for (const char *s = out.data; *s; s += strcspn(s + 1, "\033") + 1) {
        assert_int_equal(*s, '\033');
        assert_true(strspn(s + 2, "0123456789;") < 100);
        want = s[2 + strspn(s + 2, "0123456789;")];
        assert_int_equal(want, 'm');
    }
    buf_free(&out);
}

/* ---- pace ------------------------------------------------------------------------------------ */

static void a_silent_terminal_is_never_waited_for(void **state)
{
    (void)state;
    struct pace p = {0};
    for (int i = 0; i < 50; i++) {
        assert_false(pace_frame(&p, 9000, i));
        assert_true(pace_is_open(&p, i));
    }
}

static void a_large_frame_holds_the_next_one_back(void **state)
{
    (void)state;
    struct pace p = {0};
    pace_answer(&p);
    assert_true(pace_frame(&p, 9000, 10000));
    assert_false(pace_is_open(&p, 10001));
    assert_true(pace_wait_ms(&p, 10001) > 0);
    pace_answer(&p);
    assert_true(pace_is_open(&p, 10002));
    assert_int_equal(pace_wait_ms(&p, 10002), -1);
}

static void few_small_frames_may_be_on_their_way(void **state)
{
    (void)state;
    struct pace p = {.sent_ms = 10000};
    pace_answer(&p);
    for (int i = 0; i < 3; i++) {
        assert_true(pace_is_open(&p, 10010));
        assert_true(pace_frame(&p, 200, 10010));
    }
    assert_false(pace_is_open(&p, 10010));
    pace_answer(&p);
    assert_true(pace_is_open(&p, 10020));
}

static void a_calm_frame_asks_nothing(void **state)
{
    (void)state;
    struct pace p = {.sent_ms = 1000};
    pace_answer(&p);
    assert_false(pace_frame(&p, 200, 61000));
}

static void who_stops_answering_is_left_alone(void **state)
{
    (void)state;
    struct pace p = {0};
    int64_t now = 10000;
    pace_answer(&p);
    for (int i = 0; i < 10; i++, now += 5000) {
        assert_true(pace_is_open(&p, now)); /* the silence is over */
        pace_frame(&p, 9000, now);
    }
    assert_false(p.answers);
    assert_true(pace_is_open(&p, now));
}

/* ---- outflow --------------------------------------------------------------------------------- */

/* A terminal that does not read: the write end of a pipe that nobody empties. */
static void nothing_waits_for_a_stopped_terminal(void **state)
{
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        int ends[2];
        assert_int_equal(pipe2(ends, shared ? 0 : O_NONBLOCK), 0);
        struct outflow o = {.fd = ends[1], .shared = shared};
        buf_init(&o.bytes, 1 << 20);
        char *much = calloc(1, 300000);
        assert_int_equal(buf_append(&o.bytes, much, 300000), ST_OK);
        int64_t start = clock_mono().ms;
        assert_int_equal(outflow_flush(&o), ST_OK);
        assert_false(outflow_is_empty(&o));
        assert_true(o.sent > 0 && o.sent <= 65536);
        assert_false(outflow_drain(&o, 50));
        assert_true(clock_mono().ms - start < 5000);
        /* It reads again: all of it comes, once and in order. */
        size_t got = 0;
        while (!outflow_is_empty(&o)) {
            ssize_t n = read(ends[0], much, 65536);
            assert_true(n > 0);
            got += (size_t)n;
            assert_int_equal(outflow_flush(&o), ST_OK);
        }
        int flags = fcntl(ends[0], F_GETFL);
        fcntl(ends[0], F_SETFL, flags | O_NONBLOCK);
        for (ssize_t n; (n = read(ends[0], much, 65536)) > 0;)
            got += (size_t)n;
        assert_int_equal(got, 300000);
        assert_false(outflow_drop(&o));
        close(ends[0]);
        assert_int_equal(buf_append(&o.bytes, "x", 1), ST_OK);
        buf_free(&o.bytes);
        close(ends[1]);
        free(much);
    }
}

static void a_frame_dropped_half_way_is_known(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    struct outflow o = {.fd = ends[1]};
    buf_init(&o.bytes, 1 << 20);
    char *much = calloc(1, 300000);
    buf_append(&o.bytes, much, 300000);
    assert_int_equal(outflow_flush(&o), ST_OK);
    assert_true(outflow_drop(&o));
    assert_true(outflow_is_empty(&o));
    assert_false(outflow_drop(&o));
    buf_free(&o.bytes);
    close(ends[0]);
    close(ends[1]);
    free(much);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_become_one),
        cmocka_unit_test(colours_of_the_palette_are_written_out),
        cmocka_unit_test(long_runs_stay_whole),
        cmocka_unit_test(a_silent_terminal_is_never_waited_for),
        cmocka_unit_test(a_large_frame_holds_the_next_one_back),
        cmocka_unit_test(few_small_frames_may_be_on_their_way),
        cmocka_unit_test(a_calm_frame_asks_nothing),
        cmocka_unit_test(who_stops_answering_is_left_alone),
        cmocka_unit_test(nothing_waits_for_a_stopped_terminal),
        cmocka_unit_test(a_frame_dropped_half_way_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
