/* app_parts.h -- internal to the dashboard: its state and what is on show, with a screen (tui/app) or as lines (tui/plain).
 *
 * Main thread only. A snapshot is taken whole: assessment, selection, alerts and changes follow it before the next picture.
 */
#ifndef PILLARS_TUI_APP_PARTS_H
#define PILLARS_TUI_APP_PARTS_H

#include "feeds/feeds.h"
#include "tui/alerts.h"
#include "tui/handle.h"
#include "tui/hot.h"
#include "tui/keys.h"
#include "tui/kiosk.h"
#include "tui/options.h"
#include "tui/screen/theme.h"
#include "tui/settings.h"
#include "tui/timeline.h"

struct terminal;

struct app {
    struct options *o;
    struct clock clock;
    struct log *log;
    struct feeds *feeds;
    struct terminal *terminal; /* NULL: lines */
    struct keys keys;
    struct ui ui;
    struct snapshot *snapshot;
    struct assessment *assessment;
    struct timeline timeline; /* of timeline_of, made when the events are looked at */
    const struct assessment *timeline_of;
    struct days days;
    day_t *day_list;
    struct alerts alerts;
    struct news news;
    int64_t opened_s; /* the first whole picture, or when it was last noted as seen without an archive; 0: not yet */
    struct board board;
    struct grid grid;
    struct theme_choice theme;
    char brought[512];
    struct setting settings[OPTION_ROWS_MAX];
    struct hots hots;
    struct kiosk kiosk;
    mono_ms started, painted;
    bool dirty, leaving;
    struct err failed;
};

/* Clock, log, keys, view state and feeds as the options say; app_close() in every case. */
enum status app_open(struct app *a, struct options *o);
void app_close(struct app *a);

/* Gives the board the present moment and the offset of the plan's time zone. */
void app_tell_time(struct app *a);
day_t app_today(const struct app *a); /* in the plan's time zone */
/* The newest snapshot, where there is one; true if it took the place of the one before. */
bool app_take(struct app *a);
void app_reassess(struct app *a);
/* The events cost many assessments: makes them for the views that show them. */
void app_make_timeline(struct app *a);
/* What an action asks of the data: fetching, pausing, another day, a report, what was seen. */
void app_react(struct app *a, unsigned reactions);
/* The option of `set`, "KEY VALUE"; true if it is another now, and all but the terminal follows. */
bool app_set_option(struct app *a);
/* The configuration once more, whole or not at all; says which. True as above. */
bool app_reload(struct app *a);
/* The language asked for; English where the terminal has no glyphs for Chinese and nobody said anything. */
void app_choose_lang(struct app *a);
/* The Linux console has no Chinese glyphs, a VT100 has ASCII only. */
bool app_without_glyphs(void);
/* Says what went wrong in the message line, in the reader's language where tui/said knows the words. */
void app_fail(struct app *a, const char *text);

#endif
