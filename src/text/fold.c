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

/* Whether the bytes are a character of three bytes; it may be a surrogate or
 * have too many bytes. */
static inline bool fold_is_three(uint32_t bytes)
{
    return (bytes & 0xC0C0F0) == 0x8080E0;
}

/* Whether a character of three bytes may be a capital. */
static inline bool fold_may_be_upper(uint32_t code)
{
    return (code - 0x1E00 < 0x100) | (code - 0xFF21 < 26);
}

/*
 * Fold characters of three bytes while there are any that fold alone; Han
 * mostly are. A byte must follow them. Returns where it stopped.
 */
static uint32_t fold_threes(suo_folded *folded, const uint8_t *text,
                            uint32_t at, uint32_t to)
{
    uint32_t *codes = folded->codes;
    uint32_t *starts = folded->starts;
    uint32_t *ends = folded->ends;
    size_t count = folded->count;
    for (; to - at >= 4; at += 3, count++) {
        uint32_t bytes = suo_load_u32(text + at);
        uint32_t code =
            (bytes & 0x0F) << 12 | (bytes >> 2 & 0xFC0) | (bytes >> 16 & 0x3F);
        if (!fold_is_three(bytes) || code < 0x800)
            break;
        uint32_t alone = suo_fold_bmp[code]; /* 0 of surrogates */
        if (alone == 0)
            break;
        if (fold_may_be_upper(code) && suo_fold_is_upper(code, alone))
            alone |= SUO_FOLDED_UPPER;
        codes[count] = alone;
        starts[count] = at;
        ends[count] = at + 3;
    }
    folded->count = count;
    return at;
}

/* Fold the one character at 'at', if it folds alone. Returns its bytes; 0 if
 * it takes the slow path. */
static inline uint32_t fold_one(suo_folded *folded, const uint8_t *text,
                                uint32_t at, uint32_t to)
{
    uint32_t code = text[at];
    uint32_t len = code < 0x80 ? 1 : fold_decode(text + at, to - at, &code);
    uint32_t alone = len > 0 ? suo_fold_bmp[code] : 0;
    if (alone == 0)
        return 0;
    if (alone != code && suo_fold_is_upper(code, alone))
        alone |= SUO_FOLDED_UPPER;
    folded->codes[folded->count] = alone;
    folded->starts[folded->count] = at;
    folded->ends[folded->count++] = at + len;
    return len;
}

/*
 * Fold from byte 'at' while characters fold alone. Returns where it stopped:
 * at 'to' or at a character for the slow path.
 */
static uint32_t fold_fast(suo_folded *folded, const uint8_t *text, uint32_t at,
                          uint32_t to)
{
    while (at < to) {
        if (text[at] >= 0xE0) {
            uint32_t stop = fold_threes(folded, text, at, to);
            if (stop > at) {
                at = stop;
                continue;
            }
        } else if (text[at] < 0x80 && to - at >= SUO_ASCII_BLOCK) {
            /* All are folded, and those before the first other count. */
            fold_ascii(text + at, folded->codes + folded->count,
                       folded->starts + folded->count,
                       folded->ends + folded->count, at);
            uint32_t len = suo_ascii_len(text + at);
            folded->count += len;
            at += len;
            continue;
        }
        uint32_t len = fold_one(folded, text, at, to);
        if (len == 0)
            break;
        at += len;
    }
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
