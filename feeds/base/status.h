/* status.h -- result codes and the error text that goes with them.
 *
 * A function that can fail returns `enum status` and takes `struct err *` as its last argument;
 * `err` may be NULL. The text is a sentence without a full stop that names what could not be done
 * and where: "cannot decode 'gdp': missing 'value' at /indicators/3". Any thread.
 */
#ifndef PILLARS_BASE_STATUS_H
#define PILLARS_BASE_STATUS_H

#define STATUS_LIST(X)                                                                             \
    X(OK, "ok")                                                                                    \
    X(NO_MEMORY, "out of memory")                                                                  \
    X(USAGE, "wrong usage or configuration")                                                       \
    X(SYNTAX, "not well-formed")                                                                   \
    X(INVALID, "well-formed but wrong")                                                            \
    X(LIMIT, "over a limit")                                                                       \
    X(UNSUPPORTED, "not supported")                                                                \
    X(BUSY, "in use by another program")                                                           \
    X(IO, "input or output failed")                                                                \
    X(NETWORK, "the network failed")                                                               \
    X(CANCELLED, "cancelled")

enum status {
#define X(name, text) ST_##name,
    STATUS_LIST(X)
#undef X
};

struct err {
    enum status status;
    char text[512];
};

/* The code in words, never NULL. */
const char *status_text(enum status status);

/* Fills `err` (if not NULL) and returns `status`, so that a caller can `return err_set(...)`.
 * An overlong text is cut at a UTF-8 border. */
enum status err_set(struct err *err, enum status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
