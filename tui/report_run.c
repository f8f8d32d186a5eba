/* --once: fetch, assess, write, and say by the exit status how it stands. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/clock.h"
#include "tui/filter.h"
#include "tui/lang.h"
#include "tui/report.h"
#include "tui/session.h"

#define EXIT_USAGE   2
#define EXIT_UNKNOWN 3 /* as monitoring plug-ins have it */

static enum status find_ids(const struct options *o, const struct plan *plan, struct report *r,
                            struct err *err)
{
    r->pillar = o->pillar ? plan_find_pillar(plan, o->pillar) : -1;
    r->indicator = o->indicator ? plan_find_indicator(plan, o->indicator) : -1;
    if (o->pillar && r->pillar < 0)
        return err_set(err, ST_USAGE, "the plan has no pillar '%s'", o->pillar);
    if (o->indicator && r->indicator < 0)
        return err_set(err, ST_USAGE, "the plan has no indicator '%s'", o->indicator);
    return ST_OK;
}

static enum status deliver(const struct options *o, const struct report *r, struct err *err)
{
    struct buf out;
    buf_init(&out, REPORT_CEILING);
    enum status st = report_write(r, o->format, &out, err);
    if (st == ST_OK && o->output && strcmp(o->output, "-") != 0)
        st = report_save(&out, o->output, err);
    else if (st == ST_OK &&
             (fwrite(out.data, 1, out.len, stdout) != out.len || fflush(stdout) != 0))
        st = err_set(err, ST_IO, "cannot write to standard output: %s", strerror(errno));
    buf_free(&out);
    return st;
}

static enum status report_snapshot(const struct options *o, const struct session *s, int *code,
                                   struct err *err)
{
    const struct plan *plan = s->snapshot->plan;
    int64_t now = clock_wall(&s->clock).s;
    int32_t zone = 0;
    zone_offset(plan->timezone, now, &zone);
    struct assess_options how = {
        .as_of = o->as_of != DAY_NONE ? o->as_of : day_from_wall(now, zone),
        .method = o->method,
        .binding_allowance = o->binding_allowance,
    };
    struct assessment *a = assess(s->snapshot, &how);
    struct ui *ui = calloc(1, sizeof *ui);
    struct change *changes = NULL;
    struct board board = {.assessment = a, .ui = ui, .scroll = ui, .now_s = now, .zone_s = zone};
    struct report r = {.board = &board, .width = o->width, .plain = o->plain, .since = o->since};
    enum status st =
        a && ui ? find_ids(o, plan, &r, err) : err_set(err, ST_NO_MEMORY, "out of memory");
    if (st == ST_OK) {
        ui->lang = o->lang;
        ui->sort = o->sort;
        ui->look.ascii = o->ascii == CHOICE_YES || (o->ascii == CHOICE_AUTO && !lang_locale_is_utf8());
        ui->as_of_set = o->as_of != DAY_NONE;
        ui->as_of = how.as_of;
        ui->indicator = -1;
        snprintf(ui->filter, sizeof ui->filter, "%s", o->filter ? o->filter : "");
        if (o->since != DAY_NONE)
            board.change_count = assess_changes(a, o->since, &changes);
        board.changes = changes;
        st = filter_check(&board, ui->filter, err);
    }
    if (st == ST_OK)
        st = deliver(o, &r, err);
    if (st == ST_OK && o->exit_status)
        *code = report_exit_status(&r);
    free(changes);
    free(ui);
    assessment_free(a);
    return st;
}

int report_run(const struct options *o)
{
    struct session s;
    struct err err = {0};
    int code = EXIT_SUCCESS;
    enum status st = session_open(&s, o, true, &err);
    if (st == ST_OK) {
        session_settle(&s, o->timeout_ms);
        st = session_need_plan(&s, o, &err);
    }
    if (st == ST_OK)
        st = report_snapshot(o, &s, &code, &err);
    session_close(&s);
    if (st == ST_OK)
        return code;
    fprintf(stderr, "pillars: %s\n", err.text);
    return o->exit_status ? EXIT_UNKNOWN : st == ST_USAGE ? EXIT_USAGE : EXIT_FAILURE;
}
