/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edits.h - how many slips lie between two words, told letter by letter.
 *
 * A slip is a letter that is wrong, missing or too many, or two neighbours
 * that changed places (optimal string alignment: no letter slips twice). All
 * ways to get from the word that was typed to the letters met so far are a set
 * of places, one bit each, for each number of slips.
 */
#ifndef SUO_TEXT_EDITS_H
#define SUO_TEXT_EDITS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    SUO_EDITS_LETTERS_MAX = 40, /* of a word; longer ones are not compared */
    SUO_EDITS_MAX = 2           /* slips that are counted */
};

/* A word that was typed. */
typedef struct suo_edits {
    uint32_t len;            /* letters */
    uint32_t max;            /* slips allowed, at most SUO_EDITS_MAX */
    uint64_t ascii[128];     /* by letter: the places it stands at */
    const uint16_t *letters; /* borrowed */
} suo_edits;

/* After some letters. */
typedef struct suo_edits_state {
    uint64_t places[SUO_EDITS_MAX + 1]; /* by slips: letters of the word that
                                           are accounted for */
    uint64_t swaps[SUO_EDITS_MAX + 1];  /* the second of two came first */
} suo_edits_state;

/* Take a word of 1 to SUO_EDITS_LETTERS_MAX letters, which must stay. */
void suo_edits_take(suo_edits *edits, const uint16_t *letters, uint32_t len,
                    uint32_t max);

/* Before the first letter. */
void suo_edits_begin(const suo_edits *edits, suo_edits_state *state);

/* One letter more; false: no word that goes on from here is near enough. */
bool suo_edits_step(const suo_edits *edits, const suo_edits_state *from,
                    uint16_t letter, suo_edits_state *to);

/* How many slips there are if the other word ends here; above edits->max: too
 * many. */
uint32_t suo_edits_count(const suo_edits *edits, const suo_edits_state *state);

#endif
