/* SPDX-License-Identifier: Apache-2.0 */
/*
 * postings_write.h - encode terms' postings for a segment.
 */
#ifndef SUO_INDEX_POSTINGS_WRITE_H
#define SUO_INDEX_POSTINGS_WRITE_H

#include "codec/posting_block.h"
#include "index/layout.h"

/* Lengths of all documents: lengths[lane][text field][document]. */
typedef struct suo_length_table {
    uint32_t *lengths[SUO_LANES][SUO_TEXT_FIELDS_MAX];
} suo_length_table;

/* Collects the sections; start with suo_postings_writer_init. */
typedef struct suo_postings_writer {
    const suo_length_table *lengths;
    suo_buffer postings;      /* section 5, and */
    suo_buffer positions;     /* section 6: what was not taken out yet */
    uint64_t postings_taken;  /* bytes that the caller has taken out of them, */
    uint64_t positions_taken; /* between two documents, and keeps elsewhere */
    /* the term being written */
    uint8_t lane;
    bool has_positions;
    uint32_t flushed_docs;
    uint32_t last_doc;
    uint64_t positions_start; /* in the section */
    suo_buffer skips;
    suo_buffer bounds;
    suo_buffer blocks;
    suo_buffer gaps; /* u32 positions of the block, as gaps */
    suo_posting_block block;
} suo_postings_writer;

void suo_postings_writer_init(suo_postings_writer *writer,
                              const suo_length_table *lengths);
void suo_postings_writer_clear(suo_postings_writer *writer);

/* Begin a term of a lane. */
void suo_postings_writer_begin(suo_postings_writer *writer, uint8_t lane,
                               bool has_positions);

/* Add a document, above the last one. */
void suo_postings_writer_doc(suo_postings_writer *writer, uint32_t doc);

/*
 * Add a text field of that document: how often the term stands in it, and
 * where ('freq' ascending positions, ignored for a term without). Fields
 * ascend.
 */
void suo_postings_writer_field(suo_postings_writer *writer, uint32_t field,
                               uint32_t freq, const uint32_t *positions);

/*
 * End the term: append its dictionary entry to 'entry'. Statuses:
 * SUO_NO_MEMORY; SUO_LIMIT (postings of one term over 4 GiB).
 */
SUO_MUST_USE suo_status suo_postings_writer_end(suo_postings_writer *writer,
                                                suo_buffer *entry,
                                                suo_error *error);

#endif
