/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.h - words by Unicode's rules (UAX #29), found by ICU: for scripts
 * that are neither Han nor Latin, and for Han on request.
 */
#ifndef SUO_TEXT_WORDS_H
#define SUO_TEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct UBreakIterator;

/* A part of the run: a word, or what stands between words. */
typedef struct suo_words_part {
    uint32_t end; /* one past its last character */
    bool is_word;
} suo_words_part;

/* Start with {0}; the iterator and the memory are kept. */
typedef struct suo_words {
    struct UBreakIterator *iterator;
    uint16_t *units;       /* scratch: the run in UTF-16 */
    uint32_t *places;      /* scratch: its characters */
    size_t unit_cap;       /* of both */
    suo_words_part *parts; /* they tile the run */
    size_t count;
    size_t cap;
} suo_words;

void suo_words_clear(suo_words *words);

/*
 * Cut the run of 'count' folded characters (flags allowed) into 'parts'.
 * Statuses: SUO_NO_MEMORY, SUO_STATE (ICU failed).
 */
SUO_MUST_USE suo_status suo_words_cut(suo_words *words, const uint32_t *codes,
                                      size_t count, suo_error *error);

#endif
