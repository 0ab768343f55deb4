/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bit_rows.h - join and count rows of bits, 64 to a word.
 */
#ifndef SUO_CODEC_BIT_ROWS_H
#define SUO_CODEC_BIT_ROWS_H

#include <stddef.h>
#include <stdint.h>

void suo_bits_or(uint64_t *restrict into, const uint64_t *restrict from,
                 size_t words);
void suo_bits_and(uint64_t *restrict into, const uint64_t *restrict from,
                  size_t words);

/* How many are set. */
uint64_t suo_bits_count(const uint64_t *bits, size_t words);

/* The same without the instructions of any one machine, for tests. */
uint64_t suo_bits_count_portable(const uint64_t *bits, size_t words);

#endif
