/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.h - the stored values of documents, compressed
 * (FORMAT.md 10).
 */
#ifndef SUO_INDEX_STORE_H
#define SUO_INDEX_STORE_H

#include "base/bytes.h"
#include "index/layout.h"
#include "index/pages.h"

/* ---- records: one document's values ---- */

/* Append a record's head; its values follow, one suo_record_add each. */
void suo_record_begin(suo_buffer *out, uint32_t value_count);
void suo_record_add(suo_buffer *out, uint32_t field, suo_slice value);

/* A record, borrowed from the bytes it was read from. */
typedef struct suo_record {
    uint32_t value_count;
    suo_slice values; /* encoded */
} suo_record;

/* Read a record; the reader turns bad if there is none. */
void suo_record_read(suo_reader *reader, suo_record *record);

/* Value number 'nth' of a field; false if it has no such value. */
bool suo_record_find(const suo_record *record, uint32_t field, uint32_t nth,
                     suo_slice *value);

/* How many values of a field it has. */
uint32_t suo_record_count(const suo_record *record, uint32_t field);

/* ---- writing ---- */

typedef struct suo_store_writer suo_store_writer;

/* Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_store_writer_new(suo_store_writer **writer,
                                             suo_error *error);
void suo_store_writer_free(suo_store_writer *writer);

/* Add the next document's record. Statuses: SUO_NO_MEMORY, SUO_LIMIT. */
SUO_MUST_USE suo_status suo_store_writer_add(suo_store_writer *writer,
                                             suo_slice record,
                                             suo_error *error);

/* Take the frames that are complete and not taken yet; borrowed until the next
 * call. */
suo_slice suo_store_writer_take(suo_store_writer *writer);

/* End: the frames that were not taken, and the index, borrowed until the
 * writer is freed. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_store_writer_end(suo_store_writer *writer,
                                             suo_slice *frames,
                                             suo_slice *index,
                                             suo_error *error);

/* ---- reading ---- */

typedef struct suo_store {
    suo_slice frames;
    suo_slice index;
    uint32_t frame_count;
    uint32_t doc_count;
    const suo_pages *pages; /* of its file; NULL: all are verified */
} suo_store;

bool suo_store_open(suo_store *store, suo_slice frames, suo_slice index,
                    uint32_t doc_count);

/* An unpacked frame, kept for the next reading. Start with {0}. */
typedef struct suo_store_frame {
    const suo_store *store; /* which store's; NULL: none yet */
    uint32_t number;
    uint32_t doc_start;
    uint32_t doc_end;
    uint32_t next_doc;  /* of the record behind the one read last, */
    size_t next_offset; /* and where it begins */
    uint8_t *bytes;
    size_t len;
} suo_store_frame;

void suo_store_frame_clear(suo_store_frame *frame);

/*
 * Unpack the frame that holds 'doc', unless 'frame' holds it already, and
 * find the record in it, borrowed until the frame changes. Statuses:
 * SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_store_read(const suo_store *store, uint32_t doc,
                                       suo_store_frame *frame,
                                       suo_record *record, suo_error *error);

#endif
