#include "feeds/plan/assess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/plan/judge.h"

#define ASSESSMENT_BYTES_MAX ((size_t)256 << 20)

/* ---- codes --------------------------------------------------------------------------------- */

const char *class_code(enum class c)
{
    static const char *const codes[] = {
#define X(name, code) code,
        CLASS_LIST(X)
#undef X
    };
    return codes[c];
}

const char *reason_code(enum reason r)
{
    static const char *const codes[] = {
#define X(name, code) code,
        REASON_LIST(X)
#undef X
    };
    return r == REASON_NONE ? NULL : codes[r];
}

const char *flag_code(enum flag_bit b)
{
    static const char *const codes[] = {
#define X(name, code) code,
        FLAG_LIST(X)
#undef X
    };
    return codes[b];
}

/* ---- one indicator ------------------------------------------------------------------------- */

/* Newest vintage of each milestone known on the day. One that was published later keeps its place in the list, unknown. */
static enum status known_milestones(struct arena *arena, const struct series *s, day_t as_of,
                                    struct verdict *v)
{
    if (!s || !s->milestone_count)
        return ST_OK;
    v->milestones = arena_alloc(arena, s->milestone_count, sizeof *v->milestones);
    if (!v->milestones)
        return ST_NO_MEMORY;
    for (size_t i = 0; i < s->milestone_count; i++) {
        const struct milestone *m = &s->milestones[i];
        size_t at = 0;
        while (at < v->milestone_count && strcmp(v->milestones[at]->id, m->id) != 0)
            at++;
        bool known = m->published == DAY_NONE || m->published <= as_of;
        if (at == v->milestone_count) {
            if (!known) {
                struct milestone *unknown = arena_alloc(arena, 1, sizeof *unknown);
                if (!unknown)
                    return ST_NO_MEMORY;
                *unknown = (struct milestone){.id = m->id, .name = m->name, .due = m->due,
                                              .done_on = DAY_NONE, .published = DAY_NONE,
                                              .weight = m->weight};
                m = unknown;
            }
            v->milestones[v->milestone_count++] = m;
        } else if (known && (v->milestones[at]->published == DAY_NONE ||
                             m->published >= v->milestones[at]->published)) {
            v->milestones[at] = m;
        }
    }
    return ST_OK;
}

/* methods.md 4.1: the newest period ends more than two steps of the frequency and six months before the day. */
static bool is_stale(const struct indicator *ind, const struct obs *latest, day_t as_of)
{
    return as_of > day_add_months(latest->period.last, 6) + 2 * freq_days(ind->freq);
}

/* When the next figure is due: as the feed says, else one step on, as late after its period as the last one was. */
static day_t next_due(const struct indicator *ind, const struct series *s, const struct obs *latest)
{
    if (s && s->next != DAY_NONE)
        return s->next;
    if (!latest || latest->published == DAY_NONE || !period_has_freq(&latest->period, ind->freq))
        return DAY_NONE;
    int lag = latest->published - latest->period.last;
    static const int months[] = {12, 6, 3, 1};
    day_t end = ind->freq <= FREQ_MONTH
                    ? day_add_months(latest->period.last + 1, months[ind->freq]) - 1
                    : latest->period.last + freq_days(ind->freq);
    return end + (lag > 0 ? lag : 0);
}

static enum status assess_indicator(const struct bench *b, const struct series *s,
                                    struct verdict *v)
{
    const struct indicator *ind = b->indicator;
    v->class = CLASS_NOT_ASSESSED;
    v->reason = REASON_NO_TARGET;
    v->decided_by = -1;
    v->milestone_counts.progress = NAN;
    v->series = s;
    v->obs = b->known->obs;
    v->obs_count = b->known->count;
    v->latest = known_latest(b->known);
    v->previous = known_previous(b->known, v->latest);
    v->next_due = next_due(ind, s, v->latest);
    enum status st = known_milestones(b->arena, s, b->options->as_of, v);
    if (st != ST_OK)
        return st;
    v->targets = arena_alloc(b->arena, ind->target_count, sizeof *v->targets);
    if (!v->targets)
        return ST_NO_MEMORY;
    v->target_count = ind->target_count;
    bool stale = v->latest && is_stale(ind, v->latest, b->options->as_of);
    for (size_t i = 0; i < ind->target_count; i++) {
        struct target_verdict *tv = &v->targets[i];
        st = judge_target(b, &ind->targets[i], tv);
        if (st != ST_OK)
            return st;
        if (ind->targets[i].kind == TARGET_MILESTONES)
            judge_milestones(b, &ind->targets[i], v->milestones, v->milestone_count, tv,
                             &v->milestone_counts);
        /* What the end period decided does not grow old. */
        bool decided = tv->class == CLASS_COMPLETED || tv->class == CLASS_COMPLETED_EARLY ||
                       tv->class == CLASS_BASICALLY || tv->class == CLASS_NOT_COMPLETED;
        if (stale && !decided)
            tv->flags |= FLAG_STALE;
        if (v->decided_by < 0 || tv->class < v->class) {
            v->decided_by = (int)i;
            v->class = tv->class;
        }
    }
    if (v->decided_by >= 0) {
        v->reason = v->targets[v->decided_by].reason;
        v->flags = v->targets[v->decided_by].flags;
    }
    return ST_OK;
}

/* ---- the whole plan ------------------------------------------------------------------------ */

static void count_in(struct roll_up *r, const struct indicator *ind, const struct verdict *v)
{
    r->indicators++;
    r->by_class[v->class]++;
    if (ind->nature == NATURE_BINDING)
        r->by_class_binding[v->class]++;
    if (ind->nature == NATURE_ANTICIPATORY)
        r->by_class_anticipatory[v->class]++;
    bool known = v->latest || (size_t)v->milestone_counts.unknown < v->milestone_count;
    r->no_figure += !known;
}

static void sum_up(struct roll_up *r)
{
    r->completed = r->by_class[CLASS_COMPLETED] + r->by_class[CLASS_COMPLETED_EARLY];
    r->assessed = r->completed + r->by_class[CLASS_BASICALLY] + r->by_class[CLASS_NOT_COMPLETED];
    r->worst = CLASS_NOT_ASSESSED;
    for (int c = CLASS_COUNT - 1; c >= 0; c--)
        if (r->by_class[c])
            r->worst = (enum class)c;
}

static enum status assess_all(struct assessment *a, const struct assess_options *opt)
{
    const struct plan *plan = a->snapshot->plan;
    size_t n = plan->indicator_count;
    enum status st = ST_OK;
    struct known *known = arena_alloc(&a->arena, n, sizeof *known);
    a->verdicts = arena_alloc(&a->arena, n, sizeof *a->verdicts);
    if (!known || !a->verdicts)
        return ST_NO_MEMORY;
    a->verdict_count = n;
    for (size_t i = 0; i < n && st == ST_OK; i++)
        if (plan->indicators[i].derive.op == DERIVE_NONE)
            st = known_on(&a->arena, a->snapshot->series[i], opt->as_of, &known[i]);
    for (size_t i = 0; i < n && st == ST_OK; i++) {
        struct series *s = a->snapshot->series[i];
        a->verdicts[i].part_count_met = -1;
        if (plan->indicators[i].derive.op != DERIVE_NONE) {
            st = derive_series(&a->arena, plan, i, known, &s, &a->verdicts[i].part_count_met);
            if (st == ST_OK)
                st = known_on(&a->arena, s, opt->as_of, &known[i]);
        }
        a->verdicts[i].series = s;
    }
    for (size_t i = 0; i < n && st == ST_OK; i++) {
        const struct indicator *ind = &plan->indicators[i];
        struct bench b = {.plan = plan, .indicator = ind, .options = opt, .known = &known[i],
                          .all_known = known, .arena = &a->arena};
        struct verdict *v = &a->verdicts[i];
        st = assess_indicator(&b, v->series, v);
        count_in(&a->total, ind, v);
        count_in(&a->pillars[ind->pillar], ind, v);
        if (v->latest && v->latest->published != DAY_NONE &&
            (a->oldest_latest == DAY_NONE || v->latest->published < a->oldest_latest))
            a->oldest_latest = v->latest->published;
    }
    sum_up(&a->total);
    for (size_t i = 0; i < plan->pillar_count; i++)
        sum_up(&a->pillars[i]);
    return st;
}

struct assessment *assess(const struct snapshot *snap, const struct assess_options *opt)
{
    struct assessment *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    arena_init(&a->arena, ASSESSMENT_BYTES_MAX);
    a->snapshot = snap;
    a->as_of = opt->as_of;
    a->method = opt->method;
    a->oldest_latest = DAY_NONE;
    a->total.worst = CLASS_NOT_ASSESSED;
    if (snap->plan && assess_all(a, opt) != ST_OK) {
        assessment_free(a);
        return NULL;
    }
    return a;
}

void assessment_free(struct assessment *a)
{
    if (!a)
        return;
    arena_free(&a->arena);
    free(a);
}

/* ---- days and changes ---------------------------------------------------------------------- */

static int compare_days(const void *a, const void *b)
{
    day_t x = *(const day_t *)a, y = *(const day_t *)b;
    return x < y ? -1 : x > y;
}

size_t assess_publication_days(const struct snapshot *snap, day_t **out)
{
    size_t n = 0, most = 0, kept = 0;
    for (size_t i = 0; i < snap->series_count; i++)
        if (snap->series[i])
            most += snap->series[i]->obs_count + snap->series[i]->milestone_count;
    day_t *days = malloc((most ? most : 1) * sizeof *days);
    *out = days;
    if (!days)
        return 0;
    for (size_t i = 0; i < snap->series_count; i++) {
        const struct series *s = snap->series[i];
        for (size_t k = 0; s && k < s->obs_count; k++) {
            const struct obs *o = &s->obs[k];
            days[n++] = o->published != DAY_NONE ? o->published : o->period.last;
        }
        for (size_t k = 0; s && k < s->milestone_count; k++)
            if (s->milestones[k].published != DAY_NONE)
                days[n++] = s->milestones[k].published;
    }
    qsort(days, n, sizeof *days, compare_days);
    for (size_t i = 0; i < n; i++)
        if (!kept || days[kept - 1] != days[i])
            days[kept++] = days[i];
    return kept;
}

struct change_list {
    struct change *list;
    size_t count, cap;
};

static void add_change(struct change_list *l, struct change c)
{
    if (l->count == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 32;
        struct change *more = realloc(l->list, cap * sizeof *more);
        if (!more)
            return; /* the list is then shorter than it might be; the figures themselves are all there */
        l->list = more;
        l->cap = cap;
    }
    l->list[l->count++] = c;
}

/* The vintage of the same period that was known before, looked up in the series itself, which outlives both assessments. */
static const struct obs *vintage_before(const struct series *s, const struct obs *o, day_t from)
{
    const struct obs *newest = NULL;
    for (size_t i = 0; s && i < s->obs_count; i++) {
        const struct obs *k = &s->obs[i];
        bool same = period_equal(&k->period, &o->period) ||
                    (k->covers == COVERS_YTD && k->period.last == o->period.last);
        if (same && obs_known_on(k, from))
            newest = k;
    }
    return newest;
}

static const struct milestone *milestone_before(const struct verdict *earlier, const char *id)
{
    for (size_t i = 0; i < earlier->milestone_count; i++)
        if (strcmp(earlier->milestones[i]->id, id) == 0)
            return earlier->milestones[i];
    return NULL;
}

static void changes_of(const struct assessment *before, const struct assessment *a, size_t i,
                       struct change_list *l)
{
    const struct verdict *old = &before->verdicts[i], *v = &a->verdicts[i];
    bool derived = a->snapshot->plan->indicators[i].derive.op != DERIVE_NONE;
    day_t newest = before->as_of;
    for (size_t k = 0; k < v->obs_count; k++) {
        const struct obs *o = v->obs[k], *was = vintage_before(v->series, o, before->as_of);
        day_t day = o->published != DAY_NONE ? o->published : o->period.last;
        if (day <= before->as_of)
            continue;
        newest = day > newest ? day : newest;
        if (derived) /* its parts are reported */
            continue;
        add_change(l, (struct change){.kind = was ? CHANGE_REVISION : CHANGE_NEW_FIGURE,
                                      .indicator = i, .obs = o, .before = was, .day = day});
    }
    for (size_t k = 0; k < v->milestone_count; k++) {
        const struct milestone *m = v->milestones[k], *was = milestone_before(old, m->id);
        if (m->published == DAY_NONE || m->published <= before->as_of ||
            (was && was->state == m->state))
            continue;
        newest = m->published > newest ? m->published : newest;
        add_change(l, (struct change){.kind = CHANGE_MILESTONE, .indicator = i, .milestone = m,
                                      .day = m->published});
    }
    if (old->class != v->class) {
        bool by_figure = newest > before->as_of;
        add_change(l, (struct change){.kind = CHANGE_CLASS, .indicator = i,
                                      .class_before = old->class, .class_after = v->class,
                                      .day = by_figure ? newest : a->as_of});
    }
}

static int newest_first(const void *pa, const void *pb)
{
    const struct change *a = pa, *b = pb;
    if (a->day != b->day)
        return a->day > b->day ? -1 : 1;
    if (a->indicator != b->indicator)
        return a->indicator < b->indicator ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

size_t assess_changes(const struct assessment *a, day_t from, struct change **out)
{
    struct change_list l = {0};
    struct assess_options opt = {.as_of = from, .method = a->method};
    *out = NULL;
    struct assessment *before = assess(a->snapshot, &opt);
    if (!before)
        return 0;
    for (size_t i = 0; i < a->verdict_count; i++)
        changes_of(before, a, i, &l);
    assessment_free(before);
    if (l.count)
        qsort(l.list, l.count, sizeof *l.list, newest_first);
    *out = l.list;
    return l.count;
}
