/* document.h -- plan and feed documents: bytes -> plan, bytes -> series. Pure; any thread.
 *
 * The strict scan (format/scan) runs first: a syntax error names line and column, a document that parses but is
 * wrong names the JSON path, and both say what was expected. Every diagnostic goes to `diags` (all of them, up to
 * DIAGS_MAX), not only the first; `err` gets the first fatal one. Contract: design.md section 5.
 * Unknown members are ignored; version 2.x is refused by name. Texts come out clean.
 */
#ifndef PILLARS_FORMAT_DOCUMENT_H
#define PILLARS_FORMAT_DOCUMENT_H

#include "feeds/base/status.h"
#include "feeds/plan/plan.h"
#include "feeds/plan/series.h"

#define DIAGS_MAX 100

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct diag {
    enum severity severity;
    int line, column;  /* of the place in the text, from 1 */
    char path[160];    /* JSON path, "/indicators/3/value"; "" for a syntax error */
    char text[256];    /* what is wrong and what was expected */
};

struct diags {
    struct diag *list; /* malloc'ed */
    size_t count, errors, dropped;
};
void diags_free(struct diags *d);

/* What an "indicator-feed" document (or, later, a foreign one) says, sealed and clean. */
struct feed_doc {
    day_t published, next;  /* DAY_NONE where absent */
    struct text source_name;
    char *source_name_zh, *source_name_en, *source_url; /* owned by the doc; NULL where absent */
    size_t series_count;
    struct series **series; /* one per indicator in the document, one reference each */
    size_t obs_count;
};
void feed_doc_free(struct feed_doc *d); /* NULL is fine */

enum document_kind { DOCUMENT_UNKNOWN, DOCUMENT_PLAN, DOCUMENT_FEED };
/* By the member "format", without a full parse of the rest. */
enum document_kind document_kind(const char *bytes, size_t n);

/* base_url: the document's own absolute address, for relative feed addresses. */
enum status plan_decode(const char *bytes, size_t n, const char *base_url, struct plan **out,
                        struct diags *diags, struct err *err);
/* name: what the document is called in the error text (a feed id). One observation that is wrong makes the document
 * wrong: nothing of it is used, the last good figures stay. */
enum status feed_decode(const char *bytes, size_t n, const char *name, struct feed_doc **out,
                        struct diags *diags, struct err *err);
/* Checks that need both documents (feed against plan): unknown indicators, numeric observations for an indicator
 * without quantity, periods outside the plan, duplicate (period, published). Appends to diags. */
void feed_check_against_plan(const struct feed_doc *feed, const struct plan *plan, struct diags *diags);

#endif
