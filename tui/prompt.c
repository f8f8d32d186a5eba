#include "tui/prompt.h"

#include <stdio.h>
#include <string.h>

#include "widgets/width.h"

void prompt_open(struct prompt *p, enum prompt_kind kind, const char *line)
{
    p->kind = kind;
    snprintf(p->line, sizeof p->line, "%s", line);
    p->cursor = (int)strlen(p->line);
    p->note[0] = p->choices[0] = '\0';
    p->choice_at = p->history_at = -1;
}

static void remember(struct prompt_history *h, const char *line)
{
    int at = 0;
    while (at < h->count && strcmp(h->lines[at], line) != 0)
        at++;
    if (at == h->count && h->count < PROMPT_HISTORY)
        h->count++;
    if (at == PROMPT_HISTORY)
        at--; /* the oldest gives way */
    memmove(h->lines[1], h->lines[0], (size_t)at * sizeof h->lines[0]);
    memmove(h->lines[0], line, strlen(line) + 1);
}

void prompt_close(struct prompt *p, bool keep)
{
    if (keep && p->line[0])
        remember(&p->history[p->kind], p->line);
    p->kind = PROMPT_NONE;
    p->note[0] = p->choices[0] = '\0';
}

/* ---- places in the line -------------------------------------------------------------------- */

static int behind(const struct prompt *p, int at)
{
    int cells;
    size_t left = strlen(p->line + at);
    return left ? at + (int)grapheme_next(p->line + at, left, &cells) : at;
}

/* Graphemes are found from the front only. */
static int before(const struct prompt *p, int at)
{
    int from = 0, next;
    while ((next = behind(p, from)) < at)
        from = next;
    return from < at ? from : 0;
}

/* Where the word before the cursor begins; blanks behind it belong to it. */
static int word_before(const struct prompt *p)
{
    int at = p->cursor;
    while (at > 0 && p->line[at - 1] == ' ')
        at--;
    while (at > 0 && p->line[at - 1] != ' ')
        at--;
    return at;
}

/* ---- changes ------------------------------------------------------------------------------- */

static void erase(struct prompt *p, int from, int to)
{
    memmove(p->line + from, p->line + to, strlen(p->line + to) + 1);
    p->cursor = from;
}

static void insert(struct prompt *p, const char *text)
{
    size_t n = strlen(p->line), k = strlen(text);
    if (n + k >= sizeof p->line)
        return;
    memmove(p->line + p->cursor + k, p->line + p->cursor, n - (size_t)p->cursor + 1);
    memcpy(p->line + p->cursor, text, k);
    p->cursor += (int)k;
}

void prompt_replace(struct prompt *p, int from, const char *text)
{
    if (strlen(p->line) - (size_t)(p->cursor - from) + strlen(text) >= sizeof p->line)
        return;
    erase(p, from, p->cursor);
    insert(p, text);
}

static void show_older(struct prompt *p, int step)
{
    const struct prompt_history *h = &p->history[p->kind];
    int to = p->history_at + step;
    if (to < -1 || to >= h->count)
        return;
    if (p->history_at < 0)
        memcpy(p->typed, p->line, sizeof p->typed);
    p->history_at = to;
    snprintf(p->line, sizeof p->line, "%s", to < 0 ? p->typed : h->lines[to]);
    p->cursor = (int)strlen(p->line);
}

static bool is(const char *name, const char *a, const char *b)
{
    return strcmp(name, a) == 0 || (b && strcmp(name, b) == 0);
}

bool prompt_edit(struct prompt *p, const char *name, const char *text)
{
    int end = (int)strlen(p->line);
    if (is(name, "Left", "Ctrl-B"))
        p->cursor = before(p, p->cursor);
    else if (is(name, "Right", "Ctrl-F"))
        p->cursor = behind(p, p->cursor);
    else if (is(name, "Home", "Ctrl-A"))
        p->cursor = 0;
    else if (is(name, "End", "Ctrl-E"))
        p->cursor = end;
    else if (is(name, "Backspace", NULL))
        erase(p, before(p, p->cursor), p->cursor);
    else if (is(name, "Delete", "Ctrl-D"))
        erase(p, p->cursor, behind(p, p->cursor));
    else if (is(name, "Ctrl-W", NULL))
        erase(p, word_before(p), p->cursor);
    else if (is(name, "Ctrl-U", NULL))
        erase(p, 0, p->cursor);
    else if (is(name, "Ctrl-K", NULL))
        erase(p, p->cursor, end);
    else if (is(name, "Up", "Ctrl-P"))
        show_older(p, 1);
    else if (is(name, "Down", "Ctrl-N"))
        show_older(p, -1);
    else if (*text)
        insert(p, text);
    else
        return false;
    return true;
}

const char *prompt_choice(const struct prompt *p, int n, int *bytes)
{
    const char *at = p->choices;
    for (; *at; at += *bytes + 1) {
        *bytes = (int)strcspn(at, "\n");
        if (n-- == 0)
            return at;
    }
    return NULL;
}
