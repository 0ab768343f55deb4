/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pinyin.h - how Han characters are read in Mandarin, in letters a-z.
 *
 * Tones are dropped; the u with two dots is v (lv, nve). A character has one
 * reading by itself; a phrase gives its characters others (银行 yin hang).
 * All of it are tables that tables/make_pinyin.c makes at build time.
 */
#ifndef SUO_TEXT_PINYIN_H
#define SUO_TEXT_PINYIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SUO_PINYIN_FIRST = 0x3400, /* code points the table covers */
    SUO_PINYIN_LAST = 0x9FFF,
    SUO_PINYIN_CHARS = SUO_PINYIN_LAST - SUO_PINYIN_FIRST + 1,
    SUO_PINYIN_PHRASE_MAX = 8,    /* characters of a phrase */
    SUO_PINYIN_LETTERS_MAX = 6,   /* of a syllable */
    SUO_PINYIN_SYLLABLES = 512,   /* numbers of syllables are below this */
    SUO_PINYIN_READINGS_MAX = 16, /* of one character */
    SUO_PINYIN_NONE = 0           /* the syllable of what has no reading */
};

/* A syllable: its letters, NUL-terminated. */
typedef struct suo_syllable {
    char letters[SUO_PINYIN_LETTERS_MAX + 1];
    uint8_t len;
} suo_syllable;

/* ---- the tables ---- */

/* By number; 0 is the empty one, then they come in the order of their
 * letters. */
extern const suo_syllable suo_pinyin_syllables[];
extern const uint32_t suo_pinyin_syllable_count;

/* The syllable of each character by itself. */
extern const uint16_t suo_pinyin_chars[SUO_PINYIN_CHARS];

/* Phrases in the order of their characters, one behind the other: phrase p has
 * those from start p up to start p + 1. Those that begin with a character have
 * the numbers from its first up to that of the next. */
extern const uint16_t suo_pinyin_firsts[SUO_PINYIN_CHARS + 1];
extern const uint32_t suo_pinyin_phrase_starts[];
extern const uint16_t suo_pinyin_phrase_chars[];
extern const uint16_t suo_pinyin_phrase_syllables[];
extern const uint32_t suo_pinyin_phrase_count;

/* Readings that only phrases give: character << 16 | syllable, ascending. */
extern const uint32_t suo_pinyin_others[];
extern const uint32_t suo_pinyin_other_count;

/* ---- their use ---- */

/*
 * Read a run of 'count' folded characters that is cut into words:
 * 'word_lens' has the length of the word at the first character of each.
 * 'syllables' receives a number for each character. The longest phrase counts
 * that lies within a word, or that begins and ends where words do.
 */
void suo_pinyin_read(const uint32_t *chars, const uint8_t *word_lens,
                     size_t count, uint16_t *syllables);

/* All the ways a folded character may be read, by itself first, into
 * 'syllables', which has room for SUO_PINYIN_READINGS_MAX. Returns how many. */
uint32_t suo_pinyin_readings(uint32_t code, uint16_t *syllables);

/* The syllables that begin with a letter a-z: numbers [*from, *to). */
void suo_pinyin_initial(char letter, uint32_t *from, uint32_t *to);

/* Whether a letter that somebody typed stands for one of a syllable: the v of
 * a syllable may be typed as u, too. */
static inline bool suo_pinyin_is_typed(char letter, char typed)
{
    return letter == typed || (letter == 'v' && typed == 'u');
}

#endif
