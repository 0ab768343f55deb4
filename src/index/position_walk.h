/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position_walk.h - documents of a term in ascending order, and the positions
 * of those that are asked for: of others nothing is decoded.
 */
#ifndef SUO_INDEX_POSITION_WALK_H
#define SUO_INDEX_POSITION_WALK_H

#include "index/postings.h"

#define SUO_WALK_END UINT32_MAX /* above every document */

/* Positions of one field of a document: sums[i] - base, ascending. */
typedef struct suo_position_list {
    const uint32_t *sums;
    uint32_t count;
    uint32_t base;
} suo_position_list;

/* Start with {0}; opened anew it keeps its memory. */
typedef struct suo_position_walk {
    suo_postings postings;
    bool is_last;            /* there is no later block */
    bool has_freqs;          /* those of the block at hand, and 'starts' */
    uint32_t at;             /* in block.docs */
    suo_posting_block block; /* at hand */
    /* positions of the block before each posting */
    uint64_t starts[SUO_BLOCK_DOCS + 1];
    suo_reader packs; /* those not yet read */
    uint64_t from;    /* numbers [from, end) of the block are summed up */
    uint64_t end;
    suo_positions sums; /* by number, one before them; of an inline list:
                           positions */
} suo_position_walk;

void suo_position_walk_clear(suo_position_walk *walk);

/*
 * Begin before the first document; the term has positions. Statuses:
 * SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_position_walk_open(suo_position_walk *walk,
                                               const suo_term_entry *entry,
                                               uint32_t doc_end,
                                               suo_error *error);

/*
 * Go forward to the first document that is not below 'doc' into '*found':
 * SUO_WALK_END if there is none. Statuses: SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_position_walk_seek(suo_position_walk *walk,
                                               uint32_t doc, uint32_t *found,
                                               suo_error *error);

/*
 * The positions of the document at hand in a text field, borrowed until the
 * walk is used again; count 0: it is not in it. For the fields of a document in
 * ascending order. Statuses: SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_position_walk_list(suo_position_walk *walk,
                                               uint32_t field,
                                               suo_position_list *list,
                                               suo_error *error);

#endif
