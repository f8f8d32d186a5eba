/* config.h -- the syntax of pillars.conf, and where the files are. Knows no option.
 *
 * A line is empty, a comment, `[section]` or `key = value`. A '#' at the start of a line or after a
 * blank begins a comment. Keys are lower-case letters, digits and '-'. Blanks around key and value
 * do not count. Files are UTF-8, at most CONFIG_CEILING bytes, and are only ever read. Main thread
 * only.
 */
#ifndef PILLARS_TUI_CONFIG_H
#define PILLARS_TUI_CONFIG_H

#include <stddef.h>

#include "feeds/base/status.h"

#define CONFIG_CEILING 65536

struct config_line {
    const char *section; /* "" before the first */
    const char *key, *value;
    const char *file;
    int line, key_column, value_column; /* from 1, in characters */
};

/* Takes one line. On an error `err` gets what is wrong, *column where in the line (preset to the
 * value's place); the reader puts file:line:column in front. */
typedef enum status config_take(const struct config_line *line, int *column, void *arg,
                                struct err *err);

/* ST_USAGE: "FILE:LINE:COLUMN: what is wrong"; nothing behind that line was taken. ST_IO: cannot be
 * read. */
enum status config_read(const char *path, config_take *take, void *arg, struct err *err);
enum status config_parse(const char *bytes, size_t n, const char *file, config_take *take,
                         void *arg, struct err *err);

/* The first of $XDG_CONFIG_DIRS (/etc/xdg) that has a pillars/pillars.conf, and the user's:
 * malloc'ed, NULL when there is no such file. Relative folders are ignored, as the XDG
 * specification says. */
char *config_system_file(void);
char *config_user_file(void);
/* $XDG_STATE_HOME/pillars or ~/.local/state/pillars, malloc'ed; NULL without a home. */
char *config_state_folder(void);

#endif
