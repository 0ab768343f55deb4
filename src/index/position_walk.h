/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position_walk.h - documents of a term in any order, and the positions of
 * those that are asked for: of others nothing is decoded. Forward is cheap,
 * back costs a block.
 */
#ifndef SUO_INDEX_POSITION_WALK_H
#define SUO_INDEX_POSITION_WALK_H

#include "codec/sorted_join.h"
#include "index/postings.h"

#define SUO_WALK_END UINT32_MAX /* above every document */

/* Positions of one field of a document, ascending, SUO_JOIN_STEP of UINT32_MAX
 * behind them. */
typedef struct suo_position_list {
    const uint32_t *positions;
    uint32_t count;
} suo_position_list;

/* Start with {0}; opened anew it keeps its memory. */
typedef struct suo_position_walk {
    suo_postings postings;
    bool is_last;                    /* there is no later block */
    bool has_freqs;                  /* those of the block at hand */
    uint32_t at;                     /* in the block at hand */
    uint32_t doc_count;              /* in block.docs; 0: they were not read */
    suo_posting_block block;         /* at hand */
    uint64_t starts[SUO_BLOCK_DOCS]; /* positions before each posting */
    uint64_t total;                  /* positions of the block */
    suo_reader all_packs;            /* of the block */
    suo_reader packs;                /* those behind the pack at hand */
    uint64_t pack_end;               /* number of the first of them */
    suo_slice pack;                  /* at hand, without its width */
    uint32_t pack_count;             /* numbers of it */
    unsigned pack_width;
    suo_positions all;  /* of an inline list */
    suo_positions list; /* given last */
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
 * Go to the first document that is not below 'doc' into '*found': SUO_WALK_END
 * if there is none. Statuses: SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_position_walk_seek(suo_position_walk *walk,
                                               uint32_t doc, uint32_t *found,
                                               suo_error *error);

/* The part of suo_position_walk_go that goes to another block. */
SUO_MUST_USE suo_status suo_position_walk_load(suo_position_walk *walk,
                                               uint32_t block,
                                               suo_error *error);

/*
 * Go to posting number 'posting' of a list in blocks, whichever document it is
 * of. Statuses: SUO_CORRUPT.
 */
SUO_MUST_USE static inline suo_status suo_position_walk_go(
    suo_position_walk *walk, uint32_t posting, suo_error *error)
{
    walk->at = posting % SUO_BLOCK_DOCS;
    return walk->has_freqs &&
                   walk->postings.block == posting / SUO_BLOCK_DOCS + 1
               ? SUO_OK
               : suo_position_walk_load(walk, posting / SUO_BLOCK_DOCS, error);
}

/*
 * The positions of the document at hand in a text field, up to the first that
 * is not below 'last', borrowed until the walk is used again; count 0: it is
 * not in it. Statuses: SUO_CORRUPT,
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_position_walk_list(suo_position_walk *walk,
                                               uint32_t field, uint32_t last,
                                               suo_position_list *list,
                                               suo_error *error);

#endif
