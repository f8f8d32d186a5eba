/* filter.h -- what a reader looks for: the words of `\`, `/` and --filter.
 *
 * A query is words with blanks between, all of which must hold of an indicator; a leading '!' turns the whole round. A word is
 *   class:lagging   its class: the code, its beginning, or a part of the Chinese word
 *   pillar:2        its pillar: the number, or a part of the id
 *   flag:break      one of its flags: the code, its beginning, or a part of the Chinese word
 *   is:new          the mark before its name: new, revised or alert; "is:" alone: any
 *   age>30d age<2w  days (d), weeks, months (30 days) or years since its newest figure was published
 *   anything else   a part of its id, its names, or the code or word of its class
 * Case does not count in ASCII. Pure; main thread.
 */
#ifndef PILLARS_TUI_FILTER_H
#define PILLARS_TUI_FILTER_H

#include "tui/ui.h"

/* ST_USAGE: the first word that can hold of nothing, in the reader's language: "'foo' is no class". */
enum status filter_check(const struct board *b, const char *query, struct err *err);
/* True if the indicator matches; a word that means nothing matches nothing. */
bool filter_matches(const struct board *b, int indicator, const char *query);
/* True if `text` has all words of the query in it, as plain words (feeds, events, options); '!' turns it round. */
bool filter_in_text(const char *text, const char *query);
/* The n-th word that can begin a query, for completion: "class:", then with that prefix its values. NULL behind the last;
 * `plan` gives the pillars. */
const char *filter_word(const struct plan *plan, size_t n, char *out, size_t cap);

#endif
