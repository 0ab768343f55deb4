/* SPDX-License-Identifier: Apache-2.0 */
/*
 * posting_block.h - up to 128 postings of one term, and what bounds them.
 *
 * A posting is a document and how often the term stands in each of its text
 * fields. FORMAT.md 4.
 */
#ifndef SUO_CODEC_POSTING_BLOCK_H
#define SUO_CODEC_POSTING_BLOCK_H

#include <stdint.h>

#include "base/bytes.h"
#include "codec/bitpack.h"

enum {
    SUO_BLOCK_DOCS = SUO_PACK_COUNT,
    SUO_BLOCK_FIELDS = SUO_TEXT_FIELDS_MAX,
    SUO_BOUND_POINTS = 4 /* most corners of a field's bound */
};

/* Postings in the clear. 'freqs[f]' is valid where 'fields' has bit f; other
 * fields have frequency 0 everywhere. */
typedef struct suo_posting_block {
    uint32_t count;  /* postings, 0..SUO_BLOCK_DOCS */
    uint32_t fields; /* bit f: text field f occurs in the block */
    uint32_t docs[SUO_BLOCK_DOCS];
    uint32_t freqs[SUO_BLOCK_FIELDS][SUO_BLOCK_DOCS];
} suo_posting_block;

/*
 * Append a block whose documents follow 'doc_start': the first document
 * number it could hold (one past the last of the block before, or 0).
 */
void suo_posting_block_encode(suo_buffer *out, const suo_posting_block *block,
                              uint32_t doc_start);

/*
 * Decode the 'count' documents of a block into docs[SUO_BLOCK_DOCS]: in
 * [doc_start, doc_end), strictly ascending. Bytes that do not hold them turn
 * the reader bad. They must be followed by SUO_PACK_OVERREAD others.
 */
void suo_posting_docs_decode(suo_reader *reader, uint32_t *docs, uint32_t count,
                             uint32_t doc_start, uint32_t doc_end);

/*
 * Then, from where the reader stands, the frequencies of 'block', whose count
 * is set. If the reader is or turns bad, 'block' is empty.
 */
void suo_posting_freqs_decode(suo_reader *reader, suo_posting_block *block);

/* Pass over the documents of a block of 'count'. */
void suo_posting_docs_skip(suo_reader *reader, uint32_t count);

/*
 * From where the documents end, the frequencies of posting number 'at' alone
 * into freqs[SUO_BLOCK_FIELDS]; returns the fields that occur in the block.
 */
uint32_t suo_posting_freqs_get(suo_reader *reader, uint32_t count, uint32_t at,
                               uint32_t *freqs);

/* ---- bounds ---- */

/*
 * What bounds a field's part of the score for any k1, b and average length:
 * for every posting some point has at least its frequency and at most its
 * field length. Points ascend in both.
 */
typedef struct suo_bound {
    uint32_t count; /* points, 1..SUO_BOUND_POINTS; 0: field does not occur */
    uint32_t freqs[SUO_BOUND_POINTS];
    uint32_t lengths[SUO_BOUND_POINTS];
} suo_bound;

/* The bound of 'count' <= 128 (frequency, length) pairs; frequency 0 counts
 * as no posting. */
void suo_bound_make(suo_bound *bound, const uint32_t *freqs,
                    const uint32_t *lengths, uint32_t count);

/* Bounds of the fields in 'fields', in ascending order of field. */
void suo_bounds_encode(suo_buffer *out, const suo_bound *bounds,
                       uint32_t fields);

/* Decode them into bounds[SUO_BLOCK_FIELDS]; returns the fields. */
uint32_t suo_bounds_decode(suo_reader *reader, suo_bound *bounds);

#endif
