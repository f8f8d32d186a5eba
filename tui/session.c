#include "tui/session.h"

#include <poll.h>

#include "feeds/format/address.h"

#define SETTLE_GRACE_MS 1000 /* so that a request that times out can still say so */

enum status session_open(struct session *s, const struct options *o, bool once, struct err *err)
{
    *s = (struct session){0};
    if (!clock_init(&s->clock))
        return err_set(err, ST_USAGE, "PILLARS_NOW is no instant such as 2026-11-24T08:00:00Z");
    if (!o->plan)
        return err_set(err, ST_IO, "the shipped plan is nowhere to be found; name one by -p");
    enum status st = o->log_file ? log_open(&s->log, o->log_file, &s->clock, err) : ST_OK;
    if (st != ST_OK)
        return st;
    struct feeds_config cfg = {
        .plan_url = o->plan,
        .archive_dir = o->archive,
        .offline = o->offline,
        .once = once,
        .refresh_s = o->refresh_ms / 1000,
        .timeout_ms = o->timeout_ms,
        .clock = &s->clock,
        .log = s->log,
    };
    return feeds_start(&s->feeds, &cfg, err);
}

void session_close(struct session *s)
{
    bool ended = feeds_stop(s->feeds);
    snapshot_free(s->snapshot);
    if (ended)
        log_close(s->log);
}

bool session_take(struct session *s)
{
    struct snapshot *newest = feeds_take(s->feeds);
    if (!newest)
        return false;
    snapshot_free(s->snapshot);
    s->snapshot = newest;
    return true;
}

void session_settle(struct session *s, int64_t limit_ms)
{
    int64_t deadline = clock_mono().ms + limit_ms + SETTLE_GRACE_MS, left;
    bool planned = false;
    while ((left = deadline - clock_mono().ms) > 0) {
        struct pollfd wake = {.fd = feeds_wake_fd(s->feeds), .events = POLLIN};
        poll(&wake, 1, left < INT32_MAX ? (int)left : INT32_MAX);
        if (!session_take(s))
            continue;
        if (snapshot_settled(s->snapshot))
            return;
        if (!planned && s->snapshot->plan) {
            planned = true;
            deadline = clock_mono().ms + limit_ms + SETTLE_GRACE_MS;
        }
    }
}

enum status session_need_plan(const struct session *s, const struct options *o, struct err *err)
{
    if (s->snapshot && s->snapshot->plan)
        return ST_OK;
    const char *why = s->snapshot ? s->snapshot->plan_health.error : "";
    if (*why)
        return err_set(err, ST_IO, "cannot read the plan: %s", why);
    char shown[256];
    address_shown(o->plan, shown, sizeof shown);
    return err_set(err, ST_IO,
                   o->offline ? "the archive does not hold the plan %s"
                              : "the plan %s did not come in time",
                   shown);
}
