/* Help made from the tables of actions and commands with the keys in force; legend of symbols; the conventions that are ours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tui/action.h"
#include "tui/command.h"
#include "tui/views/parts.h"
#include "widgets/paragraph.h"
#include "widgets/width.h"

#define COLUMN_CELLS 76
#define GAP 3
#define ROWS_MAX 512

enum help_kind { HELP_BLANK, HELP_HEADING, HELP_KEY, HELP_CLASS, HELP_FEED, HELP_WORDS };

struct help_row {
    enum help_kind kind;
    int which; /* action, class or feed state */
    char keys[160];
    const char *text; /* translated */
    int bytes;        /* of the text, a line of a paragraph */
};

struct help {
    const struct board *b;
    int cells, key_cells; /* of a column */
    size_t count;
    struct help_row rows[ROWS_MAX];
};

/* Keys that are not actions: they belong to the prompt. */
static const struct {
    const char *keys, *text;
} prompt_keys[] = {
    {"Enter", N_("keep the search or filter; do the command")},
    {"Esc Ctrl-C Ctrl-G", N_("leave the prompt, everything as before")},
    {"Tab Shift-Tab", N_("complete the word; again: the next one")},
    {"Up Down", N_("earlier lines of this prompt")},
    {"Left Right Home End", N_("move in the line; also Ctrl-B F A E")},
    {"Ctrl-W Ctrl-U Ctrl-K", N_("erase the word, to the left, to the right")},
};

static const struct {
    const char *word, *shown, *text;
} commands[] = {
#define X(name, word, argument, shown, bare, help) {word, shown, help},
    COMMAND_LIST(X)
#undef X
};

static const struct {
    const char *words, *text;
} filters[] = {
    {"class:lagging", N_("its class: the code or its beginning")},
    {"pillar:2", N_("its pillar: the number or a part of the id")},
    {"flag:break", N_("one of its flags")},
    {"is:new is:", N_("the mark before its name: new, revised, alert; any")},
    {"age>30d age<2w", N_("how long ago its newest figure was published")},
    {"!class:pending", N_("a leading ! turns the whole filter round")},
};

static const char *const meanings[CLASS_COUNT] = {
    [CLASS_REVERSING] = N_("moves away from the target"),
    [CLASS_NOT_COMPLETED] = N_("target date past, target missed"),
    [CLASS_LAGGING] = N_("pace below 0.60, or a milestone past due"),
    [CLASS_UNDETERMINED] = N_("target date past, the figure is a bound on both sides of the target"),
    [CLASS_SLOWER] = N_("pace 0.60 to below 0.95"),
    [CLASS_PENDING] = N_("target date past, its figure is not published"),
    [CLASS_NOT_ASSESSED] = N_("no class, with the reason beside it"),
    [CLASS_BASICALLY] = N_("missed by no more than five per cent or the stated tolerance"),
    [CLASS_ON_TRACK] = N_("pace 0.95 to below 1.05"),
    [CLASS_AHEAD] = N_("pace 1.05 or more"),
    [CLASS_COMPLETED] = N_("target date past, target met"),
    [CLASS_ACHIEVED] = N_("the plan runs, the newest figure meets the target"),
    [CLASS_COMPLETED_EARLY] = N_("target met before its date and ever since"),
};

static const struct {
    enum received what; /* RECEIVED_NOTHING: an alert */
    const char *text;
} marks[] = {
    {RECEIVED_NOTHING, N_("its class got worse since it was noted as seen")},
    {RECEIVED_FIGURE, N_("a new figure came since then, in the last 14 days")},
    {RECEIVED_REVISION, N_("a figure was revised since then, in the last 14 days")},
};

/* Never drawn as 0 %, never in red. */
static const char *const data_states[] = {
    N_("No figure published, not applicable, not yet due, withheld: said in words in place of a figure, never as 0 %."),
    N_("A figure whose feed fails or is late stays, with its age; the feed stands in the title and in the feeds view."),
    N_("~ before a figure: about; > < ≥ ≤: a bound; in the chart hollow: provisional."),
};

static const char *const feed_meanings[] = {
    [FEED_WAITING] = N_("no answer yet"),
    [FEED_FRESH] = N_("answered at its last turn"),
    [FEED_LATE] = N_("a figure that was due has not come"),
    [FEED_FAILING] = N_("answers with errors; the last good figures stay"),
    [FEED_OFFLINE] = N_("from the archive; nothing is fetched"),
};
#define FEED_STATES (sizeof feed_meanings / sizeof *feed_meanings)

static const char *const conventions[] = {
    N_("progress: share of the way from base to target; schedule: share of the time at the date of "
       "the figure; pace: progress / schedule."),
    N_("The cut-offs 1.05, 0.95, 0.60 and 0 of the pace are our own convention (0.95 and 0.60 follow "
       "Eurostat); no official one is published."),
    N_("After the target date only the figure of the end period decides. No figure, no class."),
    N_("The forecast is printed beside the class and never changes it."),
    N_("The mark on a bar is where the schedule says it should be; the bar runs from base to target."),
    N_("A bar drawn as a line is a share of the target without a verdict; an arrow at its end: at least, or beyond."),
};

/* ---- rows ---------------------------------------------------------------------------------- */

static struct help_row *add(struct help *h, enum help_kind kind, int which, const char *keys, const char *text)
{
    if (h->count == ROWS_MAX)
        return NULL;
    struct help_row *row = &h->rows[h->count++];
    *row = (struct help_row){.kind = kind, .which = which, .text = text, .bytes = (int)strlen(text)};
    snprintf(row->keys, sizeof row->keys, "%s", keys);
    return row;
}

/* By key ("@n"): the key itself must be among them. By text: in keys or words. */
static bool wanted(const char *query, const char *keys, const char *text)
{
    if (*query != '@')
        return !*query || strcasestr(keys, query) || strcasestr(text, query);
    size_t n = strlen(query + 1);
    for (const char *p = keys; *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (strcspn(p, " ") == n && memcmp(p, query + 1, n) == 0)
            return true;
    return false;
}

static void add_if_wanted(struct help *h, enum help_kind kind, int which, const char *keys, const char *text)
{
    if (wanted(h->b->ui->search, keys, text))
        add(h, kind, which, keys, text);
}

/* Begins a part; end_part() takes the heading back where nothing of it is wanted. */
static size_t begin_part(struct help *h, const char *heading)
{
    add(h, HELP_HEADING, 0, "", tr(h->b->ui->lang, heading));
    return h->count;
}

static void end_part(struct help *h, size_t begun)
{
    if (h->count == begun)
        h->count--;
    else
        add(h, HELP_BLANK, 0, "", "");
}

static void add_paragraph(struct help *h, const char *english)
{
    const char *p = tr(h->b->ui->lang, english);
    if (!wanted(h->b->ui->search, "", p))
        return;
    while (*p) {
        size_t skip, n = paragraph_line(p, h->cells, &skip);
        struct help_row *row = add(h, HELP_WORDS, 0, "", p);
        if (!row)
            return;
        row->bytes = (int)n;
        p += skip;
    }
}

/* The keys of an action; the pillars' keys, one like the other, stand together in the row of the first. */
static void keys_shown(const struct help *h, enum action a, char *out, size_t cap)
{
    size_t n = 0;
    enum action last = a == ACTION_PILLAR_1 ? ACTION_PILLAR_6 : a;
    out[0] = '\0';
    for (int k = (int)a; k <= (int)last && n < cap; k++) {
        char keys[80];
        if (!*keys_of(h->b->keys, (enum action)k, keys, sizeof keys))
            snprintf(keys, sizeof keys, ":%s", action_info((enum action)k)->word);
        int more = snprintf(out + n, cap - n, "%s%s", n ? " " : "", keys);
        n += more > 0 ? (size_t)more : 0;
    }
}

static void add_actions(struct help *h)
{
    char keys[160];
    enum lang lang = h->b->ui->lang;
    for (int group = 0; group < GROUP_COUNT; group++) {
        size_t begun = begin_part(h, action_group_title((enum action_group)group));
        for (int a = 0; a < ACTION_COUNT; a++) {
            const struct action_info *info = action_info((enum action)a);
            if ((int)info->group != group || (a > ACTION_PILLAR_1 && a <= ACTION_PILLAR_6))
                continue;
            keys_shown(h, (enum action)a, keys, sizeof keys);
            add_if_wanted(h, HELP_KEY, a, keys,
                          tr(lang, a == ACTION_PILLAR_1 ? N_("the pillar of that number; again: full screen") : info->help));
        }
        end_part(h, begun);
    }
}

static void add_words(struct help *h)
{
    enum lang lang = h->b->ui->lang;
    char left[80];
    size_t begun = begin_part(h, N_("In a prompt"));
    for (size_t i = 0; i < sizeof prompt_keys / sizeof *prompt_keys; i++)
        add_if_wanted(h, HELP_KEY, 0, prompt_keys[i].keys, tr(lang, prompt_keys[i].text));
    end_part(h, begun);
    begun = begin_part(h, N_("Commands, besides the word of every action"));
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        snprintf(left, sizeof left, ":%s %s", commands[i].word, commands[i].shown);
        add_if_wanted(h, HELP_KEY, 0, left, tr(lang, commands[i].text));
    }
    end_part(h, begun);
    begun = begin_part(h, N_("Filters; all words must hold"));
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        add_if_wanted(h, HELP_KEY, 0, filters[i].words, tr(lang, filters[i].text));
    end_part(h, begun);
}

static void add_legend(struct help *h)
{
    enum lang lang = h->b->ui->lang;
    size_t begun = begin_part(h, N_("Classes, worst first"));
    for (int c = 0; c < CLASS_COUNT; c++)
        add_if_wanted(h, HELP_CLASS, c, class_word((enum class)c, lang), tr(lang, meanings[c]));
    end_part(h, begun);
    begun = begin_part(h, N_("Marks before a name"));
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        add_if_wanted(h, HELP_KEY, 0, marks[i].what ? news_mark(marks[i].what, h->b->ui->look.ascii) : "!", tr(lang, marks[i].text));
    end_part(h, begun);
    begun = begin_part(h, N_("States of a feed"));
    for (int s = 0; s < (int)FEED_STATES; s++)
        add_if_wanted(h, HELP_FEED, s, feed_state_word((enum feed_state)s, lang), tr(lang, feed_meanings[s]));
    end_part(h, begun);
    begun = begin_part(h, N_("Where there is no figure, or an old one"));
    for (size_t i = 0; i < sizeof data_states / sizeof *data_states; i++)
        add_paragraph(h, data_states[i]);
    end_part(h, begun);
    begun = begin_part(h, N_("Conventions"));
    for (size_t i = 0; i < sizeof conventions / sizeof *conventions; i++)
        add_paragraph(h, conventions[i]);
    end_part(h, begun);
}

static void collect(struct help *h)
{
    h->count = 0;
    add_actions(h);
    if (h->b->ui->search[0] != '@') {
        add_words(h);
        add_legend(h);
    }
    if (h->count)
        h->count--; /* the last blank */
    /* The keys' column as wide as they are, up to a third. */
    int widest = 0;
    for (size_t i = 0; i < h->count; i++) {
        int w = text_width(h->rows[i].keys) + (h->rows[i].kind == HELP_KEY ? 0 : 2);
        widest = w > widest ? w : widest;
    }
    int most = h->cells > 60 ? 26 : h->cells * 2 / 5;
    h->key_cells = (widest < most ? widest : most) + 2;
}

/* ---- drawing ------------------------------------------------------------------------------- */

static void draw_row(const struct help *h, struct grid *g, struct rect r, const struct help_row *row)
{
    const struct board *b = h->b;
    const struct look *look = &b->ui->look;
    int left = h->key_cells;
    char line[512];
    snprintf(line, sizeof line, "%.*s", row->bytes, row->text);
    switch (row->kind) {
    case HELP_BLANK:
        return;
    case HELP_HEADING:
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE_ATTR(ROLE_TITLE, ATTR_BOLD), line, look);
        return;
    case HELP_KEY:
        grid_put_cut(g, r, r.y, r.x, left - 1, STYLE(ROLE_KEY), row->keys, look);
        break;
    case HELP_CLASS: {
        enum class c = (enum class)row->which;
        grid_put(g, r, r.y, r.x, 1, STYLE(class_role(c)), class_symbol(c, look->ascii));
        grid_put_cut(g, r, r.y, r.x + 2, left - 3, STYLE(class_role(c)), row->keys, look);
        break;
    }
    case HELP_FEED: {
        enum feed_state s = (enum feed_state)row->which;
        grid_put(g, r, r.y, r.x, 1, STYLE(feed_state_role(s)), feed_state_symbol(s, look->ascii));
        grid_put_cut(g, r, r.y, r.x + 2, left - 3, STYLE(feed_state_role(s)), row->keys, look);
        break;
    }
    case HELP_WORDS:
        left = 0;
        break;
    }
    grid_put_cut(g, r, r.y, r.x + left, r.w - left, STYLE(ROLE_TEXT), line, look);
}

/* Lays the rows out from `first` on; returns the row behind the last one drawn. Without a grid nothing is drawn. */
static size_t lay_out(const struct help *h, struct grid *g, struct rect r, int columns, size_t first)
{
    size_t i = first;
    for (int c = 0; c < columns; c++) {
        struct rect column = {r.y, r.x + c * (h->cells + GAP), r.h, h->cells};
        while (column.h > 0 && i < h->count) {
            const struct help_row *row = &h->rows[i];
            /* A heading alone at the foot of a column belongs to the next one; a blank at its top to none. */
            if (row->kind == HELP_HEADING && column.h < 2 && r.h > 2)
                break;
            i++;
            if (row->kind == HELP_BLANK && column.y == r.y)
                continue;
            struct rect line = rect_cut_top(&column, 1);
            if (g)
                draw_row(h, g, line, row);
        }
    }
    return i;
}

static void draw_position(const struct board *b, struct grid *g, struct rect r, size_t from, size_t to, size_t n)
{
    char text[64];
    snprintf(text, sizeof text, "%zu-%zu / %zu", from + 1, to, n);
    if (text_width(text) <= r.w)
        grid_put_right(g, r, r.y, r.x, r.w, STYLE(ROLE_HINT), text, &b->ui->look);
}

void help_draw(const struct board *b, struct grid *g, struct rect r)
{
    struct help *h = malloc(sizeof *h);
    if (!h)
        return;
    if (r.w > 4)
        r = rect_inset(r, 0, 1);
    int columns = (r.w + GAP) / (COLUMN_CELLS + GAP);
    columns = columns < 1 ? 1 : columns > 3 ? 3 : columns;
    *h = (struct help){.b = b, .cells = (r.w - (columns - 1) * GAP) / columns};
    collect(h);
    size_t *top = &b->scroll->top[VIEW_HELP];
    if (b->ui->search[0] && r.h > 2) {
        char line[256];
        bool key = b->ui->search[0] == '@';
        snprintf(line, sizeof line, tr(b->ui->lang, key ? N_("what the key %s does; Esc shows all") : N_("what matches '%s'; Esc shows all")),
                 b->ui->search + key);
        grid_put_cut(g, r, r.y, r.x, r.w, STYLE(ROLE_MATCH), line, &b->ui->look);
        rect_cut_top(&r, 2);
    }
    struct rect foot = {r.y + r.h - 1, r.x, 1, r.w};
    if (lay_out(h, NULL, r, columns, 0) < h->count && r.h > 3)
        r.h--; /* for the position */
    else
        foot.h = 0;
    /* The last page is full: never scrolled further than its end needs. */
    if (*top >= h->count)
        *top = h->count ? h->count - 1 : 0;
    while (*top > 0 && lay_out(h, NULL, r, columns, *top - 1) >= h->count)
        --*top;
    /* What fits whole stands in columns of one height. */
    for (int rows = (int)h->count / columns + 1; !foot.h && rows < r.h; rows++)
        if (lay_out(h, NULL, (struct rect){r.y, r.x, rows, r.w}, columns, 0) >= h->count)
            r.h = rows;
    size_t end = lay_out(h, g, r, columns, *top);
    if (foot.h)
        draw_position(b, g, foot, *top, end, h->count);
    if (!h->count)
        put_tr(b, g, r, r.y, r.x, STYLE(ROLE_DIM), b->ui->search[0] == '@' ? N_("this key does nothing here") : N_("nothing matches"));
    g->cursor_y = r.y;
    g->cursor_x = r.x;
    free(h);
}
