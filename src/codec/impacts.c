/* SPDX-License-Identifier: Apache-2.0 */
/*
 * impacts.c - add and compare impacts, portable and with SSE2.
 *
 * A byte above eight zero bits, times a factor, has its scaled impact in the
 * upper half of the product: one multiplication for eight documents.
 */
#include "codec/impacts.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

void suo_impacts_add_portable(uint16_t *bounds, const uint8_t *impacts,
                              size_t count, uint16_t factor)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t sum = bounds[i] + suo_impact_scale(impacts[i], factor);
        bounds[i] = (uint16_t)(sum > UINT16_MAX ? UINT16_MAX : sum);
    }
}

void suo_impacts_add_least_portable(uint16_t *bounds,
                                    const uint8_t *const *impacts,
                                    const uint16_t *factors, uint32_t lists,
                                    size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t least = UINT16_MAX;
        for (uint32_t l = 0; l < lists; l++) {
            uint32_t own = suo_impact_scale(impacts[l][i], factors[l]);
            least = own < least ? own : least;
        }
        uint32_t sum = bounds[i] + least;
        bounds[i] = (uint16_t)(sum > UINT16_MAX ? UINT16_MAX : sum);
    }
}

void suo_impacts_find_portable(const uint16_t *bounds, size_t count,
                               uint16_t least, uint64_t *bits)
{
    for (size_t i = 0; i < count; i += 64) {
        uint64_t own = 0;
        for (size_t n = 0; n < 64; n++)
            own |= (uint64_t)(bounds[i + n] >= least) << n;
        bits[i / 64] = own;
    }
}

void suo_impacts_mark_portable(const uint8_t *impacts, size_t count,
                               uint64_t *bits)
{
    for (size_t i = 0; i < count; i += 64) {
        uint64_t own = 0;
        for (size_t n = 0; n < 64; n++)
            own |= (uint64_t)(impacts[i + n] != 0) << n;
        bits[i / 64] |= own;
    }
}

#ifdef __SSE2__

static inline __m128i load_16(const void *at)
{
    return _mm_loadu_si128((const __m128i *)at);
}

/* Add eight impacts, each in the upper byte of its number. */
static inline void add_8(uint16_t *bounds, __m128i impacts, __m128i factors)
{
    __m128i scaled = _mm_mulhi_epu16(impacts, factors);
    _mm_storeu_si128((__m128i *)(void *)bounds,
                     _mm_adds_epu16(load_16(bounds), scaled));
}

void suo_impacts_add(uint16_t *bounds, const uint8_t *impacts, size_t count,
                     uint16_t factor)
{
    const __m128i zero = _mm_setzero_si128();
    const __m128i factors = _mm_set1_epi16((short)factor);
    for (size_t i = 0; i < count; i += 16) {
        __m128i own = load_16(impacts + i);
        add_8(bounds + i, _mm_unpacklo_epi8(zero, own), factors);
        add_8(bounds + i + 8, _mm_unpackhi_epi8(zero, own), factors);
    }
}

/* The least of 8 unsigned numbers each. */
static inline __m128i least_8(__m128i a, __m128i b)
{
    return _mm_sub_epi16(a, _mm_subs_epu16(a, b));
}

void suo_impacts_add_least(uint16_t *bounds, const uint8_t *const *impacts,
                           const uint16_t *factors, uint32_t lists,
                           size_t count)
{
    const __m128i zero = _mm_setzero_si128();
    for (size_t i = 0; i < count; i += 16) {
        __m128i low = _mm_set1_epi16(-1);
        __m128i high = low;
        for (uint32_t l = 0; l < lists; l++) {
            const __m128i factor = _mm_set1_epi16((short)factors[l]);
            __m128i own = load_16(impacts[l] + i);
            low = least_8(
                low, _mm_mulhi_epu16(_mm_unpacklo_epi8(zero, own), factor));
            high = least_8(
                high, _mm_mulhi_epu16(_mm_unpackhi_epi8(zero, own), factor));
        }
        _mm_storeu_si128((__m128i *)(void *)(bounds + i),
                         _mm_adds_epu16(load_16(bounds + i), low));
        _mm_storeu_si128((__m128i *)(void *)(bounds + i + 8),
                         _mm_adds_epu16(load_16(bounds + i + 8), high));
    }
}

/* Bits of the 16 numbers at 'bounds' that are at least 'least': less of them
 * than nothing is left of it. */
static inline uint64_t find_16(const uint16_t *bounds, __m128i least)
{
    const __m128i zero = _mm_setzero_si128();
    __m128i low = _mm_subs_epu16(least, load_16(bounds));
    __m128i high = _mm_subs_epu16(least, load_16(bounds + 8));
    __m128i both = _mm_packs_epi16(_mm_cmpeq_epi16(low, zero),
                                   _mm_cmpeq_epi16(high, zero));
    return (uint32_t)_mm_movemask_epi8(both);
}

void suo_impacts_find(const uint16_t *bounds, size_t count, uint16_t least,
                      uint64_t *bits)
{
    const __m128i wanted = _mm_set1_epi16((short)least);
    for (size_t i = 0; i < count; i += 64)
        bits[i / 64] = find_16(bounds + i, wanted) |
                       find_16(bounds + i + 16, wanted) << 16 |
                       find_16(bounds + i + 32, wanted) << 32 |
                       find_16(bounds + i + 48, wanted) << 48;
}

/* Bits of the 16 bytes at 'impacts' that are 0. */
static inline uint64_t zeros_16(const uint8_t *impacts)
{
    __m128i zeros = _mm_cmpeq_epi8(load_16(impacts), _mm_setzero_si128());
    return (uint32_t)_mm_movemask_epi8(zeros);
}

void suo_impacts_mark(const uint8_t *impacts, size_t count, uint64_t *bits)
{
    for (size_t i = 0; i < count; i += 64)
        bits[i / 64] |=
            ~(zeros_16(impacts + i) | zeros_16(impacts + i + 16) << 16 |
              zeros_16(impacts + i + 32) << 32 |
              zeros_16(impacts + i + 48) << 48);
}

#else

void suo_impacts_add_least(uint16_t *bounds, const uint8_t *const *impacts,
                           const uint16_t *factors, uint32_t lists,
                           size_t count)
{
    suo_impacts_add_least_portable(bounds, impacts, factors, lists, count);
}

void suo_impacts_add(uint16_t *bounds, const uint8_t *impacts, size_t count,
                     uint16_t factor)
{
    suo_impacts_add_portable(bounds, impacts, count, factor);
}

void suo_impacts_find(const uint16_t *bounds, size_t count, uint16_t least,
                      uint64_t *bits)
{
    suo_impacts_find_portable(bounds, count, least, bits);
}

void suo_impacts_mark(const uint8_t *impacts, size_t count, uint64_t *bits)
{
    suo_impacts_mark_portable(impacts, count, bits);
}

#endif
