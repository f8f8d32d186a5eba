/* case_check.h -- tables of cases with what must be said of them. Include after cmocka.h. For tests
 * only. */
#ifndef PILLARS_TESTS_CASE_CHECK_H
#define PILLARS_TESTS_CASE_CHECK_H

#include "tests/unit/case.h"

#define ANY (-999.0) /* not checked */

struct row {
    const char *name, *text;
    enum class class;
    unsigned flags;
    enum reason reason;
    double progress, schedule, pace;
    double tolerance; /* 0: half of the fourth decimal */
};

static inline void same(const char *name, const char *what, double got, double want,
                        double tolerance)
{
    if (want == ANY)
        return;
    bool equal = isnan(want) ? isnan(got) : fabs(got - want) <= tolerance;
    if (!equal)
        fail_msg("%s: %s is %.10g, expected %.10g", name, what, got, want);
}

static inline void check_rows(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct row *r = &rows[i];
        struct case_text c;
        case_read(&c, r->text);
        struct assessment *a = assess(c.snap, &c.options);
        assert_non_null(a);
        const struct verdict *v = &a->verdicts[a->verdict_count - 1];
        const struct target_verdict *t = &v->targets[v->decided_by];
        double tolerance = r->tolerance > 0 ? r->tolerance : 0.00005;
        if (v->class != r->class || v->reason != r->reason || v->flags != r->flags)
            fail_msg("%s: %s %s %x, expected %s %s %x", r->name, class_code(v->class),
                     v->reason ? reason_code(v->reason) : "-", v->flags, class_code(r->class),
                     r->reason ? reason_code(r->reason) : "-", r->flags);
        same(r->name, "progress", t->progress, r->progress, tolerance);
        same(r->name, "schedule", t->schedule, r->schedule, tolerance);
        same(r->name, "pace", t->pace, r->pace, tolerance);
        assessment_free(a);
        case_free(&c);
    }
}
#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

/* Reads and assesses one text; the caller looks at the last indicator. */
struct view {
    struct case_text c;
    struct assessment *a;
    const struct verdict *v;
    const struct target_verdict *t;
};
static inline void view_open(struct view *w, const char *text)
{
    case_read(&w->c, text);
    w->a = assess(w->c.snap, &w->c.options);
    assert_non_null(w->a);
    w->v = &w->a->verdicts[w->a->verdict_count - 1];
    w->t = w->v->decided_by >= 0 ? &w->v->targets[w->v->decided_by] : NULL;
}
static inline void view_close(struct view *w)
{
    assessment_free(w->a);
    case_free(&w->c);
}

#endif
