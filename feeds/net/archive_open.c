/* Opening the archive: folders and file, damage, side files, schema. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "feeds/format/address.h"
#include "feeds/net/archive_db.h"
#include "feeds/net/body_hash.h"

#if SQLITE_VERSION_NUMBER < 3035000
#error "schema 4 drops a column: expected libsqlite3-dev 3.35 or later"
#endif

#define BUSY_MS 2000
#define BUSY_PAUSE_MS 10
#define HURRY_MS 200 /* on the way out: enough for other programs that write now and then */
#define LOCK_TRIES 100 /* for those who open it at the same time, 20 ms apart: nobody is locked out for longer */

/* From each schema to the next; the first from an empty file. */
static const char *const steps[ARCHIVE_SCHEMA] = {
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
    " pid INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (plan, feed)) WITHOUT ROWID;",
    /* 2: Retry-After outlives the program; what an address asks for (a token, perhaps) is not kept; classes as they
     * were seen. Validators could belong to another body than the kept one: they are asked for anew. */
    "ALTER TABLE document ADD COLUMN not_before INTEGER;"
    "CREATE TABLE class (plan TEXT NOT NULL, indicator TEXT NOT NULL, class TEXT NOT NULL,"
    " since INTEGER NOT NULL, PRIMARY KEY (plan, indicator)) WITHOUT ROWID;"
    "UPDATE document SET plan = plan_key(plan) WHERE instr(plan, '?');"
    "UPDATE vintage SET plan = plan_key(plan) WHERE instr(plan, '?');"
    "UPDATE event SET plan = plan_key(plan) WHERE instr(plan, '?');"
    "UPDATE document SET etag = NULL, last_modified = NULL;"
    "DELETE FROM lease;",
    /* 3: a faster hash. A body that has not the hash it had is damaged, and stays so. */
    "UPDATE document SET body_hash = hash(body, 3) WHERE body_hash = hash(body, 2);",
    /* 4: bodies have a table of their own, so that "unchanged" writes and a look reads no more than a document's times; they
     * are packed where `bytes` are fewer than `size`. A program of before may have written on with the hash of schema 2. */
    "UPDATE document SET body_hash = hash(body, 3) WHERE body_hash = hash(body, 2);"
    "CREATE TABLE body (document INTEGER PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL);"
    "INSERT INTO body SELECT id, length(body), body FROM document WHERE length(body) > 0;"
    "ALTER TABLE document DROP COLUMN body;"
    /* Such a program that still runs must not wait for what it cannot read: it gets no leases and fetches for itself. */
    "ALTER TABLE lease RENAME TO claim;",
};
#define DOCUMENT "SELECT id, plan, feed, generation, etag, last_modified, body_hash, http_status, fetched, tried, next, latency_ms,"\
    " answers_304, failures, error"
/* What is asked of a file of those schemas; that it can be is known once it is open. */
static const struct {
    int from, to;
    const char *sql;
} probes[] = {
    {1, 3, DOCUMENT ", body FROM document"},
    {4, ARCHIVE_SCHEMA, DOCUMENT ", not_before FROM document"},
    {4, ARCHIVE_SCHEMA, "SELECT document, size, bytes FROM body"},
    {1, ARCHIVE_SCHEMA,
     "SELECT id, plan, feed, indicator, period, covers, published, value, value_key, cmp, status, pre_break, source_zh,"
     " source_en, source_url, note_zh, note_en, received, generation FROM vintage"},
    {1, ARCHIVE_SCHEMA, "SELECT id, plan, at, kind, feed, indicator, period, before, after, text FROM event"},
    {1, 3, "SELECT plan, feed, holder, pid, until FROM lease"},
    {4, ARCHIVE_SCHEMA, "SELECT plan, feed, holder, pid, until FROM claim"},
};

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
    if (stat(dir, &s) != 0)
        return err_set(err, ST_IO, "cannot make the folder %s: %s", dir, strerror(errno));
    if (!S_ISDIR(s.st_mode))
        return err_set(err, ST_IO, "cannot make the folder %s: a file is in its place", dir);
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

/* ST_INVALID with the reason when the file is damaged. A lock or a failing disk is no damage. */
static enum status check_whole(struct archive *a, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status st = ST_OK;
    int rc = sqlite3_prepare_v2(a->db, "PRAGMA quick_check(1)", -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) {
        const char *said = (const char *)sqlite3_column_text(stmt, 0);
        if (!said || strcmp(said, "ok") != 0)
            st = err_set(err, ST_INVALID, "%s", said ? said : "no answer");
    } else if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB) {
        st = err_set(err, ST_INVALID, "%s", sqlite3_errmsg(a->db));
    } else {
        st = db_error(a, "read", err);
    }
    sqlite3_finalize(stmt);
    return st;
}

/* Another program holds the lock: try again, or (0) give up. */
static int wait_for_lock(void *arg, int tries)
{
    struct archive *a = arg;
    struct timespec pause = {.tv_nsec = BUSY_PAUSE_MS * 1000000L};
    if (tries >= (atomic_load(&a->hurry) ? HURRY_MS : BUSY_MS) / BUSY_PAUSE_MS)
        return 0;
    nanosleep(&pause, NULL);
    return 1;
}

static int connect_db(struct archive *a, bool read_only)
{
    char uri[4608];
    db_close(a);
    if (!a->immutable)
        snprintf(uri, sizeof uri, "%s", a->path);
    else
        snprintf(uri, sizeof uri, "file:%s?immutable=1", a->path);
    int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                SQLITE_OPEN_FULLMUTEX | (a->immutable ? SQLITE_OPEN_URI : 0);
    int rc = sqlite3_open_v2(uri, &a->db, flags, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_busy_handler(a->db, wait_for_lock, a);
        sqlite3_extended_result_codes(a->db, 0);
    }
    return rc;
}

/* A name that nothing has yet: what was set aside before stays. */
static void name_aside(const struct archive *a, char *out, size_t cap)
{
    char when[32];
    struct tm tm;
    time_t now = (time_t)clock_wall(a->clock).s;
    gmtime_r(&now, &tm);
    strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &tm);
    snprintf(out, cap, "%s.damaged-%s", a->path, when);
    for (int i = 2; access(out, F_OK) == 0 && i < 1000; i++)
        snprintf(out, cap, "%s.damaged-%s-%d", a->path, when, i);
}

/* Renames the damaged file and what belongs to it; nothing is deleted. */
static enum status set_aside(struct archive *a, char *note, size_t cap, const char *why,
                             struct err *err)
{
    static const char *const parts[] = {"", "-wal", "-shm", "-journal"};
    char aside[4224], from[4224], to[4300];
    name_aside(a, aside, sizeof aside);
    db_close(a);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(from, sizeof from, "%s%s", a->path, parts[i]);
        snprintf(to, sizeof to, "%s%s", aside, parts[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            return err_set(err, ST_IO, "cannot set the damaged archive %s aside: %s", a->path,
                           strerror(errno));
    }
    snprintf(note, cap, "the archive was damaged (%s); it was set aside as %s", why,
             strrchr(aside, '/') + 1);
    log_line(a->log, "archive", "%s", note);
    return ST_OK;
}

/* Opens or makes a file that may be used by whoever may use its folder: the umask must not take away what that grants. */
static int open_shared(const char *path, const char *dir)
{
    struct stat s;
    mode_t mode = stat(dir, &s) == 0 && (s.st_mode & S_IWGRP) ? 0660 : 0600;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode);
    if (fd >= 0 && mode == 0660 && fstat(fd, &s) == 0 && s.st_uid == geteuid() &&
        (s.st_mode & 0660) != 0660)
        (void)!fchmod(fd, s.st_mode | mode);
    return fd;
}

static enum status make_file(struct archive *a, const char *dir, struct err *err)
{
    int fd = open_shared(a->path, dir);
    if (fd < 0)
        return err_set(err, ST_IO, "cannot open the archive %s: %s", a->path, strerror(errno));
    close(fd);
    return ST_OK;
}

static void plan_key(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    char key[ADDRESS_MAX + 32];
    const char *plan = (const char *)sqlite3_value_text(values[0]);
    address_key(plan ? plan : "", key, sizeof key);
    sqlite3_result_text(context, key, -1, SQLITE_TRANSIENT);
}

/* Of a body, in a schema. */
static void hash(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *body = sqlite3_value_blob(values[0]);
    size_t n = (size_t)sqlite3_value_bytes(values[0]);
    uint64_t h = sqlite3_value_int(values[1]) >= 3 ? body_hash(body ? body : "", n) : body_hash_of_schema_2(body ? body : "", n);
    sqlite3_result_int64(context, (sqlite3_int64)h);
}

static enum status step_schema(struct archive *a, int64_t version, struct err *err)
{
    char set[64];
    snprintf(set, sizeof set, "PRAGMA user_version = %lld", (long long)version + 1);
    int rc = sqlite3_exec(a->db, steps[version], NULL, NULL, NULL);
    /* Where a column goes, what somebody has added to the file (a view) can be in the way: that is no damage. */
    if (rc == SQLITE_ERROR && version == 3)
        return err_set(err, ST_UNSUPPORTED, "the archive %s cannot be brought from schema 3 to 4: %s", a->path, sqlite3_errmsg(a->db));
    if (rc == SQLITE_ERROR)
        return err_set(err, ST_INVALID, "it is not of schema %lld: %s", (long long)version, sqlite3_errmsg(a->db));
    return rc == SQLITE_OK && sqlite3_exec(a->db, set, NULL, NULL, NULL) == SQLITE_OK ? ST_OK : db_error(a, "prepare", err);
}

/* ST_INVALID where a table is not as it should be. */
static enum status probe(struct archive *a, struct err *err)
{
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        sqlite3_stmt *stmt = NULL;
        if (a->schema < probes[i].from || a->schema > probes[i].to)
            continue;
        int rc = sqlite3_prepare_v2(a->db, probes[i].sql, -1, &stmt, NULL);
        sqlite3_finalize(stmt);
        if (rc == SQLITE_ERROR)
            return err_set(err, ST_INVALID, "%s", sqlite3_errmsg(a->db));
        if (rc != SQLITE_OK)
            return db_error(a, "read", err);
    }
    return ST_OK;
}

/* Brings the schema to ARCHIVE_SCHEMA, step by step, all or nothing; a newer one is refused. ST_INVALID: tables that
 * nobody numbered, or of another schema than their number says. Asked again inside: another program may have done it in between. */
static enum status migrate(struct archive *a, struct err *err)
{
    int64_t tables = 0;
    enum status st = db_count(a, "PRAGMA user_version", &a->schema, err);
    if (st == ST_OK && a->schema > ARCHIVE_SCHEMA)
        return err_set(err, ST_UNSUPPORTED,
                       "the archive %s has schema %lld, made by a newer pillars; this one knows %d",
                       a->path, (long long)a->schema, ARCHIVE_SCHEMA);
    if (st == ST_OK && a->schema <= 0 && a->read_only && (st = db_count(a, "SELECT 1 FROM document", &tables, err)) == ST_OK)
        return err_set(err, ST_INVALID, "its schema has no number");
    if (st != ST_OK || a->schema == ARCHIVE_SCHEMA || a->read_only)
        return st;
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC; /* the functions of the steps */
    sqlite3_create_function(a->db, "plan_key", 1, flags, NULL, plan_key, NULL, NULL);
    sqlite3_create_function(a->db, "hash", 2, flags, NULL, hash, NULL, NULL);
    st = db_begin(a, err);
    if (st != ST_OK)
        return st;
    st = db_count(a, "PRAGMA user_version", &a->schema, err);
    if (st == ST_OK && a->schema <= 0)
        st = db_count(a, "SELECT count(*) FROM sqlite_master", &tables, err);
    if (st == ST_OK && (tables || a->schema < 0))
        st = err_set(err, ST_INVALID, "its schema has no number");
    if (st == ST_OK && a->schema > 0)
        st = probe(a, err);
    for (; st == ST_OK && a->schema < ARCHIVE_SCHEMA; a->schema++)
        st = step_schema(a, a->schema, err);
    return db_end(a, st, err);
}

/* Everything that tells a whole file from a damaged one; ST_INVALID for the latter. */
static enum status prepare_file(struct archive *a, const char *dir, struct err *err)
{
    if (connect_db(a, false) != SQLITE_OK)
        return db_error(a, "open", err);
    enum status st = check_whole(a, err);
    if (st != ST_OK)
        return st;
    a->wal = !on_network_file_system(dir);
    const char *mode = a->wal ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = TRUNCATE";
    int keep = a->wal; /* a -wal that stays would be used by whoever opens the file next */
    sqlite3_file_control(a->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    if (sqlite3_exec(a->db, mode, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(a->db, "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 4194304; PRAGMA secure_delete = ON",
                     NULL, NULL, NULL) != SQLITE_OK)
        return db_error(a, "open", err);
    st = migrate(a, err);
    return st == ST_OK ? probe(a, err) : st;
}

static enum status open_writable(struct archive *a, const char *dir, struct archive_info *info,
                                 struct err *err)
{
    struct err why = {0};
    enum status st = make_file(a, dir, err);
    if (st != ST_OK)
        return st;
    st = prepare_file(a, dir, &why);
    if (st == ST_INVALID) {
        if ((st = set_aside(a, info->note, sizeof info->note, why.text, err)) != ST_OK ||
            (st = make_file(a, dir, err)) != ST_OK)
            return st;
        st = prepare_file(a, dir, &why);
    }
    info->locked = st == ST_BUSY;
    return st == ST_OK ? st : err_set(err, st, "%s", why.text);
}

enum status db_connect_to_read(struct archive *a, struct err *err)
{
    int64_t tables;
    a->read_only = true;
    a->immutable = false;
    if (connect_db(a, true) == SQLITE_OK &&
        db_count(a, "SELECT count(*) FROM sqlite_master", &tables, NULL) == ST_OK)
        return ST_OK;
    /* Without the side files of WAL, and without leave to make them, only the file as it stands can be read. A lock is
     * another matter: who holds it is about to change that file. */
    int code = sqlite3_errcode(a->db);
    if (code == SQLITE_BUSY || code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return db_error(a, "read", err);
    a->immutable = true;
    return connect_db(a, true) == SQLITE_OK ? ST_OK : db_error(a, "open", err);
}

static enum status open_read_only(struct archive *a, struct archive_info *info, struct err *err)
{
    struct err why = {0};
    if (access(a->path, R_OK) != 0)
        return err_set(err, ST_IO, "cannot read the archive %s: %s", a->path, strerror(errno));
    info->read_only = true;
    snprintf(info->note, sizeof info->note, "the archive may be read, not written: nothing is fetched");
    enum status st = db_connect_to_read(a, &why);
    if (st == ST_OK)
        st = check_whole(a, &why);
    if (st == ST_OK)
        st = migrate(a, &why);
    if (st == ST_OK)
        st = probe(a, &why);
    if (st == ST_INVALID)
        return err_set(err, st, "the archive %s is damaged: %s", a->path, why.text);
    return st == ST_OK ? st : err_set(err, st, "%s", why.text);
}

static struct archive *archive_new(const char *dir, const struct clock *clock, struct log *log)
{
    struct archive *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    a->clock = clock;
    a->log = log;
    pthread_mutexattr_t recursive;
    pthread_mutexattr_init(&recursive);
    pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&a->mutex, &recursive);
    pthread_mutexattr_destroy(&recursive);
    holder_name(a->holder, sizeof a->holder);
    snprintf(a->path, sizeof a->path, "%s/archive.db", dir);
    return a;
}

/* Processes that start together must not both set a damaged file aside. One that is stopped while it holds the lock must
 * not stop the others: SQLite's own locks still guard every write. */
static int lock_opening(const struct archive *a, const char *dir)
{
    char path[4224];
    snprintf(path, sizeof path, "%s%s", a->path, ARCHIVE_LOCK);
    int fd = open_shared(path, dir);
    struct timespec pause = {.tv_nsec = 20000000};
    for (int i = 0; fd >= 0 && i < LOCK_TRIES && flock(fd, LOCK_EX | LOCK_NB) != 0; i++)
        nanosleep(&pause, NULL);
    return fd;
}

enum status archive_open(struct archive **out, const char *dir, const struct clock *clock,
                         struct log *log, struct archive_info *info, struct err *err)
{
    *out = NULL;
    *info = (struct archive_info){0};
    enum status st = make_folders(dir, err);
    if (st != ST_OK)
        return st;
    struct archive *a = archive_new(dir, clock, log);
    if (!a)
        return err_set(err, ST_NO_MEMORY, "cannot open the archive: out of memory");
    bool writable = access(dir, W_OK) == 0 && (access(a->path, W_OK) == 0 || errno == ENOENT);
    int lock = writable ? lock_opening(a, dir) : -1;
    st = writable ? open_writable(a, dir, info, err) : open_read_only(a, info, err);
    if (lock >= 0)
        close(lock);
    a->damaged = false; /* the one that was, was set aside */
    if (st == ST_OK)
        *out = a;
    else
        archive_close(a);
    return st;
}

enum status archive_open_to_read(struct archive **out, const char *dir, const struct clock *clock,
                                 struct log *log, struct err *err)
{
    struct archive_info info = {0};
    *out = NULL;
    struct archive *a = archive_new(dir, clock, log);
    if (!a)
        return err_set(err, ST_NO_MEMORY, "cannot open the archive: out of memory");
    enum status st = open_read_only(a, &info, err);
    if (st == ST_OK)
        *out = a;
    else
        archive_close(a);
    return st;
}

void archive_hurry(struct archive *a)
{
    atomic_store(&a->hurry, true);
}

void archive_close(struct archive *a)
{
    if (!a)
        return;
    archive_hurry(a);
    if (a->db && !a->read_only)
        db_do(a, NULL, "DELETE FROM claim WHERE holder = ? AND pid = ?", "ti", a->holder,
              (int64_t)getpid());
    db_close(a);
    pthread_mutex_destroy(&a->mutex);
    free(a);
}
