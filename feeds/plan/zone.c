/* Offsets of time zones from the system's TZif files (RFC 8536). What lies behind the last
 * transition of a file keeps its last offset: Debian's files reach to 2037. */
#include <stdio.h>
#include <string.h>

#include "feeds/base/buf.h"
#include "feeds/plan/period.h"

#define ZONE_FILES     "/usr/share/zoneinfo/"
#define ZONE_BYTES_MAX ((size_t)1 << 18)
#define HEADER_BYTES   44
#define TYPE_BYTES     6

static int64_t big_endian(const unsigned char *p, int bytes)
{
    uint64_t v = p[0] & 0x80 ? ~(uint64_t)0 : 0;
    for (int i = 0; i < bytes; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

/* One data block of a file: its counts, and how long it is with times of `width` bytes. */
struct block {
    size_t utc_flags, standard_flags, leaps, times, types, letters;
};

static bool block_read(const unsigned char *p, size_t n, struct block *b)
{
    if (n < HEADER_BYTES || memcmp(p, "TZif", 4) != 0)
        return false;
    size_t *const counts[] = {&b->utc_flags, &b->standard_flags, &b->leaps,
                              &b->times,     &b->types,          &b->letters};
    for (int i = 0; i < 6; i++) {
        int64_t count = big_endian(p + 20 + 4 * i, 4);
        if (count < 0 || (size_t)count > ZONE_BYTES_MAX)
            return false;
        *counts[i] = (size_t)count;
    }
    return true;
}

static size_t block_bytes(const struct block *b, size_t width)
{
    return HEADER_BYTES + b->times * (width + 1) + b->types * TYPE_BYTES + b->letters +
           b->leaps * (width + 4) + b->standard_flags + b->utc_flags;
}

/* The 64-bit block stands behind the 32-bit one. */
static bool offset_in(const unsigned char *p, size_t n, int64_t at, int32_t *offset_s)
{
    struct block b;
    if (!block_read(p, n, &b) || p[4] < '2')
        return false;
    size_t skip = block_bytes(&b, 4);
    if (skip >= n || !block_read(p + skip, n - skip, &b) || skip + block_bytes(&b, 8) > n ||
        b.types == 0)
        return false;
    const unsigned char *times = p + skip + HEADER_BYTES, *kinds = times + 8 * b.times;
    const unsigned char *types = kinds + b.times;
    size_t low = 0, high = b.times; /* transitions up to `at` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (big_endian(times + 8 * middle, 8) <= at)
            low = middle + 1;
        else
            high = middle;
    }
    size_t type = low ? kinds[low - 1] : 0;
    if (type >= b.types)
        return false;
    *offset_s = (int32_t)big_endian(types + TYPE_BYTES * type, 4);
    return *offset_s > -90000 && *offset_s < 90000;
}

/* A name such as Europe/Berlin, nothing that leads elsewhere. */
static bool is_zone_name(const char *zone)
{
    if (!*zone || *zone == '/' || strstr(zone, ".."))
        return false;
    return strspn(zone, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") ==
           strlen(zone);
}

static bool two_digits(const char *s, int most, int *out)
{
    *out = (s[0] - '0') * 10 + s[1] - '0';
    return s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' && *out <= most;
}

bool zone_offset(const char *zone, int64_t wall_seconds, int32_t *offset_s)
{
    static const struct {
        const char *name;
        int32_t offset_s;
    } fixed[] = {{"Asia/Shanghai", 28800}, {"UTC", 0}, {"Etc/UTC", 0}, {"Z", 0}};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(zone, fixed[i].name) == 0) {
            *offset_s = fixed[i].offset_s;
            return true;
        }
    int h, m;
    if ((zone[0] == '+' || zone[0] == '-') && strlen(zone) == 6 && zone[3] == ':') {
        if (!two_digits(zone + 1, 14, &h) || !two_digits(zone + 4, 59, &m))
            return false;
        *offset_s = (zone[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
        return true;
    }
    char path[256];
    if (!is_zone_name(zone) ||
        snprintf(path, sizeof path, ZONE_FILES "%s", zone) >= (int)sizeof path)
        return false;
    struct buf b;
    buf_init(&b, ZONE_BYTES_MAX);
    bool known = buf_read_file(&b, path, NULL) == ST_OK &&
                 offset_in((const unsigned char *)b.data, b.len, wall_seconds, offset_s);
    buf_free(&b);
    return known;
}
