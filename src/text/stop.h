/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stop.h - stop words: those that say little about what a question asks.
 */
#ifndef SUO_TEXT_STOP_H
#define SUO_TEXT_STOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

/*
 * Keys of the words, hashed into buckets of two; 0: an empty place. No word
 * needs a third one, so that a look-up has no branch.
 */
enum {
    SUO_STOP_BUCKET_BITS = 9,
    SUO_STOP_BUCKETS = 1 << SUO_STOP_BUCKET_BITS,
    SUO_STOP_ASCII_MAX = 8 /* letters of the longest word: a key's bytes */
};
typedef struct suo_stop {
    uint64_t keys[SUO_STOP_BUCKETS][2];
} suo_stop;

/* The words of the library, tables made by tables/make_stop.c. The English
 * ones are words of their own in other languages: these have the Chinese. */
extern const suo_stop suo_stop_all;
extern const suo_stop suo_stop_chinese;

/* A word's key; 0 when no stop word is as long or as short. */
static inline uint64_t suo_stop_ascii_key(const char *word, size_t len)
{
    char bytes[SUO_STOP_ASCII_MAX] = {0};
    if (len > SUO_STOP_ASCII_MAX)
        return 0;
    memcpy(bytes, word, len);
    return suo_load_u64(bytes);
}

/* 'chars' has three characters, whatever they are, however short the word. */
static inline uint64_t suo_stop_han_key(const uint32_t *chars, size_t count)
{
    uint64_t three =
        (uint64_t)chars[0] << 42 | (uint64_t)chars[1] << 21 | chars[2];
    uint32_t other_bits = 21 * (3 - (uint32_t)count);
    return count > 3 ? 0 : three >> (other_bits & 63) | UINT64_C(1) << 63;
}

/* The bucket of a key. The factor is one of those that fill no bucket with
 * more than two of the library's words: found by trying. */
static inline uint32_t suo_stop_bucket(uint64_t key)
{
    return (uint32_t)(key * UINT64_C(0xC4647159C324C985) >>
                      (64 - SUO_STOP_BUCKET_BITS));
}

/* Whether the word with this key is a stop word. */
static inline bool suo_stop_has(const suo_stop *stop, uint64_t key)
{
    const uint64_t *bucket = stop->keys[suo_stop_bucket(key)];
    return ((bucket[0] == key) | (bucket[1] == key)) & (key != 0);
}

/* The hash of all stop words. */
uint64_t suo_stop_hash(void);

#endif
