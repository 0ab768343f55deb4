/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vocabulary.h - the terms of a corpus, numbered, and how many documents have
 * each.
 */
#ifndef BENCH_VOCABULARY_H
#define BENCH_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

enum { BENCH_NO_TERM = 0xFFFFFFFF };

typedef struct bench_term {
    uint64_t offset; /* in the vocabulary's bytes */
    uint32_t len;
    uint32_t doc_freq;
    uint64_t last_doc; /* the last document counted, + 1 */
} bench_term;

/* All zero is an empty one. */
typedef struct bench_vocabulary {
    cli_buffer bytes;
    bench_term *terms;
    uint32_t count;
    uint32_t capacity;
    uint32_t *slots; /* term number + 1, or 0; a power of two of them */
    uint32_t slot_count;
} bench_vocabulary;

/* The number of a term, or BENCH_NO_TERM. */
uint32_t bench_vocabulary_find(const bench_vocabulary *vocabulary,
                               const char *term, size_t len);

/* The number of a term that stands in 'doc'; documents come one by one. */
uint32_t bench_vocabulary_count(bench_vocabulary *vocabulary, const char *term,
                                size_t len, uint64_t doc);

void bench_vocabulary_free(bench_vocabulary *vocabulary);

#endif
