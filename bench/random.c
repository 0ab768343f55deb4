/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.c - chance that is the same in every run and on every machine.
 */
#include "random.h"

static const uint64_t RANDOM_STEP = 0x9E3779B97F4A7C15u;

uint64_t bench_random(uint64_t *state)
{
    uint64_t value = *state += RANDOM_STEP;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

uint64_t bench_mix(uint64_t value, uint64_t seed)
{
    uint64_t state = seed;
    state = bench_random(&state) + value;
    return bench_random(&state);
}

/* The remainder favours small numbers by less than end / 2^64. */
uint64_t bench_random_below(uint64_t *state, uint64_t end)
{
    return bench_random(state) % end;
}

double bench_random_unit(uint64_t *state)
{
    return (double)(bench_random(state) >> 11) / 9007199254740992.0;
}
