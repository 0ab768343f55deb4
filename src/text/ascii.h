/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ascii.h - plain words of ASCII straight from the bytes, without folding.
 *
 * Most of English text is words of letters with spaces and punctuation
 * between. They need no folding table, no offsets of characters and no rules
 * for codes; all else is left to those who know them.
 */
#ifndef SUO_TEXT_ASCII_H
#define SUO_TEXT_ASCII_H

#include "text/codes.h"

/*
 * Add the plain words from byte 'at' on, and return where the first other one
 * starts, or what is not ASCII; 'len' if there is none. '*is_full' says that
 * the batch must be taken first. The text before 'at' may be forgotten: it
 * ends before white space, or is empty.
 *
 * A plain word has less than SUO_PLAIN_MAX letters (an apostrophe may stand
 * between two) and is one part by the rules of codes.h, or digits alone; and
 * ASCII follows that does not join it with something else.
 * Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_ascii_add(const suo_codes *codes, const char *text,
                                      uint32_t at, uint32_t len, uint32_t *unit,
                                      uint32_t *end, bool *is_full,
                                      suo_error *error);

#endif
