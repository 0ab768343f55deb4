/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_order.h - the documents of several segments in one order.
 */
#ifndef SUO_WRITE_MERGE_ORDER_H
#define SUO_WRITE_MERGE_ORDER_H

#include "index/deletions.h"
#include "index/segment.h"
#include "write/doc_order.h"
#include "write/segment_write.h"

enum { SUO_MERGE_SOURCES_MAX = 64 };

/* A segment to be merged, and which of its documents are dead. */
typedef struct suo_merge_source {
    suo_segment *segment;
    const suo_deletions *deletions;
} suo_merge_source;

/* A document of a source. */
typedef struct suo_merge_place {
    uint32_t source;
    uint32_t doc;
} suo_merge_place;

/* Start with {0}. */
typedef struct suo_merge_order {
    uint32_t source_count;
    uint32_t doc_count;
    suo_merge_place *places;               /* by new document */
    uint32_t *maps[SUO_MERGE_SOURCES_MAX]; /* by document of a source: the new
                                    one, ascending; SUO_NO_DOC: it is dead */
    suo_segment_audience *audiences; /* roles are borrowed from a source */
    uint32_t audience_count;
} suo_merge_order;

/*
 * Order the living documents by audience, within one by sequence. Statuses:
 * SUO_LIMIT (more than a segment may hold), SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_merge_order_make(suo_merge_order *order,
                                             const suo_merge_source *sources,
                                             uint32_t source_count,
                                             suo_error *error);
void suo_merge_order_clear(suo_merge_order *order);

#endif
