#include "feeds/net/body_hash.h"

#define XXH_INLINE_ALL /* a header alone: no library more to load before the first picture */
#include <xxhash.h>

#if XXH_VERSION_NUMBER < 800
#error "XXH3 gives the same hash everywhere from xxHash 0.8.0 on: expected libxxhash-dev 0.8 or later"
#endif

uint64_t body_hash(const char *bytes, size_t n)
{
    uint64_t h = XXH3_64bits(bytes, n);
    return h ? h : 1;
}

uint64_t body_hash_of_schema_2(const char *bytes, size_t n)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)bytes[i]) * 1099511628211u;
    return h ? h : 1;
}
