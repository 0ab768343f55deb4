/* SPDX-License-Identifier: Apache-2.0 */
/*
 * corpus.c - documents kept in memory: their keys, and the text of their text
 * fields.
 *
 * All bytes lie in one buffer, so that keeping them leaves no holes in the
 * heap that would blur the memory measured afterwards.
 */
#include "corpus.h"

#include <stdlib.h>

#include "cli.h"

/* Room for one item more. */
static void *items_grow(void *items, uint64_t count, uint64_t *capacity,
                        size_t item_bytes)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity * 2 + 1024;
    return cli_realloc(items, (size_t)*capacity * item_bytes);
}

void bench_corpus_add(bench_corpus *corpus, const char *key, size_t key_len)
{
    corpus->docs = items_grow(corpus->docs, corpus->doc_count,
                              &corpus->doc_capacity, sizeof *corpus->docs);
    corpus->docs[corpus->doc_count++] = (bench_doc){
        corpus->bytes.len, (uint32_t)key_len, 0, corpus->part_count};
    cli_buffer_append(&corpus->bytes, key, key_len);
}

void bench_corpus_add_part(bench_corpus *corpus, uint32_t field,
                           const char *text, size_t len)
{
    corpus->parts = items_grow(corpus->parts, corpus->part_count,
                               &corpus->part_capacity, sizeof *corpus->parts);
    corpus->parts[corpus->part_count++] =
        (bench_part){corpus->bytes.len, (uint32_t)len, field};
    corpus->docs[corpus->doc_count - 1].part_count++;
    corpus->text_bytes += len;
    cli_buffer_append(&corpus->bytes, text, len);
}

void bench_corpus_clear(bench_corpus *corpus)
{
    corpus->bytes.len = 0;
    corpus->part_count = 0;
    corpus->doc_count = 0;
    corpus->text_bytes = 0;
}

void bench_corpus_free(bench_corpus *corpus)
{
    cli_buffer_free(&corpus->bytes);
    free(corpus->parts);
    free(corpus->docs);
    *corpus = (bench_corpus){0};
}

const bench_part *bench_corpus_part(const bench_corpus *corpus, uint64_t doc,
                                    uint32_t part)
{
    return &corpus->parts[corpus->docs[doc].first_part + part];
}

const char *bench_corpus_text(const bench_corpus *corpus,
                              const bench_part *part)
{
    return corpus->bytes.data + part->offset;
}

const char *bench_corpus_key(const bench_corpus *corpus, uint64_t doc,
                             size_t *len)
{
    *len = corpus->docs[doc].key_len;
    return corpus->bytes.data + corpus->docs[doc].key_offset;
}
