#include "tui/announce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"
#include "tui/lang.h"

#define COPY_BYTES 2046   /* of a text that is copied; a multiple of three */
#define SCREEN_PIECE 200

void announce_day(const struct board *b, const struct assessment *a, char *out, size_t cap)
{
    struct change *changes;
    size_t n = assess_changes(a, a->as_of - 1, &changes), used = 0;
    const struct plan *plan = a->snapshot->plan;
    int counts[4] = {0};
    bool zh = b->ui->lang == LANG_ZH;
    static const char *const words[] = {
        [CHANGE_NEW_FIGURE] = N_("new figures %d"), [CHANGE_REVISION] = N_("revisions %d"),
        [CHANGE_MILESTONE] = N_("milestones %d"), [CHANGE_CLASS] = N_("class changes %d")};
    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        counts[changes[i].kind]++;
    for (int k = 0; k < 4 && n; k++) {
        char part[64];
        if (!counts[k])
            continue;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(part, sizeof part, tr(b->ui->lang, words[k]), counts[k]);
#pragma GCC diagnostic pop
        int more = snprintf(out + used, cap - used, "%s%s", !used ? "" : zh ? "，" : ", ", part);
        used += more > 0 && (size_t)more < cap - used ? (size_t)more : 0;
    }
    for (size_t i = 0, shown = 0; i < n && shown < 3; i++) {
        if (changes[i].kind == CHANGE_CLASS)
            continue;
        const char *name = text_in(&plan->indicators[changes[i].indicator].name, b->ui->lang);
        int more = snprintf(out + used, cap - used, "%s%s", shown++ ? (zh ? "、" : ", ") : zh ? "：" : ": ", name);
        used += more > 0 && (size_t)more < cap - used ? (size_t)more : 0;
    }
    free(changes);
}

void announce_alerts(const struct board *b, char *out, size_t cap)
{
    const struct alerts *l = b->alerts;
    char text[256];
    out[0] = '\0';
    if (!l || !l->count)
        return;
    alert_text(b->assessment, &l->list[0], board_writing(b), b->zone_s, text, sizeof text);
    char key[24];
    size_t n = (size_t)snprintf(out, cap, "! %s", text);
    if (l->count > 1 && n < cap)
        n += (size_t)snprintf(out + n, cap - n, tr(b->ui->lang, N_(", and %d more")), (int)l->count - 1);
    if (*keys_first(b->keys, ACTION_SEEN, key, sizeof key) && n < cap)
        snprintf(out + n, cap - n, tr(b->ui->lang, N_("  (%s: seen)")), key);
}

bool announce_figure(const struct board *b, int indicator, char *out, size_t cap)
{
    const struct indicator *ind = &b->assessment->snapshot->plan->indicators[indicator];
    const struct obs *o = b->assessment->verdicts[indicator].latest;
    struct writing w = board_writing(b);
    char value[FIGURE_CAP], period[FIGURE_CAP], day[FIGURE_CAP];
    if (!o)
        return false;
    obs_text(ind, o, w, value, sizeof value);
    period_text(&o->period, w, period, sizeof period);
    day_text(o->published, w, day, sizeof day);
    snprintf(out, cap, w.lang == LANG_ZH ? "%s：%s（%s），%s，%s %s" : "%s: %s (%s), %s, %s %s", text_in(&ind->name, w.lang), value, period, day,
             text_in(&o->source_name, w.lang), o->source_url ? o->source_url : "");
    return true;
}

static void base64(const char *text, size_t n, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        unsigned v = (unsigned)(unsigned char)text[i] << 16;
        v |= i + 1 < n ? (unsigned)(unsigned char)text[i + 1] << 8 : 0;
        v |= i + 2 < n ? (unsigned char)text[i + 2] : 0;
        *out++ = digits[v >> 18];
        *out++ = digits[v >> 12 & 63];
        *out++ = i + 1 < n ? digits[v >> 6 & 63] : '=';
        *out++ = i + 2 < n ? digits[v & 63] : '=';
    }
    *out = '\0';
}

void announce_osc52(const char *text, enum between between, char *out, size_t cap)
{
    static const char begin[] = "\033]52;c;";
    char code[COPY_BYTES / 3 * 4 + 5];
    size_t n = strlen(text), used = 0;
    base64(text, n < COPY_BYTES ? n : utf8_floor(text, COPY_BYTES), code);
    if (between != BETWEEN_SCREEN)
        used = (size_t)snprintf(out, cap, "%s%s\a", begin, code);
    if (between == BETWEEN_TMUX && used < cap)
        snprintf(out + used, cap - used, "\033Ptmux;\033%s%s\a\033\\", begin, code);
    for (const char *p = code; between == BETWEEN_SCREEN && *p && used < cap;) {
        size_t piece = strlen(p) < SCREEN_PIECE ? strlen(p) : SCREEN_PIECE;
        used += (size_t)snprintf(out + used, cap - used, "\033P%s%.*s%s\033\\", p == code ? begin : "", (int)piece, p,
                                 p[piece] ? "" : "\a");
        p += piece;
    }
}
