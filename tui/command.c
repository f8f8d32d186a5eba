#include "tui/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/filter.h"
#include "tui/lang.h"
#include "tui/options_table.h"
#include "tui/screen/theme.h"

#define WORD_BYTES 64

static const struct command_info table[VERB_COUNT] = {
#define X(name, word, argument, shown, bare, help) [VERB_##name] = {word, ARGUMENT_##argument, shown, ACTION_##bare, help},
    COMMAND_LIST(X)
#undef X
};

/* Words that people type out of habit. */
static const struct {
    const char *word;
    enum action action;
} habits[] = {{"q", ACTION_BACK_OR_QUIT}, {"q!", ACTION_QUIT}, {"h", ACTION_HELP}, {"next", ACTION_SEARCH_NEXT}};

const struct command_info *command_info(enum verb v)
{
    return &table[v];
}

/* ---- words --------------------------------------------------------------------------------- */

/* The n-th word there is: those with an argument, then the actions. NULL behind the last. */
static const char *word_at(size_t n)
{
    if (n + 1 < VERB_COUNT)
        return table[n + 1].word;
    n -= VERB_COUNT - 1;
    return n < ACTION_COUNT ? action_info((enum action)n)->word : NULL;
}

/* How many letters apart two words are (Levenshtein). */
static int distance(const char *a, const char *b)
{
    int row[WORD_BYTES + 1], n = (int)strlen(b);
    if (n > WORD_BYTES)
        return n;
    for (int k = 0; k <= n; k++)
        row[k] = k;
    for (int i = 0; a[i]; i++) {
        int corner = row[0];
        row[0] = i + 1;
        for (int k = 1; k <= n; k++) {
            int best = corner + (a[i] != b[k - 1]);
            corner = row[k];
            best = row[k] + 1 < best ? row[k] + 1 : best;
            best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
            row[k] = best;
        }
    }
    return row[n];
}

/* The nearest word, or the only one that begins so; NULL if none is near. */
static const char *nearest(const char *word)
{
    const char *best = NULL, *at;
    int least = (int)strlen(word) / 3 + 1;
    for (size_t i = 0; (at = word_at(i)); i++) {
        int apart = strncmp(at, word, strlen(word)) == 0 ? 0 : distance(word, at);
        if (apart < least || (apart == least && !best)) {
            least = apart;
            best = at;
        }
    }
    return best;
}

static enum status unknown_word(enum lang lang, const char *word, struct err *err)
{
    const char *near = nearest(word);
    if (near)
        return err_set(err, ST_USAGE, tr(lang, N_("there is no command '%s'; '%s' is near")), word, near);
    return err_set(err, ST_USAGE, tr(lang, N_("there is no command '%s'; Tab lists them")), word);
}

/* ---- arguments ----------------------------------------------------------------------------- */

/* The n-th value of a kind of argument, NULL behind the last; kinds without a list have none. */
static const char *value_at(const struct plan *plan, enum argument kind, size_t n)
{
    switch (kind) {
    case ARGUMENT_PILLAR:
        return plan && n < plan->pillar_count ? plan->pillars[n].id : NULL;
    case ARGUMENT_INDICATOR:
        return plan && n < plan->indicator_count ? plan->indicators[n].id : NULL;
    case ARGUMENT_VIEW:
        return n < VIEW_WALL ? view_code((enum view_id)n) : NULL; /* the wall is entered by --kiosk only */
    case ARGUMENT_SORT:
        return n < SORT_KEY_COUNT ? sort_code((enum sort_key)n) : NULL;
    case ARGUMENT_THEME:
        return n < THEME_COUNT ? theme_code((enum theme)n) : NULL;
    case ARGUMENT_LANG:
        return n < LANG_COUNT ? lang_code((enum lang)n) : NULL;
    default:
        return NULL;
    }
}

/* Pillars have numbers too. */
static int pillar_number(const struct plan *plan, const char *text)
{
    char *end;
    long n = strtol(text, &end, 10);
    return plan && !*end && n >= 1 && n <= (long)plan->pillar_count ? (int)n - 1 : -1;
}

static enum status read_value(const struct board *b, const struct command_info *info, struct command *c, struct err *err)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    const char *value;
    c->which = info->argument == ARGUMENT_PILLAR ? pillar_number(plan, c->argument) : -1;
    for (size_t i = 0; c->which < 0 && (value = value_at(plan, info->argument, i)); i++)
        if (strcmp(value, c->argument) == 0)
            c->which = (int)i;
    if (c->which >= 0)
        return ST_OK;
    switch (info->argument) {
    case ARGUMENT_PILLAR:
        return err_set(err, ST_USAGE, tr(b->ui->lang, N_("there is no pillar '%s'")), c->argument);
    case ARGUMENT_INDICATOR:
        return err_set(err, ST_USAGE, tr(b->ui->lang, N_("there is no indicator '%s'")), c->argument);
    case ARGUMENT_VIEW:
        return err_set(err, ST_USAGE, tr(b->ui->lang, N_("there is no view '%s'")), c->argument);
    case ARGUMENT_SORT:
        return err_set(err, ST_USAGE, tr(b->ui->lang, N_("cannot sort by '%s'")), c->argument);
    case ARGUMENT_THEME:
        return err_set(err, ST_USAGE, tr(b->ui->lang, N_("there is no theme '%s'")), c->argument);
    default:
        return err_set(err, ST_USAGE, "%s", tr(b->ui->lang, N_("the language is zh or en")));
    }
}

static enum status read_argument(const struct board *b, const struct command_info *info, struct command *c, struct err *err)
{
    switch (info->argument) {
    case ARGUMENT_DAY:
        if (strlen(c->argument) == 10 && day_parse(c->argument, &c->day))
            return ST_OK;
        return err_set(err, ST_USAGE, "%s", tr(b->ui->lang, N_("a date is written 2024-08-28")));
    case ARGUMENT_QUERY:
        return b->assessment->snapshot->plan ? filter_check(b, c->argument, err) : ST_OK;
    case ARGUMENT_FILE:
    case ARGUMENT_SETTING: /* the option table says what is wrong with it */
        return ST_OK;
    default:
        return read_value(b, info, c, err);
    }
}

/* ---- a line -------------------------------------------------------------------------------- */

/* Cuts a line into its word and what stands behind it. */
static void cut(const char *line, char word[WORD_BYTES], char *rest, size_t cap)
{
    line += strspn(line, " ");
    size_t n = strcspn(line, " ");
    snprintf(word, WORD_BYTES, "%.*s", (int)n, line);
    line += n;
    line += strspn(line, " ");
    size_t end = strlen(line);
    while (end && line[end - 1] == ' ')
        end--;
    snprintf(rest, cap, "%.*s", (int)end, line);
}

static enum status take_action(enum lang lang, enum action a, const char *word, struct command *c, struct err *err)
{
    if (*c->argument)
        return err_set(err, ST_USAGE, tr(lang, N_("'%s' takes nothing behind it")), word);
    c->verb = VERB_ACTION;
    c->action = a;
    return ST_OK;
}

enum status command_parse(const struct board *b, const char *line, struct command *c, struct err *err)
{
    char word[WORD_BYTES];
    enum lang lang = b->ui->lang;
    *c = (struct command){.action = ACTION_NONE, .which = -1, .day = DAY_NONE};
    cut(line, word, c->argument, sizeof c->argument);
    if (!*word)
        return ST_OK;
    for (int v = VERB_ACTION + 1; v < VERB_COUNT; v++) {
        const struct command_info *info = &table[v];
        if (strcmp(info->word, word) != 0)
            continue;
        if (!*c->argument && info->bare == ACTION_NONE)
            return err_set(err, ST_USAGE, tr(lang, N_("'%s' needs something behind it: %s")), info->word, info->shown);
        if (!*c->argument)
            return take_action(lang, info->bare, word, c, err);
        c->verb = (enum verb)v;
        return read_argument(b, info, c, err);
    }
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
        if (strcmp(habits[i].word, word) == 0)
            return take_action(lang, habits[i].action, word, c, err);
    enum action a = action_from_word(word);
    return a != ACTION_NONE ? take_action(lang, a, word, c, err) : unknown_word(lang, word, err);
}

/* ---- completion ---------------------------------------------------------------------------- */

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void choose_words(const char *begun, command_take *take, void *arg)
{
    const char *word;
    for (size_t i = 0; (word = word_at(i)); i++) {
        bool again = i + 1 >= VERB_COUNT; /* "sort" is an action too */
        for (int v = VERB_ACTION + 1; v < VERB_COUNT && again; v++)
            if (strcmp(table[v].word, word) == 0)
                word = "";
        if (*word && begins(word, begun) && !take(word, arg))
            return;
    }
}

static void choose_settings(const char *rest, size_t *from, command_take *take, void *arg)
{
    size_t n = strcspn(rest, " ");
    const struct option_info *info;
    const char *value;
    if (!rest[n]) {
        for (size_t i = 0; (info = option_info(i)); i++)
            if (info->live && begins(info->key, rest) && !take(info->key, arg))
                return;
        return;
    }
    char key[WORD_BYTES];
    snprintf(key, sizeof key, "%.*s", (int)n, rest);
    size_t row = row_of_key(key);
    *from += n + 1;
    for (size_t i = 0; row != SIZE_MAX && (value = option_choice(row, i)); i++)
        if (begins(value, rest + n + 1) && !take(value, arg))
            return;
}

static void choose_query(const struct plan *plan, const char *rest, size_t *from, command_take *take, void *arg)
{
    const char *last = strrchr(rest, ' ');
    char word[WORD_BYTES * 2];
    last = last ? last + 1 : rest;
    last += last == rest && *last == '!';
    *from += (size_t)(last - rest);
    for (size_t i = 0; plan && *last && filter_word(plan, i, word, sizeof word); i++)
        if (begins(word, last) && !take(word, arg))
            return;
}

size_t command_choices(const struct board *b, const char *line, command_take *take, void *arg)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    char word[WORD_BYTES];
    size_t lead = strspn(line, " "), n = lead + strcspn(line + lead, " "), from = n + strspn(line + n, " ");
    snprintf(word, sizeof word, "%.*s", (int)(n - lead), line + lead);
    if (!line[n]) {
        choose_words(word, take, arg);
        return lead;
    }
    for (int v = VERB_ACTION + 1; v < VERB_COUNT; v++) {
        const char *value;
        enum argument kind = table[v].argument;
        if (strcmp(table[v].word, word) != 0)
            continue;
        if (kind == ARGUMENT_SETTING)
            choose_settings(line + from, &from, take, arg);
        else if (kind == ARGUMENT_QUERY)
            choose_query(plan, line + from, &from, take, arg);
        for (size_t i = 0; (value = value_at(plan, kind, i)); i++)
            if (begins(value, line + from) && !take(value, arg))
                break;
    }
    return from;
}
