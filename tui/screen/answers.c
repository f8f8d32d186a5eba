#include "tui/screen/answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ESC 0x1B
#define BEL 0x07
#define KEY_MS 40          /* after ESC: the rest of a key comes at once */
#define ANSWER_HEAD_MS 250 /* after ESC while answers are awaited: a slow line may tear them apart */
#define ANSWER_BODY_MS 2000

static const char background_head[] = "]11;";

static enum answers_step held_as(struct answers *a, enum answers_step step)
{
    a->handed = true;
    return step;
}

static enum answers_step answer(struct answers *a, enum answer_kind kind, int32_t value)
{
    a->kind = kind;
    a->value = value;
    return held_as(a, STEP_ANSWER);
}

/* One channel of rgb:RRRR/GGGG/BBBB, of one to four digits, as 0..255. -1: malformed. */
static int channel(const char **s)
{
    char *end;
    long v = strtol(*s, &end, 16);
    long digits = end - *s;
    if (digits < 1 || digits > 4 || v < 0)
        return -1;
    *s = end;
    return (int)(v * 255 / ((1L << 4 * digits) - 1));
}

/* XParseColor's rgb: and rgba: forms, and #RRGGBB. */
static int32_t color_of(const char *s)
{
    if (*s == '#' && strlen(s) == 7)
        return (int32_t)strtol(s + 1, NULL, 16);
    if (strncmp(s, "rgb:", 4) == 0 || strncmp(s, "rgba:", 5) == 0) {
        s = strchr(s, ':') + 1;
        int r = channel(&s), g = *s == '/' ? s++, channel(&s) : -1, b = *s == '/' ? s++, channel(&s) : -1;
        if (r >= 0 && g >= 0 && b >= 0)
            return r << 16 | g << 8 | b;
    }
    return -1;
}

/* A whole CSI sequence: ESC [ parameters final. */
static enum answers_step whole_csi(struct answers *a)
{
    char text[ANSWER_BYTES];
    int row, column, mode, value, used = 0;
    memcpy(text, a->held + 2, a->count - 2);
    text[a->count - 2] = '\0';
    char final = text[a->count - 3];
    if (text[0] == '?' && final == 'c')
        return answer(a, ANSWER_DEVICE, 0);
    if (text[0] == '?' && final == 'y') {
        bool known = sscanf(text, "?%d;%d$y", &mode, &value) == 2 && mode == 2026;
        return answer(a, known ? ANSWER_MODE : ANSWER_NONE, known ? value : 0);
    }
    if (strcmp(text, "0n") == 0)
        return answer(a, ANSWER_READY, 0);
    if (final == 'R' && a->cursors > 0 && sscanf(text, "%d;%dR%n", &row, &column, &used) == 2 && used) {
        a->cursors--;
        return answer(a, ANSWER_CURSOR, column);
    }
    return held_as(a, STEP_KEYS);
}

static enum answers_step whole_osc(struct answers *a, size_t body)
{
    char text[ANSWER_BYTES];
    size_t head = 1 + strlen(background_head);
    memcpy(text, a->held + head, body - head);
    text[body - head] = '\0';
    int32_t rgb = color_of(text);
    return answer(a, rgb < 0 ? ANSWER_NONE : ANSWER_BACKGROUND, rgb);
}

/* The byte that was just added to ESC ] ... */
static enum answers_step osc_byte(struct answers *a, unsigned char byte, bool *again)
{
    size_t at = a->count - 1, head = strlen(background_head);
    if (at <= head) {
        if (byte == (unsigned char)background_head[at - 1])
            return STEP_HELD;
        a->count--; /* Alt-] and something else */
        *again = true;
        return held_as(a, STEP_KEYS);
    }
    if (byte == BEL)
        return whole_osc(a, at);
    if (a->held[at - 1] == ESC) { /* ST, or a torn answer and a key after it */
        if (byte == '\\')
            return whole_osc(a, at - 1);
        a->count = 1; /* that ESC begins anew */
        *again = true;
    }
    return STEP_HELD;
}

/* Held was handed out: the next sequence begins. Behind an ESC that was let go may still come the rest of an answer. */
static void begin(struct answers *a, unsigned char byte)
{
    a->escaped = a->let_go && (byte == '[' || byte == ']');
    a->held[0] = ESC;
    a->count = a->escaped;
    a->handed = a->let_go = false;
}

/* A sequence too long to be held: thrown away, up to its end. */
static enum answers_step drop(struct answers *a, unsigned char byte)
{
    a->dropping = byte != BEL && byte != '\\';
    a->count = 0;
    return a->dropping ? STEP_HELD : answer(a, ANSWER_NONE, 0);
}

static enum answers_step second_byte(struct answers *a, unsigned char byte, bool *again)
{
    if (byte == '[' || byte == ']' || byte == 'O')
        return STEP_HELD;
    if (byte == ESC) { /* the first one was a key */
        a->count = 1;
        *again = true;
    }
    return held_as(a, STEP_KEYS);
}

/* The byte that was just added to ESC [ ... */
static enum answers_step csi_byte(struct answers *a, unsigned char byte, bool *again)
{
    bool function_key = a->count > 3 && a->held[2] == '['; /* ESC [ [ A of the Linux console */
    if ((byte >= 0x20 && byte <= 0x3F) || (byte == '[' && a->count == 3))
        return STEP_HELD;
    if (function_key)
        return held_as(a, STEP_KEYS);
    if (byte >= 0x40 && byte <= 0x7E)
        return whole_csi(a);
    a->count--; /* nothing that a terminal sends: all of it is keys, and the byte begins anew */
    *again = true;
    return held_as(a, STEP_KEYS);
}

enum answers_step answers_byte(struct answers *a, unsigned char byte, bool *again)
{
    *again = false;
    if (a->handed)
        begin(a, byte);
    if (a->dropping || a->count == ANSWER_BYTES)
        return drop(a, byte);
    a->held[a->count++] = byte;
    if (a->count == 1)
        return byte == ESC ? STEP_HELD : held_as(a, STEP_KEYS);
    if (a->count == 2)
        return second_byte(a, byte, again);
    return a->held[1] == ']' ? osc_byte(a, byte, again)
           : a->held[1] == '[' ? csi_byte(a, byte, again)
                               : held_as(a, STEP_KEYS); /* ESC O A */
}

size_t answers_keys(const struct answers *a, const unsigned char **keys)
{
    *keys = a->held + a->escaped;
    return a->count - a->escaped;
}

int answers_wait_ms(const struct answers *a)
{
    if (a->dropping)
        return ANSWER_BODY_MS;
    if (a->handed || !a->count)
        return -1;
    if (a->count > 2)
        return ANSWER_BODY_MS;
    return a->awaited && a->patient ? ANSWER_HEAD_MS : KEY_MS;
}

bool answers_expire(struct answers *a)
{
    bool keys = !a->dropping && !a->handed && a->count > 0 && a->count <= 2;
    a->let_go = keys && a->count == 1 && a->awaited;
    a->dropping = false;
    a->handed = true;
    return keys; /* else: the head of a sequence without its end; no person types that */
}
