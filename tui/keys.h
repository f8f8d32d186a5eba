/* keys.h -- which key does what: the action table's defaults, with the reader's own bindings over them.
 *
 * The one place that knows the keys in force: help, hint line and options view ask here, never the action table. Movement keys
 * stay what they are unless the configuration says otherwise. Pure; main thread.
 */
#ifndef PILLARS_TUI_KEYS_H
#define PILLARS_TUI_KEYS_H

#include <stddef.h>

#include "feeds/base/status.h"
#include "tui/action.h"

#define KEYS_MAX 256

/* A line of the section [keys]. */
struct key_binding {
    enum action action;
    char *keys;       /* blank-separated key names; "" takes the action's keys away */
    char *file;       /* where it was said, for messages */
    int line, column; /* of the first key name */
};

struct keys {
    size_t count;
    struct {
        char name[24];
        enum action action;
        int said;           /* index of the binding, -1: default */
    } list[KEYS_MAX];
};

/* Defaults, then the bindings in their order: of one action the last counts, and a bound key is taken from the action that
 * had it by default. ST_USAGE names file, line and column of an unknown key name, or of a key that one file gives to two
 * actions. */
enum status keys_init(struct keys *k, const struct key_binding *bindings, size_t count, struct err *err);
enum action keys_find(const struct keys *k, const char *name); /* ACTION_NONE if it does nothing */
/* The keys of an action as they are in force, blank-separated, "" for none; returns `out`. NULL k: the defaults. */
const char *keys_of(const struct keys *k, enum action a, char *out, size_t cap);
/* The first of them. */
const char *keys_first(const struct keys *k, enum action a, char *out, size_t cap);
/* True for "Down", "F5", "Ctrl-D", "Space", one character, ... */
bool key_name_known(const char *name);

#endif
