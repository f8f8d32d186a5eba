#include "tui/explain.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"

/* One text being written. */
struct essay {
    struct buf *out;
    struct writing w;
    const struct plan *plan;
    const struct indicator *ind;
    const struct verdict *v;
};

__attribute__((format(printf, 2, 3))) static void say(struct essay *e, const char *english, ...)
{
    char line[512];
    va_list ap;
    va_start(ap, english);
    vsnprintf(line, sizeof line, tr(e->w.lang, english), ap);
    va_end(ap);
    buf_puts(e->out, line);
    buf_puts(e->out, "\n");
}

/* A line without numbers; its per cent signs stand for themselves. */
static void say_plainly(struct essay *e, const char *english)
{
    buf_puts(e->out, tr(e->w.lang, english));
    buf_puts(e->out, "\n");
}

struct figure_words {
    char text[FIGURE_CAP];
};

static struct figure_words num(double v)
{
    struct figure_words f;
    number_short(v, 4, f.text, sizeof f.text);
    return f;
}

/* A value of a target's formula, in the scale of its goal as the reader sees it; growth is of indices, which have none. */
static struct figure_words operand(const struct essay *e, const struct target_verdict *t, double v)
{
    struct figure_words f;
    if (t->target->kind == TARGET_GROWTH)
        return num(v);
    figure_operand(e->ind, v, t->goal, e->w, f.text, sizeof f.text);
    return f;
}

static struct figure_words fig(const struct essay *e, double v)
{
    struct figure_words f;
    figure_computed(e->ind, v, e->w, f.text, sizeof f.text);
    return f;
}

static struct figure_words ahead(const struct essay *e, double v)
{
    struct figure_words f;
    figure_ahead(e->ind, e->v, v, e->w, f.text, sizeof f.text);
    return f;
}

static struct figure_words difference(const struct essay *e, double v)
{
    struct figure_words f;
    figure_difference(e->ind, v, e->w, f.text, sizeof f.text);
    return f;
}

static struct figure_words share(const struct essay *e, double v)
{
    struct figure_words f;
    share_text(v, false, e->w, f.text, sizeof f.text);
    return f;
}

static struct figure_words two(double v)
{
    struct figure_words f;
    snprintf(f.text, sizeof f.text, "%.2f", v);
    return f;
}

static struct figure_words day_words(const struct essay *e, day_t d)
{
    struct figure_words f;
    day_text(d, e->w, f.text, sizeof f.text);
    return f;
}

static struct figure_words period_words(const struct essay *e, const struct period *p)
{
    struct figure_words f;
    period_text(p, e->w, f.text, sizeof f.text);
    return f;
}

/* ---- the rule that decided ----------------------------------------------------------------- */

static void say_pace_rule(struct essay *e, const struct target_verdict *t)
{
    if (isnan(t->pace))
        say(e, N_("The schedule asks for nothing yet."));
    else if (isnan(t->cut_low))
        say(e, N_("Pace %s is below %s."), two(t->pace).text, two(t->cut_high).text);
    else if (isnan(t->cut_high))
        say(e, N_("Pace %s is at least %s."), two(t->pace).text, two(t->cut_low).text);
    else
        say(e, N_("Pace %s lies from %s to below %s."), two(t->pace).text, two(t->cut_low).text,
            two(t->cut_high).text);
    if (t->rule == RULE_PACE_BINDING)
        say(e, N_("Binding: on track needs 0.995, without the five per cent allowance."));
}

static void say_milestones(struct essay *e, const struct verdict *v)
{
    const struct milestone_counts *c = &v->milestone_counts;
    say(e, N_("%d milestones: %d done, %d partly, %d in progress, %d not started, %d unknown."),
        (int)v->milestone_count, c->done, c->partly, c->in_progress, c->not_started, c->unknown);
    if (!isnan(c->progress))
        say(e, N_("Done counts 1, partly 0.5 (our convention): %s of the list."),
            share(e, c->progress).text);
    if (c->unknown)
        say(e, N_("Unknown means that no statement was found; it never counts as not done."));
}

static void say_reason(struct essay *e, const struct verdict *v, enum reason reason)
{
    static const char *const sentences[REASON_COUNT] = {
        [REASON_NONE] = N_("Not assessed."),
        [REASON_NO_TARGET] = N_("No numeric target is stated; the figures are shown as they are."),
        [REASON_NO_DATA] = N_("No figure is published. That is no 0 % and no failure."),
        [REASON_NO_BASE] =
            N_("No base is published: how fast it should have come cannot be said."),
        [REASON_ONLY_BASE] = N_("Only the base is published, nothing after it."),
        [REASON_GAP] = N_("A year is missing between base and latest figure; the yearly rates "
                          "cannot be chained."),
        [REASON_BREAK] = N_("A break in the series lies between base and latest figure."),
        [REASON_UNIT] = N_("The figure's unit is not the target's."),
        [REASON_WITHHELD] = N_("The figure is withheld by its office."),
        [REASON_NOT_APPLICABLE] = N_("The figure cannot exist here."),
        [REASON_NOT_YET_DUE] = N_("The first figure is not due yet."),
    };
    if (reason == REASON_NO_DATA && v->latest)
        say(e, N_("Figures are published, but none of a whole period of the target's length."));
    else
        say_plainly(e, sentences[reason]);
}

static void say_rule(struct essay *e, const struct verdict *v, const struct target_verdict *t)
{
    switch (t->rule) {
    case RULE_NOTHING:
        say_reason(e, v, t->reason);
        break;
    case RULE_MEETS_NOW:
        say(e, N_("The latest figure meets the target already."));
        break;
    case RULE_PACE:
    case RULE_PACE_BINDING:
        say_pace_rule(e, t);
        break;
    case RULE_MAINTAIN:
        if (t->years_seen)
            say(e, N_("%d of %d years seen comply."), t->years_complied, t->years_seen);
        else if (t->class == CLASS_ON_TRACK)
            say(e, N_("The figure lies where it is to be kept."));
        else
            say(e, N_("The base was at the target or beyond it; the figure is not."));
        break;
    case RULE_RELATIVE:
        say(e, N_("Growth since the base is %s against %s of the reference (%s)."), num(t->value).text, num(t->goal).text,
            text_in(&e->plan->indicators[t->target->ref].name, e->w.lang));
        break;
    case RULE_MILESTONES:
        break;
    case RULE_DIRECTION:
        say_reason(e, v, t->reason);
        break;
    case RULE_FINAL:
        say(e, t->class == CLASS_COMPLETED ? N_("The figure of the end period meets the target.")
                                           : N_("The figure of the end period misses the target."));
        break;
    case RULE_FINAL_EARLY:
        say(e, N_("Met in %s and by every figure since."), period_words(e, &t->met_by->period).text);
        break;
    case RULE_FINAL_BASICALLY:
        say(e, N_("Missed, but 95 %% of the way or within the stated tolerance."));
        break;
    case RULE_FINAL_MISSING:
        say(e, N_("The target date has passed; its figure is not published yet."));
        if (t->met_by)
            say(e, N_("An earlier figure (%s) met the target."),
                period_words(e, &t->met_by->period).text);
        break;
    case RULE_FINAL_CENSORED:
        say(e, N_("The figure is a bound: whether the target is met cannot be told."));
        break;
    case RULE_COUNT:
        break;
    }
    if (v->milestone_count)
        say_milestones(e, v);
}

/* ---- the formulas with their numbers ------------------------------------------------------- */

static void say_progress(struct essay *e, const struct target_verdict *t)
{
    if (isnan(t->progress) || t->target->kind == TARGET_MILESTONES ||
        t->target->kind == TARGET_RELATIVE || t->target->kind == TARGET_MAINTAIN)
        return;
    if (t->progress_of_target)
        say(e, N_("progress  %s / %s = %s of target"), operand(e, t, t->value).text, operand(e, t, t->goal).text,
            share(e, t->progress).text);
    else if (t->formula == PACE_RATE || t->target->kind == TARGET_GROWTH)
        say(e, N_("progress  %s of the growth asked for"), share(e, t->progress).text);
    else
        say(e, N_("progress  (%s - %s) / (%s - %s) = %s"), operand(e, t, t->value).text, operand(e, t, t->base).text,
            operand(e, t, t->goal).text, operand(e, t, t->base).text, share(e, t->progress).text);
}

static void say_schedule(struct essay *e, const struct target_verdict *t)
{
    if (isnan(t->schedule))
        return;
    if (t->in_days)
        say(e, N_("schedule  %d of %d days = %s"), t->days_done, t->days_total,
            share(e, t->schedule).text);
    else
        say(e, N_("schedule  %s of %s years = %s"), num(t->years_done).text,
            num(t->years_total).text, share(e, t->schedule).text);
}

static void say_pace(struct essay *e, const struct target_verdict *t)
{
    if (isnan(t->pace))
        return;
    switch (t->formula) {
    case PACE_LINEAR:
    case PACE_EVEN:
        say(e, N_("pace  %s / %s = %s"), share(e, t->progress).text, share(e, t->schedule).text,
            two(t->pace).text);
        break;
    case PACE_TRAJECTORY:
        say(e, N_("pace  %s / %s = %s, by the office's own trajectory"),
            share(e, t->progress).text, share(e, t->schedule).text, two(t->pace).text);
        break;
    case PACE_GEOMETRIC:
        say(e, N_("pace  ln(%s/%s) / ln(%s/%s) / %s = %s, geometric path"), operand(e, t, t->value).text,
            operand(e, t, t->base).text, operand(e, t, t->goal).text, operand(e, t, t->base).text, share(e, t->schedule).text,
            two(t->pace).text);
        break;
    case PACE_CAGR:
    case PACE_RATE:
        say(e, N_("pace  %s a year / %s a year = %s"), share(e, t->rate).text,
            share(e, t->rate_required).text, two(t->pace).text);
        break;
    case PACE_NONE:
        break;
    }
}

/* Never a certainty: "<1%" and ">99%". */
static struct figure_words chance(const struct essay *e, double p)
{
    struct figure_words out;
    bool zh = e->w.lang == LANG_ZH;
    if (p < 0.01 || p > 0.99)
        snprintf(out.text, sizeof out.text, zh ? "%s%%" : "%s %%", p < 0.01 ? "<1" : ">99");
    else
        snprintf(out.text, sizeof out.text, zh ? "%.0f%%" : "%.0f %%", p * 100);
    return out;
}

/* What other lines through the same figures say: methods.md 6.1. */
static void say_opinions(struct essay *e, const struct forecast *f)
{
    const struct trend *ols = &f->least_squares;
    if (!isnan(ols->low))
        say(e, N_("Other lines through the same figures: Theil-Sen %s; least squares %s (80 %%: %s to %s); weighted to the newest %s."),
            ahead(e, f->theil_sen.value).text, ahead(e, ols->value).text, ahead(e, ols->low).text, ahead(e, ols->high).text,
            ahead(e, f->weighted.value).text);
    else if (!isnan(ols->value))
        say(e, N_("Other lines through the same figures: Theil-Sen %s; least squares %s; weighted to the newest %s."),
            ahead(e, f->theil_sen.value).text, ahead(e, ols->value).text, ahead(e, f->weighted.value).text);
    if (f->theil_sen_disagrees)
        say(e, N_("A second estimate (Theil-Sen) disagrees: treat with care."));
}

/* When it arrives, and within what the 80 % interval does so; its far side may never. */
static void say_arrival(struct essay *e, const struct forecast *f)
{
    if (f->arrival_kind == ARRIVAL_NEVER)
        say(e, N_("At the present pace it does not arrive."));
    else if (f->arrival_kind == ARRIVAL_BEYOND_25_YEARS)
        say(e, N_("At the present pace it arrives in more than 25 years."));
    else if (f->arrival_kind != ARRIVAL_DATE)
        return;
    else if (f->arrival_low == DAY_NONE)
        say(e, N_("It would arrive about %s."), day_words(e, f->arrival).text);
    else if (f->arrival_high == DAY_NONE)
        say(e, N_("It would arrive about %s; not before %s, and it may not (80 %% interval)."), day_words(e, f->arrival).text,
            day_words(e, f->arrival_low).text);
    else
        say(e, N_("It would arrive about %s; between %s and %s (80 %% interval)."), day_words(e, f->arrival).text,
            day_words(e, f->arrival_low).text, day_words(e, f->arrival_high).text);
}

/* What is still to come, upwards or downwards; of a share in per cent its growth rate would depend on which part is counted. */
static void say_required(struct essay *e, const struct target_verdict *t)
{
    const struct required *r = &t->required;
    bool down = r->amount < 0, rate = !isnan(r->rate) && (!e->ind->unit_code || strcmp(e->ind->unit_code, "PT") != 0) &&
                                      !figure_is_percent(e->ind, LANG_EN);
    struct figure_words amount = difference(e, fabs(r->amount)), yearly = difference(e, fabs(r->per_year));
    if (!isnan(r->per_day))
        say(e, N_("Still to come: %s, %s a day."), amount.text, num(r->per_day).text);
    else if (!isnan(r->amount) && rate)
        say(e, down ? N_("Still to go down: %s, %s a year, or %s a year on average.") : N_("Still to come: %s, %s a year, or %s growth a year."),
            amount.text, yearly.text, share(e, fabs(r->rate)).text);
    else if (!isnan(r->amount))
        say(e, down ? N_("Still to go down: %s, %s a year.") : N_("Still to come: %s, %s a year."), amount.text, yearly.text);
    else if (!isnan(r->rate))
        say(e, N_("Still to come: %s a year."), share(e, r->rate).text);
}

static void say_outlook(struct essay *e, const struct target_verdict *t)
{
    const struct forecast *f = &t->forecast;
    if (!isnan(t->expected) && t->target->kind == TARGET_LEVEL && !isnan(t->schedule))
        say(e, N_("On the required path it would be %s at that date."), fig(e, t->expected).text);
    say_required(e, t);
    if (f->given && !isnan(f->value)) {
        say(e, f->estimate ? N_("Estimate for %s: %s, from the drift of %d figures.")
                           : N_("At the present pace on %s: %s, from the drift of %d figures."),
            day_words(e, f->at).text, ahead(e, f->value).text, f->points);
        if (f->interval)
            say(e, N_("50 %% interval: %s to %s; 80 %%: %s to %s."), ahead(e, f->inner_low).text, ahead(e, f->inner_high).text,
                ahead(e, f->low).text, ahead(e, f->high).text);
        if (!isnan(f->p_meets))
            say(e, N_("Probability of meeting the target, by that drift: %s."), chance(e, f->p_meets).text);
        say_opinions(e, f);
    }
    say_arrival(e, f);
}

static void say_flags(struct essay *e, unsigned flags)
{
    static const char *const meanings[FLAG_BIT_COUNT] = {
        [FLAG_BIT_PROVISIONAL] = N_("provisional: a later revision may change the class"),
        [FLAG_BIT_AT_LEAST] = N_("at least: the figure is a bound; this class or better"),
        [FLAG_BIT_APPROXIMATE] = N_("approximate: published as 'about'"),
        [FLAG_BIT_SPLICED] = N_("spliced: converted to the target's definition at a break"),
        [FLAG_BIT_BREAK] = N_("break: the basis changed on the way; compare with care"),
        [FLAG_BIT_BASE_DIFFERS] = N_("base differs: base and later figures are defined differently"),
        [FLAG_BIT_STALE] = N_("stale: the newest figure is old for its frequency"),
        [FLAG_BIT_FEW] = N_("few points: only one figure after the base"),
        [FLAG_BIT_PARTLY_KNOWN] = N_("partly known: of some milestones nothing is published"),
        [FLAG_BIT_MET_EARLIER] = N_("met earlier: but the end period is not published"),
    };
    for (int b = 0; b < FLAG_BIT_COUNT; b++)
        if (flags >> b & 1)
            say_plainly(e, meanings[b]);
}

enum status explain_text(const struct assessment *a, int indicator, int target, struct writing w,
                         struct buf *out)
{
    const struct verdict *v = &a->verdicts[indicator];
    struct essay e = {.out = out, .w = w, .plan = a->snapshot->plan, .ind = &a->snapshot->plan->indicators[indicator], .v = v};
    if (target < 0)
        target = v->decided_by;
    if (target < 0 || (size_t)target >= v->target_count) {
        say_reason(&e, v, v->reason);
        return out->failed;
    }
    const struct target_verdict *t = &v->targets[target];
    say_rule(&e, v, t);
    say_progress(&e, t);
    say_schedule(&e, t);
    say_pace(&e, t);
    say_outlook(&e, t);
    say_flags(&e, t->flags);
    return out->failed;
}

enum status sentence_text(const struct assessment *a, int indicator, struct writing w, struct buf *out)
{
    const struct verdict *v = &a->verdicts[indicator];
    const struct indicator *ind = &a->snapshot->plan->indicators[indicator];
    char value[FIGURE_CAP], period[FIGURE_CAP], day[FIGURE_CAP], target[FIGURE_CAP * 3];
    bool zh = w.lang == LANG_ZH;
    buf_puts(out, text_in(&ind->name, w.lang));
    buf_puts(out, zh ? "：" : ": ");
    if (v->latest) {
        obs_text(ind, v->latest, w, value, sizeof value);
        period_text(&v->latest->period, w, period, sizeof period);
        day_text(v->latest->published, w, day, sizeof day);
        const char *on = v->latest->period.kind == PERIOD_DAY ? "on" : "in"; /* a day has another preposition */
        buf_printf(out, zh ? "%2$s为 %1$s（%3$s公布）。" : "%1$s %4$s %2$s, published %3$s. ", value, period, day, on);
    } else if (v->milestone_count) {
        buf_printf(out, zh ? "%2$d 项里程碑中已知 %1$d 项。" : "%1$d of %2$d milestones known. ",
                   (int)v->milestone_count - v->milestone_counts.unknown, (int)v->milestone_count);
    } else {
        buf_puts(out, zh ? "未见公布。" : "no figure published. ");
    }
    if (v->target_count) {
        target_text(ind, v->targets[v->decided_by < 0 ? 0 : v->decided_by].target, w, target,
                    sizeof target);
        buf_printf(out, zh ? "目标：%s。" : "Target: %s. ", target);
    }
    buf_puts(out, class_word(v->class, w.lang));
    if (v->reason != REASON_NONE)
        buf_printf(out, zh ? "（%s）" : " (%s)", reason_word(v->reason, w.lang));
    return buf_puts(out, zh ? "。" : ".");
}
