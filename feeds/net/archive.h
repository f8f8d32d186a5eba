/* archive.h -- what is kept between runs: last good bodies, every vintage, events, leases. SQLite.
 *
 * The only file that includes sqlite3.h is archive*.c. Called by worker threads alone, one at a time: every call may wait for
 * the disk, and for another program's lock (2 s at most). One handle may be used by several threads; calls are serialised
 * inside. Many processes may hold the same archive: WAL on a local file system, a rollback journal on a network
 * one (WAL does not work there), where the file was made by us.
 *
 * What is committed is never lost: a body and its vintages go in by one transaction. A file that is damaged is set aside
 * as archive.db.damaged-DATE and a new one begun, at its opening; a newer schema is refused in words; a read-only or full disk, a lock
 * that is not given up: the call fails in words, the caller goes on without. Texts in it were cleaned before.
 * Plans are told apart by their address (as address_key() has it: no secret is kept), so that two plans may share one archive; feed "" is the plan document itself.
 */
#ifndef PILLARS_NET_ARCHIVE_H
#define PILLARS_NET_ARCHIVE_H

#include "feeds/base/buf.h"
#include "feeds/base/clock.h"
#include "feeds/base/log.h"
#include "feeds/plan/snapshot.h"

#define ARCHIVE_SCHEMA 4
#define ARCHIVE_EVENTS_KEPT 10000 /* of one plan */

struct archive;

struct archive_info {
    bool read_only;  /* may be read, not written */
    bool locked;     /* it could not be opened, for another program holds it: reading would have to wait, too */
    char note[256];  /* what the reader should know (set aside, read-only, refused), in words; "" if nothing */
};

/* Opens or makes DIR/archive.db (folders 0700, files 0600, group-writable where the folder is). Where it cannot be written
 * for want of rights it is opened for reading: info->read_only. */
enum status archive_open(struct archive **out, const char *dir, const struct clock *clock,
                         struct log *log, struct archive_info *info, struct err *err);
/* For reading alone, whoever could write; makes and changes nothing. For what the archive holds while it cannot be opened. */
enum status archive_open_to_read(struct archive **out, const char *dir, const struct clock *clock,
                                 struct log *log, struct err *err);
/* From now on no call waits long for another program's lock: we are leaving. Any thread. */
void archive_hurry(struct archive *a);
void archive_close(struct archive *a); /* gives back this process's leases; NULL is fine */

/* True if another connection has written since the last call: what is on show may be old. Cheap. */
bool archive_changed(struct archive *a);

/* True, with the reason, if what is written now goes nowhere: damage has shown in it, another file, or none, stands in its
 * place (as where another process set it aside), or a newer program has given it another schema. It is to be closed and
 * opened anew. */
bool archive_is_lost(struct archive *a, struct err *why);

/* What a feed's last good answer left behind. Strings are malloc'ed; archive_entry_free frees them. */
struct archive_entry {
    char *body;             /* out: as it came; NULL: there is none, or it is known, or damaged */
    size_t body_len;
    size_t size;            /* of the body as it came; in: more than body_len where it is packed (body_pack.h); 0: there is none */
    bool damaged;           /* out: what is kept is not what was stored */
    char *etag, *last_modified; /* NULL where absent */
    bool secret;            /* in: the document holds a secret; neither it nor what was kept of it stays */
    uint64_t body_hash;
    int http_status;
    int64_t fetched_s, tried_s, next_s; /* 0: never */
    int64_t not_before_s;   /* Retry-After: not even when asked; 0: not said */
    int64_t latency_ms;
    uint32_t answers_304, failures_in_row;
    char error[320];        /* of the last try; "" if it was good */
};
void archive_entry_free(struct archive_entry *e);
/* ST_OK with an empty entry when nothing is kept. The body only where its hash is not `known_hash` (0: none is known). */
enum status archive_load(struct archive *a, const char *plan_url, const char *feed, uint64_t known_hash,
                         struct archive_entry *out, struct err *err);

/* True if the archive holds a document of any feed of that plan. */
enum status archive_holds_feeds(struct archive *a, const char *plan_url, bool *out, struct err *err);

/* A good answer: body, validators and, for a feed, every vintage in it; one transaction. `series` may be empty (plan, or
 * an unchanged body: then body is NULL and only times, counts and validators are written; ST_UNSUPPORTED where the archive
 * holds another body than the one of `body_hash`: nothing is written, the caller asks for it in full). A vintage that is known already keeps its
 * `received`; what is new gets `now` and an event. */
enum status archive_store(struct archive *a, const char *plan_url, const char *feed,
                          const struct archive_entry *e, struct series *const *series,
                          size_t series_count, struct err *err);
/* A bad answer: error, times, failures; an event when the state changed. */
enum status archive_store_failure(struct archive *a, const char *plan_url, const char *feed,
                                  const struct archive_entry *e, struct err *err);

/* Older vintages of an indicator that the series at hand does not hold: returns a new sealed series with both, each with
 * its `received`. A vintage is added only for a period that `current` still has: what an office withdrew is not shown
 * (--history shows it). *out gets one reference; `current` keeps its own. */
enum status archive_merge_history(struct archive *a, const char *plan_url, const char *feed,
                                  const struct series *current, struct series **out,
                                  struct err *err);
/* Every vintage kept of one indicator, withdrawn ones included, sealed. An empty series when there is none. */
enum status archive_history(struct archive *a, const char *plan_url, const char *indicator,
                            struct series **out, struct err *err);

/* The class of each indicator, by the standard method on the day it is noted; one that differs from what was noted last
 * becomes an event. All by one transaction. */
#define CLASS_SEEN_CAP 32
struct class_seen {
    const char *indicator, *class; /* id and code */
};
enum status archive_classes(struct archive *a, const char *plan_url, const struct class_seen *classes, size_t n,
                            struct err *err);

/* Newest first, at most `cap`; *count gets how many. */
enum status archive_events(struct archive *a, const char *plan_url, int64_t since_s,
                           struct event *out, size_t cap, size_t *count, struct err *err);

/* What has been seen (see struct seen_list). Writing with `all` takes the place of what was noted and of its moment;
 * without, only indicators that are new get their class. An empty list with at_s 0 when nothing was ever noted. */
enum status archive_seen_write(struct archive *a, const char *plan_url, const struct seen_list *list,
                               bool all, struct err *err);
enum status archive_seen_read(struct archive *a, const char *plan_url, struct seen_list **out,
                              struct err *err);

/* One fetcher for many viewers: takes or renews the leases of documents for hold_s from now. A lease whose time is over, or
 * whose holder is a dead process of this machine, passes on. A document that somebody has asked for since `known_s`, and that
 * is not due again yet, needs no fetching (unless `always`): its answer is in the archive. Does not wait for the disk's cache. */
struct archive_claim {
    const char *feed;
    int64_t hold_s;
    int64_t known_s;         /* the last try that the caller knows of; 0: none */
    bool always;
    bool mine;               /* out: this process is to fetch it */
    bool answered;           /* out: somebody has just done so */
    int64_t tried_s, next_s; /* out: of the archive; 0: never */
};
enum status archive_claim(struct archive *a, const char *plan_url, struct archive_claim *claims, size_t n,
                          struct err *err);
enum status archive_release(struct archive *a, const char *plan_url, const char *feed, struct err *err);

/* What this thread stores and releases in between goes in together, or not at all: one wait for the disk. Every
 * archive_begin() that was ST_OK is followed by archive_end() with how it went; other threads wait meanwhile. */
enum status archive_begin(struct archive *a, struct err *err);
enum status archive_end(struct archive *a, const char *plan_url, enum status st, struct err *err);
/* With WAL, what this thread reads in between is of one moment (and of one schema), and the file is locked once. Nothing may be
 * stored meanwhile. */
void archive_read_begin(struct archive *a);
void archive_read_end(struct archive *a);

#endif
