#include "tui/lang.h"

#include <stdlib.h>
#include <string.h>

struct translation {
    const char *english, *chinese;
};

/* Sorted by strcmp of the English text; made from tui/lang/zh.po by the build. */
static const struct translation zh_table[] = {
#include "lang_zh.inc"
};

static int compare_english(const void *key, const void *entry)
{
    return strcmp(key, ((const struct translation *)entry)->english);
}

static const struct translation *find(const char *english)
{
    return bsearch(english, zh_table, sizeof zh_table / sizeof *zh_table, sizeof *zh_table,
                   compare_english);
}

const char *tr(enum lang lang, const char *english)
{
    if (lang != LANG_ZH)
        return english;
    const struct translation *t = find(english);
    return t ? t->chinese : english;
}

bool tr_known(enum lang lang, const char *english)
{
    return lang != LANG_ZH || find(english) != NULL;
}

bool lang_from_code(const char *code, enum lang *out)
{
    for (int l = 0; l < LANG_COUNT; l++)
        if (strcmp(code, lang_code((enum lang)l)) == 0) {
            *out = (enum lang)l;
            return true;
        }
    return false;
}

const char *lang_code(enum lang lang)
{
    return lang == LANG_ZH ? "zh" : "en";
}

static bool is_c_locale(const char *name)
{
    return strcmp(name, "C") == 0 || strncmp(name, "C.", 2) == 0 || strcmp(name, "POSIX") == 0;
}

/* The first language of a list such as "zh_TW:zh:en" that we have; `otherwise` where there is none. */
static enum lang first_known(const char *list, enum lang otherwise)
{
    for (; *list; list += strcspn(list, ":"), list += *list == ':')
        for (int l = 0; l < LANG_COUNT; l++)
            if (strncmp(list, lang_code((enum lang)l), 2) == 0)
                return (enum lang)l;
    return otherwise;
}

enum lang lang_from_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *wish = getenv("LANGUAGE");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue;
        enum lang said = strncmp(value, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
        return wish && !is_c_locale(value) ? first_known(wish, said) : said;
    }
    return LANG_EN;
}

bool lang_locale_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
    }
    return false;
}
