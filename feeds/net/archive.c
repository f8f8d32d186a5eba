#include "feeds/net/archive_db.h"

#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "feeds/base/utf8.h"

/* ---- short ways ---------------------------------------------------------------------------- */

enum status db_error(struct archive *a, const char *what, struct err *err)
{
    int code = sqlite3_errcode(a->db);
    bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    a->damaged |= damaged;
    enum status st = code == SQLITE_NOMEM ? ST_NO_MEMORY : damaged ? ST_INVALID : code == SQLITE_BUSY ? ST_BUSY : ST_IO;
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
            rc = text ? sqlite3_bind_text(st, i, text, -1, SQLITE_STATIC)
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

/* A statement that was prepared before, or a new one. */
static int prepare(struct archive *a, const char *sql, sqlite3_stmt **out)
{
    size_t i = 0;
    while (i < DB_STATEMENTS && a->kept[i] && strcmp(sqlite3_sql(a->kept[i]), sql) != 0)
        i++;
    if (i < DB_STATEMENTS && a->kept[i] && !sqlite3_stmt_busy(a->kept[i])) {
        *out = a->kept[i];
        return SQLITE_OK;
    }
    int rc = sqlite3_prepare_v3(a->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (rc == SQLITE_OK && i < DB_STATEMENTS && !a->kept[i])
        a->kept[i] = *out;
    return rc;
}

void db_done(struct archive *a, sqlite3_stmt *st)
{
    for (size_t i = 0; st && i < DB_STATEMENTS && a->kept[i]; i++)
        if (a->kept[i] == st) {
            sqlite3_reset(st);
            sqlite3_clear_bindings(st);
            return;
        }
    sqlite3_finalize(st);
}

void db_close(struct archive *a)
{
    for (size_t i = 0; i < DB_STATEMENTS && a->kept[i]; i++)
        sqlite3_finalize(a->kept[i]);
    memset(a->kept, 0, sizeof a->kept);
    sqlite3_close(a->db);
    a->db = NULL;
}

static enum status query_v(struct archive *a, sqlite3_stmt **out, struct err *err, const char *sql,
                           const char *letters, va_list ap)
{
    *out = NULL;
    if (prepare(a, sql, out) != SQLITE_OK)
        return db_error(a, "read", err);
    enum status st = bind_all(a, *out, letters, ap, err);
    if (st != ST_OK) {
        db_done(a, *out);
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

enum status db_bind(struct archive *a, sqlite3_stmt *st, struct err *err, const char *letters, ...)
{
    va_list ap;
    sqlite3_reset(st);
    va_start(ap, letters);
    enum status result = bind_all(a, st, letters, ap, err);
    va_end(ap);
    return result;
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
    db_done(a, stmt);
    return st;
}

enum status db_begin(struct archive *a, struct err *err)
{
    if (a->batch)
        return ST_OK;
    a->more_events = false;
    return db_do(a, err, "BEGIN IMMEDIATE", "");
}

/* Other programs watch the folder. What they hear of a write itself may come before SQLite lets them see it. */
static void ring(const struct archive *a)
{
    char path[sizeof a->path + sizeof ARCHIVE_LOCK];
    snprintf(path, sizeof path, "%s%s", a->path, ARCHIVE_LOCK);
    utimensat(AT_FDCWD, path, NULL, 0);
}

/* Readers may hold it up: then again after the next commit. */
static void sweep(struct archive *a)
{
    if (a->sweep)
        a->sweep = sqlite3_wal_checkpoint_v2(a->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_BUSY;
}

enum status db_end(struct archive *a, enum status st, struct err *err)
{
    if (a->batch)
        return st;
    if (st == ST_OK && (st = db_do(a, err, "COMMIT", "")) == ST_OK) {
        sweep(a);
        ring(a);
    }
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
    db_done(a, stmt);
    return st;
}

char *db_text(sqlite3_stmt *st, int column)
{
    const unsigned char *text = sqlite3_column_text(st, column);
    return text ? strdup((const char *)text) : NULL;
}

void db_clean_text(sqlite3_stmt *st, int column, char *out, size_t cap)
{
    const char *text = (const char *)sqlite3_column_text(st, column);
    text_clean(text ? text : "", text ? strlen(text) : 0, out, cap);
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
    if (changed) /* who may write has brought it forward, perhaps */
        db_count(a, "PRAGMA user_version", &a->schema, NULL);
    pthread_mutex_unlock(&a->mutex);
    return changed;
}

bool archive_is_lost(struct archive *a, struct err *why)
{
    int moved = 0;
    pthread_mutex_lock(&a->mutex);
    sqlite3_file_control(a->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    bool newer = a->schema > ARCHIVE_SCHEMA, lost = a->damaged || moved || newer;
    if (a->damaged)
        err_set(why, ST_INVALID, "the archive %s is damaged: it is opened anew", a->path);
    else if (newer)
        err_set(why, ST_UNSUPPORTED, "a newer pillars has changed the archive %s", a->path);
    else if (moved)
        err_set(why, ST_IO, "the archive %s was moved or removed", a->path);
    pthread_mutex_unlock(&a->mutex);
    return lost;
}

/* ---- many at once --------------------------------------------------------------------------- */

enum status archive_begin(struct archive *a, struct err *err)
{
    pthread_mutex_lock(&a->mutex);
    enum status st = db_begin(a, err);
    a->batch = st == ST_OK;
    if (st != ST_OK)
        pthread_mutex_unlock(&a->mutex);
    return st;
}

enum status archive_end(struct archive *a, const char *plan_url, enum status st, struct err *err)
{
    a->batch = false;
    if (st == ST_OK)
        st = db_prune_events(a, plan_url, err);
    st = db_end(a, st, err);
    pthread_mutex_unlock(&a->mutex);
    return st;
}

void archive_read_begin(struct archive *a)
{
    pthread_mutex_lock(&a->mutex);
    if (a->wal) /* else nobody could write meanwhile */
        db_do(a, NULL, "BEGIN", "");
    db_count(a, "PRAGMA user_version", &a->schema, NULL); /* who may write may have brought it forward since it was opened */
}

void archive_read_end(struct archive *a)
{
    if (!sqlite3_get_autocommit(a->db))
        db_do(a, NULL, "COMMIT", "");
    pthread_mutex_unlock(&a->mutex);
}
