/* case.h -- a plan with its figures, written as a few lines, and what is said of it. For tests.
 *
 *   plan 2021-01-01 2025-12-31      (the default)
 *   asof 2023-06-30 [cagr] [allow]  as-of day, method, allowance for binding targets
 *   ind ID [nature=binding|anticipatory|other] [dir=down] [q=stock|flow|rate|index] [freq=A]
 *          [dec=N] [unit=PT] [mult=8] [min=N] [max=N]   anticipatory, up, stock, annual
 *   derive OP VALUE ID...           of the last ind; count-at-least, sum, ratio, share
 *   tgt KIND [cmp=>=] [value=N] [high=N] [tol=N] [from=D] [by=D] [base=PERIOD:N[:STATUS]] [rates]
 *          [path=P] [ref=ID] [way=PERIOD:N,...]         by the plan's end, linear
 *   obs PERIOD VALUE [cmp=>] [st=P] [cov=ytd|cumulative] [pub=D] [pre=N]
 *   ms ID STATE [due=D] [done=D] [pub=D] [w=N]
 *
 * A number "-" is absent.
 */
#ifndef PILLARS_TESTS_CASE_H
#define PILLARS_TESTS_CASE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/plan/assess.h"

#define CASE_INDICATORS 64
#define CASE_ROWS       1024

struct case_text {
    struct plan *plan;
    struct snapshot *snap;
    struct assess_options options;
    struct indicator *ind; /* of plan, writable while it is built */
    struct target *targets[CASE_INDICATORS];
    struct {
        int indicator, target;
        char id[64];
    } refs[CASE_INDICATORS * TARGETS_MAX];
    size_t ref_count;
    char derive_ids[CASE_INDICATORS][512];
};

static inline void case_fail(const char *what, const char *text)
{
    fprintf(stderr, "case: %s: %s\n", what, text);
    abort();
}

static inline double case_number(const char *s)
{
    char *end;
    double v = strtod(s, &end);
    if (strcmp(s, "-") == 0)
        return NAN;
    if (end == s || *end)
        case_fail("not a number", s);
    return v;
}

static inline day_t case_day(const char *s)
{
    day_t d;
    if (!day_parse(s, &d))
        case_fail("not a day", s);
    return d;
}

static inline struct period case_period(const char *s)
{
    struct period p;
    if (!period_parse(s, &p))
        case_fail("not a period", s);
    return p;
}

/* Place of s in a list of n names. */
static inline int case_name(const char *s, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(s, names[i]) == 0)
            return i;
    case_fail("unknown word", s);
    return -1;
}

static inline enum cmp case_cmp(const char *s)
{
    static const char *const names[] = {"=", ">", ">=", "<", "<=", "~"};
    return (enum cmp)case_name(s, names, 6);
}

/* "key=value" -> value, NULL if the word has another key. */
static inline const char *case_value(const char *word, const char *key)
{
    size_t n = strlen(key);
    return strncmp(word, key, n) == 0 && word[n] == '=' ? word + n + 1 : NULL;
}

static inline void case_ind(struct case_text *c, char **w, int n)
{
    static const char *const natures[] = {"other", "binding", "anticipatory"};
    static const char *const quantities[] = {"unstated", "stock", "flow", "rate", "index"};
    static const char *const directions[] = {"up", "down", "none"};
    size_t i = c->plan->indicator_count++;
    if (i == CASE_INDICATORS)
        case_fail("too many", "indicators");
    struct indicator *ind = &c->ind[i];
    const char *v;
    *ind = (struct indicator){.id = arena_strdup(&c->plan->arena, w[1]),
                              .decimals = -1,
                              .nature = NATURE_ANTICIPATORY,
                              .quantity = QUANTITY_STOCK,
                              .min = NAN,
                              .max = NAN};
    c->targets[i] = arena_alloc(&c->plan->arena, TARGETS_MAX, sizeof **c->targets);
    ind->targets = c->targets[i];
    for (int k = 2; k < n; k++) {
        bool ok;
        if ((v = case_value(w[k], "nature")))
            ind->nature = (enum nature)case_name(v, natures, 3);
        else if ((v = case_value(w[k], "dir")))
            ind->direction = (enum direction)case_name(v, directions, 3);
        else if ((v = case_value(w[k], "q")))
            ind->quantity = (enum quantity)case_name(v, quantities, 5);
        else if ((v = case_value(w[k], "freq")))
            ind->freq = freq_from_code(*v, &ok);
        else if ((v = case_value(w[k], "dec")))
            ind->decimals = atoi(v);
        else if ((v = case_value(w[k], "unit")))
            ind->unit_code = arena_strdup(&c->plan->arena, v);
        else if ((v = case_value(w[k], "mult")))
            ind->unit_mult = atoi(v);
        else if ((v = case_value(w[k], "min")))
            ind->min = case_number(v);
        else if ((v = case_value(w[k], "max")))
            ind->max = case_number(v);
        else
            case_fail("ind", w[k]);
    }
}

static inline void case_base(const char *text, struct base *b)
{
    char copy[96], *colon, *status;
    snprintf(copy, sizeof copy, "%s", text);
    if (!(colon = strchr(copy, ':')))
        case_fail("base", text);
    *colon++ = '\0';
    b->given = true;
    b->status = 'A';
    if ((status = strchr(colon, ':'))) {
        *status++ = '\0';
        b->status = *status;
    }
    b->period = case_period(copy);
    b->value = case_number(colon);
}

static inline void case_way(struct case_text *c, const char *text, struct target *t)
{
    struct waypoint *points = arena_alloc(&c->plan->arena, 16, sizeof *points);
    char copy[512], *save = NULL;
    snprintf(copy, sizeof copy, "%s", text);
    for (char *p = strtok_r(copy, ",", &save); p; p = strtok_r(NULL, ",", &save)) {
        struct base b;
        case_base(p, &b);
        points[t->waypoint_count++] = (struct waypoint){b.period, b.value};
    }
    t->waypoints = points;
}

static inline void case_tgt(struct case_text *c, char **w, int n)
{
    static const char *const kinds[] = {"level", "growth",   "cumulative", "maintain",
                                        "range", "relative", "direction",  "milestones"};
    static const char *const paths[] = {"linear", "geometric", "even"};
    size_t i = c->plan->indicator_count - 1;
    struct indicator *ind = &c->ind[i];
    struct target *t = &c->targets[i][ind->target_count++];
    const char *v;
    *t = (struct target){.kind = (enum target_kind)case_name(w[1], kinds, 8),
                         .cmp = ind->direction == DIRECTION_DOWN ? CMP_LE : CMP_GE,
                         .value = NAN,
                         .high = NAN,
                         .tolerance = NAN,
                         .from = DAY_NONE,
                         .by = c->plan->end,
                         .ref = -1,
                         .base = {.value = NAN, .status = 'A'}};
    for (int k = 2; k < n; k++) {
        if ((v = case_value(w[k], "cmp")))
            t->cmp = case_cmp(v);
        else if ((v = case_value(w[k], "value")))
            t->value = case_number(v);
        else if ((v = case_value(w[k], "high")))
            t->high = case_number(v);
        else if ((v = case_value(w[k], "tol")))
            t->tolerance = case_number(v);
        else if ((v = case_value(w[k], "from")))
            t->from = case_day(v);
        else if ((v = case_value(w[k], "by")))
            t->by = case_day(v);
        else if ((v = case_value(w[k], "base")))
            case_base(v, &t->base);
        else if ((v = case_value(w[k], "path")))
            t->path = (enum path)case_name(v, paths, 3);
        else if ((v = case_value(w[k], "way")))
            case_way(c, v, t);
        else if (strcmp(w[k], "rates") == 0)
            t->measure = MEASURE_ANNUAL_RATE;
        else if ((v = case_value(w[k], "ref"))) {
            c->refs[c->ref_count].indicator = (int)i;
            c->refs[c->ref_count].target = (int)ind->target_count - 1;
            snprintf(c->refs[c->ref_count++].id, 64, "%s", v);
        } else
            case_fail("tgt", w[k]);
    }
}

/* The series of the last indicator; rows are added in the order of the text. */
static inline struct series *case_series(struct case_text *c, struct series **series)
{
    size_t i = c->plan->indicator_count - 1;
    if (!series[i]) {
        series[i] = series_new(c->ind[i].id);
        series[i]->obs = arena_alloc(&series[i]->arena, CASE_ROWS, sizeof *series[i]->obs);
        series[i]->milestones =
            arena_alloc(&series[i]->arena, CASE_ROWS, sizeof *series[i]->milestones);
    }
    if (series[i]->obs_count == CASE_ROWS || series[i]->milestone_count == CASE_ROWS)
        case_fail("too many", "rows");
    return series[i];
}

static inline void case_obs(struct series *s, char **w, int n)
{
    static const char *const covers[] = {"period", "ytd", "cumulative"};
    struct obs *o = &s->obs[s->obs_count++];
    const char *v;
    *o = (struct obs){.period = case_period(w[1]),
                      .value = case_number(w[2]),
                      .status = 'A',
                      .published = DAY_NONE,
                      .pre_break = NAN};
    for (int k = 3; k < n; k++) {
        if ((v = case_value(w[k], "cmp")))
            o->cmp = case_cmp(v);
        else if ((v = case_value(w[k], "st")))
            o->status = *v;
        else if ((v = case_value(w[k], "cov")))
            o->covers = (enum covers)case_name(v, covers, 3);
        else if ((v = case_value(w[k], "pub")))
            o->published = case_day(v);
        else if ((v = case_value(w[k], "pre")))
            o->pre_break = case_number(v);
        else
            case_fail("obs", w[k]);
    }
}

static inline void case_ms(struct series *s, char **w, int n)
{
    static const char *const states[] = {"unknown", "not_started", "in_progress",
                                         "partly",  "done",        "dropped"};
    struct milestone *m = &s->milestones[s->milestone_count++];
    const char *v;
    *m = (struct milestone){.id = arena_strdup(&s->arena, w[1]),
                            .due = DAY_NONE,
                            .done_on = DAY_NONE,
                            .published = DAY_NONE,
                            .weight = 1,
                            .state = (enum milestone_state)case_name(w[2], states, 6)};
    for (int k = 3; k < n; k++) {
        if ((v = case_value(w[k], "due")))
            m->due = case_day(v);
        else if ((v = case_value(w[k], "done")))
            m->done_on = case_day(v);
        else if ((v = case_value(w[k], "pub")))
            m->published = case_day(v);
        else if ((v = case_value(w[k], "w")))
            m->weight = case_number(v);
        else
            case_fail("ms", w[k]);
    }
}

static inline void case_derive(struct case_text *c, char **w, int n)
{
    static const char *const ops[] = {"none", "count-at-least", "sum", "ratio", "share"};
    size_t i = c->plan->indicator_count - 1;
    c->ind[i].derive.op = (enum derive_op)case_name(w[1], ops, 5);
    c->ind[i].derive.value = case_number(w[2]);
    size_t used = 0;
    for (int k = 3; k < n; k++)
        used +=
            (size_t)snprintf(c->derive_ids[i] + used, sizeof c->derive_ids[i] - used, "%s ", w[k]);
}

static inline int case_find(const struct case_text *c, const char *id)
{
    int i = plan_find_indicator(c->plan, id);
    if (i < 0)
        case_fail("no such indicator", id);
    return i;
}

/* Names are looked up when all indicators are read. */
static inline void case_link(struct case_text *c)
{
    for (size_t i = 0; i < c->ref_count; i++)
        c->targets[c->refs[i].indicator][c->refs[i].target].ref = case_find(c, c->refs[i].id);
    for (size_t i = 0; i < c->plan->indicator_count; i++) {
        struct derive *d = &c->ind[i].derive;
        if (d->op == DERIVE_NONE)
            continue;
        int *parts = arena_alloc(&c->plan->arena, DERIVE_MAX, sizeof *parts);
        char *save = NULL;
        for (char *p = strtok_r(c->derive_ids[i], " ", &save); p; p = strtok_r(NULL, " ", &save))
            parts[d->part_count++] = case_find(c, p);
        d->parts = parts;
    }
}

static inline void case_line(struct case_text *c, struct series **series, char *line)
{
    char *w[128], *save = NULL;
    int n = 0;
    for (char *p = strtok_r(line, " \t", &save); p && n < 128; p = strtok_r(NULL, " \t", &save))
        w[n++] = p;
    if (n == 0)
        return;
    if (strcmp(w[0], "plan") == 0) {
        c->plan->start = case_day(w[1]);
        c->plan->end = case_day(w[2]);
    } else if (strcmp(w[0], "asof") == 0) {
        c->options.as_of = case_day(w[1]);
        for (int k = 2; k < n; k++) {
            if (strcmp(w[k], "cagr") == 0)
                c->options.method = METHOD_CAGR;
            else
                c->options.binding_allowance = true;
        }
    } else if (strcmp(w[0], "ind") == 0) {
        case_ind(c, w, n);
    } else if (strcmp(w[0], "derive") == 0) {
        case_derive(c, w, n);
    } else if (strcmp(w[0], "tgt") == 0) {
        case_tgt(c, w, n);
    } else if (strcmp(w[0], "obs") == 0) {
        case_obs(case_series(c, series), w, n);
    } else if (strcmp(w[0], "ms") == 0) {
        case_ms(case_series(c, series), w, n);
    } else {
        case_fail("unknown line", w[0]);
    }
}

/* Builds plan and snapshot from the text; free with case_free(). */
static inline void case_read(struct case_text *c, const char *text)
{
    *c = (struct case_text){.options = {.as_of = case_day("2023-12-31")}};
    struct series *series[CASE_INDICATORS] = {0};
    struct pillar *pillar;
    c->plan = calloc(1, sizeof *c->plan);
    atomic_init(&c->plan->refs, 1);
    arena_init(&c->plan->arena, (size_t)16 << 20);
    c->ind = arena_alloc(&c->plan->arena, CASE_INDICATORS, sizeof *c->ind);
    c->plan->indicators = c->ind;
    c->plan->start = case_day("2021-01-01");
    c->plan->end = case_day("2025-12-31");
    char *copy = arena_strdup(&c->plan->arena, text), *save = NULL;
    for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        case_line(c, series, line);
    case_link(c);
    pillar = arena_alloc(&c->plan->arena, 1, sizeof *pillar);
    *pillar = (struct pillar){.id = "all", .count = c->plan->indicator_count};
    c->plan->pillars = pillar;
    c->plan->pillar_count = 1;
    c->snap = snapshot_new(c->plan);
    for (size_t i = 0; i < c->plan->indicator_count; i++) {
        if (series[i])
            series_seal(series[i]);
        c->snap->series[i] = series[i];
    }
}

static inline void case_free(struct case_text *c)
{
    snapshot_free(c->snap);
    plan_unref(c->plan);
}

#endif
