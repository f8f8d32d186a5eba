/* keys.h -- which key does what: the action table's defaults, with the reader's own bindings over them.
 *
 * Main thread only. Movement keys stay what they are unless the configuration says otherwise.
 */
#ifndef PILLARS_TUI_KEYS_H
#define PILLARS_TUI_KEYS_H

#include "feeds/base/status.h"
#include "tui/action.h"
#include "tui/options.h"

#define KEYS_MAX 256

struct keys {
    size_t count;
    struct {
        char name[24];
        enum action action;
    } list[KEYS_MAX];
};

/* Defaults, then `o`'s bindings in their order. ST_USAGE names file, line and column of an unknown key name. */
enum status keys_init(struct keys *k, const struct options *o, struct err *err);
enum action keys_find(const struct keys *k, const char *name); /* ACTION_NONE if it does nothing */
/* True for "Down", "F5", "Ctrl-D", "Space", one character, ... */
bool key_name_known(const char *name);

#endif
