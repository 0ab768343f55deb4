/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han.h - cutting a run of Han characters into words by the lexicon.
 */
#ifndef SUO_TEXT_HAN_H
#define SUO_TEXT_HAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/*
 * One run of Han characters: put in with suo_han_reserve and by hand, cut
 * with suo_han_cut. Start with {0}; the memory is kept for the next run.
 */
typedef struct suo_han {
    uint32_t *chars;  /* folded code points */
    uint32_t *places; /* where each stands in the folded text */
    size_t count;
    uint8_t *word_lens; /* length of the word that starts at a character;
                           follow it from 0: between its steps it has no
                           meaning */
    uint64_t *costs;    /* scratch: of the best path from here to the end */
    uint32_t *bases;    /* scratch: where the children of a character start */
    uint16_t *codes;    /* scratch: of the lexicon */
    size_t cap;
} suo_han;

void suo_han_clear(suo_han *han);

/* Room for 'count' characters; what it held is lost. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_han_reserve(suo_han *han, size_t count,
                                        suo_error *error);

/*
 * Find the cheapest way to cut the run: the sum of the costs of its words. Of
 * two equal ones, the one with the longer first word. Time: characters times
 * the longest word that starts at each.
 */
void suo_han_cut(suo_han *han);

#endif
