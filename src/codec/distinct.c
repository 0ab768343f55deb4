/* SPDX-License-Identifier: Apache-2.0 */
/*
 * distinct.c - HyperLogLog with Ertl's improved raw estimator (his algorithm
 * 6): sigma stands for registers that nothing met, tau for full ones.
 */
#include "codec/distinct.h"

#include <math.h>

void suo_distinct_add(suo_distinct *distinct, uint64_t key)
{
    uint8_t *best = &distinct->registers[key >> (64 - SUO_DISTINCT_BITS)];
    uint64_t rest = key << SUO_DISTINCT_BITS;
    uint8_t rank = 1;
    while (rank < SUO_DISTINCT_MAX && !(rest & UINT64_C(1) << 63)) {
        rest <<= 1;
        rank++;
    }
    if (rank > *best)
        *best = rank;
}

void suo_distinct_merge(suo_distinct *distinct, const suo_distinct *other)
{
    for (uint32_t i = 0; i < SUO_DISTINCT_REGISTERS; i++)
        if (other->registers[i] > distinct->registers[i])
            distinct->registers[i] = other->registers[i];
}

/* x + x^2 + 2 x^4 + 4 x^8 ..., of 0 <= x < 1: it converges. */
static double distinct_sigma(double x)
{
    double term = 1;
    double sum = x;
    double last;
    do {
        x *= x;
        last = sum;
        sum += x * term;
        term += term;
    } while (sum != last);
    return sum;
}

/* (1 - x - sum of 2^-i (1 - x^(2^-i))^2) / 3, of 0 <= x <= 1. */
static double distinct_tau(double x)
{
    double term = 1;
    double sum = 1 - x;
    double last;
    if (x == 0 || x == 1)
        return 0;
    do {
        x = sqrt(x);
        last = sum;
        term *= 0.5;
        sum -= (1 - x) * (1 - x) * term;
    } while (sum != last);
    return sum / 3;
}

double suo_distinct_estimate(const suo_distinct *distinct)
{
    const double m = SUO_DISTINCT_REGISTERS;
    const double ln2 = 0.69314718055994530942;
    uint32_t counts[SUO_DISTINCT_MAX + 1] = {0};
    for (uint32_t i = 0; i < SUO_DISTINCT_REGISTERS; i++)
        counts[distinct->registers[i]]++;
    if (counts[0] == SUO_DISTINCT_REGISTERS)
        return 0;
    double sum = m * distinct_tau(1 - counts[SUO_DISTINCT_MAX] / m);
    for (int rank = SUO_DISTINCT_MAX - 1; rank >= 1; rank--)
        sum = 0.5 * (sum + counts[rank]);
    sum += m * distinct_sigma(counts[0] / m);
    return fmin(m * m / (2 * ln2 * sum), SUO_DISTINCT_ESTIMATE_MAX);
}

bool suo_distinct_is_valid(const suo_distinct *distinct)
{
    for (uint32_t i = 0; i < SUO_DISTINCT_REGISTERS; i++)
        if (distinct->registers[i] > SUO_DISTINCT_MAX)
            return false;
    return true;
}
