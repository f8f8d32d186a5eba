/* said.h -- what feeds and archive say went wrong, in the reader's language. Pure.
 *
 * The layers below speak English. Their sentences are known here by their pattern, each %s standing for what varies; a
 * sentence that none fits stays English. What a pattern catches is looked up in turn ("cannot read ...: permission denied").
 * tests/screens/check_said.py holds the patterns against the sentences that the code can say.
 */
#ifndef PILLARS_TUI_SAID_H
#define PILLARS_TUI_SAID_H

#include <stddef.h>

#include "feeds/plan/plan.h"

#define SAID_CAP 512

void said_text(const char *english, enum lang lang, char *out, size_t cap);

#endif
