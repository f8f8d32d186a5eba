#include "tui/modes.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "feeds/base/utf8.h"
#include "feeds/format/address.h"
#include "feeds/format/check.h"
#include "feeds/net/archive.h"
#include "feeds/net/http.h"
#include "tui/report.h"
#include "tui/session.h"

#define EXIT_USAGE 2

static int fail(const char *what)
{
    fflush(stdout);
    fprintf(stderr, "pillars: %s\n", what);
    return EXIT_FAILURE;
}

/* ---- words --------------------------------------------------------------------------------- */

static int print(const struct buf *bytes)
{
    if (bytes->len && fwrite(bytes->data, 1, bytes->len, stdout) != bytes->len)
        return fail(strerror(errno));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : fail(strerror(errno));
}

static int print_words(enum status (*words)(const struct options *, struct buf *),
                       const struct options *o)
{
    struct buf out;
    buf_init(&out, REPORT_CEILING);
    enum status st = words(o, &out);
    int code = st == ST_OK ? print(&out) : fail(status_text(st));
    buf_free(&out);
    return code;
}

static enum status help_words(const struct options *o, struct buf *out)
{
    return options_help(o->lang, out);
}

static enum status version_words(const struct options *o, struct buf *out)
{
    (void)o;
    return buf_puts(out, "pillars " PILLARS_VERSION "\n");
}

static enum status completion_words(const struct options *o, struct buf *out)
{
    return completion_print(o->shell, out);
}

/* ---- --check ------------------------------------------------------------------------------- */

/* The documents named on the command line, fetched the way feeds are. */
struct fetched {
    char *url;
    char shown[512]; /* its name on the command line, without secrets, clean */
    struct http_result result;
    bool good;
};

static void show_name(const char *name, struct fetched *f)
{
    char shown[sizeof f->shown];
    address_shown(name, shown, sizeof shown);
    text_clean(shown, strlen(shown), f->shown, sizeof f->shown);
}

static void say_unread(const struct fetched *f, const char *why)
{
    printf("%s: error: %s\n", f->shown, why);
}

static enum status fetch_all(const struct options *o, struct fetched *list, struct err *err)
{
    struct http *http;
    size_t open = 0;
    enum status st = http_open(&http, err);
    for (size_t i = 0; i < o->operand_count && st == ST_OK; i++) {
        struct err why = {0};
        struct http_request req = {.timeout_ms = o->timeout_ms, .body_ceiling = HTTP_BODY_MAX};
        req.tag = &list[i];
        show_name(o->operands[i], &list[i]);
        enum status one = address_absolute(o->operands[i], &list[i].url, &why);
        req.url = list[i].url;
        if (one == ST_OK)
            one = http_start(http, &req, &why);
        if (one == ST_OK)
            open++;
        else
            say_unread(&list[i], why.text);
    }
    while (open && st == ST_OK) {
        struct http_result r;
        bool extra = false;
        http_wait(http, -1, -1, &extra);
        for (; http_done(http, &r); open--) {
            struct fetched *f = r.tag;
            f->result = r;
            f->good = r.good;
            if (!r.good)
                say_unread(f, r.error);
        }
    }
    if (st == ST_OK)
        http_close(http);
    return st;
}

int check_run(const struct options *o)
{
    size_t n = o->operand_count, read = 0, errors = 0;
    struct err err = {0};
    struct fetched *list = calloc(n + 1, sizeof *list);
    struct check_input *in = calloc(n + 1, sizeof *in);
    enum status st =
        list && in ? fetch_all(o, list, &err) : err_set(&err, ST_NO_MEMORY, "out of memory");
    for (size_t i = 0; st == ST_OK && i < n; i++)
        if (list[i].good)
            in[read++] = (struct check_input){
                .name = list[i].shown,
                .url = list[i].url,
                .bytes = list[i].result.body.data ? list[i].result.body.data : "",
                .len = list[i].result.body.len};
    if (st == ST_OK)
        errors = n - read + check_documents(in, read, stdout);
    for (size_t i = 0; list && i < n; i++) {
        http_result_free(&list[i].result);
        free(list[i].url);
    }
    free(list);
    free(in);
    if (st != ST_OK)
        return fail(err.text);
    if (fflush(stdout) != 0)
        return fail(strerror(errno));
    return errors ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ---- --history ----------------------------------------------------------------------------- */

static enum status history_lines(const struct series *series, struct buf *out)
{
    buf_puts(out, "period\tvalue\tstatus\tpublished\treceived\tsource\n");
    for (size_t i = 0; i < series->obs_count; i++) {
        const struct obs *o = &series->obs[i];
        char period[32], value[FIGURE_CAP], published[16], received[32] = "-";
        const char *source = o->source_url ? o->source_url : text_in(&o->source_name, LANG_EN);
        period_code(&o->period, period, sizeof period);
        number_text(o->value, -1, value, sizeof value);
        day_format(o->published, published, sizeof published);
        if (o->received_s)
            wall_format((wall_s){o->received_s}, received, sizeof received);
        buf_printf(out, "%s\t%s%s\t%c\t%s\t%s\t%s\n", period,
                   o->cmp == CMP_EQ ? "" : cmp_code(o->cmp), value, o->status, published, received,
                   *source ? source : "-");
    }
    return out->failed;
}

static enum status read_history(const struct options *o, struct archive *archive, struct buf *out,
                                struct err *err)
{
    char *url = NULL, key[ADDRESS_MAX + 32], shown[256];
    struct series *series = NULL;
    enum status st = address_absolute(o->plan, &url, err);
    if (st == ST_OK) {
        address_key(url, key, sizeof key);
        address_shown(url, shown, sizeof shown);
        st = archive_history(archive, key, o->indicator, &series, err);
    }
    if (st == ST_OK && series->obs_count == 0)
        st = err_set(err, ST_INVALID, "the archive holds no figure of '%s' in the plan %s",
                     o->indicator, shown);
    if (st == ST_OK)
        st = history_lines(series, out);
    series_unref(series);
    free(url);
    return st;
}

static int history_run(const struct options *o)
{
    struct clock clock;
    struct archive *archive = NULL;
    struct err err = {0};
    struct buf out;
    buf_init(&out, REPORT_CEILING);
    clock_init(&clock);
    enum status st = ST_OK;
    if (!o->plan || !o->archive)
        st = err_set(&err, ST_USAGE,
                     !o->plan ? "name a plan by -p" : "name an archive by --archive");
    if (st == ST_OK)
        st = archive_open_to_read(&archive, o->archive, &clock, NULL, &err);
    if (st == ST_OK)
        st = read_history(o, archive, &out, &err);
    archive_close(archive);
    int code = st == ST_OK ? print(&out) : fail(err.text);
    buf_free(&out);
    return st == ST_USAGE ? EXIT_USAGE : code;
}

/* ---- --collect ----------------------------------------------------------------------------- */

/* One line for what is different from the snapshot before: a service's log. */
static void say_states(const struct session *s, const char *id, const struct feed_health *now,
                       const struct feed_health *before)
{
    char when[32];
    if (now->settled && (!before || !before->settled || before->state != now->state)) {
        wall_format(clock_wall(&s->clock), when, sizeof when);
        printf("%s %s: %s%s%s\n", when, id, feed_state_code(now->state), *now->error ? ": " : "",
               now->error);
    }
}

static void say_changes(const struct session *s, const struct snapshot *before)
{
    const struct snapshot *now = s->snapshot;
    bool same = before && before->plan && now->plan && before->feed_count == now->feed_count;
    say_states(s, "plan", &now->plan_health, before ? &before->plan_health : NULL);
    for (size_t i = 0; i < now->feed_count; i++)
        say_states(s, now->plan->feeds[i].id, &now->feeds[i], same ? &before->feeds[i] : NULL);
    if (*now->archive_note && (!before || strcmp(before->archive_note, now->archive_note) != 0))
        printf("archive: %s\n", now->archive_note);
    fflush(stdout);
}

static void collect_until_told(struct session *s, int signals)
{
    struct pollfd fds[] = {{.fd = feeds_wake_fd(s->feeds), .events = POLLIN},
                           {.fd = signals, .events = POLLIN}};
    while (!fds[1].revents) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            return;
        struct snapshot *before = s->snapshot;
        s->snapshot = NULL;
        if (session_take(s)) {
            say_changes(s, before);
            snapshot_free(before);
        } else {
            s->snapshot = before;
        }
    }
}

static int collect_run(const struct options *o)
{
    sigset_t stop;
    struct session s = {0};
    struct err err = {0};
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGHUP);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    int signals = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
    enum status st = signals >= 0 ? ST_OK : err_set(&err, ST_IO, "signalfd: %s", strerror(errno));
    if (st == ST_OK && !o->archive)
        st = err_set(&err, ST_USAGE, "name an archive by --archive");
    if (st == ST_OK)
        st = session_open(&s, o, false, &err);
    if (st == ST_OK)
        collect_until_told(&s, signals);
    session_close(&s);
    if (signals >= 0)
        close(signals);
    if (st == ST_OK)
        return EXIT_SUCCESS;
    fail(err.text);
    return st == ST_USAGE ? EXIT_USAGE : EXIT_FAILURE;
}

/* ---- dispatch ------------------------------------------------------------------------------ */

int modes_run(const struct options *o)
{
    switch (o->mode) {
    case MODE_HELP:
        return print_words(help_words, o);
    case MODE_VERSION:
        return print_words(version_words, o);
    case MODE_PRINT_CONFIG:
        return print_words(options_print_config, o);
    case MODE_COMPLETION:
        return print_words(completion_words, o);
    case MODE_CHECK:
        return check_run(o);
    case MODE_HISTORY:
        return history_run(o);
    case MODE_COLLECT:
        return collect_run(o);
    case MODE_ONCE:
    case MODE_DASHBOARD:
        break;
    }
    return report_run(o);
}
