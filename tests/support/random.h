/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.h - numbers that look random and are the same in every run.
 *
 * splitmix64 (Steele, Lea and Flood, OOPSLA 2014); test_random_begin prints
 * the seed.
 */
#ifndef SUO_TESTS_RANDOM_H
#define SUO_TESTS_RANDOM_H

#include <stdint.h>
#include <stdio.h>

typedef struct test_random {
    uint64_t state;
} test_random;

static inline test_random test_random_begin(uint64_t seed)
{
    printf("seed %llu\n", (unsigned long long)seed);
    return (test_random){seed};
}

static inline uint64_t test_random_next(test_random *random)
{
    uint64_t value = random->state += 0x9E3779B97F4A7C15u;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
    value = (value ^ value >> 27) * 0x94D049BB133111EBu;
    return value ^ value >> 31;
}

/* 0 .. bound-1; 'bound' is above 0. */
static inline uint64_t test_random_below(test_random *random, uint64_t bound)
{
    return test_random_next(random) % bound;
}

/* A number of at most 'bits' <= 64 bits, small ones as likely as large. */
static inline uint64_t test_random_bits(test_random *random, unsigned bits)
{
    unsigned width = (unsigned)test_random_below(random, bits + 1u);
    return width == 0 ? 0 : test_random_next(random) >> (64 - width);
}

#endif
