/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.c - the parts that a document's score is the sum of.
 *
 * The question is asked as always, which tells the rank; then it is planned
 * once more and each of its terms is looked up in the one document. Parts are
 * made by the cursors that score, on the same grid, so that they are added up
 * exactly in whatever order. Behind them come boosts and the second phase, by
 * the operations that the search did: added up from the first part to the last
 * they are the score of the hit, bit for bit.
 */
#include "query/explain.h"

#include "query/pins.h"

enum { SECOND_PARTS = 2 }; /* of the second phase */

struct suo_explanation {
    suo_explained told; /* its parts: 'parts' */
    uint32_t pin;       /* number among what is pinned, if it is */
    suo_part *parts;
    size_t part_count;
    size_t part_cap;
};

void suo_explanation_release(suo_explanation *explanation)
{
    if (explanation == NULL)
        return;
    suo_dealloc(explanation->parts);
    suo_dealloc(explanation);
}

suo_explained suo_explanation_show(const suo_explanation *explanation)
{
    suo_explained told = explanation->told;
    told.parts = explanation->parts;
    told.part_count = explanation->part_count;
    return told;
}

/* ---- parts ---- */

static uint32_t part_kind(suo_asked_kind kind)
{
    switch (kind) {
    case SUO_ASKED_WORD:
        return SUO_PART_WORD;
    case SUO_ASKED_PHRASE:
        return SUO_PART_PHRASE;
    case SUO_ASKED_FORM:
        return SUO_PART_FORM;
    case SUO_ASKED_PREFIX:
        return SUO_PART_PREFIX;
    default:
        return SUO_PART_GRAM;
    }
}

/* Has the document the term? */
static bool explain_has(const suo_evaluation *e, uint32_t term, uint32_t doc)
{
    suo_cursor *cursor = e->cursor_of[term];
    return cursor != NULL && suo_cursor_seek(cursor, doc) == doc;
}

/* Has it the term, or what counts for it? */
static bool explain_meets(const suo_evaluation *e, uint32_t term, uint32_t doc)
{
    const suo_asked_term *terms = e->plan->question->terms;
    uint32_t own = terms[term].proof != SUO_NO_TERM ? terms[term].proof : term;
    bool meets = explain_has(e, own, doc);
    for (uint32_t cover = terms[term].cover; cover != SUO_NO_TERM;
         cover = terms[cover].cover)
        meets |= explain_has(e, cover, doc);
    return meets;
}

static uint32_t part_flags(const suo_evaluation *e, uint32_t number,
                           uint32_t doc)
{
    const suo_asked_term *term = &e->plan->question->terms[number];
    uint32_t flags = 0;
    if (e->plan->terms[number].is_looked_up)
        flags |= SUO_PART_ASKED;
    if (term->is_stop)
        flags |= SUO_PART_STOP;
    if (term->is_corrected)
        flags |= SUO_PART_CORRECTED;
    if (suo_plan_needs(e->plan, term)) {
        flags |= SUO_PART_NEEDED;
        if (!explain_meets(e, number, doc))
            flags |= SUO_PART_MISSING;
    }
    return flags;
}

/* What a term adds to the score of the document. */
static suo_part explain_term(const suo_evaluation *e, uint32_t number,
                             uint32_t doc)
{
    const suo_asked_term *term = &e->plan->question->terms[number];
    const suo_planned_term *planned = &e->plan->terms[number];
    const suo_bm25 *bm25 = &e->plan->lanes[planned->lane];
    suo_cursor *cursor = e->cursor_of[number];
    suo_part part = {.kind = part_kind(term->kind),
                     .flags = part_flags(e, number, doc),
                     .start = term->start,
                     .end = term->end,
                     .doc_freq = suo_planned_weighed(planned),
                     .weight = planned->weight,
                     .average = bm25->average};
    if (part.doc_freq > 0)
        part.idf = suo_bm25_idf(e->plan->view->doc_count, part.doc_freq);
    part.length =
        suo_scorer_length(bm25, e->walk.seen->segment, planned->lane, doc);
    if (!explain_has(e, number, doc))
        return part;
    suo_cursor_need_freqs(cursor);
    part.freq = cursor->freqs[cursor->at];
    if (planned->weight > 0)
        part.score = *suo_cursor_score_part(cursor, cursor->at, cursor->at + 1);
    return part;
}

/* Append a part; there is room. */
static void explanation_add(suo_explanation *explanation, suo_part part)
{
    explanation->parts[explanation->part_count++] = part;
    explanation->told.score += part.score;
}

/* Append the parts of the terms that are asked for: not of those that only
 * prove others. */
static void explanation_add_terms(suo_explanation *explanation,
                                  suo_evaluation *e, uint32_t doc)
{
    const suo_question *question = e->plan->question;
    for (uint32_t i = 0; i < question->count; i++)
        if (question->terms[i].count > 0)
            explanation_add(explanation, explain_term(e, i, doc));
    if (!e->plan->has_corrected || suo_evaluation_is_typed(e, doc))
        return;
    explanation->told.score *= SUO_DAMPING;
    for (size_t i = 0; i < explanation->part_count; i++)
        explanation->parts[i].score *= SUO_DAMPING;
}

/* Append what each boost adds to the parts so far. */
static void explanation_add_boosts(suo_explanation *explanation,
                                   const suo_boosts *boosts, uint32_t doc)
{
    for (uint32_t i = 0; i < boosts->count; i++) {
        double share = suo_boosts_share(boosts, i, doc);
        suo_part part = {.kind = SUO_PART_BOOST,
                         .factor = 1 + share,
                         .field = boosts->items[i].field,
                         .boost = i,
                         .score = explanation->told.score * share};
        if (suo_boosts_value(boosts, i, doc, &part.value))
            part.flags = SUO_PART_VALUE;
        explanation_add(explanation, part);
    }
}

/* Append what the second phase adds, if it looked at the document. */
static void explanation_add_second(suo_explanation *explanation,
                                   const suo_reranking *r,
                                   const suo_boosts *boosts, suo_place place)
{
    const suo_schema *schema = r->plan->view->snapshot->manifest.schema;
    const suo_rerank_parts *own = suo_rerank_find(r, place.segment, place.doc);
    suo_part part = {.factor = suo_boosts_multiply(boosts, place.doc, 1)};
    if (own == NULL)
        return;
    if (r->title != SUO_NO_FIELD) {
        part.kind = SUO_PART_TITLE;
        part.field = schema->text_fields[r->title];
        part.score = own->title;
        explanation_add(explanation, part);
    }
    if (r->plan->question->pair_count > 0) {
        part.kind = SUO_PART_ADJACENCY;
        part.field = 0;
        part.score = own->adjacency;
        explanation_add(explanation, part);
    }
}

/* All parts of the score, one source of them after the other. */
static suo_status explanation_add_parts(suo_explanation *explanation,
                                        suo_search_scratch *scratch,
                                        suo_place place, suo_error *error)
{
    suo_evaluation *e = &scratch->evaluation;
    const suo_search_request *request = scratch->plan.request;
    const bool reranks = suo_rerank_is_asked(&scratch->plan);
    suo_status status = SUO_OK;
    if (suo_grow(&explanation->parts, &explanation->part_cap,
                 e->plan->question->count + SUO_BOOSTS_MAX + SECOND_PARTS,
                 sizeof(*explanation->parts)) != SUO_OK)
        return suo_error_no_memory(error);
    if (reranks)
        status = suo_search_look_closer(scratch, error);
    if (status == SUO_OK)
        status = suo_evaluation_open(e, &scratch->plan, place.segment, error);
    if (status != SUO_OK)
        return status;
    suo_boosts_open(&e->boosts, request->boosts, request->boost_count,
                    e->walk.seen);
    explanation_add_terms(explanation, e, place.doc);
    explanation_add_boosts(explanation, &e->boosts, place.doc);
    if (reranks)
        explanation_add_second(explanation, &scratch->reranking, &e->boosts,
                               place);
    return e->walk.status;
}

/* ---- outcome ---- */

/* Does the document meet the question's operators, and have as much of its
 * information as the request wants? */
static suo_status explain_gate(suo_search_scratch *scratch, suo_place place,
                               bool *passes, suo_error *error)
{
    suo_evaluation *e = &scratch->evaluation;
    *passes = true;
    if (!suo_plan_has_gate(&scratch->plan))
        return SUO_OK;
    /* From the beginning of the segment. */
    suo_status status =
        suo_evaluation_open(e, &scratch->plan, place.segment, error);
    if (status == SUO_OK)
        status = suo_gate_run(&e->gate, &scratch->plan, &e->walk, e->list,
                              e->scored_count, e->cursor_of, error);
    *passes = status == SUO_OK &&
              (e->gate.visible[place.doc / 8] >> (place.doc % 8) & 1);
    return status;
}

/* Does the document pass the filters of the request? */
static suo_status explain_filter(suo_evaluation *e, uint32_t doc, bool *passes,
                                 suo_error *error)
{
    const suo_search_request *request = e->plan->request;
    suo_status status = suo_segment_filters_open(&e->filters, request->filters,
                                                 request->filter_count,
                                                 e->walk.seen->segment, error);
    *passes = status == SUO_OK && suo_segment_filters_pass(&e->filters, doc);
    return status == SUO_OK ? suo_segment_filters_status(&e->filters, error)
                            : status;
}

/* The rank of the key among the hits; 0: it is none of them. */
static uint32_t explain_rank(const suo_hits *hits, suo_slice key)
{
    const suo_hit *items = suo_hits_get_items(hits);
    for (uint32_t i = 0; i < suo_hits_get_count(hits); i++)
        if (suo_bytes_compare(items[i].key, items[i].key_len, key.bytes,
                              key.len) == 0)
            return i + 1;
    return 0;
}

/* Does it stand where the page before has ended, or before that? */
static bool explain_is_before(const suo_explanation *explanation,
                              const suo_evaluation *e, uint32_t doc)
{
    const suo_search_request *request = e->plan->request;
    const suo_segment *segment = e->walk.seen->segment;
    bool is_corrupt = false; /* then the search has failed */
    suo_ranked own = {.score = explanation->told.score,
                      .sequence = suo_sequences_get(&segment->sequences, doc)};
    if (explanation->told.is_pinned)
        own = (suo_ranked){.group = -1, .number = explanation->pin};
    if (request->ordering.order != SUO_ORDER_SCORE)
        own = suo_ranking_place(&request->ordering, segment, doc, own.score,
                                &is_corrupt);
    return request->after != NULL &&
           !suo_ranked_is_before(request->after, &own);
}

static uint32_t explanation_outcome(const suo_explanation *explanation,
                                    bool is_let_in, bool passes, bool is_before)
{
    bool is_missing = !is_let_in;
    for (size_t i = 0; i < explanation->part_count; i++)
        is_missing |= (explanation->parts[i].flags & SUO_PART_MISSING) != 0;
    if (explanation->told.rank > 0)
        return SUO_OUTCOME_HIT;
    /* What is pinned is no hit only of the pages behind, or of too few. */
    if (explanation->told.is_pinned)
        return is_before ? SUO_OUTCOME_BEFORE : SUO_OUTCOME_BELOW;
    if (explanation->told.score <= 0)
        return SUO_OUTCOME_NOTHING;
    if (is_missing)
        return SUO_OUTCOME_LACKS;
    if (!passes)
        return SUO_OUTCOME_FILTERED;
    return is_before ? SUO_OUTCOME_BEFORE : SUO_OUTCOME_BELOW;
}

static suo_status explanation_fill(suo_explanation *explanation,
                                   suo_search_scratch *scratch, suo_place place,
                                   suo_error *error)
{
    suo_evaluation *e = &scratch->evaluation;
    bool is_let_in = false;
    bool passes = false;
    suo_status status =
        explanation_add_parts(explanation, scratch, place, error);
    if (status == SUO_OK)
        status = explain_gate(scratch, place, &is_let_in, error);
    if (status == SUO_OK)
        status = explain_filter(e, place.doc, &passes, error);
    if (status == SUO_OK)
        explanation->told.outcome =
            explanation_outcome(explanation, is_let_in, passes,
                                explain_is_before(explanation, e, place.doc));
    return status;
}

/* Is the document pinned to the question? */
static suo_status explain_pinned(suo_explanation *explanation,
                                 const suo_view *view,
                                 const suo_analysis *analysis, const char *text,
                                 size_t len, const suo_search_request *request,
                                 suo_place place, suo_error *error)
{
    suo_pinned pinned;
    suo_status status =
        suo_pins_find(view, analysis, text, len, request, &pinned, error);
    for (uint32_t i = 0; status == SUO_OK && i < pinned.count; i++)
        if (pinned.places[i].segment == place.segment &&
            pinned.places[i].doc == place.doc) {
            explanation->told.is_pinned = 1;
            explanation->pin = i;
        }
    return status;
}

/* Plan what the hits were searched by, and look at the document. */
static suo_status explanation_plan(suo_explanation *explanation,
                                   const suo_view *view, const suo_hits *hits,
                                   const suo_analysis *analysis,
                                   const suo_search_request *request,
                                   suo_place place, suo_error *error)
{
    suo_search_scratch *scratch = suo_search_scratch_take(analysis);
    if (scratch == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_plan_make(
        &scratch->plan, view, suo_hits_get_question(hits), request, error);
    if (status == SUO_OK)
        status = scratch->plan.stop == SUO_TIMEOUT
                     ? SUO_TIMEOUT
                     : explanation_fill(explanation, scratch, place, error);
    suo_search_scratch_give(analysis, scratch);
    return status;
}

suo_status suo_explanation_make(const suo_view *view, const char *text,
                                size_t len, const suo_search_request *request,
                                suo_slice key, suo_explanation **explanation,
                                suo_error *error)
{
    suo_search_request own = *request;
    const suo_analysis *analysis;
    suo_place place = {0};
    suo_hits *hits = NULL;
    *explanation = NULL;
    own.total = SUO_TOTAL_NONE;
    own.facet_count = 0;
    own.tells_match = false;
    suo_explanation *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    suo_status status = suo_view_find_key(view, key, &place, error);
    if (status == SUO_OK)
        status = suo_hits_make(view, text, len, &own, &hits, error);
    if (status == SUO_OK && suo_hits_get_stop(hits) == SUO_TIMEOUT)
        status = SUO_TIMEOUT; /* half of an explanation would be wrong */
    if (status == SUO_OK)
        status = suo_analysis_get(view->snapshot, &analysis, error);
    if (status == SUO_OK)
        status =
            explain_pinned(made, view, analysis, text, len, &own, place, error);
    if (status == SUO_OK) {
        made->told.rank = explain_rank(hits, key);
        status =
            explanation_plan(made, view, hits, analysis, &own, place, error);
    }
    suo_hits_release(hits);
    if (status != SUO_OK) {
        suo_explanation_release(made);
        return suo_watch_explain(status, error);
    }
    *explanation = made;
    return SUO_OK;
}
