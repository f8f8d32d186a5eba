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

enum lang lang_from_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
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
