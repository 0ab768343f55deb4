/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.h - find the documents of a view that answer a question best.
 */
#ifndef SUO_QUERY_SEARCH_H
#define SUO_QUERY_SEARCH_H

#include "query/answering.h"
#include "query/evaluation.h"

/* What a search found. Start with {0}; suo_result_clear frees it. */
typedef struct suo_result {
    suo_topk best;         /* in order, best first, behind what is pinned */
    uint32_t pinned_first; /* of what is pinned, stands on earlier pages */
    uint32_t pinned_count; /* first of 'best': pinned, of score 0 */
    uint64_t total;        /* documents that matched; see the request */
    double *weights;       /* by term of the question: what a match is worth; 0:
                        not asked, left out, or in no visible document */
    uint64_t *sizes; /* by hit: documents of its group; NULL: not counted */
    suo_facet_answer *facets; /* of the request; NULL: there are none */
    uint32_t facet_count;
    suo_telling telling;     /* where the request wants that */
    suo_answering answering; /* likewise */
    suo_status stop; /* SUO_OK; why it is partial: SUO_LIMIT, SUO_TIMEOUT */
} suo_result;

/* Memory that searches share, one after the other: once it has grown, they
 * allocate nothing. */
typedef struct suo_search_scratch {
    suo_attachment attachment; /* first: an analysis keeps it */
    suo_plan plan;
    suo_evaluation evaluation;
    suo_reranking reranking;
    suo_groups groups;
} suo_search_scratch;

/* Lend memory of an analysis, made if need be, and give it back. Any thread.
 * NULL: memory ran out; it is accepted. */
suo_search_scratch *suo_search_scratch_take(const suo_analysis *analysis);
void suo_search_scratch_give(const suo_analysis *analysis,
                             suo_search_scratch *scratch);

/*
 * Find the visible documents that match and pass the filters, keep the best.
 * For SUO_MATCH_ALL the question says what is needed. Statuses: SUO_CORRUPT,
 * SUO_NO_MEMORY; SUO_LIMIT (the work); those of the watch.
 */
SUO_MUST_USE suo_status suo_search(suo_search_scratch *scratch,
                                   const suo_view *view,
                                   const suo_question *question,
                                   const suo_search_request *request,
                                   suo_result *result, suo_error *error);
void suo_result_clear(suo_result *result);

/*
 * Of a plan with a second phase, have in the scratch what that adds to the
 * documents it looks at: they are the same for every page. Statuses:
 * SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_search_look_closer(suo_search_scratch *scratch,
                                               suo_error *error);

#endif
