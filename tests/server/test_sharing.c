/* What did not change is neither decoded nor copied: snapshots share its series. A server of two answers on loopback. */
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "feeds/feeds.h"

#define WAIT_MS 20000

struct server {
    int fd, port;
    pthread_t thread;
    _Atomic int requests, value; /* of the feed "b"; "a" never changes */
};

static void plan_body(const struct server *s, char *out, size_t cap)
{
    (void)s;
    int n = snprintf(out, cap, "{\"format\":\"indicator-plan\",\"version\":\"1.0\",\"id\":\"p\",\"name\":\"p\","
                               "\"start\":\"2021-01-01\",\"end\":\"2025-12-31\",\"feeds\":[{\"id\":\"a\",\"url\":\"a\"},"
                               "{\"id\":\"b\",\"url\":\"b\"}],\"pillars\":[{\"id\":\"p\",\"name\":\"p\",\"indicators\":[");
    for (char c = 'a'; c <= 'b'; c++)
        n += snprintf(out + n, cap - (size_t)n, "%s{\"id\":\"i-%c\",\"name\":\"i\",\"unit\":\"u\"}", c == 'a' ? "" : ",", c);
    snprintf(out + n, cap - (size_t)n, "]}]}");
}

static void answer(struct server *s, int fd)
{
    char request[4096], body[2048], whole[4096];
    ssize_t n = read(fd, request, sizeof request - 1);
    if (n <= 0)
        return;
    request[n] = '\0';
    char what = request[5]; /* "GET /a HTTP/1.1" */
    if (what == 'p')
        plan_body(s, body, sizeof body);
    else
        snprintf(body, sizeof body,
                 "{\"format\":\"indicator-feed\",\"version\":\"1.0\",\"published\":\"2025-02-20\",\"indicators\":[{\"id\":"
                 "\"i-%c\",\"observations\":[{\"period\":\"2024\",\"value\":%d}]}]}",
                 what, what == 'b' ? s->value : 1);
    /* No validators: an unchanged answer is known by its bytes alone. */
    int length = snprintf(whole, sizeof whole, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
                          strlen(body), body);
    (void)!write(fd, whole, (size_t)length);
    s->requests++;
}

static void *serve(void *arg)
{
    struct server *s = arg;
    for (int fd; (fd = accept(s->fd, NULL, NULL)) >= 0; close(fd))
        answer(s, fd);
    return NULL;
}

static void server_start(struct server *s)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof address;
    s->fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(s->fd, (struct sockaddr *)&address, n), 0);
    assert_int_equal(listen(s->fd, 16), 0);
    assert_int_equal(getsockname(s->fd, (struct sockaddr *)&address, &n), 0);
    s->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void server_stop(struct server *s)
{
    shutdown(s->fd, SHUT_RDWR);
    close(s->fd);
    pthread_join(s->thread, NULL);
}

/* The newest snapshot once `tries` answers were sent in all and the present value of "b" is on show. */
static struct snapshot *settled(struct feeds *f, struct server *s, int tries)
{
    struct snapshot *snap = NULL;
    for (int64_t end = clock_mono().ms + WAIT_MS; clock_mono().ms < end;) {
        struct pollfd wake = {.fd = feeds_wake_fd(f), .events = POLLIN};
        poll(&wake, 1, 100);
        struct snapshot *newer = feeds_take(f);
        if (newer) {
            snapshot_free(snap);
            snap = newer;
        }
        bool idle = snap && snap->plan && s->requests >= tries;
        for (size_t i = 0; idle && i < snap->feed_count; i++)
            idle = snap->feeds[i].settled && snap->series[i];
        if (idle && snap->series[1]->obs[0].value == s->value)
            return snap;
    }
    fail_msg("the feeds did not settle");
    return NULL;
}

static void what_did_not_change_is_shared(void **state)
{
    (void)state;
    struct server s = {.value = 1};
    struct clock clock = {0};
    char url[64];
    struct feeds *f;
    server_start(&s);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/plan", s.port);
    struct feeds_config cfg = {.plan_url = url, .clock = &clock};
    assert_int_equal(feeds_start(&f, &cfg, NULL), ST_OK);
    struct snapshot *one = settled(f, &s, 3);

    s.value = 2;
    feeds_refresh(f, -1);
    struct snapshot *two = settled(f, &s, 6);
    assert_true(two->generation > one->generation);
    assert_ptr_equal(two->plan, one->plan);
    assert_ptr_equal(two->series[0], one->series[0]); /* decoded anew it would be another */
    assert_ptr_not_equal(two->series[1], one->series[1]);
    assert_true(one->series[1]->obs[0].value == 1 && two->series[1]->obs[0].value == 2);

    s.value = 3; /* what became of the second answer of "a" is certain by now */
    feeds_refresh(f, -1);
    struct snapshot *three = settled(f, &s, 9);
    assert_ptr_equal(three->plan, one->plan);
    assert_ptr_equal(three->series[0], one->series[0]);
    assert_ptr_not_equal(three->series[1], two->series[1]);
    snapshot_free(one);
    snapshot_free(two);
    snapshot_free(three);
    feeds_stop(f);
    server_stop(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_did_not_change_is_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
