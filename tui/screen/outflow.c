#include "tui/screen/outflow.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feeds/base/clock.h"

#define CEILING (16u << 20)
#define PIECE 256 /* POLLOUT promises about so much (N_TTY: WAKEUP_CHARS) */

/* The same terminal, with file status flags of its own. -1: it cannot be had. */
static int open_anew(int fd)
{
    char path[32];
    struct stat old, new;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int own = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (own >= 0 && (fstat(fd, &old) != 0 || fstat(own, &new) != 0 || old.st_rdev != new.st_rdev)) {
        close(own);
        own = -1;
    }
    return own;
}

void outflow_open(struct outflow *o, int fd)
{
    int own = open_anew(fd);
    *o = (struct outflow){.fd = own >= 0 ? own : fd, .shared = own < 0};
    buf_init(&o->bytes, CEILING);
}

void outflow_close(struct outflow *o)
{
    buf_free(&o->bytes);
    if (!o->shared && o->fd >= 0)
        close(o->fd);
    o->fd = -1;
}

bool outflow_is_empty(const struct outflow *o)
{
    return o->sent == o->bytes.len;
}

static bool takes_some(const struct outflow *o, int wait_ms)
{
    struct pollfd p = {.fd = o->fd, .events = POLLOUT};
    return poll(&p, 1, wait_ms) > 0 && p.revents & POLLOUT;
}

enum status outflow_flush(struct outflow *o)
{
    while (!outflow_is_empty(o)) {
        size_t n = o->bytes.len - o->sent;
        if (o->shared) {
            if (!takes_some(o, 0))
                return ST_OK;
            n = n < PIECE ? n : PIECE;
        }
        ssize_t k = write(o->fd, o->bytes.data + o->sent, n);
        if (k < 0 && errno == EAGAIN)
            return ST_OK;
        if (k < 0 && errno != EINTR)
            return ST_IO;
        o->sent += k > 0 ? (size_t)k : 0;
    }
    buf_clear(&o->bytes);
    o->sent = 0;
    return ST_OK;
}

bool outflow_drain(struct outflow *o, int within_ms)
{
    int64_t end = clock_mono().ms + within_ms;
    while (outflow_flush(o) == ST_OK && !outflow_is_empty(o)) {
        int64_t left = end - clock_mono().ms;
        if (left <= 0 || !takes_some(o, (int)left))
            return false;
    }
    return outflow_is_empty(o);
}

bool outflow_drop(struct outflow *o)
{
    bool torn = o->sent > 0 && !outflow_is_empty(o);
    buf_clear(&o->bytes);
    o->sent = 0;
    return torn;
}
