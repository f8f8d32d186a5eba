/* The report as Markdown (GitHub's tables): for a note or a wiki page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/report_parts.h"
#include "tui/views/parts.h"

/* Text from outside: nothing in it may become markup. */
static void plain(struct buf *out, const char *text)
{
    for (; *text; text++)
        buf_printf(out, strchr("\\`*_{}[]<>()#+!|~&", *text) ? "\\%c" : "%c", *text);
}

static void cell(struct buf *out, const char *text)
{
    buf_puts(out, " ");
    plain(out, text);
    buf_puts(out, " |");
}

static void flags_and_reason(const struct verdict *v, enum lang lang, char *out, size_t cap)
{
    size_t n = (size_t)snprintf(out, cap, "%s", reason_word(v->reason, lang));
    for (int b = 0; b < FLAG_BIT_COUNT && n < cap; b++)
        if (v->flags >> b & 1)
            n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? ", " : "",
                                  flag_word((enum flag_bit)b, lang));
}

static void row(const struct report *r, int i, struct writing w, struct buf *out)
{
    struct face f;
    face_of(r->board, i, &f);
    char target[FIGURE_CAP * 3] = "", class[FIGURE_CAP], remarks[512];
    const struct target *t =
        f.v->target_count ? f.v->targets[f.t ? f.v->decided_by : 0].target : NULL;
    if (t)
        target_text(f.ind, t, w, target, sizeof target);
    snprintf(class, sizeof class, "%s %s", class_symbol(f.v->class, w.ascii),
             class_word(f.v->class, w.lang));
    flags_and_reason(f.v, w.lang, remarks, sizeof remarks);
    buf_puts(out, "|");
    cell(out, text_in(&f.ind->name, w.lang));
    cell(out, *f.instead ? f.instead : f.value);
    cell(out, f.period);
    cell(out, target);
    cell(out, f.share);
    cell(out, class);
    cell(out, remarks);
    buf_puts(out, "\n");
}

static void head(const struct report *r, struct writing w, struct buf *out)
{
    const struct board *b = r->board;
    char day[FIGURE_CAP], counts[512], line[FIGURE_CAP * 2];
    day_text(b->assessment->as_of, w, day, sizeof day);
    counts_text(b, &b->assessment->total, true, counts, sizeof counts);
    snprintf(line, sizeof line, tr(w.lang, N_("as of %s")), day);
    buf_puts(out, "# ");
    plain(out, text_in(&report_plan(r)->name, w.lang));
    buf_puts(out, "\n\n");
    plain(out, line);
    buf_puts(out, "  \n");
    plain(out, counts);
    buf_puts(out, "\n");
}

enum status report_markdown(const struct report *r, struct buf *out)
{
    static const char *const titles[] = {N_("indicator"), N_("latest"), N_("period"), N_("target"),
                                         N_("progress"),  N_("class"),  N_("remarks")};
    const struct plan *plan = report_plan(r);
    struct writing w = board_writing(r->board);
    int *rows = report_rows_new(r);
    if (!rows)
        return ST_NO_MEMORY;
    head(r, w, out);
    for (int p = 0; p < (int)plan->pillar_count; p++) {
        if (!report_has_pillar(r, p))
            continue;
        size_t n = report_rows(r, p, rows);
        buf_printf(out, "\n## %d ", p + 1);
        plain(out, text_in(&plan->pillars[p].name, w.lang));
        buf_puts(out, "\n\n|");
        for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
            cell(out, tr(w.lang, titles[i]));
        buf_puts(out, "\n| --- | ---: | --- | --- | ---: | --- | --- |\n");
        for (size_t i = 0; i < n; i++)
            row(r, rows[i], w, out);
    }
    free(rows);
    return out->failed;
}
