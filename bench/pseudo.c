/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pseudo.c - words without meaning, which every engine indexes as they are.
 *
 * The last letter changes fastest, so neighbouring numbers share a prefix.
 */
#include "pseudo.h"

static const char LETTERS[] = "bcdfghjklmnpqrtvwxz";

enum { LETTER_COUNT = sizeof LETTERS - 1, WORD_LEN_MIN = 3 };

size_t bench_pseudo_word(uint64_t number, char out[BENCH_PSEUDO_MAX])
{
    size_t len = WORD_LEN_MIN;
    uint64_t words = LETTER_COUNT * LETTER_COUNT * LETTER_COUNT;
    while (number >= words && len < BENCH_PSEUDO_MAX - 1) {
        number -= words;
        words *= LETTER_COUNT;
        len++;
    }
    out[len] = '\0';
    for (size_t at = len; at > 0; at--) {
        out[at - 1] = LETTERS[number % LETTER_COUNT];
        number /= LETTER_COUNT;
    }
    return len;
}
