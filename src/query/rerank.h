/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rerank.h - the second phase: look closer at the best documents of the first.
 */
#ifndef SUO_QUERY_RERANK_H
#define SUO_QUERY_RERANK_H

#include "query/boosts.h"
#include "query/plan.h"
#include "query/topk.h"

enum { SUO_RERANK_DOCS = 200 }; /* that are looked at again */

/* What the second phase adds to a document's score, which the boosts have
 * multiplied; neither is below 0. */
typedef struct suo_rerank_parts {
    double title;
    double adjacency;
} suo_rerank_parts;

/* A document that is looked at. */
typedef struct suo_reranked {
    suo_scored scored;
    suo_rerank_parts parts;
    double weights[SUO_LANES];  /* of the terms in its title */
    uint64_t places[SUO_LANES]; /* of the title that they take */
    uint32_t freq;              /* of what is looked for */
} suo_reranked;

/* Memory of a second phase; nothing in it is owned. */
typedef struct suo_reranking {
    suo_plan *plan;
    suo_error *error;
    uint32_t title;   /* text field; SUO_NO_FIELD: titles do not count */
    double coverage;  /* what a title weighs that is asked altogether */
    double adjacency; /* what a pair weighs beside the rarer of its words */
    uint32_t count;
    suo_reranked items[SUO_RERANK_DOCS]; /* when it is done: best first */
    /* of the segment at hand */
    suo_view_segment seen; /* as if the view saw no others of it */
    suo_doc_range ranges[SUO_RERANK_DOCS];
    suo_boosts boosts;
    suo_reranked *first;
    suo_reranked *end;
} suo_reranking;

/* Has a search a second phase? The plan is made. */
bool suo_rerank_is_asked(const suo_plan *plan);

/*
 * Add to the scores of the first SUO_RERANK_DOCS of 'best', which are in order,
 * and put these in order again. No part is negative, so that the whole stays in
 * order, and what is first of k is first of any more. On failure all stay as
 * they were. Statuses: SUO_CORRUPT, SUO_NO_MEMORY; those of the watch.
 */
SUO_MUST_USE suo_status suo_rerank_run(suo_reranking *r, suo_plan *plan,
                                       suo_topk *best, suo_error *error);

/*
 * Look at one document as if it were all there is. What was added to others
 * is forgotten. Statuses: as suo_rerank_run.
 */
SUO_MUST_USE suo_status suo_rerank_look(suo_reranking *r, suo_plan *plan,
                                        const suo_scored *document,
                                        suo_error *error);

/* Does a term of the question stand in the title of the document that was
 * looked at? Never, if titles do not count; nor does the beginning of a word.
 * Statuses: as suo_rerank_run. */
SUO_MUST_USE suo_status suo_rerank_find_in_title(suo_reranking *r,
                                                 uint32_t term, bool *found);

/* What a pair of neighbours weighs: as the rarer of its words. */
double suo_rerank_pair_weight(const suo_plan *plan, const suo_asked_pair *pair);

/* What was added to a document, until the next run; NULL: it was not looked
 * at. */
const suo_rerank_parts *suo_rerank_find(const suo_reranking *r,
                                        uint32_t segment, uint32_t doc);

#endif
