/* SPDX-License-Identifier: Apache-2.0 */
/*
 * impacts.h - what documents can be worth at most, many at once.
 *
 * An impact is a byte: what a posting is worth, in SUO_IMPACT_MOST'ths of the
 * most that one of its list is, rounded up; 0: there is no posting. Impacts of
 * several lists, each by its factor, add up to bounds by document.
 */
#ifndef SUO_CODEC_IMPACTS_H
#define SUO_CODEC_IMPACTS_H

#include <stddef.h>
#include <stdint.h>

enum {
    SUO_IMPACT_MOST = 255,
    SUO_IMPACT_FACTOR_MIN = 256, /* with less, an impact might add nothing */
    SUO_IMPACTS_STEP = 64        /* counts are multiples of it */
};

/* One impact by its factor: rounded down, so at most 1 below what it is. */
static inline uint32_t suo_impact_scale(uint8_t impact, uint16_t factor)
{
    return (uint32_t)impact * factor >> 8;
}

/* Add suo_impact_scale of each to bounds[count], which stay at UINT16_MAX. */
void suo_impacts_add(uint16_t *bounds, const uint8_t *impacts, size_t count,
                     uint16_t factor);

/* The same of the least of several lists' impacts of each, list l's by
 * factors[l]; at least one list. */
void suo_impacts_add_least(uint16_t *bounds, const uint8_t *const *impacts,
                           const uint16_t *factors, uint32_t lists,
                           size_t count);

/* Set bit i of bits[count / 64] where bounds[i] is at least 'least', and
 * clear the others. */
void suo_impacts_find(const uint16_t *bounds, size_t count, uint16_t least,
                      uint64_t *bits);

/* Set bit i where impacts[i] is not 0; others stay. */
void suo_impacts_mark(const uint8_t *impacts, size_t count, uint64_t *bits);

/* The same without the instructions of any one machine, for tests. */
void suo_impacts_add_portable(uint16_t *bounds, const uint8_t *impacts,
                              size_t count, uint16_t factor);
void suo_impacts_add_least_portable(uint16_t *bounds,
                                    const uint8_t *const *impacts,
                                    const uint16_t *factors, uint32_t lists,
                                    size_t count);
void suo_impacts_find_portable(const uint16_t *bounds, size_t count,
                               uint16_t least, uint64_t *bits);
void suo_impacts_mark_portable(const uint8_t *impacts, size_t count,
                               uint64_t *bits);

#endif
