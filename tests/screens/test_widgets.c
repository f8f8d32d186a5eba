/* Widths, grids, bars, sparklines, tables, digits and running text: rules that hold at every size. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/screens/golden.h"
#include "widgets/bar.h"
#include "widgets/chart.h"
#include "widgets/digits.h"
#include "widgets/paragraph.h"
#include "widgets/spark.h"
#include "widgets/table.h"
#include "widgets/width.h"

static const struct look utf8 = {0}, ascii = {.ascii = true};

static void widths(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int cells;
    } rows[] = {{"", 0},       {"abc", 3},         {"临港", 4},        {"é", 1},
                {"e\xCC\x81", 1}, {"😀", 2},       {"👨‍👩‍👧", 2}, {"🇨🇳", 2},
                {"（）", 4},   {"│─●…", 4},        {"☺️", 2},          {"한글", 4},
                {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", 2}, {"ﾊﾝ", 2}, {"\xE2\x80\x8B", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_width(rows[i].text) != rows[i].cells)
            fail_msg("'%s' is %d cells, expected %d", rows[i].text, text_width(rows[i].text),
                     rows[i].cells);
    int used;
    assert_int_equal(text_fit("临港a", 3, &used), 3);
    assert_int_equal(used, 2);
}

/* Random texts at random places never leave the clip nor break a wide character. */
static void grids_stay_sound(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "临", "港", " ", "é", "😀", "e\xCC\x81", "bcd", "（", "▶"};
    struct grid g;
    srand(5);
    assert_int_equal(grid_init(&g, 9, 23), ST_OK);
    for (int n = 0; n < 20000; n++) {
        char text[128] = "";
        for (int k = rand() % 6; k >= 0; k--)
            strncat(text, pieces[rand() % 10], sizeof text - strlen(text) - 1);
        struct rect clip = {rand() % 9 - 1, rand() % 23 - 2, rand() % 6, rand() % 20};
        struct grid before = {.h = g.h, .w = g.w};
        assert_int_equal(grid_init(&before, g.h, g.w), ST_OK);
        memcpy(before.cells, g.cells, sizeof *g.cells * 9 * 23);
        int y = rand() % 11 - 1, x = rand() % 27 - 3, cells = rand() % 20 - 2;
        if (n % 3 == 0)
            grid_put_right(&g, clip, y, x, cells, STYLE(ROLE_TEXT), text, n % 2 ? &utf8 : &ascii);
        else if (n % 3 == 1)
            grid_put_cut(&g, clip, y, x, cells, STYLE(ROLE_DIM), text, n % 2 ? &utf8 : &ascii);
        else
            grid_put(&g, clip, y, x, cells < 0 ? 0 : cells, STYLE(ROLE_KEY), text);
        assert_true(grid_is_sound(&g));
        for (int i = 0; i < 9 * 23; i++) {
            int cy = i / 23, cx = i % 23;
            bool inside = cy >= clip.y && cy < clip.y + clip.h && cx >= clip.x && cx < clip.x + clip.w;
            /* Beside the clip only the other half of a wide character may have been blanked. */
            if (!inside && strcmp(before.cells[i].glyph, g.cells[i].glyph) != 0 &&
                before.cells[i].width == 1)
                fail_msg("(%d,%d) was written outside its clip", cy, cx);
        }
        grid_free(&before);
    }
    grid_free(&g);
}

static int filled(const struct grid *g, int from, int to)
{
    int eighths = 0;
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
    for (int x = from; x < to; x++) {
        if (strcmp(g->cells[x].glyph, "#") == 0)
            eighths += 8;
        for (int k = 1; k <= 8; k++)
            if (strcmp(g->cells[x].glyph, parts[k]) == 0 && g->cells[x].role == ROLE_AHEAD)
                eighths += k;
    }
    return eighths;
}

/* A positive value never draws empty, an unfinished one never full; NaN draws nothing; more share never draws less. */
static void bars_tell_the_truth(void **state)
{
    (void)state;
    static const double shares[] = {-0.5, 0, 0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1, 1.5, 28};
    struct grid g;
    assert_int_equal(grid_init(&g, 1, 64), ST_OK);
    for (int w = 3; w <= 60; w++)
        for (int way = 0; way < 2; way++) {
            int last = 0, room = (w - 1) * 8;
            for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
                struct bar bar = {.share = shares[i], .schedule = NAN, .role = ROLE_AHEAD, .right_cells = 1};
                grid_clear(&g);
                bar_draw(&g, (struct rect){0, 0, 1, w}, &bar, way ? &ascii : &utf8);
                assert_true(grid_is_sound(&g));
                assert_string_equal(g.cells[w].glyph, " ");
                int n = filled(&g, 0, w - 1);
                if (shares[i] > 0)
                    assert_true(n > 0);
                else if (shares[i] == 0)
                    assert_int_equal(n, 0);
                if (shares[i] < 1)
                    assert_true(n < room);
                else
                    assert_int_equal(n, room);
                if (shares[i] >= 0) {
                    assert_true(n >= last);
                    last = n;
                }
                bool over = strcmp(g.cells[w - 1].glyph, way ? ">" : "▶") == 0;
                assert_int_equal(over, shares[i] > 1);
                bool back = strcmp(g.cells[0].glyph, way ? "<" : "◀") == 0;
                assert_int_equal(back, shares[i] < 0);
            }
            struct bar none = {.share = NAN, .schedule = 0.5, .role = ROLE_AHEAD, .right_cells = 1};
            grid_clear(&g);
            bar_draw(&g, (struct rect){0, 0, 1, w}, &none, way ? &ascii : &utf8);
            for (int x = 0; x < w; x++) /* an empty track would say 0 % */
                assert_string_equal(g.cells[x].glyph, " ");
        }
    /* The schedule shows on the filled part and on the track. */
    for (int i = 1; i < 20; i++) {
        struct bar bar = {.share = i / 20.0, .schedule = 0.5, .role = ROLE_AHEAD, .right_cells = 1};
        bar_draw(&g, (struct rect){0, 0, 1, 21}, &bar, &utf8);
        assert_int_equal(g.cells[10].role, ROLE_TICK);
    }
    grid_free(&g);
}

static int cells_with(const struct grid *g, int from, int to, const char *glyph)
{
    int n = 0;
    for (int x = from; x < to; x++)
        n += strcmp(g->cells[x].glyph, glyph) == 0;
    return n;
}

/* Whatever the schedule, the regress and the bound: what the row says stays true. */
static void bars_keep_their_rules_together(void **state)
{
    (void)state;
    struct grid g;
    assert_int_equal(grid_init(&g, 1, 64), ST_OK);
    for (int w = 6; w <= 60; w += 3)
        for (int s = 0; s <= 20; s++)
            for (int p = -10; p <= 40; p++)
                for (int way = 0; way < 8; way++) {
                    const struct look *look = way & 1 ? &ascii : &utf8;
                    struct bar bar = {.share = p / 20.0, .schedule = s / 20.0, .role = ROLE_AHEAD, .at_least = way & 2,
                                      .unjudged = way & 4, .left_cells = w > 12 ? 3 : 0, .right_cells = w > 12 ? 5 : 1};
                    int from = bar.left_cells, to = w - bar.right_cells, own = 0, ticks = 0;
                    grid_clear(&g);
                    bar_draw(&g, (struct rect){0, 0, 1, w}, &bar, look);
                    assert_true(grid_is_sound(&g));
                    assert_string_equal(g.cells[w].glyph, " ");
                    for (int x = from; x < to; x++)
                        own += g.cells[x].role == ROLE_AHEAD;
                    for (int x = 0; x < w; x++)
                        ticks += g.cells[x].role == ROLE_TICK;
                    if (p > 0)
                        assert_true(own > 0); /* never empty, not even under the tick */
                    if (p > 0 && p < 20 && !bar.at_least)
                        assert_true(own < to - from || strcmp(g.cells[to - 1].glyph, "█") != 0); /* never full */
                    /* The tick may stand on the edge that '▶' or the open end of a bound takes. */
                    if (s > 0 && s < 20 && p >= 0 && !bar.at_least)
                        assert_int_equal(ticks, 1);
                    if (w > 12) { /* the target's edge is always in the same column */
                        assert_true(g.cells[to].role == ROLE_TARGET || g.cells[to].role == ROLE_TICK);
                        if (p > 20)
                            assert_true(g.cells[to + 1].role == ROLE_AHEAD);
                        if (p < 0)
                            assert_true(g.cells[from - 1].role == ROLE_AHEAD);
                        else
                            assert_string_equal(g.cells[from - 1].glyph, " ");
                    }
                    /* A share without a verdict is never a block. */
                    assert_true(!bar.unjudged || cells_with(&g, 0, w, way & 1 ? "#" : "█") == 0);
                    bool open = cells_with(&g, 0, w, way & 1 ? ">" : "▶") > 0;
                    if (bar.at_least && p > 0)
                        assert_true(open);
                    if (!bar.at_least && p <= 20)
                        assert_false(open);
                }
    grid_free(&g);
}

static void gaps_stay_gaps(void **state)
{
    (void)state;
    static const double values[] = {1, NAN, 3, 2};
    struct grid g;
    assert_int_equal(grid_init(&g, 1, 6), ST_OK);
    spark_draw(&g, (struct rect){0, 0, 1, 6}, values, 4, ROLE_SERIES, &utf8);
    assert_string_equal(g.cells[0].glyph, "▁");
    assert_string_equal(g.cells[1].glyph, " ");
    assert_string_equal(g.cells[2].glyph, "█");
    grid_free(&g);
}

static void tables_fit(void **state)
{
    (void)state;
    static const struct column columns[] = {
        {.title = "name", .min_cells = 8, .want_cells = 20, .weight = 2},
        {.title = "a", .min_cells = 6, .want_cells = 10, .priority = 1},
        {.title = "b", .min_cells = 10, .want_cells = 10, .priority = 3},
        {.title = "c", .min_cells = 4, .want_cells = 8, .weight = 1, .priority = 2}};
    for (int cells = 0; cells < 200; cells++) {
        int widths_of[4], used = 0, shown = 0;
        table_layout(columns, 4, cells, 2, widths_of);
        for (int i = 0; i < 4; i++) {
            used += widths_of[i];
            shown += widths_of[i] > 0;
        }
        used += shown > 1 ? (shown - 1) * 2 : 0;
        assert_true(used <= cells);
        assert_true(cells < 1 || widths_of[0] > 0);
        if (widths_of[2])
            assert_true(widths_of[1] && widths_of[3]); /* the least important goes first */
    }
    size_t top = 0;
    scroll_to(&top, 50, 100, 10);
    assert_int_equal(top, 41);
    scroll_to(&top, 5, 100, 10);
    assert_int_equal(top, 5);
    scroll_to(&top, SIZE_MAX, 3, 10);
    assert_int_equal(top, 0);
}

static void no_cell(struct grid *g, struct rect r, size_t row, size_t column, void *arg)
{
    (void)g, (void)r, (void)row, (void)column, (void)arg;
}

/* The sorted column is marked and its title stands whole, however tight its column is. */
static void the_sorted_column_is_marked(void **state)
{
    (void)state;
    for (int sorted = 0; sorted < 3; sorted++)
        for (int wide = 0; wide < 2; wide++) {
            struct column columns[] = {{.title = "indicator", .min_cells = 9, .want_cells = wide ? 20 : 9},
                                       {.title = "progress", .min_cells = 8, .want_cells = wide ? 12 : 8, .right = true},
                                       {.title = "published", .min_cells = 9, .want_cells = wide ? 12 : 9}};
            int widths_of[3];
            size_t top = 0;
            struct grid g;
            struct buf text;
            columns[sorted].sort_mark = 1;
            assert_int_equal(grid_init(&g, 2, wide ? 50 : 29), ST_OK);
            table_layout(columns, 3, g.w, 1, widths_of);
            struct table t = {.columns = columns, .column_count = 3, .widths = widths_of, .gap = 1, .row_count = 1,
                              .selected = SIZE_MAX, .top = &top, .cell = no_cell};
            table_draw(&g, grid_rect(&g), &t, &utf8);
            buf_init(&text, 1 << 12);
            grid_to_text(&g, &text);
            for (int i = 0; i < 3; i++)
                assert_non_null(strstr(text.data, columns[i].title));
            const char *mark = strstr(text.data, "▴"), *title = strstr(text.data, columns[sorted].title);
            assert_non_null(mark);
            if (columns[sorted].right)
                assert_true(mark + strlen("▴") == title);
            else
                assert_true(mark == title + strlen(columns[sorted].title));
            buf_free(&text);
            grid_free(&g);
        }
}

/* Chinese breaks anywhere but before closing and after opening punctuation, English at blanks. */
static void text_breaks_where_it_may(void **state)
{
    (void)state;
    size_t skip;
    assert_int_equal(paragraph_line("one two three", 8, &skip), strlen("one two"));
    assert_int_equal(skip, strlen("one two "));
    assert_int_equal(paragraph_line("目标日期已过，期末", 12, &skip), strlen("目标日期已"));
    assert_int_equal(paragraph_line("数据（见注）", 6, &skip), strlen("数据"));
    assert_int_equal(paragraph_line("least squares 105.2 t; more", 20, &skip), strlen("least squares"));
    assert_int_equal(paragraph_line("least squares 2024 more", 18, &skip), strlen("least squares 2024"));
    assert_int_equal(paragraph_line("区间 101 吨至 102 吨", 8, &skip), strlen("区间"));
    assert_int_equal(paragraph_line("101 吨", 4, &skip), strlen("101"));
    assert_int_equal(paragraph_line("在2024年11月公布", 11, &skip), strlen("在2024年"));
    assert_int_equal(paragraph_rows("a\nb", 10), 2);
    for (int w = 1; w < 40; w++) { /* ends, and never longer than its width */
        const char *s = "Not on the basis of the 4333 of 2023：增速公布为 1.8%，两者不可比。";
        while (*s) {
            size_t n = paragraph_line(s, w, &skip);
            char line[128];
            snprintf(line, sizeof line, "%.*s", (int)n, s);
            assert_true(text_width(line) <= (w > 1 ? w : 2));
            assert_true(skip > 0);
            s += skip;
        }
    }
}

/* A paragraph does not end in one short word where the line before has another to give, and loses none of its words. */
static void paragraphs_leave_no_orphan(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Not on the basis of the 4333 of 2023: growth was given as 1.8 %, so the two levels must not be compared",
        "No figure is published. That is no 0 % and no failure.",
        "Press conference of the Shanghai municipal government, 20 August 2022, as reported that day by the China Securities Journal"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        for (int w = 24; w < 100; w++) {
            const char *s = texts[t];
            size_t before_words = 0, words = 0, total = 0;
            int cells = 0;
            while (*s) {
                size_t skip, n = paragraph_line(s, w, &skip);
                char line[256];
                snprintf(line, sizeof line, "%.*s", (int)n, s);
                before_words = words;
                words = 1;
                for (size_t i = 0; line[i]; i++)
                    words += line[i] == ' ';
                total += words;
                cells = text_width(line);
                assert_true(cells <= w);
                s += skip;
            }
            assert_true(words > 1 || before_words < 3 || cells > w / 5);
            size_t all = 1;
            for (const char *p = texts[t]; *p; p++)
                all += *p == ' ';
            assert_int_equal(total, all);
        }
}

static void y_label(double v, char *out, size_t cap, void *arg)
{
    (void)arg;
    snprintf(out, cap, "%g", v);
}

/* A thick bar says the same in every row, and what lies beyond its ends once. */
static void thick_bars_are_bars(void **state)
{
    (void)state;
    static const double shares[] = {-0.5, 0, 0.001, 0.5, 0.999, 1, 28};
    struct grid g;
    assert_int_equal(grid_init(&g, 3, 40), ST_OK);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        for (int way = 0; way < 2; way++) {
            struct bar bar = {.share = shares[i], .schedule = 0.25, .role = ROLE_AHEAD, .right_cells = 1};
            grid_clear(&g);
            bar_draw_thick(&g, grid_rect(&g), &bar, way ? &ascii : &utf8);
            int marks = 0;
            for (int x = 0; x < 40; x++)
                for (int y = 0; y < 3; y++) {
                    const struct cell *c = &g.cells[y * 40 + x], *first = &g.cells[x];
                    bool mark = strchr("<>", c->glyph[0]) || strcmp(c->glyph, "▶") == 0 ||
                                strcmp(c->glyph, "◀") == 0;
                    marks += mark;
                    if (y != 1)
                        assert_string_equal(c->glyph, first->glyph);
                }
            assert_int_equal(marks, shares[i] < 0 || shares[i] > 1);
        }
    grid_free(&g);
}

static void charts_and_digits(void **state)
{
    (void)state;
    static const struct chart_point points[] = {{0, 1703, MARK_POINT, false},
                                                {365, 2642, MARK_PROVISIONAL, true},
                                                {1095, 4333, MARK_AT_LEAST, false},
                                                {1460, 4230, MARK_POINT, true},
                                                {1825, 4600, MARK_FORECAST, false}};
    static const double path_x[] = {0, 900, 1825}, path_y[] = {1703, 2900, 5000};
    static const double fan_x[] = {1460, 1825}, mid[] = {4230, 4600}, low[] = {4230, 4100},
                        high[] = {4230, 5200}, inner_low[] = {4230, 4350}, inner_high[] = {4230, 4850}, breaks[] = {1300};
    static const char *const labels[] = {"2020", "2021", "2025"};
    static const double label_x[] = {0, 365, 1825};
    struct chart c = {.x_min = -50, .x_max = 1900, .points = points, .point_count = 5,
                      .path_x = path_x, .path_y = path_y, .path_count = 3, 
                      .target_y = 5000, .target_high = NAN, .unit = "CNY bn", .target_x = 1825, .today_x = 1700, .break_x = breaks, .break_count = 1,
                      .fan_x = fan_x, .fan_mid = mid, .fan_low = low, .fan_high = high,
                      .fan_inner_low = inner_low, .fan_inner_high = inner_high,
                      .fan_count = 2, .label_x = label_x, .labels = labels, .label_count = 3,
                      .y_label = y_label};
    const unsigned fan = 1u << SIGN_FAN | 1u << SIGN_FAN_INNER | 1u << SIGN_FORECAST;
    assert_int_equal(chart_signs(&c) & fan, fan);
    struct grid g;
    assert_int_equal(grid_init(&g, 20, 80), ST_OK);
    assert_true(chart_draw(&g, grid_rect(&g), &c, &utf8));
    golden_check("chart-utf8", &g);
    grid_clear(&g);
    assert_true(chart_draw(&g, grid_rect(&g), &c, &ascii));
    golden_check("chart-ascii", &g);
    for (int h = 1; h <= 20; h++)
        for (int w = 1; w <= 80; w += 3) {
            grid_clear(&g);
            bool drawn = chart_draw(&g, (struct rect){0, 0, h, w}, &c, &utf8);
            assert_true(grid_is_sound(&g));
            assert_true(drawn || w < 28 || h < 5);
        }
    grid_clear(&g);
    int x = digits_draw(&g, (struct rect){0, 0, 7, 80}, 7, "76.6%", STYLE(ROLE_MET), &utf8);
    assert_int_equal(x, digits_width("76.6%", 7));
    digits_draw(&g, (struct rect){8, 0, 5, 80}, 5, "0123456789", STYLE(ROLE_MET), &utf8);
    digits_draw(&g, (struct rect){14, 0, 3, 80}, 3, "-1,850.4%", STYLE(ROLE_MET), &ascii);
    golden_check("digits", &g);
    assert_int_equal(grid_resize(&g, 26, 90), ST_OK);
    digits_draw(&g, (struct rect){0, 0, 10, 90}, 10, "28/106", STYLE(ROLE_MET), &utf8);
    digits_draw(&g, (struct rect){11, 0, 15, 90}, 16, "9.5%", STYLE(ROLE_MET), &utf8);
    assert_int_equal(digits_width("9.5%", 16), digits_width("9.5%", 15));
    golden_check("digits-large", &g);
    grid_free(&g);
}

/* Whatever the span and the height: labels stand evenly, and a value that has a label stands in its row. */
static void chart_labels_stand_evenly(void **state)
{
    (void)state;
    static const double lows[] = {0, 1703, -3, 0.02, 99000, -50}, highs[] = {5000, 4333, 25, 0.07, 180000, -10};
    for (size_t i = 0; i < sizeof lows / sizeof *lows; i++)
        for (int h = 7; h <= 60; h++) {
            struct chart_point points[] = {{0, lows[i], MARK_POINT, false}, {100, highs[i], MARK_POINT, true}};
            struct chart c = {.x_min = 0, .x_max = 110, .points = points, .point_count = 2, .target_y = NAN, .target_high = NAN,
                              .target_x = NAN, .today_x = NAN, .y_label = y_label};
            struct grid g;
            assert_int_equal(grid_init(&g, h, 60), ST_OK);
            assert_true(chart_draw(&g, grid_rect(&g), &c, &utf8));
            int last = -1, apart = 0, labels = 0, marks[2] = {-1, -1};
            double value = NAN, step = NAN, top = NAN;
            int top_row = -1;
            for (int y = 0; y < h; y++)
                for (int x = 0; x < 60; x++) {
                    const char *glyph = g.cells[y * 60 + x].glyph;
                    if (strcmp(glyph, "●") == 0)
                        marks[x > 30] = y;
                    if (strcmp(glyph, "┤") != 0)
                        continue;
                    char label[64] = "";
                    for (int k = 0; k < x; k++)
                        strncat(label, g.cells[y * 60 + k].glyph, sizeof label - strlen(label) - 1);
                    double v = strtod(label, NULL);
                    if (labels == 0) {
                        top = v;
                        top_row = y;
                    }
                    if (labels == 1) {
                        apart = y - last;
                        step = value - v;
                    }
                    if (labels > 1) {
                        assert_int_equal(y - last, apart);
                        assert_true(fabs(value - v - step) < 1e-9 + fabs(step) * 1e-3);
                    }
                    last = y;
                    value = v;
                    labels++;
                }
            assert_true(labels >= 2);
            for (int k = 0; k < 2; k++) { /* within half a row of where its value belongs */
                double want = top_row + (top - (k ? highs[i] : lows[i])) / step * apart;
                assert_true(fabs(marks[k] - want) <= 0.51);
            }
            grid_free(&g);
        }
}

/* A wild outlook leaves the figures their room; dots of braille come only where they are asked for. */
static void charts_keep_room_for_what_is_known(void **state)
{
    (void)state;
    static const struct chart_point points[] = {{0, 1, MARK_POINT, false}, {50, 3, MARK_POINT, true}, {60, 2, MARK_POINT, true}};
    static const double fan_x[] = {60, 100}, mid[] = {2, -400}, low[] = {2, -9000}, high[] = {2, 8000};
    struct chart c = {.x_min = 0, .x_max = 100, .points = points, .point_count = 3, .target_y = NAN, .target_high = NAN,
                      .target_x = NAN, .today_x = NAN, .fan_x = fan_x, .fan_mid = mid, .fan_low = low, .fan_high = high,
                      .fan_count = 2, .y_label = y_label};
    for (int braille = 0; braille < 2; braille++) {
        struct look look = {.braille = braille};
        struct grid g;
        int first = -1, last = -1, dots = 0;
        assert_int_equal(grid_init(&g, 24, 60), ST_OK);
        int rows = chart_draw(&g, grid_rect(&g), &c, &look);
        assert_true(rows > 12 && rows <= 24);
        assert_true(grid_is_sound(&g));
        for (int i = 0; i < 24 * 60; i++) {
            if (strcmp(g.cells[i].glyph, "●") == 0) {
                first = first < 0 ? i / 60 : first;
                last = i / 60;
            }
            dots += strncmp(g.cells[i].glyph, "\xE2\xA0", 2) == 0 || strncmp(g.cells[i].glyph, "\xE2\xA1", 2) == 0 ||
                    strncmp(g.cells[i].glyph, "\xE2\xA2", 2) == 0 || strncmp(g.cells[i].glyph, "\xE2\xA3", 2) == 0;
        }
        assert_true(last - first >= rows / 4);
        assert_int_equal(dots > 0, braille);
        for (int x = 0; x < 60; x++) /* the fan stays within the picture */
            assert_true(g.cells[(rows - 1) * 60 + x].role != ROLE_FORECAST);
        grid_free(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),
        cmocka_unit_test(grids_stay_sound),
        cmocka_unit_test(bars_tell_the_truth),
        cmocka_unit_test(bars_keep_their_rules_together),
        cmocka_unit_test(gaps_stay_gaps),
        cmocka_unit_test(tables_fit),
        cmocka_unit_test(the_sorted_column_is_marked),
        cmocka_unit_test(text_breaks_where_it_may),
        cmocka_unit_test(thick_bars_are_bars),
        cmocka_unit_test(paragraphs_leave_no_orphan),
        cmocka_unit_test(charts_and_digits),
        cmocka_unit_test(chart_labels_stand_evenly),
        cmocka_unit_test(charts_keep_room_for_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
