/* Leases: which process fetches a document. They are worth nothing after a crash, so taking one does not wait for the disk. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "feeds/net/archive_db.h"

static bool holder_is_dead(struct archive *a, const char *holder, int64_t pid)
{
    return strcmp(holder, a->holder) == 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

/* The two statements of a claim, each prepared once for all of its documents. */
struct claiming {
    struct archive *a;
    const char *plan_url;
    int64_t now, pid;
    sqlite3_stmt *look, *put;
};

static enum status claiming_begin(struct claiming *c, struct archive *a, const char *plan_url, struct err *err)
{
    *c = (struct claiming){.a = a, .plan_url = plan_url, .now = clock_wall(a->clock).s, .pid = getpid()};
    enum status st = db_query(a, &c->look, err,
                              "SELECT l.holder, l.pid, l.until, d.tried, d.next FROM (SELECT ?1 AS plan, ?2 AS feed) k"
                              " LEFT JOIN claim l ON l.plan = k.plan AND l.feed = k.feed"
                              " LEFT JOIN document d ON d.plan = k.plan AND d.feed = k.feed",
                              "");
    if (st == ST_OK)
        st = db_query(a, &c->put, err, "REPLACE INTO claim (plan, feed, holder, pid, until) VALUES (?,?,?,?,?)", "");
    return st;
}

static void claiming_end(struct claiming *c)
{
    db_done(c->a, c->look);
    db_done(c->a, c->put);
}

/* Who holds the lease, and when the document was last asked for. */
static enum status look(struct claiming *g, struct archive_claim *c, struct err *err)
{
    bool row;
    struct archive *a = g->a;
    enum status st = db_bind(a, g->look, err, "tt", g->plan_url, c->feed);
    if (st == ST_OK && (st = db_step(a, g->look, &row, err)) == ST_OK && row) {
        const char *holder = (const char *)sqlite3_column_text(g->look, 0);
        int64_t pid = sqlite3_column_int64(g->look, 1), until = sqlite3_column_int64(g->look, 2);
        bool ours = holder && pid == g->pid && strcmp(holder, a->holder) == 0;
        c->tried_s = sqlite3_column_int64(g->look, 3);
        c->next_s = sqlite3_column_int64(g->look, 4);
        c->answered = !c->always && c->tried_s > c->known_s && c->next_s > g->now;
        c->mine = !c->answered && (!holder || ours || until <= g->now || holder_is_dead(a, holder, pid));
    }
    sqlite3_reset(g->look); /* an open read would hold the commit up */
    return st;
}

static enum status put(struct claiming *g, const struct archive_claim *c, struct err *err)
{
    bool row;
    enum status st = db_bind(g->a, g->put, err, "tttii", g->plan_url, c->feed, g->a->holder, g->pid, g->now + c->hold_s);
    if (st == ST_OK)
        st = db_step(g->a, g->put, &row, err);
    sqlite3_reset(g->put);
    return st;
}

static enum status take(struct claiming *g, struct archive_claim *claims, size_t n, struct err *err)
{
    enum status st = db_begin(g->a, err);
    if (st != ST_OK)
        return st;
    for (size_t i = 0; i < n && st == ST_OK; i++)
        if ((st = look(g, &claims[i], err)) == ST_OK && claims[i].mine)
            st = put(g, &claims[i], err);
    return db_end(g->a, st, err);
}

enum status archive_claim(struct archive *a, const char *plan_url, struct archive_claim *claims,
                          size_t n, struct err *err)
{
    bool any = false;
    struct claiming g;
    for (size_t i = 0; i < n; i++)
        claims[i].mine = claims[i].answered = false;
    pthread_mutex_lock(&a->mutex);
    enum status st = claiming_begin(&g, a, plan_url, err);
    /* Of many viewers all but one have nothing to write: they need not stand in line for it. */
    for (size_t i = 0; i < n && st == ST_OK && !any; i++) {
        st = look(&g, &claims[i], err);
        any = claims[i].mine;
    }
    if (st == ST_OK && any) {
        if (a->wal) /* a pragma takes effect when it is prepared: never a kept statement */
            sqlite3_exec(a->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
        st = take(&g, claims, n, err);
        if (a->wal)
            sqlite3_exec(a->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
    }
    claiming_end(&g);
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
        db_do(a, err, "DELETE FROM claim WHERE plan = ? AND feed = ? AND holder = ? AND pid = ?",
              "ttti", plan_url, feed, a->holder, (int64_t)getpid());
    pthread_mutex_unlock(&a->mutex);
    return st;
}
