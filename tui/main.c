/* pillars -- a dashboard for a development plan. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/app.h"
#include "tui/modes.h"
#include "tui/options.h"

/* A screen needs a terminal on both sides that can move its cursor. */
static bool has_screen(void)
{
    const char *term = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

int main(int argc, char **argv)
{
    struct options o;
    struct err err;
    int code = 2;
    if (options_read(&o, argc, argv, &err) != ST_OK) {
        fprintf(stderr, "pillars: %s\n", err.text);
    } else if (o.mode == MODE_DASHBOARD && !o.plain && has_screen()) {
        code = app_run(&o);
    } else {
        if (o.mode == MODE_DASHBOARD)
            o.mode = MODE_ONCE;
        code = modes_run(&o);
    }
    options_free(&o);
    return code;
}
