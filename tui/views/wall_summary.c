/* The wall's first page: how many indicators of each pillar stand how, and what changed last. */
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/views/wall.h"
#include "widgets/digits.h"
#include "widgets/width.h"

#define TWO_COLUMNS 56

enum standing { MET, ON_TIME, BEHIND, UNKNOWN, STANDINGS };

static enum standing standing_of(enum class c)
{
    switch (c) {
    case CLASS_ACHIEVED:
    case CLASS_COMPLETED:
    case CLASS_COMPLETED_EARLY:
        return MET;
    case CLASS_AHEAD:
    case CLASS_ON_TRACK:
        return ON_TIME;
    case CLASS_BASICALLY:
    case CLASS_SLOWER:
    case CLASS_LAGGING:
    case CLASS_REVERSING:
    case CLASS_NOT_COMPLETED:
        return BEHIND;
    default:
        return UNKNOWN;
    }
}

static const struct {
    const char *word;
    enum class like; /* whose symbol and colour it has */
} standings[STANDINGS] = {{N_("met"), CLASS_ACHIEVED},
                          {N_("on time"), CLASS_ON_TRACK},
                          {N_("behind"), CLASS_LAGGING},
                          {N_("unknown"), CLASS_NOT_ASSESSED}};

static void count_standings(const struct roll_up *r, int *out)
{
    memset(out, 0, STANDINGS * sizeof *out);
    for (int c = 0; c < CLASS_COUNT; c++)
        out[standing_of((enum class)c)] += r->by_class[c];
}

/* The largest count on the page. */
static int most_of_one(const struct board *b)
{
    int most = 0, counts[STANDINGS];
    for (size_t p = 0; p < b->assessment->snapshot->plan->pillar_count; p++) {
        count_standings(&b->assessment->pillars[p], counts);
        for (int s = 0; s < STANDINGS; s++)
            most = counts[s] > most ? counts[s] : most;
    }
    return most;
}

static void label(const struct board *b, enum standing s, char *out, size_t cap)
{
    snprintf(out, cap, "%s %s", class_symbol(standings[s].like, b->ui->look.ascii),
             tr(b->ui->lang, standings[s].word));
}

static void draw_labels(const struct board *b, struct grid *g, struct rect r)
{
    char text[64];
    int room = r.w / STANDINGS - 1;
    bool symbols = true; /* whole words come before symbols */
    for (int s = 0; s < STANDINGS; s++) {
        label(b, (enum standing)s, text, sizeof text);
        symbols &= text_width(text) <= room;
    }
    for (int s = 0; s < STANDINGS; s++) {
        label(b, (enum standing)s, text, sizeof text);
        grid_put_cut(g, r, r.y, r.x + s * r.w / STANDINGS, room, STYLE(class_role(standings[s].like)),
                     symbols ? text : tr(b->ui->lang, standings[s].word), &b->ui->look);
    }
}

/* One pillar: its name, the four counts below it, each `digits` rows high (0: as text). */
static void draw_cell(const struct board *b, struct grid *g, struct rect r, int pillar, int digits,
                      bool labels)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct look *look = &b->ui->look;
    int counts[STANDINGS];
    char text[512];
    count_standings(&b->assessment->pillars[pillar], counts);
    const struct pillar *p = &plan->pillars[pillar];
    int used = snprintf(text, sizeof text, "%d ", pillar + 1), room = r.h == 1 ? r.w / 2 - 1 : r.w;
    snprintf(text + used, sizeof text - (size_t)used, "%s",
             name_that_fits(&p->name, &p->short_name, b->ui->lang, room - used));
    grid_put_cut(g, r, r.y, r.x, room, STYLE_ATTR(ROLE_TEXT, ATTR_BOLD), text, look);
    if (r.h == 1) /* one row holds both */
        rect_cut_left(&r, r.w / 2);
    else
        rect_cut_top(&r, 1 + (digits && r.h > digits + labels + 2));
    for (int s = 0; s < STANDINGS && r.h > 0; s++) {
        enum role role = counts[s] ? class_role(standings[s].like) : ROLE_DIM;
        struct rect at = {r.y, r.x + s * r.w / STANDINGS, r.h, r.w / STANDINGS};
        snprintf(text, sizeof text, "%d", counts[s]);
        if (digits)
            digits_draw(g, at, digits, text, STYLE_ATTR(role, ATTR_BOLD), look);
        else {
            snprintf(text, sizeof text, "%s %d", class_symbol(standings[s].like, look->ascii), counts[s]);
            grid_put(g, at, at.y, at.x, at.w, STYLE_ATTR(role, ATTR_BOLD), text);
        }
    }
    rect_cut_top(&r, digits);
    if (labels && r.h > 0)
        draw_labels(b, g, r);
}

/* A small screen: the four counts of the whole plan, a row each. */
static void draw_totals(const struct board *b, struct grid *g, struct rect r)
{
    int counts[STANDINGS];
    char word[64], text[96];
    count_standings(&b->assessment->total, counts);
    for (int s = 0; s < STANDINGS && s < r.h; s++) {
        label(b, (enum standing)s, word, sizeof word);
        snprintf(text, sizeof text, "%3d %s", counts[s], word);
        grid_put_cut(g, r, r.y + s, r.x, r.w,
                     STYLE_ATTR(counts[s] ? class_role(standings[s].like) : ROLE_DIM, ATTR_BOLD), text,
                     &b->ui->look);
    }
}

static void draw_last_changes(const struct board *b, struct grid *g, struct rect r)
{
    char line[1024], day[FIGURE_CAP];
    if (!b->change_count || r.h < 1)
        return;
    day_t last = b->changes[0].day;
    day_text(last, board_writing(b), day, sizeof day);
    snprintf(line, sizeof line, tr(b->ui->lang, N_("last change %s")), day);
    int used = grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), line, &b->ui->look);
    if (r.h == 1) /* the day and the first of its changes share the row */
        rect_cut_left(&r, used + 2);
    else
        rect_cut_top(&r, 1);
    for (size_t i = 0; i < b->change_count && b->changes[i].day == last && r.h > 0; i++) {
        change_words(b, &b->changes[i], line, sizeof line);
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_TEXT), line, &b->ui->look);
        rect_cut_top(&r, 1);
    }
}

void wall_summary(const struct board *b, struct grid *g, const struct wall_layout *l)
{
    static const int sizes[] = {10, 7, 5, 3};
    int n = (int)b->assessment->snapshot->plan->pillar_count;
    struct rect r = l->body;
    int changes = r.h >= 40 ? 6 : r.h >= 24 ? 3 : r.h >= 14 ? 2 : r.h >= 8;
    struct rect last = {r.y + r.h - changes, r.x, changes, r.w};
    r.h -= changes + (changes > 0);
    draw_last_changes(b, g, last);
    const char *widest = most_of_one(b) > 9 ? "88" : "8";
    int columns = r.w >= TWO_COLUMNS ? 2 : 1, rows = (n + columns - 1) / columns;
    int each = rows ? r.h / rows : 0;
    if (each < 1) {
        draw_totals(b, g, r);
        return;
    }
    int width = (r.w - (columns - 1) * l->gap_x) / columns, digits = 0;
    bool labels = false; /* below the digits of each pillar, else once above each column */
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes && !digits; i++) {
        if (digits_width(widest, sizes[i]) >= width / STANDINGS)
            continue;
        labels = each >= sizes[i] + 3;
        if (labels || (r.h - 1) / rows >= sizes[i] + 1 + (sizes[i] > 3))
            digits = sizes[i];
    }
    if (digits && !labels) {
        for (int c = 0; c < columns; c++)
            draw_labels(b, g, (struct rect){r.y, r.x + c * (width + l->gap_x), 1, width});
        rect_cut_top(&r, 1);
        each = r.h / rows;
    }
    for (int p = 0; p < n; p++)
        draw_cell(b, g, (struct rect){r.y + p / columns * each, r.x + p % columns * (width + l->gap_x),
                                      each, width},
                  p, digits, labels);
}
