/* SPDX-License-Identifier: Apache-2.0 */
/*
 * column_scan.c - compare numbers of a column, portable and, where they have at
 * most 25 bits, with AVX2.
 *
 * Eight numbers begin at a whole byte. Each is shuffled with its four bytes
 * into a lane, shifted by what other numbers have of its first byte, and
 * compared there. Which way is taken is for the processor to say, when it runs.
 */
#include "codec/column_scan.h"

#include "base/bytes.h"
#include "codec/machine.h"

uint64_t suo_column_scan_portable(const uint8_t *bytes, unsigned width,
                                  uint64_t first, uint64_t marks, uint64_t low,
                                  uint64_t span)
{
    const uint64_t mask = (UINT64_C(1) << width) - 1;
    uint64_t bit = first * width;
    uint64_t passed = 0;
    for (uint32_t i = 0; i < 64 && marks >> i != 0; i++) {
        uint64_t value = suo_load_u64(bytes + bit / 8) >> (bit % 8) & mask;
        passed |= (uint64_t)(value - low <= span) << i;
        bit += width;
    }
    return passed & marks;
}

#ifdef SUO_MACHINE_AVX2

#include <immintrin.h>

enum { WIDTH_MAX = 25 }; /* a number lies in four bytes */

SUO_TARGET_AVX2
static inline __m256i load_halves(const uint8_t *low, const uint8_t *high)
{
    __m128i first = _mm_loadu_si128((const __m128i *)(const void *)low);
    __m128i second = _mm_loadu_si128((const __m128i *)(const void *)high);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(first), second, 1);
}

SUO_TARGET_AVX2
static uint64_t column_scan_avx2(const uint8_t *bytes, unsigned width,
                                 uint64_t first, uint64_t marks, uint64_t low,
                                 uint64_t span)
{
    /* Where each of eight numbers begins: the first four in bits from the byte
     * that the eight begin in, the others from the byte number 4 begins in. */
    const int half = (int)(width / 2 * 8);
    const __m256i starts = _mm256_sub_epi32(
        _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
                           _mm256_set1_epi32((int)width)),
        _mm256_setr_epi32(0, 0, 0, 0, half, half, half, half));
    const __m256i shifts = _mm256_and_si256(starts, _mm256_set1_epi32(7));
    const __m256i order = _mm256_add_epi32(
        _mm256_mullo_epi32(_mm256_srli_epi32(starts, 3),
                           _mm256_set1_epi32(0x01010101)),
        _mm256_set1_epi32(0x03020100)); /* the four bytes from there on */
    const __m256i mask = _mm256_set1_epi32((1 << width) - 1);
    const __m256i lows = _mm256_set1_epi32((int)low);
    const __m256i spans = _mm256_set1_epi32((int)span);
    const uint8_t *at = bytes + first / 8 * width;
    uint64_t passed = 0;
    for (unsigned i = 0; i < 64 && marks >> i != 0; i += 8, at += width) {
        __m256i own =
            _mm256_shuffle_epi8(load_halves(at, at + width / 2), order);
        own = _mm256_and_si256(_mm256_srlv_epi32(own, shifts), mask);
        own = _mm256_sub_epi32(own, lows);
        own = _mm256_cmpeq_epi32(_mm256_min_epu32(own, spans), own);
        uint32_t bits = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(own));
        passed |= (uint64_t)bits << i;
    }
    return passed & marks;
}

#endif

uint64_t suo_column_scan(const uint8_t *bytes, unsigned width, uint64_t first,
                         uint64_t marks, uint64_t low, uint64_t span)
{
#ifdef SUO_MACHINE_AVX2
    if (width <= WIDTH_MAX && suo_machine_has_avx2())
        return column_scan_avx2(bytes, width, first, marks, low, span);
#endif
    return suo_column_scan_portable(bytes, width, first, marks, low, span);
}
