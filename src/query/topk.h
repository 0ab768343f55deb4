/* SPDX-License-Identifier: Apache-2.0 */
/*
 * topk.h - the best k of many scored documents.
 */
#ifndef SUO_QUERY_TOPK_H
#define SUO_QUERY_TOPK_H

#include <stdbool.h>

#include "base/memory.h"

/* A scored document. Better: a higher score, then a lower sequence. */
typedef struct suo_scored {
    double score;
    uint64_t sequence; /* when it was put: unique in an index */
    uint32_t segment;
    uint32_t doc;
} suo_scored;

/* A heap of at most k, the worst on top. Start with {0}. */
typedef struct suo_topk {
    suo_scored *items;
    uint32_t count;
    uint32_t k;
} suo_topk;

SUO_MUST_USE suo_status suo_topk_init(suo_topk *topk, uint32_t k,
                                      suo_error *error);
void suo_topk_clear(suo_topk *topk);

/* Could a document of this score still get in? */
static inline bool suo_topk_wants(const suo_topk *topk, double score)
{
    return topk->count < topk->k || score >= topk->items[0].score;
}

/* Offer a document. */
void suo_topk_offer(suo_topk *topk, suo_scored item);

/* Put the items in order, best first; the heap is used up. */
void suo_topk_sort(suo_topk *topk);

#endif
