/* The report as JSON, in the shape that pillars(1) promises: full precision, null for what is
 * missing, never 0. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/explain.h"
#include "tui/report_parts.h"

/* ---- tokens -------------------------------------------------------------------------------- */

struct json_out {
    struct buf *out;
    bool more; /* the next member or item needs a comma before it */
};

static void escaped(struct json_out *j, const char *s)
{
    buf_puts(j->out, "\"");
    while (*s) {
        size_t n = 0;
        while ((unsigned char)s[n] >= 0x20 && s[n] != '"' && s[n] != '\\')
            n++;
        buf_append(j->out, s, n);
        s += n;
        if (*s == '"' || *s == '\\')
            buf_printf(j->out, "\\%c", *s++);
        else if (*s == '\n' && s++)
            buf_puts(j->out, "\\n");
        else if (*s)
            buf_printf(j->out, "\\u%04x", (unsigned)(unsigned char)*s++);
    }
    buf_puts(j->out, "\"");
}

static void separate(struct json_out *j)
{
    if (j->more)
        buf_puts(j->out, ", ");
    j->more = false;
}

static void begin(struct json_out *j, const char *bracket)
{
    separate(j);
    buf_puts(j->out, bracket);
}

static void end(struct json_out *j, const char *bracket)
{
    buf_puts(j->out, bracket);
    j->more = true;
}

/* Members and items that begin a line of their own, for those who read the file. */
static void on_new_line(struct json_out *j, int indent)
{
    buf_printf(j->out, "%s\n%*s", j->more ? "," : "", indent, "");
    j->more = false;
}

static void member(struct json_out *j, const char *name)
{
    separate(j);
    escaped(j, name);
    buf_puts(j->out, ": ");
}

static void word(struct json_out *j, const char *bare)
{
    separate(j);
    buf_puts(j->out, bare);
    j->more = true;
}

static void string(struct json_out *j, const char *s)
{
    if (!s) {
        word(j, "null");
        return;
    }
    separate(j);
    escaped(j, s);
    j->more = true;
}

static void number(struct json_out *j, double v)
{
    char text[FIGURE_CAP] = "null";
    if (isfinite(v))
        number_text(v, -1, text, sizeof text);
    word(j, text);
}

static void integer(struct json_out *j, long long v)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", v);
    word(j, text);
}

static void member_string(struct json_out *j, const char *name, const char *s)
{
    member(j, name);
    string(j, s);
}

static void member_number(struct json_out *j, const char *name, double v)
{
    member(j, name);
    number(j, v);
}

static void member_integer(struct json_out *j, const char *name, long long v)
{
    member(j, name);
    integer(j, v);
}

static void member_day(struct json_out *j, const char *name, day_t day)
{
    char text[16];
    if (day != DAY_NONE)
        day_format(day, text, sizeof text);
    member_string(j, name, day == DAY_NONE ? NULL : text);
}

static void member_instant(struct json_out *j, const char *name, int64_t s)
{
    char text[32];
    report_instant(s, text);
    member_string(j, name, *text ? text : NULL);
}

static void member_text(struct json_out *j, const char *name, const struct text *t)
{
    member(j, name);
    begin(j, "{");
    for (int l = 0; l < LANG_COUNT; l++)
        member_string(j, lang_code((enum lang)l), t->in[l]);
    end(j, "}");
}

/* ---- parts --------------------------------------------------------------------------------- */

static void counts(struct json_out *j, const struct roll_up *r)
{
    member(j, "counts");
    begin(j, "{");
    for (int c = 0; c < CLASS_COUNT; c++)
        member_integer(j, class_code((enum class)c), r->by_class[c]);
    end(j, "}");
}

static void observation_members(struct json_out *j, const struct obs *o)
{
    char period[32], status[2] = {o->status, '\0'};
    period_code(&o->period, period, sizeof period);
    member_string(j, "period", period);
    member_number(j, "value", o->value);
    member_string(j, "cmp", cmp_code(o->cmp));
    member_string(j, "status", status);
    member_day(j, "published", o->published);
    member_instant(j, "received", o->received_s);
    member_string(j, "source", report_source(&o->source_name, o->source_url, LANG_EN));
}

static void figure(struct json_out *j, const char *name, const struct obs *o)
{
    member(j, name);
    if (!o) {
        word(j, "null");
        return;
    }
    begin(j, "{");
    observation_members(j, o);
    end(j, "}");
}

static void flags(struct json_out *j, unsigned bits)
{
    member(j, "flags");
    begin(j, "[");
    for (int b = 0; b < FLAG_BIT_COUNT; b++)
        if (bits >> b & 1)
            string(j, flag_code((enum flag_bit)b));
    end(j, "]");
}

static void target(struct json_out *j, const struct target_verdict *v)
{
    const struct target *t = v->target;
    begin(j, "{");
    member_string(j, "kind", target_kind_code(t->kind));
    member_string(j, "cmp", isnan(t->value) ? NULL : cmp_code(t->cmp));
    member_number(j, "value", t->value);
    if (t->kind == TARGET_RANGE)
        member_number(j, "high", t->high);
    member_day(j, "by", t->by);
    member_string(j, "class", class_code(v->class));
    member_string(j, "reason", reason_code(v->reason));
    member_number(j, "progress", v->progress);
    member_string(j, "progress_of",
                  isnan(v->progress)      ? NULL
                  : v->progress_of_target ? "target"
                                          : "increment");
    member_number(j, "schedule", v->schedule);
    member_number(j, "pace", v->pace);
    member_number(j, "expected", v->expected);
    member_number(j, "gap", v->gap);
    member_number(j, "elapsed", v->elapsed);
    member(j, "required");
    begin(j, "{");
    member_number(j, "per_year", v->required.per_year);
    member_number(j, "rate", v->required.rate);
    end(j, "}");
    end(j, "}");
}

static void forecast(struct json_out *j, const struct target_verdict *t)
{
    const struct forecast *f = t ? &t->forecast : NULL;
    member(j, "forecast");
    begin(j, "{");
    member_string(j, "method", f ? f->name : NULL);
    member_day(j, "at", f ? f->at : t ? t->target->by : DAY_NONE);
    member_number(j, "value", f ? f->value : NAN);
    member_number(j, "low", f ? f->low : NAN);
    member_number(j, "high", f ? f->high : NAN);
    member_day(j, "arrival", f ? f->arrival : DAY_NONE);
    end(j, "}");
}

static void feed_of(struct json_out *j, const struct report *r, const struct verdict *v)
{
    const struct snapshot *snap = r->board->assessment->snapshot;
    int feed = report_feed(v);
    member(j, "feed");
    if (feed < 0 || (size_t)feed >= snap->feed_count) {
        word(j, "null");
        return;
    }
    const struct feed_health *h = &snap->feeds[feed];
    begin(j, "{");
    member_string(j, "id", snap->plan->feeds[feed].id);
    member_string(j, "state", feed_state_code(h->state));
    member_instant(j, "fetched", h->fetched_s);
    member_number(j, "age_s", h->fetched_s ? (double)(r->board->now_s - h->fetched_s) : NAN);
    end(j, "}");
}

static void explanation(struct json_out *j, const struct report *r, int indicator)
{
    member(j, "explain");
    begin(j, "{");
    for (int l = 0; l < LANG_COUNT; l++) {
        struct buf text;
        buf_init(&text, 65536);
        struct writing w = {.lang = (enum lang)l, .ascii = false};
        explain_text(r->board->assessment, indicator, -1, w, &text);
        while (text.len && text.data[text.len - 1] == '\n')
            text.data[--text.len] = '\0';
        member_string(j, lang_code((enum lang)l), text.data ? text.data : "");
        buf_free(&text);
    }
    end(j, "}");
}

/* Every vintage and milestone of the one indicator that was asked for. */
static void all_known(struct json_out *j, const struct report *r, const struct verdict *v)
{
    on_new_line(j, 3);
    member(j, "observations");
    begin(j, "[");
    for (size_t i = 0; v->series && i < v->series->obs_count; i++) {
        const struct obs *o = &v->series->obs[i];
        if (!obs_known_on(o, r->board->assessment->as_of))
            continue;
        on_new_line(j, 4);
        begin(j, "{");
        observation_members(j, o);
        member_text(j, "note", &o->note);
        end(j, "}");
    }
    end(j, "]");
    on_new_line(j, 3);
    member(j, "milestones");
    begin(j, "[");
    for (size_t i = 0; i < v->milestone_count; i++) {
        const struct milestone *m = v->milestones[i];
        on_new_line(j, 4);
        begin(j, "{");
        member_string(j, "id", m->id);
        member_text(j, "name", &m->name);
        member_string(j, "state", milestone_state_code(m->state));
        member_day(j, "due", m->due);
        member_day(j, "done_on", m->done_on);
        member_day(j, "published", m->published);
        member_string(j, "source", report_source(&m->source_name, m->source_url, LANG_EN));
        member_text(j, "note", &m->note);
        end(j, "}");
    }
    end(j, "]");
}

static void indicator(struct json_out *j, const struct report *r, int i)
{
    const struct indicator *ind = &report_plan(r)->indicators[i];
    const struct verdict *v = &r->board->assessment->verdicts[i];
    on_new_line(j, 2);
    begin(j, "{");
    member_string(j, "id", ind->id);
    member_text(j, "name", &ind->name);
    member_text(j, "unit", &ind->unit);
    member_integer(j, "unit_mult", ind->unit_mult);
    on_new_line(j, 3);
    figure(j, "latest", v->latest);
    on_new_line(j, 3);
    member_string(j, "class", class_code(v->class));
    member_string(j, "reason", reason_code(v->reason));
    flags(j, v->flags);
    on_new_line(j, 3);
    member(j, "targets");
    begin(j, "[");
    for (size_t t = 0; t < v->target_count; t++)
        target(j, &v->targets[t]);
    end(j, "]");
    on_new_line(j, 3);
    forecast(j, report_decided(v));
    on_new_line(j, 3);
    feed_of(j, r, v);
    on_new_line(j, 3);
    explanation(j, r, i);
    if (r->indicator >= 0)
        all_known(j, r, v);
    end(j, "}");
}

static void feed(struct json_out *j, const struct snapshot *snap, size_t i)
{
    const struct feed_health *h = &snap->feeds[i];
    on_new_line(j, 1);
    begin(j, "{");
    member_string(j, "id", snap->plan->feeds[i].id);
    member_string(j, "url", snap->plan->feeds[i].shown);
    member_string(j, "state", feed_state_code(h->state));
    member_number(j, "http", h->http_status ? h->http_status : NAN);
    member_string(j, "error", *h->error ? h->error : NULL);
    member_integer(j, "observations", (long long)h->obs_count);
    member_instant(j, "fetched", h->fetched_s);
    member_instant(j, "next", h->next_s);
    member_day(j, "late_after", h->awaited.day);
    member_string(j, "awaited", *h->awaited.indicator ? h->awaited.indicator : NULL);
    member_number(j, "bytes", h->bytes ? (double)h->bytes : NAN);
    member_integer(j, "answers_304", h->answers_304);
    end(j, "}");
}

/* ---- what changed -------------------------------------------------------------------------- */

static const char *change_code(enum change_kind k)
{
    static const char *const codes[] = {[CHANGE_NEW_FIGURE] = "new-figure",
                                        [CHANGE_REVISION] = "revision",
                                        [CHANGE_MILESTONE] = "milestone",
                                        [CHANGE_CLASS] = "class"};
    return codes[k];
}

static const char *event_code(enum event_kind k)
{
    static const char *const codes[EVENT_KINDS] = {
        [EVENT_NEW_FIGURE] = "new-figure", [EVENT_REVISION] = "revision",   [EVENT_WITHDRAWN] = "withdrawn",
        [EVENT_FEED_LOST] = "feed-lost",   [EVENT_FEED_BACK] = "feed-back", [EVENT_CLASS] = "class"};
    return codes[k];
}

/* What the archive noted, by the moment it was noticed. */
static void events(struct json_out *j, const struct report *r)
{
    const struct event_list *events = r->board->assessment->snapshot->events;
    on_new_line(j, 0);
    member(j, "events");
    begin(j, "[");
    for (size_t i = 0; events && i < events->count; i++) {
        const struct event *e = &events->list[i];
        if (!report_has_event(r, e))
            continue;
        on_new_line(j, 1);
        begin(j, "{");
        member_instant(j, "at", e->at_s);
        member_string(j, "kind", event_code(e->kind));
        member_string(j, "feed", *e->feed ? e->feed : NULL);
        member_string(j, "indicator", *e->indicator ? e->indicator : NULL);
        member_string(j, "period", *e->period ? e->period : NULL);
        member_number(j, "before", e->before);
        member_number(j, "after", e->after);
        member_string(j, "text", *e->text ? e->text : NULL);
        end(j, "}");
    }
    end(j, "]");
}

static void changes(struct json_out *j, const struct report *r)
{
    member_day(j, "since", r->since);
    member(j, "changes");
    begin(j, "[");
    for (size_t i = 0; i < r->board->change_count; i++) {
        const struct change *c = &r->board->changes[i];
        if (!report_has_change(r, c))
            continue;
        on_new_line(j, 1);
        begin(j, "{");
        member_string(j, "kind", change_code(c->kind));
        member_string(j, "indicator", report_plan(r)->indicators[c->indicator].id);
        member_day(j, "day", c->day);
        figure(j, "figure", c->obs);
        figure(j, "before", c->before);
        bool of_class = c->kind == CHANGE_CLASS;
        member_string(j, "class_before", of_class ? class_code(c->class_before) : NULL);
        member_string(j, "class_after", of_class ? class_code(c->class_after) : NULL);
        member_string(j, "milestone", c->milestone ? c->milestone->id : NULL);
        member_string(j, "state", c->milestone ? milestone_state_code(c->milestone->state) : NULL);
        end(j, "}");
    }
    end(j, "]");
}

/* ---- document ------------------------------------------------------------------------------ */

static void pillars(struct json_out *j, const struct report *r, int *rows)
{
    const struct plan *plan = report_plan(r);
    counts(j, &r->board->assessment->total);
    on_new_line(j, 0);
    member(j, "pillars");
    begin(j, "[");
    for (int p = 0; p < (int)plan->pillar_count; p++) {
        if (!report_has_pillar(r, p))
            continue;
        size_t n = report_rows(r, p, rows);
        on_new_line(j, 1);
        begin(j, "{");
        member_string(j, "id", plan->pillars[p].id);
        member_text(j, "name", &plan->pillars[p].name);
        counts(j, &r->board->assessment->pillars[p]);
        member(j, "indicators");
        begin(j, "[");
        for (size_t i = 0; i < n; i++)
            indicator(j, r, rows[i]);
        end(j, "]");
        end(j, "}");
    }
    end(j, "]");
}

enum status report_json(const struct report *r, struct buf *out)
{
    const struct snapshot *snap = r->board->assessment->snapshot;
    const struct plan *plan = report_plan(r);
    struct json_out j = {.out = out};
    int *rows = report_rows_new(r);
    if (!rows)
        return ST_NO_MEMORY;
    begin(&j, "{");
    member(&j, "plan");
    begin(&j, "{");
    member_string(&j, "id", plan->id);
    member_text(&j, "name", &plan->name);
    member_day(&j, "start", plan->start);
    member_day(&j, "end", plan->end);
    end(&j, "}");
    member_day(&j, "as_of", r->board->assessment->as_of);
    on_new_line(&j, 0);
    if (r->since != DAY_NONE)
        changes(&j, r);
    if (r->since != DAY_NONE)
        events(&j, r);
    else
        pillars(&j, r, rows);
    on_new_line(&j, 0);
    member(&j, "feeds");
    begin(&j, "[");
    for (size_t i = 0; i < snap->feed_count; i++)
        feed(&j, snap, i);
    end(&j, "]");
    end(&j, "}");
    buf_puts(out, "\n");
    free(rows);
    return out->failed;
}
