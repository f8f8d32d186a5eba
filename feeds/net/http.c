#include "feeds/net/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feeds/format/address.h"
#include "feeds/net/http_curl.h"
#include "feeds/net/http_transfer.h"

#define TRANSFERS_A_HOST 8L /* few, but more than some hanging feeds may hold */
#define TRANSFERS_TOTAL 64L
#define HEAD_START_MS 1000 /* of a host's first request over TLS: its connection may carry the others, too (HTTP/2) */
#define REFUSALS_MAX 32
#define REFUSED_MS 60000 /* a host to which one could not be connected: the others have no first to wait for, so long */
#define NETRC_AGAIN_MS 5000 /* or when nothing is under way */
#define IDLE_MAX 16
#define UNREAD_MAX ((size_t)64 << 10) /* of an error page: less is read away, so that the connection can be kept */

struct refusal {
    char host[256];
    int64_t until_ms; /* monotonic */
};

struct http {
    int wake_fd;               /* eventfd */
    struct curl_library curl;  /* with the first address of the web */
    CURLM *multi;              /* NULL: none was asked for yet */
    const char *ca;            /* the environment's certificate authorities; NULL: libcurl's */
    struct transfer *first;    /* under way through curl */
    int count;                 /* of them */
    int read_count;
    bool netrc;                /* there is one, as last looked for */
    int64_t netrc_ms;          /* monotonic: when that was */
    int64_t room_ms;           /* monotonic: when a host that was found without room has some in any case; INT64_MAX: unknown */
    struct refusal refusals[REFUSALS_MAX]; /* the newest; over TLS */
    int refusal_count;         /* ever */
    CURL *idle[IDLE_MAX];      /* handles for the next transfers */
    int idle_count;
    struct transfer *read;     /* local files that were read, in their order, to be handed out by http_done() */
    struct transfer *last_read;
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
    if (!t->result.body.len)
        buf_expect(&t->result.body, t->expected);
    enum status st = buf_append(&t->result.body, data, size * n);
    t->over_ceiling = st == ST_LIMIT;
    return st == ST_OK ? size * n : 0;
}

/* The connection is there, and it is known what it speaks. */
static int on_connected(void *arg, char *theirs, char *ours, int their_port, int our_port)
{
    (void)theirs, (void)ours, (void)their_port, (void)our_port;
    struct transfer *t = arg;
    t->connected = true;
    return CURL_PREREQFUNC_OK;
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
    n = n < cap ? n : cap - 1;
    memcpy(out, p, n);
    out[n] = '\0';
}

static bool is_scheme(const char *url, const char *scheme)
{
    size_t n = strlen(scheme);
    return strncasecmp(url, scheme, n) == 0 && url[n] == ':';
}

/* Files that a plan names for TLS: libcurl's words for one that is missing help nobody. */
static enum status check_files(const struct feed_spec *spec, struct err *err)
{
    const struct {
        const char *what, *path;
    } files[] = {{"certificate authority", spec ? spec->ca : NULL},
                 {"client's certificate", spec ? spec->cert : NULL},
                 {"client's key", spec ? spec->key : NULL}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].path && access(files[i].path, R_OK) != 0)
            return err_set(err, ST_IO, "cannot read the %s %s: %s", files[i].what, files[i].path, strerror(errno));
    return ST_OK;
}

/* libcurl looks for it with every request, which of a burst is a twentieth of the work. Without HOME it asks the user
 * database for the folder, and finds what we do not look for. */
static bool has_netrc(void)
{
    char path[4096];
    const char *home = getenv("HOME");
    return !home || !*home || snprintf(path, sizeof path, "%s/.netrc", home) >= (int)sizeof path || access(path, F_OK) == 0;
}

static void set_options(const struct http *h, struct transfer *t, const struct http_request *req)
{
    const struct curl_library *curl = t->curl;
    CURL *e = t->easy;
    curl->easy_setopt(e, CURLOPT_URL, t->url);
    curl->easy_setopt(e, CURLOPT_PRIVATE, t);
    curl->easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
    curl->easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl->easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L); /* by hand: see redirect() */
    curl->easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
    curl->easy_setopt(e, CURLOPT_USERAGENT, "pillars/" PILLARS_VERSION " (indicator dashboard)");
    curl->easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl->easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)req->timeout_ms);
    curl->easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)req->body_ceiling);
    curl->easy_setopt(e, CURLOPT_ERRORBUFFER, t->error);
    curl->easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl->easy_setopt(e, CURLOPT_WRITEDATA, t);
    curl->easy_setopt(e, CURLOPT_PREREQFUNCTION, on_connected);
    curl->easy_setopt(e, CURLOPT_PREREQDATA, t);
    curl->easy_setopt(e, CURLOPT_HEADERFUNCTION, transfer_on_header);
    curl->easy_setopt(e, CURLOPT_HEADERDATA, t);
    curl->easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl->easy_setopt(e, CURLOPT_HTTPHEADER, t->headers);
    const char *ca = req->spec && req->spec->ca ? req->spec->ca : h->ca;
    if (ca)
        curl->easy_setopt(e, CURLOPT_CAINFO, ca);
    if (req->spec && req->spec->cert)
        curl->easy_setopt(e, CURLOPT_SSLCERT, req->spec->cert);
    if (req->spec && req->spec->key)
        curl->easy_setopt(e, CURLOPT_SSLKEY, req->spec->key);
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

static void transfer_free(struct http *h, struct transfer *t)
{
    if (t->easy && h->idle_count < IDLE_MAX) { /* connections are the multi handle's: nothing of the old request stays */
        t->curl->easy_reset(t->easy);
        h->idle[h->idle_count++] = t->easy;
    } else if (t->easy) {
        t->curl->easy_cleanup(t->easy);
    }
    if (t->curl) {
        t->curl->slist_free_all(t->headers);
        t->curl->slist_free_all(t->conditions);
    }
    buf_free(&t->result.body);
    free(t->url);
    free(t);
}

enum status http_open(struct http **out, struct err *err)
{
    *out = NULL;
    struct http *h = calloc(1, sizeof *h);
    if (!h)
        return err_set(err, ST_NO_MEMORY, "cannot fetch: out of memory");
    h->room_ms = INT64_MAX;
    h->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (h->wake_fd < 0) {
        free(h);
        return err_set(err, ST_IO, "cannot fetch: eventfd: %s", strerror(errno));
    }
    *out = h;
    return ST_OK;
}

static enum status open_curl(struct http *h, struct err *err)
{
    enum status st = curl_library_open(&h->curl, err);
    if (st != ST_OK)
        return st;
    h->multi = h->curl.multi_init();
    if (!h->multi)
        return err_set(err, ST_NO_MEMORY, "cannot start libcurl");
    /* libcurl does not read these itself; the curl tool does, and people expect it. */
    const char *bundle = getenv("CURL_CA_BUNDLE"), *file = getenv("SSL_CERT_FILE");
    h->ca = bundle && *bundle ? bundle : file && *file ? file : NULL;
    h->curl.multi_setopt(h->multi, CURLMOPT_MAX_HOST_CONNECTIONS, TRANSFERS_A_HOST);
    h->curl.multi_setopt(h->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, TRANSFERS_TOTAL);
    h->curl.multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, TRANSFERS_TOTAL); /* else four for each request under way just now */
    return ST_OK;
}

void http_close(struct http *h)
{
    if (!h)
        return;
    while (h->first) {
        struct transfer *t = h->first;
        h->curl.multi_remove_handle(h->multi, t->easy);
        unlink_transfer(h, t);
        transfer_free(h, t);
    }
    for (struct transfer *t; (t = h->read); transfer_free(h, t))
        h->read = t->next;
    while (h->idle_count)
        h->curl.easy_cleanup(h->idle[--h->idle_count]);
    if (h->multi)
        h->curl.multi_cleanup(h->multi);
    close(h->wake_fd);
    free(h);
}

int http_under_way(const struct http *h)
{
    return h->count + h->read_count;
}

bool http_full(const struct http *h)
{
    return h->count >= TRANSFERS_TOTAL;
}

static bool has_refused(const struct http *h, const char *host)
{
    int64_t now_ms = clock_mono().ms;
    for (int i = 0; i < REFUSALS_MAX; i++)
        if (h->refusals[i].until_ms > now_ms && strcasecmp(h->refusals[i].host, host) == 0)
            return true;
    return false;
}

/* Of a request that has ended. */
static void note_refusal(struct http *h, const struct transfer *t)
{
    if (t->connected || !is_scheme(t->url, "https") || has_refused(h, t->host))
        return;
    struct refusal *r = &h->refusals[h->refusal_count++ % REFUSALS_MAX];
    memcpy(r->host, t->host, sizeof r->host);
    r->until_ms = clock_mono().ms + REFUSED_MS;
}

/* Eight connections at once would be eight handshakes, and over HTTP/2 seven of them for nothing. CURLOPT_PIPEWAIT waits for a
 * host that hangs as long as that does. */
static bool waits_for_first(struct http *h, const char *host, int64_t first_ms)
{
    int64_t until_ms = first_ms + HEAD_START_MS;
    if (clock_mono().ms >= until_ms || has_refused(h, host))
        return false;
    h->room_ms = until_ms < h->room_ms ? until_ms : h->room_ms;
    return true;
}

bool http_room(struct http *h, const char *url)
{
    char host[256];
    int same = 0;
    bool connected = false;
    int64_t first_ms = 0;
    if (is_scheme(url, "file"))
        return true;
    if (http_full(h))
        return false;
    host_of(url, host, sizeof host);
    for (const struct transfer *t = h->first; t; t = t->next)
        if (strcasecmp(t->host, host) == 0) {
            same++;
            connected |= t->connected;
            first_ms = t->started.ms; /* the list begins with the youngest */
        }
    if (same && !connected && is_scheme(url, "https") && waits_for_first(h, host, first_ms))
        return false;
    return same < TRANSFERS_A_HOST;
}

/* A local file is read at once. A pipe or a device could hold the thread for ever; a folder is no document. */
static void read_file(struct http *h, struct transfer *t)
{
    struct http_result *r = &t->result;
    char *path;
    struct stat s;
    struct err err;
    enum status st = address_to_path(t->url, &path, &err);
    if (st == ST_OK && stat(path, &s) == 0 && !S_ISREG(s.st_mode))
        st = err_set(&err, ST_IO, "cannot read %s: it is %s, not a file", path,
                     S_ISDIR(s.st_mode) ? "a folder" : "a pipe or a device");
    else if (st == ST_OK)
        st = buf_read_file(&r->body, path, &err);
    r->good = st == ST_OK;
    if (st != ST_OK)
        snprintf(r->error, sizeof r->error, "%s", err.text);
    r->latency_ms = clock_mono().ms - t->started.ms;
    free(path);
    if (h->read)
        h->last_read->next = t;
    else
        h->read = t;
    h->last_read = t;
    h->read_count++;
}

void http_prepare(struct http *h, const char *url)
{
    struct err err; /* who starts a request will hear of it */
    if (!h->multi && !is_scheme(url, "file"))
        open_curl(h, &err);
}

/* Hands a transfer to curl. */
static enum status start_web(struct http *h, struct transfer *t, const struct http_request *req, struct err *err)
{
    enum status st = h->multi ? ST_OK : open_curl(h, err);
    if (st != ST_OK)
        return st;
    t->curl = &h->curl;
    t->easy = h->idle_count ? h->idle[--h->idle_count] : h->curl.easy_init();
    if (!t->easy)
        return err_set(err, ST_NO_MEMORY, "out of memory");
    st = transfer_add_headers(t, req, err);
    if (st == ST_OK)
        st = check_files(req->spec, err);
    if (st != ST_OK)
        return st;
    host_of(t->url, t->host, sizeof t->host);
    memcpy(t->here, t->host, sizeof t->here);
    set_options(h, t, req);
    if (!h->count || t->started.ms >= h->netrc_ms + NETRC_AGAIN_MS) {
        h->netrc = has_netrc();
        h->netrc_ms = t->started.ms;
    }
    if (h->netrc)
        h->curl.easy_setopt(t->easy, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
    if (h->curl.multi_add_handle(h->multi, t->easy) != CURLM_OK)
        return err_set(err, ST_NETWORK, "cannot start the request");
    t->next = h->first;
    if (h->first)
        h->first->previous = t;
    h->first = t;
    h->count++;
    return ST_OK;
}

enum status http_start(struct http *h, const struct http_request *req, struct err *err)
{
    enum status st = ST_OK;
    struct transfer *t = calloc(1, sizeof *t);
    if (!t || !(t->url = strdup(req->url))) {
        free(t);
        return err_set(err, ST_NO_MEMORY, "out of memory");
    }
    t->result = (struct http_result){.tag = req->tag, .max_age_s = -1, .retry_after_s = -1, .latency_ms = -1};
    buf_init(&t->result.body, req->body_ceiling);
    t->timeout_ms = req->timeout_ms;
    t->started = clock_mono();
    if (is_scheme(t->url, "file"))
        read_file(h, t);
    else
        st = start_web(h, t, req, err);
    if (st != ST_OK)
        transfer_free(h, t);
    return st;
}

void http_wait(struct http *h, int64_t timeout_ms, int extra_fd, bool *extra)
{
    int active = 0, wait = timeout_ms < 0 || timeout_ms > 3600000 ? 3600000 : (int)timeout_ms;
    if (h->room_ms != INT64_MAX) {
        int64_t left_ms = h->room_ms - clock_mono().ms;
        wait = left_ms > wait ? wait : left_ms > 0 ? (int)left_ms : 0;
        h->room_ms = INT64_MAX;
    }
    nfds_t n = extra_fd >= 0 ? 2 : 1;
    uint64_t count;
    if (h->read) /* one has ended already: a local file */
        wait = 0;
    if (h->multi) {
        struct curl_waitfd fds[2] = {{.fd = h->wake_fd, .events = CURL_WAIT_POLLIN},
                                     {.fd = extra_fd, .events = CURL_WAIT_POLLIN}};
        h->curl.multi_poll(h->multi, fds, n, wait, NULL);
        *extra = n == 2 && (fds[1].revents & CURL_WAIT_POLLIN);
        h->curl.multi_perform(h->multi, &active);
    } else {
        struct pollfd fds[2] = {{.fd = h->wake_fd, .events = POLLIN}, {.fd = extra_fd, .events = POLLIN}};
        poll(fds, n, wait);
        *extra = n == 2 && (fds[1].revents & POLLIN);
    }
    /* Empty is fine: somebody else, or nobody, woke us. */
    while (read(h->wake_fd, &count, sizeof count) < 0 && errno == EINTR)
        ;
}

void http_wake(struct http *h)
{
    uint64_t one = 1;
    /* EAGAIN means the counter is full: the thread is being woken anyway. */
    while (write(h->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

/* ---- ending -------------------------------------------------------------------------------- */

/* Follows a redirect by our own rules; true when the transfer goes on. */
static bool redirect(struct http *h, struct transfer *t)
{
    char *to = NULL;
    t->curl->easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &to);
    if (!to || t->result.status < 300 || t->result.status > 399 || t->result.status == 304)
        return false;
    if (t->redirects >= HTTP_REDIRECTS) {
        snprintf(t->result.error, sizeof t->result.error, "redirected more than %d times",
                 HTTP_REDIRECTS);
        return false;
    }
    bool web = is_scheme(to, "http") || is_scheme(to, "https");
    if (!web || (is_scheme(t->url, "https") && !is_scheme(to, "https"))) {
        snprintf(t->result.error, sizeof t->result.error, "%s",
                 web ? "redirected from https to http, which is not followed"
                     : "redirected to another scheme, which is not followed");
        return false;
    }
    char *url = strdup(to);
    if (!url)
        return false;
    free(t->url);
    t->url = url;
    t->redirects++;
    host_of(url, t->here, sizeof t->here);
    /* What may be a secret, or says who we are, goes to the host that the plan names and to no other. */
    bool elsewhere = strcasecmp(t->here, t->host) != 0;
    t->curl->easy_setopt(t->easy, CURLOPT_HTTPHEADER, elsewhere ? t->conditions : t->headers);
    if (elsewhere) {
        t->curl->easy_setopt(t->easy, CURLOPT_SSLCERT, NULL);
        t->curl->easy_setopt(t->easy, CURLOPT_SSLKEY, NULL);
    }
    t->unread = 0;
    t->over_unread = false;
    t->status = 0;
    int64_t left = t->timeout_ms - (clock_mono().ms - t->started.ms);
    t->curl->easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, left > 1 ? (long)left : 1L);
    t->curl->easy_setopt(t->easy, CURLOPT_URL, t->url);
    return h->curl.multi_add_handle(h->multi, t->easy) == CURLM_OK;
}

/* The result is the caller's; the transfer is over. */
static void hand_out(struct http *h, struct transfer *t, struct http_result *out)
{
    buf_fit(&t->result.body); /* it may wait to be kept, with a thousand others */
    *out = t->result;
    t->result.body = (struct buf){0};
    transfer_free(h, t);
}

bool http_done(struct http *h, struct http_result *out)
{
    int left;
    CURLMsg *msg;
    struct transfer *local = h->read;
    if (local) {
        h->read = local->next;
        h->read_count--;
        hand_out(h, local, out);
        return true;
    }
    while (h->multi && (msg = h->curl.multi_info_read(h->multi, &left))) {
        if (msg->msg != CURLMSG_DONE)
            continue;
        struct transfer *t = NULL;
        long status = 0;
        CURLcode code = msg->data.result;
        h->curl.easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        h->curl.easy_getinfo(msg->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        h->curl.multi_remove_handle(h->multi, t->easy);
        t->result.status = (int)status;
        if ((code == CURLE_OK || t->over_unread) && redirect(h, t))
            continue;
        t->result.latency_ms = clock_mono().ms - t->started.ms;
        transfer_judge(t, code);
        note_refusal(h, t);
        unlink_transfer(h, t);
        hand_out(h, t, out);
        return true;
    }
    return false;
}
