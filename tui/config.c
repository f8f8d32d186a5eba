#include "tui/config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/base/buf.h"
#include "feeds/base/utf8.h"

#define FILE_NAME  "pillars/pillars.conf"
#define LINE_BYTES 4096

/* ---- places ------------------------------------------------------------------------------- */

static char *join(const char *folder, size_t n, const char *rest)
{
    char *path = NULL;
    if (n == 0 || folder[0] != '/' || asprintf(&path, "%.*s/%s", (int)n, folder, rest) < 0)
        return NULL;
    return path;
}

/* What is there but cannot be read is not passed over: reading it says why. */
static char *if_exists(char *path)
{
    if (path && access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        free(path);
        return NULL;
    }
    return path;
}

static char *in_home(const char *variable, const char *below_home, const char *rest)
{
    const char *folder = getenv(variable), *home = getenv("HOME");
    char *path = folder ? join(folder, strlen(folder), rest) : NULL;
    if (path || !home)
        return path;
    char *base = join(home, strlen(home), below_home);
    path = base ? join(base, strlen(base), rest) : NULL;
    free(base);
    return path;
}

char *config_system_file(void)
{
    const char *folders = getenv("XDG_CONFIG_DIRS");
    if (!folders || !*folders)
        folders = "/etc/xdg";
    while (*folders) {
        size_t n = strcspn(folders, ":");
        char *path = if_exists(join(folders, n, FILE_NAME));
        if (path)
            return path;
        folders += n + (folders[n] == ':');
    }
    return NULL;
}

char *config_user_file(void)
{
    return if_exists(in_home("XDG_CONFIG_HOME", ".config", FILE_NAME));
}

char *config_state_folder(void)
{
    return in_home("XDG_STATE_HOME", ".local/state", "pillars");
}

/* ---- syntax ------------------------------------------------------------------------------- */

struct reader {
    const char *file;
    int line;
    char section[32];
    char text[LINE_BYTES]; /* the line, cut into its parts */
    config_take *take;
    void *arg;
    struct err *err;
};

static enum status refuse(struct reader *r, int column, const char *what)
{
    return err_set(r->err, ST_USAGE, "%s:%d:%d: %s", r->file, r->line, column, what);
}

/* The column, in characters from 1, of a place in the line. */
static int column_of(const struct reader *r, const char *place)
{
    int column = 1;
    for (const char *p = r->text; p < place; p++)
        column += ((unsigned char)*p & 0xC0) != 0x80;
    return column;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char *skip_blanks(char *s)
{
    while (is_blank(*s))
        s++;
    return s;
}

static void trim_end(char *s)
{
    size_t n = strlen(s);
    while (n && is_blank(s[n - 1]))
        s[--n] = '\0';
}

static void cut_comment(char *s)
{
    for (char *p = s; *p; p++)
        if (*p == '#' && (p == s || is_blank(p[-1]))) {
            *p = '\0';
            return;
        }
}

/* The first character that cannot be in a key. */
static size_t key_length(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

static enum status read_section(struct reader *r, char *s)
{
    size_t n = key_length(s + 1);
    if (s[1 + n] != ']')
        return refuse(r, column_of(r, s + 1 + n), "expected ']' behind the name of a section");
    if (s[n + 2])
        return refuse(r, column_of(r, s + n + 2), "expected nothing behind a section");
    if (n == 0 || n >= sizeof r->section)
        return refuse(r, column_of(r, s + 1), "expected the name of a section");
    memcpy(r->section, s + 1, n);
    r->section[n] = '\0';
    return ST_OK;
}

static enum status read_pair(struct reader *r, char *key)
{
    size_t n = key_length(key);
    char *equals = skip_blanks(key + n);
    if (n == 0)
        return refuse(r, column_of(r, key), "expected 'key = value'");
    if (*equals != '=')
        return refuse(r, column_of(r, equals), "expected '=' behind the key");
    char *value = skip_blanks(equals + 1);
    struct config_line line = {.section = r->section,
                               .key = key,
                               .value = value,
                               .file = r->file,
                               .line = r->line,
                               .key_column = column_of(r, key),
                               .value_column = column_of(r, value)};
    key[n] = '\0';
    int column = line.value_column;
    struct err why = {0};
    enum status st = r->take(&line, &column, r->arg, &why);
    return st == ST_OK      ? ST_OK
           : st == ST_USAGE ? refuse(r, column, why.text)
                            : err_set(r->err, st, "%s", why.text);
}

static enum status read_line(struct reader *r, const char *bytes, size_t n)
{
    if (n && bytes[n - 1] == '\r')
        n--;
    if (n >= sizeof r->text)
        return refuse(r, 1, "the line is too long");
    if (!utf8_valid(bytes, n) || memchr(bytes, '\0', n))
        return refuse(r, 1, "the line is not UTF-8 text");
    memcpy(r->text, bytes, n);
    r->text[n] = '\0';
    cut_comment(r->text);
    trim_end(r->text);
    char *s = skip_blanks(r->text);
    if (!*s)
        return ST_OK;
    return *s == '[' ? read_section(r, s) : read_pair(r, s);
}

enum status config_parse(const char *bytes, size_t n, const char *file, config_take *take,
                         void *arg, struct err *err)
{
    struct reader r = {.file = file, .take = take, .arg = arg, .err = err};
    size_t at = n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < n) {
        const char *end = memchr(bytes + at, '\n', n - at);
        size_t length = end ? (size_t)(end - bytes) - at : n - at;
        r.line++;
        enum status st = read_line(&r, bytes + at, length);
        if (st != ST_OK)
            return st;
        at += length + 1;
    }
    return ST_OK;
}

enum status config_read(const char *path, config_take *take, void *arg, struct err *err)
{
    struct buf bytes;
    buf_init(&bytes, CONFIG_CEILING);
    enum status st = buf_read_file(&bytes, path, err);
    if (st == ST_OK && bytes.len)
        st = config_parse(bytes.data, bytes.len, path, take, arg, err);
    buf_free(&bytes);
    return st;
}
