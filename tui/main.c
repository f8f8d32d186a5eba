/* pillars -- a dashboard for a development plan. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/app.h"
#include "tui/modes.h"
#include "tui/options.h"
#include "tui/plain.h"
#include "tui/said.h"

/* A terminal that can move its cursor. */
static bool has_cursor(void)
{
    const char *term = getenv("TERM");
    return term && *term && strcmp(term, "dumb") != 0;
}

/* The dashboard needs somebody who reads it: a screen needs a terminal on both sides, lines may be asked for by a pipe. */
static int show(struct options *o)
{
    bool in = isatty(STDIN_FILENO), out = isatty(STDOUT_FILENO);
    if (in && out && !o->plain && has_cursor())
        return app_run(o);
    if (out && (o->plain || in))
        return plain_run(o);
    o->mode = MODE_ONCE;
    return modes_run(o);
}

int main(int argc, char **argv)
{
    struct options o;
    struct err err;
    int code = 2;
    if (options_read(&o, argc, argv, &err) != ST_OK) {
        char said[SAID_CAP];
        said_text(err.text, o.lang, said, sizeof said);
        fprintf(stderr, "pillars: %s\n", said);
    } else {
        code = o.mode == MODE_DASHBOARD ? show(&o) : modes_run(&o);
    }
    options_free(&o);
    return code;
}
