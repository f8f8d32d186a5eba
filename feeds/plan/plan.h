/* plan.h -- what is wanted: plan, pillars, indicators, targets, and where figures come from.
 *
 * A plan is built once by format/document and never written again; it is shared by reference count
 * from any thread. All strings and arrays live in its arena and die with it. Texts are clean (see
 * utf8.h). A number that is absent is NaN, a day that is absent DAY_NONE, a string NULL.
 * Terms: design.md section 2; kinds of target: methods.md 4.2.
 */
#ifndef PILLARS_PLAN_PLAN_H
#define PILLARS_PLAN_PLAN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feeds/base/arena.h"
#include "feeds/plan/period.h"

#define PLAN_MAX_INDICATORS 4096
#define PLAN_MAX_OBSERVATIONS 100000
#define PLAN_MAX_FEEDS 4096
#define PLAN_MAX_PILLARS 64
#define TARGETS_MAX 8   /* of one indicator */
#define DERIVE_MAX 64   /* parts of one derived indicator */

enum lang { LANG_ZH, LANG_EN, LANG_COUNT };

/* A text in the languages it was given in; a plain string in a document fills both. */
struct text {
    const char *in[LANG_COUNT];
};
/* The text in that language, else in the other one, else "". Never NULL. */
const char *text_in(const struct text *t, enum lang lang);
bool text_is_empty(const struct text *t);
/* The short name in that language where it has one, else the name: a short name never brings another language in. */
const char *text_short_in(const struct text *name, const struct text *short_name, enum lang lang);

/* Comparator of a value or of a target. About: "~" (约/左右). */
enum cmp { CMP_EQ, CMP_GT, CMP_GE, CMP_LT, CMP_LE, CMP_ABOUT };
const char *cmp_code(enum cmp c); /* "=", ">", ">=", "<", "<=", "~" */

enum quantity { QUANTITY_UNSTATED, QUANTITY_STOCK, QUANTITY_FLOW, QUANTITY_RATE, QUANTITY_INDEX };
enum nature { NATURE_OTHER, NATURE_BINDING, NATURE_ANTICIPATORY };
enum direction { DIRECTION_UP, DIRECTION_DOWN, DIRECTION_NONE };

enum target_kind {
    TARGET_LEVEL,
    TARGET_GROWTH,
    TARGET_CUMULATIVE,
    TARGET_MAINTAIN,
    TARGET_RANGE,
    TARGET_RELATIVE,
    TARGET_DIRECTION,
    TARGET_MILESTONES
};
const char *target_kind_code(enum target_kind k); /* "level", ... as in the documents */

enum measure { MEASURE_INDEX, MEASURE_ANNUAL_RATE };
enum path { PATH_LINEAR, PATH_GEOMETRIC, PATH_EVEN };

struct base {
    bool given;
    struct period period;
    double value;
    char status; /* SDMX OBS_STATUS, 'A' unless stated */
    struct text note;
};

struct waypoint { /* of the office's own trajectory */
    struct period period;
    double value;
};

struct target {
    enum target_kind kind;
    enum cmp cmp;                    /* CMP_GE unless stated; CMP_LE where the direction is down */
    double value, high, tolerance;   /* NaN where absent; high: upper edge of a range */
    day_t from, by;                  /* DAY_NONE where absent */
    struct base base;
    enum measure measure;
    enum path path;
    size_t waypoint_count;
    const struct waypoint *waypoints; /* sorted by period */
    int ref;                          /* relative: index of the other indicator, else -1 */
    struct text text;                 /* the target in the plan's words */
    struct text source_name;
    const char *source_url;
};

enum derive_op { DERIVE_NONE, DERIVE_COUNT_AT_LEAST, DERIVE_SUM, DERIVE_RATIO, DERIVE_SHARE };

struct derive {
    enum derive_op op;
    size_t part_count;
    const int *parts; /* indices of indicators; never derived ones, never itself */
    double value;     /* count-at-least: the threshold, in the parts' unit */
};

struct indicator {
    const char *id;
    struct text name, unit, note;
    struct text short_name; /* for where the name does not fit; empty: none */
    const char *unit_code;  /* SDMX UNIT_MEASURE: CNY, PT, PS; or NULL */
    int unit_mult;          /* SDMX UNIT_MULT: value x 10^unit_mult */
    int decimals;           /* -1: as many as the number needs */
    enum freq freq;
    enum quantity quantity;
    enum nature nature;
    enum direction direction;
    double min, max;        /* natural limits of the figure, NaN where none */
    int pillar;
    size_t target_count;
    const struct target *targets;
    struct derive derive;
    struct text source_name;
    const char *source_url;
};

struct pillar {
    const char *id;
    struct text name, short_name, note;
    size_t first, count; /* its indicators: indicators[first .. first + count - 1] */
};

struct header_spec {
    const char *name, *value; /* value may hold ${ENV}; expanded by net/, never shown */
    const char *file;         /* or: the value is this file's first line */
};

struct bind { /* of a foreign format: which series feeds which indicator */
    int indicator;
    size_t key_count;
    const char *const *keys;   /* select: dimension ... */
    const char *const *values; /* ... = code */
};

struct feed_spec {
    const char *id;
    struct text name;
    const char *url;        /* absolute: resolved against the plan's own address; may hold a secret */
    const char *shown;      /* the same for a reader, see address_shown() */
    const char *format;     /* as stated, or NULL: recognised by content */
    int64_t every_s;        /* 0: the default */
    int64_t timeout_ms;     /* 0: the default */
    size_t header_count;
    const struct header_spec *headers;
    const char *ca, *cert, *key; /* local paths, resolved against the plan's folder; or NULL */
    size_t bind_count;
    const struct bind *binds;
};

struct plan {
    atomic_uint refs;
    struct arena arena;
    const char *id, *url;  /* url: where the plan was read from, absolute; may hold a secret */
    const char *shown;     /* the same for a reader */
    bool secret;           /* the document itself holds a credential: it is not kept */
    struct text name, short_name, note;
    day_t start, end;
    const char *timezone;  /* "Asia/Shanghai" unless stated */
    int64_t every_s;       /* how often the plan itself is read again; 0: the default */
    struct text source_name;
    const char *source_url;
    size_t pillar_count, indicator_count, feed_count;
    const struct pillar *pillars;
    const struct indicator *indicators; /* grouped by pillar, in the plan's order */
    const int *by_id;                   /* the indicators' places, sorted by id; NULL: not sorted */
    const struct feed_spec *feeds;
};

struct plan *plan_ref(struct plan *p);
void plan_unref(struct plan *p); /* NULL is fine */
/* Index of that id, or -1. */
int plan_find_indicator(const struct plan *p, const char *id);
int plan_find_pillar(const struct plan *p, const char *id);
int plan_find_feed(const struct plan *p, const char *id);

#endif
