/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matches.h - all places in a text where terms of a question stand.
 */
#ifndef SUO_QUERY_MATCHES_H
#define SUO_QUERY_MATCHES_H

#include "query/marks.h"

typedef struct suo_text_match {
    uint32_t start; /* bytes of the text */
    uint32_t end;
    uint32_t term; /* of the question */
} suo_text_match;

/* A place of a word that is to be near others. */
typedef struct suo_near_place {
    uint32_t near; /* of suo_marks.nears */
    uint32_t word;
    uint32_t unit;
    uint32_t end_unit;
    uint32_t start; /* bytes of the text */
    uint32_t end;
} suo_near_place;

/* Start with {0}; the memory is kept from one text to the next. */
typedef struct suo_matches {
    suo_text_match *items; /* ascending by start */
    size_t count;
    size_t cap;
    suo_text_match *sorted; /* scratch */
    size_t sorted_cap;
    suo_near_place *near_places;
    size_t near_place_count;
    size_t near_place_cap;
} suo_matches;

void suo_matches_clear(suo_matches *matches);

/*
 * Find the terms of the marks in a text of at most SUO_TEXT_MAX bytes, in time
 * linear in it and in the matches. Of words near each other those that lie in
 * the windows that count match. Statuses: SUO_NO_MEMORY, SUO_STATE.
 */
SUO_MUST_USE suo_status suo_matches_find(suo_matches *matches,
                                         const suo_marks *marks,
                                         suo_tokenizer *tokenizer,
                                         suo_slice text, suo_error *error);

/*
 * What the matches inside bytes [start, end) of the text cover, those that
 * touch as one: ascending, apart, relative to 'start' in all units. In 'arena'.
 * Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_matches_unite(const suo_matches *matches,
                                          suo_slice text, size_t start,
                                          size_t end, suo_arena *arena,
                                          const suo_range **ranges,
                                          uint64_t *count, suo_error *error);

/* How much of a text lies before a place, in each unit. Start with {0}. */
typedef struct suo_units {
    uint64_t bytes;
    uint64_t points;
    uint64_t utf16;
} suo_units;

/* Count on to byte 'at', which is between characters and not before where
 * 'units' stand. */
void suo_units_move(suo_units *units, suo_slice text, size_t at);

/* Let a range begin or end there. */
void suo_range_begin(suo_range *range, const suo_units *units);
void suo_range_end(suo_range *range, const suo_units *units);

#endif
