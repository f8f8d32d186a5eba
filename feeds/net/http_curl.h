/* http_curl.h -- internal to http*.c: libcurl, loaded when the first address of the web is asked for.
 *
 * Its libraries cost several milliseconds and megabytes to load, on the way to a first picture that needs none of them: a
 * plan of local files never pays. Network thread only. After <curl/curl.h>, which only a .c file of http may include.
 */
#ifndef PILLARS_NET_HTTP_CURL_H
#define PILLARS_NET_HTTP_CURL_H

#include "feeds/base/status.h"

#define CURL_FUNCTIONS(X)                                                                                              \
    X(easy_init)                                                                                                       \
    X(easy_setopt)                                                                                                     \
    X(easy_getinfo)                                                                                                    \
    X(easy_strerror)                                                                                                   \
    X(easy_reset)                                                                                                      \
    X(easy_cleanup)                                                                                                    \
    X(getdate)                                                                                                         \
    X(multi_init)                                                                                                      \
    X(multi_setopt)                                                                                                    \
    X(multi_add_handle)                                                                                                \
    X(multi_remove_handle)                                                                                             \
    X(multi_perform)                                                                                                   \
    X(multi_poll)                                                                                                      \
    X(multi_info_read)                                                                                                 \
    X(multi_cleanup)                                                                                                   \
    X(slist_append)                                                                                                    \
    X(slist_free_all)

/* libcurl's functions under their own names: curl.easy_init is curl_easy_init. */
struct curl_library {
#define X(name) __typeof__(curl_##name) *name;
    CURL_FUNCTIONS(X)
#undef X
};

/* ST_UNSUPPORTED with the loader's words where it is not installed. It stays loaded until the program ends: what it loads
 * itself leaves handlers behind that run at exit. */
enum status curl_library_open(struct curl_library *out, struct err *err);

#endif
