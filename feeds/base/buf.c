#include "feeds/base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *b, size_t ceiling)
{
    *b = (struct buf){.ceiling = ceiling};
}

void buf_free(struct buf *b)
{
    free(b->data);
    *b = (struct buf){.ceiling = b->ceiling};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = ST_OK;
    if (b->data)
        b->data[0] = '\0';
}

static enum status grow(struct buf *b, size_t cap)
{
    char *data = realloc(b->data, cap);
    if (!data)
        return b->failed = ST_NO_MEMORY;
    b->data = data;
    b->cap = cap;
    return ST_OK;
}

static enum status reserve(struct buf *b, size_t more)
{
    if (more > b->ceiling - b->len)
        return b->failed = ST_LIMIT;
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return ST_OK;
    size_t cap = b->cap ? b->cap : 256;
    while (cap < need)
        cap *= 2;
    return grow(b, cap);
}

void buf_expect(struct buf *b, size_t more)
{
    if (more <= b->ceiling - b->len && b->len + more + 1 > b->cap)
        grow(b, b->len + more + 1);
}

void buf_fit(struct buf *b)
{
    char *data = b->data ? realloc(b->data, b->len + 1) : NULL;
    if (!data)
        return;
    b->data = data;
    b->cap = b->len + 1;
}

enum status buf_append(struct buf *b, const void *data, size_t n)
{
    enum status st = reserve(b, n);
    if (st != ST_OK)
        return st;
    if (n)
        memcpy(b->data + b->len, data, n);
    b->len += n;
    b->data[b->len] = '\0';
    return ST_OK;
}

enum status buf_puts(struct buf *b, const char *s)
{
    return buf_append(b, s, strlen(s));
}

enum status buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    enum status st = n < 0 ? (b->failed = ST_INVALID) : reserve(b, (size_t)n);
    if (st == ST_OK) {
        vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
    return st;
}

char *buf_take(struct buf *b, size_t *len)
{
    if (!b->data && buf_append(b, "", 0) != ST_OK)
        return NULL;
    char *data = b->data;
    if (len)
        *len = b->len;
    *b = (struct buf){.ceiling = b->ceiling};
    return data;
}

enum status buf_read_file(struct buf *b, const char *path, struct err *err)
{
    enum status st = ST_OK;
    FILE *f = fopen(path, "rbe");
    if (!f)
        return err_set(err, ST_IO, "cannot open %s: %s", path, strerror(errno));
    char part[16384];
    size_t n;
    while (st == ST_OK && (n = fread(part, 1, sizeof part, f)) > 0) {
        st = buf_append(b, part, n);
        if (st == ST_LIMIT)
            err_set(err, st, "%s is longer than %zu bytes", path, b->ceiling);
        else if (st != ST_OK)
            err_set(err, st, "cannot read %s: %s", path, status_text(st));
    }
    if (st == ST_OK && ferror(f))
        st = err_set(err, ST_IO, "cannot read %s: %s", path, strerror(errno));
    fclose(f);
    return st;
}
