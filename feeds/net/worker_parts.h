/* worker_parts.h -- internal to worker*.c: what becomes of each kind of job, and what they share. Worker threads. */
#ifndef PILLARS_NET_WORKER_PARTS_H
#define PILLARS_NET_WORKER_PARTS_H

#include "feeds/net/worker.h"

/* What is to be done; the caller frees the job. */
void job_open(struct workers *w, struct job *job);
void job_answer(struct workers *w, struct job *job);
void job_claim(struct workers *w, struct job *job);
void job_plan(struct workers *w, struct job *job);
void job_reload(struct workers *w, struct job *job);
void job_seen(struct workers *w, struct job *job);
void job_day(struct workers *w, struct job *job);
/* The whole list, by one transaction. False: another program holds the archive locked; it is to be tried again. */
bool job_keep(struct workers *w, struct job *jobs);

void claims_free(struct claims *c); /* NULL is fine */
/* A plan has come that was not on show: its feeds wait for JOB_PLAN, where there is an archive. Lock held. */
void plan_has_come(struct workers *w);
/* Closes an archive that is lost: it is opened anew. By whoever is `keeping`. */
void leave_lost_archive(struct workers *w);
/* The archive has answered, if it was said not to. */
void archive_answers(struct workers *w);

/* Of the bodies that wait to be kept. */
size_t workers_keep_bytes(struct workers *w);
bool workers_keep_more(struct workers *w); /* another answer waits for that */

/* A decoded document on its way into the store. */
struct decoded {
    struct plan *plan;       /* of the plan's document */
    struct feed_doc *feed;   /* of a feed */
    uint32_t warnings;
};

void decoded_free(struct decoded *d);
/* Bytes of the plan's document (`plan` is not needed then), or of that feed of the plan. */
enum status document_read(const struct workers *w, const struct plan *plan, int feed, const char *bytes, size_t n,
                          struct decoded *out, struct err *err);
/* Takes the series of a document out of it, tagged with their feed. */
struct series **take_series(struct feed_doc *doc, int feed, size_t *count);

#endif
