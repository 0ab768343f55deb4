/* SPDX-License-Identifier: Apache-2.0 */
/*
 * offsets.h - where tokens stand, counted in code points or in UTF-16.
 *
 * Tokens are found by bytes; other languages count the characters of their
 * strings otherwise. A broken part of UTF-8 counts as the one U+FFFD that a
 * decoder makes of it.
 */
#ifndef SUO_TEXT_OFFSETS_H
#define SUO_TEXT_OFFSETS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* A place in the text, between two characters: its byte, and how many units
 * of the wanted kind stand before it. */
typedef struct suo_offset_place {
    uint32_t byte;
    uint32_t count;
} suo_offset_place;

/* Start with {0}; the memory is kept from one text to the next. */
typedef struct suo_offsets {
    int32_t unit; /* suo_offset_unit */
    suo_offset_place *places;
    size_t count;
    size_t stay_count; /* the first of them, kept from batch to batch */
    size_t cap;
} suo_offsets;

void suo_offsets_clear(suo_offsets *offsets);

/* Begin a text whose offsets are wanted in 'unit', a suo_offset_unit. */
void suo_offsets_start(suo_offsets *offsets, int32_t unit);

/*
 * Change starts and ends of the next 'count' tokens of the text from bytes to
 * the unit, which is not bytes. Over all calls it takes time linear in the
 * text when the tokens nearly ascend, however far some go back; any order
 * gives right counts. Keeps 8 bytes for 4 KiB of text. Statuses:
 * SUO_NO_MEMORY (nothing changed).
 */
SUO_MUST_USE suo_status suo_offsets_convert(suo_offsets *offsets,
                                            const char *text, uint32_t text_len,
                                            suo_token *tokens, size_t count,
                                            suo_error *error);

#endif
