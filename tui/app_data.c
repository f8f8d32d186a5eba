#include "tui/app_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/announce.h"
#include "tui/filter.h"
#include "tui/handle_parts.h"
#include "tui/lang.h"
#include "tui/options_table.h"
#include "tui/report.h"
#include "tui/said.h"

/* ---- time ---------------------------------------------------------------------------------- */

static int32_t zone(const struct app *a)
{
    int32_t offset = 0;
    if (a->snapshot && a->snapshot->plan)
        zone_offset(a->snapshot->plan->timezone, clock_wall(&a->clock).s, &offset);
    return offset;
}

void app_tell_time(struct app *a)
{
    a->board.now_s = clock_wall(&a->clock).s;
    a->board.zone_s = zone(a);
}

day_t app_today(const struct app *a)
{
    return day_from_wall(clock_wall(&a->clock).s, zone(a));
}

/* ---- what is on show ----------------------------------------------------------------------- */

static struct assess_options how(const struct app *a)
{
    return (struct assess_options){.as_of = a->ui.as_of_set ? a->ui.as_of : a->days.today,
                                   .method = a->o->method,
                                   .binding_allowance = a->o->binding_allowance};
}

/* The events cost many assessments; they are made when somebody looks. */
void app_make_timeline(struct app *a)
{
    bool wall = a->ui.view == VIEW_WALL; /* shows the last day only */
    if ((a->ui.view != VIEW_EVENTS && !wall) || a->timeline_of == a->assessment)
        return;
    struct assess_options opt = how(a);
    size_t known = a->days.count;
    while (known > 0 && a->days.list[known - 1] > opt.as_of)
        known--;
    size_t from = wall && known > 1 ? known - 1 : 0;
    timeline_free(&a->timeline);
    timeline_build(&a->timeline, a->snapshot, &opt, a->days.list + from, known - from);
    a->timeline_of = a->assessment;
    a->board.changes = a->timeline.changes;
    a->board.change_count = a->timeline.count;
}

/* What came is marked; on another day than today what that day brought. */
static void find_news(struct app *a)
{
    if (!a->opened_s && snapshot_settled(a->snapshot))
        a->opened_s = a->board.now_s;
    if (a->ui.as_of_set)
        news_of_day(a->assessment, &a->news);
    else
        news_find(a->assessment, a->opened_s, a->board.now_s, a->board.zone_s, &a->news);
    a->board.news = &a->news;
}

/* What got worse is told of today's figures only. What was never noted is noted as it is now, seen or not. */
static void find_alerts(struct app *a)
{
    a->board.alerts = NULL;
    if (a->ui.as_of_set)
        return;
    alerts_find(a->assessment, &a->alerts);
    a->board.alerts = &a->alerts;
    announce_alerts(&a->board, a->brought, sizeof a->brought);
    if (a->snapshot->archive_ok && !a->snapshot->archive_read_only && alerts_unnoted(a->assessment)) {
        struct seen_list *now = alerts_seen_now(a->assessment);
        if (now)
            feeds_seen(a->feeds, now, false);
    }
}

void app_reassess(struct app *a)
{
    a->days.today = app_today(a);
    struct assess_options opt = how(a);
    struct assessment *next = assess(a->snapshot, &opt);
    if (!next)
        return; /* out of memory: what is on show stays */
    assessment_free(a->assessment);
    a->assessment = next;
    a->board.assessment = next;
    a->brought[0] = '\0';
    app_tell_time(a);
    if (next->snapshot->plan) {
        if (a->ui.as_of_set)
            announce_day(&a->board, next, a->brought, sizeof a->brought);
        find_news(a);
        find_alerts(a);
        ui_settle(&a->board, &a->ui);
    }
    /* The snapshot may be a new one: what points into the old one goes before it does. */
    timeline_free(&a->timeline);
    a->timeline_of = NULL;
    a->board.changes = NULL;
    a->board.change_count = 0;
    a->board.brought = a->brought[0] ? a->brought : NULL;
    a->dirty = true;
}

/* --pillar and --indicator name what only a plan knows, --as-of counts in its time zone: when the first one is there. */
static void go_where_asked(struct app *a, const struct plan *plan)
{
    const struct options *o = a->o;
    if (o->as_of != DAY_NONE && o->as_of < app_today(a)) {
        a->ui.as_of_set = true;
        a->ui.as_of = o->as_of;
    }
    int pillar = o->pillar ? plan_find_pillar(plan, o->pillar) : -1;
    int indicator = o->indicator ? plan_find_indicator(plan, o->indicator) : -1;
    if (pillar >= 0) {
        a->ui.pillar = pillar;
        if (a->ui.view == VIEW_OVERVIEW)
            a->ui.view = VIEW_PILLAR;
    }
    if (indicator >= 0) {
        a->ui.indicator = indicator;
        a->ui.pillar = plan->indicators[indicator].pillar;
        a->ui.view = VIEW_INDICATOR;
    }
}

/* What was asked for at the start and is not there is said, once there is a plan to look at. */
static void check_asked(struct app *a)
{
    const struct options *o = a->o;
    const struct plan *plan = a->snapshot->plan;
    struct err err;
    if (o->pillar && plan_find_pillar(plan, o->pillar) < 0)
        tell(&a->ui, true, tr(a->ui.lang, N_("there is no pillar '%s'")), o->pillar);
    if (o->indicator && plan_find_indicator(plan, o->indicator) < 0)
        tell(&a->ui, true, tr(a->ui.lang, N_("there is no indicator '%s'")), o->indicator);
    if (filter_check(&a->board, a->ui.filter, &err) == ST_OK)
        return;
    a->ui.filter[0] = '\0';
    ui_settle(&a->board, &a->ui);
    tell(&a->ui, true, "%s", err.text);
}

bool app_take(struct app *a)
{
    struct snapshot *next = feeds_take(a->feeds);
    if (!next)
        return false;
    bool first = (!a->snapshot || !a->snapshot->plan) && next->plan;
    ui_rebind(&a->ui, a->snapshot ? a->snapshot->plan : NULL, next->plan);
    /* The assessment points into the old snapshot: it goes first. */
    struct snapshot *old = a->snapshot;
    a->snapshot = next;
    if (first)
        go_where_asked(a, next->plan);
    free(a->day_list);
    a->days.count = assess_publication_days(next, &a->day_list);
    a->days.list = a->day_list;
    app_reassess(a);
    if (first && a->assessment && a->assessment->snapshot == next)
        check_asked(a);
    if (a->assessment && a->assessment->snapshot == next)
        snapshot_free(old);
    return true;
}

/* ---- reactions ----------------------------------------------------------------------------- */

void app_fail(struct app *a, const char *text)
{
    said_text(text, a->ui.lang, a->ui.message, sizeof a->ui.message);
    a->ui.message_is_error = true;
}

static void refresh(struct app *a)
{
    const struct plan *plan = a->snapshot ? a->snapshot->plan : NULL;
    if (!plan)
        return;
    if (a->ui.view == VIEW_FEEDS) {
        feeds_refresh(a->feeds, a->ui.feed);
        return;
    }
    /* The feeds that have said anything of this pillar; all of them where none has. */
    bool any = false;
    const struct pillar *p = &plan->pillars[a->ui.pillar];
    for (int f = 0; f < (int)plan->feed_count; f++) {
        bool named = false;
        for (size_t i = p->first; i < p->first + p->count && !named; i++)
            named = a->snapshot->series[i] && a->snapshot->series[i]->feed == f;
        if (named)
            feeds_refresh(a->feeds, f);
        any |= named;
    }
    if (!any)
        feeds_refresh(a->feeds, -1);
}

static void export_report(struct app *a)
{
    static const struct {
        const char *ending;
        enum report_format format;
    } formats[] = {{".json", FORMAT_JSON}, {".csv", FORMAT_CSV}, {".md", FORMAT_MARKDOWN},
                   {".html", FORMAT_HTML}, {".prom", FORMAT_OPENMETRICS}};
    enum report_format format = FORMAT_TEXT;
    const char *path = a->ui.argument, *dot = strrchr(path, '.');
    struct report r = {.board = &a->board, .width = 100, .pillar = -1, .indicator = -1,
                       .since = DAY_NONE};
    struct buf out;
    struct err err = {0};
    char at_home[PROMPT_BYTES * 2];
    const char *home = getenv("HOME");
    if (strncmp(path, "~/", 2) == 0 && home) {
        snprintf(at_home, sizeof at_home, "%s%s", home, path + 1);
        path = at_home;
    }
    if (access(path, F_OK) == 0) {
        tell(&a->ui, true, tr(a->ui.lang, N_("there is a file '%s' already; another name, please")), path);
        return;
    }
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(dot, formats[i].ending) == 0)
            format = formats[i].format;
    buf_init(&out, REPORT_CEILING);
    enum status st = report_write(&r, format, &out, &err);
    if (st == ST_OK)
        st = report_save(&out, path, &err);
    buf_free(&out);
    if (st == ST_OK)
        tell(&a->ui, false, tr(a->ui.lang, N_("written: %s")), path);
    else
        app_fail(a, err.text);
}

static void note_seen(struct app *a)
{
    const struct snapshot *s = a->snapshot;
    struct seen_list *now = s->archive_ok && !s->archive_read_only ? alerts_seen_now(a->assessment) : NULL;
    if (!s->archive_ok && !s->seen) { /* the marks of this session, no more */
        a->opened_s = clock_wall(&a->clock).s;
        app_reassess(a);
        tell(&a->ui, false, "%s", tr(a->ui.lang, N_("seen, until the program ends: there is no archive to note it in")));
        return;
    }
    a->ui.message_is_error = !now;
    snprintf(a->ui.message, sizeof a->ui.message, "%s",
             tr(a->ui.lang, now ? N_("seen; walls that share the archive hear of it")
                                : N_("the archive cannot be written: nothing was noted")));
    if (now)
        feeds_seen(a->feeds, now, true);
}

/* The options are others: language, order and figures follow. */
static void follow_options(struct app *a)
{
    settings_to_ui(a->o, &a->ui);
    app_choose_lang(a);
    app_reassess(a);
}

bool app_reload(struct app *a)
{
    struct err err = {0};
    struct buf later;
    buf_init(&later, 1024);
    enum status st = options_reload_config(a->o, &later, &err);
    if (st == ST_OK) {
        keys_init(&a->keys, a->o->bindings, a->o->binding_count, NULL); /* options_read() has looked at them */
        follow_options(a);
    }
    if (st != ST_OK)
        app_fail(a, err.text);
    else if (later.len)
        tell(&a->ui, false, tr(a->ui.lang, N_("the configuration was read again; from the next start: %s")), later.data);
    else
        tell(&a->ui, false, "%s", tr(a->ui.lang, N_("the configuration was read again")));
    log_line(a->log, "config", "%s", a->ui.message); /* the wall has no line for it */
    buf_free(&later);
    return st == ST_OK;
}

bool app_set_option(struct app *a)
{
    char key[64];
    const char *value = a->ui.argument + strcspn(a->ui.argument, " ");
    struct err err;
    snprintf(key, sizeof key, "%.*s", (int)(value - a->ui.argument), a->ui.argument);
    value += strspn(value, " ");
    if (options_set(a->o, key, value, &err) != ST_OK)
        app_fail(a, err.text);
    else
        follow_options(a);
    return !a->ui.message_is_error;
}

void app_react(struct app *a, unsigned reactions)
{
    if (reactions & REACT_REFRESH)
        refresh(a);
    if (reactions & REACT_REFRESH_ALL)
        feeds_refresh(a->feeds, -1);
    if (reactions & REACT_PAUSE)
        feeds_pause(a->feeds, a->ui.paused);
    if (reactions & REACT_AS_OF)
        app_reassess(a);
    if (reactions & REACT_SEEN)
        note_seen(a);
    if (reactions & REACT_EXPORT)
        export_report(a);
}

/* ---- beginning and end --------------------------------------------------------------------- */

bool app_without_glyphs(void)
{
    static const char *const names[] = {"linux", "vt1", "vt2", "vt3", "ansi", "cons"};
    const char *term = getenv("TERM");
    for (size_t i = 0; term && i < sizeof names / sizeof *names; i++)
        if (strncmp(term, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

void app_choose_lang(struct app *a)
{
    enum origin said = a->o->origins[row_of_field(offsetof(struct options, lang))];
    a->ui.lang = said < ORIGIN_SYSTEM_FILE && app_without_glyphs() ? LANG_EN : a->o->lang;
}

static void first_view(struct app *a)
{
    const struct options *o = a->o;
    a->ui.kiosk = o->kiosk;
    a->ui.restricted = o->restricted;
    a->ui.mouse = o->mouse;
    a->ui.show_hints = o->hints && !o->kiosk;
    a->ui.worst_first = o->worst_first;
    a->ui.look.braille = o->braille;
    a->ui.view = o->kiosk ? VIEW_WALL : o->view;
    a->ui.sort = o->sort;
    if (o->filter)
        snprintf(a->ui.filter, sizeof a->ui.filter, "%s", o->filter);
}

enum status app_open(struct app *a, struct options *o)
{
    *a = (struct app){.o = o};
    clock_init(&a->clock);
    ui_init(&a->ui);
    a->board.ui = a->board.scroll = &a->ui;
    a->board.keys = &a->keys;
    a->board.settings = a->settings;
    a->board.hots = &a->hots;
    app_choose_lang(a);
    first_view(a);
    enum status st = o->log_file ? log_open(&a->log, o->log_file, &a->clock, &a->failed) : ST_OK;
    if (st == ST_OK)
        st = keys_init(&a->keys, o->bindings, o->binding_count, &a->failed);
    struct feeds_config cfg = {.plan_url = o->plan, .archive_dir = o->archive,
                               .offline = o->offline, .refresh_s = o->refresh_ms / 1000,
                               .timeout_ms = o->timeout_ms, .clock = &a->clock, .log = a->log};
    if (st == ST_OK)
        st = feeds_start(&a->feeds, &cfg, &a->failed);
    return st;
}

void app_close(struct app *a)
{
    bool ended = feeds_stop(a->feeds);
    timeline_free(&a->timeline);
    free(a->day_list);
    assessment_free(a->assessment);
    snapshot_free(a->snapshot);
    if (ended)
        log_close(a->log);
}
