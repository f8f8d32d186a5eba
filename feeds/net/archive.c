#include "feeds/net/archive_db.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define BUSY_MS 2000

static const char schema[] =
    "CREATE TABLE document (id INTEGER PRIMARY KEY, plan TEXT NOT NULL, feed TEXT NOT NULL,"
    " generation INTEGER NOT NULL DEFAULT 0, body BLOB, etag TEXT, last_modified TEXT,"
    " body_hash INTEGER, http_status INTEGER, fetched INTEGER, tried INTEGER, next INTEGER,"
    " latency_ms INTEGER, answers_304 INTEGER, failures INTEGER, error TEXT, UNIQUE (plan, feed));"
    "CREATE TABLE vintage (id INTEGER PRIMARY KEY, plan TEXT NOT NULL, feed TEXT NOT NULL,"
    " indicator TEXT NOT NULL, period TEXT NOT NULL, covers INTEGER NOT NULL,"
    " published INTEGER NOT NULL, value REAL, value_key TEXT NOT NULL, cmp INTEGER NOT NULL,"
    " status TEXT NOT NULL, pre_break REAL, source_zh TEXT, source_en TEXT, source_url TEXT,"
    " note_zh TEXT, note_en TEXT, received INTEGER NOT NULL, generation INTEGER NOT NULL,"
    " UNIQUE (plan, indicator, feed, period, covers, published, value_key, cmp, status));"
    "CREATE INDEX vintage_by_feed ON vintage (plan, feed, generation);"
    "CREATE TABLE event (id INTEGER PRIMARY KEY, plan TEXT NOT NULL, at INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, feed TEXT, indicator TEXT, period TEXT, before REAL, after REAL,"
    " text TEXT);"
    "CREATE INDEX event_by_plan ON event (plan, at);"
    "CREATE TABLE lease (plan TEXT NOT NULL, feed TEXT NOT NULL, holder TEXT NOT NULL,"
    " pid INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (plan, feed)) WITHOUT ROWID;";

/* ---- short ways ---------------------------------------------------------------------------- */

enum status db_error(struct archive *a, const char *what, struct err *err)
{
    int code = sqlite3_errcode(a->db);
    enum status st = code == SQLITE_NOMEM ? ST_NO_MEMORY : ST_IO;
    return err_set(err, st, "cannot %s the archive %s: %s", what, a->path,
                   code == SQLITE_FULL ? "the disk is full" : sqlite3_errmsg(a->db));
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

char *db_text(sqlite3_stmt *st, int column)
{
    const unsigned char *text = sqlite3_column_text(st, column);
    return text ? strdup((const char *)text) : NULL;
}

double db_number(sqlite3_stmt *st, int column)
{
    return sqlite3_column_type(st, column) == SQLITE_NULL ? NAN : sqlite3_column_double(st, column);
}

/* ---- opening ------------------------------------------------------------------------------- */

/* File systems that cannot share memory between machines, which WAL needs (sqlite.org/wal.html). */
static bool on_network_file_system(const char *dir)
{
    static const uint32_t kinds[] = {0x6969 /* NFS */,      0x517B /* SMB */,
                                     0xFF534D42 /* CIFS */, 0xFE534D42 /* SMB2 */,
                                     0x5346414F /* AFS */,  0x73757245 /* Coda */,
                                     0x01021997 /* 9P */,   0x65735546 /* FUSE */};
    struct statfs fs;
    if (statfs(dir, &fs) != 0)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((uint32_t)fs.f_type == kinds[i])
            return true;
    return false;
}

/* Makes every missing folder of `dir` for its owner alone. */
static enum status make_folders(const char *dir, struct err *err)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s", dir) >= (int)sizeof path - 64)
        return err_set(err, ST_USAGE, "the archive's path is too long: %s", dir);
    for (char *p = path + 1;; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char kept = *p;
        *p = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
            return err_set(err, ST_IO, "cannot make the folder %s: %s", path, strerror(errno));
        if (!kept)
            break;
        *p = kept;
    }
    struct stat s;
    if (stat(dir, &s) != 0 || !S_ISDIR(s.st_mode))
        return err_set(err, ST_IO, "cannot make the folder %s: %s", dir, strerror(errno));
    return ST_OK;
}

static void holder_name(char *out, size_t cap)
{
    char boot[64] = "", space[64] = "";
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t n = read(fd, boot, sizeof boot - 1);
        boot[n > 0 ? strcspn(boot, "\n") : 0] = '\0';
        close(fd);
    }
    ssize_t n = readlink("/proc/self/ns/pid", space, sizeof space - 1);
    space[n > 0 ? n : 0] = '\0';
    snprintf(out, cap, "%s %s", boot, space);
}

static enum status one_number(struct archive *a, const char *sql, int64_t *out, struct err *err)
{
    sqlite3_stmt *stmt;
    bool row;
    enum status st = db_query(a, &stmt, err, sql, "");
    if (st == ST_OK && (st = db_step(a, stmt, &row, err)) == ST_OK)
        *out = row ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return st;
}

/* True when the file is whole; false with the reason when it is damaged. A lock or a failing disk is no damage. */
static bool is_whole(struct archive *a, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool whole = true;
    int rc = sqlite3_prepare_v2(a->db, "PRAGMA quick_check(1)", -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) {
        const char *said = (const char *)sqlite3_column_text(stmt, 0);
        whole = said && strcmp(said, "ok") == 0;
        if (!whole)
            err_set(err, ST_INVALID, "%s", said ? said : "no answer");
    } else if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB) {
        whole = false;
        err_set(err, ST_INVALID, "%s", sqlite3_errmsg(a->db));
    }
    sqlite3_finalize(stmt);
    return whole;
}

static int connect_db(struct archive *a, bool read_only, bool immutable)
{
    char uri[4608];
    sqlite3_close(a->db);
    a->db = NULL;
    if (!immutable)
        snprintf(uri, sizeof uri, "%s", a->path);
    else
        snprintf(uri, sizeof uri, "file:%s?immutable=1", a->path);
    int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                SQLITE_OPEN_FULLMUTEX | (immutable ? SQLITE_OPEN_URI : 0);
    int rc = sqlite3_open_v2(uri, &a->db, flags, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_busy_timeout(a->db, BUSY_MS);
        sqlite3_extended_result_codes(a->db, 0);
    }
    return rc;
}

/* Renames the damaged file and what belongs to it; nothing is deleted. */
static enum status set_aside(struct archive *a, char *note, size_t cap, const char *why,
                             struct err *err)
{
    static const char *const parts[] = {"", "-wal", "-shm", "-journal"};
    char when[32], to[4224], from[4224];
    struct tm tm;
    time_t now = (time_t)clock_wall(a->clock).s;
    gmtime_r(&now, &tm);
    strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &tm);
    sqlite3_close(a->db);
    a->db = NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(from, sizeof from, "%s%s", a->path, parts[i]);
        snprintf(to, sizeof to, "%s.damaged-%s%s", a->path, when, parts[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            return err_set(err, ST_IO, "cannot set the damaged archive %s aside: %s", a->path,
                           strerror(errno));
    }
    snprintf(note, cap, "the archive was damaged (%s); it was set aside as archive.db.damaged-%s",
             why, when);
    log_line(a->log, "archive", "%s", note);
    return ST_OK;
}

static enum status make_file(struct archive *a, const char *dir, struct err *err)
{
    struct stat s;
    mode_t mode = stat(dir, &s) == 0 && (s.st_mode & S_IWGRP) ? 0660 : 0600;
    int fd = open(a->path, O_RDWR | O_CREAT | O_CLOEXEC, mode);
    if (fd < 0)
        return err_set(err, ST_IO, "cannot open the archive %s: %s", a->path, strerror(errno));
    /* The umask must not take away what the folder grants. */
    if (mode == 0660 && fstat(fd, &s) == 0 && s.st_uid == geteuid())
        (void)!fchmod(fd, mode);
    close(fd);
    return ST_OK;
}

/* Brings the schema to ARCHIVE_SCHEMA; a newer one is refused. */
static enum status migrate(struct archive *a, struct err *err)
{
    int64_t version = 0;
    enum status st = one_number(a, "PRAGMA user_version", &version, err);
    if (st != ST_OK)
        return st;
    if (version > ARCHIVE_SCHEMA)
        return err_set(err, ST_UNSUPPORTED,
                       "the archive %s has schema %lld, made by a newer pillars; this one knows %d",
                       a->path, (long long)version, ARCHIVE_SCHEMA);
    if (version == ARCHIVE_SCHEMA || a->read_only)
        return ST_OK;
    st = db_begin(a, err);
    if (st != ST_OK)
        return st;
    if (sqlite3_exec(a->db, schema, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(a->db, "PRAGMA user_version = 1", NULL, NULL, NULL) != SQLITE_OK)
        st = db_error(a, "prepare", err);
    return db_end(a, st, err);
}

static enum status open_writable(struct archive *a, const char *dir, struct archive_info *info,
                                 struct err *err)
{
    struct err why;
    enum status st = make_file(a, dir, err);
    if (st != ST_OK)
        return st;
    if (connect_db(a, false, false) != SQLITE_OK)
        return db_error(a, "open", err);
    if (!is_whole(a, &why)) {
        if ((st = set_aside(a, info->note, sizeof info->note, why.text, err)) != ST_OK ||
            (st = make_file(a, dir, err)) != ST_OK)
            return st;
        if (connect_db(a, false, false) != SQLITE_OK)
            return db_error(a, "open", err);
    }
    const char *mode = on_network_file_system(dir) ? "PRAGMA journal_mode = TRUNCATE"
                                                   : "PRAGMA journal_mode = WAL";
    int keep = 1;
    sqlite3_file_control(a->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    if (sqlite3_exec(a->db, mode, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(a->db, "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304",
                     NULL, NULL, NULL) != SQLITE_OK)
        return db_error(a, "open", err);
    return migrate(a, err);
}

static enum status open_read_only(struct archive *a, struct archive_info *info, struct err *err)
{
    int64_t tables = 0;
    struct err why;
    a->read_only = info->read_only = true;
    if (access(a->path, R_OK) != 0)
        return err_set(err, ST_IO, "cannot read the archive %s: %s", a->path, strerror(errno));
    /* Without the side files of WAL, and without leave to make them, only the file as it stands can be read. */
    if (connect_db(a, true, false) != SQLITE_OK ||
        one_number(a, "SELECT count(*) FROM sqlite_master", &tables, NULL) != ST_OK) {
        if (connect_db(a, true, true) != SQLITE_OK)
            return db_error(a, "open", err);
    }
    if (!is_whole(a, &why))
        return err_set(err, ST_INVALID, "the archive %s is damaged: %s", a->path, why.text);
    snprintf(info->note, sizeof info->note, "the archive may be read, not written");
    return migrate(a, err);
}

enum status archive_open(struct archive **out, const char *dir, const struct clock *clock,
                         struct log *log, struct archive_info *info, struct err *err)
{
    *out = NULL;
    *info = (struct archive_info){0};
    struct archive *a = calloc(1, sizeof *a);
    if (!a)
        return err_set(err, ST_NO_MEMORY, "cannot open the archive: out of memory");
    a->clock = clock;
    a->log = log;
    pthread_mutex_init(&a->mutex, NULL);
    holder_name(a->holder, sizeof a->holder);
    int lock = -1;
    enum status st = make_folders(dir, err);
    if (st != ST_OK)
        goto out;
    char lock_path[4224];
    snprintf(a->path, sizeof a->path, "%s/archive.db", dir);
    snprintf(lock_path, sizeof lock_path, "%s.lock", a->path);
    /* Processes that start together must not both set a damaged file aside or make the schema. */
    lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (lock >= 0)
        (void)!flock(lock, LOCK_EX);
    bool writable = access(dir, W_OK) == 0 && (access(a->path, W_OK) == 0 || errno == ENOENT);
    st = writable ? open_writable(a, dir, info, err) : open_read_only(a, info, err);
out:
    if (lock >= 0)
        close(lock);
    if (st == ST_OK) {
        *out = a;
        return ST_OK;
    }
    archive_close(a);
    return st;
}

void archive_close(struct archive *a)
{
    if (!a)
        return;
    if (a->db && !a->read_only)
        db_do(a, NULL, "DELETE FROM lease WHERE holder = ? AND pid = ?", "ti", a->holder,
              (int64_t)getpid());
    sqlite3_close(a->db);
    pthread_mutex_destroy(&a->mutex);
    free(a);
}

bool archive_changed(struct archive *a)
{
    pthread_mutex_lock(&a->mutex);
    int64_t version = a->data_version;
    one_number(a, "PRAGMA data_version", &version, NULL);
    bool changed = version != a->data_version;
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
