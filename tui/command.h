/* command.h -- the words of the `:` line and of --plain: from a text to an action with its argument, and what can complete it.
 *
 * A line is a word and, for some words, an argument behind a blank. Words without an argument are those of the action table
 * (tui/action.h); those that take one are declared here, once, and drive parsing, completion, help and man page. Pure: what a
 * command does to the view state is command_run()'s part in tui/handle. Main thread.
 */
#ifndef PILLARS_TUI_COMMAND_H
#define PILLARS_TUI_COMMAND_H

#include "tui/ui.h"

/* What stands behind the word. */
enum argument { ARGUMENT_PILLAR, ARGUMENT_INDICATOR, ARGUMENT_VIEW, ARGUMENT_DAY, ARGUMENT_SORT, ARGUMENT_QUERY, ARGUMENT_THEME, ARGUMENT_LANG, ARGUMENT_FILE, ARGUMENT_SETTING };

/* Name, word, kind of argument as it is read, the argument as help writes it, action without an argument (NONE: it needs one),
 * what it does. */
#define COMMAND_LIST(X)                                                                                                        \
    X(PILLAR, "pillar", PILLAR, "N|ID", NONE, N_("go to a pillar"))                                                            \
    X(INDICATOR, "indicator", INDICATOR, "ID", NONE, N_("open an indicator"))                                                  \
    X(VIEW, "view", VIEW, "NAME", NONE, N_("open a view"))                                                                     \
    X(AS_OF, "as-of", DAY, "DATE", NONE, N_("show the plan as it was known on a day"))                                         \
    X(SEARCH, "search", QUERY, "TEXT", SEARCH, N_("search a text"))                                                            \
    X(FILTER, "filter", QUERY, "TEXT", FILTER, N_("show only what matches"))                                                   \
    X(SORT, "sort", SORT, "KEY", SORT, N_("sort by a column"))                                                                 \
    X(THEME, "theme", THEME, "NAME", NONE, N_("colours of the screen"))                                                        \
    X(LANG, "lang", LANG, "zh|en", LANGUAGE, N_("language of the screen"))                                                     \
    X(EXPORT, "export", FILE, "FILE", EXPORT, N_("write the report; the ending says the format"))                              \
    X(SET, "set", SETTING, "KEY VALUE", OPTIONS, N_("change an option until the program ends"))

enum verb {
    VERB_ACTION, /* an action of the table, without an argument */
#define X(name, word, argument, shown, bare, help) VERB_##name,
    COMMAND_LIST(X)
#undef X
        VERB_COUNT
};

struct command_info {
    const char *word;
    enum argument argument;
    const char *shown;
    enum action bare;
    const char *help; /* English; tr() it */
};
const struct command_info *command_info(enum verb v); /* VERB_ACTION < v < VERB_COUNT */

/* A line, understood. */
struct command {
    enum verb verb;
    enum action action;          /* of VERB_ACTION; ACTION_NONE: the line is empty */
    int which;                   /* pillar, indicator, view, sort key, theme or language, by the verb */
    day_t day;                   /* of VERB_AS_OF */
    char argument[PROMPT_BYTES]; /* as written, blanks around it taken off */
};

/* ST_USAGE: what is wrong, in the language of the board; an unknown word comes with the nearest one. */
enum status command_parse(const struct board *b, const char *line, struct command *out, struct err *err);

/* Takes one choice; false when it wants no more. */
typedef bool command_take(const char *text, void *arg);
/* Every text that can stand in the line from the returned byte on, up to its end: words, then values of the argument. */
size_t command_choices(const struct board *b, const char *line, command_take *take, void *arg);

#endif
