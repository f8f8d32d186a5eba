#include "feeds/format/check.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"
#include "feeds/format/parts.h"

/* A path from the command line, without what a terminal would obey. */
static void print_name(const char *name, FILE *out)
{
    size_t n = strlen(name);
    char *clean = malloc(3 * n + 1);
    if (clean) {
        text_clean(name, n, clean, 3 * n + 1);
        fputs(clean, out);
    }
    free(clean);
}

static void print_diags(const char *name, const struct diags *d, FILE *out)
{
    for (size_t i = 0; i < d->count; i++) {
        const struct diag *one = &d->list[i];
        print_name(name, out);
        if (one->line > 0)
            fprintf(out, ":%d:%d", one->line, one->column);
        fprintf(out, ": %s: %s", one->severity == SEVERITY_ERROR ? "error" : "warning", one->text);
        fprintf(out, *one->path ? " (at %s)\n" : "\n", one->path);
    }
    if (d->dropped) {
        print_name(name, out);
        fprintf(out, ": %zu more are not shown\n", d->dropped);
    }
}

/* Findings from both documents know their path only: the place is looked up in the text. */
static void find_places(const struct check_input *in, struct diags *d)
{
    struct scan scan;
    if (scan_text(&scan, in->bytes, in->len) == ST_OK)
        for (size_t i = 0; i < d->count; i++) {
            size_t at = d->list[i].line ? SCAN_NOT_FOUND : scan_find(&scan, d->list[i].path);
            if (at != SCAN_NOT_FOUND)
                scan_place(&scan, at, &d->list[i].line, &d->list[i].column);
        }
    scan_free(&scan);
}

static bool plan_names(const struct plan *plan, const char *url)
{
    for (size_t i = 0; plan && i < plan->feed_count; i++)
        if (strcmp(plan->feeds[i].url, url) == 0)
            return true;
    return false;
}

/* Neither kind by its member "format": says what it is instead. False if it is one after all. */
static bool refuse(const struct check_input *in, struct diags *d)
{
    struct json_doc json;
    enum status st =
        part_open(&json, in->bytes, in->len, NULL, "an indicator plan or an indicator feed", d);
    json_close(&json);
    return st != ST_OK;
}

/* A failure that is no finding (memory) is one here. */
static void say_failure(enum status st, const struct err *err, struct diags *d)
{
    if (st != ST_OK && d->errors == 0)
        diags_add(d, SEVERITY_ERROR, 0, 0, "", "%s", err->text);
}

static size_t check_plan(const struct check_input *in, struct plan **plan, FILE *out)
{
    struct diags d = {0};
    struct err err = {0};
    say_failure(plan_decode(in->bytes, in->len, in->url, plan, &d, &err), &err, &d);
    print_diags(in->name, &d, out);
    size_t errors = d.errors;
    diags_free(&d);
    return errors;
}

static size_t check_feed(const struct check_input *in, struct plan *const *plans, size_t n,
                         FILE *out)
{
    struct diags d = {0};
    struct err err = {0};
    struct feed_doc *feed = NULL;
    if (document_kind(in->bytes, in->len) == DOCUMENT_FEED || !refuse(in, &d))
        say_failure(feed_decode(in->bytes, in->len, in->name, &feed, &d, &err), &err, &d);
    for (size_t i = 0; feed && i < n; i++)
        if (plan_names(plans[i], in->url))
            feed_check_against_plan(feed, plans[i], &d);
    find_places(in, &d);
    diags_sort(&d);
    print_diags(in->name, &d, out);
    size_t errors = d.errors;
    diags_free(&d);
    feed_doc_free(feed);
    return errors;
}

size_t check_documents(const struct check_input *in, size_t n, FILE *out)
{
    size_t errors = 0;
    struct plan **plans = calloc(n ? n : 1, sizeof *plans);
    if (!plans) {
        fputs("error: out of memory\n", out);
        return 1;
    }
    for (size_t i = 0; i < n; i++)
        if (document_kind(in[i].bytes, in[i].len) == DOCUMENT_PLAN)
            errors += check_plan(&in[i], &plans[i], out);
    for (size_t i = 0; i < n; i++)
        if (document_kind(in[i].bytes, in[i].len) != DOCUMENT_PLAN)
            errors += check_feed(&in[i], plans, n, out);
    for (size_t i = 0; i < n; i++)
        plan_unref(plans[i]);
    free(plans);
    return errors;
}
