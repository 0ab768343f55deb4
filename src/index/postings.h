/* SPDX-License-Identifier: Apache-2.0 */
/*
 * postings.h - walk the postings of one term, a block at a time.
 */
#ifndef SUO_INDEX_POSTINGS_H
#define SUO_INDEX_POSTINGS_H

#include "codec/posting_block.h"
#include "index/layout.h"
#include "index/pages.h"

/* Where a term's postings lie; borrowed from its segment. */
typedef struct suo_term_entry {
    uint32_t doc_freq; /* documents of the segment, the dead included */
    uint8_t lane;      /* SUO_LANE_WORD or SUO_LANE_GRAM */
    bool has_positions;
    bool is_inline;
    suo_slice list;         /* inline list or block list */
    suo_slice positions;    /* of a block list */
    const suo_pages *pages; /* that the positions lie in; NULL: verified */
} suo_term_entry;

/* A walk; no memory of its own. */
typedef struct suo_postings {
    suo_term_entry entry;
    uint32_t doc_end;     /* documents of the segment */
    uint32_t block_count; /* 1 for an inline list */
    uint32_t block;       /* the next one to decode */
    suo_slice bounds;
    suo_slice blocks;
    suo_reader freqs; /* of the block whose documents were given last */
} suo_postings;

/* Positions of a block's postings, one list after the other. Start with {0};
 * suo_positions_clear frees it. */
typedef struct suo_positions {
    uint32_t *values;
    size_t count;
    size_t cap;
} suo_positions;

/*
 * Begin before the first block. Statuses: SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_postings_open(suo_postings *postings,
                                          const suo_term_entry *entry,
                                          uint32_t doc_end, suo_error *error);

/* Decode the next block; its count is 0 after the last. Statuses:
 * SUO_CORRUPT. */
SUO_MUST_USE suo_status suo_postings_next(suo_postings *postings,
                                          suo_posting_block *block,
                                          suo_error *error);

/*
 * As suo_postings_next in two steps, not for an inline list: the documents into
 * docs[SUO_BLOCK_DOCS], of which there are '*count'; then the frequencies of
 * the block whose documents were given last. Statuses: SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_postings_next_docs(suo_postings *postings,
                                               uint32_t *docs, uint32_t *count,
                                               suo_error *error);
SUO_MUST_USE suo_status suo_postings_read_freqs(const suo_postings *postings,
                                                suo_posting_block *block,
                                                suo_error *error);

/* Let block number 'block' of a block list be the one whose documents were given
 * last, without reading them. Statuses: SUO_CORRUPT. */
SUO_MUST_USE suo_status suo_postings_go(suo_postings *postings, uint32_t block,
                                        suo_error *error);

/*
 * The frequencies of posting number 'posting' of a block list alone into
 * freqs[SUO_BLOCK_FIELDS]; 'fields' has a bit for each one set. Moves nothing.
 * Statuses: SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_postings_freqs_of(const suo_postings *postings,
                                              uint32_t posting,
                                              uint32_t *fields, uint32_t *freqs,
                                              suo_error *error);

/* The least document that the next block may hold. */
uint32_t suo_postings_next_start(const suo_postings *postings);

/* Pass forward over the blocks whose documents are all below 'doc'. */
void suo_postings_seek(suo_postings *postings, uint32_t doc);

/*
 * Decode the positions of the block that suo_postings_next gave last: for
 * each posting, for each field, as many as its frequency, ascending.
 * Statuses: SUO_CORRUPT, SUO_NO_MEMORY; SUO_NOT_FOUND: the term has none.
 */
SUO_MUST_USE suo_status suo_postings_positions(const suo_postings *postings,
                                               const suo_posting_block *block,
                                               suo_positions *positions,
                                               suo_error *error);

/*
 * The bytes of the 'count' positions of the block whose documents were given
 * last, not of an inline list: at least one for 128, verified. Statuses:
 * SUO_CORRUPT.
 */
SUO_MUST_USE suo_status
suo_postings_position_bytes(const suo_postings *postings, uint64_t count,
                            suo_reader *reader, suo_error *error);
void suo_positions_clear(suo_positions *positions);

/*
 * The bounds of block 'number' into bounds[SUO_BLOCK_FIELDS]. Statuses:
 * SUO_CORRUPT; SUO_NOT_FOUND: an inline list has none.
 */
SUO_MUST_USE suo_status suo_postings_bounds(const suo_postings *postings,
                                            uint32_t number, suo_bound *bounds,
                                            suo_error *error);

#endif
