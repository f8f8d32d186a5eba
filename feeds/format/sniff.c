#include "feeds/format/sniff.h"

#include <ctype.h>
#include <string.h>

#include "feeds/base/utf8.h"

#define LOOK_MAX 1024 /* bytes */

struct head {
    const char *p;
    size_t n;
};

static bool begins(struct head h, const char *word)
{
    size_t n = strlen(word);
    return h.n >= n && strncasecmp(h.p, word, n) == 0;
}

static bool contains(struct head h, const char *word)
{
    for (; h.n; h.p++, h.n--)
        if (begins(h, word))
            return true;
    return false;
}

static struct head skip_blanks(const char *bytes, size_t n)
{
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        bytes += 3, n -= 3;
    while (n && strchr(" \t\r\n", *bytes) && *bytes)
        bytes++, n--;
    return (struct head){bytes, n < LOOK_MAX ? n : LOOK_MAX};
}

const char *sniff_bytes(const char *bytes, size_t n)
{
    static const struct {
        const char *magic;
        size_t n;
        const char *what;
    } known[] = {{"\x1F\x8B", 2, "compressed data (gzip)"},
                 {"\x28\xB5\x2F\xFD", 4, "compressed data (zstd)"},
                 {"PK\x03\x04", 4, "a ZIP archive or an office document"},
                 {"%PDF-", 5, "a PDF document"},
                 {"\xD0\xCF\x11\xE0", 4, "an old office document"},
                 {"SQLite format 3", 15, "an SQLite database"},
                 {"\x89PNG", 4, "a picture (PNG)"},
                 {"\xFF\xD8\xFF", 3, "a picture (JPEG)"},
                 {"\xFF\xFE", 2, "text in UTF-16, not UTF-8"},
                 {"\xFE\xFF", 2, "text in UTF-16, not UTF-8"}};
    struct head h = skip_blanks(bytes, n);
    if (h.n == 0)
        return "an empty document";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (n >= known[i].n && memcmp(bytes, known[i].magic, known[i].n) == 0)
            return known[i].what;
    if (*h.p != '<')
        return NULL;
    return contains(h, "<html") || contains(h, "<!doctype html") || contains(h, "<head") ||
                   contains(h, "<body")
               ? "a web page (HTML)"
               : "XML";
}

static bool string_is(const struct json *obj, const char *key, const char *wanted)
{
    struct json v;
    const char *text;
    return json_member(obj, key, &v) && json_kind(&v) == JSON_STRING &&
           json_as_string(&v, wanted, &text) && strcmp(text, wanted) == 0;
}

const char *sniff_json(const struct json *root)
{
    struct json v, first;
    if (string_is(root, "class", "dataset") || string_is(root, "class", "collection") ||
        (json_member(root, "dataset", &v) && json_member(&v, "dimension", &first)))
        return "JSON-stat";
    if (json_member(root, "dataSets", &v) ||
        (json_member(root, "data", &v) && json_member(&v, "dataSets", &first)))
        return "SDMX-JSON";
    if (json_member(root, "status", &v) && json_member(root, "data", &v) &&
        json_member(&v, "resultType", &first))
        return "a Prometheus answer";
    if (json_kind(root) == JSON_ARRAY && json_first(root, &first) &&
        (json_member(&first, "per_page", &v) || json_member(&first, "message", &v)))
        return "a World Bank answer";
    return NULL;
}

const char *sniff_text(const char *bytes, size_t n)
{
    struct head h = skip_blanks(bytes, n);
    if (h.n == 0 || *h.p == '{' || *h.p == '[')
        return NULL;
    size_t line = 0, separators = 0;
    while (line < h.n && h.p[line] != '\n' && h.p[line] != '\r') {
        separators += h.p[line] == ',' || h.p[line] == ';' || h.p[line] == '\t';
        line++;
    }
    bool name = isalpha((unsigned char)*h.p) || *h.p == '#' || *h.p == '"' || (*h.p & 0x80);
    return name && separators && line < h.n && utf8_valid(h.p, line) ? "CSV" : NULL;
}

/* ---- document_kind ------------------------------------------------------------------------- */

/* A walk over the members of the outermost object that skips their values: no tree, and the end may
 * be missing. */
struct walk {
    const char *p, *end;
};

static void walk_blanks(struct walk *w)
{
    while (w->p < w->end && strchr(" \t\r\n", *w->p) && *w->p)
        w->p++;
}

static struct head walk_string(struct walk *w)
{
    const char *start = ++w->p;
    while (w->p < w->end && *w->p != '"')
        w->p += *w->p == '\\' && w->p + 1 < w->end ? 2 : 1;
    struct head h = {start, (size_t)(w->p - start)};
    w->p += w->p < w->end;
    return h;
}

static void walk_value(struct walk *w)
{
    int depth = 0;
    while (w->p < w->end) {
        if (*w->p == '"') {
            walk_string(w);
            continue;
        }
        if (depth == 0 && (*w->p == ',' || *w->p == '}'))
            return;
        depth += *w->p == '{' || *w->p == '[';
        depth -= *w->p == '}' || *w->p == ']';
        w->p++;
    }
}

static bool head_is(struct head h, const char *word)
{
    return h.n == strlen(word) && memcmp(h.p, word, h.n) == 0;
}

enum document_kind document_kind(const char *bytes, size_t n)
{
    struct walk w = {skip_blanks(bytes, n).p, bytes + n};
    if (w.p >= w.end || *w.p++ != '{')
        return DOCUMENT_UNKNOWN;
    for (;;) {
        walk_blanks(&w);
        if (w.p >= w.end || *w.p != '"')
            return DOCUMENT_UNKNOWN;
        struct head key = walk_string(&w);
        walk_blanks(&w);
        if (w.p >= w.end || *w.p++ != ':')
            return DOCUMENT_UNKNOWN;
        walk_blanks(&w);
        if (head_is(key, "format") && w.p < w.end && *w.p == '"') {
            struct head value = walk_string(&w);
            return head_is(value, "indicator-plan")   ? DOCUMENT_PLAN
                   : head_is(value, "indicator-feed") ? DOCUMENT_FEED
                                                      : DOCUMENT_UNKNOWN;
        }
        walk_value(&w);
        if (w.p >= w.end || *w.p++ != ',')
            return DOCUMENT_UNKNOWN;
    }
}
