/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.h - frequencies of many lists, added up by document.
 */
#ifndef SUO_QUERY_TALLY_H
#define SUO_QUERY_TALLY_H

#include "query/cursor.h"

enum { SUO_TALLY_SIDES = 2 };

/* By document of a segment: 16 bytes and a bit. Memory is kept; all of it is
 * zero but between begin and take. Start with {0}. */
typedef struct suo_tally {
    double *freqs; /* [SUO_TALLY_SIDES] of a document */
    uint64_t *met; /* bit: it has a frequency */
    uint32_t doc_count;
    size_t doc_cap;
    bool is_used;
} suo_tally;

void suo_tally_clear(suo_tally *tally);

/* Begin with nothing, for a segment of 'doc_count' documents. Statuses:
 * SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_tally_begin(suo_tally *tally, uint32_t doc_count);

/* Add the rest of a list to a side; returns how many documents it has. A failure
 * is kept in the cursor's walk. */
uint64_t suo_tally_add(suo_tally *tally, suo_cursor *cursor, uint32_t side);

/* How many documents it has. */
size_t suo_tally_count(const suo_tally *tally);

/* Write them to 'places', ascending, each with the larger of its sides; then
 * nothing is left. */
void suo_tally_take(suo_tally *tally, suo_match_place *places);

#endif
