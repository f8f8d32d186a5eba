#include "feeds/base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "feeds/base/utf8.h"

const char *status_text(enum status status)
{
    static const char *const texts[] = {
#define X(name, text) text,
        STATUS_LIST(X)
#undef X
    };
    return (unsigned)status < sizeof texts / sizeof *texts ? texts[status] : "unknown status";
}

enum status err_set(struct err *err, enum status status, const char *fmt, ...)
{
    if (!err)
        return status;
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    if (n < 0)
        err->text[0] = '\0';
    else if ((size_t)n >= sizeof err->text)
        err->text[utf8_floor(err->text, sizeof err->text - 1)] = '\0';
    err->status = status;
    return status;
}
