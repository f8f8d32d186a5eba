/* feeds/format/check: several documents at once, each finding as a line with file, line, column and
 * path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feeds/base/buf.h"
#include "feeds/format/check.h"
#include "tests/formats/documents.h"

#define PLAN_URL "file:///srv/plan.json"
#define FEED_URL "file:///srv/f.json"

/* A plan with one feed, f.json, and one indicator of each sort. */
#define ASKS                                                                                       \
    PLAN_HEAD "'feeds': [{'id': 'f', 'url': 'f.json'}], " PILLARS(                                 \
        "{'id': 'a', 'name': 'A', "                                                                \
        "'indicators': ["                                                                          \
        "{'id': 'year', 'name': 'Y', 'unit': 'u', 'quantity': 'flow', 'min': 0, 'max': 100},"      \
        "{'id': 'month', 'name': 'M', 'unit': 'u', 'quantity': 'flow', 'freq': 'M', 'targets': ["  \
        " {'kind': 'cumulative', 'value': 9, 'from': '2021-01-01', 'by': '2025-12-31'}]},"         \
        "{'id': 'words', 'name': 'W', 'unit': 'u', 'targets': [{'kind': 'milestones'}]},"          \
        "{'id': 'sum', 'name': 'S', 'unit': 'u', 'derive': {'op': 'sum', 'of': ['year']}}]}")
#define GIVES(x) FEED_HEAD "'indicators': [" x "]}"

struct file {
    const char *name, *url, *document;
};

/* What check_documents() prints about the files, in `out`. */
static size_t check(const struct file *files, size_t n, char *out, size_t cap)
{
    static char text[4][8192];
    struct check_input in[4];
    char *printed;
    size_t len;
    FILE *stream = open_memstream(&printed, &len);
    assert_true(stream && n <= 4);
    for (size_t i = 0; i < n; i++)
        in[i] = (struct check_input){files[i].name, files[i].url, text[i],
                                     document(files[i].document, text[i], sizeof text[i])};
    size_t errors = check_documents(in, n, stream);
    fclose(stream);
    assert_true(len < cap);
    memcpy(out, printed, len + 1);
    free(printed);
    return errors;
}

static void every_finding_of_every_file_is_a_line(void **state)
{
    (void)state;
    static const struct file files[] = {
        {"dir/feed.json", "file:///a",
         "{'format': 'indicator-feed', 'version': '1.0',\n"
         " 'indicators': [{'id': 'i', 'observations': [\n"
         "   {'period': '2024'},\n"
         "   {'period': 'now', 'value': 1, 'status': 'O'}]}]}"},
        {"broken.json", "file:///b", "{'format': 'indicator-plan',\n 'version' '1.0'}"},
        {"plan\033[31m.json", "file:///c", "{'format': 'indicator-plan', 'version': '3.0'}"},
        {"page.html", "file:///d", "<!doctype html>"},
    };
    char out[4096];
    assert_int_equal(check(files, 4, out, sizeof out), 5);
    assert_string_equal(
        out,
        "broken.json:2:12: error: expected ':' after a key, found '\"'\n"
        "plan.json:1:41: error: version 3.0 of an indicator plan is not supported; expected 1.0 or "
        "another 1.x (at /version)\n"
        "dir/feed.json:3:4: error: missing 'value'; expected a number or null (at "
        "/indicators/0/observations/0)\n"
        "dir/feed.json:4:15: error: 'period' is \"now\"; expected a period such as \"2025\", "
        "\"2025-S1\", \"2025-Q3\", \"2025-09\", \"2025-09-30\" or \"2022-08-01/P3Y\" (at "
        "/indicators/0/observations/1/period)\n"
        "page.html:1:1: error: the server sent a web page (HTML), expected an indicator plan or an "
        "indicator feed\n");
}

static void good_documents_say_nothing(void **state)
{
    (void)state;
    static const struct file files[] = {
        {"plan.json", PLAN_URL, ASKS},
        {"f.json", FEED_URL,
         GIVES(
             "{'id': 'year', 'observations': [{'period': '2024', 'value': 100}]},"
             "{'id': 'month', 'observations': [{'period': '2024-03', 'value': 1, 'covers': 'ytd'},"
             "  {'period': '2024-03', 'value': 1, 'covers': 'cumulative'}]},"
             "{'id': 'words', 'milestones': [{'id': 'm', 'name': 'M', 'state': 'unknown',"
             "  'due': '2021-01-01'}]}")},
    };
    char out[4096];
    assert_int_equal(check(files, 2, out, sizeof out), 0);
    assert_string_equal(out, "");
}

static void a_feed_is_held_against_the_plan_that_asks_for_it(void **state)
{
    (void)state;
    static const struct {
        const char *feed;
        size_t errors;
        const char *line;
    } rows[] = {
        {GIVES("{'id': 'yaer', 'observations': []}"), 0,
         "f.json:1:63: warning: the plan has no indicator 'yaer'; expected the id of one, its "
         "figures "
         "are not used (at /indicators/0)\n"},
        {GIVES("{'id': 'year'}, {'id': 'words', 'observations': [{'period': '2024', 'value': 5}]}"),
         1,
         "f.json:1:79: error: 'words' has figures, but the plan does not say its 'quantity'; "
         "expected "
         "\"stock\", \"flow\", \"rate\" or \"index\" there (at /indicators/1)\n"},
        {GIVES("{'id': 'words', 'observations': [{'period': '2024', 'value': null}]}"), 0, ""},
        {GIVES("{'id': 'sum', 'observations': [{'period': '2024', 'value': 5}]}"), 0,
         "f.json:1:63: warning: 'sum' is derived from other indicators; expected no observations "
         "(at "
         "/indicators/0)\n"},
        {GIVES("{'id': 'year', 'observations': [{'period': '2026', 'value': 5}]}"), 0,
         "f.json:1:63: warning: the period 2026 begins after the plan's end; expected one up to "
         "2025-12-31 (at /indicators/0)\n"},
        {GIVES("{'id': 'year', 'observations': [{'period': '2010', 'value': 5}]}"), 0, ""},
        {GIVES("{'id': 'year', 'observations': [{'period': '2024-Q3', 'value': 5, 'covers': "
               "'ytd'}]}"),
         1,
         "f.json:1:63: error: 2024-Q3 covers \"ytd\", but the frequency of 'year' is \"A\"; "
         "expected "
         "\"M\" or \"Q\" (at /indicators/0)\n"},
        {GIVES("{'id': 'year', 'observations': [{'period': '2024', 'value': 5, 'covers': "
               "'cumulative'}]}"),
         0,
         "f.json:1:63: warning: 2024 covers \"cumulative\", but 'year' has no cumulative target; "
         "expected one with 'from' (at /indicators/0)\n"},
        {GIVES("{'id': 'year', 'observations': [{'period': '2024', 'value': 101}]}"), 0,
         "f.json:1:63: warning: the figure 101 of 2024 lies outside the limits of 'year'; expected "
         "at "
         "most 100 (at /indicators/0)\n"},
        {GIVES("{'id': 'year', 'milestones': [{'id': 'm', 'name': 'M', 'state': 'done'}]}"), 0,
         "f.json:1:63: warning: 'year' has no target of kind \"milestones\"; expected no "
         "milestones "
         "(at /indicators/0)\n"},
        {GIVES("{'id': 'words', 'milestones': [{'id': 'm', 'name': 'M', 'state': 'done',"
               "'due': '2020-12-31'}]}"),
         1,
         "f.json:1:63: error: the milestone 'm' is due on 2020-12-31, before the plan starts; "
         "expected "
         "a day from 2021-01-01 on (at /indicators/0)\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        /* The order of the files does not matter; a feed that no plan names is checked alone. */
        const struct file feed_first[] = {{"f.json", FEED_URL, rows[i].feed},
                                          {"plan.json", PLAN_URL, ASKS}};
        const struct file elsewhere[] = {{"plan.json", "file:///other/plan.json", ASKS},
                                         {"f.json", FEED_URL, rows[i].feed}};
        char out[4096];
        assert_int_equal(check(feed_first, 2, out, sizeof out), rows[i].errors);
        assert_string_equal(out, rows[i].line);
        assert_int_equal(check(elsewhere, 2, out, sizeof out), 0);
        assert_string_equal(out, "");
    }
}

static void a_flood_is_cut_and_counted(void **state)
{
    (void)state;
    char feed[8192] = FEED_HEAD "'indicators': [", out[32768];
    size_t n = strlen(feed);
    for (int i = 0; i < 400; i++)
        n += (size_t)snprintf(feed + n, sizeof feed - n, "{'id':%d},", i);
    snprintf(feed + n - 1, sizeof feed - n + 1, "]}");
    const struct file file = {"f.json", FEED_URL, feed};
    assert_int_equal(check(&file, 1, out, sizeof out), 400);
    assert_non_null(strstr(out, "f.json: 300 more are not shown\n"));
}

/* With arguments: how many errors each of these files has, for check_schema.py. */
static int count_errors(int n, char **paths)
{
    FILE *quiet = fopen("/dev/null", "w");
    for (int i = 0; i < n; i++) {
        struct buf b;
        struct err err;
        buf_init(&b, 1 << 24);
        if (!quiet || buf_read_file(&b, paths[i], &err) != ST_OK)
            return 1;
        const struct check_input in = {paths[i], "file:///x.json", b.data, b.len};
        printf("%zu ", check_documents(&in, 1, quiet));
        fflush(stdout);
        check_documents(&in, 1, stdout);
        printf("\f\n");
        buf_free(&b);
    }
    fclose(quiet);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return count_errors(argc - 1, argv + 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_finding_of_every_file_is_a_line),
        cmocka_unit_test(good_documents_say_nothing),
        cmocka_unit_test(a_feed_is_held_against_the_plan_that_asks_for_it),
        cmocka_unit_test(a_flood_is_cut_and_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
