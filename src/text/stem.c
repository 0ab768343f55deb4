/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stem.c - Snowball behind a cache.
 *
 * A text says the same words over and over: 98 in 100 are answered by one or
 * two comparisons of 24 bytes (help pages, 8192 entries). An entry can be in
 * two places; the newer one comes first. The stemmer is made with the
 * first word and the cache after some more, so that a text without such words
 * costs nothing, and a question no 400 KB.
 */
#include "text/stem.h"

#include <assert.h>
#include <libstemmer.h>
#include <string.h>

#include "base/memory.h"
#include "text/accents.h"
#include "text/contractions.h"

enum {
    STEM_PAIR_BITS = 12,
    STEM_ASKED_MAX = 100 /* words that are stemmed without the cache */
};

void suo_stem_clear(suo_stem *stem)
{
    if (stem->snowball != NULL)
        sb_stemmer_delete(stem->snowball);
    suo_dealloc(stem->entries);
    *stem = (suo_stem){0};
}

/* Make the stemmer, and the cache once it pays. */
static suo_status stem_begin(suo_stem *stem, suo_error *error)
{
    const char *algorithm = stem->language.kind == SUO_LANGUAGE_OTHER
                                ? stem->language.name
                                : "english";
    if (stem->snowball == NULL)
        stem->snowball = sb_stemmer_new(algorithm, "UTF_8");
    if (stem->snowball == NULL)
        return suo_error_no_memory(error);
    if (stem->entries != NULL || stem->asked++ < STEM_ASKED_MAX)
        return SUO_OK;
    stem->entries =
        suo_alloc_zero((size_t)2 << STEM_PAIR_BITS, sizeof(*stem->entries));
    return stem->entries != NULL ? SUO_OK : suo_error_no_memory(error);
}

/* The eight bytes at 'word', of which the first 'len' count. */
static inline uint64_t stem_part(const char *word, size_t len)
{
    uint64_t part;
    memcpy(&part, word, sizeof(part));
    return len >= 8 ? part : part & ((UINT64_C(1) << len * 8) - 1);
}

/* Write the word with zeros after it; returns the first of its entries. */
static inline suo_stem_entry *stem_find(suo_stem *stem, const char *word,
                                        size_t len, uint64_t key[3])
{
    key[0] = stem_part(word, len);
    key[1] = len > 8 ? stem_part(word + 8, len - 8) : 0;
    key[2] = len > 16 ? stem_part(word + 16, len - 16) : 0;
    uint64_t hash = key[0] * UINT64_C(0x9E3779B97F4A7C15) ^
                    key[1] * UINT64_C(0xC2B2AE3D27D4EB4F) ^
                    key[2] * UINT64_C(0x165667B19E3779F9);
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    return stem->entries + 2 * (hash >> (64 - STEM_PAIR_BITS));
}

static inline bool stem_is(const suo_stem_entry *entry, const uint64_t key[3])
{
    return entry->word[0] == key[0] && entry->word[1] == key[1] &&
           entry->word[2] == key[2];
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
    if (stem->language.kind == SUO_LANGUAGE_OTHER)
        return stem_ask_other(stem, word, len, error);
    return stem_ask_english(stem, word, len, error);
}

/* A word that is very short, or long for English. */
static suo_status stem_odd(suo_stem *stem, char *word, size_t *len,
                           suo_error *error)
{
    if (stem->language.kind != SUO_LANGUAGE_OTHER)
        return SUO_OK;
    if (*len > SUO_STEM_OTHER_MAX || *len < 3) {
        *len = suo_accents_strip(word, *len, word);
        return SUO_OK;
    }
    suo_status st = stem_begin(stem, error);
    return st == SUO_OK ? stem_ask(stem, word, len, error) : st;
}

suo_status suo_stem_word(suo_stem *stem, char *word, size_t *len,
                         suo_error *error)
{
    assert(*len > 0);
    if (*len > SUO_STEM_MAX || *len < 3) /* Snowball leaves short ones alone */
        return stem_odd(stem, word, len, error);
    if (stem->entries == NULL) {
        if (stem->language.kind == SUO_LANGUAGE_NONE)
            return SUO_OK;
        suo_status st = stem_begin(stem, error);
        if (st != SUO_OK)
            return st;
    }
    if (*len > SUO_STEM_CACHED || stem->entries == NULL)
        return stem_ask(stem, word, len, error);
    uint64_t key[3];
    suo_stem_entry *entry = stem_find(stem, word, *len, key);
    if (!stem_is(entry, key)) {
        if (stem_is(entry + 1, key)) {
            entry++;
        } else {
            suo_status st = stem_ask(stem, word, len, error);
            if (st != SUO_OK)
                return st;
            entry[1] = entry[0];
            memcpy(entry->word, key, sizeof(entry->word));
            memcpy(entry->stem, word, *len);
            entry->stem_len = (uint8_t)*len;
            return SUO_OK;
        }
    }
    memcpy(word, entry->stem, SUO_STEM_CACHED);
    *len = entry->stem_len;
    return SUO_OK;
}
