/* The report as OpenMetrics 1.0 text, for a scraper's textfile collector. A missing number is a
 * sample that is not there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tui/report_parts.h"

#define PREFIX "pillars_"

struct metrics {
    const struct report *r;
    struct buf *out;
    const char *name; /* of the family being written, with the prefix */
    int *rows;
};

static void escaped(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\n')
            buf_puts(out, "\\n");
        else
            buf_printf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    }
}

static void label(struct metrics *m, const char *before, const char *name, const char *value)
{
    buf_printf(m->out, "%s%s=\"", before, name);
    escaped(m->out, value);
    buf_puts(m->out, "\"");
}

static void family(struct metrics *m, const char *name, const char *type, const char *help)
{
    m->name = name;
    buf_printf(m->out, "# TYPE %s %s\n# HELP %s %s\n", name, type, name, help);
}

static void value(struct metrics *m, double v)
{
    char text[FIGURE_CAP];
    number_text(v, -1, text, sizeof text);
    buf_printf(m->out, "} %s\n", text);
}

/* ---- per indicator ------------------------------------------------------------------------- */

static void indicator_labels(struct metrics *m, int i)
{
    const struct plan *plan = report_plan(m->r);
    buf_puts(m->out, m->name);
    label(m, "{", "plan", plan->id);
    label(m, ",", "pillar", plan->pillars[plan->indicators[i].pillar].id);
    label(m, ",", "indicator", plan->indicators[i].id);
}

static double latest_value(const struct verdict *v)
{
    return v->latest ? v->latest->value : NAN;
}

static double latest_period_end(const struct verdict *v)
{
    return v->latest ? (double)v->latest->period.last * 86400 : NAN;
}

static double latest_published(const struct verdict *v)
{
    return v->latest && v->latest->published != DAY_NONE ? (double)v->latest->published * 86400
                                                         : NAN;
}

#define OF_DECIDED(name, member)                                                                   \
    static double name(const struct verdict *v)                                                    \
    {                                                                                              \
        const struct target_verdict *t = report_decided(v);                                        \
        return t ? t->member : NAN;                                                                \
    }
OF_DECIDED(target_value, target->value)
OF_DECIDED(progress, progress)
OF_DECIDED(schedule, schedule)
OF_DECIDED(pace, pace)
OF_DECIDED(gap, gap)
#undef OF_DECIDED

static void gauges(struct metrics *m)
{
    static const struct {
        const char *name, *help;
        double (*get)(const struct verdict *v);
    } list[] = {
        {PREFIX "indicator_value", "Newest published figure, in the indicator's own unit.",
         latest_value},
        {PREFIX "indicator_period_end_timestamp_seconds", "Last day that figure describes.",
         latest_period_end},
        {PREFIX "indicator_published_timestamp_seconds", "Day it was published.", latest_published},
        {PREFIX "indicator_target", "Target that decided the class.", target_value},
        {PREFIX "indicator_progress_ratio", "Share of the way from base to target.", progress},
        {PREFIX "indicator_schedule_ratio", "Share of the time at the end of the figure's period.",
         schedule},
        {PREFIX "indicator_pace_ratio", "Progress against schedule.", pace},
        {PREFIX "indicator_gap", "Figure minus target.", gap},
    };
    const struct plan *plan = report_plan(m->r);
    for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
        family(m, list[k].name, "gauge", list[k].help);
        for (int p = 0; p < (int)plan->pillar_count; p++) {
            size_t n = report_has_pillar(m->r, p) ? report_rows(m->r, p, m->rows) : 0;
            for (size_t i = 0; i < n; i++) {
                double v = list[k].get(&m->r->board->assessment->verdicts[m->rows[i]]);
                if (!isfinite(v))
                    continue;
                indicator_labels(m, m->rows[i]);
                value(m, v);
            }
        }
    }
}

static void classes(struct metrics *m)
{
    const struct plan *plan = report_plan(m->r);
    family(m, PREFIX "indicator_class", "stateset", "Class of the indicator.");
    for (int p = 0; p < (int)plan->pillar_count; p++) {
        size_t n = report_has_pillar(m->r, p) ? report_rows(m->r, p, m->rows) : 0;
        for (size_t i = 0; i < n; i++)
            for (int c = 0; c < CLASS_COUNT; c++) {
                indicator_labels(m, m->rows[i]);
                label(m, ",", m->name, class_code((enum class)c));
                value(m, m->r->board->assessment->verdicts[m->rows[i]].class == (enum class)c);
            }
    }
}

/* ---- plan, pillars, feeds ------------------------------------------------------------------ */

static void plan_info(struct metrics *m)
{
    const struct plan *plan = report_plan(m->r);
    char start[16], end[16];
    day_format(plan->start, start, sizeof start);
    day_format(plan->end, end, sizeof end);
    family(m, PREFIX "plan", "info", "The plan that is reported.");
    buf_puts(m->out, PREFIX "plan_info");
    label(m, "{", "plan", plan->id);
    label(m, ",", "name_zh", text_in(&plan->name, LANG_ZH));
    label(m, ",", "name_en", text_in(&plan->name, LANG_EN));
    label(m, ",", "start", start);
    label(m, ",", "end", end);
    value(m, 1);
    family(m, PREFIX "as_of_timestamp_seconds", "gauge", "Day as of which figures are known.");
    buf_puts(m->out, m->name);
    label(m, "{", "plan", plan->id);
    value(m, (double)m->r->board->assessment->as_of * 86400);
}

static void pillar_counts(struct metrics *m)
{
    const struct plan *plan = report_plan(m->r);
    family(m, PREFIX "indicators", "gauge", "Indicators of a pillar by class.");
    for (int p = 0; p < (int)plan->pillar_count; p++)
        for (int c = 0; c < CLASS_COUNT && report_has_pillar(m->r, p); c++) {
            buf_puts(m->out, m->name);
            label(m, "{", "plan", plan->id);
            label(m, ",", "pillar", plan->pillars[p].id);
            label(m, ",", "class", class_code((enum class)c));
            value(m, m->r->board->assessment->pillars[p].by_class[c]);
        }
}

static void feed_labels(struct metrics *m, size_t i)
{
    const struct plan *plan = report_plan(m->r);
    buf_puts(m->out, m->name);
    label(m, "{", "plan", plan->id);
    label(m, ",", "feed", plan->feeds[i].id);
}

static void feeds(struct metrics *m)
{
    static const enum feed_state states[] = {FEED_WAITING, FEED_FRESH, FEED_LATE, FEED_FAILING,
                                             FEED_OFFLINE};
    const struct snapshot *snap = m->r->board->assessment->snapshot;
    family(m, PREFIX "feed_state", "stateset", "State of the feed.");
    for (size_t i = 0; i < snap->feed_count; i++)
        for (size_t s = 0; s < sizeof states / sizeof *states; s++) {
            feed_labels(m, i);
            label(m, ",", m->name, feed_state_code(states[s]));
            value(m, snap->feeds[i].state == states[s]);
        }
    family(m, PREFIX "feed_fetched_timestamp_seconds", "gauge", "Last good answer of the feed.");
    for (size_t i = 0; i < snap->feed_count; i++)
        if (snap->feeds[i].fetched_s) {
            feed_labels(m, i);
            value(m, (double)snap->feeds[i].fetched_s);
        }
    family(m, PREFIX "feed_observations", "gauge", "Observations the feed holds.");
    for (size_t i = 0; i < snap->feed_count; i++) {
        feed_labels(m, i);
        value(m, (double)snap->feeds[i].obs_count);
    }
}

enum status report_openmetrics(const struct report *r, struct buf *out)
{
    struct metrics m = {.r = r, .out = out, .rows = report_rows_new(r)};
    if (!m.rows)
        return ST_NO_MEMORY;
    plan_info(&m);
    pillar_counts(&m);
    classes(&m);
    gauges(&m);
    feeds(&m);
    buf_puts(out, "# EOF\n");
    free(m.rows);
    return out->failed;
}
