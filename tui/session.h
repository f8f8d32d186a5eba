/* session.h -- feeds without a screen: started, waited for, stopped. For the modes that print. Main
 * thread only. */
#ifndef PILLARS_TUI_SESSION_H
#define PILLARS_TUI_SESSION_H

#include "feeds/feeds.h"
#include "tui/options.h"

struct session {
    struct clock clock;
    struct log *log;
    struct feeds *feeds;
    struct snapshot *snapshot; /* the newest; NULL: none came yet */
};

/* once: every feed is fetched once and no more. session_close() in every case. */
enum status session_open(struct session *s, const struct options *o, bool once, struct err *err);
void session_close(struct session *s);
/* True if a newer snapshot took the place of the one before. */
bool session_take(struct session *s);
/* Until every feed has answered or failed, or the time is over. It begins anew once the plan is
 * there. */
void session_settle(struct session *s, int64_t limit_ms);
/* ST_OK if there is a plan; else why there is none. */
enum status session_need_plan(const struct session *s, const struct options *o, struct err *err);

#endif
