/* prompt.h -- the line at the foot of the screen that is typed into: editing as readline has it, and the history of each kind.
 *
 * Knows what a line is, not what it means: tui/handle_prompt acts on it. The history is kept in memory only; the program writes
 * no file but the archive. The line is valid UTF-8 at all times, the cursor stands between graphemes. Main thread.
 */
#ifndef PILLARS_TUI_PROMPT_H
#define PILLARS_TUI_PROMPT_H

#include <stdbool.h>

#define PROMPT_BYTES 256
#define PROMPT_HISTORY 16
#define PROMPT_CHOICES_BYTES 2048

enum prompt_kind { PROMPT_NONE, PROMPT_SEARCH, PROMPT_FILTER, PROMPT_COMMAND, PROMPT_KEY /* the next key is looked up */, PROMPT_KIND_COUNT };

struct prompt {
    enum prompt_kind kind;
    char line[PROMPT_BYTES];
    int cursor;              /* bytes */
    char note[192];          /* what is wrong with the line as it stands, or what its word does; "" nothing */
    bool note_is_error;
    /* What Tab can put in place of the line from `choice_from` up to the cursor, one a text, each ended by a newline. */
    char choices[PROMPT_CHOICES_BYTES];
    int choice_from, choice_at; /* choice_at: the one that stands in the line, -1: none does */
    struct prompt_history {
        char lines[PROMPT_HISTORY][PROMPT_BYTES]; /* newest first */
        int count;
    } history[PROMPT_KIND_COUNT];
    int history_at;             /* the line on show, -1: the one being typed */
    char typed[PROMPT_BYTES];   /* that one, while an older one is on show */
};

/* Opens with a line, the cursor at its end. */
void prompt_open(struct prompt *p, enum prompt_kind kind, const char *line);
/* Closes; a line that is kept goes into the history of its kind, once. */
void prompt_close(struct prompt *p, bool keep);
/* One key of editing, or Up and Down through the history; `name` and `text` as of struct key. False: it is no such key. */
bool prompt_edit(struct prompt *p, const char *name, const char *text);
/* Puts a text in place of the line from byte `from` to the cursor. */
void prompt_replace(struct prompt *p, int from, const char *text);
/* The n-th choice, NULL behind the last; *bytes is its length (it is not terminated). */
const char *prompt_choice(const struct prompt *p, int n, int *bytes);

#endif
