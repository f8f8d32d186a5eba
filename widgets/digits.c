#include "widgets/digits.h"

#include <string.h>

#include "feeds/base/utf8.h"

/* One glyph: five rows of pixels, '#' on. Three rows fold two pixels into a half block, seven repeat two of them, ten and
 * fifteen are two and three times as high. */
struct digit {
    uint32_t cp;
    const char *rows[5];
};

static const struct digit shapes[] = {
    {'0', {"####", "#  #", "#  #", "#  #", "####"}},
    {'1', {" # ", "## ", " # ", " # ", "###"}},
    {'2', {"####", "   #", "####", "#   ", "####"}},
    {'3', {"####", "   #", " ###", "   #", "####"}},
    {'4', {"#  #", "#  #", "####", "   #", "   #"}},
    {'5', {"####", "#   ", "####", "   #", "####"}},
    {'6', {"####", "#   ", "####", "#  #", "####"}},
    {'7', {"####", "   #", "  # ", "  # ", "  # "}},
    {'8', {"####", "#  #", "####", "#  #", "####"}},
    {'9', {"####", "#  #", "####", "   #", "####"}},
    {'.', {" ", " ", " ", " ", "#"}},
    {',', {" ", " ", " ", "#", "#"}},
    {':', {" ", "#", " ", "#", " "}},
    {'/', {"   #", "  # ", "  # ", " #  ", "#   "}},
    {'%', {"#  #", "  # ", " #  ", "#   ", "#  #"}},
    {'-', {"   ", "   ", "###", "   ", "   "}},
    {'+', {"   ", " # ", "###", " # ", "   "}},
    {'>', {"#  ", " # ", "  #", " # ", "#  "}},
    {'<', {"  #", " # ", "#  ", " # ", "  #"}},
    {'=', {"   ", "###", "   ", "###", "   "}},
    {'~', {"    ", " #  ", "# ##", "   #", "    "}},
    {0x2265, {"## ", "  #", "## ", "   ", "###"}}, /* ≥ */
    {0x2264, {" ##", "#  ", " ##", "   ", "###"}}, /* ≤ */
    {0x2013, {"   ", "   ", "###", "   ", "   "}}, /* – */
    {0x2212, {"   ", "   ", "###", "   ", "   "}}, /* − */
    {' ', {"  ", "  ", "  ", "  ", "  "}},
};

static const struct digit *shape_of(uint32_t cp)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (shapes[i].cp == cp)
            return &shapes[i];
    return &shapes[sizeof shapes / sizeof *shapes - 1];
}

/* The next smaller size there is. */
static int size_of(int rows)
{
    return rows >= 15 ? 15 : rows >= 10 ? 10 : rows >= 7 ? 7 : rows >= 5 ? 5 : 3;
}

/* Cells are twice as high as wide: a pixel of the larger sizes is wider than one cell, or it would look thin. */
static int pixel_cells(int rows)
{
    return rows >= 15 ? 5 : rows >= 10 ? 3 : rows >= 7 ? 2 : 1;
}

int digits_width(const char *text, int rows)
{
    int total = 0;
    rows = size_of(rows);
    for (size_t i = 0, n = strlen(text); i < n;) {
        uint32_t cp;
        i += utf8_decode(text + i, n - i, &cp);
        total += ((int)strlen(shape_of(cp)->rows[0]) + 1) * pixel_cells(rows);
    }
    return total > 0 ? total - pixel_cells(rows) : 0;
}

static bool pixel(const struct digit *d, int row, int column)
{
    return row < 5 && d->rows[row][column] == '#';
}

static const char *cell_glyph(const struct digit *d, int rows, int line, int column, bool ascii)
{
    if (rows >= 5) {
        static const int of_seven[] = {0, 1, 1, 2, 3, 3, 4};
        int row = rows == 7 ? of_seven[line] : line / (rows / 5);
        return pixel(d, row, column) ? (ascii ? "#" : "█") : NULL;
    }
    bool up = pixel(d, line * 2, column), down = pixel(d, line * 2 + 1, column);
    if (ascii)
        return up && down ? "#" : up ? "\"" : down ? "_" : NULL;
    return up && down ? "█" : up ? "▀" : down ? "▄" : NULL;
}

int digits_draw(struct grid *g, struct rect r, int rows, const char *text, struct style st,
                const struct look *look)
{
    rows = size_of(rows);
    int x = r.x, fat = pixel_cells(rows);
    for (size_t i = 0, n = strlen(text); i < n;) {
        uint32_t cp;
        i += utf8_decode(text + i, n - i, &cp);
        const struct digit *d = shape_of(cp);
        int columns = (int)strlen(d->rows[0]);
        for (int line = 0; line < rows; line++)
            for (int c = 0; c < columns; c++) {
                const char *glyph = cell_glyph(d, rows, line, c, look->ascii);
                for (int k = 0; glyph && k < fat; k++)
                    grid_put(g, r, r.y + line, x + c * fat + k, 1, st, glyph);
            }
        x += (columns + 1) * fat;
    }
    return x > r.x ? x - r.x - fat : 0;
}
