/* SPDX-License-Identifier: Apache-2.0 */
/*
 * corpus.h - documents kept in memory: their keys, and the text of their text
 * fields.
 */
#ifndef BENCH_CORPUS_H
#define BENCH_CORPUS_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* One value of a text field. */
typedef struct bench_part {
    uint64_t offset; /* in the corpus' bytes */
    uint32_t len;
    uint32_t field; /* number in the schema */
} bench_part;

typedef struct bench_doc {
    uint64_t key_offset;
    uint32_t key_len;
    uint32_t part_count;
    uint64_t first_part;
} bench_doc;

/* All zero is an empty one. */
typedef struct bench_corpus {
    cli_buffer bytes;
    bench_part *parts;
    uint64_t part_count;
    uint64_t part_capacity;
    bench_doc *docs;
    uint64_t doc_count;
    uint64_t doc_capacity;
    uint64_t text_bytes; /* of all parts */
} bench_corpus;

/* Begin a document; its parts follow. */
void bench_corpus_add(bench_corpus *corpus, const char *key, size_t key_len);
void bench_corpus_add_part(bench_corpus *corpus, uint32_t field,
                           const char *text, size_t len);

/* Forget all documents, keep the memory. */
void bench_corpus_clear(bench_corpus *corpus);
void bench_corpus_free(bench_corpus *corpus);

/* Part number 'part' of a document; and its text, borrowed until the next
 * document is added. */
const bench_part *bench_corpus_part(const bench_corpus *corpus, uint64_t doc,
                                    uint32_t part);
const char *bench_corpus_text(const bench_corpus *corpus,
                              const bench_part *part);
const char *bench_corpus_key(const bench_corpus *corpus, uint64_t doc,
                             size_t *len);

#endif
