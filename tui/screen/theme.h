/* theme.h -- what colour a role has, in each theme and depth of colour.
 *
 * Colours are declared once as 24-bit values; 256, 16 and 8 colours get the nearest. The background is always the
 * terminal's own. A role always has another sign besides its colour (symbol, word, weight).
 */
#ifndef PILLARS_TUI_SCREEN_THEME_H
#define PILLARS_TUI_SCREEN_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "widgets/role.h"

enum theme { THEME_DARK, THEME_LIGHT, THEME_HIGH_CONTRAST, THEME_DEUTERANOPIA, THEME_TRITANOPIA, THEME_MONO, THEME_COUNT };
const char *theme_code(enum theme t); /* "dark", "light", "high-contrast", ... */
bool theme_from_code(const char *code, enum theme *out);

struct theme_choice {
    enum theme theme;
    int colors; /* 0: none, 8, 16, 256, 1 << 24 */
};

#define THEME_DEFAULT_COLOR (-1) /* the terminal's own */

/* 0xRRGGBB, or THEME_DEFAULT_COLOR. */
int32_t theme_color(enum theme t, enum role r);
/* ATTR_BOLD where the role is bold by nature; weight and underline carry what colour does not. */
unsigned theme_attrs(enum theme t, enum role r);
bool theme_is_dim(enum theme t, enum role r);
/* Index of the nearest of 256, 16 or 8 colours. */
int theme_nearest(int32_t rgb, int colors);

#endif
