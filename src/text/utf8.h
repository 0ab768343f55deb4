/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8.h - one character of UTF-8 at a time, whatever the bytes are.
 */
#ifndef SUO_TEXT_UTF8_H
#define SUO_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

enum {
    SUO_UTF8_MAX = 4,         /* bytes of the longest character */
    SUO_REPLACEMENT = 0xFFFD, /* stands for a broken part */
    SUO_ASCII_BLOCK = 16
};

/*
 * Decode the character at 'bytes' of 'len' > 0 bytes into '*code'. Returns
 * the bytes it takes. A broken part gives SUO_REPLACEMENT, sets '*is_broken'
 * and takes as many bytes as were the start of a good character, at least one
 * (Unicode 3.9, "maximal subpart"; the WHATWG decoder does the same).
 */
size_t suo_utf8_decode(const uint8_t *bytes, size_t len, uint32_t *code,
                       bool *is_broken);

/* Where the character before 'at' > 0 begins; 'at' is between characters. */
size_t suo_utf8_before(const uint8_t *bytes, size_t at);

/* Bytes of the first character of 'bytes', which has 'len' > 0. */
static inline size_t suo_utf8_first_len(const uint8_t *bytes, size_t len)
{
    uint32_t code;
    bool is_broken;
    return suo_utf8_decode(bytes, len, &code, &is_broken);
}

/* Whether the SUO_ASCII_BLOCK bytes at 'bytes' are ASCII. */
static inline bool suo_is_ascii_block(const uint8_t *bytes)
{
    uint64_t parts[2];
    memcpy(parts, bytes, SUO_ASCII_BLOCK);
    return ((parts[0] | parts[1]) & UINT64_C(0x8080808080808080)) == 0;
}

/* How many of the SUO_ASCII_BLOCK bytes at 'bytes' are ASCII before the first
 * that is not. */
static inline uint32_t suo_ascii_len(const uint8_t *bytes)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    uint64_t low_half = suo_load_u64(bytes) & high;
    uint64_t high_half = suo_load_u64(bytes + 8) & high;
    if (low_half != 0)
        return (uint32_t)__builtin_ctzll(low_half) / 8;
    return high_half != 0 ? 8 + (uint32_t)__builtin_ctzll(high_half) / 8
                          : SUO_ASCII_BLOCK;
}

/* Whether a byte continues a character. */
static inline bool suo_utf8_is_tail(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Write 'code', a scalar value; returns its 1..4 bytes. */
static inline size_t suo_utf8_encode(uint32_t code, char *bytes)
{
    uint8_t *out = (uint8_t *)bytes;
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (uint8_t)(0xC0 | code >> 6);
        out[1] = (uint8_t)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (uint8_t)(0xE0 | code >> 12);
        out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | code >> 18);
    out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (code & 0x3F));
    return 4;
}

#endif
