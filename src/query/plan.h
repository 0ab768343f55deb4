/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.h - where the terms of a question stand, and what each weighs, before
 * any document is scored.
 */
#ifndef SUO_QUERY_PLAN_H
#define SUO_QUERY_PLAN_H

#include "query/question.h"
#include "query/request.h"
#include "query/tally.h"
#include "query/list_impacts.h"
#include "query/term_stats.h"

/* Where a term stands in one segment: a list, or documents found already. */
typedef struct suo_source {
    uint32_t segment; /* of the view */
    suo_cursor_kind kind;
    uint8_t lane;         /* by whose lengths it scores */
    suo_term_entry entry; /* of a list; of a rest: of what it is left from */
    uint32_t fields;
    size_t first_less; /* of a rest: suo_plan.less */
    uint32_t less_count;
    size_t first_place; /* suo_plan.places, but of a union that was learnt */
    size_t place_count;
    uint64_t doc_freq;               /* visible documents */
    const suo_list_impacts *impacts; /* or NULL */
} suo_source;

/* What is to be done about a term of the question. */
typedef struct suo_planned_term {
    bool is_looked_up;
    uint8_t lane;
    double weight;       /* 0: not scored */
    size_t first_source; /* suo_plan.sources, by segment */
    size_t source_count;
    uint64_t doc_freq;  /* visible documents that have it */
    double information; /* what it is worth to have it; 0: nothing */
    bool is_unknown;    /* no visible document has it, which is of worth */
} suo_planned_term;

/* Memory is kept for the next question. Start with {0}. */
typedef struct suo_plan {
    const suo_view *view;
    const suo_question *question;
    const suo_search_request *request;
    suo_list_cache *cache; /* of the view */
    suo_bm25 lanes[SUO_LANES];
    suo_bm25 learnt_lanes[SUO_LANES]; /* by which impacts are learnt */
    uint32_t all_fields;
    bool has_scored;    /* some term is in a visible document */
    bool has_corrected; /* some of them are of a corrected question */
    double damped_most; /* then: no score of a document that has only these is
                           above, and none of any other is below */
    bool has_needs;     /* hits must have some of the terms, or not have them,
                         or it is told which they have */
    double information; /* of all terms, where that is asked for */
    suo_watch *watch;   /* the request's, or 'idle' */
    suo_watch idle;
    uint64_t work_left; /* postings that further terms may add to scores */
    uint64_t work;      /* postings met for the term at hand; those of documents
                      that the view cannot see are not among them */
    suo_status stop;    /* why terms were left out: SUO_LIMIT, SUO_TIMEOUT */
    suo_planned_term *terms; /* by term of the question */
    size_t term_count;
    size_t term_cap;
    suo_source *sources;
    size_t source_count;
    size_t source_cap;
    suo_term_entry *less;
    size_t less_count;
    size_t less_cap;
    suo_match_place *places;
    size_t place_count;
    size_t place_cap;
    /* scratch */
    suo_walk walk;
    suo_cursor cursors[SUO_LESS_MAX + 2];
    suo_occurrences occurrences;
    suo_phrase_scratch phrases;
    suo_tally tally;
    suo_buffer key;
} suo_plan;

void suo_plan_clear(suo_plan *plan);

/*
 * Look up what the request needs. The view, the question and the request must
 * stay. Statuses: SUO_CORRUPT, SUO_NO_MEMORY; SUO_LIMIT (the work); those of
 * the watch.
 */
SUO_MUST_USE suo_status suo_plan_make(suo_plan *plan, const suo_view *view,
                                      const suo_question *question,
                                      const suo_search_request *request,
                                      suo_error *error);

/* Begin a walk of a segment of the view. */
void suo_plan_begin_walk(const suo_plan *plan, suo_walk *walk,
                         const suo_view_segment *seen, suo_error *error);

/* What the scores of documents are multiplied by that have nothing of the
 * question as it was typed, only of the corrected one. */
#define SUO_DAMPING 0x1p-120

/* Is a score one of these? */
static inline bool suo_plan_is_damped(const suo_plan *plan, double score)
{
    return plan->has_corrected && score < plan->damped_most;
}

/* Must hits have the term? */
bool suo_plan_needs(const suo_plan *plan, const suo_asked_term *term);

/* Must hits meet an expression, or have some of the information? */
static inline bool suo_plan_has_gate(const suo_plan *plan)
{
    return plan->question->gate_count > 0 || plan->request->min_information > 0;
}

/* Is it asked how much of the question a document has? */
static inline bool suo_plan_weighs(const suo_plan *plan)
{
    return plan->request->min_information > 0 || plan->request->tells_match;
}

/* The first of a source's documents, if they were found already. */
static inline const suo_match_place *suo_plan_places(const suo_plan *plan,
                                                     const suo_source *source)
{
    return source->impacts != NULL ? source->impacts->places
                                   : plan->places + source->first_place;
}

/* ---- between plan.c, gather.c and starts.c ---- */

/*
 * Find the documents of a segment that have a term by any of its rows; their
 * places are appended, ascending, one a document. Statuses: SUO_CORRUPT,
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_plan_gather(suo_plan *plan, uint32_t segment,
                                        const suo_asked_term *term,
                                        suo_error *error);

/*
 * The same of a term whose rows begin words, into '*source': what the segment's
 * lists are united to is learnt, if it is long and there is room. Statuses as
 * above.
 */
SUO_MUST_USE suo_status suo_plan_gather_starts(suo_plan *plan,
                                               const suo_asked_term *term,
                                               suo_source *source,
                                               suo_error *error);

/* Has the term at hand more postings than can be of use? */
static inline bool suo_plan_is_beyond(const suo_plan *plan)
{
    return plan->work > plan->work_left && !plan->has_needs;
}

/* The one dictionary term that stands for a row in a segment; no bytes: it is a
 * phrase. */
suo_slice suo_plan_row_term(const suo_plan *plan, uint32_t segment,
                            const suo_asked_term *term,
                            const suo_asked_row *row);

#endif
