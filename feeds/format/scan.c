#include "feeds/format/scan.h"

#include <endian.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"

#define PAIRS_MAX_KEYS 16

struct key {
    uint32_t at, len; /* of its quote; bytes between the quotes, as they are written */
};

struct scanner {
    struct scan *scan;
    const char *p, *end;
    int depth;
    struct key *keys; /* of all objects that are open; an object checks and drops its own when it closes */
    size_t key_count, key_capacity;
    bool escapes; /* in a key, anywhere: written differently, two may still be the same */
    enum status status;
};

/* ---- places -------------------------------------------------------------------------------- */

static void place_of(struct scan *s, size_t at, int *line, int *column)
{
    if (at < s->seen_at) {
        s->seen_at = 0;
        s->seen_line = 1;
    }
    const char *p = s->bytes + s->seen_at, *end = s->bytes + at, *nl;
    while (p < end && (nl = memchr(p, '\n', (size_t)(end - p)))) {
        p = nl + 1;
        s->seen_line++;
    }
    s->seen_at = (size_t)(p - s->bytes); /* the start of the line */
    *line = s->seen_line;
    *column = 1;
    if (p == s->bytes && s->len >= 3 && at >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
        p += 3;
    for (; p < end; p++)
        *column += ((unsigned char)*p & 0xC0) != 0x80;
}

__attribute__((format(printf, 4, 5))) static bool fail_as(struct scanner *c, enum status status,
                                                          const char *at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(c->scan->error, sizeof c->scan->error, fmt, ap);
    va_end(ap);
    place_of(c->scan, (size_t)(at - c->scan->bytes), &c->scan->line, &c->scan->column);
    c->status = status;
    return false;
}

#define fail(c, at, ...) fail_as(c, ST_SYNTAX, at, __VA_ARGS__)

/* What stands at the cursor, in words. */
static const char *found(const struct scanner *c, char out[48])
{
    if (c->p >= c->end)
        return "the end of the document";
    size_t left = (size_t)(c->end - c->p), n = 0;
    while (n < left && n < 20 &&
           ((c->p[n] >= '0' && c->p[n] <= '9') || ((c->p[n] | 32) >= 'a' && (c->p[n] | 32) <= 'z')))
        n++;
    uint32_t cp;
    if (n == 0)
        n = utf8_decode(c->p, left, &cp);
    if (!text_is_clean(c->p, n))
        snprintf(out, 48, "byte 0x%02x", (unsigned char)*c->p);
    else
        snprintf(out, 48, *c->p == '\'' ? "%.*s" : "'%.*s'", (int)n, c->p);
    return out;
}

/* ---- keys ---------------------------------------------------------------------------------- */

static uint32_t hex4(const char *p)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++)
        v = v << 4 | (uint32_t)(p[i] <= '9' ? p[i] - '0' : (p[i] | 32) - 'a' + 10);
    return v;
}

/* The next character of a string that was found good; false at its closing quote. */
static bool next_char(const char **p, const char *end, uint32_t *cp)
{
    static const char escapes[] = "bfnrt", meaning[] = "\b\f\n\r\t";
    const char *s = *p;
    if (*s == '"')
        return false;
    if (*s != '\\') {
        *p += utf8_decode(s, (size_t)(end - s), cp);
        return true;
    }
    const char *known = strchr(escapes, s[1]);
    *p += 2;
    if (s[1] != 'u') {
        *cp = (uint32_t)(known ? meaning[known - escapes] : s[1]);
        return true;
    }
    *cp = hex4(s + 2);
    *p += 4;
    if (*cp >= 0xD800 && *cp <= 0xDBFF) {
        *cp = 0x10000 + ((*cp - 0xD800) << 10) + (hex4(s + 8) - 0xDC00);
        *p += 6;
    }
    return true;
}

static int compare_strings(const char *a, const char *b, const char *end)
{
    for (;;) {
        uint32_t ca = 0, cb = 0;
        bool more_a = next_char(&a, end, &ca), more_b = next_char(&b, end, &cb);
        if (!more_a || !more_b)
            return more_a - more_b;
        if (ca != cb)
            return ca < cb ? -1 : 1;
    }
}

static int by_key(const void *pa, const void *pb, void *arg)
{
    const struct key *a = pa, *b = pb;
    const struct scanner *c = arg;
    const char *bytes = c->scan->bytes + 1;
    int order;
    if (c->escapes)
        order = compare_strings(bytes + a->at, bytes + b->at, c->end);
    else if (a->len != b->len)
        order = a->len < b->len ? -1 : 1;
    else
        order = memcmp(bytes + a->at, bytes + b->at, a->len);
    return order ? order : a->at < b->at ? -1 : a->at > b->at;
}

/* The cursor is behind the key's closing quote. */
static bool push_key(struct scanner *c, const char *quote)
{
    if (c->key_count == c->key_capacity) {
        size_t more = c->key_capacity ? c->key_capacity * 2 : 64;
        struct key *keys = realloc(c->keys, more * sizeof *keys);
        if (!keys) {
            c->status = ST_NO_MEMORY;
            return false;
        }
        c->keys = keys;
        c->key_capacity = more;
    }
    size_t len = (size_t)(c->p - quote - 2);
    c->escapes = c->escapes || memchr(quote + 1, '\\', len);
    c->keys[c->key_count++] = (struct key){(uint32_t)(quote - c->scan->bytes), (uint32_t)len};
    return true;
}

/* The decoded string at `quote`, clean, for people. */
static void show_string(const char *quote, const char *end, char *out, size_t cap)
{
    char raw[100];
    size_t n = 0;
    const char *p = quote + 1;
    for (uint32_t cp; n + 4 <= sizeof raw && next_char(&p, end, &cp);)
        n += utf8_encode(cp, raw + n);
    text_clean(raw, n, out, cap);
}

/* Most objects have few keys, written plainly: to look at each pair costs less than to sort them. */
static bool are_written_differently(const struct scanner *c, const struct key *keys, size_t n)
{
    if (n > PAIRS_MAX_KEYS || c->escapes)
        return false;
    const char *bytes = c->scan->bytes + 1;
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (keys[i].len == keys[j].len && memcmp(bytes + keys[i].at, bytes + keys[j].at, keys[i].len) == 0)
                return false;
    return true;
}

static bool keys_differ(struct scanner *c, size_t first)
{
    struct key *keys = c->keys + first;
    size_t n = c->key_count - first, twice = 0;
    c->key_count = first;
    if (are_written_differently(c, keys, n))
        return true;
    qsort_r(keys, n, sizeof *keys, by_key, c);
    for (size_t i = 1; i < n; i++)
        if ((!twice || keys[i].at < keys[twice].at) &&
            compare_strings(c->scan->bytes + keys[i].at + 1, c->scan->bytes + keys[i - 1].at + 1, c->end) == 0)
            twice = i;
    if (!twice)
        return true;
    char name[64];
    int line, column;
    show_string(c->scan->bytes + keys[twice].at, c->end, name, sizeof name);
    place_of(c->scan, keys[twice - 1].at, &line, &column);
    return fail(c, c->scan->bytes + keys[twice].at,
                "the key '%s' is given twice in one object; expected it once (before: line %d, "
                "column %d)",
                name, line, column);
}

/* ---- scalars ------------------------------------------------------------------------------- */

static bool is_digit(const struct scanner *c)
{
    return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

static bool scan_number(struct scanner *c)
{
    const char *start = c->p;
    char what[48];
    c->p += *c->p == '-';
    if (c->end - c->p >= 2 && *c->p == '0' && c->p[1] >= '0' && c->p[1] <= '9')
        return fail(c, start, "a number begins with 0; expected it without leading zeros");
    if (!is_digit(c)) {
        if (c->end - c->p >= 3 && strncmp(c->p, "Inf", 3) == 0)
            return fail(c, start, "-Infinity is not JSON; expected null for a missing value");
        return fail(c, c->p, "expected a digit after '-', found %s", found(c, what));
    }
    while (is_digit(c))
        c->p++;
    if (c->p < c->end && *c->p == '.') {
        c->p++;
        if (!is_digit(c))
            return fail(c, c->p, "expected a digit after '.', found %s", found(c, what));
        while (is_digit(c))
            c->p++;
    }
    if (c->p < c->end && (*c->p == 'e' || *c->p == 'E')) {
        c->p++;
        c->p += c->p < c->end && (*c->p == '+' || *c->p == '-');
        if (!is_digit(c))
            return fail(c, c->p, "expected a digit in the exponent, found %s", found(c, what));
        while (is_digit(c))
            c->p++;
    }
    if (c->p - start > SCAN_NUMBER_MAX)
        return fail_as(c, ST_LIMIT, start, "a number of %ld characters; expected at most %d",
                       (long)(c->p - start), SCAN_NUMBER_MAX);
    return true;
}

static bool is_hex4(const struct scanner *c, const char *p)
{
    for (int i = 0; i < 4; i++)
        if (p + i >= c->end ||
            !((p[i] >= '0' && p[i] <= '9') || ((p[i] | 32) >= 'a' && (p[i] | 32) <= 'f')))
            return false;
    return true;
}

static bool scan_escape(struct scanner *c)
{
    const char *start = c->p++;
    if (c->p >= c->end)
        return fail(c, c->p, "the document ends inside a string; expected '\"'");
    if (*c->p != 'u') {
        if (!strchr("\"\\/bfnrt", *c->p) || !*c->p) {
            char what[48];
            return fail(c, start,
                        "unknown escape \\ before %s; expected one of \" \\ / b f n r t u",
                        found(c, what));
        }
        c->p++;
        return true;
    }
    if (!is_hex4(c, c->p + 1))
        return fail(c, start, "expected four hexadecimal digits after \\u");
    uint32_t unit = hex4(c->p + 1);
    c->p += 5;
    if (unit == 0)
        return fail(c, start, "\\u0000 in a string; expected text without NUL");
    if (unit >= 0xDC00 && unit <= 0xDFFF)
        return fail(c, start, "\\u%04x is the second half of a surrogate pair; expected the first",
                    unit);
    if (unit < 0xD800 || unit > 0xDBFF)
        return true;
    uint32_t low = c->end - c->p > 2 && c->p[0] == '\\' && c->p[1] == 'u' && is_hex4(c, c->p + 2)
                       ? hex4(c->p + 2)
                       : 0;
    if (low < 0xDC00 || low > 0xDFFF)
        return fail(c, start,
                    "\\u%04x is half a surrogate pair; expected \\udc00 to \\udfff behind it",
                    unit);
    c->p += 6;
    return true;
}

/* How many of the eight bytes end no string and need no look: ASCII from 0x20, no quote, no backslash. */
static size_t plain_bytes(const char *p)
{
    const uint64_t ones = 0x0101010101010101u, high = ones << 7;
    uint64_t w;
    memcpy(&w, p, sizeof w);
    w = le64toh(w);
    /* A byte's high bit is set where it is 0 after the XOR, or less than 0x20 (Hacker's Delight, 6-1), or not ASCII;
     * a borrow may set one too many behind such a byte, never one before it. */
    uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');
    uint64_t look = (w | (w - ones * 0x20) | (quote - ones) | (slash - ones)) & high;
    return look ? (size_t)__builtin_ctzll(look) / 8 : sizeof w;
}

/* All that is not ASCII from here on: what is written in Chinese mostly goes on so. */
static bool scan_utf8(struct scanner *c)
{
    while (c->p < c->end && *c->p & 0x80) {
        uint32_t cp;
        size_t used = utf8_decode(c->p, (size_t)(c->end - c->p), &cp);
        if (cp == 0xFFFD && !utf8_valid(c->p, used))
            return fail(c, c->p, "byte 0x%02x is not UTF-8; expected a text in UTF-8", (unsigned char)*c->p);
        c->p += used;
    }
    return true;
}

static bool scan_string(struct scanner *c)
{
    const char *start = c->p++;
    for (;;) {
        size_t plain = 8;
        while (plain == 8 && c->end - c->p >= 8)
            c->p += plain = plain_bytes(c->p);
        if (c->p >= c->end || *c->p == '"')
            break;
        unsigned char byte = (unsigned char)*c->p;
        if (byte == '\\') {
            if (!scan_escape(c))
                return false;
        } else if (byte == '\n' || byte == '\r') {
            return fail(c, c->p, "a line break in a string; expected '\"' before it, or \\n");
        } else if (byte < 0x20) {
            return fail(c, c->p, "a control character in a string; expected \\u%04x", byte);
        } else if (byte < 0x80) {
            c->p++;
        } else if (!scan_utf8(c)) {
            return false;
        }
    }
    if (c->p >= c->end) {
        int line, column;
        place_of(c->scan, (size_t)(start - c->scan->bytes), &line, &column);
        return fail(c, c->p,
                    "the document ends inside a string (from line %d, column %d); expected '\"'",
                    line, column);
    }
    c->p++;
    return true;
}

static bool scan_word(struct scanner *c)
{
    static const char *const good[] = {"true", "false", "null"};
    static const struct {
        const char *word, *expected;
    } alien[] = {{"NaN", "null for a missing value"},
                 {"nan", "null for a missing value"},
                 {"Infinity", "null for a missing value"},
                 {"None", "null"},
                 {"nil", "null"},
                 {"NULL", "null"},
                 {"Null", "null"},
                 {"undefined", "null"},
                 {"True", "true"},
                 {"TRUE", "true"},
                 {"False", "false"},
                 {"FALSE", "false"}};
    size_t n = 0;
    while (c->p + n < c->end && (c->p[n] | 32) >= 'a' && (c->p[n] | 32) <= 'z')
        n++;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (n == strlen(good[i]) && memcmp(c->p, good[i], n) == 0) {
            c->p += n;
            return true;
        }
    for (size_t i = 0; i < sizeof alien / sizeof *alien; i++)
        if (n == strlen(alien[i].word) && memcmp(c->p, alien[i].word, n) == 0)
            return fail(c, c->p, "%s is not JSON; expected %s", alien[i].word, alien[i].expected);
    char what[48];
    return fail(c, c->p, "expected a value, found %s", found(c, what));
}

/* ---- structure ----------------------------------------------------------------------------- */

static void skip_blanks(struct scanner *c)
{
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\n' || *c->p == '\r'))
        c->p++;
}

static bool scan_value(struct scanner *c, uint32_t key);

/* Behind one member or item: true to go on with *more set; false after an error. */
static bool scan_separator(struct scanner *c, char close, const char *kind, const char *opened,
                           bool *more)
{
    char what[48];
    skip_blanks(c);
    *more = c->p < c->end && *c->p == ',';
    if (*more) {
        const char *comma = c->p++;
        skip_blanks(c);
        if (c->p < c->end && *c->p == close)
            return fail(c, comma, "a comma too many before '%c'; expected another %s or none",
                        close, kind);
        return true;
    }
    if (c->p < c->end && *c->p == close) {
        c->p++;
        return true;
    }
    if (c->p < c->end)
        return fail(c, c->p, "expected ',' or '%c', found %s", close, found(c, what));
    int line, column;
    place_of(c->scan, (size_t)(opened - c->scan->bytes), &line, &column);
    return fail(c, c->p,
                "the document ends too early; expected '%c' for what was opened in line %d, column "
                "%d",
                close, line, column);
}

static bool scan_object(struct scanner *c)
{
    char what[48];
    const char *opened = c->p++;
    size_t first = c->key_count;
    skip_blanks(c);
    if (c->p < c->end && *c->p == '}') {
        c->p++;
        return true;
    }
    for (bool more = true; more;) {
        skip_blanks(c);
        const char *key = c->p;
        if (c->p >= c->end || *c->p != '"')
            return fail(c, c->p, "expected a key in double quotes, found %s", found(c, what));
        if (!scan_string(c) || !push_key(c, key))
            return false;
        skip_blanks(c);
        if (c->p >= c->end || *c->p != ':')
            return fail(c, c->p, "expected ':' after a key, found %s", found(c, what));
        c->p++;
        if (!scan_value(c, (uint32_t)(key - c->scan->bytes)) ||
            !scan_separator(c, '}', "member", opened, &more))
            return false;
    }
    return keys_differ(c, first);
}

static bool scan_array(struct scanner *c)
{
    const char *opened = c->p++;
    skip_blanks(c);
    if (c->p < c->end && *c->p == ']') {
        c->p++;
        return true;
    }
    for (bool more = true; more;)
        if (!scan_value(c, SCAN_NO_KEY) || !scan_separator(c, ']', "item", opened, &more))
            return false;
    return true;
}

static bool push_value(struct scanner *c, uint32_t key)
{
    struct scan *s = c->scan;
    if (s->count == SCAN_VALUES_MAX)
        return fail_as(c, ST_LIMIT, c->p, "the document holds more than %d values; expected fewer",
                       SCAN_VALUES_MAX);
    if (s->count == s->capacity) {
        size_t more = s->capacity ? s->capacity * 2 : 256;
        struct scan_value *values = realloc(s->values, more * sizeof *values);
        if (!values) {
            c->status = ST_NO_MEMORY;
            return false;
        }
        s->values = values;
        s->capacity = more;
    }
    s->values[s->count++] = (struct scan_value){.at = (uint32_t)(c->p - s->bytes), .key = key};
    return true;
}

static bool scan_value(struct scanner *c, uint32_t key)
{
    char what[48];
    skip_blanks(c);
    if (c->p >= c->end)
        return fail(c, c->p, "the document ends too early; expected a value");
    size_t self = c->scan->count;
    if (!push_value(c, key))
        return false;
    bool ok;
    switch (*c->p) {
    case '{':
    case '[':
        if (c->depth == SCAN_DEPTH_MAX)
            return fail_as(c, ST_LIMIT, c->p, "nested too deep; expected at most %d levels",
                           SCAN_DEPTH_MAX);
        c->depth++;
        ok = *c->p == '{' ? scan_object(c) : scan_array(c);
        c->depth--;
        break;
    case '"':
        ok = scan_string(c);
        break;
    case '+':
        return fail(c, c->p, "a number begins with '+'; expected it without");
    case '.':
        return fail(c, c->p, "a number begins with '.'; expected a digit before it");
    case '\'':
        return fail(c, c->p, "a single quote; expected a string in double quotes");
    case '/':
    case '#':
        return fail(c, c->p, "a comment is not JSON; expected a value");
    case ',':
    case ':':
    case ']':
    case '}':
        return fail(c, c->p, "expected a value, found %s", found(c, what));
    default:
        ok = *c->p == '-' || is_digit(c) ? scan_number(c) : scan_word(c);
    }
    c->scan->values[self].next = (uint32_t)c->scan->count;
    return ok;
}

enum status scan_text(struct scan *s, const char *bytes, size_t n)
{
    char what[48];
    *s = (struct scan){.bytes = bytes, .len = n, .seen_line = 1};
    struct scanner c = {.scan = s, .p = bytes, .end = bytes + n};
    if (n >= SCAN_NO_KEY) {
        fail_as(&c, ST_LIMIT, bytes, "the document is larger than 4 GiB");
        return c.status;
    }
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        c.p += 3;
    if (scan_value(&c, SCAN_NO_KEY)) {
        skip_blanks(&c);
        if (c.p < c.end)
            fail(&c, c.p, "expected the end of the document, found %s", found(&c, what));
    }
    free(c.keys);
    return c.status;
}

void scan_free(struct scan *s)
{
    free(s->values);
    *s = (struct scan){0};
}

/* ---- what a number stands for -------------------------------------------------------------- */

void scan_place(struct scan *s, size_t value, int *line, int *column)
{
    place_of(s, s->values[value].at, line, column);
}

void scan_path(const struct scan *s, size_t value, char *out, size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t at = 0; at != value;) {
        size_t index = 0, child = at + 1;
        for (; s->values[child].next <= value; child = s->values[child].next)
            index++;
        char step[72], name[64];
        if (s->values[child].key == SCAN_NO_KEY) {
            snprintf(step, sizeof step, "/%zu", index);
        } else {
            size_t k = 0;
            show_string(s->bytes + s->values[child].key, s->bytes + s->len, name, sizeof name);
            step[k++] = '/';
            for (const char *c = name; *c && k + 2 < sizeof step; c++) {
                bool special = *c == '~' || *c == '/';
                if (special)
                    step[k++] = '~';
                step[k++] = special ? (*c == '~' ? '0' : '1') : *c;
            }
            step[k] = '\0';
        }
        size_t n = strlen(step);
        if (len + n >= cap)
            return;
        memcpy(out + len, step, n + 1);
        len += n;
        at = child;
    }
}

/* Is the path's step (up to '/' or its end) the key at `quote`? */
static bool step_is_key(const char *step, size_t n, const char *quote, const char *end)
{
    const char *p = quote + 1;
    uint32_t cp, want;
    for (size_t i = 0; i < n;) {
        i += utf8_decode(step + i, n - i, &want);
        if (want == '~' && i < n)
            want = step[i++] == '0' ? '~' : '/';
        if (!next_char(&p, end, &cp) || cp != want)
            return false;
    }
    return !next_char(&p, end, &cp);
}

size_t scan_find(const struct scan *s, const char *path)
{
    size_t at = 0;
    while (*path == '/' && s->count) {
        const char *step = path + 1;
        size_t n = strcspn(step, "/"), index = 0, child = at + 1;
        char *rest;
        unsigned long wanted = strtoul(step, &rest, 10);
        bool is_index = n > 0 && rest == step + n && *step >= '0' && *step <= '9';
        for (; child < s->values[at].next; child = s->values[child].next, index++) {
            uint32_t key = s->values[child].key;
            if (key == SCAN_NO_KEY ? is_index && index == wanted
                                   : step_is_key(step, n, s->bytes + key, s->bytes + s->len))
                break;
        }
        if (child >= s->values[at].next)
            return SCAN_NOT_FOUND;
        at = child;
        path = step + n;
    }
    return *path == '\0' && s->count ? at : SCAN_NOT_FOUND;
}

/* ---- strings ------------------------------------------------------------------------------- */

void scan_read(const struct scan *s, size_t at, char *out)
{
    const char *from = s->bytes + at + 1, *end = s->bytes + s->len;
    const char *quote = memchr(from, '"', (size_t)(end - from));
    size_t n = (size_t)(quote - from);
    if (!memchr(from, '\\', n)) {
        memcpy(out, from, n);
    } else {
        n = 0;
        for (uint32_t cp; next_char(&from, end, &cp);)
            n += utf8_encode(cp, out + n);
    }
    out[n] = '\0';
}

bool scan_is_whole(const struct scan *s, size_t at, const char *text)
{
    const char *p = s->bytes + at + 1;
    while (*text && *p == *text && *p != '\\' && *p != '"')
        p++, text++;
    if (*p != '\\')
        return *p == '"' && !*text;
    const char *end = s->bytes + s->len;
    uint32_t cp, wanted;
    while (next_char(&p, end, &cp)) {
        if (!*text)
            return false;
        text += utf8_decode(text, strlen(text), &wanted);
        if (cp != wanted)
            return false;
    }
    return !*text;
}
