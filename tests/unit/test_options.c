/* tui/options: one table for command line, environment and files; origins; reload; what is refused
 * and how. */
#include <fcntl.h>
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

#include "tui/options.h"

#define WORDS_MAX 24

struct world {
    char folder[64], system[96], user[96];
};

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static int set_up(void **state)
{
    static struct world w;
    char path[128];
    snprintf(w.folder, sizeof w.folder, "/tmp/pillars-options-XXXXXX");
    if (!mkdtemp(w.folder))
        return -1;
    static const char *const folders[] = {"etc", "etc/pillars", "home", "home/pillars"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, sizeof path, "%s/%s", w.folder, folders[i]);
        if (mkdir(path, 0700) != 0)
            return -1;
    }
    snprintf(w.system, sizeof w.system, "%s/etc/pillars/pillars.conf", w.folder);
    snprintf(w.user, sizeof w.user, "%s/home/pillars/pillars.conf", w.folder);
    snprintf(path, sizeof path, "%s/etc", w.folder);
    setenv("XDG_CONFIG_DIRS", path, 1);
    snprintf(path, sizeof path, "%s/home", w.folder);
    setenv("XDG_CONFIG_HOME", path, 1);
    setenv("XDG_STATE_HOME", w.folder, 1);
    static const char *const clear[] = {"NO_COLOR", "PILLARS_PLAN", "LC_ALL", "LC_MESSAGES",
                                        "LANG", "LANGUAGE"};
    for (size_t i = 0; i < sizeof clear / sizeof *clear; i++)
        unsetenv(clear[i]);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    static const char *const folders[] = {"etc/pillars", "etc", "home/pillars", "home"};
    unlink(w->system);
    unlink(w->user);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", w->folder, folders[i]);
        rmdir(path);
    }
    return rmdir(w->folder);
}

/* Options of a command line of blank-separated words; `words` must live as long as `o`. */
struct line {
    char text[512];
    char *argv[WORDS_MAX];
    int argc;
};

static enum status read_words(struct options *o, struct line *l, const char *words, struct err *err)
{
    static char name[] = "pillars";
    *l = (struct line){.argc = 1, .argv = {name}};
    snprintf(l->text, sizeof l->text, "%s", words);
    for (char *p = l->text + strspn(l->text, " "); *p;) {
        size_t n = strcspn(p, " "), gap = strspn(p + n, " ");
        assert_true(l->argc < WORDS_MAX);
        l->argv[l->argc++] = p;
        p[n] = '\0';
        p += n + gap;
    }
    return options_read(o, l->argc, l->argv, err);
}

static void the_command_line_is_read(void **state)
{
    (void)state;
    struct options o;
    struct line l;
    struct err err = {0};
    assert_int_equal(read_words(&o, &l,
                                "-p a.json --as-of 2024-06-30 --lang=zh --color 256 "
                                "--timeout 250ms --refresh=2h --no-mouse",
                                &err),
                     ST_OK);
    assert_string_equal(o.plan, "a.json");
    assert_int_equal(o.as_of, day_from_ymd(2024, 6, 30));
    assert_int_equal(o.lang, LANG_ZH);
    assert_int_equal(o.color, COLOR_256);
    assert_int_equal(o.timeout_ms, 250);
    assert_int_equal(o.refresh_ms, 7200000);
    assert_false(o.mouse);
    assert_int_equal(o.mode, MODE_ONCE); /* standard output is no terminal here */
    options_free(&o);

    assert_int_equal(read_words(&o, &l,
                                "-pb.json --kiosk=20 --sort class --view wall --width 120 "
                                "--ascii --method cagr --theme light",
                                &err),
                     ST_OK);
    assert_string_equal(o.plan, "b.json");
    assert_true(o.kiosk);
    assert_int_equal(o.kiosk_ms, 20000);
    assert_int_equal(o.sort, SORT_CLASS);
    assert_int_equal(o.view, VIEW_WALL);
    assert_int_equal(o.width, 120);
    assert_int_equal(o.ascii, CHOICE_YES);
    assert_int_equal(o.method, METHOD_CAGR);
    assert_string_equal(o.theme, "light");
    options_free(&o);

    assert_int_equal(read_words(&o, &l, "--check a.json -- --b.json", &err), ST_OK);
    assert_int_equal(o.mode, MODE_CHECK);
    assert_int_equal(o.operand_count, 2);
    assert_string_equal(o.operands[1], "--b.json");
    options_free(&o);

    assert_int_equal(read_words(&o, &l, "--history gdp", &err), ST_OK);
    assert_int_equal(o.mode, MODE_HISTORY);
    assert_string_equal(o.indicator, "gdp");
    options_free(&o);
}

static void defaults_hold(void **state)
{
    struct world *w = *state;
    struct options o;
    struct line l;
    char archive[96];
    assert_int_equal(read_words(&o, &l, "", NULL), ST_OK);
    assert_int_equal(o.as_of, DAY_NONE);
    assert_int_equal(o.since, DAY_NONE);
    assert_int_equal(o.timeout_ms, 30000);
    assert_int_equal(o.refresh_ms, 21600000);
    assert_int_equal(o.kiosk_ms, 15000);
    assert_int_equal(o.width, 80);
    assert_int_equal(o.format, FORMAT_TEXT);
    assert_int_equal(o.ascii, CHOICE_AUTO);
    assert_int_equal(o.lang, LANG_EN);
    assert_false(o.mouse);
    assert_false(o.kiosk || o.plain || o.restricted || o.offline || o.exit_status);
    assert_string_equal(o.kiosk_quit, "Ctrl-X Ctrl-C");
    assert_null(o.log_file);
    snprintf(archive, sizeof archive, "%s/pillars", w->folder);
    assert_string_equal(o.archive, archive);
    assert_non_null(o.plan); /* the shipped one, in the source tree */
    assert_non_null(strstr(o.plan, "feeds/lingang/plan.json"));
    options_free(&o);
}

static void what_is_wrong_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *words, *error;
    } rows[] = {
        {"--pillr x", "there is no option --pillr"},
        {"-x", "there is no option -x"},
        {"--once=yes", "--once takes no argument"},
        {"--plan", "--plan needs an argument: FILE|URL"},
        {"--lang fr", "--lang: expected zh | en, not 'fr'"},
        {"--width 39", "--width: expected a whole number from 40 to 1000, not '39'"},
        {"--width 8o", "--width: expected a whole number from 40 to 1000, not '8o'"},
        {"--as-of 2024-02-30", "--as-of: expected a date such as 2024-06-30, not '2024-02-30'"},
        {"--timeout 5x", "--timeout: expected a duration such as 30s, 5m, 6h or 1d, not '5x'"},
        {"--timeout -5", "--timeout: expected a duration such as 30s, 5m, 6h or 1d, not '-5'"},
        {"--timeout 2h", "--timeout: expected a duration of 1ms to 1h, not '2h'"},
        {"--kiosk=0", "--kiosk: expected yes, no, or seconds from 1 to 3600, not '0'"},
        {"--theme pink", "--theme: expected auto | dark | light | high-contrast | deuteranopia | "
                         "tritanopia | mono, not 'pink'"},
        {"--check", "--check needs files or addresses to check"},
        {"--check a --once", "--once: it does not go together with --check"},
        {"plan.json", "'plan.json' is not expected here; a plan is named by -p"},
        {"--restricted -o x", "--restricted writes no file: --output is not allowed"},
        {"--restricted --log-file x", "--restricted writes no file: --log-file is not allowed"},
        {"--since 2024-06-30 --format csv", "--since is reported as text or json, not as csv"},
        {"--config /nowhere/x.conf", "cannot open /nowhere/x.conf: No such file or directory"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct options o;
        struct line l;
        struct err err = {0};
        enum status st = read_words(&o, &l, rows[i].words, &err);
        assert_true(st == ST_USAGE || st == ST_IO);
        assert_string_equal(err.text, rows[i].error);
        options_free(&o);
    }
}

static void help_and_version_win(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        enum mode mode;
    } rows[] = {{"--check -h", MODE_HELP},
                {"-h --check", MODE_HELP},
                {"-V", MODE_VERSION},
                {"--once --help", MODE_HELP},
                {"--format json", MODE_ONCE},
                {"--exit-status", MODE_ONCE},
                {"--print-config", MODE_PRINT_CONFIG},
                {"--collect", MODE_COLLECT},
                {"--since 2024-01-01", MODE_ONCE}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct options o;
        struct line l;
        assert_int_equal(read_words(&o, &l, rows[i].words, NULL), ST_OK);
        assert_int_equal(o.mode, rows[i].mode);
        options_free(&o);
    }
}

/* A later origin wins: default, NO_COLOR, system, user, PILLARS_PLAN, command line. */
static void origins_are_in_order(void **state)
{
    struct world *w = *state;
    struct options o;
    struct line l;
    char words[160];
    setenv("NO_COLOR", "1", 1);
    setenv("LANG", "zh_CN.UTF-8", 1);
    assert_int_equal(read_words(&o, &l, "", NULL), ST_OK);
    assert_int_equal(o.color, COLOR_NEVER);
    assert_int_equal(o.lang, LANG_ZH);
    options_free(&o);

    write_file(w->system, "color = 16\nplan = system.json\nsort = name\nlang = en\n");
    write_file(w->user, "plan = user.json\ntheme = dark\n");
    assert_int_equal(read_words(&o, &l, "", NULL), ST_OK);
    assert_int_equal(o.color, COLOR_16);
    assert_int_equal(o.sort, SORT_NAME);
    assert_int_equal(o.lang, LANG_EN);
    assert_string_equal(o.plan, "user.json");
    options_free(&o);

    setenv("PILLARS_PLAN", "environment.json", 1);
    assert_int_equal(read_words(&o, &l, "--color true", NULL), ST_OK);
    assert_string_equal(o.plan, "environment.json");
    assert_int_equal(o.color, COLOR_TRUE);
    options_free(&o);
    assert_int_equal(read_words(&o, &l, "-p line.json", NULL), ST_OK);
    assert_string_equal(o.plan, "line.json");
    options_free(&o);
    unsetenv("PILLARS_PLAN");

    /* -c stands in place of the user's file only. */
    write_file(w->user, "this is wrong\n");
    snprintf(words, sizeof words, "-c %s", w->system);
    assert_int_equal(read_words(&o, &l, words, NULL), ST_OK);
    assert_string_equal(o.plan, "system.json");
    options_free(&o);
    unsetenv("NO_COLOR");
    unsetenv("LANG");
}

static void errors_in_a_file_name_the_place(void **state)
{
    struct world *w = *state;
    static const struct {
        const char *text, *error;
    } rows[] = {
        {"color = pink\n", ":1:9: expected auto | never | 8 | 16 | 256 | true, not 'pink'"},
        {"lang = en\n  colour = auto\n", ":2:3: there is no option 'colour'"},
        {"output = x\n", ":1:1: there is no option 'output'"},
        {"[key]\ndown = j\n", ":2:1: there is no section [key]"},
        {"[keys]\ndwon = j\n", ":2:1: there is no action 'dwon'"},
        {"[keys]\ndown = j Dwon\n", ":2:10: there is no key 'Dwon'"},
        {"kiosk-quit = Ctrl-X Foo\n", ":1:14: there is no key 'Foo'"},
        {"restricted = yes\nrestricted = no\n",
         ":2:14: 'restricted' was set before and cannot be taken back"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct options o;
        struct line l;
        struct err err = {0};
        char want[512];
        write_file(w->user, rows[i].text);
        assert_int_equal(read_words(&o, &l, "", &err), ST_USAGE);
        snprintf(want, sizeof want, "%s%s", w->user, rows[i].error);
        assert_string_equal(err.text, want);
        options_free(&o);
    }
}

static void a_reload_keeps_the_old_on_error(void **state)
{
    struct world *w = *state;
    struct options o;
    struct line l;
    struct err err = {0};
    struct buf later;
    buf_init(&later, 1024);
    write_file(w->user, "sort = name\n[keys]\nquit = X\n");
    assert_int_equal(read_words(&o, &l, "--color 8", &err), ST_OK);
    assert_int_equal(o.binding_count, 1);
    assert_int_equal(o.bindings[0].action, ACTION_QUIT);
    assert_string_equal(o.bindings[0].keys, "X");
    assert_int_equal(o.bindings[0].line, 3);
    assert_int_equal(o.bindings[0].column, 8);

    write_file(w->user, "sort = nothing\n");
    assert_int_equal(options_reload_config(&o, &later, &err), ST_USAGE);
    assert_non_null(strstr(err.text, ":1:8: "));
    assert_int_equal(o.sort, SORT_NAME);
    assert_int_equal(o.binding_count, 1);

    write_file(w->user, "sort = class\ncolor = 256\n");
    assert_int_equal(options_reload_config(&o, &later, &err), ST_OK);
    assert_int_equal(o.sort, SORT_CLASS);
    assert_int_equal(o.color, COLOR_8); /* said on the command line */
    assert_int_equal(o.binding_count, 0);
    assert_int_equal(later.len, 0);

    /* Two actions on one key: refused whole. */
    write_file(w->user, "sort = pace\n[keys]\nquit = X\nhelp = X\n");
    assert_int_equal(options_reload_config(&o, &later, &err), ST_USAGE);
    assert_non_null(strstr(err.text, ":4:8: the key 'X' is bound to quit in line 3 already"));
    assert_int_equal(o.sort, SORT_CLASS);

    /* What cannot change while running is named and keeps its value; what was changed here stays where no file says it. */
    assert_int_equal(options_set(&o, "ascii", "yes", &err), ST_OK);
    write_file(w->user, "plan = /other.json\nrefresh = 90s\nlang = zh\n");
    assert_int_equal(options_reload_config(&o, &later, &err), ST_OK);
    assert_string_equal(later.data, "plan refresh");
    assert_int_equal(o.refresh_ms, 21600000);
    assert_int_equal(o.lang, LANG_ZH);
    assert_int_equal(o.ascii, CHOICE_YES);
    assert_int_equal(options_set(&o, "refresh", "1m", &err), ST_USAGE);
    assert_int_equal(options_set(&o, "colour", "8", &err), ST_USAGE);
    assert_int_equal(options_set(&o, "sort", "size", &err), ST_USAGE);
    assert_non_null(strstr(err.text, "sort: expected plan | class"));
    buf_free(&later);
    options_free(&o);
}

/* --print-config is a configuration that says the same again. */
static void what_is_printed_can_be_read_again(void **state)
{
    struct world *w = *state;
    struct options o, again;
    struct line l;
    struct err err = {0};
    struct buf first, second;
    char place[160];
    write_file(w->user, "lang = zh\nrefresh = 90s\nkiosk = 20\n[keys]\ndown = n\nquit =\n");
    assert_int_equal(read_words(&o, &l, "--timeout 5s", &err), ST_OK);
    buf_init(&first, 65536);
    buf_init(&second, 65536);
    assert_int_equal(options_print_config(&o, &first), ST_OK);
    snprintf(place, sizeof place, "lang = zh%*s  # %s:1\n", 31, "", w->user);
    assert_non_null(strstr(first.data, place));
    assert_non_null(strstr(first.data, "refresh = 90s "));
    assert_non_null(strstr(first.data, "kiosk = 20s "));
    assert_non_null(
        strstr(first.data, "timeout = 5s                              # command line\n"));
    assert_non_null(strstr(first.data, "color = auto                              # default\n"));
    assert_non_null(strstr(first.data, "\ndown = n "));
    assert_non_null(strstr(first.data, "\nquit =  "));

    write_file(w->user, first.data);
    struct line bare;
    assert_int_equal(read_words(&again, &bare, "", &err), ST_OK);
    assert_int_equal(again.lang, LANG_ZH);
    assert_int_equal(again.refresh_ms, 90000);
    assert_int_equal(again.timeout_ms, 5000);
    assert_int_equal(again.kiosk_ms, 20000);
    assert_true(again.kiosk);
    assert_string_equal(again.plan, o.plan);
    assert_int_equal(options_print_config(&again, &second), ST_OK);
    options_free(&o);
    options_free(&again);
    buf_free(&first);
    buf_free(&second);
}

/* Every row says itself in both languages; every argument and key is unique. */
static void the_table_is_sound(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct option_info *a; (a = option_info(n)); n++) {
        assert_true(a->long_name || a->key);
        assert_true(tr_known(LANG_ZH, a->help));
        for (size_t i = 0; i < n; i++) {
            const struct option_info *b = option_info(i);
            assert_true(!a->long_name || !b->long_name || strcmp(a->long_name, b->long_name) != 0);
            assert_true(!a->key || !b->key || strcmp(a->key, b->key) != 0);
            assert_true(!a->short_name || a->short_name != b->short_name);
        }
    }
    assert_true(n > 30 && n <= OPTION_ROWS_MAX);
}

/* With a terminal as standard output there is a screen, unless TERM says there cannot be one. */
static void the_terminal_decides_what_nobody_said(void **state)
{
    (void)state;
    static const struct {
        const char *term, *words;
        bool plain;
        enum lang lang;
        enum choice ascii;
    } rows[] = {
        {"xterm-256color", "", false, LANG_ZH, CHOICE_AUTO},
        {"dumb", "", true, LANG_ZH, CHOICE_AUTO},
        {"", "", true, LANG_ZH, CHOICE_AUTO},
        {"linux", "", false, LANG_EN, CHOICE_YES},
        {"linux", "--lang zh", false, LANG_ZH, CHOICE_YES},
    };
    int pty = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(pty >= 0 && grantpt(pty) == 0 && unlockpt(pty) == 0);
    int tty = open(ptsname(pty), O_RDWR | O_NOCTTY), kept = dup(STDOUT_FILENO);
    assert_true(tty >= 0 && kept >= 0);
    setenv("LANG", "zh_CN.UTF-8", 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct options o;
        struct line l;
        setenv("TERM", rows[i].term, 1);
        fflush(stdout);
        dup2(tty, STDOUT_FILENO);
        enum status st = read_words(&o, &l, rows[i].words, NULL);
        dup2(kept, STDOUT_FILENO);
        assert_int_equal(st, ST_OK);
        assert_int_equal(o.mode, MODE_DASHBOARD);
        assert_int_equal(o.plain, rows[i].plain);
        assert_int_equal(o.lang, rows[i].lang);
        assert_int_equal(o.ascii, rows[i].ascii);
        options_free(&o);
    }
    unsetenv("LANG");
    close(tty);
    close(pty);
    close(kept);
}

int main(void)
{
#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_A_WORLD(the_command_line_is_read),
        IN_A_WORLD(defaults_hold),
        IN_A_WORLD(what_is_wrong_is_refused_by_name),
        IN_A_WORLD(help_and_version_win),
        IN_A_WORLD(origins_are_in_order),
        IN_A_WORLD(errors_in_a_file_name_the_place),
        IN_A_WORLD(a_reload_keeps_the_old_on_error),
        IN_A_WORLD(what_is_printed_can_be_read_again),
        IN_A_WORLD(the_table_is_sound),
        IN_A_WORLD(the_terminal_decides_what_nobody_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
