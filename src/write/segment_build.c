/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment_build.c - order documents and write each section of a segment.
 *
 * Documents are ordered by audience and within one by their put, so that each
 * audience is one run. term_build.c does the dictionary and the postings.
 */
#include "write/segment_build.h"

#include "index/audiences.h"
#include "index/container.h"
#include "index/keys.h"
#include "index/store.h"
#include "write/doc_order.h"
#include "write/term_build.h"

typedef struct build {
    const suo_inverter *inverter;
    suo_container_writer *container;
    suo_doc_order order;
    suo_length_table lengths;
    uint32_t *length_block; /* owns the table's arrays */
    suo_term_build terms;
    suo_buffer section;
} build;

static void build_clear(build *b)
{
    suo_container_abandon(b->container);
    suo_doc_order_clear(&b->order);
    suo_dealloc(b->length_block);
    suo_term_build_clear(&b->terms);
    suo_buffer_free(&b->section);
}

/* Write out what 'section' has collected. */
static suo_status build_section(build *b, suo_section_kind kind, uint32_t field,
                                suo_error *error)
{
    suo_status status = suo_buffer_status(&b->section, error);
    if (status != SUO_OK)
        return status;
    suo_container_begin(b->container, kind, field);
    suo_container_add(b->container, b->section.data, b->section.len);
    suo_buffer_reset(&b->section);
    return SUO_OK;
}

static void build_slice(build *b, suo_section_kind kind, suo_slice bytes)
{
    suo_container_begin(b->container, kind, 0);
    suo_container_add(b->container, bytes.bytes, bytes.len);
}

/* Lengths by lane, field and document. Statuses: SUO_NO_MEMORY. */
static suo_status build_lengths(build *b, suo_error *error)
{
    uint32_t text_count = b->inverter->schema->text_count;
    size_t arrays = (size_t)text_count * SUO_LANES;
    uint32_t docs = b->order.doc_count;
    b->length_block = suo_alloc(arrays * docs, sizeof(uint32_t));
    if (b->length_block == NULL)
        return suo_error_no_memory(error);
    for (uint32_t t = 0; t < text_count; t++)
        for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
            size_t column = (size_t)t * SUO_LANES + lane;
            uint32_t *values = b->length_block + column * docs;
            b->lengths.lengths[lane][t] = values;
            for (uint32_t doc = 0; doc < docs; doc++)
                values[doc] =
                    b->inverter->lengths[b->order.slots[doc] * arrays + column];
        }
    return SUO_OK;
}

static suo_status build_info(build *b, uint64_t fingerprint, suo_error *error)
{
    const suo_dictionary_writer *dictionary = &b->terms.dictionary;
    uint64_t blocks = (dictionary->term_count + SUO_DICTIONARY_BLOCK - 1) /
                      SUO_DICTIONARY_BLOCK;
    suo_buffer_add_u32(&b->section, b->order.doc_count);
    suo_buffer_add_u32(&b->section, b->order.audience_count);
    suo_buffer_add_u32(&b->section, b->inverter->schema->text_count);
    suo_buffer_add_u32(&b->section, (uint32_t)blocks);
    suo_buffer_add_u64(&b->section, dictionary->term_count);
    suo_buffer_add_u64(&b->section, fingerprint);
    suo_buffer_add_u64(&b->section, b->inverter->generation);
    suo_buffer_add_zeros(&b->section, SUO_INFO_BYTES - b->section.len);
    return build_section(b, SUO_SECTION_INFO, 0, error);
}

static suo_status build_audiences(build *b, suo_error *error)
{
    uint32_t text_count = b->inverter->schema->text_count;
    uint32_t start = 0;
    for (uint32_t i = 0; i < b->order.audience_count; i++) {
        suo_length_sum sums[SUO_LANES][SUO_TEXT_FIELDS_MAX] = {0};
        uint32_t end = b->order.audience_ends[i];
        for (uint32_t lane = 0; lane < SUO_LANES; lane++)
            for (uint32_t t = 0; t < text_count; t++)
                for (uint32_t doc = start; doc < end; doc++) {
                    uint32_t length = b->lengths.lengths[lane][t][doc];
                    sums[lane][t].docs += length > 0;
                    sums[lane][t].total += length;
                }
        suo_slice roles = b->inverter->audiences[b->order.audiences[i]];
        suo_audience_encode(&b->section, roles, end, text_count, sums);
        start = end;
    }
    return build_section(b, SUO_SECTION_AUDIENCES, 0, error);
}

static suo_status build_terms(build *b, uint64_t fingerprint, suo_error *error)
{
    suo_term_build *terms = &b->terms;
    suo_status status =
        suo_term_build_run(terms, b->inverter, &b->order, &b->lengths, error);
    if (status == SUO_OK)
        status = build_info(b, fingerprint, error);
    if (status == SUO_OK)
        status = build_audiences(b, error);
    if (status != SUO_OK)
        return status;
    build_slice(b, SUO_SECTION_DICTIONARY,
                (suo_slice){terms->dictionary.blocks.data,
                            terms->dictionary.blocks.len});
    build_slice(
        b, SUO_SECTION_DICTIONARY_INDEX,
        (suo_slice){terms->dictionary.index.data, terms->dictionary.index.len});
    build_slice(b, SUO_SECTION_POSTINGS,
                (suo_slice){terms->postings.postings.data,
                            terms->postings.postings.len});
    build_slice(b, SUO_SECTION_POSITIONS,
                (suo_slice){terms->postings.positions.data,
                            terms->postings.positions.len});
    return SUO_OK;
}

static suo_status build_length_sections(build *b, suo_error *error)
{
    suo_status status = SUO_OK;
    uint32_t text_count = b->inverter->schema->text_count;
    for (uint32_t t = 0; t < text_count && status == SUO_OK; t++) {
        uint32_t *lanes[SUO_LANES];
        for (uint32_t lane = 0; lane < SUO_LANES; lane++)
            lanes[lane] = b->lengths.lengths[lane][t];
        suo_lengths_encode(&b->section, lanes, b->order.doc_count);
        status = build_section(b, SUO_SECTION_LENGTHS, t, error);
    }
    return status;
}

static suo_status build_sequences(build *b, suo_error *error)
{
    uint32_t docs = b->order.doc_count;
    uint64_t *values = suo_alloc(docs, sizeof(*values));
    if (values == NULL)
        return suo_error_no_memory(error);
    for (uint32_t doc = 0; doc < docs; doc++)
        values[doc] = b->inverter->slots[b->order.slots[doc]].sequence;
    suo_sequences_encode(&b->section, values, docs);
    suo_dealloc(values);
    return build_section(b, SUO_SECTION_SEQUENCES, 0, error);
}

/* Encode an integer or time field. */
static suo_status build_number_column(build *b, uint32_t field)
{
    const suo_inverter *inverter = b->inverter;
    uint32_t docs = b->order.doc_count;
    int64_t *values = suo_alloc_zero(docs, sizeof(*values));
    uint8_t *present = suo_alloc_zero(docs, 1);
    suo_status status = SUO_NO_MEMORY;
    if (values != NULL && present != NULL) {
        for (size_t i = 0; i < inverter->number_count; i++) {
            const suo_slot_number *number = &inverter->numbers[i];
            uint32_t doc = b->order.docs[number->slot];
            if (number->field != field || doc == SUO_NO_DOC)
                continue;
            values[doc] = number->value;
            present[doc] = 1;
        }
        status = suo_numbers_encode(&b->section, values, present, docs);
    }
    suo_dealloc(values);
    suo_dealloc(present);
    return status;
}

static suo_status build_keyword_column(build *b, uint32_t field)
{
    const suo_inverter *inverter = b->inverter;
    suo_keyword_value *values =
        suo_alloc(inverter->keyword_count, sizeof(*values));
    uint32_t count = 0;
    if (values == NULL)
        return SUO_NO_MEMORY;
    for (size_t i = 0; i < inverter->keyword_count; i++) {
        const suo_slot_keyword *keyword = &inverter->keywords[i];
        uint32_t doc = b->order.docs[keyword->slot];
        if (keyword->field == field && doc != SUO_NO_DOC)
            values[count++] = (suo_keyword_value){doc, keyword->text};
    }
    suo_status status =
        suo_keywords_encode(&b->section, values, count, b->order.doc_count);
    suo_dealloc(values);
    return status;
}

static suo_status build_columns(build *b, suo_error *error)
{
    const suo_schema *schema = b->inverter->schema;
    suo_status status = SUO_OK;
    for (uint32_t f = 0; f < schema->field_count && status == SUO_OK; f++) {
        suo_field_kind kind = schema->fields[f].kind;
        if (kind == SUO_FIELD_TEXT || kind == SUO_FIELD_STORED)
            continue;
        status = kind == SUO_FIELD_KEYWORD ? build_keyword_column(b, f)
                                           : build_number_column(b, f);
        if (status != SUO_OK)
            return suo_error_no_memory(error);
        status = build_section(b, SUO_SECTION_COLUMN, f, error);
    }
    return status;
}

static suo_status build_store(build *b, suo_error *error)
{
    suo_store_writer *writer;
    suo_slice frames;
    suo_slice index;
    suo_status status = suo_store_writer_new(&writer, error);
    for (uint32_t doc = 0; status == SUO_OK && doc < b->order.doc_count;
         doc++) {
        const suo_slot *slot = &b->inverter->slots[b->order.slots[doc]];
        status = suo_store_writer_add(writer, slot->record, error);
    }
    if (status == SUO_OK)
        status = suo_store_writer_end(writer, &frames, &index, error);
    if (status == SUO_OK) {
        build_slice(b, SUO_SECTION_STORE, frames);
        build_slice(b, SUO_SECTION_STORE_INDEX, index);
    }
    suo_store_writer_free(writer);
    return status;
}

static suo_status build_keys(build *b, suo_error *error)
{
    uint32_t docs = b->order.doc_count;
    uint64_t *hashes = suo_alloc(docs, sizeof(*hashes));
    suo_slice *keys = suo_alloc(docs, sizeof(*keys));
    suo_status status = SUO_NO_MEMORY;
    if (hashes != NULL && keys != NULL) {
        for (uint32_t doc = 0; doc < docs; doc++) {
            const suo_slot *slot = &b->inverter->slots[b->order.slots[doc]];
            hashes[doc] = slot->key_hash;
            keys[doc] = slot->key;
        }
        status = suo_keys_encode(&b->section, keys, hashes, docs);
    }
    suo_dealloc(hashes);
    suo_dealloc(keys);
    if (status != SUO_OK)
        return suo_error_no_memory(error);
    return build_section(b, SUO_SECTION_KEYS, 0, error);
}

suo_status suo_segment_build(const suo_inverter *inverter, const suo_os *os,
                             const char *path, uint64_t number,
                             uint64_t fingerprint, suo_manifest_segment *built,
                             suo_error *error)
{
    build b = {.inverter = inverter};
    *built = (suo_manifest_segment){0};
    suo_status status = suo_doc_order_make(&b.order, inverter, error);
    if (status != SUO_OK || b.order.doc_count == 0) {
        build_clear(&b);
        return status;
    }
    status = build_lengths(&b, error);
    if (status == SUO_OK)
        status = suo_container_create(os, path, number, &b.container, error);
    if (status == SUO_OK)
        status = build_terms(&b, fingerprint, error);
    if (status == SUO_OK)
        status = build_length_sections(&b, error);
    if (status == SUO_OK)
        status = build_sequences(&b, error);
    if (status == SUO_OK)
        status = build_columns(&b, error);
    if (status == SUO_OK)
        status = build_store(&b, error);
    if (status == SUO_OK)
        status = build_keys(&b, error);
    if (status == SUO_OK) {
        built->number = number;
        built->doc_count = b.order.doc_count;
        status = suo_container_finish(b.container, &built->size,
                                      &built->identity, error);
        b.container = NULL;
    }
    if (status != SUO_OK)
        *built = (suo_manifest_segment){0};
    build_clear(&b);
    return status;
}
