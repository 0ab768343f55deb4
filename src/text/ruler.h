/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ruler.h - how many code points stand before any byte of a text.
 */
#ifndef SUO_TEXT_RULER_H
#define SUO_TEXT_RULER_H

#include "base/bytes.h"

/* Start with {0}; the memory is kept from one text to the next. */
typedef struct suo_ruler {
    suo_slice text;
    uint32_t *notches; /* code points that begin before byte i * 64 */
    size_t cap;
} suo_ruler;

void suo_ruler_clear(suo_ruler *ruler);

/* Measure a text of at most SUO_TEXT_MAX bytes, which must stay. Statuses:
 * SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_ruler_start(suo_ruler *ruler, suo_slice text);

/* Code points before byte 'at', which is between characters. A broken part
 * counts as one. Takes the time of 64 bytes. */
uint32_t suo_ruler_points(const suo_ruler *ruler, size_t at);

#endif
