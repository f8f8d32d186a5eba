/* bench_assess -- the time one assessment takes: 4,096 indicators with 20 observations each, of
 * every numeric kind. Prints the median of 31 runs in milliseconds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "feeds/plan/assess.h"

#define INDICATORS   PLAN_MAX_INDICATORS
#define OBSERVATIONS 20
#define RUNS         31

static struct target target_of(size_t i, const struct plan *plan)
{
    static const enum target_kind kinds[] = {TARGET_LEVEL,      TARGET_LEVEL,    TARGET_GROWTH,
                                             TARGET_CUMULATIVE, TARGET_MAINTAIN, TARGET_RANGE,
                                             TARGET_RELATIVE,   TARGET_GROWTH};
    struct target t = {
        .kind = kinds[i % 8],
        .value = 130 + (double)(i % 40),
        .high = 500,
        .tolerance = NAN,
        .from = plan->start,
        .by = plan->end,
        .ref = 0,
        .path = i % 2 ? PATH_GEOMETRIC : PATH_LINEAR,
        .base = {true, {plan->start - 366, plan->start - 1, PERIOD_YEAR}, 100, 'A', {{0}}}};
    if (t.kind == TARGET_GROWTH)
        t.value = 5;
    if (t.kind == TARGET_CUMULATIVE)
        t.value = 2000;
    if (t.kind == TARGET_GROWTH && i % 16 > 7)
        t.measure = MEASURE_ANNUAL_RATE;
    return t;
}

/* Yearly figures up to the year before the last; two vintages of the newest ones. */
static struct series *series_of(size_t i, const struct indicator *ind)
{
    struct series *s = series_new(ind->id);
    s->obs = arena_alloc(&s->arena, OBSERVATIONS, sizeof *s->obs);
    bool rates = ind->targets[0].measure == MEASURE_ANNUAL_RATE;
    for (int k = 0; k < OBSERVATIONS; k++) {
        int year = 2009 + (k < 16 ? k : k - 4);
        struct obs *o = &s->obs[s->obs_count++];
        *o = (struct obs){
            .period = {day_from_ymd(year, 1, 1), day_from_ymd(year, 12, 31), PERIOD_YEAR},
            .status = 'A',
            .published = day_from_ymd(year + 1, 2 + k / 16, 20),
            .pre_break = NAN};
        o->value = rates ? 4 + (double)((i + (size_t)k) % 4)
                         : 50 + (double)(i % 9) * 4 + 4 * (year - 2009) +
                               (double)((i * 7 + (size_t)k * 3) % 5);
    }
    series_seal(s);
    return s;
}

static struct snapshot *build(void)
{
    struct plan *plan = calloc(1, sizeof *plan);
    arena_init(&plan->arena, (size_t)64 << 20);
    atomic_init(&plan->refs, 1);
    plan->start = day_from_ymd(2021, 1, 1);
    plan->end = day_from_ymd(2025, 12, 31);
    struct indicator *inds = arena_alloc(&plan->arena, INDICATORS, sizeof *inds);
    struct target *targets = arena_alloc(&plan->arena, INDICATORS, sizeof *targets);
    struct pillar *pillar = arena_alloc(&plan->arena, 1, sizeof *pillar);
    *pillar = (struct pillar){.id = "all", .count = INDICATORS};
    plan->pillars = pillar;
    plan->pillar_count = 1;
    plan->indicators = inds;
    plan->indicator_count = INDICATORS;
    for (size_t i = 0; i < INDICATORS; i++) {
        char id[16];
        snprintf(id, sizeof id, "i%zu", i);
        targets[i] = target_of(i, plan);
        inds[i] = (struct indicator){.id = arena_strdup(&plan->arena, id),
                                     .decimals = -1,
                                     .quantity = i % 3 ? QUANTITY_FLOW : QUANTITY_STOCK,
                                     .nature = i % 5 ? NATURE_ANTICIPATORY : NATURE_BINDING,
                                     .min = NAN,
                                     .max = NAN,
                                     .target_count = 1,
                                     .targets = &targets[i]};
    }
    struct snapshot *snap = snapshot_new(plan);
    for (size_t i = 0; i < INDICATORS; i++)
        snap->series[i] = series_of(i, &inds[i]);
    plan_unref(plan);
    return snap;
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(void)
{
    struct snapshot *snap = build();
    double ms[RUNS];
    int classes = 0;
    for (int run = 0; run < RUNS; run++) {
        struct assess_options opt = {.as_of = day_from_ymd(2025, run % 2 ? 6 : 7, 1)};
        double start = now_ms();
        struct assessment *a = assess(snap, &opt);
        ms[run] = now_ms() - start;
        for (int c = 0; run == 0 && c < CLASS_COUNT; c++)
            classes += a->total.by_class[c] > 0;
        assessment_free(a);
    }
    qsort(ms, RUNS, sizeof *ms, ascending);
    printf("assess %d indicators x %d observations: %.1f ms (median of %d, %d classes)\n",
           INDICATORS, OBSERVATIONS, ms[RUNS / 2], RUNS, classes);
    snapshot_free(snap);
    return 0;
}
