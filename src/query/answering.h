/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answering.h - how likely the best document of a search is an answer to its
 * question, and by what one can tell.
 */
#ifndef SUO_QUERY_ANSWERING_H
#define SUO_QUERY_ANSWERING_H

#include "query/rerank.h"
#include "query/telling.h"

/* Start with {0}. */
typedef struct suo_answering {
    bool is_told;       /* the search was to tell */
    double figure;      /* 0..1 */
    int32_t tier;       /* of the best document: a suo_tier; 0: there is none */
    double share;       /* of the question's information that it has */
    double title_share; /* that its title has */
    double lead;        /* 0..1: what its score has ahead of the next one's */
    double unknown_share; /* of the information, that of 'unknown' */
    double information;   /* that it has, by what tells it from all others */
    double title_fit;     /* 0..1: how much of title and question are one */
    double in_row;        /* 0..1: neighbours of the question that are its */
    uint32_t *unknown;    /* terms of the question that no visible document has,
                            ascending */
    uint32_t unknown_count;
} suo_answering;

void suo_answering_clear(suo_answering *answering);

/*
 * Tell by the first two of 'best', which are in their final order. The scratch
 * of the plan and of 'reranking' is used. Statuses: SUO_CORRUPT, SUO_NO_MEMORY;
 * those of the watch.
 */
SUO_MUST_USE suo_status suo_answering_make(suo_answering *answering,
                                           suo_plan *plan,
                                           suo_reranking *reranking,
                                           const suo_topk *best,
                                           suo_error *error);

#endif
