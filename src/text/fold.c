/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold.c - the fast path of folding: one look-up a character.
 *
 * A character of the BMP that folds to one character whatever stands around
 * it has that character in suo_fold_bmp. The first one that has not sends the
 * one before it, which it may change, and all up to the next one that folds
 * alone to fold_slow.c; the result is the same as if utf8proc had folded the
 * whole text. Room for one character a byte is kept ahead of the loop.
 */
#include "text/fold.h"

#include <assert.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "text/utf8.h"

void suo_folded_clear(suo_folded *folded)
{
    suo_dealloc(folded->codes);
    suo_dealloc(folded->starts);
    suo_dealloc(folded->ends);
    suo_dealloc(folded->items);
    suo_dealloc(folded->sorted);
    *folded = (suo_folded){0};
}

/* Resize one array; the old one stays if that fails. */
static bool folded_resize(uint32_t **array, size_t count)
{
    uint32_t *grown = suo_realloc(*array, count, sizeof(uint32_t));
    if (grown == NULL)
        return false;
    *array = grown;
    return true;
}

suo_status suo_folded_reserve(suo_folded *folded, size_t more, suo_error *error)
{
    size_t needed = folded->count + more;
    if (needed <= folded->cap)
        return SUO_OK;
    size_t cap = folded->cap + folded->cap / 2;
    if (cap < needed)
        cap = needed;
    if (!folded_resize(&folded->codes, cap) ||
        !folded_resize(&folded->starts, cap) ||
        !folded_resize(&folded->ends, cap))
        return suo_error_no_memory(error);
    folded->cap = cap;
    return SUO_OK;
}

/*
 * Decode a character of two or three bytes at 'at' that lies in the BMP.
 * Returns its bytes; 0 if it is anything else, or broken.
 */
static inline uint32_t fold_decode(const uint8_t *at, size_t left,
                                   uint32_t *code)
{
    if (at[0] >= 0xE0 && at[0] <= 0xEF && left >= 3 &&
        suo_utf8_is_tail(at[1]) && suo_utf8_is_tail(at[2])) {
        *code = (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
        return *code >= 0x800 && (*code >> 11) != 0xD800 >> 11 ? 3 : 0;
    }
    if (at[0] >= 0xC2 && at[0] <= 0xDF && left >= 2 &&
        suo_utf8_is_tail(at[1])) {
        *code = (at[0] & 0x1Fu) << 6 | (at[1] & 0x3Fu);
        return 2;
    }
    return 0;
}

/* Fold SUO_ASCII_BLOCK bytes of ASCII; compilers make vectors of the loop. */
static inline void fold_ascii(const uint8_t *restrict text,
                              uint32_t *restrict codes,
                              uint32_t *restrict starts,
                              uint32_t *restrict ends, uint32_t at)
{
    for (uint32_t i = 0; i < SUO_ASCII_BLOCK; i++) {
        uint32_t code = text[i];
        uint32_t is_upper = code - 'A' < 26;
        codes[i] = code | is_upper << 5 | is_upper << 31;
        starts[i] = at + i;
        ends[i] = at + i + 1;
    }
}

/*
 * Fold from byte 'at' while characters fold alone. Returns where it stopped:
 * at 'to' or at a character for the slow path.
 */
static uint32_t fold_fast(suo_folded *folded, const uint8_t *text, uint32_t at,
                          uint32_t to)
{
    uint32_t *codes = folded->codes;
    uint32_t *starts = folded->starts;
    uint32_t *ends = folded->ends;
    size_t count = folded->count;
    while (at < to) {
        uint32_t code = text[at];
        uint32_t len = 1;
        if (code >= 0xE0 && to - at >= 4) {
            uint32_t bytes = suo_load_u32(text + at);
            code = (bytes & 0x0F) << 12 | (bytes >> 2 & 0xFC0) |
                   (bytes >> 16 & 0x3F);
            /* Three bytes of the BMP, no surrogate; Han mostly are. */
            if ((bytes & 0xC0C0F0) != 0x8080E0 || code < 0x800 ||
                code >> 11 == 0xD800 >> 11)
                break;
            len = 3;
        } else if (code < 0x80) {
            if (to - at >= SUO_ASCII_BLOCK && suo_is_ascii_block(text + at)) {
                fold_ascii(text + at, codes + count, starts + count,
                           ends + count, at);
                count += SUO_ASCII_BLOCK;
                at += SUO_ASCII_BLOCK;
                continue;
            }
        } else {
            len = fold_decode(text + at, to - at, &code);
            if (len == 0)
                break;
        }
        uint32_t alone = suo_fold_bmp[code];
        if (alone == 0)
            break;
        if (alone != code && suo_fold_is_upper(code, alone))
            alone |= SUO_FOLDED_UPPER;
        codes[count] = alone;
        starts[count] = at;
        at += len;
        ends[count++] = at;
    }
    folded->count = count;
    return at;
}

suo_status suo_fold(suo_folded *folded, const char *text, uint32_t from,
                    uint32_t to, suo_error *error)
{
    assert(from <= to);
    folded->count = 0;
    suo_status st = suo_folded_reserve(folded, to - from, error);
    bool is_alone = false; /* the last character may yet be changed */
    uint32_t at = from;
    while (st == SUO_OK && at < to) {
        uint32_t stop = fold_fast(folded, (const uint8_t *)text, at, to);
        is_alone = stop > at || is_alone;
        at = stop;
        if (at == to)
            break;
        uint32_t start = at;
        if (is_alone)
            start = folded->starts[--folded->count];
        st = suo_fold_stretch(folded, text, start, at, to, &at, error);
        is_alone = false;
    }
    return st;
}
