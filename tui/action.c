#include "tui/action.h"

#include <string.h>

static const struct action_info table[ACTION_COUNT] = {
#define X(name, word, keys, group, help) {word, keys, GROUP_##group, help},
    ACTION_LIST(X)
#undef X
};

const struct action_info *action_info(enum action a)
{
    return &table[a];
}

const char *action_group_title(enum action_group g)
{
    static const char *const titles[GROUP_COUNT] = {
        [GROUP_MOVE] = N_("Move"), [GROUP_GO] = N_("Go"),     [GROUP_FIND] = N_("Find"),
        [GROUP_SHOW] = N_("Show"), [GROUP_TIME] = N_("Time"), [GROUP_DATA] = N_("Data"),
        [GROUP_PROGRAM] = N_("Program"),
    };
    return titles[g];
}

enum action action_from_word(const char *word)
{
    for (int a = 0; a < ACTION_COUNT; a++)
        if (strcmp(table[a].word, word) == 0)
            return (enum action)a;
    return ACTION_NONE;
}
