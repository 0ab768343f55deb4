/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketches.h - a sample of the terms of each document of a view, such that
 * documents alike have samples alike.
 */
#ifndef SUO_QUERY_SKETCHES_H
#define SUO_QUERY_SKETCHES_H

#include "index/view.h"

enum { SUO_SKETCH_TERMS = 64 }; /* of a document, at most */

/* Documents are numbered from 0 in the order of their puts. Start with {0}. */
typedef struct suo_sketches {
    uint32_t count;    /* documents */
    suo_place *places; /* by document */
    uint32_t *hashes;  /* by document, SUO_SKETCH_TERMS each: ascending */
    uint8_t *sizes;    /* by document: how many it has */
} suo_sketches;

void suo_sketches_clear(suo_sketches *sketches);

/* Read the postings of all pairs of Han characters and of all other words.
 * Statuses: SUO_CORRUPT, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_sketches_make(suo_sketches *sketches,
                                          const suo_view *view,
                                          suo_error *error);

static inline const uint32_t *suo_sketch_of(const suo_sketches *sketches,
                                            uint32_t doc)
{
    return sketches->hashes + (size_t)doc * SUO_SKETCH_TERMS;
}

/* About how much two documents have in common: the share of their terms that
 * both have, 0..1. */
double suo_sketches_compare(const suo_sketches *sketches, uint32_t a,
                            uint32_t b);

#endif
