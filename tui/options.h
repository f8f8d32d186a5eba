/* options.h -- what the reader asked for: command line, environment and configuration as one
 * record.
 *
 * One table (options.c) names every option once: long and short name, argument, configuration key,
 * default and help. It drives the command line, the files, --help and --print-config; a test holds
 * man/pillars.1 to it. A later origin wins: default, NO_COLOR and the locale,
 * /etc/xdg/pillars/pillars.conf, the user's pillars.conf (or -c FILE in its place), PILLARS_PLAN,
 * command line. Main thread only.
 */
#ifndef PILLARS_TUI_OPTIONS_H
#define PILLARS_TUI_OPTIONS_H

#include "feeds/base/buf.h"
#include "feeds/plan/assess.h"
#include "tui/completion.h"
#include "tui/keys.h"
#include "tui/ui.h"

enum mode {
    MODE_DASHBOARD, /* the screen; with `plain` set: lines, changes announced */
    MODE_ONCE,
    MODE_CHECK,
    MODE_HISTORY, /* every vintage the archive holds of `indicator` */
    MODE_COLLECT, /* no screen: keeps the archive fresh */
    MODE_PRINT_CONFIG,
    MODE_COMPLETION, /* prints the completion of `shell` */
    MODE_HELP,
    MODE_VERSION
};

enum report_format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_CSV,
    FORMAT_MARKDOWN,
    FORMAT_HTML,
    FORMAT_OPENMETRICS,
    FORMAT_COUNT
};

enum choice { CHOICE_AUTO, CHOICE_YES, CHOICE_NO };

enum color_depth { COLOR_AUTO, COLOR_NEVER, COLOR_8, COLOR_16, COLOR_256, COLOR_TRUE };

enum origin {
    ORIGIN_DEFAULT,
    ORIGIN_ENVIRONMENT,
    ORIGIN_SYSTEM_FILE,
    ORIGIN_USER_FILE,
    ORIGIN_COMMAND_LINE,
    ORIGIN_RUNNING /* changed by a key or by :set */
};

#define OPTION_ROWS_MAX 64

struct options {
    enum mode mode;
    enum shell shell;
    char *plan;  /* as given, or the shipped plan's path; NULL: none was found */
    day_t as_of; /* DAY_NONE: today in the plan's time zone */
    day_t since; /* DAY_NONE: not asked for */
    enum lang lang;
    enum choice ascii; /* auto: by the terminal */
    enum color_depth color;
    char *theme; /* a name of the theme table; NULL: its default */
    bool mouse, plain, restricted, offline;
    bool exit_status;
    bool worst_first, hints, braille;
    bool binding_allowance;
    enum method method;
    bool kiosk;
    int64_t kiosk_ms;   /* how long the wall shows one page */
    char *kiosk_quit;   /* key names, pressed one after the other */
    int64_t refresh_ms; /* how often feeds without `every` are asked */
    int64_t timeout_ms; /* of one request, and of --once in all */
    int width;          /* of the text report, cells */
    enum report_format format;
    char *output;                      /* NULL: standard output */
    char *pillar, *indicator, *filter; /* NULL: none */
    enum view_id view;
    enum sort_key sort;
    char *config;   /* -c; NULL: the usual places */
    char *log_file; /* NULL: none */
    char *archive;  /* folder of the archive; NULL: there is no home to keep one in */

    size_t binding_count;
    struct key_binding *bindings; /* in the files' order; of one action the last counts */

    size_t operand_count; /* of --check */
    char **operands;      /* borrowed from argv */

    /* Where each value comes from, by row of the table; file and line where it is a file. */
    enum origin origins[OPTION_ROWS_MAX];
    char *origin_file[2]; /* system file, user's file; NULL: was not there */
    int origin_line[OPTION_ROWS_MAX];
    int argc; /* borrowed, read again by options_reload_config() */
    char **argv;
};

/* A row of the table, for those who list options. Texts in English; tr() the help. */
struct option_info {
    char short_name;       /* '\0': none */
    const char *long_name; /* NULL: configuration only */
    const char *argument;  /* NULL: takes none; "[=SECONDS]": may take one */
    const char *key;       /* of the configuration; NULL: command line only */
    const char *preset;    /* the default in words; NULL: none */
    const char *help;
    bool live; /* can change while the program runs */
};
const struct option_info *option_info(size_t row); /* NULL behind the last row */
/* The n-th value of a row that is a choice, NULL behind the last. */
const char *option_choice(size_t row, size_t n);

/* Fills all of `o`; options_free() in every case. ST_USAGE: the text says what is wrong, with
 * file:line:column where it stands in a file. `mode` and `lang` are set as far as they were
 * understood, for the message. */
enum status options_read(struct options *o, int argc, char **argv, struct err *err);
/* Reads the files again. On an error nothing of `o` changes; else its old strings are gone. What cannot change while the program
 * runs keeps its value, and `later` gets its keys, blank-separated; so does what was changed here and the files do not name. */
enum status options_reload_config(struct options *o, struct buf *later, struct err *err);
/* Where a row's value comes from: "default", "/etc/xdg/pillars/pillars.conf:3", ... */
void option_origin(const struct options *o, size_t row, enum lang lang, struct buf *out);
/* Changes a live option until the program ends. ST_USAGE: what is wrong. */
enum status options_set(struct options *o, const char *key, const char *value, struct err *err);
void options_free(struct options *o);

/* --help, and --print-config: a configuration file that says the same, each value with its origin.
 */
enum status options_help(enum lang lang, struct buf *out);
enum status options_print_config(const struct options *o, struct buf *out);
const char *format_code(enum report_format f);

#endif
