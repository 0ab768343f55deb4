/* SPDX-License-Identifier: Apache-2.0 */
/*
 * title_stream.c - best first through the levels of an order.
 *
 * A range is some entries of level 0 at either end, some of level 1 between
 * them, and so on: these are the first nodes. The node with the least unit is
 * taken; one of a higher level gives way to those below it.
 */
#include "query/title_stream.h"

#include "base/memory.h"

void suo_title_stream_clear(suo_title_stream *stream)
{
    suo_dealloc(stream->nodes);
    *stream = (suo_title_stream){0};
}

static void stream_sift_up(suo_title_stream *stream, size_t at)
{
    suo_title_node node = stream->nodes[at];
    while (at > 0 && stream->nodes[(at - 1) / 2].unit > node.unit) {
        stream->nodes[at] = stream->nodes[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    stream->nodes[at] = node;
}

static void stream_sift_down(suo_title_stream *stream, suo_title_node node)
{
    size_t at = 0;
    for (size_t child = 1; child < stream->count; child = 2 * at + 1) {
        if (child + 1 < stream->count &&
            stream->nodes[child + 1].unit < stream->nodes[child].unit)
            child++;
        if (stream->nodes[child].unit >= node.unit)
            break;
        stream->nodes[at] = stream->nodes[child];
        at = child;
    }
    if (stream->count > 0)
        stream->nodes[at] = node;
}

/* Add the entries [from, to) of a level. */
static suo_status stream_add(suo_title_stream *stream, uint32_t level,
                             uint32_t from, uint32_t to, suo_error *error)
{
    suo_status status =
        suo_grow(&stream->nodes, &stream->cap, stream->count + (to - from),
                 sizeof(*stream->nodes));
    if (status != SUO_OK)
        return suo_error_no_memory(error);
    for (; from < to; from++) {
        stream->nodes[stream->count] =
            (suo_title_node){stream->order->levels[level][from], level, from};
        stream_sift_up(stream, stream->count++);
    }
    return SUO_OK;
}

suo_status suo_title_stream_start(suo_title_stream *stream,
                                  const suo_title_order *order,
                                  suo_title_range range, suo_error *error)
{
    suo_status status = SUO_OK;
    uint32_t from = range.from;
    uint32_t to = range.to;
    stream->order = order;
    stream->count = 0;
    for (uint32_t level = 0; status == SUO_OK && from < to; level++) {
        uint32_t inner_from = (from + SUO_TITLE_FAN - 1) / SUO_TITLE_FAN;
        uint32_t inner_to = to / SUO_TITLE_FAN;
        if (level + 1 == order->level_count || inner_from >= inner_to)
            return stream_add(stream, level, from, to, error);
        status =
            stream_add(stream, level, from, inner_from * SUO_TITLE_FAN, error);
        if (status == SUO_OK)
            status =
                stream_add(stream, level, inner_to * SUO_TITLE_FAN, to, error);
        from = inner_from;
        to = inner_to;
    }
    return status;
}

suo_status suo_title_stream_next(suo_title_stream *stream, uint32_t *unit,
                                 bool *is_end, suo_error *error)
{
    *is_end = stream->count == 0;
    while (stream->count > 0) {
        suo_title_node node = stream->nodes[0];
        stream->count--;
        stream_sift_down(stream, stream->nodes[stream->count]);
        if (node.level == 0) {
            *unit = node.unit;
            return SUO_OK;
        }
        uint32_t below = stream->order->counts[node.level - 1];
        uint32_t from = node.number * SUO_TITLE_FAN;
        uint32_t to =
            below - from < SUO_TITLE_FAN ? below : from + SUO_TITLE_FAN;
        suo_status status = stream_add(stream, node.level - 1, from, to, error);
        if (status != SUO_OK)
            return status;
    }
    return SUO_OK;
}
