/* Searching: in each view over what stands there, one after the other, round the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/filter.h"
#include "tui/handle_parts.h"
#include "tui/lang.h"
#include "tui/views/view.h"

/* What a view can be searched for: n things, one of them selected, and how to know and select one. */
struct field {
    const struct board *b;
    struct ui *ui;
    int *rows; /* indicators in the order of the screen; NULL: the n-th thing is itself */
    int count, at; /* at: the selected one, -1: none */
    bool (*matches)(const struct field *f, int i);
    void (*select)(const struct field *f, int i);
};

/* ---- indicators ---------------------------------------------------------------------------- */

static bool indicator_matches(const struct field *f, int i)
{
    return filter_matches(f->b, f->rows[i], f->ui->search);
}

static void select_indicator(const struct field *f, int i)
{
    f->ui->indicator = f->rows[i];
    f->ui->pillar = plan_of(f->b)->indicators[f->rows[i]].pillar;
    f->ui->top[VIEW_INDICATOR] = 0;
}

/* Pillar by pillar, each in its order on the screen. */
static bool list_indicators(struct field *f)
{
    const struct plan *plan = plan_of(f->b);
    f->rows = malloc((plan->indicator_count ? plan->indicator_count : 1) * sizeof *f->rows);
    if (!f->rows)
        return false;
    for (int p = 0; p < (int)plan->pillar_count; p++)
        f->count += (int)ui_rows(f->b, p, f->rows + f->count);
    for (int i = 0; i < f->count; i++)
        if (f->rows[i] == f->ui->indicator)
            f->at = i;
    f->matches = indicator_matches;
    f->select = select_indicator;
    return true;
}

/* ---- feeds, events, options ---------------------------------------------------------------- */

static bool row_matches(const struct field *f, int i)
{
    return feed_matches(f->b, i, f->ui->search);
}

static void select_feed(const struct field *f, int i)
{
    f->ui->feed = i;
}

static bool change_matches(const struct field *f, int i)
{
    char text[1024];
    const struct change *c = &f->b->changes[i];
    change_words(f->b, c, text, sizeof text);
    return filter_in_text(text, f->ui->search) && (!f->ui->filter[0] || filter_matches(f->b, (int)c->indicator, f->ui->filter));
}

static void select_change(const struct field *f, int i)
{
    events_select(f->b, f->ui, i);
}

static bool setting_matches(const struct field *f, int i)
{
    const struct setting *s = &f->b->settings[i];
    char text[1024];
    snprintf(text, sizeof text, "%s %s %s %s", s->key, s->value, s->origin, tr(f->ui->lang, s->help));
    return filter_in_text(text, f->ui->search);
}

static void select_setting(const struct field *f, int i)
{
    f->ui->setting = i;
}

/* ---- the search ---------------------------------------------------------------------------- */

static bool prepare(struct field *f)
{
    switch (f->ui->view) {
    case VIEW_FEEDS:
        f->count = (int)plan_of(f->b)->feed_count;
        f->at = f->ui->feed;
        f->matches = row_matches;
        f->select = select_feed;
        return true;
    case VIEW_EVENTS:
        f->count = (int)f->b->change_count;
        f->at = events_selected(f->b);
        f->matches = change_matches;
        f->select = select_change;
        return true;
    case VIEW_OPTIONS:
        f->count = (int)f->b->setting_count;
        f->at = f->ui->setting;
        f->matches = setting_matches;
        f->select = select_setting;
        return true;
    case VIEW_HELP: /* shows only what matches */
        return false;
    default:
        return list_indicators(f);
    }
}

bool search_step(const struct board *b, struct ui *ui, int step)
{
    struct field f = {.b = b, .ui = ui, .at = -1};
    if (!ui->search[0]) {
        char key[32];
        tell(ui, true, tr(ui->lang, N_("nothing was searched yet; %s searches")),
             keys_first(b->keys, ACTION_SEARCH, key, sizeof key));
        return false;
    }
    if (!prepare(&f))
        return true;
    if (f.count == 0)
        f.at = -1;
    int found = -1, way = step < 0 ? -1 : 1, from = f.at >= 0 ? f.at : way > 0 ? -1 : f.count;
    for (int k = step == 0 && f.at >= 0 ? 0 : 1; k <= f.count && found < 0; k++) {
        int i = ((from + way * k) % f.count + f.count) % f.count;
        if (f.matches(&f, i))
            found = i;
    }
    if (found < 0)
        tell(ui, true, tr(ui->lang, N_("nothing matches '%s'")), ui->search);
    else if (step && f.at >= 0 && found == f.at)
        tell(ui, false, tr(ui->lang, N_("the only match of '%s'")), ui->search);
    else if (step > 0 && found < f.at)
        tell(ui, false, "%s", tr(ui->lang, N_("the search went on from the top")));
    else if (step < 0 && f.at >= 0 && found > f.at)
        tell(ui, false, "%s", tr(ui->lang, N_("the search went on from the bottom")));
    if (found >= 0)
        f.select(&f, found);
    free(f.rows);
    return found >= 0;
}
