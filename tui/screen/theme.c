#include "tui/screen/theme.h"

#include <string.h>

#define OWN THEME_DEFAULT_COLOR

static const char *const codes[THEME_COUNT] = {"dark",         "light",      "high-contrast",
                                               "deuteranopia", "tritanopia", "mono"};

/* Good and bad differ in lightness as well as hue; the colour-blind themes use blue/orange and teal/red pairs
 * (Okabe and Ito, Color Universal Design, 2008). */
static const int32_t colors[ROLE_COUNT][THEME_COUNT] = {
    /*                 dark      light     contrast  deuter.   tritan.   mono */
    [ROLE_TEXT] = {OWN, OWN, OWN, OWN, OWN, OWN},
    [ROLE_DIM] = {0x8A919C, 0x6A7078, OWN, 0x8A919C, 0x8A919C, OWN},
    [ROLE_STRONG] = {OWN, OWN, OWN, OWN, OWN, OWN},
    [ROLE_TITLE] = {0xE6E9EF, 0x1F2933, OWN, 0xE6E9EF, 0xE6E9EF, OWN},
    [ROLE_FRAME] = {0x4B525D, 0xB4BAC2, OWN, 0x4B525D, 0x4B525D, OWN},
    [ROLE_FRAME_FOCUS] = {0x8FA6C4, 0x52708F, 0xFFFF00, 0x8FA6C4, 0x8FA6C4, OWN},
    [ROLE_KEY] = {0x9DB8D9, 0x2C5A8C, 0xFFFF00, 0x9DB8D9, 0x9DB8D9, OWN},
    [ROLE_HINT] = {0x8A919C, 0x6A7078, OWN, 0x8A919C, 0x8A919C, OWN},
    [ROLE_MET] = {0x7FBF7F, 0x2E7D32, 0x00FF00, 0x56B4E9, 0x3FB8AF, OWN},
    [ROLE_AHEAD] = {0x7FBF7F, 0x2E7D32, 0x00FF00, 0x56B4E9, 0x3FB8AF, OWN},
    [ROLE_ON_TRACK] = {0xA3BE8C, 0x4F7A28, 0x00FF00, 0x8CC5E8, 0x7CCFC8, OWN},
    [ROLE_SLOWER] = {0xD9B45B, 0x946200, 0xFFFF00, 0xF0E442, 0xE8A0A0, OWN},
    [ROLE_LAGGING] = {0xE08658, 0xB5480F, 0xFF8700, 0xE69F00, 0xE05B5B, OWN},
    [ROLE_REVERSING] = {0xE06C75, 0xB3261E, 0xFF5F5F, 0xD55E00, 0xFF3B3B, OWN},
    [ROLE_PENDING] = {0x8FB0D0, 0x2F6690, 0x00FFFF, 0xB9C6D6, 0xB9C6D6, OWN},
    [ROLE_UNKNOWN] = {0x8A919C, 0x6A7078, OWN, 0x8A919C, 0x8A919C, OWN},
    [ROLE_STALE] = {0xB08D57, 0x7A5C1E, 0xFFFF00, 0xC9A227, 0xC98F8F, OWN},
    [ROLE_ALERT] = {0xE5A44B, 0xA14F00, 0xFFFF00, 0xF0E442, 0xFF6B6B, OWN},
    [ROLE_BAR_REST] = {0x3E444E, 0xC9CED5, OWN, 0x3E444E, 0x3E444E, OWN},
    [ROLE_TICK] = {0xF2F4F8, 0x101418, OWN, 0xF2F4F8, 0xF2F4F8, OWN},
    [ROLE_TARGET] = {0x9AA3AF, 0x5B6470, OWN, 0x9AA3AF, 0x9AA3AF, OWN},
    [ROLE_PATH] = {0x6E7681, 0x98A1AC, OWN, 0x6E7681, 0x6E7681, OWN},
    [ROLE_SERIES] = {0x8FB0D0, 0x2F6690, 0x00FFFF, 0x56B4E9, 0x3FB8AF, OWN},
    [ROLE_FORECAST] = {0x6F86A0, 0x7C93AB, OWN, 0x6F86A0, 0x6F86A0, OWN},
    [ROLE_AXIS] = {0x6E7681, 0x8A929C, OWN, 0x6E7681, 0x6E7681, OWN},
    [ROLE_MATCH] = {0xF2D06B, 0x8A5A00, 0xFFFF00, 0xF0E442, 0xFF9E9E, OWN},
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

int32_t theme_color(enum theme t, enum role r)
{
    return colors[r][t];
}

unsigned theme_attrs(enum theme t, enum role r)
{
    bool loud = r == ROLE_ALERT || r == ROLE_REVERSING || r == ROLE_LAGGING;
    if (r == ROLE_TITLE || r == ROLE_STRONG)
        return t == THEME_MONO || t == THEME_HIGH_CONTRAST || r == ROLE_TITLE ? ATTR_BOLD : 0;
    if (r == ROLE_MATCH)
        return ATTR_UNDERLINE;
    return loud && (t == THEME_MONO || t == THEME_HIGH_CONTRAST) ? ATTR_BOLD : 0;
}

bool theme_is_dim(enum theme t, enum role r)
{
    static const enum role quiet[] = {ROLE_DIM,      ROLE_HINT, ROLE_UNKNOWN, ROLE_BAR_REST,
                                      ROLE_FRAME,    ROLE_AXIS, ROLE_PATH,    ROLE_FORECAST};
    for (size_t i = 0; t == THEME_MONO && i < sizeof quiet / sizeof *quiet; i++)
        if (quiet[i] == r)
            return true;
    return false;
}

static int distance(int32_t a, int32_t b)
{
    int dr = (a >> 16 & 255) - (b >> 16 & 255), dg = (a >> 8 & 255) - (b >> 8 & 255),
        db = (a & 255) - (b & 255);
    return 3 * dr * dr + 4 * dg * dg + 2 * db * db;
}

/* xterm's palette: 16 system colours, a 6x6x6 cube, 24 greys. */
static int32_t palette(int i)
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

int theme_nearest(int32_t rgb, int n)
{
    int best = 7, closest = -1;
    /* System colours differ from terminal to terminal; the cube does not. Dark blue and black are unreadable on many. */
    for (int i = n >= 256 ? 16 : 1; i < n; i++) {
        if (n < 256 && (i == 4 || i == 0 || i == 8))
            continue;
        int d = distance(rgb, palette(i));
        if (closest < 0 || d < closest) {
            closest = d;
            best = i;
        }
    }
    return best;
}
