/* width.h -- how many cells a text takes. No locale; a table of East Asian wide and zero-width
 * ranges (Unicode EastAsianWidth W and F, general categories Mn, Me, Cf), ambiguous ones count 1. Pure; any thread.
 */
#ifndef PILLARS_WIDGETS_WIDTH_H
#define PILLARS_WIDGETS_WIDTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int width_of(uint32_t cp); /* 0, 1 or 2 */
/* EastAsianWidth A: one cell here, but two on terminals that are set up for East Asia. */
bool width_is_ambiguous(uint32_t cp);
int text_width(const char *utf8);
/* Bytes of the first grapheme of s (base plus combining, ZWJ sequences as one), and its width in *cells. */
size_t grapheme_next(const char *s, size_t n, int *cells);
/* Bytes of s that fit into `cells`; *used gets the cells they take. Never cuts a grapheme. */
size_t text_fit(const char *utf8, int cells, int *used);

#endif
