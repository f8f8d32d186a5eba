#include "feeds/format/address.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/base/buf.h"

enum scheme { SCHEME_NONE, SCHEME_FILE, SCHEME_HTTP, SCHEME_HTTPS, SCHEME_OTHER };

static const char *const scheme_names[] = {"", "file", "http", "https", ""};

/* An address in its parts; each may be empty. */
struct parts {
    enum scheme scheme;
    const char *host, *path, *query; /* host with its port */
    size_t host_len, path_len, query_len;
    bool has_host, has_query;
};

static bool is_alpha(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* RFC 3986 3.1; *rest is what follows the colon. */
static enum scheme scheme_of(const char *s, const char **rest)
{
    size_t n = 0;
    *rest = s;
    if (!is_alpha(s[0]))
        return SCHEME_NONE;
    while (is_alpha(s[n]) || is_digit(s[n]) || s[n] == '+' || s[n] == '-' || s[n] == '.')
        n++;
    if (s[n] != ':')
        return SCHEME_NONE;
    *rest = s + n + 1;
    for (int k = SCHEME_FILE; k <= SCHEME_HTTPS; k++)
        if (strlen(scheme_names[k]) == n && strncasecmp(s, scheme_names[k], n) == 0)
            return (enum scheme)k;
    return SCHEME_OTHER;
}

static void split(const char *s, struct parts *p)
{
    *p = (struct parts){0};
    p->scheme = scheme_of(s, &s);
    if (s[0] == '/' && s[1] == '/') {
        p->has_host = true;
        p->host = s + 2;
        p->host_len = strcspn(p->host, "/?#");
        s = p->host + p->host_len;
    }
    p->path = s;
    p->path_len = strcspn(s, "?#");
    s += p->path_len;
    if (*s == '?') {
        p->has_query = true;
        p->query = s + 1;
        p->query_len = strcspn(p->query, "#");
    }
}

/* Of an address that is refused, what may be said: no user name, no password, nothing of what it asks for. */
static const char *refused(const char *whole, char out[256])
{
    size_t n = strcspn(whole, "?#"), from = 0, user = 0;
    const char *host = strstr(whole, "//");
    for (size_t i = 0; i < n; i++)
        if (whole[i] == '@')
            user = i;
    if (user && host && (size_t)(host - whole) < user)
        from = (size_t)(host - whole) + 2;
    snprintf(out, 256, "%.*s%s%.*s%s", user ? (int)from : 0, whole, user ? "..." : "", (int)(n - user < 200 ? n - user : 200),
             whole + user, n - user >= 200 ? "..." : whole[n] ? "?..." : "");
    return out;
}

static enum status check_host(const struct parts *p, const char *whole, struct err *err)
{
    char said[256];
    if (p->scheme == SCHEME_FILE) {
        if (p->host_len && !(p->host_len == 9 && strncasecmp(p->host, "localhost", 9) == 0))
            return err_set(err, ST_INVALID,
                           "cannot use the address '%s': a file on another host; expected "
                           "file:///path",
                           refused(whole, said));
        if (p->path_len == 0 || p->path[0] != '/')
            return err_set(err, ST_INVALID,
                           "cannot use the address '%s': expected file: with an absolute path",
                           refused(whole, said));
        return ST_OK;
    }
    if (p->host_len == 0 || p->host[0] == ':')
        return err_set(err, ST_INVALID, "cannot use the address '%s': expected a host after //",
                       refused(whole, said));
    if (memchr(p->host, '@', p->host_len))
        return err_set(err, ST_INVALID,
                       "cannot use an address that holds a user name or a password: they would be "
                       "shown on screen; expected them in ~/.netrc or in a header");
    for (size_t i = 0; i < p->host_len; i++)
        if ((unsigned char)p->host[i] <= ' ' || strchr("\"<>\\^`{|}\177", p->host[i]))
            return err_set(err, ST_INVALID,
                           "cannot use the address '%s': a character that no host name has",
                           refused(whole, said));
    return ST_OK;
}

static void append_encoded(struct buf *b, const char *s, size_t n, const char *also)
{
    size_t kept = 0; /* from here on it stays as it is */
    for (size_t i = 0; i < n; i++) {
        bool escape = s[i] == '%' && i + 2 < n && is_hex(s[i + 1]) && is_hex(s[i + 2]);
        if (is_alpha(s[i]) || is_digit(s[i]) || escape || (s[i] && strchr(also, s[i])))
            continue;
        buf_append(b, s + kept, i - kept);
        buf_printf(b, "%%%02X", (unsigned char)s[i]);
        kept = i + 1;
    }
    buf_append(b, s + kept, n - kept);
}

#define PATH_CHARACTERS  "/-._~!$&'()*+,;=:@"
#define QUERY_CHARACTERS PATH_CHARACTERS "?"

/* RFC 3986 5.2.4, in place on an absolute path. */
static void remove_dots(char *path)
{
    char *out = path;
    for (const char *in = path; *in;) {
        size_t n = strcspn(in + 1, "/") + 1; /* "/step" */
        bool dot = n == 2 && in[1] == '.', up = n == 3 && in[1] == '.' && in[2] == '.';
        if (up)
            while (out > path && *--out != '/')
                ;
        if (dot || up) {
            if (!in[n])
                *out++ = '/';
        } else {
            memmove(out, in, n);
            out += n;
        }
        in += n;
    }
    if (out == path)
        *out++ = '/';
    *out = '\0';
}

static enum status finish(struct buf *b, const char *whole, char **out, struct err *err)
{
    enum status st = b->failed;
    if (st == ST_OK && !(*out = buf_take(b, NULL)))
        st = ST_NO_MEMORY;
    buf_free(b);
    char said[256];
    if (st == ST_LIMIT)
        return err_set(err, st, "cannot use the address '%s': longer than %d bytes", refused(whole, said),
                       ADDRESS_MAX - 1);
    return st == ST_OK ? st : err_set(err, st, "cannot keep an address: %s", status_text(st));
}

/* scheme://host/path?query; `path` begins with "/" or is empty. */
static enum status compose(const struct parts *p, const char *path, const char *whole, char **out,
                           struct err *err)
{
    struct buf b, clean;
    buf_init(&b, ADDRESS_MAX - 1);
    buf_init(&clean, ADDRESS_MAX - 1);
    buf_puts(&b, scheme_names[p->scheme]);
    buf_puts(&b, "://");
    size_t host = b.len;
    if (p->scheme != SCHEME_FILE)
        buf_append(&b, p->host, p->host_len);
    for (char *c = b.data ? b.data + host : NULL; c && *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c | 32 : *c);
    buf_puts(&clean, *path == '/' ? "" : "/");
    append_encoded(&clean, path, strlen(path), PATH_CHARACTERS);
    if (clean.failed == ST_OK) {
        remove_dots(clean.data);
        buf_puts(&b, clean.data);
    } else {
        b.failed = clean.failed;
    }
    if (p->has_query) {
        buf_puts(&b, "?");
        append_encoded(&b, p->query, p->query_len, QUERY_CHARACTERS);
    }
    buf_free(&clean);
    return finish(&b, whole, out, err);
}

static enum status check_scheme(enum scheme scheme, const char *whole, struct err *err)
{
    char said[256];
    return scheme == SCHEME_OTHER
               ? err_set(err, ST_INVALID,
                         "cannot use the address '%s': expected file:, http: or https:", refused(whole, said))
               : ST_OK;
}

enum status address_resolve(const char *base, const char *ref, char **out, struct err *err)
{
    struct parts b, r;
    struct buf path;
    char said[256];
    *out = NULL;
    split(base, &b);
    split(ref, &r);
    enum status st = check_scheme(r.scheme, ref, err);
    if (st != ST_OK)
        return st;
    if (b.scheme == SCHEME_NONE || b.scheme == SCHEME_OTHER)
        return err_set(err, ST_INVALID,
                       "cannot use '%s' as a base: expected an absolute address", refused(base, said));
    if (b.scheme != SCHEME_FILE && r.scheme == SCHEME_FILE)
        return err_set(err, ST_INVALID,
                       "cannot use the address '%s': a document from the network cannot name a "
                       "local file",
                       refused(ref, said));
    buf_init(&path, ADDRESS_MAX - 1);
    if (r.scheme != SCHEME_NONE || r.has_host) {
        if (r.scheme == SCHEME_NONE)
            r.scheme = b.scheme;
        buf_append(&path, r.path, r.path_len);
    } else {
        r.scheme = b.scheme;
        r.host = b.host;
        r.host_len = b.host_len;
        r.has_host = b.has_host;
        if (r.path_len == 0) {
            buf_append(&path, b.path, b.path_len);
            if (!r.has_query) {
                r.has_query = b.has_query;
                r.query = b.query;
                r.query_len = b.query_len;
            }
        } else if (r.path[0] == '/') {
            buf_append(&path, r.path, r.path_len);
        } else {
            size_t folder = b.path_len;
            while (folder && b.path[folder - 1] != '/')
                folder--;
            buf_append(&path, folder ? b.path : "/", folder ? folder : 1);
            buf_append(&path, r.path, r.path_len);
        }
        r.path = path.data ? path.data : "";
        r.path_len = path.len;
    }
    st = check_host(&r, ref, err);
    if (st == ST_OK)
        st = path.failed == ST_OK ? compose(&r, path.data ? path.data : "", ref, out, err)
                                  : finish(&path, ref, out, err);
    buf_free(&path);
    return st;
}

enum status address_absolute(const char *path_or_url, char **out, struct err *err)
{
    const char *rest;
    struct buf b;
    *out = NULL;
    enum scheme scheme = scheme_of(path_or_url, &rest);
    if (scheme == SCHEME_OTHER && strncmp(rest, "//", 2) != 0)
        scheme = SCHEME_NONE; /* a file's name may hold a colon */
    if (scheme != SCHEME_NONE)
        return address_resolve("file:///", path_or_url, out, err);
    if (!*path_or_url)
        return err_set(err, ST_USAGE, "cannot use an empty address: expected a path or a URL");
    buf_init(&b, ADDRESS_MAX - 1);
    if (*path_or_url != '/') {
        char *folder = getcwd(NULL, 0);
        if (!folder)
            return err_set(err, ST_IO, "cannot find the working directory for '%.200s'",
                           path_or_url);
        buf_printf(&b, "%s/", strcmp(folder, "/") == 0 ? "" : folder);
        free(folder);
    }
    buf_puts(&b, path_or_url);
    /* A path is taken as it is: % ? and # have no meaning in it. */
    struct buf encoded;
    buf_init(&encoded, ADDRESS_MAX - 1);
    for (const char *s = b.data; b.failed == ST_OK && *s; s++) {
        if (*s == '%')
            buf_puts(&encoded, "%25");
        else
            buf_append(&encoded, s, 1);
    }
    enum status st = b.failed != ST_OK         ? finish(&b, path_or_url, out, err)
                     : encoded.failed != ST_OK ? finish(&encoded, path_or_url, out, err)
                                               : compose(&(struct parts){.scheme = SCHEME_FILE},
                                                         encoded.data, path_or_url, out, err);
    buf_free(&b);
    buf_free(&encoded);
    return st;
}

bool address_is_file(const char *url)
{
    const char *rest;
    return scheme_of(url, &rest) == SCHEME_FILE;
}

static int hex_digit(char c)
{
    return is_digit(c) ? c - '0' : (c | 32) - 'a' + 10;
}

enum status address_to_path(const char *url, char **out, struct err *err)
{
    struct parts p;
    struct buf b;
    char said[256];
    *out = NULL;
    split(url, &p);
    if (p.scheme != SCHEME_FILE)
        return err_set(err, ST_INVALID, "cannot open '%s' as a file: expected file:///path",
                       refused(url, said));
    enum status st = check_host(&p, url, err);
    if (st != ST_OK)
        return st;
    buf_init(&b, ADDRESS_MAX - 1);
    for (size_t i = 0; i < p.path_len; i++) {
        char c = p.path[i];
        if (c == '%' && i + 2 < p.path_len && is_hex(p.path[i + 1]) && is_hex(p.path[i + 2])) {
            c = (char)(hex_digit(p.path[i + 1]) << 4 | hex_digit(p.path[i + 2]));
            i += 2;
        }
        if (!c) {
            buf_free(&b);
            return err_set(err, ST_INVALID, "cannot open '%s': %%00 in a path", refused(url, said));
        }
        buf_append(&b, &c, 1);
    }
    return finish(&b, url, out, err);
}

void address_shown(const char *url, char *out, size_t cap)
{
    if (!strpbrk(url, "?@")) {
        snprintf(out, cap, "%s", url);
        return;
    }
    const char *host = strstr(url, "://");
    size_t start = strlen(url), user = host ? strcspn(host += 3, "/?#@") : 0;
    struct buf b;
    buf_init(&b, ADDRESS_MAX);
    if (host && host[user] == '@') {
        buf_append(&b, url, (size_t)(host - url));
        buf_puts(&b, "...");
        url = host + user;
    }
    if (host)
        start = strcspn(url, "?");
    buf_append(&b, url, start);
    for (const char *p = url + start; *p;) {
        size_t whole = 1 + strcspn(p + 1, "&"), name = 1 + strcspn(p + 1, "&=");
        buf_append(&b, p, name < whole ? name : 1); /* "?name=value"; without "=" all of it is the value */
        buf_puts(&b, name < whole ? "=..." : "...");
        p += whole;
    }
    snprintf(out, cap, "%s", b.data ? b.data : "");
    buf_free(&b);
}

void address_key(const char *url, char *out, size_t cap)
{
    const char *query = strchr(url, '?');
    uint64_t hash = 1469598103934665603u; /* FNV-1a */
    address_shown(url, out, cap);
    size_t n = strlen(out);
    for (const char *p = query; p && *p; p++)
        hash = (hash ^ (unsigned char)*p) * 1099511628211u;
    if (query && n < cap)
        snprintf(out + n, cap - n, "#%016" PRIx64, hash);
}
