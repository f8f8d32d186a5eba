#include "tui/plan_place.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* The folder of the running program, or "." where the system does not tell. */
static void program_folder(char out[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
    out[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(out, '/');
    if (slash)
        *slash = '\0';
    else
        snprintf(out, PATH_MAX, ".");
}

char *plan_place_shipped(void)
{
    static const struct {
        const char *root; /* NULL: the program's folder */
        const char *path;
    } places[] = {
        {NULL, "../share/pillars/lingang/plan.json"},
        {NULL, "../feeds/lingang/plan.json"},
        {NULL, "../../feeds/lingang/plan.json"},
        {PILLARS_SOURCE, "feeds/lingang/plan.json"},
        {PILLARS_PREFIX, "share/pillars/lingang/plan.json"},
    };
    char folder[PATH_MAX];
    program_folder(folder);
    for (size_t i = 0; i < COUNT(places); i++) {
        char *path = NULL, *real;
        if (asprintf(&path, "%s/%s", places[i].root ? places[i].root : folder, places[i].path) < 0)
            return NULL;
        real = realpath(path, NULL);
        free(path);
        if (real)
            return real;
    }
    return NULL;
}
