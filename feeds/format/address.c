#include "feeds/format/address.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool has_scheme(const char *s, const char *scheme)
{
    size_t n = strlen(scheme);
    return strncasecmp(s, scheme, n) == 0 && s[n] == ':';
}

/* Any scheme at all: letters, then a colon, longer than a drive letter. */
static bool is_url(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
    return n > 1 && s[n] == ':';
}

static bool is_readable(const char *s)
{
    return has_scheme(s, "http") || has_scheme(s, "https") || has_scheme(s, "file");
}

/* Bytes that may stand in the path of a URL as they are (RFC 3986 pchar and '/'). */
static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~/!$&'()*+,;=:@", c));
}

static bool path_to_url(const char *path, char *out, size_t cap)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = (size_t)snprintf(out, cap, "file://");
    for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
        if (n + 4 >= cap)
            return false;
        if (is_plain(*p)) {
            out[n++] = (char)*p;
        } else {
            out[n++] = '%';
            out[n++] = hex[*p >> 4];
            out[n++] = hex[*p & 15];
        }
    }
    out[n] = '\0';
    return true;
}

/* Takes "." and ".." out of the path part that begins at `path`. */
static void remove_dots(char *path)
{
    char *from = path, *to = path;
    while (*from) {
        size_t n = strcspn(from + 1, "/") + 1; /* one segment with its slash */
        if (n == 2 && from[1] == '.') {
            from += n;
            if (!*from)
                *to++ = '/';
        } else if (n == 3 && from[1] == '.' && from[2] == '.') {
            from += n;
            while (to > path && *--to != '/')
                ;
            if (!*from)
                *to++ = '/';
        } else {
            memmove(to, from, n);
            to += n;
            from += n;
        }
    }
    *to = '\0';
}

bool address_absolute(const char *path_or_url, char *out, size_t cap)
{
    char path[ADDRESS_CAP];
    if (is_url(path_or_url))
        return is_readable(path_or_url) &&
               snprintf(out, cap, "%s", path_or_url) < (int)cap;
    if (path_or_url[0] == '/') {
        if (snprintf(path, sizeof path, "%s", path_or_url) >= (int)sizeof path)
            return false;
    } else {
        if (!getcwd(path, sizeof path))
            return false;
        size_t n = strlen(path);
        if (snprintf(path + n, sizeof path - n, "/%s", path_or_url) >= (int)(sizeof path - n))
            return false;
    }
    remove_dots(path);
    return path_to_url(path, out, cap);
}

bool address_resolve(const char *base, const char *reference, char *out, size_t cap)
{
    if (is_url(reference))
        return is_readable(reference) && snprintf(out, cap, "%s", reference) < (int)cap;
    const char *colon = strchr(base, ':');
    if (!colon)
        return false;
    if (strncmp(reference, "//", 2) == 0)
        return snprintf(out, cap, "%.*s%s", (int)(colon + 1 - base), base, reference) < (int)cap;
    const char *authority = strncmp(colon + 1, "//", 2) == 0 ? colon + 3 : colon + 1;
    size_t root = (size_t)(authority - base) + strcspn(authority, "/?#");
    size_t keep = root;
    if (reference[0] != '/')
        for (size_t i = root; base[i] && base[i] != '?' && base[i] != '#'; i++)
            if (base[i] == '/')
                keep = i + 1;
    const char *join = keep == root && reference[0] != '/' ? "/" : "";
    if (snprintf(out, cap, "%.*s%s%s", (int)keep, base, join, reference) >= (int)cap)
        return false;
    size_t path = strcspn(out + root, "?#");
    char query[ADDRESS_CAP];
    snprintf(query, sizeof query, "%s", out + root + path);
    out[root + path] = '\0';
    remove_dots(out + root);
    size_t n = strlen(out);
    snprintf(out + n, cap - n, "%s", query);
    return true;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool address_to_path(const char *url, char *out, size_t cap)
{
    if (!has_scheme(url, "file"))
        return false;
    const char *p = url + 5;
    if (strncmp(p, "//", 2) == 0) {
        p += 2;
        if (strncmp(p, "localhost/", 10) == 0)
            p += 9;
    }
    size_t n = 0;
    for (; *p; p++) {
        if (n + 1 >= cap)
            return false;
        int high = *p == '%' ? hex_digit(p[1]) : -1;
        int low = high >= 0 ? hex_digit(p[2]) : -1;
        if (low >= 0) {
            out[n++] = (char)(high * 16 + low);
            p += 2;
        } else {
            out[n++] = *p;
        }
    }
    out[n] = '\0';
    return n > 0;
}
