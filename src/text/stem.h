/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stem.h - the stem of a word, by Snowball's algorithm for its language.
 */
#ifndef SUO_TEXT_STEM_H
#define SUO_TEXT_STEM_H

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
    uint64_t rest; /* word[16..22); from bit 48 on how many bytes stay (5
                      bits), the length of the stem (5), the token's flags */
    char added[SUO_STEM_ADDED];
} suo_stem_entry;
_Static_assert(sizeof(suo_stem_entry) == 32, "two entries a cache line");
_Static_assert(SUO_STEM_CACHED < 32 && SUO_TOKEN_STEMMED < 64,
               "what an entry has room for");

struct sb_stemmer;

/* Start with {0}, or {.language, .stop}. */
typedef struct suo_stem {
    suo_language language;
    const suo_stop *stop; /* words to be remembered as such; NULL: none */
    struct sb_stemmer *snowball;
    suo_stem_entry *entries; /* the cache, once there were many words */
    void *block;             /* that they are in */
    uint32_t bits;           /* of the number of a pair of them */
    uint32_t learned;        /* words put there */
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

/* A word as the cache knows it: its bytes, little endian, zeros after it. */
typedef struct suo_stem_key {
    uint64_t word[3];
} suo_stem_key;

/* Ones and then zeros: what to keep of the bytes of a short word. */
extern const uint8_t suo_stem_ones[2 * SUO_STEM_ROOM];

/* Which bits of the eight bytes from 'at' on belong to a word of 'len' bytes,
 * at most SUO_STEM_ROOM. */
static inline uint64_t suo_stem_mask(size_t at, size_t len)
{
    return suo_load_u64(suo_stem_ones + SUO_STEM_ROOM - len + at);
}

/* Make the key of a word of at most SUO_STEM_CACHED bytes. SUO_STEM_ROOM bytes
 * can be read at 'word', whatever 'len' is. */
static inline void suo_stem_key_make(suo_stem_key *key, const char *word,
                                     size_t len)
{
    for (size_t i = 0; i < 3; i++)
        key->word[i] = suo_load_u64(word + 8 * i) & suo_stem_mask(8 * i, len);
}

/* The number of the first one of the two entries where a word is looked for
 * first; the memory is asked for them. */
static inline uint32_t suo_stem_place(const suo_stem *stem,
                                      const suo_stem_key *key)
{
    uint64_t hash = key->word[0] * UINT64_C(0x9E3779B97F4A7C15) ^
                    key->word[1] * UINT64_C(0xC2B2AE3D27D4EB4F) ^
                    key->word[2] * UINT64_C(0x165667B19E3779F9);
    uint32_t place = 2 * (uint32_t)(hash >> 32 >> (32 - stem->bits));
    uintptr_t offset = place * sizeof(suo_stem_entry);
    SUO_PREFETCH((const void *)((uintptr_t)stem->entries + offset));
    return place;
}

/* Bits in which an entry's word is not the key's. */
static inline uint64_t suo_stem_differs(const suo_stem_entry *entry,
                                        const suo_stem_key *key)
{
    return (entry->word[0] ^ key->word[0]) | (entry->word[1] ^ key->word[1]) |
           (entry->rest ^ key->word[2]) << 16;
}

/* The entry of a word; NULL if it is not at its first place: it may be at its
 * second. 'place' is the first one, or was before the cache grew. Which of two
 * entries it is cannot be foreseen and is no branch. */
static inline const suo_stem_entry *suo_stem_find(const suo_stem *stem,
                                                  const suo_stem_key *key,
                                                  uint32_t place)
{
    if (stem->entries == NULL)
        return NULL;
    const suo_stem_entry *entry = stem->entries + place;
    entry += ((entry->word[0] ^ key->word[0]) |
              (entry->word[1] ^ key->word[1])) != 0;
    return suo_stem_differs(entry, key) == 0 ? entry : NULL;
}

/* The entry of a word that is not at its first place; NULL if it is not
 * remembered. */
const suo_stem_entry *suo_stem_find_second(const suo_stem *stem,
                                           const suo_stem_key *key);

/* Replace the word of an entry by its stem; returns its length. There is room
 * for SUO_STEM_ADDED bytes behind the word. */
static inline size_t suo_stem_write(const suo_stem_entry *entry, char *word)
{
    memcpy(word + (entry->rest >> 48 & 31), entry->added, SUO_STEM_ADDED);
    return entry->rest >> 53 & 31;
}

/* The flags of an entry's word: SUO_TOKEN_STOP, SUO_TOKEN_STEMMED. */
static inline uint16_t suo_stem_flags(const suo_stem_entry *entry)
{
    return (uint16_t)(entry->rest >> 58);
}

#endif
