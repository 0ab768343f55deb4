/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quotes.c - quoted phrases that all hits must have.
 *
 * Such a phrase is weighed by the documents that its rarest term is in: what it
 * adds to scores is then known before the phrase itself is looked for, so that
 * this can wait until a document may become a hit (phrase_cursor.c). It changes
 * little: all hits have the phrase. Where the terms' impacts are not at hand,
 * all of its places are found first, with the same scores. A phrase with a Han
 * character that stands alone has no such term there, and is weighed by its own
 * documents, as phrases are that not all hits must have.
 */
#include <stdlib.h>

#include "query/phrase_join.h"
#include "query/plan.h"

static bool row_is_exact(const suo_plan *plan, const suo_asked_row *row)
{
    const suo_phrase_step *steps = plan->question->steps + row->first_step;
    for (uint32_t i = 0; i < row->step_count; i++)
        if (steps[i].is_prefix)
            return false;
    return row->step_count > 1;
}

bool suo_plan_is_weighed_by_rarest(const suo_plan *plan,
                                   const suo_asked_term *term)
{
    const suo_asked_row *rows = plan->question->rows + term->first_row;
    bool is = term->is_quote && term->count > 0 && suo_plan_needs(plan, term);
    for (uint32_t r = 0; r < term->row_count && is; r++)
        is = row_is_exact(plan, &rows[r]);
    return is;
}

/* May the phrase be looked for later? What its documents are needed for
 * otherwise finds them all. */
static bool quote_may_wait(const suo_plan *plan, const suo_asked_term *term)
{
    return term->row_count == 1 && !plan->request->is_exhaustive &&
           !suo_plan_has_gate(plan) && !suo_plan_weighs(plan) &&
           plan->question->rows[term->first_row].step_count <= SUO_JOIN_MAX;
}

/* ---- terms ---- */

/* Look a step up in a segment of the walk, and have the impacts of its list if
 * they are wanted; 'made' has no doc_freq if it is not there. */
static suo_status quote_find_term(suo_plan *plan, uint32_t segment,
                                  const suo_phrase_step *step, uint32_t fields,
                                  bool has_impacts, suo_phrase_term *made,
                                  suo_error *error)
{
    suo_source list = {.segment = segment,
                       .kind = SUO_CURSOR_LIST,
                       .lane = SUO_LANE_WORD,
                       .fields = fields};
    bool found;
    *made = (suo_phrase_term){.step = step};
    suo_status status = suo_dictionary_find(
        &plan->walk.seen->segment->dictionary, step->bytes.bytes,
        step->bytes.len, &list.entry, &found, error);
    if (status != SUO_OK || !found)
        return status;
    status = suo_plan_find_doc_freq(plan, &list);
    if (status == SUO_OK && has_impacts && list.doc_freq > 0)
        status = suo_plan_need_impacts(plan, &list);
    made->entry = list.entry;
    made->doc_freq = list.doc_freq;
    made->impacts = list.impacts;
    if (list.impacts == NULL)
        return status;
    made->row = list.impacts->row;
    if ((fields & plan->all_fields) == plan->all_fields) {
        made->ranks = made->row != NULL ? list.impacts->ranks : NULL;
        made->worth = list.impacts->postings;
    }
    return status;
}

/* Look the row's steps up in all segments: one after the other, by segment,
 * behind the plan's row terms. '*rarest' is the least of their documents. */
static suo_status quote_find_row(suo_plan *plan, const suo_asked_row *row,
                                 bool may_wait, uint64_t *rarest,
                                 suo_error *error)
{
    const uint32_t segments = plan->view->segment_count;
    const suo_phrase_step *steps = plan->question->steps + row->first_step;
    const uint32_t fields = row->fields & plan->request->fields;
    suo_status status = SUO_OK;
    if (suo_grow(&plan->row_terms, &plan->row_term_cap,
                 plan->row_term_count + (size_t)segments * row->step_count,
                 sizeof(*plan->row_terms)) != SUO_OK)
        return suo_error_no_memory(error);
    suo_phrase_term *terms = plan->row_terms + plan->row_term_count;
    for (uint32_t i = 0; i < segments && status == SUO_OK; i++) {
        const suo_view_segment *seen = &plan->view->segments[i];
        if (suo_watch_ends(plan->watch, SUO_WATCH_STEP))
            return plan->watch->status;
        suo_plan_begin_walk(plan, &plan->walk, seen, error);
        for (uint32_t s = 0; s < row->step_count && status == SUO_OK; s++) {
            suo_phrase_term *term = &terms[(size_t)i * row->step_count + s];
            *term = (suo_phrase_term){.step = &steps[s]};
            if (seen->range_count > 0)
                status = quote_find_term(plan, i, &steps[s], fields, may_wait,
                                         term, error);
        }
    }
    *rarest = UINT64_MAX;
    for (uint32_t s = 0; s < row->step_count && status == SUO_OK; s++) {
        uint64_t sum = 0;
        for (uint32_t i = 0; i < segments; i++)
            sum += terms[(size_t)i * row->step_count + s].doc_freq;
        *rarest = sum < *rarest ? sum : *rarest;
    }
    return status;
}

/* ---- sources ---- */

static int term_compare(const void *a, const void *b)
{
    const suo_phrase_term *x = a;
    const suo_phrase_term *y = b;
    if (x->entry.doc_freq != y->entry.doc_freq)
        return x->entry.doc_freq < y->entry.doc_freq ? -1 : 1;
    return (x->step > y->step) - (x->step < y->step);
}

/* What the terms of a segment let be done. */
typedef enum quote_way {
    QUOTE_NONE, /* one of them is not there */
    QUOTE_FIND, /* find all places */
    QUOTE_WAIT
} quote_way;

static quote_way quote_choose(const suo_plan *plan,
                              const suo_phrase_term *terms, uint32_t count,
                              bool may_wait)
{
    const bool counts_only = plan->request->total == SUO_TOTAL_ONLY;
    quote_way way = may_wait ? QUOTE_WAIT : QUOTE_FIND;
    for (uint32_t i = 0; i < count; i++) {
        if (terms[i].doc_freq == 0)
            return QUOTE_NONE;
        /* That it has no positions is for the search to say. */
        if ((terms[i].impacts == NULL && !counts_only) ||
            !terms[i].entry.has_positions)
            way = QUOTE_FIND;
    }
    return way;
}

/* Add the source of a segment, whose terms are given. */
static suo_status quote_add_source(suo_plan *plan, uint32_t segment,
                                   const suo_asked_term *term, size_t first,
                                   uint32_t count, bool may_wait,
                                   suo_planned_term *planned, suo_error *error)
{
    const suo_asked_row *row = &plan->question->rows[term->first_row];
    suo_phrase_term *terms = plan->row_terms + first;
    quote_way way = quote_choose(plan, terms, count, may_wait);
    if (way == QUOTE_NONE)
        return SUO_OK;
    if (way == QUOTE_FIND)
        return suo_plan_look_up_places(plan, segment, term, planned, error);
    suo_source *source =
        suo_plan_add_source(plan, segment, SUO_CURSOR_PHRASE, planned->lane);
    if (source == NULL)
        return suo_error_no_memory(error);
    qsort(terms, count, sizeof(*terms), term_compare);
    source->fields = row->fields & plan->request->fields;
    source->first_row_term = first;
    source->phrase = suo_question_phrase(plan->question, row);
    source->doc_freq = terms->doc_freq;
    planned->is_sought = true;
    suo_plan_keep_source(plan, planned);
    return SUO_OK;
}

/* Find all places of a phrase of several languages. */
static suo_status quote_find_all(suo_plan *plan, const suo_asked_term *term,
                                 suo_planned_term *planned, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < plan->view->segment_count && status == SUO_OK;
         i++) {
        if (plan->view->segments[i].range_count == 0)
            continue;
        if (suo_watch_ends(plan->watch, SUO_WATCH_STEP))
            return plan->watch->status;
        suo_plan_begin_walk(plan, &plan->walk, &plan->view->segments[i], error);
        status = suo_plan_look_up_places(plan, i, term, planned, error);
    }
    return status;
}

suo_status suo_plan_look_up_quote(suo_plan *plan, const suo_asked_term *term,
                                  suo_planned_term *planned, suo_error *error)
{
    const suo_asked_row *rows = plan->question->rows + term->first_row;
    const bool may_wait = quote_may_wait(plan, term);
    const size_t first = plan->row_term_count;
    suo_status status = SUO_OK;
    for (uint32_t r = 0; r < term->row_count && status == SUO_OK; r++) {
        uint64_t rarest;
        status = quote_find_row(plan, &rows[r], may_wait, &rarest, error);
        if (status == SUO_OK && rarest > planned->rarest)
            planned->rarest = rarest;
    }
    if (status != SUO_OK || planned->rarest == 0)
        return status;
    const uint64_t work = plan->work + planned->rarest;
    if (term->row_count > 1)
        status = quote_find_all(plan, term, planned, error);
    const uint32_t count = rows[0].step_count;
    plan->row_term_count += (size_t)plan->view->segment_count * count;
    for (uint32_t i = 0; term->row_count == 1 && status == SUO_OK &&
                         i < plan->view->segment_count;
         i++) {
        suo_plan_begin_walk(plan, &plan->walk, &plan->view->segments[i], error);
        status = quote_add_source(plan, i, term, first + (size_t)i * count,
                                  count, may_wait, planned, error);
    }
    plan->work = work;
    return status;
}
