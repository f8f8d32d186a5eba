/* Second opinions on a drift: methods.md 6.1. They are said beside it and change nothing. */
#include <math.h>

#include "feeds/plan/judge.h"

#define LIMITS_MIN 5 /* points from which a line has an interval, as the drift has */

double theil_sen(const struct point *p, size_t n, bool logs)
{
    double slopes[FORECAST_POINTS * (FORECAST_POINTS - 1) / 2];
    size_t count = 0, k = n < FORECAST_POINTS ? n : FORECAST_POINTS;
    p += n - k;
    for (size_t i = 0; i < k; i++)
        for (size_t j = i + 1; j < k; j++) {
            double slope =
                (scaled(p[j].value, logs) - scaled(p[i].value, logs)) / (p[j].years - p[i].years);
            size_t at = count++;
            for (; at > 0 && slopes[at - 1] > slope; at--)
                slopes[at] = slopes[at - 1];
            slopes[at] = slope;
        }
    if (!count)
        return NAN;
    return count % 2 ? slopes[count / 2] : (slopes[count / 2 - 1] + slopes[count / 2]) / 2;
}

bool line_fit(const struct point *p, size_t n, bool logs, bool weighted, struct line *l)
{
    size_t k = n < FORECAST_POINTS ? n : FORECAST_POINTS;
    double sum = 0, sxy = 0, rest = 0;
    *l = (struct line){.n = (int)k, .logs = logs, .weighted = weighted};
    p += n - k;
    for (size_t i = 0; i < k; i++) {
        double weight = weighted ? (double)(i + 1) : 1;
        sum += weight;
        l->mean_x += weight * p[i].years;
        l->mean_y += weight * scaled(p[i].value, logs);
    }
    l->mean_x /= sum;
    l->mean_y /= sum;
    for (size_t i = 0; i < k; i++) {
        double weight = weighted ? (double)(i + 1) : 1, x = p[i].years - l->mean_x;
        l->sxx += weight * x * x;
        sxy += weight * x * (scaled(p[i].value, logs) - l->mean_y);
    }
    if (k < 3 || !(l->sxx > 0) || !isfinite(sxy))
        return false;
    l->slope = sxy / l->sxx;
    for (size_t i = 0; i < k; i++) {
        double off = scaled(p[i].value, logs) - l->mean_y - l->slope * (p[i].years - l->mean_x);
        rest += off * off;
    }
    l->s = sqrt(rest / (double)(k - 2));
    return true;
}

double line_at(const struct line *l, double years, double side)
{
    double x = years - l->mean_x, v = l->mean_y + l->slope * x;
    if (side != 0 && (l->weighted || l->n < LIMITS_MIN))
        return NAN;
    if (side != 0)
        v += side * student_t90(l->n - 2) * l->s * sqrt(1 + 1.0 / l->n + x * x / l->sxx);
    return unscaled(v, l->logs);
}
