/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edits.c - step sets of places, as many slips at a time as a word has bits.
 *
 * Bit i of a set: i letters of the typed word are accounted for. Wu and Manber,
 * "Fast text searching allowing errors", 1992, with neighbours that changed
 * places as Navarro's "Flexible pattern matching in strings", 2002, 6.5, has
 * them.
 */
#include "text/edits.h"

#include <assert.h>
#include <string.h>

void suo_edits_take(suo_edits *edits, const uint16_t *letters, uint32_t len,
                    uint32_t max)
{
    assert(len > 0 && len <= SUO_EDITS_LETTERS_MAX && max <= SUO_EDITS_MAX);
    edits->len = len;
    edits->max = max;
    edits->letters = letters;
    memset(edits->ascii, 0, sizeof(edits->ascii));
    for (uint32_t i = 0; i < len; i++)
        if (letters[i] < 128)
            edits->ascii[letters[i]] |= UINT64_C(1) << i;
}

/* Where a letter of the word stands: bit i, at place i. */
static uint64_t edits_find(const suo_edits *edits, uint16_t letter)
{
    uint64_t places = 0;
    if (letter < 128)
        return edits->ascii[letter];
    for (uint32_t i = 0; i < edits->len; i++)
        places |= (uint64_t)(edits->letters[i] == letter) << i;
    return places;
}

void suo_edits_begin(const suo_edits *edits, suo_edits_state *state)
{
    uint64_t places = 1;
    *state = (suo_edits_state){0};
    for (uint32_t slips = 0; slips <= edits->max; slips++) {
        state->places[slips] = places; /* letters that are missing */
        places |= places << 1;
    }
}

bool suo_edits_step(const suo_edits *edits, const suo_edits_state *from,
                    uint16_t letter, suo_edits_state *to)
{
    const uint64_t all = (UINT64_C(2) << edits->len) - 1;
    const uint64_t stands = edits_find(edits, letter);
    to->places[0] = (from->places[0] & stands) << 1;
    to->swaps[0] = 0;
    uint64_t alive = to->places[0];
    for (uint32_t slips = 1; slips <= edits->max; slips++) {
        const uint64_t less = from->places[slips - 1];
        to->places[slips] =
            ((from->places[slips] & stands) << 1 | less | less << 1 |
             to->places[slips - 1] << 1 | (from->swaps[slips] & stands) << 2) &
            all;
        to->swaps[slips] = less & stands >> 1;
        alive |= to->places[slips] | to->swaps[slips];
    }
    return alive != 0;
}

uint32_t suo_edits_count(const suo_edits *edits, const suo_edits_state *state)
{
    uint32_t slips = 0;
    while (slips <= edits->max && !(state->places[slips] >> edits->len & 1))
        slips++;
    return slips;
}
