/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment_build.c - the documents of an inverter, section by section.
 *
 * Documents are ordered by audience and within one by their put, so that each
 * audience is one run. term_build.c does the terms.
 */
#include "write/segment_build.h"

#include "write/doc_order.h"
#include "write/term_build.h"

typedef struct build {
    const suo_inverter *inverter;
    suo_doc_order order;
    suo_segment_writer writer;
} build;

/* Lengths by lane, field and document. */
static void build_lengths(build *b)
{
    uint32_t text_count = b->inverter->schema->text_count;
    size_t arrays = (size_t)text_count * SUO_LANES;
    for (uint32_t t = 0; t < text_count; t++)
        for (uint32_t lane = 0; lane < SUO_LANES; lane++) {
            size_t column = (size_t)t * SUO_LANES + lane;
            uint32_t *values = b->writer.lengths.lengths[lane][t];
            for (uint32_t doc = 0; doc < b->order.doc_count; doc++)
                values[doc] =
                    b->inverter->lengths[b->order.slots[doc] * arrays + column];
        }
}

static suo_status build_terms(build *b, uint64_t fingerprint, suo_error *error)
{
    uint32_t count = b->order.audience_count;
    const suo_segment_origin origin = {fingerprint, b->inverter->generation};
    suo_segment_audience *audiences = suo_alloc(count, sizeof(*audiences));
    if (audiences == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < count; i++)
        audiences[i] = (suo_segment_audience){
            b->inverter->audiences[b->order.audiences[i]],
            b->order.audience_ends[i]};
    suo_status status =
        suo_terms_build(b->inverter, &b->order, &b->writer, error);
    if (status == SUO_OK)
        status = suo_segment_writer_end_terms(&b->writer, audiences, count,
                                              origin, error);
    suo_dealloc(audiences);
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
    suo_status status = suo_segment_writer_sequences(&b->writer, values, error);
    suo_dealloc(values);
    return status;
}

/* An integer or time field. */
static suo_status build_number_column(build *b, uint32_t field,
                                      suo_error *error)
{
    const suo_inverter *inverter = b->inverter;
    uint32_t docs = b->order.doc_count;
    int64_t *values = suo_alloc_zero(docs, sizeof(*values));
    uint8_t *present = suo_alloc_zero(docs, 1);
    suo_status status = SUO_OK;
    if (values == NULL || present == NULL)
        status = suo_error_no_memory(error);
    for (size_t i = 0; i < inverter->number_count && status == SUO_OK; i++) {
        const suo_slot_number *number = &inverter->numbers[i];
        uint32_t doc = b->order.docs[number->slot];
        if (number->field != field || doc == SUO_NO_DOC)
            continue;
        values[doc] = number->value;
        present[doc] = 1;
    }
    if (status == SUO_OK)
        status = suo_segment_writer_numbers(&b->writer, field, values, present,
                                            error);
    suo_dealloc(values);
    suo_dealloc(present);
    return status;
}

static suo_status build_keyword_column(build *b, uint32_t field,
                                       suo_error *error)
{
    const suo_inverter *inverter = b->inverter;
    suo_keyword_value *values =
        suo_alloc(inverter->keyword_count, sizeof(*values));
    uint32_t count = 0;
    if (values == NULL)
        return suo_error_no_memory(error);
    for (size_t i = 0; i < inverter->keyword_count; i++) {
        const suo_slot_keyword *keyword = &inverter->keywords[i];
        uint32_t doc = b->order.docs[keyword->slot];
        if (keyword->field == field && doc != SUO_NO_DOC)
            values[count++] = (suo_keyword_value){doc, keyword->text};
    }
    suo_status status =
        suo_segment_writer_keywords(&b->writer, field, values, count, error);
    suo_dealloc(values);
    return status;
}

static suo_status build_columns(build *b, suo_error *error)
{
    const suo_schema *schema = b->inverter->schema;
    suo_status status = SUO_OK;
    for (uint32_t f = 0; f < schema->field_count && status == SUO_OK; f++) {
        suo_field_kind kind = schema->fields[f].kind;
        if (kind == SUO_FIELD_KEYWORD)
            status = build_keyword_column(b, f, error);
        else if (kind == SUO_FIELD_INTEGER || kind == SUO_FIELD_TIME)
            status = build_number_column(b, f, error);
    }
    return status;
}

static suo_status build_store(build *b, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t doc = 0; status == SUO_OK && doc < b->order.doc_count; doc++)
        status = suo_segment_writer_record(
            &b->writer, b->inverter->slots[b->order.slots[doc]].record, error);
    return status;
}

static suo_status build_keys(build *b, suo_error *error)
{
    uint32_t docs = b->order.doc_count;
    uint64_t *hashes = suo_alloc(docs, sizeof(*hashes));
    suo_slice *keys = suo_alloc(docs, sizeof(*keys));
    suo_status status = SUO_OK;
    if (hashes == NULL || keys == NULL)
        status = suo_error_no_memory(error);
    for (uint32_t doc = 0; doc < docs && status == SUO_OK; doc++) {
        const suo_slot *slot = &b->inverter->slots[b->order.slots[doc]];
        hashes[doc] = slot->key_hash;
        keys[doc] = slot->key;
    }
    if (status == SUO_OK)
        status = suo_segment_writer_keys(&b->writer, keys, hashes, error);
    suo_dealloc(hashes);
    suo_dealloc(keys);
    return status;
}

suo_status suo_segment_build(const suo_inverter *inverter,
                             const suo_segment_place *place,
                             uint64_t fingerprint, suo_manifest_segment *built,
                             suo_error *error)
{
    build b = {.inverter = inverter};
    *built = (suo_manifest_segment){0};
    suo_status status = suo_doc_order_make(&b.order, inverter, error);
    if (status != SUO_OK || b.order.doc_count == 0) {
        suo_doc_order_clear(&b.order);
        return status;
    }
    status = suo_segment_writer_open(&b.writer, place, b.order.doc_count,
                                     inverter->schema->text_count, error);
    if (status == SUO_OK) {
        build_lengths(&b);
        status = build_terms(&b, fingerprint, error);
    }
    if (status == SUO_OK)
        status = build_sequences(&b, error);
    if (status == SUO_OK)
        status = build_columns(&b, error);
    if (status == SUO_OK)
        status = build_store(&b, error);
    if (status == SUO_OK)
        status = build_keys(&b, error);
    if (status == SUO_OK)
        status = suo_segment_writer_finish(&b.writer, built, error);
    suo_segment_writer_clear(&b.writer);
    suo_doc_order_clear(&b.order);
    return status;
}
