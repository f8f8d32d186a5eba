/* ui.h -- what the reader looks at: view, selection, search, filter, as-of day. Main thread only.
 *
 * Changed by actions (tui/action.h) only, read by views. The selection is an indicator, not a row: it stays on its
 * indicator through every refresh, sort and resize. Scroll positions are kept by the views through the pointers here.
 */
#ifndef PILLARS_TUI_UI_H
#define PILLARS_TUI_UI_H

#include "feeds/plan/assess.h"
#include "tui/alerts.h"
#include "tui/figure.h"
#include "tui/hot.h"
#include "tui/keys.h"
#include "tui/news.h"
#include "tui/prompt.h"
#include "widgets/grid.h"

enum view_id { VIEW_OVERVIEW, VIEW_PILLAR, VIEW_INDICATOR, VIEW_FEEDS, VIEW_EVENTS, VIEW_HELP, VIEW_OPTIONS, VIEW_WALL, VIEW_COUNT };
const char *view_code(enum view_id v); /* "overview", ... as in --view */

enum sort_key { SORT_PLAN, SORT_CLASS, SORT_NAME, SORT_PROGRESS, SORT_PACE, SORT_PERIOD, SORT_PUBLISHED, SORT_KEY_COUNT };
const char *sort_code(enum sort_key k); /* "plan", "class", ... as in --sort */

/* A change by what it is, not by its place, so that a refresh does not move the selection: the nth of its kind that day. */
struct selected_event {
    day_t day;
    size_t indicator;
    enum change_kind kind;
    int nth;
};

struct ui {
    enum view_id view;
    enum view_id back[8];       /* where Esc leads: the way in, innermost last */
    int back_count;
    int pillar;                 /* focused pillar, 0.. */
    int indicator;              /* selected indicator (index in the plan), -1: none */
    int feed;                   /* selected feed, -1: the plan itself */
    int setting;                /* selected row of the options view */
    struct selected_event event; /* events view */
    bool zoomed;                /* overview: the focused pillar fills the screen */
    bool worst_first;           /* overview: worst class first within panels */
    enum sort_key sort;
    bool sort_inverted;
    bool paused, show_hints, mouse;
    bool as_of_set;             /* a day was chosen by --as-of or [ ]; else today */
    day_t as_of;
    char search[128], filter[128]; /* cleaned; "" none */
    struct prompt prompt;
    struct {                    /* what Esc in a prompt brings back */
        char search[128], filter[128];
        int pillar, indicator, feed, setting;
        struct selected_event event;
        size_t top;
    } before;
    char argument[PROMPT_BYTES]; /* what a command was given, for the loop: a file, a theme, a setting */
    char message[256];          /* one line said once, cleared by the next key */
    bool message_is_error;
    size_t top[VIEW_COUNT];     /* first line shown of each view */
    size_t panel_top[PLAN_MAX_PILLARS];
    int follow;                 /* marked indicator (m), -1: none */
    enum lang lang;
    struct look look;
    bool kiosk, restricted;
    int kiosk_page;             /* wall: which page of the rotation */
    int pixel_shift;            /* wall, against burn-in: bit 0 a cell to the right, bit 1 one down */
};

/* A row of the options view: an option of the table as it stands now. */
struct setting {
    const char *key, *help; /* help in English */
    char value[128], origin[160];
    bool live;              /* can change while the program runs */
    enum action action;     /* whose keys change it, ACTION_NONE: none */
};

/* The wall's heart: two beats, and stopped when the loop or the threads behind it do not answer. */
enum heart { HEART_LOW, HEART_HIGH, HEART_STOPPED };

/* Everything a view may read. Nothing else is read by a view: no clock, no environment. */
struct board {
    const struct assessment *assessment; /* never NULL; its snapshot->plan may be */
    const struct ui *ui;
    const struct keys *keys;   /* in force; NULL: the defaults */
    struct ui *scroll;         /* the same ui, for the scroll positions only */
    int64_t now_s;             /* UTC seconds, for ages and the clock */
    int32_t zone_s;            /* offset of the plan's time zone, east of UTC */
    enum heart heart;          /* wall */
    const struct change *changes; /* for the events view, newest first */
    size_t change_count;
    const struct setting *settings; /* for the options view */
    size_t setting_count;
    struct hots *hots;         /* views note here what stands where; NULL: nobody asks */
    const char *brought;       /* as-of: what the chosen day brought; today: what got worse; in words; NULL */
    const struct alerts *alerts; /* what got worse since somebody looked; NULL on another day than today */
    const struct news *news;     /* what came, marked before the names; NULL: nothing is marked */
};
struct writing board_writing(const struct board *b);

/* Visible rows of a pillar in order (filter and sort applied): fills `rows` (room for all indicators), returns the
 * count. pillar -1: all. */
size_t ui_rows(const struct board *b, int pillar, int *rows);
/* After a new snapshot: keeps selection and focus on the same ids. */
void ui_rebind(struct ui *ui, const struct plan *before, const struct plan *after);

#endif
