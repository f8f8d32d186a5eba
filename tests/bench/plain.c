/* plain.c -- the yardstick of bytes: a plain ncurses program that shows two pictures, one after the other.
 *
 * plain FILE: each picture is a count, and lines "row column colour attributes glyph" (colour -1: the terminal's own;
 * attributes 1 bold, 2 underline, 4 reverse). The second comes with a key; another key ends it. Every cell is put with its
 * attributes and the whole screen refreshed, as curses programs do.
 */
#include <curses.h>
#include <locale.h>
#include <stdlib.h>
#include <wchar.h>

/* The pair of a colour: its number, from 1; pair 0 is the terminal's own. */
static int pair_of(int color)
{
    if (color < 0)
        return 0;
    init_extended_pair(color + 1, color, -1);
    return color + 1;
}

static int show(FILE *f)
{
    int count, y, x, color, attrs;
    char glyph[32];
    wchar_t wide[8];
    cchar_t cell;
    if (fscanf(f, "%d", &count) != 1)
        return 0;
    erase();
    while (count-- > 0 && fscanf(f, "%d %d %d %d %31s", &y, &x, &color, &attrs, glyph) == 5) {
        int pair = pair_of(color);
        size_t n = mbstowcs(wide, glyph, 7);
        if (n == (size_t)-1)
            continue;
        wide[n] = L'\0';
        if (wide[0] == L'_' && wide[1] == L'_') /* a blank */
            wide[0] = L' ', wide[1] = L'\0';
        attr_t a = (attrs & 1 ? A_BOLD : 0) | (attrs & 2 ? A_UNDERLINE : 0) | (attrs & 4 ? A_REVERSE : 0);
        setcchar(&cell, wide, a, 0, &pair);
        mvadd_wch(y, x, &cell);
    }
    refresh();
    return 1;
}

int main(int argc, char **argv)
{
    FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!f)
        return 2;
    setlocale(LC_ALL, "");
    initscr();
    start_color();
    use_default_colors();
    cbreak();
    noecho();
    curs_set(0);
    while (show(f) && getch() != ERR)
        ;
    endwin();
    fclose(f);
    return 0;
}
