#include "feeds/format/scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"

struct scanner {
    const char *bytes;
    size_t n, at;
    struct err *err;
};

static struct place place_of(const char *bytes, size_t at)
{
    struct place p = {1, 1};
    for (size_t i = 0; i < at; i++) {
        if (bytes[i] == '\n') {
            p.line++;
            p.column = 1;
        } else if (((unsigned char)bytes[i] & 0xC0) != 0x80) {
            p.column++;
        }
    }
    return p;
}

/* What stands at the present place, for the error text. */
static const char *seen(const struct scanner *s, char out[32])
{
    if (s->at >= s->n)
        return "the end of the text";
    unsigned char c = (unsigned char)s->bytes[s->at];
    if (c == '\n')
        return "the end of the line";
    if (c < 0x20 || c == 0x7F) {
        snprintf(out, 32, "the control character 0x%02x", c);
        return out;
    }
    uint32_t cp;
    size_t len = utf8_decode(s->bytes + s->at, s->n - s->at, &cp);
    if (cp == 0xFFFD)
        snprintf(out, 32, "the byte 0x%02x", c);
    else
        snprintf(out, 32, "'%.*s'", (int)len, s->bytes + s->at);
    return out;
}

static enum status expected(struct scanner *s, const char *what)
{
    char text[32];
    return err_set(s->err, ST_SYNTAX, "found %s, expected %s", seen(s, text), what);
}

static void skip_blank(struct scanner *s)
{
    while (s->at < s->n && strchr(" \t\r\n", s->bytes[s->at]) && s->bytes[s->at])
        s->at++;
}

static bool at_char(const struct scanner *s, char c)
{
    return s->at < s->n && s->bytes[s->at] == c;
}

static bool at_digit(const struct scanner *s)
{
    return s->at < s->n && s->bytes[s->at] >= '0' && s->bytes[s->at] <= '9';
}

static enum status scan_digits(struct scanner *s)
{
    if (!at_digit(s))
        return expected(s, "a digit");
    while (at_digit(s))
        s->at++;
    return ST_OK;
}

static enum status scan_number(struct scanner *s)
{
    enum status st = ST_OK;
    if (at_char(s, '-'))
        s->at++;
    if (at_char(s, '0')) {
        s->at++;
        if (at_digit(s))
            return err_set(s->err, ST_SYNTAX, "a number may not begin with 0");
    } else {
        st = scan_digits(s);
    }
    if (st == ST_OK && at_char(s, '.')) {
        s->at++;
        st = scan_digits(s);
    }
    if (st == ST_OK && (at_char(s, 'e') || at_char(s, 'E'))) {
        s->at++;
        if (at_char(s, '+') || at_char(s, '-'))
            s->at++;
        st = scan_digits(s);
    }
    return st;
}

static int hex4(const struct scanner *s, size_t at)
{
    int v = 0;
    if (s->n - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = s->bytes[at + (size_t)i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (d < 0)
            return -1;
        v = v * 16 + d;
    }
    return v;
}

static void hash_add(uint64_t *hash, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *hash = (*hash ^ (unsigned char)bytes[i]) * 1099511628211u; /* FNV-1a */
}

/* An escape sequence behind the backslash; its character goes into the hash. */
static enum status scan_escape(struct scanner *s, uint64_t *hash)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char c = s->at < s->n ? s->bytes[s->at] : '\0';
    const char *plain = c ? strchr(from, c) : NULL;
    if (plain) {
        hash_add(hash, &to[plain - from], 1);
        s->at++;
        return ST_OK;
    }
    if (c != 'u')
        return expected(s, "one of \" \\ / b f n r t u behind the backslash");
    int high = hex4(s, s->at + 1);
    if (high < 0)
        return err_set(s->err, ST_SYNTAX, "\\u needs four hexadecimal digits");
    s->at += 5;
    uint32_t cp = (uint32_t)high;
    if (high >= 0xDC00 && high <= 0xDFFF)
        return err_set(s->err, ST_SYNTAX, "half of a surrogate pair without the other");
    if (high >= 0xD800 && high <= 0xDBFF) {
        int low = at_char(s, '\\') && s->at + 1 < s->n && s->bytes[s->at + 1] == 'u'
                      ? hex4(s, s->at + 2)
                      : -1;
        if (low < 0xDC00 || low > 0xDFFF)
            return err_set(s->err, ST_SYNTAX, "half of a surrogate pair without the other");
        s->at += 6;
        cp = 0x10000 + ((uint32_t)(high - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
    }
    if (cp == 0)
        return err_set(s->err, ST_SYNTAX, "a text may not hold the character 0");
    char utf8[4];
    hash_add(hash, utf8, utf8_encode(cp, utf8));
    return ST_OK;
}

static enum status scan_string(struct scanner *s, uint64_t *hash)
{
    *hash = 1469598103934665603u;
    s->at++;
    while (s->at < s->n) {
        unsigned char c = (unsigned char)s->bytes[s->at];
        if (c == '"') {
            s->at++;
            return ST_OK;
        }
        if (c == '\\') {
            s->at++;
            enum status st = scan_escape(s, hash);
            if (st != ST_OK)
                return st;
            continue;
        }
        if (c < 0x20)
            return expected(s, "the closing \" of the text");
        uint32_t cp;
        size_t len = utf8_decode(s->bytes + s->at, s->n - s->at, &cp);
        if (cp == 0xFFFD && memcmp(s->bytes + s->at, "\xEF\xBF\xBD", len < 3 ? 1 : 3) != 0)
            return err_set(s->err, ST_SYNTAX, "the text is not valid UTF-8 here (byte 0x%02x)", c);
        hash_add(hash, s->bytes + s->at, len);
        s->at += len;
    }
    return expected(s, "the closing \" of the text");
}

struct key {
    uint64_t hash;
    size_t at;
};

static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

struct keys {
    struct key *list;
    size_t count, cap;
};

static enum status add_key(struct scanner *s, struct keys *k, uint64_t hash, size_t at)
{
    if (k->count == k->cap) {
        size_t cap = k->cap ? k->cap * 2 : 16;
        struct key *more = realloc(k->list, cap * sizeof *more);
        if (!more)
            return err_set(s->err, ST_NO_MEMORY, "out of memory");
        k->list = more;
        k->cap = cap;
    }
    k->list[k->count++] = (struct key){hash, at};
    return ST_OK;
}

static enum status check_keys(struct scanner *s, struct keys *k)
{
    if (k->count < 2)
        return ST_OK;
    qsort(k->list, k->count, sizeof *k->list, compare_keys);
    for (size_t i = 1; i < k->count; i++)
        if (k->list[i].hash == k->list[i - 1].hash) {
            s->at = k->list[i].at;
            struct place first = place_of(s->bytes, k->list[i - 1].at);
            return err_set(s->err, ST_SYNTAX, "the same key stands at line %d, column %d already",
                           first.line, first.column);
        }
    return ST_OK;
}

static enum status scan_value(struct scanner *s, int depth);

static enum status scan_object(struct scanner *s, int depth)
{
    struct keys keys = {0};
    enum status st = ST_OK;
    s->at++;
    skip_blank(s);
    if (at_char(s, '}')) {
        s->at++;
        return ST_OK;
    }
    for (;;) {
        uint64_t hash;
        size_t key_at = s->at;
        if (!at_char(s, '"')) {
            st = expected(s, keys.count ? "a key in quotes" : "a key in quotes, or '}'");
            break;
        }
        if ((st = scan_string(s, &hash)) != ST_OK ||
            (st = add_key(s, &keys, hash, key_at)) != ST_OK)
            break;
        skip_blank(s);
        if (!at_char(s, ':')) {
            st = expected(s, "':'");
            break;
        }
        s->at++;
        if ((st = scan_value(s, depth)) != ST_OK)
            break;
        skip_blank(s);
        if (at_char(s, '}')) {
            s->at++;
            st = check_keys(s, &keys);
            break;
        }
        if (!at_char(s, ',')) {
            st = expected(s, "',' or '}'");
            break;
        }
        s->at++;
        skip_blank(s);
    }
    free(keys.list);
    return st;
}

static enum status scan_array(struct scanner *s, int depth)
{
    s->at++;
    skip_blank(s);
    if (at_char(s, ']')) {
        s->at++;
        return ST_OK;
    }
    for (;;) {
        enum status st = scan_value(s, depth);
        if (st != ST_OK)
            return st;
        skip_blank(s);
        if (at_char(s, ']')) {
            s->at++;
            return ST_OK;
        }
        if (!at_char(s, ','))
            return expected(s, "',' or ']'");
        s->at++;
    }
}

static bool literal(struct scanner *s, const char *word)
{
    size_t n = strlen(word);
    if (s->n - s->at < n || memcmp(s->bytes + s->at, word, n) != 0)
        return false;
    s->at += n;
    return true;
}

static enum status scan_value(struct scanner *s, int depth)
{
    uint64_t hash;
    skip_blank(s);
    if (depth >= SCAN_DEPTH && (at_char(s, '{') || at_char(s, '[')))
        return err_set(s->err, ST_LIMIT, "nested deeper than %d levels", SCAN_DEPTH);
    if (at_char(s, '{'))
        return scan_object(s, depth + 1);
    if (at_char(s, '['))
        return scan_array(s, depth + 1);
    if (at_char(s, '"'))
        return scan_string(s, &hash);
    if (at_char(s, '-') || at_digit(s))
        return scan_number(s);
    if (literal(s, "true") || literal(s, "false") || literal(s, "null"))
        return ST_OK;
    return expected(s, "a value");
}

static size_t mark_length(const char *bytes, size_t n)
{
    return n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

enum status scan_json(const char *bytes, size_t n, struct place *where, struct err *err)
{
    struct scanner s = {.bytes = bytes, .n = n, .at = mark_length(bytes, n), .err = err};
    enum status st = scan_value(&s, 0);
    if (st == ST_OK) {
        skip_blank(&s);
        if (s.at < s.n)
            st = expected(&s, "nothing behind the document");
    }
    if (st != ST_OK)
        *where = place_of(bytes, s.at);
    return st;
}

/* ---- finding a path ------------------------------------------------------------------------ */

/* The next step of a path ("indicators" of "/indicators/3"); moves *path behind it. */
static size_t step(const char **path, const char **name)
{
    if (**path != '/')
        return 0;
    *name = *path + 1;
    size_t n = strcspn(*name, "/");
    *path = *name + n;
    return n;
}

struct place scan_find(const char *bytes, size_t n, const char *path)
{
    struct scanner s = {.bytes = bytes, .n = n, .at = mark_length(bytes, n)};
    const char *name;
    size_t len, best;
    skip_blank(&s);
    best = s.at;
    while ((len = step(&path, &name)) > 0) {
        bool found = false, object = at_char(&s, '{');
        if (!object && !at_char(&s, '['))
            break;
        s.at++;
        for (size_t i = 0; !found; i++) {
            skip_blank(&s);
            if (at_char(&s, '}') || at_char(&s, ']') || s.at >= n)
                break;
            if (object) {
                uint64_t hash;
                size_t key = s.at + 1;
                scan_string(&s, &hash);
                found = s.at - key - 1 == len && memcmp(bytes + key, name, len) == 0;
                skip_blank(&s);
                s.at++; /* the colon */
                skip_blank(&s);
            } else {
                found = strtoul(name, NULL, 10) == i;
            }
            if (found)
                break;
            scan_value(&s, 0);
            skip_blank(&s);
            if (at_char(&s, ','))
                s.at++;
        }
        if (!found)
            break;
        best = s.at;
    }
    return place_of(bytes, best);
}
