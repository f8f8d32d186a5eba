/* Documents: their last good bodies with validators, and when they were asked for. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/net/archive_db.h"
#include "feeds/net/body_hash.h"
#include "feeds/net/body_pack.h"
#include "feeds/net/http.h"

void archive_entry_free(struct archive_entry *e)
{
    free(e->body);
    free(e->etag);
    free(e->last_modified);
    *e = (struct archive_entry){0};
}

/* ---- out ----------------------------------------------------------------------------------- */

/* The body as it came, of what stands in the archive; it stays NULL where that cannot be. */
static enum status read_body(struct archive_entry *e, const void *bytes, size_t n, struct err *err)
{
    if (!bytes || n > e->size)
        return ST_OK;
    char *body = malloc(e->size + 1);
    if (!body)
        return err_set(err, ST_NO_MEMORY, "cannot read a body of %zu bytes from the archive: out of memory", e->size);
    if (n == e->size) {
        memcpy(body, bytes, n);
    } else if (!body_unpack(bytes, n, body, e->size)) {
        free(body);
        return ST_OK;
    }
    body[e->size] = '\0';
    e->body = body;
    return ST_OK;
}

/* The body of that document where it is what was stored; else `damaged` is set. */
static enum status load_body(struct archive *a, int64_t document, uint64_t known_hash, struct archive_entry *e,
                             struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row;
    enum status st = db_query(a, &stmt, err,
                              a->schema >= 4 ? "SELECT bytes FROM body WHERE document = ?" : "SELECT body FROM document WHERE id = ?",
                              "i", document);
    if (st == ST_OK)
        st = db_step(a, stmt, &row, err);
    if (st == ST_OK && row) {
        const void *bytes = sqlite3_column_blob(stmt, 0);
        st = read_body(e, bytes, (size_t)sqlite3_column_bytes(stmt, 0), err);
    }
    db_done(a, stmt);
    if (st != ST_OK)
        return st;
    uint64_t hash = e->body ? body_hash(e->body, e->size) : 0;
    /* Also where the schema is 3: a program of before may have gone on writing. */
    if (e->body && a->schema < 4 && e->body_hash == body_hash_of_schema_2(e->body, e->size))
        e->body_hash = hash;
    e->damaged = !e->body || e->body_hash != hash;
    if (e->damaged || e->body_hash == known_hash) {
        free(e->body);
        e->body = NULL;
    } else {
        e->body_len = e->size;
    }
    return ST_OK;
}

enum status archive_load(struct archive *a, const char *plan_url, const char *feed, uint64_t known_hash,
                         struct archive_entry *out, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row;
    char sql[384];
    *out = (struct archive_entry){.latency_ms = -1};
    pthread_mutex_lock(&a->mutex);
    snprintf(sql, sizeof sql,
             "SELECT d.id, %s, etag, last_modified, body_hash, http_status, fetched, tried, next, latency_ms, answers_304,"
             " failures, error, %s FROM document d %s WHERE plan = ? AND feed = ?",
             a->schema >= 4 ? "b.size" : "length(d.body)", a->schema >= 2 ? "not_before" : "0",
             a->schema >= 4 ? "LEFT JOIN body b ON b.document = d.id" : "");
    enum status st = db_query(a, &stmt, err, sql, "tt", plan_url, feed);
    if (st == ST_OK)
        st = db_step(a, stmt, &row, err);
    if (st != ST_OK || !row)
        goto out;
    int64_t size = sqlite3_column_int64(stmt, 1);
    bool has_body = sqlite3_column_type(stmt, 4) != SQLITE_NULL; /* the hash of one */
    out->damaged = has_body && (size <= 0 || size > (int64_t)HTTP_BODY_MAX);
    out->size = has_body && !out->damaged ? (size_t)size : 0;
    if (out->size) { /* else "unchanged" would mean nothing */
        out->etag = db_text(stmt, 2);
        out->last_modified = db_text(stmt, 3);
        out->body_hash = (uint64_t)sqlite3_column_int64(stmt, 4);
    }
    out->http_status = sqlite3_column_int(stmt, 5);
    out->fetched_s = sqlite3_column_int64(stmt, 6);
    out->tried_s = sqlite3_column_int64(stmt, 7);
    out->next_s = sqlite3_column_int64(stmt, 8);
    out->latency_ms = sqlite3_column_int64(stmt, 9);
    out->answers_304 = (uint32_t)sqlite3_column_int64(stmt, 10);
    out->failures_in_row = (uint32_t)sqlite3_column_int64(stmt, 11);
    db_clean_text(stmt, 12, out->error, sizeof out->error);
    out->not_before_s = sqlite3_column_int64(stmt, 13);
    if (out->size && (!known_hash || out->body_hash != known_hash))
        st = load_body(a, sqlite3_column_int64(stmt, 0), known_hash, out, err);
out:
    db_done(a, stmt);
    pthread_mutex_unlock(&a->mutex);
    if (st != ST_OK)
        archive_entry_free(out);
    return st;
}

enum status archive_holds_feeds(struct archive *a, const char *plan_url, bool *out, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    *out = false;
    pthread_mutex_lock(&a->mutex);
    enum status st = db_query(a, &stmt, err,
                              a->schema >= 4 ? "SELECT 1 FROM document JOIN body ON document = id WHERE plan = ? AND feed != '' LIMIT 1"
                                             : "SELECT 1 FROM document WHERE plan = ? AND feed != '' AND body IS NOT NULL LIMIT 1",
                              "t", plan_url);
    if (st == ST_OK)
        st = db_step(a, stmt, out, err);
    db_done(a, stmt);
    pthread_mutex_unlock(&a->mutex);
    return st;
}

/* ---- in ------------------------------------------------------------------------------------ */

/* A document that something is stored of, as it was before. */
struct before {
    int64_t id, generation;
    bool failing;       /* the last try was not good */
    bool has_body;
    uint64_t body_hash;
};

static enum status look(struct archive *a, const char *plan_url, const char *feed, struct before *d, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row = false;
    *d = (struct before){0};
    enum status st = db_query(a, &stmt, err,
                              "SELECT id, generation, failures, body_hash, b.document FROM document"
                              " LEFT JOIN body b ON b.document = id WHERE plan = ? AND feed = ?",
                              "tt", plan_url, feed);
    if (st == ST_OK && (st = db_step(a, stmt, &row, err)) == ST_OK && row) {
        d->id = sqlite3_column_int64(stmt, 0);
        d->generation = sqlite3_column_int64(stmt, 1);
        d->failing = sqlite3_column_int64(stmt, 2) > 0;
        d->body_hash = (uint64_t)sqlite3_column_int64(stmt, 3);
        d->has_body = sqlite3_column_type(stmt, 4) != SQLITE_NULL;
    }
    db_done(a, stmt);
    if (st != ST_OK || row)
        return st;
    st = db_do(a, err, "INSERT INTO document (plan, feed) VALUES (?,?)", "tt", plan_url, feed);
    d->id = sqlite3_last_insert_rowid(a->db);
    return st;
}

static enum status note_feed(struct archive *a, const char *plan_url, const char *feed,
                             enum event_kind kind, const char *text, struct err *err)
{
    struct event e = {
        .at_s = clock_wall(a->clock).s, .kind = kind, .before = NAN, .after = NAN};
    snprintf(e.feed, sizeof e.feed, "%s", feed);
    snprintf(e.text, sizeof e.text, "%s", text);
    return db_add_event(a, plan_url, &e, err);
}

static enum status write_times(struct archive *a, int64_t document, const struct archive_entry *e, struct err *err)
{
    return db_do(a, err,
                 "UPDATE document SET http_status = ?, fetched = coalesce(nullif(?, 0), fetched), tried = ?, next = ?,"
                 " latency_ms = ?, answers_304 = ?, failures = ?, error = ?, not_before = ? WHERE id = ?",
                 "iiiiiiitii", (int64_t)e->http_status, e->fetched_s, e->tried_s, e->next_s, e->latency_ms,
                 (int64_t)e->answers_304, (int64_t)e->failures_in_row, e->error, e->not_before_s, document);
}

/* A 304 may bring new validators too. */
static enum status write_validators(struct archive *a, const struct before *d, const struct archive_entry *e, struct err *err)
{
    return db_do(a, err, "UPDATE document SET etag = ?, last_modified = ?, body_hash = ?, generation = ? WHERE id = ?", "ttiii",
                 e->etag, e->last_modified, (int64_t)e->body_hash, d->generation, d->id);
}

/* As if it had never answered: who shares the archive asks for it, too. */
static enum status drop_body(struct archive *a, int64_t document, struct err *err)
{
    enum status st = db_do(a, err, "DELETE FROM body WHERE document = ?", "i", document);
    a->sweep |= st == ST_OK && sqlite3_changes(a->db) > 0;
    return st != ST_OK ? st
                       : db_do(a, err,
                               "UPDATE document SET body_hash = NULL, etag = NULL, last_modified = NULL, http_status = NULL,"
                               " fetched = NULL, tried = NULL, next = NULL, failures = 0, error = NULL WHERE id = ?",
                               "i", document);
}

static enum status store_body(struct archive *a, int64_t document, const struct archive_entry *e, struct err *err)
{
    return db_do(a, err,
                 "INSERT INTO body (document, size, bytes) VALUES (?,?,?)"
                 " ON CONFLICT (document) DO UPDATE SET size = excluded.size, bytes = excluded.bytes",
                 "iib", document, (int64_t)e->size, (const void *)e->body, e->body_len);
}

/* "Unchanged" and new validators say something of the body they belong to alone. Where another one is kept (a disk was
 * full when this one came), they would make an old figure look new. */
static bool needs_body(const struct before *d, const struct archive_entry *e)
{
    return !e->body && !e->secret && (!d->has_body || d->body_hash != e->body_hash);
}

enum status archive_store(struct archive *a, const char *plan_url, const char *feed,
                          const struct archive_entry *e, struct series *const *series,
                          size_t series_count, struct err *err)
{
    struct before d;
    pthread_mutex_lock(&a->mutex);
    enum status st = db_begin(a, err);
    if (st == ST_OK)
        st = look(a, plan_url, feed, &d, err);
    if (st == ST_OK && needs_body(&d, e))
        st = err_set(err, ST_UNSUPPORTED, "the archive does not hold the document that is unchanged");
    if (st == ST_OK && e->body && !e->secret) {
        d.generation++;
        st = store_body(a, d.id, e, err);
        if (st == ST_OK && *feed)
            st = db_file_series(a, plan_url, feed, d.generation, series, series_count, err);
    }
    if (st == ST_OK && !e->secret)
        st = write_validators(a, &d, e, err);
    if (st == ST_OK)
        st = e->secret ? drop_body(a, d.id, err) : write_times(a, d.id, e, err);
    if (st == ST_OK && d.failing)
        st = note_feed(a, plan_url, feed, EVENT_FEED_BACK, "", err);
    if (st == ST_OK)
        st = db_prune_events(a, plan_url, err);
    st = db_end(a, st, err);
    pthread_mutex_unlock(&a->mutex);
    return st;
}

enum status archive_store_failure(struct archive *a, const char *plan_url, const char *feed,
                                  const struct archive_entry *e, struct err *err)
{
    struct before d;
    pthread_mutex_lock(&a->mutex);
    enum status st = db_begin(a, err);
    if (st == ST_OK)
        st = look(a, plan_url, feed, &d, err);
    if (st == ST_OK)
        st = write_times(a, d.id, e, err);
    if (st == ST_OK && !d.failing)
        st = note_feed(a, plan_url, feed, EVENT_FEED_LOST, e->error, err);
    if (st == ST_OK)
        st = db_prune_events(a, plan_url, err);
    st = db_end(a, st, err);
    pthread_mutex_unlock(&a->mutex);
    return st;
}
