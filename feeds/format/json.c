#include "feeds/format/json.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

/* cJSON's `valueint` is not used by anyone here: it carries the number that the scan gave the
 * value. */
static void number_values(struct cJSON *item, int *next)
{
    item->valueint = (*next)++;
    for (struct cJSON *child = item->child; child; child = child->next)
        number_values(child, next);
}

enum status json_open(struct json_doc *d, const char *bytes, size_t n, struct diags *diags)
{
    *d = (struct json_doc){.diags = diags};
    enum status st = scan_text(&d->scan, bytes, n);
    if (st == ST_NO_MEMORY)
        return st;
    if (st != ST_OK) {
        diags_add(diags, SEVERITY_ERROR, d->scan.line, d->scan.column, "", "%s", d->scan.error);
        return st;
    }
    /* What the scan found good, cJSON reads: only memory can be missing. From the first value on,
     * as cJSON sees a byte order mark only in front of more than one character. */
    size_t start = d->scan.values[0].at;
    d->root = cJSON_ParseWithLength(bytes + start, n - start);
    if (!d->root)
        return ST_NO_MEMORY;
    int next = 0;
    number_values(d->root, &next);
    return ST_OK;
}

void json_close(struct json_doc *d)
{
    cJSON_Delete(d->root);
    scan_free(&d->scan);
    *d = (struct json_doc){0};
}

struct json json_root(struct json_doc *d)
{
    return (struct json){d, d->root};
}

enum json_kind json_kind(const struct json *v)
{
    switch (v->item->type & 0xFF) {
    case cJSON_False:
    case cJSON_True:
        return JSON_BOOLEAN;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
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
    return v->item->string;
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
    scan_place(&d->scan, (size_t)at->item->valueint, &line, &column);
    scan_path(&d->scan, (size_t)at->item->valueint, path, sizeof path);
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
    if (v->item->string)
        json_error(v, "'%s' is %s; expected %s", excerpt(v->item->string, name), json_kind_name(v),
                   expected);
    else
        json_error(v, "found %s; expected %s", json_kind_name(v), expected);
}

/* ---- getters ------------------------------------------------------------------------------- */

bool json_member(const struct json *obj, const char *key, struct json *out)
{
    const struct cJSON *item = cJSON_IsObject(obj->item) ? obj->item->child : NULL;
    /* Here rather than in the library: most keys differ in their first letter, and a decoder does little else. */
    while (item && (item->string[0] != key[0] || strcmp(item->string, key) != 0))
        item = item->next;
    if (!item)
        return false;
    *out = (struct json){obj->doc, item};
    return true;
}

bool json_get(const struct json *obj, const char *key, enum need need, const char *expected,
              struct json *out)
{
    if (json_member(obj, key, out))
        return true;
    if (need == REQUIRED && cJSON_IsObject(obj->item))
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

bool json_get_string(const struct json *obj, const char *key, enum need need, const char *expected,
                     const char **out)
{
    struct json v;
    if (!get_kind(obj, key, need, JSON_STRING, expected, &v))
        return false;
    *out = v.item->valuestring;
    return true;
}

bool json_as_string(const struct json *v, const char *expected, const char **out)
{
    if (json_kind(v) != JSON_STRING) {
        json_expected(v, expected);
        return false;
    }
    *out = v->item->valuestring;
    return true;
}

bool json_as_number(const struct json *v, const char *expected, double *out)
{
    if (json_kind(v) != JSON_NUMBER) {
        json_expected(v, expected);
        return false;
    }
    if (!isfinite(v->item->valuedouble)) {
        json_error(v, "a number too large; expected at most 1.8e308");
        return false;
    }
    *out = v->item->valuedouble;
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
    if (json_member(obj, key, &v) && json_kind(&v) == JSON_NUMBER &&
        (x = v.item->valuedouble) >= low && x <= high && x == floor(x)) {
        *out = (int)x;
        return true;
    }
    if (need == OPTIONAL && !json_member(obj, key, &v))
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
    const char *text;
    if (json_member(obj, key, &v) && json_kind(&v) == JSON_STRING)
        for (size_t i = 0; i < n; i++)
            if (strcmp(v.item->valuestring, names[i]) == 0) {
                *out = (int)i;
                return true;
            }
    if (need == OPTIONAL && !json_member(obj, key, &v))
        return false;
    char expected[200], quoted[64];
    size_t len =
        (size_t)snprintf(expected, sizeof expected, "%s\"%s\"", n > 1 ? "one of " : "", names[0]);
    for (size_t i = 1; i < n && len < sizeof expected; i++)
        len += (size_t)snprintf(expected + len, sizeof expected - len, ", \"%s\"", names[i]);
    if (json_get_string(obj, key, need, expected, &text)) {
        json_member(obj, key, &v);
        json_error(&v, "'%s' is \"%s\"; expected %s", key, excerpt(text, quoted), expected);
    }
    return false;
}

/* ---- lists --------------------------------------------------------------------------------- */

size_t json_size(const struct json *list)
{
    return (size_t)cJSON_GetArraySize(list->item);
}

bool json_first(const struct json *list, struct json *out)
{
    if (!list->item->child)
        return false;
    *out = (struct json){list->doc, list->item->child};
    return true;
}

bool json_next(struct json *item)
{
    if (!item->item->next)
        return false;
    item->item = item->item->next;
    return true;
}
