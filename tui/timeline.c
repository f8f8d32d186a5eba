#include "tui/timeline.h"

#include <stdlib.h>
#include <string.h>

#define DAYS_MAX 80
#define WORK_MAX 40000 /* indicators assessed in all: about a twentieth of a second */

/* The days to be shown, newest first: publication days up to `as_of`, and the first day after the plan. */
static size_t steps(const struct plan *plan, day_t as_of, const day_t *days, size_t n, size_t most,
                    day_t *out)
{
    size_t count = 0;
    day_t end = plan->end != DAY_NONE ? plan->end + 1 : DAY_NONE;
    for (size_t i = n; i-- > 0 && count < most;) {
        if (days[i] > as_of)
            continue;
        if (end != DAY_NONE && end <= as_of && days[i] < end) {
            out[count++] = end;
            end = DAY_NONE;
            if (count == most)
                break;
        }
        if (days[i] == end)
            end = DAY_NONE;
        out[count++] = days[i];
    }
    return count;
}

static bool append(struct timeline *t, const struct change *list, size_t n)
{
    struct change *more = realloc(t->changes, (t->count + n) * sizeof *more);
    if (!more)
        return false;
    t->changes = more;
    memcpy(t->changes + t->count, list, n * sizeof *list);
    t->count += n;
    return true;
}

void timeline_build(struct timeline *t, const struct snapshot *snap,
                    const struct assess_options *opt, const day_t *days, size_t day_count)
{
    *t = (struct timeline){0};
    if (!snap->plan || !snap->plan->indicator_count)
        return;
    size_t most = WORK_MAX / snap->plan->indicator_count;
    most = most > DAYS_MAX ? DAYS_MAX : most < 2 ? 2 : most;
    day_t list[DAYS_MAX + 1];
    size_t n = steps(snap->plan, opt->as_of, days, day_count, most, list);
    t->kept = calloc(n ? n : 1, sizeof *t->kept);
    for (size_t i = 0; t->kept && i < n; i++) {
        struct assess_options then = *opt;
        struct change *changes = NULL;
        then.as_of = list[i];
        struct assessment *a = assess(snap, &then);
        if (!a)
            return;
        size_t count = assess_changes(a, list[i] - 1, &changes);
        t->kept[t->kept_count++] = a;
        bool ok = count == 0 || append(t, changes, count);
        free(changes);
        if (!ok)
            return;
    }
}

void timeline_free(struct timeline *t)
{
    for (size_t i = 0; i < t->kept_count; i++)
        assessment_free(t->kept[i]);
    free(t->kept);
    free(t->changes);
    *t = (struct timeline){0};
}
