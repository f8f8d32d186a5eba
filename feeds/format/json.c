#include "feeds/format/json.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

enum status json_open(struct json_doc *d, const char *bytes, size_t n, struct diags *diags)
{
    *d = (struct json_doc){.diags = diags};
    enum status st = scan_text(&d->scan, bytes, n);
    if (st == ST_OK && !(d->texts = malloc(n)))
        st = ST_NO_MEMORY;
    if (st != ST_OK && st != ST_NO_MEMORY)
        diags_add(diags, SEVERITY_ERROR, d->scan.line, d->scan.column, "", "%s", d->scan.error);
    return st;
}

void json_close(struct json_doc *d)
{
    free(d->texts);
    scan_free(&d->scan);
    *d = (struct json_doc){0};
}

struct json json_root(struct json_doc *d)
{
    return (struct json){d, 0, d->scan.values[0].next};
}

/* ---- what is written ----------------------------------------------------------------------- */

static const struct scan_value *scanned(const struct json *v)
{
    return &v->doc->scan.values[v->value];
}

static const char *written(const struct json *v)
{
    return v->doc->scan.bytes + scanned(v)->at;
}

static const char *read_string(struct json_doc *d, size_t at)
{
    scan_read(&d->scan, at, d->texts + at);
    return d->texts + at;
}

/* By cJSON, which takes what the scan found good: only memory can be missing. */
static bool read_number(const struct json *v, double *out)
{
    struct json_doc *d = v->doc;
    cJSON *number = cJSON_ParseWithLength(written(v), d->scan.len - scanned(v)->at);
    if (number)
        *out = number->valuedouble;
    else
        d->failed = true;
    cJSON_Delete(number);
    return number != NULL;
}

enum json_kind json_kind(const struct json *v)
{
    switch (*written(v)) {
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case '"':
        return JSON_STRING;
    case 't':
    case 'f':
        return JSON_BOOLEAN;
    case 'n':
        return JSON_NULL;
    default:
        return JSON_NUMBER;
    }
}

const char *json_kind_name(const struct json *v)
{
    static const char *const names[] = {"null",     "a boolean", "a number",
                                        "a string", "an array",  "an object"};
    return names[json_kind(v)];
}

const char *json_key(const struct json *v)
{
    uint32_t key = scanned(v)->key;
    return key == SCAN_NO_KEY ? NULL : read_string(v->doc, key);
}

/* ---- reports ------------------------------------------------------------------------------- */

__attribute__((format(printf, 3, 0))) static void
report(const struct json *at, enum severity severity, const char *fmt, va_list ap)
{
    struct json_doc *d = at->doc;
    char path[sizeof d->diags->list->path];
    int line, column;
    if (!diags_room(d->diags, severity))
        return;
    scan_place(&d->scan, at->value, &line, &column);
    scan_path(&d->scan, at->value, path, sizeof path);
    diags_vadd(d->diags, severity, line, column, path, fmt, ap);
}

void json_error(const struct json *at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(at, SEVERITY_ERROR, fmt, ap);
    va_end(ap);
}

void json_warning(const struct json *at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(at, SEVERITY_WARNING, fmt, ap);
    va_end(ap);
}

void json_expected(const struct json *v, const char *expected)
{
    char name[64];
    const char *key = json_key(v);
    if (key)
        json_error(v, "'%s' is %s; expected %s", excerpt(key, name), json_kind_name(v), expected);
    else
        json_error(v, "found %s; expected %s", json_kind_name(v), expected);
}

/* ---- getters ------------------------------------------------------------------------------- */

bool json_member(const struct json *obj, const char *key, struct json *out)
{
    struct json_doc *d = obj->doc;
    const struct scan_value *values = d->scan.values;
    uint32_t at = obj->value + 1, end = *written(obj) == '{' ? values[obj->value].next : at;
    while (at < end && !scan_is(&d->scan, values[at].key, key))
        at = values[at].next;
    if (at < end)
        *out = (struct json){d, at, end};
    return at < end;
}

bool json_get(const struct json *obj, const char *key, enum need need, const char *expected,
              struct json *out)
{
    if (json_member(obj, key, out))
        return true;
    if (need == REQUIRED && json_kind(obj) == JSON_OBJECT)
        json_error(obj, "missing '%s'; expected %s", key, expected);
    return false;
}

static bool get_kind(const struct json *obj, const char *key, enum need need, enum json_kind kind,
                     const char *expected, struct json *out)
{
    struct json v;
    if (!json_get(obj, key, need, expected, &v))
        return false;
    if (json_kind(&v) != kind) {
        json_expected(&v, expected);
        return false;
    }
    *out = v;
    return true;
}

bool json_get_object(const struct json *obj, const char *key, enum need need, struct json *out)
{
    return get_kind(obj, key, need, JSON_OBJECT, "an object", out);
}

bool json_get_array(const struct json *obj, const char *key, enum need need, struct json *out)
{
    return get_kind(obj, key, need, JSON_ARRAY, "an array", out);
}

bool json_as_string(const struct json *v, const char *expected, const char **out)
{
    if (json_kind(v) != JSON_STRING) {
        json_expected(v, expected);
        return false;
    }
    *out = read_string(v->doc, scanned(v)->at);
    return true;
}

bool json_get_string(const struct json *obj, const char *key, enum need need, const char *expected,
                     const char **out)
{
    struct json v;
    return json_get(obj, key, need, expected, &v) && json_as_string(&v, expected, out);
}

bool json_as_number(const struct json *v, const char *expected, double *out)
{
    double x;
    if (json_kind(v) != JSON_NUMBER) {
        json_expected(v, expected);
        return false;
    }
    if (!read_number(v, &x))
        return false;
    if (!isfinite(x)) {
        json_error(v, "a number too large; expected at most 1.8e308");
        return false;
    }
    *out = x;
    return true;
}

bool json_get_number(const struct json *obj, const char *key, enum need need, double *out)
{
    struct json v;
    return json_get(obj, key, need, "a number", &v) && json_as_number(&v, "a number", out);
}

bool json_get_integer(const struct json *obj, const char *key, enum need need, int low, int high,
                      int *out)
{
    struct json v;
    double x;
    bool given = json_member(obj, key, &v);
    if (given && json_kind(&v) == JSON_NUMBER && read_number(&v, &x) && x >= low && x <= high && x == floor(x)) {
        *out = (int)x;
        return true;
    }
    if (need == OPTIONAL && !given)
        return false;
    char expected[64];
    snprintf(expected, sizeof expected, "a whole number from %d to %d", low, high);
    if (json_get(obj, key, need, expected, &v) && json_as_number(&v, expected, &x))
        json_error(&v, "'%s' is %g; expected %s", key, x, expected);
    return false;
}

bool json_get_choice(const struct json *obj, const char *key, enum need need,
                     const char *const *names, size_t n, int *out)
{
    struct json v;
    bool given = json_member(obj, key, &v);
    const char *text = given && json_kind(&v) == JSON_STRING ? read_string(v.doc, scanned(&v)->at) : NULL;
    for (size_t i = 0; text && i < n; i++)
        if (strcmp(text, names[i]) == 0) {
            *out = (int)i;
            return true;
        }
    if (need == OPTIONAL && !given)
        return false;
    char expected[200], quoted[64];
    size_t len =
        (size_t)snprintf(expected, sizeof expected, "%s\"%s\"", n > 1 ? "one of " : "", names[0]);
    for (size_t i = 1; i < n && len < sizeof expected; i++)
        len += (size_t)snprintf(expected + len, sizeof expected - len, ", \"%s\"", names[i]);
    if (json_get_string(obj, key, need, expected, &text))
        json_error(&v, "'%s' is \"%s\"; expected %s", key, excerpt(text, quoted), expected);
    return false;
}

/* ---- lists --------------------------------------------------------------------------------- */

size_t json_size(const struct json *list)
{
    struct json item;
    size_t n = 0;
    for (bool more = json_first(list, &item); more; more = json_next(&item))
        n++;
    return n;
}

bool json_first(const struct json *list, struct json *out)
{
    struct json first = {list->doc, list->value + 1, scanned(list)->next};
    if (first.value == first.end)
        return false;
    *out = first;
    return true;
}

bool json_next(struct json *item)
{
    uint32_t next = scanned(item)->next;
    if (next == item->end)
        return false;
    item->value = next;
    return true;
}
