/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duplicates.c - compare what may be alike by the stored texts.
 *
 * The likeness is exact: the pairs of neighbouring Han characters and the other
 * words, stemmed, without stop words, that both documents have, as a share of
 * those that either has (Jaccard). It does not change with the order of
 * sentences, with Traditional or Simplified characters, or with how often a
 * thing is said. Sketches, which choose what is compared, may be wrong by
 * about .06: they are asked for somewhat less than what is wanted.
 */
#include "query/duplicates.h"

#include <stdlib.h>

#include "base/hash.h"

enum { COMPARED_FACTOR = 4, TEXT_BYTES_MAX = 1 << 20 };

static const double MARGIN = 0.15;

struct suo_duplicates {
    suo_duplicate *items;
    uint32_t count;
    suo_arena arena;
};

/* The distinct terms of a document, as hashes. */
typedef struct term_set {
    uint64_t *hashes;
    size_t count;
    size_t cap;
    uint32_t doc; /* of the sketches */
    bool is_read;
    suo_store_frame frame;
} term_set;

typedef struct duplicate_search {
    const suo_view *view;
    const suo_analysis *analysis;
    suo_sketches sketches;
    suo_candidate *candidates;
    size_t count;
    term_set sets[2];
} duplicate_search;

void suo_duplicates_release(suo_duplicates *duplicates)
{
    if (duplicates == NULL)
        return;
    suo_dealloc(duplicates->items);
    suo_arena_clear(&duplicates->arena);
    suo_dealloc(duplicates);
}

const suo_duplicate *suo_duplicates_get_items(const suo_duplicates *duplicates)
{
    return duplicates->items;
}

uint32_t suo_duplicates_get_count(const suo_duplicates *duplicates)
{
    return duplicates->count;
}

/* ---- reading ---- */

/* Does the token say something, and is it not said by others? */
static bool token_counts(const suo_token *token)
{
    if (token->kind == SUO_TOKEN_GRAM)
        return token->unit_count == 2;
    return token->kind == SUO_TOKEN_WORD &&
           !(token->flags & (SUO_TOKEN_HAN | SUO_TOKEN_STOP));
}

static suo_status set_add_text(term_set *set, suo_tokenizer *tokenizer,
                               suo_slice text, suo_error *error)
{
    suo_status status = suo_tokenizer_start(tokenizer, (const char *)text.bytes,
                                            (int64_t)text.len, error);
    while (status == SUO_OK) {
        const suo_token *tokens;
        uint64_t count;
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            break;
        if (suo_grow(&set->hashes, &set->cap, set->count + (size_t)count,
                     sizeof(*set->hashes)) != SUO_OK)
            return suo_error_no_memory(error);
        for (uint64_t i = 0; i < count; i++)
            if (token_counts(&tokens[i]))
                set->hashes[set->count++] =
                    suo_hash(tokens[i].term, tokens[i].term_len);
    }
    return status;
}

static int hash_compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void set_finish(term_set *set)
{
    size_t kept = 0;
    if (set->count > 1)
        qsort(set->hashes, set->count, sizeof(*set->hashes), hash_compare);
    for (size_t i = 0; i < set->count; i++)
        if (kept == 0 || set->hashes[kept - 1] != set->hashes[i])
            set->hashes[kept++] = set->hashes[i];
    set->count = kept;
}

/* Read the texts of a record, up to 1 MiB of each value. */
static suo_status search_read_record(const duplicate_search *search,
                                     term_set *set, const suo_record *record,
                                     suo_error *error)
{
    const suo_schema *schema = search->view->snapshot->manifest.schema;
    suo_status status = SUO_OK;
    for (uint32_t t = 0; t < schema->text_count && status == SUO_OK; t++) {
        uint32_t language = suo_analysis_find(search->analysis, t);
        suo_tokenizer *tokenizer;
        suo_slice text;
        status = suo_analysis_take_tokenizer(search->analysis, language,
                                             &tokenizer, error);
        if (status != SUO_OK)
            return status;
        for (uint32_t nth = 0;
             status == SUO_OK &&
             suo_record_find(record, schema->text_fields[t], nth, &text);
             nth++) {
            if (text.len > TEXT_BYTES_MAX)
                text.len = TEXT_BYTES_MAX;
            status = set_add_text(set, tokenizer, text, error);
        }
        suo_analysis_give_tokenizer(search->analysis, language, tokenizer);
    }
    return status;
}

/* Have the terms of a document. */
static suo_status search_need(const duplicate_search *search, term_set *set,
                              uint32_t doc, suo_error *error)
{
    const suo_place place = search->sketches.places[doc];
    const suo_segment *segment = search->view->segments[place.segment].segment;
    suo_record record;
    if (set->is_read && set->doc == doc)
        return SUO_OK;
    set->is_read = false;
    set->count = 0;
    suo_status status =
        suo_store_read(&segment->store, place.doc, &set->frame, &record, error);
    if (status == SUO_OK)
        status = search_read_record(search, set, &record, error);
    if (status != SUO_OK)
        return status;
    set_finish(set);
    set->doc = doc;
    set->is_read = true;
    return SUO_OK;
}

static double sets_compare(const term_set *a, const term_set *b)
{
    size_t i = 0;
    size_t j = 0;
    size_t both = 0;
    while (i < a->count && j < b->count) {
        uint64_t x = a->hashes[i];
        uint64_t y = b->hashes[j];
        both += x == y;
        i += x <= y;
        j += y <= x;
    }
    size_t all = a->count + b->count - both;
    return all == 0 ? 0 : (double)both / (double)all;
}

/* ---- comparing ---- */

static int candidate_compare_docs(const void *a, const void *b)
{
    const suo_candidate *x = a;
    const suo_candidate *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

/* Give all candidates their exact likeness; keep those that are alike. */
static suo_status search_compare(duplicate_search *search, double least,
                                 suo_error *error)
{
    suo_candidate *candidates = search->candidates;
    suo_status status = SUO_OK;
    size_t kept = 0;
    if (search->count > 1)
        qsort(candidates, search->count, sizeof(*candidates),
              candidate_compare_docs);
    for (size_t i = 0; i < search->count && status == SUO_OK; i++) {
        suo_candidate own = candidates[i];
        status = search_need(search, &search->sets[0], own.first, error);
        if (status == SUO_OK)
            status = search_need(search, &search->sets[1], own.second, error);
        if (status != SUO_OK)
            return status;
        own.likeness = sets_compare(&search->sets[0], &search->sets[1]);
        if (own.likeness >= least)
            candidates[kept++] = own;
    }
    search->count = kept;
    if (kept > 1)
        qsort(candidates, kept, sizeof(*candidates), suo_candidate_compare);
    return SUO_OK;
}

/* Copy the key of a document. */
static suo_status search_copy_key(const duplicate_search *search, uint32_t doc,
                                  suo_arena *arena, const char **key,
                                  uint64_t *key_len, suo_error *error)
{
    const suo_place place = search->sketches.places[doc];
    suo_slice own;
    if (!suo_keys_get(&search->view->segments[place.segment].segment->keys,
                      place.doc, &own))
        return suo_error_set(error, SUO_CORRUPT, "the keys are damaged");
    *key = suo_arena_copy(arena, own.bytes, own.len);
    *key_len = own.len;
    return *key == NULL ? suo_error_no_memory(error) : SUO_OK;
}

static suo_status search_give(const duplicate_search *search,
                              suo_duplicates *made, uint32_t k,
                              suo_error *error)
{
    uint32_t count = search->count < k ? (uint32_t)search->count : k;
    suo_status status = SUO_OK;
    made->items = suo_alloc_zero(count, sizeof(*made->items));
    if (made->items == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < count && status == SUO_OK; i++) {
        const suo_candidate *pair = &search->candidates[i];
        suo_duplicate *item = &made->items[i];
        item->likeness = pair->likeness;
        status = search_copy_key(search, pair->first, &made->arena, &item->key,
                                 &item->key_len, error);
        if (status == SUO_OK)
            status = search_copy_key(search, pair->second, &made->arena,
                                     &item->other, &item->other_len, error);
    }
    made->count = count;
    return status;
}

static suo_status search_run(duplicate_search *search, uint32_t k, double least,
                             suo_duplicates *made, suo_error *error)
{
    suo_status status =
        suo_analysis_get(search->view->snapshot, &search->analysis, error);
    if (status == SUO_OK)
        status = suo_sketches_make(&search->sketches, search->view, error);
    if (status == SUO_OK)
        status = suo_candidates_find(
            &search->sketches, least - MARGIN, (size_t)k * COMPARED_FACTOR,
            &search->candidates, &search->count, error);
    if (status == SUO_OK)
        status = search_compare(search, least, error);
    return status == SUO_OK ? search_give(search, made, k, error) : status;
}

suo_status suo_duplicates_make(const suo_view *view, uint32_t k, double least,
                               suo_duplicates **duplicates, suo_error *error)
{
    duplicate_search search = {.view = view};
    *duplicates = NULL;
    suo_duplicates *made = suo_alloc_zero(1, sizeof(*made));
    if (made == NULL)
        return suo_error_no_memory(error);
    suo_status status = search_run(&search, k, least, made, error);
    suo_sketches_clear(&search.sketches);
    suo_dealloc(search.candidates);
    for (int i = 0; i < 2; i++) {
        suo_dealloc(search.sets[i].hashes);
        suo_store_frame_clear(&search.sets[i].frame);
    }
    if (status != SUO_OK) {
        suo_duplicates_release(made);
        return status;
    }
    *duplicates = made;
    return SUO_OK;
}
