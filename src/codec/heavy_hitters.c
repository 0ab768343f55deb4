/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heavy_hitters.c - Space-Saving over a heap.
 *
 * The paper keeps places in a list of equal counts; a binary heap by count
 * and chains by key do the same in a logarithm of the places, and can be
 * written and taken back as they are: the order of the heap decides which of
 * several least keys loses its place.
 */
#include "codec/heavy_hitters.h"

#include <assert.h>

#include "base/memory.h"

suo_status suo_heavy_init(suo_heavy *heavy, uint32_t places, suo_error *error)
{
    uint32_t buckets = 1;
    assert(places > 0 && places <= SUO_HEAVY_PLACES_MAX);
    while (buckets < places)
        buckets *= 2;
    *heavy = (suo_heavy){.cap = places, .bucket_mask = buckets - 1};
    heavy->items = suo_alloc(places, sizeof(*heavy->items));
    heavy->heap = suo_alloc(places, sizeof(*heavy->heap));
    heavy->spots = suo_alloc(places, sizeof(*heavy->spots));
    heavy->nexts = suo_alloc(places, sizeof(*heavy->nexts));
    heavy->buckets = suo_alloc(buckets, sizeof(*heavy->buckets));
    if (heavy->items == NULL || heavy->heap == NULL || heavy->spots == NULL ||
        heavy->nexts == NULL || heavy->buckets == NULL) {
        suo_heavy_clear(heavy);
        return suo_error_no_memory(error);
    }
    suo_heavy_reset(heavy);
    return SUO_OK;
}

void suo_heavy_clear(suo_heavy *heavy)
{
    suo_dealloc(heavy->items);
    suo_dealloc(heavy->heap);
    suo_dealloc(heavy->spots);
    suo_dealloc(heavy->nexts);
    suo_dealloc(heavy->buckets);
    *heavy = (suo_heavy){0};
}

void suo_heavy_reset(suo_heavy *heavy)
{
    heavy->count = 0;
    for (uint32_t i = 0; i <= heavy->bucket_mask; i++)
        heavy->buckets[i] = SUO_HEAVY_NONE;
}

static uint32_t *heavy_bucket(const suo_heavy *heavy, uint64_t key)
{
    return &heavy->buckets[(uint32_t)key & heavy->bucket_mask];
}

static void heavy_link(suo_heavy *heavy, uint32_t place)
{
    uint32_t *bucket = heavy_bucket(heavy, heavy->items[place].key);
    heavy->nexts[place] = *bucket;
    *bucket = place;
}

static void heavy_unlink(suo_heavy *heavy, uint32_t place)
{
    uint32_t *link = heavy_bucket(heavy, heavy->items[place].key);
    while (*link != place)
        link = &heavy->nexts[*link];
    *link = heavy->nexts[place];
}

static uint32_t heavy_count_at(const suo_heavy *heavy, uint32_t spot)
{
    return heavy->items[heavy->heap[spot]].count;
}

static void heavy_put(suo_heavy *heavy, uint32_t spot, uint32_t place)
{
    heavy->heap[spot] = place;
    heavy->spots[place] = spot;
}

static void heavy_sift_up(suo_heavy *heavy, uint32_t spot)
{
    uint32_t place = heavy->heap[spot];
    while (spot > 0 &&
           heavy_count_at(heavy, (spot - 1) / 2) > heavy->items[place].count) {
        heavy_put(heavy, spot, heavy->heap[(spot - 1) / 2]);
        spot = (spot - 1) / 2;
    }
    heavy_put(heavy, spot, place);
}

static void heavy_sift_down(suo_heavy *heavy, uint32_t spot)
{
    uint32_t place = heavy->heap[spot];
    for (;;) {
        uint32_t child = 2 * spot + 1;
        if (child >= heavy->count)
            break;
        if (child + 1 < heavy->count &&
            heavy_count_at(heavy, child + 1) < heavy_count_at(heavy, child))
            child++;
        if (heavy_count_at(heavy, child) >= heavy->items[place].count)
            break;
        heavy_put(heavy, spot, heavy->heap[child]);
        spot = child;
    }
    heavy_put(heavy, spot, place);
}

uint32_t suo_heavy_find(const suo_heavy *heavy, uint64_t key)
{
    uint32_t place = *heavy_bucket(heavy, key);
    while (place != SUO_HEAVY_NONE && heavy->items[place].key != key)
        place = heavy->nexts[place];
    return place;
}

uint32_t suo_heavy_floor(const suo_heavy *heavy)
{
    return heavy->count == heavy->cap ? heavy_count_at(heavy, 0) : 0;
}

uint32_t suo_heavy_add(suo_heavy *heavy, uint64_t key, bool *is_new)
{
    uint32_t place = suo_heavy_find(heavy, key);
    *is_new = place == SUO_HEAVY_NONE;
    if (*is_new && heavy->count < heavy->cap) {
        place = heavy->count++;
        heavy->items[place] = (suo_heavy_item){key, 1, 0};
        heavy_link(heavy, place);
        heavy->heap[place] = place;
        heavy_sift_up(heavy, place);
        return place;
    }
    if (*is_new) {
        place = heavy->heap[0];
        heavy_unlink(heavy, place);
        heavy->items[place].key = key;
        heavy->items[place].error = heavy->items[place].count < UINT32_MAX
                                        ? heavy->items[place].count
                                        : UINT32_MAX - 1;
        heavy_link(heavy, place);
    }
    suo_heavy_item *item = &heavy->items[place];
    if (item->count == UINT32_MAX) /* full for good: what it knows is a range */
        return place;
    item->count++;
    heavy_sift_down(heavy, heavy->spots[place]);
    return place;
}

uint32_t suo_heavy_restore(suo_heavy *heavy, const suo_heavy_item *item)
{
    uint32_t spot = heavy->count;
    if (spot == heavy->cap || item->error >= item->count ||
        suo_heavy_find(heavy, item->key) != SUO_HEAVY_NONE ||
        (spot > 0 && heavy_count_at(heavy, (spot - 1) / 2) > item->count))
        return SUO_HEAVY_NONE;
    heavy->items[spot] = *item;
    heavy->count++;
    heavy_link(heavy, spot);
    heavy_put(heavy, spot, spot);
    return spot;
}
