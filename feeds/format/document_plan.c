/* The plan document: design contract "Documents", shape in feeds/schema/indicator-plan.schema.json. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/format/address.h"
#include "feeds/format/document_parts.h"

#define PLAN_BYTES_MAX ((size_t)64 << 20)
#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const target_kinds[] = {"level", "growth",   "cumulative", "maintain",
                                           "range", "relative", "direction",  "milestones"};
static const char *const target_cmps[] = {">=", ">", "<=", "<", "~"};
static const enum cmp target_cmp_of[] = {CMP_GE, CMP_GT, CMP_LE, CMP_LT, CMP_ABOUT};
static const char *const measures[] = {"index", "annual_rate"};
static const char *const paths[] = {"linear", "geometric", "even"};
static const char *const quantities[] = {"stock", "flow", "rate", "index"};
static const char *const natures[] = {"other", "binding", "anticipatory"};
static const char *const directions[] = {"up", "down", "none"};
static const char *const freqs[] = {"A", "S", "Q", "M", "W", "D"};
static const char *const ops[] = {"count-at-least", "sum", "ratio", "share"};
static const char *const formats[] = {"indicator-feed", "json-stat", "sdmx-csv", "sdmx-json",
                                      "csv",            "worldbank", "prometheus"};

/* What a kind of target must say. */
static const struct kind_needs {
    bool value, by, from, high, base, measure, ref;
} kind_needs[] = {
    [TARGET_LEVEL] = {.value = true, .by = true},
    [TARGET_GROWTH] = {.value = true, .by = true, .base = true, .measure = true},
    [TARGET_CUMULATIVE] = {.value = true, .by = true, .from = true},
    [TARGET_MAINTAIN] = {.value = true, .by = true},
    [TARGET_RANGE] = {.value = true, .high = true, .by = true},
    [TARGET_RELATIVE] = {.ref = true},
    [TARGET_DIRECTION] = {0},
    [TARGET_MILESTONES] = {0},
};

/* Names of other indicators, looked up when all are read. */
struct late_name {
    const char *name;
    int *to;
    char path[160];
};

struct plan_reader {
    struct reader r;
    struct plan *plan;
    struct indicator *indicators;
    struct late_name *late;
    size_t late_count, late_cap;
};

static void look_up_later(struct plan_reader *p, const char *name, int *to)
{
    if (p->late_count == p->late_cap) {
        size_t cap = p->late_cap ? p->late_cap * 2 : 32;
        struct late_name *more = realloc(p->late, cap * sizeof *more);
        if (!more) {
            p->r.out_of_memory = true;
            return;
        }
        p->late = more;
        p->late_cap = cap;
    }
    struct late_name *l = &p->late[p->late_count++];
    l->name = name;
    l->to = to;
    snprintf(l->path, sizeof l->path, "%s", p->r.path);
    *to = -1;
}

/* ---- targets ------------------------------------------------------------------------------- */

static void read_base(struct reader *r, const struct json *o, enum need need, struct base *base)
{
    const struct json *b;
    if (!get_object(r, o, "base", need, &b))
        return;
    size_t mark = path_down(r, "base");
    bool period = get_period(r, b, "period", REQUIRED, &base->period);
    bool value = get_number(r, b, "value", REQUIRED, &base->value);
    base->given = period && value;
    read_status(r, b, &base->status);
    get_text(r, b, "note", OPTIONAL, &base->note);
    path_up(r, mark);
}

static int by_waypoint(const void *a, const void *b)
{
    const struct waypoint *x = a, *y = b;
    return period_compare(&x->period, &y->period);
}

static void read_trajectory(struct reader *r, const struct json *o, struct target *t)
{
    const struct json *list;
    if (!get_array(r, o, "trajectory", OPTIONAL, &list))
        return;
    struct waypoint *points = reader_alloc(r, json_count(list), sizeof *points);
    if (!points)
        return;
    size_t mark = path_down(r, "trajectory"), i = 0;
    for (const struct json *e = json_first(list); e; e = json_next(e), i++) {
        size_t inner = path_down_index(r, i);
        if (get_period(r, e, "period", REQUIRED, &points[t->waypoint_count].period) &&
            get_number(r, e, "value", REQUIRED, &points[t->waypoint_count].value))
            t->waypoint_count++;
        path_up(r, inner);
    }
    path_up(r, mark);
    if (t->waypoint_count)
        qsort(points, t->waypoint_count, sizeof *points, by_waypoint);
    t->waypoints = points;
}

/* What no schema can say of a target. */
static void check_target(struct reader *r, const struct indicator *ind, const struct target *t)
{
    if (t->base.given && t->by != DAY_NONE && t->base.period.last >= t->by)
        report(r, SEVERITY_ERROR, "the base period must end before 'by'");
    if (t->from != DAY_NONE && t->by != DAY_NONE && t->from > t->by)
        report(r, SEVERITY_ERROR, "'from' must not be after 'by'");
    if (t->kind == TARGET_RANGE && t->high < t->value)
        report(r, SEVERITY_ERROR, "'high' must not be below 'value'");
    bool numeric = t->kind == TARGET_LEVEL || t->kind == TARGET_MAINTAIN;
    bool upward = t->cmp == CMP_GE || t->cmp == CMP_GT;
    if (numeric && t->cmp != CMP_ABOUT && ind->direction != DIRECTION_NONE &&
        upward != (ind->direction == DIRECTION_UP))
        report(r, SEVERITY_ERROR, "'cmp' %s does not agree with the direction of the indicator",
               cmp_code(t->cmp));
    if (t->kind == TARGET_LEVEL && t->base.given && t->base.value != t->value &&
        ind->direction != DIRECTION_NONE &&
        (t->value > t->base.value) != (ind->direction == DIRECTION_UP))
        report(r, SEVERITY_WARNING, "the base lies beyond the target: it will be treated as maintain");
    if (t->kind == TARGET_CUMULATIVE && !(t->value > 0))
        report(r, SEVERITY_ERROR, "a cumulative target needs a value above 0");
    for (size_t i = 1; i < t->waypoint_count; i++)
        if (period_equal(&t->waypoints[i].period, &t->waypoints[i - 1].period))
            report(r, SEVERITY_ERROR, "the trajectory gives the same period twice");
}

static void read_target(struct plan_reader *p, const struct json *o, const struct indicator *ind,
                        struct target *t)
{
    struct reader *r = &p->r;
    int kind = -1, cmp = ind->direction == DIRECTION_DOWN ? 2 : 0, measure = 0, path = 0;
    *t = (struct target){.value = NAN, .high = NAN, .tolerance = NAN, .from = DAY_NONE,
                         .by = DAY_NONE, .ref = -1, .base = {.value = NAN, .status = 'A'}};
    if (!json_is_object(o)) {
        report(r, SEVERITY_ERROR, "expected an object");
        return;
    }
    if (!get_code(r, o, "kind", REQUIRED, target_kinds, COUNT(target_kinds), &kind))
        return;
    t->kind = (enum target_kind)kind;
    const struct kind_needs *needs = &kind_needs[kind];
    get_code(r, o, "cmp", OPTIONAL, target_cmps, COUNT(target_cmps), &cmp);
    t->cmp = target_cmp_of[cmp];
    if (t->kind == TARGET_MILESTONES && json_member(o, "value"))
        report(r, SEVERITY_ERROR, "a target of kind milestones has no 'value'");
    get_number(r, o, "value", needs->value ? REQUIRED : OPTIONAL, &t->value);
    get_number(r, o, "high", needs->high ? REQUIRED : OPTIONAL, &t->high);
    if (get_number(r, o, "tolerance", OPTIONAL, &t->tolerance) && t->tolerance < 0)
        report(r, SEVERITY_ERROR, "'tolerance' must not be negative");
    get_day(r, o, "from", needs->from ? REQUIRED : OPTIONAL, &t->from);
    if (!get_day(r, o, "by", needs->by ? REQUIRED : OPTIONAL, &t->by) && !needs->by)
        t->by = p->plan->end;
    read_base(r, o, needs->base ? REQUIRED : OPTIONAL, &t->base);
    get_code(r, o, "measure", needs->measure ? REQUIRED : OPTIONAL, measures, COUNT(measures),
             &measure);
    t->measure = (enum measure)measure;
    get_code(r, o, "path", OPTIONAL, paths, COUNT(paths), &path);
    t->path = (enum path)path;
    read_trajectory(r, o, t);
    const char *ref = NULL;
    if (get_id(r, o, "ref", needs->ref ? REQUIRED : OPTIONAL, &ref))
        look_up_later(p, ref, &t->ref);
    get_text(r, o, "text", OPTIONAL, &t->text);
    get_source(r, o, "source", &t->source_name, &t->source_url);
    check_target(r, ind, t);
}

static void read_targets(struct plan_reader *p, const struct json *o, struct indicator *ind)
{
    struct reader *r = &p->r;
    const struct json *list;
    if (!get_array(r, o, "targets", OPTIONAL, &list))
        return;
    size_t n = json_count(list), mark = path_down(r, "targets"), i = 0;
    if (n > TARGETS_MAX)
        report(r, SEVERITY_ERROR, "%zu targets on one indicator, %d at the most", n, TARGETS_MAX);
    n = n > TARGETS_MAX ? TARGETS_MAX : n;
    struct target *targets = reader_alloc(r, n, sizeof *targets);
    ind->targets = targets;
    for (const struct json *e = json_first(list); targets && e && i < n; e = json_next(e), i++) {
        size_t inner = path_down_index(r, i);
        read_target(p, e, ind, &targets[ind->target_count++]);
        path_up(r, inner);
    }
    path_up(r, mark);
}

/* ---- indicators ---------------------------------------------------------------------------- */

static void read_derive(struct plan_reader *p, const struct json *o, struct derive *d)
{
    struct reader *r = &p->r;
    const struct json *v, *of;
    int op = -1;
    d->value = NAN;
    if (!get_object(r, o, "derive", OPTIONAL, &v))
        return;
    size_t mark = path_down(r, "derive"), i = 0;
    if (get_code(r, v, "op", REQUIRED, ops, COUNT(ops), &op))
        d->op = (enum derive_op)(op + 1);
    get_number(r, v, "value", d->op == DERIVE_COUNT_AT_LEAST ? REQUIRED : OPTIONAL, &d->value);
    if (get_array(r, v, "of", REQUIRED, &of)) {
        size_t n = json_count(of);
        bool pair = d->op == DERIVE_RATIO || d->op == DERIVE_SHARE;
        if (n == 0 || n > DERIVE_MAX || (pair && n != 2))
            report(r, SEVERITY_ERROR, pair ? "'of' names %zu indicators, expected 2"
                                           : "'of' names %zu indicators, expected 1 to 64", n);
        n = n > DERIVE_MAX ? DERIVE_MAX : n;
        int *parts = reader_alloc(r, n, sizeof *parts);
        size_t inner = path_down(r, "of");
        for (const struct json *e = json_first(of); parts && e && i < n; e = json_next(e), i++) {
            size_t at = path_down_index(r, i);
            const char *name = element_string(r, e);
            if (name)
                look_up_later(p, name, &parts[d->part_count++]);
            path_up(r, at);
        }
        path_up(r, inner);
        d->parts = parts;
    }
    path_up(r, mark);
}

static bool is_numeric(const struct indicator *ind)
{
    for (size_t i = 0; i < ind->target_count; i++)
        if (ind->targets[i].kind != TARGET_MILESTONES)
            return true;
    return false;
}

static void read_indicator(struct plan_reader *p, const struct json *o, int pillar,
                           struct indicator *ind)
{
    struct reader *r = &p->r;
    int freq = 0, quantity = -1, nature = 0, direction = 0;
    *ind = (struct indicator){.decimals = -1, .min = NAN, .max = NAN, .pillar = pillar};
    if (!json_is_object(o)) {
        report(r, SEVERITY_ERROR, "expected an object");
        ind->id = "";
        return;
    }
    if (!get_id(r, o, "id", REQUIRED, &ind->id))
        ind->id = "";
    get_text(r, o, "name", REQUIRED, &ind->name);
    get_text(r, o, "unit", OPTIONAL, &ind->unit);
    get_text(r, o, "note", OPTIONAL, &ind->note);
    get_string(r, o, "unit_code", OPTIONAL, &ind->unit_code);
    get_int(r, o, "unit_mult", -12, 15, &ind->unit_mult);
    get_int(r, o, "decimals", 0, 12, &ind->decimals);
    get_code(r, o, "freq", OPTIONAL, freqs, COUNT(freqs), &freq);
    if (get_code(r, o, "quantity", OPTIONAL, quantities, COUNT(quantities), &quantity))
        ind->quantity = (enum quantity)(quantity + 1);
    get_code(r, o, "nature", OPTIONAL, natures, COUNT(natures), &nature);
    get_code(r, o, "direction", OPTIONAL, directions, COUNT(directions), &direction);
    ind->freq = (enum freq)freq;
    ind->nature = (enum nature)nature;
    ind->direction = (enum direction)direction;
    get_number(r, o, "min", OPTIONAL, &ind->min);
    get_number(r, o, "max", OPTIONAL, &ind->max);
    get_source(r, o, "source", &ind->source_name, &ind->source_url);
    read_derive(p, o, &ind->derive);
    read_targets(p, o, ind);
    bool numeric = is_numeric(ind);
    if (numeric && ind->quantity == QUANTITY_UNSTATED && ind->derive.op == DERIVE_NONE)
        report(r, SEVERITY_ERROR,
               "missing 'quantity', expected one of \"stock\", \"flow\", \"rate\", \"index\" "
               "where a target is numeric");
    if (numeric && text_is_empty(&ind->unit) && !json_member(o, "unit"))
        report(r, SEVERITY_ERROR, "missing 'unit', expected a text where a target is numeric");
}

static void read_pillars(struct plan_reader *p, const struct json *root)
{
    struct reader *r = &p->r;
    const struct json *list, *of;
    if (!get_array(r, root, "pillars", REQUIRED, &list))
        return;
    size_t n = json_count(list), total = 0, i = 0, k = 0;
    for (const struct json *e = json_first(list); e; e = json_next(e)) {
        const struct json *inds = json_member(e, "indicators");
        total += inds ? json_count(inds) : 0;
    }
    size_t mark = path_down(r, "pillars");
    if (n == 0 || n > PLAN_MAX_PILLARS)
        report(r, SEVERITY_ERROR, "%zu pillars, expected 1 to %d", n, PLAN_MAX_PILLARS);
    if (total > PLAN_MAX_INDICATORS)
        report(r, SEVERITY_ERROR, "%zu indicators, %d at the most", total, PLAN_MAX_INDICATORS);
    struct pillar *pillars = reader_alloc(r, n, sizeof *pillars);
    p->indicators = reader_alloc(r, total, sizeof *p->indicators);
    if (!pillars || !p->indicators || n > PLAN_MAX_PILLARS || total > PLAN_MAX_INDICATORS)
        return;
    p->plan->pillars = pillars;
    p->plan->indicators = p->indicators;
    for (const struct json *e = json_first(list); e; e = json_next(e), i++) {
        struct pillar *pillar = &pillars[i];
        size_t at = path_down_index(r, i), m = 0;
        pillar->id = "";
        pillar->first = k;
        p->plan->pillar_count++;
        if (!json_is_object(e)) {
            report(r, SEVERITY_ERROR, "expected an object");
            path_up(r, at);
            continue;
        }
        if (!get_id(r, e, "id", REQUIRED, &pillar->id))
            pillar->id = "";
        get_text(r, e, "name", REQUIRED, &pillar->name);
        get_text(r, e, "note", OPTIONAL, &pillar->note);
        if (get_array(r, e, "indicators", REQUIRED, &of)) {
            size_t inner = path_down(r, "indicators");
            for (const struct json *v = json_first(of); v; v = json_next(v), m++) {
                size_t leaf = path_down_index(r, m);
                read_indicator(p, v, (int)i, &p->indicators[k++]);
                path_up(r, leaf);
            }
            path_up(r, inner);
        }
        pillar->count = k - pillar->first;
        p->plan->indicator_count = k;
        path_up(r, at);
    }
    path_up(r, mark);
}

/* ---- feeds --------------------------------------------------------------------------------- */

static void read_headers(struct reader *r, const struct json *o, const char *base_url,
                         struct feed_spec *f)
{
    const struct json *headers;
    if (!get_object(r, o, "headers", OPTIONAL, &headers))
        return;
    struct header_spec *list = reader_alloc(r, json_count(headers), sizeof *list);
    if (!list)
        return;
    size_t mark = path_down(r, "headers");
    for (const struct json *m = json_first(headers); m; m = json_next(m)) {
        const char *name = json_key(m), *file = NULL;
        struct header_spec *h = &list[f->header_count];
        size_t at = path_down(r, name);
        static const char token[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789!#$%&'*+-.^_`|~";
        if (!*name || strspn(name, token) != strlen(name))
            report(r, SEVERITY_ERROR, "not the name of an HTTP header");
        h->name = arena_strdup(r->arena, name);
        if (json_is_object(m)) { /* {"file": "token.txt"}: the secret stands in a file of its own */
            char url[ADDRESS_CAP], path[ADDRESS_CAP];
            if (get_string(r, m, "file", REQUIRED, &file)) {
                if (address_resolve(base_url, file, url, sizeof url) &&
                    address_to_path(url, path, sizeof path))
                    h->file = arena_strdup(r->arena, path);
                else
                    report(r, SEVERITY_ERROR, "'file' must be a local file beside a local plan");
            }
        } else {
            h->value = element_string(r, m);
        }
        if (h->value || h->file)
            f->header_count++;
        path_up(r, at);
    }
    f->headers = list;
    path_up(r, mark);
}

static void read_local_path(struct reader *r, const struct json *o, const char *key,
                            const char *base_url, const char **out)
{
    const char *s = NULL;
    char url[ADDRESS_CAP], path[ADDRESS_CAP];
    if (!get_string(r, o, key, OPTIONAL, &s))
        return;
    bool local = s[0] == '/' ? snprintf(path, sizeof path, "%s", s) < (int)sizeof path
                             : address_resolve(base_url, s, url, sizeof url) &&
                                   address_to_path(url, path, sizeof path);
    if (!local)
        report(r, SEVERITY_ERROR, "'%s' must be a local file (an absolute path where the plan is not local)",
               key);
    else
        *out = arena_strdup(r->arena, path);
}

static void read_binds(struct plan_reader *p, const struct json *o, struct feed_spec *f)
{
    struct reader *r = &p->r;
    const struct json *list, *select;
    if (!get_array(r, o, "bind", OPTIONAL, &list))
        return;
    struct bind *binds = reader_alloc(r, json_count(list), sizeof *binds);
    if (!binds)
        return;
    size_t mark = path_down(r, "bind"), i = 0;
    for (const struct json *e = json_first(list); e; e = json_next(e), i++) {
        struct bind *b = &binds[i];
        size_t at = path_down_index(r, i);
        const char *name = NULL;
        f->bind_count++;
        b->indicator = -1;
        if (get_id(r, e, "indicator", REQUIRED, &name))
            look_up_later(p, name, &b->indicator);
        if (get_object(r, e, "select", OPTIONAL, &select)) {
            size_t n = json_count(select), inner = path_down(r, "select");
            const char **keys = reader_alloc(r, n, sizeof *keys);
            const char **values = reader_alloc(r, n, sizeof *values);
            for (const struct json *m = json_first(select); keys && values && m;
                 m = json_next(m)) {
                size_t leaf = path_down(r, json_key(m));
                keys[b->key_count] = arena_strdup(r->arena, json_key(m));
                values[b->key_count] = element_string(r, m);
                if (keys[b->key_count] && values[b->key_count])
                    b->key_count++;
                path_up(r, leaf);
            }
            b->keys = keys;
            b->values = values;
            path_up(r, inner);
        }
        path_up(r, at);
    }
    f->binds = binds;
    path_up(r, mark);
}

static void read_feed_spec(struct plan_reader *p, const struct json *o, const char *base_url,
                           struct feed_spec *f)
{
    struct reader *r = &p->r;
    const char *url = NULL;
    char absolute[ADDRESS_CAP];
    int format = -1;
    f->id = f->url = "";
    if (!json_is_object(o)) {
        report(r, SEVERITY_ERROR, "expected an object");
        return;
    }
    if (!get_id(r, o, "id", REQUIRED, &f->id))
        f->id = "";
    get_text(r, o, "name", OPTIONAL, &f->name);
    if (get_string(r, o, "url", REQUIRED, &url)) {
        if (address_resolve(base_url, url, absolute, sizeof absolute))
            f->url = arena_strdup(r->arena, absolute);
        else
            report(r, SEVERITY_ERROR, "'url' must be relative, or begin with https:, http: or file:");
        r->out_of_memory |= !f->url;
    }
    if (get_code(r, o, "format", OPTIONAL, formats, COUNT(formats), &format))
        f->format = formats[format];
    int64_t timeout_s = 0;
    get_duration(r, o, "every", &f->every_s);
    if (get_duration(r, o, "timeout", &timeout_s))
        f->timeout_ms = timeout_s * 1000;
    read_headers(r, o, base_url, f);
    read_local_path(r, o, "ca", base_url, &f->ca);
    read_local_path(r, o, "cert", base_url, &f->cert);
    read_local_path(r, o, "key", base_url, &f->key);
    read_binds(p, o, f);
}

static void read_feeds(struct plan_reader *p, const struct json *root, const char *base_url)
{
    struct reader *r = &p->r;
    const struct json *list;
    if (!get_array(r, root, "feeds", REQUIRED, &list))
        return;
    size_t n = json_count(list), mark = path_down(r, "feeds"), i = 0;
    if (n > PLAN_MAX_FEEDS)
        report(r, SEVERITY_ERROR, "%zu feeds, %d at the most", n, PLAN_MAX_FEEDS);
    struct feed_spec *feeds = n <= PLAN_MAX_FEEDS ? reader_alloc(r, n, sizeof *feeds) : NULL;
    p->plan->feeds = feeds;
    for (const struct json *e = json_first(list); feeds && e; e = json_next(e), i++) {
        size_t at = path_down_index(r, i);
        read_feed_spec(p, e, base_url, &feeds[i]);
        p->plan->feed_count++;
        path_up(r, at);
    }
    path_up(r, mark);
}

/* ---- what needs the whole plan ------------------------------------------------------------- */

struct named {
    const char *id;
    size_t index;
};

static int by_id(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int c = strcmp(x->id, y->id);
    return c ? c : x->index < y->index ? -1 : 1;
}

/* Reports ids that stand twice; leaves `names` sorted for looking up. */
static void check_unique(struct reader *r, struct named *names, size_t n, const char *what)
{
    qsort(names, n, sizeof *names, by_id);
    for (size_t i = 1; i < n; i++)
        if (*names[i].id && strcmp(names[i].id, names[i - 1].id) == 0)
            report(r, SEVERITY_ERROR, "the %s id '%s' stands twice", what, names[i].id);
}

static void check_names(struct plan_reader *p)
{
    struct reader *r = &p->r;
    struct plan *plan = p->plan;
    size_t most = plan->indicator_count + plan->feed_count + plan->pillar_count;
    struct named *names = malloc((most ? most : 1) * sizeof *names);
    if (!names) {
        r->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < plan->feed_count; i++)
        names[i] = (struct named){plan->feeds[i].id, i};
    check_unique(r, names, plan->feed_count, "feed");
    for (size_t i = 0; i < plan->pillar_count; i++)
        names[i] = (struct named){plan->pillars[i].id, i};
    check_unique(r, names, plan->pillar_count, "pillar");
    for (size_t i = 0; i < plan->indicator_count; i++)
        names[i] = (struct named){plan->indicators[i].id, i};
    check_unique(r, names, plan->indicator_count, "indicator");
    for (size_t i = 0; i < p->late_count; i++) {
        struct named key = {p->late[i].name, 0};
        size_t low = 0, high = plan->indicator_count;
        while (low < high) {
            size_t mid = (low + high) / 2;
            if (strcmp(names[mid].id, key.id) < 0)
                low = mid + 1;
            else
                high = mid;
        }
        if (low < plan->indicator_count && strcmp(names[low].id, key.id) == 0) {
            *p->late[i].to = (int)names[low].index;
        } else {
            *p->late[i].to = -1;
            snprintf(r->path, sizeof r->path, "%s", p->late[i].path);
            report(r, SEVERITY_ERROR, "no indicator has the id '%s'", key.id);
            r->path[0] = '\0';
        }
    }
    free(names);
    for (size_t i = 0; i < plan->indicator_count; i++) {
        const struct derive *d = &plan->indicators[i].derive;
        for (size_t k = 0; k < d->part_count; k++)
            if (d->parts[k] >= 0 && plan->indicators[d->parts[k]].derive.op != DERIVE_NONE)
                report(r, SEVERITY_ERROR, "'%s' is derived from '%s', which is derived itself",
                       plan->indicators[i].id, plan->indicators[d->parts[k]].id);
    }
}

enum status plan_decode(const char *bytes, size_t n, const char *base_url, struct plan **out,
                        struct diags *diags, struct err *err)
{
    enum status st = ST_OK;
    *out = NULL;
    struct plan_reader p = {0};
    struct plan *plan = calloc(1, sizeof *plan);
    if (!plan)
        return err_set(err, ST_NO_MEMORY, "cannot read the plan: out of memory");
    atomic_init(&plan->refs, 1);
    arena_init(&plan->arena, PLAN_BYTES_MAX);
    p.plan = plan;
    p.r.arena = &plan->arena;
    struct err why = {0};
    size_t before = diags->errors;
    struct json *root = json_parse(&p.r, bytes, n, diags, &why);
    if (!root) {
        st = err_set(err, why.status, "cannot read the plan: %s", why.text);
        goto out;
    }
    struct reader *r = &p.r;
    if (!check_head(r, root, "indicator-plan"))
        goto out;
    plan->id = "plan";
    plan->timezone = "Asia/Shanghai";
    plan->start = plan->end = DAY_NONE;
    plan->url = arena_strdup(&plan->arena, base_url);
    get_id(r, root, "id", REQUIRED, &plan->id);
    get_text(r, root, "name", REQUIRED, &plan->name);
    get_text(r, root, "note", OPTIONAL, &plan->note);
    bool start = get_day(r, root, "start", REQUIRED, &plan->start);
    bool end = get_day(r, root, "end", REQUIRED, &plan->end);
    if (start && end && plan->start >= plan->end)
        report(r, SEVERITY_ERROR, "'start' must be before 'end'");
    int32_t offset;
    if (get_string(r, root, "timezone", OPTIONAL, &plan->timezone) &&
        !zone_offset(plan->timezone, 0, &offset))
        report(r, SEVERITY_WARNING, "the time zone '%s' is not known here: UTC is used",
               plan->timezone);
    get_duration(r, root, "every", &plan->every_s);
    get_source(r, root, "source", &plan->source_name, &plan->source_url);
    read_feeds(&p, root, base_url);
    read_pillars(&p, root);
    check_names(&p);
out:
    json_free(root);
    free(p.late);
    if (st == ST_OK && (p.r.out_of_memory || !plan->url) && root && diags->errors == before)
        st = err_set(err, ST_NO_MEMORY, "cannot read the plan: out of memory");
    if (st == ST_OK && diags->errors > before)
        st = first_error(diags, before, "the plan", err);
    if (st != ST_OK) {
        plan_unref(plan);
        return st;
    }
    *out = plan;
    return ST_OK;
}
