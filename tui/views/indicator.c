/* One indicator: the figure, the chart, every vintage, the target, and why the class is what it is. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/explain.h"
#include "tui/lang.h"
#include "tui/views/parts.h"
#include "widgets/chart.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

#define SIDE_BY_SIDE 100 /* cells from which the explanation stands beside the chart */
#define POINTS_MAX 512
#define PATH_KNOTS 33
#define LABELS_MAX 40

/* ---- the column that scrolls --------------------------------------------------------------- */

/* Text is laid out on a tall grid of its own and shown through a window. */
struct page {
    struct grid grid;
    int used; /* rows */
};

#define PAGE_ROWS 1500

static void page_text(const struct board *b, struct page *p, enum role role, const char *text)
{
    struct rect r = {p->used, 0, PAGE_ROWS - p->used, p->grid.w};
    p->used += paragraph_draw(&p->grid, r, text, STYLE(role), &b->ui->look);
}

static void page_lines(const struct board *b, struct page *p, enum role role, char *text)
{
    for (char *line = text, *end; line && *line; line = end ? end + 1 : NULL) {
        end = strchr(line, '\n');
        if (end)
            *end = '\0';
        page_text(b, p, role, line);
    }
}

static void page_heading(const struct board *b, struct page *p, const char *english)
{
    if (p->used)
        p->used++;
    struct rect r = {p->used, 0, 1, p->grid.w};
    grid_put_cut(&p->grid, r, p->used, 0, p->grid.w, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD),
                 tr(b->ui->lang, english), &b->ui->look);
    p->used++;
}

static void page_show(const struct board *b, const struct page *p, struct grid *g, struct rect r)
{
    size_t *top = &b->scroll->top[VIEW_INDICATOR];
    size_t most = p->used > r.h ? (size_t)(p->used - r.h) : 0;
    if (*top > most)
        *top = most;
    for (int y = 0; y < r.h && (int)*top + y < p->used; y++) {
        const struct cell *row = p->grid.cells + ((int)*top + y) * p->grid.w;
        for (int x = 0; x < p->grid.w && x < r.w; x++)
            if (row[x].width)
                grid_put(g, r, r.y + y, r.x + x, row[x].width,
                         (struct style){(enum role)row[x].role, row[x].attrs}, row[x].glyph);
    }
    if (*top > 0)
        grid_put(g, r, r.y, r.x + r.w - 1, 1, STYLE(ROLE_HINT), b->ui->look.ascii ? "^" : "▲");
    if (*top < most)
        grid_put(g, r, r.y + r.h - 1, r.x + r.w - 1, 1, STYLE(ROLE_HINT),
                 b->ui->look.ascii ? "v" : "▼");
}

/* ---- chart --------------------------------------------------------------------------------- */

struct axis_words {
    const struct indicator *ind;
    struct writing w;
};

static void y_label(double value, double step, char *out, size_t cap, void *arg)
{
    const struct axis_words *a = arg;
    (void)step;
    figure_computed(a->ind, value, a->w, out, cap);
    if (text_width(out) > 12)
        number_short(value, 4, out, cap);
}

static enum mark mark_of(const struct obs *o)
{
    if (o->status == 'F')
        return MARK_FORECAST;
    switch (o->cmp) {
    case CMP_GT:
    case CMP_GE:
        return MARK_AT_LEAST;
    case CMP_LT:
    case CMP_LE:
        return MARK_AT_MOST;
    case CMP_ABOUT:
        return MARK_ABOUT;
    case CMP_EQ:
        break;
    }
    return o->status == 'P' || o->status == 'E' ? MARK_PROVISIONAL : MARK_POINT;
}

static bool same_length(const struct period *a, const struct period *b)
{
    int longer = period_days(a) - period_days(b);
    return longer >= -3 && longer <= 3;
}

static bool is_joinable(const struct obs *o)
{
    return o->status != 'F' && o->status != 'D' && (o->cmp == CMP_EQ || o->cmp == CMP_ABOUT);
}

/* Draws the chart of the decided target and its figures; false where there is nothing to draw. */
static bool draw_chart(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    struct chart_point points[POINTS_MAX];
    double breaks[32], label_x[LABELS_MAX], path_x[PATH_KNOTS], path_y[PATH_KNOTS];
    double fan_x[2], fan_mid[2], fan_low[2], fan_high[2];
    char years[LABELS_MAX][8];
    const char *labels[LABELS_MAX];
    const struct verdict *v = f->v;
    const struct target *target = f->t ? f->t->target : NULL;
    struct axis_words words = {f->ind, board_writing(b)};
    struct chart c = {.points = points, .path_x = path_x, .path_y = path_y, .target_y = NAN,
                      .target_x = NAN, .break_x = breaks, .fan_x = fan_x, .fan_mid = fan_mid,
                      .fan_low = fan_low, .fan_high = fan_high, .label_x = label_x,
                      .labels = labels, .y_label = y_label, .y_label_arg = &words};
    bool in_units = target && (target->kind == TARGET_LEVEL || target->kind == TARGET_MAINTAIN ||
                               target->kind == TARGET_CUMULATIVE);
    day_t first = DAY_NONE, last = DAY_NONE;
    const struct obs *shape = f->t && f->t->used ? f->t->used : v->latest;
    const struct obs *before = NULL;
    if (!shape)
        return false;
    for (size_t i = 0; i < v->obs_count && c.point_count < POINTS_MAX; i++) {
        const struct obs *o = v->obs[i];
        bool whole = f->ind->quantity != QUANTITY_FLOW || same_length(&o->period, &shape->period);
        if (!whole) /* half a year's flow beside whole years would look like a fall */
            continue;
        if (!obs_is_value(o)) {
            before = NULL; /* a gap stays a gap */
            continue;
        }
        if (o->status == 'B' && c.break_count < 32)
            breaks[c.break_count++] = before ? (before->period.last + o->period.last) / 2.0
                                             : o->period.last - 180;
        /* Only neighbours of the same basis are joined: not over a missing year, a break, a bound or a forecast. */
        bool joined = before && is_joinable(before) && is_joinable(o) && o->status != 'B' &&
                      o->period.last - before->period.last <=
                          period_days(&o->period) + freq_days(f->ind->freq) / 2 + 31;
        points[c.point_count++] =
            (struct chart_point){o->period.last, o->value, mark_of(o), joined};
        if (first == DAY_NONE)
            first = o->period.last;
        last = o->period.last;
        before = o;
    }
    if (!c.point_count)
        return false;
    if (in_units && target->by != DAY_NONE) {
        c.target_y = target->value;
        c.target_x = target->by;
        last = target->by > last ? target->by : last;
        if (target->base.given) {
            first = target->base.period.last < first ? target->base.period.last : first;
            double base = isnan(f->t->base) ? target->base.value : f->t->base;
            for (int i = 0; i < PATH_KNOTS; i++) {
                double share = (double)i / (PATH_KNOTS - 1);
                path_x[i] = target->base.period.last +
                            share * (target->by - target->base.period.last);
                bool bent = target->path == PATH_GEOMETRIC && base > 0 && target->value > 0;
                path_y[i] = bent ? base * pow(target->value / base, share)
                                 : base + (target->value - base) * share;
            }
            c.path_count = PATH_KNOTS;
        }
        const struct forecast *fc = &f->t->forecast;
        if (fc->given && !isnan(fc->value) && f->t->used) {
            fan_x[0] = f->t->used->period.last;
            fan_mid[0] = fan_low[0] = fan_high[0] = f->t->value;
            fan_x[1] = fc->at;
            fan_mid[1] = fc->value;
            fan_low[1] = fc->low;
            fan_high[1] = fc->high;
            c.fan_count = 2;
        }
    }
    if (first == last)
        first -= 366;
    double margin = (last - first) * 0.03 + 20;
    c.x_min = first - margin;
    c.x_max = last + margin;
    c.today_x = b->assessment->as_of >= c.x_min && b->assessment->as_of <= c.x_max
                    ? b->assessment->as_of
                    : NAN;
    int y0, y1, m, d;
    day_to_ymd(first, &y0, &m, &d);
    day_to_ymd(last, &y1, &m, &d);
    for (int y = y0; y <= y1 && c.label_count < LABELS_MAX; y++) {
        snprintf(years[c.label_count], sizeof years[0], "%d", y);
        labels[c.label_count] = years[c.label_count];
        label_x[c.label_count++] = day_from_ymd(y, 12, 31);
    }
    return chart_draw(g, r, &c, &b->ui->look);
}

/* ---- text ---------------------------------------------------------------------------------- */

static void source_words(const struct board *b, const struct text *name, const char *url, char *out,
                         size_t cap)
{
    const char *words = text_in(name, b->ui->lang);
    snprintf(out, cap, "%s%s%s", words, *words && url ? "  " : "", url ? url : "");
}

static void add_vintages(const struct board *b, struct page *p, const struct face *f)
{
    const struct series *s = f->v->series;
    struct writing w = board_writing(b);
    size_t shown = 0;
    if (!s || !s->obs_count)
        return;
    page_heading(b, p, N_("Figures, newest first"));
    for (size_t i = s->obs_count; i-- > 0;) {
        const struct obs *o = &s->obs[i];
        char period[FIGURE_CAP], value[FIGURE_CAP], day[16], line[FIGURE_CAP * 4], source[1024];
        if (!obs_known_on(o, b->assessment->as_of) || p->used > PAGE_ROWS - 12)
            continue;
        bool current = false; /* the newest vintage of its period, as known on the day */
        for (size_t k = 0; k < f->v->obs_count; k++)
            current |= f->v->obs[k] == o || (o->covers == COVERS_YTD &&
                                             f->v->obs[k]->published == o->published &&
                                             f->v->obs[k]->period.last == o->period.last);
        period_text(&o->period, w, period, sizeof period);
        obs_text(f->ind, o, w, value, sizeof value);
        day_format(o->published, day, sizeof day);
        const char *status = status_word(o->status, w.lang);
        struct rect row = {p->used, 0, 1, p->grid.w};
        int x = 0;
        struct style st = STYLE(current ? ROLE_TEXT : ROLE_DIM);
        x += grid_put(&p->grid, row, row.y, x, 16, st, period);
        x = x < 14 ? 14 : x + 1;
        x += grid_put(&p->grid, row, row.y, x, 22, current ? STYLE(ROLE_STRONG) : st, value);
        x = x < 32 ? 32 : x + 1;
        snprintf(line, sizeof line, tr(w.lang, N_("published %s")), day);
        x += grid_put(&p->grid, row, row.y, x, p->grid.w - x, STYLE(ROLE_DIM), line) + 2;
        if (o->covers == COVERS_YTD)
            x += put_tr(b, &p->grid, row, row.y, x, STYLE(ROLE_DIM), N_("year to date")) + 2;
        if (*status && x + text_width(status) > p->grid.w) { /* a line of its own, not half a word */
            row.y = ++p->used;
            x = 2;
        }
        if (*status)
            x += grid_put_cut(&p->grid, row, row.y, x, p->grid.w - x, STYLE(ROLE_SLOWER), status,
                              &b->ui->look) + 2;
        if (!current)
            put_tr(b, &p->grid, row, row.y, x, STYLE(ROLE_DIM), N_("superseded"));
        p->used++;
        struct page inset = {.grid = p->grid, .used = p->used};
        source_words(b, &o->source_name, o->source_url, source, sizeof source);
        const char *const below[] = {source, text_in(&o->note, w.lang)};
        for (size_t k = 0; k < 2; k++)
            if (*below[k]) {
                struct rect r = {inset.used, 2, PAGE_ROWS - inset.used, p->grid.w - 2};
                inset.used += paragraph_draw(&p->grid, r, below[k], STYLE(ROLE_DIM), &b->ui->look);
            }
        p->used = inset.used;
        shown++;
    }
    if (!shown)
        page_text(b, p, ROLE_UNKNOWN, reason_word(REASON_NO_DATA, w.lang));
}

static void add_milestones(const struct board *b, struct page *p, const struct face *f)
{
    if (!f->v->milestone_count)
        return;
    page_heading(b, p, N_("Milestones"));
    for (size_t i = 0; i < f->v->milestone_count && p->used < PAGE_ROWS - 12; i++) {
        const struct milestone *m = f->v->milestones[i];
        static const char *const symbols[][2] = {
            [MILESTONE_UNKNOWN] = {"?", "?"},     [MILESTONE_NOT_STARTED] = {"○", "o"},
            [MILESTONE_IN_PROGRESS] = {"▷", ">"}, [MILESTONE_PARTLY] = {"◐", "~"},
            [MILESTONE_DONE] = {"✓", "*"},        [MILESTONE_DROPPED] = {"✗", "x"}};
        char line[1024], day[16], due[16];
        day_format(m->published, day, sizeof day);
        day_format(m->due, due, sizeof due);
        snprintf(line, sizeof line, "%s %s  %s%s%s%s%s", symbols[m->state][b->ui->look.ascii],
                 text_in(&m->name, b->ui->lang), milestone_state_word(m->state, b->ui->lang),
                 m->due != DAY_NONE ? "  → " : "", m->due != DAY_NONE ? due : "",
                 m->published != DAY_NONE ? "  " : "", m->published != DAY_NONE ? day : "");
        page_text(b, p, m->state == MILESTONE_UNKNOWN ? ROLE_UNKNOWN : ROLE_TEXT, line);
        source_words(b, &m->source_name, m->source_url, line, sizeof line);
        const char *const below[] = {text_in(&m->note, b->ui->lang), line};
        for (size_t k = 0; k < 2; k++)
            if (*below[k]) {
                struct rect r = {p->used, 2, PAGE_ROWS - p->used, p->grid.w - 2};
                p->used += paragraph_draw(&p->grid, r, below[k], STYLE(ROLE_DIM), &b->ui->look);
            }
    }
}

static void add_parts(const struct board *b, struct page *p, const struct face *f)
{
    const struct derive *d = &f->ind->derive;
    const struct plan *plan = b->assessment->snapshot->plan;
    if (d->op == DERIVE_NONE)
        return;
    page_heading(b, p, N_("Computed from"));
    for (size_t i = 0; i < d->part_count; i++) {
        struct face part;
        char line[FIGURE_CAP * 4];
        face_of(b, d->parts[i], &part);
        snprintf(line, sizeof line, "%s %s  %s  %s",
                 class_symbol(part.v->class, b->ui->look.ascii),
                 text_in(&plan->indicators[d->parts[i]].name, b->ui->lang),
                 part.instead[0] ? part.instead : part.value, part.period);
        page_text(b, p, ROLE_TEXT, line);
    }
}

static void add_target(const struct board *b, struct page *p, const struct face *f)
{
    struct writing w = board_writing(b);
    char line[FIGURE_CAP * 6], words[FIGURE_CAP * 3];
    page_heading(b, p, N_("Target"));
    for (size_t i = 0; i < f->v->target_count; i++) {
        const struct target *t = f->v->targets[i].target;
        target_text(f->ind, t, w, words, sizeof words);
        page_text(b, p, ROLE_TEXT, words);
        if (!text_is_empty(&t->text))
            page_text(b, p, ROLE_DIM, text_in(&t->text, w.lang));
        if (t->base.given) {
            char value[FIGURE_CAP], period[FIGURE_CAP];
            figure_text(f->ind, t->base.value, w, value, sizeof value);
            period_text(&t->base.period, w, period, sizeof period);
            snprintf(line, sizeof line, tr(w.lang, N_("Base: %s in %s")), value, period);
            page_text(b, p, ROLE_DIM, line);
            if (!text_is_empty(&t->base.note))
                page_text(b, p, ROLE_DIM, text_in(&t->base.note, w.lang));
        }
        source_words(b, &t->source_name, t->source_url, line, sizeof line);
        if (*line)
            page_text(b, p, ROLE_DIM, line);
    }
    if (!f->v->target_count)
        page_text(b, p, ROLE_UNKNOWN, reason_word(REASON_NO_TARGET, w.lang));
    if (!text_is_empty(&f->ind->note))
        page_text(b, p, ROLE_DIM, text_in(&f->ind->note, w.lang));
}

static void add_explanation(const struct board *b, struct page *p)
{
    struct buf text;
    page_heading(b, p, N_("Why"));
    buf_init(&text, 1 << 16);
    explain_text(b->assessment, b->ui->indicator, -1, board_writing(b), &text);
    if (text.data)
        page_lines(b, p, ROLE_TEXT, text.data);
    buf_free(&text);
}

static void draw_headline(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    struct writing w = board_writing(b);
    char line[FIGURE_CAP * 4], day[FIGURE_CAP], period[FIGURE_CAP], age[FIGURE_CAP];
    const struct look *look = &b->ui->look;
    const struct obs *o = f->v->latest;
    int x = r.x;
    if (o) {
        x += grid_put_cut(g, r, r.y, x, r.w, STYLE_ATTR(ROLE_STRONG, ATTR_BOLD), f->value, look) + 2;
        period_text(&o->period, w, period, sizeof period);
        day_text(o->published, w, day, sizeof day);
        const char *status = status_word(o->status, w.lang);
        snprintf(line, sizeof line, tr(w.lang, N_("%s, published %s")), period, day);
        x += grid_put_cut(g, r, r.y, x, r.x + r.w - x, STYLE(ROLE_DIM), line, look) + 2;
        if (*status)
            x += grid_put_cut(g, r, r.y, x, r.x + r.w - x, STYLE(ROLE_SLOWER), status, look) + 2;
        int feed = f->v->series ? f->v->series->feed : -1;
        if (feed >= 0 && (size_t)feed < b->assessment->snapshot->feed_count) {
            age_since(b, b->assessment->snapshot->feeds[feed].fetched_s, age, sizeof age);
            snprintf(line, sizeof line, tr(w.lang, N_("received %s ago")), age);
            if (x + text_width(line) <= r.x + r.w)
                grid_put(g, r, r.y, x, text_width(line), STYLE(ROLE_DIM), line);
        }
    } else {
        grid_put_cut(g, r, r.y, x, r.w, STYLE(ROLE_UNKNOWN), f->instead, look);
    }
    struct rect second = {r.y + 1, r.x, 1, r.w};
    char word[FIGURE_CAP * 2];
    snprintf(word, sizeof word, "%s %s", class_symbol(f->v->class, look->ascii),
             class_word(f->v->class, w.lang));
    if (f->v->reason != REASON_NONE) {
        size_t n = strlen(word);
        snprintf(word + n, sizeof word - n, w.lang == LANG_ZH ? "(%s)" : " (%s)",
                 reason_word(f->v->reason, w.lang));
    }
    if (r.h > 1) {
        int used = grid_put_cut(g, second, second.y, second.x, second.w,
                                STYLE_ATTR(class_role(f->v->class), ATTR_BOLD), word, look);
        if (f->share[0] && used + 4 < second.w) {
            grid_put_cut(g, second, second.y, second.x + used + 2, 10, STYLE(ROLE_STRONG), f->share,
                         look);
            int at = second.x + used + 12, cells = second.x + second.w - at;
            if (cells > 8)
                face_bar(b, g, (struct rect){second.y, at, 1, cells > 40 ? 40 : cells}, f);
        }
    }
}

void indicator_draw(const struct board *b, struct grid *g, struct rect r)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    if (b->ui->indicator < 0 || (size_t)b->ui->indicator >= plan->indicator_count)
        return;
    struct face f;
    face_of(b, b->ui->indicator, &f);
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    draw_headline(b, g, rect_cut_top(&r, r.h > 6 ? 3 : 2), &f);
    bool wide = r.w >= SIDE_BY_SIDE;
    struct rect text = r;
    if (wide) {
        struct rect left = rect_cut_left(&text, r.w * 11 / 20);
        struct rect chart = {left.y, left.x, left.h, left.w - 3};
        if (!draw_chart(b, g, chart, &f)) /* nothing to draw: the text gets the whole width */
            text = r;
    } else if (r.h >= 18) {
        struct rect chart = {r.y, r.x, r.h * 9 / 20, r.w};
        if (draw_chart(b, g, chart, &f)) {
            rect_cut_top(&text, chart.h + 1);
        }
    }
    struct page page = {.used = 0};
    if (grid_init(&page.grid, PAGE_ROWS, text.w > 1 ? text.w - 1 : 1) == ST_OK) {
        add_explanation(b, &page);
        add_target(b, &page, &f);
        add_parts(b, &page, &f);
        add_milestones(b, &page, &f);
        add_vintages(b, &page, &f);
        page_show(b, &page, g, text);
    }
    grid_free(&page.grid);
}
