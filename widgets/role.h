/* role.h -- what a piece of the picture is, not what colour it has. Themes give roles their colours.
 *
 * The letter is what grid_to_styled_text() prints; the name is the key of a theme.
 */
#ifndef PILLARS_WIDGETS_ROLE_H
#define PILLARS_WIDGETS_ROLE_H

#include <stdbool.h>

#define ROLE_LIST(X)                                                                               \
    X(TEXT, ' ', "text")              /* names, values: the terminal's own foreground */           \
    X(DIM, 'd', "dim")                /* units, periods, secondary words */                        \
    X(STRONG, 's', "strong")          /* the number that matters */                                \
    X(TITLE, 'T', "title")            /* plan and view title */                                    \
    X(FRAME, 'f', "frame")                                                                         \
    X(FRAME_FOCUS, 'F', "frame-focus")                                                             \
    X(KEY, 'k', "key")                /* a key in the hint line or help */                         \
    X(HINT, 'h', "hint")                                                                           \
    X(MET, 'm', "met")                /* achieved, completed, completed early */                   \
    X(AHEAD, 'a', "ahead")                                                                         \
    X(ON_TRACK, 'o', "on-track")                                                                   \
    X(SLOWER, 'w', "slower")          /* slower, basically completed */                            \
    X(LAGGING, 'l', "lagging")        /* lagging, not completed, undetermined */                   \
    X(REVERSING, 'r', "reversing")                                                                 \
    X(PENDING, 'p', "pending")        /* pending */                                                \
    X(UNKNOWN, 'u', "unknown")        /* not assessed, no figure: calm, never red */               \
    X(STALE, 'S', "stale")            /* old figures, failing feeds */                             \
    X(ALERT, '!', "alert")            /* what needs a person */                                    \
    X(NEWS, 'n', "news")              /* the mark of what came since somebody looked */            \
    X(BAR_REST, '.', "bar-rest")      /* the empty part of a bar */                                \
    X(TICK, 't', "tick")              /* where the schedule says it should be */                   \
    X(TARGET, 'g', "target")          /* target line and mark */                                   \
    X(PATH, 'P', "path")              /* required path */                                          \
    X(SERIES, 'v', "series")          /* observations on a chart */                                \
    X(FORECAST, 'c', "forecast")                                                                   \
    X(AXIS, 'x', "axis")                                                                           \
    X(MATCH, '/', "match")            /* what a search found */

enum role {
#define X(name, letter, key) ROLE_##name,
    ROLE_LIST(X)
#undef X
        ROLE_COUNT
};

enum attr { ATTR_REVERSE = 1, ATTR_BOLD = 2, ATTR_UNDERLINE = 4 };

/* What glyphs this terminal can show. Blocks, boxes, ● and … are of ambiguous width in East Asia: where the terminal
 * draws them two cells wide, `ascii` is on too. */
struct look {
    bool ascii;   /* only ASCII glyphs for what we draw ourselves (texts from feeds stay as they are) */
    bool braille; /* braille charts, where asked for */
};

#endif
