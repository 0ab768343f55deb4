/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facets.h - how many of the documents that match have which values.
 */
#ifndef SUO_QUERY_FACETS_H
#define SUO_QUERY_FACETS_H

#include "index/segment.h"
#include "query/values.h"

/* A facet being counted. */
typedef struct suo_facet_counter {
    const suo_facet *wanted;
    suo_values values; /* that were met; of ranges: none */
    struct suo_facet_tally {
        uint64_t count;
        uint64_t last; /* the document counted last; see facets.c */
    } * tallies;       /* by value; of ranges: by range */
    size_t tally_cap;
    /* of the segment at hand */
    const suo_column *column;
    uint32_t rank_start; /* texts that may count: ranks [start, end) */
    uint32_t rank_end;
    uint32_t *value_of; /* by rank from 'rank_start' on: number of the value
                           plus one; 0: not met there */
    size_t value_of_cap;
} suo_facet_counter;

/* All facets of a search; memory is kept for the next. Start with {0}. */
typedef struct suo_facets {
    suo_facet_counter items[SUO_FACETS_MAX];
    uint32_t count;
    uint64_t docs_before; /* of segments looked at, the one at hand not */
    uint32_t doc_count;   /* of the one at hand */
} suo_facets;

/* What one facet gives; the values are part of a longer array. */
typedef struct suo_facet_answer {
    suo_facet_value *values;
    uint64_t count;
    uint64_t distinct;
} suo_facet_answer;

/*
 * Check a caller's facets and copy them to taken[SUO_FACETS_MAX], lengths of
 * texts and numbers of values known. Statuses: SUO_LIMIT, SUO_INVALID.
 */
SUO_MUST_USE suo_status suo_facets_take(const suo_schema *schema,
                                        const suo_facet *given, uint64_t count,
                                        suo_facet *taken, suo_error *error);

/* Begin to count facets that were taken and stay. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_facets_begin(suo_facets *facets,
                                         const suo_facet *taken, uint32_t count,
                                         suo_error *error);
void suo_facets_clear(suo_facets *facets);

/* Go to a segment, each once. Statuses: SUO_CORRUPT, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_facets_open(suo_facets *facets,
                                        const suo_segment *segment,
                                        suo_error *error);

/* Count those of the 64 documents from 'doc' on that are marked; they are
 * documents of the segment. Statuses: SUO_CORRUPT, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_facets_add(suo_facets *facets, uint32_t doc,
                                       uint64_t marks, suo_error *error);

/*
 * What was counted, by facet: '*answers' is owned by the caller, as is the
 * array of all values, at answers[0].values; texts are borrowed from the
 * segments. No facets: NULL. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_facets_answer(suo_facets *facets,
                                          suo_facet_answer **answers,
                                          suo_error *error);
void suo_facet_answers_free(suo_facet_answer *answers);

#endif
