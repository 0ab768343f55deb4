/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bit_rows.c - plain loops, which a compiler makes vectors (CMakeLists.txt asks
 * it to); bits are counted by the processor, where it can.
 */
#include "codec/bit_rows.h"

#include "base/bytes.h"
#include "codec/machine.h"

void suo_bits_or(uint64_t *restrict into, const uint64_t *restrict from,
                 size_t words)
{
    for (size_t i = 0; i < words; i++)
        into[i] |= from[i];
}

void suo_bits_and(uint64_t *restrict into, const uint64_t *restrict from,
                  size_t words)
{
    for (size_t i = 0; i < words; i++)
        into[i] &= from[i];
}

uint64_t suo_bits_count_portable(const uint64_t *bits, size_t words)
{
    uint64_t count = 0;
    for (size_t i = 0; i < words; i++)
        count += suo_count_bits(bits[i]);
    return count;
}

#ifdef SUO_MACHINE_AVX2

SUO_TARGET_AVX2
static uint64_t bits_count_avx2(const uint64_t *bits, size_t words)
{
    uint64_t count = 0;
    for (size_t i = 0; i < words; i++)
        count += (uint64_t)__builtin_popcountll(bits[i]);
    return count;
}

#endif

uint64_t suo_bits_count(const uint64_t *bits, size_t words)
{
#ifdef SUO_MACHINE_AVX2
    if (suo_machine_has_avx2())
        return bits_count_avx2(bits, words);
#endif
    return suo_bits_count_portable(bits, words);
}
