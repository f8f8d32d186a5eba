#include "tui/options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/base/utf8.h"
#include "tui/config.h"
#include "tui/lang.h"
#include "tui/options_table.h"
#include "tui/plan_place.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

#define KIOSK_MS    15000
#define HELP_COLUMN 26
#define HELP_WIDTH  80

/* ---- setting ------------------------------------------------------------------------------- */

static enum status set_row(struct options *o, size_t row, const char *text, enum origin origin,
                           int line, struct err *err)
{
    const struct row *r = &option_rows[row];
    enum status st = r->kind->set(o, r, text, err);
    if (st == ST_OK) {
        o->origins[row] = origin;
        o->origin_line[row] = line;
    }
    return st;
}

static enum status set_field(struct options *o, size_t field, const char *text, enum origin origin,
                             struct err *err)
{
    return set_row(o, row_of_field(field), text, origin, 0, err);
}

static enum status set_defaults(struct options *o, struct err *err)
{
    *o = (struct options){.as_of = DAY_NONE, .since = DAY_NONE, .kiosk_ms = KIOSK_MS};
    o->lang = lang_from_environment();
    o->archive = config_state_folder();
    for (size_t i = 0; i < option_row_count; i++) {
        const struct row *r = &option_rows[i];
        enum status st =
            r->preset_is_value ? set_row(o, i, r->info.preset, ORIGIN_DEFAULT, 0, err) : ST_OK;
        if (st != ST_OK)
            return st;
    }
    return ST_OK;
}

/* ---- environment --------------------------------------------------------------------------- */

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value && *value;
}

/* What the files may overrule (https://no-color.org for NO_COLOR). */
static enum status read_environment_below(struct options *o, struct err *err)
{
    if (is_set("LC_ALL") || is_set("LC_MESSAGES") || is_set("LANG"))
        o->origins[row_of_field(offsetof(struct options, lang))] = ORIGIN_ENVIRONMENT;
    if (is_set("NO_COLOR"))
        return set_field(o, offsetof(struct options, color), "never", ORIGIN_ENVIRONMENT, err);
    return ST_OK;
}

static enum status read_environment_above(struct options *o, struct err *err)
{
    if (is_set("PILLARS_PLAN"))
        return set_field(o, offsetof(struct options, plan), getenv("PILLARS_PLAN"),
                         ORIGIN_ENVIRONMENT, err);
    return ST_OK;
}

/* The terminal decides only what nobody else has said. The Linux console has no Chinese glyphs. */
static void read_terminal(struct options *o)
{
    const char *term = getenv("TERM");
    size_t lang = row_of_field(offsetof(struct options, lang));
    size_t ascii = row_of_field(offsetof(struct options, ascii));
    if (!term || !*term || strcmp(term, "dumb") == 0) {
        o->plain = true;
    } else if (strcmp(term, "linux") == 0) {
        if (o->origins[lang] <= ORIGIN_ENVIRONMENT)
            o->lang = LANG_EN;
        if (o->origins[ascii] == ORIGIN_DEFAULT)
            o->ascii = CHOICE_YES;
    }
}

/* ---- files --------------------------------------------------------------------------------- */

struct file_reading {
    struct options *o;
    enum origin origin;
};

static enum status take_binding(struct options *o, const struct config_line *line, int *column,
                                struct err *err)
{
    enum action action = action_from_word(line->key);
    if (action == ACTION_NONE) {
        *column = line->key_column;
        return err_set(err, ST_USAGE, "there is no action '%s'", line->key);
    }
    size_t bad = key_names_check(line->value, err);
    if (bad != SIZE_MAX) {
        for (size_t i = 0; i < bad; i++)
            *column += ((unsigned char)line->value[i] & 0xC0) != 0x80;
        return ST_USAGE;
    }
    struct key_binding *more = reallocarray(o->bindings, o->binding_count + 1, sizeof *o->bindings);
    if (!more)
        return err_set(err, ST_NO_MEMORY, "out of memory");
    o->bindings = more;
    struct key_binding *b = &more[o->binding_count];
    *b = (struct key_binding){.action = action,
                              .keys = strdup(line->value),
                              .file = strdup(line->file),
                              .line = line->line,
                              .column = line->value_column};
    o->binding_count++;
    return b->keys && b->file ? ST_OK : err_set(err, ST_NO_MEMORY, "out of memory");
}

static enum status take_line(const struct config_line *line, int *column, void *arg,
                             struct err *err)
{
    struct file_reading *reading = arg;
    if (strcmp(line->section, "keys") == 0)
        return take_binding(reading->o, line, column, err);
    size_t row = row_of_key(line->key);
    if (*line->section || row == SIZE_MAX) {
        *column = line->key_column;
        return *line->section ? err_set(err, ST_USAGE, "there is no section [%s]", line->section)
                              : err_set(err, ST_USAGE, "there is no option '%s'", line->key);
    }
    return set_row(reading->o, row, line->value, reading->origin, line->line, err);
}

static enum status read_file(struct options *o, char *path, enum origin origin, struct err *err)
{
    struct file_reading reading = {o, origin};
    char **kept = &o->origin_file[origin - ORIGIN_SYSTEM_FILE];
    free(*kept);
    *kept = path;
    return path ? config_read(path, take_line, &reading, err) : ST_OK;
}

/* ---- command line -------------------------------------------------------------------------- */

struct words {
    int argc, next;
    char **argv;
};

static enum status unknown(const char *word, struct err *err)
{
    char clean[128];
    text_clean(word, strlen(word), clean, sizeof clean);
    return err_set(err, ST_USAGE, "there is no option %s", clean);
}

/* One option with its argument from behind '=' or behind a one-letter name (given), or from the
 * next word. */
static enum status take_option(struct options *o, struct words *w, size_t row, const char *name,
                               const char *given, struct err *err)
{
    const struct row *r = &option_rows[row];
    bool optional = r->info.argument && r->info.argument[0] == '[';
    const char *text = given;
    if (!r->info.argument && given)
        return err_set(err, ST_USAGE, "%s takes no argument", name);
    if (!text && r->info.argument && !optional) {
        if (w->next >= w->argc)
            return err_set(err, ST_USAGE, "%s needs an argument: %s", name, r->info.argument);
        text = w->argv[w->next++];
    }
    if (!text)
        text = r->implied;
    struct err why = {0};
    enum status st = set_row(o, row, text, ORIGIN_COMMAND_LINE, 0, &why);
    return st == ST_OK ? ST_OK : err_set(err, st, "%s: %s", name, why.text);
}

static enum status take_long(struct options *o, struct words *w, const char *word, struct err *err)
{
    size_t n = strcspn(word + 2, "=");
    size_t row = row_of_long(word + 2, n);
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)(n + 2), word);
    if (row == SIZE_MAX)
        return unknown(name, err);
    return take_option(o, w, row, name, word[2 + n] ? word + 3 + n : NULL, err);
}

static enum status take_short(struct options *o, struct words *w, const char *word, struct err *err)
{
    for (const char *p = word + 1; *p; p++) {
        size_t row = row_of_short(*p);
        char name[] = {'-', *p, '\0'};
        if (row == SIZE_MAX)
            return unknown(name, err);
        if (option_rows[row].info.argument)
            return take_option(o, w, row, name, p[1] ? p + 1 : NULL, err);
        enum status st = take_option(o, w, row, name, NULL, err);
        if (st != ST_OK)
            return st;
    }
    return ST_OK;
}

static enum status read_command_line(struct options *o, struct words w, struct err *err)
{
    bool only_operands = false;
    while (w.next < w.argc) {
        char *word = w.argv[w.next++];
        enum status st = ST_OK;
        if (only_operands || word[0] != '-' || !word[1])
            o->operands[o->operand_count++] = word;
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else if (word[1] == '-')
            st = take_long(o, &w, word, err);
        else
            st = take_short(o, &w, word, err);
        if (st != ST_OK)
            return st;
    }
    return ST_OK;
}

/* The file must be known before anything else of the command line counts; what is wrong with it is
 * said later. */
static char *find_config_option(int argc, char **argv)
{
    struct options o = {0};
    struct words w = {.argc = argc, .next = 1, .argv = argv};
    o.operands = calloc((size_t)argc + 1, sizeof *o.operands);
    if (o.operands)
        read_command_line(&o, w, NULL);
    char *config = o.config;
    o.config = NULL;
    options_free(&o);
    return config;
}

/* ---- together ------------------------------------------------------------------------------ */

static enum status check_together(const struct options *o, struct err *err)
{
    if (o->mode == MODE_HELP || o->mode == MODE_VERSION)
        return ST_OK;
    if (o->mode == MODE_CHECK && o->operand_count == 0)
        return err_set(err, ST_USAGE, "--check needs files or addresses to check");
    if (o->mode != MODE_CHECK && o->operand_count) {
        char clean[256];
        text_clean(o->operands[0], strlen(o->operands[0]), clean, sizeof clean);
        return err_set(err, ST_USAGE, "'%s' is not expected here; a plan is named by -p", clean);
    }
    if (o->restricted && (o->output || o->log_file))
        return err_set(err, ST_USAGE, "--restricted writes no file: %s is not allowed",
                       o->output ? "--output" : "--log-file");
    if (o->since != DAY_NONE && o->format != FORMAT_TEXT && o->format != FORMAT_JSON)
        return err_set(err, ST_USAGE, "--since is reported as text or json, not as %s",
                       format_code(o->format));
    if (o->offline && !o->archive)
        return err_set(err, ST_USAGE, "--offline needs an archive: name one by --archive DIR");
    return ST_OK;
}

/* What a report was asked for by, or where no screen can be. */
static void settle_mode(struct options *o)
{
    if (o->mode != MODE_DASHBOARD)
        return;
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].once && o->origins[i] == ORIGIN_COMMAND_LINE)
            o->mode = MODE_ONCE;
    if (o->mode == MODE_DASHBOARD && !isatty(STDOUT_FILENO))
        o->mode = MODE_ONCE;
    if (o->mode == MODE_DASHBOARD)
        read_terminal(o);
}

/* Whether all bindings can hold together is known when both files are read. */
static enum status check_bindings(const struct options *o, struct err *err)
{
    struct keys keys;
    return keys_init(&keys, o->bindings, o->binding_count, err);
}

static enum status read_all(struct options *o, struct err *err)
{
    struct words w = {.argc = o->argc, .next = 1, .argv = o->argv};
    char *config = find_config_option(o->argc, o->argv);
    o->operands = calloc((size_t)o->argc + 1, sizeof *o->operands);
    enum status st = o->operands ? ST_OK : err_set(err, ST_NO_MEMORY, "out of memory");
    if (st == ST_OK)
        st = read_environment_below(o, err);
    if (st == ST_OK)
        st = read_file(o, config_system_file(), ORIGIN_SYSTEM_FILE, err);
    if (st == ST_OK)
        st = read_file(o, config ? config : config_user_file(), ORIGIN_USER_FILE, err);
    else
        free(config);
    if (st == ST_OK)
        st = check_bindings(o, err);
    if (st == ST_OK)
        st = read_environment_above(o, err);
    if (st == ST_OK)
        st = read_command_line(o, w, err);
    if (st == ST_OK) {
        settle_mode(o);
        st = check_together(o, err);
    }
    if (st == ST_OK && !o->plan)
        o->plan = plan_place_shipped();
    return st;
}

enum status options_read(struct options *o, int argc, char **argv, struct err *err)
{
    enum status st = set_defaults(o, err);
    o->argc = argc;
    o->argv = argv;
    return st == ST_OK ? read_all(o, err) : st;
}

/* A row keeps the value it has: it is set at the start only, or was changed here and the files do not say it. */
static void keep_row(const struct options *o, struct options *fresh, size_t row, struct buf *later)
{
    const struct row *r = &option_rows[row];
    struct buf now, then;
    bool changed_here = o->origins[row] == ORIGIN_RUNNING && fresh->origins[row] < ORIGIN_SYSTEM_FILE;
    if (!r->info.key || (r->info.live && !changed_here))
        return;
    buf_init(&now, CONFIG_CEILING);
    buf_init(&then, CONFIG_CEILING);
    r->kind->show(o, r, &now);
    r->kind->show(fresh, r, &then);
    const char *kept = now.len ? now.data : "", *said = then.len ? then.data : "";
    if (strcmp(kept, said) != 0) {
        if (!r->info.live)
            buf_printf(later, "%s%s", later->len ? " " : "", r->info.key);
        set_row(fresh, row, kept, o->origins[row], o->origin_line[row], NULL);
    }
    buf_free(&now);
    buf_free(&then);
}

enum status options_reload_config(struct options *o, struct buf *later, struct err *err)
{
    struct options fresh;
    enum status st = options_read(&fresh, o->argc, o->argv, err);
    for (size_t row = 0; st == ST_OK && row < option_row_count; row++)
        keep_row(o, &fresh, row, later);
    if (st == ST_OK) {
        struct options old = *o;
        *o = fresh;
        fresh = old;
    }
    options_free(&fresh);
    return st;
}

enum status options_set(struct options *o, const char *key, const char *value, struct err *err)
{
    size_t row = row_of_key(key);
    if (row == SIZE_MAX)
        return err_set(err, ST_USAGE, tr(o->lang, N_("there is no option '%s'")), key);
    if (!option_rows[row].info.live)
        return err_set(err, ST_USAGE, tr(o->lang, N_("'%s' is set at the start only, by pillars.conf or on the command line")),
                       key);
    struct err why = {0};
    enum status st = set_row(o, row, value, ORIGIN_RUNNING, 0, &why);
    return st == ST_OK ? ST_OK : err_set(err, st, "%s: %s", key, why.text);
}

void options_free(struct options *o)
{
    char *const texts[] = {o->plan,     o->theme,     o->kiosk_quit,     o->output,
                           o->pillar,   o->indicator, o->filter,         o->config,
                           o->log_file, o->archive,   o->origin_file[0], o->origin_file[1]};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    for (size_t i = 0; i < o->binding_count; i++) {
        free(o->bindings[i].keys);
        free(o->bindings[i].file);
    }
    free(o->bindings);
    free(o->operands);
    *o = (struct options){0};
}

/* ---- words --------------------------------------------------------------------------------- */

static void help_option(const struct option_info *info, enum lang lang, struct buf *out)
{
    char left[64], text[640];
    const char *argument = info->argument ? info->argument : "";
    snprintf(left, sizeof left, "  %c%c%c --%s%s%s", info->short_name ? '-' : ' ',
             info->short_name ? info->short_name : ' ', info->short_name ? ',' : ' ',
             info->long_name, *argument && *argument != '[' ? " " : "", argument);
    bool shows_preset = info->preset && *argument && *argument != '[';
    snprintf(text, sizeof text, "%s%s%s%s", tr(lang, info->help), shows_preset ? " [" : "",
             shows_preset ? tr(lang, info->preset) : "", shows_preset ? "]" : "");
    buf_puts(out, left);
    int at = text_width(left);
    if (at > HELP_COLUMN - 2) {
        buf_puts(out, "\n");
        at = 0;
    }
    for (const char *p = text; *p;) {
        size_t skip, n = paragraph_line(p, HELP_WIDTH - HELP_COLUMN, &skip);
        buf_printf(out, "%*s%.*s\n", HELP_COLUMN - at, "", (int)n, p);
        at = 0;
        p += skip;
    }
}

enum status options_help(enum lang lang, struct buf *out)
{
    static const char *const usage[] = {"pillars [-p PLAN] [OPTION]...",
                                        "pillars --check FILE|URL...",
                                        "pillars --history INDICATOR"};
    for (size_t i = 0; i < sizeof usage / sizeof *usage; i++)
        buf_printf(out, "%s %s\n", i ? "      " : tr(lang, N_("usage:")), usage[i]);
    buf_printf(out, "\n%s\n\n", tr(lang, N_("A terminal dashboard for a development plan.")));
    for (size_t i = 0; option_info(i); i++)
        if (option_info(i)->long_name)
            help_option(option_info(i), lang, out);
    buf_printf(out, "\n%s\n",
               tr(lang, N_("Exit status: 0 good, 1 failed, 2 usage or "
                           "configuration. More: man pillars")));
    return out->failed;
}

void option_origin(const struct options *o, size_t row, enum lang lang, struct buf *out)
{
    static const char *const names[] = {[ORIGIN_DEFAULT] = N_("default"),
                                        [ORIGIN_ENVIRONMENT] = N_("environment"),
                                        [ORIGIN_COMMAND_LINE] = N_("command line"),
                                        [ORIGIN_RUNNING] = N_("changed here")};
    enum origin origin = o->origins[row];
    if (origin == ORIGIN_SYSTEM_FILE || origin == ORIGIN_USER_FILE)
        buf_printf(out, "%s:%d", o->origin_file[origin - ORIGIN_SYSTEM_FILE], o->origin_line[row]);
    else
        buf_puts(out, tr(lang, names[origin]));
}

/* What nobody has given a value stands there as a comment. */
static void print_pair(const char *key, const char *value, bool given, struct buf *out)
{
    int width = text_width(key) + text_width(value) + (given ? 3 : 5);
    buf_printf(out, "%s%s = %s%*s  # ", given ? "" : "# ", key, value, width < 40 ? 40 - width : 0,
               "");
}

static void print_bindings(const struct options *o, struct buf *out)
{
    struct keys keys;
    char text[256];
    keys_init(&keys, o->bindings, o->binding_count, NULL); /* options_read() has looked at them */
    buf_puts(out, "\n[keys]\n");
    for (int a = 0; a < ACTION_COUNT; a++) {
        const struct action_info *info = action_info((enum action)a);
        const struct key_binding *said = NULL;
        for (size_t i = 0; i < o->binding_count; i++)
            if (o->bindings[i].action == (enum action)a)
                said = &o->bindings[i];
        keys_of(&keys, (enum action)a, text, sizeof text);
        print_pair(info->word, text, said || *text, out);
        if (said)
            buf_printf(out, "%s:%d\n", said->file, said->line);
        else
            buf_puts(out, "default\n");
    }
}

enum status options_print_config(const struct options *o, struct buf *out)
{
    struct buf value;
    buf_init(&value, CONFIG_CEILING);
    for (size_t i = 0; i < option_row_count; i++) {
        const struct row *r = &option_rows[i];
        if (!r->info.key)
            continue;
        buf_clear(&value);
        r->kind->show(o, r, &value);
        print_pair(r->info.key, value.data ? value.data : "", value.len > 0, out);
        option_origin(o, i, LANG_EN, out);
        buf_puts(out, "\n");
    }
    print_bindings(o, out);
    enum status st = out->failed != ST_OK ? out->failed : value.failed;
    buf_free(&value);
    return st;
}
