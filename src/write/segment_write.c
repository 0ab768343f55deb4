/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment_write.c - encode each section and hand it to the container.
 *
 * The sections of terms are complete only together, so they wait in buffers
 * that are drained to spools; all others go out one after the other, and the
 * store frame by frame.
 */
#include "write/segment_write.h"

#include "base/memory.h"
#include "index/keys.h"
#include "index/segment.h"

suo_status suo_segment_writer_open(suo_segment_writer *writer,
                                   const suo_segment_place *place,
                                   uint32_t doc_count, uint32_t text_count,
                                   suo_error *error)
{
    *writer = (suo_segment_writer){
        .place = place,
        .number = (*place->next_number)++,
        .doc_count = doc_count,
        .text_count = text_count,
    };
    suo_spool_init(&writer->dictionary_spool, place);
    suo_spool_init(&writer->postings_spool, place);
    suo_spool_init(&writer->positions_spool, place);
    suo_postings_writer_init(&writer->postings, &writer->lengths);
    char *path = suo_segment_path(place->folder, writer->number);
    size_t columns = (size_t)text_count * SUO_LANES;
    writer->length_block = suo_alloc(columns * doc_count, sizeof(uint32_t));
    suo_status status = SUO_OK;
    if (path == NULL || writer->length_block == NULL)
        status = suo_error_no_memory(error);
    else
        status = suo_container_create(place->os, path, writer->number,
                                      &writer->container, error);
    for (size_t i = 0; i < columns; i++)
        writer->lengths.lengths[i % SUO_LANES][i / SUO_LANES] =
            writer->length_block + i * doc_count;
    suo_dealloc(path);
    return status;
}

/* Forget what only the terms needed. */
static void segment_writer_clear_terms(suo_segment_writer *writer)
{
    suo_postings_writer_clear(&writer->postings);
    suo_dictionary_writer_clear(&writer->dictionary);
    suo_postings_writer_init(&writer->postings, &writer->lengths);
    writer->dictionary = (suo_dictionary_writer){0};
    suo_spool_clear(&writer->dictionary_spool);
    suo_spool_clear(&writer->postings_spool);
    suo_spool_clear(&writer->positions_spool);
    suo_buffer_free(&writer->entry);
    suo_dealloc(writer->length_block);
    writer->length_block = NULL;
}

void suo_segment_writer_clear(suo_segment_writer *writer)
{
    segment_writer_clear_terms(writer);
    suo_container_abandon(writer->container);
    suo_store_writer_free(writer->store);
    suo_buffer_free(&writer->section);
    *writer = (suo_segment_writer){0};
}

/* Write out what 'section' has collected. */
static suo_status segment_writer_section(suo_segment_writer *writer,
                                         suo_section_kind kind, uint32_t field,
                                         suo_error *error)
{
    suo_status status = suo_buffer_status(&writer->section, error);
    if (status != SUO_OK)
        return status;
    suo_container_begin(writer->container, kind, field);
    suo_container_add(writer->container, writer->section.data,
                      writer->section.len);
    suo_buffer_reset(&writer->section);
    return SUO_OK;
}

/* ---- terms ---- */

suo_status suo_segment_writer_drain(suo_segment_writer *writer,
                                    suo_error *error)
{
    return suo_spool_drain(&writer->positions_spool,
                           &writer->postings.positions,
                           &writer->postings.positions_taken, error);
}

suo_status suo_segment_writer_term(suo_segment_writer *writer, const void *term,
                                   size_t term_len, suo_error *error)
{
    suo_buffer_reset(&writer->entry);
    suo_status status =
        suo_postings_writer_end(&writer->postings, &writer->entry, error);
    if (status != SUO_OK)
        return status;
    suo_dictionary_writer_add(&writer->dictionary, term, term_len,
                              &writer->entry);
    status = suo_segment_writer_drain(writer, error);
    if (status == SUO_OK)
        status =
            suo_spool_drain(&writer->postings_spool, &writer->postings.postings,
                            &writer->postings.postings_taken, error);
    if (status == SUO_OK)
        status = suo_spool_drain(&writer->dictionary_spool,
                                 &writer->dictionary.blocks,
                                 &writer->dictionary.blocks_taken, error);
    return status;
}

static suo_status segment_writer_info(suo_segment_writer *writer,
                                      uint32_t audience_count,
                                      suo_segment_origin origin,
                                      suo_error *error)
{
    suo_buffer *section = &writer->section;
    uint64_t terms = writer->dictionary.term_count;
    uint64_t blocks = (terms + SUO_DICTIONARY_BLOCK - 1) / SUO_DICTIONARY_BLOCK;
    if (blocks > UINT32_MAX)
        return suo_error_set(error, SUO_LIMIT, "too many terms in a segment");
    suo_buffer_add_u32(section, writer->doc_count);
    suo_buffer_add_u32(section, audience_count);
    suo_buffer_add_u32(section, writer->text_count);
    suo_buffer_add_u32(section, (uint32_t)blocks);
    suo_buffer_add_u64(section, terms);
    suo_buffer_add_u64(section, origin.fingerprint);
    suo_buffer_add_u64(section, origin.generation);
    suo_buffer_add_zeros(section, SUO_INFO_BYTES - section->len);
    return segment_writer_section(writer, SUO_SECTION_INFO, 0, error);
}

static suo_status segment_writer_audiences(
    suo_segment_writer *writer, const suo_segment_audience *audiences,
    uint32_t audience_count, suo_error *error)
{
    uint32_t start = 0;
    for (uint32_t i = 0; i < audience_count; i++) {
        suo_length_sum sums[SUO_LANES][SUO_TEXT_FIELDS_MAX] = {0};
        uint32_t end = audiences[i].doc_end;
        for (uint32_t lane = 0; lane < SUO_LANES; lane++)
            for (uint32_t t = 0; t < writer->text_count; t++)
                for (uint32_t doc = start; doc < end; doc++) {
                    uint32_t length = writer->lengths.lengths[lane][t][doc];
                    sums[lane][t].docs += length > 0;
                    sums[lane][t].total += length;
                }
        suo_audience_encode(&writer->section, audiences[i].roles, end,
                            writer->text_count, sums);
        start = end;
    }
    return segment_writer_section(writer, SUO_SECTION_AUDIENCES, 0, error);
}

/* The sections that waited, once the dictionary is at its end. */
static suo_status segment_writer_pour(suo_segment_writer *writer,
                                      suo_error *error)
{
    suo_container_writer *container = writer->container;
    const suo_buffer *index = &writer->dictionary.index;
    suo_container_begin(container, SUO_SECTION_DICTIONARY, 0);
    suo_status status =
        suo_spool_pour(&writer->dictionary_spool, &writer->dictionary.blocks,
                       container, error);
    suo_container_begin(container, SUO_SECTION_DICTIONARY_INDEX, 0);
    suo_container_add(container, index->data, index->len);
    suo_container_begin(container, SUO_SECTION_POSTINGS, 0);
    if (status == SUO_OK)
        status = suo_spool_pour(&writer->postings_spool,
                                &writer->postings.postings, container, error);
    suo_container_begin(container, SUO_SECTION_POSITIONS, 0);
    if (status == SUO_OK)
        status = suo_spool_pour(&writer->positions_spool,
                                &writer->postings.positions, container, error);
    return status;
}

suo_status suo_segment_writer_end_terms(suo_segment_writer *writer,
                                        const suo_segment_audience *audiences,
                                        uint32_t audience_count,
                                        suo_segment_origin origin,
                                        suo_error *error)
{
    suo_status status = suo_dictionary_writer_end(&writer->dictionary, error);
    if (status == SUO_OK)
        status = segment_writer_info(writer, audience_count, origin, error);
    if (status == SUO_OK)
        status =
            segment_writer_audiences(writer, audiences, audience_count, error);
    if (status == SUO_OK)
        status = segment_writer_pour(writer, error);
    for (uint32_t t = 0; t < writer->text_count && status == SUO_OK; t++) {
        uint32_t *lanes[SUO_LANES];
        for (uint32_t lane = 0; lane < SUO_LANES; lane++)
            lanes[lane] = writer->lengths.lengths[lane][t];
        suo_lengths_encode(&writer->section, lanes, writer->doc_count);
        status = segment_writer_section(writer, SUO_SECTION_LENGTHS, t, error);
    }
    segment_writer_clear_terms(writer);
    return status;
}

/* ---- documents ---- */

suo_status suo_segment_writer_sequences(suo_segment_writer *writer,
                                        uint64_t *values, suo_error *error)
{
    suo_sequences_encode(&writer->section, values, writer->doc_count);
    return segment_writer_section(writer, SUO_SECTION_SEQUENCES, 0, error);
}

suo_status suo_segment_writer_numbers(suo_segment_writer *writer,
                                      uint32_t field, const int64_t *values,
                                      const uint8_t *present, suo_error *error)
{
    if (suo_numbers_encode(&writer->section, values, present,
                           writer->doc_count) != SUO_OK)
        return suo_error_no_memory(error);
    return segment_writer_section(writer, SUO_SECTION_COLUMN, field, error);
}

suo_status suo_segment_writer_keywords(suo_segment_writer *writer,
                                       uint32_t field,
                                       suo_keyword_value *values,
                                       uint32_t value_count, suo_error *error)
{
    if (suo_keywords_encode(&writer->section, values, value_count,
                            writer->doc_count) != SUO_OK)
        return suo_error_no_memory(error);
    return segment_writer_section(writer, SUO_SECTION_COLUMN, field, error);
}

suo_status suo_segment_writer_record(suo_segment_writer *writer,
                                     suo_slice record, suo_error *error)
{
    suo_status status = SUO_OK;
    if (writer->store == NULL) {
        status = suo_store_writer_new(&writer->store, error);
        suo_container_begin(writer->container, SUO_SECTION_STORE, 0);
    }
    if (status == SUO_OK)
        status = suo_store_writer_add(writer->store, record, error);
    if (status != SUO_OK)
        return status;
    suo_slice frames = suo_store_writer_take(writer->store);
    suo_container_add(writer->container, frames.bytes, frames.len);
    return SUO_OK;
}

static suo_status segment_writer_end_store(suo_segment_writer *writer,
                                           suo_error *error)
{
    suo_slice frames;
    suo_slice index;
    suo_status status =
        suo_store_writer_end(writer->store, &frames, &index, error);
    if (status == SUO_OK) {
        suo_container_add(writer->container, frames.bytes, frames.len);
        suo_container_begin(writer->container, SUO_SECTION_STORE_INDEX, 0);
        suo_container_add(writer->container, index.bytes, index.len);
    }
    suo_store_writer_free(writer->store);
    writer->store = NULL;
    return status;
}

suo_status suo_segment_writer_keys(suo_segment_writer *writer,
                                   const suo_slice *keys,
                                   const uint64_t *hashes, suo_error *error)
{
    suo_status status = segment_writer_end_store(writer, error);
    if (status != SUO_OK)
        return status;
    if (suo_keys_encode(&writer->section, keys, hashes, writer->doc_count) !=
        SUO_OK)
        return suo_error_no_memory(error);
    return segment_writer_section(writer, SUO_SECTION_KEYS, 0, error);
}

suo_status suo_segment_writer_finish(suo_segment_writer *writer,
                                     suo_manifest_segment *built,
                                     suo_error *error)
{
    *built = (suo_manifest_segment){0};
    uint64_t size;
    uint64_t identity;
    suo_status status =
        suo_container_finish(writer->container, &size, &identity, error);
    writer->container = NULL;
    if (status == SUO_OK)
        *built = (suo_manifest_segment){.number = writer->number,
                                        .size = size,
                                        .identity = identity,
                                        .doc_count = writer->doc_count};
    return status;
}
