/* hurry.c -- for LD_PRELOAD, before libfaketime 0.9.10. That lets ppoll() wait in real time: poll() it knows how to hurry. The
 * gap between mask and wait, for which ppoll() was invented, does not matter here. And while the file $HANG_WHILE exists, every
 * thread but the main one hangs in poll(). Built by wall.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

int poll(struct pollfd *fds, nfds_t n, int wait_ms)
{
    static int (*next)(struct pollfd *, nfds_t, int);
    const char *hang = getenv("HANG_WHILE");
    if (!next)
        next = (int (*)(struct pollfd *, nfds_t, int))dlsym(RTLD_NEXT, "poll");
    while (gettid() != getpid() && hang && access(hang, F_OK) == 0)
        next(NULL, 0, 1000);
    return next(fds, n, wait_ms);
}

int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *wait, const sigset_t *mask)
{
    sigset_t before;
    sigprocmask(SIG_SETMASK, mask, &before);
    int got = poll(fds, n, wait ? (int)(wait->tv_sec * 1000 + wait->tv_nsec / 1000000) : -1);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return got;
}
