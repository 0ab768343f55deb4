/* SPDX-License-Identifier: Apache-2.0 */
/*
 * masking.h - a question without what may tell of a person.
 *
 * Replaced by "***", in any writing (full-width, superscript, other scripts'
 * digits, Han numerals, characters between that do not show):
 * - numbers of 4 or more digits in a row, and rows of numbers with nothing
 *   but white space, punctuation or marks between them of 6 or more in all:
 *   telephones, cards, dates, codes; of Han numerals, those of digits;
 * - words that mix letters and digits: longer than 5 of them, also with - _ . /
 *   and the like between, or with 4 digits, or with 3 changes between letters
 *   and digits; network addresses; words of more than 24 letters;
 * - e-mail addresses and names behind an @; URLs, and names of hosts;
 * - the last 64 characters of what is read, if there was more.
 * Words that are kept (kept_words.h) count as letters, however they are joined.
 * A rule that takes too much is preferred to one that leaves too much: years
 * and long product names go, too. What only a reader can know stays: names,
 * places, codes of letters alone, numbers written out in words, short numbers.
 */
#ifndef SUO_TEXT_MASKING_H
#define SUO_TEXT_MASKING_H

#include "base/bytes.h"
#include "text/fold.h"
#include "text/kept_words.h"

enum { SUO_MASKING_BYTES_MAX = 1024 }; /* of a text that are read */

/* Start with {0}; the memory is kept from one text to the next. */
typedef struct suo_masking {
    suo_buffer text; /* the masked one: good UTF-8 on one line */
    bool has_hidden; /* something was replaced */
    suo_folded folded;
    uint8_t *kinds; /* by folded character: a masking_kind */
    bool *hidden;   /* likewise */
    size_t cap;
    bool bytes[SUO_MASKING_BYTES_MAX]; /* of the text: hidden */
} suo_masking;

void suo_masking_clear(suo_masking *masking);

/* Mask 'len' bytes of text, any bytes; 'kept' may be NULL. Statuses:
 * SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_masking_read(suo_masking *masking, const char *text,
                                         size_t len, const suo_kept_words *kept,
                                         suo_error *error);

/*
 * Add the words of a text that mix letters and digits to 'kept', and all of it
 * written as one word, if that does. '*count': how many these are. Statuses:
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_masking_keep(suo_masking *masking, const char *text,
                                         size_t len, suo_kept_words *kept,
                                         uint32_t *count, suo_error *error);

#endif
