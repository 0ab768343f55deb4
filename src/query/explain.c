/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.c - the parts that a document's score is the sum of.
 *
 * The question is asked as always, which tells the rank; then it is planned
 * once more and each of its terms is looked up in the one document. Parts are
 * made by the cursors that score, on the same grid, so that their sum is the
 * score of the hit bit for bit, in whatever order they are added.
 *
 * What adds to scores beside the terms appends parts of its own kind behind
 * theirs: see explanation_add_parts.
 */
#include "query/explain.h"

struct suo_explanation {
    suo_explained told; /* its parts: 'parts' */
    suo_part *parts;
    size_t part_count;
    size_t part_cap;
};

/* A document of a view that is looked at. */
typedef struct explain_place {
    uint32_t segment; /* of the view */
    uint32_t doc;
} explain_place;

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

/* Find the document; one that the view does not see is none. */
static suo_status explain_find(const suo_view *view, suo_slice key,
                               explain_place *place, suo_error *error)
{
    for (uint32_t i = 0; i < view->segment_count; i++) {
        const suo_view_segment *seen = &view->segments[i];
        bool is_found;
        if (seen->range_count == 0)
            continue;
        suo_status status =
            suo_segment_find_key(seen->segment, key, seen->deletions->bits,
                                 &place->doc, &is_found, error);
        if (status != SUO_OK)
            return status;
        place->segment = i;
        if (is_found &&
            (seen->visible == NULL ||
             (seen->visible[place->doc / 8] >> (place->doc % 8) & 1)))
            return SUO_OK;
    }
    return suo_error_set(error, SUO_NOT_FOUND,
                         "the view sees no document with this key");
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
                     .doc_freq = planned->doc_freq,
                     .weight = planned->weight,
                     .average = bm25->average};
    if (planned->doc_freq > 0)
        part.idf = suo_bm25_idf(e->plan->view->doc_count, planned->doc_freq);
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

/* Append the parts of the terms that are asked for: not of those that only
 * prove others. */
static suo_status explanation_add_terms(suo_explanation *explanation,
                                        suo_evaluation *e, uint32_t doc,
                                        suo_error *error)
{
    const suo_question *question = e->plan->question;
    if (suo_grow(&explanation->parts, &explanation->part_cap,
                 explanation->part_count + question->count,
                 sizeof(*explanation->parts)) != SUO_OK)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < question->count; i++)
        if (question->terms[i].count > 0)
            explanation->parts[explanation->part_count++] =
                explain_term(e, i, doc);
    return e->walk.status;
}

/* All parts of the score, one source of them after the other. */
static suo_status explanation_add_parts(suo_explanation *explanation,
                                        suo_evaluation *e, uint32_t doc,
                                        suo_error *error)
{
    suo_status status = explanation_add_terms(explanation, e, doc, error);
    for (size_t i = 0; i < explanation->part_count && status == SUO_OK; i++)
        explanation->told.score += explanation->parts[i].score;
    return status;
}

/* ---- outcome ---- */

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

static uint32_t explanation_outcome(const suo_explanation *explanation,
                                    bool passes)
{
    bool is_missing = false;
    for (size_t i = 0; i < explanation->part_count; i++)
        is_missing |= (explanation->parts[i].flags & SUO_PART_MISSING) != 0;
    if (explanation->told.rank > 0)
        return SUO_OUTCOME_HIT;
    if (explanation->told.score <= 0)
        return SUO_OUTCOME_NOTHING;
    if (is_missing)
        return SUO_OUTCOME_LACKS;
    return passes ? SUO_OUTCOME_BELOW : SUO_OUTCOME_FILTERED;
}

static suo_status explanation_fill(suo_explanation *explanation,
                                   suo_search_scratch *scratch,
                                   explain_place place, suo_error *error)
{
    suo_evaluation *e = &scratch->evaluation;
    bool passes = false;
    suo_status status =
        suo_evaluation_open(e, &scratch->plan, place.segment, error);
    if (status == SUO_OK)
        status = explanation_add_parts(explanation, e, place.doc, error);
    if (status == SUO_OK)
        status = explain_filter(e, place.doc, &passes, error);
    explanation->told.outcome = explanation_outcome(explanation, passes);
    return status;
}

/* Plan what the hits were searched by, and look at the document. */
static suo_status explanation_plan(suo_explanation *explanation,
                                   const suo_view *view, const suo_hits *hits,
                                   const suo_search_request *request,
                                   explain_place place, suo_error *error)
{
    const suo_analysis *analysis;
    suo_status status = suo_analysis_get(view->snapshot, &analysis, error);
    if (status != SUO_OK)
        return status;
    suo_search_scratch *scratch = suo_search_scratch_take(analysis);
    if (scratch == NULL)
        return suo_error_no_memory(error);
    status = suo_plan_make(&scratch->plan, view, suo_hits_get_question(hits),
                           request, error);
    if (status == SUO_OK)
        status = explanation_fill(explanation, scratch, place, error);
    suo_search_scratch_give(analysis, scratch);
    return status;
}

suo_status suo_explanation_make(const suo_view *view, const char *text,
                                size_t len, const suo_search_request *request,
                                suo_slice key, suo_explanation **explanation,
                                suo_error *error)
{
    suo_search_request own = *request;
    explain_place place = {0};
    suo_hits *hits = NULL;
    *explanation = NULL;
    own.total = SUO_TOTAL_NONE;
    own.facet_count = 0;
    suo_explanation *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    suo_status status = explain_find(view, key, &place, error);
    if (status == SUO_OK)
        status = suo_hits_make(view, text, len, &own, &hits, error);
    if (status == SUO_OK) {
        made->told.rank = explain_rank(hits, key);
        status = explanation_plan(made, view, hits, &own, place, error);
    }
    suo_hits_release(hits);
    if (status != SUO_OK) {
        suo_explanation_release(made);
        return status;
    }
    *explanation = made;
    return SUO_OK;
}
