/* action.h -- everything a reader can do, declared once: keys, help, hint line, man page, `:` command line.
 *
 * Columns: name, command-line word, default keys (blank-separated names of key.h), group, what it does. The order is the
 * order of the help. Kept true by tests/unit/test_action.c and the test that reads man/pillars.1.
 */
#ifndef PILLARS_TUI_ACTION_H
#define PILLARS_TUI_ACTION_H

#include "tui/lang.h"

enum action_group { GROUP_MOVE, GROUP_GO, GROUP_FIND, GROUP_SHOW, GROUP_TIME, GROUP_DATA, GROUP_PROGRAM, GROUP_COUNT };

#define ACTION_LIST(X)                                                                             \
    X(DOWN, "down", "Down j", MOVE, N_("next row"))                                                \
    X(UP, "up", "Up k", MOVE, N_("previous row"))                                                  \
    X(LEFT, "left", "Left h", MOVE, N_("previous panel, or out"))                                  \
    X(RIGHT, "right", "Right l", MOVE, N_("next panel, or in"))                                    \
    X(PAGE_DOWN, "page-down", "PageDown Space Ctrl-F", MOVE, N_("one page down"))                         \
    X(PAGE_UP, "page-up", "PageUp Ctrl-B", MOVE, N_("one page up"))                                       \
    X(HALF_DOWN, "half-down", "Ctrl-D", MOVE, N_("half a page down"))                              \
    X(HALF_UP, "half-up", "Ctrl-U", MOVE, N_("half a page up"))                                    \
    X(FIRST, "first", "g Home", MOVE, N_("to the first row"))                                      \
    X(LAST, "last", "G End", MOVE, N_("to the last row"))                                          \
    X(NEXT_PANEL, "next-panel", "Tab", MOVE, N_("next pillar"))                                    \
    X(PREVIOUS_PANEL, "previous-panel", "Shift-Tab", MOVE, N_("previous pillar"))                  \
    X(IN, "in", "Enter", GO, N_("go in: pillar, indicator"))                                       \
    X(OUT, "out", "Esc Backspace", GO, N_("go out; never quits"))                                  \
    X(PILLAR_1, "pillar-1", "1", GO, N_("pillar 1; again: full screen"))                           \
    X(PILLAR_2, "pillar-2", "2", GO, N_("pillar 2; again: full screen"))                           \
    X(PILLAR_3, "pillar-3", "3", GO, N_("pillar 3; again: full screen"))                           \
    X(PILLAR_4, "pillar-4", "4", GO, N_("pillar 4; again: full screen"))                           \
    X(PILLAR_5, "pillar-5", "5", GO, N_("pillar 5; again: full screen"))                           \
    X(PILLAR_6, "pillar-6", "6", GO, N_("pillar 6; again: full screen"))                           \
    X(OVERVIEW, "overview", "0", GO, N_("back to the overview and to today"))                      \
    X(ZOOM, "zoom", "z + _", GO, N_("the focused pillar fills the screen"))                        \
    X(FEEDS, "feeds", "f F7", GO, N_("feeds: state, age, errors"))                                 \
    X(EVENTS, "events", "v F8", GO, N_("events: what changed"))                                    \
    X(HELP, "help", "? F1", GO, N_("this help"))                                                   \
    X(KEY_HELP, "key-help", "K", GO, N_("what does the next key do"))                              \
    X(OPTIONS, "options", "o F2", GO, N_("options and where they come from"))                      \
    X(SEARCH, "search", "/ F3", FIND, N_("search; Enter keeps it"))                                \
    X(SEARCH_NEXT, "search-next", "n", FIND, N_("next match"))                                     \
    X(SEARCH_PREVIOUS, "search-previous", "N", FIND, N_("previous match"))                         \
    X(FILTER, "filter", "\\ F4 &", FIND, N_("show only what matches; ! inverts, class:lagging"))   \
    X(COMMAND, "command", ":", FIND, N_("command line; Tab completes"))                            \
    X(SORT, "sort", "s F6 >", SHOW, N_("sort by the next column"))                                 \
    X(SORT_BACK, "sort-back", "<", SHOW, N_("sort by the previous column"))                        \
    X(SORT_INVERT, "sort-invert", "I", SHOW, N_("turn the order round"))                           \
    X(WORST_FIRST, "worst-first", "w", SHOW, N_("worst class first, or the plan's order"))         \
    X(LANGUAGE, "language", "L", SHOW, N_("Chinese or English"))                                   \
    X(ASCII, "ascii", "A", SHOW, N_("ASCII or Unicode glyphs"))                                    \
    X(HINTS, "hints", "H", SHOW, N_("hint line on or off"))                                        \
    X(MARK, "mark", "m", SHOW, N_("mark this indicator"))                                          \
    X(FOLLOW, "follow", "F", SHOW, N_("jump to the marked indicator"))                             \
    X(AS_OF_BACK, "as-of-back", "[", TIME, N_("one publication day back"))                         \
    X(AS_OF_FORWARD, "as-of-forward", "]", TIME, N_("one publication day forward"))                \
    X(REFRESH, "refresh", "r", DATA, N_("fetch this pillar's feeds again"))                        \
    X(REFRESH_ALL, "refresh-all", "R F5 Ctrl-R", DATA, N_("fetch all feeds again"))                \
    X(SEEN, "seen", "a", DATA, N_("alerts and marks of the overview are seen"))                    \
    X(PAUSE, "pause", "p", DATA, N_("pause fetching"))                                             \
    X(COPY, "copy", "y", DATA, N_("copy the figure with its source (OSC 52)"))                     \
    X(EXPORT, "export", "e", DATA, N_("write the report to a file"))                               \
    X(MOUSE, "mouse", "M", PROGRAM, N_("mouse on or off"))                                         \
    X(REPAINT, "repaint", "Ctrl-L", PROGRAM, N_("paint the screen anew"))                          \
    X(RELOAD, "reload", "", PROGRAM, N_("read the configuration again"))                           \
    X(SUSPEND, "suspend", "Ctrl-Z", PROGRAM, N_("suspend; fg comes back"))                         \
    X(BACK_OR_QUIT, "back-or-quit", "q F10", PROGRAM, N_("one level up; quits at the top"))        \
    X(QUIT, "quit", "Q Ctrl-C", PROGRAM, N_("quit at once"))

enum action {
#define X(name, word, keys, group, help) ACTION_##name,
    ACTION_LIST(X)
#undef X
        ACTION_COUNT,
    ACTION_NONE = ACTION_COUNT
};

struct action_info {
    const char *word;  /* on the `:` command line and in [keys] of the config */
    const char *keys;  /* defaults */
    enum action_group group;
    const char *help;  /* English; tr() it */
};
const struct action_info *action_info(enum action a); /* never NULL for a < ACTION_COUNT */
const char *action_group_title(enum action_group g); /* English; tr() it */
enum action action_from_word(const char *word);      /* ACTION_NONE if there is none */

#endif
