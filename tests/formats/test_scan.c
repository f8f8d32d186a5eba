/* feeds/format/scan: what is JSON and what is not, where the mistake is, and the place and path of
 * every value. */
#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feeds/base/buf.h"
#include "feeds/format/scan.h"

struct bad {
    const char *text;
    size_t len; /* with bytes that end a C string */
    int line, column;
    const char *words;
};
#define BAD(text, line, column, words)                                                             \
    {                                                                                              \
        text, sizeof text - 1, line, column, words                                                 \
    }

static void syntax_errors_name_line_column_and_what_was_expected(void **state)
{
    (void)state;
    static const struct bad rows[] = {
        /* nothing, too little, too much */
        BAD("", 1, 1, "the document ends too early; expected a value"),
        BAD("   \n\t ", 2, 3, "the document ends too early; expected a value"),
        BAD("\xEF\xBB\xBF", 1, 1, "the document ends too early; expected a value"),
        BAD("{\"a\": 1", 1, 8, "expected '}' for what was opened in line 1, column 1"),
        BAD("{\"a\": [1,\n 2", 2, 3, "expected ']' for what was opened in line 1, column 7"),
        BAD("{\"a\":", 1, 6, "the document ends too early; expected a value"),
        BAD("{\"a\"", 1, 5, "expected ':' after a key, found the end of the document"),
        BAD("{", 1, 2, "expected a key in double quotes, found the end of the document"),
        BAD("[", 1, 2, "the document ends too early; expected a value"),
        BAD("{} {}", 1, 4, "expected the end of the document, found '{'"),
        BAD("1 2", 1, 3, "expected the end of the document, found '2'"),
        BAD("{}\n]", 2, 1, "expected the end of the document, found ']'"),
        BAD("null\0", 1, 5, "expected the end of the document, found byte 0x00"),
        /* structure */
        BAD("{\"a\": 1,}", 1, 8, "a comma too many before '}'; expected another member or none"),
        BAD("[1, 2, ]", 1, 6, "a comma too many before ']'; expected another item or none"),
        BAD("[,1]", 1, 2, "expected a value, found ','"),
        BAD("[1,,2]", 1, 4, "expected a value, found ','"),
        BAD("{,}", 1, 2, "expected a key in double quotes, found ','"),
        BAD("{a: 1}", 1, 2, "expected a key in double quotes, found 'a'"),
        BAD("{'a': 1}", 1, 2, "expected a key in double quotes, found '"),
        BAD("{1: 1}", 1, 2, "expected a key in double quotes, found '1'"),
        BAD("{\"a\" 1}", 1, 6, "expected ':' after a key, found '1'"),
        BAD("{\"a\": 1 \"b\": 2}", 1, 9, "expected ',' or '}', found '\"'"),
        BAD("[1 2]", 1, 4, "expected ',' or ']', found '2'"),
        BAD("[1}", 1, 3, "expected ',' or ']', found '}'"),
        BAD("{\"a\": }", 1, 7, "expected a value, found '}'"),
        BAD("['a']", 1, 2, "a single quote; expected a string in double quotes"),
        BAD("[1, // two\n2]", 1, 5, "a comment is not JSON"),
        BAD("# plan\n{}", 1, 1, "a comment is not JSON"),
        BAD("hello", 1, 1, "expected a value, found 'hello'"),
        BAD("[\xE4\xB8\xB4]", 1, 2, "expected a value, found '\xE4\xB8\xB4'"),
        /* words of other languages */
        BAD("[NaN]", 1, 2, "NaN is not JSON; expected null for a missing value"),
        BAD("[Infinity]", 1, 2, "Infinity is not JSON; expected null for a missing value"),
        BAD("[-Infinity]", 1, 2, "-Infinity is not JSON; expected null"),
        BAD("[None]", 1, 2, "None is not JSON; expected null"),
        BAD("[undefined]", 1, 2, "undefined is not JSON; expected null"),
        BAD("[True]", 1, 2, "True is not JSON; expected true"),
        BAD("[FALSE]", 1, 2, "FALSE is not JSON; expected false"),
        BAD("[nulls]", 1, 2, "expected a value, found 'nulls'"),
        BAD("[tru]", 1, 2, "expected a value, found 'tru'"),
        /* numbers */
        BAD("[01]", 1, 2, "a number begins with 0; expected it without leading zeros"),
        BAD("[-01.5]", 1, 2, "a number begins with 0; expected it without leading zeros"),
        BAD("[00]", 1, 2, "without leading zeros"),
        BAD("[+1]", 1, 2, "a number begins with '+'"),
        BAD("[.5]", 1, 2, "a number begins with '.'; expected a digit before it"),
        BAD("[5.]", 1, 4, "expected a digit after '.', found ']'"),
        BAD("[5.e3]", 1, 4, "expected a digit after '.', found 'e3'"),
        BAD("[1e]", 1, 4, "expected a digit in the exponent, found ']'"),
        BAD("[1e+]", 1, 5, "expected a digit in the exponent, found ']'"),
        BAD("[-]", 1, 3, "expected a digit after '-', found ']'"),
        BAD("[- 1]", 1, 3, "expected a digit after '-', found ' '"),
        BAD("[1,000]", 1, 4, "a number begins with 0"),
        BAD("[0x10]", 1, 3, "expected ',' or ']', found 'x10'"),
        BAD("[1.2.3]", 1, 5, "expected ',' or ']', found '.'"),
        /* strings */
        BAD("[\"abc", 1, 6,
            "the document ends inside a string (from line 1, column 2); expected '\"'"),
        BAD("[\"abc\\", 1, 7, "the document ends inside a string"),
        BAD("[\"a\nb\"]", 1, 4, "a line break in a string"),
        BAD("[\"a\tb\"]", 1, 4, "a control character in a string; expected \\u0009"),
        BAD("[\"a\0b\"]", 1, 4, "a control character in a string; expected \\u0000"),
        BAD("[\"a\033[31m\"]", 1, 4, "a control character in a string; expected \\u001b"),
        BAD("[\"\\q\"]", 1, 3, "unknown escape \\ before 'q'"),
        BAD("[\"\\u12\"]", 1, 3, "expected four hexadecimal digits after \\u"),
        BAD("[\"\\u12g4\"]", 1, 3, "expected four hexadecimal digits after \\u"),
        BAD("[\"\\u0000\"]", 1, 3, "\\u0000 in a string; expected text without NUL"),
        BAD("[\"\\ud800\"]", 1, 3, "\\ud800 is half a surrogate pair"),
        BAD("[\"\\ud800x\"]", 1, 3, "\\ud800 is half a surrogate pair"),
        BAD("[\"\\ud800\\u0041\"]", 1, 3, "\\ud800 is half a surrogate pair; expected \\udc00 to"),
        BAD("[\"x\\udc00\"]", 1, 4, "\\udc00 is the second half of a surrogate pair"),
        BAD("[\"\xE4\xB8\xB4\xFF\"]", 1, 4, "byte 0xff is not UTF-8"),
        BAD("[\"\xC0\x80\"]", 1, 3, "byte 0xc0 is not UTF-8"),
        BAD("[\"\xED\xA0\x80\"]", 1, 3, "byte 0xed is not UTF-8"),
        BAD("[\"\xF4\x90\x80\x80\"]", 1, 3, "byte 0xf4 is not UTF-8"),
        BAD("[\"\xE4\xB8\"]", 1, 3, "byte 0xe4 is not UTF-8"),
        BAD("[\"\xC1\xD9\"]", 1, 3, "byte 0xc1 is not UTF-8"), /* GB 18030 */
        BAD("\xFF", 1, 1, "expected a value, found byte 0xff"),
        /* keys */
        BAD("{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", 3, 2,
            "the key 'a' is given twice in one object; expected it once (before: line 1, column "
            "2)"),
        BAD("{\"a\": 1, \"\\u0061\": 2}", 1, 10, "the key 'a' is given twice"),
        BAD("{\"\\ud83d\\ude00\": 1, \"\xF0\x9F\x98\x80\": 2}", 1, 21, "is given twice"),
        BAD("{\"\": 1, \"\": 2}", 1, 9, "the key '' is given twice"),
        BAD("[{\"x\": {\"k\": 1, \"k\": 1}}]", 1, 17, "the key 'k' is given twice"),
        /* lines and columns */
        BAD("\xEF\xBB\xBF{\"a\" 1}", 1, 6, "expected ':'"),
        BAD("{\r\n\"\xE4\xB8\xB4\xE6\xB8\xAF\": x}", 2, 7, "expected a value, found 'x'"),
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scan s;
        enum status st = scan_text(&s, rows[i].text, rows[i].len);
        if (st != ST_SYNTAX || s.line != rows[i].line || s.column != rows[i].column ||
            !strstr(s.error, rows[i].words))
            fail_msg("%s: status %d at %d:%d: \"%s\"; wanted %d:%d: \"%s\"", rows[i].text, st,
                     s.line, s.column, s.error, rows[i].line, rows[i].column, rows[i].words);
        scan_free(&s);
    }
}

static void what_is_json_passes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t values;
    } rows[] = {
        {"null", 1},
        {" \t\r\n true \n", 1},
        {"0", 1},
        {"-0", 1},
        {"[0.0, -1.5e-3, 1E+2, 10, 100.001]", 6},
        {"\"\"", 1},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u4e34\\uD83D\\uDE00\"", 1},
        {"\"\xE4\xB8\xB4\xE6\xB8\xAF \xF0\x9F\x98\x80 \xEF\xBF\xBD\"", 1},
        {"\xEF\xBB\xBF{}", 1},
        {"[]", 1},
        {"[[], {}, [[]]]", 5},
        {"{\"a\": {\"a\": {\"a\": 1}}, \"b\": {\"a\": 1}}", 6},
        {"{\"ab\": 1, \"aB\": 2, \"a\": 3, \"\": 4}", 5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scan s;
        enum status st = scan_text(&s, rows[i].text, strlen(rows[i].text));
        if (st != ST_OK || s.count != rows[i].values)
            fail_msg("%s: status %d, %zu values: %s", rows[i].text, st, s.count, s.error);
        scan_free(&s);
    }
}

/* n times `open`, then `middle`, then n times `close` */
static void nest(struct buf *b, int n, const char *open, const char *middle, const char *close)
{
    buf_clear(b);
    for (int i = 0; i < n; i++)
        buf_puts(b, open);
    buf_puts(b, middle);
    for (int i = 0; i < n; i++)
        buf_puts(b, close);
}

static void limits_are_kept(void **state)
{
    (void)state;
    struct scan s;
    struct buf b;
    buf_init(&b, (size_t)64 << 20);
    nest(&b, SCAN_DEPTH_MAX, "[", "1", "]");
    assert_int_equal(scan_text(&s, b.data, b.len), ST_OK);
    scan_free(&s);
    nest(&b, SCAN_DEPTH_MAX + 1, "[", "1", "]");
    assert_int_equal(scan_text(&s, b.data, b.len), ST_LIMIT);
    assert_int_equal(s.column, SCAN_DEPTH_MAX + 1);
    assert_string_equal(s.error, "nested too deep; expected at most 64 levels");
    scan_free(&s);
    nest(&b, 1000000, "{\"a\":[", "", "");
    assert_int_equal(scan_text(&s, b.data, b.len), ST_LIMIT);
    scan_free(&s);
    nest(&b, SCAN_NUMBER_MAX, "9", "", "");
    assert_int_equal(scan_text(&s, b.data, b.len), ST_OK);
    scan_free(&s);
    nest(&b, SCAN_NUMBER_MAX + 1, "9", "", "");
    assert_int_equal(scan_text(&s, b.data, b.len), ST_LIMIT);
    assert_string_equal(s.error, "a number of 64 characters; expected at most 63");
    scan_free(&s);
    buf_clear(&b);
    buf_puts(&b, "[0");
    for (int i = 0; i < SCAN_VALUES_MAX; i++)
        buf_puts(&b, ",0");
    buf_puts(&b, "]");
    assert_int_equal(scan_text(&s, b.data, b.len), ST_LIMIT);
    assert_non_null(strstr(s.error, "more than 2000000 values"));
    scan_free(&s);
    buf_free(&b);
}

static void many_keys_take_no_square_time(void **state)
{
    (void)state;
    struct scan s;
    struct buf b;
    buf_init(&b, (size_t)64 << 20);
    buf_puts(&b, "{\"k0\": 0");
    for (int i = 1; i < 300000; i++)
        buf_printf(&b, ", \"k%d\": 0", i);
    buf_puts(&b, "}");
    assert_int_equal(scan_text(&s, b.data, b.len), ST_OK);
    assert_int_equal(s.count, 300001);
    scan_free(&s);
    buf_free(&b);
}

static void every_value_has_a_place_and_a_path(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF{\"format\": \"x\",\n"
                               " \"\xE4\xB8\xB4\": [1, {\"a/b\": null, \"c~d\": [[2]]},\n"
                               "   3],\n"
                               " \"a\\u0062c\": {}}";
    static const struct {
        size_t value;
        int line, column;
        const char *path;
    } rows[] = {
        {0, 1, 1, ""},
        {1, 1, 12, "/format"},
        {2, 2, 7, "/\xE4\xB8\xB4"},
        {3, 2, 8, "/\xE4\xB8\xB4/0"},
        {4, 2, 11, "/\xE4\xB8\xB4/1"},
        {5, 2, 19, "/\xE4\xB8\xB4/1/a~1b"},
        {6, 2, 32, "/\xE4\xB8\xB4/1/c~0d"},
        {7, 2, 33, "/\xE4\xB8\xB4/1/c~0d/0"},
        {8, 2, 34, "/\xE4\xB8\xB4/1/c~0d/0/0"},
        {9, 3, 4, "/\xE4\xB8\xB4/2"},
        {10, 4, 14, "/abc"},
    };
    struct scan s;
    char path[160];
    int line, column;
    assert_int_equal(scan_text(&s, text, sizeof text - 1), ST_OK);
    assert_int_equal(s.count, sizeof rows / sizeof *rows);
    for (size_t n = 0; n < 2 * s.count; n++) { /* forwards, then backwards */
        size_t i = n < s.count ? n : 2 * s.count - 1 - n;
        scan_place(&s, rows[i].value, &line, &column);
        scan_path(&s, rows[i].value, path, sizeof path);
        if (line != rows[i].line || column != rows[i].column || strcmp(path, rows[i].path) != 0)
            fail_msg("value %zu is at %d:%d %s", rows[i].value, line, column, path);
        assert_int_equal(scan_find(&s, rows[i].path), rows[i].value);
    }
    static const char *const missing[] = {
        "/x",    "/format/0", "/\xE4\xB8\xB4/3",  "/\xE4\xB8\xB4/x", "/", "format",
        "/abcd", "/ab",       "/\xE4\xB8\xB4/01x"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        assert_true(scan_find(&s, missing[i]) == SCAN_NOT_FOUND);
    scan_path(&s, 8, path, 8); /* whole steps only */
    assert_string_equal(path, "/\xE4\xB8\xB4/1");
    scan_free(&s);
}

/* Strings are read in strides: whatever stands at whatever place of one must be seen. */
static void each_byte_at_each_place_of_a_string_is_seen(void **state)
{
    (void)state;
    for (int place = 0; place < 24; place++)
        for (int byte = 0; byte < 256; byte++) {
            char text[] = "[\"aaaaaaaaaaaaaaaaaaaaaaaa\\\"\"]"; /* a quote in front is an item that ends early */
            text[2 + place] = (char)byte;
            struct scan s;
            bool good = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
            if ((scan_text(&s, text, sizeof text - 1) == ST_OK) != good)
                fail_msg("byte 0x%02x at %d is %s", byte, place, good ? "refused" : "taken");
            scan_free(&s);
        }
}

static void a_string_is_what_it_is_meant_to_be(void **state)
{
    (void)state;
    static const struct {
        const char *written, *meant;
    } rows[] = {{"\"\"", ""},
                {"\"id\"", "id"},
                {"\"\\u0069d\"", "id"},
                {"\"i\\u0064\"", "id"},
                {"\"ide\"", "ide"},
                {"\"\xE4\xB8\xB4\"", "\xE4\xB8\xB4"},
                {"\"\\u4e34\"", "\xE4\xB8\xB4"},
                {"\"\xE4\xB8\xB4\\/\"", "\xE4\xB8\xB4/"},
                {"\"\\ud83d\\ude00!\"", "\xF0\x9F\x98\x80!"},
                {"\"a\\\"b\"", "a\"b"},
                {"\"a\\\\\"", "a\\"},
                {"\"a\\n\\t\\b\\f\\r\"", "a\n\t\b\f\r"}};
    size_t n = sizeof rows / sizeof *rows;
    for (size_t i = 0; i < n; i++) {
        struct scan s;
        size_t len = strlen(rows[i].written);
        char *exact = malloc(len), *out = malloc(len); /* sanitizers see what goes beyond */
        assert_true(exact && out);
        memcpy(exact, rows[i].written, len);
        assert_int_equal(scan_text(&s, exact, len), ST_OK);
        scan_read(&s, 0, out);
        assert_string_equal(out, rows[i].meant);
        for (size_t j = 0; j < n; j++)
            assert_int_equal(scan_is(&s, 0, rows[j].meant), strcmp(rows[i].meant, rows[j].meant) == 0);
        assert_false(scan_is(&s, 0, "a\"")); /* the quote behind an a is the end */
        scan_free(&s);
        free(exact);
        free(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(syntax_errors_name_line_column_and_what_was_expected),
        cmocka_unit_test(what_is_json_passes),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(each_byte_at_each_place_of_a_string_is_seen),
        cmocka_unit_test(many_keys_take_no_square_time),
        cmocka_unit_test(every_value_has_a_place_and_a_path),
        cmocka_unit_test(a_string_is_what_it_is_meant_to_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
