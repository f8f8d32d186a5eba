/* handle_parts.h -- internal to tui/handle*.c: small steps that more than one of them takes. */
#ifndef PILLARS_TUI_HANDLE_PARTS_H
#define PILLARS_TUI_HANDLE_PARTS_H

#include "tui/handle.h"

static inline const struct plan *plan_of(const struct board *b)
{
    return b->assessment->snapshot->plan;
}

/* One line for the foot of the screen. */
void tell(struct ui *ui, bool error, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void focus_pillar(const struct board *b, struct ui *ui, int pillar);
/* Goes into a view; Esc leads back. */
void push_view(struct ui *ui, enum view_id to);
unsigned set_as_of(struct ui *ui, const struct days *days, day_t day);

/* handle_prompt.c */
void take_choice_at(const struct board *b, struct ui *ui, int which); /* puts a completion into the line */
void open_prompt(struct ui *ui, enum prompt_kind kind, const char *line);
/* handle_search.c: to the next (1) or previous (-1) match of ui->search; 0: stays where the selection already matches.
 * Says in words where it went round, or that nothing matches; false for the latter. */
bool search_step(const struct board *b, struct ui *ui, int step);

#endif
