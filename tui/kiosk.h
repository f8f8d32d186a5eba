/* kiosk.h -- the wall without a person: which page stands and for how long, and the one chord that ends it.
 *
 * Time is counted on the monotonic clock only, so a clock that is set back or a day that is leapt over changes nothing.
 * Pure; main thread.
 */
#ifndef PILLARS_TUI_KIOSK_H
#define PILLARS_TUI_KIOSK_H

#include "feeds/base/clock.h"

struct kiosk {
    int page;
    mono_ms since; /* when the page came; 0: none has yet */
    int pressed;   /* keys of the chord so far */
    mono_ms beat;  /* of the heart, the last one */
    bool high;
};

/* Turns to the next page when this one has stood `stay` times `each_ms`. With fewer pages than before it begins anew.
 * Returns the page. */
int kiosk_turn(struct kiosk *k, mono_ms now, int pages, int stay, int64_t each_ms);
/* True when this key completes the chord, names of keys separated by blanks. A key that does not belong to it begins anew. */
bool kiosk_leaves(struct kiosk *k, const char *chord, const char *key);
/* The heart, asked about once a second: true every other time. */
bool kiosk_beat(struct kiosk *k, mono_ms now);
/* Against burn-in the picture goes round in a square, a cell every ten minutes: bit 0 to the right, bit 1 down. */
int kiosk_shift(mono_ms now);

#endif
