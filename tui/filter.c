#include "tui/filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/lang.h"

enum term_kind { TERM_TEXT, TERM_CLASS, TERM_PILLAR, TERM_FLAG, TERM_MARK, TERM_OLDER, TERM_YOUNGER, TERM_KINDS };

/* One word, understood. */
struct term {
    enum term_kind kind;
    const char *text; /* behind the prefix */
    size_t n;
    uint64_t set;     /* classes, pillars, flags or marks it stands for */
    long days;
};

static const char *const prefixes[TERM_KINDS] = {
    [TERM_CLASS] = "class:", [TERM_PILLAR] = "pillar:", [TERM_FLAG] = "flag:", [TERM_MARK] = "is:",
    [TERM_OLDER] = "age>", [TERM_YOUNGER] = "age<"};

/* Case-insensitive for ASCII; other scripts have none that matters here. */
static bool contains(const char *text, const char *word, size_t n)
{
    if (n == 0)
        return true;
    for (; *text; text++)
        if (strncasecmp(text, word, n) == 0)
            return true;
    return false;
}

static bool begins(const char *text, const char *word, size_t n)
{
    return n && strncasecmp(text, word, n) == 0;
}

/* The codes a text names: the one that it is, or else all that begin with it or have it in their Chinese word. */
static uint64_t named(const char *(*code)(int), const char *(*word)(int), int count, const struct term *t)
{
    uint64_t set = 0;
    for (int i = 0; i < count; i++) {
        if (strlen(code(i)) == t->n && begins(code(i), t->text, t->n))
            return (uint64_t)1 << i;
        if (begins(code(i), t->text, t->n) || (t->n && contains(word(i), t->text, t->n)))
            set |= (uint64_t)1 << i;
    }
    return set;
}

static const char *code_of_class(int i)
{
    return class_code((enum class)i);
}

static const char *word_of_class(int i)
{
    return class_word((enum class)i, LANG_ZH);
}

static const char *code_of_flag(int i)
{
    return flag_code((enum flag_bit)i);
}

static const char *word_of_flag(int i)
{
    return flag_word((enum flag_bit)i, LANG_ZH);
}

/* The marks before the names (tui/news.h, tui/alerts.h). */
static const struct {
    const char *code, *zh;
    enum received what; /* RECEIVED_NOTHING: an alert */
} marks[] = {{"new", "新", RECEIVED_FIGURE}, {"revised", "修订", RECEIVED_REVISION}, {"alert", "警示", RECEIVED_NOTHING}};
#define MARKS ((int)(sizeof marks / sizeof *marks))

static const char *code_of_mark(int i)
{
    return marks[i].code;
}

static const char *word_of_mark(int i)
{
    return marks[i].zh;
}

/* Without a name behind it any of them. */
static uint64_t marks_named(const struct term *t)
{
    return t->n ? named(code_of_mark, word_of_mark, MARKS, t) : ((uint64_t)1 << MARKS) - 1;
}

static bool is_marked(const struct board *b, int indicator, uint64_t set)
{
    for (int i = 0; i < MARKS; i++)
        if (set >> i & 1 && (marks[i].what == RECEIVED_NOTHING ? alerts_have(b->alerts, indicator)
                                                               : news_of(b->news, indicator) == marks[i].what))
            return true;
    return false;
}

static uint64_t pillars_named(const struct plan *plan, const struct term *t)
{
    uint64_t set = 0;
    char *end;
    long number = strtol(t->text, &end, 10);
    if (t->n && end == t->text + t->n)
        return number >= 1 && number <= (long)plan->pillar_count ? (uint64_t)1 << (number - 1) : 0;
    for (size_t i = 0; t->n && i < plan->pillar_count; i++)
        if (contains(plan->pillars[i].id, t->text, t->n))
            set |= (uint64_t)1 << i;
    return set;
}

static bool read_days(struct term *t)
{
    static const struct {
        char name;
        int days;
    } units[] = {{'d', 1}, {'w', 7}, {'m', 30}, {'y', 365}};
    char *end;
    t->days = strtol(t->text, &end, 10);
    if (end == t->text || t->days < 0 || t->days > 100000)
        return false;
    if (end == t->text + t->n)
        return true;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (*end == units[i].name) {
            t->days *= units[i].days;
            return end + 1 == t->text + t->n;
        }
    return false;
}

/* False if the word has a prefix of ours and what stands behind it means nothing. */
static bool understand(const struct plan *plan, const char *word, size_t n, struct term *t)
{
    *t = (struct term){.text = word, .n = n};
    for (int k = TERM_CLASS; k < TERM_KINDS; k++) {
        size_t length = strlen(prefixes[k]);
        if (n >= length && strncasecmp(word, prefixes[k], length) == 0) {
            t->kind = (enum term_kind)k;
            t->text = word + length;
            t->n = n - length;
        }
    }
    switch (t->kind) {
    case TERM_CLASS:
        t->set = named(code_of_class, word_of_class, CLASS_COUNT, t);
        return t->set != 0;
    case TERM_FLAG:
        t->set = named(code_of_flag, word_of_flag, FLAG_BIT_COUNT, t);
        return t->set != 0;
    case TERM_MARK:
        t->set = marks_named(t);
        return t->set != 0;
    case TERM_PILLAR:
        t->set = pillars_named(plan, t);
        return t->set != 0;
    case TERM_OLDER:
    case TERM_YOUNGER:
        return read_days(t);
    default:
        return true;
    }
}

static bool holds(const struct board *b, int i, const struct term *t)
{
    const struct indicator *ind = &b->assessment->snapshot->plan->indicators[i];
    const struct verdict *v = &b->assessment->verdicts[i];
    long age;
    switch (t->kind) {
    case TERM_CLASS:
        return t->set >> v->class & 1;
    case TERM_FLAG:
        return (t->set & v->flags) != 0;
    case TERM_MARK:
        return is_marked(b, i, t->set);
    case TERM_PILLAR:
        return t->set >> ind->pillar & 1;
    case TERM_OLDER:
    case TERM_YOUNGER:
        if (!v->latest || v->latest->published == DAY_NONE)
            return false;
        age = b->assessment->as_of - v->latest->published;
        return t->kind == TERM_OLDER ? age > t->days : age < t->days;
    default:
        break;
    }
    if (contains(ind->id, t->text, t->n) || contains(class_code(v->class), t->text, t->n))
        return true;
    for (int l = 0; l < LANG_COUNT; l++)
        if (contains(text_in(&ind->name, (enum lang)l), t->text, t->n) ||
            contains(class_word(v->class, (enum lang)l), t->text, t->n))
            return true;
    return false;
}

/* The next word of a query, *n bytes of it (0: there is none). */
static const char *next_word(const char *p, size_t *n)
{
    p += strspn(p, " ");
    *n = strcspn(p, " ");
    return p;
}

bool filter_matches(const struct board *b, int indicator, const char *query)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    bool invert = *query == '!', all = true, any = false;
    size_t n;
    for (const char *p = next_word(query + invert, &n); n; p = next_word(p + n, &n)) {
        struct term t;
        any = true;
        if (!understand(plan, p, n, &t))
            return false;
        all = all && holds(b, indicator, &t);
    }
    return all != (invert && any);
}

bool filter_in_text(const char *text, const char *query)
{
    bool invert = *query == '!', all = true, any = false;
    size_t n;
    for (const char *p = next_word(query + invert, &n); n; p = next_word(p + n, &n)) {
        any = true;
        all = all && contains(text, p, n);
    }
    return all != (invert && any);
}

enum status filter_check(const struct board *b, const char *query, struct err *err)
{
    const struct plan *plan = b->assessment->snapshot->plan;
    enum lang lang = b->ui->lang;
    size_t n;
    for (const char *p = next_word(query + (*query == '!'), &n); n; p = next_word(p + n, &n)) {
        struct term t;
        if (understand(plan, p, n, &t))
            continue;
        int shown = (int)(t.n > 60 ? 60 : t.n);
        switch (t.kind) {
        case TERM_CLASS:
            return err_set(err, ST_USAGE, tr(lang, N_("'%.*s' is no class such as lagging or on-track")), shown, t.text);
        case TERM_FLAG:
            return err_set(err, ST_USAGE, tr(lang, N_("'%.*s' is no flag such as provisional or break")), shown, t.text);
        case TERM_MARK:
            return err_set(err, ST_USAGE, tr(lang, N_("'%.*s' is no mark; write is:new, is:revised or is:alert")), shown, t.text);
        case TERM_PILLAR:
            return err_set(err, ST_USAGE, tr(lang, N_("'%.*s' is no pillar: write its number or a part of its id")), shown, t.text);
        default:
            return err_set(err, ST_USAGE, tr(lang, N_("'%.*s' is no age; write age>30d, age<2w, age>6m or age>1y")), shown,
                           t.text);
        }
    }
    return ST_OK;
}

const char *filter_word(const struct plan *plan, size_t n, char *out, size_t cap)
{
    const size_t counts[TERM_KINDS] = {
        [TERM_CLASS] = CLASS_COUNT, [TERM_PILLAR] = plan->pillar_count, [TERM_FLAG] = FLAG_BIT_COUNT,
        [TERM_MARK] = (size_t)MARKS};
    static const char *const ages[] = {"age>30d", "age<30d"};
    for (int k = TERM_CLASS; k <= TERM_MARK; k++) {
        if (n >= counts[k]) {
            n -= counts[k];
            continue;
        }
        const char *value = k == TERM_CLASS    ? code_of_class((int)n)
                            : k == TERM_PILLAR ? plan->pillars[n].id
                            : k == TERM_FLAG   ? code_of_flag((int)n)
                                               : code_of_mark((int)n);
        snprintf(out, cap, "%s%s", prefixes[k], value);
        return out;
    }
    if (n >= sizeof ages / sizeof *ages)
        return NULL;
    snprintf(out, cap, "%s", ages[n]);
    return out;
}
