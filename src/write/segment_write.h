/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment_write.h - the parts of a segment file, in the order they stand in.
 *
 * Whoever has documents, an inverter or a merge, says them here: lengths,
 * terms, audiences, then columns, store and keys, each call once and in the
 * order of this header.
 */
#ifndef SUO_WRITE_SEGMENT_WRITE_H
#define SUO_WRITE_SEGMENT_WRITE_H

#include "index/audiences.h"
#include "index/columns.h"
#include "index/container.h"
#include "index/dictionary.h"
#include "index/manifest.h"
#include "index/postings_write.h"
#include "index/store.h"
#include "write/spool.h"

/* One audience of the segment: its encoded roles, one past its last
 * document. */
typedef struct suo_segment_audience {
    suo_slice roles;
    uint32_t doc_end;
} suo_segment_audience;

/* What the info section says of a segment. */
typedef struct suo_segment_origin {
    uint64_t fingerprint;
    uint64_t generation;
} suo_segment_origin;

/* Start with {0}. */
typedef struct suo_segment_writer {
    const suo_segment_place *place; /* borrowed */
    uint64_t number;
    uint32_t doc_count;
    uint32_t text_count;
    suo_container_writer *container;
    suo_length_table lengths; /* to be filled before the first term */
    uint32_t *length_block;   /* owns the table's arrays */
    suo_postings_writer postings;
    suo_dictionary_writer dictionary;
    suo_spool dictionary_spool;
    suo_spool postings_spool;
    suo_spool positions_spool;
    suo_store_writer *store;
    suo_buffer entry;
    suo_buffer section;
} suo_segment_writer;

/*
 * Begin a segment with the next number of 'place'. Statuses: SUO_FULL, SUO_IO,
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_segment_writer_open(suo_segment_writer *writer,
                                                const suo_segment_place *place,
                                                uint32_t doc_count,
                                                uint32_t text_count,
                                                suo_error *error);

/* Give up: remove all files, free everything. Fine after the end, too. */
void suo_segment_writer_clear(suo_segment_writer *writer);

/*
 * End the term whose documents went into 'postings'; terms ascend. Statuses:
 * SUO_FULL, SUO_IO, SUO_LIMIT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_segment_writer_term(suo_segment_writer *writer,
                                                const void *term,
                                                size_t term_len,
                                                suo_error *error);

/*
 * Let go of positions when they get many: between two documents of a term.
 * Statuses: SUO_FULL, SUO_IO, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_segment_writer_drain(suo_segment_writer *writer,
                                                 suo_error *error);

/* End the terms: all up to the lengths. Statuses: SUO_IO, SUO_FULL,
 * SUO_CORRUPT (a spool's file has changed), SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_segment_writer_end_terms(
    suo_segment_writer *writer, const suo_segment_audience *audiences,
    uint32_t audience_count, suo_segment_origin origin, suo_error *error);

/* Sequences by document; 'values' is overwritten. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_segment_writer_sequences(suo_segment_writer *writer,
                                                     uint64_t *values,
                                                     suo_error *error);

/* Columns, ascending by field: as suo_numbers_encode and suo_keywords_encode.
 * Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_segment_writer_numbers(suo_segment_writer *writer,
                                                   uint32_t field,
                                                   const int64_t *values,
                                                   const uint8_t *present,
                                                   suo_error *error);
SUO_MUST_USE suo_status suo_segment_writer_keywords(suo_segment_writer *writer,
                                                    uint32_t field,
                                                    suo_keyword_value *values,
                                                    uint32_t value_count,
                                                    suo_error *error);

/* The stored record of the next document. Statuses: SUO_NO_MEMORY,
 * SUO_LIMIT. */
SUO_MUST_USE suo_status suo_segment_writer_record(suo_segment_writer *writer,
                                                  suo_slice record,
                                                  suo_error *error);

/* The keys by document, with their hashes. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_segment_writer_keys(suo_segment_writer *writer,
                                                const suo_slice *keys,
                                                const uint64_t *hashes,
                                                suo_error *error);

/* Complete and sync the file; 'built' receives what the manifest records.
 * Statuses: SUO_FULL, SUO_IO, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_segment_writer_finish(suo_segment_writer *writer,
                                                  suo_manifest_segment *built,
                                                  suo_error *error);

#endif
