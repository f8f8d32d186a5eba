/* The title line of every view: the way here, and what is out of the ordinary. See parts.h. */
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/views/parts.h"
#include "widgets/width.h"

static int feeds_waiting(const struct snapshot *s)
{
    int n = 0;
    for (size_t i = 0; i < s->feed_count; i++)
        n += s->feeds[i].state == FEED_WAITING;
    return n;
}

#define CRUMB_CAP 512

/* Plan › pillar › indicator, or plan › name of the view: whole where it fits into `cells`, else with short names, else from
 * the innermost outwards. */
static void breadcrumb(const struct board *b, int cells, char *out, size_t cap)
{
    static const char *const names[VIEW_COUNT] = {
        [VIEW_FEEDS] = N_("Feeds"), [VIEW_EVENTS] = N_("Events"), [VIEW_HELP] = N_("Help"),
        [VIEW_OPTIONS] = N_("Options")};
    const struct plan *plan = b->assessment->snapshot->plan;
    const struct ui *ui = b->ui;
    const char *arrow = ui->look.ascii ? " > " : " › ", *full[3], *brief[3];
    size_t n = 0;
    full[n] = text_in(&plan->name, ui->lang);
    brief[n++] = text_short_in(&plan->name, &plan->short_name, ui->lang);
    bool inside = ui->view == VIEW_PILLAR || (ui->view == VIEW_OVERVIEW && ui->zoomed) || (ui->view == VIEW_INDICATOR && ui->indicator >= 0);
    if (inside) {
        const struct indicator *ind = ui->view == VIEW_INDICATOR ? &plan->indicators[ui->indicator] : NULL;
        const struct pillar *pillar = &plan->pillars[ind ? ind->pillar : ui->pillar];
        full[n] = text_in(&pillar->name, ui->lang);
        brief[n++] = text_short_in(&pillar->name, &pillar->short_name, ui->lang);
        if (ind) {
            full[n] = text_in(&ind->name, ui->lang);
            brief[n++] = text_short_in(&ind->name, &ind->short_name, ui->lang);
        }
    } else if (names[ui->view]) {
        full[n] = brief[n] = tr(ui->lang, names[ui->view]);
        n++;
    }
    for (size_t from = 0; from < n; from++)
        for (int shorten = 0; shorten < 3; shorten++) { /* nothing, all but the innermost, all */
            size_t used = 0;
            for (size_t i = from; i < n && used < cap; i++) {
                const char *name = shorten == 2 || (shorten == 1 && i + 1 < n) ? brief[i] : full[i];
                int more = snprintf(out + used, cap - used, "%s%s", i > from ? arrow : "", name);
                used += more > 0 ? (size_t)more : 0;
            }
            if (text_width(out) <= cells)
                return;
        }
}

/* How many indicators have a mark: "+2 ≠1". False where none has. */
static bool news_text(const struct board *b, char *out, size_t cap)
{
    const struct news *n = b->news;
    bool ascii = b->ui->look.ascii;
    char figures[24] = "", revisions[24] = "";
    if (n && n->figures)
        snprintf(figures, sizeof figures, "%s%d", news_mark(RECEIVED_FIGURE, ascii), n->figures);
    if (n && n->revisions)
        snprintf(revisions, sizeof revisions, "%s%d", news_mark(RECEIVED_REVISION, ascii), n->revisions);
    snprintf(out, cap, "%s%s%s", figures, *figures && *revisions ? " " : "", revisions);
    return *out != '\0';
}

/* The right side of the title, most important first: what is out of the ordinary, then the day. */
static int draw_title_right(const struct board *b, struct grid *g, struct rect r)
{
    const struct snapshot *s = b->assessment->snapshot;
    const struct ui *ui = b->ui;
    struct {
        char text[128];
        enum role role;
    } parts[7];
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
    if ((ui->view == VIEW_OVERVIEW || ui->view == VIEW_PILLAR) && news_text(b, parts[n].text, sizeof parts[n].text))
        parts[n++].role = ROLE_NEWS;
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
        int cells;
        snprintf(parts[n].text, sizeof parts[n].text, tr(ui->lang, N_("filter: %.*s")),
                 (int)text_fit(ui->filter, 60, &cells), ui->filter);
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

/* On the overview without a line of its own for it: the classes, with their words or without. Returns where they begin. */
static int draw_counts(const struct board *b, struct grid *g, struct rect r, int end)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    int name = text_width(text_short_in(&plan->name, &plan->short_name, b->ui->lang));
    for (int words = 1; words >= 0; words--) {
        char counts[256];
        counts_text(b, &b->assessment->total, words, counts, sizeof counts);
        int cells = text_width(counts);
        if (cells && r.x + name + 3 + cells <= end) {
            counts_draw(b, g, (struct rect){r.y, end - cells, 1, cells}, &b->assessment->total, words, ROLE_TEXT);
            return end - cells - 3;
        }
    }
    return end;
}

void title_draw(const struct board *b, struct grid *g, struct rect r, bool counts)
{
    char title[CRUMB_CAP];
    int end = draw_title_right(b, g, r);
    if (counts)
        end = draw_counts(b, g, r, end);
    breadcrumb(b, end - r.x, title, sizeof title);
    int used = grid_put_cut(g, r, r.y, r.x, end - r.x, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), title, &b->ui->look);
    if (b->ui->view != VIEW_OVERVIEW)
        hot_add(b->hots, (struct rect){r.y, r.x, 1, used}, HOT_LEVEL, 1);
}
