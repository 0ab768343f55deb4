/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_stats.h - what a view knows of the lists it has walked: how many of
 * their documents it can see, and where their scores are high.
 *
 * A long list is walked once a view; later questions skip the parts of it that
 * cannot give a hit. Figures are of visible documents alone.
 */
#ifndef SUO_QUERY_TERM_STATS_H
#define SUO_QUERY_TERM_STATS_H

#include "query/cursor.h"

enum {
    SUO_STATS_DOCS_MIN = SUO_BLOCK_DOCS, /* shorter lists are not kept */
    SUO_STATS_BYTES_MAX = 1 << 24        /* of a view */
};

/* Which list. */
typedef struct suo_stats_key {
    const uint8_t *list;
    uint32_t fields;   /* that count */
    uint32_t searched; /* whose lengths count */
    uint32_t lane;
    uint32_t is_rest;
} suo_stats_key;

/* Immutable. */
typedef struct suo_term_stats {
    struct suo_term_stats *next;
    suo_stats_key key;
    uint32_t doc_freq;
    uint32_t span_count; /* a multiple of 8 */
    uint16_t spans[]; /* by span of documents: their largest saturated frequency
                        in SUO_BOUND_MOST'ths of what it can be, rounded up; 0:
                        no document */
} suo_term_stats;

/* All of a view. Any thread. */
typedef struct suo_stats_cache suo_stats_cache;

/* The cache of a view, made when it is first asked for. NULL: memory ran out. */
suo_stats_cache *suo_stats_cache_get(const suo_view *view);

/* NULL: not there. */
const suo_term_stats *suo_stats_find(suo_stats_cache *cache,
                                     const suo_stats_key *key);

/*
 * Walk a cursor, opened anew, to its end. The caller owns the stats until they
 * are kept. Statuses: SUO_NO_MEMORY; those of the walk.
 */
SUO_MUST_USE suo_status suo_stats_make(suo_cursor *cursor,
                                       const suo_stats_key *key,
                                       suo_term_stats **stats);

/* Keep stats, which are taken: returns those that are kept. NULL: the cache is
 * full, and they are still the caller's. */
const suo_term_stats *suo_stats_keep(suo_stats_cache *cache,
                                     suo_term_stats *stats);

#endif
