/* feeds/format/document: what plans and feeds say, and what is said about those that are wrong. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "feeds/base/buf.h"
#include "feeds/format/document.h"
#include "tests/formats/documents.h"

#define BASE "file:///srv/plans/plan.json"
#define E    SEVERITY_ERROR
#define W    SEVERITY_WARNING

static char text[16384];

static enum status decode(const char *source, size_t n, bool plan, struct diags *d, struct err *err)
{
    *d = (struct diags){0};
    *err = (struct err){0};
    struct plan *p = NULL;
    struct feed_doc *f = NULL;
    enum status st =
        plan ? plan_decode(source, n, BASE, &p, d, err) : feed_decode(source, n, "gdp", &f, d, err);
    assert_int_equal(st == ST_OK, plan ? p != NULL : f != NULL);
    assert_int_equal(st == ST_OK, d->errors == 0);
    assert_int_equal(st == ST_OK, err->text[0] == '\0');
    plan_unref(p);
    feed_doc_free(f);
    return st;
}

struct wrong {
    const char *document;
    enum severity severity;
    const char *path, *words;
};

/* Each of these documents has exactly one finding. */
static void expect_findings(const struct wrong *rows, size_t n, bool plan)
{
    for (size_t i = 0; i < n; i++) {
        struct diags d;
        struct err err;
        enum status st =
            decode(text, document(rows[i].document, text, sizeof text), plan, &d, &err);
        if (d.count != 1 || d.list[0].severity != rows[i].severity ||
            strcmp(d.list[0].path, rows[i].path) != 0 ||
            strcmp(d.list[0].text, rows[i].words) != 0) {
            for (size_t k = 0; k < d.count; k++)
                print_error("%d:%d %s: \"%s\"\n", d.list[k].line, d.list[k].column, d.list[k].path,
                            d.list[k].text);
            fail_msg("%s\nwanted %s: \"%s\"", rows[i].document, rows[i].path, rows[i].words);
        }
        assert_int_equal(d.list[0].line, 1);
        assert_true(d.list[0].column >= 1);
        if (rows[i].severity == E) {
            assert_int_not_equal(st, ST_OK);
            assert_non_null(strstr(err.text, rows[i].words));
            assert_non_null(
                strstr(err.text, plan ? "cannot decode the plan: " : "cannot decode 'gdp': "));
        } else {
            assert_int_equal(st, ST_OK);
        }
        diags_free(&d);
    }
}

#define ID_WORDS      "an id: 1 to 64 of A-Z a-z 0-9 . _ -, a letter or digit first"
#define TEXT_WORDS    "a string or {\"zh\": \"...\", \"en\": \"...\"}"
#define DAY_WORDS     "a date such as \"2025-12-31\""
#define INSTANT_WORDS DAY_WORDS " or an instant such as \"2025-12-31T09:00:00+08:00\""
#define PERIOD_WORDS                                                                               \
    "a period such as \"2025\", \"2025-S1\", \"2025-Q3\", \"2025-09\", \"2025-09-30\" or "         \
    "\"2022-08-01/P3Y\""
#define I0 "/pillars/0/indicators/0"
#define T0 I0 "/targets/0"

static void a_wrong_plan_names_path_and_expectation(void **state)
{
    (void)state;
    static const struct wrong rows[] = {
        /* the head */
        {"{'version': '1.0'}", E, "", "missing 'format'; expected \"indicator-plan\""},
        {"{'format': 1}", E, "/format", "'format' is a number; expected \"indicator-plan\""},
        {"{'format': 'plan'}", E, "/format", "'format' is \"plan\"; expected \"indicator-plan\""},
        {"{'format': 'indicator-feed'}", E, "/format",
         "this is an indicator feed, expected an indicator plan"},
        {"[]", E, "", "found an array; expected an object, an indicator plan"},
        {"\xEF\xBB\xBF"
         "2",
         E, "", "found a number; expected an object, an indicator plan"},
        {"{'format': 'indicator-plan', 'version': '2.0'}", E, "/version",
         "version 2.0 of an indicator plan is not supported; expected 1.0 or another 1.x"},
        {"{'format': 'indicator-plan', 'version': '10.0'}", E, "/version",
         "version 10.0 of an indicator plan is not supported; expected 1.0 or another 1.x"},
        {"{'format': 'indicator-plan', 'version': '1.0', 'id': 'p', 'name': 'P', 'start': "
         "'2021-01-01',"
         " 'end': '2025-12-31'}",
         E, "", "missing 'pillars'; expected an array"},
        {PLAN_HEAD "'pillars': {}}", E, "/pillars", "'pillars' is an object; expected an array"},
        {PLAN_HEAD "'pillars': []}", E, "/pillars", "0 pillars; expected 1 to 64"},
        {PLAN_HEAD "'timezone': '', " PILLARS("{'id': 'a', 'name': 'A', 'indicators': []}"), E,
         "/timezone",
         "'timezone' is \"\"; expected a time zone such as \"Asia/Shanghai\" or \"+08:00\""},
        {PLAN_HEAD
         "'timezone': 'Mars/Olympus', " PILLARS("{'id': 'a', 'name': 'A', 'indicators': []}"),
         W, "/timezone",
         "the time zone \"Mars/Olympus\" is not known here; expected a time zone such as "
         "\"Asia/Shanghai\" or \"+08:00\""},
        {PLAN_HEAD "'every': '6 h', " PILLARS("{'id': 'a', 'name': 'A', 'indicators': []}"), E,
         "/every",
         "'every' is \"6 h\"; expected a duration such as \"45s\", \"30m\", \"6h\" or \"1d\""},
        {PLAN_HEAD "'source': {'at': 1}, " PILLARS("{'id': 'a', 'name': 'A', 'indicators': []}"), E,
         "/source",
         "neither 'name' nor 'url' is given; expected an http address, a name, or {\"name\": ..., "
         "\"url\": ...}"},
        {PLAN_HEAD "'source': {'name': 'Office', 'url': 'ftp://h/x'}, " PILLARS(
             "{'id': 'a', 'name': 'A', 'indicators': []}"),
         W, "/source/url", "\"ftp://h/x\" is not used; expected http:// or https://"},
        {PLAN_HEAD "'note': 5, " PILLARS("{'id': 'a', 'name': 'A', 'indicators': []}"), E, "/note",
         "'note' is a number; expected " TEXT_WORDS},
        {PLAN_HEAD "'note': {'fr': 'x'}, " PILLARS("{'id': 'a', 'name': 'A', 'indicators': []}"), E,
         "/note", "neither 'zh' nor 'en' is given; expected " TEXT_WORDS},
        {PLAN_HEAD "'note': {'zh': null}, " PILLARS("{'id': 'a', 'name': 'A', 'indicators': []}"),
         E, "/note/zh", "'zh' is null; expected a string"},
        /* pillars and indicators */
        {PLAN_HEAD PILLARS("7"), E, "/pillars/0",
         "found a number; expected a pillar {\"id\": ..., \"name\": ..., \"indicators\": [...]}"},
        {PLAN_HEAD PILLARS("{'id': 'a', 'name': 'A'}"), E, "/pillars/0",
         "missing 'indicators'; expected an array"},
        {PLAN_HEAD PILLARS("{'id': 'a', 'name': '', 'indicators': []}"), E, "/pillars/0/name",
         "'name' is empty; expected a text that can be read"},
        {PLAN_HEAD PILLARS("{'id': 'a', 'name': {'en': '\\u200e'}, 'indicators': []}"), E,
         "/pillars/0/name", "'name' is empty; expected a text that can be read"},
        {PLAN_HEAD PILLARS("{'id': 'a', 'name': 'A', 'indicators': []},"
                           "{'id': 'a', 'name': 'B', 'indicators': []}"),
         E, "/pillars/1", "the pillar 'a' is given twice; expected another id"},
        {PLAN("[]"), E, I0,
         "found an array; expected an indicator {\"id\": ..., \"name\": ..., \"unit\": ...}"},
        {PLAN("{'name': 'I', 'unit': 'u'}"), E, I0, "missing 'id'; expected " ID_WORDS},
        {PLAN("{'id': 'a b', 'name': 'I', 'unit': 'u'}"), E, I0 "/id",
         "\"a b\" is no id; expected " ID_WORDS},
        {PLAN("{'id': '-a', 'name': 'I', 'unit': 'u'}"), E, I0 "/id",
         "\"-a\" is no id; expected " ID_WORDS},
        {PLAN("{'id': 7, 'name': 'I', 'unit': 'u'}"), E, I0 "/id",
         "'id' is a number; expected " ID_WORDS},
        {PLAN("{'id': 'i', 'unit': 'u'}"), E, I0, "missing 'name'; expected " TEXT_WORDS},
        {PLAN("{'id': 'i', 'name': 'I'}"), E, I0, "missing 'unit'; expected " TEXT_WORDS},
        {PLAN("{'id': 'i', 'name': 'I', 'unit': 'u'}, {'id': 'i', 'name': 'J', 'unit': 'u'}"), E,
         "/pillars/0/indicators/1", "the indicator 'i' is given twice; expected another id"},
        {INDICATOR("'short': ''"), E, I0 "/short", "'short' is empty; expected a text that can be read"},
        {INDICATOR("'short': 'I'"), W, I0 "/short",
         "'short' is no shorter than 'name'; expected a shorter name, or none"},
        {INDICATOR("'unit_mult': 1.5"), E, I0 "/unit_mult",
         "'unit_mult' is 1.5; expected a whole number from -12 to 15"},
        {INDICATOR("'unit_mult': 16"), E, I0 "/unit_mult",
         "'unit_mult' is 16; expected a whole number from -12 to 15"},
        {INDICATOR("'decimals': '2'"), E, I0 "/decimals",
         "'decimals' is a string; expected a whole number from 0 to 12"},
        {INDICATOR("'freq': 'Y'"), E, I0 "/freq",
         "'freq' is \"Y\"; expected one of \"A\", \"S\", \"Q\", \"M\", \"W\", \"D\""},
        {INDICATOR("'quantity': 'amount'"), E, I0 "/quantity",
         "'quantity' is \"amount\"; expected one of \"stock\", \"flow\", \"rate\", \"index\""},
        {INDICATOR("'nature': null"), E, I0 "/nature",
         "'nature' is null; expected one of \"other\", \"binding\", \"anticipatory\""},
        {INDICATOR("'direction': true"), E, I0 "/direction",
         "'direction' is a boolean; expected one of \"up\", \"down\", \"none\""},
        {INDICATOR("'min': 5, 'max': 1"), E, I0 "/max",
         "'max' is 1 and 'min' is 5; expected 'min' not above 'max'"},
        {INDICATOR("'min': 1e999"), E, I0 "/min", "a number too large; expected at most 1.8e308"},
        {INDICATOR("'unit_code': ''"), E, I0 "/unit_code",
         "'unit_code' is empty; expected an SDMX unit code such as \"CNY\" or \"PT\""},
        {INDICATOR("'targets': [{'kind': 'level', 'value': 1, 'by': '2025-12-31'}]"), E, I0,
         "missing 'quantity' beside a target with a value; expected one of \"stock\", \"flow\", "
         "\"rate\", \"index\""},
        {INDICATOR(
             "'targets': [{'kind': 'direction'}, {'kind': 'direction'}, {'kind': 'direction'},"
             "{'kind': 'direction'}, {'kind': 'direction'}, {'kind': 'direction'},"
             "{'kind': 'direction'}, {'kind': 'direction'}, {'kind': 'direction'}]"),
         E, I0 "/targets", "9 targets; expected at most 8"},
        /* targets: what each kind needs */
        {TARGET("'value': 1"), E, T0,
         "missing 'kind'; expected one of \"level\", \"growth\", \"cumulative\", \"maintain\", "
         "\"range\", \"relative\", \"direction\", \"milestones\""},
        {TARGET("'kind': 'wish'"), E, T0 "/kind",
         "'kind' is \"wish\"; expected one of \"level\", \"growth\", \"cumulative\", \"maintain\", "
         "\"range\", \"relative\", \"direction\", \"milestones\""},
        {TARGET("'kind': 'level', 'by': '2025-12-31'"), E, T0,
         "missing 'value'; expected a number"},
        {TARGET("'kind': 'level', 'value': null, 'by': '2025-12-31'"), E, T0 "/value",
         "'value' is null; expected a number"},
        {TARGET("'kind': 'level', 'value': 1"), E, T0, "missing 'by'; expected " DAY_WORDS},
        {TARGET("'kind': 'maintain', 'value': 1"), E, T0, "missing 'by'; expected " DAY_WORDS},
        {TARGET("'kind': 'cumulative', 'value': 1, 'by': '2025-12-31'"), E, T0,
         "missing 'from'; expected " DAY_WORDS},
        {TARGET("'kind': 'cumulative', 'value': 0, 'from': '2022-01-01', 'by': '2025-12-31'"), E,
         T0 "/value", "a cumulative target of 0; expected a number above 0"},
        {TARGET("'kind': 'growth', 'measure': 'index', 'value': 1, 'by': '2025-12-31'"), E, T0,
         "missing 'base'; expected an object"},
        {TARGET("'kind': 'growth', 'base': {'period': '2020', 'value': 1}, 'value': 1,"
                " 'by': '2025-12-31'"),
         E, T0, "missing 'measure'; expected one of \"index\", \"annual_rate\""},
        {TARGET("'kind': 'range', 'value': 1, 'by': '2025-12-31'"), E, T0,
         "missing 'high'; expected a number"},
        {TARGET("'kind': 'relative'"), E, T0, "missing 'ref'; expected " ID_WORDS},
        {TARGET("'kind': 'milestones', 'value': 1"), E, T0 "/value",
         "'value' means nothing to the kind \"milestones\"; expected none"},
        /* targets: members */
        {TARGET("'kind': 'direction', 'cmp': '='"), E, T0 "/cmp",
         "'cmp' is \"=\"; expected one of \">\", \">=\", \"<\", \"<=\", \"~\""},
        {LEVEL("'path': 'cubic'"), E, T0 "/path",
         "'path' is \"cubic\"; expected one of \"linear\", \"geometric\", \"even\""},
        {LEVEL("'tolerance': -1"), E, T0 "/tolerance", "'tolerance' is -1; expected 0 or more"},
        {LEVEL("'from': '2021-02-29'"), E, T0 "/from",
         "'from' is \"2021-02-29\"; expected " DAY_WORDS},
        {LEVEL("'from': '2021-1-1'"), E, T0 "/from", "'from' is \"2021-1-1\"; expected " DAY_WORDS},
        {LEVEL("'from': '2021-01-01T00:00:00Z'"), E, T0 "/from",
         "'from' is \"2021-01-01T00:00:00Z\"; expected " DAY_WORDS},
        {LEVEL("'base': {'value': 1}"), E, T0 "/base", "missing 'period'; expected " PERIOD_WORDS},
        {LEVEL("'base': {'period': '2020-Q5', 'value': 1}"), E, T0 "/base/period",
         "'period' is \"2020-Q5\"; expected " PERIOD_WORDS},
        {LEVEL("'base': {'period': '2020', 'value': 1, 'status': 'X'}"), E, T0 "/base/status",
         "'status' is \"X\"; expected one of \"A\", \"B\", \"D\", \"E\", \"F\", \"G\", \"I\", "
         "\"P\", \"U\", "
         "\"V\", \"N\", \"S\", \"J\", \"K\", \"W\", \"M\", \"L\", \"O\", \"Q\", \"H\""},
        {LEVEL("'base': {'period': '2020', 'value': 1, 'unit_mult': 4}"), E, T0 "/base/unit_mult",
         "'unit_mult' stands here; expected it at the indicator of the plan only"},
        {LEVEL("'unit_mult': 4"), E, T0 "/unit_mult",
         "'unit_mult' stands here; expected it at the indicator of the plan only"},
        {LEVEL("'trajectory': [5]"), E, T0 "/trajectory/0",
         "found a number; expected {\"period\": ..., \"value\": ...}"},
        {LEVEL("'trajectory': [{'period': '2022'}]"), E, T0 "/trajectory/0",
         "missing 'value'; expected a number"},
        {LEVEL("'trajectory': [{'period': '2022', 'value': 1}, {'period': '2021', 'value': 1},"
               " {'period': '2022-01-01/P1Y', 'value': 2}]"),
         E, T0 "/trajectory/2", "the period 2022-01-01/P1Y is given twice; expected it once"},
        {LEVEL("'trajectory': [{'period': '2026', 'value': 1}]"), E, T0 "/trajectory/0",
         "the period 2026 ends after 'by' (2025-12-31); expected an earlier one"},
        /* targets: what a schema cannot say */
        {TARGET("'kind': 'level', 'value': 1, 'by': '2020-12-31'"), E, T0 "/by",
         "'by' is 2020-12-31, before the plan starts; expected a day from 2021-01-01 on"},
        {LEVEL("'from': '2026-01-01'"), E, T0 "/from",
         "'from' is 2026-01-01; expected a day not after 'by' (2025-12-31)"},
        {LEVEL("'base': {'period': '2025', 'value': 1}"), E, T0 "/base",
         "the base period 2025 does not end before 'by' (2025-12-31); expected an earlier one"},
        {TARGET("'kind': 'range', 'value': 3, 'high': 2, 'by': '2025-12-31'"), E, T0 "/high",
         "the range ends at 2, below its 'value' 3; expected 'high' not below it"},
        {LEVEL("'base': {'period': '2020', 'value': 150}"), W, T0 "/base",
         "the base 150 is already beyond the target >= 100; expected a lower base, or "
         "\"direction\": \"down\""},
        {INDICATOR("'quantity': 'stock', 'direction': 'down', 'targets': [{'kind': 'level',"
                   "'value': 100, 'by': '2025-12-31', 'base': {'period': '2020', 'value': 50}}]"),
         W, T0 "/base",
         "the base 50 is already beyond the target <= 100; expected a higher base, or "
         "\"direction\": \"up\""},
        {INDICATOR(
             "'quantity': 'stock', 'direction': 'up', 'targets': [{'kind': 'level', 'cmp': '<=',"
             "'value': 100, 'by': '2025-12-31'}]"),
         E, T0 "/cmp", "'cmp' is \"<=\", but the direction is \"up\"; expected \">=\""},
        {INDICATOR("'quantity': 'rate', 'direction': 'down', 'targets': [{'kind': 'maintain',"
                   "'cmp': '>', 'value': 5, 'by': '2025-12-31'}]"),
         E, T0 "/cmp", "'cmp' is \">\", but the direction is \"down\"; expected \"<=\""},
        {LEVEL("'cmp': '<'"), W, T0 "/cmp",
         "'cmp' is \"<\", but the direction is \"up\" as none is stated; expected \"direction\": "
         "\"down\""},
        {LEVEL("'path': 'geometric', 'base': {'period': '2020', 'value': 0}"), W, T0 "/path",
         "a geometric path from 0 to 100; expected both above 0, or \"linear\""},
        {INDICATOR("'quantity': 'rate', 'min': 0, 'max': 50, 'targets': [{'kind': 'level',"
                   "'value': 60, 'by': '2025-12-31'}]"),
         E, T0 "/value",
         "the target 60 lies outside the indicator's own limits; expected at most 50"},
        {TARGET("'kind': 'relative', 'ref': 'j'"), E, T0 "/ref",
         "the plan has no indicator 'j'; expected the id of one"},
        {TARGET("'kind': 'relative', 'ref': 'i'"), E, T0 "/ref",
         "the indicator 'i' refers to itself; expected another one"},
        /* derived indicators */
        {INDICATOR("'derive': []"), E, I0 "/derive", "'derive' is an array; expected an object"},
        {DERIVED("'op': 'mean', 'of': ['m']"), E, "/pillars/0/indicators/2/derive/op",
         "'op' is \"mean\"; expected one of \"count-at-least\", \"sum\", \"ratio\", \"share\""},
        {DERIVED("'op': 'sum'"), E, "/pillars/0/indicators/2/derive",
         "missing 'of'; expected an array"},
        {DERIVED("'op': 'sum', 'of': []"), E, "/pillars/0/indicators/2/derive/of",
         "0 parts; expected 1 to 64"},
        {DERIVED("'op': 'ratio', 'of': ['m']"), E, "/pillars/0/indicators/2/derive/of",
         "1 parts; expected 2"},
        {DERIVED("'op': 'count-at-least', 'of': ['m']"), E, "/pillars/0/indicators/2/derive",
         "missing 'value'; expected a number"},
        {DERIVED("'op': 'sum', 'of': ['x']"), E, "/pillars/0/indicators/2/derive/of/0",
         "the plan has no indicator 'x'; expected the id of one"},
        {DERIVED("'op': 'sum', 'of': ['m', 'd']"), E, "/pillars/0/indicators/2/derive/of/1",
         "the indicator 'd' refers to itself; expected another one"},
        {DERIVED("'op': 'sum', 'of': ['e']"), E, "/pillars/0/indicators/2/derive/of/0",
         "the indicator 'e' is derived itself; expected one with figures"},
        {DERIVED("'op': 'sum', 'of': ['m', 'm']"), E, "/pillars/0/indicators/2/derive/of/1",
         "the part 'm' is given twice; expected it once"},
        {DERIVED("'op': 'sum', 'of': ['m', 'n']"), W, "/pillars/0/indicators/2/derive/of/1",
         "the part 'n' is in USD, 'm' in CNY; expected one unit"},
        /* feeds */
        {SPEC("'name': 'F'"), E, "/feeds/0",
         "missing 'url'; expected an address, relative to the plan's own"},
        {SPEC("'url': ''"), E, "/feeds/0/url",
         "'url' is empty; expected an address, relative to the plan's own"},
        {SPEC("'url': 'ftp://h/x'"), E, "/feeds/0/url",
         "cannot use the address 'ftp://h/x': expected file:, http: or https:"},
        {SPEC("'url': 'https://me:pw@h/x'"), E, "/feeds/0/url",
         "cannot use an address that holds a user name or a password: they would be shown on "
         "screen; "
         "expected them in ~/.netrc or in a header"},
        {SPEC("'url': 'x.json', 'format': 'xml'"), E, "/feeds/0/format",
         "'format' is \"xml\"; expected one of \"indicator-feed\", \"json-stat\", \"sdmx-csv\", "
         "\"sdmx-json\", \"csv\", \"worldbank\", \"prometheus\""},
        {SPEC("'url': 'x.json', 'every': '0s'"), E, "/feeds/0/every",
         "'every' is \"0s\"; expected a duration such as \"45s\", \"30m\", \"6h\" or \"1d\""},
        {SPEC("'url': 'x.json', 'timeout': 30"), E, "/feeds/0/timeout",
         "'timeout' is a number; expected a duration such as \"45s\", \"30m\", \"6h\" or \"1d\""},
        {SPEC("'url': 'x.json', 'headers': {'X Y': 'z'}"), E, "/feeds/0/headers/X Y",
         "'X Y' is no name of a header; expected letters, digits and -"},
        {SPEC("'url': 'x.json', 'headers': {'X': 'a\\r\\nB: c'}"), E, "/feeds/0/headers/X",
         "a control character in a header; expected printable text"},
        {SPEC("'url': 'x.json', 'headers': {'X': 1}"), E, "/feeds/0/headers/X",
         "'X' is a number; expected a string or {\"file\": \"...\"}"},
        {SPEC("'url': 'x.json', 'headers': {'X': {}}"), E, "/feeds/0/headers/X",
         "missing 'file'; expected a path"},
        {SPEC("'url': 'x.json', 'headers': {'accept': 'text/json', 'User-Agent': 'us', 'X-Tenant': 'k3y'}"), W, "/feeds/0/headers/X-Tenant",
         "'X-Tenant' is written in the plan and may be a secret, so the archive keeps no copy of the plan; expected ${NAME} or a file"},
        {SPEC("'url': 'x.json?page=2&api_key=k3y&token='"), W, "/feeds/0/url",
         "'api_key' is written in the plan and may be a secret, so the archive keeps no copy of the plan; expected a header with ${NAME} or a file"},
#define KEPT_NOT(name) "'" name "' is written in the plan and may be a secret, so the archive keeps no copy of the plan; expected "
        {SPEC("'url': 'x.json', 'headers': {'Cookie': 'u=${X}; s=k3y'}"), W, "/feeds/0/headers/Cookie", KEPT_NOT("Cookie") "${NAME} or a file"},
        {SPEC("'url': 'x.json', 'headers': {'X-T': 'Bearer ${TOKEN'}"), W, "/feeds/0/headers/X-T", KEPT_NOT("X-T") "${NAME} or a file"},
        {SPEC("'url': 'x.json?a=1;%74oken=k3y'"), W, "/feeds/0/url", KEPT_NOT("token") "a header with ${NAME} or a file"},
        {SPEC("'url': 'x.json?geo=CN&Sig=k3y'"), W, "/feeds/0/url", KEPT_NOT("Sig") "a header with ${NAME} or a file"},
        {SPEC("'url': 'x.json?k3y'"), W, "/feeds/0/url", KEPT_NOT("?...") "a header with ${NAME} or a file"},
        {SPEC("'url': 'x.json#top&token=k3y'"), W, "/feeds/0/url", KEPT_NOT("token") "a header with ${NAME} or a file"},
        {SPEC("'url': 'x.json', 'key': 'k.pem'"), E, "/feeds/0",
         "'key' without 'cert'; expected the certificate that the key belongs to"},
        {SPEC("'url': 'x.json', 'bind': [{'indicator': 'z'}]"), E, "/feeds/0/bind/0/indicator",
         "the plan has no indicator 'z'; expected the id of one"},
        {SPEC("'url': 'x.json', 'bind': [{'indicator': 'd'}]"), E, "/feeds/0/bind/0/indicator",
         "the indicator 'd' is derived; expected one with figures"},
        {SPEC("'url': 'x.json', 'bind': [{'indicator': 'i', 'select': {'geo': 1}}]"), E,
         "/feeds/0/bind/0/select/geo", "'geo' is a number; expected a code (a string)"},
        {SPEC("'url': 'x.json'}, {'id': 'f', 'url': 'y.json'"), E, "/feeds/1",
         "the feed 'f' is given twice; expected another id"},
    };
    expect_findings(rows, sizeof rows / sizeof *rows, true);
}

#define O0 "/indicators/0/observations/0"
#define M0 "/indicators/0/milestones/0"

static void a_wrong_feed_names_path_and_expectation(void **state)
{
    (void)state;
    static const struct wrong rows[] = {
        {"{'format': 'indicator-plan'}", E, "/format",
         "this is an indicator plan, expected an indicator feed"},
        {"{'format': 'indicator-feed', 'version': '2.1'}", E, "/version",
         "version 2.1 of an indicator feed is not supported; expected 1.0 or another 1.x"},
        {"{'format': 'indicator-feed', 'indicators': []}", E, "",
         "missing 'version'; expected \"1.0\""},
        {"{'format': 'indicator-feed', 'version': 1.0, 'indicators': []}", E, "/version",
         "'version' is a number; expected \"1.0\""},
        {"{'format': 'indicator-feed', 'version': '1', 'indicators': []}", E, "/version",
         "'version' is \"1\"; expected \"1.0\""},
        {FEED_HEAD "'x': 1}", E, "", "missing 'indicators'; expected an array"},
        {FEED_HEAD "'indicators': null}", E, "/indicators",
         "'indicators' is null; expected an array"},
        {FEED_HEAD "'published': '20.2.2025', 'indicators': []}", E, "/published",
         "'published' is \"20.2.2025\"; expected " INSTANT_WORDS},
        {FEED_HEAD "'published': '2025-02-20T25:00:00Z', 'indicators': []}", E, "/published",
         "'published' is \"2025-02-20T25:00:00Z\"; expected " INSTANT_WORDS},
        {FEED_HEAD "'published': '2025-02-20 09:00', 'indicators': []}", E, "/published",
         "'published' is \"2025-02-20 09:00\"; expected " INSTANT_WORDS},
        {FEED_HEAD "'next': 'tomorrow', 'indicators': []}", E, "/next",
         "'next' is \"tomorrow\"; expected " DAY_WORDS},
        {FEED_HEAD "'indicators': ['i']}", E, "/indicators/0",
         "found a string; expected an indicator {\"id\": ..., \"observations\": [...]}"},
        {FEED_HEAD "'indicators': [{}]}", E, "/indicators/0",
         "missing 'id'; expected the id of an indicator of the plan"},
        {FEED_HEAD "'indicators': [{'id': 'i'}, {'id': 'j'}, {'id': 'i'}]}", E, "/indicators/2",
         "the indicator 'i' is given twice; expected another id"},
        {FEED("'observations': {}"), E, "/indicators/0/observations",
         "'observations' is an object; expected an array"},
        {OBSERVATIONS("7"), E, O0,
         "found a number; expected an observation {\"period\": ..., \"value\": ...}"},
        {OBSERVATION("'value': 1"), E, O0, "missing 'period'; expected " PERIOD_WORDS},
        {OBSERVATION("'period': 2024, 'value': 1"), E, O0 "/period",
         "'period' is a number; expected " PERIOD_WORDS},
        {OBSERVATION("'period': '2024-13', 'value': 1"), E, O0 "/period",
         "'period' is \"2024-13\"; expected " PERIOD_WORDS},
        {OBSERVATION("'period': '2024-02-30', 'value': 1"), E, O0 "/period",
         "'period' is \"2024-02-30\"; expected " PERIOD_WORDS},
        {OBSERVATION("'period': '2024-W53', 'value': 1"), E, O0 "/period",
         "'period' is \"2024-W53\"; expected " PERIOD_WORDS},
        {OBSERVATION("'period': '2021-01-01/P0M', 'value': 1"), E, O0 "/period",
         "'period' is \"2021-01-01/P0M\"; expected " PERIOD_WORDS},
        {OBSERVATION("'period': '2024'"), E, O0, "missing 'value'; expected a number or null"},
        {OBSERVATION("'period': '2024', 'value': '1,234'"), E, O0 "/value",
         "'value' is a string; expected a number or null"},
        {OBSERVATION("'period': '2024', 'value': 1e400"), E, O0 "/value",
         "a number too large; expected at most 1.8e308"},
        {OBSERVATION("'period': '2024', 'value': 1, 'pre_break': false"), E, O0 "/pre_break",
         "'pre_break' is a boolean; expected a number or null"},
        {OBSERVATION("'period': '2024', 'value': 1, 'cmp': '=='"), E, O0 "/cmp",
         "'cmp' is \"==\"; expected one of \"=\", \">\", \">=\", \"<\", \"<=\", \"~\""},
        {OBSERVATION("'period': '2024', 'value': 1, 'status': 'p'"), E, O0 "/status",
         "'status' is \"p\"; expected one of \"A\", \"B\", \"D\", \"E\", \"F\", \"G\", \"I\", "
         "\"P\", \"U\", "
         "\"V\", \"N\", \"S\", \"J\", \"K\", \"W\", \"M\", \"L\", \"O\", \"Q\", \"H\""},
        {OBSERVATION("'period': '2024', 'value': 1, 'covers': 'year'"), E, O0 "/covers",
         "'covers' is \"year\"; expected one of \"period\", \"ytd\", \"cumulative\""},
        {OBSERVATION("'period': '2024-07-01/P1Y', 'value': 1, 'covers': 'ytd'"), E, O0,
         "the period 2024-07-01/P1Y covers \"ytd\"; expected one that lies in one year"},
        {OBSERVATION("'period': '2024', 'value': 1, 'source': 5"), E, O0 "/source",
         "'source' is a number; expected an http address, a name, or {\"name\": ..., \"url\": "
         "...}"},
        {OBSERVATION("'period': '2024', 'value': 1, 'unit_mult': 4"), E, O0 "/unit_mult",
         "'unit_mult' stands here; expected it at the indicator of the plan only"},
        {OBSERVATION("'period': '2024', 'value': 1, 'status': 'O'"), W, O0,
         "status \"O\" says that there is no figure; expected 'value' null"},
        {OBSERVATION("'period': '2024', 'value': 1, 'published': '2023-12-31'"), W, O0,
         "2024 was published on 2023-12-31, before it began; expected status \"F\""},
        {OBSERVATIONS("{'period': '2024', 'value': 1}, {'period': '2023', 'value': 1},"
                      "{'period': '2024-01-01/P1Y', 'value': 2}"),
         E, "/indicators/0/observations/2",
         "the period 2024-01-01/P1Y is given twice; expected 'published' to tell a revision"},
        {OBSERVATIONS("{'period': '2024', 'value': 1, 'published': '2025-02-20'},"
                      "{'period': '2024', 'value': 1, 'published': '2025-02-20T09:00:00+08:00'}"),
         E, "/indicators/0/observations/1",
         "the period 2024 is given twice as published on 2025-02-20; expected a revision on "
         "another "
         "day"},
        {MILESTONES("'x'"), E, M0,
         "found a string; expected a milestone {\"id\": ..., \"name\": ..., \"state\": ...}"},
        {MILESTONE("'name': 'M', 'state': 'done'"), E, M0, "missing 'id'; expected " ID_WORDS},
        {MILESTONE("'id': 'm', 'state': 'done'"), E, M0, "missing 'name'; expected " TEXT_WORDS},
        {MILESTONE("'id': 'm', 'name': 'M'"), E, M0,
         "missing 'state'; expected one of \"unknown\", \"not_started\", \"in_progress\", "
         "\"partly\", "
         "\"done\", \"dropped\""},
        {MILESTONE("'id': 'm', 'name': 'M', 'state': 'done', 'weight': 0"), E, M0 "/weight",
         "'weight' is 0; expected a number above 0"},
        {MILESTONE("'id': 'm', 'name': 'M', 'state': 'partly', 'done_on': '2023-10-08'"), E,
         M0 "/done_on",
         "'done_on' stands beside the state \"partly\"; expected the state \"done\""},
        {MILESTONES("{'id': 'm', 'name': 'M', 'state': 'partly', 'published': '2023-01-01'},"
                    "{'id': 'n', 'name': 'N', 'state': 'done'},"
                    "{'id': 'm', 'name': 'M', 'state': 'done', 'published': '2023-01-01'}"),
         E, "/indicators/0/milestones/2",
         "the milestone 'm' is given twice; expected 'published' on another day"},
        /* not ours, but known */
        {"{'class': 'dataset', 'version': '2.0'}", E, "",
         "this is JSON-stat, a format that is not read yet; expected an indicator feed"},
        {"{'data': {'dataSets': []}}", E, "",
         "this is SDMX-JSON, a format that is not read yet; expected an indicator feed"},
        {"[{'page': 1, 'per_page': 50}, []]", E, "",
         "this is a World Bank answer, a format that is not read yet; expected an indicator feed"},
        {"{'status': 'success', 'data': {'resultType': 'matrix'}}", E, "",
         "this is a Prometheus answer, a format that is not read yet; expected an indicator feed"},
        {"Year,Value\n2020,1\n", E, "",
         "this is CSV, a format that is not read yet; expected an indicator feed"},
        /* not JSON at all */
        {"", E, "", "the server sent an empty document, expected an indicator feed"},
        {"\n\n", E, "", "the server sent an empty document, expected an indicator feed"},
        {"<!DOCTYPE html><p>down", E, "",
         "the server sent a web page (HTML), expected an indicator feed"},
        {"\n<HTML lang=en>", E, "",
         "the server sent a web page (HTML), expected an indicator feed"},
        {"<?xml version='1.0'?><a/>", E, "", "the server sent XML, expected an indicator feed"},
        {"\x1F\x8B\x08", E, "",
         "the server sent compressed data (gzip), expected an indicator feed"},
        {"%PDF-1.7", E, "", "the server sent a PDF document, expected an indicator feed"},
        {"\xFF\xFE{", E, "",
         "the server sent text in UTF-16, not UTF-8, expected an indicator feed"},
        {"Service unavailable", E, "", "expected a value, found 'Service'"},
        {"{'format': 'indicator-feed', 'version': '1.0', 'indicators': [", E, "",
         "the document ends too early; expected a value"},
    };
    expect_findings(rows, sizeof rows / sizeof *rows, false);
}

static void kinds_of_failure_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *document;
        bool plan;
        enum status status;
        const char *err;
    } rows[] = {
        {"{'format'\n: x}", false, ST_SYNTAX,
         "cannot decode 'gdp': line 2, column 3: expected a value, found 'x'"},
        {"<html>", true, ST_SYNTAX,
         "cannot decode the plan: line 1, column 1: the server sent a web page (HTML), expected an "
         "indicator plan"},
        {"{'format': 'indicator-feed', 'version': '2.0'}", false, ST_UNSUPPORTED,
         "cannot decode 'gdp': at /version: version 2.0 of an indicator feed is not supported; "
         "expected 1.0 or another 1.x"},
        {"{'class': 'dataset'}", false, ST_UNSUPPORTED,
         "cannot decode 'gdp': this is JSON-stat, a format that is not read yet; expected an "
         "indicator feed"},
        {OBSERVATIONS("{'period': '2024'}, {'value': 1}"), false, ST_INVALID,
         "cannot decode 'gdp': at /indicators/0/observations/0: missing 'value'; expected a number "
         "or "
         "null (and 1 more)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diags d;
        struct err err;
        size_t n = document(rows[i].document, text, sizeof text);
        assert_int_equal(decode(text, n, rows[i].plan, &d, &err), rows[i].status);
        assert_int_equal(err.status, rows[i].status);
        assert_string_equal(err.text, rows[i].err);
        diags_free(&d);
    }
}

static void all_findings_are_reported_in_the_order_of_the_text(void **state)
{
    (void)state;
    static const char source[] =
        "{'format': 'indicator-plan', 'version': '1.0', 'id': 'p',\n"
        " 'start': '2025-12-31', 'end': '2021-01-01',\n"
        " 'pillars': [\n"
        "  {'id': 'a', 'name': 'A', 'indicators': [\n"
        "   {'id': 'x', 'name': 'X', 'unit': '\xE4\xBA\xBF', 'freq': 'Z',\n"
        "    'targets': [{'kind': 'relative', 'ref': 'y'}]},\n"
        "   {'id': 'x', 'name': 'X', 'unit': 5}]}],\n"
        " 'feeds': [{'id': 'f'}]}";
    static const struct {
        int line, column;
        const char *path, *words;
    } rows[] = {
        {1, 1, "", "missing 'name'"},
        {2, 32, "/end", "the plan ends before it starts"},
        {5, 50, "/pillars/0/indicators/0/freq", "'freq' is \"Z\""},
        {6, 45, "/pillars/0/indicators/0/targets/0/ref", "the plan has no indicator 'y'"},
        {7, 4, "/pillars/0/indicators/1", "the indicator 'x' is given twice"},
        {7, 37, "/pillars/0/indicators/1/unit", "'unit' is a number"},
        {8, 12, "/feeds/0", "missing 'url'"},
    };
    struct diags d;
    struct err err;
    assert_int_equal(decode(text, document(source, text, sizeof text), true, &d, &err), ST_INVALID);
    assert_int_equal(d.count, sizeof rows / sizeof *rows);
    assert_int_equal(d.errors, d.count);
    for (size_t i = 0; i < d.count; i++) {
        if (d.list[i].line != rows[i].line || d.list[i].column != rows[i].column)
            fail_msg("%s is at %d:%d", rows[i].path, d.list[i].line, d.list[i].column);
        assert_string_equal(d.list[i].path, rows[i].path);
        assert_non_null(strstr(d.list[i].text, rows[i].words));
    }
    assert_non_null(strstr(err.text, "missing 'name'"));
    assert_non_null(strstr(err.text, "(and 6 more)"));
    diags_free(&d);
}

static void a_flood_of_findings_is_cut_and_counted(void **state)
{
    (void)state;
    struct diags d;
    struct err err;
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_puts(
        &b,
        "{\"format\": \"indicator-feed\", \"version\": \"1.0\", \"indicators\": [{\"id\": \"i\","
        " \"observations\": [");
    for (int i = 0; i < 300; i++)
        buf_printf(&b, "{\"period\": \"%d\", \"value\": 1, \"status\": \"O\"}, ", 1800 + i);
    for (int i = 0; i < 300; i++)
        buf_printf(&b, "{\"period\": \"%d\"}%s", 2200 + i, i < 299 ? ", " : "]}]}");
    assert_int_equal(decode(b.data, b.len, false, &d, &err), ST_INVALID);
    assert_int_equal(d.errors, 300);
    assert_int_equal(d.count, DIAGS_MAX);
    assert_int_equal(d.dropped, 600 - DIAGS_MAX);
    assert_string_equal(err.text, "cannot decode 'gdp': at /indicators/0/observations/300: missing "
                                  "'value'; expected a number or null (and 299 more)");
    diags_free(&d);
    buf_free(&b);
}

/* ---- limits -------------------------------------------------------------------------------- */

static void expect_limit(const struct buf *b, bool plan, const char *words)
{
    struct diags d;
    struct err err;
    assert_int_equal(b->failed, ST_OK);
    assert_int_equal(decode(b->data, b->len, plan, &d, &err), ST_LIMIT);
    if (!strstr(err.text, words))
        fail_msg("%s", err.text);
    diags_free(&d);
}

static void limits_are_errors_in_words(void **state)
{
    (void)state;
    struct diags d;
    struct err err;
    struct buf b;
    buf_init(&b, 16 << 20);
    for (int more = 0; more <= 1; more++) {
        buf_clear(&b);
        buf_puts(&b, "{\"format\":\"indicator-feed\",\"version\":\"1.0\",\"indicators\":[");
        for (int i = 0, most = PLAN_MAX_OBSERVATIONS + more; i < most; i++) {
            int day = i % 50000; /* of years of 12 times 28 days */
            if (day == 0)
                buf_printf(&b, "%s{\"id\":\"i%d\",\"observations\":[", i ? "]}," : "", i);
            buf_printf(&b, "%s{\"period\":\"%d-%02d-%02d\",\"value\":1}", day ? "," : "",
                       1800 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
        }
        buf_puts(&b, "]}]}");
        if (more)
            expect_limit(&b, false, "more than 100000 observations in one feed; expected fewer");
        else
            assert_int_equal(decode(b.data, b.len, false, &d, &err), ST_OK);
    }
    for (int most = PLAN_MAX_INDICATORS; most <= PLAN_MAX_INDICATORS + 1; most++) {
        buf_clear(&b);
        buf_puts(&b,
                 "{\"format\":\"indicator-plan\",\"version\":\"1.0\",\"id\":\"p\",\"name\":\"P\","
                 "\"start\":\"2021-01-01\",\"end\":\"2025-12-31\",\"pillars\":[{\"id\":\"a\","
                 "\"name\":\"A\",\"indicators\":[");
        for (int i = 0; i < most; i++)
            buf_printf(&b, "{\"id\":\"i%d\",\"name\":\"I\",\"unit\":\"u\"}%s", i,
                       i + 1 == most ? "]}]}" : ",");
        if (most > PLAN_MAX_INDICATORS)
            expect_limit(&b, true, "more than 4096 indicators in one plan; expected fewer");
        else
            assert_int_equal(decode(b.data, b.len, true, &d, &err), ST_OK);
    }
    buf_clear(&b);
    for (int i = 0; i < 65; i++)
        buf_puts(&b, "[");
    expect_limit(&b, false, "nested too deep; expected at most 64 levels");
    buf_free(&b);
}

/* ---- what a good document says -------------------------------------------------------------- */

static void expect_text(const struct text *t, const char *zh, const char *en)
{
    assert_string_equal(t->in[LANG_ZH], zh);
    assert_string_equal(t->in[LANG_EN], en);
}

static void expect_day(day_t day, const char *wanted)
{
    char s[11];
    day_format(day, s, sizeof s);
    assert_string_equal(s, wanted);
}

static void expect_period(const struct period *p, const char *wanted)
{
    char s[24];
    period_code(p, s, sizeof s);
    assert_string_equal(s, wanted);
}

static void read_data(struct buf *b, const char *name)
{
    char path[200];
    struct err err;
    buf_init(b, 1 << 20);
    snprintf(path, sizeof path, "%s/tests/formats/data/%s", PILLARS_SOURCE, name);
    if (buf_read_file(b, path, &err) != ST_OK)
        fail_msg("%s", err.text);
}

static struct plan *read_plan(const char *name, const char *base)
{
    struct plan *p;
    struct diags d = {0};
    struct err err;
    struct buf b;
    read_data(&b, name);
    enum status st = plan_decode(b.data, b.len, base, &p, &d, &err);
    if (st != ST_OK || d.count)
        fail_msg("%s: %s", name, st != ST_OK ? err.text : d.list[0].text);
    diags_free(&d);
    buf_free(&b);
    return p;
}

static void a_plan_says_all_it_can(void **state)
{
    (void)state;
    struct plan *p = read_plan("plan-full.json", BASE);
    assert_string_equal(p->id, "p145");
    assert_string_equal(p->url, BASE);
    expect_text(&p->name, "\xE8\xA7\x84\xE5\x88\x92", "Plan");
    expect_text(&p->note, "only one text", "only one text");
    expect_day(p->start, "2021-01-01");
    expect_day(p->end, "2025-12-31");
    assert_string_equal(p->timezone, "+08:00");
    assert_int_equal(p->every_s, 86400);
    expect_text(&p->source_name, "Office", "Office");
    assert_string_equal(p->source_url, "https://office.example.org/");

    assert_int_equal(p->pillar_count, 2);
    assert_string_equal(p->pillars[0].id, "eco");
    assert_int_equal(p->pillars[0].first, 0);
    assert_int_equal(p->pillars[0].count, 3);
    assert_string_equal(p->pillars[1].note.in[LANG_ZH], "note");
    assert_null(p->pillars[1].note.in[LANG_EN]);
    assert_int_equal(p->pillars[1].first, 3);
    assert_int_equal(p->pillars[1].count, 5);
    assert_int_equal(p->indicator_count, 8);

    const struct indicator *i = &p->indicators[0];
    assert_string_equal(i->id, "output");
    assert_string_equal(text_short_in(&i->name, &i->short_name, LANG_EN), "Out");
    assert_string_equal(text_short_in(&i->name, &i->short_name, LANG_ZH), text_in(&i->name, LANG_ZH)); /* none given */
    expect_text(&i->unit, "\xE4\xBA\xBF\xE5\x85\x83", "CNY 100m");
    assert_string_equal(i->unit_code, "CNY");
    assert_int_equal(i->unit_mult, 8);
    assert_int_equal(i->decimals, 1);
    assert_int_equal(i->freq, FREQ_QUARTER);
    assert_int_equal(i->quantity, QUANTITY_FLOW);
    assert_int_equal(i->nature, NATURE_BINDING);
    assert_int_equal(i->direction, DIRECTION_UP);
    assert_true(i->min == 0 && i->max == 1e6);
    expect_text(&i->source_name, "Yearbook", "Yearbook");
    assert_null(i->source_url);
    assert_int_equal(i->target_count, 2);
    const struct target *t = &i->targets[0];
    assert_int_equal(t->kind, TARGET_LEVEL);
    assert_int_equal(t->cmp, CMP_GE);
    assert_true(t->value == 5000 && isnan(t->high) && t->tolerance == 12.5);
    assert_int_equal(t->from, DAY_NONE);
    expect_day(t->by, "2025-12-31");
    assert_int_equal(t->path, PATH_GEOMETRIC);
    assert_true(t->base.given && t->base.value == 1703 && t->base.status == 'D');
    expect_period(&t->base.period, "2020");
    expect_text(&t->base.note, "b", "b");
    assert_int_equal(t->waypoint_count, 2); /* sorted */
    expect_period(&t->waypoints[0].period, "2022");
    assert_true(t->waypoints[0].value == 2000 && t->waypoints[1].value == 3000);
    expect_text(&t->text, "\xE7\x9B\xAE\xE6\xA0\x87", "Target");
    assert_string_equal(t->source_url, "http://x.example.org/p");
    t = &i->targets[1];
    assert_int_equal(t->kind, TARGET_CUMULATIVE);
    expect_day(t->from, "2022-08-01");
    assert_int_equal(t->path, PATH_EVEN);
    assert_false(t->base.given);
    assert_true(isnan(t->base.value) && t->base.status == 'A');

    i = &p->indicators[1]; /* defaults */
    assert_int_equal(i->unit_mult, 0);
    assert_int_equal(i->decimals, -1);
    assert_int_equal(i->freq, FREQ_ANNUAL);
    assert_int_equal(i->quantity, QUANTITY_RATE);
    assert_int_equal(i->nature, NATURE_OTHER);
    assert_int_equal(i->direction, DIRECTION_DOWN);
    assert_true(isnan(i->min) && isnan(i->max) && !i->unit_code);
    assert_int_equal(i->derive.op, DERIVE_NONE);
    assert_int_equal(i->targets[0].kind, TARGET_MAINTAIN);
    assert_int_equal(i->targets[0].cmp, CMP_LE); /* as the direction is down */
    assert_int_equal(i->targets[1].cmp, CMP_LT);
    assert_int_equal(i->targets[0].path, PATH_LINEAR);

    i = &p->indicators[2];
    assert_int_equal(i->targets[0].kind, TARGET_GROWTH);
    assert_int_equal(i->targets[0].measure, MEASURE_ANNUAL_RATE);
    assert_int_equal(i->targets[0].cmp, CMP_ABOUT);
    assert_int_equal(i->targets[1].kind, TARGET_RANGE);
    assert_true(i->targets[1].value == 4 && i->targets[1].high == 6);

    i = &p->indicators[3];
    assert_int_equal(i->pillar, 1);
    assert_int_equal(i->targets[0].kind, TARGET_RELATIVE);
    assert_int_equal(i->targets[0].ref, 2);
    expect_day(i->targets[0].by, "2025-12-31"); /* the plan's end */
    assert_int_equal(p->indicators[4].targets[0].kind, TARGET_DIRECTION);
    assert_int_equal(p->indicators[5].targets[0].kind, TARGET_MILESTONES);
    i = &p->indicators[6];
    assert_int_equal(i->derive.op, DERIVE_COUNT_AT_LEAST);
    assert_true(i->derive.value == 1000);
    assert_int_equal(i->derive.part_count, 2);
    assert_int_equal(i->derive.parts[0], 7);
    assert_int_equal(i->derive.parts[1], 0);
    assert_int_equal(plan_find_indicator(p, "late"), 7);
    assert_int_equal(plan_find_pillar(p, "life"), 1);

    assert_int_equal(p->feed_count, 3);
    const struct feed_spec *f = &p->feeds[0];
    assert_string_equal(f->id, "near");
    expect_text(&f->name, "\xE8\xBF\x91", "Near");
    assert_string_equal(f->url, "file:///srv/plans/near.json");
    assert_null(f->format);
    assert_int_equal(f->every_s, 6 * 3600);
    assert_int_equal(f->timeout_ms, 45000);
    f = &p->feeds[1];
    assert_string_equal(f->url, "https://stats.example.org/x?format=JSON");
    assert_string_equal(f->format, "json-stat");
    assert_int_equal(f->every_s, 30 * 60);
    assert_int_equal(f->header_count, 2);
    assert_string_equal(f->headers[0].name, "Authorization");
    assert_string_equal(f->headers[0].value, "Bearer ${STATS_TOKEN}");
    assert_null(f->headers[0].file);
    assert_null(f->headers[1].value);
    assert_string_equal(f->headers[1].file, "/srv/plans/secret/token.txt");
    assert_string_equal(f->ca, "/etc/ssl/own.pem");
    assert_string_equal(f->cert, "/srv/plans/me.pem");
    assert_string_equal(f->key, "/srv/plans/me.key");
    assert_int_equal(f->bind_count, 2);
    assert_int_equal(f->binds[0].indicator, 3);
    assert_int_equal(f->binds[0].key_count, 2);
    assert_string_equal(f->binds[0].keys[1], "unit");
    assert_string_equal(f->binds[0].values[1], "MIO_CNY");
    assert_int_equal(f->binds[1].key_count, 0);
    assert_string_equal(p->feeds[2].url, "file:///data/far.json");
    assert_int_equal(plan_find_feed(p, "far"), 2);
    plan_unref(p);
}

static void a_plan_from_the_network_names_no_local_files(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *words; /* NULL: taken */
    } rows[] = {
        {SPEC("'url': 'x.json'"), NULL},
        {SPEC("'url': 'x.json', 'ca': '/etc/ssl/ca.pem'"), NULL},
        {SPEC("'url': 'file:///etc/passwd'"),
         "a document from the network cannot name a local file"},
        {SPEC("'url': 'x.json', 'ca': 'ca.pem'"),
         "\"ca.pem\" is a relative path in a plan from the network; expected an absolute one"},
        {SPEC("'url': 'x.json', 'headers': {'X': {'file': 't'}}"),
         "\"t\" is a relative path in a plan from the network; expected an absolute one"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plan *p;
        struct err err = {0};
        size_t n = document(rows[i].spec, text, sizeof text);
        enum status st = plan_decode(text, n, "https://h/a/plan.json", &p, NULL, &err);
        assert_int_equal(st == ST_OK, rows[i].words == NULL);
        if (p)
            assert_string_equal(p->feeds[0].url, "https://h/a/x.json");
        else
            assert_non_null(strstr(err.text, rows[i].words));
        plan_unref(p);
    }
}

static struct feed_doc *read_feed(const char *name)
{
    struct feed_doc *f;
    struct diags d = {0};
    struct err err;
    struct buf b;
    read_data(&b, name);
    enum status st = feed_decode(b.data, b.len, name, &f, &d, &err);
    if (st != ST_OK || d.count)
        fail_msg("%s: %s", name, st != ST_OK ? err.text : d.list[0].text);
    diags_free(&d);
    buf_free(&b);
    return f;
}

static void a_feed_says_all_it_can(void **state)
{
    (void)state;
    struct feed_doc *f = read_feed("feed-full.json");
    expect_day(f->published, "2025-02-20"); /* as written, in its own zone */
    expect_day(f->next, "2026-12-15");
    expect_text(&f->source_name, "\xE5\xB1\x80", "Office");
    assert_string_equal(f->source_url, "https://office.example.org/");
    assert_int_equal(f->series_count, 3);
    assert_int_equal(f->obs_count, 12);

    const struct series *s = f->series[0];
    assert_string_equal(s->indicator_id, "output");
    expect_day(s->next, "2026-12-15");
    assert_int_equal(s->obs_count, 11);
    static const struct {
        const char *period, *published, *source, *url;
        double value, pre_break;
        enum cmp cmp;
        char status;
        enum covers covers;
    } rows[] = {
        {"2021-01-01/P8M", "2021-10-01", "Press", NULL, 10, NAN, CMP_EQ, 'A', COVERS_PERIOD},
        {"2022-S1", "2025-02-20", "Office", "https://office.example.org/", 20, NAN, CMP_GT, 'P',
         COVERS_PERIOD},
        {"2022-Q3", "2025-02-20", "Office", "https://office.example.org/", 31, NAN, CMP_EQ, 'A',
         COVERS_PERIOD},
        {"2022-Q3", "2025-02-20", "Office", "https://office.example.org/", 30, NAN, CMP_EQ, 'A',
         COVERS_YTD},
        {"2022", "2023-01-20", "Office", "https://office.example.org/", 40, NAN, CMP_GE, 'A',
         COVERS_PERIOD},
        {"2022", "2023-06-14", NULL, "https://x.example.org/2022", 41.5, NAN, CMP_LT, 'A',
         COVERS_PERIOD},
        {"2023", "2025-02-20", "ftp://old.example.org/x", NULL, -5e-3, 90, CMP_LE, 'B',
         COVERS_PERIOD},
        {"2024-09", "2025-02-20", "Office", "https://office.example.org/", NAN, NAN, CMP_EQ, 'O',
         COVERS_PERIOD},
        {"2024-W40", "2025-02-20", "Office", "https://office.example.org/", NAN, NAN, CMP_ABOUT,
         'A', COVERS_PERIOD},
        {"2024-12-31", "2025-02-20", "Office", "https://office.example.org/", 0, NAN, CMP_EQ, 'A',
         COVERS_CUMULATIVE},
        {"2025", "2025-02-20", "Office", "https://office.example.org/", 1e3, NAN, CMP_EQ, 'F',
         COVERS_PERIOD},
    };
    assert_int_equal(sizeof rows / sizeof *rows, s->obs_count);
    for (size_t i = 0; i < s->obs_count; i++) {
        const struct obs *o = &s->obs[i];
        expect_period(&o->period, rows[i].period);
        expect_day(o->published, rows[i].published);
        assert_true(isnan(rows[i].value) ? isnan(o->value) : o->value == rows[i].value);
        assert_true(isnan(rows[i].pre_break) ? isnan(o->pre_break)
                                             : o->pre_break == rows[i].pre_break);
        assert_int_equal(o->cmp, rows[i].cmp);
        assert_int_equal(o->status, rows[i].status);
        assert_int_equal(o->covers, rows[i].covers);
        assert_int_equal(o->received_s, 0);
        if (rows[i].source)
            assert_string_equal(o->source_name.in[LANG_EN], rows[i].source);
        else
            assert_null(o->source_name.in[LANG_EN]);
        if (rows[i].url)
            assert_string_equal(o->source_url, rows[i].url);
        else
            assert_null(o->source_url);
    }
    expect_text(&s->obs[4].note, "clean red text", "clean red text");

    s = f->series[1];
    expect_day(s->next, "2026-11-30");
    assert_string_equal(s->obs[0].source_name.in[LANG_ZH], "Bureau");
    assert_null(s->obs[0].source_url);
    s = f->series[2];
    assert_int_equal(s->milestone_count, 3);
    const struct milestone *m = &s->milestones[0];
    assert_string_equal(m->id, "law");
    expect_text(&m->name, "Law", "Law");
    expect_day(m->due, "2023-12-31");
    expect_day(m->done_on, "2023-10-08");
    expect_day(m->published, "2023-10-10");
    assert_int_equal(m->state, MILESTONE_DONE);
    assert_true(m->weight == 2);
    assert_string_equal(m->source_url, "https://x.example.org/law");
    m = &s->milestones[1];
    assert_int_equal(m->state, MILESTONE_PARTLY);
    expect_day(m->published, "2025-02-20");
    assert_true(m->weight == 1);
    assert_string_equal(m->source_name.in[LANG_EN], "Office");
    m = &s->milestones[2]; /* nobody said anything: no day and no source */
    assert_int_equal(m->state, MILESTONE_UNKNOWN);
    assert_int_equal(m->published, DAY_NONE);
    assert_int_equal(m->done_on, DAY_NONE);
    assert_true(text_is_empty(&m->source_name) && !m->source_url);
    feed_doc_free(f);
}

static void a_short_feed_leaves_out_what_it_may(void **state)
{
    (void)state;
    struct feed_doc *f = NULL;
    size_t n =
        document(OBSERVATION("'period': '2024', 'value': 1, 'new-in-1.7': [1]"), text, sizeof text);
    assert_int_equal(feed_decode(text, n, "x", &f, NULL, NULL), ST_OK);
    assert_int_equal(f->published, DAY_NONE);
    assert_int_equal(f->next, DAY_NONE);
    assert_int_equal(f->series[0]->next, DAY_NONE);
    assert_int_equal(f->series[0]->obs[0].published, DAY_NONE);
    assert_true(!f->source_url && text_is_empty(&f->source_name));
    feed_doc_free(f);
    n = document(FEED_HEAD "'indicators': [{'id': 'i'}, {'id': 'j', 'observations': []}]}", text,
                 sizeof text);
    assert_int_equal(feed_decode(text, n, "x", &f, NULL, NULL), ST_OK);
    assert_int_equal(f->series_count, 2);
    assert_int_equal(f->obs_count, 0);
    feed_doc_free(f);
}

/* A key, an id, a period and a note, with each kind of escape. */
#define ESCAPED                                                                                                        \
    "{'f\\u006frmat': 'indicator-feed', 'version': '1.0', 'indic\\u0061tors': [{'\\u0069d': 'i\\u002d1', 'observations': [{'peri\\u006Fd': '20\\u00324', 'value': 1.5,"   \
              " 'valu\\u00e9': 3, 'valu\\u0065s': 2, 'note': '\\ud83d\\ude00 \\u6d77 \\\\ \\/ \\'x\\' \\n.'}]}]}"

static void what_is_written_with_escapes_is_read_as_it_is_meant(void **state)
{
    (void)state;
    struct feed_doc *f = NULL;
    size_t n = document(ESCAPED, text, sizeof text);
    assert_int_equal(feed_decode(text, n, "x", &f, NULL, NULL), ST_OK);
    assert_int_equal(f->obs_count, 1);
    assert_string_equal(f->series[0]->indicator_id, "i-1");
    expect_period(&f->series[0]->obs[0].period, "2024");
    assert_float_equal(f->series[0]->obs[0].value, 1.5, 0);
    expect_text(&f->series[0]->obs[0].note, "\xF0\x9F\x98\x80 \xE6\xB5\xB7 \\ / \"x\"  .",
                "\xF0\x9F\x98\x80 \xE6\xB5\xB7 \\ / \"x\"  .");
    feed_doc_free(f);
}

static int allocations_left;

static void *allocate_some(size_t size)
{
    return allocations_left-- > 0 ? malloc(size) : NULL;
}

/* A figure that could not be read is not absent: the whole document is given up. */
static void memory_that_ends_gives_up_the_document(void **state)
{
    (void)state;
    struct err err;
    struct feed_doc *f = NULL;
    struct plan *p = NULL;
    cJSON_InitHooks(&(cJSON_Hooks){allocate_some, free});
    size_t n = document(OBSERVATIONS("{'period': '2024', 'value': 1}, {'period': '2025', 'value': 2}"), text, sizeof text);
    enum status st = ST_NO_MEMORY;
    int enough = 0;
    for (; st != ST_OK && enough < 100; enough++) {
        allocations_left = enough;
        st = feed_decode(text, n, "x", &f, NULL, &err);
        assert_int_equal(st, f ? ST_OK : ST_NO_MEMORY);
        if (!f)
            assert_string_equal(err.text, "cannot decode 'x': out of memory");
    }
    assert_in_range(enough, 2, 99); /* of one of the figures at least */
    feed_doc_free(f);
    n = document(LEVEL("'tolerance': 1"), text, sizeof text);
    allocations_left = 0;
    assert_int_equal(plan_decode(text, n, BASE, &p, NULL, &err), ST_NO_MEMORY);
    cJSON_InitHooks(NULL);
}

static void the_kind_is_known_without_a_parse(void **state)
{
    (void)state;
    static const struct {
        const char *document;
        enum document_kind kind;
    } rows[] = {
        {"{'format': 'indicator-plan'", DOCUMENT_PLAN},
        {"\xEF\xBB\xBF \n{'format' : 'indicator-feed', x", DOCUMENT_FEED},
        {"{'a': {'format': 'indicator-plan'}, 'b': ['}', {}], 'format': 'indicator-feed'}",
         DOCUMENT_FEED},
        {"{'a': 'format: \\\"', 'format': 'indicator-plan'}", DOCUMENT_PLAN},
        {"{'a': -1.5, 'format': 'indicator-plan'}", DOCUMENT_PLAN},
        {"{'a': {'format': 'indicator-plan'}}", DOCUMENT_UNKNOWN},
        {"{'format': 'json-stat'}", DOCUMENT_UNKNOWN},
        {"{'format': 1}", DOCUMENT_UNKNOWN},
        {"['format', 'indicator-plan']", DOCUMENT_UNKNOWN},
        {"{'format", DOCUMENT_UNKNOWN},
        {"{'format'", DOCUMENT_UNKNOWN},
        {"{'a': [", DOCUMENT_UNKNOWN},
        {"{'a\\", DOCUMENT_UNKNOWN},
        {"{", DOCUMENT_UNKNOWN},
        {"<html>", DOCUMENT_UNKNOWN},
        {"", DOCUMENT_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = document(rows[i].document, text, sizeof text);
        char *exact = malloc(n ? n : 1); /* a byte too far is seen by the sanitizer */
        memcpy(exact, text, n);
        if (document_kind(exact, n) != rows[i].kind)
            fail_msg("%s", rows[i].document);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_plan_names_path_and_expectation),
        cmocka_unit_test(a_wrong_feed_names_path_and_expectation),
        cmocka_unit_test(kinds_of_failure_are_told_apart),
        cmocka_unit_test(all_findings_are_reported_in_the_order_of_the_text),
        cmocka_unit_test(a_flood_of_findings_is_cut_and_counted),
        cmocka_unit_test(limits_are_errors_in_words),
        cmocka_unit_test(a_plan_says_all_it_can),
        cmocka_unit_test(a_plan_from_the_network_names_no_local_files),
        cmocka_unit_test(a_feed_says_all_it_can),
        cmocka_unit_test(a_short_feed_leaves_out_what_it_may),
        cmocka_unit_test(what_is_written_with_escapes_is_read_as_it_is_meant),
        cmocka_unit_test(memory_that_ends_gives_up_the_document),
        cmocka_unit_test(the_kind_is_known_without_a_parse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
