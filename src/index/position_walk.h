/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position_walk.h - documents of a term in ascending order, and the positions
 * of those that are asked for: of others nothing is decoded.
 */
#ifndef SUO_INDEX_POSITION_WALK_H
#define SUO_INDEX_POSITION_WALK_H

#include "index/postings.h"

enum {
    SUO_WALK_STEP = 8 /* lists may be read so many numbers at a time */
};

#define SUO_WALK_END UINT32_MAX /* above every document and position */

/* Start with {0}; opened anew it keeps its memory. */
typedef struct suo_position_walk {
    suo_postings postings;
    bool is_last;            /* there is no later block */
    bool has_freqs;          /* those of the block at hand, and 'starts' */
    uint32_t at;             /* in block.docs */
    suo_posting_block block; /* at hand */
    /* positions of the block before each posting */
    uint64_t starts[SUO_BLOCK_DOCS + 1];
    suo_reader packs;    /* those behind the pack at hand */
    uint64_t pack_start; /* number of its first position */
    uint32_t pack_count; /* 0: there is none */
    uint32_t pack[SUO_PACK_COUNT];
    suo_positions all;  /* of an inline list */
    suo_positions list; /* of one document */
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
 * The positions of the document at hand in a text field: '*count' of them,
 * ascending, then SUO_WALK_STEP times SUO_WALK_END; borrowed until the walk is
 * used again; 0: it is not in it. For the fields of a document in ascending
 * order. Statuses: SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_position_walk_list(suo_position_walk *walk,
                                               uint32_t field,
                                               const uint32_t **positions,
                                               uint32_t *count,
                                               suo_error *error);

#endif
