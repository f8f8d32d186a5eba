#include "tui/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feeds/base/clock.h"
#include "tui/filter.h"
#include "tui/report_parts.h"

/* ---- what is reported ---------------------------------------------------------------------- */

const struct plan *report_plan(const struct report *r)
{
    return r->board->assessment->snapshot->plan;
}

bool report_has_pillar(const struct report *r, int pillar)
{
    if (r->indicator >= 0)
        return report_plan(r)->indicators[r->indicator].pillar == pillar;
    return r->pillar < 0 || r->pillar == pillar;
}

size_t report_rows(const struct report *r, int pillar, int *rows)
{
    if (r->indicator < 0)
        return ui_rows(r->board, pillar, rows);
    rows[0] = r->indicator;
    return report_has_pillar(r, pillar);
}

int *report_rows_new(const struct report *r)
{
    return calloc(report_plan(r)->indicator_count + 1, sizeof(int));
}

bool report_has_change(const struct report *r, const struct change *c)
{
    int i = (int)c->indicator, pillar = report_plan(r)->indicators[i].pillar;
    return r->indicator >= 0
               ? i == r->indicator
               : report_has_pillar(r, pillar) &&
                     (!*r->board->ui->filter || filter_matches(r->board, i, r->board->ui->filter));
}

bool report_has_event(const struct report *r, const struct event *e)
{
    day_t day = day_from_wall(e->at_s, r->board->zone_s);
    int i = *e->indicator ? plan_find_indicator(report_plan(r), e->indicator) : -1;
    if (day <= r->since || day > r->board->assessment->as_of)
        return false;
    if (i < 0) /* of a feed: of the whole plan */
        return !*e->indicator && r->indicator < 0 && r->pillar < 0 && !*r->board->ui->filter;
    return report_has_change(r, &(struct change){.indicator = (size_t)i});
}

const struct target_verdict *report_decided(const struct verdict *v)
{
    return v->decided_by >= 0 ? &v->targets[v->decided_by] : NULL;
}

int report_feed(const struct verdict *v)
{
    return v->series ? v->series->feed : -1;
}

const char *report_source(const struct text *name, const char *url, enum lang lang)
{
    return url ? url : text_is_empty(name) ? NULL : text_in(name, lang);
}

void report_flags(unsigned flags, char *out, size_t cap)
{
    size_t n = 0;
    out[0] = '\0';
    for (int b = 0; b < FLAG_BIT_COUNT && n < cap; b++)
        if (flags >> b & 1)
            n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? " " : "",
                                  flag_code((enum flag_bit)b));
}

void report_instant(int64_t s, char out[32])
{
    out[0] = '\0';
    if (s)
        wall_format((wall_s){s}, out, 32);
}

bool report_feed_troubled(const struct feed_health *h)
{
    return h->state != FEED_FRESH;
}

/* ---- writing ------------------------------------------------------------------------------- */

enum status report_write(const struct report *r, enum report_format format, struct buf *out,
                         struct err *err)
{
    static enum status (*const writers[FORMAT_COUNT])(const struct report *, struct buf *) = {
        [FORMAT_TEXT] = report_text, [FORMAT_JSON] = report_json,
        [FORMAT_CSV] = report_csv,   [FORMAT_MARKDOWN] = report_markdown,
        [FORMAT_HTML] = report_html, [FORMAT_OPENMETRICS] = report_openmetrics,
    };
    enum status st = writers[format](r, out);
    if (st == ST_OK)
        st = out->failed;
    return st == ST_OK ? ST_OK : err_set(err, st, "cannot write the report: %s", status_text(st));
}

static bool write_all(int fd, const struct buf *bytes)
{
    for (size_t at = 0; at < bytes->len;) {
        ssize_t n = write(fd, bytes->data + at, bytes->len - at);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* A device or a pipe cannot be replaced: it is written as it is. */
static bool is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool write_special(const struct buf *bytes, const char *path)
{
    FILE *f = fopen(path, "wbe");
    if (!f)
        return false;
    bool good = write_all(fileno(f), bytes);
    return fclose(f) == 0 && good;
}

/* The file keeps its mode; a new one gets what the umask leaves. */
static mode_t mode_for(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0)
        return st.st_mode & 07777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Through a temporary file beside it. A symbolic link stays one: what it points to is replaced. */
static bool write_beside(const struct buf *bytes, const char *path)
{
    char *target = realpath(path, NULL), *temporary = NULL;
    const char *final = target ? target : path;
    bool good = false;
    if (asprintf(&temporary, "%s.XXXXXX", final) >= 0) {
        int fd = mkstemp(temporary);
        if (fd >= 0) {
            good = write_all(fd, bytes) && fchmod(fd, mode_for(final)) == 0 && fsync(fd) == 0;
            good = close(fd) == 0 && good;
            good = good && rename(temporary, final) == 0;
            if (!good) {
                int why = errno;
                unlink(temporary);
                errno = why;
            }
        }
        free(temporary);
    }
    free(target);
    return good;
}

enum status report_save(const struct buf *bytes, const char *path, struct err *err)
{
    bool good = is_special(path) ? write_special(bytes, path) : write_beside(bytes, path);
    return good ? ST_OK : err_set(err, ST_IO, "cannot write %s: %s", path, strerror(errno));
}

/* ---- exit status --------------------------------------------------------------------------- */

int report_exit_status(const struct report *r)
{
    static const int severity[CLASS_COUNT] = {
        [CLASS_REVERSING] = 2,    [CLASS_NOT_COMPLETED] = 2, [CLASS_LAGGING] = 2,
        [CLASS_UNDETERMINED] = 2, [CLASS_SLOWER] = 1,        [CLASS_BASICALLY] = 1,
    };
    const struct plan *plan = report_plan(r);
    int *rows = plan ? report_rows_new(r) : NULL;
    int worst = 0, assessed = 0;
    for (int p = 0; rows && p < (int)plan->pillar_count; p++) {
        size_t n = report_has_pillar(r, p) ? report_rows(r, p, rows) : 0;
        for (size_t i = 0; i < n; i++) {
            enum class c = r->board->assessment->verdicts[rows[i]].class;
            assessed += c != CLASS_NOT_ASSESSED && c != CLASS_PENDING;
            worst = severity[c] > worst ? severity[c] : worst;
        }
    }
    free(rows);
    return assessed ? worst : 3;
}
