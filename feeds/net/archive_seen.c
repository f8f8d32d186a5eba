/* What a person has seen: noted on the overview, heard of by every wall that shares the archive. */
#include <stdio.h>

#include "feeds/net/archive_db.h"

/* A table of its own, made when it is first written: an older program that shares the file does not miss it. The row
 * without an indicator holds the moment. */
static const char make_table[] =
    "CREATE TABLE IF NOT EXISTS seen (plan TEXT NOT NULL, indicator TEXT NOT NULL, class TEXT NOT NULL,"
    " at INTEGER NOT NULL, PRIMARY KEY (plan, indicator)) WITHOUT ROWID";

static enum status has_table(struct archive *a, bool *there, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status st = db_query(a, &stmt, err,
                              "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'seen'", "");
    if (st == ST_OK)
        st = db_step(a, stmt, there, err);
    db_done(a, stmt);
    return st;
}

/* Now, or when the newest event was noted, should its writer's clock be ahead: it stood on the screen that was seen. */
static enum status moment(struct archive *a, const char *plan_url, int64_t *at_s, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *at_s = clock_wall(a->clock).s;
    enum status st = db_query(a, &stmt, err, "SELECT max(at) FROM event WHERE plan = ?", "t", plan_url);
    if (st == ST_OK)
        st = db_step(a, stmt, &row, err);
    if (row && sqlite3_column_int64(stmt, 0) > *at_s)
        *at_s = sqlite3_column_int64(stmt, 0);
    db_done(a, stmt);
    return st;
}

static enum status write_row(struct archive *a, const char *plan_url, const char *indicator,
                             const char *class, int64_t at_s, bool all, struct err *err)
{
    return db_do(a, err,
                 all ? "REPLACE INTO seen (plan, indicator, class, at) VALUES (?,?,?,?)"
                     : "INSERT OR IGNORE INTO seen (plan, indicator, class, at) VALUES (?,?,?,?)",
                 "ttti", plan_url, indicator, class, at_s);
}

enum status archive_seen_write(struct archive *a, const char *plan_url, const struct seen_list *list,
                               bool all, struct err *err)
{
    if (a->read_only)
        return err_set(err, ST_IO, "the archive may be read, not written");
    int64_t at_s = 0;
    pthread_mutex_lock(&a->mutex);
    enum status st = db_begin(a, err);
    if (st == ST_OK)
        st = moment(a, plan_url, &at_s, err);
    if (st == ST_OK)
        st = db_do(a, err, make_table, "");
    if (st == ST_OK && all)
        st = db_do(a, err, "DELETE FROM seen WHERE plan = ?", "t", plan_url);
    if (st == ST_OK)
        st = write_row(a, plan_url, "", "", at_s, all, err);
    for (size_t i = 0; i < list->count && st == ST_OK; i++)
        st = write_row(a, plan_url, list->list[i].indicator, list->list[i].class, at_s, all, err);
    st = db_end(a, st, err);
    pthread_mutex_unlock(&a->mutex);
    return st;
}

static void read_row(sqlite3_stmt *stmt, struct seen_list *list)
{
    const char *indicator = (const char *)sqlite3_column_text(stmt, 0);
    const char *class = (const char *)sqlite3_column_text(stmt, 1);
    if (indicator && !*indicator) {
        list->at_s = sqlite3_column_int64(stmt, 2);
    } else if (indicator && class && list->count < PLAN_MAX_INDICATORS) {
        struct seen *s = &list->list[list->count++];
        snprintf(s->indicator, sizeof s->indicator, "%s", indicator);
        snprintf(s->class, sizeof s->class, "%s", class);
    }
}

enum status archive_seen_read(struct archive *a, const char *plan_url, struct seen_list **out,
                              struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool there = false, row;
    *out = seen_list_new(PLAN_MAX_INDICATORS);
    if (!*out)
        return err_set(err, ST_NO_MEMORY, "cannot read the archive: out of memory");
    pthread_mutex_lock(&a->mutex);
    enum status st = has_table(a, &there, err);
    if (st == ST_OK && there)
        st = db_query(a, &stmt, err,
                      "SELECT indicator, class, at FROM seen WHERE plan = ?"
                      " ORDER BY indicator LIMIT ?", "ti", plan_url,
                      (int64_t)PLAN_MAX_INDICATORS + 1);
    while (st == ST_OK && there && (st = db_step(a, stmt, &row, err)) == ST_OK && row)
        read_row(stmt, *out);
    db_done(a, stmt);
    pthread_mutex_unlock(&a->mutex);
    if (st != ST_OK) {
        seen_list_unref(*out);
        *out = NULL;
    }
    return st;
}
