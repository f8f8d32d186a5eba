/* golden.h -- a grid against a picture kept in tests/screens/golden/NAME.txt. GOLDEN_UPDATE=1 draws the pictures anew: read
 * the difference before committing it. Under each row with any style stands a line of role letters (widgets/role.h).
 */
#ifndef PILLARS_TESTS_GOLDEN_H
#define PILLARS_TESTS_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "widgets/grid.h"

static void golden_check(const char *name, const struct grid *g)
{
    char path[256];
    struct buf drawn, kept;
    struct err err;
    snprintf(path, sizeof path, "tests/screens/golden/%s.txt", name);
    buf_init(&drawn, 1 << 22);
    buf_init(&kept, 1 << 22);
    if (!grid_is_sound(g))
        fail_msg("%s: the grid is not sound", name);
    assert_int_equal(grid_to_styled_text(g, &drawn), ST_OK);
    if (getenv("GOLDEN_UPDATE")) {
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fwrite(drawn.data, 1, drawn.len, f);
        fclose(f);
    }
    if (buf_read_file(&kept, path, &err) != ST_OK)
        fail_msg("%s", err.text);
    if (drawn.len != kept.len || memcmp(drawn.data, kept.data, kept.len) != 0)
        fail_msg("%s differs from its picture; drawn:\n%s\nkept:\n%s", name, drawn.data, kept.data);
    buf_free(&drawn);
    buf_free(&kept);
}

#endif
