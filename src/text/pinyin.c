/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pinyin.c - look up characters, and phrases by narrowing.
 *
 * Phrases that begin with the same characters lie side by side: each character
 * more narrows their range, until none is left.
 */
#include "text/pinyin.h"

static uint16_t pinyin_alone(uint32_t code)
{
    uint32_t place = code - SUO_PINYIN_FIRST;
    return place < SUO_PINYIN_CHARS ? suo_pinyin_chars[place] : SUO_PINYIN_NONE;
}

/* The first phrase of [from, to) whose character number 'at' is not below
 * 'code'; all of them agree in those before, and have one or end there. */
static uint32_t phrases_seek(uint32_t from, uint32_t to, uint32_t at,
                             uint32_t code)
{
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        uint32_t place = suo_pinyin_phrase_starts[middle] + at;
        bool is_end = place == suo_pinyin_phrase_starts[middle + 1];
        if (is_end || suo_pinyin_phrase_chars[place] < code)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/*
 * The longest phrase at the start of 'count' characters, of one of the lengths
 * whose bits are set in 'lengths'. Returns its length, 0 if there is none;
 * '*phrase' is its number.
 */
static uint32_t phrase_find(const uint32_t *chars, size_t count,
                            uint32_t lengths, uint32_t *phrase)
{
    uint32_t place = chars[0] - SUO_PINYIN_FIRST;
    uint32_t best = 0;
    if (place >= SUO_PINYIN_CHARS)
        return 0;
    uint32_t from = suo_pinyin_firsts[place];
    uint32_t to = suo_pinyin_firsts[place + 1];
    for (uint32_t at = 1; at < count && at < SUO_PINYIN_PHRASE_MAX; at++) {
        if (from == to)
            break;
        from = phrases_seek(from, to, at, chars[at]);
        to = phrases_seek(from, to, at, chars[at] + 1);
        if (from == to)
            break;
        uint32_t len =
            suo_pinyin_phrase_starts[from + 1] - suo_pinyin_phrase_starts[from];
        if (len == at + 1 && (lengths >> len & 1)) {
            best = len;
            *phrase = from;
        }
    }
    return best;
}

/* Lengths that a phrase may have that begins 'left' > 0 characters before the
 * end of a word: up to there, and if it begins with the word, also up to the
 * ends of the next ones. */
static uint32_t phrase_lengths(const uint8_t *word_lens, size_t count,
                               size_t left, bool is_first)
{
    size_t most = left < SUO_PINYIN_PHRASE_MAX ? left : SUO_PINYIN_PHRASE_MAX;
    uint32_t lengths = (2u << most) - 1;
    if (!is_first)
        return lengths;
    while (left < count && left < SUO_PINYIN_PHRASE_MAX) {
        left += word_lens[left];
        if (left <= SUO_PINYIN_PHRASE_MAX)
            lengths |= 1u << left;
    }
    return lengths;
}

void suo_pinyin_read(const uint32_t *chars, const uint8_t *word_lens,
                     size_t count, uint16_t *syllables)
{
    size_t word_start = 0;
    size_t word_end = 0;
    size_t at = 0;
    while (at < count) {
        while (word_end <= at) {
            word_start = word_end;
            word_end += word_lens[word_start];
        }
        uint32_t phrase = 0;
        uint32_t lengths = phrase_lengths(word_lens + at, count - at,
                                          word_end - at, at == word_start);
        uint32_t len = phrase_find(chars + at, count - at, lengths, &phrase);
        if (len == 0) {
            syllables[at] = pinyin_alone(chars[at]);
            at++;
        }
        for (uint32_t i = 0; i < len; i++)
            syllables[at++] =
                suo_pinyin_phrase_syllables[suo_pinyin_phrase_starts[phrase] +
                                            i];
    }
}

uint32_t suo_pinyin_readings(uint32_t code, uint16_t *syllables)
{
    uint16_t own = pinyin_alone(code);
    uint32_t count = 0;
    uint32_t from = 0;
    uint32_t to = suo_pinyin_other_count;
    if (own != SUO_PINYIN_NONE)
        syllables[count++] = own;
    if (code > UINT16_MAX)
        return count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (suo_pinyin_others[middle] < code << 16)
            from = middle + 1;
        else
            to = middle;
    }
    for (; from < suo_pinyin_other_count &&
           suo_pinyin_others[from] >> 16 == code &&
           count < SUO_PINYIN_READINGS_MAX;
         from++)
        syllables[count++] = (uint16_t)suo_pinyin_others[from];
    return count;
}

/* The first syllable from number 1 on that does not begin below 'letter'. */
static uint32_t syllables_seek(int letter)
{
    uint32_t from = 1;
    uint32_t to = suo_pinyin_syllable_count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (suo_pinyin_syllables[middle].letters[0] < letter)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

void suo_pinyin_initial(char letter, uint32_t *from, uint32_t *to)
{
    *from = syllables_seek(letter);
    *to = syllables_seek(letter + 1);
}
