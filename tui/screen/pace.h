/* pace.h -- how many frames may be on their way to a terminal that answers.
 *
 * The kernel, ssh and the line hold far more than a screenful; without a look at the other end a slow line would show
 * what was true seconds ago. A large or quick frame is followed by a question (PACE_QUESTION) that the terminal answers
 * once it has drawn what came before. Few may be unanswered; one that stays silent too long is no longer waited for, and
 * a terminal that keeps silent is no longer asked. Pure; times are clock_mono().
 */
#ifndef PILLARS_TUI_SCREEN_PACE_H
#define PILLARS_TUI_SCREEN_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACE_QUESTION "\033[5n" /* DSR: CSI 0 n comes back */

struct pace {
    bool answers; /* the terminal has answered such a question */
    int unanswered, silences;
    size_t bytes; /* of the frames on their way */
    int64_t asked_ms, sent_ms;
};

/* A frame of `bytes` goes out. True: send PACE_QUESTION behind it. */
bool pace_frame(struct pace *p, size_t bytes, int64_t now_ms);
void pace_answer(struct pace *p);
/* Another frame may go out now; else pace_wait_ms() says when it may at the latest. */
bool pace_is_open(const struct pace *p, int64_t now_ms);
int pace_wait_ms(const struct pace *p, int64_t now_ms); /* -1: it is open */

#endif
