/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_stats.h - how many visible documents a view has met in the lists it has
 * walked: what the dictionary tells only of lists that it sees all of.
 */
#ifndef SUO_QUERY_TERM_STATS_H
#define SUO_QUERY_TERM_STATS_H

#include "query/cursor.h"
#include "query/list_cache.h"

enum {
    SUO_STATS_DOCS_MIN = SUO_BLOCK_DOCS, /* shorter lists are not kept */
    SUO_STATS_BYTES_MAX = 1 << 22        /* of a view */
};

/*
 * Count the documents of a cursor, opened anew. Statuses: those of the walk.
 */
SUO_MUST_USE suo_status suo_stats_count(suo_cursor *cursor, uint64_t *doc_freq);

/* Find a figure; false: it is not there. */
bool suo_stats_find(suo_list_cache *cache, const suo_list_key *key,
                    uint64_t *doc_freq);

/* Keep a figure if there is room. */
void suo_stats_keep(suo_list_cache *cache, const suo_list_key *key,
                    uint64_t doc_freq);

#endif
