/* stall.c -- for LD_PRELOAD: a disk that stalls. Every operation on a file below $STALL_BELOW, or those called $STALL_ONLY
 * alone, takes $STALL_MS longer while the file $STALL_WHILE exists; one by the main thread is noted in the file $STALL_LOG.
 * With $STALL_KIND (hexadecimal) it is of that kind of file system, see statfs(2). A program that exits through its handlers
 * with more than $STALL_THREADS threads is noted, too. Built by stall.py. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static int is_below(const char *path)
{
    const char *below = getenv("STALL_BELOW");
    return below && path && strncmp(path, below, strlen(below)) == 0;
}

static void note(const char *what, const char *path)
{
    const char *log = getenv("STALL_LOG");
    int fd = log ? (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (fd >= 0) {
        dprintf(fd, "%s %s\n", what, path);
        close(fd);
    }
}

__attribute__((destructor)) static void at_exit(void)
{
    const char *most = getenv("STALL_THREADS");
    DIR *tasks = most ? opendir("/proc/self/task") : NULL;
    long threads = -2; /* "." and ".." */
    while (tasks && readdir(tasks))
        threads++;
    if (tasks && threads > atol(most))
        note("exit handlers under", "threads left behind");
    if (tasks)
        closedir(tasks);
}

static void stall(const char *what, const char *path)
{
    const char *while_there = getenv("STALL_WHILE"), *ms = getenv("STALL_MS");
    if (!is_below(path))
        return;
    if (gettid() == getpid())
        note(what, path);
    const char *only = getenv("STALL_ONLY");
    if (!ms || !while_there || access(while_there, F_OK) != 0 || (only && strcmp(only, what) != 0))
        return;
    struct timespec pause = {atol(ms) / 1000, atol(ms) % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

static void stall_fd(const char *what, int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    stall(what, path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        va_list ap;                                                                                                    \
        va_start(ap, flags);                                                                                           \
        mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;                                                        \
        va_end(ap);                                                                                                    \
        stall(#name, path);                                                                                            \
        return NEXT(name)(path, flags, mode);                                                                          \
    }
OPEN(open)
OPEN(open64)

#define ON_FD(type, name, parameters, arguments)                                                                       \
    type name parameters                                                                                               \
    {                                                                                                                  \
        stall_fd(#name, fd);                                                                                           \
        return NEXT(name) arguments;                                                                                   \
    }
ON_FD(ssize_t, write, (int fd, const void *data, size_t n), (fd, data, n))
ON_FD(ssize_t, pwrite, (int fd, const void *data, size_t n, off_t at), (fd, data, n, at))
ON_FD(ssize_t, pwrite64, (int fd, const void *data, size_t n, off64_t at), (fd, data, n, at))
ON_FD(ssize_t, read, (int fd, void *data, size_t n), (fd, data, n))
ON_FD(ssize_t, pread, (int fd, void *data, size_t n, off_t at), (fd, data, n, at))
ON_FD(ssize_t, pread64, (int fd, void *data, size_t n, off64_t at), (fd, data, n, at))
ON_FD(int, fsync, (int fd), (fd))
ON_FD(int, fdatasync, (int fd), (fd))
ON_FD(int, ftruncate, (int fd, off_t n), (fd, n))
ON_FD(int, ftruncate64, (int fd, off64_t n), (fd, n))

#define STATFS(name)                                                                                                   \
    int name(const char *path, struct name *out)                                                                       \
    {                                                                                                                  \
        const char *kind = getenv("STALL_KIND");                                                                       \
        int rc = ((int (*)(const char *, struct name *))dlsym(RTLD_NEXT, #name))(path, out);                           \
        if (kind && is_below(path))                                                                                    \
            out->f_type = (__typeof__(out->f_type))strtoul(kind, NULL, 16);                                            \
        return rc;                                                                                                     \
    }
STATFS(statfs)
STATFS(statfs64)
