/* SPDX-License-Identifier: Apache-2.0 */
/*
 * noise.c - is this a syllable of pinyin?
 *
 * The tone mark is what tells pinyin from a word in brackets, so it must be
 * there. Initials and finals are checked by themselves, not together: "bü"
 * passes, and no one writes it.
 */
#include "text/noise.h"

#include <stdbool.h>
#include <string.h>

#include "text/fold.h"

enum { NOISE_LETTERS_MAX = 6 };

/* Letters that folding leaves in pinyin; 'v' stands for u with dots. */
typedef struct noise_letter {
    uint16_t code;
    char letter;
    bool has_tone;
} noise_letter;

static const noise_letter NOISE_LETTERS[] = {
    {0xFC, 'v', false}, {0x251, 'a', false}, {0x261, 'g', false},
    {0x101, 'a', true}, {0xE1, 'a', true},   {0x1CE, 'a', true},
    {0xE0, 'a', true},  {0x113, 'e', true},  {0xE9, 'e', true},
    {0x11B, 'e', true}, {0xE8, 'e', true},   {0x12B, 'i', true},
    {0xED, 'i', true},  {0x1D0, 'i', true},  {0xEC, 'i', true},
    {0x14D, 'o', true}, {0xF3, 'o', true},   {0x1D2, 'o', true},
    {0xF2, 'o', true},  {0x16B, 'u', true},  {0xFA, 'u', true},
    {0x1D4, 'u', true}, {0xF9, 'u', true},   {0x1D6, 'v', true},
    {0x1D8, 'v', true}, {0x1DA, 'v', true},  {0x1DC, 'v', true},
    {0x103, 'a', true}, {0x115, 'e', true},  {0x12D, 'i', true},
    {0x14F, 'o', true}, {0x16D, 'u', true},
};

static const char NOISE_INITIALS[] =
    " b p m f d t n l g k h j q x zh ch sh r z c s y w ";
static const char NOISE_FINALS[] =
    " a o e ai ei ao ou an en ang eng ong er i ia ie iao iu ian in iang ing "
    "iong io u ua uo uai ui uan un uang ue v ve van vn ";

/* Whether 'list', words with spaces around them, has these letters. */
static bool noise_has(const char *list, const char *letters, size_t len)
{
    char key[NOISE_LETTERS_MAX + 3] = " ";
    memcpy(key + 1, letters, len);
    key[len + 1] = ' ';
    return strstr(list, key) != NULL;
}

/* Whether the letters, tones taken off, are an initial and a final. */
static bool noise_is_syllable(const char *letters, size_t len)
{
    if (noise_has(NOISE_FINALS, letters, len))
        return true;
    for (size_t initial = 1; initial <= 2 && initial < len; initial++)
        if (noise_has(NOISE_INITIALS, letters, initial) &&
            noise_has(NOISE_FINALS, letters + initial, len - initial))
            return true;
    return false;
}

/* The plain letter of a folded character; 0 if it is not of pinyin. */
static char noise_plain(uint32_t code, unsigned *tones)
{
    if (code >= 'a' && code <= 'z')
        return (char)code;
    size_t count = sizeof(NOISE_LETTERS) / sizeof(NOISE_LETTERS[0]);
    for (size_t i = 0; i < count; i++) {
        if (NOISE_LETTERS[i].code != code)
            continue;
        *tones += NOISE_LETTERS[i].has_tone;
        return NOISE_LETTERS[i].letter;
    }
    return 0;
}

size_t suo_noise_len(const uint32_t *codes, size_t count)
{
    char letters[NOISE_LETTERS_MAX];
    size_t len = 0;
    unsigned tones = 0;
    if (count < 3 || codes[0] != '(')
        return 0;
    for (size_t i = 1; i < count; i++) {
        uint32_t code = codes[i] & SUO_FOLDED_CODE;
        if (code == ')')
            return tones == 1 && noise_is_syllable(letters, len) ? i + 1 : 0;
        if (len == NOISE_LETTERS_MAX)
            return 0;
        letters[len] = noise_plain(code, &tones);
        if (letters[len++] == 0)
            return 0;
    }
    return 0;
}
