/* answers.h -- keeps what the terminal answers apart from what a person types.
 *
 * Questions to a terminal (colour of the background, position of the cursor, modes, device attributes) are answered on
 * the same line as the keys, at any time and in any pieces. Bytes go in one by one; a sequence is held until it is known
 * whether it is an answer. What is no answer comes out unchanged, as keys. Pure; main thread.
 *
 * One sequence is both: CSI 1 ; 2 R is a cursor's position and Shift-F3. It counts as an answer while `cursors` of them
 * are awaited. A lone ESC may be a key or the head of a late answer: answers_wait_ms() says how long to wait, then
 * answers_expire() lets it go; should the rest of an answer follow all the same, it is known by its own shape while any
 * answer is awaited.
 */
#ifndef PILLARS_TUI_SCREEN_ANSWERS_H
#define PILLARS_TUI_SCREEN_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANSWER_BYTES 96 /* a longer one is dropped whole */

enum answer_kind {
    ANSWER_NONE,       /* dropped: an answer to nobody's question */
    ANSWER_BACKGROUND, /* OSC 11: value is 0xRRGGBB */
    ANSWER_CURSOR,     /* CPR: value is the column, from 1 */
    ANSWER_MODE,       /* DECRPM of mode 2026: value is 0 unknown, 1 set, 2 reset, 3 and 4 for ever so */
    ANSWER_READY,      /* DSR: everything before the question was worked off */
    ANSWER_DEVICE,     /* DA1: every question before it is answered, or never will be */
};

enum answers_step { STEP_HELD, STEP_KEYS, STEP_ANSWER };

struct answers {
    int cursors;   /* cursor positions awaited */
    bool awaited;  /* questions are open: ANSWER_DEVICE has not come */
    bool patient;  /* and were asked a moment ago: an ESC is waited for longer */
    enum answer_kind kind;
    int32_t value;
    unsigned char held[ANSWER_BYTES];
    size_t count;
    bool handed;   /* held was handed out: the next byte starts anew */
    bool let_go;   /* the last thing handed out was a lone ESC whose time was over */
    bool escaped;  /* the ESC of what is held went out as a key already */
    bool dropping; /* too long to hold: thrown away up to its end */
};

/* After STEP_KEYS take answers_keys() before the next call. `again`: the byte was not taken, give it once more. */
enum answers_step answers_byte(struct answers *a, unsigned char byte, bool *again);
/* The bytes that are keys; returns how many. */
size_t answers_keys(const struct answers *a, const unsigned char **keys);
/* Milliseconds that what is held may still wait; -1: nothing is held. */
int answers_wait_ms(const struct answers *a);
/* That time is over. True: answers_keys() are keys. */
bool answers_expire(struct answers *a);

#endif
