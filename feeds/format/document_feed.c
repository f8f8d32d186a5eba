/* The feed document: what was observed. Shape in feeds/schema/indicator-feed.schema.json. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/format/document_parts.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define DOC_BYTES_MAX ((size_t)1 << 20)

static const char *const obs_cmps[] = {"=", ">", ">=", "<", "<=", "~"};
static const char *const covers_codes[] = {"period", "ytd", "cumulative"};
static const char *const states[] = {"unknown", "not_started", "in_progress",
                                     "partly",  "done",        "dropped"};

/* ---- shared -------------------------------------------------------------------------------- */

bool check_head(struct reader *r, const struct json *root, const char *format)
{
    const char *said = NULL, *version = NULL;
    if (!json_is_object(root)) {
        report(r, SEVERITY_ERROR, "expected an object with \"format\": \"%s\"", format);
        return false;
    }
    if (!get_string(r, root, "format", REQUIRED, &said))
        return false;
    if (strcmp(said, format) != 0) {
        size_t mark = path_down(r, "format");
        report(r, SEVERITY_ERROR, "this is \"%.60s\", expected \"%s\"", said, format);
        path_up(r, mark);
        return false;
    }
    if (!get_string(r, root, "version", REQUIRED, &version))
        return false;
    if (strncmp(version, "1.", 2) != 0 || strspn(version + 2, "0123456789") == 0 ||
        version[2 + strspn(version + 2, "0123456789")]) {
        size_t mark = path_down(r, "version");
        report(r, SEVERITY_ERROR, "this is %s version %.20s, this program reads version 1.x", format,
               version);
        path_up(r, mark);
        return false;
    }
    return true;
}

bool read_status(struct reader *r, const struct json *o, char *out)
{
    static const char *const codes[] = {"A", "B", "D", "E", "F", "G", "H", "I", "J", "K",
                                        "L", "M", "N", "O", "P", "Q", "S", "U", "V", "W"};
    int i = 0;
    bool ok = get_code(r, o, "status", OPTIONAL, codes, COUNT(codes), &i);
    *out = codes[i][0];
    return ok;
}

enum status first_error(const struct diags *d, size_t errors_before, const char *name,
                        struct err *err)
{
    size_t seen = 0;
    for (size_t i = 0; i < d->count; i++) {
        if (d->list[i].severity != SEVERITY_ERROR || seen++ < errors_before)
            continue;
        const struct diag *g = &d->list[i];
        size_t more = d->errors - errors_before - 1;
        char rest[40] = "";
        if (more)
            snprintf(rest, sizeof rest, ", and %zu more", more);
        return err_set(err, ST_INVALID, "cannot read %s: %s at %s (line %d)%s", name, g->text,
                       *g->path ? g->path : "/", g->line, rest);
    }
    return err_set(err, ST_INVALID, "cannot read %s: it is wrong in many places", name);
}

enum document_kind document_kind(const char *bytes, size_t n)
{
    /* Without a parse: the value behind the first "format" key. */
    static const struct {
        const char *format;
        enum document_kind kind;
    } kinds[] = {{"\"indicator-plan\"", DOCUMENT_PLAN}, {"\"indicator-feed\"", DOCUMENT_FEED}};
    const char *at = memmem(bytes, n, "\"format\"", 8);
    if (!at)
        return DOCUMENT_UNKNOWN;
    at += 8;
    const char *end = bytes + n;
    while (at < end && (*at == ' ' || *at == ':' || *at == '\n' || *at == '\t' || *at == '\r'))
        at++;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t len = strlen(kinds[i].format);
        if ((size_t)(end - at) >= len && memcmp(at, kinds[i].format, len) == 0)
            return kinds[i].kind;
    }
    return DOCUMENT_UNKNOWN;
}

/* ---- the feed ------------------------------------------------------------------------------ */

static void read_observation(struct reader *r, const struct json *o, const struct feed_doc *doc,
                             struct obs *out)
{
    int cmp = 0, covers = 0;
    *out = (struct obs){.value = NAN, .pre_break = NAN, .published = doc->published};
    if (!json_is_object(o)) {
        report(r, SEVERITY_ERROR, "expected an object");
        return;
    }
    get_period(r, o, "period", REQUIRED, &out->period);
    get_number_or_null(r, o, "value", &out->value);
    read_status(r, o, &out->status);
    get_code(r, o, "cmp", OPTIONAL, obs_cmps, COUNT(obs_cmps), &cmp);
    get_code(r, o, "covers", OPTIONAL, covers_codes, COUNT(covers_codes), &covers);
    out->cmp = (enum cmp)cmp;
    out->covers = (enum covers)covers;
    get_day(r, o, "published", OPTIONAL, &out->published);
    get_number(r, o, "pre_break", OPTIONAL, &out->pre_break);
    get_text(r, o, "note", OPTIONAL, &out->note);
    if (!get_source(r, o, "source", &out->source_name, &out->source_url)) {
        for (int l = 0; l < LANG_COUNT; l++)
            if (doc->source_name.in[l])
                out->source_name.in[l] = arena_strdup(r->arena, doc->source_name.in[l]);
        if (doc->source_url)
            out->source_url = arena_strdup(r->arena, doc->source_url);
    }
    /* SDMX: these codes say that there is no figure, whatever number stands beside them. */
    if (!isnan(out->value) && out->status && strchr("OMLQH", out->status)) {
        report(r, SEVERITY_WARNING, "status %c says that there is no figure; the value is not used",
               out->status);
        out->value = NAN;
    }
    if (out->covers == COVERS_YTD &&
        (out->period.kind == PERIOD_YEAR || out->period.kind == PERIOD_WEEK ||
         out->period.kind == PERIOD_SPAN))
        report(r, SEVERITY_ERROR,
               "'covers' \"ytd\" goes with a month, a quarter, a half-year or a day");
}

static void read_observations(struct reader *r, const struct json *o, struct feed_doc *doc,
                              struct series *s)
{
    const struct json *list;
    if (!get_array(r, o, "observations", OPTIONAL, &list))
        return;
    size_t n = json_count(list), mark = path_down(r, "observations"), i = 0;
    doc->obs_count += n;
    if (doc->obs_count > PLAN_MAX_OBSERVATIONS)
        report(r, SEVERITY_ERROR, "more than %d observations in one document",
               PLAN_MAX_OBSERVATIONS);
    else if ((s->obs = reader_alloc(r, n, sizeof *s->obs)))
        for (const struct json *e = json_first(list); e; e = json_next(e), i++) {
            size_t at = path_down_index(r, i);
            read_observation(r, e, doc, &s->obs[s->obs_count++]);
            path_up(r, at);
        }
    path_up(r, mark);
}

static void read_milestones(struct reader *r, const struct json *o, const struct feed_doc *doc,
                            struct series *s)
{
    const struct json *list;
    if (!get_array(r, o, "milestones", OPTIONAL, &list))
        return;
    size_t n = json_count(list), mark = path_down(r, "milestones"), i = 0;
    s->milestones = reader_alloc(r, n, sizeof *s->milestones);
    for (const struct json *e = json_first(list); s->milestones && e; e = json_next(e), i++) {
        struct milestone *m = &s->milestones[i];
        size_t at = path_down_index(r, i);
        int state = 0;
        *m = (struct milestone){.id = "", .due = DAY_NONE, .done_on = DAY_NONE,
                                .published = DAY_NONE, .weight = 1};
        s->milestone_count++;
        if (!json_is_object(e)) {
            report(r, SEVERITY_ERROR, "expected an object");
        } else {
            if (!get_id(r, e, "id", REQUIRED, &m->id))
                m->id = "";
            get_text(r, e, "name", REQUIRED, &m->name);
            get_code(r, e, "state", REQUIRED, states, COUNT(states), &state);
            m->state = (enum milestone_state)state;
            get_day(r, e, "due", OPTIONAL, &m->due);
            get_day(r, e, "done_on", OPTIONAL, &m->done_on);
            if (!get_day(r, e, "published", OPTIONAL, &m->published) &&
                m->state != MILESTONE_UNKNOWN)
                m->published = doc->published;
            if (get_number(r, e, "weight", OPTIONAL, &m->weight) && !(m->weight > 0))
                report(r, SEVERITY_ERROR, "'weight' must be above 0");
            get_text(r, e, "note", OPTIONAL, &m->note);
            get_source(r, e, "source", &m->source_name, &m->source_url);
            if (m->done_on != DAY_NONE && m->state != MILESTONE_DONE)
                report(r, SEVERITY_ERROR, "'done_on' goes with state \"done\" only");
        }
        path_up(r, at);
    }
    path_up(r, mark);
}

/* The same period, published on the same day, twice: nobody could say which one counts. */
static void check_vintages(struct reader *r, const struct series *s)
{
    for (size_t i = 1; i < s->obs_count; i++) {
        const struct obs *a = &s->obs[i - 1], *b = &s->obs[i];
        if (!period_equal(&a->period, &b->period) || a->covers != b->covers ||
            a->published != b->published)
            continue;
        char period[32], day[16];
        period_code(&b->period, period, sizeof period);
        day_format(b->published, day, sizeof day);
        report(r, SEVERITY_ERROR, "period %s, published %s, stands twice in '%s'", period, day,
               s->indicator_id);
    }
}

static struct series *read_series(struct reader *r, const struct json *o, struct feed_doc *doc)
{
    char id[80];
    struct arena *outer = r->arena;
    const char *said = NULL;
    if (!json_is_object(o)) {
        report(r, SEVERITY_ERROR, "expected an object");
        return NULL;
    }
    if (!get_id(r, o, "id", REQUIRED, &said))
        return NULL;
    snprintf(id, sizeof id, "%s", said);
    struct series *s = series_new(id);
    if (!s) {
        r->out_of_memory = true;
        return NULL;
    }
    r->arena = &s->arena;
    s->next = doc->next;
    get_day(r, o, "next", OPTIONAL, &s->next);
    read_observations(r, o, doc, s);
    read_milestones(r, o, doc, s);
    r->arena = outer;
    series_seal(s);
    check_vintages(r, s);
    return s;
}

static char *own_copy(const char *s)
{
    return s ? strdup(s) : NULL;
}

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

static void read_indicators(struct reader *r, const struct json *root, struct feed_doc *doc)
{
    const struct json *list;
    if (!get_array(r, root, "indicators", REQUIRED, &list))
        return;
    size_t n = json_count(list), mark = path_down(r, "indicators"), i = 0;
    if (n > PLAN_MAX_INDICATORS) {
        report(r, SEVERITY_ERROR, "%zu indicators, %d at the most", n, PLAN_MAX_INDICATORS);
        n = 0;
    }
    doc->series = calloc(n ? n : 1, sizeof *doc->series);
    if (!doc->series) {
        r->out_of_memory = true;
        n = 0;
    }
    for (const struct json *e = json_first(list); e && i < n; e = json_next(e), i++) {
        size_t at = path_down_index(r, i);
        struct series *s = read_series(r, e, doc);
        for (size_t k = 0; s && k < doc->series_count; k++)
            if (strcmp(doc->series[k]->indicator_id, s->indicator_id) == 0) {
                report(r, SEVERITY_ERROR, "the indicator '%s' stands twice", s->indicator_id);
                break;
            }
        if (s)
            doc->series[doc->series_count++] = s;
        path_up(r, at);
    }
    path_up(r, mark);
}

enum status feed_decode(const char *bytes, size_t n, const char *name, struct feed_doc **out,
                        struct diags *diags, struct err *err)
{
    char called[96];
    struct arena arena;
    struct reader r = {.arena = &arena};
    struct err why = {0};
    enum status st = ST_OK;
    size_t before = diags->errors;
    *out = NULL;
    snprintf(called, sizeof called, "'%.80s'", name);
    arena_init(&arena, DOC_BYTES_MAX);
    struct feed_doc *doc = calloc(1, sizeof *doc);
    if (!doc)
        return err_set(err, ST_NO_MEMORY, "cannot read %s: out of memory", called);
    doc->published = doc->next = DAY_NONE;
    struct json *root = json_parse(&r, bytes, n, diags, &why);
    if (!root) {
        st = err_set(err, why.status, "cannot read %s: %s", called, why.text);
        goto out;
    }
    if (check_head(&r, root, "indicator-feed")) {
        get_day(&r, root, "published", OPTIONAL, &doc->published);
        get_day(&r, root, "next", OPTIONAL, &doc->next);
        const char *url = NULL;
        get_source(&r, root, "source", &doc->source_name, &url);
        doc->source_name_zh = own_copy(doc->source_name.in[LANG_ZH]);
        doc->source_name_en = own_copy(doc->source_name.in[LANG_EN]);
        doc->source_url = own_copy(url);
        doc->source_name = (struct text){{doc->source_name_zh, doc->source_name_en}};
        read_indicators(&r, root, doc);
    }
    if (diags->errors > before)
        st = first_error(diags, before, called, err);
    else if (r.out_of_memory)
        st = err_set(err, ST_NO_MEMORY, "cannot read %s: out of memory", called);
out:
    json_free(root);
    arena_free(&arena);
    if (st != ST_OK) {
        feed_doc_free(doc);
        return st;
    }
    *out = doc;
    return ST_OK;
}

void feed_check_against_plan(const struct feed_doc *feed, const struct plan *plan,
                             struct diags *diags)
{
    struct reader r = {.bytes = "", .len = 0, .diags = diags};
    size_t mark = path_down(&r, "indicators");
    for (size_t i = 0; i < feed->series_count; i++) {
        const struct series *s = feed->series[i];
        size_t at = path_down_index(&r, i);
        int k = plan_find_indicator(plan, s->indicator_id);
        if (k < 0) {
            report(&r, SEVERITY_WARNING, "the plan has no indicator '%s'", s->indicator_id);
        } else {
            const struct indicator *ind = &plan->indicators[k];
            if (ind->derive.op != DERIVE_NONE && s->obs_count)
                report(&r, SEVERITY_ERROR, "'%s' is derived; it takes no observations",
                       s->indicator_id);
            if (s->obs_count && ind->quantity == QUANTITY_UNSTATED &&
                ind->derive.op == DERIVE_NONE)
                report(&r, SEVERITY_ERROR, "the plan states no 'quantity' for '%s'",
                       s->indicator_id);
            for (size_t m = 0; m < s->obs_count; m++) {
                const struct obs *o = &s->obs[m];
                if (plan->end != DAY_NONE && o->period.first > plan->end + 366 * 5)
                    report(&r, SEVERITY_ERROR, "a period of '%s' begins long after the plan",
                           s->indicator_id);
                if (o->covers == COVERS_YTD && ind->freq != FREQ_MONTH && ind->freq != FREQ_QUARTER)
                    report(&r, SEVERITY_WARNING,
                           "'covers' \"ytd\" goes with freq M or Q, '%s' has %c", s->indicator_id,
                           freq_code(ind->freq));
            }
            for (size_t m = 0; m < s->milestone_count; m++)
                if (s->milestones[m].due != DAY_NONE && s->milestones[m].due < plan->start)
                    report(&r, SEVERITY_ERROR, "milestone '%s' is due before the plan begins",
                           s->milestones[m].id);
        }
        path_up(&r, at);
    }
    path_up(&r, mark);
}
