#include "tui/said.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tui/lang.h"

#define PARTS_MAX 4
#define DEPTH_MAX 3

/* The more particular before the more general. */
static const char *const patterns[] = {
    /* feeds/net/http_words.c, http.c, http_curl.c */
    N_("%s was not found by name within %s s"),
    N_("%s did not let us connect within %s s"),
    N_("%s did not agree on TLS within %s s"),
    N_("nothing came within %s s"),
    N_("no complete answer within %s s (%s bytes came)"),
    N_("the answer stopped before its end (got %s of %s bytes)"),
    N_("the answer stopped before its end (got %s bytes)"),
    N_("the answer is larger than %s"),
    N_("the server closed the connection without an answer"),
    N_("the proxy was not found by name"),
    N_("%s was not found by name"),
    N_("cannot connect to the proxy: %s"),
    N_("cannot connect to %s: %s"),
    N_("the connection to %s broke: %s"),
    N_("the proxy does not let us through to %s: HTTP %s"),
    N_("the certificate of %s is not trusted: %s"),
    N_("the client's certificate or key cannot be used: %s"),
    N_("the file of the certificate authority cannot be used"),
    N_("out of memory for the answer"),
    N_("redirected more than %s times"),
    N_("redirected from https to http, which is not followed"),
    N_("redirected to another scheme, which is not followed"),
    N_("%s, though nothing was received before"),
    N_("cannot read the certificate authority %s: %s"),
    N_("cannot read the client's certificate %s: %s"),
    N_("cannot read the client's key %s: %s"),
    /* feeds/net/http_headers.c */
    N_("the header %s needs the environment variable %s"),
    N_("the header %s names a secret; only a local plan may"),
    N_("the header %s holds a line break or a control character"),
    N_("the header %s is empty"),
    N_("the header %s is too long"),
    N_("cannot read the header %s from %s: %s"),
    /* feeds/net/archive_open.c, archive.c, worker_archive.c */
    N_("offline, and the archive does not hold this plan"),
    N_("the archive may be read, not written: nothing is fetched"),
    N_("the archive was damaged (%s); it was set aside as %s"),
    N_("the archive %s has schema %s, made by a newer pillars; this one knows %s"),
    N_("the archive %s is damaged: it is opened anew"),
    N_("the archive %s is damaged: %s"),
    N_("the archive %s was moved or removed"),
    N_("the archive does not answer; what comes is kept once it does"),
    N_("cannot open the archive %s: %s"),
    N_("cannot read the archive %s: %s"),
    N_("cannot write the archive %s: %s"),
    N_("cannot prepare the archive %s: %s"),
    N_("cannot ask the archive %s: %s"),
    N_("cannot make the folder %s: %s"),
    N_("the disk is full"),
    N_("another program holds it locked"),
    N_("a file is in its place"),
    /* feeds/format: documents */
    N_("cannot decode %s: line %s, column %s: %s"),
    N_("cannot decode %s: at %s: %s"),
    N_("cannot decode %s: %s"),
    N_("the format %s is not read yet"),
    N_("cannot read %s: %s"),
    N_("it is not a file"),
    N_("it is %s, not a file"),
    N_("a folder"),
    N_("a pipe or a device"),
    /* tui/options.c, options_table.c, config.c, keys.c, report.c */
    N_("the key '%s' is bound to %s in line %s already"),
    N_("there is no key '%s'"),
    N_("there is no action '%s'"),
    N_("there is no section [%s]"),
    N_("there is no option '%s'"),
    N_("there is no option %s"),
    N_("%s needs an argument: %s"),
    N_("%s takes no argument"),
    N_("'%s' is not expected here; a plan is named by -p"),
    N_("'%s' was set before and cannot be taken back"),
    N_("--check needs files or addresses to check"),
    N_("--offline needs an archive: name one by --archive DIR"),
    N_("--restricted writes no file: %s is not allowed"),
    N_("--since is reported as text or json, not as %s"),
    N_("it does not go together with --%s"),
    N_("expected yes or no, not '%s'"),
    N_("expected yes, no, or seconds from 1 to 3600, not '%s'"),
    N_("expected a date such as 2024-06-30, not '%s'"),
    N_("expected a duration such as 30s, 5m, 6h or 1d, not '%s'"),
    N_("expected a duration of %s, not '%s'"),
    N_("expected a whole number from %s to %s, not '%s'"),
    N_("expected plain UTF-8 text without control characters"),
    N_("expected ']' behind the name of a section"),
    N_("expected nothing behind a section"),
    N_("expected the name of a section"),
    N_("expected 'key = value'"),
    N_("expected '=' behind the key"),
    N_("expected %s, not '%s'"),
    N_("the line is too long"),
    N_("the line is not UTF-8 text"),
    N_("cannot write %s: %s"),
    N_("%s:%s:%s: %s"),
    N_("%s: %s"),
    /* the system's */
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Connection refused"),
    N_("Connection reset by peer"),
    N_("Connection timed out"),
    N_("Network is unreachable"),
    N_("No route to host"),
    N_("Is a directory"),
    N_("No space left on device"),
    N_("Read-only file system"),
};

struct part {
    const char *at;
    size_t n;
};

/* True if `text` is `pattern` with something in place of each %s, which `parts` get. */
static bool fits(const char *text, const char *pattern, struct part *parts, size_t *count)
{
    *count = 0;
    for (;;) {
        const char *gap = strstr(pattern, "%s");
        size_t literal = gap ? (size_t)(gap - pattern) : strlen(pattern);
        if (strncmp(text, pattern, literal) != 0)
            return false;
        text += literal;
        if (!gap)
            return *text == '\0';
        if (*count == PARTS_MAX)
            return false;
        pattern = gap + 2;
        const char *next = strstr(pattern, "%s");
        char until[96];
        snprintf(until, sizeof until, "%.*s", next ? (int)(next - pattern) : (int)strlen(pattern), pattern);
        const char *end = *until ? strstr(text, until) : text + strlen(text);
        if (!end || end == text)
            return false;
        parts[(*count)++] = (struct part){text, (size_t)(end - text)};
        text = end;
    }
}

/* The length of "%s" or "%2$s" where the words begin with one, and which part it stands for; 0: neither. */
static size_t gap_at(const char *words, size_t next, size_t *part)
{
    *part = next;
    if (strncmp(words, "%s", 2) == 0)
        return 2;
    if (words[0] != '%' || words[1] < '1' || words[1] > '9' || strncmp(words + 2, "$s", 2) != 0)
        return 0;
    *part = (size_t)(words[1] - '1');
    return 4;
}

static void say(const char *english, enum lang lang, int depth, char *out, size_t cap)
{
    struct part parts[PARTS_MAX];
    size_t count = 0, n = 0;
    const char *words = NULL;
    for (size_t i = 0; lang != LANG_EN && depth < DEPTH_MAX && i < sizeof patterns / sizeof *patterns && !words; i++)
        if (fits(english, patterns[i], parts, &count))
            words = tr(lang, patterns[i]);
    if (!words) {
        snprintf(out, cap, "%s", english);
        return;
    }
    for (size_t next = 0; *words && n + 1 < cap;) {
        size_t k, skip = gap_at(words, next, &k);
        if (!skip || k >= count) {
            out[n++] = *words++;
            continue;
        }
        char part[SAID_CAP], said[SAID_CAP];
        snprintf(part, sizeof part, "%.*s", (int)parts[k].n, parts[k].at);
        say(part, lang, depth + 1, said, sizeof said);
        n += (size_t)snprintf(out + n, cap - n, "%s", said);
        words += skip;
        next = k + 1;
    }
    out[n < cap ? n : cap - 1] = '\0';
}

void said_text(const char *english, enum lang lang, char *out, size_t cap)
{
    char whole[SAID_CAP * 2];
    say(english, lang, 0, whole, sizeof whole);
    size_t n = strlen(whole);
    if (n >= cap) { /* never a part of a character */
        n = cap - 1;
        while (n && ((unsigned char)whole[n] & 0xC0) == 0x80)
            n--;
        whole[n] = '\0';
    }
    memcpy(out, whole, n + 1);
}
