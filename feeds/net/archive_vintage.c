/* Vintages and events: what goes into the archive and what comes out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"
#include "feeds/net/archive_db.h"

/* ---- events -------------------------------------------------------------------------------- */

enum status db_add_event(struct archive *a, const char *plan_url, const struct event *e, struct err *err)
{
    a->more_events = true;
    return db_do(a, err,
                 "INSERT INTO event (plan, at, kind, feed, indicator, period, before, after, text)"
                 " VALUES (?,?,?,?,?,?,?,?,?)",
                 "tiitttddt", plan_url, e->at_s, (int64_t)e->kind, e->feed, e->indicator,
                 e->period, e->before, e->after, e->text);
}

enum status db_prune_events(struct archive *a, const char *plan_url, struct err *err)
{
    if (a->batch || !a->more_events) /* to count ten thousand takes longer than to note an answer */
        return ST_OK;
    return db_do(a, err,
                 "DELETE FROM event WHERE plan = ?1 AND id <= (SELECT id FROM event WHERE plan = ?1"
                 " ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                 "ti", plan_url, (int64_t)ARCHIVE_EVENTS_KEPT);
}

#define EVENTS "SELECT at, kind, feed, indicator, period, before, after, text FROM event "

enum status archive_events(struct archive *a, const char *plan_url, int64_t since_s,
                           struct event *out, size_t cap, size_t *count, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    bool row;
    *count = 0;
    pthread_mutex_lock(&a->mutex);
    /* By the index all of the plan's ten thousand would be sorted to find the newest two hundred. */
    const char *sql = since_s > 0 ? EVENTS "WHERE plan = ? AND at >= ? ORDER BY id DESC LIMIT ?"
                                  : EVENTS "NOT INDEXED WHERE plan = ? AND at >= ? ORDER BY id DESC LIMIT ?";
    enum status st = db_query(a, &stmt, err, sql, "tii", plan_url, since_s, (int64_t)cap);
    while (st == ST_OK && (st = db_step(a, stmt, &row, err)) == ST_OK && row) {
        int kind = sqlite3_column_int(stmt, 1);
        if (kind < 0 || kind >= EVENT_KINDS)
            continue; /* of a newer program */
        struct event *e = &out[(*count)++];
        *e = (struct event){.at_s = sqlite3_column_int64(stmt, 0),
                                    .kind = (enum event_kind)kind,
                                    .before = db_number(stmt, 5),
                                    .after = db_number(stmt, 6)};
        const struct {
            char *to;
            size_t size;
            int column;
        } texts[] = {{e->feed, sizeof e->feed, 2},
                     {e->indicator, sizeof e->indicator, 3},
                     {e->period, sizeof e->period, 4},
                     {e->text, sizeof e->text, 7}};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            db_clean_text(stmt, texts[i].column, texts[i].to, texts[i].size);
    }
    db_done(a, stmt);
    pthread_mutex_unlock(&a->mutex);
    return st;
}

/* ---- vintages: in -------------------------------------------------------------------------- */

/* One document being stored. */
struct filing {
    struct archive *a;
    const char *plan_url, *feed;
    int64_t generation, now;
    bool first; /* nothing was kept of this feed: no events */
    sqlite3_stmt *insert, *touch, *newest;
};

static enum status filing_prepare(struct filing *f, struct err *err)
{
    enum status st = db_query(
        f->a, &f->insert, err,
        "INSERT OR IGNORE INTO vintage (plan, feed, indicator, period, covers, published, value,"
        " value_key, cmp, status, pre_break, source_zh, source_en, source_url, note_zh, note_en,"
        " received, generation) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        "");
    if (st == ST_OK)
        st = db_query(
            f->a, &f->touch, err,
            "UPDATE vintage SET generation = ?9, pre_break = ?10, source_zh = ?11, source_en = ?12,"
            " source_url = ?13, note_zh = ?14, note_en = ?15 WHERE plan = ?1 AND feed = ?2 AND"
            " indicator = ?3 AND period = ?4 AND covers = ?5 AND published = ?6 AND value_key = ?7"
            " AND status = ?8 AND cmp = ?16",
            "");
    if (st == ST_OK)
        st = db_query(
            f->a, &f->newest, err,
            "SELECT value FROM vintage WHERE plan = ? AND feed = ? AND indicator = ? AND period = ?"
            " AND covers = ? ORDER BY published DESC, received DESC LIMIT 1",
            "");
    return st;
}

static void filing_finish(struct filing *f)
{
    db_done(f->a, f->insert);
    db_done(f->a, f->touch);
    db_done(f->a, f->newest);
}

/* What tells two vintages of a period apart, besides the day they were published. */
static void value_key(double v, char *out, size_t cap)
{
    if (isnan(v))
        snprintf(out, cap, "-");
    else
        snprintf(out, cap, "%.17g", v);
}


/* The value that stands for the figure's period now: *known false where there is none. */
static enum status value_before(struct filing *f, const char *indicator, const char *period,
                                const struct obs *o, bool *known, double *value, struct err *err)
{
    enum status st = db_bind(f->a, f->newest, err, "tttti", f->plan_url, f->feed, indicator, period,
                             (int64_t)o->covers);
    if (st == ST_OK)
        st = db_step(f->a, f->newest, known, err);
    *value = st == ST_OK && *known ? db_number(f->newest, 0) : NAN;
    sqlite3_reset(f->newest);
    return st;
}

static enum status file_obs(struct filing *f, const char *indicator, const struct obs *o,
                            struct err *err)
{
    char period[32], key[40], status[2] = {o->status, '\0'};
    bool row, known = false;
    double before = NAN;
    period_code(&o->period, period, sizeof period);
    value_key(o->value, key, sizeof key);
    enum status st =
        f->first ? ST_OK : value_before(f, indicator, period, o, &known, &before, err);
    if (st == ST_OK)
        st = db_bind(f->a, f->insert, err, "ttttiidtitdtttttii", f->plan_url, f->feed, indicator,
                     period, (int64_t)o->covers, (int64_t)o->published, o->value, key,
                     (int64_t)o->cmp, status, o->pre_break, o->source_name.in[LANG_ZH],
                     o->source_name.in[LANG_EN], o->source_url, o->note.in[LANG_ZH],
                     o->note.in[LANG_EN], f->now, f->generation);
    if (st == ST_OK)
        st = db_step(f->a, f->insert, &row, err);
    sqlite3_reset(f->insert);
    if (st != ST_OK)
        return st;
    if (sqlite3_changes(f->a->db) == 1) {
        if (f->first)
            return ST_OK;
        struct event e = {.at_s = f->now,
                          .kind = known ? EVENT_REVISION : EVENT_NEW_FIGURE,
                          .before = before,
                          .after = o->value};
        snprintf(e.feed, sizeof e.feed, "%s", f->feed);
        snprintf(e.indicator, sizeof e.indicator, "%s", indicator);
        snprintf(e.period, sizeof e.period, "%s", period);
        return db_add_event(f->a, f->plan_url, &e, err);
    }
    st = db_bind(f->a, f->touch, err, "ttttiittidttttti", f->plan_url, f->feed, indicator, period,
                 (int64_t)o->covers, (int64_t)o->published, key, status, f->generation,
                 o->pre_break, o->source_name.in[LANG_ZH], o->source_name.in[LANG_EN],
                 o->source_url, o->note.in[LANG_ZH], o->note.in[LANG_EN], (int64_t)o->cmp);
    if (st == ST_OK)
        st = db_step(f->a, f->touch, &row, err);
    sqlite3_reset(f->touch);
    return st;
}

/* Periods that the last document had and this one has not: said once, kept for --history. */
static enum status note_withdrawn(struct filing *f, struct err *err)
{
    enum status st = db_do(f->a, err,
                           "INSERT INTO event (plan, at, kind, feed, indicator, period, before, after, text)"
                           " SELECT v.plan, ?3, ?4, v.feed, v.indicator, v.period, v.value, NULL, ''"
                           " FROM vintage v WHERE v.plan = ?1 AND v.feed = ?2 AND v.generation = ?5 - 1"
                           " AND NOT EXISTS (SELECT 1 FROM vintage w WHERE w.plan = v.plan AND w.feed ="
                           " v.feed AND w.indicator = v.indicator AND w.period = v.period AND w.covers ="
                           " v.covers AND w.generation = ?5) GROUP BY v.indicator, v.period, v.covers",
                           "ttiii", f->plan_url, f->feed, f->now, (int64_t)EVENT_WITHDRAWN, f->generation);
    f->a->more_events |= st == ST_OK && sqlite3_changes(f->a->db) > 0;
    return st;
}

enum status db_file_series(struct archive *a, const char *plan_url, const char *feed, int64_t generation,
                           struct series *const *series, size_t count, struct err *err)
{
    struct filing f = {.a = a, .plan_url = plan_url, .feed = feed, .generation = generation,
                       .now = clock_wall(a->clock).s, .first = generation <= 1};
    enum status st = filing_prepare(&f, err);
    for (size_t i = 0; st == ST_OK && i < count; i++)
        for (size_t k = 0; st == ST_OK && k < series[i]->obs_count; k++)
            st = file_obs(&f, series[i]->indicator_id, &series[i]->obs[k], err);
    filing_finish(&f);
    if (st == ST_OK && !f.first)
        st = note_withdrawn(&f, err);
    return st;
}

/* ---- vintages: out ------------------------------------------------------------------------- */

#define VINTAGES                                                                                   \
    "SELECT period, covers, published, value, cmp, status, pre_break, source_zh, source_en,"       \
    " source_url, note_zh, note_en, received, value_key FROM vintage "

static const char *keep(struct arena *arena, sqlite3_stmt *st, int column, bool *failed)
{
    const char *text = (const char *)sqlite3_column_text(st, column);
    char *copy = text ? arena_strdup(arena, text) : NULL;
    *failed |= text && (!copy || !text_is_clean(copy, strlen(copy)));
    return copy;
}

/* True where the number and what tells it apart say the same: a damaged row would not. */
static bool is_consistent(double value, const char *key)
{
    return strcmp(key, "-") == 0 ? isnan(value) : strtod(key, NULL) == value;
}

/* False for a row that nobody wrote like this. */
static bool read_obs(struct arena *arena, sqlite3_stmt *st, struct obs *o)
{
    bool failed = false;
    const char *period = (const char *)sqlite3_column_text(st, 0);
    const char *status = (const char *)sqlite3_column_text(st, 5);
    const char *key = (const char *)sqlite3_column_text(st, 13);
    int covers = sqlite3_column_int(st, 1), cmp = sqlite3_column_int(st, 4);
    if (!period || !period_parse(period, &o->period) || !key || !is_consistent(db_number(st, 3), key) ||
        covers < 0 || covers > COVERS_CUMULATIVE || cmp < 0 || cmp > CMP_ABOUT || !status ||
        status[0] < 'A' || status[0] > 'Z' || status[1])
        return false;
    o->covers = (enum covers)covers;
    o->published = (day_t)sqlite3_column_int64(st, 2);
    o->value = db_number(st, 3);
    o->cmp = (enum cmp)cmp;
    o->status = *status;
    o->pre_break = db_number(st, 6);
    o->source_name.in[LANG_ZH] = keep(arena, st, 7, &failed);
    o->source_name.in[LANG_EN] = keep(arena, st, 8, &failed);
    o->source_url = keep(arena, st, 9, &failed);
    o->note.in[LANG_ZH] = keep(arena, st, 10, &failed);
    o->note.in[LANG_EN] = keep(arena, st, 11, &failed);
    o->received_s = sqlite3_column_int64(st, 12);
    return !failed;
}

/* Where an archived vintage stands against what the office says now. */
enum standing { STANDING_SAME, STANDING_OLDER, STANDING_NOT_SHOWN };

/* Older than the newest of its period, or published the same day and received before it: history. A period that is gone,
 * or a vintage that would stand behind the current one, was withdrawn and is not shown. */
static enum standing standing(const struct obs *kept, struct obs *current, size_t n)
{
    const struct obs *newest = NULL;
    for (size_t i = obs_find_period(current, n, &kept->period);
         i < n && period_equal(&kept->period, &current[i].period); i++) {
        if (obs_same(kept, &current[i])) {
            current[i].received_s = kept->received_s;
            return STANDING_SAME;
        }
        if (kept->covers == current[i].covers)
            newest = &current[i]; /* sorted: the last one of a period is the newest */
    }
    if (!newest || kept->published > newest->published)
        return STANDING_NOT_SHOWN;
    if (kept->published == newest->published && newest->received_s &&
        kept->received_s >= newest->received_s)
        return STANDING_NOT_SHOWN;
    return STANDING_OLDER;
}

/* Reads all rows of stmt into a growing array in the series' arena. */
static enum status read_rows(struct archive *a, sqlite3_stmt *stmt, struct series *s,
                             struct obs **list, size_t *count, struct err *err)
{
    size_t cap = 0;
    bool row;
    enum status st;
    *list = NULL;
    *count = 0;
    while ((st = db_step(a, stmt, &row, err)) == ST_OK && row) {
        if (*count == PLAN_MAX_OBSERVATIONS)
            break;
        if (*count == cap) {
            cap = cap ? cap * 2 : 16;
            struct obs *more = realloc(*list, cap * sizeof *more);
            if (!more)
                return err_set(err, ST_NO_MEMORY, "cannot read the archive: out of memory");
            *list = more;
        }
        struct obs o = {0};
        if (read_obs(&s->arena, stmt, &o))
            (*list)[(*count)++] = o;
    }
    return st;
}

enum status archive_merge_history(struct archive *a, const char *plan_url, const char *feed,
                                  const struct series *current, struct series **out,
                                  struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    struct obs *kept = NULL;
    size_t kept_count = 0, n = current->obs_count;
    *out = NULL;
    struct series *s = series_new(current->indicator_id);
    if (!s)
        return err_set(err, ST_NO_MEMORY, "cannot read the archive: out of memory");
    pthread_mutex_lock(&a->mutex);
    enum status st = db_query(
        a, &stmt, err, VINTAGES "WHERE plan = ? AND feed = ? AND indicator = ? ORDER BY received",
        "ttt", plan_url, feed, current->indicator_id);
    if (st == ST_OK)
        st = read_rows(a, stmt, s, &kept, &kept_count, err);
    db_done(a, stmt);
    pthread_mutex_unlock(&a->mutex);
    if (st != ST_OK)
        goto out;

    bool ok = true;
    s->feed = current->feed;
    s->next = current->next;
    s->obs = arena_alloc(&s->arena, n + kept_count, sizeof *s->obs);
    s->milestones = arena_alloc(&s->arena, current->milestone_count, sizeof *s->milestones);
    ok = s->obs && s->milestones;
    for (size_t i = 0; ok && i < n; i++)
        ok = obs_copy(&s->arena, &current->obs[i], &s->obs[i]);
    for (size_t i = 0; ok && i < current->milestone_count; i++)
        ok = milestone_copy(&s->arena, &current->milestones[i], &s->milestones[i]);
    if (!ok) {
        st = err_set(err, ST_NO_MEMORY, "cannot read the archive: out of memory");
        goto out;
    }
    s->milestone_count = current->milestone_count;
    s->obs_count = n;
    /* First give the current figures their `received`, then compare the others with them. */
    size_t rest = 0;
    for (size_t i = 0; i < kept_count; i++)
        if (standing(&kept[i], s->obs, n) != STANDING_SAME)
            kept[rest++] = kept[i];
    for (size_t i = 0; i < rest; i++)
        if (standing(&kept[i], s->obs, n) == STANDING_OLDER)
            s->obs[s->obs_count++] = kept[i];
    series_seal(s);
    *out = s;
    s = NULL;
out:
    free(kept);
    series_unref(s);
    return st;
}

enum status archive_history(struct archive *a, const char *plan_url, const char *indicator,
                            struct series **out, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    struct obs *kept = NULL;
    size_t count = 0;
    *out = NULL;
    struct series *s = series_new(indicator);
    if (!s)
        return err_set(err, ST_NO_MEMORY, "cannot read the archive: out of memory");
    pthread_mutex_lock(&a->mutex);
    enum status st = db_query(a, &stmt, err,
                              VINTAGES "WHERE plan = ? AND indicator = ? ORDER BY received", "tt",
                              plan_url, indicator);
    if (st == ST_OK)
        st = read_rows(a, stmt, s, &kept, &count, err);
    db_done(a, stmt);
    pthread_mutex_unlock(&a->mutex);
    if (st == ST_OK) {
        s->obs = arena_alloc(&s->arena, count, sizeof *s->obs);
        if (!s->obs)
            st = err_set(err, ST_NO_MEMORY, "cannot read the archive: out of memory");
    }
    if (st == ST_OK) {
        if (count)
            memcpy(s->obs, kept, count * sizeof *kept);
        s->obs_count = count;
        series_seal(s);
        *out = s;
        s = NULL;
    }
    free(kept);
    series_unref(s);
    return st;
}
