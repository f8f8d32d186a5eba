/* document_plan.h -- the reading of a plan, shared by its three files. Inside feeds/format; one thread.
 *
 * document_plan.c reads the document and its indicators, document_target.c the targets and what they are derived from,
 * document_feeds.c the list of feeds. Relations between indicators are resolved after all of them were read.
 */
#ifndef PILLARS_FORMAT_DOCUMENT_PLAN_H
#define PILLARS_FORMAT_DOCUMENT_PLAN_H

#include "feeds/format/names.h"
#include "feeds/format/parts.h"

struct place { /* of an indicator in the document */
    struct json at;
    bool derived;
};

struct plan_reader {
    struct plan *plan; /* being built */
    struct keep keep;
    struct indicator *indicators; /* plan->indicators */
    struct target **targets;      /* of each indicator */
    struct place *places;         /* where each indicator stands */
    struct name *names;           /* of the indicators, sorted once all were read */
    const char *base_url;
    enum status status;           /* ST_LIMIT once a limit was passed */
};

/* "targets" of one indicator, each checked against the indicator and the plan's dates. */
void read_targets(struct plan_reader *r, const struct json *obj, struct indicator *ind);
/* "derive" and "ref" of the indicator with that index, and what they demand of the others. */
void relate_indicator(struct plan_reader *r, size_t index);
/* "feeds" of the plan. */
void read_feeds(struct plan_reader *r, const struct json *root);

#endif
