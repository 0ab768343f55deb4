/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ascii.c - eight bytes of text at a time.
 *
 * Bytes are told apart with whole words of 64 bits (Lamport, "Multiple Byte
 * Processing with Full-Word Instructions", CACM 1975): each byte's top bit
 * says whether it is a letter, or a capital.
 */
#include "text/ascii.h"

#include "base/bytes.h"

#define ASCII_EACH UINT64_C(0x0101010101010101)
#define ASCII_TOPS UINT64_C(0x8080808080808080)

enum { ASCII_STEP = 8 };

typedef enum ascii_kind {
    ASCII_BREAK, /* separates */
    ASCII_LETTER,
    ASCII_DIGIT,
    ASCII_JOINER,
    ASCII_APOSTROPHE,
    ASCII_NOT
} ascii_kind;

static inline ascii_kind ascii_kind_of(uint8_t byte)
{
    if ((byte | 0x20u) - 'a' < 26)
        return ASCII_LETTER;
    if (byte - (unsigned)'0' < 10)
        return ASCII_DIGIT;
    if (byte == '-' || byte == '_' || byte == '.')
        return ASCII_JOINER;
    if (byte == '\'')
        return ASCII_APOSTROPHE;
    return byte < 0x80 ? ASCII_BREAK : ASCII_NOT;
}

/* Eight bytes from 'at' on; zeros behind the end of the text. */
static inline uint64_t ascii_load(const uint8_t *text, uint32_t at,
                                  uint32_t len)
{
    if (len - at >= ASCII_STEP)
        return suo_load_u64(text + at);
    uint8_t last[ASCII_STEP] = {0};
    memcpy(last, text + at, len - at);
    return suo_load_u64(last);
}

/* The top bit of each byte that is at least 'low' and at most 'high', where
 * the bytes are below 0x80. */
static inline uint64_t ascii_between(uint64_t bytes, uint8_t low, uint8_t high)
{
    uint64_t from_low = bytes + ASCII_EACH * (0x80u - low);
    uint64_t past_high = bytes + ASCII_EACH * (0x7Fu - high);
    return from_low & ~past_high & ASCII_TOPS;
}

/* Number of bytes below the first whose top bit is set in 'tops'. */
static inline uint32_t ascii_first(uint64_t tops)
{
    return (uint32_t)__builtin_ctzll(tops) / 8;
}

/*
 * Write the letters at 'at' in small ones to 'term'. Returns how many there
 * are; more than SUO_PLAIN_MAX if there are too many, or a capital among them
 * begins a part of its own. Where they begin the word, the second may be a
 * capital: iPhone.
 */
static inline uint32_t ascii_write_letters(const uint8_t *text, uint32_t at,
                                           uint32_t len, bool begins,
                                           char *term)
{
    uint64_t before = 0; /* small letters of the byte before: its top bit */
    for (uint32_t count = 0; count < SUO_PLAIN_MAX; count += ASCII_STEP) {
        uint64_t bytes = ascii_load(text, at + count, len);
        uint64_t clear = bytes & ~ASCII_TOPS;
        uint64_t small = clear | ASCII_EACH * 0x20;
        uint64_t letters = ascii_between(small, 'a', 'z') & ~bytes;
        uint64_t capitals = letters & ascii_between(clear, 'A', 'Z');
        uint64_t stops = letters ^ ASCII_TOPS;
        uint32_t first = stops != 0 ? ascii_first(stops) : ASCII_STEP;
        uint64_t own =
            first < ASCII_STEP ? (UINT64_C(1) << first * 8) - 1 : UINT64_MAX;
        uint64_t lows = (letters & ~capitals) << 8 | before;
        uint64_t humps = capitals & lows & own;
        if (begins && count == 0)
            humps &= ~UINT64_C(0xFFFF);
        if (humps != 0)
            return SUO_PLAIN_MAX + 1;
        suo_store_u64((uint8_t *)term + count, small);
        if (first < ASCII_STEP)
            return count + first;
        before = (letters & ~capitals) >> 56;
    }
    return SUO_PLAIN_MAX + 1;
}

/* Write a word with the apostrophes in it. Returns its length, or more than
 * SUO_PLAIN_MAX as ascii_write_letters. */
static uint32_t ascii_write_word(const uint8_t *text, uint32_t at, uint32_t len,
                                 char *term)
{
    uint32_t count = ascii_write_letters(text, at, len, true, term);
    while (count + ASCII_STEP < SUO_PLAIN_MAX && len - at > count + 1 &&
           text[at + count] == '\'' &&
           ascii_kind_of(text[at + count + 1]) == ASCII_LETTER) {
        char rest[SUO_PLAIN_MAX + ASCII_STEP];
        uint32_t more =
            ascii_write_letters(text, at + count + 1, len, false, rest);
        if (count + 1 + more >= SUO_PLAIN_MAX)
            return SUO_PLAIN_MAX + 1;
        term[count] = '\'';
        memcpy(term + count + 1, rest, more);
        count += 1 + more;
    }
    return count;
}

/* Write the digits at 'at'; returns how many, or SUO_PLAIN_MAX. */
static uint32_t ascii_write_digits(const uint8_t *text, uint32_t at,
                                   uint32_t len, char *term)
{
    uint32_t count = 0;
    while (count < SUO_PLAIN_MAX && at + count < len &&
           ascii_kind_of(text[at + count]) == ASCII_DIGIT) {
        term[count] = (char)text[at + count];
        count++;
    }
    return count;
}

/* Whether a run of letters and digits ends before byte 'at'. */
static inline bool ascii_is_end(const uint8_t *text, uint32_t at, uint32_t len)
{
    if (at == len)
        return true;
    ascii_kind kind = ascii_kind_of(text[at]);
    if (kind == ASCII_JOINER || kind == ASCII_APOSTROPHE) {
        if (at + 1 == len)
            return true;
        kind = ascii_kind_of(text[at + 1]);
        return kind == ASCII_BREAK || kind == ASCII_JOINER ||
               kind == ASCII_APOSTROPHE;
    }
    return kind == ASCII_BREAK;
}

suo_status suo_ascii_add(const suo_codes *codes, const char *text, uint32_t at,
                         uint32_t len, uint32_t *unit, uint32_t *end,
                         bool *is_full, suo_error *error)
{
    const uint8_t *bytes = (const uint8_t *)text;
    suo_status status = SUO_OK;
    *is_full = false;
    for (; at < len; at++) {
        ascii_kind kind = ascii_kind_of(bytes[at]);
        if (kind == ASCII_NOT)
            break;
        if (kind != ASCII_LETTER && kind != ASCII_DIGIT)
            continue;
        status = suo_batch_reserve(codes->batch, 1, SUO_CODES_WORD_ROOM,
                                   is_full, error);
        if (status != SUO_OK || *is_full)
            break;
        char *term = suo_batch_room(codes->batch);
        uint32_t count = kind == ASCII_LETTER
                             ? ascii_write_word(bytes, at, len, term)
                             : ascii_write_digits(bytes, at, len, term);
        if (count >= SUO_PLAIN_MAX || !ascii_is_end(bytes, at + count, len))
            break;
        status =
            suo_codes_add_word(codes, term, count, at, at + count, unit, error);
        at += count;
        if (status != SUO_OK || at == len)
            break;
    }
    *end = at;
    return status;
}
