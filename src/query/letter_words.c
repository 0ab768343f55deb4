/* SPDX-License-Identifier: Apache-2.0 */
/*
 * letter_words.c - walk words in order as if they were a trie.
 *
 * What was found out about the letters that a word shares with the one before
 * it is kept. Where the letters met lead nowhere, all words that begin with
 * them are passed over: from a word that shares more than those, 'skip' leads
 * to one that shares less, and so on, in as many steps as it has letters at
 * most.
 */
#include "query/letter_words.h"

#include "text/fold.h"
#include "text/utf8.h"

enum { ALPHABETS_END = 0x530 }; /* Latin, Greek and Cyrillic lie below */

void suo_letter_words_clear(suo_letter_words *words)
{
    suo_dealloc(words->letters);
    suo_dealloc(words->items);
    *words = (suo_letter_words){0};
}

bool suo_letter_is_one(uint32_t code)
{
    int class = code < ALPHABETS_END ? suo_class(code) : SUO_CLASS_NONE;
    return class == SUO_CLASS_LATIN || class == SUO_CLASS_OTHER;
}

/* The letters of a word; 0: it is none, or too long. */
static uint32_t word_read(suo_slice word, uint16_t *letters)
{
    uint32_t count = 0;
    for (size_t at = 0; at < word.len; count++) {
        uint32_t code;
        bool is_broken = false;
        at +=
            suo_utf8_decode(word.bytes + at, word.len - at, &code, &is_broken);
        if (count == SUO_EDITS_LETTERS_MAX || is_broken ||
            !suo_letter_is_one(code))
            return 0;
        letters[count] = (uint16_t)code;
    }
    return count;
}

suo_status suo_letter_words_add(suo_letter_words *words, suo_slice word)
{
    uint16_t letters[SUO_EDITS_LETTERS_MAX];
    suo_letter_word made = {.first = (uint32_t)words->letter_count};
    uint32_t len = word_read(word, letters);
    if (len < SUO_LETTER_WORD_LEAST)
        return SUO_OK;
    if (words->letter_count > UINT32_MAX - SUO_EDITS_LETTERS_MAX)
        return SUO_LIMIT;
    if (suo_grow(&words->letters, &words->letter_cap, words->letter_count + len,
                 sizeof(*words->letters)) != SUO_OK ||
        suo_grow(&words->items, &words->cap, words->count + 1,
                 sizeof(*words->items)) != SUO_OK)
        return SUO_NO_MEMORY;
    if (words->count > 0) {
        const suo_letter_word *last = &words->items[words->count - 1];
        while (made.shared < len && made.shared < last->len &&
               letters[made.shared] ==
                   words->letters[last->first + made.shared])
            made.shared++;
    }
    made.len = (uint8_t)len;
    memcpy(words->letters + words->letter_count, letters,
           len * sizeof(*letters));
    words->letter_count += len;
    words->items[words->count++] = made;
    return SUO_OK;
}

void suo_letter_words_end(suo_letter_words *words)
{
    for (size_t i = words->count; i-- > 0;) {
        uint32_t skip = (uint32_t)i + 1;
        while (skip < words->count &&
               words->items[skip].shared >= words->items[i].shared)
            skip = words->items[skip].skip;
        words->items[i].skip = skip;
    }
}

void suo_letter_walk_begin(suo_letter_walk *walk, const suo_letter_words *words,
                           const suo_edits *edits)
{
    walk->words = words;
    walk->edits = edits;
    walk->next = 0;
    suo_edits_begin(edits, &walk->states[0]);
}

/* Pass over the words that begin with the first 'len' letters of word number
 * 'at'. */
static uint32_t words_pass(const suo_letter_words *words, uint32_t at,
                           uint32_t len)
{
    at++;
    while (at < words->count && words->items[at].shared >= len)
        at = words->items[at].skip;
    return at;
}

const suo_letter_word *suo_letter_walk_next(suo_letter_walk *walk,
                                            uint32_t *slips)
{
    const suo_letter_words *words = walk->words;
    while (walk->next < words->count) {
        const suo_letter_word *word = &words->items[walk->next];
        const uint16_t *letters = words->letters + word->first;
        uint32_t at = word->shared;
        while (at < word->len &&
               suo_edits_step(walk->edits, &walk->states[at], letters[at],
                              &walk->states[at + 1]))
            at++;
        if (at < word->len) {
            walk->next = words_pass(words, walk->next, at + 1);
            continue;
        }
        walk->next++;
        *slips = suo_edits_count(walk->edits, &walk->states[at]);
        if (*slips <= walk->edits->max)
            return word;
    }
    return NULL;
}
