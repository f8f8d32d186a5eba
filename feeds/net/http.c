#include "feeds/net/http.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "feeds/base/clock.h"
#include "feeds/base/utf8.h"
#include "feeds/format/address.h"

#define CONNECTIONS_A_HOST 8L /* few, but more than some hanging feeds may hold */
#define CONNECTIONS_TOTAL 32L
#define CONNECT_MS 10000L

struct transfer {
    struct transfer *next, *previous;
    CURL *easy;
    struct curl_slist *headers;
    struct http_result result;
    char error[CURL_ERROR_SIZE];
    char reason[96]; /* of the status line */
    char *url;       /* the present one, after redirects */
    char host[256];  /* of the first one: headers of ours go there only */
    bool over_ceiling;
    int redirects;
    int64_t timeout_ms;
    mono_ms started;
};

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
    errno = 0;
    long long s = strtoll(text, &end, 10);
    if (end != text && *end == '\0' && errno == 0)
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
        if (space && (size_t)(data + len - space) > 5)
            trimmed(space + 4, (size_t)(data + len - space) - 4, t->reason, sizeof t->reason);
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

static bool add_header(struct transfer *t, const char *name, const char *value)
{
    char line[8192];
    /* A line break would begin another header. */
    if (strpbrk(value, "\r\n") || snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
        return false;
    struct curl_slist *more = curl_slist_append(t->headers, line);
    if (!more)
        return false;
    t->headers = more;
    return true;
}

static enum status add_headers(struct transfer *t, const struct http_request *req, struct err *err)
{
    char value[4096];
    if (req->etag && *req->etag && !add_header(t, "If-None-Match", req->etag))
        return err_set(err, ST_NO_MEMORY, "out of memory");
    if (req->last_modified && *req->last_modified &&
        !add_header(t, "If-Modified-Since", req->last_modified))
        return err_set(err, ST_NO_MEMORY, "out of memory");
    for (size_t i = 0; req->spec && i < req->spec->header_count; i++) {
        const struct header_spec *h = &req->spec->headers[i];
        if (!req->may_use_environment && (h->file || strstr(h->value, "${")))
            return err_set(err, ST_USAGE, "the header %s names a secret; only a local plan may", h->name);
        enum status st = header_value(h, value, sizeof value, err);
        if (st != ST_OK)
            return st;
        if (!add_header(t, h->name, value))
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
    curl_multi_setopt(h->multi, CURLMOPT_MAX_HOST_CONNECTIONS, CONNECTIONS_A_HOST);
    curl_multi_setopt(h->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, CONNECTIONS_TOTAL);
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

enum status http_start(struct http *h, const struct http_request *req, struct err *err)
{
    enum status st;
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
                 "redirected from https to %s, which is not followed",
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
    /* Headers of ours may be secrets: they go to the host that the plan names, and to no other. */
    if (strcasecmp(host, t->host) != 0)
        curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, NULL);
    buf_clear(&t->result.body);
    int64_t left = t->timeout_ms - (clock_mono().ms - t->started.ms);
    curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, left > 1 ? (long)left : 1L);
    curl_easy_setopt(t->easy, CURLOPT_URL, t->url);
    return curl_multi_add_handle(h->multi, t->easy) == CURLM_OK;
}

/* What went wrong, in words that a reader of the Feeds view understands. */
static void explain_failure(struct transfer *t, CURLcode code)
{
    struct http_result *r = &t->result;
    const char *said = *t->error ? t->error : curl_easy_strerror(code);
    curl_off_t want = -1;
    char *path;
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        if (strstr(said, "onnect") && !r->status)
            snprintf(r->error, sizeof r->error, "%s did not let us connect within %lld s", t->host,
                     (long long)((t->timeout_ms < CONNECT_MS ? t->timeout_ms : CONNECT_MS) + 999) / 1000);
        else
            snprintf(r->error, sizeof r->error, "no complete answer within %lld s (%zu bytes came)",
                     (long long)(t->timeout_ms + 999) / 1000, r->body.len);
        return;
    case CURLE_PARTIAL_FILE:
        curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &want);
        snprintf(r->error, sizeof r->error,
                 "the answer stopped before its end (%zu of %lld bytes came)", r->body.len,
                 (long long)want);
        return;
    case CURLE_FILESIZE_EXCEEDED:
        t->over_ceiling = true;
        break;
    case CURLE_FILE_COULDNT_READ_FILE:
        if (address_to_path(t->url, &path, NULL) == ST_OK)
            snprintf(r->error, sizeof r->error, "cannot open %s", path);
        free(path);
        return;
    case CURLE_GOT_NOTHING:
        snprintf(r->error, sizeof r->error, "the server closed the connection without an answer");
        return;
    default:
        break;
    }
    if (t->over_ceiling)
        snprintf(r->error, sizeof r->error, "the answer is larger than %zu MiB",
                 r->body.ceiling >> 20);
    else
        snprintf(r->error, sizeof r->error, "%s", said);
}

static const char *status_word(int status)
{
    static const struct {
        int status;
        const char *word;
    } words[] = {{400, "Bad Request"},   {401, "Unauthorized"},          {403, "Forbidden"},
                 {404, "Not Found"},     {407, "Proxy Authentication Required"}, {410, "Gone"},
                 {429, "Too Many Requests"}, {500, "Internal Server Error"}, {502, "Bad Gateway"},
                 {503, "Service Unavailable"}, {504, "Gateway Timeout"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].status == status)
            return words[i].word;
    return "";
}

static void finish(struct transfer *t, CURLcode code)
{
    struct http_result *r = &t->result;
    bool local = is_scheme(t->url, "file");
    r->latency_ms = clock_mono().ms - t->started.ms;
    if (r->error[0]) {
        r->good = false;
    } else if (code != CURLE_OK) {
        explain_failure(t, code);
    } else if (local || (r->status >= 200 && r->status < 300)) {
        r->good = true;
    } else if (r->status == 304) {
        r->good = r->not_modified = true;
    } else {
        const char *word = *t->reason ? t->reason : status_word(r->status);
        snprintf(r->error, sizeof r->error, "HTTP %d%s%s", r->status, *word ? " " : "", word);
    }
    char clean[sizeof r->error];
    text_clean(r->error, strlen(r->error), clean, sizeof clean);
    memcpy(r->error, clean, sizeof clean);
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
        if (code == CURLE_OK && redirect(h, t))
            continue;
        finish(t, code);
        *out = t->result;
        t->result.body = (struct buf){0};
        unlink_transfer(h, t);
        transfer_free(t);
        return true;
    }
    return false;
}
