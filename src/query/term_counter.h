/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_counter.h - in how many documents a view sees a term, outside of a
 * plan.
 */
#ifndef SUO_QUERY_TERM_COUNTER_H
#define SUO_QUERY_TERM_COUNTER_H

#include "query/cursor.h"
#include "query/list_cache.h"

/* The view must stay. */
typedef struct suo_term_counter {
    const suo_view *view;
    uint32_t fields;     /* that count: bit t */
    uint32_t all_fields; /* of the schema */
    bool is_whole;       /* it sees all of its segments, or nothing of them */
    suo_list_cache *cache;
    suo_bm25 lanes[SUO_LANES];
    suo_walk walk;
    suo_cursor cursor;
} suo_term_counter;

/* Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_term_counter_begin(suo_term_counter *counter,
                                               const suo_view *view,
                                               uint32_t fields,
                                               suo_watch *watch,
                                               suo_error *error);

/*
 * Count the visible documents that have a term, which stands behind its space.
 * None is looked at if no more than 'least' can be there: then '*doc_freq' is
 * 0. Statuses: SUO_CORRUPT; those of the watch.
 */
SUO_MUST_USE suo_status suo_term_counter_count(suo_term_counter *counter,
                                               suo_slice term, uint64_t least,
                                               uint64_t *doc_freq,
                                               suo_error *error);

#endif
