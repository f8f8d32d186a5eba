#include "tui/kiosk.h"

#include <string.h>

#define SHIFT_MS 600000
#define BEAT_MS 800 /* frames are a second apart, more or less: no beat is left out */

int kiosk_turn(struct kiosk *k, mono_ms now, int pages, int stay, int64_t each_ms)
{
    if (k->since.ms == 0 || now.ms < k->since.ms)
        k->since = now;
    if (k->page >= pages) {
        k->page = 0;
        k->since = now;
    } else if (now.ms - k->since.ms >= stay * each_ms) {
        k->page = (k->page + 1) % pages;
        k->since = now;
    }
    return k->page;
}

/* The name at that place of the chord, and its length; 0 behind its end. */
static size_t name_at(const char *chord, int place, const char **name)
{
    for (;; place--) {
        chord += strspn(chord, " ");
        *name = chord;
        if (place == 0 || !*chord)
            return strcspn(chord, " ");
        chord += strcspn(chord, " ");
    }
}

static bool is_at(const char *chord, int place, const char *key)
{
    const char *name;
    size_t n = name_at(chord, place, &name);
    return n && strlen(key) == n && memcmp(key, name, n) == 0;
}

bool kiosk_leaves(struct kiosk *k, const char *chord, const char *key)
{
    const char *next;
    if (!is_at(chord, k->pressed, key))
        k->pressed = 0;
    if (!is_at(chord, k->pressed, key))
        return false;
    k->pressed++;
    return name_at(chord, k->pressed, &next) == 0;
}

bool kiosk_beat(struct kiosk *k, mono_ms now)
{
    if (now.ms - k->beat.ms >= BEAT_MS || now.ms < k->beat.ms) {
        k->beat = now;
        k->high = !k->high;
    }
    return k->high;
}

int kiosk_shift(mono_ms now)
{
    static const int square[] = {0, 1, 3, 2};
    return square[now.ms / SHIFT_MS & 3];
}
