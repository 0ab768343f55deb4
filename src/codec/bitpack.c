/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bitpack.c - bit packing in four lanes, portable and with SSE2.
 *
 * The lanes follow Lemire and Boytsov, "Decoding billions of integers per
 * second through vectorization", 2015 (SIMD-BP128). The width is a constant
 * in each of 33 copies of the loop, so the compiler unrolls them. Portable and
 * SSE2 code read the same bytes and give the same numbers on a little-endian
 * machine; suo_load_u32 makes the portable one right on any.
 */
#include "codec/bitpack.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { LANES = SUO_PACK_LANES, LANE_COUNT = SUO_PACK_COUNT / LANES };

#if defined(__GNUC__) || defined(__clang__)
#define PACK_INLINE static inline __attribute__((always_inline))
#define PACK_UNROLL _Pragma("GCC unroll 32")
#else
#define PACK_INLINE static inline
#define PACK_UNROLL
#endif

unsigned suo_bits_of(uint32_t value)
{
    unsigned bits = 0;
    while (value != 0) {
        bits++;
        value >>= 1;
    }
    return bits;
}

unsigned suo_bits_of_u64(uint64_t value)
{
    uint32_t high = (uint32_t)(value >> 32);
    return high != 0 ? 32 + suo_bits_of(high) : suo_bits_of((uint32_t)value);
}

static uint32_t pack_mask(unsigned width)
{
    return width >= 32 ? UINT32_MAX : (1u << width) - 1;
}

/* Four lanes; each is a little-endian stream of 32-bit words. */
static void pack_encode_full(uint8_t *out, const uint32_t *values,
                             unsigned width)
{
    uint32_t words[LANES] = {0};
    unsigned used = 0;
    for (unsigned i = 0; i < LANE_COUNT; i++) {
        unsigned left = 32 - used;
        for (unsigned lane = 0; lane < LANES; lane++)
            words[lane] |= values[i * LANES + lane] << used;
        used += width;
        if (used < 32)
            continue;
        for (unsigned lane = 0; lane < LANES; lane++)
            suo_store_u32(out + 4 * lane, words[lane]);
        out += 4 * LANES;
        used -= 32;
        for (unsigned lane = 0; lane < LANES; lane++)
            words[lane] = used == 0 ? 0 : values[i * LANES + lane] >> left;
    }
}

/* One after the other, low bits first. */
static void pack_encode_part(uint8_t *out, const uint32_t *values, size_t count,
                             unsigned width)
{
    uint64_t bits = 0;
    unsigned used = 0;
    for (size_t i = 0; i < count; i++) {
        bits |= (uint64_t)values[i] << used;
        used += width;
        while (used >= 8) {
            *out++ = (uint8_t)bits;
            bits >>= 8;
            used -= 8;
        }
    }
    if (used > 0)
        *out = (uint8_t)bits;
}

void suo_pack_encode(suo_buffer *out, const uint32_t *values, size_t count,
                     unsigned width)
{
    size_t bytes = suo_pack_bytes(count, width);
    uint8_t *room = suo_buffer_reserve(out, bytes);
    if (room == NULL || width == 0)
        return;
    if (count == SUO_PACK_COUNT)
        pack_encode_full(room, values, width);
    else
        pack_encode_part(room, values, count, width);
    out->len += bytes;
}

static void pack_decode_part(const uint8_t *bytes, uint32_t *values,
                             size_t count, unsigned width)
{
    uint64_t mask = pack_mask(width);
    for (size_t i = 0; i < count; i++) {
        size_t bit = i * width;
        uint64_t word = suo_load_u64(bytes + bit / 8);
        values[i] = (uint32_t)(word >> (bit % 8) & mask);
    }
}

PACK_INLINE void decode_full_portable(const uint8_t *bytes, uint32_t *values,
                                      unsigned width)
{
    uint32_t mask = pack_mask(width);
    for (unsigned i = 0; i < LANE_COUNT; i++) {
        unsigned word = i * width / 32;
        unsigned shift = i * width % 32;
        for (unsigned lane = 0; lane < LANES; lane++) {
            const uint8_t *at = bytes + 4 * (word * LANES + lane);
            uint32_t value = suo_load_u32(at) >> shift;
            if (shift + width > 32)
                value |= suo_load_u32(at + 4 * LANES) << (32 - shift);
            values[i * LANES + lane] = value & mask;
        }
    }
}

#ifdef __SSE2__
PACK_INLINE void decode_full(const uint8_t *bytes, uint32_t *values,
                             unsigned width)
{
    const __m128i *in = (const __m128i *)(const void *)bytes;
    __m128i *out = (__m128i *)(void *)values;
    const __m128i mask = _mm_set1_epi32((int)pack_mask(width));
    PACK_UNROLL
    for (unsigned i = 0; i < LANE_COUNT; i++) {
        unsigned word = i * width / 32;
        unsigned shift = i * width % 32;
        __m128i value = _mm_srli_epi32(_mm_loadu_si128(in + word), (int)shift);
        if (shift + width > 32) {
            __m128i next = _mm_loadu_si128(in + word + 1);
            next = _mm_slli_epi32(next, (int)(32 - shift));
            value = _mm_or_si128(value, next);
        }
        _mm_storeu_si128(out + i, _mm_and_si128(value, mask));
    }
}
#else
PACK_INLINE void decode_full(const uint8_t *bytes, uint32_t *values,
                             unsigned width)
{
    decode_full_portable(bytes, values, width);
}
#endif

/* One case for each width, so that it is a constant in the loop. */
#define WIDTH_CASE(width)                  \
    case width:                            \
        decode_full(bytes, values, width); \
        break;
#define WIDTH_CASES_4(first) \
    WIDTH_CASE(first)        \
    WIDTH_CASE(first + 1)    \
    WIDTH_CASE(first + 2)    \
    WIDTH_CASE(first + 3)

static void pack_decode_full(const uint8_t *bytes, uint32_t *values,
                             unsigned width)
{
    switch (width) {
        WIDTH_CASES_4(1)
        WIDTH_CASES_4(5)
        WIDTH_CASES_4(9)
        WIDTH_CASES_4(13)
        WIDTH_CASES_4(17)
        WIDTH_CASES_4(21)
        WIDTH_CASES_4(25)
        WIDTH_CASES_4(29)
    default:
        memset(values, 0, SUO_PACK_COUNT * sizeof(*values));
    }
}

void suo_pack_decode(const uint8_t *bytes, uint32_t *values, size_t count,
                     unsigned width)
{
    if (count == SUO_PACK_COUNT)
        pack_decode_full(bytes, values, width);
    else
        pack_decode_part(bytes, values, count, width);
}

void suo_pack_decode_portable(const uint8_t *bytes, uint32_t *values,
                              size_t count, unsigned width)
{
    if (count == SUO_PACK_COUNT)
        decode_full_portable(bytes, values, width);
    else
        pack_decode_part(bytes, values, count, width);
}

uint32_t suo_pack_get(const uint8_t *bytes, size_t count, unsigned width,
                      size_t index)
{
    size_t bit = index * width;
    if (width == 0)
        return 0;
    if (count != SUO_PACK_COUNT)
        return (uint32_t)(suo_load_u64(bytes + bit / 8) >> (bit % 8)) &
               pack_mask(width);
    bit = index / LANES * width;
    bytes += (bit / 32 * LANES + index % LANES) * 4;
    uint64_t words = suo_load_u32(bytes);
    if (bit % 32 + width > 32)
        words |= (uint64_t)suo_load_u32(bytes + 4 * LANES) << 32;
    return (uint32_t)(words >> (bit % 32)) & pack_mask(width);
}

uint64_t suo_pack_sum_portable(uint32_t *values, size_t count, uint32_t next)
{
    uint64_t sum = next;
    for (size_t i = 0; i < count; i++) {
        sum += (uint64_t)values[i] + 1;
        values[i] = (uint32_t)(sum - 1);
    }
    return sum;
}

#ifdef __SSE2__
uint64_t suo_pack_sum(uint32_t *values, size_t count, uint32_t next)
{
    const __m128i one = _mm_set1_epi32(1);
    __m128i sum = _mm_set1_epi32((int)(next - 1));
    __m128i any = _mm_setzero_si128();
    size_t i = 0;
    /* Numbers of 24 bits: 128 of them add up to less than 2^31. */
    for (; i + LANES <= count; i += LANES)
        any = _mm_or_si128(
            any, _mm_loadu_si128((const __m128i *)(const void *)(values + i)));
    any = _mm_srli_epi32(any, 24);
    if (next > INT32_MAX ||
        _mm_movemask_epi8(_mm_cmpeq_epi32(any, _mm_setzero_si128())) != 0xFFFF)
        return suo_pack_sum_portable(values, count, next);
    for (i = 0; i + LANES <= count; i += LANES) {
        __m128i *at = (__m128i *)(void *)(values + i);
        __m128i own = _mm_add_epi32(_mm_loadu_si128(at), one);
        own = _mm_add_epi32(own, _mm_slli_si128(own, 4));
        own = _mm_add_epi32(own, _mm_slli_si128(own, 8));
        sum = _mm_add_epi32(own, sum);
        _mm_storeu_si128(at, sum);
        sum = _mm_shuffle_epi32(sum, 0xFF);
    }
    next = (uint32_t)_mm_cvtsi128_si32(sum) + 1;
    return suo_pack_sum_portable(values + i, count - i, next);
}
#else
uint64_t suo_pack_sum(uint32_t *values, size_t count, uint32_t next)
{
    return suo_pack_sum_portable(values, count, next);
}
#endif

uint64_t suo_pack_decode_sums_portable(const uint8_t *bytes, uint32_t *values,
                                       size_t count, unsigned width,
                                       size_t from, size_t end, uint32_t next)
{
    for (size_t i = from; i < end; i++)
        values[i - from] = suo_pack_get(bytes, count, width, i);
    return suo_pack_sum_portable(values, end - from, next);
}

#ifdef __SSE2__
/* Numbers 'group' * 4 and on, of a full pack. */
PACK_INLINE __m128i decode_group(const uint8_t *bytes, unsigned width,
                                 size_t group, __m128i mask)
{
    const size_t bit = group * width;
    const __m128i *in = (const __m128i *)(const void *)bytes + bit / 32;
    const int shift = (int)(bit % 32);
    /* Where nothing of the next word is wanted, the mask takes it away. */
    __m128i low = _mm_srl_epi32(_mm_loadu_si128(in), _mm_cvtsi32_si128(shift));
    __m128i high =
        _mm_sll_epi32(_mm_loadu_si128(in + 1), _mm_cvtsi32_si128(32 - shift));
    return _mm_and_si128(_mm_or_si128(low, high), mask);
}

uint64_t suo_pack_decode_sums(const uint8_t *bytes, uint32_t *values,
                              size_t count, unsigned width, size_t from,
                              size_t end, uint32_t next)
{
    static const uint32_t HEADS[2 * LANES] = {
        0, 0, 0, 0, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
    /* Numbers of 24 bits: 128 of them add up to less than 2^31. */
    if (count != SUO_PACK_COUNT || width > 24 || next > INT32_MAX)
        return suo_pack_decode_sums_portable(bytes, values, count, width, from,
                                             end, next);
    const __m128i mask = _mm_set1_epi32((int)pack_mask(width));
    const __m128i one = _mm_set1_epi32(1);
    const size_t head = from % LANES;
    __m128i wanted =
        _mm_loadu_si128((const __m128i *)(const void *)(HEADS + LANES - head));
    __m128i sum = _mm_set1_epi32((int)(next - 1));
    uint32_t *out = values - head;
    for (size_t group = from / LANES; group * LANES < end; group++) {
        __m128i own = decode_group(bytes, width, group, mask);
        own = _mm_and_si128(_mm_add_epi32(own, one), wanted);
        own = _mm_add_epi32(own, _mm_slli_si128(own, 4));
        own = _mm_add_epi32(own, _mm_slli_si128(own, 8));
        own = _mm_add_epi32(own, sum);
        _mm_storeu_si128((__m128i *)(void *)out, own);
        sum = _mm_shuffle_epi32(own, 0xFF);
        wanted = _mm_set1_epi32(-1);
        out += LANES;
    }
    return (uint64_t)values[end - from - 1] + 1;
}
#else
uint64_t suo_pack_decode_sums(const uint8_t *bytes, uint32_t *values,
                              size_t count, unsigned width, size_t from,
                              size_t end, uint32_t next)
{
    return suo_pack_decode_sums_portable(bytes, values, count, width, from, end,
                                         next);
}
#endif

void suo_ints_encode(suo_buffer *out, const uint32_t *values, size_t count)
{
    for (size_t start = 0; start < count; start += SUO_PACK_COUNT) {
        size_t part = count - start;
        if (part > SUO_PACK_COUNT)
            part = SUO_PACK_COUNT;
        uint32_t any = 0;
        for (size_t i = 0; i < part; i++)
            any |= values[start + i];
        unsigned width = suo_bits_of(any);
        suo_buffer_add_u8(out, (uint8_t)width);
        suo_pack_encode(out, values + start, part, width);
    }
}

void suo_ints_decode(suo_reader *reader, uint32_t *values, size_t count)
{
    for (size_t start = 0; start < count; start += SUO_PACK_COUNT) {
        size_t part = count - start;
        if (part > SUO_PACK_COUNT)
            part = SUO_PACK_COUNT;
        unsigned width = suo_read_u8(reader);
        if (width > 32)
            reader->bad = true;
        const uint8_t *bytes =
            suo_reader_take(reader, suo_pack_bytes(part, width));
        if (bytes == NULL)
            return;
        suo_pack_decode(bytes, values + start, part, width);
    }
}

void suo_column_encode(suo_buffer *out, const uint64_t *values, size_t count,
                       unsigned width)
{
    uint64_t bytes = suo_column_bytes(count, width);
    uint8_t *room = suo_buffer_reserve(out, bytes);
    if (room == NULL)
        return;
    memset(room, 0, bytes);
    for (size_t i = 0; i < count; i++) {
        uint64_t bit = (uint64_t)i * width;
        uint64_t value = values[i];
        unsigned shift = bit % 8;
        for (unsigned done = 0; done < width;) {
            room[bit / 8] |= (uint8_t)(value << shift);
            value >>= 8 - shift;
            done += 8 - shift;
            bit += 8 - shift;
            shift = 0;
        }
    }
    out->len += bytes;
}

uint64_t suo_column_get(const uint8_t *bytes, unsigned width, uint64_t index)
{
    if (width == 0)
        return 0;
    uint64_t bit = index * width;
    const uint8_t *at = bytes + bit / 8;
    unsigned shift = bit % 8;
    uint64_t value = suo_load_u64(at) >> shift;
    if (shift + width > 64)
        value |= (uint64_t)at[8] << (64 - shift);
    return width >= 64 ? value : value & ((1ull << width) - 1);
}
