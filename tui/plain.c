#include "tui/plain.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "feeds/base/utf8.h"
#include "tui/app_parts.h"
#include "tui/command.h"
#include "tui/heard.h"
#include "tui/lang.h"
#include "tui/report.h"

#define SETTLE_MS 3000 /* the first lines wait this long for the feeds */
#define TICK_MS 60000
#define LEAVE_S 2
#define ROWS 24 /* what movement by pages counts with */
#define COLUMNS 40

struct plain {
    struct app app;
    struct heard heard;
    char line[PROMPT_BYTES]; /* what has been typed of a line */
    size_t used;
    bool too_long, begun;
    bool leaving;
};

static void print(struct plain *p, const struct buf *b)
{
    if (b->len && (fwrite(b->data, 1, b->len, stdout) != b->len || fflush(stdout) != 0))
        p->leaving = true; /* nobody listens any more */
}

static void say(struct plain *p, const char *text)
{
    if (printf("%s\n", text) < 0 || fflush(stdout) != 0)
        p->leaving = true;
}

static void prompt(struct plain *p)
{
    if (!p->leaving && (fputs("> ", stdout) < 0 || fflush(stdout) != 0))
        p->leaving = true;
}

static void say_view(struct plain *p)
{
    struct buf out;
    struct app *a = &p->app;
    buf_init(&out, REPORT_CEILING);
    app_tell_time(a);
    app_make_timeline(a);
    if (a->ui.view == VIEW_OPTIONS)
        a->board.setting_count = settings_list(a->o, a->ui.lang, a->settings);
    report_view(&a->board, &out);
    print(p, &out);
    buf_free(&out);
}

bool plain_takes(enum action a)
{
    static const enum action of_a_screen[] = {
        ACTION_PAGE_DOWN, ACTION_PAGE_UP, ACTION_HALF_DOWN, ACTION_HALF_UP, ACTION_LEFT, ACTION_RIGHT, ACTION_ZOOM,
        ACTION_KEY_HELP, ACTION_COMMAND, ACTION_ASCII, ACTION_HINTS, ACTION_COPY, ACTION_MOUSE, ACTION_REPAINT,
        ACTION_SUSPEND};
    for (size_t i = 0; i < sizeof of_a_screen / sizeof *of_a_screen; i++)
        if (of_a_screen[i] == a)
            return false;
    return true;
}

/* ---- commands ------------------------------------------------------------------------------ */

/* "next" after no search is the next indicator, also where one is open. */
static unsigned step(struct app *a, enum action action)
{
    bool open = a->ui.view == VIEW_INDICATOR;
    if (open)
        a->ui.view = VIEW_PILLAR;
    unsigned reactions = handle_action(&a->board, &a->ui, action, &a->days, ROWS, COLUMNS);
    if (open)
        a->ui.view = VIEW_INDICATOR;
    return reactions;
}

static unsigned obey(struct app *a, const struct command *c)
{
    bool on = a->ui.view == VIEW_OVERVIEW || a->ui.view == VIEW_PILLAR || a->ui.view == VIEW_INDICATOR;
    if (c->verb == VERB_ACTION && on) {
        enum action action = c->action;
        if (!a->ui.search[0] && action == ACTION_SEARCH_NEXT)
            action = ACTION_DOWN;
        if (!a->ui.search[0] && action == ACTION_SEARCH_PREVIOUS)
            action = ACTION_UP;
        if (action == ACTION_DOWN || action == ACTION_UP)
            return step(a, action);
    }
    return handle_command(&a->board, &a->ui, c, &a->days, ROWS, COLUMNS);
}

/* Things of a screen have no meaning here and do nothing. */
static void react(struct plain *p, unsigned reactions)
{
    struct app *a = &p->app;
    app_react(a, reactions);
    if (reactions & REACT_SET)
        app_set_option(a);
    if (reactions & REACT_RELOAD)
        app_reload(a);
    if (reactions & (REACT_REFRESH | REACT_REFRESH_ALL))
        say(p, tr(a->ui.lang, N_("asked for; what is new will be said")));
    if (reactions & REACT_PAUSE)
        say(p, tr(a->ui.lang, a->ui.paused ? N_("PAUSED") : N_("fetching again")));
    if (reactions & REACT_QUIT)
        p->leaving = true;
}

/* The selected indicator alone, where only the selection has moved. */
static void say_selection(struct plain *p)
{
    struct buf out;
    struct app *a = &p->app;
    buf_init(&out, REPORT_CEILING);
    report_sentence(&a->board, a->ui.indicator, &out);
    print(p, &out);
    buf_free(&out);
}

static void answer(struct plain *p, const char *line)
{
    struct app *a = &p->app;
    struct ui before = a->ui;
    struct command c;
    struct err err;
    a->ui.message[0] = '\0';
    if (command_parse(&a->board, line, &c, &err) != ST_OK) {
        say(p, err.text);
        return;
    }
    if (c.verb == VERB_ACTION && c.action == ACTION_NONE)
        return;
    if (c.verb == VERB_ACTION && !plain_takes(c.action)) {
        say(p, tr(a->ui.lang, N_("that needs a screen")));
        return;
    }
    react(p, obey(a, &c));
    if (p->leaving)
        return;
    if (a->ui.prompt.kind != PROMPT_NONE) { /* on a screen a prompt would open */
        prompt_close(&a->ui.prompt, false);
        say(p, tr(a->ui.lang, N_("say what behind the word; help lists what takes what")));
        return;
    }
    if (a->ui.message[0])
        say(p, a->ui.message);
    bool moved = before.view != a->ui.view || before.pillar != a->ui.pillar || before.as_of != a->ui.as_of ||
                 before.as_of_set != a->ui.as_of_set || before.lang != a->ui.lang ||
                 before.sort != a->ui.sort || strcmp(before.filter, a->ui.filter) != 0 ||
                 (before.indicator != a->ui.indicator && a->ui.view == VIEW_INDICATOR);
    bool goes = c.verb == VERB_PILLAR || c.verb == VERB_INDICATOR || c.verb == VERB_VIEW ||
                (c.verb == VERB_ACTION && action_info(c.action)->group == GROUP_GO);
    if (moved || (goes && !a->ui.message_is_error))
        say_view(p);
    else if (before.indicator != a->ui.indicator && a->ui.indicator >= 0)
        say_selection(p);
    if (before.as_of_set != a->ui.as_of_set || before.as_of != a->ui.as_of)
        heard_note(&p->heard, &a->board); /* another day is no news */
}

/* Takes what has been typed; a whole line is answered. */
static void take_bytes(struct plain *p, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && !p->leaving; i++) {
        if (bytes[i] != '\n') {
            p->too_long |= p->used + 1 >= sizeof p->line;
            if (!p->too_long)
                p->line[p->used++] = bytes[i];
            continue;
        }
        char clean[PROMPT_BYTES * 3];
        text_clean(p->line, p->used, clean, sizeof clean);
        if (p->too_long)
            say(p, tr(p->app.ui.lang, N_("this line is too long")));
        else if (p->app.assessment && p->app.snapshot->plan)
            answer(p, clean);
        else if (strcmp(clean, "quit") == 0 || strcmp(clean, "q") == 0)
            p->leaving = true;
        p->used = 0;
        p->too_long = false;
        prompt(p);
    }
}

static void read_input(struct plain *p)
{
    char bytes[1024];
    ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
    if (n > 0)
        take_bytes(p, bytes, (size_t)n);
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        p->leaving = true;
}

/* ---- the loop ------------------------------------------------------------------------------ */

/* The first lines: when every feed has answered, or after a while with what there is. */
static void begin(struct plain *p)
{
    struct app *a = &p->app;
    p->begun = true;
    if (!a->snapshot || !a->snapshot->plan) {
        const char *why = a->snapshot ? a->snapshot->plan_health.error : "";
        say(p, tr(a->ui.lang, *why ? N_("the plan cannot be read") : N_("reading the plan")));
        if (*why)
            say(p, why);
        p->begun = false;
    } else {
        say_view(p);
        say(p, tr(a->ui.lang, N_("Type a command; help lists them.")));
        heard_note(&p->heard, &a->board);
    }
    prompt(p);
}

/* What has happened, as lines of their own below a line that is being typed. */
static void tell_news(struct plain *p)
{
    struct buf out;
    buf_init(&out, REPORT_CEILING);
    app_tell_time(&p->app);
    heard_tell(&p->heard, &p->app.board, &out);
    if (out.len) {
        say(p, "");
        print(p, &out);
        prompt(p);
    }
    buf_free(&out);
}

static bool may_begin(const struct plain *p, mono_ms until)
{
    const struct snapshot *s = p->app.snapshot;
    return (s && s->plan && snapshot_settled(s)) || (s && s->plan_health.error[0] && !s->plan) ||
           clock_mono().ms >= until.ms;
}

static void loop(struct plain *p, int signals)
{
    struct app *a = &p->app;
    mono_ms until = {clock_mono().ms + SETTLE_MS};
    bool first = true;
    day_t day = app_today(a);
    while (!p->leaving) {
        int64_t left = until.ms - clock_mono().ms;
        int wait = first ? (int)(left > 0 ? left : 0) : TICK_MS;
        struct pollfd fds[] = {{.fd = feeds_wake_fd(a->feeds), .events = POLLIN},
                               {.fd = signals, .events = POLLIN},
                               {.fd = first ? -1 : STDIN_FILENO, .events = POLLIN}};
        if (poll(fds, 3, wait) < 0 && errno != EINTR)
            return;
        if (fds[1].revents)
            return;
        bool newer = fds[0].revents && app_take(a);
        if (first && may_begin(p, until)) {
            begin(p);
            first = false;
        } else if (!first && newer && !p->begun && a->snapshot->plan) {
            say(p, "");
            begin(p);
        } else if (!first && newer) {
            tell_news(p);
        }
        if (app_today(a) != day) {
            day = app_today(a);
            if (a->snapshot)
                app_reassess(a);
            tell_news(p);
        }
        if (fds[2].revents)
            read_input(p);
    }
}

static void on_alarm(int number)
{
    (void)number;
    _exit(1);
}

int plain_run(struct options *o)
{
    struct plain *p = calloc(1, sizeof *p);
    sigset_t stop;
    if (!p)
        return EXIT_FAILURE;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGHUP);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    int signals = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
    enum status st = app_open(&p->app, o);
    p->app.ui.look.ascii = o->ascii == CHOICE_YES || (o->ascii == CHOICE_AUTO && !lang_locale_is_utf8());
    p->app.ui.view = p->app.ui.view == VIEW_WALL ? VIEW_OVERVIEW : p->app.ui.view;
    if (st == ST_OK && signals >= 0)
        loop(p, signals);
    /* Threads are joined, but a disk or a resolver that hangs must not hold the shell. */
    signal(SIGALRM, on_alarm);
    alarm(LEAVE_S);
    if (st != ST_OK)
        fprintf(stderr, "pillars: %s\n", p->app.failed.text);
    heard_free(&p->heard);
    app_close(&p->app);
    alarm(0);
    if (signals >= 0)
        close(signals);
    free(p);
    return st == ST_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
