/* settings.h -- the option table while the program runs: what the options view lists, what keys change, what the screen follows.
 *
 * The table is the one truth: a key that changes the screen is written back to it with its origin, and what :set or a reload
 * changes there is taken over by the screen. Main thread.
 */
#ifndef PILLARS_TUI_SETTINGS_H
#define PILLARS_TUI_SETTINGS_H

#include "tui/options.h"
#include "tui/ui.h"

/* Every option that the configuration knows, in the table's order; `out` has room for OPTION_ROWS_MAX. Returns the count. */
size_t settings_list(const struct options *o, enum lang lang, struct setting *out);

/* What keys can change of the options. */
struct settings_seen {
    enum lang lang;
    enum sort_key sort;
    bool ascii, mouse, worst_first, hints;
};
struct settings_seen settings_seen(const struct ui *ui);
/* Writes what differs from `before` into the options. */
void settings_follow(struct options *o, const struct settings_seen *before, const struct ui *ui);
/* Takes the options over into the screen. ASCII that nobody asked for (auto) stays as the terminal had it. */
void settings_to_ui(const struct options *o, struct ui *ui);

#endif
