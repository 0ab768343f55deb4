/* SPDX-License-Identifier: Apache-2.0 */
/*
 * byte_masks.c - tell bytes apart many at a time, portable and with SSE2.
 *
 * Portable: eight bytes in a word of 64 bits, each byte's top bit the answer
 * (Lamport, "Multiple Byte Processing with Full-Word Instructions", CACM
 * 1975), and the eight answers gathered by one multiplication.
 */
#include "codec/byte_masks.h"

#include "base/bytes.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define MASK_EACH UINT64_C(0x0101010101010101)
#define MASK_TOPS UINT64_C(0x8080808080808080)

/* The top bit of each byte that is at least 'low' and at most 'high', where
 * all bytes are below 0x80. */
static uint64_t mask_between(uint64_t bytes, uint8_t low, uint8_t high)
{
    uint64_t from_low = bytes + MASK_EACH * (0x80u - low);
    uint64_t past_high = bytes + MASK_EACH * (0x7Fu - high);
    return from_low & ~past_high & MASK_TOPS;
}

/* The top bits of eight bytes as the low bits of a number, first byte first. */
static uint64_t mask_gather(uint64_t tops)
{
    return (tops >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

void suo_byte_masks_make_portable(suo_byte_masks *masks, const uint8_t *bytes)
{
    *masks = (suo_byte_masks){0};
    for (uint32_t i = 0; i < SUO_MASKED_BYTES; i += 8) {
        uint64_t own = suo_load_u64(bytes + i);
        uint64_t far = own & MASK_TOPS;
        uint64_t clear = own & ~MASK_TOPS;
        uint64_t small = clear | MASK_EACH * 0x20;
        uint64_t joiners =
            mask_between(clear, '-', '.') | mask_between(clear, '_', '_');
        uint64_t apostrophes = mask_between(clear, '\'', '\'');
        masks->letters |= mask_gather(mask_between(small, 'a', 'z') & ~far)
                          << i;
        masks->capitals |= mask_gather(mask_between(clear, 'A', 'Z') & ~far)
                           << i;
        masks->digits |= mask_gather(mask_between(clear, '0', '9') & ~far) << i;
        masks->joiners |= mask_gather(joiners & ~far) << i;
        masks->apostrophes |= mask_gather(apostrophes & ~far) << i;
        masks->far |= mask_gather(far) << i;
    }
}

#ifdef __SSE2__

/* The top bits of 16 bytes as bits i to i + 15. */
static inline uint64_t mask_tops(__m128i bytes, uint32_t i)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes) << i;
}

/* Which bytes are at least 'low' and at most 'high', both below 0x80: moved so
 * that these are the greatest of the signed ones. */
static inline __m128i mask_of(__m128i bytes, uint8_t low, uint8_t high)
{
    __m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8((char)(0x7F - high)));
    return _mm_cmpgt_epi8(moved, _mm_set1_epi8((char)(0x7E - high + low)));
}

/* Look at the 16 bytes at 'bytes' + i; capitals are bytes without bit 5. */
static inline void masks_add(suo_byte_masks *masks, const uint8_t *bytes,
                             uint32_t i)
{
    __m128i own = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
    __m128i small = _mm_or_si128(own, _mm_set1_epi8(0x20));
    __m128i joiners = _mm_or_si128(mask_of(own, '-', '.'),
                                   _mm_cmpeq_epi8(own, _mm_set1_epi8('_')));
    __m128i apostrophes = _mm_cmpeq_epi8(own, _mm_set1_epi8('\''));
    masks->letters |= mask_tops(mask_of(small, 'a', 'z'), i);
    masks->capitals |= mask_tops(_mm_slli_epi16(own, 2), i);
    masks->digits |= mask_tops(mask_of(own, '0', '9'), i);
    masks->joiners |= mask_tops(joiners, i);
    masks->apostrophes |= mask_tops(apostrophes, i);
    masks->far |= mask_tops(own, i);
}

void suo_byte_masks_make(suo_byte_masks *masks, const uint8_t *bytes)
{
    suo_byte_masks made = {0};
    masks_add(&made, bytes, 0);
    masks_add(&made, bytes, 16);
    masks_add(&made, bytes, 32);
    masks_add(&made, bytes, 48);
    made.capitals = made.letters & ~made.capitals;
    *masks = made;
}

#else

void suo_byte_masks_make(suo_byte_masks *masks, const uint8_t *bytes)
{
    suo_byte_masks_make_portable(masks, bytes);
}

#endif
