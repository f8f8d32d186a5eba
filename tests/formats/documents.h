/* documents.h -- small documents for the tests: written with ' for ", so that they can be read. */
#ifndef PILLARS_TESTS_DOCUMENTS_H
#define PILLARS_TESTS_DOCUMENTS_H

#include <string.h>

#define PLAN_HEAD                                                                                  \
    "{'format': 'indicator-plan', 'version': '1.0', 'id': 'p', 'name': 'P',"                       \
    " 'start': '2021-01-01', 'end': '2025-12-31', "
#define PILLARS(x)   "'pillars': [" x "]}"
#define PLAN(x)      PLAN_HEAD PILLARS("{'id': 'a', 'name': 'A', 'indicators': [" x "]}")
#define INDICATOR(x) PLAN("{'id': 'i', 'name': 'I', 'unit': 'u', " x "}")
#define TARGET(x)    INDICATOR("'quantity': 'stock', 'targets': [{" x "}]")
#define LEVEL(x)     TARGET("'kind': 'level', 'value': 100, 'by': '2025-12-31', " x)
/* two figures and a derived one */
#define DERIVED(x)                                                                                 \
    PLAN("{'id': 'm', 'name': 'M', 'unit': 'u', 'unit_code': 'CNY'},"                              \
         "{'id': 'n', 'name': 'N', 'unit': 'u', 'unit_code': 'USD', 'unit_mult': 4},"              \
         "{'id': 'd', 'name': 'D', 'unit': 'u', 'derive': {" x "}},"                               \
         "{'id': 'e', 'name': 'E', 'unit': 'u', 'derive': {'op': 'sum', 'of': ['m']}}")
#define SPEC(x)                                                                                    \
    PLAN_HEAD "'feeds': [{'id': 'f', " x "}], " PILLARS(                                           \
        "{'id': 'a', 'name': 'A', 'indicators': [{'id': 'i', 'name': 'I', 'unit': 'u'},"           \
        "{'id': 'd', 'name': 'D', 'unit': 'u', 'derive': {'op': 'sum', 'of': ['i']}}]}")

#define FEED_HEAD       "{'format': 'indicator-feed', 'version': '1.0', "
#define FEED(x)         FEED_HEAD "'indicators': [{'id': 'i', " x "}]}"
#define OBSERVATIONS(x) FEED("'observations': [" x "]")
#define OBSERVATION(x)  OBSERVATIONS("{" x "}")
#define MILESTONES(x)   FEED("'milestones': [" x "]")
#define MILESTONE(x)    MILESTONES("{" x "}")

/* The document in `out`, ' as ". Returns its length. */
static inline size_t document(const char *text, char *out, size_t cap)
{
    size_t n = strnlen(text, cap - 1);
    for (size_t i = 0; i < n; i++)
        out[i] = text[i] == '\'' ? '"' : text[i];
    out[n] = '\0';
    return n;
}

#endif
