/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accents.h - Latin letters without their marks: café matches cafe.
 *
 * This is no part of folding: bracketed pinyin is known by its tone marks,
 * and stemmers of other languages than English ask for the letters as they
 * are. The table is generated (tables/make_accents.c).
 */
#ifndef SUO_TEXT_ACCENTS_H
#define SUO_TEXT_ACCENTS_H

#include <stddef.h>
#include <stdint.h>

/* The blocks of Latin letters with marks: [LOW, LOW_END), [HIGH, HIGH_END). */
enum {
    SUO_ACCENT_LOW = 0xC0,
    SUO_ACCENT_LOW_END = 0x250,
    SUO_ACCENT_HIGH = 0x1E00,
    SUO_ACCENT_HIGH_END = 0x1F00,
    SUO_ACCENT_COUNT = SUO_ACCENT_LOW_END - SUO_ACCENT_LOW +
                       SUO_ACCENT_HIGH_END - SUO_ACCENT_HIGH
};

/* The one or two letters a-z of each, zeros after them; none for what is no
 * folded letter or has no plain form. */
extern const char suo_accent_letters[SUO_ACCENT_COUNT][2];

/* Hash of the above. */
extern const uint64_t suo_accent_hash;

/*
 * The plain letters of a folded character: two bytes, of which the second may
 * be 0; NULL if it has none. They are no longer than the character in UTF-8.
 */
static inline const char *suo_accent_plain(uint32_t code)
{
    const char *letters = NULL;
    if (code - SUO_ACCENT_LOW < SUO_ACCENT_LOW_END - SUO_ACCENT_LOW)
        letters = suo_accent_letters[code - SUO_ACCENT_LOW];
    else if (code - SUO_ACCENT_HIGH < SUO_ACCENT_HIGH_END - SUO_ACCENT_HIGH)
        letters = suo_accent_letters[code - SUO_ACCENT_HIGH +
                                     (SUO_ACCENT_LOW_END - SUO_ACCENT_LOW)];
    return letters != NULL && letters[0] != 0 ? letters : NULL;
}

/*
 * Write the 'len' bytes of folded UTF-8 at 'word' with plain letters to 'out',
 * which may be 'word'. Returns the length, which is at most 'len'.
 */
size_t suo_accents_strip(const char *word, size_t len, char *out);

#endif
