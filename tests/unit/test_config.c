/* tui/config: the syntax of pillars.conf, places of errors, and where the files are looked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/config.h"

struct seen {
    char text[2048]; /* "section/key=value@line:column " for each line taken */
};

static enum status note(const struct config_line *line, int *column, void *arg, struct err *err)
{
    struct seen *s = arg;
    size_t n = strlen(s->text);
    if (strcmp(line->key, "bad-key") == 0) {
        *column = line->key_column;
        return err_set(err, ST_USAGE, "no such key");
    }
    if (strcmp(line->value, "bad") == 0)
        return err_set(err, ST_USAGE, "no such value");
    snprintf(s->text + n, sizeof s->text - n, "%s/%s=%s@%d:%d ", line->section, line->key,
             line->value, line->line, line->value_column);
    return ST_OK;
}

static void lines_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *seen;
    } rows[] = {
        {"", ""},
        {"\n\n  \t\n# nothing\n   # nothing\n", ""},
        {"a = 1", "/a=1@1:5 "},
        {"a=1\nb-2   =  two words  \n", "/a=1@1:3 /b-2=two words@2:10 "},
        {"a = x # a comment\nb = x#y\n", "/a=x@1:5 /b=x#y@2:5 "},
        {"a =\nb = # empty\n", "/a=@1:4 /b=@2:4 "},
        {"a = 1\r\nb = 2\r\n", "/a=1@1:5 /b=2@2:5 "},
        {"\xEF\xBB\xBF"
         "a = 1\n",
         "/a=1@1:5 "},
        {"a = 1\n[keys]\ndown = Down j\n[more]\nz = =",
         "/a=1@1:5 keys/down=Down j@3:8 more/z==@5:5 "},
        {"名 = 1", NULL},
        {"a = 临港", "/a=临港@1:5 "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct seen s = {""};
        struct err err = {0};
        enum status st = config_parse(rows[i].text, strlen(rows[i].text), "f", note, &s, &err);
        assert_int_equal(st, rows[i].seen ? ST_OK : ST_USAGE);
        if (rows[i].seen)
            assert_string_equal(s.text, rows[i].seen);
    }
}

static void errors_name_file_line_and_column(void **state)
{
    (void)state;
    char overlong[5000];
    memset(overlong, 'x', sizeof overlong - 1);
    overlong[sizeof overlong - 1] = '\0';
    const struct {
        const char *text, *error;
    } rows[] = {
        {"a 1", "f:1:3: expected '=' behind the key"},
        {"\n  =1", "f:2:3: expected 'key = value'"},
        {"a = 1\nA = 1", "f:2:1: expected 'key = value'"},
        {"[keys", "f:1:6: expected ']' behind the name of a section"},
        {"[]", "f:1:2: expected the name of a section"},
        {"[keys] x", "f:1:7: expected nothing behind a section"},
        {"\n\n  bad-key = 1", "f:3:3: no such key"},
        {"a = bad", "f:1:5: no such value"},
        {"a = \xFF", "f:1:1: the line is not UTF-8 text"},
        {overlong, "f:1:1: the line is too long"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct seen s = {""};
        struct err err = {0};
        assert_int_equal(config_parse(rows[i].text, strlen(rows[i].text), "f", note, &s, &err),
                         ST_USAGE);
        assert_string_equal(err.text, rows[i].error);
    }
    struct seen s = {""};
    struct err err = {0};
    assert_int_equal(config_parse("a = \0b", 6, "f", note, &s, &err), ST_USAGE);
}

static void a_file_is_read_to_its_ceiling_and_never_written(void **state)
{
    (void)state;
    char path[] = "/tmp/pillars-conf-XXXXXX";
    struct seen s = {""};
    struct err err = {0};
    struct stat before, after;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "a = 1\n", 6), 6);
    assert_int_equal(fchmod(fd, 0400), 0);
    assert_int_equal(stat(path, &before), 0);
    assert_int_equal(config_read(path, note, &s, &err), ST_OK);
    assert_string_equal(s.text, "/a=1@1:5 ");
    assert_int_equal(stat(path, &after), 0);
    assert_true(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec && before.st_ino == after.st_ino);
    assert_int_equal(ftruncate(fd, CONFIG_CEILING + 1), 0);
    assert_int_equal(config_read(path, note, &s, &err), ST_LIMIT);
    close(fd);
    unlink(path);
    assert_int_equal(config_read(path, note, &s, &err), ST_IO);
    assert_non_null(strstr(err.text, path));
}

static void make_file(const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, "%s/pillars", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/pillars/pillars.conf", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

static void drop_file(const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, "%s/pillars/pillars.conf", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/pillars", folder);
    rmdir(path);
    rmdir(folder);
}

static void expect_path(char *got, const char *folder, const char *rest)
{
    char want[256];
    snprintf(want, sizeof want, "%s%s", folder, rest);
    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
}

static void files_are_looked_for_where_xdg_says(void **state)
{
    (void)state;
    char one[] = "/tmp/pillars-xdg-XXXXXX", two[] = "/tmp/pillars-xdg-XXXXXX", both[128];
    assert_non_null(mkdtemp(one));
    assert_non_null(mkdtemp(two));
    make_file(two);
    setenv("XDG_CONFIG_HOME", two, 1);
    expect_path(config_user_file(), two, "/pillars/pillars.conf");
    setenv("XDG_CONFIG_HOME", one, 1);
    assert_null(config_user_file());
    setenv("XDG_CONFIG_HOME", "relative", 1);
    setenv("HOME", "/nowhere", 1);
    assert_null(config_user_file());
    snprintf(both, sizeof both, "%s:%s", one, two);
    setenv("XDG_CONFIG_DIRS", both, 1);
    expect_path(config_system_file(), two, "/pillars/pillars.conf");
    setenv("XDG_CONFIG_DIRS", one, 1);
    assert_null(config_system_file());
    setenv("XDG_STATE_HOME", one, 1);
    expect_path(config_state_folder(), one, "/pillars");
    unsetenv("XDG_STATE_HOME");
    expect_path(config_state_folder(), "/nowhere", "/.local/state/pillars");
    unsetenv("HOME");
    assert_null(config_state_folder());
    drop_file(two);
    rmdir(one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read),
        cmocka_unit_test(errors_name_file_line_and_column),
        cmocka_unit_test(a_file_is_read_to_its_ceiling_and_never_written),
        cmocka_unit_test(files_are_looked_for_where_xdg_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
