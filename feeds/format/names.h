/* names.h -- the ids of one kind in a document: each once, and found again. Inside feeds/format; one thread. */
#ifndef PILLARS_FORMAT_NAMES_H
#define PILLARS_FORMAT_NAMES_H

#include "feeds/format/json.h"

struct name {
    const char *id; /* NULL: none was given */
    int index;      /* of what it names */
    struct json at; /* where it is said */
};

/* Sorts the names by id, and reports each one that was given before: "the feed 'x' is given twice". */
void names_sort(struct name *names, size_t n, const char *what);
/* Index of that id, or -1. The names must be sorted. */
int names_find(const struct name *names, size_t n, const char *id);

#endif
