/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stem.h - the stem of a word, by Snowball's algorithm for its language.
 */
#ifndef SUO_TEXT_STEM_H
#define SUO_TEXT_STEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "base/status.h"
#include "text/languages.h"
#include "text/stop.h"

enum {
    SUO_STEM_MAX = 64,        /* bytes of the longest English word stemmed */
    SUO_STEM_OTHER_MAX = 192, /* and of other languages' */
    SUO_STEM_CACHED = 22,     /* bytes of the longest word remembered */
    SUO_STEM_ROOM = 24,       /* bytes that are read, whatever the word has */
    SUO_STEM_ADDED = 8,       /* bytes a remembered stem may end in */
    SUO_STEM_BITS_LEAST = 8,  /* of the number of a pair of entries */
    SUO_STEM_BITS_MAX = 15
};

/* A remembered word, zeros after it, and its stem: the first bytes of the
 * word, and some others. A word of zeros: an empty place. */
typedef struct suo_stem_entry {
    uint64_t word[2];
    uint64_t rest; /* word[16..22), then how many bytes stay, with
                      SUO_STEM_STOP, and how many are added */
    char added[SUO_STEM_ADDED];
} suo_stem_entry;
_Static_assert(sizeof(suo_stem_entry) == 32, "two entries a cache line");

/* The letters in an entry's or a key's rest. */
#define SUO_STEM_LETTERS UINT64_C(0xFFFFFFFFFFFF)
/* In an entry's rest: the word is a stop word. */
#define SUO_STEM_STOP (UINT64_C(0x80) << 48)

struct sb_stemmer;

/* Start with {0}, or {.language, .stop}. */
typedef struct suo_stem {
    suo_language language;
    const suo_stop *stop; /* words to be remembered as such; NULL: none */
    struct sb_stemmer *snowball;
    suo_stem_entry *entries; /* the cache, once there were many words */
    void *block;             /* that they are in */
    uint32_t bits;           /* of the number of a pair of them */
    uint32_t learned;        /* words since they became so many */
    uint32_t asked;          /* words before it */
} suo_stem;

void suo_stem_clear(suo_stem *stem);

/*
 * Replace the word of '*len' bytes by its stem, which is no longer; a word
 * longer than SUO_STEM_MAX stays as it is. At 'word' there is room for
 * SUO_STEM_ROOM bytes or more, and behind the word for SUO_STEM_ADDED.
 *
 * English: a-z and ' only. None: stays. Other languages: folded UTF-8; Latin
 * letters lose their marks after stemming, also in what is not stemmed.
 * Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_stem_word(suo_stem *stem, char *word, size_t *len,
                                      suo_error *error);

/* ---- many words ---- */

enum { SUO_STEM_NOWHERE = UINT32_MAX };

/* A word as the cache knows it. */
typedef struct suo_stem_key {
    uint64_t word[2]; /* its first bytes, little endian, zeros after it */
    uint64_t rest;
    uint32_t place; /* of the pair of entries; or SUO_STEM_NOWHERE */
} suo_stem_key;

/* The eight bytes at 'word' + 'at' that belong to its 'len' bytes. */
static inline uint64_t suo_stem_part(const char *word, size_t at, size_t len)
{
    if (len <= at)
        return 0;
    uint64_t part = suo_load_u64(word + at);
    size_t left = len - at;
    return left >= 8 ? part : part & ((UINT64_C(1) << left * 8) - 1);
}

/* Find the place of a key whose word of 'len' bytes is set, and ask the memory
 * for its entries. */
static inline void suo_stem_place(const suo_stem *stem, size_t len,
                                  suo_stem_key *key)
{
    key->place = SUO_STEM_NOWHERE;
    if (stem->entries == NULL || len < 3 || len > SUO_STEM_CACHED)
        return;
    uint64_t hash = key->word[0] * UINT64_C(0x9E3779B97F4A7C15) ^
                    key->word[1] * UINT64_C(0xC2B2AE3D27D4EB4F) ^
                    key->rest * UINT64_C(0x165667B19E3779F9);
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    key->place = (uint32_t)(hash >> (64 - stem->bits));
    SUO_PREFETCH(stem->entries + 2 * (size_t)key->place);
}

/* Make the key of a word. SUO_STEM_ROOM bytes can be read at 'word', whatever
 * 'len' is. */
static inline void suo_stem_prepare(const suo_stem *stem, const char *word,
                                    size_t len, suo_stem_key *key)
{
    key->word[0] = suo_stem_part(word, 0, len);
    key->word[1] = suo_stem_part(word, 8, len);
    key->rest = suo_stem_part(word, 16, len);
    suo_stem_place(stem, len, key);
}

/*
 * Replace the word whose key is made by its stem, if that is remembered, and
 * set the flags of its token, SUO_TOKEN_STOP and SUO_TOKEN_STEMMED. There is
 * room for SUO_STEM_ADDED bytes behind it.
 */
static inline bool suo_stem_recall(const suo_stem *stem, char *word,
                                   size_t *len, const suo_stem_key *key,
                                   uint16_t *flags)
{
    if (key->place == SUO_STEM_NOWHERE)
        return false;
    const suo_stem_entry *entry = stem->entries + 2 * (size_t)key->place;
    for (int i = 0; i < 2; i++, entry++) {
        if (entry->word[0] != key->word[0] || entry->word[1] != key->word[1] ||
            ((entry->rest ^ key->rest) & SUO_STEM_LETTERS) != 0)
            continue;
        size_t same = entry->rest >> 48 & 0x7F;
        *flags = entry->rest & SUO_STEM_STOP ? SUO_TOKEN_STOP : 0;
        if (same != *len || entry->rest >> 56 != 0)
            *flags |= SUO_TOKEN_STEMMED;
        memcpy(word + same, entry->added, SUO_STEM_ADDED);
        *len = same + (entry->rest >> 56);
        return true;
    }
    return false;
}

#endif
