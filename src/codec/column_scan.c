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

void suo_column_scan_portable(const uint8_t *bytes, unsigned width,
                              uint64_t first, uint64_t *marks, size_t words,
                              uint64_t low, uint64_t span)
{
    const uint64_t mask = (UINT64_C(1) << width) - 1;
    for (size_t i = 0; i < words; i++)
        for (uint64_t left = marks[i]; left != 0; left &= left - 1) {
            uint64_t bit = (first + i * 64 + suo_low_bit(left)) * width;
            uint64_t value = suo_load_u64(bytes + bit / 8) >> (bit % 8) & mask;
            if (value - low > span)
                marks[i] &= ~(left & -left);
        }
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

/* How each of eight numbers is taken out of its bytes, and what is wanted. */
typedef struct scan_plan {
    __m256i order;
    __m256i shifts;
    __m256i mask;
    __m256i low;
    __m256i span;
} scan_plan;

SUO_TARGET_AVX2
static inline scan_plan scan_plan_make(unsigned width, uint64_t low,
                                       uint64_t span)
{
    /* Where each begins: the first four in bits from the byte that the eight
     * begin in, the others from the byte that number 4 begins in. */
    const int half = (int)(width / 2 * 8);
    const __m256i starts = _mm256_sub_epi32(
        _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
                           _mm256_set1_epi32((int)width)),
        _mm256_setr_epi32(0, 0, 0, 0, half, half, half, half));
    /* The four bytes from there on. */
    const __m256i order =
        _mm256_add_epi32(_mm256_mullo_epi32(_mm256_srli_epi32(starts, 3),
                                            _mm256_set1_epi32(0x01010101)),
                         _mm256_set1_epi32(0x03020100));
    return (scan_plan){.order = order,
                       .shifts = _mm256_and_si256(starts, _mm256_set1_epi32(7)),
                       .mask = _mm256_set1_epi32((1 << width) - 1),
                       .low = _mm256_set1_epi32((int)low),
                       .span = _mm256_set1_epi32((int)span)};
}

/* Bits of those of eight numbers that are wanted. */
SUO_TARGET_AVX2
static inline uint32_t scan_8(const scan_plan *plan, const uint8_t *at,
                              unsigned width)
{
    __m256i own = load_halves(at, at + width / 2);
    own = _mm256_shuffle_epi8(own, plan->order);
    own = _mm256_srlv_epi32(own, plan->shifts);
    own = _mm256_sub_epi32(_mm256_and_si256(own, plan->mask), plan->low);
    own = _mm256_cmpeq_epi32(_mm256_min_epu32(own, plan->span), own);
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(own));
}

SUO_TARGET_AVX2
static void column_scan_avx2(const uint8_t *bytes, unsigned width,
                             uint64_t first, uint64_t *marks, size_t words,
                             uint64_t low, uint64_t span)
{
    const scan_plan plan = scan_plan_make(width, low, span);
    const uint8_t *at = bytes + first / 8 * width;
    for (size_t i = 0; i < words; i++, at += 8 * (size_t)width) {
        uint64_t passed = 0;
        for (unsigned n = 0; n < 8 && marks[i] >> (8 * n) != 0; n++)
            if (marks[i] >> (8 * n) & 0xFF)
                passed |= (uint64_t)scan_8(&plan, at + n * width, width)
                          << (8 * n);
        marks[i] &= passed;
    }
}

#endif

void suo_column_scan(const uint8_t *bytes, unsigned width, uint64_t first,
                     uint64_t *marks, size_t words, uint64_t low, uint64_t span)
{
#ifdef SUO_MACHINE_AVX2
    if (width <= WIDTH_MAX && suo_machine_has_avx2()) {
        column_scan_avx2(bytes, width, first, marks, words, low, span);
        return;
    }
#endif
    suo_column_scan_portable(bytes, width, first, marks, words, low, span);
}
