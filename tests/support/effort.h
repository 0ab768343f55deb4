/* SPDX-License-Identifier: Apache-2.0 */
/*
 * effort.h - how much of the long tests to do.
 *
 * SUO_TEST_EFFORT is a percentage; a run that does not set it does a quarter.
 * Tests that count cases take their numbers from effort_of, those that go
 * through all places take every effort_step-th, and print what they did.
 */
#ifndef SUO_TESTS_EFFORT_H
#define SUO_TESTS_EFFORT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { EFFORT_USUAL = 25 };

static inline uint32_t effort_percent(void)
{
    const char *text = getenv("SUO_TEST_EFFORT");
    long percent = text != NULL ? strtol(text, NULL, 10) : EFFORT_USUAL;
    return percent < 1 ? 1 : percent > 100 ? 100 : (uint32_t)percent;
}

/* So many of 'full' cases, at least one. */
static inline uint32_t effort_of(uint32_t full)
{
    uint64_t part = (uint64_t)full * effort_percent() / 100;
    return part < 1 ? 1 : (uint32_t)part;
}

/* One of so many: 1 for all. Begin at other places in other rounds. */
static inline uint32_t effort_step(void)
{
    return 100 / effort_percent();
}

/* Say what is left out, if anything is. */
static inline void effort_print(void)
{
    if (effort_percent() < 100)
        printf("%u %% of the cases; all: SUO_TEST_EFFORT=100\n",
               effort_percent());
}

#endif
