#include "feeds/format/check.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/format/document.h"

static void print_diags(FILE *out, const char *name, const struct diags *d, size_t *errors)
{
    for (size_t i = 0; i < d->count; i++) {
        const struct diag *g = &d->list[i];
        fprintf(out, "%s:%d:%d: %s: %s", name, g->line, g->column,
                g->severity == SEVERITY_ERROR ? "error" : "warning", g->text);
        fprintf(out, *g->path ? " (at %s)\n" : "%s\n", g->path);
    }
    if (d->dropped)
        fprintf(out, "%s: %zu more are not shown\n", name, d->dropped);
    *errors += d->errors;
}

/* The plan among the inputs that names this address as a feed. */
static const struct plan *plan_naming(struct plan *const *plans, size_t n, const char *url)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; plans[i] && k < plans[i]->feed_count; k++)
            if (strcmp(plans[i]->feeds[k].url, url) == 0)
                return plans[i];
    return NULL;
}

size_t check_documents(const struct check_input *in, size_t n, FILE *out)
{
    size_t errors = 0;
    struct plan **plans = calloc(n ? n : 1, sizeof *plans);
    if (!plans) {
        fprintf(out, "cannot check: out of memory\n");
        return 1;
    }
    for (size_t i = 0; i < n; i++) {
        struct diags d = {0};
        if (document_kind(in[i].bytes, in[i].len) == DOCUMENT_PLAN) {
            plan_decode(in[i].bytes, in[i].len, in[i].url, &plans[i], &d, NULL);
            print_diags(out, in[i].name, &d, &errors);
        }
        diags_free(&d);
    }
    for (size_t i = 0; i < n; i++) {
        struct diags d = {0};
        struct feed_doc *feed = NULL;
        if (document_kind(in[i].bytes, in[i].len) != DOCUMENT_PLAN) {
            feed_decode(in[i].bytes, in[i].len, in[i].name, &feed, &d, NULL);
            const struct plan *plan = plan_naming(plans, n, in[i].url);
            if (feed && plan)
                feed_check_against_plan(feed, plan, &d);
            print_diags(out, in[i].name, &d, &errors);
            feed_doc_free(feed);
        }
        diags_free(&d);
    }
    for (size_t i = 0; i < n; i++)
        plan_unref(plans[i]);
    free(plans);
    return errors;
}
