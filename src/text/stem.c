/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stem.c - Snowball behind a cache.
 *
 * A text says the same words over and over: all but few are answered by one or
 * two comparisons of 22 bytes. An entry can be in two places of one cache
 * line; the newer one comes first. A stem is mostly a beginning of its word,
 * so that only its end is kept. The stemmer is made with the first word and
 * the cache after some more, so that a text without such words costs nothing;
 * it doubles when it has learnt half as many words as it has places, up to
 * 2 MB: Snowball costs as much as a hundred words that are remembered.
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

void suo_stem_clear(suo_stem *stem)
{
    if (stem->snowball != NULL)
        sb_stemmer_delete(stem->snowball);
    suo_dealloc(stem->block);
    *stem = (suo_stem){0};
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
    stem->learned = 0;
    for (size_t i = count; i-- > 0;) { /* of a pair the older one first */
        const suo_stem_entry *entry = &old.entries[i];
        suo_stem_key key = {{entry->word[0], entry->word[1]},
                            entry->rest & SUO_STEM_LETTERS,
                            SUO_STEM_NOWHERE};
        if (entry->word[0] == 0)
            continue;
        suo_stem_place(stem, SUO_STEM_CACHED, &key);
        suo_stem_entry *pair = stem->entries + 2 * (size_t)key.place;
        pair[1] = pair[0];
        pair[0] = *entry;
    }
    suo_dealloc(old.block);
    return SUO_OK;
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
    return stem_grow(stem, SUO_STEM_BITS_LEAST, error);
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

/* Replace the word and remember what came of it, if that can be written. */
static suo_status stem_learn(suo_stem *stem, char *word, size_t *len,
                             const suo_stem_key *key, suo_error *error)
{
    char before[SUO_STEM_CACHED];
    size_t same = 0;
    bool is_stop = stem->stop != NULL && *len <= SUO_STOP_ASCII_MAX &&
                   suo_stop_has(stem->stop, key->word[0]);
    memcpy(before, word, *len);
    suo_status st = stem_ask(stem, word, len, error);
    if (st != SUO_OK)
        return st;
    while (same < *len && word[same] == before[same])
        same++;
    if (*len - same > SUO_STEM_ADDED)
        return SUO_OK;
    suo_stem_entry *pair = stem->entries + 2 * (size_t)key->place;
    pair[1] = pair[0];
    memcpy(pair->word, key->word, sizeof(pair->word));
    pair->rest = key->rest | (uint64_t)same << 48 |
                 (is_stop ? SUO_STEM_STOP : 0) | (uint64_t)(*len - same) << 56;
    memset(pair->added, 0, sizeof(pair->added));
    memcpy(pair->added, word + same, *len - same);
    if (stem->learned++ >> stem->bits == 0 || stem->bits == SUO_STEM_BITS_MAX)
        return SUO_OK;
    return stem_grow(stem, stem->bits + 1, error);
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
    suo_stem_key key;
    if (*len <= SUO_STEM_CACHED)
        suo_stem_prepare(stem, word, *len, &key);
    if (*len > SUO_STEM_CACHED || key.place == SUO_STEM_NOWHERE)
        return stem_ask(stem, word, len, error);
    uint16_t flags;
    if (suo_stem_recall(stem, word, len, &key, &flags))
        return SUO_OK;
    return stem_learn(stem, word, len, &key, error);
}
