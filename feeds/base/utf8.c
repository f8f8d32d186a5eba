#include "feeds/base/utf8.h"

#include <string.h>

#define REPLACEMENT 0xFFFDu

size_t utf8_decode(const char *s, size_t n, uint32_t *cp)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t need;
    uint32_t value, least;

    if (p[0] < 0x80) {
        *cp = p[0];
        return 1;
    }
    if (p[0] >= 0xC2 && p[0] <= 0xDF) {
        need = 2, value = p[0] & 0x1Fu, least = 0x80;
    } else if ((p[0] & 0xF0) == 0xE0) {
        need = 3, value = p[0] & 0x0Fu, least = 0x800;
    } else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        need = 4, value = p[0] & 0x07u, least = 0x10000;
    } else {
        *cp = REPLACEMENT;
        return 1;
    }
    for (size_t i = 1; i < need; i++) {
        if (i >= n || (p[i] & 0xC0) != 0x80) {
            *cp = REPLACEMENT;
            return i;
        }
        value = value << 6 | (p[i] & 0x3Fu);
    }
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        value = REPLACEMENT;
    *cp = value;
    return need;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
        cp = REPLACEMENT;
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

/* U+FFFD itself is valid when it was written as such (EF BF BD). */
static bool is_malformed(const char *s, uint32_t cp, size_t used)
{
    return cp == REPLACEMENT && !(used == 3 && memcmp(s, "\xEF\xBF\xBD", 3) == 0);
}

bool utf8_valid(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t cp;
        if ((unsigned char)s[i] < 0x80) {
            i++;
            continue;
        }
        size_t used = utf8_decode(s + i, n - i, &cp);
        if (is_malformed(s + i, cp, used))
            return false;
        i += used;
    }
    return true;
}

size_t utf8_floor(const char *s, size_t n)
{
    size_t back = 0;
    while (back < 4 && back < n && ((unsigned char)s[n - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back >= n)
        return n;
    unsigned char lead = (unsigned char)s[n - 1 - back];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    return need > back + 1 ? n - 1 - back : n;
}

static bool is_unwanted(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x061C || cp == 0x200E ||
           cp == 0x200F || (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) ||
           (cp >= 0xFFF9 && cp <= 0xFFFB) || cp == 0xFEFF || (cp >= 0xE0000 && cp <= 0xE007F);
}

/* Bytes of the escape sequence that starts at s: CSI, OSC, DCS and friends up to their end. */
static size_t escape_length(const char *s, size_t n)
{
    if (n < 2)
        return n;
    char kind = s[1];
    if (kind == '[') {
        size_t i = 2;
        while (i < n && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x40)
            i++;
        return i < n && (unsigned char)s[i] < 0x7F && (unsigned char)s[i] >= 0x40 ? i + 1 : i;
    }
    if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_') {
        for (size_t i = 2; i < n; i++) {
            if (s[i] == '\a')
                return i + 1;
            if (s[i] == '\033' && i + 1 < n && s[i + 1] == '\\')
                return i + 2;
        }
        return n;
    }
    return (unsigned char)kind >= 0x20 && (unsigned char)kind < 0x7F ? 2 : 1;
}

size_t text_clean(const char *s, size_t n, char *out, size_t cap)
{
    size_t len = 0;
    for (size_t i = 0; i < n;) {
        if (s[i] >= 0x20 && s[i] < 0x7F) { /* nearly everything */
            if (len + 1 >= cap)
                break;
            out[len++] = s[i++];
            continue;
        }
        if (s[i] == '\033') {
            i += escape_length(s + i, n - i);
            continue;
        }
        uint32_t cp;
        i += utf8_decode(s + i, n - i, &cp);
        if (cp == '\t' || cp == '\n' || cp == '\r')
            cp = ' ';
        if (is_unwanted(cp))
            continue;
        char bytes[4];
        size_t k = utf8_encode(cp, bytes);
        if (len + k >= cap)
            break;
        memcpy(out + len, bytes, k);
        len += k;
    }
    out[len] = '\0';
    return len;
}

bool text_is_clean(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t cp;
        if (s[i] >= 0x20 && s[i] < 0x7F) {
            i++;
            continue;
        }
        size_t used = utf8_decode(s + i, n - i, &cp);
        if (is_malformed(s + i, cp, used) || is_unwanted(cp))
            return false;
        i += used;
    }
    return true;
}
