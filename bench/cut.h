/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cut.h - the words that Suo's tokenizer makes of documents.
 *
 * Words alone: neither pairs of Han characters nor joined forms (SUO_TOKEN_WORD
 * of suo.h).
 */
#ifndef BENCH_CUT_H
#define BENCH_CUT_H

#include <stdbool.h>
#include <stdint.h>

#include <suo.h>

#include "corpus.h"
#include "vocabulary.h"

typedef struct bench_word {
    uint32_t term;  /* number in the vocabulary */
    uint32_t part;  /* of the document */
    uint32_t start; /* bytes in the part */
    uint32_t end;
    uint32_t unit; /* position */
    uint32_t unit_end;
    bool is_stop;
} bench_word;

/* A tokenizer for each text field, made when it is needed. */
typedef struct bench_cutter {
    const suo_schema *schema;
    suo_tokenizer *tokenizers[SUO_FIELDS_MAX];
    bench_word *words; /* of the document cut last */
    uint32_t word_count;
    uint32_t word_capacity;
    suo_error error;
} bench_cutter;

void bench_cutter_init(bench_cutter *cutter, const suo_schema *schema);
void bench_cutter_free(bench_cutter *cutter);

/*
 * Cut a document; its words are counted in the vocabulary if that is not
 * const, else found there. A failure is one of suo_tokenizer_next.
 */
suo_status bench_cut_count(bench_cutter *cutter, const bench_corpus *corpus,
                           uint64_t doc, bench_vocabulary *vocabulary);
suo_status bench_cut(bench_cutter *cutter, const bench_corpus *corpus,
                     uint64_t doc, const bench_vocabulary *vocabulary);

/* Tokens of every kind that all documents have, and nothing done with them:
 * what tokenizing costs. */
suo_status bench_cut_all(bench_cutter *cutter, const bench_corpus *corpus,
                         uint64_t *token_count);

#endif
