/* figure.h -- numbers, units, dates and periods as each language writes them.
 *
 * The one place where a figure becomes text: screen, report and man page examples agree because of it. A number that is
 * NaN becomes an en dash ("-" in ASCII), never 0. `cap` 64 is enough for all. Pure; any thread.
 * Chinese: 5000 亿元, 2021年1—8月, 2025年上半年, 76.7%. English: CNY 500 bn, Jan-Aug 2021, H1 2025, 76.7 %.
 */
#ifndef PILLARS_TUI_FIGURE_H
#define PILLARS_TUI_FIGURE_H

#include "feeds/plan/assess.h"
#include "widgets/role.h"

#define FIGURE_CAP 96

/* How figures are written just now. */
struct writing {
    enum lang lang;
    bool ascii;
};

/* The shortest decimal text that reads back to the same double, without exponent below 1e15; `decimals` >= 0 fixes
 * the digits behind the point. */
void number_text(double v, int decimals, char *out, size_t cap);
/* A number rounded to `significant` digits for reading (computed values: expected, gap, forecast). */
void number_short(double v, int significant, char *out, size_t cap);
/* "5000 亿元" / "CNY 500 bn": value with unit, for an indicator. */
void figure_text(const struct indicator *ind, double v, struct writing w, char *out, size_t cap);
/* The same for a computed value: rounded to 4 significant digits or the indicator's decimals. */
void figure_computed(const struct indicator *ind, double v, struct writing w, char *out, size_t cap);
/* A value looked ahead to, with no more decimals than the figures it comes from: more would claim more than is known. */
void figure_ahead(const struct indicator *ind, const struct verdict *v, double value, struct writing w, char *out, size_t cap);
bool figure_is_percent(const struct indicator *ind, enum lang lang); /* its unit is the per cent sign, alone or before words */
/* The difference of two figures: of shares in per cent in percentage points. */
void figure_difference(const struct indicator *ind, double v, struct writing w, char *out, size_t cap);
/* The same apart, for an axis whose largest value is `top`: the unit once ("CNY bn", "万人"), the numbers in its scale. */
void axis_unit(const struct indicator *ind, double top, struct writing w, char *out, size_t cap);
void axis_number(const struct indicator *ind, double v, double top, struct writing w, char *out, size_t cap);
/* A value as it stands in a formula, without a unit, in the scale in which a figure of `top` is written: 423 of CNY 423 bn,
 * 4230 of 4230 亿元. */
void figure_operand(const struct indicator *ind, double v, double top, struct writing w, char *out, size_t cap);
/* An observation where there is little room. English: "102", ">150", "≈700", for the name says what is counted; money and
 * per cent keep their unit. Chinese, whose units are one character, as obs_text(). */
void obs_brief(const struct indicator *ind, const struct obs *o, struct writing w, char *out, size_t cap);
/* An observation: comparator and figure, ">1000 亿元", "约 3000 亿元" / "about CNY 300 bn". */
void obs_text(const struct indicator *ind, const struct obs *o, struct writing w, char *out, size_t cap);
/* 0.7665 -> "76.7 %" / "76.7%"; of a lower bound with a ">=" sign before it. */
void share_text(double share, bool at_least, struct writing w, char *out, size_t cap);
/* The same without decimals and blank, and just as little flattering: "77%", 99.6 % is "99%", 0.2 % "<1%". */
void share_brief(double share, bool at_least, struct writing w, char *out, size_t cap);
void period_text(const struct period *p, struct writing w, char *out, size_t cap);
void period_short(const struct period *p, struct writing w, char *out, size_t cap); /* at most 10 cells: "2024", "H1 2022", "Jan–May 24" */
void day_text(day_t d, struct writing w, char *out, size_t cap);   /* 2025年2月20日 / 2025-02-20 */
/* The day in the reader's words as a target date: "2025年底前" / "end 2025". */
void by_text(day_t d, struct writing w, char *out, size_t cap);
/* Seconds as an age: "<1 min", "3 min", "5 h", "12 days" / "<1 分钟", ... */
void age_text(int64_t seconds, struct writing w, char *out, size_t cap);
/* The same of what is to come, to the nearest: five hours and 59 minutes are "6 h". */
void wait_text(int64_t seconds, struct writing w, char *out, size_t cap);
void bytes_text(uint64_t bytes, char *out, size_t cap);
/* A whole target: "≥ 5000 亿元, 2025年底前" / "CNY 500 bn or more by end 2025". */
void target_text(const struct indicator *ind, const struct target *t, struct writing w, char *out, size_t cap);

/* Class, reason and flag as symbol, short and long word (already translated). */
const char *class_symbol(enum class c, bool ascii); /* one cell: ✓ ▲ ● ▽ ... / ASCII letter */
const char *class_word(enum class c, enum lang lang);
const char *reason_word(enum reason r, enum lang lang);
const char *reason_brief(enum reason r, enum lang lang); /* "no figure" where reason_word() does not fit */
const char *flag_word(enum flag_bit b, enum lang lang);
const char *feed_state_word(enum feed_state s, enum lang lang);
const char *milestone_state_word(enum milestone_state s, enum lang lang);
enum role class_role(enum class c);
const char *status_word(char obs_status, enum lang lang); /* P: 初步 / provisional; "" for A */

#endif
