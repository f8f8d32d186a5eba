#include "feeds/plan/due.h"

#include <stdio.h>

#define GRACE_MIN_DAYS 7

day_t due_published(const struct series *s)
{
    day_t newest = DAY_NONE;
    for (size_t i = 0; i < s->obs_count; i++)
        newest = s->obs[i].published > newest ? s->obs[i].published : newest;
    for (size_t i = 0; i < s->milestone_count; i++)
        newest = s->milestones[i].published > newest ? s->milestones[i].published : newest;
    return newest;
}

struct awaited due_of_document(day_t next, day_t published)
{
    bool came = published != DAY_NONE && published >= next;
    return (struct awaited){.day = came ? DAY_NONE : next, .announced = true};
}

struct awaited due_sooner(struct awaited a, struct awaited b)
{
    return b.day != DAY_NONE && (a.day == DAY_NONE || b.day < a.day) ? b : a;
}

/* The step of the frequency after `p`, which is one. */
static struct period step_after(enum freq f, const struct period *p)
{
    static const int months[] = {12, 6, 3, 1, 0, 0};
    day_t first = p->last + 1;
    return (struct period){.first = first,
                           .last = months[f] ? day_add_months(first, months[f]) - 1 : first + freq_days(f) - 1};
}

/* Tells of the rhythm: a figure for one step of the frequency that was published after its end. */
static bool counts(const struct indicator *ind, const struct obs *o)
{
    return obs_is_value(o) && o->status != 'F' && o->published != DAY_NONE && o->covers != COVERS_CUMULATIVE &&
           period_has_freq(&o->period, ind->freq) && o->published > o->period.last;
}

static struct awaited by_rhythm(const struct indicator *ind, const struct series *s, day_t plan_end)
{
    struct awaited none = {.day = DAY_NONE};
    const struct obs *newest = NULL;
    int figures = 0, slowest = 0;
    for (size_t i = 0; i < s->obs_count; i++) { /* by period, then by day of publication: the first is no revision */
        const struct obs *o = &s->obs[i];
        if (!counts(ind, o) || (newest && period_equal(&newest->period, &o->period)))
            continue;
        int lag = o->published - o->period.last;
        slowest = lag > slowest ? lag : slowest;
        newest = o;
        figures++;
    }
    if (figures < DUE_FIGURES)
        return none;
    struct period next = step_after(ind->freq, &newest->period);
    if (plan_end != DAY_NONE && next.first > plan_end)
        return none;
    int grace = freq_days(ind->freq) / 2;
    return (struct awaited){.day = next.last + slowest + (grace > GRACE_MIN_DAYS ? grace : GRACE_MIN_DAYS)};
}

struct awaited due_of_series(const struct indicator *ind, const struct series *s, day_t plan_end)
{
    struct awaited w = s->next != DAY_NONE ? due_of_document(s->next, due_published(s)) : by_rhythm(ind, s, plan_end);
    snprintf(w.indicator, sizeof w.indicator, "%s", s->indicator_id);
    return w;
}
