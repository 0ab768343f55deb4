/* SPDX-License-Identifier: Apache-2.0 */
/*
 * offsets.c - from bytes to other units, by counting from known places.
 *
 * The text is counted once, from one token's start or end to the next, and
 * each such place is noted. Offsets nearly ascend: a whole goes back to the
 * start of its first word, a gram ends before the end of its word. Those are
 * counted from the last place at or before them, a few characters away.
 *
 * Mixed words and words of the user may start before the batch they are in.
 * So a few of a batch's places stay: one every OFFSETS_APART bytes, and the
 * last start of a token, where the next batch most likely goes on.
 *
 * Invariant: places ascend by byte and count; the first is the beginning of
 * the text, so that every offset has a place before it.
 */
#include "text/offsets.h"

#include <assert.h>
#include <stdbool.h>

#include "base/memory.h"
#include "text/utf8.h"

enum {
    OFFSETS_APART = 4096 /* least bytes between two places that stay */
};

void suo_offsets_clear(suo_offsets *offsets)
{
    suo_dealloc(offsets->places);
    *offsets = (suo_offsets){0};
}

void suo_offsets_start(suo_offsets *offsets, int32_t unit)
{
    offsets->unit = unit;
    offsets->count = 0;
    offsets->stay_count = 0;
}

/* Whether a good character of three bytes starts here, one of those whose
 * second byte has no range of its own; there are three bytes. */
static inline bool offsets_is_three(const uint8_t *text)
{
    return text[0] >= 0xE1 && text[0] <= 0xEF && text[0] != 0xED &&
           suo_utf8_is_tail(text[1]) && suo_utf8_is_tail(text[2]);
}

/* How many units stand in [from, to), both between characters. */
static uint32_t offsets_count(const suo_offsets *offsets, const uint8_t *text,
                              uint32_t text_len, uint32_t from, uint32_t to)
{
    uint32_t at = from;
    uint32_t count = 0;
    while (at < to) {
        if (text[at] < 0x80) {
            bool is_block =
                to - at >= SUO_ASCII_BLOCK && suo_is_ascii_block(text + at);
            uint32_t len = is_block ? SUO_ASCII_BLOCK : 1;
            at += len;
            count += len;
        } else if (to - at >= 3 && offsets_is_three(text + at)) {
            at += 3;
            count++;
        } else {
            uint32_t code;
            bool is_broken;
            at += (uint32_t)suo_utf8_decode(text + at, text_len - at, &code,
                                            &is_broken);
            count += code > 0xFFFF && offsets->unit == SUO_OFFSET_UTF16 ? 2 : 1;
        }
    }
    return count;
}

/* The offset of 'byte' in the unit. Notes the place if it is the farthest. */
static uint32_t offsets_find(suo_offsets *offsets, const char *text,
                             uint32_t text_len, uint32_t byte)
{
    const suo_offset_place *place = offsets->places + offsets->count - 1;
    bool is_farthest = byte > place->byte;
    while (place->byte > byte)
        place--;
    uint32_t count =
        place->count + offsets_count(offsets, (const uint8_t *)text, text_len,
                                     place->byte, byte);
    if (is_farthest) {
        assert(offsets->count < offsets->cap);
        offsets->places[offsets->count++] = (suo_offset_place){byte, count};
    }
    return count;
}

/* Forget the places of a batch but for those that stay, and 'last'. */
static void offsets_thin_out(suo_offsets *offsets, suo_offset_place last)
{
    suo_offset_place *places = offsets->places;
    size_t kept = offsets->stay_count;
    for (size_t i = kept; i < offsets->count; i++)
        if (places[i].byte - places[kept - 1].byte >= OFFSETS_APART)
            places[kept++] = places[i];
    offsets->stay_count = kept;
    if (last.byte > places[kept - 1].byte)
        places[kept++] = last;
    offsets->count = kept;
}

suo_status suo_offsets_convert(suo_offsets *offsets, const char *text,
                               uint32_t text_len, suo_token *tokens,
                               size_t count, suo_error *error)
{
    assert(offsets->unit != SUO_OFFSET_BYTES);
    if (count == 0)
        return SUO_OK;
    void *places = offsets->places;
    if (suo_grow(&places, &offsets->cap, offsets->count + 2 * count + 2,
                 sizeof(suo_offset_place)) != SUO_OK)
        return suo_error_no_memory(error);
    offsets->places = places;
    if (offsets->count == 0) {
        offsets->places[0] = (suo_offset_place){0, 0};
        offsets->count = offsets->stay_count = 1;
    }
    suo_offset_place last = {0, 0};
    for (size_t i = 0; i < count; i++) {
        suo_token *token = tokens + i;
        suo_offset_place start = {
            token->start, offsets_find(offsets, text, text_len, token->start)};
        token->start = start.count;
        token->end = offsets_find(offsets, text, text_len, token->end);
        if (start.byte > last.byte)
            last = start;
    }
    offsets_thin_out(offsets, last);
    return SUO_OK;
}
