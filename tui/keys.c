#include "tui/keys.h"

#include <stdio.h>
#include <string.h>

#include "widgets/width.h"

static const char *const names[] = {"Down",     "Up",     "Left",      "Right",     "PageDown",
                                    "PageUp",   "Home",   "End",       "Enter",     "Backspace",
                                    "Delete",   "Insert", "Shift-Tab", "Tab",       "Space",
                                    "Esc"};

bool key_name_known(const char *name)
{
    int cells;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    if (strncmp(name, "Ctrl-", 5) == 0)
        return name[5] >= 'A' && name[5] <= '_' && !name[6];
    int f = 0, used = 0;
    if (sscanf(name, "F%d%n", &f, &used) == 1 && !name[used])
        return f >= 1 && f <= 12;
    return *name && grapheme_next(name, strlen(name), &cells) == strlen(name);
}

static void bind(struct keys *k, const char *name, size_t n, enum action a)
{
    for (size_t i = 0; i < k->count; i++)
        if (strlen(k->list[i].name) == n && memcmp(k->list[i].name, name, n) == 0) {
            k->list[i].action = a;
            return;
        }
    if (k->count == KEYS_MAX || n >= sizeof k->list[0].name)
        return;
    memcpy(k->list[k->count].name, name, n);
    k->list[k->count].name[n] = '\0';
    k->list[k->count++].action = a;
}

static void bind_all(struct keys *k, const char *list, enum action a)
{
    for (const char *p = list; *p;) {
        p += strspn(p, " ");
        size_t n = strcspn(p, " ");
        if (n)
            bind(k, p, n, a);
        p += n;
    }
}

static void unbind(struct keys *k, enum action a)
{
    for (size_t i = 0; i < k->count; i++)
        if (k->list[i].action == a)
            k->list[i].action = ACTION_NONE;
}

enum status keys_init(struct keys *k, const struct options *o, struct err *err)
{
    k->count = 0;
    for (int a = 0; a < ACTION_COUNT; a++)
        bind_all(k, action_info((enum action)a)->keys, (enum action)a);
    for (size_t i = 0; i < o->binding_count; i++) {
        const struct key_binding *b = &o->bindings[i];
        for (const char *p = b->keys; *p;) {
            char name[64];
            p += strspn(p, " ");
            size_t n = strcspn(p, " ");
            snprintf(name, sizeof name, "%.*s", (int)n, p);
            if (n && !key_name_known(name))
                return err_set(err, ST_USAGE, "%s:%d:%d: there is no key '%s'", b->file, b->line,
                               b->column + (int)(p - b->keys), name);
            p += n;
        }
        unbind(k, b->action);
        bind_all(k, b->keys, b->action);
    }
    return ST_OK;
}

enum action keys_find(const struct keys *k, const char *name)
{
    for (size_t i = 0; i < k->count; i++)
        if (strcmp(k->list[i].name, name) == 0)
            return k->list[i].action;
    return ACTION_NONE;
}
