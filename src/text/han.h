/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han.h - cutting a run of Han characters into words by the lexicon.
 */
#ifndef SUO_TEXT_HAN_H
#define SUO_TEXT_HAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "text/fold.h"

enum { SUO_HAN_SHORT = 4 }; /* words up to this length are short */

/* One run of Han characters. */
typedef struct suo_han_run {
    uint32_t from;  /* its first character in suo_han */
    uint32_t count; /* characters */
    uint32_t end;   /* one past it in the folded text */
} suo_han_run;

/* A place where words may go on. */
typedef struct suo_han_open {
    uint32_t at;   /* number of the character they begin with */
    uint32_t base; /* where the characters behind start in the lexicon */
} suo_han_open;

/*
 * All runs of Han of a text, one after the other: suo_han_read takes them,
 * suo_han_cut cuts them. Bracketed pinyin between or behind the characters of
 * a run belongs to it. Start with {0}; the memory is kept.
 */
typedef struct suo_han {
    uint32_t *chars;  /* folded code points; 0 behind each run */
    uint32_t *places; /* where each stands in the folded text */
    size_t count;     /* of characters and 0s */
    suo_han_run *runs;
    size_t run_count;
    uint8_t *word_lens; /* length of the best word that starts at a character,
                           1 at a 0: follow it from the start of a run */
    /* Scratch, by character. */
    uint64_t *costs;                   /* of the best path to the end */
    uint32_t (*offers)[SUO_HAN_SHORT]; /* of the short words, by length */
    uint32_t *bases;     /* where words of more than one character go on */
    suo_han_open *opens; /* where words of more than two characters go on */
    uint16_t *codes;     /* of the lexicon */
    size_t cap;
} suo_han;

void suo_han_clear(suo_han *han);

/* Take all runs of a folded text. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_han_read(suo_han *han, const suo_folded *folded,
                                     suo_error *error);

/*
 * Find the cheapest way to cut each run: the sum of the costs of its words. Of
 * two equal ones, the one with the longer first word. Time: characters times
 * the longest word that starts at each.
 */
void suo_han_cut(suo_han *han);

#endif
