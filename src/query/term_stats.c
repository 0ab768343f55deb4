/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_stats.c - a table that grows and never forgets, shared by threads.
 *
 * Each bucket is a chain that grows at its head, by one compare-and-swap:
 * readers need no lock, for nothing is changed or taken away while the view is
 * open. Two threads may put the same list; the first one found counts, and
 * both are equal.
 */
#include "query/term_stats.h"

#include <math.h>
#include <stdatomic.h>

#include "base/memory.h"

enum { BUCKETS = 1024 };

struct suo_stats_cache {
    suo_attachment attachment; /* first: the view keeps it */
    _Atomic size_t bytes;
    _Atomic(suo_term_stats *) buckets[BUCKETS];
};

static void cache_free(suo_attachment *attachment)
{
    suo_stats_cache *cache = (suo_stats_cache *)(void *)attachment;
    for (uint32_t i = 0; i < BUCKETS; i++) {
        suo_term_stats *stats = cache->buckets[i];
        while (stats != NULL) {
            suo_term_stats *next = stats->next;
            suo_dealloc(stats);
            stats = next;
        }
    }
    suo_dealloc(cache);
}

suo_stats_cache *suo_stats_cache_get(const suo_view *view)
{
    suo_attachment *kept = view->attachment;
    if (kept == NULL) {
        suo_stats_cache *made = suo_alloc_zero(1, sizeof(*made));
        if (made == NULL)
            return NULL;
        made->attachment.free = cache_free;
        kept = suo_view_attach(view, &made->attachment);
    }
    return (suo_stats_cache *)(void *)kept;
}

static bool key_equals(const suo_stats_key *a, const suo_stats_key *b)
{
    return a->list == b->list && a->fields == b->fields &&
           a->searched == b->searched && a->lane == b->lane &&
           a->is_rest == b->is_rest;
}

static _Atomic(suo_term_stats *) *cache_bucket(suo_stats_cache *cache,
                                               const suo_stats_key *key)
{
    /* Lists begin at any address: mix all of its bits. */
    uint64_t mixed = (uint64_t)(uintptr_t)key->list + key->is_rest;
    mixed = (mixed ^ key->fields ^ ((uint64_t)key->searched << 32)) *
            UINT64_C(0x9E3779B97F4A7C15);
    return &cache->buckets[mixed >> 54];
}

const suo_term_stats *suo_stats_find(suo_stats_cache *cache,
                                     const suo_stats_key *key)
{
    const suo_term_stats *stats =
        atomic_load_explicit(cache_bucket(cache, key), memory_order_acquire);
    while (stats != NULL && !key_equals(&stats->key, key))
        stats = stats->next;
    return stats;
}

const suo_term_stats *suo_stats_keep(suo_stats_cache *cache,
                                     suo_term_stats *stats)
{
    _Atomic(suo_term_stats *) *bucket = cache_bucket(cache, &stats->key);
    size_t bytes = sizeof(*stats) + stats->span_count * sizeof(*stats->spans);
    if (atomic_fetch_add(&cache->bytes, bytes) + bytes > SUO_STATS_BYTES_MAX) {
        atomic_fetch_sub(&cache->bytes, bytes);
        return NULL;
    }
    stats->next = atomic_load(bucket);
    while (!atomic_compare_exchange_weak(bucket, &stats->next, stats))
        ;
    return stats;
}

static void stats_add_block(suo_term_stats *stats, suo_cursor *cursor,
                            double most)
{
    const double *parts = suo_cursor_score_part(cursor, 0, cursor->count);
    for (uint32_t i = 0; i < cursor->count; i++) {
        /* A little more than it is, so that rounding takes nothing away. */
        double share = parts[i] / most * (1 + 1e-9);
        double bound = ceil(share * SUO_BOUND_MOST);
        uint16_t *span = &stats->spans[cursor->docs[i] >> SUO_SPAN_SHIFT];
        if (bound > SUO_BOUND_MOST)
            bound = SUO_BOUND_MOST;
        if (bound > *span)
            *span = (uint16_t)bound;
    }
}

suo_status suo_stats_make(suo_cursor *cursor, const suo_stats_key *key,
                          suo_term_stats **stats)
{
    suo_walk *walk = cursor->walk;
    const suo_grid grid = walk->grid;
    uint32_t spans = walk->seen->segment->doc_count >> SUO_SPAN_SHIFT;
    spans = spans / 8 * 8 + 8;
    *stats =
        suo_alloc_zero(1, sizeof(**stats) + spans * sizeof(*(*stats)->spans));
    if (*stats == NULL)
        return suo_error_no_memory(walk->error);
    (*stats)->key = *key;
    (*stats)->span_count = spans;
    walk->grid = (suo_grid){0, 0}; /* as it is */
    suo_cursor_weigh(cursor, 1);
    while (suo_cursor_seek(cursor, cursor->next_start) != SUO_NO_DOC) {
        stats_add_block(*stats, cursor, walk->lanes[cursor->lane].k1 + 1);
        (*stats)->doc_freq += cursor->count;
    }
    walk->grid = grid;
    if (walk->status != SUO_OK) {
        suo_dealloc(*stats);
        *stats = NULL;
    }
    return walk->status;
}
