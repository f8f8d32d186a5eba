#include "tui/screen/theme.h"

#include <stdlib.h>
#include <string.h>

#define OWN THEME_DEFAULT_COLOR

static const char *const codes[THEME_COUNT] = {"auto",         "dark",       "light", "high-contrast",
                                               "deuteranopia", "tritanopia", "mono"};

/* What roles are written with. */
enum ink {
    INK_OWN,   /* the terminal's foreground */
    INK_QUIET, /* secondary words */
    INK_FAINT, /* frames, the empty part of a bar */
    INK_LINE,  /* axes, the required path */
    INK_AIM,   /* targets */
    INK_FOCUS,
    INK_KEY,
    INK_GOOD,
    INK_FAIR,
    INK_SLOW,
    INK_LATE,
    INK_BACK, /* goes the wrong way */
    INK_WAIT,
    INK_OLD,
    INK_ALERT,
    INK_SERIES,
    INK_GUESS, /* forecasts */
    INK_FOUND,
    INK_COUNT
};

static const enum ink ink_of[ROLE_COUNT] = {
    [ROLE_TEXT] = INK_OWN,        [ROLE_DIM] = INK_QUIET,       [ROLE_STRONG] = INK_OWN,
    [ROLE_TITLE] = INK_OWN,       [ROLE_FRAME] = INK_FAINT,     [ROLE_FRAME_FOCUS] = INK_FOCUS,
    [ROLE_KEY] = INK_KEY,         [ROLE_HINT] = INK_QUIET,      [ROLE_MET] = INK_GOOD,
    [ROLE_AHEAD] = INK_GOOD,      [ROLE_ON_TRACK] = INK_FAIR,   [ROLE_SLOWER] = INK_SLOW,
    [ROLE_LAGGING] = INK_LATE,    [ROLE_REVERSING] = INK_BACK,  [ROLE_PENDING] = INK_WAIT,
    [ROLE_UNKNOWN] = INK_QUIET,   [ROLE_STALE] = INK_OLD,       [ROLE_ALERT] = INK_ALERT,
    [ROLE_BAR_REST] = INK_FAINT,  [ROLE_TICK] = INK_OWN,        [ROLE_TARGET] = INK_AIM,
    [ROLE_PATH] = INK_LINE,       [ROLE_SERIES] = INK_SERIES,   [ROLE_FORECAST] = INK_GUESS,
    [ROLE_AXIS] = INK_LINE,       [ROLE_MATCH] = INK_FOUND,
    [ROLE_NEWS] = INK_KEY,
};

enum family { USUAL, CONTRAST, DEUTERANOPIA, TRITANOPIA, FAMILY_COUNT };

/* Good and bad differ in lightness as well as hue; the colour-blind families use blue/orange and teal/red (Okabe and Ito,
 * Color Universal Design, 2008). Columns: background unknown, dark, light. */
static const int32_t inks[FAMILY_COUNT][INK_COUNT][BACKGROUND_COUNT] = {
    [USUAL] = {
        [INK_OWN] = {OWN, OWN, OWN},
        [INK_QUIET] = {0x72777C, 0x8A919C, 0x6A7078},
        [INK_FAINT] = {0x72777C, 0x5A626E, 0x8A929C},
        [INK_LINE] = {0x72777C, 0x6E7681, 0x858D97},
        [INK_AIM] = {0x72777C, 0x9AA3AF, 0x5B6470},
        [INK_FOCUS] = {0x3779B9, 0x8FA6C4, 0x52708F},
        [INK_KEY] = {0x3779B9, 0x9DB8D9, 0x2C5A8C},
        [INK_GOOD] = {0x318639, 0x7FBF7F, 0x2E7D32},
        [INK_FAIR] = {0x318639, 0xA3BE8C, 0x4F7A28},
        [INK_SLOW] = {0x86760C, 0xD9B45B, 0x946200},
        [INK_LATE] = {0xB65E09, 0xE08658, 0xB5480F},
        [INK_BACK] = {0xD63D3E, 0xE06C75, 0xB3261E},
        [INK_WAIT] = {0x3779B9, 0x8FB0D0, 0x2F6690},
        [INK_OLD] = {0x86760C, 0xB08D57, 0x7A5C1E},
        [INK_ALERT] = {0xB65E09, 0xE5A44B, 0xA14F00},
        [INK_SERIES] = {0x3779B9, 0x8FB0D0, 0x2F6690},
        [INK_GUESS] = {0x72777C, 0x6F86A0, 0x6F87A0},
        [INK_FOUND] = {0x86760C, 0xF2D06B, 0x8A5A00},
    },
    [CONTRAST] = {
        [INK_OWN] = {OWN, OWN, OWN},
        [INK_QUIET] = {OWN, OWN, OWN},
        [INK_FAINT] = {OWN, OWN, OWN},
        [INK_LINE] = {OWN, OWN, OWN},
        [INK_AIM] = {OWN, OWN, OWN},
        [INK_FOCUS] = {OWN, 0xFFFF00, 0x0000C0},
        [INK_KEY] = {OWN, 0xFFFF00, 0x0000C0},
        [INK_GOOD] = {OWN, 0x00FF00, 0x005A00},
        [INK_FAIR] = {OWN, 0x00FF00, 0x005A00},
        [INK_SLOW] = {OWN, 0xFFFF00, 0x6A4A00},
        [INK_LATE] = {OWN, 0xFF8700, 0x8A2A00},
        [INK_BACK] = {OWN, 0xFF6F6F, 0xA00000},
        [INK_WAIT] = {OWN, 0x00FFFF, 0x00506A},
        [INK_OLD] = {OWN, 0xFFFF00, 0x6A4A00},
        [INK_ALERT] = {OWN, 0xFFFF00, 0x8A2A00},
        [INK_SERIES] = {OWN, 0x00FFFF, 0x00506A},
        [INK_GUESS] = {OWN, OWN, OWN},
        [INK_FOUND] = {OWN, 0xFFFF00, 0x0000C0},
    },
    [DEUTERANOPIA] = {
        [INK_OWN] = {OWN, OWN, OWN},
        [INK_QUIET] = {0x72777C, 0x8A919C, 0x6A7078},
        [INK_FAINT] = {0x72777C, 0x5A626E, 0x8A929C},
        [INK_LINE] = {0x72777C, 0x6E7681, 0x858D97},
        [INK_AIM] = {0x72777C, 0x9AA3AF, 0x5B6470},
        [INK_FOCUS] = {0x3779B9, 0x8FA6C4, 0x52708F},
        [INK_KEY] = {0x3779B9, 0x9DB8D9, 0x2C5A8C},
        [INK_GOOD] = {0x3779B9, 0x56B4E9, 0x0568A4},
        [INK_FAIR] = {0x3779B9, 0x8CC5E8, 0x2579AB},
        [INK_SLOW] = {0x86760C, 0xF0E442, 0x8A7405},
        [INK_LATE] = {0xB65E09, 0xE69F00, 0x874A01},
        [INK_BACK] = {0xB65E09, 0xD55E00, 0x781600},
        [INK_WAIT] = {0x72777C, 0xB9C6D6, 0x657081},
        [INK_OLD] = {0x86760C, 0xC9A227, 0x7A5C1E},
        [INK_ALERT] = {0xB65E09, 0xF0E442, 0x874A01},
        [INK_SERIES] = {0x3779B9, 0x56B4E9, 0x0568A4},
        [INK_GUESS] = {0x72777C, 0x6F86A0, 0x6F87A0},
        [INK_FOUND] = {0x86760C, 0xF0E442, 0x8A7405},
    },
    [TRITANOPIA] = {
        [INK_OWN] = {OWN, OWN, OWN},
        [INK_QUIET] = {0x72777C, 0x8A919C, 0x6A7078},
        [INK_FAINT] = {0x72777C, 0x5A626E, 0x8A929C},
        [INK_LINE] = {0x72777C, 0x6E7681, 0x858D97},
        [INK_AIM] = {0x72777C, 0x9AA3AF, 0x5B6470},
        [INK_FOCUS] = {0x04847F, 0x8FA6C4, 0x52708F},
        [INK_KEY] = {0x04847F, 0x9DB8D9, 0x2C5A8C},
        [INK_GOOD] = {0x04847F, 0x3FB8AF, 0x0B7470},
        [INK_FAIR] = {0x04847F, 0x7CCFC8, 0x29807F},
        [INK_SLOW] = {0xD63D3E, 0xE8A0A0, 0xBA5561},
        [INK_LATE] = {0xD63D3E, 0xE05B5B, 0xAE1B2D},
        [INK_BACK] = {0xD63D3E, 0xFF3B3B, 0x740019},
        [INK_WAIT] = {0x72777C, 0xB9C6D6, 0x6E7681},
        [INK_OLD] = {0xD63D3E, 0xC98F8F, 0x8A4A50},
        [INK_ALERT] = {0xD63D3E, 0xFF6B6B, 0xAE1B2D},
        [INK_SERIES] = {0x04847F, 0x3FB8AF, 0x0B7470},
        [INK_GUESS] = {0x72777C, 0x6F86A0, 0x6F87A0},
        [INK_FOUND] = {0xD63D3E, 0xFF9E9E, 0xAE1B2D},
    },
};

/* The terminal's own eight: yellow, green and cyan cannot be read on light ground, blue not on dark. */
enum { RED = 1, GREEN, YELLOW, BLUE, MAGENTA, CYAN };
static const signed char eight[INK_COUNT][BACKGROUND_COUNT] = {
    [INK_OWN] = {OWN, OWN, OWN},          [INK_QUIET] = {OWN, OWN, OWN},
    [INK_FAINT] = {OWN, OWN, OWN},        [INK_LINE] = {OWN, OWN, OWN},
    [INK_AIM] = {OWN, OWN, OWN},          [INK_FOCUS] = {MAGENTA, CYAN, BLUE},
    [INK_KEY] = {MAGENTA, CYAN, BLUE},    [INK_GOOD] = {OWN, GREEN, BLUE},
    [INK_FAIR] = {OWN, GREEN, BLUE},      [INK_SLOW] = {MAGENTA, YELLOW, MAGENTA},
    [INK_LATE] = {RED, YELLOW, RED},      [INK_BACK] = {RED, RED, RED},
    [INK_WAIT] = {OWN, CYAN, OWN},        [INK_OLD] = {MAGENTA, YELLOW, MAGENTA},
    [INK_ALERT] = {RED, YELLOW, RED},     [INK_SERIES] = {OWN, CYAN, BLUE},
    [INK_GUESS] = {OWN, OWN, OWN},        [INK_FOUND] = {MAGENTA, YELLOW, MAGENTA},
};

const char *theme_code(enum theme t)
{
    return codes[t];
}

bool theme_from_code(const char *code, enum theme *out)
{
    for (int t = 0; t < THEME_COUNT; t++)
        if (strcmp(codes[t], code) == 0) {
            *out = (enum theme)t;
            return true;
        }
    return false;
}

/* ---- the ground ------------------------------------------------------------------------------ */

/* Relative luminance (WCAG 2.1) of 0..10000, with sRGB's curve taken as a square. */
static int luminance(int32_t rgb)
{
    int r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;
    return (2126 * r * r + 7152 * g * g + 722 * b * b) / (255 * 255);
}

/* Light where black text would stand out more than white. */
enum background background_of(int32_t rgb)
{
    return luminance(rgb) > 1800 ? BACKGROUND_LIGHT : BACKGROUND_DARK;
}

enum background background_from_colorfgbg(const char *value)
{
    const char *last = value ? strrchr(value, ';') : NULL;
    char *end;
    if (!last)
        return BACKGROUND_UNKNOWN;
    long i = strtol(last + 1, &end, 10);
    if (end == last + 1 || *end || i < 0 || i > 15)
        return BACKGROUND_UNKNOWN; /* "default", for one */
    return i == 7 || i > 8 ? BACKGROUND_LIGHT : BACKGROUND_DARK;
}

static enum background ground(const struct theme_choice *c)
{
    return c->theme == THEME_DARK    ? BACKGROUND_DARK
           : c->theme == THEME_LIGHT ? BACKGROUND_LIGHT
                                     : c->background;
}

/* ---- colours --------------------------------------------------------------------------------- */

int32_t theme_color(const struct theme_choice *c, enum role r)
{
    static const enum family families[THEME_COUNT] = {[THEME_HIGH_CONTRAST] = CONTRAST,
                                                      [THEME_DEUTERANOPIA] = DEUTERANOPIA,
                                                      [THEME_TRITANOPIA] = TRITANOPIA};
    return c->theme == THEME_MONO ? OWN : inks[families[c->theme]][ink_of[r]][ground(c)];
}

static bool weight_tells(const struct theme_choice *c)
{
    return c->theme == THEME_MONO || c->theme == THEME_HIGH_CONTRAST || c->colors < 256;
}

unsigned theme_attrs(const struct theme_choice *c, enum role r)
{
    bool loud = r == ROLE_ALERT || r == ROLE_REVERSING || r == ROLE_LAGGING;
    if (r == ROLE_TITLE || r == ROLE_STRONG)
        return ATTR_BOLD;
    if (r == ROLE_MATCH)
        return ATTR_UNDERLINE;
    return loud && weight_tells(c) ? ATTR_BOLD : 0;
}

bool theme_is_dim(const struct theme_choice *c, enum role r)
{
    enum ink ink = ink_of[r];
    return c->theme == THEME_MONO && (ink == INK_QUIET || ink == INK_FAINT || ink == INK_LINE || ink == INK_GUESS);
}

static int distance(int32_t a, int32_t b)
{
    int dr = (a >> 16 & 255) - (b >> 16 & 255), dg = (a >> 8 & 255) - (b >> 8 & 255),
        db = (a & 255) - (b & 255);
    return 3 * dr * dr + 4 * dg * dg + 2 * db * db;
}

/* xterm's palette: 16 system colours, a 6x6x6 cube, 24 greys. */
int32_t theme_palette(int i)
{
    static const int32_t system[16] = {0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD,
                                       0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00,
                                       0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF};
    static const int level[6] = {0, 95, 135, 175, 215, 255};
    if (i < 16)
        return system[i];
    if (i >= 232)
        return (8 + (i - 232) * 10) * 0x010101;
    i -= 16;
    return level[i / 36] << 16 | level[i / 6 % 6] << 8 | level[i % 6];
}

/* System colours differ from terminal to terminal; the cube does not. None is taken that is fainter on its ground. */
static int nearest_of_cube(int32_t rgb, enum background ground)
{
    int best = ground == BACKGROUND_DARK ? 231 : 16;
    for (int i = 16; i < 256; i++) {
        int more = luminance(theme_palette(i)) - luminance(rgb);
        bool fainter = ground == BACKGROUND_DARK ? more < 0 : ground == BACKGROUND_LIGHT && more > 0;
        if (!fainter && distance(rgb, theme_palette(i)) < distance(rgb, theme_palette(best)))
            best = i;
    }
    return best;
}

int theme_index(const struct theme_choice *c, enum role r)
{
    int32_t rgb = theme_color(c, r);
    if (rgb == OWN)
        return OWN;
    if (c->colors >= 256)
        return nearest_of_cube(rgb, ground(c));
    int i = eight[ink_of[r]][ground(c)];
    bool blue_for_good = c->theme == THEME_DEUTERANOPIA || c->theme == THEME_TRITANOPIA;
    if (blue_for_good && i == GREEN)
        i = CYAN;
    return i != OWN && c->colors >= 16 && ground(c) == BACKGROUND_DARK ? i + 8 : i;
}
