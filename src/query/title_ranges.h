/* SPDX-License-Identifier: Apache-2.0 */
/*
 * title_ranges.h - which ranges of an order have all the places that may agree
 * with what was typed. What a range has must be compared still.
 */
#ifndef SUO_QUERY_TITLE_RANGES_H
#define SUO_QUERY_TITLE_RANGES_H

#include "query/title_order.h"
#include "query/typed.h"

/* Start with {0}; the memory is kept. */
typedef struct suo_title_ranges {
    suo_title_range *items;
    size_t count;
    size_t cap;
} suo_title_ranges;

/* Places that agree without abbreviation, in an order by characters.
 * Statuses: SUO_NO_MEMORY, as of the next ones. */
SUO_MUST_USE suo_status suo_title_ranges_chars(suo_title_ranges *ranges,
                                               const suo_title_order *order,
                                               const suo_typed *typed,
                                               suo_error *error);

/* The same in an order by letters. */
SUO_MUST_USE suo_status suo_title_ranges_letters(suo_title_ranges *ranges,
                                                 const suo_title_order *order,
                                                 const suo_typed *typed,
                                                 suo_error *error);

/* Places that agree by abbreviation only, and others, in an order by
 * initials. */
SUO_MUST_USE suo_status suo_title_ranges_initials(suo_title_ranges *ranges,
                                                  const suo_title_order *order,
                                                  const suo_typed *typed,
                                                  suo_error *error);

#endif
