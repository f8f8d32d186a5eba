/* handle.h -- what an action or a prompt's line does to the view state. Pure but for the ui it changes: no terminal, no
 * feeds, no clock. Main thread.
 */
#ifndef PILLARS_TUI_HANDLE_H
#define PILLARS_TUI_HANDLE_H

#include "tui/action.h"
#include "tui/command.h"
#include "tui/ui.h"

/* What the loop has to do after an action. */
enum reaction {
    REACT_NONE = 0,
    REACT_REPAINT = 1,      /* the whole screen anew */
    REACT_REFRESH = 2,      /* the selected feed, or the feeds of the focused pillar */
    REACT_REFRESH_ALL = 4,
    REACT_PAUSE = 8,        /* ui->paused changed */
    REACT_AS_OF = 16,       /* ui->as_of changed: assess again */
    REACT_COPY = 32,
    REACT_EXPORT = 64,      /* to the file named in ui->argument */
    REACT_MOUSE = 128,
    REACT_RELOAD = 256,
    REACT_SUSPEND = 512,
    REACT_QUIT = 1024,
    REACT_SET = 2048,       /* an option: "KEY VALUE" in ui->argument */
    REACT_SEEN = 4096       /* what is on show has been seen */
};

/* Publication days for [ and ]: ascending. */
struct days {
    const day_t *list;
    size_t count;
    day_t today;
};

void ui_init(struct ui *ui);
/* Gives a selection where there is none, and takes back one that the filter hides or the snapshot does not have. */
void ui_settle(const struct board *b, struct ui *ui);
unsigned handle_action(const struct board *b, struct ui *ui, enum action a, const struct days *days,
                       int rows, int columns);
/* Typing into a prompt: `name` and `text` as of screen/terminal's struct key. */
unsigned handle_prompt(const struct board *b, struct ui *ui, const char *name, const char *text,
                       const struct days *days, int rows, int columns);
/* Does what a line of `:` or of --plain says (tui/command.h). */
unsigned handle_command(const struct board *b, struct ui *ui, const struct command *c, const struct days *days, int rows,
                        int columns);
/* "Click", "WheelUp" or "WheelDown" at a place of the picture that b->hots describes. */
unsigned handle_mouse(const struct board *b, struct ui *ui, const char *name, int y, int x, const struct days *days, int rows,
                      int columns);

#endif
