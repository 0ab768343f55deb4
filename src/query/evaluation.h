/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluation.h - a plan being carried out, segment by segment: what all ways
 * to do it share.
 *
 * Documents are looked at in windows of at most SUO_WINDOW_DOCS; where the
 * bounds of all cursors together say that no document of a span can become a
 * hit, the span is passed over.
 */
#ifndef SUO_QUERY_EVALUATION_H
#define SUO_QUERY_EVALUATION_H

#include "index/filter.h"
#include "query/plan.h"
#include "query/topk.h"

enum {
    SUO_WINDOW_SPANS = 8,
    SUO_WINDOW_DOCS = SUO_WINDOW_SPANS * SUO_SPAN_DOCS,
    SUO_COUNT_DOCS = 1 << 15, /* documents of a window of counting */
    SUO_BEST_SPANS = 16,      /* looked at first */
    SUO_BEST_DOCS_MIN = 2 * SUO_BEST_SPANS * SUO_SPAN_DOCS /* of a segment */
};

/* What a hit must have: one of several cursors. */
typedef struct suo_clause {
    size_t first; /* suo_evaluation.clause_cursors */
    uint32_t count;
    uint64_t doc_freq; /* of the cursors together */
} suo_clause;

/* A span of documents, and what none of their scores is above. */
typedef struct suo_best_span {
    uint32_t span;
    double bound;
} suo_best_span;

/* A document that may become a hit. */
typedef struct suo_candidate {
    uint32_t doc;
    double score; /* of the terms looked at so far */
} suo_candidate;

/* Memory is kept for the next question. Start with {0}. */
typedef struct suo_evaluation {
    suo_plan *plan;
    suo_topk *best;
    uint64_t total;
    bool prunes;
    double threshold; /* while it prunes, hits score at least this much */
    uint64_t offered; /* documents of the segment at hand */
    suo_segment_filters filters;
    /* of the segment at hand */
    uint32_t segment;
    suo_walk walk;
    suo_cursor *cursors; /* memory of all */
    size_t cursor_cap;
    suo_cursor **list; /* those that score, then those that only match */
    uint32_t scored_count;
    uint32_t list_count;
    size_t list_cap;
    uint64_t doc_freq;      /* of those that score, added up */
    suo_cursor **cursor_of; /* by term of the question; NULL */
    size_t cursor_of_cap;
    suo_clause *clauses; /* the rarest first */
    uint32_t clause_count;
    size_t clause_cap;
    suo_cursor **clause_cursors;
    size_t clause_cursor_count;
    size_t clause_cursor_cap;
    /* of the window at hand */
    suo_cursor **order; /* scoring cursors by falling bound */
    double *rest; /* by place in 'order': bounds from there on, added up */
    size_t order_cap;
    size_t rest_cap;
    suo_best_span best_spans[SUO_BEST_SPANS]; /* by falling bound */
    uint32_t best_count;
    double scores[SUO_WINDOW_DOCS];
    uint64_t marks[SUO_COUNT_DOCS / 64];
    suo_candidate candidates[SUO_WINDOW_DOCS];
} suo_evaluation;

void suo_evaluation_clear(suo_evaluation *e);

/*
 * Carry out the plan: the best into 'best', the total into 'total'. Statuses:
 * SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_evaluation_run(suo_evaluation *e, suo_plan *plan,
                                           suo_topk *best, suo_error *error);

/* ---- between evaluation.c, disjunction.c, conjunction.c and count.c ---- */

/* Could a document of this score become a hit? */
static inline bool suo_evaluation_wants(const suo_evaluation *e, double score)
{
    return score >= e->threshold;
}

/* Does the view see the document? */
static inline bool suo_evaluation_sees(const suo_evaluation *e, uint32_t doc)
{
    const uint8_t *visible = e->walk.seen->visible;
    return visible == NULL || (visible[doc / 8] >> (doc % 8) & 1);
}

/* Of the 64 documents from 'doc' on that are marked, those the view sees. */
static inline uint64_t suo_evaluation_see(const suo_evaluation *e, uint32_t doc,
                                          uint64_t marks)
{
    const uint8_t *visible = e->walk.seen->visible;
    return visible == NULL || marks == 0
               ? marks
               : marks & suo_load_u64(visible + doc / 8);
}

/* Add up the bounds of the spans from number 'span' on, a multiple of
 * SUO_WINDOW_SPANS. */
void suo_evaluation_bound_spans(suo_evaluation *e, uint32_t span,
                                double sums[SUO_WINDOW_SPANS]);

/* Have bounds, order and rest for the documents [start, end) of one window.
 * Returns how many cursors, the first in their order, a hit needs one of. */
uint32_t suo_evaluation_bound_window(suo_evaluation *e, uint32_t start,
                                     uint32_t end);

/* No window from 'doc' on begins with documents before the one returned:
 * SUO_NO_DOC if there are none. */
uint32_t suo_evaluation_skip(suo_evaluation *e, uint32_t doc);

/* A way to look at the documents [start, end) of a window. */
typedef void suo_window_run(suo_evaluation *e, uint32_t start, uint32_t end);

/* Look at all documents of the segment that the bounds do not rule out. */
void suo_evaluation_each_window(suo_evaluation *e, suo_window_run *run);

/* Offer a document whose score is complete. */
void suo_evaluation_offer(suo_evaluation *e, uint32_t doc, double score);

/* Find the best documents of the segment that have any term, or all that is
 * needed. */
void suo_disjunction_run(suo_evaluation *e);
void suo_conjunction_run(suo_evaluation *e);

/* Count those of the segment. */
void suo_disjunction_count(suo_evaluation *e);
void suo_conjunction_count(suo_evaluation *e);

#endif
