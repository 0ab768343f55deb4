/* SPDX-License-Identifier: Apache-2.0 */
/*
 * column_scan.h - which numbers of a column lie in a range, 64 at a time.
 */
#ifndef SUO_CODEC_COLUMN_SCAN_H
#define SUO_CODEC_COLUMN_SCAN_H

#include <stdint.h>

enum { SUO_COLUMN_SCAN_WIDTH_MAX = 56 }; /* a number lies in eight bytes */

/*
 * Of the 64 numbers from 'first' on, a multiple of 64, those that are marked
 * and in [low, low + span]. They have 1 to SUO_COLUMN_SCAN_WIDTH_MAX bits, and
 * so has low + span; the last one marked is followed by SUO_PACK_OVERREAD
 * bytes.
 */
uint64_t suo_column_scan(const uint8_t *bytes, unsigned width, uint64_t first,
                         uint64_t marks, uint64_t low, uint64_t span);

/* The same without the instructions of any one machine: what the one above is
 * where the processor lacks them. */
uint64_t suo_column_scan_portable(const uint8_t *bytes, unsigned width,
                                  uint64_t first, uint64_t marks, uint64_t low,
                                  uint64_t span);

#endif
