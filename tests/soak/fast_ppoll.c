/* Loaded before libfaketime 0.9.10, which lets ppoll() wait in real time: poll() it knows how to hurry. The gap between mask
 * and wait, for which ppoll() was invented, does not matter here. */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>

int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *wait, const sigset_t *mask)
{
    sigset_t before;
    sigprocmask(SIG_SETMASK, mask, &before);
    int got = poll(fds, n, wait ? (int)(wait->tv_sec * 1000 + wait->tv_nsec / 1000000) : -1);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return got;
}
