/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.h - one query, asked of a view: the one room that knows what the engine
 * can be asked, and how.
 */
#ifndef BENCH_ASK_H
#define BENCH_ASK_H

#include <suo.h>

#include "queries.h"

/* What is wanted of the matches. */
typedef enum bench_collector {
    BENCH_TOP_10,
    BENCH_TOP_100,
    BENCH_COUNT,        /* how many there are, and no hits */
    BENCH_TOP_10_COUNT, /* ten hits, and how many there are */
    BENCH_COLLECTORS
} bench_collector;

/* "TOP_10" ... */
const char *bench_collector_name(bench_collector collector);

/* Queries as the engine wants them written. */
typedef struct bench_asking {
    const bench_query_set *set;
    uint32_t filter_field;
    cli_buffer text;
    uint64_t *starts; /* of each query's text; one more is its end */
} bench_asking;

/* 'set' must stay; 'filter_field' is that of bench_source. */
void bench_asking_init(bench_asking *asking, const bench_query_set *set,
                       uint32_t filter_field);
void bench_asking_free(bench_asking *asking);

/*
 * Ask query number 'query'. 'match_count' receives how many documents matched;
 * of collectors that do not count, how many hits there are. Statuses: those of
 * suo_view_search. Any number of threads may ask at once.
 */
suo_status bench_ask(const bench_asking *asking, const suo_view *view,
                     uint32_t query, bench_collector collector,
                     uint64_t *match_count, suo_error *error);

#endif
