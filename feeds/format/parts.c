#include "feeds/format/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/base/clock.h"
#include "feeds/base/utf8.h"
#include "feeds/format/address.h"
#include "feeds/format/sniff.h"

void *keep_array(struct keep *k, size_t n, size_t size)
{
    void *p = arena_alloc(k->arena, n ? n : 1, size);
    if (!p)
        k->failed = true;
    return p;
}

const char *keep_text(struct keep *k, const char *s)
{
    size_t n = strlen(s);
    if (text_is_clean(s, n)) {
        const char *copy = arena_strndup(k->arena, s, n);
        k->failed |= !copy;
        return copy;
    }
    char *clean = keep_array(k, 3 * n + 1, 1);
    if (clean)
        text_clean(s, n, clean, 3 * n + 1);
    return clean;
}

const char *keep_address(struct keep *k, const char *url, const char **shown)
{
    char text[ADDRESS_MAX];
    const char *kept = keep_text(k, url);
    address_shown(url, text, sizeof text);
    *shown = strcmp(text, url) == 0 ? kept : keep_text(k, text);
    return kept;
}

/* ---- texts --------------------------------------------------------------------------------- */

static bool is_id(const char *s)
{
    static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    size_t n = strnlen(s, 65);
    size_t good = n && strchr(first, s[0]) ? 1 : 0;
    while (good && s[good] && (strchr(first, s[good]) || strchr("._-", s[good])))
        good++;
    return n >= 1 && n <= 64 && good == n;
}

static const char id_expected[] = "an id: 1 to 64 of A-Z a-z 0-9 . _ -, a letter or digit first";

bool part_id_value(const struct json *v, const char **out)
{
    const char *s;
    char name[64];
    if (!json_as_string(v, id_expected, &s))
        return false;
    if (!is_id(s)) {
        json_error(v, "\"%s\" is no id; expected %s", excerpt(s, name), id_expected);
        return false;
    }
    *out = s;
    return true;
}

bool part_id(struct keep *k, const struct json *obj, const char *key, enum need need,
             const char **out)
{
    struct json v;
    const char *s;
    if (!json_get(obj, key, need, id_expected, &v) || !part_id_value(&v, &s))
        return false;
    *out = keep_text(k, s);
    return *out != NULL;
}

bool part_word(const struct json *obj, const char *key, enum need need, const char *expected,
               const char **out)
{
    struct json v;
    const char *s;
    if (!json_get_string(obj, key, need, expected, &s))
        return false;
    if (!*s && json_member(obj, key, &v)) {
        json_error(&v, "'%s' is empty; expected %s", key, expected);
        return false;
    }
    *out = s;
    return true;
}

static bool keep_string(struct keep *k, const struct json *v, const char *expected,
                        const char **out)
{
    const char *s;
    if (!json_as_string(v, expected, &s))
        return false;
    if (strlen(s) > TEXT_BYTES_MAX) {
        json_error(v, "a text of %zu bytes; expected at most %d", strlen(s), TEXT_BYTES_MAX);
        return false;
    }
    *out = keep_text(k, s);
    return *out != NULL;
}

static bool text_value(struct keep *k, const struct json *v, const char *expected, struct text *out)
{
    static const char *const codes[] = {[LANG_ZH] = "zh", [LANG_EN] = "en"};
    struct json part;
    struct text text = {{NULL}};
    if (json_kind(v) == JSON_STRING) {
        if (!keep_string(k, v, expected, &text.in[LANG_ZH]))
            return false;
        text.in[LANG_EN] = text.in[LANG_ZH];
        *out = text;
        return true;
    }
    if (json_kind(v) != JSON_OBJECT) {
        json_expected(v, expected);
        return false;
    }
    bool any = false, good = true;
    for (int l = 0; l < LANG_COUNT; l++)
        if (json_member(v, codes[l], &part)) {
            any = true;
            good &= keep_string(k, &part, "a string", &text.in[l]);
        }
    if (!any)
        json_error(v, "neither 'zh' nor 'en' is given; expected %s", expected);
    if (any && good)
        *out = text;
    return any && good;
}

static const char text_expected[] = "a string or {\"zh\": \"...\", \"en\": \"...\"}";

bool part_text(struct keep *k, const struct json *obj, const char *key, enum need need,
               struct text *out)
{
    struct json v;
    return json_get(obj, key, need, text_expected, &v) && text_value(k, &v, text_expected, out);
}

static bool name_value(struct keep *k, const struct json *obj, const char *key, enum need need, struct text *out)
{
    struct json v;
    if (!json_get(obj, key, need, text_expected, &v) || !text_value(k, &v, text_expected, out))
        return false;
    for (int l = 0; l < LANG_COUNT; l++)
        if (out->in[l] && !*out->in[l]) {
            json_error(&v, "'%s' is empty; expected a text that can be read", key);
            return false;
        }
    return true;
}

bool part_name(struct keep *k, const struct json *obj, const char *key, struct text *out)
{
    return name_value(k, obj, key, REQUIRED, out);
}

void part_short(struct keep *k, const struct json *obj, const struct text *name, struct text *out)
{
    struct json v;
    if (!name_value(k, obj, "short", OPTIONAL, out) || !json_member(obj, "short", &v))
        return;
    for (int l = 0; l < LANG_COUNT; l++)
        if (out->in[l] && name->in[l] && strlen(out->in[l]) >= strlen(name->in[l])) {
            json_warning(&v, "'short' is no shorter than 'name'; expected a shorter name, or none");
            return;
        }
}

static bool is_web_address(const char *s)
{
    return (strncasecmp(s, "http://", 7) == 0 && s[7]) ||
           (strncasecmp(s, "https://", 8) == 0 && s[8]);
}

bool part_origin(struct keep *k, const struct json *obj, const char *key, struct origin *out)
{
    static const char expected[] = "an http address, a name, or {\"name\": ..., \"url\": ...}";
    struct json v, url;
    const char *s;
    *out = (struct origin){0};
    if (!json_member(obj, key, &v))
        return false;
    if (json_kind(&v) == JSON_STRING) {
        if (!keep_string(k, &v, expected, &s))
            return false;
        if (is_web_address(s))
            out->url = s;
        else
            out->name = (struct text){{s, s}};
        return true;
    }
    if (json_kind(&v) != JSON_OBJECT) {
        json_expected(&v, expected);
        return false;
    }
    bool named = part_text(k, &v, "name", OPTIONAL, &out->name);
    if (!json_member(&v, "url", &url)) {
        if (!named && !json_member(&v, "name", &url))
            json_error(&v, "neither 'name' nor 'url' is given; expected %s", expected);
        return named;
    }
    if (!keep_string(k, &url, "an http address", &s))
        return named;
    if (is_web_address(s)) {
        out->url = s;
    } else if (!named) {
        out->name = (struct text){{s, s}};
    } else {
        char shown[64];
        json_warning(&url, "\"%s\" is not used; expected http:// or https://", excerpt(s, shown));
    }
    return true;
}

/* ---- days and periods ---------------------------------------------------------------------- */

static bool day_of(const struct json *obj, const char *key, enum need need, const char *expected,
                   bool instant, day_t *out)
{
    const char *s;
    char shown[64];
    wall_s at;
    day_t day;
    if (!json_get_string(obj, key, need, expected, &s))
        return false;
    bool good =
        strlen(s) == 10 || (instant && strlen(s) > 10 && s[10] == 'T' && wall_parse(s, &at));
    if (!good || !day_parse(s, &day)) {
        struct json v;
        json_member(obj, key, &v);
        json_error(&v, "'%s' is \"%s\"; expected %s", key, excerpt(s, shown), expected);
        return false;
    }
    *out = day;
    return true;
}

bool part_day(const struct json *obj, const char *key, enum need need, day_t *out)
{
    return day_of(obj, key, need, "a date such as \"2025-12-31\"", false, out);
}

bool part_instant(const struct json *obj, const char *key, enum need need, day_t *out)
{
    return day_of(obj, key, need,
                  "a date such as \"2025-12-31\" or an instant such as "
                  "\"2025-12-31T09:00:00+08:00\"",
                  true, out);
}

bool part_period(const struct json *obj, const char *key, struct period *out)
{
    static const char expected[] =
        "a period such as \"2025\", \"2025-S1\", \"2025-Q3\", \"2025-09\", "
        "\"2025-09-30\" or \"2022-08-01/P3Y\"";
    const char *s;
    char shown[64];
    if (!json_get_string(obj, key, REQUIRED, expected, &s))
        return false;
    if (!period_parse(s, out)) {
        struct json v;
        json_member(obj, key, &v);
        json_error(&v, "'%s' is \"%s\"; expected %s", key, excerpt(s, shown), expected);
        return false;
    }
    return true;
}

bool part_duration(const struct json *obj, const char *key, int64_t *out)
{
    static const char expected[] = "a duration such as \"45s\", \"30m\", \"6h\" or \"1d\"";
    static const char units[] = "smhd";
    static const int seconds[] = {1, 60, 3600, 86400};
    const char *s, *unit;
    char shown[64];
    if (!json_get_string(obj, key, OPTIONAL, expected, &s))
        return false;
    size_t n = strspn(s, "0123456789");
    unit = n >= 1 && n <= 6 && s[0] != '0' && s[n] && !s[n + 1] ? strchr(units, s[n]) : NULL;
    if (!unit) {
        struct json v;
        json_member(obj, key, &v);
        json_error(&v, "'%s' is \"%s\"; expected %s", key, excerpt(s, shown), expected);
        return false;
    }
    *out = (int64_t)strtol(s, NULL, 10) * seconds[unit - units];
    return true;
}

/* ---- codes --------------------------------------------------------------------------------- */

bool part_status(const struct json *obj, const char *key, char *out)
{
    /* SDMX CL_OBS_STATUS 2.2 */
    static const char *const codes[] = {"A", "B", "D", "E", "F", "G", "I", "P", "U", "V",
                                        "N", "S", "J", "K", "W", "M", "L", "O", "Q", "H"};
    int at;
    if (!json_get_choice(obj, key, OPTIONAL, codes, sizeof codes / sizeof *codes, &at))
        return false;
    *out = codes[at][0];
    return true;
}

void part_no_scale(const struct json *obj)
{
    struct json v;
    if (json_member(obj, "unit_mult", &v))
        json_error(&v, "'unit_mult' stands here; expected it at the indicator of the plan only");
}

/* ---- the document -------------------------------------------------------------------------- */

static enum status check_version(const struct json *root, const char *words)
{
    struct json v;
    const char *s;
    char shown[64];
    if (!json_get(root, "version", REQUIRED, "\"1.0\"", &v) || !json_as_string(&v, "\"1.0\"", &s))
        return ST_OK; /* said; the rest can still be read */
    size_t major = strspn(s, "0123456789"),
           minor = s[major] == '.' ? strspn(s + major + 1, "0123456789") : 0;
    if (!major || !minor || s[major + 1 + minor]) {
        json_error(&v, "'version' is \"%s\"; expected \"1.0\"", excerpt(s, shown));
        return ST_OK;
    }
    if (major != 1 || s[0] != '1') {
        json_error(&v, "version %s of %s is not supported; expected 1.0 or another 1.x",
                   excerpt(s, shown), words);
        return ST_UNSUPPORTED;
    }
    if (minor > 4) {
        json_error(&v, "'version' is \"%s\"; expected \"1.0\"", excerpt(s, shown));
        return ST_OK;
    }
    return ST_OK;
}

static enum status check_format(const struct json *root, const char *format, const char *words)
{
    static const struct {
        const char *format, *words;
    } ours[] = {{"indicator-plan", "an indicator plan"}, {"indicator-feed", "an indicator feed"}};
    struct json v;
    const char *s = NULL, *foreign;
    char shown[64], quoted[64] = "\"indicator-plan\" or \"indicator-feed\"";
    if (json_member(root, "format", &v) && json_kind(&v) == JSON_STRING)
        json_as_string(&v, quoted, &s);
    for (size_t i = 0; s && i < sizeof ours / sizeof *ours; i++)
        if (strcmp(s, ours[i].format) == 0) {
            if (!format || strcmp(s, format) == 0)
                return ST_OK;
            json_error(&v, "this is %s, expected %s", ours[i].words, words);
            return ST_INVALID;
        }
    if ((foreign = sniff_json(root))) {
        json_error(root, "this is %s, a format that is not read yet; expected %s", foreign, words);
        return ST_UNSUPPORTED;
    }
    if (format)
        snprintf(quoted, sizeof quoted, "\"%s\"", format);
    if (json_kind(root) != JSON_OBJECT)
        json_error(root, "found %s; expected an object, %s", json_kind_name(root), words);
    else if (s)
        json_error(&v, "'format' is \"%s\"; expected %s", excerpt(s, shown), quoted);
    else if (json_get(root, "format", REQUIRED, quoted, &v))
        json_expected(&v, quoted);
    return ST_INVALID;
}

enum status part_open(struct json_doc *d, const char *bytes, size_t n, const char *format,
                      const char *words, struct diags *diags)
{
    const char *what = sniff_bytes(bytes, n);
    *d = (struct json_doc){0};
    if (what) {
        diags_add(diags, SEVERITY_ERROR, 1, 1, "", "the server sent %s, expected %s", what, words);
        return ST_SYNTAX;
    }
    if ((what = sniff_text(bytes, n))) {
        diags_add(diags, SEVERITY_ERROR, 1, 1, "",
                  "this is %s, a format that is not read yet; expected %s", what, words);
        return ST_UNSUPPORTED;
    }
    enum status st = json_open(d, bytes, n, diags);
    if (st != ST_OK)
        return st;
    struct json root = json_root(d);
    st = check_format(&root, format, words);
    return st == ST_OK ? check_version(&root, words) : st;
}
