/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near.h - words that are near each other: windows of a text that hold all of
 * them, in any order.
 */
#ifndef SUO_QUERY_NEAR_H
#define SUO_QUERY_NEAR_H

#include "index/position_walk.h"
#include "query/phrase.h"

/* A word of the phrase: a row of steps. */
typedef struct suo_near_word {
    uint32_t first_step; /* of the phrase's */
    uint32_t step_count;
    uint32_t unit_count;
    uint32_t times; /* it is asked for */
    uint32_t first; /* suo_near.starts: as many */
} suo_near_word;

/* Words being looked for in a text. */
typedef struct suo_near {
    uint32_t window;     /* units, at most */
    uint32_t word_count; /* distinct ones */
    uint32_t asked;      /* all of them */
    suo_near_word words[SUO_NEAR_WORDS_MAX];
    /* Of the text at hand: */
    uint32_t starts[SUO_NEAR_WORDS_MAX]; /* of the latest places of each word,
                                            and 1; 0: there is none */
    uint32_t end;                        /* of the place taken last */
    uint32_t least; /* places that begin before it do not count */
} suo_near;

/* Look for the words of a phrase that has a window. */
void suo_near_begin(suo_near *near, const suo_phrase *phrase);

/* Begin a text. */
void suo_near_start(suo_near *near);

/* Take the next place of a word, by where places end. Is it the last of a
 * window that holds all? Then '*start' is where the window begins, and nothing
 * of it counts for another. */
bool suo_near_take(suo_near *near, uint32_t word, uint32_t start,
                   uint32_t *from);

/* The windows of a text, from where each word stands in it: 'windows' has room
 * for as many as the shortest list. Returns how many there are. */
uint32_t suo_near_merge(suo_near *near, const suo_position_list *lists,
                        uint32_t *windows);

/*
 * As suo_phrase_find, of a phrase that has a window and whose exact steps were
 * looked up: scratch->terms, in the order of their documents.
 */
SUO_MUST_USE suo_status suo_near_find(const suo_view_segment *seen,
                                      const suo_phrase *phrase, uint32_t fields,
                                      suo_phrase_scratch *scratch,
                                      suo_occurrences *occurrences,
                                      suo_error *error);

#endif
