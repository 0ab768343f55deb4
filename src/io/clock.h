/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock.h - how much time passes. Tests put a clock of their own in its place.
 */
#ifndef SUO_IO_CLOCK_H
#define SUO_IO_CLOCK_H

#include <stdint.h>

typedef struct suo_clock {
    void *user;                  /* argument of 'now' */
    uint64_t (*now)(void *user); /* nanoseconds; never goes back */
} suo_clock;

/* The system's monotonic clock. Borrowed for ever, any thread. */
const suo_clock *suo_clock_posix(void);

/* Let other threads go on for a moment, of some 50 microseconds. */
void suo_clock_pause(void);

#endif
