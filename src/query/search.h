/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.h - score the documents of a view for a question.
 */
#ifndef SUO_QUERY_SEARCH_H
#define SUO_QUERY_SEARCH_H

#include "index/view.h"
#include "query/question.h"
#include "query/request.h"
#include "query/topk.h"

/* What a search found. Start with {0}; suo_result_clear frees it. */
typedef struct suo_result {
    suo_topk best;   /* in order, best first */
    uint64_t total;  /* documents that matched */
    double *weights; /* by term of the question: what a match is worth; 0:
                        not asked, or in no visible document */
} suo_result;

/*
 * Find the visible documents that match and pass the filters, keep the best.
 * For SUO_MATCH_ALL the question says what is needed. Statuses: SUO_CORRUPT,
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_search(const suo_view *view,
                                   const suo_question *question,
                                   const suo_search_request *request,
                                   suo_result *result, suo_error *error);
void suo_result_clear(suo_result *result);

#endif
