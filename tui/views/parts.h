/* parts.h -- internal to views: what more than one view draws of an indicator. */
#ifndef PILLARS_TUI_VIEWS_PARTS_H
#define PILLARS_TUI_VIEWS_PARTS_H

#include "tui/views/view.h"
#include "widgets/table.h"

/* The title line; `counts`: with the classes, where the view has no other place for them. */
void title_draw(const struct board *b, struct grid *g, struct rect r, bool counts);
/* True if the overview draws its own line of counts on a screen of that size. */
bool overview_has_summary(struct rect screen);

struct face { /* of one indicator, ready to be drawn */
    const struct indicator *ind;
    const struct verdict *v;
    const struct target_verdict *t; /* the target that decided, or NULL */
    char value[FIGURE_CAP];         /* "4230 亿元", or "" */
    char period[FIGURE_CAP];        /* "2024", or "" */
    char share[FIGURE_CAP];         /* "76.7 %", or "" where there is none */
    char instead[FIGURE_CAP * 2];   /* words in place of a figure and bar: "no figure published", milestones */
    char instead_brief[FIGURE_CAP]; /* the same where there is less room: "no figure", "5/6 in progress" */
    bool bar;                       /* there is a way to draw */
    bool at_least;                  /* the share is a bound */
};
void face_of(const struct board *b, int indicator, struct face *f);
/* The bullet bar, or the sparkline of an indicator that only has a direction. */
void face_bar(const struct board *b, struct grid *g, struct rect r, const struct face *f);
bool face_has_bar(const struct face *f); /* either of them */
/* The share right-aligned: "76.6 %", where that does not fit "77%". */
void face_share(const struct board *b, struct grid *g, struct rect r, const struct face *f);
/* The words in place of a figure, in the length that fits. */
void face_instead(const struct board *b, struct grid *g, struct rect r, const struct face *f);
/* Symbol and, where there is room, word of the class. */
void face_class(const struct board *b, struct grid *g, struct rect r, const struct face *f);

/* "oldest figure 2022-07-16": the oldest of the latest figures. False where there is none. */
bool oldest_words(const struct board *b, char *out, size_t cap);

/* What a reader should notice of an indicator, one cell: "!" for a class that got worse, "+" for a new figure, "≠" for a
 * revised one; else nothing. Returns the cells used. */
int draw_mark(const struct board *b, struct grid *g, struct rect r, int y, int x, int indicator);

/* An observation right-aligned in r: with its unit, else without, never half a number. */
void put_figure(struct grid *g, struct rect r, const struct indicator *ind, const struct obs *o, struct writing w,
                struct style st, const struct look *look);
/* The name, or the short one where that does not fit. */
const char *name_that_fits(const struct text *name, const struct text *short_name, enum lang lang, int cells);

/* Classes that occur, worst first: "○5 –3", or with their words. */
void counts_text(const struct board *b, const struct roll_up *r, bool words, char *out, size_t cap);
/* The same drawn, each symbol in the colour of its class; returns the cells used. */
int counts_draw(const struct board *b, struct grid *g, struct rect r, const struct roll_up *roll, bool words, enum role role);
/* Binding and anticipatory indicators apart (methods.md 4.6); false where none is binding. */
bool natures_text(const struct board *b, const struct roll_up *r, char *out, size_t cap);
/* Feeds that are failing or late, and the plan's document where it is failing. */
int feeds_in_trouble(const struct snapshot *s);
/* Puts text and its translation. */
int put_tr(const struct board *b, struct grid *g, struct rect r, int y, int x, struct style st,
           const char *english);
/* Age of an instant in words, "–" for 0. */
void age_since(const struct board *b, int64_t then_s, char *out, size_t cap);
/* Notes for the mouse where the rows of a drawn table stand; `which` says what a row is, NULL: its number. */
void hot_rows(const struct board *b, struct rect r, const struct table *t, enum hot_kind kind, const int *which);
/* A feed's state as symbol and colour. */
const char *feed_state_symbol(enum feed_state s, bool ascii);
enum role feed_state_role(enum feed_state s);
/* True if that indicator is the selected one. */
bool is_selected(const struct board *b, int indicator);

#endif
