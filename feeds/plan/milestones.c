/* Milestone lists: methods.md 4.5. */
#include <math.h>

#include "feeds/plan/judge.h"

#define SOON_DAYS 90
#define PARTLY    0.5 /* our convention; the help says so */

static day_t due_of(const struct target *t, const struct milestone *m)
{
    return m->due != DAY_NONE ? m->due : t->by;
}

static double share_done(const struct milestone *m)
{
    return m->state == MILESTONE_DONE ? 1 : m->state == MILESTONE_PARTLY ? PARTLY : 0;
}

/* What the list says, beyond the counts. */
struct tally {
    int live, open, soon;
    int outdated; /* not done when last heard of, before the end: how it ended is not known */
    double done, weight;
};

static void count(const struct target *t, const struct milestone *m, day_t today, bool final,
                  struct milestone_counts *c, struct tally *n)
{
    int *const counts[] = {[MILESTONE_UNKNOWN] = &c->unknown,
                           [MILESTONE_NOT_STARTED] = &c->not_started,
                           [MILESTONE_IN_PROGRESS] = &c->in_progress,
                           [MILESTONE_PARTLY] = &c->partly,
                           [MILESTONE_DONE] = &c->done,
                           [MILESTONE_DROPPED] = &c->dropped};
    day_t due = due_of(t, m);
    ++*counts[m->state];
    if (m->state == MILESTONE_DROPPED)
        return;
    n->live++;
    n->weight += m->weight;
    n->done += m->weight * share_done(m);
    if (m->state == MILESTONE_DONE) {
        c->done_late += m->done_on != DAY_NONE && due != DAY_NONE && m->done_on > due;
    } else if (m->state != MILESTONE_UNKNOWN) {
        bool outdated = final && m->published != DAY_NONE && due != DAY_NONE && m->published < due;
        n->outdated += outdated;
        n->open += !outdated;
        if (due != DAY_NONE && due < today)
            c->overdue++;
        else if (due != DAY_NONE && due - today <= SOON_DAYS && m->state == MILESTONE_NOT_STARTED)
            n->soon++;
    }
}

void judge_milestones(const struct subject *sub, const struct target *t,
                      const struct milestone **list, size_t n, struct target_verdict *v,
                      struct milestone_counts *c)
{
    struct target dated = *t;
    if (dated.by == DAY_NONE)
        dated.by = sub->plan->end;
    bool final = dated.by != DAY_NONE && sub->options->as_of > dated.by;
    struct tally tally = {0};
    *c = (struct milestone_counts){.progress = NAN};
    for (size_t i = 0; i < n; i++)
        count(&dated, list[i], sub->options->as_of, final, c, &tally);
    if (tally.live == 0 || c->unknown == tally.live) {
        not_assessed(v, n > 0 && tally.live == 0 ? REASON_NOT_APPLICABLE : REASON_NO_DATA);
        v->rule = RULE_MILESTONES;
        return;
    }
    v->rule = RULE_MILESTONES;
    c->progress = v->progress = tally.weight > 0 ? tally.done / tally.weight : NAN;
    if (c->unknown)
        v->flags |= FLAG_PARTLY_KNOWN;
    if (final && tally.open)
        v->class = CLASS_NOT_COMPLETED;
    else if (final)
        v->class = c->unknown || tally.outdated ? CLASS_PENDING : CLASS_COMPLETED;
    else if (c->overdue)
        v->class = CLASS_LAGGING;
    else if (tally.soon)
        v->class = CLASS_SLOWER;
    else if (c->done == tally.live)
        v->class = CLASS_ACHIEVED;
    else
        v->class = CLASS_ON_TRACK;
}
