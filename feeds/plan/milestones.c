/* Milestone lists: methods.md 4.5. */
#include <math.h>

#include "feeds/plan/judge.h"

#define SOON_DAYS 90
#define PARTLY 0.5 /* our convention; the help says so */

static day_t due_of(const struct target *t, const struct milestone *m)
{
    return m->due != DAY_NONE ? m->due : t->by;
}

void judge_milestones(const struct bench *b, const struct target *t, const struct milestone **list,
                      size_t n, struct target_verdict *v, struct milestone_counts *c)
{
    day_t today = b->options->as_of;
    double sum = 0, weights = 0;
    int soon = 0, open = 0, live = 0, since_unknown = 0;
    bool final = is_final(b, t);
    *c = (struct milestone_counts){.progress = NAN};
    for (size_t i = 0; i < n; i++) {
        const struct milestone *m = list[i];
        day_t due = due_of(t, m);
        int *const counts[] = {
            [MILESTONE_UNKNOWN] = &c->unknown,         [MILESTONE_NOT_STARTED] = &c->not_started,
            [MILESTONE_IN_PROGRESS] = &c->in_progress, [MILESTONE_PARTLY] = &c->partly,
            [MILESTONE_DONE] = &c->done,               [MILESTONE_DROPPED] = &c->dropped};
        ++*counts[m->state];
        if (m->state == MILESTONE_DROPPED)
            continue;
        live++;
        weights += m->weight;
        sum += m->weight * (m->state == MILESTONE_DONE     ? 1
                            : m->state == MILESTONE_PARTLY ? PARTLY
                                                           : 0);
        if (m->state == MILESTONE_DONE) {
            if (m->done_on != DAY_NONE && due != DAY_NONE && m->done_on > due)
                c->done_late++;
            continue;
        }
        if (m->state == MILESTONE_UNKNOWN)
            continue;
        /* What was said before the end does not tell how it ended: unknown, as a figure of an earlier year is (4.4). */
        if (final && m->published != DAY_NONE && due != DAY_NONE && m->published < due) {
            since_unknown++;
            continue;
        }
        open++;
        if (due != DAY_NONE && due < today)
            c->overdue++;
        else if (due != DAY_NONE && due - today <= SOON_DAYS && m->state == MILESTONE_NOT_STARTED)
            soon++;
    }
    v->rule = RULE_MILESTONES;
    if (live == 0 || c->unknown == live) {
        not_assessed(v, live == 0 && n > 0 ? REASON_NOT_APPLICABLE : REASON_NO_DATA);
        return;
    }
    c->progress = v->progress = weights > 0 ? sum / weights : NAN;
    if (final && open)
        v->class = CLASS_NOT_COMPLETED;
    else if (final)
        v->class = c->unknown || since_unknown ? CLASS_PENDING : CLASS_COMPLETED;
    else if (c->overdue)
        v->class = CLASS_LAGGING;
    else if (soon)
        v->class = CLASS_SLOWER;
    else if (c->done == live)
        v->class = CLASS_ACHIEVED;
    else
        v->class = CLASS_ON_TRACK;
    if (c->unknown)
        v->flags |= FLAG_PARTLY_KNOWN;
}
