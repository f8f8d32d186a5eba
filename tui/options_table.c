#include "tui/options_table.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"
#include "feeds/format/address.h"
#include "tui/keys.h"
#include "tui/lang.h"
#include "tui/screen/theme.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- names of choices ---------------------------------------------------------------------- */

static const char *name_in(const char *const *names, size_t count, int i)
{
    return i >= 0 && (size_t)i < count ? names[i] : NULL;
}

static const char *mode_name(int i)
{
    static const char *const names[] = {
        [MODE_DASHBOARD] = "dashboard", [MODE_ONCE] = "once",
        [MODE_CHECK] = "check",         [MODE_HISTORY] = "history",
        [MODE_COLLECT] = "collect",     [MODE_PRINT_CONFIG] = "print-config",
        [MODE_COMPLETION] = "print-completion",
        [MODE_HELP] = "help",           [MODE_VERSION] = "version"};
    return name_in(names, COUNT(names), i);
}

static const char *format_name(int i)
{
    static const char *const names[] = {
        [FORMAT_TEXT] = "text",         [FORMAT_JSON] = "json", [FORMAT_CSV] = "csv",
        [FORMAT_MARKDOWN] = "markdown", [FORMAT_HTML] = "html",
        [FORMAT_OPENMETRICS] = "openmetrics"};
    return name_in(names, COUNT(names), i);
}

const char *format_code(enum report_format f)
{
    return format_name((int)f);
}

static const char *color_name(int i)
{
    static const char *const names[] = {
        [COLOR_AUTO] = "auto", [COLOR_NEVER] = "never", [COLOR_8] = "8",
        [COLOR_16] = "16",     [COLOR_256] = "256",     [COLOR_TRUE] = "true"};
    return name_in(names, COUNT(names), i);
}

static const char *shell_name(int i)
{
    return i >= 0 && i < SHELL_COUNT ? shell_code((enum shell)i) : NULL;
}

static const char *choice_name(int i)
{
    static const char *const names[] = {
        [CHOICE_AUTO] = "auto", [CHOICE_YES] = "yes", [CHOICE_NO] = "no"};
    return name_in(names, COUNT(names), i);
}

static const char *method_name(int i)
{
    static const char *const names[] = {[METHOD_PATH] = "path", [METHOD_CAGR] = "cagr"};
    return name_in(names, COUNT(names), i);
}

static const char *lang_name(int i)
{
    return i >= 0 && i < LANG_COUNT ? lang_code((enum lang)i) : NULL;
}

static const char *view_name(int i)
{
    return i >= 0 && i < VIEW_COUNT ? view_code((enum view_id)i) : NULL;
}

static const char *sort_name(int i)
{
    return i >= 0 && i < SORT_KEY_COUNT ? sort_code((enum sort_key)i) : NULL;
}

/* ---- fields -------------------------------------------------------------------------------- */

static void *field_of(struct options *o, const struct row *r)
{
    return (char *)o + r->field;
}

static const void *const_field_of(const struct options *o, const struct row *r)
{
    return (const char *)o + r->field;
}

/* ---- kinds --------------------------------------------------------------------------------- */

static bool read_bool(const char *text, bool *out)
{
    static const char *const yes[] = {"yes", "true", "on", "1"};
    static const char *const no[] = {"no", "false", "off", "0"};
    for (size_t i = 0; i < COUNT(yes); i++) {
        if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0) {
            *out = strcmp(text, yes[i]) == 0;
            return true;
        }
    }
    return false;
}

static enum status set_switch(struct options *o, const struct row *r, const char *text,
                              struct err *err)
{
    if (!read_bool(text, field_of(o, r)))
        return err_set(err, ST_USAGE, "expected yes or no, not '%s'", text);
    return ST_OK;
}

static void show_switch(const struct options *o, const struct row *r, struct buf *out)
{
    buf_puts(out, *(const bool *)const_field_of(o, r) ? "yes" : "no");
}

static const char *choice_of_switch(const struct row *r, int i)
{
    (void)r;
    return i == 0 ? "yes" : i == 1 ? "no" : NULL;
}

static const struct value_kind kind_switch = {set_switch, show_switch, choice_of_switch};

/* What an administrator restricted stays so. */
static enum status set_lock(struct options *o, const struct row *r, const char *text,
                            struct err *err)
{
    bool before = *(bool *)field_of(o, r);
    enum status st = set_switch(o, r, text, err);
    if (st == ST_OK && before && !*(bool *)field_of(o, r)) {
        *(bool *)field_of(o, r) = true;
        return err_set(err, ST_USAGE, "'%s' was set before and cannot be taken back", r->info.key);
    }
    return st;
}

static const struct value_kind kind_lock = {set_lock, show_switch, NULL};

/* "expected a | b | c, not 'd'": as a manual writes it, in any language. `choice` ends with NULL. */
static enum status refuse_choice(const struct row *r, const char *(*choice)(const struct row *, int), const char *text,
                                 struct err *err)
{
    struct buf names;
    buf_init(&names, 512);
    for (int i = 0; choice(r, i); i++)
        buf_printf(&names, "%s%s", i ? " | " : "", choice(r, i));
    enum status st = err_set(err, ST_USAGE, "expected %s, not '%s'", names.data ? names.data : "", text);
    buf_free(&names);
    return st;
}

static const char *choice_of_names(const struct row *r, int i)
{
    return r->name(i);
}

static enum status set_choice(struct options *o, const struct row *r, const char *text,
                              struct err *err)
{
    for (int i = 0; r->name(i); i++)
        if (strcmp(r->name(i), text) == 0) {
            memcpy(field_of(o, r), &i, sizeof i);
            return ST_OK;
        }
    return refuse_choice(r, choice_of_names, text, err);
}

static void show_choice(const struct options *o, const struct row *r, struct buf *out)
{
    int i;
    memcpy(&i, const_field_of(o, r), sizeof i);
    buf_puts(out, r->name(i));
}

static const struct value_kind kind_choice = {set_choice, show_choice, choice_of_names};

static enum status set_text(struct options *o, const struct row *r, const char *text,
                            struct err *err)
{
    char **field = field_of(o, r);
    if (!text_is_clean(text, strlen(text)))
        return err_set(err, ST_USAGE, "expected plain UTF-8 text without control characters");
    char *copy = *text ? strdup(text) : NULL;
    if (*text && !copy)
        return err_set(err, ST_NO_MEMORY, "out of memory");
    free(*field);
    *field = copy;
    return ST_OK;
}

static void show_text(const struct options *o, const struct row *r, struct buf *out)
{
    const char *text = *(char *const *)const_field_of(o, r);
    buf_puts(out, text ? text : "");
}

static void show_address(const struct options *o, const struct row *r, struct buf *out)
{
    const char *text = *(char *const *)const_field_of(o, r);
    char shown[ADDRESS_MAX];
    address_shown(text ? text : "", shown, sizeof shown);
    buf_puts(out, shown);
}

static const struct value_kind kind_address = {set_text, show_address, NULL};
static const struct value_kind kind_text = {set_text, show_text, NULL};

/* "30s", "5m", "6h", "1d", "250ms"; a bare number is seconds. */
static const struct unit {
    const char *name;
    int64_t ms;
} units[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};

static bool read_duration(const char *text, int64_t *out)
{
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (end == text || errno || n < 0 || *text < '0' || *text > '9')
        return false;
    int64_t unit = *end ? 0 : 1000;
    for (size_t i = 0; i < COUNT(units); i++)
        if (strcmp(end, units[i].name) == 0)
            unit = units[i].ms;
    return unit && !__builtin_mul_overflow((int64_t)n, unit, out);
}

static void show_ms(int64_t ms, struct buf *out)
{
    size_t i = 0;
    while (i + 1 < COUNT(units) && (ms == 0 || ms % units[i].ms))
        i++;
    if (ms == 0)
        buf_puts(out, "0s");
    else
        buf_printf(out, "%lld%s", (long long)(ms / units[i].ms), units[i].name);
}

static enum status set_duration(struct options *o, const struct row *r, const char *text,
                                struct err *err)
{
    int64_t ms;
    if (!read_duration(text, &ms))
        return err_set(err, ST_USAGE, "expected a duration such as 30s, 5m, 6h or 1d, not '%s'",
                       text);
    if (ms < r->low || ms > r->high) {
        struct buf range;
        buf_init(&range, 64);
        show_ms(r->low, &range);
        buf_puts(&range, " to ");
        show_ms(r->high, &range);
        enum status st = err_set(err, ST_USAGE, "expected a duration of %s, not '%s'",
                                 range.data ? range.data : "", text);
        buf_free(&range);
        return st;
    }
    *(int64_t *)field_of(o, r) = ms;
    return ST_OK;
}

static void show_duration(const struct options *o, const struct row *r, struct buf *out)
{
    show_ms(*(const int64_t *)const_field_of(o, r), out);
}

static const struct value_kind kind_duration = {set_duration, show_duration, NULL};

static enum status set_number(struct options *o, const struct row *r, const char *text,
                              struct err *err)
{
    char *end;
    errno = 0;
    long n = strtol(text, &end, 10);
    if (end == text || *end || errno || n < r->low || n > r->high)
        return err_set(err, ST_USAGE, "expected a whole number from %lld to %lld, not '%s'",
                       (long long)r->low, (long long)r->high, text);
    *(int *)field_of(o, r) = (int)n;
    return ST_OK;
}

static void show_number(const struct options *o, const struct row *r, struct buf *out)
{
    buf_printf(out, "%d", *(const int *)const_field_of(o, r));
}

static const struct value_kind kind_number = {set_number, show_number, NULL};

static enum status set_day(struct options *o, const struct row *r, const char *text,
                           struct err *err)
{
    if (strlen(text) != 10 || !day_parse(text, field_of(o, r)))
        return err_set(err, ST_USAGE, "expected a date such as 2024-06-30, not '%s'", text);
    return ST_OK;
}

static void show_day(const struct options *o, const struct row *r, struct buf *out)
{
    char text[16] = "";
    day_t day = *(const day_t *)const_field_of(o, r);
    if (day != DAY_NONE)
        day_format(day, text, sizeof text);
    buf_puts(out, text);
}

static const struct value_kind kind_day = {set_day, show_day, NULL};

/* yes, no, or for how long a page stays. */
static enum status set_kiosk(struct options *o, const struct row *r, const char *text,
                             struct err *err)
{
    int64_t ms;
    if (read_bool(text, &o->kiosk) && strcmp(text, "1") != 0 && strcmp(text, "0") != 0)
        return ST_OK;
    if (!read_duration(text, &ms) || ms < r->low || ms > r->high)
        return err_set(err, ST_USAGE, "expected yes, no, or seconds from 1 to 3600, not '%s'",
                       text);
    o->kiosk = true;
    o->kiosk_ms = ms;
    return ST_OK;
}

static void show_kiosk(const struct options *o, const struct row *r, struct buf *out)
{
    (void)r;
    if (o->kiosk)
        show_ms(o->kiosk_ms, out);
    else
        buf_puts(out, "no");
}

static const struct value_kind kind_kiosk = {set_kiosk, show_kiosk, NULL};

static const char *choice_of_themes(const struct row *r, int i)
{
    (void)r;
    return i < THEME_COUNT ? theme_code((enum theme)i) : NULL;
}

static enum status set_theme(struct options *o, const struct row *r, const char *text,
                             struct err *err)
{
    enum theme theme;
    if (!*text || theme_from_code(text, &theme))
        return set_text(o, r, text, err);
    return refuse_choice(r, choice_of_themes, text, err);
}

static const struct value_kind kind_theme = {set_theme, show_text, choice_of_themes};

/* Names of keys, separated by blanks. */
static enum status set_keys(struct options *o, const struct row *r, const char *text,
                            struct err *err)
{
    size_t bad = key_names_check(text, err);
    return bad == SIZE_MAX ? set_text(o, r, text, err) : ST_USAGE;
}

static const struct value_kind kind_keys = {set_keys, show_text, NULL};

size_t key_names_check(const char *text, struct err *err)
{
    size_t at = 0;
    while (text[at += strspn(text + at, " ")]) {
        char name[64];
        size_t n = strcspn(text + at, " ");
        snprintf(name, sizeof name, "%.*s", (int)n, text + at);
        if (n >= sizeof name || !key_name_known(name)) {
            err_set(err, ST_USAGE, "there is no key '%s'", name);
            return at;
        }
        at += n;
    }
    return SIZE_MAX;
}

/* The indicator comes with the mode. */
static enum status set_history(struct options *o, const struct row *r, const char *text,
                               struct err *err)
{
    o->mode = MODE_HISTORY;
    return set_text(o, r, text, err);
}

static const struct value_kind kind_history = {set_history, show_text, NULL};

/* --help and --version win; any other two modes are one too many. */
static enum status set_mode(struct options *o, const struct row *r, const char *text,
                            struct err *err)
{
    enum mode before = o->mode;
    enum status st = set_choice(o, r, text, err);
    bool asks_for_words = o->mode == MODE_HELP || o->mode == MODE_VERSION;
    if (before == MODE_HELP || before == MODE_VERSION)
        o->mode = before;
    else if (before != MODE_DASHBOARD && before != o->mode && !asks_for_words)
        return err_set(err, ST_USAGE, "it does not go together with --%s", mode_name((int)before));
    return st;
}

static const struct value_kind kind_mode = {set_mode, show_choice, NULL};

/* The shell comes with the mode. */
static enum status set_shell(struct options *o, const struct row *r, const char *text, struct err *err)
{
    if (o->mode != MODE_HELP && o->mode != MODE_VERSION)
        o->mode = MODE_COMPLETION;
    return set_choice(o, r, text, err);
}

static const struct value_kind kind_shell = {set_shell, show_choice, choice_of_names};

/* ---- the table ----------------------------------------------------------------------------- */

#define AT(member) offsetof(struct options, member)
#define SECONDS(n) ((int64_t)(n)*1000)
#define DAYS(n) (SECONDS(86400) * (n))

const struct row option_rows[] = {
    {{'p', "plan", "FILE|URL", "plan", N_("the shipped Lin-gang plan"),
      N_("the plan: a file or an http(s) address; $PILLARS_PLAN names another default"), false},
     &kind_address, AT(plan), NULL, false, NULL, 0, 0, false},
    {{0, "as-of", "DATE", NULL, N_("today"), N_("the plan as it was known on that day"), false},
     &kind_day, AT(as_of), NULL, false, NULL, 0, 0, false},
    {{0, "since", "DATE", NULL, NULL,
      N_("report what changed since that day: new figures, revisions, classes; implies --once"), false},
     &kind_day, AT(since), NULL, false, NULL, 0, 0, true},
    {{0, "once", NULL, NULL, NULL,
      N_("wait for every feed to answer or to time out, print a report and exit; also where "
         "standard output is no terminal"), false},
     &kind_mode, AT(mode), "once", false, mode_name, 0, 0, false},
    {{0, "format", "FORMAT", NULL, "text",
      N_("form of the report: text, json, csv, markdown, html or openmetrics; implies --once"), false},
     &kind_choice, AT(format), NULL, true, format_name, 0, 0, true},
    {{'o', "output", "FILE", NULL, NULL,
      N_("write the report to a file, whole or not at all; implies --once"), false},
     &kind_text, AT(output), NULL, false, NULL, 0, 0, true},
    {{0, "exit-status", NULL, NULL, NULL,
      N_("exit as a monitoring plug-in: 0 nothing behind, 1 slower or basically completed, "
         "2 lagging, reversing, undetermined or not completed, 3 nothing assessed or the program "
         "failed; implies --once"), false},
     &kind_switch, AT(exit_status), "yes", false, NULL, 0, 0, true},
    {{0, "width", "N", "width", "80", N_("cells of a line of the text report"), false},
     &kind_number, AT(width), NULL, true, NULL, 40, 1000, false},
    {{0, "pillar", "ID", NULL, NULL, N_("begin at this pillar; report only this one"), false},
     &kind_text, AT(pillar), NULL, false, NULL, 0, 0, false},
    {{0, "indicator", "ID", NULL, NULL,
      N_("begin at this indicator; report all that is known of it, and why its class is what it "
         "is"), false},
     &kind_text, AT(indicator), NULL, false, NULL, 0, 0, false},
    {{0, "filter", "TEXT", NULL, NULL,
      N_("only indicators that match all words; class:CLASS, pillar:ID, age>30d; a leading ! "
         "inverts"), false},
     &kind_text, AT(filter), NULL, false, NULL, 0, 0, false},
    {{0, "sort", "KEY", "sort", "plan",
      N_("order: plan, class (worst first), name, progress, pace, period or published"), true},
     &kind_choice, AT(sort), NULL, true, sort_name, 0, 0, false},
    {{0, "view", "NAME", "view", "overview",
      N_("begin with this view: overview, pillar, indicator, feeds, events, help, options or "
         "wall"), false},
     &kind_choice, AT(view), NULL, true, view_name, 0, 0, false},
    {{0, "check", NULL, NULL, NULL,
      N_("check plans and feeds named behind it and say what is wrong, with file, line and "
         "column"), false},
     &kind_mode, AT(mode), "check", false, mode_name, 0, 0, false},
    {{0, "history", "INDICATOR", NULL, NULL, N_("print every vintage the archive holds of it"), false},
     &kind_history, AT(indicator), NULL, false, NULL, 0, 0, false},
    {{0, "collect", NULL, NULL, NULL,
      N_("no screen: keep the archive fresh until told to stop, for a service"), false},
     &kind_mode, AT(mode), "collect", false, mode_name, 0, 0, false},
    {{0, "kiosk", "[=SECONDS]", "kiosk", "no",
      N_("a wall: one pillar after another, no hints, no quitting by key; 15 seconds a page"), false},
     &kind_kiosk, AT(kiosk), "yes", true, NULL, SECONDS(1), SECONDS(3600), false},
    {{0, NULL, NULL, "kiosk-quit", "Ctrl-X Ctrl-C",
      N_("keys that leave a wall, one after the other"), true},
     &kind_keys, AT(kiosk_quit), NULL, true, NULL, 0, 0, false},
    {{0, "restricted", NULL, "restricted", "no",
      N_("for SSH forced commands: no file is written but the archive, no address is taken from "
         "the keyboard"), false},
     &kind_lock, AT(restricted), "yes", true, NULL, 0, 0, false},
    {{0, "offline", NULL, "offline", "no", N_("show what the archive holds, fetch nothing"), false},
     &kind_switch, AT(offline), "yes", true, NULL, 0, 0, false},
    {{0, "archive", "DIR", "archive", "$XDG_STATE_HOME/pillars",
      N_("folder of the archive; where it cannot be written nothing is fetched"), false},
     &kind_text, AT(archive), NULL, false, NULL, 0, 0, false},
    {{0, "plain", NULL, "plain", "no",
      N_("for screen readers: lines without boxes and bars, changes announced"), false},
     &kind_switch, AT(plain), "yes", true, NULL, 0, 0, false},
    {{0, "refresh", "DURATION", "refresh", "6h",
      N_("how often a feed is asked where the plan does not say: 30s, 5m, 6h, 1d"), false},
     &kind_duration, AT(refresh_ms), NULL, true, NULL, SECONDS(1), DAYS(366), false},
    {{0, "timeout", "DURATION", "timeout", "30s", N_("time limit of a request, and of --once"), false},
     &kind_duration, AT(timeout_ms), NULL, true, NULL, 1, SECONDS(3600), false},
    {{0, "lang", "zh|en", "lang", N_("by LANGUAGE, LC_ALL, LC_MESSAGES, LANG"), N_("Chinese or English"), true},
     &kind_choice, AT(lang), NULL, false, lang_name, 0, 0, false},
    {{0, "ascii", "[=WHEN]", "ascii", "auto", N_("draw with ASCII only; texts of plan and feeds stay"), true},
     &kind_choice, AT(ascii), "yes", true, choice_name, 0, 0, false},
    {{0, NULL, NULL, "braille", "no", N_("lines of charts in braille dots, finer where the font has them"), true},
     &kind_switch, AT(braille), NULL, true, NULL, 0, 0, false},
    {{0, "color", "WHEN", "color", "auto",
      N_("colours: auto, never, 8, 16, 256 or true; NO_COLOR means never"), false},
     &kind_choice, AT(color), NULL, true, color_name, 0, 0, false},
    {{0, "theme", "NAME", "theme", N_("by the terminal"),
      N_("colours: auto, dark, light, high-contrast, deuteranopia, tritanopia or mono"), true},
     &kind_theme, AT(theme), NULL, false, NULL, 0, 0, false},
    {{0, "no-mouse", NULL, "mouse", "no", N_("no clicks and no wheel; the key M and mouse = yes turn them on"), true},
     &kind_switch, AT(mouse), "no", true, NULL, 0, 0, false},
    {{0, "method", "path|cagr", "method", "path",
      N_("pace by each target's own path, or by the ratio of growth rates as Eurostat has it"), true},
     &kind_choice, AT(method), NULL, true, method_name, 0, 0, false},
    {{0, NULL, NULL, "binding-allowance", "no",
      N_("give binding indicators the same five per cent allowance as the others"), true},
     &kind_switch, AT(binding_allowance), NULL, true, NULL, 0, 0, false},
    {{0, NULL, NULL, "worst-first", "no", N_("worst class first within a pillar"), true},
     &kind_switch, AT(worst_first), NULL, true, NULL, 0, 0, false},
    {{0, NULL, NULL, "hints", "yes", N_("the line of keys at the foot of the screen"), true},
     &kind_switch, AT(hints), NULL, true, NULL, 0, 0, false},
    {{'c', "config", "FILE", NULL, "$XDG_CONFIG_HOME/pillars/pillars.conf",
      N_("read this configuration in place of the user's"), false},
     &kind_text, AT(config), NULL, false, NULL, 0, 0, false},
    {{0, "print-config", NULL, NULL, NULL, N_("print every value with its origin and exit"), false},
     &kind_mode, AT(mode), "print-config", false, mode_name, 0, 0, false},
    {{0, "print-completion", "SHELL", NULL, NULL, N_("print the completion for bash, zsh or fish and exit"), false},
     &kind_shell, AT(shell), NULL, false, shell_name, 0, 0, false},
    {{0, "log-file", "FILE", "log-file", NULL, N_("write what network and archive do to a file"), false},
     &kind_text, AT(log_file), NULL, false, NULL, 0, 0, false},
    {{'h', "help", NULL, NULL, NULL, N_("print this help and exit"), false},
     &kind_mode, AT(mode), "help", false, mode_name, 0, 0, false},
    {{'V', "version", NULL, NULL, NULL, N_("print the version and exit"), false},
     &kind_mode, AT(mode), "version", false, mode_name, 0, 0, false},
};
const size_t option_row_count = COUNT(option_rows);
_Static_assert(COUNT(option_rows) <= OPTION_ROWS_MAX, "struct options keeps an origin per row");

size_t row_of_key(const char *key)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].info.key && strcmp(option_rows[i].info.key, key) == 0)
            return i;
    return SIZE_MAX;
}

size_t row_of_long(const char *name, size_t n)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const char *own = option_rows[i].info.long_name;
        if (own && strlen(own) == n && memcmp(own, name, n) == 0)
            return i;
    }
    return SIZE_MAX;
}

size_t row_of_short(char name)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (name && option_rows[i].info.short_name == name)
            return i;
    return SIZE_MAX;
}

size_t row_of_field(size_t field)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].field == field)
            return i;
    return SIZE_MAX;
}

const char *option_choice(size_t row, size_t n)
{
    const struct row *r = &option_rows[row];
    return r->kind->choice ? r->kind->choice(r, (int)n) : NULL;
}

const struct option_info *option_info(size_t row)
{
    return row < option_row_count ? &option_rows[row].info : NULL;
}
