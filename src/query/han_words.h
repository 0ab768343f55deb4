/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han_words.h - the Han words of a segment, found by how they are read and by
 * their characters but one.
 */
#ifndef SUO_QUERY_HAN_WORDS_H
#define SUO_QUERY_HAN_WORDS_H

#include "base/bytes.h"
#include "base/memory.h"

enum {
    SUO_HAN_WORD_LEAST = 2, /* characters */
    SUO_HAN_WORD_MAX = 8
};

/* Some of the characters of a word, or their sounds. */
typedef struct suo_han_key {
    uint32_t count;
    uint32_t items[SUO_HAN_WORD_MAX + 1];
} suo_han_key;

typedef struct suo_han_word {
    uint32_t first; /* suo_han_words.chars */
    uint32_t len;
} suo_han_word;

/* A word, and the hash of one of its keys. */
typedef struct suo_han_place {
    uint32_t hash;
    uint32_t word;
} suo_han_place;

/* Start with {0}. */
typedef struct suo_han_words {
    uint16_t *chars;
    size_t char_count;
    size_t char_cap;
    suo_han_word *items;
    size_t count;
    size_t cap;
    suo_han_place *sounds; /* by hash, once they are sorted */
    size_t sound_count;
    size_t sound_cap;
    suo_han_place *spellings; /* by the characters, and by all but one */
    size_t spelling_count;
    size_t spelling_cap;
} suo_han_words;

void suo_han_words_clear(suo_han_words *words);

/* Add a word of UTF-8; what is none of Han, or too short or too long, is
 * passed over. Statuses: SUO_LIMIT (2^32 characters), SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_han_words_add(suo_han_words *words, suo_slice word);

/* All are added: make them ready for look-ups. */
void suo_han_words_end(suo_han_words *words);

/*
 * The words that may have a key of sounds (suo_sound_key), or of characters:
 * places [*from, *to) of 'sounds' or 'spellings'. Others may be among them.
 */
void suo_han_words_by_sound(const suo_han_words *words, const suo_han_key *key,
                            size_t *from, size_t *to);
void suo_han_words_by_chars(const suo_han_words *words, const suo_han_key *key,
                            size_t *from, size_t *to);

#endif
