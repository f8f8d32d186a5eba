#include "widgets/paragraph.h"

#include <string.h>

#include "feeds/base/utf8.h"
#include "widgets/width.h"

#define ORPHAN_MIN_CELLS 24 /* in a narrower column every line counts */

/* Characters that may not begin a line, and those that may not end one (JIS X 4051 in its short form). */
static bool one_of(const char *s, const char *set)
{
    uint32_t want, cp;
    utf8_decode(s, strlen(s), &want);
    for (size_t i = 0, n = strlen(set); i < n;) {
        i += utf8_decode(set + i, n - i, &cp);
        if (cp == want)
            return true;
    }
    return false;
}

static bool may_break_before(const char *s)
{
    return !one_of(s, ",.;:!?)]}%>，。、；：！？）】》」』”’…·〉");
}

static bool may_break_after(const char *s)
{
    return !one_of(s, "([{<（【《「『“‘〈");
}

/* At s[i], behind a blank: a number and the unit behind it stay together, "105.2 t", "101 吨". */
static bool parts_number(const char *s, size_t i)
{
    bool behind_digit = i > 1 && s[i - 2] >= '0' && s[i - 2] <= '9';
    size_t word = strcspn(s + i, " \n,.;:)");
    return behind_digit && ((unsigned char)s[i] >= 0x80 || word <= 2);
}

/* The longest line of at most `cells`. */
static size_t greedy_line(const char *s, int cells, size_t *skip)
{
    size_t n = strlen(s), i = 0, good = 0;
    int used = 0;
    const char *last = NULL; /* the grapheme before i */
    bool last_wide = false;
    if (cells < 1) {
        *skip = n;
        return 0;
    }
    while (i < n) {
        int w;
        size_t bytes = grapheme_next(s + i, n - i, &w);
        if (s[i] == '\n') {
            *skip = i + 1;
            return i;
        }
        if (i > 0 && s[i] != ' ') {
            bool blank_before = s[i - 1] == ' ';
            bool number = last && *last >= '0' && *last <= '9'; /* 11月, 24年: no border */
            bool wide_border = (w == 2 || last_wide) && last && !number && may_break_before(s + i) && may_break_after(last);
            if (blank_before ? !good || !parts_number(s, i) : wide_border)
                good = i;
        }
        if (used + w > cells && s[i] != ' ') {
            size_t end = good ? good : i > 0 ? i : bytes;
            *skip = end;
            while (end > 0 && s[end - 1] == ' ')
                end--;
            return end;
        }
        used += w;
        last = s + i;
        last_wide = w == 2;
        i += bytes;
    }
    *skip = n;
    return n;
}

/* Cells of the first n bytes, -1 where they hold more than one word. */
static int lone_word(const char *s, size_t n)
{
    char word[64];
    while (n && s[n - 1] == ' ')
        n--;
    if (n == 0 || n >= sizeof word || memchr(s, ' ', n))
        return -1;
    memcpy(word, s, n);
    word[n] = '\0';
    return text_width(word);
}

/* No orphans: where one short word or a character or two would be left over for the last line, it takes one more along. */
size_t paragraph_line(const char *s, int cells, size_t *skip)
{
    size_t n = greedy_line(s, cells, skip);
    if (cells < ORPHAN_MIN_CELLS || s[n] == '\n' || !s[*skip])
        return n;
    const char *rest = s + *skip;
    int orphan = lone_word(rest, strcspn(rest, "\n"));
    if (orphan < 0 || orphan > cells / 5)
        return n;
    char line[1024];
    if (n >= sizeof line)
        return n;
    memcpy(line, s, n);
    line[n] = '\0';
    size_t earlier_skip, earlier = greedy_line(s, text_width(line) - 1, &earlier_skip);
    memcpy(line, s, earlier);
    line[earlier] = '\0';
    if (text_width(line) < cells / 2)
        return n;
    *skip = earlier_skip;
    return earlier;
}

int paragraph_rows(const char *s, int cells)
{
    int rows = 0;
    while (*s) {
        size_t skip;
        paragraph_line(s, cells, &skip);
        s += skip;
        rows++;
        if (!skip)
            break;
    }
    return rows;
}

int paragraph_draw(struct grid *g, struct rect r, const char *s, struct style st,
                   const struct look *look)
{
    int rows = 0;
    while (*s && rows < r.h) {
        size_t skip, n = paragraph_line(s, r.w, &skip);
        if (rows == r.h - 1 && s[skip]) { /* the last row that fits: what is left is cut */
            char line[1024];
            size_t len = strcspn(s, "\n");
            len = len < sizeof line - 1 ? len : utf8_floor(s, sizeof line - 1);
            memcpy(line, s, len);
            line[len] = '\0';
            if (text_width(line) <= r.w && len + 4 < sizeof line)
                memcpy(line + len, look->ascii ? " ~" : " …", look->ascii ? 3 : 5);
            grid_put_cut(g, r, r.y + rows, r.x, r.w, st, line, look);
            return rows + 1;
        }
        char line[1024];
        n = n < sizeof line - 1 ? n : utf8_floor(s, sizeof line - 1);
        memcpy(line, s, n);
        line[n] = '\0';
        grid_put(g, r, r.y + rows, r.x, r.w, st, line);
        s += skip;
        rows++;
        if (!skip)
            break;
    }
    return rows;
}
