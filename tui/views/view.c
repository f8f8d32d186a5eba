#include "tui/views/view.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys.h"
#include "tui/views/parts.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

/* ---- title --------------------------------------------------------------------------------- */

static int feeds_waiting(const struct snapshot *s)
{
    int n = 0;
    for (size_t i = 0; i < s->feed_count; i++)
        n += s->feeds[i].state == FEED_WAITING;
    return n;
}

/* Plan › pillar › indicator, or plan › name of the view. */
static void breadcrumb(const struct board *b, char *out, size_t cap)
{
    static const char *const names[VIEW_COUNT] = {
        [VIEW_FEEDS] = N_("Feeds"), [VIEW_EVENTS] = N_("Events"), [VIEW_HELP] = N_("Help"),
        [VIEW_OPTIONS] = N_("Options")};
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct ui *ui = b->ui;
    const char *arrow = ui->look.ascii ? " > " : " › ";
    size_t n = (size_t)snprintf(out, cap, "%s", text_in(&plan->name, ui->lang));
    if (n >= cap)
        return;
    if (names[ui->view])
        snprintf(out + n, cap - n, "%s%s", arrow, tr(ui->lang, names[ui->view]));
    else if (ui->view == VIEW_PILLAR)
        snprintf(out + n, cap - n, "%s%s", arrow, text_in(&plan->pillars[ui->pillar].name, ui->lang));
    else if (ui->view == VIEW_INDICATOR && ui->indicator >= 0) {
        const struct indicator *ind = &plan->indicators[ui->indicator];
        snprintf(out, cap, "%s%s%s", text_in(&plan->pillars[ind->pillar].name, ui->lang), arrow,
                 text_in(&ind->name, ui->lang));
    }
}

/* The right side of the title, most important first: what is out of the ordinary, then the day. */
static int draw_title_right(const struct board *b, struct grid *g, struct rect r)
{
    const struct snapshot *s = b->assessment->snapshot;
    const struct ui *ui = b->ui;
    struct {
        char text[128];
        enum role role;
    } parts[6];
    size_t n = 0;
    char day[FIGURE_CAP];
    day_text(b->assessment->as_of, board_writing(b), day, sizeof day);
    snprintf(parts[n].text, sizeof parts[n].text,
             tr(ui->lang, ui->as_of_set ? N_("as known on %s") : N_("as of %s")), day);
    parts[n++].role = ui->as_of_set ? ROLE_ALERT : ROLE_DIM;
    if (b->alerts && b->alerts->count) {
        snprintf(parts[n].text, sizeof parts[n].text, tr(ui->lang, N_("alerts: %d")),
                 (int)b->alerts->count);
        parts[n++].role = ROLE_ALERT;
    }
    if (feeds_in_trouble(s)) {
        snprintf(parts[n].text, sizeof parts[n].text, tr(ui->lang, N_("feeds in trouble: %d")),
                 feeds_in_trouble(s));
        parts[n++].role = ROLE_ALERT;
    }
    if (ui->paused) {
        snprintf(parts[n].text, sizeof parts[n].text, "%s", tr(ui->lang, N_("PAUSED")));
        parts[n++].role = ROLE_ALERT;
    }
    if (feeds_waiting(s)) {
        snprintf(parts[n].text, sizeof parts[n].text, tr(ui->lang, N_("feeds awaited: %d")),
                 feeds_waiting(s));
        parts[n++].role = ROLE_DIM;
    }
    if (ui->filter[0]) {
        snprintf(parts[n].text, sizeof parts[n].text, tr(ui->lang, N_("filter: %.60s")), ui->filter);
        parts[n++].role = ROLE_ALERT;
    }
    int end = r.x + r.w;
    for (size_t i = 0; i < n; i++) {
        int w = text_width(parts[i].text);
        if (end - w < r.x + r.w / 3)
            break;
        grid_put(g, r, r.y, end - w, w, STYLE(parts[i].role), parts[i].text);
        end -= w + 2;
    }
    return end;
}

static void draw_title(const struct board *b, struct grid *g, struct rect r)
{
    char title[512], counts[256];
    int end = draw_title_right(b, g, r);
    breadcrumb(b, title, sizeof title);
    int used = grid_put_cut(g, r, r.y, r.x, end - r.x, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), title,
                            &b->ui->look);
    if (b->ui->view != VIEW_OVERVIEW)
        hot_add(b->hots, (struct rect){r.y, r.x, 1, used}, HOT_LEVEL, 1);
    if (b->ui->view != VIEW_OVERVIEW)
        return;
    counts_text(b, &b->assessment->total, true, counts, sizeof counts);
    const struct roll_up *total = &b->assessment->total;
    size_t n = strlen(counts);
    if (total->assessed) /* never a rate without its denominator */
        snprintf(counts + n, sizeof counts - n, tr(b->ui->lang, N_("  completed %d of %d")),
                 total->completed, total->assessed);
    if (r.x + used + 3 + text_width(counts) <= end)
        grid_put(g, r, r.y, r.x + used + 3, text_width(counts), STYLE(ROLE_TEXT), counts);
}

/* ---- without a plan ------------------------------------------------------------------------ */

static void draw_waiting(const struct board *b, struct grid *g, struct rect r)
{
    const struct feed_health *h = &b->assessment->snapshot->plan_health;
    if (r.w > 4)
        r = rect_inset(r, r.h > 4 ? 1 : 0, 2);
    if (!h->error[0]) {
        put_tr(b, g, r, r.y, r.x, STYLE(ROLE_DIM), N_("reading the plan"));
        return;
    }
    put_tr(b, g, r, r.y, r.x, STYLE_ATTR(ROLE_ALERT, ATTR_BOLD), N_("the plan cannot be read"));
    rect_cut_top(&r, 1);
    paragraph_draw(g, r, h->error, STYLE(ROLE_TEXT), &b->ui->look);
}

void view_draw(const struct board *b, struct grid *g)
{
    static void (*const bodies[VIEW_COUNT])(const struct board *, struct grid *, struct rect) = {
        [VIEW_OVERVIEW] = overview_draw, [VIEW_PILLAR] = pillar_draw,
        [VIEW_INDICATOR] = indicator_draw, [VIEW_FEEDS] = feeds_view_draw,
        [VIEW_EVENTS] = events_draw, [VIEW_HELP] = help_draw,
        [VIEW_OPTIONS] = options_view_draw, [VIEW_WALL] = wall_draw};
    struct rect r = grid_rect(g);
    grid_clear(g);
    if (b->hots)
        b->hots->count = 0;
    if (!b->assessment->snapshot->plan) {
        draw_waiting(b, g, r);
        return;
    }
    enum view_id view = b->ui->view;
    if (view == VIEW_OVERVIEW && b->ui->zoomed)
        view = VIEW_PILLAR;
    if (view != VIEW_WALL) {
        struct rect title = rect_cut_top(&r, r.h > 2 ? 1 : 0);
        if (title.h)
            draw_title(b, g, title.w > 4 ? rect_inset(title, 0, 1) : title);
        foot_draw(b, g, &r);
    }
    int cursor_y = g->cursor_y, cursor_x = g->cursor_x; /* a prompt's stands above the selection's */
    bodies[view](b, g, r);
    if (b->ui->prompt.kind != PROMPT_NONE) {
        g->cursor_y = cursor_y;
        g->cursor_x = cursor_x;
    }
}
