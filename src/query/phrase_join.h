/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrase_join.h - the places where several terms stand in a row, document by
 * document.
 */
#ifndef SUO_QUERY_PHRASE_JOIN_H
#define SUO_QUERY_PHRASE_JOIN_H

#include "query/phrase.h"

enum { SUO_JOIN_MAX = 8 /* terms at once */ };

/*
 * Append the places in the visible living documents of a segment where
 * 'count' (2..SUO_JOIN_MAX) terms of a phrase stand, none of them a prefix, the
 * rarest first; ascending, each once. All have positions. Statuses:
 * SUO_CORRUPT, SUO_NO_MEMORY; those of the scratch's watch.
 */
SUO_MUST_USE suo_status suo_phrase_join(const suo_view_segment *seen,
                                        const suo_phrase_term *terms,
                                        uint32_t count, uint32_t fields,
                                        suo_phrase_scratch *scratch,
                                        suo_occurrences *occurrences,
                                        suo_error *error);

#endif
