/* Classes as they were seen: a change is an event with the moment it was noticed. */
#include <stdio.h>
#include <string.h>

#include "feeds/net/archive_db.h"

/* Notes what differs from what was noted before. */
static enum status note_classes(struct archive *a, const char *plan_url, const struct class_seen *classes,
                                size_t n, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        sqlite3_stmt *stmt = NULL;
        bool row = false;
        char before[CLASS_SEEN_CAP] = "", text[2 * CLASS_SEEN_CAP + 2];
        enum status st = db_query(a, &stmt, err, "SELECT class FROM class WHERE plan = ? AND indicator = ?", "tt", plan_url,
                                  classes[i].indicator);
        if (st == ST_OK)
            st = db_step(a, stmt, &row, err);
        const char *kept = st == ST_OK && row ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
        snprintf(before, sizeof before, "%s", kept ? kept : "");
        db_done(a, stmt);
        if (st != ST_OK)
            return st;
        if (row && strcmp(before, classes[i].class) == 0)
            continue;
        int64_t now = clock_wall(a->clock).s;
        st = db_do(a, err, "REPLACE INTO class (plan, indicator, class, since) VALUES (?,?,?,?)", "ttti", plan_url,
                   classes[i].indicator, classes[i].class, now);
        snprintf(text, sizeof text, "%s %s", before, classes[i].class);
        if (st == ST_OK && row) { /* the first time there is nothing that changed */
            a->more_events = true;
            st = db_do(a, err,
                       "INSERT INTO event (plan, at, kind, feed, indicator, period, before, after, text)"
                       " VALUES (?,?,?,'',?,'',NULL,NULL,?)",
                       "tiitt", plan_url, now, (int64_t)EVENT_CLASS, classes[i].indicator, text);
        }
        if (st != ST_OK)
            return st;
    }
    return ST_OK;
}

enum status archive_classes(struct archive *a, const char *plan_url, const struct class_seen *classes, size_t n,
                            struct err *err)
{
    pthread_mutex_lock(&a->mutex);
    enum status st = db_begin(a, err);
    if (st == ST_OK) {
        st = note_classes(a, plan_url, classes, n, err);
        if (st == ST_OK)
            st = db_prune_events(a, plan_url, err);
        st = db_end(a, st, err);
    }
    pthread_mutex_unlock(&a->mutex);
    return st;
}
