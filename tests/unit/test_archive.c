/* The archive: what goes in comes out, what was committed survives, damage is set aside. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "feeds/net/archive.h"
#include "feeds/net/body_hash.h"
#include "feeds/net/body_pack.h"

#define PLAN "file:///plan.json"

static struct clock still(int64_t s)
{
    return (struct clock){.still = true, .still_s = s};
}

struct place {
    char dir[64];
    struct clock clock;
    struct archive *archive;
};

static void open_place(struct place *p)
{
    struct archive_info info;
    struct err err;
    if (archive_open(&p->archive, p->dir, &p->clock, NULL, &info, &err) != ST_OK)
        fail_msg("%s", err.text);
    assert_string_equal(info.note, "");
}

static int setup(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->dir, sizeof p->dir, "/tmp/pillars-archive-XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    p->clock = still(1000);
    open_place(p);
    *state = p;
    return 0;
}

static void remove_folder(const char *dir)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp("rm", "rm", "-rf", dir, (char *)NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
}

static int teardown(void **state)
{
    struct place *p = *state;
    archive_close(p->archive);
    remove_folder(p->dir);
    free(p);
    return 0;
}

struct figure {
    const char *period;
    double value;
    const char *published;
};

static struct series *make_series(const char *id, const struct figure *figures, size_t n)
{
    struct series *s = series_new(id);
    s->obs = arena_alloc(&s->arena, n, sizeof *s->obs);
    s->obs_count = n;
    for (size_t i = 0; i < n; i++) {
        assert_true(period_parse(figures[i].period, &s->obs[i].period));
        assert_true(day_parse(figures[i].published, &s->obs[i].published));
        s->obs[i].value = figures[i].value;
        s->obs[i].status = 'A';
        s->obs[i].pre_break = NAN;
        s->obs[i].note = (struct text){{"注", "note"}};
    }
    series_seal(s);
    return s;
}

static void store(struct place *p, const char *body, struct series *s)
{
    struct buf bytes;
    buf_init(&bytes, 1 << 20);
    assert_int_equal(buf_puts(&bytes, body), ST_OK);
    body_pack(&bytes);
    struct archive_entry e = {.body = bytes.data, .body_len = bytes.len, .size = strlen(body),
                              .etag = (char *)"\"v1\"", .body_hash = body_hash(body, strlen(body)),
                              .http_status = 200, .fetched_s = p->clock.still_s,
                              .tried_s = p->clock.still_s, .latency_ms = 7};
    struct err err;
    if (archive_store(p->archive, PLAN, "f", &e, &s, s ? 1 : 0, &err) != ST_OK)
        fail_msg("%s", err.text);
    buf_free(&bytes);
}

static struct archive_entry load(struct place *p, uint64_t known_hash)
{
    struct archive_entry e;
    struct err err;
    if (archive_load(p->archive, PLAN, "f", known_hash, &e, &err) != ST_OK)
        fail_msg("%s", err.text);
    return e;
}

static size_t events(struct place *p, struct event *list, size_t cap)
{
    size_t n;
    assert_int_equal(archive_events(p->archive, PLAN, 0, list, cap, &n, NULL), ST_OK);
    return n;
}

static void a_body_comes_back_with_its_validators(void **state)
{
    struct place *p = *state;
    static const char body[] = "{\"a\":1}";
    uint64_t hash = body_hash(body, strlen(body));
    assert_true(hash >> 63); /* SQLite's numbers have a sign */
    struct archive_entry e = load(p, 0);
    assert_null(e.body);
    assert_int_equal(e.size, 0);
    store(p, body, NULL);
    archive_close(p->archive);
    open_place(p);
    e = load(p, 0);
    assert_string_equal(e.body, body);
    assert_string_equal(e.etag, "\"v1\"");
    assert_null(e.last_modified);
    assert_true(e.body_hash == hash);
    assert_int_equal(e.latency_ms, 7);
    archive_entry_free(&e);
    /* A 304 writes times and keeps the body. */
    struct archive_entry again = {.etag = (char *)"\"v2\"", .body_hash = hash, .fetched_s = 2000,
                                  .answers_304 = 1, .not_before_s = 3000};
    assert_int_equal(archive_store(p->archive, PLAN, "f", &again, NULL, 0, NULL), ST_OK);
    e = load(p, hash - 1);
    assert_string_equal(e.body, body);
    assert_string_equal(e.etag, "\"v2\"");
    assert_int_equal(e.fetched_s, 2000);
    assert_int_equal(e.not_before_s, 3000);
    archive_entry_free(&e);
    /* Who knows it does not get it again. */
    e = load(p, hash);
    assert_null(e.body);
    assert_int_equal(e.size, strlen(body));
    assert_false(e.damaged);
    assert_string_equal(e.etag, "\"v2\"");
    archive_entry_free(&e);
}

static char *long_body(size_t n, const char *words)
{
    char *body = malloc(n + 1);
    for (size_t i = 0; i < n; i++)
        body[i] = words[i % strlen(words)];
    body[n] = '\0';
    return body;
}

static size_t file_bytes(const struct place *p)
{
    struct stat s;
    char path[128];
    snprintf(path, sizeof path, "%s/archive.db", p->dir);
    assert_int_equal(stat(path, &s), 0);
    return (size_t)s.st_size;
}

static void a_long_body_takes_less_and_comes_back_as_it_came(void **state)
{
    struct place *p = *state;
    char *body = long_body(1 << 20, "{\"period\":\"2024-Q3\",\"value\":4200},");
    store(p, body, NULL);
    struct archive_entry e = load(p, 0);
    assert_int_equal(e.body_len, 1 << 20);
    assert_string_equal(e.body, body);
    archive_entry_free(&e);
    archive_close(p->archive); /* the last one out takes the -wal into the file */
    assert_true(file_bytes(p) < 200000);
    open_place(p);
    e = load(p, 0);
    assert_string_equal(e.body, body);
    archive_entry_free(&e);
    store(p, "{\"a\":1}", NULL);
    e = load(p, 0);
    assert_string_equal(e.body, "{\"a\":1}");
    archive_entry_free(&e);
    free(body);
}

static void older_archive(struct place *p)
{
    char command[256];
    archive_close(p->archive);
    p->archive = NULL;
    snprintf(command, sizeof command, "rm %s/archive.db*; gzip -dc '" PILLARS_SOURCE "/tests/server/data/archive-1.db.gz' > %s/archive.db",
             p->dir, p->dir);
    assert_int_equal(system(command), 0);
}

/* A viewer that may only read has opened it, and another program brings it forward before anything was read. */
static void an_archive_that_is_brought_forward_meanwhile_is_read_as_it_is_now(void **state)
{
    struct place *p = *state;
    struct archive *reader;
    struct archive_entry e;
    older_archive(p);
    assert_int_equal(archive_open_to_read(&reader, p->dir, &p->clock, NULL, NULL), ST_OK);
    open_place(p);
    archive_read_begin(reader);
    assert_int_equal(archive_load(reader, "http://127.0.0.1:18999/plan.json", "", 0, &e, NULL), ST_OK);
    archive_read_end(reader);
    assert_non_null(e.body);
    archive_entry_free(&e);
    archive_close(reader);
}

/* The hash in an archive of before is another than the one by which its reader knows the body. */
static void a_known_body_of_an_older_archive_does_not_come_again(void **state)
{
    struct place *p = *state;
    static const char url[] = "http://127.0.0.1:18999/plan.json";
    struct archive *reader;
    struct archive_entry e;
    older_archive(p);
    assert_int_equal(archive_open_to_read(&reader, p->dir, &p->clock, NULL, NULL), ST_OK);
    assert_int_equal(archive_load(reader, url, "", 0, &e, NULL), ST_OK);
    assert_non_null(e.body);
    uint64_t hash = e.body_hash;
    assert_true(hash == body_hash(e.body, e.body_len));
    archive_entry_free(&e);
    assert_int_equal(archive_load(reader, url, "", hash, &e, NULL), ST_OK);
    assert_null(e.body);
    assert_false(e.damaged);
    assert_true(e.size > 0 && e.body_hash == hash);
    archive_entry_free(&e);
    archive_close(reader);
}

/* Nothing that a disk makes of a packed body comes out as a body, or writes outside its room (sanitizers see that). */
static void a_packed_body_that_is_damaged_is_none(void **state)
{
    (void)state;
    struct buf b;
    char *body = long_body(5000, "abcdefgh 0123456789 {\"value\": 17}");
    buf_init(&b, 1 << 20);
    assert_int_equal(buf_puts(&b, body), ST_OK);
    body_pack(&b);
    assert_true(b.len < 1000);
    char *out = malloc(5000), *larger = malloc(5001), *smaller = malloc(4999);
    assert_true(out && larger && smaller);
    for (size_t bit = 0; bit < b.len * 8; bit++) {
        b.data[bit / 8] ^= (char)(1 << bit % 8);
        body_unpack(b.data, b.len, out, 5000); /* its hash tells */
        b.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    for (size_t n = 0; n < b.len; n++)
        assert_false(body_unpack(b.data, n, out, 5000));
    assert_false(body_unpack(b.data, b.len, smaller, 4999));
    assert_false(body_unpack(b.data, b.len, larger, 5001));
    assert_false(body_unpack(b.data, b.len, larger, SIZE_MAX));
    assert_true(body_unpack(b.data, b.len, out, 5000));
    assert_memory_equal(out, body, 5000);
    free(smaller);
    free(larger);
    free(out);
    /* What does not get smaller stays. */
    uint32_t noise = 1;
    buf_clear(&b);
    for (int i = 0; i < 4096; i++) {
        noise = noise * 1664525u + 1013904223u;
        assert_int_equal(buf_append(&b, &(char){(char)(noise >> 24)}, 1), ST_OK);
    }
    uint64_t hash = body_hash(b.data, b.len);
    body_pack(&b);
    assert_int_equal(b.len, 4096);
    assert_true(body_hash(b.data, b.len) == hash);
    buf_free(&b);
    free(body);
}

/* "Unchanged" is said of a body that never came in (a full disk): the old one must not look new by it. */
static void a_304_to_another_body_changes_nothing(void **state)
{
    struct place *p = *state;
    struct archive_entry other = {.etag = (char *)"\"v9\"", .body_hash = 9, .fetched_s = 9000, .answers_304 = 1};
    assert_int_equal(archive_store(p->archive, PLAN, "f", &other, NULL, 0, NULL), ST_UNSUPPORTED);
    store(p, "{\"a\":1}", NULL);
    assert_int_equal(archive_store(p->archive, PLAN, "f", &other, NULL, 0, NULL), ST_UNSUPPORTED);
    struct archive_entry e = load(p, 0);
    assert_string_equal(e.etag, "\"v1\"");
    assert_int_equal(e.fetched_s, 1000);
    archive_entry_free(&e);
}

static void every_vintage_is_kept_with_the_moment_it_came(void **state)
{
    struct place *p = *state;
    static const struct figure first[] = {{"2023", 4333, "2024-06-14"}, {"2024", 4200, "2025-01-20"}};
    static const struct figure second[] = {{"2024", 4230, "2025-02-20"}, {"2025", 4500, "2026-02-20"}};
    struct series *a = make_series("output", first, 2), *b = make_series("output", second, 2), *all;
    store(p, "1", a);
    p->clock.still_s = 5000;
    store(p, "2", b);

    assert_int_equal(archive_merge_history(p->archive, PLAN, "f", b, &all, NULL), ST_OK);
    /* 2024 has its older vintage back; 2023 was withdrawn and is not shown. */
    assert_int_equal(all->obs_count, 3);
    assert_true(all->obs[0].value == 4200 && all->obs[0].received_s == 1000);
    assert_true(all->obs[1].value == 4230 && all->obs[1].received_s == 5000);
    assert_string_equal(text_in(&all->obs[0].note, LANG_ZH), "注");
    series_unref(all);

    assert_int_equal(archive_history(p->archive, PLAN, "output", &all, NULL), ST_OK);
    assert_int_equal(all->obs_count, 4);
    series_unref(all);

    struct event list[8];
    assert_int_equal(events(p, list, 8), 3);
    assert_int_equal(list[0].kind, EVENT_WITHDRAWN);
    assert_string_equal(list[0].period, "2023");
    assert_int_equal(list[1].kind, EVENT_NEW_FIGURE);
    assert_int_equal(list[2].kind, EVENT_REVISION);
    assert_true(list[2].before == 4200 && list[2].after == 4230);
    series_unref(a);
    series_unref(b);
}

/* The office corrects a figure without a new date, and then takes the correction back: what it says now counts. */
static void a_figure_that_comes_back_is_the_newest(void **state)
{
    struct place *p = *state;
    static const struct figure good[] = {{"2024", 10, "2025-01-01"}}, bad[] = {{"2024", 99, "2025-01-01"}};
    struct series *a = make_series("x", good, 1), *b = make_series("x", bad, 1), *all;
    store(p, "1", a);
    p->clock.still_s = 2000;
    store(p, "2", b);
    p->clock.still_s = 3000;
    store(p, "3", a);
    assert_int_equal(archive_merge_history(p->archive, PLAN, "f", a, &all, NULL), ST_OK);
    assert_true(all->obs[all->obs_count - 1].value == 10);
    series_unref(all);
    series_unref(a);
    series_unref(b);
}

static void a_missing_figure_stays_missing(void **state)
{
    struct place *p = *state;
    static const struct figure figures[] = {{"2024", NAN, "2025-01-01"}};
    struct series *a = make_series("x", figures, 1), *all;
    store(p, "1", a);
    store(p, "1b", a);
    assert_int_equal(archive_history(p->archive, PLAN, "x", &all, NULL), ST_OK);
    assert_int_equal(all->obs_count, 1);
    assert_true(isnan(all->obs[0].value) && isnan(all->obs[0].pre_break));
    series_unref(all);
    series_unref(a);
}

static void feeds_lost_and_back_are_said_once(void **state)
{
    struct place *p = *state;
    store(p, "1", NULL);
    struct archive_entry e = {.failures_in_row = 1, .tried_s = 1100};
    snprintf(e.error, sizeof e.error, "HTTP 500");
    assert_int_equal(archive_store_failure(p->archive, PLAN, "f", &e, NULL), ST_OK);
    e.failures_in_row = 2;
    assert_int_equal(archive_store_failure(p->archive, PLAN, "f", &e, NULL), ST_OK);
    store(p, "2", NULL);
    struct event list[8];
    assert_int_equal(events(p, list, 8), 2);
    assert_int_equal(list[0].kind, EVENT_FEED_BACK);
    assert_int_equal(list[1].kind, EVENT_FEED_LOST);
    assert_string_equal(list[1].text, "HTTP 500");
}

static void a_damaged_file_is_set_aside(void **state)
{
    struct place *p = *state;
    store(p, "1", NULL);
    archive_close(p->archive);
    p->archive = NULL;
    char path[128], aside[160];
    snprintf(path, sizeof path, "%s/archive.db", p->dir);
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, "this is no database at all......", 32, 0), 32);
    close(fd);
    struct archive_info info;
    assert_int_equal(archive_open(&p->archive, p->dir, &p->clock, NULL, &info, NULL), ST_OK);
    assert_non_null(strstr(info.note, "damaged"));
    assert_non_null(strstr(info.note, "archive.db.damaged-19700101T001640Z"));
    snprintf(aside, sizeof aside, "%s.damaged-19700101T001640Z", path);
    assert_int_equal(access(aside, F_OK), 0);
    store(p, "2", NULL);
}

static void a_newer_schema_is_refused_in_words(void **state)
{
    struct place *p = *state;
    archive_close(p->archive);
    p->archive = NULL;
    char path[128];
    snprintf(path, sizeof path, "%s/archive.db", p->dir);
    /* user_version is the big-endian word at offset 60 of the file (sqlite.org/fileformat2.html). */
    int fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, "\0\0\0\x63", 4, 60), 4);
    close(fd);
    struct archive_info info;
    struct err err;
    assert_int_equal(archive_open(&p->archive, p->dir, &p->clock, NULL, &info, &err),
                     ST_UNSUPPORTED);
    assert_non_null(strstr(err.text, "schema 99, made by a newer pillars"));
    assert_int_equal(access(path, F_OK), 0);
}

static bool claim(struct archive *a, const char *feed)
{
    struct archive_claim c = {.feed = feed, .hold_s = 60};
    assert_int_equal(archive_claim(a, PLAN, &c, 1, NULL), ST_OK);
    return c.mine;
}

static void a_lease_has_one_holder(void **state)
{
    struct place *p = *state;
    assert_true(claim(p->archive, "f"));
    pid_t child = fork();
    if (child == 0) { /* another viewer: refused now, holder of "g", then gone without a word */
        struct archive *other;
        struct archive_info info;
        if (archive_open(&other, p->dir, &p->clock, NULL, &info, NULL) != ST_OK)
            _exit(1);
        bool first = claim(other, "f"), second = claim(other, "g");
        _exit(!first && second ? 0 : 2);
    }
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    /* Its lease of "g" has not run out, but the holder is dead: it passes on. */
    assert_true(claim(p->archive, "g"));
    assert_int_equal(archive_release(p->archive, PLAN, "g", NULL), ST_OK);
}

static struct seen_list *seen_of(const char *const *pairs, size_t n)
{
    struct seen_list *l = seen_list_new(n);
    assert_non_null(l);
    for (size_t i = 0; i < n; i++, l->count++) {
        snprintf(l->list[i].indicator, sizeof l->list[i].indicator, "%s", pairs[2 * i]);
        snprintf(l->list[i].class, sizeof l->list[i].class, "%s", pairs[2 * i + 1]);
    }
    return l;
}

static const char *class_seen(const struct seen_list *l, const char *indicator)
{
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->list[i].indicator, indicator) == 0)
            return l->list[i].class;
    return "";
}

/* The first look is noted by itself, what is new is added, and only a person's look takes the place of another. */
static void what_was_seen_is_kept(void **state)
{
    struct place *p = *state;
    static const char *const first[] = {"a", "ahead", "b", "slower"};
    static const char *const later[] = {"a", "lagging", "c", "pending"};
    struct seen_list *l, *none, *one = seen_of(first, 2), *two = seen_of(later, 2);
    assert_int_equal(archive_seen_read(p->archive, PLAN, &none, NULL), ST_OK);
    assert_int_equal(none->at_s, 0);
    assert_int_equal(none->count, 0);
    seen_list_unref(none);

    assert_int_equal(archive_seen_write(p->archive, PLAN, one, false, NULL), ST_OK);
    p->clock = still(2000);
    assert_int_equal(archive_seen_write(p->archive, PLAN, two, false, NULL), ST_OK);
    assert_int_equal(archive_seen_read(p->archive, PLAN, &l, NULL), ST_OK);
    assert_int_equal(l->at_s, 1000);
    assert_int_equal(l->count, 3);
    assert_string_equal(class_seen(l, "a"), "ahead");
    assert_string_equal(class_seen(l, "c"), "pending");
    seen_list_unref(l);

    assert_int_equal(archive_seen_write(p->archive, "file:///other.json", one, true, NULL), ST_OK);
    assert_int_equal(archive_seen_write(p->archive, PLAN, two, true, NULL), ST_OK);
    assert_int_equal(archive_seen_read(p->archive, PLAN, &l, NULL), ST_OK);
    assert_int_equal(l->at_s, 2000);
    assert_int_equal(l->count, 2);
    assert_string_equal(class_seen(l, "a"), "lagging");
    assert_string_equal(class_seen(l, "b"), "");
    seen_list_unref(l);

    /* Events noted by a clock that is ahead of ours were seen too. */
    struct archive_entry failed = {.failures_in_row = 1, .error = "no answer"};
    p->clock = still(3000);
    assert_int_equal(archive_store_failure(p->archive, PLAN, "f", &failed, NULL), ST_OK);
    p->clock = still(2500);
    assert_int_equal(archive_seen_write(p->archive, PLAN, two, true, NULL), ST_OK);
    assert_int_equal(archive_seen_read(p->archive, PLAN, &l, NULL), ST_OK);
    assert_int_equal(l->at_s, 3000);
    seen_list_unref(l);
    seen_list_unref(one);
    seen_list_unref(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_body_comes_back_with_its_validators, setup, teardown),
        cmocka_unit_test_setup_teardown(a_long_body_takes_less_and_comes_back_as_it_came, setup, teardown),
        cmocka_unit_test_setup_teardown(a_known_body_of_an_older_archive_does_not_come_again, setup, teardown),
        cmocka_unit_test_setup_teardown(an_archive_that_is_brought_forward_meanwhile_is_read_as_it_is_now, setup, teardown),
        cmocka_unit_test(a_packed_body_that_is_damaged_is_none),
        cmocka_unit_test_setup_teardown(a_304_to_another_body_changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(every_vintage_is_kept_with_the_moment_it_came, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_figure_that_comes_back_is_the_newest, setup, teardown),
        cmocka_unit_test_setup_teardown(a_missing_figure_stays_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(feeds_lost_and_back_are_said_once, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_file_is_set_aside, setup, teardown),
        cmocka_unit_test_setup_teardown(a_newer_schema_is_refused_in_words, setup, teardown),
        cmocka_unit_test_setup_teardown(a_lease_has_one_holder, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_seen_is_kept, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
