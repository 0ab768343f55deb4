/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bitpack.h - arrays of small numbers in as few bits as the largest needs.
 *
 * A full pack of 128 numbers lies in four lanes: number i is in lane i % 4 at
 * place i / 4, so that four are decoded at once. Fewer numbers lie one after
 * the other. FORMAT.md 3 has both layouts.
 */
#ifndef SUO_CODEC_BITPACK_H
#define SUO_CODEC_BITPACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum {
    SUO_PACK_COUNT = 128, /* numbers of a full pack */
    SUO_PACK_LANES = 4,
    SUO_PACK_OVERREAD = 64 /* bytes a decoder may read past a pack */
};

/* Bits of the highest set bit: 0 for 0, 32 for 2^31. */
unsigned suo_bits_of(uint32_t value);
unsigned suo_bits_of_u64(uint64_t value);

/* Bytes that 'count' <= 128 numbers of 'width' <= 32 bits take. */
static inline size_t suo_pack_bytes(size_t count, unsigned width)
{
    return (count * width + 7) / 8;
}

/* Append 'count' <= 128 numbers, each below 2^width. */
void suo_pack_encode(suo_buffer *out, const uint32_t *values, size_t count,
                     unsigned width);

/*
 * Decode 'count' <= 128 numbers of 'width' <= 32 bits. 'bytes' must be
 * followed by SUO_PACK_OVERREAD readable bytes of any value; 'values' has room
 * for 128.
 */
void suo_pack_decode(const uint8_t *bytes, uint32_t *values, size_t count,
                     unsigned width);

/* The same in plain C for any machine: the measure of the one above. */
void suo_pack_decode_portable(const uint8_t *bytes, uint32_t *values,
                              size_t count, unsigned width);

/* Number 'index' < 'count' of a pack alone. */
uint32_t suo_pack_get(const uint8_t *bytes, size_t count, unsigned width,
                      size_t index);

/*
 * Turn 'count' <= 128 gaps into numbers: each is above the one before, or not
 * below 'next' if it is the first, by its gap. Returns one past the last, which
 * may be above UINT32_MAX: then the numbers are of no use.
 */
uint64_t suo_pack_sum(uint32_t *values, size_t count, uint32_t next);

/* The same in plain C for any machine: the measure of the one above. */
uint64_t suo_pack_sum_portable(uint32_t *values, size_t count, uint32_t next);

/*
 * Decode gaps number [from, end) of a pack, at least one, and turn them into
 * numbers, as suo_pack_decode and suo_pack_sum do: the first into values[0].
 * Up to 3 numbers before it and behind the last may be overwritten, none
 * before if 'from' is a multiple of 4.
 */
uint64_t suo_pack_decode_sums(const uint8_t *bytes, uint32_t *values,
                              size_t count, unsigned width, size_t from,
                              size_t end, uint32_t next);
uint64_t suo_pack_decode_sums_portable(const uint8_t *bytes, uint32_t *values,
                                       size_t count, unsigned width,
                                       size_t from, size_t end, uint32_t next);

/* ---- runs of any length: a width byte before each pack of 128 ---- */

void suo_ints_encode(suo_buffer *out, const uint32_t *values, size_t count);

/*
 * Decode 'count' numbers; 'values' has room for 'count' rounded up to 128.
 * The reader's bytes must be followed by SUO_PACK_OVERREAD others. It turns
 * bad if they do not hold that many numbers.
 */
void suo_ints_decode(suo_reader *reader, uint32_t *values, size_t count);

/* ---- columns: any count, up to 64 bits, each readable alone ---- */

/* Bytes of a column of 'count' numbers. */
static inline uint64_t suo_column_bytes(uint64_t count, unsigned width)
{
    return (count * width + 7) / 8;
}

/* Append 'count' numbers below 2^width, one after the other. */
void suo_column_encode(suo_buffer *out, const uint64_t *values, size_t count,
                       unsigned width);

/* Number 'index' of a column, followed by SUO_PACK_OVERREAD bytes. */
uint64_t suo_column_get(const uint8_t *bytes, unsigned width, uint64_t index);

#endif
