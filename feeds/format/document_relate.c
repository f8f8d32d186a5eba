/* What only both documents together can tell: a feed against the plan that asks for it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "feeds/format/diags.h"

struct place {
    struct diags *diags;
    char path[64];
    const struct indicator *indicator;
};

#define SAY(place, severity, ...)                                                                  \
    diags_add((place)->diags, severity, 0, 0, (place)->path, __VA_ARGS__)

static bool has_target(const struct indicator *ind, enum target_kind kind)
{
    for (size_t i = 0; i < ind->target_count; i++)
        if (ind->targets[i].kind == kind)
            return true;
    return false;
}

static void check_observation(struct place *p, const struct plan *plan, const struct obs *o)
{
    const struct indicator *ind = p->indicator;
    char code[24], day[11];
    bool after_end = o->period.first > plan->end;
    bool ytd = o->covers == COVERS_YTD && ind->freq != FREQ_MONTH && ind->freq != FREQ_QUARTER;
    bool cumulative = o->covers == COVERS_CUMULATIVE && !has_target(ind, TARGET_CUMULATIVE);
    bool outside = o->value < ind->min || o->value > ind->max;
    if (!after_end && !ytd && !cumulative && !outside)
        return;
    period_code(&o->period, code, sizeof code);
    if (after_end) {
        day_format(plan->end, day, sizeof day);
        SAY(p, SEVERITY_WARNING, "the period %s begins after the plan's end; expected one up to %s",
            code, day);
    }
    if (ytd)
        SAY(p, SEVERITY_ERROR,
            "%s covers \"ytd\", but the frequency of '%s' is \"%c\"; expected \"M\" or \"Q\"", code,
            ind->id, freq_code(ind->freq));
    if (cumulative)
        SAY(p, SEVERITY_WARNING,
            "%s covers \"cumulative\", but '%s' has no cumulative target; expected one with 'from'",
            code, ind->id);
    if (outside)
        SAY(p, SEVERITY_WARNING,
            "the figure %g of %s lies outside the limits of '%s'; expected %s %g", o->value, code,
            ind->id, o->value < ind->min ? "at least" : "at most",
            o->value < ind->min ? ind->min : ind->max);
}

static void check_series(struct place *p, const struct plan *plan, const struct series *s)
{
    const struct indicator *ind = p->indicator;
    bool numeric = false;
    char day[11], start[11];
    if (ind->derive.op != DERIVE_NONE && s->obs_count)
        SAY(p, SEVERITY_WARNING, "'%s' is derived from other indicators; expected no observations",
            ind->id);
    for (size_t i = 0; i < s->obs_count; i++) {
        numeric |= !isnan(s->obs[i].value);
        check_observation(p, plan, &s->obs[i]);
    }
    if (numeric && ind->quantity == QUANTITY_UNSTATED && ind->derive.op == DERIVE_NONE)
        SAY(p, SEVERITY_ERROR,
            "'%s' has figures, but the plan does not say its 'quantity'; expected \"stock\", "
            "\"flow\", "
            "\"rate\" or \"index\" there",
            ind->id);
    if (s->milestone_count && !has_target(ind, TARGET_MILESTONES))
        SAY(p, SEVERITY_WARNING,
            "'%s' has no target of kind \"milestones\"; expected no milestones", ind->id);
    for (size_t i = 0; i < s->milestone_count; i++) {
        const struct milestone *m = &s->milestones[i];
        if (m->due == DAY_NONE || m->due >= plan->start)
            continue;
        day_format(m->due, day, sizeof day);
        day_format(plan->start, start, sizeof start);
        SAY(p, SEVERITY_ERROR,
            "the milestone '%s' is due on %s, before the plan starts; expected a day from %s on",
            m->id, day, start);
    }
}

void feed_check_against_plan(const struct feed_doc *feed, const struct plan *plan,
                             struct diags *diags)
{
    for (size_t i = 0; i < feed->series_count; i++) {
        const struct series *s = feed->series[i];
        int at = plan_find_indicator(plan, s->indicator_id);
        struct place p = {.diags = diags};
        snprintf(p.path, sizeof p.path, "/indicators/%zu", i);
        if (at < 0) {
            SAY(&p, SEVERITY_WARNING,
                "the plan has no indicator '%s'; expected the id of one, its figures are not used",
                s->indicator_id);
            continue;
        }
        p.indicator = &plan->indicators[at];
        check_series(&p, plan, s);
    }
}
