/* SPDX-License-Identifier: Apache-2.0 */
/*
 * letter_words.h - the words of letters of a segment, in order, and those of
 * them that are near a word that was typed.
 *
 * Letters are those of alphabets: Latin without marks, Greek, Cyrillic. A word
 * with digits or signs is a code, and near to nothing.
 */
#ifndef SUO_QUERY_LETTER_WORDS_H
#define SUO_QUERY_LETTER_WORDS_H

#include "base/bytes.h"
#include "base/memory.h"
#include "text/edits.h"

enum { SUO_LETTER_WORD_LEAST = 3 }; /* letters; shorter ones are near to all */

typedef struct suo_letter_word {
    uint32_t first; /* suo_letter_words.letters */
    uint32_t skip;  /* the next word that shares fewer letters with the one
                       before it than this one does */
    uint8_t len;    /* letters */
    uint8_t shared; /* letters it begins with as the word before does */
} suo_letter_word;

/* Start with {0}. */
typedef struct suo_letter_words {
    uint16_t *letters;
    size_t letter_count;
    size_t letter_cap;
    suo_letter_word *items;
    size_t count;
    size_t cap;
} suo_letter_words;

void suo_letter_words_clear(suo_letter_words *words);

/* Is a folded character a letter of such a word? */
bool suo_letter_is_one(uint32_t code);

/* Add a word of UTF-8, above the last one; what is no word of letters, or one
 * of too many or too few, is passed over. Statuses: SUO_LIMIT (2^32 letters),
 * SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_letter_words_add(suo_letter_words *words,
                                             suo_slice word);

/* All are added: make them ready for walks. */
void suo_letter_words_end(suo_letter_words *words);

/* A walk over the words near another. */
typedef struct suo_letter_walk {
    const suo_letter_words *words;
    const suo_edits *edits;
    uint32_t next;
    suo_edits_state states[SUO_EDITS_LETTERS_MAX + 1]; /* by letters met */
} suo_letter_walk;

/* Begin; words and edits must stay. */
void suo_letter_walk_begin(suo_letter_walk *walk, const suo_letter_words *words,
                           const suo_edits *edits);

/* The next word that is near, in order; NULL: there is none. '*slips' of the
 * edits lie between. */
const suo_letter_word *suo_letter_walk_next(suo_letter_walk *walk,
                                            uint32_t *slips);

#endif
