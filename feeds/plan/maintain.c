/* Levels to be kept every year: methods.md 4.2. No pace: a year complies or it does not. */
#include <math.h>

#include "feeds/plan/judge.h"

/* What the figures say year by year. */
struct record {
    const struct figure *newest, *end;
    int seen, complied, breached; /* years; neither complied nor breached: a bound leaves it open */
    bool ends_broken;             /* the newest figure is no certain compliance */
};

static void keep_record(const struct way *w, struct record *r)
{
    int year = 0, state = 1;
    *r = (struct record){0};
    for (size_t i = 0; i <= w->figures.count; i++) {
        const struct figure *f = i < w->figures.count ? &w->figures.list[i] : NULL;
        bool counts = f && f->last > w->origin && f->last <= w->by;
        if (r->newest && (!f || (counts && year_of(f->last) != year))) {
            r->seen++;
            r->complied += state == 1;
            r->breached += state == 0;
            state = 1;
        }
        if (!counts)
            continue;
        int met = figure_meets(w, f);
        year = year_of(f->last);
        state = met == 0 || state == 0 ? 0 : met < 0 ? -1 : state;
        r->ends_broken = met != 1;
        r->newest = f;
        if (f->last == w->by)
            r->end = f;
    }
}

static void decide(const struct subject *sub, const struct way *w, const struct record *r,
                   int years, struct target_verdict *v)
{
    bool unsure = r->complied + r->breached < r->seen;
    v->rule = RULE_MAINTAIN;
    if (unsure)
        v->flags |= FLAG_AT_LEAST;
    if (!is_final(sub, w->target)) {
        bool kept = r->complied == r->seen;
        v->class = r->ends_broken ? CLASS_REVERSING : kept ? CLASS_ON_TRACK : CLASS_SLOWER;
    } else if (!r->end) {
        v->class = CLASS_PENDING;
        v->rule = RULE_FINAL_MISSING;
    } else if (r->breached) {
        v->class = CLASS_NOT_COMPLETED;
    } else if (unsure) {
        v->class = CLASS_UNDETERMINED;
        v->rule = RULE_FINAL_CENSORED;
    } else if (r->seen < years) { /* a year in between was never published */
        v->class = CLASS_PENDING;
        v->flags |= FLAG_PARTLY_KNOWN;
    } else {
        v->class = CLASS_COMPLETED;
    }
}

enum status judge_maintain(const struct subject *sub, const struct target *t,
                           struct target_verdict *v)
{
    struct way w = {.kind = WAY_LEVEL,
                    .target = t,
                    .origin = eve_of(sub, t),
                    .by = t->by,
                    .goal = t->value,
                    .up = target_is_upward(sub->indicator, t),
                    .decimals = sub->indicator->decimals};
    struct record r;
    enum status st = usable_figures(sub, t, w.origin, &w.figures);
    if (st != ST_OK)
        return st;
    keep_record(&w, &r);
    if (!r.newest) {
        nothing_to_judge(sub, t, v);
        return ST_OK;
    }
    int first = year_of(w.origin + 1), years = year_of(t->by) - first + 1;
    v->years_complied = r.complied;
    v->years_seen = r.seen;
    v->used = r.newest->obs;
    v->value = r.newest->value;
    v->goal = t->value;
    v->gap = v->value - t->value;
    v->flags |= r.newest->flags;
    v->progress = (double)r.complied / r.seen;
    v->years_done = year_of(r.newest->last) - first + 1;
    v->years_total = years;
    v->schedule = v->years_done / v->years_total;
    decide(sub, &w, &r, years, v);
    return ST_OK;
}
