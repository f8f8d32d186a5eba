/* feeds.h -- the façade of everything from bytes to snapshots: start, stop, refresh, take.
 *
 * Called by the main thread only. No call here waits for the network or the disk: feeds_start()
 * starts one network thread and the workers, which read the plan, the archive and the feeds;
 * feeds_stop() wakes and joins them and is bounded (neither a resolver nor a disk that hangs holds it).
 * Snapshots arrive by feeds_take() after feeds_wake_fd() became readable.
 */
#ifndef PILLARS_FEEDS_H
#define PILLARS_FEEDS_H

#include "feeds/base/clock.h"
#include "feeds/base/log.h"
#include "feeds/base/status.h"
#include "feeds/plan/snapshot.h"

#define FEEDS_LEAVE_MS 600 /* q is answered within a second, whatever hangs */
#define FEEDS_REPORT_MS 20000

struct feeds;

struct feeds_config {
    const char *plan_url;     /* file: or http(s): address, or a plain path */
    const char *archive_dir;  /* NULL: no archive */
    bool offline;             /* the archive only: nothing is fetched */
    bool once;                /* fetch each feed once, no schedule */
    int64_t refresh_s;        /* default of `every`; 0: 21600 */
    int64_t timeout_ms;       /* default time limit of one request; 0: 30000 */
    int workers;              /* 0: 2 */
    const struct clock *clock; /* copied */
    struct log *log;          /* may be NULL */
};

enum status feeds_start(struct feeds **out, const struct feeds_config *cfg, struct err *err);
/* Asks for one feed (index of the plan), or all and the plan with -1, now; back-off is overridden,
 * Retry-After is not. Returns at once. */
void feeds_refresh(struct feeds *f, int feed);
/* While paused nothing new is asked for; what is under way ends. */
void feeds_pause(struct feeds *f, bool paused);
/* Notes in the archive that a person has seen this: `all`, or only the indicators that are new to it. Takes the reference.
 * The next snapshots hold what was noted; one that could not be says so in archive_note. */
void feeds_seen(struct feeds *f, struct seen_list *list, bool all);
/* Milliseconds since the network thread and a worker have answered last; asks them again. Without an answer it grows. */
int64_t feeds_silence_ms(struct feeds *f);
int feeds_wake_fd(const struct feeds *f);
struct snapshot *feeds_take(struct feeds *f); /* newest, or NULL when nothing is new; caller owns it */
/* NULL is fine. Waits for what is still to be kept, FEEDS_LEAVE_MS at most (FEEDS_REPORT_MS after a fetch of `once`). False:
 * a disk does not answer, threads are left behind: the process is to end, and what was lent (the log) must stay till then.
 * exit() then writes out stdout and ends, without the handlers registered before. */
bool feeds_stop(struct feeds *f);

#endif
