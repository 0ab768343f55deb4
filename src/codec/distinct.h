/* SPDX-License-Identifier: Apache-2.0 */
/*
 * distinct.h - about how many different keys a stream has, in 1 KiB.
 *
 * HyperLogLog (Flajolet, Fusy, Gandouet and Meunier, AofA 2007) of 1024
 * registers: a standard error of 3.3 %, for any number of keys by Ertl's
 * estimator ("New cardinality estimation algorithms for HyperLogLog sketches",
 * arXiv 1702.01284, 2017), which needs no tables of corrections.
 */
#ifndef SUO_CODEC_DISTINCT_H
#define SUO_CODEC_DISTINCT_H

#include <stdbool.h>
#include <stdint.h>

enum {
    SUO_DISTINCT_BITS = 10,
    SUO_DISTINCT_REGISTERS = 1 << SUO_DISTINCT_BITS,
    SUO_DISTINCT_MAX = 64 - SUO_DISTINCT_BITS + 1 /* of a register */
};

#define SUO_DISTINCT_ESTIMATE_MAX 1e18

/* Start with {0}. */
typedef struct suo_distinct {
    uint8_t registers[SUO_DISTINCT_REGISTERS];
} suo_distinct;

/* Meet a key, a 64-bit hash. */
void suo_distinct_add(suo_distinct *distinct, uint64_t key);

/* Meet all that another one met. */
void suo_distinct_merge(suo_distinct *distinct, const suo_distinct *other);

/* About how many different keys it met: 0..SUO_DISTINCT_ESTIMATE_MAX. */
double suo_distinct_estimate(const suo_distinct *distinct);

/* Are all registers such as keys make them? */
bool suo_distinct_is_valid(const suo_distinct *distinct);

#endif
