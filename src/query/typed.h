/* SPDX-License-Identifier: Apache-2.0 */
/*
 * typed.h - what somebody has typed so far, and whether a title goes on from
 * it.
 *
 * A title agrees from one of its units on if its units, one after the other,
 * use up what was typed. A letter, digit or other character is used up by
 * itself. A Han character by itself or by its syllable in letters; the last
 * one also by the first letters of it. In an abbreviation any of them by the
 * first letter of its syllable, or by zh, ch, sh.
 */
#ifndef SUO_QUERY_TYPED_H
#define SUO_QUERY_TYPED_H

#include "query/title_set.h"

enum {
    SUO_TYPED_MAX = 63,     /* units that count: a bit for each, and the end */
    SUO_TYPED_BYTES = 1024, /* bytes that are looked at */
    SUO_TYPED_NO_MATCH = -1
};

typedef struct suo_typed {
    uint32_t count;
    uint32_t codes[SUO_TYPED_MAX];
    char letters[SUO_TYPED_MAX]; /* a-z; 0 for what is none */
    bool has_letters;
    uint64_t syllable_ends[SUO_TYPED_MAX]; /* bit e: letters up to place e are
                                              a syllable, or begin the last */
} suo_typed;

/* Take the first units of a spelling. */
void suo_typed_take(suo_typed *typed, const suo_spelling *spelling);

/*
 * How many units of the title use up what was typed, from 'unit' on: the least
 * number, 0 if nothing was typed; or SUO_TYPED_NO_MATCH.
 */
int32_t suo_typed_match(const suo_typed *typed, const suo_title_set *set,
                        uint32_t unit, bool may_abbreviate);

#endif
