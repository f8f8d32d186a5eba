/* Leases: which process fetches a document. They are worth nothing after a crash, so taking one does not wait for the disk. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "feeds/net/archive_db.h"

#define LOCK_S 1

static bool holder_is_dead(struct archive *a, const char *holder, int64_t pid)
{
    return strcmp(holder, a->holder) == 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

/* Who holds the lease, and when the document was last asked for. */
static enum status look(struct archive *a, const char *plan_url, struct archive_claim *c,
                        int64_t now, struct err *err)
{
    sqlite3_stmt *stmt;
    bool row;
    enum status st = db_query(
        a, &stmt, err,
        "SELECT l.holder, l.pid, l.until, d.tried, d.next FROM (SELECT ?1 AS plan, ?2 AS feed) k"
        " LEFT JOIN lease l ON l.plan = k.plan AND l.feed = k.feed"
        " LEFT JOIN document d ON d.plan = k.plan AND d.feed = k.feed",
        "tt", plan_url, c->feed);
    if (st == ST_OK && (st = db_step(a, stmt, &row, err)) == ST_OK && row) {
        const char *holder = (const char *)sqlite3_column_text(stmt, 0);
        int64_t pid = sqlite3_column_int64(stmt, 1), until = sqlite3_column_int64(stmt, 2);
        bool ours = holder && pid == getpid() && strcmp(holder, a->holder) == 0;
        c->tried_s = sqlite3_column_int64(stmt, 3);
        c->next_s = sqlite3_column_int64(stmt, 4);
        c->answered = !c->always && c->tried_s > c->known_s && c->next_s > now;
        c->mine = !c->answered && (!holder || ours || until <= now || holder_is_dead(a, holder, pid));
    }
    db_done(a, stmt);
    return st;
}

static enum status look_at_all(struct archive *a, const char *plan_url, struct archive_claim *claims,
                               size_t n, int64_t now, bool *any, struct err *err)
{
    enum status st = ST_OK;
    *any = false;
    for (size_t i = 0; i < n && st == ST_OK; i++) {
        st = look(a, plan_url, &claims[i], now, err);
        *any |= claims[i].mine;
    }
    return st;
}

static enum status take(struct archive *a, const char *plan_url, struct archive_claim *claims,
                        size_t n, struct err *err)
{
    bool any;
    int64_t now = clock_wall(a->clock).s;
    enum status st = db_begin(a, err);
    if (st != ST_OK)
        return st;
    st = look_at_all(a, plan_url, claims, n, now, &any, err);
    for (size_t i = 0; i < n && st == ST_OK; i++)
        if (claims[i].mine)
            st = db_do(a, err,
                       "REPLACE INTO lease (plan, feed, holder, pid, until) VALUES (?,?,?,?,?)",
                       "tttii", plan_url, claims[i].feed, a->holder, (int64_t)getpid(),
                       now + claims[i].hold_s);
    return db_end(a, st, err);
}

/* A disk that hangs must not hold up the network thread: another thread of ours may be waiting for it. */
static bool lock_soon(struct archive *a)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LOCK_S;
    return pthread_mutex_timedlock(&a->mutex, &until) == 0;
}

enum status archive_claim(struct archive *a, const char *plan_url, struct archive_claim *claims,
                          size_t n, struct err *err)
{
    bool any;
    for (size_t i = 0; i < n; i++)
        claims[i].mine = claims[i].answered = false;
    if (!lock_soon(a))
        return err_set(err, ST_BUSY, "the archive %s is still being written", a->path);
    /* Of many viewers all but one have nothing to write: they need not stand in line for it. */
    enum status st = look_at_all(a, plan_url, claims, n, clock_wall(a->clock).s, &any, err);
    if (st == ST_OK && any) {
        if (a->wal) /* a pragma takes effect when it is prepared: never a kept statement */
            sqlite3_exec(a->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
        st = take(a, plan_url, claims, n, err);
        if (a->wal)
            sqlite3_exec(a->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
    }
    pthread_mutex_unlock(&a->mutex);
    for (size_t i = 0; i < n && st != ST_OK; i++)
        claims[i].mine = claims[i].answered = false;
    return st;
}

enum status archive_release(struct archive *a, const char *plan_url, const char *feed,
                            struct err *err)
{
    pthread_mutex_lock(&a->mutex);
    enum status st =
        db_do(a, err, "DELETE FROM lease WHERE plan = ? AND feed = ? AND holder = ? AND pid = ?",
              "ttti", plan_url, feed, a->holder, (int64_t)getpid());
    pthread_mutex_unlock(&a->mutex);
    return st;
}
