/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request.h - what a search is to give: suo_search_options, checked.
 */
#ifndef SUO_QUERY_REQUEST_H
#define SUO_QUERY_REQUEST_H

#include "query/ranking.h"
#include "query/watch.h"

/* Of which field one document of each value is wanted. */
typedef struct suo_collapse {
    bool is_asked;
    bool is_keyword; /* else an integer or time field */
    uint32_t field;
} suo_collapse;

/* Documents that come before all hits. */
typedef struct suo_pinned {
    uint32_t count;
    suo_place places[SUO_PINNED_MAX]; /* of the view; each once */
} suo_pinned;

/* The filters are borrowed; their fields are of their kinds, and the lengths
 * of their texts are known. */
typedef struct suo_search_request {
    uint32_t fields; /* bit t: search text field t */
    uint32_t k;      /* hits wanted, at least 1 */
    suo_match match;
    suo_total total;
    suo_syntax syntax;
    double min_information; /* share of the question's that hits have */
    bool tells_match;       /* what of the question each hit has */
    bool is_exhaustive;     /* score every document: for tests */
    bool is_one_phase;      /* the best are not looked at again */
    const suo_filter *filters;
    uint32_t filter_count;   /* at most SUO_FILTERS_MAX */
    const suo_facet *facets; /* taken by suo_facets_take */
    uint32_t facet_count;
    const suo_boost *boosts; /* checked by suo_boosts_check */
    uint32_t boost_count;
    suo_ordering ordering;
    const suo_ranked *after; /* only hits behind it; NULL: all */
    suo_collapse collapse;
    uint64_t work_max;        /* postings; 0: any number */
    suo_watch *watch;         /* borrowed; NULL: no time or flag ends it */
    bool is_partial;          /* at a limit, give what was found */
    bool corrects;            /* find what it was meant to ask, too */
    const suo_pinned *pinned; /* of hits by score, not collapsed; NULL: none */
} suo_search_request;

#endif
