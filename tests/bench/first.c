/* first.c -- first RUNS TEXT PROGRAM [ARG...]: how long from fork to TEXT on a pty of 120x40, again and again; prints the
 * median in milliseconds. Small on purpose: a fork of an interpreter would add more than what is measured.
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 1000
#define WAIT_MS 10000
#define LEAVE_MS 2000

static char seen[1 << 20];

static double now_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* Reads what is there within that time; false at the end. */
static int more(int fd, double until_ms, size_t *n)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    double left = until_ms - now_ms();
    if (*n == sizeof seen)
        *n = 0;
    if (left <= 0 || poll(&p, 1, (int)left + 1) <= 0)
        return 0;
    ssize_t got = read(fd, seen + *n, sizeof seen - *n);
    *n += got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* Milliseconds, or -1. */
static double once(const char *text, char **argv)
{
    struct winsize size = {.ws_row = 40, .ws_col = 120};
    int fd;
    size_t n = 0;
    double begin = now_ms(), end = -1;
    pid_t pid = forkpty(&fd, NULL, NULL, &size);
    if (pid < 0)
        return -1;
    if (pid == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    while (end < 0 && more(fd, begin + WAIT_MS, &n))
        if (memmem(seen, n, text, strlen(text)))
            end = now_ms() - begin;
    kill(pid, SIGTERM);
    double leave = now_ms() + LEAVE_MS;
    while (more(fd, leave, &n)) /* what it says on the way out */
        ;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(fd);
    return end;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static double times[RUNS_MAX];
    int runs = argc > 3 ? atoi(argv[1]) : 0;
    if (runs < 1 || runs > RUNS_MAX)
        return 2;
    for (int i = 0; i < runs; i++)
        if ((times[i] = once(argv[2], argv + 3)) < 0)
            return 1;
    qsort(times, (size_t)runs, sizeof *times, compare);
    printf("%.3f\n", times[runs / 2]);
    return 0;
}
