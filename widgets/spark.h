/* spark.h -- a series as one line of small columns. Gaps (NaN) stay gaps; 8 levels, ASCII twin " .:-=+*#". */
#ifndef PILLARS_WIDGETS_SPARK_H
#define PILLARS_WIDGETS_SPARK_H

#include "widgets/grid.h"

/* One column per value, the last n that fit; the scale runs min..max of what is drawn. */
void spark_draw(struct grid *g, struct rect r, const double *values, size_t n, enum role role,
                const struct look *look);

#endif
