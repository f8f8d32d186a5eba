/* The wall: page after page, readable from metres away. */
#include "tui/views/wall.h"

#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "widgets/digits.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

#define WALL_LINE 1024
#define STALE_S (2 * 86400) /* a feed that nobody has asked for so long is said in colour, before other ages */

/* ---- head ---------------------------------------------------------------------------------- */

/* Clock and heart, from the right; returns where they begin. */
static int draw_clock(const struct board *b, struct grid *g, const struct wall_layout *l)
{
    static const char *const beats[][2] = {{"○", "."}, {"●", "*"}, {"×", "X"}};
    struct rect r = l->head;
    bool stopped = b->heart == HEART_STOPPED, ascii = b->ui->look.ascii;
    int64_t local = b->now_s + b->zone_s;
    char clock[16];
    snprintf(clock, sizeof clock, "%02d:%02d", (int)(local / 3600 % 24), (int)(local / 60 % 60));
    int w = l->clock > 1 ? digits_width(clock, l->clock) : 5, x = r.x + r.w - w;
    enum role role = stopped ? ROLE_ALERT : ROLE_TEXT;
    if (r.w < 24) /* the name needs the room more */
        x = r.x + r.w + 1;
    else if (l->clock > 1)
        digits_draw(g, (struct rect){r.y, x, l->clock, w}, l->clock, clock, STYLE(role), &b->ui->look);
    else
        grid_put(g, r, r.y, x, w, STYLE(role), clock);
    x -= 2;
    grid_put(g, r, r.y, x, 1, STYLE_ATTR(stopped ? ROLE_ALERT : ROLE_MET, ATTR_BOLD),
             beats[b->heart][ascii]);
    return x;
}

void wall_clock_draw(const struct board *b, struct grid *g, struct rect r)
{
    struct wall_layout l = {.head = {r.y, r.x, 1, r.w}, .clock = 1};
    draw_clock(b, g, &l);
}

static void draw_title(const struct board *b, struct grid *g, const struct wall_layout *l,
                       struct wall_page at, int end)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct look *look = &b->ui->look;
    struct rect r = l->head;
    char line[WALL_LINE], day[FIGURE_CAP], number[16] = "";
    r.w = end - 1 - r.x;
    if (at.pillar >= 0)
        snprintf(number, sizeof number, "%d", at.pillar + 1);
    const struct pillar *p = at.pillar < 0 ? NULL : &plan->pillars[at.pillar];
    int before = !*number ? 0 : l->clock == 1 ? text_width(number) + 1 : digits_width(number, l->clock) + 3;
    const char *name = name_that_fits(p ? &p->name : &plan->name, p ? &p->short_name : &plan->short_name, b->ui->lang,
                                      r.w - before);
    if (at.pillar < 0 && text_width(name) > r.w)
        name = tr(b->ui->lang, N_("all pillars"));
    if (l->clock == 1) {
        snprintf(line, sizeof line, "%s%s%s", number, *number ? " " : "", name);
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), line, look);
        return;
    }
    if (*number)
        rect_cut_left(&r, digits_draw(g, r, l->clock, number, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), look) + 3);
    int step = l->clock / 2, y = r.y;
    grid_put_cut(g, r, y, r.x, r.w, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), name, look);
    const struct roll_up *up = at.pillar < 0 ? &b->assessment->total : &b->assessment->pillars[at.pillar];
    counts_text(b, up, true, line, sizeof line);
    if (text_width(line) > r.w)
        counts_text(b, up, false, line, sizeof line);
    grid_put_cut(g, r, y + step, r.x, r.w, STYLE(ROLE_TEXT), line, look);
    day_text(b->assessment->as_of, board_writing(b), day, sizeof day);
    snprintf(line, sizeof line, tr(b->ui->lang, b->ui->as_of_set ? N_("as known on %s") : N_("as of %s")),
             day);
    grid_put_cut(g, r, y + 2 * step, r.x, r.w, STYLE(b->ui->as_of_set ? ROLE_ALERT : ROLE_DIM), line, look);
}

/* ---- foot ---------------------------------------------------------------------------------- */

/* What is wrong with the program's own side, the worst first; "" for nothing. */
static void trouble(const struct board *b, bool names, char *out, size_t cap)
{
    const struct snapshot *s = b->assessment->snapshot;
    enum lang lang = b->ui->lang;
    int n = feeds_in_trouble(s);
    out[0] = '\0';
    if (b->heart == HEART_STOPPED) {
        snprintf(out, cap, "%s", tr(lang, N_("the data side does not answer")));
        return;
    }
    size_t used = 0;
    if (n)
        used += (size_t)snprintf(out, cap, tr(lang, N_("feeds in trouble: %d")), n);
    for (size_t i = 0; names && n && i < s->feed_count; i++)
        if (s->feeds[i].state == FEED_FAILING || s->feeds[i].state == FEED_LATE) {
            int more = snprintf(out + used, cap - used, " %s", s->plan->feeds[i].id);
            used += more > 0 && (size_t)more < cap - used ? (size_t)more : 0;
        }
    /* To read an archive without writing it is no trouble: many walls do. */
    bool archive = s->archive_note[0] && (!s->archive_ok || !s->archive_read_only);
    if (archive && used + 4 < cap)
        snprintf(out + used, cap - used, "%s%s", used ? "  " : "",
                 names ? s->archive_note : tr(lang, N_("archive in trouble")));
}

/* Where in the rotation one is; returns the cells used. */
static int draw_place(const struct board *b, struct grid *g, struct rect r, int page, int pages)
{
    bool ascii = b->ui->look.ascii;
    char text[32];
    int x = r.x;
    if (2 * pages <= r.w / 3)
        for (int i = 0; i < pages; i++, x += 2)
            grid_put(g, r, r.y, x, 1, STYLE(i == page ? ROLE_TITLE : ROLE_DIM),
                     i == page ? (ascii ? "#" : "●") : ascii ? "." : "·");
    snprintf(text, sizeof text, "%d/%d", page + 1, pages);
    x += grid_put(g, r, r.y, x, r.x + r.w - x, STYLE(ROLE_DIM), text);
    return x - r.x;
}

/* When the feed that has not answered for longest did so; 0: one never has. `stale`: one is overdue twice over. */
static int64_t longest_ago_s(const struct board *b, bool *stale)
{
    const struct snapshot *s = b->assessment->snapshot;
    int64_t then = s->plan_health.fetched_s;
    *stale = false;
    for (size_t i = 0; i < s->feed_count; i++) {
        int64_t fetched = s->feeds[i].fetched_s, twice = 2 * s->plan->feeds[i].every_s;
        then = fetched < then ? fetched : then;
        *stale |= b->now_s - fetched > (twice > STALE_S ? twice : STALE_S);
    }
    return then;
}

/* How old the oldest figure is, and how long nobody has asked for a newer one: both can hide behind a beating heart. */
static enum role ages(const struct board *b, bool short_form, char *out, size_t cap)
{
    char age[FIGURE_CAP];
    enum lang lang = b->ui->lang;
    bool stale;
    int64_t then = longest_ago_s(b, &stale);
    size_t n = 0;
    out[0] = '\0';
    if (b->assessment->oldest_latest != DAY_NONE && !(short_form && stale)) {
        age_text((int64_t)(b->assessment->as_of - b->assessment->oldest_latest) * 86400,
                 board_writing(b), age, sizeof age);
        n = (size_t)snprintf(out, cap, tr(lang, N_("oldest figure %s")), age);
    }
    if (then > 0 && (stale || !short_form) && n < cap) {
        age_text(b->now_s - then, board_writing(b), age, sizeof age);
        n += (size_t)snprintf(out + n, cap - n, "%s", n ? "  " : "");
        snprintf(out + n, cap - n, tr(lang, N_("checked %s ago")), age);
    }
    return stale ? ROLE_STALE : ROLE_DIM;
}

static void draw_status(const struct board *b, struct grid *g, struct rect r, int page, int pages)
{
    char line[WALL_LINE], wrong[WALL_LINE];
    int used = draw_place(b, g, r, page, pages) + 2;
    enum role role = ages(b, false, line, sizeof line);
    trouble(b, true, wrong, sizeof wrong);
    if (used + text_width(wrong) + 2 + text_width(line) > r.w)
        trouble(b, false, wrong, sizeof wrong);
    if (used + text_width(wrong) + 2 + text_width(line) > r.w)
        ages(b, true, line, sizeof line);
    int right = text_width(line);
    if (*wrong && used + text_width(wrong) + 2 + right > r.w)
        right = 0; /* trouble comes first */
    if (right && used + right <= r.w)
        grid_put(g, r, r.y, r.x + r.w - right, right, STYLE(role), line);
    if (*wrong)
        grid_put_cut(g, r, r.y, r.x + used, r.w - used - (right ? right + 2 : 0),
                     STYLE_ATTR(ROLE_ALERT, ATTR_BOLD), wrong, &b->ui->look);
}

/* One alert after another, ten seconds each, however long they stand. */
static bool draw_alert(const struct board *b, struct grid *g, struct rect r)
{
    const struct alerts *l = b->alerts;
    char text[WALL_LINE / 2], line[WALL_LINE];
    if (!l || !l->count)
        return false;
    size_t at = (size_t)(b->now_s / 10) % l->count;
    alert_text(b->assessment, &l->list[at], board_writing(b), b->zone_s, text, sizeof text);
    if (l->count > 1)
        snprintf(line, sizeof line, "! %zu/%zu  %s", at + 1, l->count, text);
    else
        snprintf(line, sizeof line, "! %s", text);
    grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_ALERT, ATTR_BOLD), line, &b->ui->look);
    return true;
}

/* From the bottom: where one is and what is wrong, the alerts, and what of the pillar has no figure. */
static void draw_foot(const struct board *b, struct grid *g, const struct wall_layout *l,
                      struct wall_page at, int page, int pages)
{
    struct rect r = l->foot, last = {r.y + r.h - 1, r.x, 1, r.w};
    char line[WALL_LINE];
    if (r.h < 1)
        return;
    draw_status(b, g, last, page, pages);
    r.h--;
    if (r.h < 1)
        return;
    bool alert = draw_alert(b, g, (struct rect){r.y + r.h - 1, r.x, 1, r.w});
    r.h -= alert;
    if (at.pillar < 0 || r.h < 1)
        return;
    wall_unpublished(b, at.pillar, line, sizeof line);
    if (b->assessment->pillars[at.pillar].no_figure < b->assessment->pillars[at.pillar].indicators)
        paragraph_draw(g, r, line, STYLE(ROLE_UNKNOWN), &b->ui->look);
}

void wall_draw(const struct board *b, struct grid *g, struct rect r)
{
    int list[PLAN_MAX_INDICATORS];
    struct wall_layout l = wall_layout(b, r);
    int pages = wall_count(b, &l), page = b->ui->kiosk_page % pages;
    struct wall_page at = wall_page(b, &l, page);
    if (r.h >= 20 && r.w >= 60) {
        struct rect *const moved[] = {&l.head, &l.body, &l.foot};
        for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
            moved[i]->y += b->ui->pixel_shift >> 1 & 1;
            moved[i]->x += b->ui->pixel_shift & 1;
        }
    }
    draw_title(b, g, &l, at, draw_clock(b, g, &l));
    draw_foot(b, g, &l, at, page, pages);
    if (at.pillar < 0) {
        wall_summary(b, g, &l);
        return;
    }
    int n = wall_figures(b, at.pillar, list), each = l.rows * l.columns;
    if (!n)
        wall_nothing(b, g, l.body, at.pillar);
    for (int i = 0; i < each && at.part * each + i < n; i++) {
        struct rect block = {l.body.y + i / l.columns * (l.block_h + l.gap_y),
                             l.body.x + i % l.columns * (l.block_w + l.gap_x), l.block_h, l.block_w};
        wall_block(b, g, block, &l, list[at.part * each + i]);
    }
}
