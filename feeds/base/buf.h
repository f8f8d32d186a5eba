/* buf.h -- growable bytes with a ceiling. One owner; always NUL-terminated behind `len`. */
#ifndef PILLARS_BASE_BUF_H
#define PILLARS_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

#include "feeds/base/status.h"

struct buf {
    char *data; /* NULL until the first byte */
    size_t len, cap, ceiling;
    enum status failed; /* sticky: the first failure of an append; ST_OK while all went in */
};

void buf_init(struct buf *b, size_t ceiling);
void buf_free(struct buf *b);
void buf_clear(struct buf *b); /* keeps the memory */
/* So many bytes will probably come: makes room for just these, where the ceiling lets them in. */
void buf_expect(struct buf *b, size_t more);
void buf_fit(struct buf *b);   /* gives back what is not used */

/* ST_LIMIT when the ceiling would be passed (nothing is appended then), ST_NO_MEMORY. */
enum status buf_append(struct buf *b, const void *data, size_t n);
enum status buf_puts(struct buf *b, const char *s);
enum status buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Hands the bytes to the caller (free()); b is empty afterwards. Never NULL unless out of memory. */
char *buf_take(struct buf *b, size_t *len);

/* Reads a whole file, up to the buffer's ceiling. */
enum status buf_read_file(struct buf *b, const char *path, struct err *err);

#endif
