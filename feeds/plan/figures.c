/* From observations to figures that can be held against a target: methods.md 4.3 (censored), 5.0
 * and 5.5. */
#include <math.h>

#include "feeds/plan/judge.h"

int year_of(day_t d)
{
    int y, m, dd;
    day_to_ymd(d, &y, &m, &dd);
    return y;
}

double slack(double a, double b)
{
    double size = fmax(fabs(a), fabs(b));
    return EPSILON * (isfinite(size) ? size : 1);
}

bool is_final(const struct subject *sub, const struct target *t)
{
    return sub->options->as_of > t->by;
}

bool is_strict(const struct subject *sub)
{
    return sub->indicator->nature == NATURE_BINDING && !sub->options->binding_allowance;
}

day_t eve_of(const struct subject *sub, const struct target *t)
{
    day_t start = t->from != DAY_NONE ? t->from : sub->plan->start;
    return start != DAY_NONE ? start - 1 : DAY_NONE;
}

day_t origin_of(const struct subject *sub, const struct target *t)
{
    bool from_base = t->base.given && t->kind != TARGET_CUMULATIVE;
    return from_base ? t->base.period.last : eve_of(sub, t);
}

/* Months may differ by three days and still be one. */
bool same_length(const struct period *a, const struct period *b)
{
    int longer = period_days(a) - period_days(b);
    return longer >= -3 && longer <= 3;
}

/* Year-to-date figures stand for a target of the whole year: the last of them is the year. */
static bool runs_to_date(const struct known *k)
{
    for (size_t i = 0; i < k->count; i++)
        if (k->obs[i]->covers == COVERS_YTD)
            return true;
    return false;
}

/* The length that a flow must have: the base's, else a step of the indicator's frequency (5.0). */
struct length {
    const struct period *base;
    enum freq freq;
};

static struct length length_of(const struct subject *sub, const struct target *t)
{
    struct length l = {.base = t->base.given ? &t->base.period : NULL,
                       .freq = sub->indicator->freq};
    if (!l.base && runs_to_date(sub->known))
        l.freq = FREQ_ANNUAL;
    return l;
}

static bool has_length(const struct obs *o, const struct length *l)
{
    if (o->covers == COVERS_CUMULATIVE)
        return false;
    if (!l->base)
        return period_has_freq(&o->period, l->freq);
    return period_is_year(l->base) ? period_is_year(&o->period) : same_length(&o->period, l->base);
}

struct figure figure_of(const struct obs *o, double factor)
{
    double v = o->value * factor;
    struct figure f = {.obs = o, .last = o->period.last, .value = v, .low = v, .high = v};
    f.low_open = o->cmp == CMP_GT;
    f.high_open = o->cmp == CMP_LT;
    if (o->cmp == CMP_GT || o->cmp == CMP_GE)
        f.high = INFINITY;
    if (o->cmp == CMP_LT || o->cmp == CMP_LE)
        f.low = -INFINITY;
    if (o->status == 'P' || o->status == 'E')
        f.flags |= FLAG_PROVISIONAL;
    if (o->cmp == CMP_ABOUT)
        f.flags |= FLAG_APPROXIMATE;
    if (factor != 1)
        f.flags |= FLAG_SPLICED;
    return f;
}

enum status usable_figures(const struct subject *sub, const struct target *t, day_t origin,
                           struct figures *out)
{
    const struct known *k = sub->known;
    struct length length = length_of(sub, t);
    /* A yearly rate is computed on one basis: breaks are what rates are chained for. */
    bool rates = t->measure == MEASURE_ANNUAL_RATE &&
                 (t->kind == TARGET_GROWTH || t->kind == TARGET_RELATIVE);
    double factor = 1;
    bool broken = false;
    *out = (struct figures){0};
    if (!k->count)
        return ST_OK;
    out->list = arena_alloc(sub->arena, k->count, sizeof *out->list);
    if (!out->list)
        return ST_NO_MEMORY;
    for (size_t i = 0; i < k->count; i++) {
        const struct obs *o = k->obs[i];
        if (!obs_is_usable(o) ||
            (sub->indicator->quantity == QUANTITY_FLOW && !has_length(o, &length)))
            continue;
        bool begins = false;
        if (o->status == 'B' && !rates) {
            bool link = !isnan(o->pre_break) && o->value != 0;
            bool counts = o->period.last > origin;
            if (counts && link)
                factor *= o->pre_break / o->value;
            broken |= counts && !link;
            begins = !counts || !link;
        }
        struct figure *f = &out->list[out->count++];
        *f = figure_of(o, factor);
        f->begins = begins;
        f->broken = broken;
        if (broken)
            f->flags |= FLAG_BREAK;
    }
    return ST_OK;
}

const struct obs *base_in_feed(const struct subject *sub, const struct target *t)
{
    const struct obs *o = t->base.given ? known_at(sub->known, &t->base.period) : NULL;
    return o && o->cmp == CMP_EQ ? o : NULL;
}

unsigned base_flags(const struct subject *sub, const struct target *t)
{
    const struct obs *own = base_in_feed(sub, t);
    if (!t->base.given)
        return 0;
    bool differs = t->base.status == 'D' || t->base.status == 'B' ||
                   (own && (own->status == 'D' || own->status == 'B'));
    return differs ? FLAG_BASE_DIFFERS : 0;
}

void not_assessed(struct target_verdict *v, enum reason reason)
{
    v->class = CLASS_NOT_ASSESSED;
    v->reason = reason;
    v->rule = RULE_NOTHING;
}

/* Withheld and not applicable are what the office says of its newest figure; before the first step
 * of the frequency is over nothing is due. */
static enum reason why_nothing(const struct subject *sub, const struct target *t)
{
    const struct known *k = sub->known;
    static const int months[] = {12, 6, 3, 1};
    day_t today = sub->options->as_of, origin = origin_of(sub, t), due = origin;
    for (size_t i = k->count; i-- > 0;) {
        if (k->obs[i]->status == 'Q')
            return REASON_WITHHELD;
        if (k->obs[i]->status == 'M')
            return REASON_NOT_APPLICABLE;
        if (obs_is_usable(k->obs[i])) {
            bool later = k->obs[i]->period.last > origin; /* but of no period that counts */
            return t->base.given && !later ? REASON_ONLY_BASE : REASON_NO_DATA;
        }
    }
    if (sub->indicator->freq <= FREQ_MONTH && origin != DAY_NONE)
        due = day_add_months(origin + 1, months[sub->indicator->freq]);
    return today < due ? REASON_NOT_YET_DUE : REASON_NO_DATA;
}

void nothing_to_judge(const struct subject *sub, const struct target *t, struct target_verdict *v)
{
    if (is_final(sub, t) && known_latest(sub->known)) {
        v->class = CLASS_PENDING;
        v->rule = RULE_FINAL_MISSING;
    } else {
        not_assessed(v, why_nothing(sub, t));
    }
}
