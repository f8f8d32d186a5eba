/* plan_place.h -- where the shipped plan is. */
#ifndef PILLARS_TUI_PLAN_PLACE_H
#define PILLARS_TUI_PLAN_PLACE_H

/* Path of the shipped Lin-gang plan: beside the program (installed, or built in the source tree),
 * in the source tree it was built from, or below the prefix it was built for. malloc'ed; NULL when
 * it is nowhere. */
char *plan_place_shipped(void);

#endif
