/* The report as CSV (RFC 4180): one record an indicator, with the target that decided; columns as
 * in pillars(1). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/report_parts.h"

struct record {
    struct buf *out;
    bool more;
};

static void field(struct record *c, const char *text)
{
    if (c->more)
        buf_puts(c->out, ",");
    c->more = true;
    if (!text[strcspn(text, "\",\r\n")]) {
        buf_puts(c->out, text);
        return;
    }
    buf_puts(c->out, "\"");
    for (; *text; text++)
        buf_printf(c->out, *text == '"' ? "\"\"" : "%c", *text);
    buf_puts(c->out, "\"");
}

/* A text from outside. One that a spreadsheet would run as a formula gets an apostrophe before it.
 */
static void text_field(struct record *c, const char *text)
{
    char guarded[512];
    if (text && *text && strchr("=+-@", *text)) {
        snprintf(guarded, sizeof guarded, "'%s", text);
        text = guarded;
    }
    field(c, text ? text : "");
}

static void texts(struct record *c, const struct text *t)
{
    for (int l = 0; l < LANG_COUNT; l++)
        text_field(c, t->in[l]);
}

static void number(struct record *c, double v)
{
    char text[FIGURE_CAP] = "";
    if (isfinite(v))
        number_text(v, -1, text, sizeof text);
    field(c, text);
}

static void day(struct record *c, day_t d)
{
    char text[16] = "";
    if (d != DAY_NONE)
        day_format(d, text, sizeof text);
    field(c, text);
}

static void observation(struct record *c, const struct obs *o)
{
    char period[32] = "", status[2] = "";
    if (o) {
        period_code(&o->period, period, sizeof period);
        status[0] = o->status;
    }
    field(c, period);
    field(c, o ? cmp_code(o->cmp) : "");
    number(c, o ? o->value : NAN);
    field(c, status);
    day(c, o ? o->published : DAY_NONE);
    text_field(c, o ? report_source(&o->source_name, o->source_url, LANG_EN) : NULL);
}

static void target(struct record *c, const struct target_verdict *v)
{
    const struct target *t = v ? v->target : NULL;
    field(c, t ? target_kind_code(t->kind) : "");
    field(c, t && !isnan(t->value) ? cmp_code(t->cmp) : "");
    number(c, t ? t->value : NAN);
    day(c, t ? t->by : DAY_NONE);
    number(c, v ? v->progress : NAN);
    field(c, !v || isnan(v->progress) ? "" : v->progress_of_target ? "target" : "increment");
    number(c, v ? v->schedule : NAN);
    number(c, v ? v->pace : NAN);
    number(c, v ? v->expected : NAN);
    number(c, v ? v->gap : NAN);
    number(c, v ? v->elapsed : NAN);
    number(c, v ? v->required.per_year : NAN);
    number(c, v ? v->required.rate : NAN);
}

static void forecast(struct record *c, const struct target_verdict *v)
{
    const struct forecast *f = v ? &v->forecast : NULL;
    field(c, f && f->name ? f->name : "");
    number(c, f ? f->value : NAN);
    number(c, f ? f->low : NAN);
    number(c, f ? f->high : NAN);
    day(c, f ? f->arrival : DAY_NONE);
}

static void feed(struct record *c, const struct snapshot *snap, int feed_index)
{
    bool known = feed_index >= 0 && (size_t)feed_index < snap->feed_count;
    char fetched[32] = "";
    if (known)
        report_instant(snap->feeds[feed_index].fetched_s, fetched);
    field(c, known ? snap->plan->feeds[feed_index].id : "");
    field(c, known ? feed_state_code(snap->feeds[feed_index].state) : "");
    field(c, fetched);
}

static void record(const struct report *r, int i, struct buf *out)
{
    const struct plan *plan = report_plan(r);
    const struct indicator *ind = &plan->indicators[i];
    const struct pillar *pillar = &plan->pillars[ind->pillar];
    const struct verdict *v = &r->board->assessment->verdicts[i];
    struct record c = {.out = out};
    char flags[256], mult[16];
    day(&c, r->board->assessment->as_of);
    field(&c, plan->id);
    field(&c, pillar->id);
    texts(&c, &pillar->name);
    field(&c, ind->id);
    texts(&c, &ind->name);
    texts(&c, &ind->unit);
    snprintf(mult, sizeof mult, "%d", ind->unit_mult);
    field(&c, mult);
    observation(&c, v->latest);
    field(&c, class_code(v->class));
    field(&c, v->reason == REASON_NONE ? "" : reason_code(v->reason));
    report_flags(v->flags, flags, sizeof flags);
    field(&c, flags);
    target(&c, report_decided(v));
    forecast(&c, report_decided(v));
    feed(&c, r->board->assessment->snapshot, report_feed(v));
    char received[32] = "";
    if (v->latest)
        report_instant(v->latest->received_s, received);
    field(&c, received);
    buf_puts(out, "\r\n");
}

enum status report_csv(const struct report *r, struct buf *out)
{
    int *rows = report_rows_new(r);
    if (!rows)
        return ST_NO_MEMORY;
    buf_puts(out, "as_of,plan,pillar,pillar_zh,pillar_en,indicator,indicator_zh,indicator_en,"
                  "unit_zh,unit_en,unit_mult,period,cmp,value,status,published,source,class,"
                  "reason,flags,target_kind,target_cmp,target_value,target_by,progress,"
                  "progress_of,schedule,pace,expected,gap,elapsed,required_per_year,"
                  "required_rate,forecast_method,forecast_value,forecast_low,forecast_high,"
                  "forecast_arrival,feed,feed_state,feed_fetched,received\r\n");
    for (int p = 0; p < (int)report_plan(r)->pillar_count; p++) {
        size_t n = report_has_pillar(r, p) ? report_rows(r, p, rows) : 0;
        for (size_t i = 0; i < n; i++)
            record(r, rows[i], out);
    }
    free(rows);
    return out->failed;
}
