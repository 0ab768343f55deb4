/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cycles.c - how long a cycle of the processor takes, by what it does.
 *
 * Counters of time stamps run at a rate of their own, and counters of cycles
 * are not for every program. Marsaglia's xorshift is three shifts and three
 * sums, each of which needs the one before.
 */
#include "cycles.h"

#include <stdint.h>

#include "cli.h"

enum { RUNS = 200, STEPS = 16384, STEP_CYCLES = 6 };

double bench_cycle_seconds(void)
{
    volatile uint64_t kept = UINT64_C(88172645463325252);
    uint64_t value = kept;
    double best = 1;
    for (int run = 0; run < RUNS; run++) {
        double start = cli_clock();
        for (int step = 0; step < STEPS; step++) {
            value ^= value << 13;
            value ^= value >> 7;
            value ^= value << 17;
        }
        kept = value;
        double taken = cli_clock() - start;
        if (taken < best)
            best = taken;
    }
    return best / ((double)STEPS * STEP_CYCLES);
}
