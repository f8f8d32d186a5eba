#include "feeds/format/diags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"

void diags_free(struct diags *d)
{
    free(d->list);
    *d = (struct diags){0};
}

bool diags_room(struct diags *d, enum severity severity)
{
    d->errors += severity == SEVERITY_ERROR;
    size_t most = severity == SEVERITY_ERROR ? DIAGS_MAX : DIAGS_MAX / 2;
    if (d->count < most && !d->list)
        d->list = calloc(DIAGS_MAX, sizeof *d->list);
    if (d->count < most && d->list)
        return true;
    d->dropped++;
    return false;
}

void diags_vadd(struct diags *d, enum severity severity, int line, int column, const char *path,
                const char *fmt, va_list ap)
{
    char text[512];
    struct diag *one = &d->list[d->count++];
    vsnprintf(text, sizeof text, fmt, ap);
    *one = (struct diag){.severity = severity, .line = line, .column = column};
    snprintf(one->path, sizeof one->path, "%s", path);
    text_clean(text, strlen(text), one->text, sizeof one->text);
}

void diags_add(struct diags *d, enum severity severity, int line, int column, const char *path,
               const char *fmt, ...)
{
    if (!diags_room(d, severity))
        return;
    va_list ap;
    va_start(ap, fmt);
    diags_vadd(d, severity, line, column, path, fmt, ap);
    va_end(ap);
}

static int by_place(const void *pa, const void *pb)
{
    const struct diag *a = pa, *b = pb;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    int order = strcmp(a->path, b->path);
    return order ? order : strcmp(a->text, b->text);
}

void diags_sort(struct diags *d)
{
    if (d->count)
        qsort(d->list, d->count, sizeof *d->list, by_place);
}

enum status diags_to_err(const struct diags *d, enum status status, const char *what,
                         struct err *err)
{
    const struct diag *first = NULL;
    char more[48] = "";
    for (size_t i = 0; i < d->count && !first; i++)
        if (d->list[i].severity == SEVERITY_ERROR)
            first = &d->list[i];
    if (!first)
        return err_set(err, ST_NO_MEMORY, "cannot decode %s: out of memory", what);
    if (d->errors > 1)
        snprintf(more, sizeof more, " (and %zu more)", d->errors - 1);
    if (*first->path)
        return err_set(err, status, "cannot decode %s: at %s: %s%s", what, first->path, first->text,
                       more);
    if (status == ST_SYNTAX && first->line > 0)
        return err_set(err, status, "cannot decode %s: line %d, column %d: %s%s", what, first->line,
                       first->column, first->text, more);
    return err_set(err, status, "cannot decode %s: %s%s", what, first->text, more);
}

const char *excerpt(const char *text, char out[64])
{
    size_t n = strnlen(text, 1000), len = text_clean(text, n, out, 48);
    if (n > len && len > 40) {
        len = utf8_floor(out, len);
        memcpy(out + len, "\xE2\x80\xA6", 4); /* an ellipsis */
    }
    return out;
}
