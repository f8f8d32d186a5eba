/* Cumulative targets in a window, both ends inclusive: methods.md 4.2, 4.3 examples 7 and 8, 5.6
 * and 6.4. */
#include <math.h>
#include <stdlib.h>

#include "feeds/plan/judge.h"

/* Every figure links the sums at its two ends: F(last + 1) = F(first) + x, and F(window's first
 * day) = 0. What can be reached over these links is known; the way with the fewest figures counts.
 * Going backwards too turns year-to-date figures into their differences. */
struct link {
    const struct obs *obs;
    size_t from, to; /* nodes: days at whose beginning a sum is known */
    struct figure x;
    struct link *next_at_from; /* the other links of the same node */
    struct link *next_at_to;
};
struct sums {
    day_t *days; /* of the nodes, ascending */
    struct figure *at;
    bool *known;
    struct link **links;
    size_t *queue;
    size_t nodes, link_count;
    struct link *all;
};

static int compare_days(const void *a, const void *b)
{
    day_t x = *(const day_t *)a, y = *(const day_t *)b;
    return x < y ? -1 : x > y;
}

static size_t node_of(const struct sums *s, day_t day)
{
    const day_t *p = bsearch(&day, s->days, s->nodes, sizeof *s->days, compare_days);
    return (size_t)(p - s->days);
}

static day_t first_day(const struct obs *o, const struct target *t)
{
    return o->covers == COVERS_CUMULATIVE ? t->from : o->period.first;
}

static bool counts(const struct obs *o, const struct target *t)
{
    return obs_is_usable(o) && o->period.last <= t->by && o->period.last >= first_day(o, t);
}

static enum status sums_build(const struct subject *sub, const struct target *t, struct sums *s)
{
    const struct known *k = sub->known;
    size_t n = 0;
    *s = (struct sums){.days = arena_alloc(sub->arena, 2 * k->count + 1, sizeof *s->days),
                       .all = arena_alloc(sub->arena, k->count, sizeof *s->all)};
    if (!s->days || !s->all)
        return ST_NO_MEMORY;
    s->days[n++] = t->from;
    for (size_t i = 0; i < k->count; i++)
        if (counts(k->obs[i], t)) {
            s->days[n++] = first_day(k->obs[i], t);
            s->days[n++] = k->obs[i]->period.last + 1;
        }
    qsort(s->days, n, sizeof *s->days, compare_days);
    for (size_t i = 0; i < n; i++)
        if (s->nodes == 0 || s->days[s->nodes - 1] != s->days[i])
            s->days[s->nodes++] = s->days[i];
    s->at = arena_alloc(sub->arena, s->nodes, sizeof *s->at);
    s->known = arena_alloc(sub->arena, s->nodes, sizeof *s->known);
    s->links = arena_alloc(sub->arena, s->nodes, sizeof *s->links);
    s->queue = arena_alloc(sub->arena, s->nodes, sizeof *s->queue);
    if (!s->at || !s->known || !s->links || !s->queue)
        return ST_NO_MEMORY;
    for (size_t i = 0; i < k->count; i++) {
        const struct obs *o = k->obs[i];
        if (!counts(o, t))
            continue;
        struct link *l = &s->all[s->link_count++];
        *l = (struct link){.obs = o,
                           .from = node_of(s, first_day(o, t)),
                           .to = node_of(s, o->period.last + 1),
                           .x = figure_of(o, 1)};
        if (o->cmp == CMP_LT || o->cmp == CMP_LE)
            l->x.low = 0; /* a count */
        l->next_at_from = s->links[l->from];
        s->links[l->from] = l;
        l->next_at_to = s->links[l->to];
        s->links[l->to] = l;
    }
    return ST_OK;
}

/* The sum at the other end of a link. */
static void extend(struct sums *s, const struct link *l, bool forward)
{
    size_t here = forward ? l->from : l->to, there = forward ? l->to : l->from;
    const struct figure *a = &s->at[here];
    double sign = forward ? 1 : -1;
    s->at[there] = (struct figure){.obs = l->obs,
                                   .last = s->days[there] - 1,
                                   .value = a->value + sign * l->x.value,
                                   .low = a->low + sign * l->x.low,
                                   .high = a->high + sign * l->x.high,
                                   .low_open = a->low_open || l->x.low_open,
                                   .high_open = a->high_open || l->x.high_open,
                                   .flags = a->flags | l->x.flags};
    s->known[there] = true;
}

static void sums_solve(struct sums *s, size_t start)
{
    size_t head = 0, tail = 0;
    s->known[start] = true;
    s->queue[tail++] = start;
    while (head < tail) {
        size_t here = s->queue[head++];
        for (struct link *l = s->links[here], *next; l; l = next) {
            bool forward = l->from == here;
            size_t there = forward ? l->to : l->from;
            next = forward ? l->next_at_from : l->next_at_to;
            if (l->x.low != l->x.high || s->known[there])
                continue;
            extend(s, l, forward);
            s->queue[tail++] = there;
        }
    }
    /* Bounds only where no exact sum is known, and only forward: links are in the order of their
     * ends. */
    for (size_t i = 0; i < s->link_count; i++)
        if (s->known[s->all[i].from] && !s->known[s->all[i].to])
            extend(s, &s->all[i], true);
}

/* ---- forecast ------------------------------------------------------------------------------ */

static double months_between(day_t from, day_t to)
{
    int y1, m1, d1, y2, m2, d2;
    day_to_ymd(from, &y1, &m1, &d1);
    day_to_ymd(to, &y2, &m2, &d2);
    int months = (y2 - y1) * 12 + m2 - m1;
    return day_add_months(from, months) == to ? months : (to - from) * 12 / DAYS_A_YEAR;
}

/* 6.4: from the exact counts of whole months between known sums. */
static enum status count_ahead(const struct subject *sub, const struct way *w,
                               struct target_verdict *v)
{
    const struct figures *f = &w->figures;
    double *x = arena_alloc(sub->arena, f->count, sizeof *x);
    double *months = arena_alloc(sub->arena, f->count, sizeof *months);
    const struct figure *newest = NULL;
    day_t from = w->origin;
    double before = 0;
    size_t m = 0;
    if (!x || !months)
        return ST_NO_MEMORY;
    for (size_t i = 0; i < f->count; i++) {
        const struct figure *p = &f->list[i];
        newest = p;
        if (p->low != p->high)
            continue;
        double length = months_between(from + 1, p->last + 1);
        if (length == floor(length)) {
            x[m] = p->value - before;
            months[m++] = length;
        }
        from = p->last;
        before = p->value;
    }
    struct drift d;
    struct forecast *fc = &v->forecast;
    fc->name = "count";
    fc->points = (int)m;
    if (!newest || newest->low != newest->high || !drift_count(x, months, m, newest->value, &d))
        return ST_OK;
    double ahead = months_between(newest->last + 1, w->by + 1);
    drift_extend(&d, ahead, fc);
    fc->p_meets = w->up ? drift_between(&d, ahead, w->goal, INFINITY) : drift_between(&d, ahead, -INFINITY, w->goal);
    drift_arrival(&d, newest->last, w->goal, w->up, 12, fc);
    fc->per_year = d.mean * 12;
    return ST_OK;
}

enum status judge_cumulative(const struct subject *sub, const struct target *t,
                             struct target_verdict *v)
{
    struct way w = {.kind = WAY_SUM,
                    .target = t,
                    .origin = t->from - 1,
                    .by = t->by,
                    .has_base = true,
                    .goal = t->value,
                    .up = target_is_upward(sub->indicator, t),
                    .strict = is_strict(sub),
                    .path = PATH_LINEAR,
                    .decimals = sub->indicator->decimals};
    struct sums s;
    enum status st = sums_build(sub, t, &s);
    if (st != ST_OK)
        return st;
    sums_solve(&s, node_of(&s, t->from));
    w.figures.list = s.at; /* nodes are in order of their day: close the gaps */
    bool behind = false;
    for (size_t i = 0; i < s.nodes; i++) {
        if (s.known[i] && s.days[i] > t->from)
            w.figures.list[w.figures.count++] = s.at[i];
        behind |= s.days[i] > t->from;
    }
    if (!w.figures.count && behind && !is_final(sub, t)) {
        not_assessed(
            v, REASON_GAP); /* figures there are, but none that begins where the window does */
        return ST_OK;
    }
    st = judge_way(sub, &w, v);
    bool open = w.figures.count && w.figures.list[w.figures.count - 1].last < t->by;
    return st == ST_OK && open ? count_ahead(sub, &w, v) : st;
}
