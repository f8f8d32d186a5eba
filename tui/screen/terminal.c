#include "tui/screen/terminal.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "feeds/base/utf8.h"
#include "tui/screen/capability.h"

#define ESCAPE_MS 40
#define CODE_NARROW (KEY_MAX + 1) /* the answers to the probe of the ambiguous width */
#define CODE_WIDE (KEY_MAX + 2)
#define PROBE "\033[1;1H\xE2\x97\x8F\033[6n" /* one ● at the top left, then: where is the cursor? */

struct terminal {
    int fd;               /* of the tty */
    int frame_fd;         /* memory file that curses writes to */
    FILE *frame_file, *input_file;
    SCREEN *screen;
    WINDOW *keys;         /* a pad: reading keys from it never refreshes */
    struct theme_choice choice;
    struct grid shown;    /* what the screen holds, for rows that did not change */
    bool whole;           /* paint everything */
    bool utf8, synced, probed, suspended;
    int rows, columns;
};

/* The one piece of state outside a struct: a signal handler has no other way to it. Written before the handlers are set
 * and after they are taken back. */
static struct {
    volatile int fd; /* 0: no terminal is open (it is never standard input's number here) */
    struct termios modes;
    char leave[256];
    size_t leave_length;
} rescue;

void terminal_restore(void)
{
    int fd = rescue.fd;
    if (!fd)
        return;
    ssize_t n = write(fd, rescue.leave, rescue.leave_length);
    (void)n;
    tcsetattr(fd, TCSANOW, &rescue.modes);
}

/* ---- output -------------------------------------------------------------------------------- */

static enum status write_all(struct terminal *t, const char *bytes, size_t n)
{
    while (n) {
        ssize_t k = write(t->fd, bytes, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return ST_IO;
        bytes += k;
        n -= (size_t)k;
    }
    return ST_OK;
}

/* Takes what curses has written since the last time and sends it in one piece. */
static enum status send_frame(struct terminal *t, const char *before)
{
    off_t n = lseek(t->frame_fd, 0, SEEK_END);
    if (n <= 0 && !before)
        return ST_OK;
    static const char begin[] = "\033[?2026h", end[] = "\033[?2026l";
    size_t head = before ? strlen(before) : 0, sync = t->synced ? sizeof begin - 1 : 0;
    size_t total = head + (size_t)n + 2 * sync, at = 0;
    char *frame = malloc(total + 1);
    if (!frame)
        return ST_NO_MEMORY;
    memcpy(frame, begin, sync);
    at += sync;
    memcpy(frame + at, before ? before : "", head);
    at += head;
    ssize_t got = pread(t->frame_fd, frame + at, (size_t)n, 0);
    at += got > 0 ? (size_t)got : 0;
    memcpy(frame + at, end, sync);
    at += sync;
    enum status st = ftruncate(t->frame_fd, 0) == 0 ? ST_OK : ST_IO;
    lseek(t->frame_fd, 0, SEEK_SET);
    if (st == ST_OK)
        st = write_all(t, frame, at);
    free(frame);
    return st;
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
    tcsetattr(t->fd, TCSADRAIN, &raw);
}

static void read_size(struct terminal *t)
{
    struct winsize ws = {0};
    if (ioctl(t->fd, TIOCGWINSZ, &ws) != 0 || !ws.ws_row || !ws.ws_col) {
        ws.ws_row = 24;
        ws.ws_col = 80;
    }
    t->rows = ws.ws_row;
    t->columns = ws.ws_col;
}

/* Terminals that are known to hold a frame back until it is whole. */
static bool has_synchronized_output(const char *term)
{
    static const char *const names[] = {"kitty", "foot", "wezterm", "contour", "ghostty",
                                        "alacritty", "mintty", "rio"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(term, names[i]))
            return true;
    return capability("Sync") != NULL;
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
    append("\033[?1000l\033[?1006l"); /* mouse reports, should they be on */
    append(capability("rmcup") ? capability("rmcup") : "\r\n");
    rescue.fd = t->fd;
}

static void set_colors(struct terminal *t)
{
    int n = t->choice.colors;
    if (!n || !has_colors())
        return;
    n = n > COLORS ? COLORS : n;
    for (int r = 0; r < ROLE_COUNT; r++) {
        int32_t rgb = theme_color(t->choice.theme, (enum role)r);
        int fg = rgb == THEME_DEFAULT_COLOR ? -1
                 : COLORS >= 1 << 24        ? (int)rgb
                                            : theme_nearest(rgb, n >= 256 ? 256 : n >= 16 ? 16 : 8);
        init_extended_pair(r + 1, fg, -1);
    }
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

static enum status open_screen(struct terminal *t, struct err *err)
{
    const char *term = getenv("TERM");
    t->frame_fd = memfd_create("frame", MFD_CLOEXEC);
    if (t->frame_fd < 0)
        return err_set(err, ST_IO, "cannot make a memory file: %s", strerror(errno));
    t->frame_file = fdopen(t->frame_fd, "w+");
    t->input_file = fdopen(dup(t->fd), "r");
    if (!t->frame_file || !t->input_file)
        return err_set(err, ST_IO, "cannot open the terminal: %s", strerror(errno));
    t->screen = newterm(NULL, t->frame_file, t->input_file);
    if (!t->screen)
        return err_set(err, ST_UNSUPPORTED, "the terminal type '%s' is not known",
                       term && *term ? term : "(TERM is not set)");
    set_term(t->screen);
    resizeterm(t->rows, t->columns);
    t->keys = newpad(1, 1);
    if (!t->keys)
        return err_set(err, ST_NO_MEMORY, "out of memory");
    keypad(t->keys, TRUE);
    nodelay(t->keys, TRUE);
    set_escdelay(ESCAPE_MS);
    define_key("\033[1;2R", CODE_NARROW);
    define_key("\033[1;3R", CODE_WIDE);
    if (t->choice.colors && start_color() == OK) {
        use_default_colors();
        set_colors(t);
    }
    t->synced = term && has_synchronized_output(term);
    return ST_OK;
}

enum status terminal_open(struct terminal **out, const struct theme_choice *choice, struct err *err)
{
    *out = NULL;
    struct terminal *t = calloc(1, sizeof *t);
    if (!t)
        return err_set(err, ST_NO_MEMORY, "out of memory");
    t->fd = t->frame_fd = -1;
    t->choice = *choice;
    t->whole = true;
    t->utf8 = choose_locale();
    enum status st = grid_init(&t->shown, 1, 1);
    t->fd = STDOUT_FILENO;
    if (st == ST_OK && tcgetattr(t->fd, &rescue.modes) != 0)
        st = err_set(err, ST_IO, "standard output is no terminal");
    if (st == ST_OK) {
        read_size(t);
        st = open_screen(t, err);
    }
    if (st != ST_OK) {
        terminal_close(t);
        return st;
    }
    prepare_rescue(t);
    set_modes(t);
    tcflush(t->fd, TCIFLUSH); /* keys typed before there was anything to see */
    *out = t;
    return ST_OK;
}

void terminal_close(struct terminal *t)
{
    if (!t)
        return;
    if (rescue.fd) {
        if (!t->suspended) {
            endwin();
            send_frame(t, NULL);
            /* The cursor, should the terminal type have no way to leave a screen. */
            if (!capability("rmcup"))
                write_all(t, "\r\n", 2);
        }
        tcsetattr(t->fd, TCSADRAIN, &rescue.modes);
        rescue.fd = 0;
    }
    if (t->keys)
        delwin(t->keys);
    if (t->screen)
        delscreen(t->screen);
    if (t->frame_file)
        fclose(t->frame_file);
    else if (t->frame_fd >= 0)
        close(t->frame_fd);
    if (t->input_file)
        fclose(t->input_file);
    grid_free(&t->shown);
    free(t);
}

int terminal_fd(const struct terminal *t)
{
    return t->fd;
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
    endwin();
    send_frame(t, NULL);
    tcsetattr(t->fd, TCSADRAIN, &rescue.modes);
    t->suspended = true;
}

void terminal_resume(struct terminal *t)
{
    set_modes(t);
    t->suspended = false;
    terminal_resized(t);
}

void terminal_mouse(struct terminal *t, bool on)
{
    mousemask(on ? BUTTON1_CLICKED | BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
    mouseinterval(0);
    send_frame(t, NULL);
}

void terminal_send(struct terminal *t, const char *bytes)
{
    write_all(t, bytes, strlen(bytes));
}

void terminal_retheme(struct terminal *t, const struct theme_choice *choice)
{
    t->choice = *choice;
    set_colors(t);
    terminal_repaint(t);
}

/* ---- painting ------------------------------------------------------------------------------ */

static attr_t attributes(const struct terminal *t, const struct cell *c)
{
    unsigned a = c->attrs | theme_attrs(t->choice.theme, (enum role)c->role);
    attr_t out = A_NORMAL;
    if (a & ATTR_REVERSE)
        out |= A_REVERSE;
    if (a & ATTR_BOLD)
        out |= A_BOLD;
    if (a & ATTR_UNDERLINE)
        out |= A_UNDERLINE;
    if (theme_is_dim(t->choice.theme, (enum role)c->role))
        out |= A_DIM;
    return out;
}

/* The glyph in wide characters. What the C library gives another width, or this locale cannot write, becomes '?', so that
 * columns never shift. */
static void wide_glyph(const struct terminal *t, const struct cell *c, wchar_t out[CCHARW_MAX + 1])
{
    size_t n = strlen(c->glyph), i = 0, k = 0;
    while (i < n && k < CCHARW_MAX) {
        uint32_t cp;
        i += utf8_decode(c->glyph + i, n - i, &cp);
        out[k++] = (wchar_t)cp;
    }
    out[k] = L'\0';
    int width = wcwidth(out[0]);
    if ((!t->utf8 && out[0] > 0x7E) || width < 1 || width > c->width) {
        out[0] = L'?';
        out[1] = L'\0';
    }
}

/* Text in the terminal's own colours has no pair of its own: it is what a cleared screen holds. */
static int pair_of(const struct terminal *t, enum role r)
{
    return t->choice.colors && theme_color(t->choice.theme, r) != THEME_DEFAULT_COLOR ? r + 1 : 0;
}

static bool is_blank(const struct cell *c)
{
    return c->glyph[0] == ' ' && !c->glyph[1] && c->role == ROLE_TEXT && !c->attrs;
}

/* On a screen just cleared (`onto_blank`) what is blank need not be put. */
static void paint_row(const struct terminal *t, const struct grid *g, int y, int columns, bool onto_blank)
{
    const struct cell *row = g->cells + y * g->w;
    for (int x = 0; x < columns;) {
        const struct cell *c = &row[x];
        if (onto_blank && is_blank(c)) {
            x++;
            continue;
        }
        wchar_t glyph[CCHARW_MAX + 1];
        cchar_t cell;
        int pair = pair_of(t, (enum role)c->role), width = c->width ? c->width : 1;
        wide_glyph(t, c, glyph);
        if (x + width > columns)
            wcscpy(glyph, L" ");
        setcchar(&cell, glyph, attributes(t, c), 0, &pair);
        mvadd_wch(y, x, &cell);
        if (width == 2 && wcwidth(glyph[0]) == 1 && x + 1 < columns) { /* narrower than we count: a blank behind it */
            wcscpy(glyph, L" ");
            setcchar(&cell, glyph, attributes(t, c), 0, &pair);
            mvadd_wch(y, x + 1, &cell);
        }
        x += width;
    }
}

static bool same_row(const struct grid *a, const struct grid *b, int y)
{
    return a->w == b->w && y < a->h && y < b->h &&
           memcmp(a->cells + y * a->w, b->cells + y * b->w, (size_t)a->w * sizeof *a->cells) == 0;
}

/* newterm cannot ask a memory file for its size: it takes 24 rows and limits scrolling to them. Said behind the first whole
 * picture, with the cursor put back, since it moves it. */
static void widen_region(const struct terminal *t)
{
    char all[96];
    const char *save = capability("sc"), *region = capability("csr"), *back = capability("rc");
    if (!save || !region || !back)
        return;
    int n = snprintf(all, sizeof all, "%s%s%s", save, tiparm(region, 0, t->rows - 1), back);
    if (n > 0 && (size_t)n < sizeof all && write(t->frame_fd, all, (size_t)n) < 0)
        return; /* the frame is sent without it */
}

enum status terminal_paint(struct terminal *t, const struct grid *g)
{
    int rows = g->h < t->rows ? g->h : t->rows, columns = g->w < t->columns ? g->w : t->columns;
    const char *probe = NULL;
    if (t->suspended)
        return ST_OK;
    if (t->whole || t->shown.h != g->h || t->shown.w != g->w) {
        clear();
        if (grid_resize(&t->shown, g->h, g->w) != ST_OK)
            return ST_NO_MEMORY;
        for (int y = 0; y < rows; y++)
            paint_row(t, g, y, columns, true);
    } else {
        for (int y = 0; y < rows; y++)
            if (!same_row(g, &t->shown, y))
                paint_row(t, g, y, columns, false);
    }
    bool whole = t->whole;
    memcpy(t->shown.cells, g->cells, (size_t)g->h * (size_t)g->w * sizeof *g->cells);
    t->whole = false;
    if (!t->probed) { /* answered some time later; the frame that follows covers the glyph */
        const char *term = getenv("TERM");
        t->probed = true;
        if (t->utf8 && term && strcmp(term, "linux") != 0 && strncmp(term, "vt", 2) != 0)
            probe = PROBE;
    }
    bool parked = g->cursor_y >= 0 && g->cursor_y < rows && g->cursor_x < columns;
    curs_set(parked ? 1 : 0);
    move(parked ? g->cursor_y : 0, parked ? g->cursor_x : 0);
    wnoutrefresh(stdscr);
    doupdate();
    if (whole)
        widen_region(t);
    return send_frame(t, probe);
}

/* ---- keys ---------------------------------------------------------------------------------- */

static const struct {
    int code;
    const char *name;
} key_names[] = {
    {KEY_DOWN, "Down"},       {KEY_UP, "Up"},           {KEY_LEFT, "Left"},
    {KEY_RIGHT, "Right"},     {KEY_NPAGE, "PageDown"},  {KEY_PPAGE, "PageUp"},
    {KEY_HOME, "Home"},       {KEY_END, "End"},         {KEY_ENTER, "Enter"},
    {KEY_BACKSPACE, "Backspace"}, {KEY_DC, "Delete"},   {KEY_BTAB, "Shift-Tab"},
    {KEY_IC, "Insert"},
};

static const struct {
    int byte;
    const char *name;
} control_names[] = {
    {'\r', "Enter"}, {'\n', "Enter"}, {'\t', "Tab"}, {' ', "Space"}, {27, "Esc"}, {127, "Backspace"}, {8, "Backspace"},
};

static bool name_code(int code, struct key *out)
{
    if (code == CODE_NARROW || code == CODE_WIDE) {
        bool wide = code == CODE_WIDE;
        snprintf(out->name, sizeof out->name, "%s", wide ? "AmbiguousWide" : "");
        return wide;
    }
    if (code == KEY_MOUSE) {
        MEVENT e;
        if (getmouse(&e) != OK)
            return false;
        snprintf(out->name, sizeof out->name, "%s",
                 e.bstate & BUTTON4_PRESSED   ? "WheelUp"
                 : e.bstate & BUTTON5_PRESSED ? "WheelDown"
                                              : "Click");
        out->mouse_y = e.y;
        out->mouse_x = e.x;
        return true;
    }
    if (code >= KEY_F(1) && code <= KEY_F(12)) {
        snprintf(out->name, sizeof out->name, "F%d", code - KEY_F0);
        return true;
    }
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++)
        if (key_names[i].code == code) {
            snprintf(out->name, sizeof out->name, "%s", key_names[i].name);
            return true;
        }
    return false;
}

static bool name_character(wint_t c, struct key *out)
{
    for (size_t i = 0; i < sizeof control_names / sizeof *control_names; i++)
        if ((wint_t)control_names[i].byte == c) {
            snprintf(out->name, sizeof out->name, "%s", control_names[i].name);
            if (c == ' ')
                snprintf(out->text, sizeof out->text, " ");
            return true;
        }
    if (c < 32) {
        snprintf(out->name, sizeof out->name, "Ctrl-%c", (char)(c + 64));
        return true;
    }
    size_t n = utf8_encode((uint32_t)c, out->text);
    out->text[n] = '\0';
    snprintf(out->name, sizeof out->name, "%s", out->text);
    return true;
}

enum key_result terminal_key(struct terminal *t, struct key *out)
{
    for (;;) {
        wint_t c;
        *out = (struct key){0};
        int waiting = 0;
        bool some = ioctl(t->fd, FIONREAD, &waiting) == 0 && waiting > 0;
        int rc = wget_wch(t->keys, &c);
        if (rc == ERR)
            return some || errno != EIO ? KEY_NONE : KEY_END;
        if (rc == KEY_CODE_YES ? name_code((int)c, out) : name_character(c, out))
            return KEY_READ;
    }
}
