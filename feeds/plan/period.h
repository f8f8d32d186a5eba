/* period.h -- days, dates and SDMX time periods. Pure; any thread.
 *
 * A day is the number of days since 1970-01-01 in the proleptic Gregorian calendar; no time zone
 * is inside (the caller turns "now" into a day of the plan's time zone). A period covers the days
 * first..last, both inclusive. Codes are SDMX's observational time periods (SDMX 2.1 part 6,
 * section 4.2): 2025, 2025-A1, 2025-S1, 2025-T1, 2025-Q3, 2025-09, 2025-M09, 2025-W07 (ISO 8601 week), 2025-09-30 and
 * start/duration (2021-01-01/P8M, 2022-08-01/P3Y). Years 1800 to 2999.
 */
#ifndef PILLARS_PLAN_PERIOD_H
#define PILLARS_PLAN_PERIOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t day_t;
#define DAY_NONE INT32_MIN /* no date known */

enum period_kind {
    PERIOD_NONE,
    PERIOD_YEAR,
    PERIOD_HALF,
    PERIOD_TRIMESTER,
    PERIOD_QUARTER,
    PERIOD_MONTH,
    PERIOD_WEEK,
    PERIOD_DAY,
    PERIOD_SPAN /* start/duration */
};

enum freq { FREQ_ANNUAL, FREQ_HALF, FREQ_QUARTER, FREQ_MONTH, FREQ_WEEK, FREQ_DAY };

struct period {
    day_t first, last;
    enum period_kind kind;
};

day_t day_from_ymd(int y, int m, int d); /* DAY_NONE if there is no such day */
void day_to_ymd(day_t day, int *y, int *m, int *d);
/* "2025-12-31", or the first ten characters of an RFC 3339 instant. False if malformed. */
bool day_parse(const char *s, day_t *out);
void day_format(day_t day, char *out, size_t cap); /* "2025-12-31", "-" for DAY_NONE; cap >= 11 */
day_t day_add_months(day_t day, int months);        /* the day of month is cut to the month's length */
/* Day of the instant `wall_seconds` UTC in a zone `offset_s` seconds east of UTC. */
day_t day_from_wall(int64_t wall_seconds, int32_t offset_s);
/* Offset east of UTC of an IANA zone at that instant, from the system's zone files; "Asia/Shanghai", "UTC" and "+08:00"
 * are known without reading any. False if the zone is unknown. */
bool zone_offset(const char *zone, int64_t wall_seconds, int32_t *offset_s);

bool period_parse(const char *s, struct period *out);
/* The normal SDMX code ("2025", "2025-Q3", "2021-01-01/P8M"); cap >= 24. */
void period_code(const struct period *p, char *out, size_t cap);
bool period_equal(const struct period *a, const struct period *b);
/* By last day, then by first: <0, 0, >0. */
int period_compare(const struct period *a, const struct period *b);
/* Length in days, both ends counted. */
int period_days(const struct period *p);
/* Exactly one calendar year, 1 January to 31 December (2025, or 2025-01-01/P1Y). */
bool period_is_year(const struct period *p);
/* Approximate length of one step of a frequency, in days (365, 182, 91, 30, 7, 1). */
int freq_days(enum freq f);
/* True if p is exactly one step of f (2025 for annual, 2025-Q1 for quarterly, ...). */
bool period_has_freq(const struct period *p, enum freq f);
enum freq freq_from_code(char code, bool *ok); /* A S Q M W D */
char freq_code(enum freq f);

#endif
