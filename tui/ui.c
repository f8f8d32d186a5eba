#include "tui/ui.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/filter.h"
#include "tui/lang.h"

const char *view_code(enum view_id v)
{
    static const char *const codes[VIEW_COUNT] = {
        [VIEW_OVERVIEW] = "overview", [VIEW_PILLAR] = "pillar",   [VIEW_INDICATOR] = "indicator",
        [VIEW_FEEDS] = "feeds",       [VIEW_EVENTS] = "events",   [VIEW_HELP] = "help",
        [VIEW_OPTIONS] = "options",   [VIEW_WALL] = "wall",
    };
    return codes[v];
}

const char *sort_code(enum sort_key k)
{
    static const char *const codes[SORT_KEY_COUNT] = {
        [SORT_PLAN] = "plan",     [SORT_CLASS] = "class", [SORT_NAME] = "name",
        [SORT_PROGRESS] = "progress", [SORT_PACE] = "pace", [SORT_PERIOD] = "period",
        [SORT_PUBLISHED] = "published",
    };
    return codes[k];
}

struct writing board_writing(const struct board *b)
{
    return (struct writing){.lang = b->ui->lang, .ascii = b->ui->look.ascii};
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* What a row is sorted by: a number, with absent ones behind, or a text. */
struct sort_row {
    int indicator;
    double number;
    const char *text;
};

static double sort_number(const struct verdict *v, enum sort_key key)
{
    const struct target_verdict *t = v->decided_by >= 0 ? &v->targets[v->decided_by] : NULL;
    switch (key) {
    case SORT_CLASS:
        return v->class;
    case SORT_PROGRESS:
        return t ? t->progress : NAN;
    case SORT_PACE:
        return t ? t->pace : NAN;
    case SORT_PERIOD:
        return v->latest ? v->latest->period.last : NAN;
    case SORT_PUBLISHED:
        return v->latest && v->latest->published != DAY_NONE ? v->latest->published : NAN;
    default:
        return 0;
    }
}

static int compare_rows(const void *pa, const void *pb)
{
    const struct sort_row *a = pa, *b = pb;
    if (a->text && b->text) {
        int c = strcmp(a->text, b->text);
        if (c)
            return c;
    }
    if (isnan(a->number) != isnan(b->number))
        return isnan(a->number) ? 1 : -1;
    if (a->number < b->number || a->number > b->number)
        return a->number < b->number ? -1 : 1;
    return a->indicator - b->indicator;
}

size_t ui_rows(const struct board *b, int pillar, int *rows)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct ui *ui = b->ui;
    size_t n = 0;
    for (size_t i = 0; plan && i < plan->indicator_count; i++)
        if ((pillar < 0 || plan->indicators[i].pillar == pillar) &&
            (!ui->filter[0] || filter_matches(b, (int)i, ui->filter)))
            rows[n++] = (int)i;
    enum sort_key key = ui->sort == SORT_PLAN && ui->worst_first ? SORT_CLASS : ui->sort;
    struct sort_row *sorted = key != SORT_PLAN && n ? malloc(n * sizeof *sorted) : NULL;
    if (sorted) {
        for (size_t i = 0; i < n; i++) {
            const struct verdict *v = &b->assessment->verdicts[rows[i]];
            sorted[i] = (struct sort_row){
                rows[i], sort_number(v, key),
                key == SORT_NAME ? text_in(&plan->indicators[rows[i]].name, ui->lang) : NULL};
        }
        qsort(sorted, n, sizeof *sorted, compare_rows);
        for (size_t i = 0; i < n; i++)
            rows[i] = sorted[i].indicator;
        free(sorted);
    }
    if (ui->sort_inverted)
        for (size_t i = 0; i < n / 2; i++) {
            int swap = rows[i];
            rows[i] = rows[n - 1 - i];
            rows[n - 1 - i] = swap;
        }
    return n;
}

void ui_rebind(struct ui *ui, const struct plan *before, const struct plan *after)
{
    if (before == after || !before || !after)
        return;
    int *const indicators[] = {&ui->indicator, &ui->follow};
    for (size_t i = 0; i < 2; i++)
        if (*indicators[i] >= 0 && (size_t)*indicators[i] < before->indicator_count)
            *indicators[i] = plan_find_indicator(after, before->indicators[*indicators[i]].id);
    if ((size_t)ui->pillar < before->pillar_count)
        ui->pillar = plan_find_pillar(after, before->pillars[ui->pillar].id);
    if (ui->feed >= 0 && (size_t)ui->feed < before->feed_count) {
        ui->feed = plan_find_feed(after, before->feeds[ui->feed].id);
        ui->feed = ui->feed < 0 ? 0 : ui->feed;
    }
    if (ui->pillar < 0)
        ui->pillar = 0;
    if (ui->indicator < 0 && ui->view == VIEW_INDICATOR)
        ui->view = VIEW_OVERVIEW;
}
