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

/* Hashed keys of the words; 0 is an empty place. */
enum {
    SUO_STOP_PLACES = 512,
    SUO_STOP_FILTER_BITS = 8192,
    SUO_STOP_ASCII_MAX = 8 /* letters of the longest word: a key's bytes */
};
typedef struct suo_stop {
    uint64_t keys[SUO_STOP_PLACES];
    uint64_t filter[SUO_STOP_FILTER_BITS / 64]; /* bit of a key not set: it is
                                                   no stop word */
} suo_stop;

/* Fill 'stop' with the words of the library; the English ones are words of
 * their own in other languages. */
void suo_stop_init(suo_stop *stop, bool has_english);

/* A word's key; 0 when no stop word is as long or as short. */
static inline uint64_t suo_stop_ascii_key(const char *word, size_t len)
{
    char bytes[SUO_STOP_ASCII_MAX] = {0};
    if (len > SUO_STOP_ASCII_MAX)
        return 0;
    memcpy(bytes, word, len);
    return suo_load_u64(bytes);
}

static inline uint64_t suo_stop_han_key(const uint32_t *chars, size_t count)
{
    uint64_t key = 0;
    if (count > 3)
        return 0;
    for (size_t i = 0; i < count; i++)
        key = key << 21 | chars[i];
    return key | UINT64_C(1) << 63;
}

static inline uint64_t suo_stop_mix(uint64_t key)
{
    return key * UINT64_C(0x9E3779B97F4A7C15);
}

/* Whether the word with this key is a stop word. */
static inline bool suo_stop_has(const suo_stop *stop, uint64_t key)
{
    uint64_t mixed = suo_stop_mix(key);
    uint64_t bit = mixed >> 40 & (SUO_STOP_FILTER_BITS - 1);
    if (!(stop->filter[bit / 64] >> (bit % 64) & 1))
        return false;
    uint64_t place = mixed >> 55;
    while (stop->keys[place] != 0) {
        if (stop->keys[place] == key)
            return true;
        place = (place + 1) % SUO_STOP_PLACES;
    }
    return false;
}

_Static_assert(SUO_STOP_PLACES == 1 << (64 - 55), "places of the hash");

/* The hash of all stop words. */
uint64_t suo_stop_hash(void);

#endif
