/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sketches.c - the least 64 hashes of each document's terms, from the index.
 *
 * The inverted index has every term with its documents: one walk over it gives
 * all samples, and no text is read. Of all terms of two documents the least 64
 * hashes are a fair sample, and both samples hold what of it their documents
 * have (A. Broder, "On the resemblance and containment of documents", 1997,
 * with one permutation). Only visible documents are met: a term that hidden
 * ones have alone leaves no trace.
 */
#include "query/sketches.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "query/cursor.h"
#include "text/stop.h"
#include "text/tokenizer.h"
#include "text/utf8.h"

/* A document that is numbered. */
typedef struct sketch_doc {
    uint64_t sequence;
    suo_place place;
} sketch_doc;

/* What one walk needs. */
typedef struct sketching {
    suo_sketches *sketches;
    const suo_view *view;
    uint32_t *numbers; /* by document of the segment */
    suo_bm25 lanes[SUO_LANES];
    suo_walk walk;
    suo_cursor cursor;
    suo_dictionary_walk terms;
} sketching;

void suo_sketches_clear(suo_sketches *sketches)
{
    suo_dealloc(sketches->places);
    suo_dealloc(sketches->hashes);
    suo_dealloc(sketches->sizes);
    *sketches = (suo_sketches){0};
}

/* ---- numbering ---- */

static int doc_compare(const void *a, const void *b)
{
    const sketch_doc *x = a;
    const sketch_doc *y = b;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static uint32_t sketches_list(const suo_view *view, sketch_doc *docs)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->segment_count; i++) {
        const suo_view_segment *seen = &view->segments[i];
        for (uint32_t r = 0; r < seen->range_count; r++)
            for (uint32_t d = seen->ranges[r].start; d < seen->ranges[r].end;
                 d++)
                if (!suo_deletions_has(seen->deletions, d) &&
                    count < view->doc_count)
                    docs[count++] = (sketch_doc){
                        suo_sequences_get(&seen->segment->sequences, d),
                        {i, d}};
    }
    return count;
}

static suo_status sketches_number(suo_sketches *sketches, const suo_view *view)
{
    size_t room = (size_t)view->doc_count;
    sketch_doc *docs = suo_alloc(room, sizeof(*docs));
    sketches->places = suo_alloc(room, sizeof(*sketches->places));
    sketches->sizes = suo_alloc_zero(room, 1);
    sketches->hashes =
        suo_alloc(room, SUO_SKETCH_TERMS * sizeof(*sketches->hashes));
    if (docs == NULL || sketches->places == NULL || sketches->sizes == NULL ||
        sketches->hashes == NULL) {
        suo_dealloc(docs);
        return SUO_NO_MEMORY;
    }
    sketches->count = sketches_list(view, docs);
    if (sketches->count > 1)
        qsort(docs, sketches->count, sizeof(*docs), doc_compare);
    for (uint32_t i = 0; i < sketches->count; i++)
        sketches->places[i] = docs[i].place;
    suo_dealloc(docs);
    return SUO_OK;
}

/* ---- sampling ---- */

/* While there is room, hashes come as they are; then they are a heap, the
 * greatest first. */
static void sketch_sift(uint32_t *hashes, size_t count, size_t at)
{
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= count)
            return;
        if (child + 1 < count && hashes[child + 1] > hashes[child])
            child++;
        if (hashes[child] <= hashes[at])
            return;
        uint32_t moved = hashes[at];
        hashes[at] = hashes[child];
        hashes[child] = moved;
        at = child;
    }
}

static void sketch_add(suo_sketches *sketches, uint32_t doc, uint32_t hash)
{
    uint32_t *hashes = sketches->hashes + (size_t)doc * SUO_SKETCH_TERMS;
    if (sketches->sizes[doc] == SUO_SKETCH_TERMS) {
        if (hash >= hashes[0])
            return;
        hashes[0] = hash;
        sketch_sift(hashes, SUO_SKETCH_TERMS, 0);
        return;
    }
    hashes[sketches->sizes[doc]++] = hash;
    if (sketches->sizes[doc] == SUO_SKETCH_TERMS)
        for (size_t i = SUO_SKETCH_TERMS / 2; i-- > 0;)
            sketch_sift(hashes, SUO_SKETCH_TERMS, i);
}

static int hash_compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Put hashes in order; equal ones of a document are one. */
static void sketches_sort(suo_sketches *sketches)
{
    for (uint32_t doc = 0; doc < sketches->count; doc++) {
        uint32_t *hashes = sketches->hashes + (size_t)doc * SUO_SKETCH_TERMS;
        uint8_t kept = 0;
        qsort(hashes, sketches->sizes[doc], sizeof(*hashes), hash_compare);
        for (uint8_t i = 0; i < sketches->sizes[doc]; i++)
            if (kept == 0 || hashes[kept - 1] != hashes[i])
                hashes[kept++] = hashes[i];
        sketches->sizes[doc] = kept;
    }
}

/* Is a term of the dictionary a pair of Han, or a word of no Han? English stop
 * words are left out, whatever the language: there is enough else to sample. */
static bool term_counts(const uint8_t *term, size_t len)
{
    uint32_t code;
    bool is_broken;
    if (len < 2)
        return false;
    size_t first = suo_utf8_decode(term + 1, len - 1, &code, &is_broken);
    if (term[0] == suo_token_space(SUO_TOKEN_GRAM))
        return first < len - 1;
    bool is_han = (code >= 0x2E80 && code < 0xA000) ||
                  (code >= 0xF900 && code < 0xFB00) || code >= 0x20000;
    uint64_t key = suo_stop_ascii_key((const char *)term + 1, len - 1);
    return term[0] == suo_token_space(SUO_TOKEN_WORD) && !is_han &&
           !suo_stop_has(&suo_stop_all, key);
}

static void sketching_read_term(sketching *s)
{
    uint32_t hash = (uint32_t)suo_hash(s->terms.term, s->terms.term_len);
    suo_cursor_open_list(&s->cursor, &s->walk, SUO_LANE_WORD, &s->terms.entry,
                         s->walk.all_fields);
    while (suo_cursor_seek(&s->cursor, s->cursor.next_start) != SUO_NO_DOC)
        for (uint32_t i = 0; i < s->cursor.count; i++)
            sketch_add(s->sketches, s->numbers[s->cursor.docs[i]], hash);
}

static suo_status sketching_read_segment(sketching *s, uint32_t segment,
                                         suo_error *error)
{
    const suo_view_segment *seen = &s->view->segments[segment];
    bool found = true;
    s->walk.seen = seen;
    s->walk.visible = seen->visible;
    s->walk.error = error;
    suo_dealloc(s->numbers);
    s->numbers = suo_alloc_zero(seen->segment->doc_count, sizeof(*s->numbers));
    if (s->numbers == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < s->sketches->count; i++)
        if (s->sketches->places[i].segment == segment)
            s->numbers[s->sketches->places[i].doc] = i;
    suo_status status = suo_dictionary_seek(
        &s->terms, &seen->segment->dictionary, "", 0, error);
    while (status == SUO_OK && found) {
        status = suo_dictionary_next(&s->terms, &found, error);
        if (status == SUO_OK && found &&
            term_counts(s->terms.term, s->terms.term_len))
            sketching_read_term(s);
        if (s->walk.status != SUO_OK)
            return s->walk.status;
    }
    return status;
}

suo_status suo_sketches_make(suo_sketches *sketches, const suo_view *view,
                             suo_error *error)
{
    const suo_schema *schema = view->snapshot->manifest.schema;
    sketching *s = suo_alloc_zero(1, sizeof(*s));
    if (s == NULL || sketches_number(sketches, view) != SUO_OK) {
        suo_dealloc(s);
        return suo_error_no_memory(error);
    }
    suo_status status = SUO_OK;
    s->sketches = sketches;
    s->view = view;
    s->walk.all_fields = (1u << schema->text_count) - 1;
    for (uint32_t lane = 0; lane < SUO_LANES; lane++)
        suo_bm25_init(&s->lanes[lane], view, lane, s->walk.all_fields);
    s->walk.lanes = s->lanes;
    for (uint32_t i = 0; i < view->segment_count && status == SUO_OK; i++)
        if (view->segments[i].range_count > 0)
            status = sketching_read_segment(s, i, error);
    suo_dealloc(s->numbers);
    suo_dealloc(s);
    if (status == SUO_OK)
        sketches_sort(sketches);
    return status;
}

double suo_sketches_compare(const suo_sketches *sketches, uint32_t a,
                            uint32_t b)
{
    const uint32_t *x = suo_sketch_of(sketches, a);
    const uint32_t *y = suo_sketch_of(sketches, b);
    uint32_t x_left = sketches->sizes[a];
    uint32_t y_left = sketches->sizes[b];
    uint32_t all = 0;
    uint32_t both = 0;
    while (all < SUO_SKETCH_TERMS && x_left + y_left > 0) {
        bool takes_x = y_left == 0 || (x_left > 0 && *x <= *y);
        bool takes_y = x_left == 0 || (y_left > 0 && *y <= *x);
        both += takes_x && takes_y;
        all++;
        x += takes_x;
        y += takes_y;
        x_left -= takes_x;
        y_left -= takes_y;
    }
    return all == 0 ? 0 : (double)both / all;
}
