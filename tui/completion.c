#include "tui/completion.h"

#include <string.h>

#include "tui/options.h"

const char *shell_code(enum shell s)
{
    static const char *const codes[SHELL_COUNT] = {"bash", "zsh", "fish"};
    return codes[s];
}

/* What stands behind an option: nothing, one of a list, a file or folder, or a text nobody can complete. */
enum operand { OPERAND_NONE, OPERAND_CHOICE, OPERAND_FILE, OPERAND_TEXT };

static enum operand operand_of(size_t row)
{
    const struct option_info *info = option_info(row);
    if (!info->argument)
        return OPERAND_NONE;
    if (option_choice(row, 0))
        return OPERAND_CHOICE;
    return strncmp(info->argument, "FILE", 4) == 0 || strcmp(info->argument, "DIR") == 0 ? OPERAND_FILE : OPERAND_TEXT;
}

static bool may_stand_alone(const struct option_info *info)
{
    return info->argument && info->argument[0] == '[';
}

/* The values, with blanks between. */
static void put_choices(size_t row, struct buf *out)
{
    const char *value;
    for (size_t i = 0; (value = option_choice(row, i)); i++)
        buf_printf(out, "%s%s", i ? " " : "", value);
}

/* A text within single quotes; `escape`: characters that get a backslash besides. */
static void put_quoted(const char *text, const char *escape, const char *quote, struct buf *out)
{
    for (; *text; text++) {
        if (*text == '\'')
            buf_puts(out, quote);
        else if (strchr(escape, *text))
            buf_printf(out, "\\%c", *text);
        else
            buf_append(out, text, 1);
    }
}

/* ---- bash ---------------------------------------------------------------------------------- */

static void put_bash_names(const struct option_info *info, struct buf *out)
{
    if (info->short_name)
        buf_printf(out, "-%c|", info->short_name);
    buf_printf(out, "--%s", info->long_name);
}

static void print_bash(struct buf *out)
{
    const struct option_info *info;
    buf_puts(out, "# bash completion of pillars; made by pillars --print-completion bash\n"
                  "_pillars()\n{\n"
                  "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                  "    COMPREPLY=()\n"
                  "    [[ $cur == = ]] && cur=\n"
                  "    [[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
                  "    case $prev in\n");
    for (size_t row = 0; (info = option_info(row)); row++) {
        enum operand operand = info->long_name ? operand_of(row) : OPERAND_NONE;
        if (operand == OPERAND_NONE || may_stand_alone(info))
            continue;
        buf_puts(out, "    ");
        put_bash_names(info, out);
        buf_puts(out, ") ");
        if (operand == OPERAND_CHOICE) {
            buf_puts(out, "COMPREPLY=($(compgen -W '");
            put_choices(row, out);
            buf_puts(out, "' -- \"$cur\")); ");
        } else if (operand == OPERAND_FILE) {
            buf_puts(out, "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$cur\")); ");
        }
        buf_puts(out, "return ;;\n");
    }
    buf_puts(out, "    esac\n    if [[ $cur == -* ]]; then\n        COMPREPLY=($(compgen -W '");
    for (size_t row = 0; (info = option_info(row)); row++)
        if (info->long_name)
            buf_printf(out, "%s--%s", row ? " " : "", info->long_name);
    buf_puts(out, "' -- \"$cur\"))\n"
                  "    else\n"
                  "        compopt -o filenames 2>/dev/null\n"
                  "        COMPREPLY=($(compgen -f -- \"$cur\"))\n"
                  "    fi\n}\n"
                  "complete -F _pillars pillars\n");
}

/* ---- zsh ----------------------------------------------------------------------------------- */

static void print_zsh(struct buf *out)
{
    const struct option_info *info;
    buf_puts(out, "#compdef pillars\n# made by pillars --print-completion zsh\n_arguments -s \\\n");
    for (size_t row = 0; (info = option_info(row)); row++) {
        if (!info->long_name)
            continue;
        enum operand operand = operand_of(row);
        const char *equals = operand == OPERAND_NONE ? "" : may_stand_alone(info) ? "=-" : "=";
        buf_puts(out, "    ");
        if (info->short_name)
            buf_printf(out, "'(-%c --%s)'{-%c%s,--%s%s}'[", info->short_name, info->long_name, info->short_name,
                       *equals ? "+" : "", info->long_name, equals);
        else
            buf_printf(out, "'--%s%s[", info->long_name, equals);
        put_quoted(info->help, "[]\\:", "'\\''", out);
        buf_puts(out, "]");
        if (operand != OPERAND_NONE) {
            buf_printf(out, "%s:", may_stand_alone(info) ? ":" : "");
            put_quoted(info->argument, "[]\\:", "'\\''", out);
            buf_puts(out, ":");
        }
        if (operand == OPERAND_CHOICE) {
            buf_puts(out, "(");
            put_choices(row, out);
            buf_puts(out, ")");
        } else if (operand == OPERAND_FILE) {
            buf_puts(out, "_files");
        }
        buf_puts(out, "' \\\n");
    }
    buf_puts(out, "    '*:document:_files'\n");
}

/* ---- fish ---------------------------------------------------------------------------------- */

static void print_fish(struct buf *out)
{
    const struct option_info *info;
    buf_puts(out, "# fish completion of pillars; made by pillars --print-completion fish\n");
    for (size_t row = 0; (info = option_info(row)); row++) {
        if (!info->long_name)
            continue;
        enum operand operand = operand_of(row);
        buf_printf(out, "complete -c pillars -l %s", info->long_name);
        if (info->short_name)
            buf_printf(out, " -s %c", info->short_name);
        if (operand == OPERAND_FILE)
            buf_puts(out, " -r -F");
        else if (operand != OPERAND_NONE && !may_stand_alone(info))
            buf_puts(out, " -x");
        if (operand == OPERAND_CHOICE) {
            buf_puts(out, " -a '");
            put_choices(row, out);
            buf_puts(out, "'");
        }
        buf_puts(out, " -d '");
        put_quoted(info->help, "\\", "\\'", out);
        buf_puts(out, "'\n");
    }
}

enum status completion_print(enum shell s, struct buf *out)
{
    if (s == SHELL_BASH)
        print_bash(out);
    else if (s == SHELL_ZSH)
        print_zsh(out);
    else
        print_fish(out);
    return out->failed;
}
