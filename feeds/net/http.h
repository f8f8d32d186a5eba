/* http.h -- transfers: file: read at once, http: and https: through one curl multi handle. curl is in http*.c only.
 *
 * Everything but http_wake() is called by the network thread alone. A transfer never blocks another; limits: body ceiling
 * after decoding, total time, five redirects, never from https to http, TLS always verified. Secrets (credentials in an
 * address, headers) never reach an error text.
 */
#ifndef PILLARS_NET_HTTP_H
#define PILLARS_NET_HTTP_H

#include <stdbool.h>

#include "feeds/base/buf.h"
#include "feeds/plan/plan.h"

#define HTTP_BODY_MAX ((size_t)16 << 20)
#define HTTP_TIMEOUT_MS 30000
#define HTTP_REDIRECTS 5

struct http;

struct http_request {
    const char *url;
    const char *etag, *last_modified; /* validators of the last good answer; NULL: none */
    int64_t timeout_ms;
    size_t body_ceiling;
    const struct feed_spec *spec;     /* headers, CA, client certificate; NULL: none. Read during http_start() only */
    bool may_use_environment;         /* ${NAME} and files in headers: for a local plan only, a plan from the network
                                         could send our secrets anywhere */
    void *tag;                        /* comes back with the result */
};

struct http_result {
    void *tag;
    bool good, not_modified;          /* good: 2xx, 304 to a conditional request, or a file that was read */
    int status;                       /* HTTP status; 0: none */
    struct buf body;
    char etag[256], last_modified[64]; /* "" where absent */
    int64_t max_age_s, retry_after_s; /* -1: not said; retry_after of 429 and 503 only */
    int64_t latency_ms;
    char error[320];                  /* in words; "" when good */
};
void http_result_free(struct http_result *r);

enum status http_open(struct http **out, struct err *err);
void http_close(struct http *h); /* aborts what is under way; NULL is fine */
/* True if a request to that address should start now. One that has to wait for another to end is not to be started: its time
 * limit would run while it waits; and of a host over TLS the first goes ahead until it is connected, for a second at most.
 * Where there is none, http_wait() returns as soon as there may be. */
bool http_room(struct http *h, const char *url);
bool http_full(const struct http *h); /* no host has room; files need none */
int http_under_way(const struct http *h); /* transfers that http_done() has not handed out yet */
/* Loads what a request to that address will need, while there is still something else to wait for. */
void http_prepare(struct http *h, const char *url);
/* Copies what it needs of the request. */
enum status http_start(struct http *h, const struct http_request *req, struct err *err);
/* Waits for activity, http_wake() or the time limit (-1: no limit), on `extra_fd` too (-1: none; *extra says it is
 * readable); moves the transfers on. */
void http_wait(struct http *h, int64_t timeout_ms, int extra_fd, bool *extra);
/* A finished transfer, in any order; false when there is none. The caller frees the result. */
bool http_done(struct http *h, struct http_result *out);
void http_wake(struct http *h); /* any thread */

#endif
