/* SPDX-License-Identifier: Apache-2.0 */
/*
 * column_scan.h - which numbers of a column lie in a range, many at a time.
 */
#ifndef SUO_CODEC_COLUMN_SCAN_H
#define SUO_CODEC_COLUMN_SCAN_H

#include <stddef.h>
#include <stdint.h>

enum { SUO_COLUMN_SCAN_WIDTH_MAX = 56 }; /* a number lies in eight bytes */

/*
 * Of the numbers from 'first' on, a multiple of 64, that are marked in
 * marks[words], keep the marks of those in [low, low + span]. They have 1 to
 * SUO_COLUMN_SCAN_WIDTH_MAX bits, and so has low + span; the last one marked is
 * followed by SUO_PACK_OVERREAD bytes.
 */
void suo_column_scan(const uint8_t *bytes, unsigned width, uint64_t first,
                     uint64_t *marks, size_t words, uint64_t low,
                     uint64_t span);

/* The same without the instructions of any one machine: what the one above is
 * where the processor lacks them. */
void suo_column_scan_portable(const uint8_t *bytes, unsigned width,
                              uint64_t first, uint64_t *marks, size_t words,
                              uint64_t low, uint64_t span);

#endif
