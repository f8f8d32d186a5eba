/* feeds/net/store: how many observations a plan takes, whichever feeds bring them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feeds/net/store.h"

static struct plan *plan_of(const char *feeds)
{
    char text[1024];
    struct plan *plan = NULL;
    struct diags diags = {0};
    struct err err;
    int n = snprintf(text, sizeof text,
                     "{\"format\":\"indicator-plan\",\"version\":\"1.0\",\"id\":\"p\",\"name\":\"p\",\"start\":\"2021-01-01\","
                     "\"end\":\"2025-12-31\",\"feeds\":[%s],\"pillars\":[{\"id\":\"p\",\"name\":\"p\",\"indicators\":["
                     "{\"id\":\"i\",\"name\":\"i\",\"unit\":\"u\"}]}]}",
                     feeds);
    if (plan_decode(text, (size_t)n, "file:///plan.json", &plan, &diags, &err) != ST_OK)
        fail_msg("%s", err.text);
    diags_free(&diags);
    return plan;
}

static void a_plan_takes_so_many_observations_from_all_its_feeds(void **state)
{
    (void)state;
    struct clock clock = {0};
    struct store s;
    struct err err;
    struct feed_doc half = {.obs_count = PLAN_MAX_OBSERVATIONS / 2}, more = {.obs_count = PLAN_MAX_OBSERVATIONS / 2 + 1};
    assert_int_equal(store_init(&s, &clock, &err), ST_OK);
    assert_int_equal(store_set_plan(&s, plan_of("{\"id\":\"a\",\"url\":\"a\"},{\"id\":\"b\",\"url\":\"b\"}")), ST_OK);
    struct document *a = store_document(&s, 0), *b = store_document(&s, 1);
    assert_int_equal(store_admit(&s, a, &half, &err), ST_OK);
    assert_int_equal(store_admit(&s, b, &more, &err), ST_LIMIT);
    assert_string_equal(err.text, "50001 observations here and 50000 in the plan's other feeds; expected at most 100000 in all");
    assert_int_equal(store_admit(&s, b, &half, &err), ST_OK);
    assert_int_equal(store_admit(&s, a, &half, &err), ST_OK); /* in its own place */
    assert_int_equal(store_admit(&s, a, &more, &err), ST_LIMIT);
    /* What a feed brought goes with it when the plan drops it. */
    assert_int_equal(store_set_plan(&s, plan_of("{\"id\":\"b\",\"url\":\"b\"}")), ST_OK);
    assert_int_equal(store_admit(&s, store_document(&s, 0), &more, &err), ST_OK);
    store_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_takes_so_many_observations_from_all_its_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
