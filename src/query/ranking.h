/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ranking.h - the first of all documents that match, in the order of a column.
 */
#ifndef SUO_QUERY_RANKING_H
#define SUO_QUERY_RANKING_H

#include "index/view.h"
#include "query/topk.h"

/* What hits are ordered by; its field is of a kind that can be. */
typedef struct suo_ordering {
    suo_order order;
    uint32_t field;
    bool is_keyword;
    bool missing_first;
    bool ties_by_score; /* equal values; else by sequence alone */
} suo_ordering;

/* Where a document stands: by each member, the lower the sooner. */
typedef struct suo_ranked {
    int32_t group;  /* 0, or 1 for those with a value, or -1 for those without,
                        where they stand apart */
    int64_t number; /* turned round if the higher come first */
    suo_slice text; /* likewise by 'is_turned'; borrowed from a segment */
    bool is_turned;
    double score; /* the higher the sooner; 0 if it does not count */
    uint64_t sequence;
    uint32_t segment;
    uint32_t doc;
} suo_ranked;

/* Memory is kept for the next. Start with {0}. */
typedef struct suo_ranking {
    const suo_ordering *ordering;
    const suo_ranked *after; /* only what stands behind it; or NULL */
    suo_ranked *items;       /* the first 'k', and some more */
    size_t cap;
    uint32_t count;
    uint32_t k;
    bool is_cut; /* none is wanted that stands behind items[k - 1] */
} suo_ranking;

void suo_ranking_clear(suo_ranking *ranking);

/* Begin to keep the first k. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_ranking_begin(suo_ranking *ranking,
                                          const suo_ordering *ordering,
                                          const suo_ranked *after, uint32_t k);

/* Where a document stands; '*is_corrupt' is left alone, or true. */
suo_ranked suo_ranking_place(const suo_ordering *ordering,
                             const suo_segment *segment, uint32_t doc,
                             double score, bool *is_corrupt);

/* Does 'b' stand behind 'a'? */
bool suo_ranked_is_before(const suo_ranked *a, const suo_ranked *b);

/* Offer a document, in segment number 'number' of the view. False: the column
 * is damaged. */
bool suo_ranking_offer(suo_ranking *ranking, const suo_segment *segment,
                       uint32_t number, uint32_t doc, double score);

/* Give the first k, in order, to 'best', which has room for them. */
void suo_ranking_finish(suo_ranking *ranking, suo_topk *best);

#endif
