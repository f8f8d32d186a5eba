#include "feeds/net/http.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#include "feeds/base/utf8.h"
#include "feeds/format/address.h"
#include "feeds/net/http_transfer.h"

#define TRANSFERS_A_HOST 8L /* few, but more than some hanging feeds may hold */
#define TRANSFERS_TOTAL 64L
#define UNREAD_MAX ((size_t)64 << 10) /* of an error page: less is read away, so that the connection can be kept */

struct http {
    CURLM *multi;
    struct transfer *first;
    int count; /* transfers in the list */
};

void http_result_free(struct http_result *r)
{
    buf_free(&r->body);
}

/* ---- callbacks ----------------------------------------------------------------------------- */

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    if (transfer_body_is_unread(t)) {
        t->unread += size * n;
        t->over_unread = t->unread > UNREAD_MAX;
        return t->over_unread ? 0 : size * n;
    }
    enum status st = buf_append(&t->result.body, data, size * n);
    t->over_ceiling = st == ST_LIMIT;
    return st == ST_OK ? size * n : 0;
}

static void trimmed(const char *from, size_t n, char *out, size_t cap)
{
    while (n && isspace((unsigned char)*from)) {
        from++;
        n--;
    }
    while (n && isspace((unsigned char)from[n - 1]))
        n--;
    text_clean(from, n, out, cap);
}

/* Seconds of a Retry-After header: a number, or a date. */
static int64_t retry_after(const char *text)
{
    char *end;
    long long s = strtoll(text, &end, 10); /* as large as may be where it is larger */
    if (end != text && *end == '\0')
        return s < 0 ? -1 : s;
    time_t at = curl_getdate(text, NULL);
    time_t now = time(NULL);
    return at == -1 ? -1 : at > now ? at - now : 0;
}

static void cache_control(const char *text, struct http_result *r)
{
    const char *age = strcasestr(text, "max-age=");
    if (strcasestr(text, "no-store") || strcasestr(text, "no-cache"))
        r->max_age_s = 0;
    else if (age)
        r->max_age_s = strtoll(age + 8, NULL, 10);
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    struct http_result *r = &t->result;
    size_t len = size * n;
    char line[1024];
    if (len > 5 && strncasecmp(data, "HTTP/", 5) == 0) { /* a new answer: what the last one said is void */
        r->etag[0] = r->last_modified[0] = t->reason[0] = '\0';
        r->max_age_s = r->retry_after_s = -1;
        const char *space = memchr(data, ' ', len);
        size_t left = space ? (size_t)(data + len - space) : 0;
        t->status = left > 4 ? (int)strtol(space, NULL, 10) : 0;
        if (left > 5)
            trimmed(space + 4, left - 4, t->reason, sizeof t->reason);
        return len;
    }
    const char *colon = memchr(data, ':', len);
    if (!colon)
        return len;
    trimmed(colon + 1, (size_t)(data + len - colon) - 1, line, sizeof line);
    size_t name = (size_t)(colon - data);
    if (name == 4 && strncasecmp(data, "etag", 4) == 0 && strlen(line) < sizeof r->etag)
        snprintf(r->etag, sizeof r->etag, "%s", line);
    else if (name == 13 && strncasecmp(data, "last-modified", 13) == 0 &&
             strlen(line) < sizeof r->last_modified)
        snprintf(r->last_modified, sizeof r->last_modified, "%s", line);
    else if (name == 11 && strncasecmp(data, "retry-after", 11) == 0)
        r->retry_after_s = retry_after(line);
    else if (name == 13 && strncasecmp(data, "cache-control", 13) == 0)
        cache_control(line, r);
    return len;
}

/* ---- starting ------------------------------------------------------------------------------ */

static void host_of(const char *url, char *out, size_t cap)
{
    const char *p = strstr(url, "://");
    p = p ? p + 3 : url;
    size_t n = strcspn(p, "/?#");
    const char *at = memchr(p, '@', n);
    if (at) {
        n -= (size_t)(at + 1 - p);
        p = at + 1;
    }
    snprintf(out, cap, "%.*s", (int)n, p);
}

static bool is_scheme(const char *url, const char *scheme)
{
    size_t n = strlen(scheme);
    return strncasecmp(url, scheme, n) == 0 && url[n] == ':';
}

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

static enum status header_value(const struct header_spec *h, char *out, size_t cap,
                                struct err *err)
{
    if (!h->file)
        return expand(h->value, out, cap, h->name, err);
    FILE *f = fopen(h->file, "re");
    if (!f)
        return err_set(err, ST_IO, "cannot read the header %s from %s: %s", h->name, h->file,
                       strerror(errno));
    out[0] = '\0';
    if (!fgets(out, (int)cap, f))
        out[0] = '\0';
    fclose(f);
    out[strcspn(out, "\r\n")] = '\0';
    return ST_OK;
}

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
    char line[8192];
    /* A line break would begin another header. */
    if (strpbrk(value, "\r\n") || snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
        return false;
    struct curl_slist *more = curl_slist_append(*list, line);
    if (!more)
        return false;
    *list = more;
    return true;
}

static bool add_condition(struct transfer *t, const char *name, const char *value)
{
    return !value || !*value ||
           (add_header(&t->conditions, name, value) && add_header(&t->headers, name, value));
}

static enum status add_headers(struct transfer *t, const struct http_request *req, struct err *err)
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
        if (!add_header(&t->headers, h->name, value))
            return err_set(err, ST_USAGE, "the header %s cannot be sent", h->name);
    }
    return ST_OK;
}

static void set_options(struct transfer *t, const struct http_request *req)
{
    CURL *e = t->easy;
    curl_easy_setopt(e, CURLOPT_URL, t->url);
    curl_easy_setopt(e, CURLOPT_PRIVATE, t);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "file,http,https");
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L); /* by hand: see redirect() */
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(e, CURLOPT_USERAGENT, "pillars/" PILLARS_VERSION " (indicator dashboard)");
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)req->timeout_ms);
    curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)req->body_ceiling);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->error);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, t->headers);
    /* libcurl does not read these itself; the curl tool does, and people expect it. */
    const char *bundle = getenv("CURL_CA_BUNDLE"), *file = getenv("SSL_CERT_FILE");
    const char *ca = req->spec && req->spec->ca ? req->spec->ca : bundle && *bundle ? bundle : file;
    if (ca && *ca)
        curl_easy_setopt(e, CURLOPT_CAINFO, ca);
    if (req->spec && req->spec->cert)
        curl_easy_setopt(e, CURLOPT_SSLCERT, req->spec->cert);
    if (req->spec && req->spec->key)
        curl_easy_setopt(e, CURLOPT_SSLKEY, req->spec->key);
}

static void unlink_transfer(struct http *h, struct transfer *t)
{
    if (t->previous)
        t->previous->next = t->next;
    else
        h->first = t->next;
    if (t->next)
        t->next->previous = t->previous;
    h->count--;
}

static void transfer_free(struct transfer *t)
{
    if (t->easy)
        curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->headers);
    curl_slist_free_all(t->conditions);
    buf_free(&t->result.body);
    free(t->url);
    free(t);
}

enum status http_open(struct http **out, struct err *err)
{
    *out = NULL;
    struct http *h = calloc(1, sizeof *h);
    if (!h || !(h->multi = curl_multi_init())) {
        free(h);
        return err_set(err, ST_NO_MEMORY, "cannot start libcurl");
    }
    curl_multi_setopt(h->multi, CURLMOPT_MAX_HOST_CONNECTIONS, TRANSFERS_A_HOST);
    curl_multi_setopt(h->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, TRANSFERS_TOTAL);
    *out = h;
    return ST_OK;
}

void http_close(struct http *h)
{
    if (!h)
        return;
    while (h->first) {
        struct transfer *t = h->first;
        curl_multi_remove_handle(h->multi, t->easy);
        unlink_transfer(h, t);
        transfer_free(t);
    }
    curl_multi_cleanup(h->multi);
    free(h);
}

bool http_room(const struct http *h, const char *url)
{
    char host[256];
    int same = 0;
    if (h->count >= TRANSFERS_TOTAL)
        return false;
    if (is_scheme(url, "file"))
        return true;
    host_of(url, host, sizeof host);
    for (const struct transfer *t = h->first; t; t = t->next)
        same += strcasecmp(t->host, host) == 0;
    return same < TRANSFERS_A_HOST;
}

/* A pipe or a device could hold the thread for ever; a folder is no document. */
static enum status check_file(const char *url, struct err *err)
{
    char *path;
    struct stat s;
    enum status st = address_to_path(url, &path, err);
    if (st == ST_OK && stat(path, &s) == 0 && !S_ISREG(s.st_mode))
        st = err_set(err, ST_IO, "cannot read %s: it is %s, not a file", path,
                     S_ISDIR(s.st_mode) ? "a folder" : "a pipe or a device");
    free(path);
    return st;
}

enum status http_start(struct http *h, const struct http_request *req, struct err *err)
{
    enum status st = is_scheme(req->url, "file") ? check_file(req->url, err) : ST_OK;
    if (st != ST_OK)
        return st;
    struct transfer *t = calloc(1, sizeof *t);
    if (!t)
        return err_set(err, ST_NO_MEMORY, "out of memory");
    t->result = (struct http_result){.tag = req->tag, .max_age_s = -1, .retry_after_s = -1,
                                     .latency_ms = -1};
    buf_init(&t->result.body, req->body_ceiling);
    t->timeout_ms = req->timeout_ms;
    t->started = clock_mono();
    t->url = strdup(req->url);
    t->easy = curl_easy_init();
    st = t->url && t->easy ? add_headers(t, req, err) : err_set(err, ST_NO_MEMORY, "out of memory");
    if (st != ST_OK) {
        transfer_free(t);
        return st;
    }
    host_of(t->url, t->host, sizeof t->host);
    set_options(t, req);
    t->next = h->first;
    if (h->first)
        h->first->previous = t;
    h->first = t;
    h->count++;
    if (curl_multi_add_handle(h->multi, t->easy) != CURLM_OK) {
        unlink_transfer(h, t);
        transfer_free(t);
        return err_set(err, ST_NETWORK, "cannot start the request");
    }
    return ST_OK;
}

void http_wait(struct http *h, int64_t timeout_ms, int extra_fd, bool *extra)
{
    struct curl_waitfd fd = {.fd = extra_fd, .events = CURL_WAIT_POLLIN};
    int active = 0, wait = timeout_ms < 0 || timeout_ms > 3600000 ? 3600000 : (int)timeout_ms;
    curl_multi_perform(h->multi, &active);
    if (active < h->count) /* one has ended already: a local file, a refused connection */
        wait = 0;
    curl_multi_poll(h->multi, extra_fd >= 0 ? &fd : NULL, extra_fd >= 0, wait, NULL);
    *extra = extra_fd >= 0 && (fd.revents & CURL_WAIT_POLLIN);
    curl_multi_perform(h->multi, &active);
}

void http_wake(struct http *h)
{
    curl_multi_wakeup(h->multi);
}

/* ---- ending -------------------------------------------------------------------------------- */

/* Follows a redirect by our own rules; true when the transfer goes on. */
static bool redirect(struct http *h, struct transfer *t)
{
    char *to = NULL, host[256];
    curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &to);
    if (!to || t->result.status < 300 || t->result.status > 399 || t->result.status == 304)
        return false;
    if (t->redirects >= HTTP_REDIRECTS) {
        snprintf(t->result.error, sizeof t->result.error, "redirected more than %d times",
                 HTTP_REDIRECTS);
        return false;
    }
    bool web = is_scheme(to, "http") || is_scheme(to, "https");
    if (!web || (is_scheme(t->url, "https") && !is_scheme(to, "https"))) {
        snprintf(t->result.error, sizeof t->result.error,
                 "redirected %sto %s, which is not followed",
                 is_scheme(t->url, "https") ? "from https " : "",
                 is_scheme(to, "http") ? "http" : "another scheme");
        return false;
    }
    char *url = strdup(to);
    if (!url)
        return false;
    free(t->url);
    t->url = url;
    t->redirects++;
    host_of(url, host, sizeof host);
    /* What may be a secret, or says who we are, goes to the host that the plan names and to no other. */
    bool elsewhere = strcasecmp(host, t->host) != 0;
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, elsewhere ? t->conditions : t->headers);
    if (elsewhere) {
        curl_easy_setopt(t->easy, CURLOPT_SSLCERT, NULL);
        curl_easy_setopt(t->easy, CURLOPT_SSLKEY, NULL);
    }
    t->unread = 0;
    t->over_unread = false;
    t->status = 0;
    int64_t left = t->timeout_ms - (clock_mono().ms - t->started.ms);
    curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, left > 1 ? (long)left : 1L);
    curl_easy_setopt(t->easy, CURLOPT_URL, t->url);
    return curl_multi_add_handle(h->multi, t->easy) == CURLM_OK;
}

bool http_done(struct http *h, struct http_result *out)
{
    int left;
    CURLMsg *msg;
    while ((msg = curl_multi_info_read(h->multi, &left))) {
        if (msg->msg != CURLMSG_DONE)
            continue;
        struct transfer *t = NULL;
        long status = 0;
        CURLcode code = msg->data.result;
        curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        curl_easy_getinfo(msg->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        curl_multi_remove_handle(h->multi, t->easy);
        t->result.status = (int)status;
        if ((code == CURLE_OK || t->over_unread) && redirect(h, t))
            continue;
        t->result.latency_ms = clock_mono().ms - t->started.ms;
        transfer_judge(t, code);
        *out = t->result;
        t->result.body = (struct buf){0};
        unlink_transfer(h, t);
        transfer_free(t);
        return true;
    }
    return false;
}
