/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock.c - the clock that nobody sets: on Linux, read without a system call.
 */
#define _POSIX_C_SOURCE 200809L

#include "io/clock.h"

#include <stddef.h>
#include <time.h>

static uint64_t posix_now(void *user)
{
    struct timespec time = {0};
    (void)user;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * UINT64_C(1000000000) +
           (uint64_t)time.tv_nsec;
}

const suo_clock *suo_clock_posix(void)
{
    static const suo_clock posix = {NULL, posix_now};
    return &posix;
}

void suo_clock_pause(void)
{
    const struct timespec moment = {0, 50000};
    nanosleep(&moment, NULL);
}
