#include "tui/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/lang.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *absent(struct writing w)
{
    return w.ascii ? "-" : "–";
}

/* ---- numbers ---------------------------------------------------------------------------- */

/* v with `digits` significant ones at the most, without trailing zeros; without an exponent unless it is far from one. */
static void fixed_text(double v, int digits, char *out, size_t cap)
{
    snprintf(out, cap, "%.*g", digits, v);
    char *mark = strchr(out, 'e');
    int exponent = mark ? atoi(mark + 1) : 0;
    if (mark && exponent < 15 && exponent >= -9) {
        int decimals = digits - 1 - exponent;
        snprintf(out, cap, "%.*f", decimals > 0 ? decimals : 0, v);
        if (strchr(out, '.')) {
            size_t n = strlen(out);
            while (n && out[n - 1] == '0')
                out[--n] = '\0';
            if (n && out[n - 1] == '.')
                out[--n] = '\0';
        }
    }
    if (strcmp(out, "-0") == 0)
        snprintf(out, cap, "0");
}

void number_text(double v, int decimals, char *out, size_t cap)
{
    if (isnan(v)) {
        snprintf(out, cap, "–");
        return;
    }
    if (!isfinite(v)) {
        snprintf(out, cap, v > 0 ? "∞" : "-∞");
        return;
    }
    if (decimals >= 0) {
        snprintf(out, cap, "%.*f", decimals, v);
        return;
    }
    /* A decimal number of 15 digits survives a double, and trailing zeros are left away: where it reads back as v, no shorter
     * one would (but for the least of all numbers). */
    for (int digits = 15; digits <= 17; digits++) {
        fixed_text(v, digits, out, cap);
        if (strtod(out, NULL) == v)
            break;
    }
}

void number_short(double v, int significant, char *out, size_t cap)
{
    if (!isfinite(v)) {
        number_text(v, -1, out, cap);
        return;
    }
    /* A whole number keeps all its digits: 59945, not 59950. */
    double whole = round(v);
    if (fabs(v) >= pow(10, significant - 1) && fabs(whole) < 1e15)
        snprintf(out, cap, "%.0f", whole);
    else
        fixed_text(v, significant, out, cap);
}

/* English groups the digits of numbers from 10,000 up. */
static void group_digits(char *text, size_t cap)
{
    char *point = strchr(text, '.');
    size_t whole = point ? (size_t)(point - text) : strlen(text), start = text[0] == '-';
    if (whole - start < 5)
        return;
    for (size_t i = start; i < whole; i++)
        if (text[i] < '0' || text[i] > '9')
            return;
    char grouped[FIGURE_CAP];
    size_t n = 0;
    for (size_t i = 0; text[i] && n + 2 < sizeof grouped; i++) {
        if (i > start && i < whole && (whole - i) % 3 == 0)
            grouped[n++] = ',';
        grouped[n++] = text[i];
    }
    grouped[n] = '\0';
    snprintf(text, cap, "%s", grouped);
}

/* ---- figures with units ------------------------------------------------------------------ */

struct scale {
    int power;
    const char *name;
};

static bool is_currency(const struct indicator *ind)
{
    static const char *const codes[] = {"CNY", "USD", "EUR", "GBP", "JPY", "HKD"};
    for (size_t i = 0; ind->unit_code && i < COUNT(codes); i++)
        if (strcmp(ind->unit_code, codes[i]) == 0)
            return true;
    return false;
}

bool figure_is_percent(const struct indicator *ind, enum lang lang)
{
    const char *unit = text_in(&ind->unit, lang);
    return unit[0] == '%' && (unit[1] == '\0' || (unsigned char)unit[1] >= 0x80);
}

/* v x 10^power, rounded to the 15 digits that a decimal number keeps through a double. */
static double shift(double v, int power)
{
    char text[40];
    double scaled = power >= 0 ? v * pow(10, power) : v / pow(10, -power);
    snprintf(text, sizeof text, "%.15g", scaled);
    return strtod(text, NULL);
}

/* How the number itself is written: as it is, or rounded for a computed value. */
enum precision { PRECISION_EXACT, PRECISION_COMPUTED };

static void plain(double v, int decimals, enum precision p, char *out, size_t cap)
{
    if (p == PRECISION_EXACT || decimals >= 0)
        number_text(v, decimals, out, cap);
    else
        number_short(v, 4, out, cap);
}

static const struct scale *money_scale(const struct indicator *ind, double v)
{
    static const struct scale scales[] = {{12, " trn"}, {9, " bn"}, {6, " m"}, {0, ""}};
    double money = fabs(shift(v, ind->unit_mult));
    size_t i = 0;
    /* Up to 9,999 bn stay billions: a column of figures is easier to compare in one scale. */
    while (i + 1 < COUNT(scales) && money < pow(10, scales[i].power) * (i == 0 ? 10 : 1))
        i++;
    return &scales[i];
}

static void figure_en(const struct indicator *ind, double v, enum precision p, char *out,
                      size_t cap)
{
    char number[FIGURE_CAP];
    if (is_currency(ind)) {
        const struct scale *scale = money_scale(ind, v);
        int power = ind->unit_mult - scale->power;
        plain(shift(v, power), ind->decimals >= 0 && power >= 0 ? ind->decimals : -1, p, number,
              sizeof number);
        group_digits(number, sizeof number);
        snprintf(out, cap, "%s %s%s", ind->unit_code, number, scale->name);
        return;
    }
    plain(v, ind->decimals, p, number, sizeof number);
    group_digits(number, sizeof number);
    snprintf(out, cap, "%s %s", number, text_in(&ind->unit, LANG_EN));
}

static void figure_zh(const struct indicator *ind, double v, enum precision p, char *out,
                      size_t cap)
{
    char number[FIGURE_CAP], in_wan[FIGURE_CAP];
    const char *unit = text_in(&ind->unit, LANG_ZH);
    plain(v, ind->decimals, p, number, sizeof number);
    if (figure_is_percent(ind, LANG_ZH)) {
        snprintf(out, cap, "%s%s", number, unit);
        return;
    }
    /* From 10000 up Chinese counts in 万, where that is the shorter way to write the number. */
    if (fabs(v) >= 10000 && ind->decimals <= 0) {
        plain(shift(v, -4), -1, p, in_wan, sizeof in_wan);
        if (strlen(in_wan) <= strlen(number)) {
            snprintf(out, cap, "%s 万%s", in_wan, unit);
            return;
        }
    }
    snprintf(out, cap, "%s %s", number, unit);
}

static void figure(const struct indicator *ind, double v, enum precision p, struct writing w,
                   char *out, size_t cap)
{
    if (isnan(v))
        snprintf(out, cap, "%s", absent(w));
    else if (w.lang == LANG_ZH)
        figure_zh(ind, v, p, out, cap);
    else
        figure_en(ind, v, p, out, cap);
    size_t n = strlen(out);
    while (n && out[n - 1] == ' ') /* an indicator without a unit */
        out[--n] = '\0';
}

void figure_text(const struct indicator *ind, double v, struct writing w, char *out, size_t cap)
{
    figure(ind, v, PRECISION_EXACT, w, out, cap);
}

void figure_computed(const struct indicator *ind, double v, struct writing w, char *out, size_t cap)
{
    figure(ind, v, PRECISION_COMPUTED, w, out, cap);
}

static bool counts_in_wan(double top, enum lang lang)
{
    return lang == LANG_ZH && fabs(top) >= 10000;
}

void axis_unit(const struct indicator *ind, double top, struct writing w, char *out, size_t cap)
{
    if (w.lang == LANG_EN && is_currency(ind))
        snprintf(out, cap, "%s%s", ind->unit_code, money_scale(ind, top)->name);
    else
        snprintf(out, cap, "%s%s", counts_in_wan(top, w.lang) ? "万" : "", text_in(&ind->unit, w.lang));
}

void axis_number(const struct indicator *ind, double v, double top, struct writing w, char *out, size_t cap)
{
    int power = counts_in_wan(top, w.lang) ? -4 : 0;
    if (w.lang == LANG_EN && is_currency(ind))
        power = ind->unit_mult - money_scale(ind, top)->power;
    number_short(shift(v, power), 4, out, cap);
    if (w.lang == LANG_EN)
        group_digits(out, cap);
}

void figure_operand(const struct indicator *ind, double v, double top, struct writing w, char *out, size_t cap)
{
    int power = w.lang == LANG_EN && is_currency(ind) ? ind->unit_mult - money_scale(ind, top)->power : 0;
    number_short(shift(v, power), power < 0 ? 4 - power : 4, out, cap); /* scaled down, no digit is lost */
}

/* The comparator before a value, as each language writes it. */
static void compared(const struct obs *o, const char *value, struct writing w, char *out, size_t cap)
{
    switch (o->cmp) {
    case CMP_EQ:
        snprintf(out, cap, "%s", value);
        break;
    case CMP_ABOUT:
        snprintf(out, cap, w.lang == LANG_ZH ? "约 %s" : "about %s", value);
        break;
    case CMP_GE:
        snprintf(out, cap, "%s%s", w.ascii ? ">=" : "≥", value);
        break;
    case CMP_LE:
        snprintf(out, cap, "%s%s", w.ascii ? "<=" : "≤", value);
        break;
    case CMP_GT:
    case CMP_LT:
        snprintf(out, cap, "%s%s", cmp_code(o->cmp), value);
        break;
    }
}

/* How many decimals a number is written with, up to six. */
static int decimals_of(double v)
{
    int d = 0;
    for (double unit = 1; d < 6 && fabs(round(v * unit) / unit - v) > 1e-9 * fabs(v); unit *= 10)
        d++;
    return d;
}

void figure_ahead(const struct indicator *ind, const struct verdict *v, double value, struct writing w, char *out, size_t cap)
{
    int decimals = 0;
    for (size_t i = 0; i < v->obs_count; i++)
        if (obs_is_value(v->obs[i]) && decimals_of(v->obs[i]->value) > decimals)
            decimals = decimals_of(v->obs[i]->value);
    double unit = pow(10, decimals);
    figure_computed(ind, round(value * unit) / unit, w, out, cap);
}

void figure_difference(const struct indicator *ind, double v, struct writing w, char *out, size_t cap)
{
    char number[FIGURE_CAP];
    if (isnan(v) || !figure_is_percent(ind, w.lang)) {
        figure_computed(ind, v, w, out, cap);
        return;
    }
    plain(v, ind->decimals, PRECISION_COMPUTED, number, sizeof number);
    snprintf(out, cap, tr(w.lang, N_("%s percentage points")), number);
}

void obs_brief(const struct indicator *ind, const struct obs *o, struct writing w, char *out, size_t cap)
{
    char value[FIGURE_CAP];
    if (!o || isnan(o->value) || w.lang == LANG_ZH) {
        obs_text(ind, o, w, out, cap);
        return;
    }
    if (is_currency(ind) || figure_is_percent(ind, w.lang)) {
        figure_text(ind, o->value, w, value, sizeof value);
    } else {
        plain(o->value, ind->decimals, PRECISION_EXACT, value, sizeof value);
        group_digits(value, sizeof value);
    }
    if (o->cmp == CMP_ABOUT)
        snprintf(out, cap, "%s%s", w.ascii ? "~" : "≈", value);
    else
        compared(o, value, w, out, cap);
}

void obs_text(const struct indicator *ind, const struct obs *o, struct writing w, char *out,
              size_t cap)
{
    char value[FIGURE_CAP];
    if (!o || isnan(o->value)) {
        snprintf(out, cap, "%s", absent(w));
        return;
    }
    figure_text(ind, o->value, w, value, sizeof value);
    compared(o, value, w, out, cap);
}

void share_text(double share, bool at_least, struct writing w, char *out, size_t cap)
{
    if (isnan(share)) {
        snprintf(out, cap, "%s", absent(w));
        return;
    }
    /* One digit behind the point, cut towards the side that does not flatter: 99.96 % is not 100 %. */
    double tenths = share * 1000;
    double rounded = round(tenths);
    if (share < 1 && rounded >= 1000)
        rounded = 999;
    char number[32];
    fixed_text(rounded / 10, 6, number, sizeof number);
    snprintf(out, cap, "%s%s%s", at_least ? (w.ascii ? ">=" : "≥") : "", number,
             w.lang == LANG_ZH ? "%" : " %");
}

void share_brief(double share, bool at_least, struct writing w, char *out, size_t cap)
{
    double whole = share < 1 ? fmin(round(share * 100), 99) : round(share * 100);
    const char *sign = at_least ? (w.ascii ? ">=" : "≥") : "";
    if (isnan(share))
        snprintf(out, cap, "%s", absent(w));
    else if (share > 0 && whole < 1 && !at_least)
        snprintf(out, cap, "<1%%");
    else
        snprintf(out, cap, "%s%.0f%%", sign, whole + 0.0);
}

/* ---- dates and periods ------------------------------------------------------------------- */

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static void day_written(day_t d, enum lang lang, char *out, size_t cap)
{
    int y, m, dd;
    day_to_ymd(d, &y, &m, &dd);
    if (lang == LANG_ZH)
        snprintf(out, cap, "%d年%d月%d日", y, m, dd);
    else
        snprintf(out, cap, "%d %s %d", dd, month_names[m - 1], y);
}

void day_text(day_t d, struct writing w, char *out, size_t cap)
{
    if (d == DAY_NONE)
        snprintf(out, cap, "%s", absent(w));
    else if (w.lang == LANG_ZH)
        day_written(d, LANG_ZH, out, cap);
    else
        day_format(d, out, cap);
}

void by_text(day_t d, struct writing w, char *out, size_t cap)
{
    if (d == DAY_NONE) {
        snprintf(out, cap, "%s", absent(w));
        return;
    }
    int y, m, dd;
    char day[FIGURE_CAP];
    day_to_ymd(d, &y, &m, &dd);
    day_written(d, w.lang, day, sizeof day);
    if (m == 12 && dd == 31)
        snprintf(out, cap, w.lang == LANG_ZH ? "%d年底前" : "end %d", y);
    else
        snprintf(out, cap, w.lang == LANG_ZH ? "%s前" : "%s", day);
}

struct months { /* a span of whole months */
    int y1, m1, y2, m2;
};

static bool whole_months(const struct period *p, struct months *out)
{
    int d1, d2, dn;
    day_to_ymd(p->first, &out->y1, &out->m1, &d1);
    day_to_ymd(p->last, &out->y2, &out->m2, &d2);
    int y, m;
    day_to_ymd(p->last + 1, &y, &m, &dn);
    return d1 == 1 && dn == 1;
}

static void span_zh(const struct period *p, char *out, size_t cap)
{
    struct months s;
    if (whole_months(p, &s)) {
        if (s.y1 == s.y2)
            snprintf(out, cap, "%d年%d—%d月", s.y1, s.m1, s.m2);
        else if (s.m1 == 1 && s.m2 == 12)
            snprintf(out, cap, "%d—%d年", s.y1, s.y2);
        else
            snprintf(out, cap, "%d年%d月—%d年%d月", s.y1, s.m1, s.y2, s.m2);
        return;
    }
    char a[FIGURE_CAP], b[FIGURE_CAP];
    day_written(p->first, LANG_ZH, a, sizeof a);
    day_written(p->last, LANG_ZH, b, sizeof b);
    snprintf(out, cap, "%s—%s", a, b);
}

static void span_en(const struct period *p, const char *dash, char *out, size_t cap)
{
    struct months s;
    if (whole_months(p, &s)) {
        if (s.y1 == s.y2)
            snprintf(out, cap, "%s%s%s %d", month_names[s.m1 - 1], dash, month_names[s.m2 - 1],
                     s.y1);
        else if (s.m1 == 1 && s.m2 == 12)
            snprintf(out, cap, "%d%s%d", s.y1, dash, s.y2);
        else
            snprintf(out, cap, "%s %d%s%s %d", month_names[s.m1 - 1], s.y1, dash,
                     month_names[s.m2 - 1], s.y2);
        return;
    }
    char a[FIGURE_CAP], b[FIGURE_CAP];
    day_written(p->first, LANG_EN, a, sizeof a);
    day_written(p->last, LANG_EN, b, sizeof b);
    snprintf(out, cap, "%s %s %s", a, dash, b);
}

static int iso_week(const struct period *p, int *year)
{
    int m, d;
    day_to_ymd(p->first + 3, year, &m, &d); /* the Thursday names the year */
    return (p->first + 3 - day_from_ymd(*year, 1, 1)) / 7 + 1;
}

void period_text(const struct period *p, struct writing w, char *out, size_t cap)
{
    static const char *const quarters[] = {"一", "二", "三", "四"};
    static const char *const thirds[] = {"一", "二", "三"};
    bool zh = w.lang == LANG_ZH;
    int y, m, d, week;
    if (p->kind == PERIOD_NONE) {
        snprintf(out, cap, "%s", absent(w));
        return;
    }
    day_to_ymd(p->first, &y, &m, &d);
    switch (p->kind) {
    case PERIOD_YEAR:
        snprintf(out, cap, zh ? "%d年" : "%d", y);
        break;
    case PERIOD_HALF:
        if (zh)
            snprintf(out, cap, "%d年%s半年", y, m == 1 ? "上" : "下");
        else
            snprintf(out, cap, "H%d %d", m == 1 ? 1 : 2, y);
        break;
    case PERIOD_TRIMESTER:
        if (zh)
            snprintf(out, cap, "%d年第%s个四个月", y, thirds[(m - 1) / 4]);
        else
            snprintf(out, cap, "T%d %d", (m - 1) / 4 + 1, y);
        break;
    case PERIOD_QUARTER:
        if (zh)
            snprintf(out, cap, "%d年%s季度", y, quarters[(m - 1) / 3]);
        else
            snprintf(out, cap, "Q%d %d", (m - 1) / 3 + 1, y);
        break;
    case PERIOD_MONTH:
        if (zh)
            snprintf(out, cap, "%d年%d月", y, m);
        else
            snprintf(out, cap, "%s %d", month_names[m - 1], y);
        break;
    case PERIOD_WEEK:
        week = iso_week(p, &y);
        snprintf(out, cap, zh ? "%d年第%d周" : "%d week %d", y, week);
        break;
    case PERIOD_DAY:
        day_written(p->first, w.lang, out, cap);
        break;
    case PERIOD_SPAN:
    case PERIOD_NONE:
        if (zh)
            span_zh(p, out, cap);
        else
            span_en(p, w.ascii ? "-" : "–", out, cap);
        break;
    }
}

/* Whole months, or nothing of a month: a span of one year, of whole years, or the month that it ends with. */
static void span_short(const struct period *p, struct writing w, char *out, size_t cap)
{
    bool zh = w.lang == LANG_ZH;
    const char *dash = w.ascii ? "-" : zh ? "—" : "–";
    struct months s;
    if (!whole_months(p, &s))
        day_format(p->last, out, cap);
    else if (s.y1 != s.y2 && s.m1 == 1 && s.m2 == 12)
        snprintf(out, cap, zh ? "%d%s%02d年" : "%d%s%02d", s.y1, dash, s.y2 % 100);
    else if (s.y1 != s.y2 && zh)
        snprintf(out, cap, "至%02d年%d月", s.y2 % 100, s.m2);
    else if (s.y1 != s.y2)
        snprintf(out, cap, "to %s %02d", month_names[s.m2 - 1], s.y2 % 100);
    else if (zh && s.m1 > 9)
        snprintf(out, cap, "%02d/%d%s%d月", s.y1 % 100, s.m1, dash, s.m2);
    else if (zh)
        snprintf(out, cap, "%02d年%d%s%d月", s.y1 % 100, s.m1, dash, s.m2);
    else
        snprintf(out, cap, "%s%s%s %02d", month_names[s.m1 - 1], dash, month_names[s.m2 - 1], s.y1 % 100);
}

void period_short(const struct period *p, struct writing w, char *out, size_t cap)
{
    static const char *const quarters[] = {"一", "二", "三", "四"};
    bool zh = w.lang == LANG_ZH;
    int y, m, d, week;
    if (p->kind == PERIOD_NONE) {
        snprintf(out, cap, "%s", absent(w));
        return;
    }
    day_to_ymd(p->first, &y, &m, &d);
    switch (p->kind) {
    case PERIOD_YEAR:
        snprintf(out, cap, "%d", y);
        break;
    case PERIOD_HALF:
        if (zh)
            snprintf(out, cap, "%02d年%s半年", y % 100, m == 1 ? "上" : "下");
        else
            period_text(p, w, out, cap);
        break;
    case PERIOD_TRIMESTER:
        if (zh)
            snprintf(out, cap, "%02d年%d—%d月", y % 100, m, m + 3);
        else
            period_text(p, w, out, cap);
        break;
    case PERIOD_QUARTER:
        if (zh)
            snprintf(out, cap, "%02d年%s季度", y % 100, quarters[(m - 1) / 3]);
        else
            period_text(p, w, out, cap);
        break;
    case PERIOD_WEEK:
        week = iso_week(p, &y);
        snprintf(out, cap, zh ? "%02d年第%d周" : "W%d %d", zh ? y % 100 : week, zh ? week : y);
        break;
    case PERIOD_MONTH:
        period_text(p, w, out, cap);
        break;
    case PERIOD_DAY:
        day_format(p->first, out, cap);
        break;
    case PERIOD_SPAN:
    case PERIOD_NONE:
        span_short(p, w, out, cap);
        break;
    }
}

static void span_text(int64_t seconds, bool nearest, struct writing w, char *out, size_t cap)
{
    static const struct {
        int64_t below, divide;
        const char *en;
    } units[] = {
        {60, 60, N_("<1 min")}, /* the screen's clock ticks by the minute: seconds would stand still */
        {3600, 60, N_("%lld min")},
        {48 * 3600, 3600, N_("%lld h")},
        {INT64_MAX, 86400, N_("%lld days")},
    };
    if (seconds < 0)
        seconds = 0;
    size_t i = 0;
    while (seconds >= units[i].below)
        i++;
    /* The format comes from the table above or its translation, which a test compares directive by directive. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(out, cap, tr(w.lang, units[i].en), (long long)((seconds + (nearest ? units[i].divide / 2 : 0)) / units[i].divide));
#pragma GCC diagnostic pop
}

void age_text(int64_t seconds, struct writing w, char *out, size_t cap)
{
    span_text(seconds, false, w, out, cap);
}

void wait_text(int64_t seconds, struct writing w, char *out, size_t cap)
{
    span_text(seconds, true, w, out, cap);
}

void bytes_text(uint64_t bytes, char *out, size_t cap)
{
    if (bytes < 10000)
        snprintf(out, cap, "%llu B", (unsigned long long)bytes);
    else if (bytes < 10000000)
        snprintf(out, cap, "%llu KiB", (unsigned long long)(bytes + 512) / 1024);
    else
        snprintf(out, cap, "%llu MiB", (unsigned long long)(bytes + 524288) / 1048576);
}

/* ---- targets ----------------------------------------------------------------------------- */

static void threshold_text(const struct indicator *ind, const struct target *t, double value,
                           struct writing w, char *out, size_t cap)
{
    static const char *const en[] = {
        [CMP_EQ] = "%s", [CMP_GT] = "more than %s", [CMP_GE] = "%s or more",
        [CMP_LT] = "below %s", [CMP_LE] = "at most %s", [CMP_ABOUT] = "about %s"};
    static const char *const zh[] = {
        [CMP_EQ] = "%s", [CMP_GT] = "超过 %s", [CMP_GE] = "达到 %s",
        [CMP_LT] = "低于 %s", [CMP_LE] = "不高于 %s", [CMP_ABOUT] = "%s左右"};
    char figure_of[FIGURE_CAP];
    figure_text(ind, value, w, figure_of, sizeof figure_of);
    const char *format = w.lang == LANG_ZH ? zh[t->cmp] : en[t->cmp];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(out, cap, format, figure_of);
#pragma GCC diagnostic pop
}

void target_text(const struct indicator *ind, const struct target *t, struct writing w, char *out,
                 size_t cap)
{
    bool zh = w.lang == LANG_ZH;
    char value[FIGURE_CAP], by[FIGURE_CAP], from[FIGURE_CAP], high[FIGURE_CAP];
    threshold_text(ind, t, t->value, w, value, sizeof value);
    by_text(t->by, w, by, sizeof by);
    switch (t->kind) {
    case TARGET_LEVEL:
        snprintf(out, cap, zh ? "%2$s%1$s" : "%1$s by %2$s", value, by);
        break;
    case TARGET_GROWTH: {
        char rate[32];
        number_text(t->value, -1, rate, sizeof rate);
        snprintf(out, cap, zh ? "%2$s年均增长%3$s%1$s%%" : "%3$s%1$s %% a year on average to %2$s",
                 rate, by,
                 t->cmp == CMP_GT ? (zh ? "超过" : "more than ") : zh ? " " : "");
        break;
    }
    case TARGET_CUMULATIVE:
        if (t->from == DAY_NONE)
            snprintf(from, sizeof from, "%s", absent(w));
        else
            day_written(t->from, w.lang, from, sizeof from);
        day_written(t->by, w.lang, by, sizeof by);
        snprintf(out, cap, zh ? "%2$s至%3$s累计%1$s" : "%1$s in all, %2$s to %3$s", value, from, by);
        break;
    case TARGET_MAINTAIN:
        snprintf(out, cap, zh ? "%2$s每年%1$s" : "%1$s every year to %2$s", value, by);
        break;
    case TARGET_RANGE:
        figure_text(ind, t->value, w, value, sizeof value);
        figure_text(ind, t->high, w, high, sizeof high);
        snprintf(out, cap, zh ? "%3$s保持在 %1$s 至 %2$s" : "between %1$s and %2$s by %3$s", value,
                 high, by);
        break;
    case TARGET_RELATIVE:
        snprintf(out, cap, "%s", tr(w.lang, N_("keeps pace with the reference indicator")));
        break;
    case TARGET_DIRECTION:
        snprintf(out, cap, "%s",
                 tr(w.lang, ind->direction == DIRECTION_DOWN ? N_("down, no numeric target")
                                                             : N_("up, no numeric target")));
        break;
    case TARGET_MILESTONES:
        snprintf(out, cap, zh ? "%s完成全部里程碑" : "all milestones done by %s", by);
        break;
    }
}
