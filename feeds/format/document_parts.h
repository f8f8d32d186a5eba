/* document_parts.h -- internal to document*.c: what plan and feed documents have in common. */
#ifndef PILLARS_FORMAT_DOCUMENT_PARTS_H
#define PILLARS_FORMAT_DOCUMENT_PARTS_H

#include "feeds/format/json.h"

/* "format" and "version" of a document; false (with a diagnostic) when it is another kind or a later major version. */
bool check_head(struct reader *r, const struct json *root, const char *format);
/* An SDMX CL_OBS_STATUS code; 'A' where absent. */
bool read_status(struct reader *r, const struct json *o, char *out);
/* The first error diagnostic from `from` on as an error text: "cannot read NAME: ... at /path (line 3)". */
enum status first_error(const struct diags *d, size_t errors_before, const char *name,
                        struct err *err);

#endif
