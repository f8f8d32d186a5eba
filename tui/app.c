#include "tui/app.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/announce.h"
#include "tui/app_parts.h"
#include "tui/handle_parts.h"
#include "tui/lang.h"
#include "tui/screen/terminal.h"
#include "tui/views/view.h"

#define FRAME_MS 4           /* frames are at least this far apart; a slow terminal makes it more */
#define FIRST_FRAME_MS 60    /* the first picture waits this long for the plan, no longer */
#define SILENCE_MS 15000     /* threads that do not answer for so long have stopped, and the wall's heart with them */
#define LEAVE_S 2            /* after this the way out is cut short */

/* What signals say; the only state that handlers touch. */
static volatile sig_atomic_t said_winch, said_end, said_reload, said_continue, said_stop;

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
    case SIGTSTP:
        said_stop = 1;
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

/* The page, the heart and the shift of the wall just now. */
static void turn_wall(struct app *a, int rows, int columns)
{
    mono_ms now = clock_mono();
    int stay = wall_stay(&a->board, rows, columns, a->kiosk.page);
    a->ui.kiosk_page =
        kiosk_turn(&a->kiosk, now, wall_pages(&a->board, rows, columns), stay, a->o->kiosk_ms);
    a->ui.pixel_shift = kiosk_shift(now);
    bool alive = feeds_silence_ms(a->feeds) < SILENCE_MS;
    a->board.heart = !alive ? HEART_STOPPED : kiosk_beat(&a->kiosk, now) ? HEART_HIGH : HEART_LOW;
}

static void draw(struct app *a)
{
    int rows, columns;
    terminal_size(a->terminal, &rows, &columns);
    if ((a->grid.h != rows || a->grid.w != columns) && grid_resize(&a->grid, rows, columns) != ST_OK)
        return;
    app_tell_time(a);
    if (a->ui.kiosk)
        turn_wall(a, rows, columns);
    app_make_timeline(a);
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

static void copy_figure(struct app *a)
{
    char text[2048], sequence[8192];
    if (a->ui.indicator < 0 || !announce_figure(&a->board, a->ui.indicator, text, sizeof text)) {
        app_fail(a, tr(a->ui.lang, N_("there is no figure to copy")));
        return;
    }
    if (app_without_glyphs()) { /* nor a clipboard */
        app_fail(a, tr(a->ui.lang, N_("this terminal has no clipboard")));
        return;
    }
    const char *term = getenv("TERM");
    enum between between = getenv("TMUX") ? BETWEEN_TMUX
                           : getenv("STY") || (term && strncmp(term, "screen", 6) == 0) ? BETWEEN_SCREEN
                                                                                         : BETWEEN_NOTHING;
    announce_osc52(text, between, sequence, sizeof sequence);
    terminal_send(a->terminal, sequence);
    tell(&a->ui, false, tr(a->ui.lang, between == BETWEEN_TMUX ? N_("given to tmux (set-clipboard on takes it): %s")
                                                               : N_("given to the terminal's clipboard: %s")), text);
}

/* Options were changed while running: the terminal follows them. */
static void retheme(struct app *a)
{
    if (a->o->theme && theme_from_code(a->o->theme, &a->theme.theme))
        terminal_retheme(a->terminal, &a->theme);
    terminal_mouse(a->terminal, a->ui.mouse && !a->ui.kiosk);
}

/* The whole job stops, as if the terminal had sent Ctrl-Z. Where no shell could ever continue it (an orphaned process
 * group: a login shell's `exec pillars`, a command of ssh) the kernel lets SIGTSTP fall, and we go on. */
static void suspend(struct app *a)
{
    struct sigaction usual = {.sa_handler = SIG_DFL}, ours;
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    terminal_suspend(a->terminal);
    sigaction(SIGTSTP, &usual, &ours);
    kill(0, SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &stop, NULL); /* here the time passes */
    sigprocmask(SIG_BLOCK, &stop, NULL);
    sigaction(SIGTSTP, &ours, NULL);
    terminal_resume(a->terminal);
    a->dirty = true;
}

static void react(struct app *a, unsigned reactions)
{
    a->dirty = true;
    if (reactions & REACT_REPAINT)
        terminal_repaint(a->terminal);
    app_react(a, reactions);
    if (reactions & REACT_COPY)
        copy_figure(a);
    if (reactions & REACT_SET && app_set_option(a))
        retheme(a);
    if (reactions & REACT_MOUSE)
        terminal_mouse(a->terminal, a->ui.mouse);
    if (reactions & REACT_RELOAD && app_reload(a))
        retheme(a);
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

/* The terminal has said what it is like. */
static void hear_of_terminal(struct app *a)
{
    const struct terminal_facts *facts = terminal_facts(a->terminal);
    if (facts->background != a->theme.background) {
        a->theme.background = facts->background;
        terminal_retheme(a->terminal, &a->theme);
    }
    /* Our blocks and boxes would take two cells: ASCII, unless Unicode was asked for. */
    if (facts->ambiguous_wide && a->o->ascii == CHOICE_AUTO && !a->ui.look.ascii) {
        a->ui.look.ascii = true;
        terminal_avoid_ambiguous(a->terminal);
    }
    a->dirty = true;
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
        if (got == KEY_NEWS) {
            hear_of_terminal(a);
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
    if (said_stop) {
        said_stop = 0;
        suspend(a);
    }
    if (said_continue) {
        said_continue = 0;
        terminal_continued(a->terminal);
        a->dirty = true;
    }
    if (said_winch) {
        said_winch = 0;
        terminal_resized(a->terminal);
        a->dirty = true;
    }
    if (said_reload) {
        said_reload = 0;
        if (app_reload(a))
            retheme(a);
        a->dirty = true;
    }
}

static void loop(struct app *a, const sigset_t *open)
{
    day_t day = app_today(a);
    while (!a->leaving) {
        int64_t tick = to_tick(a), wait = tick, since = clock_mono().ms - a->painted.ms;
        bool due = a->dirty && terminal_ready(a->terminal);
        if (due && since >= FRAME_MS) {
            draw(a);
            continue;
        }
        if (due)
            wait = FRAME_MS - since;
        int asked = terminal_wait_ms(a->terminal);
        if (asked >= 0 && asked < wait)
            wait = asked;
        struct pollfd fds[] = {{.fd = terminal_fd(a->terminal), .events = terminal_events(a->terminal)},
                               {.fd = feeds_wake_fd(a->feeds), .events = POLLIN}};
        struct timespec ts = {wait / 1000, wait % 1000 * 1000000};
        int n = ppoll(fds, 2, &ts, open);
        bool broken = n < 0 && errno != EINTR; /* before anything else touches errno */
        handle_signals(a);
        if (broken)
            return;
        if (n < 0)
            continue;
        if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
            return; /* nobody is there any more */
        if (fds[0].revents & POLLOUT && terminal_flush(a->terminal) == ST_IO)
            return;
        if (fds[0].revents & POLLIN || n == 0) {
            read_keys(a);
            if (!a->leaving && a->dirty && terminal_ready(a->terminal)) /* a key is answered at once */
                draw(a);
        }
        if (fds[1].revents & POLLIN)
            app_take(a);
        if (n == 0 && wait == tick) {
            if (app_today(a) != day) {
                day = app_today(a);
                app_reassess(a);
            }
            a->dirty = true;
        }
    }
}

static void set_signals(sigset_t *open)
{
    static const int ours[] = {SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGUSR2, SIGCONT, SIGTSTP};
    /* What ends the program without asking: the terminal is given back first. */
    static const int crashes[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT, SIGQUIT,
                                  SIGSYS,  SIGTRAP, SIGXCPU, SIGXFSZ, SIGUSR1, SIGALRM};
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
    const char *term = getenv("TERM"), *said = getenv("COLORFGBG");
    app_choose_lang(a);
    a->ui.look.ascii = o->ascii == CHOICE_YES || (o->ascii == CHOICE_AUTO && app_without_glyphs());
    static const int depths[] = {[COLOR_AUTO] = THEME_COLORS_AUTO, [COLOR_NEVER] = 0,
                                 [COLOR_8] = 8,                    [COLOR_16] = 16,
                                 [COLOR_256] = 256,                [COLOR_TRUE] = 1 << 24};
    a->theme.colors = depths[o->color];
    bool console = term && strcmp(term, "linux") == 0;
    a->theme.background = console ? BACKGROUND_DARK : background_from_colorfgbg(said);
    if (o->theme)
        theme_from_code(o->theme, &a->theme.theme);
    if (!a->theme.colors)
        a->theme.theme = THEME_MONO;
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
        app_take(a);
        if (a->snapshot && a->snapshot->plan_health.error[0])
            break;
    }
    if (!a->snapshot) {
        a->snapshot = snapshot_new(NULL);
        if (a->snapshot)
            app_reassess(a);
    }
}

int app_run(struct options *o)
{
    struct app a;
    sigset_t open;
    set_signals(&open);
    enum status st = app_open(&a, o);
    choose_look(&a);
    if (st == ST_OK)
        st = grid_init(&a.grid, 1, 1);
    if (st == ST_OK)
        st = terminal_open(&a.terminal, &a.theme, &a.failed);
    if (st == ST_OK) {
        if (o->mouse && !o->kiosk)
            terminal_mouse(a.terminal, true);
        first_snapshot(&a);
        if (a.assessment) {
            app_reassess(&a);
            read_keys(&a); /* what the terminal has answered by now */
            draw(&a);
            loop(&a, &open);
        }
    }
    terminal_close(a.terminal);
    /* Threads are joined, but a disk or a resolver that hangs must not hold the shell. */
    signal(SIGALRM, on_alarm);
    alarm(LEAVE_S);
    app_close(&a);
    alarm(0);
    grid_free(&a.grid);
    if (st != ST_OK)
        fprintf(stderr, "pillars: %s\n", a.failed.text);
    return st == ST_OK ? 0 : 1;
}
