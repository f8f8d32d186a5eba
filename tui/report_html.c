/* The report as one HTML file: no script, nothing loaded from anywhere, styles inside. The figures
 * stand in data attributes in full precision too. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/explain.h"
#include "tui/lang.h"
#include "tui/report_parts.h"
#include "tui/said.h"
#include "tui/views/parts.h"

/* Class by symbol, word and colour; 4.5:1 against white and against the dark background. */
static const char style[] =
    ":root{color-scheme:light dark;--met:#0a6b34;--ahead:#0a6b34;--on-track:#0b5fa5;"
    "--slower:#8a5300;--lagging:#a8320a;--reversing:#a3123f;--pending:#5b4a9e;--unknown:#5a5f66}"
    "@media(prefers-color-scheme:dark){:root{--met:#63d297;--ahead:#63d297;--on-track:#7cc0ff;"
    "--slower:#f0b95a;--lagging:#ff9b73;--reversing:#ff8fae;--pending:#b9a8ff;--unknown:#a8adb5}}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{padding:.35rem .6rem;border-bottom:1px solid #8886;text-align:left;vertical-align:top}"
    ".n{text-align:right;white-space:nowrap}"
    ".bar{display:block;width:10rem;height:.8rem;background:#8883;position:relative}"
    ".bar i{display:block;height:100%}.bar b{position:absolute;top:-.15rem;height:1.1rem;"
    "width:2px;background:currentColor}small{opacity:.8}summary{cursor:pointer}"
    "pre{white-space:pre-wrap;font:inherit}";

static void escaped(struct buf *out, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "&<>\"'");
        buf_append(out, text, n);
        text += n;
        if (*text)
            buf_printf(out, "&#%d;", *text++);
    }
}

static void element(struct buf *out, const char *open, const char *text, const char *close)
{
    buf_puts(out, open);
    escaped(out, text);
    buf_puts(out, close);
}

static void attribute(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, " data-%s=\"", name);
    escaped(out, text);
    buf_puts(out, "\"");
}

static void number_attribute(struct buf *out, const char *name, double v)
{
    char text[FIGURE_CAP];
    if (!isfinite(v))
        return;
    number_text(v, -1, text, sizeof text);
    attribute(out, name, text);
}

static const char *color_of(enum class c)
{
    static const char *const names[ROLE_COUNT] = {
        [ROLE_MET] = "met",         [ROLE_AHEAD] = "ahead",     [ROLE_ON_TRACK] = "on-track",
        [ROLE_SLOWER] = "slower",   [ROLE_LAGGING] = "lagging", [ROLE_REVERSING] = "reversing",
        [ROLE_PENDING] = "pending", [ROLE_UNKNOWN] = "unknown"};
    return names[class_role(c)];
}

/* Base to target; the mark is where the schedule says it should be. */
static void bar(const struct face *f, struct buf *out)
{
    double share = f->t->progress < 0 ? 0 : f->t->progress > 1 ? 1 : f->t->progress;
    buf_printf(
        out, "<span class=bar aria-hidden=true><i style=\"width:%.1f%%;background:var(--%s)\"></i>",
        share * 100, color_of(f->v->class));
    if (f->t->schedule > 0 && f->t->schedule <= 1)
        buf_printf(out, "<b style=\"left:%.1f%%\"></b>", f->t->schedule * 100);
    buf_puts(out, "</span>");
}

static void class_cell(const struct face *f, enum lang lang, struct buf *out)
{
    buf_printf(out, "<td style=\"color:var(--%s)\">%s ", color_of(f->v->class),
               class_symbol(f->v->class, false));
    element(out, "<strong>", class_word(f->v->class, lang), "</strong>");
    const char *reason = reason_word(f->v->reason, lang);
    if (*reason)
        element(out, "<br><small>", reason, "</small>");
    for (int b = 0; b < FLAG_BIT_COUNT; b++)
        if (f->v->flags >> b & 1)
            element(out, "<br><small>", flag_word((enum flag_bit)b, lang), "</small>");
    buf_puts(out, "</td>");
}

static void name_cell(const struct report *r, int i, const struct face *f, struct writing w,
                      struct buf *out)
{
    struct buf text;
    buf_init(&text, 65536);
    explain_text(r->board->assessment, i, -1, w, &text);
    element(out, "<th scope=row><details><summary>", text_in(&f->ind->name, w.lang), "</summary>");
    element(out, "<pre>", text.data ? text.data : "", "</pre></details></th>");
    buf_free(&text);
}

static void row(const struct report *r, int i, struct writing w, struct buf *out)
{
    struct face f;
    face_of(r->board, i, &f);
    char target[FIGURE_CAP * 3];
    buf_puts(out, "<tr");
    attribute(out, "indicator", f.ind->id);
    attribute(out, "class", class_code(f.v->class));
    number_attribute(out, "value", f.v->latest ? f.v->latest->value : NAN);
    number_attribute(out, "progress", f.t ? f.t->progress : NAN);
    number_attribute(out, "schedule", f.t ? f.t->schedule : NAN);
    buf_puts(out, ">");
    name_cell(r, i, &f, w, out);
    element(out, "<td class=n>", *f.instead ? f.instead : f.value, "</td>");
    element(out, "<td>", f.period, "</td><td>");
    for (size_t t = 0; t < f.v->target_count; t++) {
        target_text(f.ind, f.v->targets[t].target, w, target, sizeof target);
        element(out, t ? "<br>" : "", target, "");
    }
    buf_puts(out, "</td><td>");
    if (f.bar)
        bar(&f, out);
    element(out, "</td><td class=n>", f.share, "</td>");
    class_cell(&f, w.lang, out);
    buf_puts(out, "</tr>\n");
}

static void pillar(const struct report *r, int p, const int *rows, size_t n, struct writing w,
                   struct buf *out)
{
    static const char *const titles[] = {N_("indicator"), N_("latest"), N_("period"),
                                         N_("target"),    N_("way"),    N_("progress"),
                                         N_("class")};
    char counts[512];
    counts_text(r->board, &r->board->assessment->pillars[p], true, counts, sizeof counts);
    buf_printf(out, "<section><h2>%d ", p + 1);
    element(out, "", text_in(&report_plan(r)->pillars[p].name, w.lang), "</h2>\n");
    element(out, "<p>", counts, "</p>\n<table><thead><tr>");
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        element(out, "<th scope=col>", tr(w.lang, titles[i]), "</th>");
    buf_puts(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < n; i++)
        row(r, rows[i], w, out);
    buf_puts(out, "</tbody></table></section>\n");
}

static void feeds(const struct report *r, enum lang lang, struct buf *out)
{
    const struct snapshot *snap = r->board->assessment->snapshot;
    element(out, "<section><h2>", tr(lang, N_("Feeds")), "</h2><ul>\n");
    for (size_t i = 0; i < snap->feed_count; i++) {
        char fetched[32], said[SAID_CAP];
        report_instant(snap->feeds[i].fetched_s, fetched);
        element(out, "<li>", snap->plan->feeds[i].id, ": ");
        element(out, "", feed_state_word(snap->feeds[i].state, lang), "");
        element(out, " <small>", fetched, "</small>");
        said_text(snap->feeds[i].error, lang, said, sizeof said);
        element(out, " ", said, "</li>\n");
    }
    buf_puts(out, "</ul></section>\n");
}

enum status report_html(const struct report *r, struct buf *out)
{
    const struct plan *plan = report_plan(r);
    struct writing w = {.lang = r->board->ui->lang, .ascii = false};
    char day[FIGURE_CAP], line[FIGURE_CAP * 2], counts[512];
    int *rows = report_rows_new(r);
    if (!rows)
        return ST_NO_MEMORY;
    day_text(r->board->assessment->as_of, w, day, sizeof day);
    snprintf(line, sizeof line, tr(w.lang, N_("as of %s")), day);
    counts_text(r->board, &r->board->assessment->total, true, counts, sizeof counts);
    buf_printf(out,
               "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width\">\n",
               w.lang == LANG_ZH ? "zh-Hans" : "en");
    element(out, "<title>", text_in(&plan->name, w.lang), "</title>\n");
    buf_printf(out, "<style>%s</style></head><body>\n", style);
    element(out, "<h1>", text_in(&plan->name, w.lang), "</h1>\n");
    element(out, "<p>", line, "<br>");
    element(out, "", counts, "</p>\n");
    for (int p = 0; p < (int)plan->pillar_count; p++)
        if (report_has_pillar(r, p))
            pillar(r, p, rows, report_rows(r, p, rows), w, out);
    feeds(r, w.lang, out);
    buf_puts(out, "</body></html>\n");
    free(rows);
    return out->failed;
}
