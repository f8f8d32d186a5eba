#include "tui/screen/pace.h"

#define LARGE_BYTES 1024
#define QUICK_MS 250
#define SILENCE_MS 2000
#define MAX_SILENCES 3
#define MAX_UNANSWERED 3

/* Nobody answered in time: those frames are taken for drawn. */
static bool is_silent(const struct pace *p, int64_t now_ms)
{
    return p->unanswered && now_ms - p->asked_ms >= SILENCE_MS;
}

bool pace_frame(struct pace *p, size_t bytes, int64_t now_ms)
{
    bool ask = p->answers && (bytes >= LARGE_BYTES || now_ms - p->sent_ms < QUICK_MS);
    p->sent_ms = now_ms;
    if (is_silent(p, now_ms)) {
        p->unanswered = 0;
        p->bytes = 0;
        p->answers = ++p->silences < MAX_SILENCES;
        ask = ask && p->answers;
    }
    if (ask) {
        p->unanswered++;
        p->bytes += bytes;
        p->asked_ms = now_ms;
    }
    return ask;
}

void pace_answer(struct pace *p)
{
    p->answers = true;
    p->silences = 0;
    p->unanswered -= p->unanswered > 0;
    if (!p->unanswered)
        p->bytes = 0;
}

bool pace_is_open(const struct pace *p, int64_t now_ms)
{
    return !p->unanswered || is_silent(p, now_ms) || (p->unanswered < MAX_UNANSWERED && p->bytes < LARGE_BYTES);
}

int pace_wait_ms(const struct pace *p, int64_t now_ms)
{
    return pace_is_open(p, now_ms) ? -1 : (int)(p->asked_ms + SILENCE_MS - now_ms);
}
