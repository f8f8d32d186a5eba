/* What changed, newest first, grouped by day; feeds in trouble on top. */
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/views/parts.h"

void change_words(const struct board *b, const struct change *c, char *out, size_t cap)
{
    const struct indicator *ind = &b->assessment->snapshot->plan->indicators[c->indicator];
    struct writing w = board_writing(b);
    char value[FIGURE_CAP], before[FIGURE_CAP], period[FIGURE_CAP];
    const char *name = text_in(&ind->name, w.lang);
    switch (c->kind) {
    case CHANGE_NEW_FIGURE:
        obs_text(ind, c->obs, w, value, sizeof value);
        period_text(&c->obs->period, w, period, sizeof period);
        snprintf(out, cap, tr(w.lang, N_("new figure  %s: %s for %s")), name, value, period);
        break;
    case CHANGE_REVISION:
        obs_text(ind, c->obs, w, value, sizeof value);
        obs_text(ind, c->before, w, before, sizeof before);
        period_text(&c->obs->period, w, period, sizeof period);
        snprintf(out, cap, tr(w.lang, N_("revision  %s: %s for %s, was %s")), name, value, period,
                 before);
        break;
    case CHANGE_MILESTONE:
        snprintf(out, cap, tr(w.lang, N_("milestone  %s: %s is %s")), name,
                 text_in(&c->milestone->name, w.lang),
                 milestone_state_word(c->milestone->state, w.lang));
        break;
    case CHANGE_CLASS:
        snprintf(out, cap, tr(w.lang, N_("class  %s: %s, was %s")), name,
                 class_word(c->class_after, w.lang), class_word(c->class_before, w.lang));
        break;
    }
}

/* What happened to the feeds themselves, as the archive noted it: the newest few, above what was published. */
#define FEED_EVENTS 5

static void draw_feed_events(const struct board *b, struct grid *g, struct rect *r)
{
    const struct event_list *events = b->assessment->snapshot->events;
    int drawn = 0;
    for (size_t i = 0; events && i < events->count && drawn < FEED_EVENTS && r->h > 8; i++) {
        const struct event *e = &events->list[i];
        char line[640], day[FIGURE_CAP];
        int64_t local = e->at_s + b->zone_s;
        day_text(day_from_wall(e->at_s, b->zone_s), board_writing(b), day, sizeof day);
        int n = snprintf(line, sizeof line, "%s %02d:%02d  ", day, (int)(local / 3600 % 24),
                         (int)(local / 60 % 60));
        if (e->kind == EVENT_FEED_LOST)
            snprintf(line + n, sizeof line - (size_t)n, tr(b->ui->lang, N_("feed %s lost: %s")), e->feed,
                     e->text);
        else if (e->kind == EVENT_FEED_BACK)
            snprintf(line + n, sizeof line - (size_t)n, tr(b->ui->lang, N_("feed %s is back")), e->feed);
        else if (e->kind == EVENT_WITHDRAWN)
            snprintf(line + n, sizeof line - (size_t)n,
                     tr(b->ui->lang, N_("%s: the figure of %s was withdrawn")), e->indicator, e->period);
        else
            continue; /* figures stand below, on the day they were published */
        grid_put_cut(g, *r, r->y, r->x, r->w, STYLE(e->kind == EVENT_FEED_BACK ? ROLE_MET : ROLE_STALE),
                     line, &b->ui->look);
        rect_cut_top(r, 1);
        drawn++;
    }
    if (drawn)
        rect_cut_top(r, 1);
}

void events_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct snapshot *s = b->assessment->snapshot;
    const struct look *look = &b->ui->look;
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    for (size_t i = 0; i < s->feed_count && r.h > 1; i++)
        if (s->feeds[i].error[0]) {
            char line[512];
            snprintf(line, sizeof line, "%s: %s", s->plan->feeds[i].id, s->feeds[i].error);
            grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_ALERT), line, look);
            rect_cut_top(&r, 1);
        }
    draw_feed_events(b, g, &r);
    size_t *top = &b->scroll->top[VIEW_EVENTS];
    if (*top + 1 > b->change_count)
        *top = b->change_count ? b->change_count - 1 : 0;
    if (!b->change_count) {
        put_tr(b, g, r, r.y, r.x, STYLE(ROLE_DIM), N_("nothing has been published in this time"));
        return;
    }
    day_t day = DAY_NONE;
    int y = r.y;
    for (size_t i = *top; i < b->change_count && y < r.y + r.h; i++) {
        const struct change *c = &b->changes[i];
        char line[1024];
        if (c->day != day) {
            if (day != DAY_NONE)
                y++;
            if (y >= r.y + r.h)
                break;
            day = c->day;
            day_text(day, board_writing(b), line, sizeof line);
            grid_put_cut(g, r, y++, r.x, r.w, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), line, look);
            if (y >= r.y + r.h)
                break;
        }
        change_words(b, c, line, sizeof line);
        enum role role = c->kind == CHANGE_CLASS ? class_role(c->class_after) : ROLE_TEXT;
        grid_put_cut(g, r, y++, r.x + 2, r.w - 2, STYLE(role), line, look);
    }
    if (y >= r.y + r.h)
        grid_put(g, r, r.y + r.h - 1, r.x + r.w - 1, 1, STYLE(ROLE_HINT), look->ascii ? "v" : "▼");
}
