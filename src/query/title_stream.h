/* SPDX-License-Identifier: Apache-2.0 */
/*
 * title_stream.h - the units of a range, those of the most used title first.
 */
#ifndef SUO_QUERY_TITLE_STREAM_H
#define SUO_QUERY_TITLE_STREAM_H

#include "query/title_order.h"

/* An entry of a level that stands for all below it. */
typedef struct suo_title_node {
    uint32_t unit; /* the least below it */
    uint32_t level;
    uint32_t number;
} suo_title_node;

/* Start with {0}; the memory is kept from one range to the next. */
typedef struct suo_title_stream {
    const suo_title_order *order;
    suo_title_node *nodes; /* a heap, the least unit first */
    size_t count;
    size_t cap;
} suo_title_stream;

void suo_title_stream_clear(suo_title_stream *stream);

/* Begin with a range. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_title_stream_start(suo_title_stream *stream,
                                               const suo_title_order *order,
                                               suo_title_range range,
                                               suo_error *error);

/* Take the least unit that is left; '*is_end' if there is none. Statuses:
 * SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_title_stream_next(suo_title_stream *stream,
                                              uint32_t *unit, bool *is_end,
                                              suo_error *error);

#endif
