/* SPDX-License-Identifier: Apache-2.0 */
/*
 * completer.h - the titles of one audience's documents in a segment, sorted
 * for completion: made when they are first asked for, kept with the segment.
 *
 * A segment never changes, and an audience is seen by a view as a whole or not
 * at all: so all views and snapshots that have the segment share what was
 * made, and nothing in it is of a document that a view may not see. Dead
 * documents, and those that do not hold at a view's time, are left out when
 * titles are looked up.
 */
#ifndef SUO_QUERY_COMPLETER_H
#define SUO_QUERY_COMPLETER_H

#include "query/title_order.h"

/* Immutable once it is kept. */
typedef struct suo_completer {
    struct suo_completer *next;
    suo_title_source source;
    suo_title_set set;
    suo_title_order orders[SUO_TITLE_KEYS][SUO_TITLE_PLACES];
} suo_completer;

/*
 * The completer of a segment for a source, made if need be; borrowed while the
 * segment is open. Any thread; two that ask at once may both make it, and one
 * is kept. Statuses: SUO_CORRUPT, SUO_LIMIT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_completer_get(const suo_segment *segment,
                                          const suo_title_source *source,
                                          const suo_completer **completer,
                                          suo_error *error);

#endif
