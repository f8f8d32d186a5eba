/* What is sent with a request, and what the headers of its answer say. */
#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "feeds/base/utf8.h"
#include "feeds/net/http_curl.h"
#include "feeds/net/http_transfer.h"

#define EXPECTED_MAX (1 << 20) /* room is not made for more than this because a server says so */

/* ---- of a request -------------------------------------------------------------------------- */

/* Puts ${NAME} from the environment into a header's value. */
static enum status expand(const char *value, char *out, size_t cap, const char *name,
                          struct err *err)
{
    size_t n = 0;
    for (const char *p = value; *p;) {
        const char *end = strncmp(p, "${", 2) == 0 ? strchr(p, '}') : NULL;
        if (!end) {
            if (n + 1 >= cap)
                return err_set(err, ST_LIMIT, "the header %s is too long", name);
            out[n++] = *p++;
            continue;
        }
        char variable[128];
        snprintf(variable, sizeof variable, "%.*s", (int)(end - p - 2), p + 2);
        const char *set = getenv(variable);
        if (!set)
            return err_set(err, ST_USAGE, "the header %s needs the environment variable %s", name,
                           variable);
        size_t len = strlen(set);
        if (n + len >= cap)
            return err_set(err, ST_LIMIT, "the header %s is too long", name);
        memcpy(out + n, set, len);
        n += len;
        p = end + 1;
    }
    out[n] = '\0';
    return ST_OK;
}

/* The first line of a file. One that is no file (a pipe) would hold the thread. */
static enum status first_line(const struct header_spec *h, char *out, size_t cap, struct err *err)
{
    struct stat s;
    int fd = open(h->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_set(err, ST_IO, "cannot read the header %s from %s: %s", h->name, h->file,
                       strerror(errno));
    ssize_t n = fstat(fd, &s) == 0 && S_ISREG(s.st_mode) ? read(fd, out, cap - 1) : -1;
    close(fd);
    if (n < 0)
        return err_set(err, ST_IO, "cannot read the header %s from %s: it is not a file", h->name, h->file);
    out[n] = '\0';
    size_t line = strcspn(out, "\r\n");
    if (line == cap - 1)
        return err_set(err, ST_LIMIT, "the header %s is too long", h->name);
    out[line] = '\0';
    return ST_OK;
}

static enum status header_value(const struct header_spec *h, char *out, size_t cap,
                                struct err *err)
{
    enum status st = h->file ? first_line(h, out, cap, err) : expand(h->value, out, cap, h->name, err);
    if (st != ST_OK)
        return st;
    if (!out[strspn(out, " \t")]) /* libcurl would leave it out, and the server say something else */
        return err_set(err, ST_USAGE, "the header %s is empty", h->name);
    for (const char *p = out; *p; p++) /* a line break would begin another header */
        if (((unsigned char)*p < ' ' && *p != '\t') || *p == 127)
            return err_set(err, ST_USAGE, "the header %s holds a line break or a control character", h->name);
    return ST_OK;
}

static bool add_header(const struct curl_library *curl, struct curl_slist **list, const char *name, const char *value)
{
    char line[8192];
    if (snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
        return false;
    struct curl_slist *more = curl->slist_append(*list, line);
    if (!more)
        return false;
    *list = more;
    return true;
}

static bool add_condition(struct transfer *t, const char *name, const char *value)
{
    return !value || !*value ||
           (add_header(t->curl, &t->conditions, name, value) && add_header(t->curl, &t->headers, name, value));
}

enum status transfer_add_headers(struct transfer *t, const struct http_request *req, struct err *err)
{
    char value[4096];
    if (!add_condition(t, "If-None-Match", req->etag) ||
        !add_condition(t, "If-Modified-Since", req->last_modified))
        return err_set(err, ST_NO_MEMORY, "out of memory");
    for (size_t i = 0; req->spec && i < req->spec->header_count; i++) {
        const struct header_spec *h = &req->spec->headers[i];
        if (!req->may_use_environment && (h->file || strstr(h->value, "${")))
            return err_set(err, ST_USAGE, "the header %s names a secret; only a local plan may", h->name);
        enum status st = header_value(h, value, sizeof value, err);
        if (st != ST_OK)
            return st;
        if (!add_header(t->curl, &t->headers, h->name, value))
            return err_set(err, ST_NO_MEMORY, "out of memory");
    }
    return ST_OK;
}

/* ---- of an answer -------------------------------------------------------------------------- */

/* Without blanks around it, clean. False if cleaning changed it: what is to be sent back must be what came. */
static bool trimmed(const char *from, size_t n, char *out, size_t cap)
{
    while (n && isspace((unsigned char)*from)) {
        from++;
        n--;
    }
    while (n && isspace((unsigned char)from[n - 1]))
        n--;
    size_t kept = text_clean(from, n, out, cap);
    return kept == n && memcmp(from, out, n) == 0;
}

/* A whole number, as large as may be where it is larger; -1 for anything else. */
static int64_t whole_number(const char *text)
{
    char *end;
    long long s = isdigit((unsigned char)*text) ? strtoll(text, &end, 10) : -1;
    return s >= 0 && *end == '\0' ? s : -1;
}

static void cache_control(const char *text, struct http_result *r)
{
    const char *age = strcasestr(text, "max-age=");
    if (strcasestr(text, "no-store") || strcasestr(text, "no-cache"))
        r->max_age_s = 0;
    else if (age)
        r->max_age_s = strtoll(age + 8, NULL, 10);
}

static void new_answer(struct transfer *t, const char *data, size_t len)
{
    struct http_result *r = &t->result;
    r->etag[0] = r->last_modified[0] = t->reason[0] = '\0';
    r->max_age_s = r->retry_after_s = -1;
    t->date[0] = '\0';
    t->retry_at_s = t->age_s = 0;
    t->expected = 0;
    const char *space = memchr(data, ' ', len);
    size_t left = space ? (size_t)(data + len - space) : 0;
    t->status = left > 4 ? (int)strtol(space, NULL, 10) : 0;
    if (left > 5)
        trimmed(space + 4, left - 4, t->reason, sizeof t->reason);
}

/* The headers that are read; most lines of an answer are none of them. */
enum header { ETAG, LAST_MODIFIED, RETRY_AFTER, CACHE_CONTROL, DATE, CONTENT_LENGTH, AGE, OTHER };

static enum header header_of(const char *name, size_t n)
{
    static const char *const names[OTHER] = {[ETAG] = "ETag", [LAST_MODIFIED] = "Last-Modified", [RETRY_AFTER] = "Retry-After",
                                             [CACHE_CONTROL] = "Cache-Control", [DATE] = "Date",
                                             [CONTENT_LENGTH] = "Content-Length", [AGE] = "Age"};
    enum header h = ETAG;
    while (h < OTHER && (strlen(names[h]) != n || strncasecmp(name, names[h], n) != 0))
        h++;
    return h;
}

size_t transfer_on_header(char *data, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    struct http_result *r = &t->result;
    size_t len = size * n;
    if (len > 5 && strncasecmp(data, "HTTP/", 5) == 0) { /* what the answer before said is void */
        new_answer(t, data, len);
        return len;
    }
    const char *colon = memchr(data, ':', len);
    enum header h = colon ? header_of(data, (size_t)(colon - data)) : OTHER;
    if (h == OTHER)
        return len;
    char line[1024];
    bool same = trimmed(colon + 1, (size_t)(data + len - colon) - 1, line, sizeof line);
    int64_t number;
    switch (h) {
    case ETAG:
        if (same && strlen(line) < sizeof r->etag)
            snprintf(r->etag, sizeof r->etag, "%s", line);
        break;
    case LAST_MODIFIED:
        if (same && strlen(line) < sizeof r->last_modified)
            snprintf(r->last_modified, sizeof r->last_modified, "%s", line);
        break;
    case RETRY_AFTER:
        r->retry_after_s = whole_number(line);
        t->retry_at_s = r->retry_after_s < 0 ? t->curl->getdate(line, NULL) : 0;
        break;
    case CACHE_CONTROL:
        cache_control(line, r);
        break;
    case DATE:
        snprintf(t->date, sizeof t->date, "%s", line);
        break;
    case CONTENT_LENGTH:
        number = whole_number(line);
        t->expected = number > 0 && number < EXPECTED_MAX ? (size_t)number : 0;
        break;
    case AGE:
        t->age_s = whole_number(line);
        break;
    case OTHER:
        break;
    }
    return len;
}

void transfer_end_headers(struct transfer *t)
{
    struct http_result *r = &t->result;
    if (t->retry_at_s > 0) { /* by the server's own clock, where it tells: ours may be wrong */
        int64_t date_s = *t->date ? t->curl->getdate(t->date, NULL) : 0;
        int64_t now_s = date_s > 0 ? date_s : time(NULL);
        r->retry_after_s = t->retry_at_s > now_s ? t->retry_at_s - now_s : 0;
    }
    if (r->max_age_s > 0 && t->age_s > 0) /* it has been in a cache for that long (RFC 9111 4.2) */
        r->max_age_s = r->max_age_s > t->age_s ? r->max_age_s - t->age_s : 0;
    if (r->status != 429 && r->status != 503)
        r->retry_after_s = -1;
}
