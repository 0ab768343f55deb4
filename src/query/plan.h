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
    size_t first_row_term; /* of a phrase: suo_plan.row_terms, one a step */
    suo_phrase phrase;
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
    uint64_t doc_freq;  /* visible documents that have it; may have it, if it is
                           sought */
    uint64_t rarest;    /* of a quoted phrase that hits must have: visible
                           documents that have its rarest term; else 0 */
    bool is_sought;     /* a phrase, looked for only where it matters */
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
    suo_phrase_term *row_terms; /* of phrases that are sought */
    size_t row_term_count;
    size_t row_term_cap;
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

/* The first of a source's documents, if they were found already; else NULL. */
static inline const suo_match_place *suo_plan_places(const suo_plan *plan,
                                                     const suo_source *source)
{
    if (source->kind != SUO_CURSOR_PLACES)
        return NULL;
    return source->impacts != NULL ? source->impacts->places
                                   : plan->places + source->first_place;
}

/* Documents that a term is weighed by. */
static inline uint64_t suo_planned_weighed(const suo_planned_term *planned)
{
    return planned->rarest > 0 ? planned->rarest : planned->doc_freq;
}

/* ---- between plan.c, gather.c, starts.c and quotes.c ---- */

/* Add a source of a segment, which is kept if the view sees any of it. NULL:
 * memory ran out. */
suo_source *suo_plan_add_source(suo_plan *plan, uint32_t segment,
                                suo_cursor_kind kind, uint8_t lane);
void suo_plan_keep_source(suo_plan *plan, suo_planned_term *planned);

/* Count the visible documents of a list, or of a rest. Statuses: SUO_CORRUPT;
 * those of the watch. */
SUO_MUST_USE suo_status suo_plan_find_doc_freq(suo_plan *plan,
                                               suo_source *source);

/* Have the impacts of a long list, if they are of use and there is room.
 * Statuses: SUO_CORRUPT, SUO_NO_MEMORY; those of the watch. */
SUO_MUST_USE suo_status suo_plan_need_impacts(suo_plan *plan,
                                              suo_source *source);

/* Find a term's documents in a segment, whichever kind of term. Statuses as of
 * suo_plan_gather. */
SUO_MUST_USE suo_status suo_plan_look_up_places(suo_plan *plan,
                                                uint32_t segment,
                                                const suo_asked_term *term,
                                                suo_planned_term *planned,
                                                suo_error *error);

/* Is the term a quoted phrase that is weighed by its rarest term? */
bool suo_plan_is_weighed_by_rarest(const suo_plan *plan,
                                   const suo_asked_term *term);

/* Then: look it up in all segments. Statuses as above. */
SUO_MUST_USE suo_status suo_plan_look_up_quote(suo_plan *plan,
                                               const suo_asked_term *term,
                                               suo_planned_term *planned,
                                               suo_error *error);

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
