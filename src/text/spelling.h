/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spelling.h - a short text as somebody types it: its letters, digits and Han
 * characters, where words start among them, and how the Han is read.
 *
 * White space, punctuation and symbols are left out: 'Wi-Fi 6', 'wifi6' and
 * 'Wi Fi 6' are spelt alike. Latin letters have no marks (é is e).
 */
#ifndef SUO_TEXT_SPELLING_H
#define SUO_TEXT_SPELLING_H

#include "text/fold.h"
#include "text/han.h"
#include "text/pinyin.h"

/* Where a typed text may begin to agree with this one. */
typedef enum suo_spelt_place {
    SUO_SPELT_FIRST = 0,  /* with its first unit */
    SUO_SPELT_WORD = 1,   /* with the first unit of another word */
    SUO_SPELT_INSIDE = 2, /* with a Han character inside a word */
    SUO_SPELT_NOWHERE = 3 /* not with the letters behind the first of a word */
} suo_spelt_place;

/* One letter, digit or Han character. */
typedef struct suo_spelt {
    uint32_t code;     /* folded, never 0 */
    uint16_t syllable; /* of Han: SUO_PINYIN_NONE if nobody knows */
    uint16_t place;    /* suo_spelt_place */
    uint32_t start;    /* bytes of the text */
    uint32_t end;
} suo_spelt;

/* Start with {0}; the memory is kept from one text to the next. */
typedef struct suo_spelling {
    suo_spelt *units;
    size_t count;
    size_t cap;
    suo_folded folded;
    suo_han han;
    uint16_t *syllables;
    size_t syllable_cap;
} suo_spelling;

void suo_spelling_clear(suo_spelling *spelling);

/* Spell 'len' bytes of text, any bytes. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_spelling_read(suo_spelling *spelling,
                                          const char *text, uint32_t len,
                                          suo_error *error);

#endif
