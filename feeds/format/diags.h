/* diags.h -- collecting what is wrong with a document. Inside feeds/format only; one thread.
 *
 * Errors count even where the list is full; warnings fill at most half of it, so that the first error is always kept.
 */
#ifndef PILLARS_FORMAT_DIAGS_H
#define PILLARS_FORMAT_DIAGS_H

#include <stdarg.h>
#include <stdbool.h>

#include "feeds/format/document.h"

/* True if one more of that severity would be kept; if not, it is counted and the caller saves the work. */
bool diags_room(struct diags *d, enum severity severity);
/* Out of memory counts as dropped. The text comes out clean. line 0: the place is not known. */
void diags_vadd(struct diags *d, enum severity severity, int line, int column, const char *path,
                const char *fmt, va_list ap) __attribute__((format(printf, 6, 0)));
void diags_add(struct diags *d, enum severity severity, int line, int column, const char *path,
               const char *fmt, ...) __attribute__((format(printf, 6, 7)));
/* By place in the text. */
void diags_sort(struct diags *d);
/* "cannot decode WHAT: ..." from the first error in the list. */
enum status diags_to_err(const struct diags *d, enum status status, const char *what,
                         struct err *err);
/* A text of the document, clean and short enough for a message; out holds 64 bytes. */
const char *excerpt(const char *text, char out[64]);

#endif
