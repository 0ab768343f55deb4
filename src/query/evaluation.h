/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluation.h - a plan being carried out, segment by segment: what all ways
 * to do it share.
 *
 * Documents are bounded before they are scored. Bounds are whole numbers, in
 * units of which all terms together have some SUO_BOUND_UNITS: first one for
 * each span of documents, then, in windows of the spans that may have a hit,
 * one for each document. Only documents whose bound suffices are scored.
 */
#ifndef SUO_QUERY_EVALUATION_H
#define SUO_QUERY_EVALUATION_H

#include "index/filter.h"
#include "query/boosts.h"
#include "query/facets.h"
#include "query/gate.h"
#include "query/groups.h"
#include "query/plan.h"
#include "query/topk.h"

enum {
    SUO_WINDOW_SPANS = 8,
    SUO_WINDOW_DOCS = SUO_WINDOW_SPANS * SUO_SPAN_DOCS,
    SUO_COUNT_DOCS = 1 << 15, /* documents of a window of counting */
    SUO_BEST_SPANS = 16,      /* looked at first */
    SUO_FEW_DOCS = 1024,      /* scored without bounds */
    SUO_BOUND_UNITS = 32000   /* half of what a bound may be: impacts of little
                                 weight count for more than they are */
};

/* What a hit must have: one of several cursors. */
typedef struct suo_clause {
    size_t first; /* suo_evaluation.clause_cursors */
    uint32_t count;
    uint64_t doc_freq; /* of the cursors together */
} suo_clause;

/* A document that may become a hit. */
typedef struct suo_candidate {
    uint32_t doc;
    uint32_t bound;
} suo_candidate;

/* One of few documents, and its score. */
typedef struct suo_few {
    uint32_t doc;
    double score;
} suo_few;

/* Memory is kept for the next question. Start with {0}. */
typedef struct suo_evaluation {
    suo_plan *plan;
    suo_topk *best;
    uint64_t total;
    bool prunes;
    double threshold; /* while it prunes, hits score at least this much before
                         they are boosted */
    uint64_t offered; /* documents of the segment at hand */
    suo_segment_filters filters;
    suo_facets facets;
    suo_boosts boosts;
    bool is_ranked; /* by a field: into 'ranking', not into 'best' */
    suo_ranking ranking;
    suo_gate gate;      /* of questions that have one */
    suo_groups *groups; /* borrowed: documents go to these instead, for the best
                           or to be counted; NULL */
    /* of the segment at hand */
    uint32_t segment;
    suo_walk walk;
    suo_cursor *cursors; /* memory of all */
    size_t cursor_cap;
    suo_cursor **list; /* those that score, then those that only match */
    uint32_t scored_count;
    uint32_t list_count;
    size_t list_cap;
    uint64_t doc_freq;      /* of those that score but rests, added up */
    suo_cursor **cursor_of; /* by term of the question; NULL */
    size_t cursor_of_cap;
    suo_clause *clauses; /* the rarest first */
    uint32_t clause_count;
    bool is_counting;     /* clauses are met, not only possible */
    suo_phrase_run *runs; /* of phrases' cursors; hits must have each */
    size_t run_count;
    size_t run_cap;    /* all begun */
    bool needs_scored; /* a document may have all clauses and no score */
    size_t clause_cap;
    suo_cursor **clause_cursors;
    size_t clause_cursor_count;
    size_t clause_cursor_cap;
    double unit;    /* of bounds: what 1 of them is worth */
    uint32_t slack; /* rounding took no more from a bound */
    uint32_t least; /* bounds below are of no hit */
    /* NULL, or of the one list that scores: its best were looked at. */
    const suo_list_impacts *known;
    uint32_t known_all;  /* bounds from here on are of such */
    uint32_t known_some; /* this bound may be */
    uint16_t *spans;     /* bounds; 0: no hit, or looked at */
    size_t span_cap;
    /* of the window at hand */
    uint16_t bounds[SUO_WINDOW_DOCS];
    uint64_t bits[SUO_WINDOW_DOCS / 64];
    uint64_t met[SUO_COUNT_DOCS / 64];
    uint64_t marks[SUO_COUNT_DOCS / 64];
    suo_candidate candidates[SUO_WINDOW_DOCS];
    suo_few few[2][SUO_FEW_DOCS];
} suo_evaluation;

void suo_evaluation_clear(suo_evaluation *e);

/*
 * Carry out the plan: the best into 'best', the total into 'total'. Statuses:
 * SUO_CORRUPT, SUO_NO_MEMORY; those of the watch, and then 'best' has what was
 * found, 'total' what was counted.
 */
SUO_MUST_USE suo_status suo_evaluation_run(suo_evaluation *e, suo_plan *plan,
                                           suo_topk *best, suo_error *error);

/*
 * Open the cursors of one segment of the view, to look at documents of it one
 * by one: 'cursor_of' has them. A failure later on is kept in the walk.
 * Statuses: SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_evaluation_open(suo_evaluation *e, suo_plan *plan,
                                            uint32_t segment, suo_error *error);

/* ---- between evaluation.c and the rooms that help it ---- */

/* Could a document of this score become a hit? */
static inline bool suo_evaluation_wants(const suo_evaluation *e, double score)
{
    return score >= e->threshold;
}

/* Does one list alone score, and what is left of it? */
static inline bool suo_evaluation_has_one_list(const suo_evaluation *e)
{
    return e->scored_count == 1 ||
           (e->scored_count == 2 && e->list[1]->is_covered);
}

/* Add to a bound, which stays at UINT16_MAX. */
static inline void suo_bound_add(uint16_t *bound, uint32_t units)
{
    uint32_t sum = *bound + units;
    *bound = (uint16_t)(sum < UINT16_MAX ? sum : UINT16_MAX);
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

/* Is it a document, not its score, that decides where it stands? */
static inline bool suo_evaluation_ranks_marks(const suo_evaluation *e)
{
    return e->is_ranked && !e->plan->request->ordering.ties_by_score;
}

/* Offer a document to the ranking, with its score if that counts. */
void suo_evaluation_rank(suo_evaluation *e, uint32_t doc, double score);

/* Offer a document whose score is complete. */
void suo_evaluation_offer(suo_evaluation *e, uint32_t doc, double score);

/* Of a question with corrections: has a document something of it as it was
 * typed? */
bool suo_evaluation_is_typed(const suo_evaluation *e, uint32_t doc);

/* Choose the unit of bounds, and have those of all spans. Statuses:
 * SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_evaluation_bound(suo_evaluation *e);

/* From what is now wanted of a score, have 'least'. */
void suo_evaluation_raise(suo_evaluation *e);

/* A part of a score as a bound. */
uint32_t suo_evaluation_units(const suo_evaluation *e, double part);

/* Look at the documents [start, end) of a window, in whole spans. */
void suo_evaluation_look(suo_evaluation *e, uint32_t start, uint32_t end);

/*
 * Look at the documents of the one list that scores which it is known to be
 * worth most in, if there are such; 'known' says which. Returns whether no other
 * can be a hit.
 */
bool suo_evaluation_look_at_known(suo_evaluation *e);

/* Are the lists that score so short that bounds do not pay? */
bool suo_evaluation_is_few(suo_evaluation *e);

/* Then: look at all of their documents. */
void suo_evaluation_look_at_few(suo_evaluation *e);

/*
 * Of the documents [start, end) that are marked, from 'start' on, keep those
 * that have all clauses; 'start' is a multiple of 64. Returns how many are
 * left; without clauses all of [start, end).
 */
uint64_t suo_clauses_keep(suo_evaluation *e, uint32_t start, uint32_t end,
                          uint64_t *marks);

/* Add up the score of a document; offer it if that suffices. */
void suo_evaluation_score(suo_evaluation *e, uint32_t doc);

/* Does a document have all clauses from number 'first' on? */
bool suo_clauses_have(suo_evaluation *e, uint32_t first, uint32_t doc);

/* Count the matching documents of the segment, for the facets, too. */
void suo_evaluation_count(suo_evaluation *e);

#endif
