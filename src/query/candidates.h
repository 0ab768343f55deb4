/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candidates.h - pairs of documents whose sketches say that they are alike.
 */
#ifndef SUO_QUERY_CANDIDATES_H
#define SUO_QUERY_CANDIDATES_H

#include "query/sketches.h"

enum { SUO_CANDIDATE_OTHERS = 1024 }; /* a document is compared with at most */

/* Numbers of documents of the sketches, the one put earlier first. */
typedef struct suo_candidate {
    uint32_t first;
    uint32_t second;
    double likeness; /* as the sketches say; then as the texts do */
} suo_candidate;

/* The most alike first; then by their numbers: for qsort. */
int suo_candidate_compare(const void *a, const void *b);

/*
 * Find the pairs that seem at least so alike, the most alike 'max' of them, in
 * order, freed by the caller. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_candidates_find(const suo_sketches *sketches,
                                            double least, size_t max,
                                            suo_candidate **found,
                                            size_t *count, suo_error *error);

#endif
