/* The list of feeds of a plan document: addresses, headers, files and what foreign formats bind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "feeds/format/address.h"
#include "feeds/format/document_plan.h"

/* ---- local files --------------------------------------------------------------------------- */

/* A path in a plan is relative to the plan's folder; a plan from the network has none. */
static const char *keep_path(struct plan_reader *r, const struct json *at, const char *path)
{
    char *plan_path = NULL, shown[64];
    size_t folder = 0, n = strlen(path);
    if (*path != '/' && address_to_path(r->base_url, &plan_path, NULL) != ST_OK) {
        json_error(at,
                   "\"%s\" is a relative path in a plan from the network; expected an absolute "
                   "one",
                   excerpt(path, shown));
        return NULL;
    }
    const char *slash = plan_path ? strrchr(plan_path, '/') : NULL;
    if (slash)
        folder = (size_t)(slash - plan_path) + 1;
    char *joined = keep_array(&r->keep, folder + n + 1, 1);
    if (joined) {
        if (folder)
            memcpy(joined, plan_path, folder);
        memcpy(joined + folder, path, n + 1);
    }
    free(plan_path);
    return joined;
}

static void read_path(struct plan_reader *r, const struct json *obj, const char *key,
                      enum need needed, const char *expected, const char **out)
{
    struct json v;
    const char *s;
    if (part_word(obj, key, needed, expected, &s) && json_member(obj, key, &v))
        *out = keep_path(r, &v, s);
}

/* ---- headers ------------------------------------------------------------------------------- */

static bool is_token(const char *s)
{
    return *s && !s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                              "!#$%&'*+-.^_`|~")];
}

static bool has_control(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7F)
            return true;
    return false;
}

/* What an address asks for, by its name, for a value may be anything; better one too many than one that stays on a disk. */
static bool is_credential(const char *name)
{
    static const char *const parts[] = {"auth", "cookie", "key", "token", "secret", "passw", "session", "credential", "signature"};
    static const char *const whole[] = {"pass", "pin", "pwd", "sid", "sig"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcasestr(name, parts[i]))
            return true;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcasecmp(name, whole[i]) == 0)
            return true;
    return false;
}

/* True for a header's value that does not come from the environment, or not all of it: "Bearer ${TOKEN}" does, but for a word. */
static bool is_written_out(const char *s)
{
    bool filled = false, digits = false;
    while (*s) {
        const char *end = strncmp(s, "${", 2) == 0 ? strchr(s, '}') : NULL;
        filled |= end != NULL;
        digits |= !end && *s >= '0' && *s <= '9';
        s = end ? end + 1 : s + 1;
    }
    return !filled || digits;
}

/* Any other header may carry a credential, whatever it is called (X-Tenant, Ocp-Apim-Subscription): RFC 9110 has no list of those. */
static bool is_plain_header(const char *name)
{
    static const char *const names[] = {"Accept",        "Accept-Charset", "Accept-Encoding", "Accept-Language",
                                        "Cache-Control", "Pragma",         "User-Agent"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcasecmp(name, names[i]))
            return true;
    return false;
}

static void note_secret(struct plan_reader *r, const struct json *at, const char *name, const char *expected)
{
    char shown[64];
    r->plan->secret = true;
    json_warning(at,
                 "'%s' is written in the plan and may be a secret, so the archive keeps no copy of the plan; expected %s",
                 excerpt(name, shown), expected);
}

static void read_header(struct plan_reader *r, const struct json *v, struct header_spec *h)
{
    static const char expected[] = "a string or {\"file\": \"...\"}";
    char shown[64];
    const char *s;
    *h = (struct header_spec){0};
    if (!is_token(json_key(v))) {
        json_error(v, "'%s' is no name of a header; expected letters, digits and -",
                   excerpt(json_key(v), shown));
        return;
    }
    h->name = keep_text(&r->keep, json_key(v));
    if (json_kind(v) == JSON_OBJECT) {
        read_path(r, v, "file", REQUIRED, "a path", &h->file);
        return;
    }
    if (!json_as_string(v, expected, &s))
        return;
    if (has_control(s))
        json_error(v, "a control character in a header; expected printable text");
    else if (!is_plain_header(h->name) && is_written_out(s))
        note_secret(r, v, h->name, "${NAME} or a file");
    h->value = keep_text(&r->keep, s);
}

static void read_headers(struct plan_reader *r, const struct json *obj, struct feed_spec *feed)
{
    struct json list, item;
    if (!json_get_object(obj, "headers", OPTIONAL, &list))
        return;
    struct header_spec *headers = keep_array(&r->keep, json_size(&list), sizeof *headers);
    if (!headers)
        return;
    for (bool more = json_first(&list, &item); more; more = json_next(&item))
        read_header(r, &item, &headers[feed->header_count++]);
    feed->headers = headers;
}

/* ---- foreign formats ----------------------------------------------------------------------- */

static void read_bind(struct plan_reader *r, const struct json *obj, struct bind *bind)
{
    struct json v, item;
    const char *id, *code;
    *bind = (struct bind){.indicator = -1};
    if (json_kind(obj) != JSON_OBJECT) {
        json_expected(obj, "{\"indicator\": ..., \"select\": {...}}");
        return;
    }
    if (json_get(obj, "indicator", REQUIRED, "the id of an indicator of the plan", &v) &&
        part_id_value(&v, &id)) {
        bind->indicator = names_find(r->names, r->plan->indicator_count, id);
        if (bind->indicator < 0)
            json_error(&v, "the plan has no indicator '%s'; expected the id of one", id);
        else if (r->indicators[bind->indicator].derive.op != DERIVE_NONE)
            json_error(&v, "the indicator '%s' is derived; expected one with figures", id);
    }
    if (!json_get_object(obj, "select", OPTIONAL, &v))
        return;
    size_t n = json_size(&v);
    const char **keys = keep_array(&r->keep, n, sizeof *keys);
    const char **values = keep_array(&r->keep, n, sizeof *values);
    if (!keys || !values)
        return;
    for (bool more = json_first(&v, &item); more; more = json_next(&item))
        if (json_as_string(&item, "a code (a string)", &code)) {
            keys[bind->key_count] = keep_text(&r->keep, json_key(&item));
            values[bind->key_count++] = keep_text(&r->keep, code);
        }
    bind->keys = keys;
    bind->values = values;
}

static void read_binds(struct plan_reader *r, const struct json *obj, struct feed_spec *feed)
{
    struct json list, item;
    if (!json_get_array(obj, "bind", OPTIONAL, &list))
        return;
    struct bind *binds = keep_array(&r->keep, json_size(&list), sizeof *binds);
    if (!binds)
        return;
    for (bool more = json_first(&list, &item); more; more = json_next(&item))
        read_bind(r, &item, &binds[feed->bind_count++]);
    feed->binds = binds;
}

/* ---- the list ------------------------------------------------------------------------------ */

/* What stands before n, with %XX as the letter it is. */
static void decode_name(const char *s, size_t n, char *out, size_t cap)
{
    size_t k = 0;
    for (size_t i = 0; i < n && k + 1 < cap; i++) {
        char hex[3] = {0}, *end;
        if (s[i] == '%' && i + 2 < n)
            memcpy(hex, s + i + 1, 2);
        long letter = strtol(hex, &end, 16);
        bool escaped = hex[0] && !*end && letter > 0;
        out[k++] = escaped ? (char)letter : s[i];
        i += escaped ? 2 : 0;
    }
    out[k] = '\0';
}

/* What an address asks for, as it stands in the document: "?token=...&page=2#...". What has no name may be anything. */
static void find_secrets(struct plan_reader *r, const struct json *at, const char *url)
{
    static const char expected[] = "a header with ${NAME} or a file";
    char name[64];
    bool fragment = false;
    for (const char *p = url + strcspn(url, "?#"); *p;) {
        fragment |= *p++ == '#';
        size_t whole = strcspn(p, "&;?#"), n = strcspn(p, "=&;?#");
        decode_name(p, n, name, sizeof name);
        if (n + 1 < whole && is_credential(name))
            note_secret(r, at, name, expected);
        else if (n == whole && n && !fragment)
            note_secret(r, at, "?...", expected);
        p += whole;
    }
}

static void read_address(struct plan_reader *r, const struct json *obj, struct feed_spec *feed)
{
    static const char expected[] = "an address, relative to the plan's own";
    struct json v;
    struct err err;
    const char *s;
    char *url;
    if (!part_word(obj, "url", REQUIRED, expected, &s) || !json_member(obj, "url", &v))
        return;
    enum status st = address_resolve(r->base_url, s, &url, &err);
    if (st == ST_OK) {
        feed->url = keep_address(&r->keep, url, &feed->shown);
        find_secrets(r, &v, s);
    } else {
        json_error(&v, "%s", err.text);
    }
    free(url);
}

static void read_feed(struct plan_reader *r, const struct json *obj, struct feed_spec *feed)
{
    static const char *const formats[] = {
        "indicator-feed", "json-stat", "sdmx-csv", "sdmx-json", "csv", "worldbank", "prometheus"};
    static const char pem[] = "the path of a PEM file";
    struct json v;
    int64_t seconds;
    int format;
    *feed = (struct feed_spec){0};
    if (json_kind(obj) != JSON_OBJECT) {
        json_expected(obj, "a feed {\"id\": ..., \"url\": ...}");
        return;
    }
    part_id(&r->keep, obj, "id", REQUIRED, &feed->id);
    if (json_member(obj, "name", &v))
        part_name(&r->keep, obj, "name", &feed->name);
    read_address(r, obj, feed);
    if (json_get_choice(obj, "format", OPTIONAL, formats, sizeof formats / sizeof *formats,
                        &format))
        feed->format = keep_text(&r->keep, formats[format]);
    part_duration(obj, "every", &feed->every_s);
    if (part_duration(obj, "timeout", &seconds))
        feed->timeout_ms = seconds * 1000;
    read_headers(r, obj, feed);
    read_path(r, obj, "ca", OPTIONAL, pem, &feed->ca);
    read_path(r, obj, "cert", OPTIONAL, pem, &feed->cert);
    read_path(r, obj, "key", OPTIONAL, pem, &feed->key);
    if (json_member(obj, "key", &v) && !json_member(obj, "cert", &v))
        json_error(obj, "'key' without 'cert'; expected the certificate that the key belongs to");
    read_binds(r, obj, feed);
}

void read_feeds(struct plan_reader *r, const struct json *root)
{
    struct json list, item;
    struct plan *plan = r->plan;
    if (!json_get_array(root, "feeds", OPTIONAL, &list))
        return;
    size_t n = json_size(&list), i = 0;
    if (n > PLAN_MAX_FEEDS) {
        json_error(&list, "%zu feeds; expected at most %d", n, PLAN_MAX_FEEDS);
        r->status = ST_LIMIT;
        return;
    }
    struct feed_spec *feeds = keep_array(&r->keep, n, sizeof *feeds);
    struct name *names = calloc(n ? n : 1, sizeof *names);
    if (!feeds || !names) {
        r->keep.failed = true;
        goto out;
    }
    for (bool more = json_first(&list, &item); more; more = json_next(&item), i++) {
        read_feed(r, &item, &feeds[i]);
        names[i] = (struct name){feeds[i].id, (int)i, item};
    }
    names_sort(names, n, "feed");
    plan->feeds = feeds;
    plan->feed_count = n;
out:
    free(names);
}
