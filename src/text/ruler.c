/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ruler.c - counts at every 64th byte, and a short way from there.
 *
 * A character may lie across such a byte: then the first one behind it begins
 * up to three bytes on, where the tails of the other end.
 */
#include "text/ruler.h"

#include "base/memory.h"
#include "text/utf8.h"

enum { NOTCH_BYTES = 64 };

void suo_ruler_clear(suo_ruler *ruler)
{
    suo_dealloc(ruler->notches);
    *ruler = (suo_ruler){0};
}

suo_status suo_ruler_start(suo_ruler *ruler, suo_slice text)
{
    uint32_t points = 0;
    size_t notch = 0;
    if (suo_grow(&ruler->notches, &ruler->cap, text.len / NOTCH_BYTES + 1,
                 sizeof(*ruler->notches)) != SUO_OK)
        return SUO_NO_MEMORY;
    ruler->text = text;
    for (size_t at = 0; at < text.len; points++) {
        for (; notch * NOTCH_BYTES <= at; notch++)
            ruler->notches[notch] = points;
        at += suo_utf8_first_len(text.bytes + at, text.len - at);
    }
    for (; notch * NOTCH_BYTES <= text.len; notch++)
        ruler->notches[notch] = points;
    return SUO_OK;
}

/* The first character that begins at 'at' or behind it. */
static size_t text_align(suo_slice text, size_t at)
{
    for (size_t back = 1; back < SUO_UTF8_MAX && back <= at; back++) {
        size_t start = at - back;
        if (suo_utf8_is_tail(text.bytes[start]))
            continue;
        size_t end =
            start + suo_utf8_first_len(text.bytes + start, text.len - start);
        return end > at ? end : at;
    }
    return at;
}

uint32_t suo_ruler_points(const suo_ruler *ruler, size_t at)
{
    const suo_slice text = ruler->text;
    size_t notch = at / NOTCH_BYTES;
    uint32_t points = ruler->notches[notch];
    for (size_t i = text_align(text, notch * NOTCH_BYTES); i < at; points++)
        i += suo_utf8_first_len(text.bytes + i, text.len - i);
    return points;
}
