/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search.c - exhaustive evaluation, one term at a time.
 *
 * For each term: walk its postings inside the view's ranges and keep what
 * lives and matches in a searched field; their number is the document
 * frequency, exactly as if nothing else existed; then add each one's score to
 * its document. The order of the additions is the order of the question, so a
 * score does not depend on how documents are spread over segments.
 */
#include "query/search.h"

#include <stdlib.h>

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
    return s->scores == NULL ? suo_error_no_memory(error) : SUO_OK;
}

/* Weighted frequency of posting 'i' of the block; 0: not in these fields. */
static double searcher_freq(const searcher *s, uint32_t lane, uint32_t i)
{
    const suo_posting_block *block = &s->block;
    uint32_t fields = block->fields & s->fields;
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

/* Keep the block's documents in [start, end) that live and match. */
static suo_status searcher_take_block(searcher *s, uint32_t number,
                                      uint32_t lane, suo_doc_range range,
                                      suo_error *error)
{
    const suo_view_segment *seen = &s->view->segments[number];
    const suo_posting_block *block = &s->block;
    if (suo_grow(&s->matches, &s->match_cap, s->match_count + block->count,
                 sizeof(*s->matches)) != SUO_OK)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < block->count; i++) {
        uint32_t doc = block->docs[i];
        if (doc < range.start || doc >= range.end ||
            suo_deletions_has(seen->deletions, doc))
            continue;
        double freq = searcher_freq(s, lane, i);
        if (freq > 0)
            s->matches[s->match_count++] =
                (term_match){s->bases[number] + doc, freq,
                             searcher_length(s, seen->segment, lane, doc)};
    }
    return SUO_OK;
}

/* Collect a dictionary term's matches in one segment. */
static suo_status searcher_take_list(searcher *s, uint32_t number,
                                     const suo_term_entry *entry,
                                     suo_error *error)
{
    const suo_view_segment *seen = &s->view->segments[number];
    suo_postings postings;
    suo_status status =
        suo_postings_open(&postings, entry, seen->segment->doc_count, error);
    s->block.count = 0;
    for (uint32_t r = 0; r < seen->range_count && status == SUO_OK; r++) {
        suo_doc_range range = seen->ranges[r];
        /* The block at hand may reach into this range too. */
        if (s->block.count > 0 &&
            s->block.docs[s->block.count - 1] >= range.start)
            status = searcher_take_block(s, number, entry->lane, range, error);
        bool is_past = s->block.count > 0 &&
                       s->block.docs[s->block.count - 1] >= range.end;
        suo_postings_seek(&postings, range.start);
        while (status == SUO_OK && !is_past) {
            status = suo_postings_next(&postings, &s->block, error);
            if (status != SUO_OK || s->block.count == 0)
                break;
            status = searcher_take_block(s, number, entry->lane, range, error);
            is_past = s->block.docs[s->block.count - 1] >= range.end;
        }
    }
    return status;
}

/* All terms of a segment that begin with 'prefix'. */
static suo_status searcher_take_prefix(searcher *s, uint32_t number,
                                       suo_slice prefix, suo_error *error)
{
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
        status = searcher_take_list(s, number, &walk.entry, error);
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

/* Collect the matches of a term of the question in all segments. */
static suo_status searcher_collect(searcher *s, const suo_asked_term *term,
                                   suo_error *error)
{
    suo_status status = SUO_OK;
    s->match_count = 0;
    for (uint32_t i = 0; i < s->view->segment_count && status == SUO_OK; i++) {
        if (term->kind == SUO_ASKED_CHAR) {
            status = searcher_take_prefix(s, i, term->bytes, error);
            continue;
        }
        suo_term_entry entry;
        bool found;
        status = suo_dictionary_find(&s->view->segments[i].segment->dictionary,
                                     term->bytes.bytes, term->bytes.len, &entry,
                                     &found, error);
        if (status == SUO_OK && found)
            status = searcher_take_list(s, i, &entry, error);
    }
    if (term->kind == SUO_ASKED_CHAR && status == SUO_OK)
        searcher_join_matches(s);
    return status;
}

static suo_status searcher_score(searcher *s, uint32_t number, suo_error *error)
{
    const suo_asked_term *term = &s->question->terms[number];
    bool is_gram = term->kind == SUO_ASKED_GRAM || term->kind == SUO_ASKED_CHAR;
    bool is_known = term->code != SUO_NO_CODE && s->weights[term->code] > 0;
    double share = is_known ? term->share : 1;
    if (is_gram)
        share *= s->gram_weight;
    if (term->is_stop || share == 0)
        return SUO_OK;
    suo_status status = searcher_collect(s, term, error);
    if (status != SUO_OK || s->match_count == 0)
        return status;
    const suo_bm25 *bm25 = &s->lanes[is_gram ? SUO_LANE_GRAM : SUO_LANE_WORD];
    double weight =
        suo_bm25_idf(s->view->doc_count, s->match_count) * term->count * share;
    s->weights[number] = weight;
    for (size_t i = 0; i < s->match_count; i++)
        s->scores[s->matches[i].place] +=
            weight *
            suo_bm25_saturate(bm25, s->matches[i].freq, s->matches[i].length);
    return SUO_OK;
}

/* Count what has a score and keep the best. */
static void searcher_finish(const searcher *s, suo_result *result)
{
    for (uint32_t i = 0; i < s->view->segment_count; i++) {
        const suo_segment *segment = s->view->segments[i].segment;
        const double *scores = s->scores + s->bases[i];
        for (uint32_t doc = 0; doc < segment->doc_count; doc++) {
            if (scores[doc] <= 0)
                continue;
            result->total++;
            if (!suo_topk_wants(&result->best, scores[doc]))
                continue;
            uint64_t sequence = suo_sequences_get(&segment->sequences, doc);
            suo_topk_offer(&result->best,
                           (suo_scored){scores[doc], sequence, i, doc});
        }
    }
    suo_topk_sort(&result->best);
}

suo_status suo_search(const suo_view *view, const suo_question *question,
                      uint32_t fields, uint32_t k, suo_result *result,
                      suo_error *error)
{
    searcher s = {.view = view, .question = question, .fields = fields};
    *result = (suo_result){0};
    suo_status status = suo_topk_init(&result->best, k, error);
    if (status == SUO_OK)
        status = searcher_init(&s, error);
    for (uint32_t i = 0; i < question->count && status == SUO_OK; i++)
        status = searcher_score(&s, i, error);
    if (status == SUO_OK) {
        searcher_finish(&s, result);
        result->weights = s.weights;
        s.weights = NULL;
    } else {
        suo_result_clear(result);
    }
    searcher_clear(&s);
    return status;
}
