#include "tui/app.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/feeds.h"
#include "tui/alerts.h"
#include "tui/announce.h"
#include "tui/handle.h"
#include "tui/keys.h"
#include "tui/kiosk.h"
#include "tui/lang.h"
#include "tui/options_table.h"
#include "tui/report.h"
#include "tui/settings.h"
#include "tui/screen/terminal.h"
#include "tui/timeline.h"
#include "tui/views/view.h"

#define FRAME_MS 4           /* frames are at least this far apart; a slow terminal makes it more by blocking */
#define FIRST_FRAME_MS 60    /* the first picture waits this long for the plan, no longer */
#define SILENCE_MS 15000     /* threads that do not answer for so long have stopped, and the wall's heart with them */
#define LEAVE_S 2            /* after this the way out is cut short */

/* What signals say; the only state that handlers touch. */
static volatile sig_atomic_t said_winch, said_end, said_reload, said_continue;

static void on_signal(int number)
{
    switch (number) {
    case SIGWINCH:
        said_winch = 1;
        break;
    case SIGUSR2:
        said_reload = 1;
        break;
    case SIGCONT:
        said_continue = 1;
        break;
    default:
        said_end = 1;
    }
}

static void on_crash(int number)
{
    terminal_restore();
    signal(number, SIG_DFL);
    raise(number);
}

static void on_alarm(int number)
{
    (void)number;
    terminal_restore();
    _exit(1);
}

struct app {
    struct options *o;
    struct clock clock;
    struct log *log;
    struct feeds *feeds;
    struct terminal *terminal;
    struct keys keys;
    struct ui ui;
    struct snapshot *snapshot;
    struct assessment *assessment;
    struct timeline timeline; /* of timeline_of, made when the events are looked at */
    const struct assessment *timeline_of;
    struct days days;
    day_t *day_list;
    struct alerts alerts;
    struct board board;
    struct grid grid;
    struct theme_choice theme;
    char brought[512];
    struct setting settings[OPTION_ROWS_MAX];
    struct hots hots;
    struct kiosk kiosk;
    mono_ms started, painted;
    bool dirty, leaving;
    struct err failed;
};

/* ---- time ---------------------------------------------------------------------------------- */

static int32_t zone(const struct app *a)
{
    int32_t offset = 0;
    if (a->snapshot && a->snapshot->plan)
        zone_offset(a->snapshot->plan->timezone, clock_wall(&a->clock).s, &offset);
    return offset;
}

static day_t today(const struct app *a)
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
static void make_timeline(struct app *a)
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

static void reassess(struct app *a)
{
    a->days.today = today(a);
    struct assess_options opt = how(a);
    struct assessment *next = assess(a->snapshot, &opt);
    if (!next)
        return; /* out of memory: what is on show stays */
    assessment_free(a->assessment);
    a->assessment = next;
    a->board.assessment = next;
    a->brought[0] = '\0';
    a->board.zone_s = zone(a);
    if (next->snapshot->plan) {
        if (a->ui.as_of_set)
            announce_day(&a->board, next, a->brought, sizeof a->brought);
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
    if (o->as_of != DAY_NONE && o->as_of < today(a)) {
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

static void take_snapshot(struct app *a)
{
    struct snapshot *next = feeds_take(a->feeds);
    if (!next)
        return;
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
    reassess(a);
    if (a->assessment && a->assessment->snapshot == next)
        snapshot_free(old);
}

/* The page, the heart and the shift of the wall just now. */
static void turn_wall(struct app *a, int rows, int columns)
{
    mono_ms now = clock_mono();
    int stay = wall_stay(&a->board, rows, columns, a->kiosk.page);
    a->ui.kiosk_page =
        kiosk_turn(&a->kiosk, now, wall_pages(&a->board, rows, columns), stay, a->o->kiosk_ms);
    a->ui.pixel_shift = kiosk_shift(now);
    bool alive = feeds_silence_ms(a->feeds) < SILENCE_MS;
    a->board.heart = !alive ? HEART_STOPPED : now.ms / 1000 & 1 ? HEART_HIGH : HEART_LOW;
}

static void draw(struct app *a)
{
    int rows, columns;
    terminal_size(a->terminal, &rows, &columns);
    if ((a->grid.h != rows || a->grid.w != columns) && grid_resize(&a->grid, rows, columns) != ST_OK)
        return;
    a->board.now_s = clock_wall(&a->clock).s;
    a->board.zone_s = zone(a);
    if (a->ui.kiosk) {
        turn_wall(a, rows, columns);
    }
    make_timeline(a);
    if (a->ui.view == VIEW_OPTIONS)
        a->board.setting_count = settings_list(a->o, a->ui.lang, a->settings);
    view_draw(&a->board, &a->grid);
    if (terminal_paint(a->terminal, &a->grid) == ST_IO)
        a->leaving = true;
    a->painted = clock_mono();
    a->dirty = false;
}

/* Milliseconds to the next tick: a second on the wall, else the full minute (ages, and the day). */
static int64_t to_tick(const struct app *a)
{
    int64_t now = clock_wall_ms(&a->clock), every = a->ui.kiosk ? 1000 : 60000;
    return every - now % every;
}

/* ---- reactions ----------------------------------------------------------------------------- */

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

static void copy_figure(struct app *a)
{
    char text[2048], sequence[4096];
    if (a->ui.indicator < 0 || !announce_figure(&a->board, a->ui.indicator, text, sizeof text))
        return;
    announce_osc52(text, sequence, sizeof sequence);
    terminal_send(a->terminal, sequence);
    snprintf(a->ui.message, sizeof a->ui.message, "%s", tr(a->ui.lang, N_("copied")));
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
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(dot, formats[i].ending) == 0)
            format = formats[i].format;
    buf_init(&out, REPORT_CEILING);
    enum status st = report_write(&r, format, &out, &err);
    if (st == ST_OK)
        st = report_save(&out, path, &err);
    buf_free(&out);
    a->ui.message_is_error = st != ST_OK;
    if (st == ST_OK)
        snprintf(a->ui.message, sizeof a->ui.message, tr(a->ui.lang, N_("written: %.180s")), path);
    else
        snprintf(a->ui.message, sizeof a->ui.message, "%.240s", err.text);
}

static void note_seen(struct app *a)
{
    const struct snapshot *s = a->snapshot;
    struct seen_list *now = s->archive_ok && !s->archive_read_only ? alerts_seen_now(a->assessment) : NULL;
    a->ui.message_is_error = !now;
    snprintf(a->ui.message, sizeof a->ui.message, "%s",
             tr(a->ui.lang, now ? N_("seen; walls that share the archive hear of it")
                                : N_("the archive cannot be written: nothing was noted")));
    if (now)
        feeds_seen(a->feeds, now, true);
}

static void fail(struct app *a, const char *text)
{
    snprintf(a->ui.message, sizeof a->ui.message, "%s", text);
    a->ui.message_is_error = true;
}

/* The Linux console has no Chinese glyphs, a VT100 has ASCII only: English and ASCII there, unless told otherwise. */
static bool without_glyphs(const char *term)
{
    static const char *const names[] = {"linux", "vt1", "vt2", "vt3", "ansi", "cons", "dumb"};
    for (size_t i = 0; term && i < sizeof names / sizeof *names; i++)
        if (strncmp(term, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static void choose_lang(struct app *a)
{
    enum origin said = a->o->origins[row_of_field(offsetof(struct options, lang))];
    a->ui.lang = said < ORIGIN_SYSTEM_FILE && without_glyphs(getenv("TERM")) ? LANG_EN : a->o->lang;
}

/* An option was changed while running: the screen follows the table. */
static void apply_options(struct app *a)
{
    settings_to_ui(a->o, &a->ui);
    choose_lang(a);
    if (a->o->theme && theme_from_code(a->o->theme, &a->theme.theme))
        terminal_retheme(a->terminal, &a->theme);
    terminal_mouse(a->terminal, a->ui.mouse && !a->ui.kiosk);
    reassess(a);
}

static void set_option(struct app *a)
{
    char key[64];
    const char *value = a->ui.argument + strcspn(a->ui.argument, " ");
    struct err err;
    snprintf(key, sizeof key, "%.*s", (int)(value - a->ui.argument), a->ui.argument);
    value += strspn(value, " ");
    if (options_set(a->o, key, value, &err) != ST_OK)
        fail(a, err.text);
    else
        apply_options(a);
}

static void reload(struct app *a)
{
    struct err err;
    struct keys keys;
    enum status st = options_reload_config(a->o, &err);
    if (st == ST_OK)
        st = keys_init(&keys, a->o->bindings, a->o->binding_count, &err);
    a->ui.message_is_error = st != ST_OK;
    if (st != ST_OK) {
        snprintf(a->ui.message, sizeof a->ui.message, "%.240s", err.text);
        return;
    }
    a->keys = keys;
    apply_options(a);
    snprintf(a->ui.message, sizeof a->ui.message, "%s",
             tr(a->ui.lang, N_("the configuration was read again")));
}

static void suspend(struct app *a)
{
    terminal_suspend(a->terminal);
    kill(0, SIGSTOP);
    terminal_resume(a->terminal);
    a->dirty = true;
}

static void react(struct app *a, unsigned reactions)
{
    a->dirty = true;
    if (reactions & REACT_REPAINT)
        terminal_repaint(a->terminal);
    if (reactions & REACT_REFRESH)
        refresh(a);
    if (reactions & REACT_REFRESH_ALL)
        feeds_refresh(a->feeds, -1);
    if (reactions & REACT_PAUSE)
        feeds_pause(a->feeds, a->ui.paused);
    if (reactions & REACT_AS_OF)
        reassess(a);
    if (reactions & REACT_SEEN)
        note_seen(a);
    if (reactions & REACT_COPY)
        copy_figure(a);
    if (reactions & REACT_EXPORT)
        export_report(a);
    if (reactions & REACT_SET)
        set_option(a);
    if (reactions & REACT_MOUSE)
        terminal_mouse(a->terminal, a->ui.mouse);
    if (reactions & REACT_RELOAD)
        reload(a);
    if (reactions & REACT_SUSPEND)
        suspend(a);
    if (reactions & REACT_QUIT)
        a->leaving = true;
}

/* Nobody sits at the wall: of its keys only the chord that ends it and the one that paints it anew do anything. */
static void read_kiosk_key(struct app *a, const char *name)
{
    if (kiosk_leaves(&a->kiosk, a->o->kiosk_quit ? a->o->kiosk_quit : "Ctrl-X Ctrl-C", name))
        a->leaving = true;
    else if (strcmp(name, "Ctrl-L") == 0)
        react(a, REACT_REPAINT);
}

static void read_keys(struct app *a)
{
    struct key key;
    enum key_result got;
    while (!a->leaving && (got = terminal_key(a->terminal, &key)) != KEY_NONE) {
        if (got == KEY_END) {
            a->leaving = true;
            return;
        }
        if (strcmp(key.name, "AmbiguousWide") == 0) {
            /* This terminal draws our blocks and boxes two cells wide: ASCII, unless Unicode was asked for. */
            if (a->o->ascii == CHOICE_AUTO)
                a->ui.look.ascii = true;
            a->dirty = true;
            continue;
        }
        if (a->ui.kiosk) {
            read_kiosk_key(a, key.name);
            continue;
        }
        int rows, columns;
        terminal_size(a->terminal, &rows, &columns);
        unsigned reactions;
        struct settings_seen before = settings_seen(&a->ui);
        if (strncmp(key.name, "Wheel", 5) == 0 || strcmp(key.name, "Click") == 0)
            reactions = handle_mouse(&a->board, &a->ui, key.name, key.mouse_y, key.mouse_x, &a->days, rows, columns);
        else if (a->ui.prompt.kind != PROMPT_NONE && a->assessment->snapshot->plan)
            reactions = handle_prompt(&a->board, &a->ui, key.name, key.text, &a->days, rows, columns);
        else
            reactions = handle_action(&a->board, &a->ui, keys_find(&a->keys, key.name), &a->days,
                                      rows, columns);
        settings_follow(a->o, &before, &a->ui);
        react(a, reactions);
    }
}

/* ---- the loop ------------------------------------------------------------------------------ */

static void handle_signals(struct app *a)
{
    if (said_end)
        a->leaving = true;
    if (said_winch || said_continue) {
        said_winch = said_continue = 0;
        terminal_resized(a->terminal);
        a->dirty = true;
    }
    if (said_reload) {
        said_reload = 0;
        reload(a);
        a->dirty = true;
    }
}

static void loop(struct app *a, const sigset_t *open)
{
    day_t day = today(a);
    while (!a->leaving) {
        int64_t wait = to_tick(a), since = clock_mono().ms - a->painted.ms;
        if (a->dirty && since >= FRAME_MS) {
            draw(a);
            continue;
        }
        if (a->dirty)
            wait = FRAME_MS - since;
        struct pollfd fds[] = {{.fd = terminal_fd(a->terminal), .events = POLLIN},
                               {.fd = feeds_wake_fd(a->feeds), .events = POLLIN}};
        struct timespec ts = {wait / 1000, wait % 1000 * 1000000};
        int n = ppoll(fds, 2, &ts, open);
        handle_signals(a);
        if (n < 0 && errno != EINTR)
            return;
        if (n < 0)
            continue;
        if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
            return; /* nobody is there any more */
        if (fds[0].revents & POLLIN) {
            read_keys(a);
            if (!a->leaving && a->dirty) /* a key is answered at once */
                draw(a);
        }
        if (fds[1].revents & POLLIN)
            take_snapshot(a);
        if (n == 0 && !a->dirty) {
            if (today(a) != day) {
                day = today(a);
                reassess(a);
            }
            a->dirty = true;
        }
    }
}

static void set_signals(sigset_t *open)
{
    static const int ours[] = {SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGUSR2, SIGCONT};
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    sigset_t blocked;
    struct sigaction sa = {.sa_handler = on_signal};
    sigemptyset(&sa.sa_mask);
    sigemptyset(&blocked);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        sigaction(ours[i], &sa, NULL);
        sigaddset(&blocked, ours[i]);
    }
    sa.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &sa, NULL);
    sigaction(SIGTSTP, &sa, NULL); /* Ctrl-Z is a key here */
    sa.sa_handler = on_crash;
    sa.sa_flags = (int)SA_RESETHAND;
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        sigaction(crashes[i], &sa, NULL);
    sigprocmask(SIG_BLOCK, &blocked, open);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        sigdelset(open, ours[i]);
}

static void choose_look(struct app *a)
{
    const struct options *o = a->o;
    const char *background = getenv("COLORFGBG");
    choose_lang(a);
    a->ui.look.ascii =
        o->ascii == CHOICE_YES || (o->ascii == CHOICE_AUTO && without_glyphs(getenv("TERM")));
    static const int depths[] = {[COLOR_AUTO] = 1 << 24, [COLOR_NEVER] = 0, [COLOR_8] = 8,
                                 [COLOR_16] = 16,        [COLOR_256] = 256, [COLOR_TRUE] = 1 << 24};
    a->theme.colors = depths[o->color];
    a->theme.theme = THEME_DARK;
    const char *last = background ? strrchr(background, ';') : NULL;
    if (last && (strcmp(last, ";15") == 0 || strcmp(last, ";7") == 0))
        a->theme.theme = THEME_LIGHT;
    if (o->theme)
        theme_from_code(o->theme, &a->theme.theme);
    if (!a->theme.colors)
        a->theme.theme = THEME_MONO;
}

static void first_view(struct app *a)
{
    const struct options *o = a->o;
    a->ui.kiosk = o->kiosk;
    a->ui.restricted = o->restricted;
    a->ui.mouse = o->mouse;
    a->ui.show_hints = o->hints && !o->kiosk;
    a->ui.worst_first = o->worst_first;
    a->ui.view = o->kiosk ? VIEW_WALL : o->view;
    a->ui.sort = o->sort;
    if (o->filter)
        snprintf(a->ui.filter, sizeof a->ui.filter, "%s", o->filter);
}

/* The first picture comes with the plan, where that is at hand; it never waits for a server. */
static void first_snapshot(struct app *a)
{
    mono_ms end = {clock_mono().ms + FIRST_FRAME_MS};
    while (!a->snapshot || !a->snapshot->plan) {
        int64_t left = end.ms - clock_mono().ms;
        struct pollfd fd = {.fd = feeds_wake_fd(a->feeds), .events = POLLIN};
        if (left <= 0 || poll(&fd, 1, (int)left) <= 0)
            break;
        take_snapshot(a);
        if (a->snapshot && a->snapshot->plan_health.error[0])
            break;
    }
    if (!a->snapshot) {
        a->snapshot = snapshot_new(NULL);
        if (a->snapshot)
            reassess(a);
    }
}

int app_run(struct options *o)
{
    struct app a = {.o = o};
    sigset_t open;
    enum status st;
    clock_init(&a.clock);
    ui_init(&a.ui);
    a.started = clock_mono();
    a.board.ui = a.board.scroll = &a.ui;
    a.board.keys = &a.keys;
    a.board.settings = a.settings;
    a.board.hots = &a.hots;
    choose_look(&a);
    set_signals(&open);
    st = o->log_file ? log_open(&a.log, o->log_file, &a.clock, &a.failed) : ST_OK;
    if (st == ST_OK)
        st = keys_init(&a.keys, o->bindings, o->binding_count, &a.failed);
    if (st == ST_OK)
        st = grid_init(&a.grid, 1, 1);
    struct feeds_config cfg = {.plan_url = o->plan, .archive_dir = o->archive,
                               .offline = o->offline, .refresh_s = o->refresh_ms / 1000,
                               .timeout_ms = o->timeout_ms, .clock = &a.clock, .log = a.log};
    if (st == ST_OK)
        st = feeds_start(&a.feeds, &cfg, &a.failed);
    if (st == ST_OK)
        st = terminal_open(&a.terminal, &a.theme, &a.failed);
    if (st == ST_OK) {
        if (o->mouse && !o->kiosk)
            terminal_mouse(a.terminal, true);
        first_view(&a);
        first_snapshot(&a);
        if (a.assessment) {
            reassess(&a);
            draw(&a);
            loop(&a, &open);
        }
    }
    terminal_close(a.terminal);
    /* Threads are joined, but a disk or a resolver that hangs must not hold the shell. */
    signal(SIGALRM, on_alarm);
    alarm(LEAVE_S);
    feeds_stop(a.feeds);
    alarm(0);
    timeline_free(&a.timeline);
    free(a.day_list);
    assessment_free(a.assessment);
    snapshot_free(a.snapshot);
    grid_free(&a.grid);
    log_close(a.log);
    if (st != ST_OK)
        fprintf(stderr, "pillars: %s\n", a.failed.text);
    return st == ST_OK ? 0 : 1;
}
