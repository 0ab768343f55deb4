/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pseudo.h - words without meaning, which every engine indexes as they are.
 *
 * Letters alone, but no vowel, no y and no s: no stemmer takes anything away,
 * no list of stop words has them, no rule for capitals or digits parts them.
 */
#ifndef BENCH_PSEUDO_H
#define BENCH_PSEUDO_H

#include <stddef.h>
#include <stdint.h>

enum { BENCH_PSEUDO_MAX = 16 /* bytes, with the NUL behind it */ };

/*
 * Write pseudo-word 'number': the first 19^3 have three letters, the next 19^4
 * four, and so on; no two numbers share one. Returns its length.
 */
size_t bench_pseudo_word(uint64_t number, char out[BENCH_PSEUDO_MAX]);

#endif
