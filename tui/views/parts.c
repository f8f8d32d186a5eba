#include "tui/views/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/filter.h"
#include "tui/lang.h"
#include "tui/said.h"
#include "widgets/bar.h"
#include "widgets/spark.h"
#include "widgets/width.h"

#define SPARK_MAX 64
#define CLASS_CUT_CELLS 12
#define SHARE_CELLS 7 /* of "850.4 %" */
#define SPARK_MIN 3 /* figures: two are no course */

int put_tr(const struct board *b, struct grid *g, struct rect r, int y, int x, struct style st,
           const char *english)
{
    return grid_put_cut(g, r, y, x, r.x + r.w - x, st, tr(b->ui->lang, english), &b->ui->look);
}

void age_since(const struct board *b, int64_t then_s, char *out, size_t cap)
{
    if (then_s <= 0)
        snprintf(out, cap, "%s", b->ui->look.ascii ? "-" : "–");
    else
        age_text(b->now_s - then_s, board_writing(b), out, cap);
}

int feeds_in_trouble(const struct snapshot *s)
{
    int n = s->plan_health.error[0] != '\0';
    for (size_t i = 0; i < s->feed_count; i++)
        n += s->feeds[i].state == FEED_FAILING || s->feeds[i].state == FEED_LATE;
    return n;
}

bool is_selected(const struct board *b, int indicator)
{
    return b->ui->indicator == indicator;
}

const char *name_that_fits(const struct text *name, const struct text *short_name, enum lang lang, int cells)
{
    const char *full = text_in(name, lang);
    return text_width(full) <= cells ? full : text_short_in(name, short_name, lang);
}

bool oldest_words(const struct board *b, char *out, size_t cap)
{
    char day[FIGURE_CAP];
    out[0] = '\0';
    if (b->assessment->oldest_latest == DAY_NONE)
        return false;
    day_text(b->assessment->oldest_latest, board_writing(b), day, sizeof day);
    snprintf(out, cap, tr(b->ui->lang, N_("oldest figure %s")), day);
    return true;
}

int draw_mark(const struct board *b, struct grid *g, struct rect r, int y, int x, int indicator)
{
    if (alerts_have(b->alerts, indicator))
        return grid_put(g, r, y, x, 1, STYLE_ATTR(ROLE_ALERT, ATTR_BOLD), "!");
    return grid_put(g, r, y, x, 1, STYLE_ATTR(ROLE_NEWS, ATTR_BOLD), news_mark(news_of(b->news, indicator), b->ui->look.ascii));
}

void put_figure(struct grid *g, struct rect r, const struct indicator *ind, const struct obs *o, struct writing w,
                struct style st, const struct look *look)
{
    char text[FIGURE_CAP];
    obs_text(ind, o, w, text, sizeof text);
    if (text_width(text) > r.w)
        obs_brief(ind, o, w, text, sizeof text);
    if (text_width(text) > r.w) /* part of a number is another number */
        snprintf(text, sizeof text, "%s", look->ascii ? "~" : "…");
    grid_put_right(g, r, r.y, r.x, r.w, st, text, look);
}

static void milestone_words(const struct board *b, const struct verdict *v, char *out, size_t cap)
{
    const struct milestone_counts *c = &v->milestone_counts;
    const struct {
        enum milestone_state state;
        int count;
    } parts[] = {{MILESTONE_DONE, c->done},
                 {MILESTONE_PARTLY, c->partly},
                 {MILESTONE_IN_PROGRESS, c->in_progress},
                 {MILESTONE_NOT_STARTED, c->not_started},
                 {MILESTONE_UNKNOWN, c->unknown}};
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].count)
            continue;
        const char *word = milestone_state_word(parts[i].state, b->ui->lang);
        int more = b->ui->lang == LANG_ZH
                       ? snprintf(out + n, cap - n, "%s%s %d", n ? "  " : "", word, parts[i].count)
                       : snprintf(out + n, cap - n, "%s%d %s", n ? ", " : "", parts[i].count, word);
        n += more > 0 ? (size_t)more : 0;
        if (n >= cap)
            break;
    }
}

/* The state that most of them are in, the further one of equals; unknown only where nothing is known. */
static void milestone_brief(const struct board *b, const struct verdict *v, char *out, size_t cap)
{
    const struct milestone_counts *c = &v->milestone_counts;
    const struct {
        enum milestone_state state;
        int count;
    } states[] = {{MILESTONE_DONE, c->done},
                  {MILESTONE_PARTLY, c->partly},
                  {MILESTONE_IN_PROGRESS, c->in_progress},
                  {MILESTONE_NOT_STARTED, c->not_started}};
    size_t most = 0;
    for (size_t i = 1; i < sizeof states / sizeof *states; i++)
        most = states[i].count > states[most].count ? i : most;
    bool known = states[most].count > 0;
    const char *word = milestone_state_word(known ? states[most].state : MILESTONE_UNKNOWN, b->ui->lang);
    snprintf(out, cap, b->ui->lang == LANG_ZH ? "%3$s %1$d/%2$d" : "%1$d/%2$d %3$s", known ? states[most].count : c->unknown,
             (int)v->milestone_count, word);
}

void face_of(const struct board *b, int indicator, struct face *f)
{
    struct writing w = board_writing(b);
    *f = (struct face){.ind = &b->assessment->snapshot->plan->indicators[indicator],
                       .v = &b->assessment->verdicts[indicator]};
    const struct verdict *v = f->v;
    f->t = v->decided_by >= 0 ? &v->targets[v->decided_by] : NULL;
    if (v->milestone_count && !v->latest) {
        if (v->reason == REASON_NO_DATA) {
            snprintf(f->instead, sizeof f->instead, "%s", tr(w.lang, N_("no statement published")));
            snprintf(f->instead_brief, sizeof f->instead_brief, "%s", tr(w.lang, N_("no statement")));
        } else {
            milestone_words(b, v, f->instead, sizeof f->instead);
            milestone_brief(b, v, f->instead_brief, sizeof f->instead_brief);
        }
        return;
    }
    if (!v->latest) {
        enum reason why = v->reason == REASON_NO_TARGET ? REASON_NO_DATA : v->reason;
        snprintf(f->instead, sizeof f->instead, "%s", reason_word(why, w.lang));
        snprintf(f->instead_brief, sizeof f->instead_brief, "%s", reason_brief(why, w.lang));
        return;
    }
    obs_text(f->ind, v->latest, w, f->value, sizeof f->value);
    period_short(&v->latest->period, w, f->period, sizeof f->period);
    f->bar = f->t && !isnan(f->t->progress);
    if (f->bar) {
        f->at_least = f->t->used && (f->t->used->cmp == CMP_GT || f->t->used->cmp == CMP_GE);
        share_text(f->t->progress, f->at_least, w, f->share, sizeof f->share);
    }
}

void face_share(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    char text[FIGURE_CAP];
    snprintf(text, sizeof text, "%s", f->share);
    if (r.w < SHARE_CELLS) /* all of a column alike */
        share_brief(f->t->progress, f->at_least, board_writing(b), text, sizeof text);
    if (text_width(text) > r.w)
        snprintf(text, sizeof text, "%s", b->ui->look.ascii ? "~" : "…");
    grid_put_right(g, r, r.y, r.x, r.w, STYLE(ROLE_STRONG), text, &b->ui->look);
}

void face_instead(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    const char *text = text_width(f->instead) <= r.w ? f->instead : f->instead_brief;
    grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_UNKNOWN), text, &b->ui->look);
}

/* Figures of the latest one's length, each in the place of its time, newest last; a period without one is a gap. */
static size_t spark_values(const struct face *f, double *out)
{
    const struct verdict *v = f->v;
    day_t last = v->latest->period.last, step = freq_days(f->ind->freq);
    size_t n = 0, figures = 0;
    for (size_t i = 0; i < SPARK_MAX; i++)
        out[i] = NAN;
    for (size_t i = v->obs_count; i-- > 0;) {
        const struct obs *o = v->obs[i];
        int longer = period_days(&o->period) - period_days(&v->latest->period);
        long back = (last - o->period.last + step / 2) / step;
        if (longer < -3 || longer > 3 || o->status == 'F' || !obs_is_value(o) || back < 0 || back >= SPARK_MAX ||
            !isnan(out[back]))
            continue;
        out[back] = o->value;
        n = (size_t)back + 1;
        figures++;
    }
    for (size_t i = 0; i < n / 2; i++) {
        double swap = out[i];
        out[i] = out[n - 1 - i];
        out[n - 1 - i] = swap;
    }
    return figures >= SPARK_MIN ? n : 0;
}

static bool face_has_course(const struct face *f)
{
    return f->v->latest && f->t && f->t->rule == RULE_DIRECTION;
}

bool face_has_bar(const struct face *f)
{
    double values[SPARK_MAX];
    return f->bar || (face_has_course(f) && spark_values(f, values) > 0);
}

void face_bar(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    const struct look *look = &b->ui->look;
    if (f->bar) {
        struct bar bar = {.share = f->t->progress, .schedule = f->t->schedule,
                          .role = class_role(f->t->class), .unjudged = f->t->class == CLASS_NOT_ASSESSED,
                          .right_cells = r.w >= 20 ? 4 : 1};
        bar.at_least = f->at_least;
        bar_draw(g, r, &bar, look);
    } else {
        double values[SPARK_MAX];
        size_t n = face_has_course(f) ? spark_values(f, values) : 0;
        spark_draw(g, r, values, n, ROLE_SERIES, look);
    }
}

void face_class(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    struct style st = STYLE(class_role(f->v->class));
    int used = grid_put(g, r, r.y, r.x, 1, st, class_symbol(f->v->class, b->ui->look.ascii));
    const char *word = class_word(f->v->class, b->ui->lang);
    int room = r.w - used - 1;
    if (text_width(word) <= room || room >= CLASS_CUT_CELLS) /* a few letters say no more than the symbol */
        grid_put_cut(g, r, r.y, r.x + used + 1, room, st, word, &b->ui->look);
}

static size_t count_classes(const struct board *b, const int *by_class, bool words, char *out,
                            size_t cap)
{
    size_t n = 0;
    out[0] = '\0';
    for (int c = 0; c < CLASS_COUNT && n < cap; c++) {
        if (!by_class[c])
            continue;
        const char *symbol = class_symbol((enum class)c, b->ui->look.ascii);
        int more = words ? snprintf(out + n, cap - n, "%s%s %s %d", n ? "  " : "", symbol,
                                    class_word((enum class)c, b->ui->lang), by_class[c])
                         : snprintf(out + n, cap - n, "%s%s%d", n ? " " : "", symbol, by_class[c]);
        n += more > 0 ? (size_t)more : 0;
    }
    return n;
}

void counts_text(const struct board *b, const struct roll_up *r, bool words, char *out, size_t cap)
{
    count_classes(b, r->by_class, words, out, cap);
}

int counts_draw(const struct board *b, struct grid *g, struct rect r, const struct roll_up *roll, bool words, enum role role)
{
    int x = r.x;
    for (int c = 0; c < CLASS_COUNT; c++) {
        char text[FIGURE_CAP];
        if (!roll->by_class[c])
            continue;
        x += x > r.x ? (words ? 2 : 1) : 0;
        x += grid_put(g, r, r.y, x, 1, STYLE(class_role((enum class)c)), class_symbol((enum class)c, b->ui->look.ascii));
        snprintf(text, sizeof text, words ? " %s %d" : "%.0s%d", class_word((enum class)c, b->ui->lang), roll->by_class[c]);
        x += grid_put(g, r, r.y, x, r.x + r.w - x, STYLE(role), text);
    }
    return x - r.x;
}

bool natures_text(const struct board *b, const struct roll_up *r, char *out, size_t cap)
{
    char binding[256], anticipatory[256];
    enum lang lang = b->ui->lang;
    if (!count_classes(b, r->by_class_binding, true, binding, sizeof binding))
        return false;
    count_classes(b, r->by_class_anticipatory, true, anticipatory, sizeof anticipatory);
    snprintf(out, cap, tr(lang, N_("Binding: %s. Anticipatory: %s.")), binding,
             *anticipatory ? anticipatory : tr(lang, N_("none")));
    return true;
}

enum role feed_state_role(enum feed_state s)
{
    static const enum role roles[] = {
        [FEED_WAITING] = ROLE_UNKNOWN, [FEED_FRESH] = ROLE_MET, [FEED_LATE] = ROLE_SLOWER,
        [FEED_FAILING] = ROLE_ALERT,   [FEED_OFFLINE] = ROLE_STALE};
    return roles[s];
}

const char *feed_state_symbol(enum feed_state s, bool ascii)
{
    static const char *const symbols[][2] = {[FEED_WAITING] = {"…", "."}, [FEED_FRESH] = {"✓", "*"},
                                             [FEED_LATE] = {"▽", "v"},    [FEED_FAILING] = {"✗", "x"},
                                             [FEED_OFFLINE] = {"○", "o"}};
    return symbols[s][ascii];
}

void hot_rows(const struct board *b, struct rect r, const struct table *t, enum hot_kind kind, const int *which)
{
    rect_cut_top(&r, r.h > 1 ? 1 : 0); /* the header */
    for (int line = 0; line < r.h && *t->top + (size_t)line < t->row_count; line++) {
        int row = (int)*t->top + line;
        hot_add(b->hots, (struct rect){r.y + line, r.x, 1, r.w}, kind, which ? which[row] : row);
    }
}

bool feed_matches(const struct board *b, int feed, const char *query)
{
    const struct snapshot *s = b->assessment->snapshot;
    char text[2048], trouble[SAID_CAP];
    said_text(s->feeds[feed].error, b->ui->lang, trouble, sizeof trouble);
    snprintf(text, sizeof text, "%s %s %s %s %s", s->plan->feeds[feed].id, s->plan->feeds[feed].url,
             feed_state_word(s->feeds[feed].state, b->ui->lang), s->feeds[feed].error, trouble);
    return filter_in_text(text, query);
}
