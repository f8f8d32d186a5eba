#include <curl/curl.h>
#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#include "feeds/net/http_curl.h"

#define SONAME "libcurl.so.4"

enum status curl_library_open(struct curl_library *out, struct err *err)
{
    void *library = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL);
    bool whole = library != NULL;
    /* POSIX wants a function's address to pass through void *; ISO C has no word for it. */
#define X(name)                                                                                                        \
    if (whole) {                                                                                                       \
        void *found = dlsym(library, "curl_" #name);                                                                   \
        memcpy(&out->name, &found, sizeof found);                                                                      \
        whole = found != NULL;                                                                                         \
    }
    CURL_FUNCTIONS(X)
#undef X
    if (whole)
        return ST_OK;
    const char *why = dlerror();
    return err_set(err, ST_UNSUPPORTED, "cannot load libcurl, which fetches from the web: %s", why ? why : SONAME);
}
