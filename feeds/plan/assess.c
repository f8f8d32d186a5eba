#include "feeds/plan/assess.h"

#include <math.h>
#include <stdlib.h>

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

/* Months of one step of a frequency, 0 for weeks and days. */
static int freq_months(enum freq f)
{
    static const int months[] = {12, 6, 3, 1, 0, 0};
    return months[f];
}

/* methods.md 4.1: the newest period ends more than two steps of the frequency and six months before
 * the day. */
static bool is_stale(const struct indicator *ind, const struct obs *latest, day_t as_of)
{
    int months = freq_months(ind->freq), days = months ? 0 : freq_days(ind->freq);
    return as_of > day_add_months(latest->period.last + 1, 2 * months + 6) - 1 + 2 * days;
}

/* When the next figure is due: as the feed says, else at the end of the next step of the frequency,
 * as late after it as the last figure was. */
static day_t next_due(const struct indicator *ind, const struct series *s, const struct obs *latest)
{
    if (s && s->next != DAY_NONE)
        return s->next;
    if (!latest || latest->published == DAY_NONE)
        return DAY_NONE;
    int lag = latest->published - latest->period.last, months = freq_months(ind->freq), y, m, d;
    day_t end = latest->period.last + freq_days(ind->freq);
    if (months) {
        day_to_ymd(latest->period.last + 1, &y, &m, &d);
        day_t start = day_from_ymd(y, (m - 1) / months * months + 1, 1);
        end = day_add_months(start, months) - 1;
    }
    return end + (lag > 0 ? lag : 0);
}

/* What the end period decided does not grow old. */
static bool is_decided(enum class c)
{
    return c == CLASS_COMPLETED || c == CLASS_COMPLETED_EARLY || c == CLASS_BASICALLY ||
           c == CLASS_NOT_COMPLETED || c == CLASS_UNDETERMINED;
}

/* A target without a number says nothing about a class where another one has a number. */
static bool outranks(const struct target_verdict *tv, const struct target_verdict *worst)
{
    bool mute = tv->rule == RULE_DIRECTION, worst_mute = worst->rule == RULE_DIRECTION;
    return mute == worst_mute ? tv->class < worst->class : worst_mute;
}

static enum status assess_indicator(const struct subject *sub, const struct series *s,
                                    struct verdict *v)
{
    const struct indicator *ind = sub->indicator;
    day_t today = sub->options->as_of;
    v->class = CLASS_NOT_ASSESSED;
    v->reason = REASON_NO_TARGET;
    v->decided_by = -1;
    v->milestone_counts.progress = NAN;
    v->series = s;
    v->obs = sub->known->obs;
    v->obs_count = sub->known->count;
    v->latest = known_latest(sub->known);
    v->previous = known_previous(sub->known, v->latest);
    v->next_due = next_due(ind, s, v->latest);
    v->targets = arena_alloc(sub->arena, ind->target_count, sizeof *v->targets);
    if (!v->targets)
        return ST_NO_MEMORY;
    enum status st = known_milestones(sub->arena, s, today, &v->milestones, &v->milestone_count);
    v->target_count = ind->target_count;
    bool stale = v->latest && is_stale(ind, v->latest, today);
    for (size_t i = 0; i < ind->target_count && st == ST_OK; i++) {
        struct target_verdict *tv = &v->targets[i];
        st = judge_target(sub, &ind->targets[i], tv);
        if (ind->targets[i].kind == TARGET_MILESTONES)
            judge_milestones(sub, &ind->targets[i], v->milestones, v->milestone_count, tv,
                             &v->milestone_counts);
        if (stale && !is_decided(tv->class))
            tv->flags |= FLAG_STALE;
        if (v->decided_by < 0 || outranks(tv, &v->targets[v->decided_by]))
            v->decided_by = (int)i;
    }
    if (v->decided_by >= 0) {
        const struct target_verdict *worst = &v->targets[v->decided_by];
        v->class = worst->class;
        v->reason = worst->reason;
        v->flags = worst->flags;
    }
    return st;
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
        struct subject sub = {.plan = plan,
                              .indicator = ind,
                              .options = opt,
                              .known = &known[i],
                              .all_known = known,
                              .arena = &a->arena};
        struct verdict *v = &a->verdicts[i];
        st = assess_indicator(&sub, v->series, v);
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
    a->binding_allowance = opt->binding_allowance;
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
