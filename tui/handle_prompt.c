/* Typing into the prompt: what each letter, Tab, Enter and Esc do in each kind of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/command.h"
#include "tui/filter.h"
#include "tui/handle_parts.h"
#include "tui/lang.h"

#define CHOICES_MAX 200
#define FILTER_WORD "filter " /* completing a filter is completing the command of that name */

void open_prompt(struct ui *ui, enum prompt_kind kind, const char *line)
{
    prompt_open(&ui->prompt, kind, line);
    memcpy(ui->before.search, ui->search, sizeof ui->before.search);
    memcpy(ui->before.filter, ui->filter, sizeof ui->before.filter);
    ui->before.pillar = ui->pillar;
    ui->before.indicator = ui->indicator;
    ui->before.feed = ui->feed;
    ui->before.setting = ui->setting;
    ui->before.event = ui->event;
    ui->before.top = ui->top[ui->view];
}

static void back_to_the_place(struct ui *ui)
{
    ui->pillar = ui->before.pillar;
    ui->indicator = ui->before.indicator;
    ui->feed = ui->before.feed;
    ui->setting = ui->before.setting;
    ui->event = ui->before.event;
    ui->top[ui->view] = ui->before.top;
}

static void note(struct ui *ui, bool error, const char *text)
{
    snprintf(ui->prompt.note, sizeof ui->prompt.note, "%s", text);
    ui->prompt.note_is_error = error;
}

/* ---- completion ---------------------------------------------------------------------------- */

static bool take_choice(const char *text, void *arg)
{
    struct prompt *p = arg;
    size_t n = strlen(p->choices), k = strlen(text);
    if (n + k + 2 > sizeof p->choices)
        return false;
    memcpy(p->choices + n, text, k);
    memcpy(p->choices + n + k, "\n", 2);
    return true;
}

static void find_choices(const struct board *b, struct prompt *p)
{
    char line[PROMPT_BYTES + sizeof FILTER_WORD];
    bool filter = p->kind == PROMPT_FILTER;
    p->choices[0] = '\0';
    p->choice_at = -1;
    if (p->kind != PROMPT_COMMAND && !filter)
        return;
    snprintf(line, sizeof line, "%s%.*s", filter ? FILTER_WORD : "", p->cursor, p->line);
    size_t from = command_choices(b, line, take_choice, p);
    p->choice_from = (int)(from - (filter ? sizeof FILTER_WORD - 1 : 0));
}

static int choice_count(const struct prompt *p)
{
    int n = 0, bytes;
    while (prompt_choice(p, n, &bytes))
        n++;
    return n;
}

/* How far all choices agree. */
static int common(const struct prompt *p)
{
    int bytes, same;
    const char *first = prompt_choice(p, 0, &same), *at;
    for (int i = 1; (at = prompt_choice(p, i, &bytes)); i++) {
        int k = 0;
        while (k < same && k < bytes && at[k] == first[k])
            k++;
        same = k;
    }
    while (same > 0 && ((unsigned char)first[same] & 0xC0) == 0x80)
        same--;
    return same;
}

static void put_choice(struct prompt *p, int n, int most)
{
    char text[PROMPT_BYTES];
    int bytes;
    const char *at = prompt_choice(p, n, &bytes);
    snprintf(text, sizeof text, "%.*s", most < bytes ? most : bytes, at);
    prompt_replace(p, p->choice_from, text);
}

/* Tab: first as far as all agree, then one after the other; a blank behind a word that takes an argument. */
static void complete(const struct board *b, struct prompt *p, int step)
{
    if (!p->choices[0])
        find_choices(b, p);
    int n = choice_count(p);
    if (n == 0)
        return;
    if (n == 1) {
        put_choice(p, 0, PROMPT_BYTES);
        for (int v = VERB_ACTION + 1; v < VERB_COUNT; v++)
            if (p->kind == PROMPT_COMMAND && strcmp(p->line, command_info((enum verb)v)->word) == 0)
                prompt_edit(p, "Space", " ");
        find_choices(b, p);
        return;
    }
    int same = common(p);
    if (p->choice_at < 0 && same > p->cursor - p->choice_from) {
        put_choice(p, 0, same);
        return;
    }
    p->choice_at = p->choice_at < 0 ? (step > 0 ? 0 : n - 1) : (p->choice_at + step + n) % n;
    put_choice(p, p->choice_at, PROMPT_BYTES);
}

/* What the word of the line does, once it is whole. */
static void explain_word(struct ui *ui)
{
    const char *line = ui->prompt.line;
    char word[64], text[192];
    snprintf(word, sizeof word, "%.*s", (int)strcspn(line, " "), line);
    for (int v = VERB_ACTION + 1; v < VERB_COUNT; v++) {
        const struct command_info *info = command_info((enum verb)v);
        if (strcmp(info->word, word) != 0)
            continue;
        snprintf(text, sizeof text, "%s %s  %s", info->word, info->shown, tr(ui->lang, info->help));
        note(ui, false, text);
        return;
    }
    enum action a = action_from_word(word);
    note(ui, false, a != ACTION_NONE ? tr(ui->lang, action_info(a)->help) : "");
}

/* ---- a changed line ------------------------------------------------------------------------ */

static void follow_search(const struct board *b, struct ui *ui)
{
    snprintf(ui->search, sizeof ui->search, "%s", ui->prompt.line);
    back_to_the_place(ui); /* each letter searches from where the prompt was opened */
    if (ui->view == VIEW_HELP)
        ui->top[VIEW_HELP] = 0;
    if (!ui->search[0])
        return;
    if (!search_step(b, ui, 0))
        note(ui, true, ui->message);
    ui->message[0] = '\0';
}

static void follow_filter(const struct board *b, struct ui *ui)
{
    struct err err;
    if (filter_check(b, ui->prompt.line, &err) != ST_OK) {
        note(ui, true, err.text);
        return;
    }
    snprintf(ui->filter, sizeof ui->filter, "%s", ui->prompt.line);
    ui_settle(b, ui);
}

static void follow_line(const struct board *b, struct ui *ui)
{
    struct prompt *p = &ui->prompt;
    note(ui, false, "");
    p->choices[0] = '\0';
    p->choice_at = -1;
    if (p->line[0])
        find_choices(b, p);
    if (p->kind == PROMPT_SEARCH)
        follow_search(b, ui);
    else if (p->kind == PROMPT_FILTER)
        follow_filter(b, ui);
    else if (p->kind == PROMPT_COMMAND && !p->choices[0])
        explain_word(ui);
}

void take_choice_at(const struct board *b, struct ui *ui, int which)
{
    int bytes;
    if (!prompt_choice(&ui->prompt, which, &bytes))
        return;
    put_choice(&ui->prompt, which, PROMPT_BYTES);
    follow_line(b, ui);
}

/* ---- ends ---------------------------------------------------------------------------------- */

static unsigned accept_line(const struct board *b, struct ui *ui, const struct days *days, int rows, int columns)
{
    struct prompt *p = &ui->prompt;
    enum prompt_kind kind = p->kind;
    struct command c;
    struct err err;
    if (kind == PROMPT_FILTER && filter_check(b, p->line, &err) != ST_OK) {
        note(ui, true, err.text);
        p->choices[0] = '\0';
        return REACT_NONE;
    }
    char line[PROMPT_BYTES];
    snprintf(line, sizeof line, "%s", p->line);
    prompt_close(p, true);
    if (kind == PROMPT_SEARCH && ui->search[0] && !search_step(b, ui, 0))
        ui->search[0] = '\0';
    if (kind != PROMPT_COMMAND)
        return REACT_NONE;
    if (command_parse(b, line, &c, &err) == ST_OK)
        return handle_command(b, ui, &c, days, rows, columns);
    tell(ui, true, "%s", err.text);
    return REACT_NONE;
}

static void cancel(const struct board *b, struct ui *ui)
{
    memcpy(ui->search, ui->before.search, sizeof ui->search);
    memcpy(ui->filter, ui->before.filter, sizeof ui->filter);
    if (ui->prompt.kind != PROMPT_COMMAND)
        back_to_the_place(ui);
    prompt_close(&ui->prompt, false);
    ui_settle(b, ui);
}

/* The help of one key: '@' in the search of the help view. */
static void look_up_key(struct ui *ui, const char *name)
{
    prompt_close(&ui->prompt, false);
    push_view(ui, VIEW_HELP);
    ui->top[VIEW_HELP] = 0;
    snprintf(ui->search, sizeof ui->search, "@%.60s", name);
}

unsigned handle_prompt(const struct board *b, struct ui *ui, const char *name, const char *text, const struct days *days, int rows,
                       int columns)
{
    struct prompt *p = &ui->prompt;
    ui->message[0] = '\0';
    if (p->kind == PROMPT_KEY) {
        look_up_key(ui, name);
        return REACT_NONE;
    }
    if (strcmp(name, "Enter") == 0)
        return accept_line(b, ui, days, rows, columns);
    if (strcmp(name, "Esc") == 0 || strcmp(name, "Ctrl-C") == 0 || strcmp(name, "Ctrl-G") == 0 ||
        (!p->line[0] && strcmp(name, "Backspace") == 0)) {
        cancel(b, ui);
        return REACT_NONE;
    }
    if (strcmp(name, "Ctrl-L") == 0)
        return REACT_REPAINT;
    if (strcmp(name, "Tab") == 0 || strcmp(name, "Shift-Tab") == 0) {
        complete(b, p, *name == 'T' ? 1 : -1);
        if (p->kind == PROMPT_FILTER)
            follow_filter(b, ui);
        return REACT_NONE;
    }
    if (prompt_edit(p, name, text))
        follow_line(b, ui);
    return REACT_NONE;
}
