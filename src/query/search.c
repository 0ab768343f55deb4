/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c - exhaustive evaluation, one term at a time.
 *
 * For each term: walk its postings inside the view's ranges and keep what
 * lives and matches in a searched field; their number is the document
 * frequency, exactly as if nothing else existed; then add each one's score to
 * its document. The order of the additions is the order of the question, so a
 * score does not depend on how documents are spread over segments.
 *
 * A phrase counts as one word, wherever any of its rows stands: their places
 * are united before they are counted. In a segment whose texts were cut when
 * a word of the user was known, its own term stands for its row.
 */
#include "query/search.h"

#include <stdlib.h>

#include "index/filter.h"
#include "query/bm25.h"

/* A document that has the term, and its weighted frequency and length. */
typedef struct term_match {
    uint64_t place; /* segment's base + document */
    double freq;
    double length;
} term_match;

typedef struct searcher {
    const suo_view *view;
    const suo_question *question;
    const suo_search_request *request;
    uint32_t fields;
    suo_bm25 lanes[SUO_LANES];
    double gram_weight;
    double *scores;  /* by place */
    uint64_t *bases; /* place of each segment's document 0 */
    double *weights; /* by term of the question, once it is scored */
    term_match *matches;
    size_t match_count;
    size_t match_cap;
    suo_posting_block block;
    suo_occurrences places; /* of a phrase */
    suo_phrase_scratch scratch;
    uint16_t *met; /* by place: terms that hits must have and it has; NULL:
                      there are none */
    uint16_t needed_count;
    suo_segment_filters filters;
} searcher;

void suo_result_clear(suo_result *result)
{
    suo_topk_clear(&result->best);
    suo_dealloc(result->weights);
    *result = (suo_result){0};
}

static void searcher_clear(searcher *s)
{
    suo_dealloc(s->scores);
    suo_dealloc(s->bases);
    suo_dealloc(s->weights);
    suo_dealloc(s->matches);
    suo_dealloc(s->met);
    suo_occurrences_clear(&s->places);
    suo_phrase_scratch_clear(&s->scratch);
}

/* Must hits have the term? */
static bool searcher_needs(const searcher *s, const suo_asked_term *term)
{
    return s->request->match == SUO_MATCH_ALL ? term->is_needed
                                              : term->is_required;
}

static suo_status searcher_init(searcher *s, suo_error *error)
{
    const suo_view *view = s->view;
    const suo_schema *schema = view->snapshot->manifest.schema;
    uint64_t places = 0;
    for (uint32_t lane = 0; lane < SUO_LANES; lane++)
        suo_bm25_init(&s->lanes[lane], view, lane, s->fields);
    s->gram_weight = schema->options[SUO_OPTION_GRAM_WEIGHT];
    s->bases = suo_alloc(view->segment_count, sizeof(*s->bases));
    s->weights = suo_alloc_zero(s->question->count, sizeof(*s->weights));
    if (s->bases == NULL || s->weights == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < view->segment_count; i++) {
        s->bases[i] = places;
        places += view->segments[i].segment->doc_count;
    }
    s->scores = suo_alloc_zero(places, sizeof(*s->scores));
    if (s->scores == NULL)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < s->question->count; i++)
        s->needed_count += searcher_needs(s, &s->question->terms[i]);
    if (s->needed_count > 0)
        s->met = suo_alloc_zero(places, sizeof(*s->met));
    return s->needed_count > 0 && s->met == NULL ? suo_error_no_memory(error)
                                                 : SUO_OK;
}

/* Weighted frequency of posting 'i' of the block; 0: not in these fields. */
static double searcher_freq(const searcher *s, uint32_t lane, uint32_t fields,
                            uint32_t i)
{
    const suo_posting_block *block = &s->block;
    fields &= block->fields;
    double freq = 0;
    for (uint32_t t = 0; fields >> t != 0; t++)
        if (fields >> t & 1)
            freq += s->lanes[lane].weight[t] * block->freqs[t][i];
    return freq;
}

/* Weighted length of a document in the fields that are searched. */
static double searcher_length(const searcher *s, const suo_segment *segment,
                              uint32_t lane, uint32_t doc)
{
    double length = 0;
    for (uint32_t t = 0; s->fields >> t != 0; t++)
        if (s->fields >> t & 1)
            length += s->lanes[lane].weight[t] *
                      suo_lengths_get(&segment->lengths[t], lane, doc);
    return length;
}

/* A list that is being walked. */
typedef struct searcher_list {
    uint32_t segment; /* of the view */
    uint32_t lane;
    uint32_t fields; /* that count */
} searcher_list;

/* Keep the block's documents in [start, end) that live and match. */
static suo_status searcher_take_block(searcher *s, const searcher_list *list,
                                      suo_doc_range range, suo_error *error)
{
    const suo_view_segment *seen = &s->view->segments[list->segment];
    const suo_posting_block *block = &s->block;
    if (suo_grow(&s->matches, &s->match_cap, s->match_count + block->count,
                 sizeof(*s->matches)) != SUO_OK)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < block->count; i++) {
        uint32_t doc = block->docs[i];
        if (doc < range.start || doc >= range.end ||
            suo_deletions_has(seen->deletions, doc))
            continue;
        double freq = searcher_freq(s, list->lane, list->fields, i);
        if (freq > 0)
            s->matches[s->match_count++] = (term_match){
                s->bases[list->segment] + doc, freq,
                searcher_length(s, seen->segment, list->lane, doc)};
    }
    return SUO_OK;
}

/* Collect a dictionary term's matches in one segment. */
static suo_status searcher_take_list(searcher *s, uint32_t number,
                                     const suo_asked_row *row,
                                     const suo_term_entry *entry,
                                     suo_error *error)
{
    const suo_view_segment *seen = &s->view->segments[number];
    searcher_list list = {number, entry->lane, row->fields & s->fields};
    suo_postings postings;
    suo_status status =
        suo_postings_open(&postings, entry, seen->segment->doc_count, error);
    s->block.count = 0;
    for (uint32_t r = 0; r < seen->range_count && status == SUO_OK; r++) {
        suo_doc_range range = seen->ranges[r];
        /* The block at hand may reach into this range too. */
        if (s->block.count > 0 &&
            s->block.docs[s->block.count - 1] >= range.start)
            status = searcher_take_block(s, &list, range, error);
        bool is_past = s->block.count > 0 &&
                       s->block.docs[s->block.count - 1] >= range.end;
        suo_postings_seek(&postings, range.start);
        while (status == SUO_OK && !is_past) {
            status = suo_postings_next(&postings, &s->block, error);
            if (status != SUO_OK || s->block.count == 0)
                break;
            status = searcher_take_block(s, &list, range, error);
            is_past = s->block.docs[s->block.count - 1] >= range.end;
        }
    }
    return status;
}

/* All terms of a segment that begin with the row's. */
static suo_status searcher_take_prefix(searcher *s, uint32_t number,
                                       const suo_asked_row *row,
                                       suo_error *error)
{
    suo_slice prefix = row->bytes;
    const suo_dictionary *dictionary =
        &s->view->segments[number].segment->dictionary;
    suo_dictionary_walk walk;
    bool found = true;
    suo_status status =
        suo_dictionary_seek(&walk, dictionary, prefix.bytes, prefix.len, error);
    while (status == SUO_OK) {
        status = suo_dictionary_next(&walk, &found, error);
        if (status != SUO_OK || !found || walk.term_len < prefix.len ||
            memcmp(walk.term, prefix.bytes, prefix.len) != 0)
            break;
        status = searcher_take_list(s, number, row, &walk.entry, error);
    }
    return status;
}

static int match_compare(const void *a, const void *b)
{
    const term_match *x = a;
    const term_match *y = b;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return (x->freq > y->freq) - (x->freq < y->freq);
}

/* Join the matches that several terms gave one document. */
static void searcher_join_matches(searcher *s)
{
    size_t kept = 0;
    if (s->match_count > 0)
        qsort(s->matches, s->match_count, sizeof(*s->matches), match_compare);
    for (size_t i = 0; i < s->match_count; i++) {
        if (kept > 0 && s->matches[kept - 1].place == s->matches[i].place)
            s->matches[kept - 1].freq += s->matches[i].freq;
        else
            s->matches[kept++] = s->matches[i];
    }
    s->match_count = kept;
}

/* Collect a dictionary term's matches in one segment. */
static suo_status searcher_take_term(searcher *s, uint32_t number,
                                     const suo_asked_row *row, suo_error *error)
{
    suo_term_entry entry;
    bool found;
    suo_status status = suo_dictionary_find(
        &s->view->segments[number].segment->dictionary, row->bytes.bytes,
        row->bytes.len, &entry, &found, error);
    if (status == SUO_OK && found)
        status = searcher_take_list(s, number, row, &entry, error);
    return status;
}

/* Find the places of one row of a phrase in one segment. */
static suo_status searcher_find_row(searcher *s, uint32_t number,
                                    const suo_asked_row *row, suo_error *error)
{
    const suo_view_segment *seen = &s->view->segments[number];
    bool has_term =
        row->bytes.len > 0 && seen->segment->generation >= row->since;
    suo_phrase_step term = {.bytes = row->bytes};
    suo_phrase phrase = {s->question->steps + row->first_step, row->step_count};
    if (has_term)
        phrase = (suo_phrase){&term, 1};
    return suo_phrase_find(seen, &phrase, row->fields & s->fields, &s->scratch,
                           &s->places, error);
}

/* Collect a phrase's matches in one segment: where any of its rows stands. */
static suo_status searcher_take_phrase(searcher *s, uint32_t number,
                                       const suo_asked_term *term,
                                       suo_error *error)
{
    const suo_segment *segment = s->view->segments[number].segment;
    const double *weights = s->lanes[SUO_LANE_WORD].weight;
    suo_status status = SUO_OK;
    uint32_t last = UINT32_MAX;
    s->places.count = 0;
    for (uint32_t i = 0; i < term->row_count && status == SUO_OK; i++)
        status = searcher_find_row(
            s, number, &s->question->rows[term->first_row + i], error);
    if (status != SUO_OK)
        return status;
    suo_occurrences_unite(&s->places, 0);
    if (suo_grow(&s->matches, &s->match_cap, s->match_count + s->places.count,
                 sizeof(*s->matches)) != SUO_OK)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < s->places.count; i++) {
        const suo_occurrence *place = &s->places.items[i];
        if (place->doc != last)
            s->matches[s->match_count++] = (term_match){
                s->bases[number] + place->doc, 0,
                searcher_length(s, segment, SUO_LANE_WORD, place->doc)};
        s->matches[s->match_count - 1].freq += weights[place->field];
        last = place->doc;
    }
    return SUO_OK;
}

/* Collect the matches of a term of the question in all segments. */
static suo_status searcher_collect(searcher *s, const suo_asked_term *term,
                                   suo_error *error)
{
    suo_status status = SUO_OK;
    s->match_count = 0;
    for (uint32_t i = 0; i < s->view->segment_count && status == SUO_OK; i++) {
        if (term->kind == SUO_ASKED_PHRASE) {
            status = searcher_take_phrase(s, i, term, error);
            continue;
        }
        for (uint32_t r = 0; r < term->row_count && status == SUO_OK; r++) {
            const suo_asked_row *row = &s->question->rows[term->first_row + r];
            status = term->kind == SUO_ASKED_CHAR
                         ? searcher_take_prefix(s, i, row, error)
                         : searcher_take_term(s, i, row, error);
        }
    }
    if (status == SUO_OK &&
        (term->kind == SUO_ASKED_CHAR || term->row_count > 1))
        searcher_join_matches(s);
    return status;
}

/* What a term weighs beside those it is a part of, where these are known. */
static double searcher_share(const searcher *s, const suo_asked_term *term)
{
    double share = term->weight;
    double least = 1;
    if (term->kind == SUO_ASKED_GRAM || term->kind == SUO_ASKED_CHAR)
        share *= s->gram_weight;
    for (uint32_t cover = term->cover; cover != SUO_NO_TERM;
         cover = s->question->terms[cover].cover)
        if (s->weights[cover] > 0 &&
            s->question->terms[cover].part_share < least)
            least = s->question->terms[cover].part_share;
    return share * least;
}

/* Score the matches at hand as those of term 'number'. */
static void searcher_add_scores(searcher *s, uint32_t number, double share)
{
    const suo_asked_term *term = &s->question->terms[number];
    bool is_gram = term->kind == SUO_ASKED_GRAM || term->kind == SUO_ASKED_CHAR;
    const suo_bm25 *bm25 = &s->lanes[is_gram ? SUO_LANE_GRAM : SUO_LANE_WORD];
    if (s->match_count == 0)
        return;
    double weight =
        suo_bm25_idf(s->view->doc_count, s->match_count) * term->count * share;
    s->weights[number] = weight;
    for (size_t i = 0; i < s->match_count; i++) {
        const term_match *match = &s->matches[i];
        s->scores[match->place] +=
            weight * suo_bm25_saturate(bm25, match->freq, match->length);
    }
}

/* Take the matches from 'start' on away from those before: both ascend. */
static void searcher_subtract(searcher *s, size_t start)
{
    size_t at = 0;
    for (size_t i = start; i < s->match_count; i++) {
        while (at < start && s->matches[at].place < s->matches[i].place)
            at++;
        if (at < start && s->matches[at].place == s->matches[i].place)
            s->matches[at].freq -= s->matches[i].freq;
    }
    s->match_count = start;
}

/* Score a word as it is written: its matches at hand, less those of its other
 * forms. */
static suo_status searcher_score_plain(searcher *s, uint32_t number,
                                       suo_error *error)
{
    const suo_asked_term *term = &s->question->terms[number];
    suo_status status = SUO_OK;
    for (uint32_t r = 0; r < term->row_count && status == SUO_OK; r++) {
        const suo_asked_row *row = &s->question->rows[term->first_row + r];
        size_t start = s->match_count;
        for (uint32_t i = 0; i < s->view->segment_count && status == SUO_OK;
             i++)
            status = searcher_take_term(s, i, row, error);
        searcher_subtract(s, start);
    }
    size_t kept = 0;
    for (size_t i = 0; i < s->match_count; i++)
        if (s->matches[i].freq > 1e-9)
            s->matches[kept++] = s->matches[i];
    s->match_count = kept;
    searcher_add_scores(s, number, term->weight);
    return status;
}

static suo_status searcher_score(searcher *s, uint32_t number, suo_error *error)
{
    const suo_asked_term *term = &s->question->terms[number];
    double share = searcher_share(s, term);
    if (share == 0 || term->count == 0 ||
        s->question->rows[term->first_row].is_less)
        return SUO_OK; /* a word as it is written comes with the word */
    suo_status status = searcher_collect(s, term, error);
    if (status != SUO_OK)
        return status;
    searcher_add_scores(s, number, share);
    if (term->form != SUO_NO_TERM && s->match_count > 0)
        status = searcher_score_plain(s, term->form, error);
    return status;
}

/* Score the terms that are stop words, or those that are not. */
static suo_status searcher_score_all(searcher *s, bool stops, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < s->question->count && status == SUO_OK; i++)
        if (s->question->terms[i].is_stop == stops)
            status = searcher_score(s, i, error);
    return status;
}

/* Is some term that was scored in a visible document? */
static bool searcher_has_found(const searcher *s)
{
    for (size_t i = 0; i < s->question->count; i++)
        if (s->weights[i] > 0)
            return true;
    return false;
}

/* Mark the documents that have the term as meeting need number 'need'. */
static suo_status searcher_meet(searcher *s, uint32_t number, uint16_t need,
                                suo_error *error)
{
    suo_status status = searcher_collect(s, &s->question->terms[number], error);
    for (size_t i = 0; i < s->match_count && status == SUO_OK; i++) {
        uint16_t *met = &s->met[s->matches[i].place];
        /* Who did not meet all needs before meets none any more. */
        if (*met == need)
            *met = (uint16_t)(need + 1);
    }
    return status;
}

/* Find which documents have all that hits must have. */
static suo_status searcher_meet_all(searcher *s, suo_error *error)
{
    suo_status status = SUO_OK;
    uint16_t need = 0;
    for (uint32_t i = 0; i < s->question->count; i++) {
        const suo_asked_term *term = &s->question->terms[i];
        if (!searcher_needs(s, term))
            continue;
        uint32_t own = term->proof != SUO_NO_TERM ? term->proof : i;
        status = searcher_meet(s, own, need, error);
        for (uint32_t cover = term->cover;
             cover != SUO_NO_TERM && status == SUO_OK;
             cover = s->question->terms[cover].cover)
            status = searcher_meet(s, cover, need, error);
        if (status != SUO_OK)
            break;
        need++;
    }
    return status;
}

/* Is the document at 'place' a hit? */
static bool searcher_is_hit(searcher *s, uint64_t base, uint32_t doc)
{
    return s->scores[base + doc] > 0 &&
           (s->met == NULL || s->met[base + doc] == s->needed_count) &&
           suo_segment_filters_pass(&s->filters, doc);
}

/* Count a segment's hits and keep the best. */
static suo_status searcher_finish_segment(searcher *s, uint32_t number,
                                          suo_result *result, suo_error *error)
{
    const suo_segment *segment = s->view->segments[number].segment;
    const uint64_t base = s->bases[number];
    suo_status status =
        suo_segment_filters_open(&s->filters, s->request->filters,
                                 s->request->filter_count, segment, error);
    if (status != SUO_OK)
        return status;
    for (uint32_t doc = 0; doc < segment->doc_count; doc++) {
        double score = s->scores[base + doc];
        if (!searcher_is_hit(s, base, doc))
            continue;
        result->total++;
        if (s->request->total == SUO_TOTAL_ONLY ||
            !suo_topk_wants(&result->best, score))
            continue;
        uint64_t sequence = suo_sequences_get(&segment->sequences, doc);
        suo_topk_offer(&result->best,
                       (suo_scored){score, sequence, number, doc});
    }
    return s->filters.is_corrupt ? suo_error_set(error, SUO_CORRUPT,
                                                 "a keyword column is damaged")
                                 : SUO_OK;
}

static suo_status searcher_finish(searcher *s, suo_result *result,
                                  suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < s->view->segment_count && status == SUO_OK; i++)
        status = searcher_finish_segment(s, i, result, error);
    suo_topk_sort(&result->best);
    return status;
}

suo_status suo_search(const suo_view *view, const suo_question *question,
                      const suo_search_request *request, suo_result *result,
                      suo_error *error)
{
    searcher s = {.view = view,
                  .question = question,
                  .request = request,
                  .fields = request->fields};
    *result = (suo_result){0};
    suo_status status = suo_topk_init(&result->best, request->k, error);
    if (status == SUO_OK)
        status = searcher_init(&s, error);
    if (status == SUO_OK)
        status = searcher_score_all(&s, false, error);
    if (status == SUO_OK && !searcher_has_found(&s)) /* but stop words */
        status = searcher_score_all(&s, true, error);
    if (status == SUO_OK && s.met != NULL)
        status = searcher_meet_all(&s, error);
    if (status == SUO_OK)
        status = searcher_finish(&s, result, error);
    if (status == SUO_OK) {
        result->weights = s.weights;
        s.weights = NULL;
    } else {
        suo_result_clear(result);
    }
    searcher_clear(&s);
    return status;
}
