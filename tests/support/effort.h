/* SPDX-License-Identifier: Apache-2.0 */
/*
 * effort.h - how much of the long tests to do.
 *
 * SUO_TEST_EFFORT is a percentage, 100 unless set. Tests that count cases take
 * their numbers from effort_of and print what they did: a build with a
 * sanitizer does fewer, and says so.
 */
#ifndef SUO_TESTS_EFFORT_H
#define SUO_TESTS_EFFORT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static inline uint32_t effort_percent(void)
{
    const char *text = getenv("SUO_TEST_EFFORT");
    long percent = text != NULL ? strtol(text, NULL, 10) : 100;
    return percent < 1 ? 1 : percent > 100 ? 100 : (uint32_t)percent;
}

/* So many of 'full' cases, at least one. */
static inline uint32_t effort_of(uint32_t full)
{
    uint64_t part = (uint64_t)full * effort_percent() / 100;
    return part < 1 ? 1 : (uint32_t)part;
}

/* Say what is left out, if anything is. */
static inline void effort_print(void)
{
    if (effort_percent() < 100)
        printf("SUO_TEST_EFFORT: %u %% of the cases\n", effort_percent());
}

#endif
