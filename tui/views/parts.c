#include "tui/views/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "widgets/bar.h"
#include "widgets/spark.h"
#include "widgets/width.h"

#define SPARK_MAX 64

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

void face_of(const struct board *b, int indicator, struct face *f)
{
    struct writing w = board_writing(b);
    *f = (struct face){.ind = &b->assessment->snapshot->plan->indicators[indicator],
                       .v = &b->assessment->verdicts[indicator]};
    const struct verdict *v = f->v;
    f->t = v->decided_by >= 0 ? &v->targets[v->decided_by] : NULL;
    if (v->milestone_count && !v->latest) {
        if (v->reason == REASON_NO_DATA)
            snprintf(f->instead, sizeof f->instead, "%s", tr(w.lang, N_("no statement published")));
        else
            milestone_words(b, v, f->instead, sizeof f->instead);
        return;
    }
    if (!v->latest) {
        snprintf(f->instead, sizeof f->instead, "%s",
                 reason_word(v->reason == REASON_NO_TARGET ? REASON_NO_DATA : v->reason, w.lang));
        return;
    }
    obs_text(f->ind, v->latest, w, f->value, sizeof f->value);
    period_short(&v->latest->period, w, f->period, sizeof f->period);
    f->bar = f->t && !isnan(f->t->progress);
    if (f->bar) {
        bool bound = f->t->used && (f->t->used->cmp == CMP_GT || f->t->used->cmp == CMP_GE);
        share_text(f->t->progress, bound, w, f->share, sizeof f->share);
    }
}

/* Figures of the latest one's length, newest last: the others would not compare. */
static size_t spark_values(const struct verdict *v, double *out)
{
    size_t n = 0;
    for (size_t i = 0; i < v->obs_count && n < SPARK_MAX; i++) {
        const struct obs *o = v->obs[i];
        int longer = period_days(&o->period) - period_days(&v->latest->period);
        if (longer >= -3 && longer <= 3 && o->status != 'F')
            out[n++] = obs_is_value(o) ? o->value : NAN;
    }
    return n;
}

void face_bar(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    const struct look *look = &b->ui->look;
    if (f->bar) {
        struct bar bar = {.share = f->t->progress, .schedule = f->t->schedule,
                          .role = class_role(f->v->class), .unjudged = f->v->class == CLASS_NOT_ASSESSED,
                          .right_cells = r.w >= 20 ? 4 : 1};
        bar.at_least = f->t->used && (f->t->used->cmp == CMP_GT || f->t->used->cmp == CMP_GE);
        if (f->v->class == CLASS_PENDING)
            bar.role = ROLE_PENDING;
        bar_draw(g, r, &bar, look);
    } else if (f->v->latest && f->t && f->t->rule == RULE_DIRECTION) {
        double values[SPARK_MAX];
        size_t n = spark_values(f->v, values);
        if (n > 1)
            spark_draw(g, r, values, n, ROLE_SERIES, look);
    }
}

void face_class(const struct board *b, struct grid *g, struct rect r, const struct face *f)
{
    struct style st = STYLE(class_role(f->v->class));
    int used = grid_put(g, r, r.y, r.x, 1, st, class_symbol(f->v->class, b->ui->look.ascii));
    if (r.w > 2)
        grid_put_cut(g, r, r.y, r.x + used + 1, r.w - used - 1, st,
                     class_word(f->v->class, b->ui->lang), &b->ui->look);
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
