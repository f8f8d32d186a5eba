/* Which days brought something, what changed between two days, and what came after a moment. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/plan/judge.h"

static day_t published_on(const struct obs *o)
{
    return o->published != DAY_NONE ? o->published : o->period.last;
}

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
        for (size_t k = 0; s && k < s->obs_count; k++)
            days[n++] = published_on(&s->obs[k]);
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
            return; /* the list is then shorter than it might be; the figures themselves are all
                       there */
        l->list = more;
        l->cap = cap;
    }
    l->list[l->count++] = c;
}

/* What counts as known before: published by a day, or received by a second. */
struct before {
    bool by_day;
    day_t day;
    int64_t second;
};

static bool was_known(const struct obs *o, const struct before *from)
{
    return from->by_day ? obs_known_on(o, from->day) : o->received_s <= from->second;
}

/* The vintage of the same period that was known before, from the series itself, which outlives
 * both assessments. Year-to-date figures of any period may cover what begins on 1 January. */
static const struct obs *vintage_before(const struct series *s, const struct obs *o, const struct before *from)
{
    const struct obs *newest = NULL;
    bool to_date = year_of(o->period.first - 1) != year_of(o->period.first);
    struct period least = {.first = to_date ? DAY_NONE : o->period.first, .last = o->period.last};
    for (size_t i = obs_find_period(s->obs, s->obs_count, &least); i < s->obs_count; i++) {
        const struct obs *k = &s->obs[i];
        struct period p = covered_period(k);
        if (k->period.last != o->period.last || (!to_date && k->period.first != o->period.first))
            break;
        bool same = period_equal(&p, &o->period) &&
                    (k->covers == COVERS_CUMULATIVE) == (o->covers == COVERS_CUMULATIVE);
        if (same && was_known(k, from) && (!newest || published_on(k) >= published_on(newest)))
            newest = k;
    }
    return newest;
}

static bool says_the_same(const struct obs *a, const struct obs *b)
{
    bool value = a->value == b->value || (isnan(a->value) && isnan(b->value));
    return value && a->cmp == b->cmp && a->status == b->status;
}

static void figures_of(const struct assessment *before, const struct assessment *a, size_t i,
                       day_t *newest, struct change_list *l)
{
    const struct verdict *v = &a->verdicts[i];
    bool derived = a->snapshot->plan->indicators[i].derive.op != DERIVE_NONE;
    struct before from = {.by_day = true, .day = before->as_of};
    for (size_t k = 0; k < v->obs_count; k++) {
        const struct obs *o = v->obs[k];
        day_t day = published_on(o);
        if (day <= before->as_of)
            continue;
        *newest = day > *newest ? day : *newest;
        if (derived) /* its parts are reported */
            continue;
        const struct obs *was = vintage_before(v->series, o, &from);
        if (!was || !says_the_same(was, o))
            add_change(l, (struct change){.kind = was ? CHANGE_REVISION : CHANGE_NEW_FIGURE,
                                          .indicator = i,
                                          .obs = o,
                                          .before = was,
                                          .day = day});
    }
}

static void changes_of(const struct assessment *before, const struct assessment *a, size_t i,
                       struct change_list *l)
{
    const struct verdict *old = &before->verdicts[i], *v = &a->verdicts[i];
    day_t newest = before->as_of;
    figures_of(before, a, i, &newest, l);
    for (size_t k = 0; k < v->milestone_count; k++) {
        /* Both lists hold every milestone of the series, in its order. */
        const struct milestone *m = v->milestones[k], *was = old->milestones[k];
        if (m->published == DAY_NONE || m->published <= before->as_of || was->state == m->state)
            continue;
        newest = m->published > newest ? m->published : newest;
        add_change(
            l, (struct change){
                   .kind = CHANGE_MILESTONE, .indicator = i, .milestone = m, .day = m->published});
    }
    if (old->class != v->class) {
        bool by_figure = newest > before->as_of;
        add_change(l, (struct change){.kind = CHANGE_CLASS,
                                      .indicator = i,
                                      .class_before = old->class,
                                      .class_after = v->class,
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
    struct assess_options opt = {
        .as_of = from, .method = a->method, .binding_allowance = a->binding_allowance};
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

/* ---- what came after a moment --------------------------------------------------------------- */

static enum received figures_received(const struct verdict *v, int64_t since_s)
{
    struct before from = {.second = since_s};
    enum received found = RECEIVED_NOTHING;
    for (size_t k = 0; k < v->obs_count; k++) {
        const struct obs *o = v->obs[k];
        if (o->received_s <= since_s)
            continue;
        const struct obs *was = vintage_before(v->series, o, &from);
        if (!was && obs_is_value(o))
            return RECEIVED_FIGURE;
        if (was && !says_the_same(was, o))
            found = RECEIVED_REVISION;
    }
    return found;
}

/* The state that was known of a milestone on a day; MILESTONE_UNKNOWN where nothing was. */
static enum milestone_state state_before(const struct series *s, const struct milestone *m, day_t day)
{
    enum milestone_state state = MILESTONE_UNKNOWN;
    for (size_t i = 0; i < s->milestone_count; i++)
        if (strcmp(s->milestones[i].id, m->id) == 0 && s->milestones[i].published <= day)
            state = s->milestones[i].state; /* DAY_NONE lies before every day; later vintages stand later */
    return state;
}

enum received assess_received(const struct assessment *a, size_t indicator, int64_t since_s, day_t since_day)
{
    const struct verdict *v = &a->verdicts[indicator];
    const struct derive *d = &a->snapshot->plan->indicators[indicator].derive;
    enum received found = RECEIVED_NOTHING;
    if (d->op == DERIVE_NONE)
        found = figures_received(v, since_s);
    for (size_t i = 0; d->op != DERIVE_NONE && i < d->part_count; i++) {
        enum received part = figures_received(&a->verdicts[d->parts[i]], since_s);
        found = part > found ? part : found;
    }
    for (size_t i = 0; i < v->milestone_count; i++) {
        const struct milestone *m = v->milestones[i];
        if (m->published > since_day && v->series && state_before(v->series, m, since_day) != m->state)
            return RECEIVED_FIGURE;
    }
    return found;
}
