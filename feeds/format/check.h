/* check.h -- `pillars --check FILE...`: validate documents given as bytes and print every finding.
 *
 * Output lines: "FILE:LINE:COLUMN: error: what is wrong (at /json/path)"; warnings say "warning:". Pure but for `out`.
 */
#ifndef PILLARS_FORMAT_CHECK_H
#define PILLARS_FORMAT_CHECK_H

#include <stdio.h>

#include "feeds/base/status.h"

/* One document to check; `name` as the user wrote it, `url` its absolute address. */
struct check_input {
    const char *name, *url;
    const char *bytes;
    size_t len;
};

/* Returns the number of errors found over all documents (warnings do not count). Feeds are checked against the plan(s)
 * among the inputs that name them by address; a feed alone is checked alone. */
size_t check_documents(const struct check_input *in, size_t n, FILE *out);

#endif
