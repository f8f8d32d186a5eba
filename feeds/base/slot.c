#include "feeds/base/slot.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum status slot_init(struct slot *s, void (*free_item)(void *), struct err *err)
{
    atomic_init(&s->item, NULL);
    s->free_item = free_item;
    s->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (s->wake_fd < 0)
        return err_set(err, ST_IO, "cannot make an eventfd: %s", strerror(errno));
    return ST_OK;
}

void slot_close(struct slot *s)
{
    void *item = atomic_exchange(&s->item, NULL);
    if (item)
        s->free_item(item);
    if (s->wake_fd >= 0)
        close(s->wake_fd);
    s->wake_fd = -1;
}

void slot_wake(struct slot *s)
{
    uint64_t one = 1;
    /* EAGAIN means the counter is full: the taker is being woken anyway. */
    while (write(s->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

void slot_publish(struct slot *s, void *item)
{
    void *old = atomic_exchange(&s->item, item);
    if (old)
        s->free_item(old);
    slot_wake(s);
}

void *slot_take(struct slot *s)
{
    uint64_t count;
    while (read(s->wake_fd, &count, sizeof count) < 0 && errno == EINTR)
        ;
    return atomic_exchange(&s->item, NULL);
}
