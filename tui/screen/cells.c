#include "tui/screen/cells.h"

#include <curses.h>
#include <string.h>
#include <wchar.h>

#include "feeds/base/utf8.h"
#include "tui/screen/frame.h"
#include "widgets/width.h"

#define JOINER 0x200D
#define EMOJI_SELECTOR 0xFE0F

/* The pair that a role before this one has for the same number. 0: none. */
static short shared_pair(const struct cells_style *s, const int numbers[ROLE_COUNT], int role)
{
    for (int k = 0; k < role; k++)
        if (numbers[k] == numbers[role])
            return s->pairs[k];
    return 0;
}

void cells_colors(struct cells_style *s, bool direct, int32_t palette[PALETTE_COLORS])
{
    int numbers[ROLE_COUNT];
    bool whole = direct || COLORS >= 1 << 24; /* or a terminfo entry of direct colour */
    s->generation = !s->generation;
    for (int r = 0; r < ROLE_COUNT; r++) {
        int32_t rgb = s->theme.colors ? theme_color(&s->theme, (enum role)r) : THEME_DEFAULT_COLOR;
        numbers[r] = rgb == THEME_DEFAULT_COLOR ? -1 : whole ? (int)rgb : theme_index(&s->theme, (enum role)r);
        s->pairs[r] = numbers[r] < 0 ? 0 : shared_pair(s, numbers, r);
        if (s->pairs[r] || numbers[r] < 0)
            continue;
        int at = s->generation * ROLE_COUNT + r;
        s->pairs[r] = (short)(r + 1);
        if (direct)
            palette[at] = rgb;
        init_extended_pair(r + 1, direct ? FRAME_FIRST_COLOR + at : numbers[r], -1);
    }
}

static attr_t attributes(const struct cells_style *s, const struct cell *c)
{
    unsigned a = c->attrs | theme_attrs(&s->theme, (enum role)c->role);
    attr_t out = A_NORMAL;
    if (a & ATTR_REVERSE)
        out |= A_REVERSE;
    if (a & ATTR_BOLD)
        out |= A_BOLD;
    if (a & ATTR_UNDERLINE)
        out |= A_UNDERLINE;
    if (theme_is_dim(&s->theme, (enum role)c->role))
        out |= A_DIM;
    return out;
}

/* What stands for a glyph of ambiguous width. */
static wchar_t narrow_twin(uint32_t cp)
{
    static const struct {
        uint32_t cp;
        char twin;
    } twins[] = {
        {0xB0, 'o'},    {0xB1, '+'},    {0xB7, '.'},    {0xD7, 'x'},    {0xF7, '/'},    {0x2010, '-'}, {0x2013, '-'},
        {0x2014, '-'},  {0x2015, '-'},  {0x2018, '\''}, {0x2019, '\''}, {0x201C, '"'},  {0x201D, '"'}, {0x2022, '*'},
        {0x2026, '~'},  {0x2103, 'C'},  {0x2190, '<'},  {0x2191, '^'},  {0x2192, '>'},  {0x2193, 'v'}, {0x2264, '<'},
        {0x2265, '>'},  {0x2248, '='},  {0x2500, '-'},  {0x2502, '|'},  {0x25CB, 'o'},  {0x25CF, '*'},
    };
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++)
        if (twins[i].cp == cp)
            return (wchar_t)twins[i].twin;
    return cp >= 0x2460 && cp <= 0x2468 ? (wchar_t)('1' + (cp - 0x2460)) : L'?'; /* circled digits */
}

/* The glyph in wide characters, safe for its columns. */
static void wide_glyph(const struct cells_style *s, const struct cell *c, wchar_t out[CCHARW_MAX + 1])
{
    size_t n = strlen(c->glyph), i = 0, k = 0;
    while (i < n && k < CCHARW_MAX) {
        uint32_t cp;
        i += utf8_decode(c->glyph + i, n - i, &cp);
        if (k && (cp == JOINER || cp == EMOJI_SELECTOR || width_of(cp) > 0))
            break;
        out[k++] = (wchar_t)cp;
    }
    out[k] = L'\0';
    int width = wcwidth(out[0]);
    if ((!s->utf8 && out[0] > 0x7E) || width < 1 || width > c->width)
        wcscpy(out, L"?");
    else if (s->no_ambiguous && width_is_ambiguous((uint32_t)out[0])) {
        out[0] = narrow_twin((uint32_t)out[0]);
        out[1] = L'\0';
    }
}

static bool is_blank(const struct cell *c)
{
    return c->glyph[0] == ' ' && !c->glyph[1] && !(c->attrs & (ATTR_REVERSE | ATTR_UNDERLINE));
}

#define SHORT_GAP 8 /* blanks that are rather written than jumped over */

static int gap_end(const struct cell *row, int x, int columns)
{
    while (x < columns && is_blank(&row[x]))
        x++;
    return x;
}

struct pen {
    attr_t attrs;
    int pair;
};

static void put(int y, int x, const wchar_t *glyph, struct pen pen)
{
    cchar_t cell;
    setcchar(&cell, glyph, pen.attrs, 0, &pen.pair);
    mvadd_wch(y, x, &cell);
}

/* A blank shows neither colour nor weight. Between words it keeps the look of what stands before it, so that nothing is
 * switched off and on again; a wide gap is plain, as a cleared screen is. Returns where the blanks end. */
static int paint_gap(const struct cell *row, int y, int x, int columns, bool onto_blank, struct pen pen)
{
    int end = gap_end(row, x, columns);
    bool plain = end == columns || end - x > SHORT_GAP || pen.attrs & (A_REVERSE | A_UNDERLINE);
    if (plain && onto_blank)
        return end;
    for (; x < end; x++)
        put(y, x, L" ", plain ? (struct pen){A_NORMAL, 0} : pen);
    return end;
}

void cells_paint_row(const struct cells_style *s, const struct grid *g, int y, int columns, bool onto_blank)
{
    const struct cell *row = g->cells + y * g->w;
    struct pen pen = {A_NORMAL, 0};
    for (int x = 0; x < columns;) {
        const struct cell *c = &row[x];
        wchar_t glyph[CCHARW_MAX + 1];
        int width = c->width ? c->width : 1;
        if (is_blank(c)) {
            x = paint_gap(row, y, x, columns, onto_blank, pen);
            continue;
        }
        pen = (struct pen){attributes(s, c), s->pairs[c->role]};
        wide_glyph(s, c, glyph);
        if (x + width > columns)
            wcscpy(glyph, L" ");
        put(y, x, glyph, pen);
        if (width == 2 && wcwidth(glyph[0]) == 1 && x + 1 < columns) /* narrower than we count: a blank behind it */
            put(y, x + 1, L" ", pen);
        x += width;
    }
}
