/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.h - chance that is the same in every run and on every machine.
 *
 * splitmix64 (Steele, Lea and Flood, OOPSLA 2014): any 64 bits are a good
 * state, so a document's number and a seed make up a stream of its own.
 */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <stdint.h>

/* The next 64 bits of the stream 'state'. */
uint64_t bench_random(uint64_t *state);

/* 64 bits that depend on 'value' and 'seed' alone. */
uint64_t bench_mix(uint64_t value, uint64_t seed);

/* A number from 0 up to, but not, 'end' > 0. */
uint64_t bench_random_below(uint64_t *state, uint64_t end);

/* A number from 0 up to, but not, 1. */
double bench_random_unit(uint64_t *state);

#endif
