/* feeds/format/address: paths and references become absolute, normal addresses, and file: ones
 * paths again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "feeds/format/address.h"

static void references_are_resolved_against_their_document(void **state)
{
    (void)state;
    static const struct {
        const char *base, *ref, *out;
    } rows[] = {
        {"file:///srv/plans/plan.json", "industry.json", "file:///srv/plans/industry.json"},
        {"file:///srv/plans/plan.json", "./a/../industry.json", "file:///srv/plans/industry.json"},
        {"file:///srv/plans/plan.json", "../other/x.json", "file:///srv/other/x.json"},
        {"file:///srv/plans/plan.json", "../../../../x.json", "file:///x.json"},
        {"file:///srv/plans/plan.json", "/etc/x.json", "file:///etc/x.json"},
        {"file:///srv/plans/plan.json", "\xE4\xBA\xA7\xE4\xB8\x9A 1.json",
         "file:///srv/plans/%E4%BA%A7%E4%B8%9A%201.json"},
        {"file:///srv/plans/plan.json", "a%20b.json", "file:///srv/plans/a%20b.json"},
        {"file:///srv/plans/plan.json", "50%.json", "file:///srv/plans/50%25.json"},
        {"file:///srv/plans/plan.json", "a.json#top", "file:///srv/plans/a.json"},
        {"file:///srv/plans/plan.json", "file:///tmp/./x.json", "file:///tmp/x.json"},
        {"file:///srv/plans/plan.json", "file:/tmp/x.json", "file:///tmp/x.json"},
        {"file:///srv/plans/plan.json", "FILE://localhost/tmp/x.json", "file:///tmp/x.json"},
        {"file:///srv/plans/plan.json", "https://Stats.Example.org/x?format=JSON",
         "https://stats.example.org/x?format=JSON"},
        {"http://h:8080/a/plan.json", "b.json", "http://h:8080/a/b.json"},
        {"http://h:8080/a/plan.json?v=1", "b.json", "http://h:8080/a/b.json"},
        {"http://h:8080/a/plan.json?v=1", "", "http://h:8080/a/plan.json?v=1"},
        {"http://h:8080/a/plan.json?v=1", "?v=2", "http://h:8080/a/plan.json?v=2"},
        {"http://h:8080/a/plan.json", "/b.json?q=a b&c=\"d\"",
         "http://h:8080/b.json?q=a%20b&c=%22d%22"},
        {"http://h:8080", "b.json", "http://h:8080/b.json"},
        {"http://h:8080", "https://other", "https://other/"},
        {"https://h/a/", "//other/c.json", "https://other/c.json"},
        {"https://h/a/b/c", "..", "https://h/a/"},
        {"https://h/a/b/c", ".", "https://h/a/b/"},
        {"https://h/a/b/c", "../..", "https://h/"},
        {"https://h/a/b/c", "d//e", "https://h/a/b/d//e"},
        {"https://[::1]:8443/a", "b", "https://[::1]:8443/b"},
        {"https://h/a", "x\r\nHost: y", "https://h/x%0D%0AHost:%20y"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *out;
        struct err err = {0};
        enum status st = address_resolve(rows[i].base, rows[i].ref, &out, &err);
        if (st != ST_OK || strcmp(out, rows[i].out) != 0)
            fail_msg("%s + %s: %s", rows[i].base, rows[i].ref, st == ST_OK ? out : err.text);
        free(out);
    }
}

static void wrong_references_are_refused_in_words(void **state)
{
    (void)state;
    char longest[ADDRESS_MAX + 1];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const struct {
        const char *base, *ref, *words;
    } rows[] = {
        {"file:///p.json", "ftp://h/x", "expected file:, http: or https:"},
        {"file:///p.json", "javascript:alert(1)", "expected file:, http: or https:"},
        {"file:///p.json", "file://nas/share/x.json", "a file on another host"},
        {"file:///p.json", "file:x.json", "expected file: with an absolute path"},
        {"file:///p.json", "http:///x", "expected a host after //"},
        {"file:///p.json", "http://:80/x", "expected a host after //"},
        {"file:///p.json", "http:x", "expected a host after //"},
        {"file:///p.json", "http://a b/x", "a character that no host name has"},
        {"file:///p.json", "http://me:secret@h/x", "user name or a password"},
        {"http://h/p.json", "//me@h/x", "user name or a password"},
        {"file:///p.json", "ftp://me:secret@h/x", "'ftp://...@h/x': expected file:, http: or https:"},
        {"file:///p.json", "htp://h/x?token=secret", "'htp://h/x?...': expected file:, http: or https:"},
        {"file:///p.json", "http://a b/x?token=secret#y", "'http://a b/x?...': a character that no host name has"},
        {"file:///p.json", "http:///x?token=secret", "'http:///x?...': expected a host after //"},
        {"file:///p.json", "http://:secret@h/", "'http://...@h/': expected a host after //"},
        {"file:///p.json", "file://nas/x?token=secret", "'file://nas/x?...': a file on another host"},
        {"http://h/p.json", "file:/x?token=secret", "'file:/x?...': a document from the network cannot name a local file"},
        {"http://h/p.json", "file:///etc/passwd", "cannot name a local file"},
        {"https://h/p.json", "file:/etc/passwd", "cannot name a local file"},
        {"file:///p.json", longest, "longer than 4095 bytes"},
        {"https://h/p.json", longest, "longer than 4095 bytes"},
        {"p.json", "x.json", "expected an absolute address"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *out;
        struct err err = {0};
        if (address_resolve(rows[i].base, rows[i].ref, &out, &err) == ST_OK)
            fail_msg("%s + %s was taken: %s", rows[i].base, rows[i].ref, out);
        assert_null(out);
        assert_null(strstr(err.text, "secret"));
        if (!strstr(err.text, rows[i].words))
            fail_msg("%s + %s: %s", rows[i].base, rows[i].ref, err.text);
    }
}

static void paths_and_addresses_become_absolute(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out, *path; /* NULL: no file */
    } rows[] = {
        {"/srv/plan.json", "file:///srv/plan.json", "/srv/plan.json"},
        {"plan.json", "file:///tmp/plan.json", "/tmp/plan.json"},
        {"./a/../plan.json", "file:///tmp/plan.json", "/tmp/plan.json"},
        {"../plan.json", "file:///plan.json", "/plan.json"},
        {"a b/50%25?#.json", "file:///tmp/a%20b/50%2525%3F%23.json", "/tmp/a b/50%25?#.json"},
        {"2025:q1.json", "file:///tmp/2025:q1.json", "/tmp/2025:q1.json"},
        {"q1:2025.json", "file:///tmp/q1:2025.json", "/tmp/q1:2025.json"},
        {"\xE4\xB8\xB4.json", "file:///tmp/%E4%B8%B4.json", "/tmp/\xE4\xB8\xB4.json"},
        {"file:///a%20b.json", "file:///a%20b.json", "/a b.json"},
        {"file://localhost/a.json?x", "file:///a.json?x", "/a.json"},
        {"HTTP://H/Plan.json", "http://h/Plan.json", NULL},
        {"https://h", "https://h/", NULL},
    };
    assert_int_equal(chdir("/tmp"), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *out, *path;
        struct err err = {0};
        if (address_absolute(rows[i].in, &out, &err) != ST_OK)
            fail_msg("%s: %s", rows[i].in, err.text);
        assert_string_equal(out, rows[i].out);
        assert_int_equal(address_is_file(out), rows[i].path != NULL);
        enum status st = address_to_path(out, &path, &err);
        assert_int_equal(st == ST_OK, rows[i].path != NULL);
        if (path)
            assert_string_equal(path, rows[i].path);
        free(path);
        free(out);
    }
}

static void what_is_no_path_and_no_address_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {"", "gopher://h/x", "file://nas/x", "http://u:p@h/x"};
    char *out;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err err = {0};
        assert_int_not_equal(address_absolute(rows[i], &out, &err), ST_OK);
        assert_null(out);
        assert_true(*err.text);
    }
    struct err err = {0};
    assert_int_not_equal(address_to_path("file:///a%00b", &out, &err), ST_OK);
    assert_non_null(strstr(err.text, "%00 in a path"));
}

static void a_query_is_not_shown_but_tells_apart(void **state)
{
    (void)state;
    static const struct {
        const char *url, *shown;
    } cases[] = {
        {"https://h/p.json", "https://h/p.json"},
        {"https://h/p?token=hunter2", "https://h/p?token=..."},
        {"https://h/p?geo=SH&key=a=b&x", "https://h/p?geo=...&key=...&..."},
        {"https://h/p?hunter2", "https://h/p?..."},
        {"https://h/p?", "https://h/p?..."},
        {"file:///a/b.json", "file:///a/b.json"},
        {"what is this?.json", "what is this?.json"},
        {"https://me:hunter2@h/p?a=1", "https://...@h/p?a=..."},
        {"https://h/a@b", "https://h/a@b"},
    };
    char shown[ADDRESS_MAX], one[ADDRESS_MAX + 32], two[ADDRESS_MAX + 32], small[8];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        address_shown(cases[i].url, shown, sizeof shown);
        assert_string_equal(shown, cases[i].shown);
        address_key(cases[i].url, one, sizeof one);
        assert_memory_equal(one, shown, strlen(shown));
        assert_null(strstr(one, "hunter2"));
    }
    address_key("https://h/p?a=1", one, sizeof one);
    address_key("https://h/p?a=2", two, sizeof two);
    assert_string_not_equal(one, two);
    address_key("https://h/p", one, sizeof one);
    assert_string_equal(one, "https://h/p"); /* as it always was */
    address_shown("https://host/p?a=1", small, sizeof small);
    assert_string_equal(small, "https:/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_are_resolved_against_their_document),
        cmocka_unit_test(wrong_references_are_refused_in_words),
        cmocka_unit_test(paths_and_addresses_become_absolute),
        cmocka_unit_test(what_is_no_path_and_no_address_is_refused),
        cmocka_unit_test(a_query_is_not_shown_but_tells_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
