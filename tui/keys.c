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

static void drop(struct keys *k, size_t at)
{
    k->count--;
    memmove(&k->list[at], &k->list[at + 1], (k->count - at) * sizeof *k->list);
}

static void bind(struct keys *k, const char *name, size_t n, enum action a, int said)
{
    for (size_t i = 0; i < k->count; i++)
        if (strlen(k->list[i].name) == n && memcmp(k->list[i].name, name, n) == 0) {
            drop(k, i);
            break;
        }
    if (k->count == KEYS_MAX || n >= sizeof k->list[0].name)
        return;
    memcpy(k->list[k->count].name, name, n);
    k->list[k->count].name[n] = '\0';
    k->list[k->count].action = a;
    k->list[k->count++].said = said;
}

static void bind_all(struct keys *k, const char *list, enum action a, int said)
{
    for (const char *p = list; *p;) {
        p += strspn(p, " ");
        size_t n = strcspn(p, " ");
        if (n)
            bind(k, p, n, a, said);
        p += n;
    }
}

static void unbind(struct keys *k, enum action a)
{
    for (size_t i = k->count; i-- > 0;)
        if (k->list[i].action == a)
            drop(k, i);
}

/* The binding that already has this key, said in the same file for another action; NULL: none. */
static const struct key_binding *rival(const struct keys *k, const struct key_binding *bindings,
                                       const struct key_binding *b, const char *name)
{
    for (size_t i = 0; i < k->count; i++)
        if (strcmp(k->list[i].name, name) == 0 && k->list[i].said >= 0) {
            const struct key_binding *other = &bindings[k->list[i].said];
            return other->action != b->action && strcmp(other->file, b->file) == 0 ? other : NULL;
        }
    return NULL;
}

static enum status check_binding(const struct keys *k, const struct key_binding *bindings,
                                 const struct key_binding *b, struct err *err)
{
    for (const char *p = b->keys; *p;) {
        char name[64];
        p += strspn(p, " ");
        size_t n = strcspn(p, " ");
        snprintf(name, sizeof name, "%.*s", (int)n, p);
        int column = b->column + (int)(p - b->keys);
        if (n && !key_name_known(name))
            return err_set(err, ST_USAGE, "%s:%d:%d: there is no key '%s'", b->file, b->line, column, name);
        const struct key_binding *other = n ? rival(k, bindings, b, name) : NULL;
        if (other)
            return err_set(err, ST_USAGE, "%s:%d:%d: the key '%s' is bound to %s in line %d already", b->file, b->line,
                           column, name, action_info(other->action)->word, other->line);
        p += n;
    }
    return ST_OK;
}

enum status keys_init(struct keys *k, const struct key_binding *bindings, size_t count, struct err *err)
{
    k->count = 0;
    for (int a = 0; a < ACTION_COUNT; a++)
        bind_all(k, action_info((enum action)a)->keys, (enum action)a, -1);
    for (size_t i = 0; i < count; i++) {
        unbind(k, bindings[i].action);
        enum status st = check_binding(k, bindings, &bindings[i], err);
        if (st != ST_OK)
            return st;
        bind_all(k, bindings[i].keys, bindings[i].action, (int)i);
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

const char *keys_of(const struct keys *k, enum action a, char *out, size_t cap)
{
    size_t n = 0;
    snprintf(out, cap, "%s", k ? "" : action_info(a)->keys);
    for (size_t i = 0; k && i < k->count && n < cap; i++)
        if (k->list[i].action == a)
            n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? " " : "", k->list[i].name);
    return out;
}

const char *keys_first(const struct keys *k, enum action a, char *out, size_t cap)
{
    keys_of(k, a, out, cap);
    out[strcspn(out, " ")] = '\0';
    return out;
}
