/* SPDX-License-Identifier: Apache-2.0 */
/*
 * groups.h - the best document of each value of a column, and of these the
 * best k.
 *
 * Documents are offered in up to three stages: first those that stand before
 * a page, whose groups it does not show; then those that may be on it; last
 * all that match are counted.
 */
#ifndef SUO_QUERY_GROUPS_H
#define SUO_QUERY_GROUPS_H

#include "query/request.h"
#include "query/values.h"

#define SUO_NO_GROUP UINT32_MAX /* of a document without the value */

typedef enum suo_groups_stage {
    SUO_GROUPS_SHOWN, /* note the groups of what stands before the page */
    SUO_GROUPS_BEST,  /* keep the best of the others */
    SUO_GROUPS_COUNT  /* count what matches, by group */
} suo_groups_stage;

typedef struct suo_group {
    uint64_t count; /* documents that match */
    uint32_t slot;  /* of its best document in the heap, plus one; 0: none */
    bool is_shown;  /* before the page */
} suo_group;

/* The best document of a group. */
typedef struct suo_grouped {
    suo_ranked place;
    uint32_t group; /* or SUO_NO_GROUP: it stands alone */
} suo_grouped;

/* Memory is kept for the next search. Start with {0}. */
typedef struct suo_groups {
    const suo_search_request *request;
    suo_groups_stage stage;
    bool has_behind; /* only what stands behind 'behind' counts */
    suo_ranked behind;
    suo_values values; /* met so far; groups have their numbers */
    suo_group *items;
    size_t item_cap;
    suo_grouped *best; /* a heap, the worst on top */
    size_t best_cap;
    uint32_t count;
    uint32_t k;
    /* of the segment at hand */
    const suo_segment *segment;
    uint32_t number;
    uint32_t *group_of; /* by rank of a keyword: see groups.c */
    size_t group_of_cap;
} suo_groups;

void suo_groups_clear(suo_groups *groups);

/* Begin to keep one document of each group, for a request that stays. Statuses:
 * SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_groups_begin(suo_groups *groups,
                                         const suo_search_request *request,
                                         suo_error *error);

/* Go to segment number 'number' of the view. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_groups_open(suo_groups *groups,
                                        const suo_segment *segment,
                                        uint32_t number, suo_error *error);

/* Offer a document of the segment. Statuses: SUO_CORRUPT, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_groups_offer(suo_groups *groups, uint32_t doc,
                                         double score, suo_error *error);

/* Is nothing wanted any more that scores less than suo_groups_least? */
bool suo_groups_are_full(const suo_groups *groups);
double suo_groups_least(const suo_groups *groups);

/* Count those of the 64 documents from 'doc' on that are marked. Statuses:
 * SUO_CORRUPT. */
SUO_MUST_USE suo_status suo_groups_count(suo_groups *groups, uint32_t doc,
                                         uint64_t marks, suo_error *error);

/* Put the kept documents in order, best first: no more are offered. */
void suo_groups_sort(suo_groups *groups);

/* How many documents were counted of the group of the kept document 'nth'. */
uint64_t suo_groups_size(const suo_groups *groups, uint32_t nth);

#endif
