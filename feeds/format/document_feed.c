/* A feed document: what was observed, each figure with its day of publication and its source. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/format/document.h"
#include "feeds/format/names.h"
#include "feeds/format/parts.h"

#define SOURCE_BYTES_MAX ((size_t)1 << 18) /* of the feed's own texts */

struct reader {
    struct feed_doc *doc;
    struct origin origin; /* of what names no source */
    enum status status;
};

/* An indicator being read: its series, and the source of what names none, copied when needed. */
struct part {
    struct reader *reader;
    struct series *series;
    struct keep keep;
    struct origin origin;
    bool copied;
};

void feed_doc_free(struct feed_doc *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < d->series_count; i++)
        series_unref(d->series[i]);
    free(d->series);
    free(d->source_name_zh);
    free(d->source_name_en);
    free(d->source_url);
    free(d);
}

/* ---- sources ------------------------------------------------------------------------------- */

static void copy_origin(struct keep *k, const struct origin *from, struct origin *out)
{
    *out = (struct origin){0};
    for (int l = 0; l < LANG_COUNT; l++)
        if (from->name.in[l])
            out->name.in[l] = keep_text(k, from->name.in[l]);
    if (from->url)
        out->url = keep_text(k, from->url);
}

static void read_origin(struct part *p, const struct json *item, struct text *name,
                        const char **url)
{
    struct origin own;
    if (!part_origin(&p->keep, item, "source", &own)) {
        if (!p->copied)
            copy_origin(&p->keep, &p->reader->origin, &p->origin);
        p->copied = true;
        own = p->origin;
    }
    *name = own.name;
    *url = own.url;
}

/* ---- observations -------------------------------------------------------------------------- */

static void check_observation(const struct json *item, struct obs *o)
{
    char code[24], day[11];
    if (o->covers == COVERS_YTD) {
        int first, last, m, d;
        day_to_ymd(o->period.first, &first, &m, &d);
        day_to_ymd(o->period.last, &last, &m, &d);
        period_code(&o->period, code, sizeof code);
        if (first != last)
            json_error(item, "the period %s covers \"ytd\"; expected one that lies in one year",
                       code);
    }
    if (strchr("OMLQH", o->status) && !isnan(o->value)) {
        json_warning(item, "status \"%c\" says that there is no figure; expected 'value' null",
                     o->status);
        o->value = NAN;
    }
    if (o->published != DAY_NONE && o->published < o->period.first && o->status != 'F') {
        period_code(&o->period, code, sizeof code);
        day_format(o->published, day, sizeof day);
        json_warning(item, "%s was published on %s, before it began; expected status \"F\"", code,
                     day);
    }
}

static void read_observation(struct part *p, const struct json *item, struct obs *o)
{
    static const char *const cmps[] = {"=", ">", ">=", "<", "<=", "~"};
    static const char *const covers[] = {"period", "ytd", "cumulative"};
    static const char number_or_null[] = "a number or null";
    struct json v;
    int choice;
    *o = (struct obs){.value = NAN, .pre_break = NAN, .status = 'A', .published = DAY_NONE};
    if (json_kind(item) != JSON_OBJECT) {
        json_expected(item, "an observation {\"period\": ..., \"value\": ...}");
        return;
    }
    bool dated = part_period(item, "period", &o->period);
    if (json_get(item, "value", REQUIRED, number_or_null, &v) && json_kind(&v) != JSON_NULL)
        json_as_number(&v, number_or_null, &o->value);
    if (json_get_choice(item, "cmp", OPTIONAL, cmps, sizeof cmps / sizeof *cmps, &choice))
        o->cmp = (enum cmp)choice;
    part_status(item, "status", &o->status);
    if (json_get_choice(item, "covers", OPTIONAL, covers, sizeof covers / sizeof *covers, &choice))
        o->covers = (enum covers)choice;
    if (!part_instant(item, "published", OPTIONAL, &o->published))
        o->published = p->reader->doc->published;
    if (json_member(item, "pre_break", &v) && json_kind(&v) != JSON_NULL)
        json_as_number(&v, number_or_null, &o->pre_break);
    read_origin(p, item, &o->source_name, &o->source_url);
    part_text(&p->keep, item, "note", OPTIONAL, &o->note);
    part_no_scale(item);
    if (dated)
        check_observation(item, o);
}

struct row {
    const struct obs *obs;
    struct json at;
    size_t index;
};

static int by_figure(const void *pa, const void *pb)
{
    const struct row *a = pa, *b = pb;
    int order = period_compare(&a->obs->period, &b->obs->period);
    if (order)
        return order;
    if (a->obs->covers != b->obs->covers)
        return a->obs->covers < b->obs->covers ? -1 : 1;
    if (a->obs->published != b->obs->published)
        return a->obs->published < b->obs->published ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

static void check_rows(struct row *rows, size_t n)
{
    qsort(rows, n, sizeof *rows, by_figure);
    for (size_t i = 1; i < n; i++) {
        const struct obs *a = rows[i - 1].obs, *b = rows[i].obs;
        if (b->period.kind == PERIOD_NONE || period_compare(&a->period, &b->period) != 0 ||
            a->covers != b->covers || a->published != b->published)
            continue;
        char code[24], day[11];
        period_code(&b->period, code, sizeof code);
        day_format(b->published, day, sizeof day);
        if (b->published == DAY_NONE)
            json_error(&rows[i].at,
                       "the period %s is given twice; expected 'published' to tell a revision",
                       code);
        else
            json_error(&rows[i].at,
                       "the period %s is given twice as published on %s; expected a revision on "
                       "another day",
                       code, day);
    }
}

static void read_observations(struct part *p, const struct json *list)
{
    struct series *s = p->series;
    struct feed_doc *doc = p->reader->doc;
    struct json item;
    size_t n = json_size(list), i = 0;
    if (n > PLAN_MAX_OBSERVATIONS - doc->obs_count) {
        json_error(list, "more than %d observations in one feed; expected fewer",
                   PLAN_MAX_OBSERVATIONS);
        p->reader->status = ST_LIMIT;
        return;
    }
    s->obs = keep_array(&p->keep, n, sizeof *s->obs);
    struct row *rows = calloc(n ? n : 1, sizeof *rows);
    if (!s->obs || !rows) {
        p->keep.failed = true;
        goto out;
    }
    for (bool more = json_first(list, &item); more; more = json_next(&item), i++) {
        read_observation(p, &item, &s->obs[i]);
        rows[i] = (struct row){&s->obs[i], item, i};
    }
    s->obs_count = n;
    doc->obs_count += n;
    check_rows(rows, n);
out:
    free(rows);
}

/* ---- milestones ---------------------------------------------------------------------------- */

static void read_milestone(struct part *p, const struct json *item, struct milestone *m)
{
    static const char *const states[] = {"unknown", "not_started", "in_progress",
                                         "partly",  "done",        "dropped"};
    struct json v;
    int choice;
    *m = (struct milestone){
        .due = DAY_NONE, .done_on = DAY_NONE, .published = DAY_NONE, .weight = 1};
    if (json_kind(item) != JSON_OBJECT) {
        json_expected(item, "a milestone {\"id\": ..., \"name\": ..., \"state\": ...}");
        return;
    }
    part_id(&p->keep, item, "id", REQUIRED, &m->id);
    part_name(&p->keep, item, "name", &m->name);
    part_day(item, "due", OPTIONAL, &m->due);
    part_day(item, "done_on", OPTIONAL, &m->done_on);
    if (json_get_choice(item, "state", REQUIRED, states, sizeof states / sizeof *states, &choice))
        m->state = (enum milestone_state)choice;
    /* A state nobody has published about has no day of publication either. */
    if (!part_instant(item, "published", OPTIONAL, &m->published) && m->state != MILESTONE_UNKNOWN)
        m->published = p->reader->doc->published;
    if (json_get_number(item, "weight", OPTIONAL, &m->weight) && !(m->weight > 0)) {
        json_member(item, "weight", &v);
        json_error(&v, "'weight' is %g; expected a number above 0", m->weight);
    }
    if (m->state == MILESTONE_UNKNOWN && !json_member(item, "source", &v))
        m->source_name = (struct text){{NULL}};
    else
        read_origin(p, item, &m->source_name, &m->source_url);
    part_text(&p->keep, item, "note", OPTIONAL, &m->note);
    if (m->done_on != DAY_NONE && m->state != MILESTONE_DONE && json_member(item, "done_on", &v))
        json_error(&v, "'done_on' stands beside the state \"%s\"; expected the state \"done\"",
                   milestone_state_code(m->state));
}

static int by_milestone(const void *pa, const void *pb)
{
    const struct name *a = pa, *b = pb;
    if (!a->id || !b->id)
        return (a->id != NULL) - (b->id != NULL);
    return strcmp(a->id, b->id);
}

/* The same id again is a later vintage: it needs a day of publication of its own. */
static void check_milestones(const struct series *s, struct name *names)
{
    qsort(names, s->milestone_count, sizeof *names, by_milestone);
    for (size_t i = 0; i < s->milestone_count; i++)
        for (size_t j = i;
             j-- > 0 && names[i].id && names[j].id && strcmp(names[i].id, names[j].id) == 0;)
            if (s->milestones[names[i].index].published ==
                s->milestones[names[j].index].published) {
                const struct name *later = names[i].index > names[j].index ? &names[i] : &names[j];
                json_error(&later->at,
                           "the milestone '%s' is given twice; expected 'published' on another day",
                           later->id);
                break;
            }
}

static void read_milestones(struct part *p, const struct json *list)
{
    struct series *s = p->series;
    struct json item;
    size_t n = json_size(list), i = 0;
    if (n > PLAN_MAX_INDICATORS) {
        json_error(list, "more than %d milestones; expected fewer", PLAN_MAX_INDICATORS);
        p->reader->status = ST_LIMIT;
        return;
    }
    s->milestones = keep_array(&p->keep, n, sizeof *s->milestones);
    struct name *names = calloc(n ? n : 1, sizeof *names);
    if (!s->milestones || !names) {
        p->keep.failed = true;
        goto out;
    }
    for (bool more = json_first(list, &item); more; more = json_next(&item), i++) {
        read_milestone(p, &item, &s->milestones[i]);
        names[i] = (struct name){s->milestones[i].id, (int)i, item};
    }
    s->milestone_count = n;
    check_milestones(s, names);
out:
    free(names);
}

/* ---- the document -------------------------------------------------------------------------- */

static bool read_indicator(struct reader *r, const struct json *item, struct series **out,
                           struct name *name)
{
    struct json v, list;
    const char *id = NULL;
    if (json_kind(item) != JSON_OBJECT)
        json_expected(item, "an indicator {\"id\": ..., \"observations\": [...]}");
    else if (json_get(item, "id", REQUIRED, "the id of an indicator of the plan", &v))
        part_id_value(&v, &id);
    struct series *s = series_new(id ? id : "");
    if (!s)
        return false;
    *out = s;
    *name = (struct name){id ? s->indicator_id : NULL, 0, *item};
    struct part p = {.reader = r, .series = s, .keep = {&s->arena, false}};
    struct origin own;
    if (part_origin(&p.keep, item, "source", &own)) {
        p.origin = own;
        p.copied = true;
    }
    s->next = r->doc->next;
    part_day(item, "next", OPTIONAL, &s->next);
    if (json_get_array(item, "observations", OPTIONAL, &list))
        read_observations(&p, &list);
    if (json_get_array(item, "milestones", OPTIONAL, &list))
        read_milestones(&p, &list);
    series_seal(s);
    return !p.keep.failed;
}

static bool keep_source(struct feed_doc *doc, const struct origin *o)
{
    struct {
        const char *from;
        char **to;
    } copies[] = {{o->name.in[LANG_ZH], &doc->source_name_zh},
                  {o->name.in[LANG_EN], &doc->source_name_en},
                  {o->url, &doc->source_url}};
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++)
        if (copies[i].from && !(*copies[i].to = strdup(copies[i].from)))
            return false;
    doc->source_name.in[LANG_ZH] = doc->source_name_zh;
    doc->source_name.in[LANG_EN] = doc->source_name_en;
    return true;
}

static enum status read_feed(struct reader *r, const struct json *root)
{
    struct feed_doc *doc = r->doc;
    struct json list, item;
    struct arena arena;
    struct name *names = NULL;
    arena_init(&arena, SOURCE_BYTES_MAX);
    struct keep keep = {&arena, false};
    part_instant(root, "published", OPTIONAL, &doc->published);
    part_day(root, "next", OPTIONAL, &doc->next);
    part_origin(&keep, root, "source", &r->origin);
    enum status st = keep.failed || !keep_source(doc, &r->origin) ? ST_NO_MEMORY : ST_OK;
    if (st != ST_OK || !json_get_array(root, "indicators", REQUIRED, &list))
        goto out;
    size_t n = json_size(&list), i = 0;
    if (n > PLAN_MAX_INDICATORS) {
        json_error(&list, "more than %d indicators; expected fewer", PLAN_MAX_INDICATORS);
        st = ST_LIMIT;
        goto out;
    }
    doc->series = calloc(n ? n : 1, sizeof *doc->series);
    names = calloc(n ? n : 1, sizeof *names);
    if (!doc->series || !names) {
        st = ST_NO_MEMORY;
        goto out;
    }
    for (bool more = json_first(&list, &item); more; more = json_next(&item), i++) {
        bool good = read_indicator(r, &item, &doc->series[i], &names[i]);
        doc->series_count = i + (doc->series[i] != NULL);
        names[i].index = (int)i;
        if (!good) {
            st = ST_NO_MEMORY;
            goto out;
        }
    }
    names_sort(names, n, "indicator");
    st = r->status;
out:
    free(names);
    arena_free(&arena);
    return st;
}

enum status feed_decode(const char *bytes, size_t n, const char *name, struct feed_doc **out,
                        struct diags *diags, struct err *err)
{
    struct diags own = {0};
    struct json_doc json;
    char what[96], shown[64];
    snprintf(what, sizeof what, "'%s'", excerpt(name, shown));
    *out = NULL;
    if (!diags)
        diags = &own;
    size_t before = diags->errors;
    struct feed_doc *doc = calloc(1, sizeof *doc);
    enum status st = part_open(&json, bytes, n, "indicator-feed", "an indicator feed", diags);
    if (!doc)
        st = ST_NO_MEMORY;
    if (st == ST_OK) {
        struct reader r = {.doc = doc};
        struct json root = json_root(&json);
        doc->published = doc->next = DAY_NONE;
        st = read_feed(&r, &root);
    }
    st = json.failed ? ST_NO_MEMORY : st;
    json_close(&json);
    diags_sort(diags);
    if (st == ST_OK && diags->errors > before)
        st = ST_INVALID;
    if (st == ST_OK) {
        *out = doc;
        doc = NULL;
    } else if (st == ST_NO_MEMORY) {
        err_set(err, st, "cannot decode %s: out of memory", what);
    } else {
        diags_to_err(diags, st, what, err);
    }
    feed_doc_free(doc);
    diags_free(&own);
    return st;
}
