#include "tui/settings.h"

#include <stdio.h>
#include <string.h>

#include "tui/lang.h"
#include "tui/options_table.h"

/* Which action changes an option from the keyboard. */
static const struct {
    const char *key;
    enum action action;
} actions[] = {{"lang", ACTION_LANGUAGE}, {"ascii", ACTION_ASCII},       {"mouse", ACTION_MOUSE},
               {"sort", ACTION_SORT},     {"worst-first", ACTION_WORST_FIRST}, {"hints", ACTION_HINTS}};

static enum action action_of(const char *key)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i].key, key) == 0)
            return actions[i].action;
    return ACTION_NONE;
}

size_t settings_list(const struct options *o, enum lang lang, struct setting *out)
{
    size_t n = 0;
    struct buf text;
    buf_init(&text, 4096);
    for (size_t row = 0; row < option_row_count; row++) {
        const struct option_info *info = option_info(row);
        if (!info->key)
            continue;
        struct setting *s = &out[n++];
        *s = (struct setting){.key = info->key, .help = info->help, .live = info->live, .action = action_of(info->key)};
        buf_clear(&text);
        option_rows[row].kind->show(o, &option_rows[row], &text);
        snprintf(s->value, sizeof s->value, "%s",
                 text.len ? text.data : info->preset ? tr(lang, info->preset) : "");
        buf_clear(&text);
        option_origin(o, row, lang, &text);
        snprintf(s->origin, sizeof s->origin, "%s", text.len ? text.data : "");
    }
    buf_free(&text);
    return n;
}

struct settings_seen settings_seen(const struct ui *ui)
{
    return (struct settings_seen){ui->lang, ui->sort, ui->look.ascii, ui->mouse, ui->worst_first, ui->show_hints};
}

static void note(struct options *o, bool differs, const char *key, const char *value)
{
    if (differs)
        options_set(o, key, value, NULL);
}

void settings_follow(struct options *o, const struct settings_seen *before, const struct ui *ui)
{
    note(o, before->lang != ui->lang, "lang", lang_code(ui->lang));
    note(o, before->sort != ui->sort, "sort", sort_code(ui->sort));
    note(o, before->ascii != ui->look.ascii, "ascii", ui->look.ascii ? "yes" : "no");
    note(o, before->mouse != ui->mouse, "mouse", ui->mouse ? "yes" : "no");
    note(o, before->worst_first != ui->worst_first, "worst-first", ui->worst_first ? "yes" : "no");
    note(o, before->hints != ui->show_hints, "hints", ui->show_hints ? "yes" : "no");
}

void settings_to_ui(const struct options *o, struct ui *ui)
{
    ui->lang = o->lang;
    ui->sort = o->sort;
    if (o->ascii != CHOICE_AUTO)
        ui->look.ascii = o->ascii == CHOICE_YES;
    ui->mouse = o->mouse;
    ui->worst_first = o->worst_first;
    ui->show_hints = o->hints && !o->kiosk;
}
