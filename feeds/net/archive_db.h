/* archive_db.h -- internal to archive*.c: the database and short ways to ask it. Lock held by the caller. */
#ifndef PILLARS_NET_ARCHIVE_DB_H
#define PILLARS_NET_ARCHIVE_DB_H

#include <pthread.h>
#include <sqlite3.h>

#include "feeds/net/archive.h"

#define DB_STATEMENTS 48
#define ARCHIVE_LOCK ".lock" /* beside the file: guards its opening, and is touched after each commit */

struct archive {
    sqlite3 *db;
    pthread_mutex_t mutex; /* serialises the calls of this process's threads; recursive, for archive_begin() */
    bool batch;            /* between archive_begin() and archive_end() */
    bool wal;
    char path[4096];
    char holder[128]; /* who we are in the lease table: machine, pid namespace, pid */
    const struct clock *clock;
    struct log *log;
    _Atomic bool hurry;   /* no more long waits for locks */
    bool read_only;
    bool more_events;     /* noted by the transaction under way */
    bool damaged;         /* SQLite has found it so */
    bool sweep;           /* a secret was dropped: it is not to stay in the -wal, nor in the file as that overwrites it */
    bool immutable;       /* WAL's side files are missing and cannot be made: the file is read as it stands */
    int64_t schema;       /* of the file; ARCHIVE_SCHEMA unless it may not be written */
    int64_t data_version; /* of the last archive_changed() */
    sqlite3_stmt *kept[DB_STATEMENTS]; /* prepared once, found again by their text */
};

/* Prepares `sql` and binds by letter: t text (NULL allowed), i int64_t, d double (NaN is NULL), b bytes
 * (pointer, size_t; NULL allowed). Texts and bytes are not copied: they stay until db_done() or the next db_bind(). Give it
 * back by db_done(). */
enum status db_query(struct archive *a, sqlite3_stmt **out, struct err *err, const char *sql,
                     const char *letters, ...);
/* The same statement again with other values. */
enum status db_bind(struct archive *a, sqlite3_stmt *st, struct err *err, const char *letters, ...);
void db_done(struct archive *a, sqlite3_stmt *st); /* NULL is fine */
void db_close(struct archive *a);                  /* the connection and its statements */
/* db_query() for a statement without rows. */
enum status db_do(struct archive *a, struct err *err, const char *sql, const char *letters, ...);
/* One step: *row says whether there is one. */
enum status db_step(struct archive *a, sqlite3_stmt *st, bool *row, struct err *err);
/* "cannot WHAT the archive PATH: reason" with the status that fits the SQLite code. */
enum status db_error(struct archive *a, const char *what, struct err *err);
/* BEGIN IMMEDIATE, and COMMIT or ROLLBACK by how `st` came out (which is returned, or the commit's failure). Nothing within
 * a batch, which is one transaction. */
enum status db_begin(struct archive *a, struct err *err);
enum status db_end(struct archive *a, enum status st, struct err *err);

enum status db_add_event(struct archive *a, const char *plan_url, const struct event *e, struct err *err);
/* Every vintage in what a feed said; what is new gets an event unless this is its first document (generation 1). */
enum status db_file_series(struct archive *a, const char *plan_url, const char *feed, int64_t generation,
                           struct series *const *series, size_t count, struct err *err);
/* Before the end of a transaction: of a plan's events the newest ARCHIVE_EVENTS_KEPT stay. Nothing within a batch. */
enum status db_prune_events(struct archive *a, const char *plan_url, struct err *err);

/* The first column of the first row; 0 where there is none. */
enum status db_count(struct archive *a, const char *sql, int64_t *out, struct err *err);
/* Opens the file for reading, anew if it is open. */
enum status db_connect_to_read(struct archive *a, struct err *err);

/* A text column as malloc'ed copy, NULL for NULL. */
char *db_text(sqlite3_stmt *st, int column);
void db_clean_text(sqlite3_stmt *st, int column, char *out, size_t cap); /* clean whatever happened to the file */
double db_number(sqlite3_stmt *st, int column); /* NaN for NULL */

#endif
