#include "feeds/format/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"
#include "feeds/format/scan.h"

#define TEXT_BYTES_MAX 8192

static const cJSON *raw(const struct json *v)
{
    return (const cJSON *)(const void *)v;
}

static const struct json *wrap(const cJSON *v)
{
    return (const struct json *)(const void *)v;
}

/* ---- diagnostics --------------------------------------------------------------------------- */

void diags_free(struct diags *d)
{
    free(d->list);
    *d = (struct diags){0};
}

static struct diag *add(struct diags *d, enum severity severity)
{
    d->errors += severity == SEVERITY_ERROR;
    if (d->count >= DIAGS_MAX) {
        d->dropped++;
        return NULL;
    }
    struct diag *more = realloc(d->list, (d->count + 1) * sizeof *more);
    if (!more) {
        d->dropped++;
        return NULL;
    }
    d->list = more;
    d->list[d->count] = (struct diag){.severity = severity, .line = 1, .column = 1};
    return &d->list[d->count++];
}

void report(struct reader *r, enum severity severity, const char *fmt, ...)
{
    struct diag *d = add(r->diags, severity);
    if (!d)
        return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(d->text, sizeof d->text, fmt, ap);
    va_end(ap);
    snprintf(d->path, sizeof d->path, "%s", r->path);
    struct place p = scan_find(r->bytes, r->len, r->path);
    d->line = p.line;
    d->column = p.column;
}

void report_at(struct diags *d, int line, int column, const char *text)
{
    struct diag *new = add(d, SEVERITY_ERROR);
    if (!new)
        return;
    new->line = line;
    new->column = column;
    snprintf(new->text, sizeof new->text, "%s", text);
}

/* ---- documents ----------------------------------------------------------------------------- */

/* A web page where a document was expected is the commonest fault of a server; it gets its own words. */
static bool looks_like_html(const char *bytes, size_t n)
{
    size_t i = 0;
    while (i < n && strchr(" \t\r\n", bytes[i]) && bytes[i])
        i++;
    return n - i > 5 && bytes[i] == '<' &&
           (strncasecmp(bytes + i, "<!doc", 5) == 0 || strncasecmp(bytes + i, "<html", 5) == 0 ||
            strncasecmp(bytes + i, "<head", 5) == 0);
}

struct json *json_parse(struct reader *r, const char *bytes, size_t n, struct diags *diags,
                        struct err *err)
{
    struct place at = {1, 1};
    struct err why = {0};
    *r = (struct reader){.bytes = bytes, .len = n, .diags = diags, .arena = r->arena};
    enum status st = scan_json(bytes, n, &at, &why);
    if (st != ST_OK) {
        if (n == 0)
            err_set(&why, ST_SYNTAX, "the document is empty");
        else if (looks_like_html(bytes, n))
            err_set(&why, ST_SYNTAX, "this is a web page (HTML), expected a JSON document");
        report_at(diags, at.line, at.column, why.text);
        err_set(err, st, "%s at line %d, column %d", why.text, at.line, at.column);
        return NULL;
    }
    cJSON *root = cJSON_ParseWithLength(bytes, n);
    if (!root)
        err_set(err, ST_NO_MEMORY, "cannot parse: out of memory");
    return (struct json *)(void *)root;
}

void json_free(struct json *root)
{
    cJSON_Delete((cJSON *)(void *)root);
}

size_t path_down(struct reader *r, const char *key)
{
    size_t mark = strlen(r->path);
    snprintf(r->path + mark, sizeof r->path - mark, "/%s", key);
    return mark;
}

size_t path_down_index(struct reader *r, size_t index)
{
    char key[24];
    snprintf(key, sizeof key, "%zu", index);
    return path_down(r, key);
}

void path_up(struct reader *r, size_t mark)
{
    r->path[mark] = '\0';
}

bool json_is_object(const struct json *v)
{
    return cJSON_IsObject(raw(v));
}

const struct json *json_member(const struct json *object, const char *key)
{
    return wrap(cJSON_GetObjectItemCaseSensitive(raw(object), key));
}

const struct json *json_first(const struct json *array)
{
    return array ? wrap(raw(array)->child) : NULL;
}

const struct json *json_next(const struct json *element)
{
    return wrap(raw(element)->next);
}

size_t json_count(const struct json *array)
{
    return (size_t)cJSON_GetArraySize(raw(array));
}

const char *json_key(const struct json *member)
{
    return raw(member)->string;
}

void *reader_alloc(struct reader *r, size_t n, size_t size)
{
    void *p = arena_alloc(r->arena, n, size);
    if (!p)
        r->out_of_memory = true;
    return p;
}

/* ---- getters ------------------------------------------------------------------------------- */

/* The member, if it is there; a missing required one is reported at the object. */
static const cJSON *member(struct reader *r, const struct json *o, const char *key, enum need need,
                           const char *what)
{
    const cJSON *v = raw(json_member(o, key));
    if (!v && need == REQUIRED)
        report(r, SEVERITY_ERROR, "missing '%s', expected %s", key, what);
    return v;
}

static void wrong(struct reader *r, const char *key, const char *what)
{
    size_t mark = path_down(r, key);
    report(r, SEVERITY_ERROR, "expected %s", what);
    path_up(r, mark);
}

bool get_object(struct reader *r, const struct json *o, const char *key, enum need need,
                const struct json **out)
{
    const cJSON *v = member(r, o, key, need, "an object");
    if (!v)
        return false;
    if (!cJSON_IsObject(v)) {
        wrong(r, key, "an object");
        return false;
    }
    *out = wrap(v);
    return true;
}

bool get_array(struct reader *r, const struct json *o, const char *key, enum need need,
               const struct json **out)
{
    const cJSON *v = member(r, o, key, need, "an array");
    if (!v)
        return false;
    if (!cJSON_IsArray(v)) {
        wrong(r, key, "an array");
        return false;
    }
    *out = wrap(v);
    return true;
}

static const char *clean_copy(struct reader *r, const char *s)
{
    size_t n = strlen(s);
    if (n > TEXT_BYTES_MAX)
        n = utf8_floor(s, TEXT_BYTES_MAX);
    if (text_is_clean(s, n)) {
        char *copy = arena_strndup(r->arena, s, n);
        r->out_of_memory |= !copy;
        return copy;
    }
    char *clean = malloc(3 * n + 1), *copy = NULL;
    if (clean) {
        text_clean(s, n, clean, 3 * n + 1);
        copy = arena_strdup(r->arena, clean);
    }
    free(clean);
    r->out_of_memory |= !copy;
    return copy;
}

const char *element_string(struct reader *r, const struct json *v)
{
    if (!cJSON_IsString(raw(v))) {
        report(r, SEVERITY_ERROR, "expected a text");
        return NULL;
    }
    return clean_copy(r, raw(v)->valuestring);
}

bool get_string(struct reader *r, const struct json *o, const char *key, enum need need,
                const char **out)
{
    const cJSON *v = member(r, o, key, need, "a text");
    if (!v)
        return false;
    if (!cJSON_IsString(v)) {
        wrong(r, key, "a text");
        return false;
    }
    *out = clean_copy(r, v->valuestring);
    return *out != NULL;
}

static bool is_id(const char *s)
{
    size_t n = strlen(s);
    static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    static const char rest[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    return n >= 1 && n <= 64 && strspn(s, first) >= 1 && strspn(s, rest) == n;
}

bool get_id(struct reader *r, const struct json *o, const char *key, enum need need,
            const char **out)
{
    static const char what[] = "an id of letters, digits, '.', '_' and '-', 64 at the most";
    const char *s = NULL;
    const cJSON *v = member(r, o, key, need, what);
    if (!v)
        return false;
    if (!cJSON_IsString(v) || !is_id(v->valuestring)) {
        wrong(r, key, what);
        return false;
    }
    s = clean_copy(r, v->valuestring);
    *out = s;
    return s != NULL;
}

static bool text_of(struct reader *r, const cJSON *v, struct text *out)
{
    if (cJSON_IsString(v)) {
        const char *s = clean_copy(r, v->valuestring);
        for (int l = 0; l < LANG_COUNT; l++)
            out->in[l] = s;
        return s != NULL;
    }
    if (!cJSON_IsObject(v) || !v->child)
        return false;
    const char *other = NULL;
    for (const cJSON *m = v->child; m; m = m->next) {
        if (!cJSON_IsString(m))
            return false;
        const char *s = clean_copy(r, m->valuestring);
        if (strncmp(m->string, "zh", 2) == 0)
            out->in[LANG_ZH] = s;
        else if (strncmp(m->string, "en", 2) == 0)
            out->in[LANG_EN] = s;
        else
            other = s;
    }
    /* A text in a third language only is better than none. */
    if (!out->in[LANG_ZH] && !out->in[LANG_EN])
        out->in[LANG_EN] = other;
    return true;
}

bool get_text(struct reader *r, const struct json *o, const char *key, enum need need,
              struct text *out)
{
    static const char what[] = "a text, or texts by language such as {\"zh\": \"…\", \"en\": \"…\"}";
    const cJSON *v = member(r, o, key, need, what);
    if (!v)
        return false;
    if (!text_of(r, v, out)) {
        if (!r->out_of_memory)
            wrong(r, key, what);
        return false;
    }
    return true;
}

bool get_number(struct reader *r, const struct json *o, const char *key, enum need need,
                double *out)
{
    const cJSON *v = member(r, o, key, need, "a number");
    if (!v)
        return false;
    if (!cJSON_IsNumber(v) || !isfinite(v->valuedouble)) {
        wrong(r, key, "a number");
        return false;
    }
    *out = v->valuedouble;
    return true;
}

bool get_number_or_null(struct reader *r, const struct json *o, const char *key, double *out)
{
    const cJSON *v = member(r, o, key, REQUIRED, "a number or null");
    if (!v)
        return false;
    if (cJSON_IsNull(v)) {
        *out = NAN;
        return true;
    }
    if (!cJSON_IsNumber(v) || !isfinite(v->valuedouble)) {
        wrong(r, key, "a number or null");
        return false;
    }
    *out = v->valuedouble;
    return true;
}

bool get_int(struct reader *r, const struct json *o, const char *key, int low, int high, int *out)
{
    const cJSON *v = raw(json_member(o, key));
    if (!v)
        return false;
    double d = cJSON_IsNumber(v) ? v->valuedouble : NAN;
    if (!(d >= low && d <= high) || d != floor(d)) {
        char what[64];
        snprintf(what, sizeof what, "a whole number from %d to %d", low, high);
        wrong(r, key, what);
        return false;
    }
    *out = (int)d;
    return true;
}

bool get_day(struct reader *r, const struct json *o, const char *key, enum need need, day_t *out)
{
    static const char what[] = "a date such as \"2025-12-31\"";
    const cJSON *v = member(r, o, key, need, what);
    if (!v)
        return false;
    if (!cJSON_IsString(v) || !day_parse(v->valuestring, out)) {
        wrong(r, key, what);
        return false;
    }
    return true;
}

bool get_period(struct reader *r, const struct json *o, const char *key, enum need need,
                struct period *out)
{
    static const char what[] =
        "a period such as \"2025\", \"2025-Q3\", \"2025-09\" or \"2021-01-01/P8M\"";
    const cJSON *v = member(r, o, key, need, what);
    if (!v)
        return false;
    if (!cJSON_IsString(v) || !period_parse(v->valuestring, out)) {
        wrong(r, key, what);
        return false;
    }
    return true;
}

bool get_code(struct reader *r, const struct json *o, const char *key, enum need need,
              const char *const *codes, size_t n, int *out)
{
    char what[200] = "one of";
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(what);
        snprintf(what + len, sizeof what - len, "%s \"%s\"", i ? "," : "", codes[i]);
    }
    const cJSON *v = member(r, o, key, need, what);
    if (!v)
        return false;
    for (size_t i = 0; cJSON_IsString(v) && i < n; i++)
        if (strcmp(v->valuestring, codes[i]) == 0) {
            *out = (int)i;
            return true;
        }
    wrong(r, key, what);
    return false;
}

bool get_duration(struct reader *r, const struct json *o, const char *key, int64_t *out)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    const cJSON *v = raw(json_member(o, key));
    if (!v)
        return false;
    if (cJSON_IsString(v)) {
        char *end;
        long n = strtol(v->valuestring, &end, 10);
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (end != v->valuestring && *end == units[i].unit && !end[1] && n > 0 && n <= 100000) {
                *out = n * units[i].seconds;
                return true;
            }
    }
    wrong(r, key, "a duration such as \"90s\", \"30m\", \"6h\" or \"1d\"");
    return false;
}

static bool is_web_address(const char *s)
{
    return strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0;
}

bool get_source(struct reader *r, const struct json *o, const char *key, struct text *name,
                const char **url)
{
    const cJSON *v = raw(json_member(o, key));
    if (!v)
        return false;
    if (cJSON_IsString(v) && is_web_address(v->valuestring)) {
        *url = clean_copy(r, v->valuestring);
        return *url != NULL;
    }
    if (cJSON_IsString(v))
        return text_of(r, v, name);
    if (!cJSON_IsObject(v)) {
        wrong(r, key, "an address, words, or {\"name\": …, \"url\": …}");
        return false;
    }
    size_t mark = path_down(r, key);
    const char *address = NULL;
    get_text(r, wrap(v), "name", OPTIONAL, name);
    if (get_string(r, wrap(v), "url", OPTIONAL, &address)) {
        if (is_web_address(address))
            *url = address;
        else
            wrong(r, "url", "an address that begins with https:// or http://");
    }
    path_up(r, mark);
    return true;
}
