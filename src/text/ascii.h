/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ascii.h - runs of ASCII straight from the bytes, without folding.
 *
 * Most of English text is ASCII, which needs no folding table and no offsets
 * of characters: where its words and codes begin and end is read from masks
 * of 64 bytes. All else is left to those who know it.
 */
#ifndef SUO_TEXT_ASCII_H
#define SUO_TEXT_ASCII_H

#include "text/codes.h"

/*
 * Add the runs from byte 'at' on by the rules of codes.h, and return where the
 * first one starts that is not plain, or what is not ASCII; 'len' if there is
 * none. '*is_full' says that the batch must be taken first. The text before
 * 'at' may be forgotten: it ends before white space, or is empty.
 *
 * A plain run is ASCII, has less than 64 bytes, and no version inside (5.3 in
 * v5.3); and ASCII follows that does not join it with something else.
 * Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_ascii_add(const suo_codes *codes, const char *text,
                                      uint32_t at, uint32_t len, uint32_t *unit,
                                      uint32_t *end, bool *is_full,
                                      suo_error *error);

#endif
