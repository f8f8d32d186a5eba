#include "tui/screen/terminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "feeds/base/clock.h"
#include "tui/screen/answers.h"
#include "tui/screen/capability.h"
#include "tui/screen/cells.h"
#include "tui/screen/frame.h"
#include "tui/screen/keyboard.h"
#include "tui/screen/outflow.h"
#include "tui/screen/pace.h"

#define PATIENCE_MS 2000 /* how long answers may be expected at the start */
#define LEAVE_MS 300     /* how long the way out waits for a terminal that does not read */
#define FENCE_MS 150     /* and for answers that would come to the shell */

/* The glyphs of ambiguous width that we draw: each where the cursor stands, then: where is it now? */
static const char *const probes[] = {"\xE2\x97\x8F", "\xE2\x96\x88", "\xE2\x94\x80", "\xE2\x80\xA6"}; /* ● █ ─ … */
#define PROBES ((int)(sizeof probes / sizeof *probes))

struct terminal {
    struct outflow out;
    struct frame frame;
    struct pace pace;
    struct answers answers;
    struct terminal_facts facts;
    int64_t asked_ms, held_ms;
    int keys_fd;          /* what is typed goes to curses through a pipe */
    FILE *input_file;
    SCREEN *screen;
    WINDOW *keys;         /* a pad: reading keys from it never refreshes */
    struct cells_style style;
    int32_t palette[PALETTE_COLORS];
    bool direct;          /* the terminal speaks direct colour though its terminfo entry does not */
    struct grid shown;    /* what the screen holds, for rows that did not change */
    bool whole;           /* clear, and paint everything */
    bool restyled;        /* paint all rows: curses finds what looks different */
    bool synced, suspended, news, gone, pasting;
    int rows, columns;
};

/* The one piece of state outside a struct: a signal handler has no other way to it. Written before the handlers are set
 * and after they are taken back. */
static struct {
    volatile int fd; /* 0: no terminal is open (it is never standard input's number here) */
    volatile sig_atomic_t torn; /* a frame is half written */
    struct termios modes;
    char leave[256];
    size_t leave_length;
} rescue;

#define CANCEL "\030" /* CAN ends a sequence that was begun */

static void rescue_write(int fd, const char *bytes, size_t n)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    while (n && poll(&p, 1, 100) > 0 && p.revents & POLLOUT) {
        ssize_t k = write(fd, bytes, n);
        if (k < 0 && errno != EAGAIN && errno != EINTR)
            return;
        bytes += k > 0 ? k : 0;
        n -= k > 0 ? (size_t)k : 0;
    }
}

void terminal_restore(void)
{
    int fd = rescue.fd;
    if (!fd)
        return;
    if (rescue.torn)
        rescue_write(fd, CANCEL, 1);
    rescue_write(fd, rescue.leave, rescue.leave_length);
    tcsetattr(fd, TCSANOW, &rescue.modes);
}

/* ---- output -------------------------------------------------------------------------------- */

enum status terminal_flush(struct terminal *t)
{
    enum status st = outflow_flush(&t->out);
    rescue.torn = t->out.sent > 0;
    t->gone |= st == ST_IO;
    return st;
}

/* newterm() cannot ask a memory file for its size: it takes 24 rows and limits scrolling to them. Before a whole picture,
 * which clears the screen: it moves the cursor. */
static void widen_region(struct terminal *t)
{
    const char *region = capability("csr");
    if (region)
        buf_puts(&t->out.bytes, tiparm(region, 0, t->rows - 1));
}

static enum status send_frame(struct terminal *t, bool whole)
{
    int64_t now = clock_mono().ms;
    size_t n = frame_size(&t->frame);
    if (!n)
        return ST_OK;
    if (t->synced)
        buf_puts(&t->out.bytes, "\033[?2026h");
    if (whole)
        widen_region(t);
    enum status st = frame_take(&t->frame, t->palette, t->direct ? PALETTE_COLORS : 0, &t->out.bytes);
    if (t->synced)
        buf_puts(&t->out.bytes, "\033[?2026l");
    if (pace_frame(&t->pace, n, now))
        buf_puts(&t->out.bytes, PACE_QUESTION);
    if (st != ST_OK || t->out.bytes.failed) { /* no memory for it: the next one is whole */
        outflow_drop(&t->out);
        t->whole = true;
        return st == ST_OK ? t->out.bytes.failed : st;
    }
    return terminal_flush(t);
}

/* Out with it, for a bounded time; then without it. */
/* As xterm has it; terminals without a mouse are not asked. */
static void mark_pastes(struct terminal *t, bool on)
{
    if (capability("kmous"))
        buf_puts(&t->out.bytes, on ? PASTE_ON : PASTE_OFF);
}

static void send_last(struct terminal *t)
{
    if (!outflow_drain(&t->out, LEAVE_MS) && outflow_drop(&t->out))
        buf_puts(&t->out.bytes, CANCEL);
    endwin();
    mark_pastes(t, false);
    frame_take_plain(&t->frame, &t->out.bytes);
    outflow_drain(&t->out, LEAVE_MS);
    rescue.torn = 0;
}

/* ---- modes --------------------------------------------------------------------------------- */

static void set_modes(struct terminal *t)
{
    struct termios raw = rescue.modes;
    raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | ISTRIP | BRKINT);
    raw.c_oflag &= ~(tcflag_t)OPOST;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(t->out.fd, TCSANOW, &raw);
}

static void read_size(struct terminal *t)
{
    struct winsize ws = {0};
    if (ioctl(t->out.fd, TIOCGWINSZ, &ws) != 0 || !ws.ws_row || !ws.ws_col) {
        ws.ws_row = 24;
        ws.ws_col = 80;
    }
    t->rows = ws.ws_row;
    t->columns = ws.ws_col;
}

static void append(const char *cap)
{
    size_t n = cap ? strlen(cap) : 0;
    if (n && rescue.leave_length + n < sizeof rescue.leave) {
        memcpy(rescue.leave + rescue.leave_length, cap, n);
        rescue.leave_length += n;
    }
}

static void prepare_rescue(struct terminal *t)
{
    rescue.leave_length = 0;
    append(capability("sgr0"));
    append(capability("cnorm"));
    append(capability("rmkx"));
    if (capability("kmous"))
        append("\033[?1000l\033[?1006l" PASTE_OFF); /* mouse reports, should they be on */
    append(capability("rmcup") ? capability("rmcup") : "\r\n");
    rescue.torn = 0;
    rescue.fd = t->out.fd;
}

/* A colour screen, UTF-8 as far as the locale can carry it. */
static bool choose_locale(void)
{
    /* LANG may name a locale that is not installed: C.UTF-8 carries the same characters. */
    const char *said = setlocale(LC_CTYPE, "");
    if (said && strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return true;
    const char *want = getenv("LC_ALL");
    if (!want || !*want)
        want = getenv("LC_CTYPE");
    if (!want || !*want)
        want = getenv("LANG");
    bool plain = !want || !*want || strcmp(want, "C") == 0 || strcmp(want, "POSIX") == 0;
    if (!said || !plain)
        setlocale(LC_CTYPE, "C.UTF-8");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* ---- what kind of terminal ----------------------------------------------------------------- */

static bool begins(const char *text, const char *head)
{
    return strncmp(text, head, strlen(head)) == 0;
}

/* GNU screen hands questions about colours through to the terminal around it and resets them when it ends; and it knows
 * no direct colour. tmux calls itself "screen" too where it is told to. */
static bool is_gnu_screen(const char *term)
{
    return begins(term, "screen") && !getenv("TMUX");
}

/* Direct colour by COLORTERM, or by the terminfo extensions RGB and Tc. */
static bool speaks_direct_color(const char *term)
{
    const char *said = getenv("COLORTERM");
    bool told = said && (strcmp(said, "truecolor") == 0 || strcmp(said, "24bit") == 0);
    return (told || capability_flag("RGB") || capability_flag("Tc")) && !is_gnu_screen(term);
}

/* Terminals that print what they do not understand, and consoles whose ground is known. */
static bool may_be_asked(const char *term)
{
    static const char *const silent[] = {"linux", "vt", "ansi", "cons", "sun", "wy", "eterm", "hurd", "mach", "cygwin"};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (begins(term, silent[i]))
            return false;
    return capability("cup") != NULL && capability("el") != NULL;
}

/* On a screen of our own that the first picture covers. DA1 is last: every terminal answers it, so that what was not
 * answered before it never will be. */
static void ask(struct terminal *t, const char *term)
{
    struct buf *b = &t->out.bytes;
    if (!may_be_asked(term) || !capability("smcup"))
        return;
    if (t->facts.background == BACKGROUND_UNKNOWN && !is_gnu_screen(term))
        buf_puts(b, "\033]11;?\033\\");
    buf_puts(b, "\033[?2026$p");
    for (int i = 0; t->style.utf8 && i < PROBES; i++)
        buf_printf(b, "\r%s\033[6n", probes[i]);
    buf_puts(b, "\r\033[K" PACE_QUESTION "\033[c");
    t->answers.cursors = t->style.utf8 ? PROBES : 0;
    t->answers.awaited = t->answers.patient = true;
    t->asked_ms = clock_mono().ms;
}

static void take_answer(struct terminal *t)
{
    const struct answers *a = &t->answers;
    switch (a->kind) {
    case ANSWER_BACKGROUND:
        t->facts.background = background_of(a->value);
        t->news = true;
        break;
    case ANSWER_CURSOR: /* column 2 behind one cell, 3 behind two */
        t->news |= a->value == 3;
        t->facts.ambiguous_wide |= a->value == 3;
        break;
    case ANSWER_MODE:
        t->synced = a->value >= 1 && a->value <= 3;
        break;
    case ANSWER_READY:
        pace_answer(&t->pace);
        break;
    case ANSWER_DEVICE:
        t->answers.awaited = t->answers.patient = false;
        t->answers.cursors = 0;
        break;
    case ANSWER_NONE:
        break;
    }
}

/* ---- open and close ------------------------------------------------------------------------ */

static enum status open_input(struct terminal *t, struct err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return err_set(err, ST_IO, "cannot make a pipe: %s", strerror(errno));
    t->keys_fd = ends[1];
    t->input_file = fdopen(ends[0], "r");
    if (t->input_file)
        return ST_OK;
    close(ends[0]);
    return err_set(err, ST_NO_MEMORY, "out of memory");
}

static void choose_colors(struct terminal *t, const char *term)
{
    int *colors = &t->style.theme.colors, wanted = *colors;
    if (!wanted || start_color() != OK) {
        *colors = 0;
        return;
    }
    use_default_colors();
    t->direct = COLORS >= 256 && (wanted > 256 || (wanted == THEME_COLORS_AUTO && speaks_direct_color(term)));
    *colors = t->direct ? 1 << 24 : wanted > 0 && wanted < COLORS ? wanted : COLORS;
}

static enum status open_screen(struct terminal *t, const char *term, struct err *err)
{
    enum status st = frame_open(&t->frame, err);
    if (st == ST_OK)
        st = open_input(t, err);
    if (st != ST_OK)
        return st;
    t->screen = newterm(NULL, t->frame.file, t->input_file);
    if (!t->screen)
        return err_set(err, ST_UNSUPPORTED, "the terminal type '%s' is not known", *term ? term : "(TERM is not set)");
    set_term(t->screen);
    resizeterm(t->rows, t->columns);
    t->keys = newpad(1, 1);
    if (!t->keys)
        return err_set(err, ST_NO_MEMORY, "out of memory");
    typeahead(-1); /* a frame is whole, whatever is typed meanwhile */
    set_escdelay(0); /* answers.h has waited already */
    nodelay(t->keys, TRUE);
    choose_colors(t, term);
    cells_colors(&t->style, t->direct, t->palette);
    curs_set(0);
    keyboard_open();
    keypad(t->keys, TRUE); /* writes out what newterm() has begun: the screen of our own */
    return ST_OK;
}

enum status terminal_open(struct terminal **out, const struct theme_choice *choice, struct err *err)
{
    *out = NULL;
    const char *said = getenv("TERM"), *term = said ? said : "";
    struct terminal *t = calloc(1, sizeof *t);
    if (!t)
        return err_set(err, ST_NO_MEMORY, "out of memory");
    t->frame.fd = t->keys_fd = -1;
    t->style.theme = *choice;
    t->style.utf8 = choose_locale();
    t->facts.background = choice->background;
    t->whole = true;
    outflow_open(&t->out, STDOUT_FILENO);
    enum status st = grid_init(&t->shown, 1, 1);
    if (st == ST_OK && tcgetattr(t->out.fd, &rescue.modes) != 0)
        st = err_set(err, ST_IO, "standard output is no terminal");
    if (st == ST_OK) {
        read_size(t);
        st = open_screen(t, term, err);
    }
    if (st != ST_OK) {
        terminal_close(t);
        return st;
    }
    prepare_rescue(t);
    set_modes(t);
    tcflush(t->out.fd, TCIFLUSH); /* keys typed before there was anything to see */
    frame_take_plain(&t->frame, &t->out.bytes);
    mark_pastes(t, true);
    ask(t, term);
    terminal_flush(t);
    *out = t;
    return ST_OK;
}

static bool read_bytes(struct terminal *t);

/* Answers that are on their way would be typed into the shell: they are waited for, a moment. */
static void await_answers(struct terminal *t)
{
    int64_t end = clock_mono().ms + FENCE_MS;
    while ((t->answers.awaited || t->pace.unanswered) && !t->gone) {
        int64_t left = end - clock_mono().ms;
        struct pollfd p = {.fd = t->out.fd, .events = POLLIN};
        if (left <= 0 || poll(&p, 1, (int)left) <= 0)
            break;
        read_bytes(t);
    }
    if (t->answers.awaited)
        tcflush(t->out.fd, TCIFLUSH);
}

static void close_curses(struct terminal *t)
{
    if (t->keys)
        delwin(t->keys);
    if (t->screen)
        delscreen(t->screen);
    if (t->input_file)
        fclose(t->input_file);
    if (t->keys_fd >= 0)
        close(t->keys_fd);
    frame_close(&t->frame);
}

void terminal_close(struct terminal *t)
{
    if (!t)
        return;
    if (rescue.fd) {
        if (!t->suspended) {
            send_last(t);
            if (!capability("rmcup")) { /* the terminal type has no way to leave a screen */
                buf_puts(&t->out.bytes, "\r\n");
                outflow_drain(&t->out, LEAVE_MS);
            }
            await_answers(t);
        }
        tcsetattr(t->out.fd, TCSANOW, &rescue.modes);
        rescue.fd = 0;
    }
    close_curses(t);
    outflow_close(&t->out);
    grid_free(&t->shown);
    free(t);
}

const struct terminal_facts *terminal_facts(const struct terminal *t)
{
    return &t->facts;
}

int terminal_fd(const struct terminal *t)
{
    return t->out.fd;
}

short terminal_events(const struct terminal *t)
{
    return outflow_is_empty(&t->out) ? POLLIN : POLLIN | POLLOUT;
}

void terminal_size(const struct terminal *t, int *rows, int *columns)
{
    *rows = t->rows;
    *columns = t->columns;
}

void terminal_resized(struct terminal *t)
{
    read_size(t);
    resizeterm(t->rows, t->columns);
    terminal_repaint(t);
}

void terminal_repaint(struct terminal *t)
{
    t->whole = true;
}

void terminal_suspend(struct terminal *t)
{
    send_last(t);
    await_answers(t);
    tcsetattr(t->out.fd, TCSANOW, &rescue.modes);
    t->suspended = true;
}

void terminal_resume(struct terminal *t)
{
    set_modes(t);
    mark_pastes(t, true);
    t->suspended = false;
    terminal_resized(t);
}

void terminal_continued(struct terminal *t)
{
    struct termios now;
    if (tcgetattr(t->out.fd, &now) == 0 && now.c_lflag & ICANON) {
        send_last(t);
        set_modes(t);
        mark_pastes(t, true);
    }
    terminal_resized(t);
}

void terminal_mouse(struct terminal *t, bool on)
{
    mousemask(on ? BUTTON1_CLICKED | BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
    mouseinterval(0);
    frame_take_plain(&t->frame, &t->out.bytes);
    terminal_flush(t);
}

void terminal_send(struct terminal *t, const char *bytes)
{
    buf_puts(&t->out.bytes, bytes);
    terminal_flush(t);
}

void terminal_retheme(struct terminal *t, const struct theme_choice *choice)
{
    int colors = t->style.theme.colors;
    t->style.theme = *choice;
    t->style.theme.colors = colors;
    cells_colors(&t->style, t->direct, t->palette);
    t->restyled = true;
}

void terminal_avoid_ambiguous(struct terminal *t)
{
    t->style.no_ambiguous = true;
    terminal_repaint(t);
}

/* ---- painting ------------------------------------------------------------------------------ */

static bool same_row(const struct grid *a, const struct grid *b, int y)
{
    return a->w == b->w && y < a->h && y < b->h &&
           memcmp(a->cells + y * a->w, b->cells + y * b->w, (size_t)a->w * sizeof *a->cells) == 0;
}

bool terminal_ready(const struct terminal *t)
{
    return outflow_is_empty(&t->out) && pace_is_open(&t->pace, clock_mono().ms);
}

enum status terminal_paint(struct terminal *t, const struct grid *g)
{
    int rows = g->h < t->rows ? g->h : t->rows, columns = g->w < t->columns ? g->w : t->columns;
    if (t->suspended)
        return ST_OK;
    bool whole = t->whole || t->shown.h != g->h || t->shown.w != g->w;
    if (whole) {
        clear();
        if (grid_resize(&t->shown, g->h, g->w) != ST_OK)
            return ST_NO_MEMORY;
    }
    for (int y = 0; y < rows; y++)
        if (whole || t->restyled || !same_row(g, &t->shown, y))
            cells_paint_row(&t->style, g, y, columns, whole);
    memcpy(t->shown.cells, g->cells, (size_t)g->h * (size_t)g->w * sizeof *g->cells);
    t->whole = t->restyled = false;
    bool parked = g->cursor_y >= 0 && g->cursor_y < rows && g->cursor_x < columns;
    curs_set(parked ? 1 : 0);
    move(parked ? g->cursor_y : 0, parked ? g->cursor_x : 0);
    wnoutrefresh(stdscr);
    doupdate();
    return send_frame(t, whole);
}

/* ---- keys ---------------------------------------------------------------------------------- */

static void give_to_curses(struct terminal *t)
{
    const unsigned char *keys;
    size_t n = answers_keys(&t->answers, &keys);
    ssize_t k = write(t->keys_fd, keys, n);
    (void)k; /* a pipe's worth of keys unread: nobody types that */
}

/* Reads what is there. False: nothing was. */
static bool read_bytes(struct terminal *t)
{
    unsigned char bytes[256];
    struct pollfd p = {.fd = t->out.fd, .events = POLLIN};
    if (t->gone || poll(&p, 1, 0) <= 0)
        return false;
    ssize_t n = read(t->out.fd, bytes, sizeof bytes);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        t->gone = true;
    for (ssize_t i = 0; i < n;) {
        bool again;
        enum answers_step step = answers_byte(&t->answers, bytes[i], &again);
        if (step == STEP_KEYS)
            give_to_curses(t);
        if (step == STEP_ANSWER)
            take_answer(t);
        i += !again;
    }
    t->held_ms = clock_mono().ms;
    return n > 0;
}

int terminal_wait_ms(const struct terminal *t)
{
    int64_t now = clock_mono().ms;
    int held = answers_wait_ms(&t->answers), paced = pace_wait_ms(&t->pace, now);
    if (held >= 0) {
        int64_t left = t->held_ms + held - now;
        held = left > 0 ? (int)left : 0;
    }
    return held < 0 || (paced >= 0 && paced < held) ? paced : held;
}

/* A lone ESC whose time is over becomes a key. */
static bool let_go(struct terminal *t)
{
    int64_t now = clock_mono().ms;
    t->answers.patient = t->answers.awaited && now - t->asked_ms < PATIENCE_MS;
    int held = answers_wait_ms(&t->answers);
    bool over = held >= 0 && now >= t->held_ms + held && answers_expire(&t->answers);
    if (over)
        give_to_curses(t);
    return over;
}

/* The next key that curses makes of what it was given. */
static bool curses_key(struct terminal *t, struct key *out)
{
    wint_t c;
    int rc;
    while ((rc = wget_wch(t->keys, &c)) != ERR) {
        *out = (struct key){0};
        if (rc == KEY_CODE_YES) {
            if (keyboard_code((int)c, &t->pasting, out) && !t->pasting)
                return true;
            continue;
        }
        if (t->pasting)
            keyboard_pasted(c, out);
        else
            keyboard_character(c, out);
        return true;
    }
    return false;
}

enum key_result terminal_key(struct terminal *t, struct key *out)
{
    for (;;) {
        if (curses_key(t, out))
            return KEY_READ;
        if (t->gone)
            return KEY_END;
        if (t->news) {
            t->news = false;
            return KEY_NEWS;
        }
        bool more = read_bytes(t) || let_go(t);
        if (!more && !t->gone)
            return KEY_NONE;
    }
}
