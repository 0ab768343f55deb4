/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stem.c - Snowball behind a cache.
 *
 * A text says the same words over and over: all but few are answered by a
 * comparison with the two entries of one cache line. A word that finds these
 * taken goes to another line, where it is looked for last; the first come stay,
 * which are the frequent ones. A stem is mostly a beginning of its word, so
 * that only its end is kept. The stemmer is made with the first word and the
 * cache after some more, so that a text without such words costs nothing; it
 * doubles when half its places are taken, up to 2 MB: Snowball costs as much
 * as a hundred words that are remembered.
 */
#include "text/stem.h"

#include <assert.h>
#include <libstemmer.h>
#include <string.h>

#include "base/memory.h"
#include "text/accents.h"
#include "text/contractions.h"

enum {
    STEM_ASKED_MAX = 100, /* words that are stemmed without the cache */
    STEM_LINE = 64        /* bytes of a cache line */
};

/* The letters in an entry's rest. */
#define STEM_LETTERS UINT64_C(0xFFFFFFFFFFFF)

#define STEM_ONES 255, 255, 255, 255, 255, 255, 255, 255
const uint8_t suo_stem_ones[2 * SUO_STEM_ROOM] = {STEM_ONES, STEM_ONES,
                                                  STEM_ONES};

void suo_stem_clear(suo_stem *stem)
{
    if (stem->snowball != NULL)
        sb_stemmer_delete(stem->snowball);
    suo_dealloc(stem->block);
    *stem = (suo_stem){0};
}

/* The first of the two entries where a word goes if those at its first place
 * are taken. */
static suo_stem_entry *stem_second(const suo_stem *stem,
                                   const suo_stem_key *key)
{
    uint64_t hash = (key->word[0] ^ key->word[1] >> 7 ^ key->word[2] << 7) *
                    UINT64_C(0xD6E8FEB86659FD93);
    return stem->entries + 2 * (hash >> 32 >> (32 - stem->bits));
}

const suo_stem_entry *suo_stem_find_second(const suo_stem *stem,
                                           const suo_stem_key *key)
{
    if (stem->entries == NULL)
        return NULL;
    const suo_stem_entry *entry = stem_second(stem, key);
    entry += suo_stem_differs(entry, key) != 0;
    return suo_stem_differs(entry, key) == 0 ? entry : NULL;
}

/* Where to put a word: a place that is free, or that of another word. */
static suo_stem_entry *stem_room(const suo_stem *stem, const suo_stem_key *key)
{
    suo_stem_entry *first = stem->entries + suo_stem_place(stem, key);
    suo_stem_entry *second = stem_second(stem, key);
    for (int i = 0; i < 2; i++)
        if (first[i].word[0] == 0)
            return first + i;
    for (int i = 0; i < 2; i++)
        if (second[i].word[0] == 0)
            return second + i;
    first[0] = first[1];
    return first + 1;
}

/* Make room for 2^bits pairs of entries, and put those there are into it. */
static suo_status stem_grow(suo_stem *stem, uint32_t bits, suo_error *error)
{
    suo_stem old = *stem;
    size_t count = stem->entries != NULL ? (size_t)2 << old.bits : 0;
    void *block =
        suo_alloc_zero(((size_t)2 << bits) + 2, sizeof(*stem->entries));
    if (block == NULL)
        return suo_error_no_memory(error);
    uintptr_t start =
        ((uintptr_t)block + STEM_LINE - 1) & ~(uintptr_t)(STEM_LINE - 1);
    stem->block = block;
    stem->entries = (suo_stem_entry *)start;
    stem->bits = bits;
    for (size_t i = 0; i < count; i++) {
        const suo_stem_entry *entry = &old.entries[i];
        const suo_stem_key key = {
            {entry->word[0], entry->word[1], entry->rest & STEM_LETTERS}};
        if (key.word[0] != 0)
            *stem_room(stem, &key) = *entry;
    }
    suo_dealloc(old.block);
    return SUO_OK;
}

/* Whether Snowball is asked for words of so many bytes: very short ones it
 * leaves alone. */
static bool stem_is_asked(const suo_stem *stem, size_t len)
{
    if (stem->language.kind == SUO_LANGUAGE_OTHER)
        return len >= 3 && len <= SUO_STEM_OTHER_MAX;
    return stem->language.kind == SUO_LANGUAGE_ENGLISH && len >= 3 &&
           len <= SUO_STEM_MAX;
}

/* What Snowball makes of the word, its own until it is asked again; NULL if
 * there is no memory. '*found_len' may be 0. */
static const char *stem_snowball(suo_stem *stem, const char *word, size_t len,
                                 size_t *found_len)
{
    const sb_symbol *found =
        sb_stemmer_stem(stem->snowball, (const sb_symbol *)word, (int)len);
    int symbol_count = found != NULL ? sb_stemmer_length(stem->snowball) : 0;
    *found_len = symbol_count > 0 ? (size_t)symbol_count : 0;
    return (const char *)found;
}

/* Replace the word, of a contraction the first one, by its stem. */
static suo_status stem_ask_english(suo_stem *stem, char *word, size_t *len,
                                   suo_error *error)
{
    size_t found_len;
    *len = suo_contraction_cut(word, *len);
    const char *found = stem_snowball(stem, word, *len, &found_len);
    if (found == NULL)
        return suo_error_no_memory(error);
    if (found_len > 0 && found_len <= *len) {
        memcpy(word, found, found_len);
        *len = found_len;
    }
    return SUO_OK;
}

/* The same for other languages; some stems are longer than their word. */
static suo_status stem_ask_other(suo_stem *stem, char *word, size_t *len,
                                 suo_error *error)
{
    char plain[2 * SUO_STEM_OTHER_MAX];
    size_t found_len;
    const char *found = stem_snowball(stem, word, *len, &found_len);
    if (found == NULL)
        return suo_error_no_memory(error);
    size_t plain_len = 0;
    if (found_len <= sizeof(plain))
        plain_len = suo_accents_strip(found, found_len, plain);
    if (plain_len == 0 || plain_len > *len) {
        *len = suo_accents_strip(word, *len, word);
        return SUO_OK;
    }
    memcpy(word, plain, plain_len);
    *len = plain_len;
    return SUO_OK;
}

static suo_status stem_ask(suo_stem *stem, char *word, size_t *len,
                           suo_error *error)
{
    bool is_other = stem->language.kind == SUO_LANGUAGE_OTHER;
    if (!stem_is_asked(stem, *len)) {
        if (is_other)
            *len = suo_accents_strip(word, *len, word);
        return SUO_OK;
    }
    if (stem->snowball == NULL)
        stem->snowball =
            sb_stemmer_new(is_other ? stem->language.name : "english", "UTF_8");
    if (stem->snowball == NULL)
        return suo_error_no_memory(error);
    return is_other ? stem_ask_other(stem, word, len, error)
                    : stem_ask_english(stem, word, len, error);
}

/* Replace the word and remember what came of it, if that can be written. */
static suo_status stem_learn(suo_stem *stem, char *word, size_t *len,
                             const suo_stem_key *key, suo_error *error)
{
    char before[SUO_STEM_CACHED];
    const size_t before_len = *len;
    uint64_t same = 0;
    uint64_t flags = 0;
    if (stem->stop != NULL && before_len <= SUO_STOP_ASCII_MAX &&
        suo_stop_has(stem->stop, key->word[0]))
        flags = SUO_TOKEN_STOP;
    memcpy(before, word, before_len);
    suo_status st = stem_ask(stem, word, len, error);
    if (st != SUO_OK)
        return st;
    while (same < *len && word[same] == before[same])
        same++;
    if (same < before_len)
        flags |= SUO_TOKEN_STEMMED;
    if (*len - same > SUO_STEM_ADDED)
        return SUO_OK;
    suo_stem_entry *entry = stem_room(stem, key);
    entry->word[0] = key->word[0];
    entry->word[1] = key->word[1];
    entry->rest = key->word[2] | (same | *len << 5 | flags << 10) << 48;
    memset(entry->added, 0, sizeof(entry->added));
    memcpy(entry->added, word + same, *len - same);
    if (stem->bits == SUO_STEM_BITS_MAX || ++stem->learned >> stem->bits == 0)
        return SUO_OK;
    return stem_grow(stem, stem->bits + 1, error);
}

suo_status suo_stem_word(suo_stem *stem, char *word, size_t *len,
                         suo_error *error)
{
    assert(*len > 0);
    if (*len > SUO_STEM_CACHED)
        return stem_ask(stem, word, len, error);
    if (stem->entries == NULL) {
        if (*len < 3 || stem->asked++ < STEM_ASKED_MAX)
            return stem_ask(stem, word, len, error);
        suo_status st = stem_grow(stem, SUO_STEM_BITS_LEAST, error);
        if (st != SUO_OK)
            return st;
    }
    suo_stem_key key;
    suo_stem_key_make(&key, word, *len);
    const suo_stem_entry *entry =
        suo_stem_find(stem, &key, suo_stem_place(stem, &key));
    if (entry == NULL)
        entry = suo_stem_find_second(stem, &key);
    if (entry == NULL)
        return stem_learn(stem, word, len, &key, error);
    *len = suo_stem_write(entry, word);
    return SUO_OK;
}
