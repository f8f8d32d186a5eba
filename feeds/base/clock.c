#include "feeds/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t system_wall_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

bool clock_init(struct clock *c)
{
    *c = (struct clock){0};
    const char *pin = getenv("PILLARS_NOW");
    if (!pin || !*pin)
        return true;
    char text[64];
    size_t n = strlen(pin);
    if (n >= sizeof text)
        return false;
    memcpy(text, pin, n + 1);
    bool still = text[n - 1] == '!';
    if (still)
        text[n - 1] = '\0';
    wall_s at;
    if (!wall_parse(text, &at))
        return false;
    c->still = still;
    c->still_s = at.s;
    c->offset_ms = at.s * 1000 - system_wall_ms();
    return true;
}

mono_ms clock_mono(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (mono_ms){(int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000};
}

int64_t clock_wall_ms(const struct clock *c)
{
    return c->still ? c->still_s * 1000 : system_wall_ms() + c->offset_ms;
}

wall_s clock_wall(const struct clock *c)
{
    int64_t ms = clock_wall_ms(c);
    return (wall_s){ms >= 0 ? ms / 1000 : (ms - 999) / 1000};
}

void wall_format(wall_s t, char *out, size_t cap)
{
    time_t s = (time_t)t.s;
    struct tm tm;
    if (!gmtime_r(&s, &tm) || !strftime(out, cap, "%Y-%m-%dT%H:%M:%SZ", &tm))
        snprintf(out, cap, "-");
}

static bool two(const char *s, int low, int high, int *out)
{
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
        return false;
    *out = (s[0] - '0') * 10 + s[1] - '0';
    return *out >= low && *out <= high;
}

bool wall_parse(const char *s, wall_s *out)
{
    int c, y, mo, d, h = 0, mi = 0, se = 0, oh = 0, om = 0, sign = 0;
    if (strlen(s) < 10 || !two(s, 0, 99, &c) || !two(s + 2, 0, 99, &y) || s[4] != '-' ||
        !two(s + 5, 1, 12, &mo) || s[7] != '-' || !two(s + 8, 1, 31, &d))
        return false;
    y += c * 100;
    s += 10;
    if (*s == 'T' || *s == ' ') {
        if (strlen(s) < 6 || !two(s + 1, 0, 23, &h) || s[3] != ':' || !two(s + 4, 0, 59, &mi))
            return false;
        s += 6;
        if (*s == ':') {
            if (strlen(s) < 3 || !two(s + 1, 0, 60, &se))
                return false;
            s += 3;
            if (*s == '.')
                for (s++; *s >= '0' && *s <= '9'; s++)
                    ;
        }
        if (*s == 'Z') {
            s++;
        } else if (*s == '+' || *s == '-') {
            sign = *s == '+' ? 1 : -1;
            if (strlen(s) < 5 || !two(s + 1, 0, 23, &oh))
                return false;
            s += 3;
            if (*s == ':')
                s++;
            if (strlen(s) < 2 || !two(s, 0, 59, &om))
                return false;
            s += 2;
        }
    }
    if (*s)
        return false;
    struct tm tm = {.tm_year = y - 1900, .tm_mon = mo - 1, .tm_mday = d, .tm_hour = h,
                    .tm_min = mi, .tm_sec = se};
    time_t t = timegm(&tm);
    if (tm.tm_mday != d) /* 31 February and the like */
        return false;
    out->s = (int64_t)t - sign * (oh * 3600 + om * 60);
    return true;
}
