/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sorted_join.c - compare eight numbers at once, portable and with SSE2.
 *
 * Lists of positions in a document are short: looking at eight of them without
 * a branch takes less than finding the right one.
 */
#include "codec/sorted_join.h"

#include <stdbool.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static inline bool step_has_portable(const uint32_t *numbers, uint32_t wanted)
{
    uint32_t met = 0;
    for (uint32_t i = 0; i < SUO_JOIN_STEP; i++)
        met |= numbers[i] == wanted;
    return met != 0;
}

#ifdef __SSE2__
static inline bool step_has(const uint32_t *numbers, uint32_t wanted)
{
    const __m128i *at = (const __m128i *)(const void *)numbers;
    const __m128i own = _mm_set1_epi32((int)wanted);
    __m128i met = _mm_or_si128(_mm_cmpeq_epi32(_mm_loadu_si128(at), own),
                               _mm_cmpeq_epi32(_mm_loadu_si128(at + 1), own));
    return _mm_movemask_epi8(met) != 0;
}
#else
static inline bool step_has(const uint32_t *numbers, uint32_t wanted)
{
    return step_has_portable(numbers, wanted);
}
#endif

/* 'has' looks for a number among the next few of a list. */
static inline uint32_t sorted_keep(
    uint32_t *kept, const uint32_t *numbers, uint32_t count, uint32_t back,
    const uint32_t *list, uint32_t list_count, uint32_t ahead,
    bool (*has)(const uint32_t *numbers, uint32_t wanted))
{
    const uint32_t last = list[list_count - 1];
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t own = numbers[i] - back;
        const uint64_t wanted = (uint64_t)own + ahead;
        if (wanted > last)
            break;
        while (list[SUO_JOIN_STEP - 1] < wanted)
            list += SUO_JOIN_STEP;
        kept[n] = own;
        n += has(list, (uint32_t)wanted);
    }
    return n;
}

uint32_t suo_sorted_keep(uint32_t *kept, const uint32_t *numbers,
                         uint32_t count, uint32_t back, const uint32_t *list,
                         uint32_t list_count, uint32_t ahead)
{
    return sorted_keep(kept, numbers, count, back, list, list_count, ahead,
                       step_has);
}

uint32_t suo_sorted_keep_portable(uint32_t *kept, const uint32_t *numbers,
                                  uint32_t count, uint32_t back,
                                  const uint32_t *list, uint32_t list_count,
                                  uint32_t ahead)
{
    return sorted_keep(kept, numbers, count, back, list, list_count, ahead,
                       step_has_portable);
}
