/* clock.h -- two clocks that cannot be mixed up.
 *
 * mono_ms: for delays and deadlines, never goes back. wall_s: seconds since 1970-01-01 UTC, for
 * people and the archive. Both can be pinned for tests by the environment: PILLARS_NOW (RFC 3339,
 * e.g. 2026-11-24T08:00:00Z) pins the wall clock at start-up; it then runs on from there, or stands
 * still when PILLARS_NOW ends in '!'. Read once by clock_init(). Any thread after that.
 */
#ifndef PILLARS_BASE_CLOCK_H
#define PILLARS_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    int64_t ms;
} mono_ms;
typedef struct {
    int64_t s;
} wall_s;

struct clock {
    int64_t offset_ms; /* added to the system's wall clock */
    bool still;        /* the wall clock shows still_s for ever */
    int64_t still_s;
};

/* Reads PILLARS_NOW; a malformed value is ignored and reported by returning false. */
bool clock_init(struct clock *c);
mono_ms clock_mono(void);
wall_s clock_wall(const struct clock *c);
int64_t clock_wall_ms(const struct clock *c);

/* RFC 3339 in UTC: "2026-11-24T08:00:00Z". cap >= 21. */
void wall_format(wall_s t, char *out, size_t cap);
/* Parses RFC 3339 or a date (midnight UTC); "+0200" without a colon is accepted. False if malformed. */
bool wall_parse(const char *s, wall_s *out);

#endif
