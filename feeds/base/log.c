#include "feeds/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/base/utf8.h"

#define LINE_BYTES 1024

struct log {
    int fd;
    const struct clock *clock;
};

enum status log_open(struct log **out, const char *path, const struct clock *clock, struct err *err)
{
    *out = NULL;
    struct log *log = malloc(sizeof *log);
    if (!log)
        return err_set(err, ST_NO_MEMORY, "cannot open %s: out of memory", path);
    log->clock = clock;
    log->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (log->fd < 0) {
        enum status st = err_set(err, ST_IO, "cannot open %s: %s", path, strerror(errno));
        free(log);
        return st;
    }
    *out = log;
    return ST_OK;
}

void log_close(struct log *log)
{
    if (!log)
        return;
    close(log->fd);
    free(log);
}

void log_line(struct log *log, const char *area, const char *fmt, ...)
{
    if (!log)
        return;
    char raw[LINE_BYTES], line[LINE_BYTES + 64], when[32];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(raw, sizeof raw, fmt, ap);
    va_end(ap);
    if (n < 0)
        return;
    wall_format(clock_wall(log->clock), when, sizeof when);
    int head = snprintf(line, sizeof line, "%s %s: ", when, area);
    size_t len = (size_t)head;
    len += text_clean(raw, strlen(raw), line + len, sizeof line - len - 1);
    line[len++] = '\n';
    /* A log that cannot be written must not stop the program; the screen says what matters. */
    ssize_t written = write(log->fd, line, len);
    (void)written;
}
