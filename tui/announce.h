/* announce.h -- one figure or one day in words, for the message line and the clipboard. Pure; main thread. */
#ifndef PILLARS_TUI_ANNOUNCE_H
#define PILLARS_TUI_ANNOUNCE_H

#include "tui/ui.h"

/* What the assessment's day brought: "2024-08-28: new figures 3, revisions 1: Talent introduced ...". "" for nothing. */
void announce_day(const struct board *b, const struct assessment *a, char *out, size_t cap);
/* What got worse since somebody looked, the worst first, and the key that says it is seen. "" for nothing. */
void announce_alerts(const struct board *b, char *out, size_t cap);
/* The latest figure with period, dates and source; false where none is published. */
bool announce_figure(const struct board *b, int indicator, char *out, size_t cap);
/* Who sits between us and the terminal that has the clipboard. tmux takes the sequence itself (set-clipboard on) or hands it on
 * when it is wrapped (allow-passthrough on): it gets both. GNU screen hands on what is wrapped in short pieces. */
enum between { BETWEEN_NOTHING, BETWEEN_TMUX, BETWEEN_SCREEN };
/* The sequence that asks a terminal to put text on the clipboard (OSC 52). cap >= 3 times the text + 64; a text that does not
 * fit is cut. No terminal says whether it did so. */
void announce_osc52(const char *text, enum between between, char *out, size_t cap);

#endif
