#include "feeds/net/archive_db.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- short ways ---------------------------------------------------------------------------- */

enum status db_error(struct archive *a, const char *what, struct err *err)
{
    int code = sqlite3_errcode(a->db);
    bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    enum status st = code == SQLITE_NOMEM ? ST_NO_MEMORY : damaged ? ST_INVALID : ST_IO;
    return err_set(err, st, "cannot %s the archive %s: %s", what, a->path,
                   code == SQLITE_FULL   ? "the disk is full"
                   : code == SQLITE_BUSY ? "another program holds it locked"
                                         : sqlite3_errmsg(a->db));
}

static enum status bind_all(struct archive *a, sqlite3_stmt *st, const char *letters, va_list ap,
                            struct err *err)
{
    int rc = SQLITE_OK;
    for (int i = 1; letters[i - 1] && rc == SQLITE_OK; i++) {
        switch (letters[i - 1]) {
        case 't': {
            const char *text = va_arg(ap, const char *);
            rc = text ? sqlite3_bind_text(st, i, text, -1, SQLITE_TRANSIENT)
                      : sqlite3_bind_null(st, i);
            break;
        }
        case 'i':
            rc = sqlite3_bind_int64(st, i, va_arg(ap, int64_t));
            break;
        case 'd': {
            double v = va_arg(ap, double);
            rc = isnan(v) ? sqlite3_bind_null(st, i) : sqlite3_bind_double(st, i, v);
            break;
        }
        case 'b': {
            const void *bytes = va_arg(ap, const void *);
            size_t n = va_arg(ap, size_t);
            rc = bytes ? sqlite3_bind_blob64(st, i, bytes, n, SQLITE_STATIC)
                       : sqlite3_bind_null(st, i);
            break;
        }
        }
    }
    return rc == SQLITE_OK ? ST_OK : db_error(a, "ask", err);
}

static enum status query_v(struct archive *a, sqlite3_stmt **out, struct err *err, const char *sql,
                           const char *letters, va_list ap)
{
    *out = NULL;
    if (sqlite3_prepare_v2(a->db, sql, -1, out, NULL) != SQLITE_OK)
        return db_error(a, "read", err);
    enum status st = bind_all(a, *out, letters, ap, err);
    if (st != ST_OK) {
        sqlite3_finalize(*out);
        *out = NULL;
    }
    return st;
}

enum status db_query(struct archive *a, sqlite3_stmt **out, struct err *err, const char *sql,
                     const char *letters, ...)
{
    va_list ap;
    va_start(ap, letters);
    enum status st = query_v(a, out, err, sql, letters, ap);
    va_end(ap);
    return st;
}

enum status db_step(struct archive *a, sqlite3_stmt *st, bool *row, struct err *err)
{
    int rc = sqlite3_step(st);
    *row = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE
               ? ST_OK
               : db_error(a, sqlite3_stmt_readonly(st) ? "read" : "write", err);
}

enum status db_do(struct archive *a, struct err *err, const char *sql, const char *letters, ...)
{
    sqlite3_stmt *stmt;
    bool row;
    va_list ap;
    va_start(ap, letters);
    enum status st = query_v(a, &stmt, err, sql, letters, ap);
    va_end(ap);
    if (st == ST_OK)
        st = db_step(a, stmt, &row, err);
    sqlite3_finalize(stmt);
    return st;
}

enum status db_begin(struct archive *a, struct err *err)
{
    return db_do(a, err, "BEGIN IMMEDIATE", "");
}

enum status db_end(struct archive *a, enum status st, struct err *err)
{
    if (st == ST_OK)
        st = db_do(a, err, "COMMIT", "");
    if (st != ST_OK && !sqlite3_get_autocommit(a->db))
        db_do(a, NULL, "ROLLBACK", "");
    return st;
}

enum status db_count(struct archive *a, const char *sql, int64_t *out, struct err *err)
{
    sqlite3_stmt *stmt;
    bool row;
    enum status st = db_query(a, &stmt, err, sql, "");
    if (st == ST_OK && (st = db_step(a, stmt, &row, err)) == ST_OK)
        *out = row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return st;
}

char *db_text(sqlite3_stmt *st, int column)
{
    const unsigned char *text = sqlite3_column_text(st, column);
    return text ? strdup((const char *)text) : NULL;
}

double db_number(sqlite3_stmt *st, int column)
{
    return sqlite3_column_type(st, column) == SQLITE_NULL ? NAN : sqlite3_column_double(st, column);
}

/* ---- what others wrote ---------------------------------------------------------------------- */

bool archive_changed(struct archive *a)
{
    pthread_mutex_lock(&a->mutex);
    int64_t version = a->data_version;
    bool renewed = a->immutable; /* such a connection looks at the file once: what was written since needs another */
    if (renewed)
        db_connect_to_read(a, NULL);
    db_count(a, "PRAGMA data_version", &version, NULL);
    bool changed = renewed || version != a->data_version;
    a->data_version = version;
    pthread_mutex_unlock(&a->mutex);
    return changed;
}

/* ---- leases -------------------------------------------------------------------------------- */

static bool holder_is_dead(struct archive *a, const char *holder, int64_t pid)
{
    return strcmp(holder, a->holder) == 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

enum status archive_lease(struct archive *a, const char *plan_url, const char *feed, int64_t hold_s,
                          bool *mine, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row;
    *mine = false;
    int64_t now = clock_wall(a->clock).s, self = getpid();
    pthread_mutex_lock(&a->mutex);
    enum status st = db_begin(a, err);
    if (st != ST_OK)
        goto unlock;
    st = db_query(a, &stmt, err, "SELECT holder, pid, until FROM lease WHERE plan = ? AND feed = ?",
                  "tt", plan_url, feed);
    if (st == ST_OK)
        st = db_step(a, stmt, &row, err);
    if (st == ST_OK) {
        *mine = true;
        if (row) {
            const char *holder = (const char *)sqlite3_column_text(stmt, 0);
            int64_t pid = sqlite3_column_int64(stmt, 1);
            bool ours = pid == self && strcmp(holder, a->holder) == 0;
            *mine = ours || sqlite3_column_int64(stmt, 2) <= now || holder_is_dead(a, holder, pid);
        }
    }
    sqlite3_finalize(stmt);
    if (st == ST_OK && *mine)
        st = db_do(a, err, "REPLACE INTO lease (plan, feed, holder, pid, until) VALUES (?,?,?,?,?)",
                   "tttii", plan_url, feed, a->holder, self, now + hold_s);
    st = db_end(a, st, err);
unlock:
    pthread_mutex_unlock(&a->mutex);
    if (st != ST_OK)
        *mine = false;
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

enum status archive_times(struct archive *a, const char *plan_url, const char *feed,
                          int64_t *fetched_s, int64_t *next_s, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *fetched_s = *next_s = 0;
    pthread_mutex_lock(&a->mutex);
    enum status st =
        db_query(a, &stmt, err, "SELECT fetched, next FROM document WHERE plan = ? AND feed = ?",
                 "tt", plan_url, feed);
    if (st == ST_OK)
        st = db_step(a, stmt, &row, err);
    if (row) {
        *fetched_s = sqlite3_column_int64(stmt, 0);
        *next_s = sqlite3_column_int64(stmt, 1);
    }
    sqlite3_finalize(stmt);
    pthread_mutex_unlock(&a->mutex);
    return st;
}
