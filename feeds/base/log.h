/* log.h -- a line log for --log-file; never stderr while the screen is up. Any thread.
 *
 * Lines are "2026-11-24T08:00:00Z area: text", cleaned, at most 1 KiB, written whole by one write.
 * A NULL log swallows everything. The file is opened by the caller's thread at start; main never
 * waits for it (only network and worker threads log).
 */
#ifndef PILLARS_BASE_LOG_H
#define PILLARS_BASE_LOG_H

#include "feeds/base/clock.h"
#include "feeds/base/status.h"

struct log;

enum status log_open(struct log **out, const char *path, const struct clock *clock, struct err *err);
void log_close(struct log *log);
void log_line(struct log *log, const char *area, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
