/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heavy_hitters.h - the keys that come most often in a stream, in a bounded
 * number of places.
 *
 * Space-Saving (Metwally, Agrawal and El Abbadi, "Efficient Computation of
 * Frequent and Top-k Elements in Data Streams", ICDT 2005). A key came at most
 * 'count' and at least 'count - error' times; one that has no place at most
 * suo_heavy_floor times, which is never above (keys seen) / (places). So every
 * key that came more often than that has a place. Several of them may be added
 * up, floors and all (Agarwal et al., "Mergeable Summaries", PODS 2012).
 */
#ifndef SUO_CODEC_HEAVY_HITTERS_H
#define SUO_CODEC_HEAVY_HITTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum { SUO_HEAVY_PLACES_MAX = 1 << 20, SUO_HEAVY_NONE = 0xFFFFFFFF };

/* A key and how often it came. */
typedef struct suo_heavy_item {
    uint64_t key;
    uint32_t count; /* stays at its highest value */
    uint32_t error; /* what 'count' may be too high by */
} suo_heavy_item;

/* Start with {0}. A key keeps its place as long as it is known, so that the
 * owner may keep more about it at the same place of an array of its own. */
typedef struct suo_heavy {
    uint32_t cap;
    uint32_t count;        /* places taken: the first ones */
    suo_heavy_item *items; /* by place */
    uint32_t *heap;        /* places, the least count first */
    uint32_t *spots;       /* by place: where it is in the heap */
    uint32_t *buckets;     /* by hash: a place, or SUO_HEAVY_NONE */
    uint32_t *nexts;       /* by place: the next one of its bucket */
    uint32_t bucket_mask;
} suo_heavy;

/* Make room for 1 to SUO_HEAVY_PLACES_MAX keys. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_heavy_init(suo_heavy *heavy, uint32_t places,
                                       suo_error *error);
void suo_heavy_clear(suo_heavy *heavy);

/* Forget all keys, keep the room. */
void suo_heavy_reset(suo_heavy *heavy);

/*
 * Count a key, any number that is spread as a hash is. Returns its place;
 * '*is_new': it had none, and what the owner keeps there is another's.
 */
uint32_t suo_heavy_add(suo_heavy *heavy, uint64_t key, bool *is_new);

/* The place of a key, or SUO_HEAVY_NONE. */
uint32_t suo_heavy_find(const suo_heavy *heavy, uint64_t key);

/* How often a key without a place came at most. */
uint32_t suo_heavy_floor(const suo_heavy *heavy);

/*
 * Take back a key that was written, in the order of 'heap'. Returns its place,
 * or SUO_HEAVY_NONE: no room, a key that is there already, an error that is no
 * less than its count, or another order.
 */
uint32_t suo_heavy_restore(suo_heavy *heavy, const suo_heavy_item *item);

#endif
