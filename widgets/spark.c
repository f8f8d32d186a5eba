#include "widgets/spark.h"

#include <math.h>

void spark_draw(struct grid *g, struct rect r, const double *values, size_t n, enum role role,
                const struct look *look)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const letters[] = {".", ":", "-", "=", "+", "*", "%", "#"};
    if (r.w < 1 || r.h < 1)
        return;
    size_t shown = n < (size_t)r.w ? n : (size_t)r.w;
    const double *v = values + (n - shown);
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < shown; i++) {
        if (!isfinite(v[i]))
            continue;
        low = fmin(low, v[i]);
        high = fmax(high, v[i]);
    }
    for (size_t i = 0; i < shown; i++) {
        if (!isfinite(v[i]))
            continue;
        int level = high > low ? (int)lround((v[i] - low) / (high - low) * 7) : 3;
        grid_put(g, r, r.y, r.x + (int)i, 1, STYLE(role),
                 look->ascii ? letters[level] : blocks[level]);
    }
}
