/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position.c - an order, a place in it and a key, in hexadecimal digits.
 */
#include "query/position.h"

enum { POSITION_VERSION = 1 };

/* What the order is: a position in one says nothing in another. */
static uint32_t ordering_code(const suo_ordering *ordering)
{
    if (ordering->order == SUO_ORDER_SCORE)
        return POSITION_VERSION;
    return POSITION_VERSION | (uint32_t)ordering->order << 4 |
           (uint32_t)ordering->missing_first << 6 |
           (uint32_t)ordering->ties_by_score << 7 | ordering->field << 8;
}

static void hex_add(suo_buffer *out, suo_slice bytes)
{
    static const char DIGITS[] = "0123456789abcdef";
    uint8_t *room = suo_buffer_reserve(out, bytes.len * 2);
    if (room == NULL)
        return;
    for (size_t i = 0; i < bytes.len; i++) {
        *room++ = (uint8_t)DIGITS[bytes.bytes[i] >> 4];
        *room++ = (uint8_t)DIGITS[bytes.bytes[i] & 15];
    }
    out->len += bytes.len * 2;
}

/* A digit's value; 16: it is none. */
static unsigned hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return (unsigned)(digit - '0');
    return digit >= 'a' && digit <= 'f' ? (unsigned)(digit - 'a') + 10 : 16;
}

void suo_position_write(suo_buffer *out, const suo_ordering *ordering,
                        const suo_ranked *place, suo_slice key)
{
    suo_buffer bytes = {0};
    suo_buffer_add_u32(&bytes, ordering_code(ordering));
    suo_buffer_add_u32(&bytes, (uint32_t)place->group);
    suo_buffer_add_double(&bytes, place->score);
    suo_buffer_add_u64(&bytes, (uint64_t)place->number);
    suo_buffer_add_u32(&bytes, (uint32_t)place->text.len);
    suo_buffer_add(&bytes, place->text.bytes, place->text.len);
    suo_buffer_add(&bytes, key.bytes, key.len);
    out->failed |= bytes.failed;
    hex_add(out, (suo_slice){bytes.data, bytes.len});
    suo_buffer_free(&bytes);
}

/* The bytes of hexadecimal digits; false: they are none. */
static bool hex_take(const char *text, size_t len, uint8_t *bytes)
{
    unsigned wrong = len % 2;
    for (size_t i = 0; i + 1 < len; i += 2) {
        unsigned high = hex_value(text[i]);
        unsigned low = hex_value(text[i + 1]);
        wrong |= (high | low) >> 4;
        bytes[i / 2] = (uint8_t)(high << 4 | low);
    }
    return wrong == 0;
}

static bool position_take(suo_position *position, const suo_ordering *ordering,
                          size_t len)
{
    suo_reader reader = suo_reader_make(position->bytes, len);
    bool is_same = suo_read_u32(&reader) == ordering_code(ordering);
    suo_ranked *place = &position->place;
    place->group = (int32_t)suo_read_u32(&reader);
    place->score = suo_read_double(&reader);
    place->number = (int64_t)suo_read_u64(&reader);
    size_t text_len = suo_read_u32(&reader);
    place->text.bytes = suo_reader_take(&reader, text_len);
    place->text.len = text_len;
    place->is_turned = ordering->order == SUO_ORDER_DESCENDING;
    position->key.len = suo_reader_left(&reader);
    position->key.bytes = suo_reader_take(&reader, position->key.len);
    return !reader.bad && is_same && place->score >= 0;
}

suo_status suo_position_read(suo_position *position,
                             const suo_ordering *ordering, const char *text,
                             size_t len, suo_error *error)
{
    if (len > SUO_POSITION_MAX)
        return suo_error_set(error, SUO_LIMIT, "a position is of %d bytes",
                             SUO_POSITION_MAX);
    position->bytes = suo_alloc(len / 2, 1);
    if (position->bytes == NULL)
        return suo_error_no_memory(error);
    if (text == NULL || !hex_take(text, len, position->bytes) ||
        !position_take(position, ordering, len / 2))
        return suo_error_set(error, SUO_INVALID,
                             "'after' is no position in this order");
    return SUO_OK;
}

static bool segment_shows(const suo_view_segment *seen, uint32_t doc)
{
    if (seen->visible != NULL)
        return seen->visible[doc / 8] >> (doc % 8) & 1;
    return seen->range_count > 0;
}

suo_status suo_position_find(suo_position *position, const suo_view *view,
                             suo_error *error)
{
    position->place.sequence = 0;
    for (uint32_t i = 0; i < view->segment_count; i++) {
        const suo_view_segment *seen = &view->segments[i];
        uint32_t doc;
        bool found;
        suo_status status =
            suo_segment_find_key(seen->segment, position->key,
                                 seen->deletions->bits, &doc, &found, error);
        if (status != SUO_OK)
            return status;
        if (!found || !segment_shows(seen, doc))
            continue;
        position->place.sequence =
            suo_sequences_get(&seen->segment->sequences, doc);
        break;
    }
    return SUO_OK;
}
