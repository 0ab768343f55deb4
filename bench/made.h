/* SPDX-License-Identifier: Apache-2.0 */
/*
 * made.h - documents that are made, for whoever has none at hand.
 *
 * Real words at their real frequencies, but sentences without sense: phrases
 * of two to five words drawn by chance, most of which come back in other
 * documents, a third of them in documents of the same topic alone. The shape
 * is like that of real text (figures in README.md); the cut of Chinese is
 * harder.
 */
#ifndef BENCH_MADE_H
#define BENCH_MADE_H

#include <stdint.h>

#include "text.h"

typedef struct bench_made bench_made;

/* Out of memory ends the process, as everywhere in this program. */
bench_made *bench_made_new(uint64_t seed);
void bench_made_free(bench_made *made);

/* The language of a document: given, or by its number 60 % Chinese, 30 %
 * English, 10 % both. */
typedef enum bench_made_language {
    BENCH_MADE_ANY,
    BENCH_MADE_ZH,
    BENCH_MADE_EN
} bench_made_language;

/*
 * Append title and body of document 'number': the same for a seed, number and
 * language, whatever was made before.
 */
void bench_made_document(bench_made *made, uint64_t number,
                         bench_made_language language, cli_buffer *title,
                         cli_buffer *body);

#endif
