#include "tui/screen/frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum status frame_open(struct frame *f, struct err *err)
{
    f->file = NULL;
    f->fd = memfd_create("frame", MFD_CLOEXEC);
    if (f->fd >= 0)
        f->file = fdopen(f->fd, "w+");
    return f->file ? ST_OK : err_set(err, ST_IO, "cannot make a memory file: %s", strerror(errno));
}

void frame_close(struct frame *f)
{
    if (f->file)
        fclose(f->file);
    else if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
    f->file = NULL;
}

size_t frame_size(const struct frame *f)
{
    off_t n = lseek(f->fd, 0, SEEK_END);
    return n > 0 ? (size_t)n : 0;
}

/* ---- tightening ------------------------------------------------------------------------------ */

#define CHARSET "\033(B" /* ASCII into G0: xterm's sgr and sgr0 say it every time */
#define SGR_BYTES 96

/* Parameters of SGR sequences that follow each other. */
struct sgr {
    char params[SGR_BYTES];
    size_t length;
    int open;
};

static void write_sgr(struct sgr *s, struct buf *out)
{
    if (s->open)
        buf_printf(out, "\033[%.*sm", (int)s->length, s->params);
    s->open = 0;
    s->length = 0;
}

/* Takes the parameters of one more sequence; one that begins with a reset makes what was before void. */
static void add_sgr(struct sgr *s, const char *params, size_t n, struct buf *out)
{
    if (!n || (params[0] == '0' && (n == 1 || params[1] == ';'))) {
        s->open = 0;
        s->length = 0;
        params += n > 0; /* an empty parameter is 0: "0;1" becomes ";1" */
        n -= n > 0;
    }
    if (s->length + n + 2 > SGR_BYTES)
        write_sgr(s, out);
    if (s->open)
        s->params[s->length++] = ';';
    memcpy(s->params + s->length, params, n);
    s->length += n;
    s->open = 1;
}

/* The end of an SGR sequence at `text`, or NULL. */
static const char *sgr_end(const char *text)
{
    if (text[1] != '[')
        return NULL;
    const char *end = text + 2 + strspn(text + 2, "0123456789;");
    return *end == 'm' ? end : NULL;
}

void frame_tighten(const char *text, const int32_t *palette, int colors, struct buf *out)
{
    struct sgr sgr = {.open = 0};
    while (*text) {
        const char *end = *text == '\033' ? sgr_end(text) : NULL;
        if (end) {
            long i = strncmp(text, "\033[38;5;", 7) == 0 ? strtol(text + 7, NULL, 10) - FRAME_FIRST_COLOR : -1;
            char direct[24];
            if (i >= 0 && i < colors) {
                int n = snprintf(direct, sizeof direct, "38;2;%d;%d;%d", palette[i] >> 16 & 255,
                                 palette[i] >> 8 & 255, palette[i] & 255);
                add_sgr(&sgr, direct, (size_t)n, out);
            } else {
                add_sgr(&sgr, text + 2, (size_t)(end - text - 2), out);
            }
            text = end + 1;
        } else if (strncmp(text, CHARSET, strlen(CHARSET)) == 0) {
            text += strlen(CHARSET);
        } else {
            size_t n = 1 + strcspn(text + 1, "\033");
            write_sgr(&sgr, out);
            buf_append(out, text, n);
            text += n;
        }
    }
    write_sgr(&sgr, out);
}

/* ---- taking ---------------------------------------------------------------------------------- */

/* All that was written, terminated; the file is empty then. NULL: out of memory, or the file failed. */
static char *take_bytes(struct frame *f, size_t *n)
{
    *n = frame_size(f);
    char *bytes = malloc(*n + 1);
    if (!bytes || pread(f->fd, bytes, *n, 0) != (ssize_t)*n || ftruncate(f->fd, 0) != 0) {
        free(bytes);
        return NULL;
    }
    lseek(f->fd, 0, SEEK_SET);
    bytes[*n] = '\0';
    return bytes;
}

enum status frame_take(struct frame *f, const int32_t *palette, int colors, struct buf *out)
{
    size_t n;
    char *bytes = take_bytes(f, &n);
    if (!bytes)
        return ST_NO_MEMORY;
    if (memchr(bytes, '\0', n)) /* padding of an old terminal */
        buf_append(out, bytes, n);
    else
        frame_tighten(bytes, palette, colors, out);
    free(bytes);
    return out->failed;
}

enum status frame_take_plain(struct frame *f, struct buf *out)
{
    size_t n;
    char *bytes = take_bytes(f, &n);
    if (!bytes)
        return ST_NO_MEMORY;
    buf_append(out, bytes, n);
    free(bytes);
    return out->failed;
}
