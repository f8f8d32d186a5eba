/* bench_feeds PLAN_URL ARCHIVE_DIR -- the feed engine alone. Prints on one line: milliseconds from its start until every feed
 * has answered, milliseconds until all are asked again and have answered, milliseconds that stopping takes (the archive
 * written), resident KiB when all have answered and when all is kept, observations on show, feeds answered with 304 in the
 * second round, feeds in trouble. */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "feeds/feeds.h"

#define SETTLE_US 2000000 /* so that the archive is written before the second round */

static long resident_kib(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f || fscanf(f, "%*d %ld", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* Takes snapshots until all feeds have answered; `again`: with 304, after their first answer. */
static bool wait_for(struct feeds *feeds, struct snapshot **snapshot, bool again)
{
    int64_t end = clock_mono().ms + 60000;
    while (clock_mono().ms < end) {
        struct pollfd wake = {.fd = feeds_wake_fd(feeds), .events = POLLIN};
        poll(&wake, 1, 1000);
        struct snapshot *newest = feeds_take(feeds);
        if (!newest)
            continue;
        snapshot_free(*snapshot);
        *snapshot = newest;
        bool all = snapshot_settled(newest);
        for (size_t i = 0; all && again && i < newest->feed_count; i++)
            all = newest->feeds[i].answers_304 > 0 || newest->feeds[i].error[0];
        if (all)
            return true;
    }
    return false;
}

int main(int argc, char **argv)
{
    struct clock clock;
    struct feeds *feeds;
    struct snapshot *snapshot = NULL;
    struct err err;
    if (argc != 3 || !clock_init(&clock))
        return 2;
    struct feeds_config cfg = {.plan_url = argv[1], .archive_dir = argv[2], .once = true, .clock = &clock};
    int64_t start = clock_mono().ms;
    if (feeds_start(&feeds, &cfg, &err) != ST_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    if (!wait_for(feeds, &snapshot, false))
        return 1;
    int64_t cold = clock_mono().ms - start;
    long resident = resident_kib();
    usleep(SETTLE_US);
    long later = resident_kib();
    int64_t asked = clock_mono().ms;
    feeds_refresh(feeds, -1);
    if (!wait_for(feeds, &snapshot, true))
        return 1;
    int64_t again = clock_mono().ms - asked, stop = clock_mono().ms;
    size_t observations = 0, unchanged = 0, failing = 0;
    for (size_t i = 0; snapshot->plan && i < snapshot->plan->feed_count; i++) {
        observations += snapshot->feeds[i].obs_count;
        unchanged += snapshot->feeds[i].http_status == 304;
        failing += snapshot->feeds[i].error[0] != '\0';
    }
    snapshot_free(snapshot);
    feeds_stop(feeds);
    printf("%" PRId64 " %" PRId64 " %" PRId64 " %ld %ld %zu %zu %zu\n", cold, again, clock_mono().ms - stop, resident, later,
           observations, unchanged, failing);
    return 0;
}
