/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sounds.c - write a syllable as those would who merge the most.
 *
 * Initials: zh ch sh as z c s; n and r as l; h as f. Finals: an en in for ang
 * eng ing; u for v.
 */
#include "text/sounds.h"

static char letter_merged(char letter)
{
    switch (letter) {
    case 'n':
    case 'r':
        return 'l';
    case 'h':
        return 'f';
    case 'v':
        return 'u';
    default:
        return letter;
    }
}

uint32_t suo_sound_key(uint16_t syllable)
{
    const suo_syllable *own = &suo_pinyin_syllables[syllable];
    uint32_t len = own->len;
    uint32_t key = 0;
    if (syllable == SUO_PINYIN_NONE)
        return 0;
    if (len > 2 && own->letters[len - 1] == 'g' && own->letters[len - 3] != 'o')
        len--; /* behind an n */
    for (uint32_t i = 0; i < len; i++) {
        char letter = own->letters[i];
        if (i == 1 && letter == 'h')
            continue;
        if (i == 0 || letter == 'v')
            letter = letter_merged(letter);
        key = key << 5 | (uint32_t)(letter - 'a' + 1);
    }
    return key;
}
