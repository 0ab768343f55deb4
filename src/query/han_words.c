/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han_words.c - hashes of keys, sorted.
 *
 * A word of three characters or more is also found by what is left of it
 * without any one of them: so is what was typed, and where the two meet there
 * was one slip (Mor and Fraenkel, 1982). In shorter words all would be near.
 */
#include "query/han_words.h"

#include <stdlib.h>

#include "base/hash.h"
#include "text/fold.h"
#include "text/sounds.h"
#include "text/utf8.h"

enum { ONE_LESS_LEAST = 3 };

void suo_han_words_clear(suo_han_words *words)
{
    suo_dealloc(words->chars);
    suo_dealloc(words->items);
    suo_dealloc(words->sounds);
    suo_dealloc(words->spellings);
    *words = (suo_han_words){0};
}

static uint32_t key_hash(const suo_han_key *key)
{
    return (uint32_t)suo_hash(key->items, key->count * sizeof(*key->items));
}

/* The characters of a word; 0: it is none of ours. */
static uint32_t word_read(suo_slice word, uint32_t *chars)
{
    uint32_t count = 0;
    for (size_t at = 0; at < word.len; count++) {
        uint32_t code;
        bool is_broken = false;
        at +=
            suo_utf8_decode(word.bytes + at, word.len - at, &code, &is_broken);
        if (count == SUO_HAN_WORD_MAX || code > UINT16_MAX ||
            suo_class(code) != SUO_CLASS_HAN)
            return 0;
        chars[count] = code;
    }
    return count;
}

static suo_status words_note(suo_han_place **places, size_t *count, size_t *cap,
                             const suo_han_key *key, uint32_t word)
{
    if (suo_grow(places, cap, *count + 1, sizeof(**places)) != SUO_OK)
        return SUO_NO_MEMORY;
    (*places)[(*count)++] = (suo_han_place){key_hash(key), word};
    return SUO_OK;
}

static suo_status words_note_sound(suo_han_words *words, const uint32_t *chars,
                                   uint32_t len, uint32_t word)
{
    uint8_t word_lens[SUO_HAN_WORD_MAX] = {0};
    uint16_t syllables[SUO_HAN_WORD_MAX];
    suo_han_key key = {.count = len};
    word_lens[0] = (uint8_t)len;
    suo_pinyin_read(chars, word_lens, len, syllables);
    for (uint32_t i = 0; i < len; i++) {
        key.items[i] = suo_sound_key(syllables[i]);
        if (key.items[i] == 0)
            return SUO_OK; /* nobody types it by its sound */
    }
    return words_note(&words->sounds, &words->sound_count, &words->sound_cap,
                      &key, word);
}

static suo_status words_note_chars(suo_han_words *words, const uint32_t *chars,
                                   uint32_t len, uint32_t word)
{
    suo_status status = SUO_OK;
    uint32_t keys = len >= ONE_LESS_LEAST ? len + 1 : 1;
    for (uint32_t k = 0; k < keys && status == SUO_OK; k++) {
        suo_han_key key = {0};
        for (uint32_t i = 0; i < len; i++)
            if (k == 0 || i != k - 1)
                key.items[key.count++] = chars[i];
        status = words_note(&words->spellings, &words->spelling_count,
                            &words->spelling_cap, &key, word);
    }
    return status;
}

suo_status suo_han_words_add(suo_han_words *words, suo_slice word)
{
    uint32_t chars[SUO_HAN_WORD_MAX];
    const uint32_t len = word_read(word, chars);
    const uint32_t number = (uint32_t)words->count;
    if (len < SUO_HAN_WORD_LEAST)
        return SUO_OK;
    if (words->char_count > UINT32_MAX - SUO_HAN_WORD_MAX)
        return SUO_LIMIT;
    if (suo_grow(&words->chars, &words->char_cap, words->char_count + len,
                 sizeof(*words->chars)) != SUO_OK ||
        suo_grow(&words->items, &words->cap, words->count + 1,
                 sizeof(*words->items)) != SUO_OK)
        return SUO_NO_MEMORY;
    words->items[words->count++] =
        (suo_han_word){(uint32_t)words->char_count, len};
    for (uint32_t i = 0; i < len; i++)
        words->chars[words->char_count++] = (uint16_t)chars[i];
    suo_status status = words_note_sound(words, chars, len, number);
    return status == SUO_OK ? words_note_chars(words, chars, len, number)
                            : status;
}

static int place_compare(const void *a, const void *b)
{
    const suo_han_place *x = a;
    const suo_han_place *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->word > y->word) - (x->word < y->word);
}

void suo_han_words_end(suo_han_words *words)
{
    if (words->sound_count > 0)
        qsort(words->sounds, words->sound_count, sizeof(*words->sounds),
              place_compare);
    if (words->spelling_count > 0)
        qsort(words->spellings, words->spelling_count,
              sizeof(*words->spellings), place_compare);
}

static void places_find(const suo_han_place *places, size_t count,
                        const suo_han_key *key, size_t *from, size_t *to)
{
    const uint32_t hash = key_hash(key);
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    *from = low;
    while (low < count && places[low].hash == hash)
        low++;
    *to = low;
}

void suo_han_words_by_sound(const suo_han_words *words, const suo_han_key *key,
                            size_t *from, size_t *to)
{
    places_find(words->sounds, words->sound_count, key, from, to);
}

void suo_han_words_by_chars(const suo_han_words *words, const suo_han_key *key,
                            size_t *from, size_t *to)
{
    places_find(words->spellings, words->spelling_count, key, from, to);
}
