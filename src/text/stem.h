/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stem.h - the stem of a word, by Snowball's algorithm for its language.
 */
#ifndef SUO_TEXT_STEM_H
#define SUO_TEXT_STEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "text/languages.h"

enum {
    SUO_STEM_MAX = 64,        /* bytes of the longest English word stemmed */
    SUO_STEM_OTHER_MAX = 192, /* and of other languages' */
    SUO_STEM_CACHED = 23      /* bytes of the longest word remembered */
};

/* A remembered word, zeros after it, and its stem; a length of 0: empty. */
typedef struct suo_stem_entry {
    uint64_t word[3];
    char stem[SUO_STEM_CACHED];
    uint8_t stem_len;
} suo_stem_entry;

struct sb_stemmer;

/* Start with {0}, or {.language}. */
typedef struct suo_stem {
    suo_language language;
    struct sb_stemmer *snowball;
    suo_stem_entry *entries; /* the cache, once there were many words */
    uint32_t asked;          /* words before it */
} suo_stem;

void suo_stem_clear(suo_stem *stem);

/*
 * Replace the word of '*len' bytes by its stem, which is no longer; a word
 * longer than SUO_STEM_MAX stays as it is. At 'word' there is room for
 * sizeof(suo_stem_entry) bytes or more, whatever '*len' is.
 *
 * English: a-z and ' only. None: stays. Other languages: folded UTF-8; Latin
 * letters lose their marks after stemming, also in what is not stemmed.
 * Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_stem_word(suo_stem *stem, char *word, size_t *len,
                                      suo_error *error);

#endif
