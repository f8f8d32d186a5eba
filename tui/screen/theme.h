/* theme.h -- what colour a role has, in each theme, on each background and in each depth of colour.
 *
 * The background is always the terminal's own, and so is the foreground of text, values and titles (strong ones are
 * bold): they are legible whatever it is. Everything else has a 24-bit colour for dark and for light ground, and one in
 * between that can be read on both, for as long as the ground is not known. 256 colours get the nearest of the cube; 16
 * and 8 are the terminal's own palette, chosen by hue. A role always has another sign besides its colour.
 *
 * Contrast (WCAG 2.1) is at least 4.5 for text and 3 for what is drawn or said quietly; the classes stay apart for the
 * eyes that a theme is meant for (tests/unit/test_theme.c).
 */
#ifndef PILLARS_TUI_SCREEN_THEME_H
#define PILLARS_TUI_SCREEN_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "widgets/role.h"

/* AUTO: DARK or LIGHT, as the background is. The colour-blind and high-contrast themes follow the background too. */
enum theme {
    THEME_AUTO,
    THEME_DARK,
    THEME_LIGHT,
    THEME_HIGH_CONTRAST,
    THEME_DEUTERANOPIA,
    THEME_TRITANOPIA,
    THEME_MONO,
    THEME_COUNT
};
const char *theme_code(enum theme t); /* "auto", "dark", "light", "high-contrast", ... */
bool theme_from_code(const char *code, enum theme *out);

enum background { BACKGROUND_UNKNOWN, BACKGROUND_DARK, BACKGROUND_LIGHT, BACKGROUND_COUNT };
enum background background_of(int32_t rgb);
/* COLORFGBG ("15;0"), as rxvt, Konsole and others set it; NULL is fine. */
enum background background_from_colorfgbg(const char *value);

#define THEME_COLORS_AUTO (-1) /* for terminal_open(): as many as the terminal has */

struct theme_choice {
    enum theme theme;
    enum background background;
    int colors; /* 0: none, 8, 16, 256, 1 << 24 */
};

#define THEME_DEFAULT_COLOR (-1) /* the terminal's own */

/* 0xRRGGBB, or THEME_DEFAULT_COLOR. */
int32_t theme_color(const struct theme_choice *c, enum role r);
/* The number of that colour among the terminal's (8, 16 or 256), or THEME_DEFAULT_COLOR. */
int theme_index(const struct theme_choice *c, enum role r);
/* ATTR_BOLD where the role is bold by nature; weight and underline carry what colour does not. */
unsigned theme_attrs(const struct theme_choice *c, enum role r);
bool theme_is_dim(const struct theme_choice *c, enum role r);
/* The entry of xterm's palette of 256. */
int32_t theme_palette(int index);

#endif
