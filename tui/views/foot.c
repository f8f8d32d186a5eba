/* The foot of the screen: the prompt with what it can take, a message, what the day brought, or the keys that work now. */
#include <stdio.h>
#include <string.h>

#include "tui/action.h"
#include "tui/views/parts.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

#define TALL 16        /* rows from which the foot may take more than one line */
#define MESSAGE_ROWS 3
#define GAP 3          /* cells between the hints and what stands at their end */

/* ---- hints --------------------------------------------------------------------------------- */

/* When a key does something, besides being of that view. */
enum when {
    WHEN_ALWAYS,
    WHEN_SEARCHED, /* there is something to look for again */
    WHEN_FILTERED,
    WHEN_NOT_FILTERED,
    WHEN_PAST, /* an earlier day is on show */
    WHEN_MARKED,
    WHEN_PAUSED,
    WHEN_SELECTED, /* an indicator is selected */
    WHEN_BELOW,    /* Esc leads somewhere */
    WHEN_AT_TOP,
    WHEN_NO_PLAN,  /* there is nothing to look at yet: of the others only language and quitting work */
};

/* In the order of their worth: what has no room is left out from the end; the last two stand always. */
static const struct hint {
    enum action action;
    const char *word; /* shorter than the help's */
    unsigned views;
    enum when when;
} hints[] = {
#define ON(v) (1u << VIEW_##v)
#define LISTS (ON(OVERVIEW) | ON(PILLAR))
#define FIGURES (LISTS | ON(INDICATOR))
    {ACTION_REFRESH_ALL, N_("fetch again"), ~0u, WHEN_NO_PLAN},
    {ACTION_IN, N_("open"), LISTS | ON(EVENTS), WHEN_SELECTED},
    {ACTION_IN, N_("change"), ON(OPTIONS), WHEN_ALWAYS},
    {ACTION_OUT, N_("show all"), ON(OVERVIEW), WHEN_FILTERED},
    {ACTION_OUT, N_("back"), ~0u, WHEN_BELOW},
    {ACTION_SEARCH_NEXT, N_("next match"), LISTS | ON(FEEDS) | ON(EVENTS), WHEN_SEARCHED},
    {ACTION_PAUSE, N_("go on fetching"), ~0u, WHEN_PAUSED},
    {ACTION_OVERVIEW, N_("today"), FIGURES, WHEN_PAST},
    {ACTION_AS_OF_FORWARD, N_("later"), FIGURES, WHEN_PAST},
    {ACTION_AS_OF_BACK, N_("earlier"), FIGURES, WHEN_PAST},
    {ACTION_SEARCH, N_("search"), LISTS | ON(HELP) | ON(FEEDS) | ON(EVENTS) | ON(OPTIONS), WHEN_ALWAYS},
    {ACTION_KEY_HELP, N_("what does a key do?"), ON(HELP), WHEN_ALWAYS},
    {ACTION_FILTER, N_("filter"), LISTS, WHEN_ALWAYS},
    {ACTION_SORT, N_("sort"), ON(PILLAR), WHEN_ALWAYS},
    {ACTION_NEXT_PANEL, N_("next pillar"), LISTS, WHEN_ALWAYS},
    {ACTION_COPY, N_("copy"), ON(INDICATOR), WHEN_SELECTED},
    {ACTION_REFRESH, N_("fetch"), ON(FEEDS) | ON(INDICATOR), WHEN_ALWAYS},
    {ACTION_FEEDS, N_("feeds"), LISTS, WHEN_ALWAYS},
    {ACTION_EVENTS, N_("events"), LISTS, WHEN_ALWAYS},
    {ACTION_LANGUAGE, N_("中文"), ~0u, WHEN_ALWAYS},
    {ACTION_FOLLOW, N_("to the marked one"), LISTS, WHEN_MARKED},
    {ACTION_COMMAND, N_("command"), FIGURES, WHEN_ALWAYS},
    {ACTION_HELP, N_("help"), ~0u & ~ON(HELP), WHEN_ALWAYS},
    {ACTION_BACK_OR_QUIT, N_("quit"), ~0u, WHEN_AT_TOP},
#undef FIGURES
#undef LISTS
#undef ON
};
#define HINTS (sizeof hints / sizeof *hints)
#define FIXED 2 /* the last ones, always there */

static bool at_top(const struct ui *ui)
{
    return ui->view == VIEW_OVERVIEW && !ui->zoomed;
}

static bool holds(const struct board *b, enum when when)
{
    const struct ui *ui = b->ui;
    switch (when) {
    case WHEN_SEARCHED:
        return ui->search[0] != '\0';
    case WHEN_FILTERED:
        return ui->filter[0] != '\0';
    case WHEN_NOT_FILTERED:
        return ui->filter[0] == '\0';
    case WHEN_PAST:
        return ui->as_of_set;
    case WHEN_MARKED:
        return ui->follow >= 0;
    case WHEN_PAUSED:
        return ui->paused;
    case WHEN_SELECTED:
        return ui->indicator >= 0;
    case WHEN_BELOW:
        return !at_top(ui);
    case WHEN_AT_TOP:
        return at_top(ui);
    case WHEN_NO_PLAN:
        return !b->assessment->snapshot->plan;
    case WHEN_ALWAYS:
        break;
    }
    return true;
}

/* The key and the word of a hint that works now; false where it does not. */
static bool hint_texts(const struct board *b, const struct hint *h, char *key, size_t cap, const char **word)
{
    bool bare = h->when == WHEN_NO_PLAN || h->action == ACTION_LANGUAGE || h->action == ACTION_BACK_OR_QUIT;
    if (!(h->views >> b->ui->view & 1) || !holds(b, h->when) || (!b->assessment->snapshot->plan && !bare))
        return false;
    *word = tr(b->ui->lang, h->word);
    return *keys_first(b->keys, h->action, key, cap) != '\0';
}

static int hint_cells(const char *key, const char *word)
{
    return text_width(key) + 1 + text_width(word) + 2;
}

static int draw_hint(struct grid *g, struct rect r, int x, const char *key, const char *word)
{
    int from = x;
    x += grid_put(g, r, r.y, x, r.x + r.w - x, STYLE(ROLE_KEY), key) + 1;
    x += grid_put(g, r, r.y, x, r.x + r.w - x, STYLE(ROLE_HINT), word) + 2;
    return x - from;
}

/* On an overview without a summary, how old the oldest figure is, at the end of the line. Returns the cells that are gone. */
static int draw_oldest(const struct board *b, struct grid *g, struct rect r, int hints_cells)
{
    char oldest[FIGURE_CAP * 2];
    if (b->ui->view != VIEW_OVERVIEW || overview_has_summary(grid_rect(g)) || !oldest_words(b, oldest, sizeof oldest))
        return 0;
    int cells = text_width(oldest);
    if (hints_cells + GAP + cells > r.w)
        return 0;
    grid_put(g, r, r.y, r.x + r.w - cells, cells, STYLE(ROLE_DIM), oldest);
    return cells + GAP;
}

static void draw_hints(const struct board *b, struct grid *g, struct rect r)
{
    char key[32];
    const char *word;
    int kept = 0, x = r.x, end = r.x + r.w + 2; /* the gap behind the last one is none */
    for (size_t i = HINTS - FIXED; i < HINTS; i++)
        if (hint_texts(b, &hints[i], key, sizeof key, &word))
            kept += hint_cells(key, word);
    end -= draw_oldest(b, g, r, kept - 2);
    for (size_t i = 0; i < HINTS; i++) {
        if (!hint_texts(b, &hints[i], key, sizeof key, &word))
            continue;
        int need = hint_cells(key, word);
        bool fixed = i >= HINTS - FIXED;
        kept -= fixed ? need : 0;
        if (x + need + kept > end)
            continue;
        hot_add(b->hots, (struct rect){r.y, x, 1, need - 2}, HOT_ACTION, (int)hints[i].action);
        x += draw_hint(g, r, x, key, word);
    }
}

/* ---- prompt -------------------------------------------------------------------------------- */

static const struct prompt_look {
    const char *mark;
    struct {
        const char *key, *word;
    } hints[4];
} prompt_looks[PROMPT_KIND_COUNT] = {
    [PROMPT_SEARCH] = {"/", {{"Enter", N_("keeps it")}, {"Esc", N_("goes back")}, {"Up", N_("earlier searches")}}},
    [PROMPT_FILTER] = {"\\",
                       {{"Enter", N_("keeps it")}, {"Esc", N_("goes back")}, {"Tab", N_("completes")}, {"Up", N_("earlier filters")}}},
    [PROMPT_COMMAND] = {":",
                        {{"Enter", N_("does it")}, {"Esc", N_("goes back")}, {"Tab", N_("completes")}, {"Up", N_("earlier commands")}}},
    [PROMPT_KEY] = {"", {{NULL, NULL}}},
};

static void draw_prompt_hints(const struct board *b, struct grid *g, struct rect r)
{
    const struct prompt_look *look = &prompt_looks[b->ui->prompt.kind];
    int x = r.x;
    for (size_t i = 0; i < 4 && look->hints[i].key; i++) {
        const char *key = look->hints[i].key, *word = tr(b->ui->lang, look->hints[i].word);
        if (x + hint_cells(key, word) > r.x + r.w + 2)
            break;
        x += draw_hint(g, r, x, key, word);
    }
}

/* What Tab offers, from a page on that holds the one in the line. */
static void draw_choices(const struct board *b, struct grid *g, struct rect r)
{
    const struct prompt *p = &b->ui->prompt;
    const char *more = b->ui->look.ascii ? "~" : "…";
    int x = r.x, bytes, first = 0, used = 0;
    const char *at;
    for (int i = 0; i <= p->choice_at && (at = prompt_choice(p, i, &bytes)); i++) {
        char word[PROMPT_BYTES];
        snprintf(word, sizeof word, "%.*s", bytes, at);
        int need = text_width(word) + 2;
        if (used + need > r.w - 2) {
            first = i;
            used = 0;
        }
        used += need;
    }
    if (first)
        x += grid_put(g, r, r.y, x, 2, STYLE(ROLE_HINT), more) + 1;
    for (int i = first; (at = prompt_choice(p, i, &bytes)); i++) {
        char word[PROMPT_BYTES];
        snprintf(word, sizeof word, "%.*s", bytes, at);
        if (x + text_width(word) > r.x + r.w - 2) {
            grid_put(g, r, r.y, x, 2, STYLE(ROLE_HINT), more);
            return;
        }
        hot_add(b->hots, (struct rect){r.y, x, 1, text_width(word)}, HOT_CHOICE, i);
        x += grid_put(g, r, r.y, x, r.w, STYLE_ATTR(ROLE_KEY, i == p->choice_at ? ATTR_REVERSE : 0), word) + 2;
    }
}

/* The line, moved to the left as far as the cursor needs it. */
static void draw_line(const struct board *b, struct grid *g, struct rect r)
{
    const struct prompt *p = &b->ui->prompt;
    int x = r.x + grid_put(g, r, r.y, r.x, 1, STYLE(ROLE_KEY), prompt_looks[p->kind].mark);
    int room = r.x + r.w - x - 1, from = 0, cells;
    char part[PROMPT_BYTES];
    for (;;) {
        snprintf(part, sizeof part, "%.*s", p->cursor - from, p->line + from);
        if (text_width(part) <= (room > 0 ? room : 0) || from >= p->cursor)
            break;
        from += (int)grapheme_next(p->line + from, strlen(p->line + from), &cells);
    }
    grid_put_cut(g, r, r.y, x, r.x + r.w - x, STYLE(ROLE_TEXT), p->line + from, &b->ui->look);
    int at = x + text_width(part);
    g->cursor_y = r.y;
    g->cursor_x = at < r.x + r.w ? at : r.x + r.w - 1;
}

static void draw_prompt(const struct board *b, struct grid *g, struct rect *r)
{
    const struct prompt *p = &b->ui->prompt;
    struct rect line = {r->y + r->h - 1, r->x, 1, r->w};
    r->h--;
    if (p->kind == PROMPT_KEY)
        put_tr(b, g, line, line.y, line.x, STYLE(ROLE_KEY), N_("press the key that you want to know about"));
    else
        draw_line(b, g, line);
    if (r->h < 5 || p->kind == PROMPT_KEY)
        return;
    line.y--;
    r->h--;
    if (p->choices[0])
        draw_choices(b, g, line);
    else if (p->note[0])
        grid_put_cut(g, line, line.y, line.x, line.w, STYLE(p->note_is_error ? ROLE_ALERT : ROLE_DIM), p->note, &b->ui->look);
    else
        draw_prompt_hints(b, g, line);
}

/* ---- messages ------------------------------------------------------------------------------ */

static int rows_of(const char *text, int cells)
{
    int rows = 0;
    for (const char *p = text; *p; rows++) {
        size_t skip;
        paragraph_line(p, cells, &skip);
        p += skip;
    }
    return rows;
}

static void draw_words(const struct board *b, struct grid *g, struct rect *r, const char *text, enum role role)
{
    int want = r->w > 0 ? rows_of(text, r->w) : 1, most = r->h >= TALL ? MESSAGE_ROWS : 1;
    int rows = want < most ? want : most;
    struct rect lines = {r->y + r->h - rows, r->x, rows, r->w};
    r->h -= rows;
    if (rows < want && rows == 1)
        grid_put_cut(g, lines, lines.y, lines.x, lines.w, STYLE(role), text, &b->ui->look);
    else
        paragraph_draw(g, lines, text, STYLE(role), &b->ui->look);
}

void foot_draw(const struct board *b, struct grid *g, struct rect *r)
{
    const struct ui *ui = b->ui;
    struct rect inner = r->w > 4 ? rect_inset(*r, 0, 1) : *r;
    if (r->h <= 3)
        return;
    if (ui->prompt.kind != PROMPT_NONE) {
        draw_prompt(b, g, &inner);
    } else if (ui->message[0]) {
        draw_words(b, g, &inner, ui->message, ui->message_is_error ? ROLE_ALERT : ROLE_TEXT);
    } else {
        bool brought = b->brought && *b->brought;
        if (ui->show_hints && (!brought || r->h >= TALL)) {
            draw_hints(b, g, (struct rect){inner.y + inner.h - 1, inner.x, 1, inner.w});
            inner.h--;
        }
        if (brought)
            draw_words(b, g, &inner, b->brought, ROLE_TEXT);
    }
    r->h = inner.h;
}
