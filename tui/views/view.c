#include "tui/views/view.h"

#include <stdio.h>
#include <string.h>

#include "tui/said.h"
#include "tui/views/parts.h"
#include "widgets/paragraph.h"

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
    char said[SAID_CAP];
    said_text(h->error, b->ui->lang, said, sizeof said);
    paragraph_draw(g, r, said, STYLE(ROLE_TEXT), &b->ui->look);
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
        if (b->ui->view != VIEW_WALL)
            foot_draw(b, g, &r);
        draw_waiting(b, g, r);
        if (b->ui->view == VIEW_WALL)
            wall_clock_draw(b, g, r);
        return;
    }
    enum view_id view = b->ui->view;
    if (view == VIEW_OVERVIEW && b->ui->zoomed)
        view = VIEW_PILLAR;
    if (view != VIEW_WALL) {
        struct rect title = rect_cut_top(&r, r.h > 2 ? 1 : 0);
        if (title.h)
            title_draw(b, g, title.w > 4 ? rect_inset(title, 0, 1) : title,
                       view == VIEW_OVERVIEW && !overview_has_summary(grid_rect(g)));
        foot_draw(b, g, &r);
    }
    int cursor_y = g->cursor_y, cursor_x = g->cursor_x; /* a prompt's stands above the selection's */
    g->cursor_y = g->cursor_x = -1;
    bodies[view](b, g, r);
    if (view != VIEW_WALL && g->cursor_y < 0 && r.h > 0) { /* nothing is selected: where one begins to read */
        g->cursor_y = r.y;
        g->cursor_x = r.x + (r.w > 1);
    }
    if (b->ui->prompt.kind != PROMPT_NONE) {
        g->cursor_y = cursor_y;
        g->cursor_x = cursor_x;
    }
}
