/* libFuzzer: any bytes as a plan, a feed, an address. Nothing may crash, leak or contradict itself.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/utf8.h"
#include "feeds/format/address.h"
#include "feeds/format/check.h"
#include "feeds/format/document.h"
#include "feeds/format/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define REQUIRE(what)                                                                              \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);                     \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static void require_clean(const struct text *t)
{
    for (int l = 0; l < LANG_COUNT; l++)
        REQUIRE(!t->in[l] || text_is_clean(t->in[l], strlen(t->in[l])));
}

static void require_findings(struct diags *d, enum status st, const struct err *err, bool scanned)
{
    REQUIRE((st == ST_OK) == (d->errors == 0));
    REQUIRE((st == ST_OK) == !*err->text);
    REQUIRE(st != ST_NO_MEMORY); /* what the scan takes, cJSON reads */
    for (size_t i = 0; i < d->count; i++) {
        const struct diag *one = &d->list[i];
        REQUIRE(one->line >= 1 && one->column >= 1 && *one->text);
        REQUIRE(text_is_clean(one->text, strlen(one->text)));
        REQUIRE(text_is_clean(one->path, strlen(one->path)));
        REQUIRE(scanned || !*one->path);
    }
    diags_free(d);
}

static bool scan_is_sound(const char *bytes, size_t n)
{
    struct scan s;
    bool good = scan_text(&s, bytes, n) == ST_OK;
    REQUIRE(good == !*s.error);
    REQUIRE(good || (s.line >= 1 && s.column >= 1));
    for (size_t i = 0; good && i < s.count && i < 64; i++) {
        char path[4096];
        int line, column;
        scan_place(&s, i, &line, &column);
        scan_path(&s, i, path, sizeof path);
        REQUIRE(line >= 1 && column >= 1 && s.values[i].next > i && s.values[i].next <= s.count);
        size_t found = scan_find(&s, path); /* a cleaned key may be another's name */
        REQUIRE(found == SCAN_NOT_FOUND || found < s.count);
    }
    scan_free(&s);
    return good;
}

static void try_plan(const char *bytes, size_t n, bool scanned, struct plan **out)
{
    struct diags d = {0};
    struct err err = {0};
    enum status st = plan_decode(bytes, n, "file:///srv/plan.json", out, &d, &err);
    const struct plan *p = *out;
    REQUIRE((st == ST_OK) == (p != NULL));
    for (size_t i = 0; p && i < p->indicator_count; i++) {
        const struct indicator *ind = &p->indicators[i];
        REQUIRE(ind->id && ind->pillar >= 0 && (size_t)ind->pillar < p->pillar_count);
        REQUIRE(plan_find_indicator(p, ind->id) == (int)i);
        require_clean(&ind->name);
        for (size_t k = 0; k < ind->derive.part_count; k++)
            REQUIRE(ind->derive.parts[k] >= 0 && ind->derive.parts[k] < (int)p->indicator_count);
        for (size_t k = 0; k < ind->target_count; k++) {
            REQUIRE(ind->targets[k].kind != TARGET_RELATIVE || ind->targets[k].ref >= 0);
            REQUIRE(!ind->targets[k].base.given || isfinite(ind->targets[k].base.value));
        }
    }
    for (size_t i = 0; p && i < p->feed_count; i++)
        REQUIRE(p->feeds[i].id && p->feeds[i].url && strstr(p->feeds[i].url, "://"));
    require_findings(&d, st, &err, scanned);
}

static void try_feed(const char *bytes, size_t n, bool scanned, const struct plan *plan)
{
    struct feed_doc *f;
    struct diags d = {0};
    struct err err = {0};
    enum status st = feed_decode(bytes, n, "fuzz", &f, &d, &err);
    REQUIRE((st == ST_OK) == (f != NULL));
    size_t count = 0;
    for (size_t i = 0; f && i < f->series_count; i++) {
        const struct series *s = f->series[i];
        for (size_t k = 0; k < s->obs_count; k++) {
            REQUIRE(s->obs[k].period.kind != PERIOD_NONE && !isinf(s->obs[k].value));
            REQUIRE(k == 0 || period_compare(&s->obs[k - 1].period, &s->obs[k].period) <= 0);
            require_clean(&s->obs[k].note);
            require_clean(&s->obs[k].source_name);
        }
        for (size_t k = 0; k < s->milestone_count; k++)
            REQUIRE(s->milestones[k].id && s->milestones[k].weight > 0);
        count += s->obs_count;
    }
    REQUIRE(!f || count == f->obs_count);
    require_findings(&d, st, &err, scanned);
    if (f && plan) {
        feed_check_against_plan(f, plan, &d);
        diags_free(&d);
    }
    feed_doc_free(f);
}

static void try_address(const char *bytes, size_t n)
{
    char text[512], *out, *again;
    size_t len = n < sizeof text - 1 ? n : sizeof text - 1;
    memcpy(text, bytes, len);
    text[len] = '\0';
    static const char *const bases[] = {"file:///srv/plan.json", "https://h:1/a/b?c"};
    for (size_t i = 0; i < 2; i++) {
        if (address_resolve(bases[i], text, &out, NULL) != ST_OK)
            continue;
        REQUIRE(address_resolve(bases[i], out, &again, NULL) == ST_OK);
        REQUIRE(strcmp(out, again) == 0); /* normal already */
        free(again);
        if (address_to_path(out, &again, NULL) == ST_OK)
            REQUIRE(again[0] == '/');
        free(again);
        free(out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const char *bytes = (const char *)data;
    struct plan *plan;
    bool scanned = scan_is_sound(bytes, n);
    document_kind(bytes, n);
    try_plan(bytes, n, scanned, &plan);
    try_feed(bytes, n, scanned, plan);
    plan_unref(plan);
    try_address(bytes, n);
    FILE *null = fopen("/dev/null", "w");
    const struct check_input in[] = {{"a", "file:///srv/f", bytes, n},
                                     {"b", "file:///srv/f", bytes, n / 2}};
    if (null) {
        check_documents(in, 2, null);
        fclose(null);
    }
    return 0;
}
