/* utf8.h -- UTF-8 without a locale: decode, validate, clean. Pure; any thread.
 *
 * Text from outside is untrusted until text_clean() has been over it: it removes C0 and C1 controls
 * (tab and newline become a blank), DEL, escape sequences as a whole, bidirectional overrides,
 * isolates and marks (U+061C, U+200E-200F, U+202A-202E, U+2066-2069), line separators (U+2028-9), interlinear and
 * tag characters and the byte order mark; an invalid sequence becomes U+FFFD.
 */
#ifndef PILLARS_BASE_UTF8_H
#define PILLARS_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one code point at s (n bytes left, n > 0). Returns the bytes used, at least 1; *cp is
 * U+FFFD for an invalid sequence (overlong, surrogate, above U+10FFFF, cut short). */
size_t utf8_decode(const char *s, size_t n, uint32_t *cp);

/* Writes cp to out (room for 4) and returns the bytes written. */
size_t utf8_encode(uint32_t cp, char out[4]);

/* True if the n bytes are valid UTF-8. */
bool utf8_valid(const char *s, size_t n);

/* Largest length <= n that does not cut a code point of s in two. */
size_t utf8_floor(const char *s, size_t n);

/* Cleans n bytes of s into out (capacity cap > 0, always terminated). Returns the length written.
 * The result is never longer than 3 * n + 1 bytes. */
size_t text_clean(const char *s, size_t n, char *out, size_t cap);

/* True if text_clean would leave s as it is. */
bool text_is_clean(const char *s, size_t n);

#endif
