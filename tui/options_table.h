/* options_table.h -- the rows of the option table with how each is set and shown. Inside
 * tui/options*.c. */
#ifndef PILLARS_TUI_OPTIONS_TABLE_H
#define PILLARS_TUI_OPTIONS_TABLE_H

#include "tui/options.h"

struct row;

/* How a kind of value is read from text into its field, and written back as the configuration has
 * it ("" for none). */
struct value_kind {
    enum status (*set)(struct options *o, const struct row *r, const char *text, struct err *err);
    void (*show)(const struct options *o, const struct row *r, struct buf *out);
    const char *(*choice)(const struct row *r, int i); /* NULL: no list of values */
};

struct row {
    struct option_info info;
    const struct value_kind *kind;
    size_t field;               /* offset in struct options */
    const char *implied;        /* what the option says without an argument */
    bool preset_is_value;       /* the preset can be set; else it is an explanation */
    const char *(*name)(int i); /* of a choice; NULL behind the last */
    int64_t low, high;          /* of a duration (ms) or a number */
    bool once;                  /* asks for a report: --once is implied */
};

extern const struct row option_rows[];
extern const size_t option_row_count;

/* Row of a configuration key, or SIZE_MAX; and of an option. */
size_t row_of_key(const char *key);
size_t row_of_long(const char *name, size_t n);
size_t row_of_short(char name);
size_t row_of_field(size_t field);

/* Where in the text the first word stands that names no key (err says so), or SIZE_MAX. */
size_t key_names_check(const char *text, struct err *err);

#endif
