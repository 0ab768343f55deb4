/* SPDX-License-Identifier: Apache-2.0 */
/*
 * made_words.h - real words and how often they stand in real text.
 *
 * The tables are made at build time by make_words.c, frequent words first.
 */
#ifndef BENCH_MADE_WORDS_H
#define BENCH_MADE_WORDS_H

#include <stdint.h>

typedef struct bench_made_word {
    const char *word; /* NUL-terminated */
    uint32_t weight;  /* > 0 */
} bench_made_word;

extern const bench_made_word bench_made_zh[];
extern const uint32_t bench_made_zh_count;
extern const bench_made_word bench_made_en[];
extern const uint32_t bench_made_en_count;

#endif
