/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rerank.c - what a title is asked for, and which words stand together.
 *
 * Title coverage. For words and for pairs of Han each: what the question's
 * terms that stand in the title weigh, times the share of the title that they
 * take. A title that is asked altogether adds its weight once more; one that
 * says much else besides, little. The length of a title is known of each
 * document by itself, so nothing has to be kept in step with updates or views;
 * the weight of what the question does not ask would have to be looked up.
 *
 * Adjacency. Two words that stand next to each other in the question and in
 * the document add a share of what the rarer one weighs.
 *
 * Boosts multiply what is added, as they have what was there before; so does
 * what damps documents that only a correction finds.
 *
 * Only the documents at hand are walked to: for phrases they are a view of
 * their own. Every number is of the document itself or of the plan, added up
 * in the order of the question, so it does not depend on segments.
 */
#include "query/rerank.h"

#include <stdlib.h>

/* ---- order ---- */

static int reranked_compare_place(const void *a, const void *b)
{
    const suo_scored *x = &((const suo_reranked *)a)->scored;
    const suo_scored *y = &((const suo_reranked *)b)->scored;
    if (x->segment != y->segment)
        return x->segment < y->segment ? -1 : 1;
    return (x->doc > y->doc) - (x->doc < y->doc);
}

static int reranked_compare_score(const void *a, const void *b)
{
    const suo_scored *x = &((const suo_reranked *)a)->scored;
    const suo_scored *y = &((const suo_reranked *)b)->scored;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

/* ---- looking for something in the documents of the segment ---- */

/* Count the places where any of some rows stands. */
static suo_status rerank_find_rows(suo_reranking *r, uint32_t first_row,
                                   uint32_t row_count, uint32_t fields)
{
    suo_plan *plan = r->plan;
    suo_occurrences *found = &plan->occurrences;
    suo_reranked *at = r->first;
    suo_status status = SUO_OK;
    found->count = 0;
    for (uint32_t i = 0; i < row_count && status == SUO_OK; i++) {
        const suo_asked_row *row = &plan->question->rows[first_row + i];
        suo_phrase phrase = suo_question_phrase(plan->question, row);
        if (row->fields & fields)
            status = suo_phrase_find(&r->seen, &phrase, row->fields & fields,
                                     &plan->phrases, found, r->error);
    }
    if (status != SUO_OK)
        return status;
    suo_occurrences_unite(found, 0);
    for (size_t i = 0; i < found->count; i++) {
        while (at < r->end && at->scored.doc < found->items[i].doc)
            at++;
        if (at < r->end && at->scored.doc == found->items[i].doc)
            at->freq++;
    }
    return SUO_OK;
}

/* Count a dictionary term in the titles: only blocks that may have one of the
 * documents are decoded. */
static suo_status rerank_find_list(suo_reranking *r, suo_slice term)
{
    suo_posting_block *block = &r->plan->walk.block;
    suo_term_entry entry;
    suo_postings postings;
    bool found;
    uint32_t i = 0;
    suo_status status =
        suo_dictionary_find(&r->seen.segment->dictionary, term.bytes, term.len,
                            &entry, &found, r->error);
    if (status != SUO_OK || !found)
        return status;
    status = suo_postings_open(&postings, &entry, r->seen.segment->doc_count,
                               r->error);
    block->count = 0;
    for (suo_reranked *at = r->first; at < r->end && status == SUO_OK; at++) {
        uint32_t doc = at->scored.doc;
        if (block->count == 0 || block->docs[block->count - 1] < doc) {
            if (suo_watch_ends(r->plan->watch, SUO_BLOCK_DOCS))
                return r->plan->watch->status;
            suo_postings_seek(&postings, doc);
            status = suo_postings_next(&postings, block, r->error);
            if (status != SUO_OK || block->count == 0)
                break;
            i = 0;
        }
        while (i < block->count && block->docs[i] < doc)
            i++;
        if (i < block->count && block->docs[i] == doc &&
            block->fields >> r->title & 1)
            at->freq = block->freqs[r->title][i];
    }
    return status;
}

/* Count a term in the titles. Beginnings of words and forms count nothing:
 * they come beside words. */
static suo_status rerank_find_term(suo_reranking *r, const suo_asked_term *term)
{
    const uint32_t title = UINT32_C(1) << r->title;
    const suo_asked_row *rows = &r->plan->question->rows[term->first_row];
    suo_status status = SUO_OK;
    if (term->kind == SUO_ASKED_PHRASE || term->kind == SUO_ASKED_CHAR)
        return rerank_find_rows(r, term->first_row, term->row_count, title);
    if (term->kind != SUO_ASKED_WORD && term->kind != SUO_ASKED_GRAM)
        return SUO_OK;
    /* The title is in one language, so one row is of it. */
    for (uint32_t i = 0; i < term->row_count && status == SUO_OK; i++)
        if (rows[i].fields & title)
            status = rerank_find_list(r, rows[i].bytes);
    return status;
}

/* ---- titles ---- */

/* Words of a title that one occurrence takes. What lies in a phrase that takes
 * its weight takes none: the phrase does. */
static uint32_t rerank_places(const suo_plan *plan, const suo_asked_term *term)
{
    const suo_question *question = plan->question;
    if (term->kind == SUO_ASKED_PHRASE)
        return term->part_share < 1 ? term->word_count : 0;
    for (uint32_t cover = term->cover; cover != SUO_NO_TERM;
         cover = question->terms[cover].cover)
        if (plan->terms[cover].weight > 0 &&
            question->terms[cover].part_share < 1)
            return 0;
    return 1;
}

static suo_status rerank_add_term(suo_reranking *r, size_t number)
{
    const suo_planned_term *planned = &r->plan->terms[number];
    const suo_asked_term *term = &r->plan->question->terms[number];
    uint32_t places = rerank_places(r->plan, term);
    if (suo_watch_ends(r->plan->watch, SUO_WATCH_STEP))
        return r->plan->watch->status;
    for (suo_reranked *at = r->first; at < r->end; at++)
        at->freq = 0;
    suo_status status = rerank_find_term(r, term);
    for (suo_reranked *at = r->first; at < r->end; at++) {
        if (at->freq == 0)
            continue;
        at->weights[planned->lane] += planned->weight;
        at->places[planned->lane] += (uint64_t)at->freq * places;
    }
    return status;
}

/* What the title of a document adds. */
static double rerank_cover(const suo_reranking *r, const suo_reranked *item)
{
    const suo_lengths *lengths = &r->seen.segment->lengths[r->title];
    double sum = 0;
    for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
        double length = suo_lengths_get(lengths, lane, item->scored.doc);
        double share = (double)item->places[lane] / (length > 1 ? length : 1);
        sum += item->weights[lane] * (share < 1 ? share : 1);
    }
    return r->coverage * sum;
}

static suo_status rerank_add_titles(suo_reranking *r)
{
    const suo_plan *plan = r->plan;
    suo_status status = SUO_OK;
    for (size_t i = 0; i < plan->term_count && status == SUO_OK; i++)
        if (plan->terms[i].weight > 0)
            status = rerank_add_term(r, i);
    for (suo_reranked *at = r->first; at < r->end && status == SUO_OK; at++)
        at->parts.title = rerank_cover(r, at);
    return status;
}

/* ---- neighbours ---- */

/* What a word weighs that is asked once. */
static double rerank_weight(const suo_plan *plan, uint32_t number)
{
    return plan->terms[number].weight / plan->question->terms[number].count;
}

double suo_rerank_pair_weight(const suo_plan *plan, const suo_asked_pair *pair)
{
    double first = rerank_weight(plan, pair->first);
    double second = rerank_weight(plan, pair->second);
    return first < second ? first : second;
}

static suo_status rerank_add_pair(suo_reranking *r, const suo_asked_pair *pair)
{
    double weight = suo_rerank_pair_weight(r->plan, pair);
    if (weight == 0) /* no document has both */
        return SUO_OK;
    for (suo_reranked *at = r->first; at < r->end; at++)
        at->freq = 0;
    suo_status status = rerank_find_rows(r, pair->first_row, pair->row_count,
                                         r->plan->request->fields);
    for (suo_reranked *at = r->first; at < r->end; at++)
        if (at->freq > 0)
            at->parts.adjacency += r->adjacency * weight;
    return status;
}

static suo_status rerank_add_pairs(suo_reranking *r)
{
    const suo_question *question = r->plan->question;
    suo_status status = SUO_OK;
    for (size_t i = 0; i < question->pair_count && status == SUO_OK; i++)
        status = rerank_add_pair(r, &question->pairs[i]);
    return status;
}

/* ---- the whole ---- */

static void rerank_boost(suo_reranking *r)
{
    const suo_search_request *request = r->plan->request;
    suo_boosts_open(&r->boosts, request->boosts, request->boost_count,
                    &r->seen);
    for (suo_reranked *at = r->first; at < r->end; at++) {
        const uint32_t doc = at->scored.doc;
        at->parts.title = suo_boosts_multiply(&r->boosts, doc, at->parts.title);
        at->parts.adjacency =
            suo_boosts_multiply(&r->boosts, doc, at->parts.adjacency);
        if (suo_plan_is_damped(r->plan, at->scored.score)) {
            at->parts.title *= SUO_DAMPING;
            at->parts.adjacency *= SUO_DAMPING;
        }
    }
}

/* Let the documents from r->first on that are in one segment be all there is
 * of it. */
static void rerank_open_segment(suo_reranking *r)
{
    const suo_reranked *all_end = r->items + r->count;
    uint32_t segment = r->first->scored.segment;
    uint32_t ranges = 0;
    for (r->end = r->first;
         r->end < all_end && r->end->scored.segment == segment; r->end++) {
        uint32_t doc = r->end->scored.doc;
        if (ranges > 0 && r->ranges[ranges - 1].end == doc)
            r->ranges[ranges - 1].end++;
        else
            r->ranges[ranges++] = (suo_doc_range){doc, doc + 1};
    }
    r->seen = r->plan->view->segments[segment];
    r->seen.ranges = r->ranges;
    r->seen.range_count = ranges;
    r->seen.visible = NULL; /* the view sees them all */
}

static suo_status rerank_add(suo_reranking *r)
{
    suo_status status = SUO_OK;
    for (r->first = r->items;
         r->first < r->items + r->count && status == SUO_OK;
         r->first = r->end) {
        rerank_open_segment(r);
        if (r->title != SUO_NO_FIELD)
            status = rerank_add_titles(r);
        if (status == SUO_OK && r->adjacency > 0)
            status = rerank_add_pairs(r);
        rerank_boost(r);
    }
    return status;
}

/* The text field of titles, if it is searched and counts. */
static uint32_t rerank_find_title(const suo_plan *plan)
{
    const suo_schema *schema = plan->view->snapshot->manifest.schema;
    uint32_t field = suo_schema_option_field(schema, SUO_OPTION_TITLE_FIELD);
    if (field == SUO_NO_FIELD ||
        schema->options[SUO_OPTION_TITLE_COVERAGE] == 0)
        return SUO_NO_FIELD;
    uint32_t title = schema->fields[field].text_number;
    return plan->request->fields >> title & 1 ? title : SUO_NO_FIELD;
}

bool suo_rerank_is_asked(const suo_plan *plan)
{
    return plan->has_scored && !plan->request->is_one_phase &&
           plan->request->total != SUO_TOTAL_ONLY &&
           plan->request->ordering.order == SUO_ORDER_SCORE &&
           (plan->question->pair_count > 0 ||
            rerank_find_title(plan) != SUO_NO_FIELD);
}

const suo_rerank_parts *suo_rerank_find(const suo_reranking *r,
                                        uint32_t segment, uint32_t doc)
{
    for (uint32_t i = 0; i < r->count; i++)
        if (r->items[i].scored.segment == segment &&
            r->items[i].scored.doc == doc)
            return &r->items[i].parts;
    return NULL;
}

static void rerank_begin(suo_reranking *r, suo_plan *plan, suo_error *error)
{
    const suo_schema *schema = plan->view->snapshot->manifest.schema;
    r->plan = plan;
    r->error = error;
    r->coverage = schema->options[SUO_OPTION_TITLE_COVERAGE];
    r->adjacency = schema->options[SUO_OPTION_ADJACENCY];
    r->title = rerank_find_title(plan);
}

suo_status suo_rerank_look(suo_reranking *r, suo_plan *plan,
                           const suo_scored *document, suo_error *error)
{
    rerank_begin(r, plan, error);
    r->count = 1;
    r->items[0] = (suo_reranked){.scored = *document};
    suo_status status = rerank_add(r);
    r->first = r->items;
    return status;
}

suo_status suo_rerank_find_in_title(suo_reranking *r, uint32_t term,
                                    bool *found)
{
    suo_status status = SUO_OK;
    r->first->freq = 0;
    if (r->title != SUO_NO_FIELD)
        status = rerank_find_term(r, &r->plan->question->terms[term]);
    *found = r->first->freq > 0;
    return status;
}

suo_status suo_rerank_run(suo_reranking *r, suo_plan *plan, suo_topk *best,
                          suo_error *error)
{
    rerank_begin(r, plan, error);
    r->count = best->count < SUO_RERANK_DOCS ? best->count : SUO_RERANK_DOCS;
    for (uint32_t i = 0; i < r->count; i++)
        r->items[i] = (suo_reranked){.scored = best->items[i]};
    qsort(r->items, r->count, sizeof(*r->items), reranked_compare_place);
    suo_status status = rerank_add(r);
    if (status != SUO_OK)
        return status;
    for (uint32_t i = 0; i < r->count; i++) {
        suo_reranked *item = &r->items[i];
        item->scored.score += item->parts.title;
        item->scored.score += item->parts.adjacency;
    }
    qsort(r->items, r->count, sizeof(*r->items), reranked_compare_score);
    for (uint32_t i = 0; i < r->count; i++)
        best->items[i] = r->items[i].scored;
    return SUO_OK;
}
