/* Targets and derived indicators of a plan document, and what each kind of target must say. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/format/document_plan.h"

enum member {
    NEEDS_VALUE = 1,
    NEEDS_BY = 2,
    NEEDS_FROM = 4,
    NEEDS_HIGH = 8,
    NEEDS_MEASURE = 16,
    NEEDS_BASE = 32,
    NEEDS_REF = 64
};

static const char *const kinds[] = {
    [TARGET_LEVEL] = "level",           [TARGET_GROWTH] = "growth",
    [TARGET_CUMULATIVE] = "cumulative", [TARGET_MAINTAIN] = "maintain",
    [TARGET_RANGE] = "range",           [TARGET_RELATIVE] = "relative",
    [TARGET_DIRECTION] = "direction",   [TARGET_MILESTONES] = "milestones"};

static const unsigned kind_needs[] = {
    [TARGET_LEVEL] = NEEDS_VALUE | NEEDS_BY,
    [TARGET_GROWTH] = NEEDS_VALUE | NEEDS_BY | NEEDS_MEASURE | NEEDS_BASE,
    [TARGET_CUMULATIVE] = NEEDS_VALUE | NEEDS_BY | NEEDS_FROM,
    [TARGET_MAINTAIN] = NEEDS_VALUE | NEEDS_BY,
    [TARGET_RANGE] = NEEDS_VALUE | NEEDS_HIGH | NEEDS_BY,
    [TARGET_RELATIVE] = NEEDS_REF,
    [TARGET_DIRECTION] = 0,
    [TARGET_MILESTONES] = 0,
};

static enum need need(unsigned needs, enum member m)
{
    return needs & m ? REQUIRED : OPTIONAL;
}

/* ---- checks -------------------------------------------------------------------------------- */

static bool is_upper_bound(enum cmp c)
{
    return c == CMP_LE || c == CMP_LT;
}

static bool has_one_bound(const struct target *t)
{
    return t->kind == TARGET_LEVEL || t->kind == TARGET_GROWTH || t->kind == TARGET_CUMULATIVE ||
           t->kind == TARGET_MAINTAIN;
}

static void check_days(const struct plan *plan, const struct json *obj, const struct target *t)
{
    struct json v;
    char from[11], by[11], code[24];
    day_format(t->by, by, sizeof by);
    if (t->by != DAY_NONE && t->by < plan->start && json_member(obj, "by", &v)) {
        day_format(plan->start, from, sizeof from);
        json_error(&v, "'by' is %s, before the plan starts; expected a day from %s on", by, from);
    }
    if (t->by == DAY_NONE)
        return;
    if (t->from > t->by && json_member(obj, "from", &v)) {
        day_format(t->from, from, sizeof from);
        json_error(&v, "'from' is %s; expected a day not after 'by' (%s)", from, by);
    }
    if (t->base.given && t->base.period.kind != PERIOD_NONE && t->base.period.last >= t->by &&
        json_member(obj, "base", &v)) {
        period_code(&t->base.period, code, sizeof code);
        json_error(&v, "the base period %s does not end before 'by' (%s); expected an earlier one",
                   code, by);
    }
}

static void check_direction(const struct json *ind_obj, const struct indicator *ind,
                            const struct json *obj, const struct target *t)
{
    struct json v;
    bool stated = json_member(ind_obj, "direction", &v);
    bool upper = is_upper_bound(t->cmp), down = ind->direction == DIRECTION_DOWN;
    if (!has_one_bound(t) || ind->direction == DIRECTION_NONE)
        return;
    if (t->cmp != CMP_ABOUT && upper != down) {
        if (!json_member(obj, "cmp", &v))
            v = *obj;
        if (stated)
            json_error(&v, "'cmp' is \"%s\", but the direction is \"%s\"; expected \"%s\"",
                       cmp_code(t->cmp), down ? "down" : "up", down ? "<=" : ">=");
        else
            json_warning(&v,
                         "'cmp' is \"%s\", but the direction is \"up\" as none is stated; "
                         "expected \"direction\": \"down\"",
                         cmp_code(t->cmp));
        return;
    }
    if (t->kind == TARGET_LEVEL && t->base.given && t->cmp != CMP_ABOUT &&
        (down ? t->base.value < t->value : t->base.value > t->value) &&
        json_member(obj, "base", &v))
        json_warning(&v, "the base %g is already beyond the target %s %g; expected %s",
                     t->base.value, cmp_code(t->cmp), t->value,
                     down ? "a higher base, or \"direction\": \"up\""
                          : "a lower base, or \"direction\": \"down\"");
}

static void check_values(const struct indicator *ind, const struct json *obj,
                         const struct target *t)
{
    struct json v;
    bool level = t->kind == TARGET_LEVEL || t->kind == TARGET_MAINTAIN || t->kind == TARGET_RANGE;
    if (t->kind == TARGET_RANGE && t->value > t->high && json_member(obj, "high", &v))
        json_error(&v, "the range ends at %g, below its 'value' %g; expected 'high' not below it",
                   t->high, t->value);
    if (level && (t->value < ind->min || t->value > ind->max) && json_member(obj, "value", &v))
        json_error(&v, "the target %g lies outside the indicator's own limits; expected %s %g",
                   t->value, t->value < ind->min ? "at least" : "at most",
                   t->value < ind->min ? ind->min : ind->max);
    if (t->kind == TARGET_CUMULATIVE && t->value <= 0 && json_member(obj, "value", &v))
        json_error(&v, "a cumulative target of %g; expected a number above 0", t->value);
    if (t->tolerance < 0 && json_member(obj, "tolerance", &v))
        json_error(&v, "'tolerance' is %g; expected 0 or more", t->tolerance);
    if (t->path == PATH_GEOMETRIC && t->kind == TARGET_LEVEL &&
        (t->value <= 0 || (t->base.given && t->base.value <= 0)) && json_member(obj, "path", &v))
        json_warning(&v, "a geometric path from %g to %g; expected both above 0, or \"linear\"",
                     t->base.given ? t->base.value : t->value, t->value);
    if (t->kind == TARGET_MILESTONES && json_member(obj, "value", &v))
        json_error(&v, "'value' means nothing to the kind \"milestones\"; expected none");
}

/* ---- reading ------------------------------------------------------------------------------- */

static void read_base(struct plan_reader *r, const struct json *obj, enum need needed,
                      struct base *base)
{
    struct json v;
    if (!json_get_object(obj, "base", needed, &v))
        return;
    base->given = true;
    part_period(&v, "period", &base->period);
    json_get_number(&v, "value", REQUIRED, &base->value);
    part_status(&v, "status", &base->status);
    part_text(&r->keep, &v, "note", OPTIONAL, &base->note);
    part_no_scale(&v);
}

struct step {
    struct waypoint waypoint;
    struct json at;
};

static int by_step(const void *pa, const void *pb)
{
    const struct step *a = pa, *b = pb;
    return period_compare(&a->waypoint.period, &b->waypoint.period);
}

static void read_trajectory(struct plan_reader *r, const struct json *obj, struct target *t)
{
    struct json list, item;
    char code[24], by[11];
    if (!json_get_array(obj, "trajectory", OPTIONAL, &list))
        return;
    size_t n = json_size(&list), i = 0, kept = 0;
    struct step *steps = calloc(n ? n : 1, sizeof *steps);
    struct waypoint *waypoints = keep_array(&r->keep, n, sizeof *waypoints);
    if (!steps || !waypoints) {
        r->keep.failed = true;
        goto out;
    }
    for (bool more = json_first(&list, &item); more; more = json_next(&item)) {
        struct waypoint *w = &steps[kept].waypoint;
        steps[kept].at = item;
        if (json_kind(&item) != JSON_OBJECT) {
            json_expected(&item, "{\"period\": ..., \"value\": ...}");
        } else {
            bool dated = part_period(&item, "period", &w->period);
            kept += json_get_number(&item, "value", REQUIRED, &w->value) && dated;
        }
    }
    qsort(steps, kept, sizeof *steps, by_step);
    day_format(t->by, by, sizeof by);
    for (i = 0; i < kept; i++) {
        waypoints[i] = steps[i].waypoint;
        period_code(&waypoints[i].period, code, sizeof code);
        if (i && period_equal(&waypoints[i].period, &waypoints[i - 1].period))
            json_error(&steps[i].at, "the period %s is given twice; expected it once", code);
        if (t->by != DAY_NONE && waypoints[i].period.last > t->by)
            json_error(&steps[i].at, "the period %s ends after 'by' (%s); expected an earlier one",
                       code, by);
    }
    t->waypoints = waypoints;
    t->waypoint_count = kept;
out:
    free(steps);
}

static void read_target(struct plan_reader *r, const struct json *ind_obj,
                        const struct indicator *ind, const struct json *obj, struct target *t)
{
    static const char *const cmps[] = {">", ">=", "<", "<=", "~"}; /* from CMP_GT on */
    static const char *const measures[] = {"index", "annual_rate"};
    static const char *const paths[] = {"linear", "geometric", "even"};
    struct origin origin;
    const char *ref;
    int choice;
    *t = (struct target){.value = NAN,
                         .high = NAN,
                         .tolerance = NAN,
                         .from = DAY_NONE,
                         .by = DAY_NONE,
                         .ref = -1,
                         .base = {.value = NAN, .status = 'A'}};
    if (json_kind(obj) != JSON_OBJECT) {
        json_expected(obj, "a target {\"kind\": ...}");
        return;
    }
    bool known =
        json_get_choice(obj, "kind", REQUIRED, kinds, sizeof kinds / sizeof *kinds, &choice);
    t->kind = known ? (enum target_kind)choice : TARGET_DIRECTION;
    unsigned needs = kind_needs[t->kind];
    t->cmp = ind->direction == DIRECTION_DOWN ? CMP_LE : CMP_GE;
    if (json_get_choice(obj, "cmp", OPTIONAL, cmps, sizeof cmps / sizeof *cmps, &choice))
        t->cmp = (enum cmp)(choice + CMP_GT);
    json_get_number(obj, "value", need(needs, NEEDS_VALUE), &t->value);
    json_get_number(obj, "high", need(needs, NEEDS_HIGH), &t->high);
    json_get_number(obj, "tolerance", OPTIONAL, &t->tolerance);
    part_day(obj, "from", need(needs, NEEDS_FROM), &t->from);
    if (!part_day(obj, "by", need(needs, NEEDS_BY), &t->by) && !(needs & NEEDS_BY))
        t->by = r->plan->end;
    read_base(r, obj, need(needs, NEEDS_BASE), &t->base);
    if (json_get_choice(obj, "measure", need(needs, NEEDS_MEASURE), measures, 2, &choice))
        t->measure = (enum measure)choice;
    if (json_get_choice(obj, "path", OPTIONAL, paths, sizeof paths / sizeof *paths, &choice))
        t->path = (enum path)choice;
    read_trajectory(r, obj, t);
    part_id(&r->keep, obj, "ref", need(needs, NEEDS_REF), &ref);
    part_text(&r->keep, obj, "text", OPTIONAL, &t->text);
    if (part_origin(&r->keep, obj, "source", &origin)) {
        t->source_name = origin.name;
        t->source_url = origin.url;
    }
    part_no_scale(obj);
    if (!known)
        return;
    check_days(r->plan, obj, t);
    check_direction(ind_obj, ind, obj, t);
    check_values(ind, obj, t);
}

void read_targets(struct plan_reader *r, const struct json *obj, struct indicator *ind)
{
    struct json list, item;
    if (!json_get_array(obj, "targets", OPTIONAL, &list))
        return;
    size_t n = json_size(&list), i = 0;
    if (n > TARGETS_MAX) {
        json_error(&list, "%zu targets; expected at most %d", n, TARGETS_MAX);
        return;
    }
    struct target *targets = keep_array(&r->keep, n, sizeof *targets);
    if (!targets)
        return;
    for (bool more = json_first(&list, &item); more; more = json_next(&item), i++)
        read_target(r, obj, ind, &item, &targets[i]);
    ind->targets = r->targets[ind - r->indicators] = targets;
    ind->target_count = n;
}

/* ---- relations ----------------------------------------------------------------------------- */

static int find_other(const struct plan_reader *r, const struct json *v, size_t self)
{
    const char *id;
    if (!part_id_value(v, &id))
        return -1;
    int at = names_find(r->names, r->plan->indicator_count, id);
    if (at < 0)
        json_error(v, "the plan has no indicator '%s'; expected the id of one", id);
    else if (at == (int)self)
        json_error(v, "the indicator '%s' refers to itself; expected another one", id);
    return at == (int)self ? -1 : at;
}

static void read_parts(struct plan_reader *r, const struct json *list, enum derive_op op,
                       size_t self, struct derive *d)
{
    struct json item;
    size_t n = json_size(list), least = op == DERIVE_RATIO || op == DERIVE_SHARE ? 2 : 1;
    size_t most = least == 2 ? 2 : DERIVE_MAX;
    if (n < least || n > most) {
        if (least == most)
            json_error(list, "%zu parts; expected %zu", n, least);
        else
            json_error(list, "%zu parts; expected %zu to %zu", n, least, most);
        return;
    }
    int *parts = keep_array(&r->keep, n, sizeof *parts);
    if (!parts)
        return;
    d->parts = parts;
    for (bool more = json_first(list, &item); more; more = json_next(&item)) {
        int at = find_other(r, &item, self);
        if (at < 0)
            continue;
        const struct indicator *part = &r->indicators[at], *first = &r->indicators[parts[0]];
        if (r->places[at].derived)
            json_error(&item, "the indicator '%s' is derived itself; expected one with figures",
                       part->id);
        for (size_t i = 0; i < d->part_count; i++)
            if (parts[i] == at)
                json_error(&item, "the part '%s' is given twice; expected it once", part->id);
        if (d->part_count && op == DERIVE_COUNT_AT_LEAST && part->unit_mult != first->unit_mult)
            json_error(&item, "the part '%s' counts in 10^%d, '%s' in 10^%d; expected one scale",
                       part->id, part->unit_mult, first->id, first->unit_mult);
        if (d->part_count && op != DERIVE_RATIO && part->unit_code && first->unit_code &&
            strcmp(part->unit_code, first->unit_code) != 0)
            json_warning(&item, "the part '%s' is in %s, '%s' in %s; expected one unit", part->id,
                         part->unit_code, first->id, first->unit_code);
        parts[d->part_count++] = at;
    }
}

static void read_derive(struct plan_reader *r, const struct json *obj, size_t self)
{
    static const char *const ops[] = {"count-at-least", "sum", "ratio", "share"};
    struct json v, list;
    struct derive *d = &r->indicators[self].derive;
    int op;
    if (!json_get_object(obj, "derive", OPTIONAL, &v))
        return;
    d->value = NAN;
    bool known = json_get_choice(&v, "op", REQUIRED, ops, sizeof ops / sizeof *ops, &op);
    d->op = known ? (enum derive_op)(op + DERIVE_COUNT_AT_LEAST) : DERIVE_SUM;
    json_get_number(&v, "value", d->op == DERIVE_COUNT_AT_LEAST ? REQUIRED : OPTIONAL, &d->value);
    if (json_get_array(&v, "of", REQUIRED, &list))
        read_parts(r, &list, d->op, self, d);
}

void relate_indicator(struct plan_reader *r, size_t index)
{
    struct json targets, item, ref;
    const struct json *obj = &r->places[index].at;
    size_t i = 0;
    if (json_kind(obj) != JSON_OBJECT)
        return;
    read_derive(r, obj, index);
    if (!json_member(obj, "targets", &targets) || json_kind(&targets) != JSON_ARRAY ||
        r->indicators[index].target_count == 0)
        return;
    struct target *own = r->targets[index];
    for (bool more = json_first(&targets, &item); more; more = json_next(&item), i++)
        if (own[i].kind == TARGET_RELATIVE && json_member(&item, "ref", &ref) &&
            json_kind(&ref) == JSON_STRING)
            own[i].ref = find_other(r, &ref, index);
}
