/* Classes, reasons, flags and states as symbols and words. See figure.h. */
#include "tui/figure.h"

#include "tui/lang.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const struct class_look {
    const char *symbol, *letter, *word;
    enum role role;
} class_looks[CLASS_COUNT] = {
    [CLASS_REVERSING] = {"◀", "<", N_("Reversing"), ROLE_REVERSING},
    [CLASS_NOT_COMPLETED] = {"✗", "x", N_("Not completed"), ROLE_LAGGING},
    [CLASS_LAGGING] = {"▼", "V", N_("Lagging"), ROLE_LAGGING},
    [CLASS_UNDETERMINED] = {"?", "?", N_("Undetermined"), ROLE_LAGGING},
    [CLASS_SLOWER] = {"▽", "v", N_("Slower"), ROLE_SLOWER},
    [CLASS_PENDING] = {"○", "o", N_("Pending"), ROLE_PENDING},
    [CLASS_NOT_ASSESSED] = {"–", "-", N_("Not assessed"), ROLE_UNKNOWN},
    [CLASS_BASICALLY] = {"◐", "~", N_("Basically completed"), ROLE_SLOWER},
    [CLASS_ON_TRACK] = {"●", "=", N_("On track"), ROLE_ON_TRACK},
    [CLASS_AHEAD] = {"▲", "^", N_("Ahead"), ROLE_AHEAD},
    [CLASS_COMPLETED] = {"✓", "*", N_("Completed"), ROLE_MET},
    [CLASS_ACHIEVED] = {"✓", "*", N_("Achieved early"), ROLE_MET},
    [CLASS_COMPLETED_EARLY] = {"✓", "*", N_("Completed early"), ROLE_MET},
};

const char *class_symbol(enum class c, bool ascii)
{
    return ascii ? class_looks[c].letter : class_looks[c].symbol;
}

const char *class_word(enum class c, enum lang lang)
{
    return tr(lang, class_looks[c].word);
}

enum role class_role(enum class c)
{
    return class_looks[c].role;
}

const char *reason_word(enum reason r, enum lang lang)
{
    static const char *const words[REASON_COUNT] = {
        [REASON_NONE] = "",
        [REASON_NO_TARGET] = N_("no numeric target"),
        [REASON_NO_DATA] = N_("no figure published"),
        [REASON_NO_BASE] = N_("no base published"),
        [REASON_ONLY_BASE] = N_("only the base is published"),
        [REASON_GAP] = N_("a year is missing"),
        [REASON_BREAK] = N_("break in the series"),
        [REASON_UNIT] = N_("unit differs"),
        [REASON_WITHHELD] = N_("withheld"),
        [REASON_NOT_APPLICABLE] = N_("not applicable"),
        [REASON_NOT_YET_DUE] = N_("not yet due"),
    };
    return *words[r] ? tr(lang, words[r]) : "";
}

const char *reason_brief(enum reason r, enum lang lang)
{
    static const char *const words[REASON_COUNT] = {
        [REASON_NO_TARGET] = N_("no target"),      [REASON_NO_DATA] = N_("no figure"),
        [REASON_NO_BASE] = N_("no base"),          [REASON_ONLY_BASE] = N_("base only"),
        [REASON_GAP] = N_("year missing"),         [REASON_BREAK] = N_("break"),
    };
    return words[r] ? tr(lang, words[r]) : reason_word(r, lang);
}

const char *flag_word(enum flag_bit b, enum lang lang)
{
    static const char *const words[FLAG_BIT_COUNT] = {
        [FLAG_BIT_PROVISIONAL] = N_("provisional"),
        [FLAG_BIT_AT_LEAST] = N_("at least"),
        [FLAG_BIT_APPROXIMATE] = N_("approximate"),
        [FLAG_BIT_SPLICED] = N_("spliced"),
        [FLAG_BIT_BREAK] = N_("break"),
        [FLAG_BIT_BASE_DIFFERS] = N_("base differs"),
        [FLAG_BIT_STALE] = N_("stale"),
        [FLAG_BIT_FEW] = N_("few points"),
        [FLAG_BIT_PARTLY_KNOWN] = N_("partly known"),
        [FLAG_BIT_MET_EARLIER] = N_("met earlier"),
    };
    return tr(lang, words[b]);
}

const char *feed_state_word(enum feed_state s, enum lang lang)
{
    static const char *const words[] = {
        [FEED_WAITING] = N_("waiting"), [FEED_FRESH] = N_("fresh"),     [FEED_LATE] = N_("late"),
        [FEED_FAILING] = N_("failing"), [FEED_OFFLINE] = N_("offline"),
    };
    return tr(lang, words[s]);
}

const char *milestone_state_word(enum milestone_state s, enum lang lang)
{
    static const char *const words[] = {
        [MILESTONE_UNKNOWN] = N_("unknown"),
        [MILESTONE_NOT_STARTED] = N_("not started"),
        [MILESTONE_IN_PROGRESS] = N_("in progress"),
        [MILESTONE_PARTLY] = N_("partly done"),
        [MILESTONE_DONE] = N_("done"),
        [MILESTONE_DROPPED] = N_("dropped"),
    };
    return tr(lang, words[s]);
}

const char *status_word(char obs_status, enum lang lang)
{
    static const struct {
        char code;
        const char *word;
    } words[] = {
        {'B', N_("break in the series")},
        {'D', N_("definition differs")},
        {'E', N_("estimated")},
        {'F', N_("forecast")},
        {'G', N_("experimental")},
        {'I', N_("imputed")},
        {'P', N_("provisional")},
        {'U', N_("low reliability")},
        {'V', N_("unvalidated")},
        {'N', N_("not significant")},
        {'S', N_("special event")},
        {'J', N_("derogation")},
        {'K', N_("in another category")},
        {'W', N_("includes another category")},
        {'M', N_("cannot exist")},
        {'L', N_("not collected")},
        {'O', N_("missing")},
        {'Q', N_("withheld")},
        {'H', N_("holiday")},
    };
    for (size_t i = 0; i < COUNT(words); i++)
        if (words[i].code == obs_status)
            return tr(lang, words[i].word);
    return "";
}
