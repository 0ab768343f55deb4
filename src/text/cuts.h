/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cuts.h - where a text may be cut: between its characters as people see them
 * (grapheme clusters), its words, its sentences.
 */
#ifndef SUO_TEXT_CUTS_H
#define SUO_TEXT_CUTS_H

#include "base/bytes.h"

struct UBreakIterator;

/* Start with {0}; the iterator is kept from one text to the next. */
typedef struct suo_cuts {
    suo_slice text;
    struct UBreakIterator *iterator; /* opened when it is first needed */
    bool is_set;                     /* it has this text */
    suo_status status; /* sticky; questions are then answered anyhow */
} suo_cuts;

void suo_cuts_clear(suo_cuts *cuts);

/* Begin a text, which must stay. */
void suo_cuts_start(suo_cuts *cuts, suo_slice text);

/* SUO_OK; SUO_NO_MEMORY or SUO_STATE if ICU failed since the start. */
SUO_MUST_USE suo_status suo_cuts_status(const suo_cuts *cuts, suo_error *error);

/* All others take a place between code points. */

/* Does it lie between grapheme clusters (UAX #29)? */
bool suo_cuts_is_grapheme(suo_cuts *cuts, size_t at);

/* Does it go through a word, of a script that has spaces or of kana? */
bool suo_cuts_splits_word(const suo_cuts *cuts, size_t at);

/* Does white space, or the beginning of the text, stand before it? */
bool suo_cuts_follows_blank(const suo_cuts *cuts, size_t at);

/* Does a sentence begin there, or end there? */
bool suo_cuts_starts_sentence(const suo_cuts *cuts, size_t at);
bool suo_cuts_ends_sentence(const suo_cuts *cuts, size_t at);

#endif
