/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position.h - where a hit stands among all that match, as a text.
 *
 * It says score, value and key, never a sequence or a number of a document:
 * these would tell of documents that a view cannot see.
 */
#ifndef SUO_QUERY_POSITION_H
#define SUO_QUERY_POSITION_H

#include "query/ranking.h"

enum { SUO_POSITION_MAX = 1 << 20 }; /* bytes of one */

/* A position, read. Start with {0}; free 'bytes'. */
typedef struct suo_position {
    uint8_t *bytes;   /* owned: what the slices are of */
    suo_ranked place; /* its sequence and document are not known */
    suo_slice key;
} suo_position;

/* Write a position. Sticky, as the buffer is. */
void suo_position_write(suo_buffer *out, const suo_ordering *ordering,
                        const suo_ranked *place, suo_slice key);

/* Read one that was written of hits in the same order. Statuses: SUO_INVALID,
 * SUO_LIMIT, SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_position_read(suo_position *position,
                                          const suo_ordering *ordering,
                                          const char *text, size_t len,
                                          suo_error *error);

/*
 * Have the sequence of the position's document; 0 if the view does not see it.
 * Statuses: SUO_CORRUPT.
 */
SUO_MUST_USE suo_status suo_position_find(suo_position *position,
                                          const suo_view *view,
                                          suo_error *error);

#endif
