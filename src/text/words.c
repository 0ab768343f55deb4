/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.c - runs of text through ICU's word iterator.
 *
 * The iterator is opened with the first run and kept. It reads UTF-16, so a
 * run is written so, with the character of every 16-bit unit beside it.
 */
#include "text/words.h"

#include <assert.h>
#include <unicode/ubrk.h>

#include "base/memory.h"
#include "text/fold.h"

_Static_assert(sizeof(UChar) == sizeof(uint16_t), "ICU's text is 16-bit");

void suo_words_clear(suo_words *words)
{
    if (words->iterator != NULL)
        ubrk_close(words->iterator);
    suo_dealloc(words->units);
    suo_dealloc(words->places);
    suo_dealloc(words->parts);
    *words = (suo_words){0};
}

/* Turn ICU's code for a failure into ours. */
static suo_status words_fail(UErrorCode code, suo_error *error)
{
    if (code == U_MEMORY_ALLOCATION_ERROR)
        return suo_error_no_memory(error);
    return suo_error_set(error, SUO_STATE, "ICU cannot find words: %s",
                         u_errorName(code));
}

/* Room for 'count' characters in UTF-16, and one place more. */
static suo_status words_reserve(suo_words *words, size_t count,
                                suo_error *error)
{
    size_t needed = count * 2 + 1;
    if (needed <= words->unit_cap)
        return SUO_OK;
    size_t cap = needed + needed / 2;
    uint16_t *units = suo_realloc(words->units, cap, sizeof(*units));
    if (units == NULL)
        return suo_error_no_memory(error);
    words->units = units;
    uint32_t *places = suo_realloc(words->places, cap, sizeof(*places));
    if (places == NULL)
        return suo_error_no_memory(error);
    words->places = places;
    words->unit_cap = cap;
    return SUO_OK;
}

/* Write the run in UTF-16; returns its length. */
static int32_t words_write(suo_words *words, const uint32_t *codes,
                           size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t code = codes[i] & SUO_FOLDED_CODE;
        words->places[len] = (uint32_t)i;
        if (code < 0x10000) {
            words->units[len++] = (uint16_t)code;
            continue;
        }
        words->units[len++] = (uint16_t)(0xD7C0 + (code >> 10));
        words->places[len] = (uint32_t)i;
        words->units[len++] = (uint16_t)(0xDC00 | (code & 0x3FF));
    }
    words->places[len] = (uint32_t)count;
    return (int32_t)len;
}

/* Take the parts from the iterator. */
static suo_status words_collect(suo_words *words, suo_error *error)
{
    words->count = 0;
    uint32_t before = 0;
    ubrk_first(words->iterator);
    for (int32_t at = ubrk_next(words->iterator); at != UBRK_DONE;
         at = ubrk_next(words->iterator)) {
        bool is_word =
            ubrk_getRuleStatus(words->iterator) >= UBRK_WORD_NONE_LIMIT;
        uint32_t end = words->places[at];
        if (end == before)
            continue;
        void *parts = words->parts;
        if (suo_grow(&parts, &words->cap, words->count + 1,
                     sizeof(suo_words_part)) != SUO_OK)
            return suo_error_no_memory(error);
        words->parts = parts;
        words->parts[words->count++] = (suo_words_part){end, is_word};
        before = end;
    }
    return SUO_OK;
}

suo_status suo_words_cut(suo_words *words, const uint32_t *codes, size_t count,
                         suo_error *error)
{
    UErrorCode code = U_ZERO_ERROR;
    assert(count < INT32_MAX / 2);
    suo_status st = words_reserve(words, count, error);
    if (st != SUO_OK)
        return st;
    if (words->iterator == NULL)
        words->iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &code);
    if (U_FAILURE(code)) {
        words->iterator = NULL;
        return words_fail(code, error);
    }
    int32_t len = words_write(words, codes, count);
    ubrk_setText(words->iterator, (const UChar *)words->units, len, &code);
    if (U_FAILURE(code))
        return words_fail(code, error);
    return words_collect(words, error);
}
