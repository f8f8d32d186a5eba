/* A plan document: what is wanted, and where the figures come from. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/format/document_plan.h"

#define PLAN_BYTES_MAX ((size_t)64 << 20)

static void read_choice(const struct json *obj, const char *key, const char *const *names, size_t n,
                        int *out)
{
    int at;
    if (json_get_choice(obj, key, OPTIONAL, names, n, &at))
        *out = at;
}

#define READ_CHOICE(obj, key, names, out)                                                          \
    read_choice(obj, key, names, sizeof names / sizeof *names, out)

static void read_limits(const struct json *obj, struct indicator *ind)
{
    struct json v;
    json_get_number(obj, "min", OPTIONAL, &ind->min);
    json_get_number(obj, "max", OPTIONAL, &ind->max);
    if (ind->min > ind->max && json_member(obj, "max", &v))
        json_error(&v, "'max' is %g and 'min' is %g; expected 'min' not above 'max'", ind->max,
                   ind->min);
}

/* What the figure is decides with what it may be compared: it has to be said, but a derived one
 * follows from its parts. */
static void check_quantity(const struct json *obj, const struct indicator *ind)
{
    struct json v;
    if (json_member(obj, "quantity", &v) || json_member(obj, "derive", &v))
        return;
    for (size_t i = 0; i < ind->target_count; i++)
        if (!isnan(ind->targets[i].value)) {
            json_error(obj, "missing 'quantity' beside a target with a value; expected one of "
                            "\"stock\", \"flow\", \"rate\", \"index\"");
            return;
        }
}

static void read_indicator(struct plan_reader *r, const struct json *obj, int pillar,
                           struct indicator *ind)
{
    static const char *const freqs[] = {"A", "S", "Q", "M", "W", "D"};
    static const char *const quantities[] = {"stock", "flow", "rate", "index"};
    static const char *const natures[] = {"other", "binding", "anticipatory"};
    static const char *const directions[] = {"up", "down", "none"};
    int freq = FREQ_ANNUAL, quantity = -1, nature = NATURE_OTHER, direction = DIRECTION_UP;
    const char *s;
    struct origin origin;
    *ind = (struct indicator){.decimals = -1, .min = NAN, .max = NAN, .pillar = pillar};
    if (json_kind(obj) != JSON_OBJECT) {
        json_expected(obj, "an indicator {\"id\": ..., \"name\": ..., \"unit\": ...}");
        return;
    }
    part_id(&r->keep, obj, "id", REQUIRED, &ind->id);
    part_name(&r->keep, obj, "name", &ind->name);
    part_short(&r->keep, obj, &ind->name, &ind->short_name);
    part_text(&r->keep, obj, "unit", REQUIRED, &ind->unit);
    part_text(&r->keep, obj, "note", OPTIONAL, &ind->note);
    if (part_origin(&r->keep, obj, "source", &origin)) {
        ind->source_name = origin.name;
        ind->source_url = origin.url;
    }
    if (part_word(obj, "unit_code", OPTIONAL, "an SDMX unit code such as \"CNY\" or \"PT\"", &s))
        ind->unit_code = keep_text(&r->keep, s);
    json_get_integer(obj, "unit_mult", OPTIONAL, -12, 15, &ind->unit_mult);
    json_get_integer(obj, "decimals", OPTIONAL, 0, 12, &ind->decimals);
    READ_CHOICE(obj, "freq", freqs, &freq);
    READ_CHOICE(obj, "quantity", quantities, &quantity);
    READ_CHOICE(obj, "nature", natures, &nature);
    READ_CHOICE(obj, "direction", directions, &direction);
    ind->freq = (enum freq)freq;
    ind->quantity = (enum quantity)(quantity + 1);
    ind->nature = (enum nature)nature;
    ind->direction = (enum direction)direction;
    read_limits(obj, ind);
    read_targets(r, obj, ind);
    check_quantity(obj, ind);
}

static bool read_pillar(struct plan_reader *r, const struct json *obj, int index,
                        struct pillar *pillar)
{
    struct json list, item;
    struct plan *plan = r->plan;
    *pillar = (struct pillar){.first = plan->indicator_count};
    if (json_kind(obj) != JSON_OBJECT) {
        json_expected(obj, "a pillar {\"id\": ..., \"name\": ..., \"indicators\": [...]}");
        return true;
    }
    part_id(&r->keep, obj, "id", REQUIRED, &pillar->id);
    part_name(&r->keep, obj, "name", &pillar->name);
    part_short(&r->keep, obj, &pillar->name, &pillar->short_name);
    part_text(&r->keep, obj, "note", OPTIONAL, &pillar->note);
    if (!json_get_array(obj, "indicators", REQUIRED, &list))
        return true;
    if (json_size(&list) > PLAN_MAX_INDICATORS - plan->indicator_count) {
        json_error(&list, "more than %d indicators in one plan; expected fewer",
                   PLAN_MAX_INDICATORS);
        r->status = ST_LIMIT;
        return false;
    }
    for (bool more = json_first(&list, &item); more; more = json_next(&item)) {
        struct json derive;
        r->places[plan->indicator_count] = (struct place){item, json_member(&item, "derive", &derive)};
        read_indicator(r, &item, index, &r->indicators[plan->indicator_count++]);
    }
    pillar->count = plan->indicator_count - pillar->first;
    return true;
}

static size_t count_indicators(const struct json *pillars)
{
    struct json item, list;
    size_t n = 0;
    for (bool more = json_first(pillars, &item); more; more = json_next(&item))
        if (json_member(&item, "indicators", &list) && json_kind(&list) == JSON_ARRAY)
            n += json_size(&list);
    return n < PLAN_MAX_INDICATORS ? n : PLAN_MAX_INDICATORS;
}

static void read_pillars(struct plan_reader *r, const struct json *root)
{
    struct json list, item;
    struct plan *plan = r->plan;
    if (!json_get_array(root, "pillars", REQUIRED, &list))
        return;
    size_t n = json_size(&list);
    if (n == 0 || n > PLAN_MAX_PILLARS) {
        json_error(&list, "%zu pillars; expected 1 to %d", n, PLAN_MAX_PILLARS);
        r->status = n ? ST_LIMIT : ST_OK;
        return;
    }
    size_t most = count_indicators(&list);
    struct pillar *pillars = keep_array(&r->keep, n, sizeof *pillars);
    struct name names[PLAN_MAX_PILLARS];
    r->indicators = keep_array(&r->keep, most, sizeof *r->indicators);
    r->targets = calloc(most ? most : 1, sizeof *r->targets);
    r->places = calloc(most ? most : 1, sizeof *r->places);
    r->names = calloc(most ? most : 1, sizeof *r->names);
    if (!pillars || !r->indicators || !r->targets || !r->places || !r->names) {
        r->keep.failed = true;
        return;
    }
    plan->pillars = pillars;
    plan->indicators = r->indicators;
    bool more = json_first(&list, &item);
    for (; more; more = json_next(&item)) {
        int index = (int)plan->pillar_count++;
        if (!read_pillar(r, &item, index, &pillars[index]))
            return;
        names[index] = (struct name){pillars[index].id, index, item};
    }
    names_sort(names, plan->pillar_count, "pillar");
    for (size_t i = 0; i < plan->indicator_count; i++)
        r->names[i] = (struct name){r->indicators[i].id, (int)i, r->places[i].at};
    names_sort(r->names, plan->indicator_count, "indicator");
    int *by_id = keep_array(&r->keep, plan->indicator_count, sizeof *by_id);
    for (size_t i = 0; by_id && i < plan->indicator_count; i++)
        by_id[i] = r->names[i].index;
    plan->by_id = by_id;
    for (size_t i = 0; i < plan->indicator_count; i++)
        relate_indicator(r, i);
}

static void read_zone(struct plan_reader *r, const struct json *root)
{
    static const char expected[] = "a time zone such as \"Asia/Shanghai\" or \"+08:00\"";
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/:";
    const char *s = "Asia/Shanghai";
    char shown[64];
    struct json v;
    int32_t offset;
    if (json_get_string(root, "timezone", OPTIONAL, expected, &s) &&
        json_member(root, "timezone", &v)) {
        if (!*s || strlen(s) > 64 || s[strspn(s, allowed)])
            json_error(&v, "'timezone' is \"%s\"; expected %s", excerpt(s, shown), expected);
        else if (!zone_offset(s, 0, &offset))
            json_warning(&v, "the time zone \"%s\" is not known here; expected %s",
                         excerpt(s, shown), expected);
    }
    r->plan->timezone = keep_text(&r->keep, s);
}

static void read_plan(struct plan_reader *r, const struct json *root)
{
    struct plan *plan = r->plan;
    struct origin origin;
    struct json v;
    part_id(&r->keep, root, "id", REQUIRED, &plan->id);
    part_name(&r->keep, root, "name", &plan->name);
    part_short(&r->keep, root, &plan->name, &plan->short_name);
    part_text(&r->keep, root, "note", OPTIONAL, &plan->note);
    if (part_origin(&r->keep, root, "source", &origin)) {
        plan->source_name = origin.name;
        plan->source_url = origin.url;
    }
    part_day(root, "start", REQUIRED, &plan->start);
    part_day(root, "end", REQUIRED, &plan->end);
    if (plan->end != DAY_NONE && plan->end <= plan->start && json_member(root, "end", &v))
        json_error(&v, "the plan ends before it starts; expected 'end' after 'start'");
    read_zone(r, root);
    part_duration(root, "every", &plan->every_s);
    read_pillars(r, root);
    read_feeds(r, root);
}

enum status plan_decode(const char *bytes, size_t n, const char *base_url, struct plan **out,
                        struct diags *diags, struct err *err)
{
    struct diags own = {0};
    struct json_doc json = {0};
    *out = NULL;
    if (!diags)
        diags = &own;
    size_t before = diags->errors;
    struct plan *plan = calloc(1, sizeof *plan);
    if (!plan)
        return err_set(err, ST_NO_MEMORY, "cannot decode the plan: out of memory");
    atomic_init(&plan->refs, 1);
    arena_init(&plan->arena, PLAN_BYTES_MAX);
    plan->start = plan->end = DAY_NONE;
    struct plan_reader r = {.plan = plan, .keep = {&plan->arena, false}, .base_url = base_url};
    plan->url = keep_address(&r.keep, base_url, &plan->shown);
    enum status st = part_open(&json, bytes, n, "indicator-plan", "an indicator plan", diags);
    if (st == ST_OK) {
        struct json root = json_root(&json);
        read_plan(&r, &root);
        st = r.status;
    }
    free(r.targets);
    free(r.places);
    free(r.names);
    if (r.keep.failed || json.failed)
        st = ST_NO_MEMORY;
    json_close(&json);
    diags_sort(diags);
    if (st == ST_OK && diags->errors > before)
        st = ST_INVALID;
    if (st == ST_OK) {
        *out = plan;
        plan = NULL;
    } else if (st == ST_NO_MEMORY) {
        err_set(err, st, "cannot decode the plan: out of memory");
    } else {
        diags_to_err(diags, st, "the plan", err);
    }
    plan_unref(plan);
    diags_free(&own);
    return st;
}
