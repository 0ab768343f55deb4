/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_terms.c - walk all dictionaries at once, and all lists of each term.
 *
 * The sources stand in a heap by the term they are at. Those that have the
 * least one give it up together, and their postings are merged by their new
 * documents: while one source is behind the next, it goes on alone. Of a list
 * only one block of each source is in memory, and its positions.
 */
#include "write/merge_terms.h"

#include "base/memory.h"

/* A source: where its dictionary stands, and the list of the term there. */
typedef struct terms_source {
    suo_dictionary_walk walk;
    const uint32_t *map;
    suo_postings postings;
    suo_posting_block block;
    suo_positions positions;
    uint32_t at;     /* posting of the block */
    size_t position; /* of 'positions': the posting's first */
    uint32_t doc;    /* its new document; SUO_NO_DOC at the end */
} terms_source;

struct suo_merge_terms {
    suo_segment_writer *writer;
    uint32_t count;
    terms_source *sources;
    uint32_t heap_count;
    terms_source *heap[SUO_MERGE_SOURCES_MAX]; /* by term, then by source */
    uint32_t same_count;
    terms_source *same[SUO_MERGE_SOURCES_MAX]; /* that have the term at hand */
    bool has_positions;                        /* the term at hand */
};

/* ---- the heap ---- */

static bool source_is_before(const terms_source *a, const terms_source *b)
{
    int order = suo_bytes_compare(a->walk.term, a->walk.term_len, b->walk.term,
                                  b->walk.term_len);
    return order != 0 ? order < 0 : a < b;
}

static void terms_push(suo_merge_terms *terms, terms_source *source)
{
    uint32_t at = terms->heap_count++;
    while (at > 0 && source_is_before(source, terms->heap[(at - 1) / 2])) {
        terms->heap[at] = terms->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    terms->heap[at] = source;
}

static terms_source *terms_pop(suo_merge_terms *terms)
{
    terms_source *top = terms->heap[0];
    terms_source *last = terms->heap[--terms->heap_count];
    uint32_t at = 0;
    for (uint32_t child = 1; child < terms->heap_count; child = 2 * at + 1) {
        if (child + 1 < terms->heap_count &&
            source_is_before(terms->heap[child + 1], terms->heap[child]))
            child++;
        if (source_is_before(last, terms->heap[child]))
            break;
        terms->heap[at] = terms->heap[child];
        at = child;
    }
    terms->heap[at] = last;
    return top;
}

/* Let a source stand at its next term, in the heap if there is one. */
static suo_status terms_advance(suo_merge_terms *terms, terms_source *source,
                                suo_error *error)
{
    bool found;
    uint8_t last[SUO_TERM_MAX + 1];
    size_t last_len = source->walk.term_len;
    memcpy(last, source->walk.term, last_len);
    suo_status status = suo_dictionary_next(&source->walk, &found, error);
    if (status != SUO_OK || !found)
        return status;
    if (suo_bytes_compare(source->walk.term, source->walk.term_len, last,
                          last_len) <= 0)
        return suo_error_set(error, SUO_CORRUPT, "the terms do not ascend");
    terms_push(terms, source);
    return SUO_OK;
}

/* ---- the list of one source ---- */

/* Positions that the posting at hand has. */
static uint32_t source_position_count(const terms_source *source)
{
    const suo_posting_block *block = &source->block;
    uint32_t count = 0;
    for (uint32_t t = 0; block->fields >> t != 0; t++)
        if (block->fields >> t & 1)
            count += block->freqs[t][source->at];
    return count;
}

static suo_status source_next_block(suo_merge_terms *terms,
                                    terms_source *source, suo_error *error)
{
    source->at = 0;
    source->position = 0;
    suo_status status =
        suo_postings_next(&source->postings, &source->block, error);
    if (status == SUO_OK && source->block.count > 0 && terms->has_positions)
        status = suo_postings_positions(&source->postings, &source->block,
                                        &source->positions, error);
    return status;
}

/* Stand at the first living posting from the one at hand on. */
static suo_status source_settle(suo_merge_terms *terms, terms_source *source,
                                suo_error *error)
{
    for (;;) {
        if (source->at == source->block.count) {
            suo_status status = source_next_block(terms, source, error);
            if (status != SUO_OK || source->block.count == 0) {
                source->doc = SUO_NO_DOC;
                return status;
            }
        }
        source->doc = source->map[source->block.docs[source->at]];
        if (source->doc != SUO_NO_DOC)
            return SUO_OK;
        source->position += source_position_count(source);
        source->at++;
    }
}

static suo_status source_open_list(suo_merge_terms *terms, terms_source *source,
                                   suo_error *error)
{
    source->at = 0;
    source->block.count = 0;
    suo_status status =
        suo_postings_open(&source->postings, &source->walk.entry,
                          source->walk.dictionary->doc_count, error);
    return status == SUO_OK ? source_settle(terms, source, error) : status;
}

/* Write the posting at hand and go on to the next. */
static suo_status source_write(suo_merge_terms *terms, terms_source *source,
                               suo_error *error)
{
    suo_postings_writer *writer = &terms->writer->postings;
    const suo_posting_block *block = &source->block;
    bool has_field = false;
    suo_postings_writer_doc(writer, source->doc);
    for (uint32_t t = 0; block->fields >> t != 0; t++) {
        uint32_t freq =
            block->fields >> t & 1 ? block->freqs[t][source->at] : 0;
        const uint32_t *positions = NULL;
        if (freq == 0)
            continue;
        if (terms->has_positions) {
            positions = source->positions.values + source->position;
            source->position += freq;
        }
        suo_postings_writer_field(writer, t, freq, positions);
        has_field = true;
    }
    if (!has_field)
        return suo_error_set(error, SUO_CORRUPT, "a posting is in no field");
    source->at++;
    return source_settle(terms, source, error);
}

/* ---- a term ---- */

/* Write the lists of 'same' as one; 'has_docs': any of it lives. */
static suo_status terms_write_lists(suo_merge_terms *terms, bool *has_docs,
                                    suo_error *error)
{
    suo_status status = SUO_OK;
    *has_docs = false;
    for (;;) {
        terms_source *first = NULL;
        uint32_t second = SUO_NO_DOC;
        for (uint32_t i = 0; i < terms->same_count; i++) {
            terms_source *own = terms->same[i];
            if (own->doc == SUO_NO_DOC)
                continue;
            if (first == NULL || own->doc < first->doc) {
                second = first != NULL ? first->doc : SUO_NO_DOC;
                first = own;
            } else if (own->doc < second) {
                second = own->doc;
            }
        }
        if (first == NULL)
            return SUO_OK;
        *has_docs = true;
        while (status == SUO_OK && first->doc < second)
            status = source_write(terms, first, error);
        if (status == SUO_OK)
            status = suo_segment_writer_drain(terms->writer, error);
        if (status != SUO_OK)
            return status;
    }
}

/* Take the sources that have the least term out of the heap. */
static uint64_t terms_take_same(suo_merge_terms *terms)
{
    uint64_t work = 0;
    terms->same_count = 0;
    terms->has_positions = true;
    do {
        terms_source *source = terms_pop(terms);
        const suo_term_entry *entry = &source->walk.entry;
        terms->same[terms->same_count++] = source;
        terms->has_positions = terms->has_positions && entry->has_positions;
        work += source->walk.term_len + entry->list.len + entry->positions.len;
    } while (terms->heap_count > 0 &&
             suo_bytes_compare(terms->heap[0]->walk.term,
                               terms->heap[0]->walk.term_len,
                               terms->same[0]->walk.term,
                               terms->same[0]->walk.term_len) == 0);
    return work;
}

suo_status suo_merge_terms_next(suo_merge_terms *terms, uint64_t *work,
                                bool *is_done, suo_error *error)
{
    *work = 0;
    *is_done = terms->heap_count == 0;
    if (*is_done)
        return SUO_OK;
    *work = terms_take_same(terms);
    const terms_source *named = terms->same[0];
    uint8_t lane = named->walk.entry.lane;
    suo_status status = SUO_OK;
    for (uint32_t i = 0; i < terms->same_count && status == SUO_OK; i++) {
        if (terms->same[i]->walk.entry.lane != lane)
            return suo_error_set(error, SUO_CORRUPT,
                                 "segments count a term in different lanes");
        status = source_open_list(terms, terms->same[i], error);
    }
    bool has_docs = false;
    suo_postings_writer_begin(&terms->writer->postings, lane,
                              terms->has_positions);
    if (status == SUO_OK)
        status = terms_write_lists(terms, &has_docs, error);
    if (status == SUO_OK && has_docs)
        status = suo_segment_writer_term(terms->writer, named->walk.term,
                                         named->walk.term_len, error);
    for (uint32_t i = 0; i < terms->same_count && status == SUO_OK; i++)
        status = terms_advance(terms, terms->same[i], error);
    return status;
}

suo_status suo_merge_terms_new(const suo_merge_source *sources,
                               const suo_merge_order *order,
                               suo_segment_writer *writer,
                               suo_merge_terms **terms, suo_error *error)
{
    uint32_t count = order->source_count;
    suo_merge_terms *made = suo_alloc_zero(1, sizeof(*made));
    *terms = made;
    if (made == NULL)
        return suo_error_no_memory(error);
    made->writer = writer;
    made->sources = suo_alloc_zero(count, sizeof(*made->sources));
    suo_status status =
        made->sources == NULL ? suo_error_no_memory(error) : SUO_OK;
    made->count = status == SUO_OK ? count : 0;
    for (uint32_t i = 0; i < made->count && status == SUO_OK; i++) {
        terms_source *source = &made->sources[i];
        source->map = order->maps[i];
        status = suo_dictionary_seek(
            &source->walk, &sources[i].segment->dictionary, "", 0, error);
        if (status == SUO_OK)
            status = terms_advance(made, source, error);
    }
    if (status != SUO_OK) {
        suo_merge_terms_free(made);
        *terms = NULL;
    }
    return status;
}

void suo_merge_terms_free(suo_merge_terms *terms)
{
    if (terms == NULL)
        return;
    for (uint32_t i = 0; i < terms->count; i++)
        suo_positions_clear(&terms->sources[i].positions);
    suo_dealloc(terms->sources);
    suo_dealloc(terms);
}
