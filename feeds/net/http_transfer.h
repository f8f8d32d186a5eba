/* http_transfer.h -- internal to http*.c: one transfer, and what its end means in words. Network thread only.
 * After <curl/curl.h>, which only a .c file of http may include.
 */
#ifndef PILLARS_NET_HTTP_TRANSFER_H
#define PILLARS_NET_HTTP_TRANSFER_H

#include "feeds/base/clock.h"
#include "feeds/net/http.h"

#define CONNECT_MS 10000L /* to find the name, to connect, to agree on TLS */

struct curl_library;

struct transfer {
    struct transfer *next, *previous;
    const struct curl_library *curl; /* NULL: a local file */
    CURL *easy;
    struct curl_slist *headers;    /* for the host that the plan names: ours may be secrets */
    struct curl_slist *conditions; /* for any other: If-None-Match and If-Modified-Since alone */
    struct http_result result;
    char error[CURL_ERROR_SIZE];
    char reason[96]; /* of the status line */
    char *url;       /* the present one, after redirects */
    char host[256];  /* of the first one */
    char here[256];  /* of the present one */
    bool connected;  /* the request has gone out, or is about to */
    int status;      /* of the answer whose body comes now */
    size_t expected;   /* bytes of the body as the server says, before decoding; 0: not said */
    char date[64];     /* as it came */
    int64_t retry_at_s, age_s; /* Retry-After as UTC seconds, Age; 0 or less: not said */
    size_t unread;   /* bytes of a body that nobody reads: of an error, of a redirect */
    bool over_ceiling, over_unread;
    int redirects;
    int64_t timeout_ms;
    mono_ms started;
};

/* The request's own headers; an error says in words what is wrong with one, never its value. */
enum status transfer_add_headers(struct transfer *t, const struct http_request *req, struct err *err);
/* libcurl's callback for a line of an answer's headers; `arg` is the transfer. */
size_t transfer_on_header(char *data, size_t size, size_t n, void *arg);
/* What the headers say together, once they have all come and the status is known. */
void transfer_end_headers(struct transfer *t);
/* True for an answer whose body is of no use. */
bool transfer_body_is_unread(const struct transfer *t);
/* How it ended: `good`, or `error` in words that a reader of the Feeds view understands. An error that is there already
 * stays. */
void transfer_judge(struct transfer *t, CURLcode code);

#endif
