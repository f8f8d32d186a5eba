/* slot.h -- a mailbox with one place that moves ownership between threads without a lock.
 *
 * Any thread publishes, one thread takes. An item that was never taken is freed by the next publish.
 * The taker sleeps on slot.wake_fd (an eventfd); slot_take() reads the fd first and exchanges
 * afterwards: the other order loses wake-ups.
 */
#ifndef PILLARS_BASE_SLOT_H
#define PILLARS_BASE_SLOT_H

#include <stdatomic.h>

#include "feeds/base/status.h"

struct slot {
    _Atomic(void *) item;
    void (*free_item)(void *);
    int wake_fd; /* eventfd, non-blocking, close-on-exec; readable when something is new */
};

enum status slot_init(struct slot *s, void (*free_item)(void *), struct err *err);
void slot_close(struct slot *s);
void slot_publish(struct slot *s, void *item); /* takes item */
void slot_wake(struct slot *s);                /* wakes the taker without an item */
void *slot_take(struct slot *s);               /* caller owns it; NULL when nothing is new */

#endif
