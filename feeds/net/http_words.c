/* How a transfer ended, in words. Never an address with its query, a header or a credential: they may be secrets. */
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "feeds/base/utf8.h"
#include "feeds/net/http_curl.h"
#include "feeds/net/http_transfer.h"

static long long seconds(int64_t ms)
{
    return (long long)(ms + 999) / 1000;
}

/* A size in the largest unit that it fills. */
static void size_words(size_t n, char *out, size_t cap)
{
    if (n >= 1u << 20)
        snprintf(out, cap, "%zu MiB", n >> 20);
    else if (n >= 1u << 10)
        snprintf(out, cap, "%zu KiB", n >> 10);
    else
        snprintf(out, cap, "%zu bytes", n);
}

static curl_off_t info(const struct transfer *t, CURLINFO what)
{
    curl_off_t value = 0;
    return t->curl->easy_getinfo(t->easy, what, &value) == CURLE_OK ? value : 0;
}

/* How far it had come when the time was over. */
static void explain_timeout(struct transfer *t)
{
    struct http_result *r = &t->result;
    int64_t connect_ms = t->timeout_ms < CONNECT_MS ? t->timeout_ms : CONNECT_MS;
    if (info(t, CURLINFO_PRETRANSFER_TIME_T) == 0) {
        const char *step = info(t, CURLINFO_NAMELOOKUP_TIME_T) == 0 ? "was not found by name"
                           : info(t, CURLINFO_CONNECT_TIME_T) == 0  ? "did not let us connect"
                                                                    : "did not agree on TLS";
        snprintf(r->error, sizeof r->error, "%s %s within %lld s", t->here, step,
                 seconds(connect_ms));
    } else if (!t->status) {
        snprintf(r->error, sizeof r->error, "nothing came within %lld s", seconds(t->timeout_ms));
    } else {
        snprintf(r->error, sizeof r->error, "no complete answer within %lld s (%lld bytes came)",
                 seconds(t->timeout_ms), (long long)info(t, CURLINFO_SIZE_DOWNLOAD_T));
    }
}

static void explain_cut(struct transfer *t)
{
    struct http_result *r = &t->result;
    long long got = info(t, CURLINFO_SIZE_DOWNLOAD_T);
    long long want = info(t, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
    if (want > 0)
        snprintf(r->error, sizeof r->error,
                 "the answer stopped before its end (got %lld of %lld bytes)", got, want);
    else
        snprintf(r->error, sizeof r->error, "the answer stopped before its end (got %lld bytes)",
                 got);
}

/* libcurl's words without what stands before the last colon: "SSL certificate problem: ...". */
static const char *reason_of(const char *said)
{
    const char *colon = strstr(said, ": ");
    return colon ? colon + 2 : said;
}

/* "NAME port N", as libcurl names the end that it could not connect to. */
static void end_point(const struct transfer *t, char *out, size_t cap)
{
    const char *name = t->here[0] == '[' ? t->here + 1 : t->here;
    size_t n = strcspn(name, t->here[0] == '[' ? "]" : ":");
    const char *port = strchr(name + n, ':');
    snprintf(out, cap, "%.*s port %s", (int)n, name,
             port ? port + 1 : strncasecmp(t->url, "https", 5) == 0 ? "443" : "80");
}

/* A proxy that is named in the environment stands between us and the host. */
static bool explain_proxy(struct transfer *t, CURLcode code, const char *said)
{
    struct http_result *r = &t->result;
    long status = 0;
    char direct[300];
    end_point(t, direct, sizeof direct);
    t->curl->easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    if (code == CURLE_COULDNT_RESOLVE_PROXY)
        snprintf(r->error, sizeof r->error, "the proxy was not found by name");
    else if (status >= 300)
        snprintf(r->error, sizeof r->error, "the proxy does not let us through to %s: HTTP %ld", t->here, status);
    else if (code == CURLE_COULDNT_CONNECT && *t->error && !strstr(said, direct))
        snprintf(r->error, sizeof r->error, "cannot connect to the proxy: %s", reason_of(said));
    else
        return false;
    return true;
}

static void explain_failure(struct transfer *t, CURLcode code)
{
    struct http_result *r = &t->result;
    const char *said = *t->error ? t->error : t->curl->easy_strerror(code);
    char size[32];
    long why = 0;
    if (t->over_ceiling || code == CURLE_FILESIZE_EXCEEDED) {
        size_words(r->body.ceiling, size, sizeof size);
        snprintf(r->error, sizeof r->error, "the answer is larger than %s", size);
        return;
    }
    if (explain_proxy(t, code, said))
        return;
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        explain_timeout(t);
        return;
    case CURLE_PARTIAL_FILE:
        explain_cut(t);
        return;
    case CURLE_GOT_NOTHING:
        snprintf(r->error, sizeof r->error, "the server closed the connection without an answer");
        return;
    case CURLE_COULDNT_RESOLVE_HOST:
        snprintf(r->error, sizeof r->error, "%s was not found by name", t->here);
        return;
    case CURLE_COULDNT_CONNECT:
        t->curl->easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &why);
        snprintf(r->error, sizeof r->error, "cannot connect to %s: %s", t->here,
                 why ? strerror((int)why) : said);
        return;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        t->curl->easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &why);
        snprintf(r->error, sizeof r->error, "the connection to %s broke: %s", t->here,
                 why ? strerror((int)why) : said);
        return;
    case CURLE_PEER_FAILED_VERIFICATION:
        snprintf(r->error, sizeof r->error, "the certificate of %s is not trusted: %s", t->here, reason_of(said));
        return;
    case CURLE_SSL_CERTPROBLEM:
        snprintf(r->error, sizeof r->error, "the client's certificate or key cannot be used: %s", said);
        return;
    case CURLE_SSL_CACERT_BADFILE:
        snprintf(r->error, sizeof r->error, "the file of the certificate authority cannot be used");
        return;
    case CURLE_WRITE_ERROR:
    case CURLE_OUT_OF_MEMORY:
        snprintf(r->error, sizeof r->error, "out of memory for the answer");
        return;
    default:
        snprintf(r->error, sizeof r->error, "%s", said);
        return;
    }
}

static const char *status_word(int status)
{
    static const struct {
        int status;
        const char *word;
    } words[] = {
        {300, "Multiple Choices"},    {301, "Moved Permanently"},
        {302, "Found"},               {304, "Not Modified"},
        {400, "Bad Request"},         {401, "Unauthorized"},
        {403, "Forbidden"},           {404, "Not Found"},
        {406, "Not Acceptable"},      {407, "Proxy Authentication Required"},
        {410, "Gone"},                {429, "Too Many Requests"},
        {500, "Internal Server Error"}, {502, "Bad Gateway"},
        {503, "Service Unavailable"}, {504, "Gateway Timeout"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].status == status)
            return words[i].word;
    return "";
}

bool transfer_body_is_unread(const struct transfer *t)
{
    return t->status >= 300;
}

void transfer_judge(struct transfer *t, CURLcode code)
{
    struct http_result *r = &t->result;
    const char *word = *t->reason ? t->reason : status_word(r->status);
    if (r->error[0]) {
        r->good = false;
    } else if (r->status >= 400) { /* whatever became of the page that came with it */
        snprintf(r->error, sizeof r->error, "HTTP %d%s%s", r->status, *word ? " " : "", word);
    } else if (code != CURLE_OK) {
        explain_failure(t, code);
    } else if (r->status >= 200 && r->status < 300) {
        r->good = true;
    } else if (r->status == 304 && t->conditions) {
        r->good = r->not_modified = true;
    } else {
        snprintf(r->error, sizeof r->error, "HTTP %d%s%s%s", r->status, *word ? " " : "", word,
                 r->status == 304 ? ", though nothing was received before" : "");
    }
    transfer_end_headers(t);
    char clean[sizeof r->error];
    text_clean(r->error, strlen(r->error), clean, sizeof clean);
    memcpy(r->error, clean, sizeof clean);
}
