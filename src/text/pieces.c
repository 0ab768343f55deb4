/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pieces.c - safe places: before ASCII white space and before the Chinese
 * marks 、 。 ， ！ ： ； ？.
 *
 * Such a character folds alone, is part of no word, number or bracketed
 * pinyin, and never joins what stands before it: cutting before it changes
 * nothing. A stretch without any for SUO_STRETCH_BYTES is cut there, counted
 * from the last safe place, so that this too depends on the text alone.
 */
#include "text/pieces.h"

#include <assert.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "text/utf8.h"

enum { PIECE_ASCII = 32 };

static bool byte_is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Whether 'text' may be cut before byte 'at'. */
static bool piece_is_safe(const uint8_t *text, uint32_t at, uint32_t len)
{
    uint8_t byte = text[at];
    if (byte_is_space(byte))
        return true;
    if (byte < 0xE3 || len - at < 3)
        return false;
    uint8_t last = text[at + 2];
    if (byte == 0xE3) /* U+3001, U+3002 */
        return text[at + 1] == 0x80 && (last == 0x81 || last == 0x82);
    if (byte != 0xEF || text[at + 1] != 0xBC)
        return false;
    return last == 0x81 || last == 0x8C || last == 0x9A || last == 0x9B ||
           last == 0x9F; /* U+FF01, FF0C, FF1A, FF1B, FF1F */
}

/* 'end', or where the character starts that a cut at 'end' would part. */
static uint32_t piece_whole_end(const uint8_t *text, uint32_t from,
                                uint32_t end, uint32_t len)
{
    for (uint32_t at = end; at-- > from && end - at < SUO_UTF8_MAX;) {
        uint32_t code;
        bool is_broken;
        if (suo_utf8_is_tail(text[at]))
            continue;
        size_t bytes = suo_utf8_decode(text + at, len - at, &code, &is_broken);
        return bytes > end - at ? at : end;
    }
    return end;
}

/* The first white space in a stretch of PIECE_ASCII bytes that are all ASCII,
 * looked for from 'at' on in steps; 'len' if there is none before 'most'. */
static uint32_t piece_find_ascii(const uint8_t *text, uint32_t at,
                                 uint32_t most, uint32_t len)
{
    for (; at < most && len - at >= PIECE_ASCII; at += PIECE_ASCII / 2) {
        uint64_t far = 0;
        for (uint32_t i = 0; i < PIECE_ASCII; i += 8)
            far |= suo_load_u64(text + at + i);
        if ((far & UINT64_C(0x8080808080808080)) != 0)
            continue;
        for (uint32_t i = at; i < at + PIECE_ASCII && i < most; i++)
            if (byte_is_space(text[i]))
                return i;
    }
    return len;
}

uint32_t suo_piece_end(const char *text, uint32_t from, uint32_t len,
                       uint32_t piece_bytes)
{
    const uint8_t *bytes = (const uint8_t *)text;
    assert(from < len && piece_bytes > 0 && piece_bytes <= SUO_STRETCH_BYTES);
    uint32_t most = len - from < piece_bytes ? len : from + piece_bytes;
    uint32_t at = piece_find_ascii(bytes, from + 1, most, len);
    if (at < most || most == len)
        return at;
    at = most;
    while (at > from && !piece_is_safe(bytes, at, len))
        at--;
    if (at > from)
        return at;
    uint32_t last = len;
    if (len - from > SUO_STRETCH_BYTES)
        last = from + SUO_STRETCH_BYTES;
    for (at = from + piece_bytes; at < last; at++)
        if (piece_is_safe(bytes, at, len))
            return at;
    return last < len ? piece_whole_end(bytes, from, last, len) : len;
}
