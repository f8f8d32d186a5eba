/* lang.h -- Chinese and English without an installed locale, switched while running.
 *
 * English is written in the code, Chinese in tui/lang/zh.po (edit it with any gettext tool); the build turns it into a
 * sorted table. tr() is pure; any thread. Texts that are not passed to tr() where they stand are marked N_().
 */
#ifndef PILLARS_TUI_LANG_H
#define PILLARS_TUI_LANG_H

#include <stdbool.h>

#include "feeds/plan/plan.h"

#define N_(text) text

/* The text in that language; English itself where a translation is missing (a test finds those). */
const char *tr(enum lang lang, const char *english) __attribute__((format_arg(2)));
bool tr_known(enum lang lang, const char *english);
/* "zh", "en"; false for anything else. */
bool lang_from_code(const char *code, enum lang *out);
const char *lang_code(enum lang lang);
/* As gettext has it: LC_ALL, LC_MESSAGES, LANG in that order say the language (zh* is Chinese, all else English); unless that
 * is C or POSIX, the first language of LANGUAGE that we have comes before it. */
enum lang lang_from_environment(void);
/* UTF-8 by the name of the locale, whether it is installed or not. */
bool lang_locale_is_utf8(void);

#endif
