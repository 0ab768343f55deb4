/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sorted_join.h - which numbers of one list have a number of another at a fixed
 * distance: words that follow each other.
 */
#ifndef SUO_CODEC_SORTED_JOIN_H
#define SUO_CODEC_SORTED_JOIN_H

#include <stdint.h>

enum {
    SUO_JOIN_STEP = 8 /* numbers compared at once: so many behind a list that is
                         searched are UINT32_MAX */
};

/*
 * Keep of 'count' numbers those n for which n - back + ahead is among the
 * 'list_count' > 0 numbers of 'list': n - back into kept[], which may be
 * 'numbers'. Both lists ascend; no number is below 'back'. Returns how many are
 * kept.
 */
uint32_t suo_sorted_keep(uint32_t *kept, const uint32_t *numbers,
                         uint32_t count, uint32_t back, const uint32_t *list,
                         uint32_t list_count, uint32_t ahead);
uint32_t suo_sorted_keep_portable(uint32_t *kept, const uint32_t *numbers,
                                  uint32_t count, uint32_t back,
                                  const uint32_t *list, uint32_t list_count,
                                  uint32_t ahead);

#endif
