#include "feeds/plan/period.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Days since 1970-01-01; Howard Hinnant, "chrono-compatible low-level date algorithms". */
static day_t civil(int y, int m, int d)
{
    y -= m <= 2;
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static int month_days(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return days[m - 1] + (m == 2 && leap);
}

day_t day_from_ymd(int y, int m, int d)
{
    if (y < 1800 || y > 2999 || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
        return DAY_NONE;
    return civil(y, m, d);
}

void day_to_ymd(day_t day, int *y, int *m, int *d)
{
    int z = day + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = yoe + era * 400 + (*m <= 2);
}

/* Reads exactly n digits; -1 if there are other characters. */
static int digits(const char *s, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        v = v * 10 + s[i] - '0';
    }
    return v;
}

bool day_parse(const char *s, day_t *out)
{
    size_t n = strnlen(s, 11);
    if (n < 10 || s[4] != '-' || s[7] != '-' || (s[10] != '\0' && s[10] != 'T'))
        return false;
    *out = day_from_ymd(digits(s, 4), digits(s + 5, 2), digits(s + 8, 2));
    return *out != DAY_NONE;
}

void day_format(day_t day, char *out, size_t cap)
{
    if (day == DAY_NONE) {
        snprintf(out, cap, "-");
        return;
    }
    int y, m, d;
    day_to_ymd(day, &y, &m, &d);
    snprintf(out, cap, "%04d-%02d-%02d", y, m, d);
}

day_t day_add_months(day_t day, int months)
{
    int y, m, d;
    day_to_ymd(day, &y, &m, &d);
    int total = y * 12 + m - 1 + months;
    y = total / 12;
    m = total % 12 + 1;
    int last = month_days(y, m);
    return civil(y, m, d < last ? d : last);
}

day_t day_from_wall(int64_t wall_seconds, int32_t offset_s)
{
    int64_t s = wall_seconds + offset_s;
    return (day_t)((s >= 0 ? s : s - 86399) / 86400);
}

/* ---- periods ------------------------------------------------------------------------------- */

static bool months_period(int y, int m, int count, enum period_kind kind, struct period *out)
{
    out->first = day_from_ymd(y, m, 1);
    if (out->first == DAY_NONE)
        return false;
    out->last = day_add_months(out->first, count) - 1;
    out->kind = kind;
    return true;
}

/* Monday of ISO week w of year y; DAY_NONE if the year has no such week. */
static day_t week_start(int y, int w)
{
    day_t jan4 = civil(y, 1, 4);
    int weekday = ((jan4 + 3) % 7 + 7) % 7; /* Monday is 0; 1970-01-01 was a Thursday */
    day_t start = jan4 - weekday + (w - 1) * 7;
    return w >= 1 && w <= 53 && start + 3 <= civil(y, 12, 31) ? start : DAY_NONE;
}

static bool span_parse(const char *s, struct period *out)
{
    char date[11];
    memcpy(date, s, 10);
    date[10] = '\0';
    day_t first;
    if (!day_parse(date, &first) || s[11] != 'P')
        return false;
    char *end;
    if (s[12] < '1' || s[12] > '9')
        return false;
    long n = strtol(s + 12, &end, 10);
    if (n > 1000000 || end[0] == '\0' || end[1] != '\0')
        return false;
    day_t next;
    switch (*end) {
    case 'Y':
        n *= 12;
        /* fall through */
    case 'M':
        if (n > 12 * 1000)
            return false;
        next = day_add_months(first, (int)n);
        break;
    case 'W':
        n *= 7;
        /* fall through */
    case 'D':
        if (n > 366000)
            return false;
        next = first + (int)n;
        break;
    default:
        return false;
    }
    out->first = first;
    out->last = next - 1;
    out->kind = PERIOD_SPAN;
    return true;
}

bool period_parse(const char *s, struct period *out)
{
    size_t n = strnlen(s, 32);
    if (n < 4 || n >= 32)
        return false;
    int y = digits(s, 4);
    if (y < 1800 || y > 2999)
        return false;
    if (n == 4)
        return months_period(y, 1, 12, PERIOD_YEAR, out);
    if (s[4] != '-')
        return false;
    if (n > 11 && s[10] == '/')
        return span_parse(s, out);
    const char *p = s + 5;
    int k = n == 7 && *p >= 'A' ? digits(p + 1, 1) : -1;
    switch (*p) {
    case 'A':
        return k == 1 && months_period(y, 1, 12, PERIOD_YEAR, out);
    case 'S':
        return k >= 1 && k <= 2 && months_period(y, k * 6 - 5, 6, PERIOD_HALF, out);
    case 'T':
        return k >= 1 && k <= 3 && months_period(y, k * 4 - 3, 4, PERIOD_TRIMESTER, out);
    case 'Q':
        return k >= 1 && k <= 4 && months_period(y, k * 3 - 2, 3, PERIOD_QUARTER, out);
    case 'M':
        return n == 8 && months_period(y, digits(p + 1, 2), 1, PERIOD_MONTH, out);
    case 'W':
        if (n != 8 || digits(p + 1, 2) < 0 || week_start(y, digits(p + 1, 2)) == DAY_NONE)
            return false;
        out->first = week_start(y, digits(p + 1, 2));
        out->last = out->first + 6;
        out->kind = PERIOD_WEEK;
        return true;
    }
    if (n == 7)
        return months_period(y, digits(p, 2), 1, PERIOD_MONTH, out);
    if (n != 10 || !day_parse(s, &out->first))
        return false;
    out->last = out->first;
    out->kind = PERIOD_DAY;
    return true;
}

void period_code(const struct period *p, char *out, size_t cap)
{
    int y, m, d, y2, m2, d2;
    day_to_ymd(p->first, &y, &m, &d);
    switch (p->kind) {
    case PERIOD_NONE:
        snprintf(out, cap, "-");
        return;
    case PERIOD_YEAR:
        snprintf(out, cap, "%04d", y);
        return;
    case PERIOD_HALF:
        snprintf(out, cap, "%04d-S%d", y, (m - 1) / 6 + 1);
        return;
    case PERIOD_TRIMESTER:
        snprintf(out, cap, "%04d-T%d", y, (m - 1) / 4 + 1);
        return;
    case PERIOD_QUARTER:
        snprintf(out, cap, "%04d-Q%d", y, (m - 1) / 3 + 1);
        return;
    case PERIOD_MONTH:
        snprintf(out, cap, "%04d-%02d", y, m);
        return;
    case PERIOD_WEEK:
        day_to_ymd(p->first + 3, &y, &m, &d); /* the Thursday names the year */
        snprintf(out, cap, "%04d-W%02d", y, (p->first + 3 - civil(y, 1, 1)) / 7 + 1);
        return;
    case PERIOD_DAY:
        snprintf(out, cap, "%04d-%02d-%02d", y, m, d);
        return;
    case PERIOD_SPAN:
        break;
    }
    day_to_ymd(p->last + 1, &y2, &m2, &d2);
    int months = (y2 - y) * 12 + m2 - m;
    if (months > 0 && day_add_months(p->first, months) == p->last + 1) {
        if (months % 12 == 0)
            snprintf(out, cap, "%04d-%02d-%02d/P%dY", y, m, d, months / 12);
        else
            snprintf(out, cap, "%04d-%02d-%02d/P%dM", y, m, d, months);
    } else {
        snprintf(out, cap, "%04d-%02d-%02d/P%dD", y, m, d, period_days(p));
    }
}

bool period_equal(const struct period *a, const struct period *b)
{
    return a->first == b->first && a->last == b->last;
}

int period_compare(const struct period *a, const struct period *b)
{
    if (a->last != b->last)
        return a->last < b->last ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

int period_days(const struct period *p)
{
    return p->last - p->first + 1;
}

bool period_is_year(const struct period *p)
{
    int y, m, d;
    day_to_ymd(p->first, &y, &m, &d);
    return m == 1 && d == 1 && p->last == civil(y, 12, 31);
}

int freq_days(enum freq f)
{
    static const int days[] = {365, 182, 91, 30, 7, 1};
    return days[f];
}

bool period_has_freq(const struct period *p, enum freq f)
{
    static const int months[] = {12, 6, 3, 1};
    int y, m, d;
    day_to_ymd(p->first, &y, &m, &d);
    if (f == FREQ_DAY)
        return p->first == p->last;
    if (f == FREQ_WEEK)
        return period_days(p) == 7;
    return d == 1 && (m - 1) % months[f] == 0 && p->last == day_add_months(p->first, months[f]) - 1;
}

static const char freq_codes[] = "ASQMWD";

enum freq freq_from_code(char code, bool *ok)
{
    const char *at = code ? strchr(freq_codes, code) : NULL;
    *ok = at != NULL;
    return at ? (enum freq)(at - freq_codes) : FREQ_ANNUAL;
}

char freq_code(enum freq f)
{
    return freq_codes[f];
}
