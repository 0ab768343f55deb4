/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_build.c - read each term's events back and encode its postings.
 *
 * Events come in the order of the puts. Their documents get new numbers by
 * audience, which may disorder them: then they are sorted.
 */
#include "write/term_build.h"

#include <stdlib.h>

#include "write/events.h"

enum { PREFETCH_TERMS = 8 };

/* A term to sort by, with its first bytes as a number that orders alike. */
typedef struct term_key {
    uint64_t prefix;
    const suo_inverted_term *term;
} term_key;

/* One field of one posting; its positions begin at 'position_start'. */
typedef struct field_posting {
    uint32_t doc;
    uint32_t field;
    uint32_t freq;
    size_t position_start;
} field_posting;

typedef struct term_build {
    suo_segment_writer *writer;
    field_posting *fields; /* of the term at hand */
    size_t field_count;
    size_t field_cap;
    uint32_t *positions; /* of the term at hand */
    size_t position_count;
    size_t position_cap;
} term_build;

static int term_compare(const void *a, const void *b)
{
    const term_key *x = a;
    const term_key *y = b;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    return suo_bytes_compare(suo_inverted_term_bytes(x->term), x->term->len,
                             suo_inverted_term_bytes(y->term), y->term->len);
}

static term_key term_key_make(const suo_inverted_term *term)
{
    term_key key = {0, term};
    const uint8_t *bytes = suo_inverted_term_bytes(term);
    for (uint32_t i = 0; i < sizeof(key.prefix); i++)
        key.prefix = key.prefix << 8 | (i < term->len ? bytes[i] : 0);
    return key;
}

static suo_status term_add_field(term_build *build, uint32_t doc,
                                 uint32_t field)
{
    if (suo_grow(&build->fields, &build->field_cap, build->field_count + 1,
                 sizeof(*build->fields)) != SUO_OK)
        return SUO_NO_MEMORY;
    build->fields[build->field_count++] =
        (field_posting){doc, field, 0, build->position_count};
    return SUO_OK;
}

static suo_status term_add_position(term_build *build, uint32_t position)
{
    if (suo_grow(&build->positions, &build->position_cap,
                 build->position_count + 1, sizeof(uint32_t)) != SUO_OK)
        return SUO_NO_MEMORY;
    build->positions[build->position_count++] = position;
    build->fields[build->field_count - 1].freq++;
    return SUO_OK;
}

/* Read the events of a term; dead documents are left out. */
static suo_status term_read(term_build *build, const suo_pool *pool,
                            const suo_inverted_term *term, const uint32_t *docs)
{
    suo_stream_reader reader;
    uint64_t event;
    uint32_t slot = UINT32_MAX;
    uint64_t field;
    uint64_t value;
    uint32_t next = 0;
    suo_status status = SUO_OK;
    build->field_count = 0;
    build->position_count = 0;
    suo_stream_read_begin(&reader, pool, &term->stream);
    while (status == SUO_OK && suo_stream_read(&reader, &event)) {
        uint64_t above = event >> SUO_EVENT_BITS;
        unsigned kind = event & ((1u << SUO_EVENT_BITS) - 1);
        uint32_t position = next + (uint32_t)above;
        if (kind != SUO_EVENT_POSITION) {
            field = above;
            if (kind == SUO_EVENT_DOC) {
                slot += (uint32_t)above + 1;
                suo_stream_read(&reader, &field);
            }
            suo_stream_read(&reader, &value);
            position = (uint32_t)value;
            if (docs[slot] != SUO_NO_DOC)
                status = term_add_field(build, docs[slot], (uint32_t)field);
        }
        next = position + 1;
        if (status == SUO_OK && docs[slot] != SUO_NO_DOC)
            status = term_add_position(build, position);
    }
    return status;
}

/* Ascending document, then field; both never equal. */
static int field_compare(const void *a, const void *b)
{
    const field_posting *x = a;
    const field_posting *y = b;
    if (x->doc != y->doc)
        return x->doc < y->doc ? -1 : 1;
    return (x->field > y->field) - (x->field < y->field);
}

static void term_sort_fields(term_build *build)
{
    for (size_t i = 1; i < build->field_count; i++)
        if (field_compare(&build->fields[i - 1], &build->fields[i]) > 0) {
            qsort(build->fields, build->field_count, sizeof(*build->fields),
                  field_compare);
            return;
        }
}

static suo_status term_write(term_build *build, const suo_inverted_term *term,
                             suo_error *error)
{
    const uint8_t *bytes = suo_inverted_term_bytes(term);
    suo_postings_writer *postings = &build->writer->postings;
    uint8_t lane = bytes[0] == 'g' ? SUO_LANE_GRAM : SUO_LANE_WORD;
    uint32_t doc = SUO_NO_DOC;
    suo_postings_writer_begin(postings, lane, term->has_positions);
    for (size_t i = 0; i < build->field_count; i++) {
        const field_posting *field = &build->fields[i];
        if (field->doc != doc)
            suo_postings_writer_doc(postings, field->doc);
        doc = field->doc;
        suo_postings_writer_field(postings, field->field, field->freq,
                                  build->positions + field->position_start);
    }
    return suo_segment_writer_term(build->writer, bytes, term->len, error);
}

/* Ask the memory for what the terms after the one at hand will need. */
static void term_prefetch(const suo_inverter *inverter, const term_key *keys,
                          size_t at)
{
    if (at + 2 * PREFETCH_TERMS >= inverter->terms.count)
        return;
    SUO_PREFETCH(keys[at + 2 * PREFETCH_TERMS].term);
    const suo_stream *stream = &keys[at + PREFETCH_TERMS].term->stream;
    SUO_PREFETCH(suo_pool_at(&inverter->pool, stream->first));
}

suo_status suo_terms_build(const suo_inverter *inverter,
                           const suo_doc_order *order,
                           suo_segment_writer *writer, suo_error *error)
{
    term_build build = {.writer = writer};
    term_key *keys = suo_alloc(inverter->terms.count, sizeof(*keys));
    if (keys == NULL)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < inverter->terms.count; i++)
        keys[i] = term_key_make(&inverter->terms.terms[i]);
    if (inverter->terms.count > 0)
        qsort(keys, inverter->terms.count, sizeof(*keys), term_compare);
    suo_status status = SUO_OK;
    for (size_t i = 0; i < inverter->terms.count && status == SUO_OK; i++) {
        term_prefetch(inverter, keys, i);
        status = term_read(&build, &inverter->pool, keys[i].term, order->docs);
        if (status != SUO_OK) {
            suo_error_no_memory(error);
            break;
        }
        term_sort_fields(&build);
        if (build.field_count > 0)
            status = term_write(&build, keys[i].term, error);
    }
    suo_dealloc(keys);
    suo_dealloc(build.fields);
    suo_dealloc(build.positions);
    return status;
}
