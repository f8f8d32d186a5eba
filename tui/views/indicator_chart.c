/* The chart of one indicator with its legend in words and the sentence that says it. See indicator_parts.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/views/indicator_parts.h"
#include "widgets/chart.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

#define POINTS_MAX 512
#define BREAKS_MAX 32
#define PATH_KNOTS 33
#define LABELS_MAX 64
#define FAN_KNOTS 17
#define CHART_MIN_ROWS 7
#define CHART_MAX_ROWS 34 /* higher says no more */

/* What the chart is made of, and what its sentence tells. */
struct plot {
    struct chart chart;
    struct chart_point points[POINTS_MAX];
    double breaks[BREAKS_MAX], label_x[LABELS_MAX], path_x[PATH_KNOTS], path_y[PATH_KNOTS];
    double fan_x[FAN_KNOTS], fan_mid[FAN_KNOTS], fan_low[FAN_KNOTS], fan_high[FAN_KNOTS];
    double fan_inner_low[FAN_KNOTS], fan_inner_high[FAN_KNOTS];
    const struct reference *reference; /* the newest one drawn; NULL: none */
    const char *reference_name;
    const struct forecast *ahead; /* what the fan shows; NULL: none */
    char label_text[LABELS_MAX][12];
    const char *labels[LABELS_MAX];
    char unit[FIGURE_CAP];
    double top; /* value by which unit and labels are scaled, both by the same */
    const struct indicator *ind;
    const struct verdict *v;
    struct writing w;
    const struct obs *first, *last, *low, *high; /* of the figures drawn; NULL: none */
    int figures, revised;
    double total; /* of a cumulative target, up to the end of total_at's period; NULL: figures are no parts of it */
    const struct obs *total_at;
    bool whole_years; /* every point is a calendar year: years are labelled at their ends */
    day_t from, to;
};

static void widen_days(struct plot *p, day_t d)
{
    if (d == DAY_NONE)
        return;
    p->from = p->from == DAY_NONE || d < p->from ? d : p->from;
    p->to = p->to == DAY_NONE || d > p->to ? d : p->to;
}

/* ---- figures ------------------------------------------------------------------------------- */

static enum sign mark_of(const struct obs *o)
{
    static const enum sign by_cmp[] = {[CMP_GT] = MARK_AT_LEAST, [CMP_GE] = MARK_AT_LEAST, [CMP_LT] = MARK_AT_MOST,
                                       [CMP_LE] = MARK_AT_MOST,  [CMP_ABOUT] = MARK_ABOUT};
    if (o->status == 'F')
        return MARK_FORECAST;
    if (o->cmp != CMP_EQ)
        return by_cmp[o->cmp];
    return o->status == 'P' || o->status == 'E' ? MARK_PROVISIONAL : MARK_POINT;
}

static bool same_length(const struct period *a, const struct period *b)
{
    int longer = period_days(a) - period_days(b);
    return longer >= -3 && longer <= 3;
}

/* Half a year's flow beside whole years would look like a fall; an average of years is no year's rate; of a cumulative
 * target what has come together since its start is drawn. */
static bool belongs(const struct face *f, const struct obs *o)
{
    const struct target *t = f->t ? f->t->target : NULL;
    const struct obs *shape = f->t && f->t->used ? f->t->used : f->v->latest;
    if (t && t->kind == TARGET_GROWTH && t->measure == MEASURE_ANNUAL_RATE)
        return period_has_freq(&o->period, f->ind->freq);
    if (t && t->kind == TARGET_CUMULATIVE)
        return o->covers == COVERS_CUMULATIVE;
    return f->ind->quantity != QUANTITY_FLOW || (shape && same_length(&o->period, &shape->period));
}

static bool is_joinable(const struct obs *o)
{
    return o->status != 'F' && o->status != 'D' && (o->cmp == CMP_EQ || o->cmp == CMP_ABOUT);
}

/* Only neighbours of the same basis are joined: not over a missing year, a break, a bound or a forecast. */
static bool is_joined(const struct plot *p, const struct obs *before, const struct obs *o)
{
    return before && is_joinable(before) && is_joinable(o) && o->status != 'B' &&
           o->period.last - before->period.last <= period_days(&o->period) + freq_days(p->ind->freq) / 2 + 31;
}

static void add_point(struct plot *p, const struct obs *o, enum sign mark, bool joined)
{
    p->points[p->chart.point_count++] = (struct chart_point){o->period.last, o->value, mark, joined};
    p->whole_years &= period_is_year(&o->period);
    widen_days(p, o->period.last);
}

static void add_figures(struct plot *p, const struct face *f)
{
    const struct obs *before = NULL;
    for (size_t i = 0; i < f->v->obs_count && p->chart.point_count < POINTS_MAX; i++) {
        const struct obs *o = f->v->obs[i];
        if (!belongs(f, o))
            continue;
        if (!obs_is_value(o)) {
            before = NULL; /* a gap stays a gap */
            continue;
        }
        if (o->status == 'B' && p->chart.break_count < BREAKS_MAX)
            p->breaks[p->chart.break_count++] =
                before ? (before->period.last + o->period.last) / 2.0 : o->period.last - 180;
        add_point(p, o, mark_of(o), is_joined(p, before, o));
        before = o;
        if (o->status == 'F')
            continue;
        p->figures++;
        p->first = p->first ? p->first : o;
        p->last = o;
        p->low = !p->low || o->value < p->low->value ? o : p->low;
        p->high = !p->high || o->value > p->high->value ? o : p->high;
    }
}

/* What has come together since the target's start, as far as the figures follow each other without a gap. */
static void add_running_total(struct plot *p, const struct face *f)
{
    const struct target *t = f->t ? f->t->target : NULL;
    double total = 0;
    if (!t || t->kind != TARGET_CUMULATIVE || p->chart.point_count)
        return;
    day_t next = t->from;
    for (size_t i = 0; i < f->v->obs_count && p->chart.point_count < POINTS_MAX; i++) {
        const struct obs *o = f->v->obs[i];
        if (o->covers != COVERS_PERIOD || o->period.first != next || !obs_is_value(o) || o->status == 'F')
            continue;
        total += o->value;
        next = o->period.last + 1;
        p->points[p->chart.point_count] =
            (struct chart_point){o->period.last, total, mark_of(o), p->chart.point_count > 0 && is_joinable(o)};
        p->chart.point_count++;
        p->total = total;
        p->total_at = o;
        widen_days(p, o->period.last);
    }
}

bool obs_holds(const struct verdict *v, const struct obs *o)
{
    for (size_t k = 0; k < v->obs_count; k++)
        if (v->obs[k] == o || (o->covers == COVERS_YTD && v->obs[k]->published == o->published &&
                               v->obs[k]->period.last == o->period.last))
            return true;
    return false;
}

/* What was published before and has since been revised, as far as it was known on the day. */
static void add_revised(struct plot *p, const struct board *b, const struct face *f)
{
    const struct series *s = f->v->series;
    for (size_t i = 0; s && i < s->obs_count && p->chart.point_count < POINTS_MAX; i++) {
        const struct obs *o = &s->obs[i];
        if (!obs_known_on(o, b->assessment->as_of) || !obs_is_value(o) || !belongs(f, o) || obs_holds(f->v, o))
            continue;
        add_point(p, o, MARK_REVISED, false);
        p->revised++;
    }
}

/* ---- target -------------------------------------------------------------------------------- */

static void add_path(struct plot *p, double x0, double y0, double x1, double y1, bool geometric)
{
    for (int i = 0; i < PATH_KNOTS; i++) {
        double share = (double)i / (PATH_KNOTS - 1);
        p->path_x[i] = x0 + share * (x1 - x0);
        p->path_y[i] = geometric && y0 > 0 && y1 > 0 ? y0 * pow(y1 / y0, share) : y0 + (y1 - y0) * share;
    }
    p->chart.path_count = PATH_KNOTS;
}

/* The office's own trajectory: base, waypoints, target. */
static void add_waypoints(struct plot *p, const struct target *t, double base, double goal)
{
    size_t n = 0;
    p->path_x[n] = t->base.period.last;
    p->path_y[n++] = base;
    for (size_t i = 0; i < t->waypoint_count && n + 1 < PATH_KNOTS; i++) {
        p->path_x[n] = t->waypoints[i].period.last;
        p->path_y[n++] = t->waypoints[i].value;
    }
    p->path_x[n] = t->by;
    p->path_y[n++] = goal;
    p->chart.path_count = n;
}

static void add_base(struct plot *p, day_t day, double value)
{
    for (size_t i = 0; i < p->chart.point_count; i++)
        if (p->points[i].x == day && p->points[i].y == value) /* published as a figure too */
            return;
    if (p->chart.point_count < POINTS_MAX)
        p->points[p->chart.point_count++] = (struct chart_point){day, value, MARK_BASE, false};
    widen_days(p, day);
}

static void add_required(struct plot *p, const struct target_verdict *tv, double goal)
{
    const struct target *t = tv->target;
    double base = isnan(tv->base) ? t->base.value : tv->base;
    if (t->kind == TARGET_CUMULATIVE && t->from != DAY_NONE) {
        widen_days(p, t->from);
        add_path(p, t->from, 0, t->by, goal, false);
    } else if (t->base.given && !isnan(base) && (t->kind == TARGET_LEVEL || t->measure == MEASURE_INDEX)) {
        add_base(p, t->base.period.last, base);
        if (t->waypoint_count)
            add_waypoints(p, t, base, goal);
        else
            add_path(p, t->base.period.last, base, t->by, goal, t->path == PATH_GEOMETRIC || t->kind == TARGET_GROWTH);
    }
}

static void add_forecast(struct plot *p, const struct target_verdict *tv)
{
    const struct forecast *fc = &tv->forecast;
    if (!fc->given || isnan(fc->value) || !tv->used || isnan(tv->value))
        return;
    for (int i = 0; i < FAN_KNOTS; i++) {
        double share = (double)i / (FAN_KNOTS - 1);
        struct fan fan = forecast_fan(fc, p->ind, share);
        p->fan_x[i] = tv->used->period.last + share * (fc->at - tv->used->period.last);
        p->fan_mid[i] = fan.value;
        p->fan_low[i] = fan.low;
        p->fan_high[i] = fan.high;
        p->fan_inner_low[i] = fan.inner_low;
        p->fan_inner_high[i] = fan.inner_high;
    }
    p->chart.fan_count = FAN_KNOTS;
    p->ahead = fc;
    widen_days(p, fc->at);
}

/* Lines and paths of a target that is stated in the figures' own unit. */
static void add_target(struct plot *p, const struct board *b, const struct face *f)
{
    const struct target_verdict *tv = f->t;
    const struct target *t = tv ? tv->target : NULL;
    bool rate = t && t->kind == TARGET_GROWTH && t->measure == MEASURE_ANNUAL_RATE;
    if (!t || t->kind == TARGET_RELATIVE || t->kind == TARGET_DIRECTION || t->kind == TARGET_MILESTONES)
        return;
    double goal = t->kind == TARGET_GROWTH && !rate ? tv->goal : t->value;
    if (isnan(goal))
        return;
    p->chart.target_y = goal;
    p->chart.target_high = t->kind == TARGET_RANGE ? t->high : NAN;
    widen_days(p, b->assessment->snapshot->plan->start);
    if (t->by == DAY_NONE)
        return;
    p->chart.target_x = rate || t->kind == TARGET_MAINTAIN ? NAN : t->by; /* every year's target has no one day */
    widen_days(p, t->by);
    if (!rate && t->kind != TARGET_MAINTAIN && t->kind != TARGET_RANGE)
        add_required(p, tv, goal);
    if (!rate)
        add_forecast(p, tv);
}

/* What would have kept pace with the reference of a relative target. */
static void add_reference(struct plot *p, const struct face *f)
{
    const struct target_verdict *tv = f->t;
    const struct obs *before = NULL;
    for (size_t i = 0; tv && i < tv->reference_count && p->chart.point_count < POINTS_MAX; i++) {
        const struct obs *o = tv->reference[i].obs;
        p->points[p->chart.point_count++] =
            (struct chart_point){o->period.last, tv->reference[i].value, MARK_REFERENCE, is_joined(p, before, o)};
        p->reference = &tv->reference[i];
        widen_days(p, o->period.last);
        before = o;
    }
}

/* ---- axes ---------------------------------------------------------------------------------- */

static void y_label(double value, char *out, size_t cap, void *arg)
{
    const struct plot *p = arg;
    axis_number(p->ind, value, p->top, p->w, out, cap);
}

static void add_label(struct plot *p, day_t at, const char *text)
{
    if (p->chart.label_count >= LABELS_MAX || at < p->chart.x_min || at > p->chart.x_max)
        return;
    snprintf(p->label_text[p->chart.label_count], sizeof p->label_text[0], "%s", text);
    p->labels[p->chart.label_count] = p->label_text[p->chart.label_count];
    p->label_x[p->chart.label_count++] = at;
}

/* Years at their ends where every figure is a whole year, else at their beginnings; quarters or months where the series is
 * short and has them. */
static void label_time(struct plot *p)
{
    int y0, y1, m, d, months = 12;
    day_to_ymd(p->from, &y0, &m, &d);
    day_to_ymd(p->to, &y1, &m, &d);
    if (p->ind->freq != FREQ_ANNUAL && p->to - p->from < 3 * 366)
        months = p->to - p->from < 500 && p->ind->freq != FREQ_QUARTER ? 1 : 3;
    for (int y = y0 - 1; y <= y1 + 1; y++)
        for (int k = 1; k <= 12; k += months) {
            char text[32];
            if (months == 12)
                snprintf(text, sizeof text, "%d", y);
            else
                snprintf(text, sizeof text, months == 3 ? "%02dQ%d" : "%02d-%02d", y % 100, months == 3 ? k / 3 + 1 : k);
            add_label(p, p->whole_years ? day_from_ymd(y, 12, 31) : day_from_ymd(y, k, 1), text);
        }
}

/* The indicator's other targets for a level: where each is to be at its date. */
static void add_other_targets(struct plot *p, const struct face *f)
{
    for (size_t i = 0; i < f->v->target_count && p->chart.point_count < POINTS_MAX; i++) {
        const struct target *t = f->v->targets[i].target;
        if ((int)i == f->v->decided_by || t->kind != TARGET_LEVEL || t->by == DAY_NONE || isnan(t->value))
            continue;
        p->points[p->chart.point_count++] = (struct chart_point){t->by, t->value, SIGN_TARGET, false};
        widen_days(p, t->by);
    }
}

static bool fill_plot(struct plot *p, const struct board *b, const struct face *f)
{
    *p = (struct plot){.ind = f->ind, .v = f->v, .w = board_writing(b), .from = DAY_NONE, .to = DAY_NONE, .whole_years = true};
    p->chart = (struct chart){.points = p->points, .path_x = p->path_x, .path_y = p->path_y, .target_y = NAN,
                              .target_high = NAN, .target_x = NAN, .break_x = p->breaks, .fan_x = p->fan_x,
                              .fan_mid = p->fan_mid, .fan_low = p->fan_low, .fan_high = p->fan_high,
                              .fan_inner_low = p->fan_inner_low, .fan_inner_high = p->fan_inner_high,
                              .label_x = p->label_x, .labels = p->labels, .unit = p->unit, .y_label = y_label,
                              .y_label_arg = p};
    add_figures(p, f);
    add_running_total(p, f);
    add_revised(p, b, f);
    add_target(p, b, f);
    add_reference(p, f);
    add_other_targets(p, f);
    if (p->reference)
        p->reference_name = text_in(&b->assessment->snapshot->plan->indicators[f->t->target->ref].name, p->w.lang);
    if (p->from == DAY_NONE || (!p->chart.point_count && isnan(p->chart.target_y)))
        return false;
    if (b->assessment->as_of > p->from && b->assessment->as_of < p->to + 731)
        widen_days(p, b->assessment->as_of);
    if (p->to - p->from < 366)
        p->from = p->to - 366;
    double margin = (p->to - p->from) * 0.02 + 10;
    p->chart.x_min = p->from - margin;
    p->chart.x_max = p->to + margin;
    p->chart.today_x = b->assessment->as_of;
    p->top = p->chart.target_y;
    for (size_t i = 0; i < p->chart.point_count; i++)
        p->top = fmax(p->top, p->points[i].y);
    axis_unit(p->ind, p->top, p->w, p->unit, sizeof p->unit);
    label_time(p);
    return true;
}

/* ---- legend and sentence ------------------------------------------------------------------- */

static const char *const sign_words[SIGN_COUNT] = {
    [MARK_POINT] = N_("figure"),        [MARK_PROVISIONAL] = N_("provisional"), [MARK_FORECAST] = N_("office's forecast"),
    [MARK_AT_LEAST] = N_("at least"),   [MARK_AT_MOST] = N_("at most"),         [MARK_ABOUT] = N_("about"),
    [MARK_REVISED] = N_("since revised"), [MARK_BASE] = N_("base"), [MARK_REFERENCE] = N_("reference"),            [SIGN_TARGET] = N_("target"),
    [SIGN_TARGET_LINE] = N_("target"),  [SIGN_PATH] = N_("required path"),      [SIGN_FORECAST] = N_("at the present pace"),
    [SIGN_FAN_INNER] = N_("50-per-cent interval"), [SIGN_FAN] = N_("80-per-cent interval"), [SIGN_BREAK] = N_("break"),             [SIGN_TODAY] = N_("as-of date"),
};

/* The signs that really stand in the chart: of two in one cell the legend names the one that is seen. */
static unsigned visible_signs(const struct grid *g, struct rect chart, unsigned among, const struct look *look)
{
    unsigned seen = 0;
    for (int y = chart.y; y < chart.y + chart.h; y++)
        for (int x = chart.x; x < chart.x + chart.w; x++) {
            const struct cell *c = &g->cells[y * g->w + x];
            for (int s = c->glyph[0] == ' ' ? SIGN_COUNT : 0; s < SIGN_COUNT; s++)
                if (c->role == sign_role((enum sign)s) && strcmp(c->glyph, sign_glyph((enum sign)s, look)) == 0)
                    seen |= 1u << s;
        }
    return seen & among;
}

/* The signs with their words, none torn over two rows. Returns the rows used. */
static int draw_legend(const struct board *b, struct grid *g, struct rect r, unsigned used)
{
    int x = r.x, y = r.y;
    if (used >> SIGN_TARGET & 1) /* one word for the line and its end */
        used &= ~(1u << SIGN_TARGET_LINE);
    for (int s = 0; s < SIGN_COUNT; s++) {
        if (!(used >> s & 1))
            continue;
        const char *word = tr(b->ui->lang, sign_words[s]);
        int cells = 2 + text_width(word);
        if (x > r.x && x + cells > r.x + r.w) {
            x = r.x;
            y++;
        }
        if (y >= r.y + r.h)
            return r.h;
        grid_put(g, r, y, x, 1, STYLE(sign_role((enum sign)s)), sign_glyph((enum sign)s, &b->ui->look));
        grid_put_cut(g, r, y, x + 2, r.x + r.w - x - 2, STYLE(ROLE_DIM), word, &b->ui->look);
        x += cells + 2;
    }
    return y - r.y + 1;
}

static void say_figure(const struct plot *p, const struct obs *o, char *value, char *period)
{
    obs_text(p->ind, o, p->w, value, FIGURE_CAP);
    period_text(&o->period, p->w, period, FIGURE_CAP);
}

/* The fan in words: " At the present pace 68.0 % on 31 Dec 2025, with 50 % between ... and ..., ..." */
static void say_ahead(const struct plot *p, char *out, size_t cap)
{
    const struct forecast *f = p->ahead;
    double values[] = {f->value, f->inner_low, f->inner_high, f->low, f->high};
    char text[5][FIGURE_CAP], day[FIGURE_CAP];
    for (int i = 0; i < 5; i++)
        figure_ahead(p->ind, p->v, values[i], p->w, text[i], sizeof text[i]);
    day_text(f->at, p->w, day, sizeof day);
    if (f->interval)
        snprintf(out, cap, tr(p->w.lang, N_(" At the present pace on %s: %s; 50 %% interval %s to %s, 80 %% interval %s to %s.")),
                 day, text[0], text[1], text[2], text[3], text[4]);
    else
        snprintf(out, cap, tr(p->w.lang, N_(" At the present pace on %s: %s.")), day, text[0]);
}

static void say_course(const struct plot *p, char *out, size_t cap)
{
    enum lang lang = p->w.lang;
    char value[FIGURE_CAP], period[FIGURE_CAP], low[FIGURE_CAP], low_in[FIGURE_CAP], high[FIGURE_CAP], high_in[FIGURE_CAP];
    char from[FIGURE_CAP];
    if (p->total_at) {
        figure_computed(p->ind, p->total, p->w, value, sizeof value);
        period_text(&p->total_at->period, p->w, period, sizeof period);
        snprintf(out, cap, tr(lang, N_("Chart: running total, %s up to %s.")), value, period);
        return;
    }
    if (!p->figures) {
        snprintf(out, cap, "%s", tr(lang, N_("Chart: no figure to be drawn, only what is asked for.")));
        return;
    }
    say_figure(p, p->last, value, period);
    if (p->figures == 1) {
        snprintf(out, cap, tr(lang, N_("Chart: one figure, %s (%s).")), value, period);
        return;
    }
    period_text(&p->first->period, p->w, from, sizeof from);
    say_figure(p, p->low, low, low_in);
    say_figure(p, p->high, high, high_in);
    snprintf(out, cap, tr(lang, N_("Chart: %d figures, %s to %s; lowest %s (%s), highest %s (%s).")), p->figures, from, period,
             low, low_in, high, high_in);
    if (p->revised) {
        size_t n = strlen(out);
        snprintf(out + n, cap - n, tr(lang, N_(" Since revised: %d.")), p->revised);
    }
}

static void chart_sentence(const struct plot *p, char *out, size_t cap)
{
    say_course(p, out, cap);
    size_t n = strlen(out);
    if (p->reference) {
        char value[FIGURE_CAP], period[FIGURE_CAP];
        figure_computed(p->ind, p->reference->value, p->w, value, sizeof value);
        period_text(&p->reference->obs->period, p->w, period, sizeof period);
        snprintf(out + n, cap - n, tr(p->w.lang, N_(" Keeping pace with %s it would be %s (%s).")), p->reference_name, value, period);
        n = strlen(out);
    }
    if (p->ahead)
        say_ahead(p, out + n, cap - n);
}

bool indicator_chart_words(const struct board *b, const struct face *f, char *out, size_t cap)
{
    struct plot p;
    if (!fill_plot(&p, b, f))
        return false;
    chart_sentence(&p, out, cap);
    return true;
}

int indicator_chart(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    struct plot p;
    char sentence[FIGURE_CAP * 12];
    if (r.h < CHART_MIN_ROWS || r.w < 24 || !fill_plot(&p, b, f))
        return 0;
    chart_sentence(&p, sentence, sizeof sentence);
    struct grid scratch; /* how many rows the legend needs at this width */
    if (grid_init(&scratch, 4, r.w) != ST_OK)
        return 0;
    unsigned signs = chart_signs(&p.chart);
    int legend = draw_legend(b, &scratch, grid_rect(&scratch), signs), words = paragraph_rows(sentence, r.w);
    grid_free(&scratch);
    if (r.h - legend - words < CHART_MIN_ROWS) {
        words = 0;
        legend = r.h - legend < CHART_MIN_ROWS ? 0 : legend;
    }
    int rows = r.h - legend - words;
    rows = rows > CHART_MAX_ROWS ? CHART_MAX_ROWS : rows;
    rows = chart_draw(g, (struct rect){r.y, r.x, rows, r.w}, &p.chart, &b->ui->look);
    if (!rows)
        return 0;
    signs = visible_signs(g, (struct rect){r.y, r.x, rows, r.w}, signs, &b->ui->look);
    draw_legend(b, g, (struct rect){r.y + rows, r.x, legend, r.w}, signs);
    paragraph_draw(g, (struct rect){r.y + rows + legend, r.x, words, r.w}, sentence, STYLE(ROLE_DIM), &b->ui->look);
    return rows + legend + words;
}
