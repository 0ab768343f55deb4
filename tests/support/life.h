/* SPDX-License-Identifier: Apache-2.0 */
/*
 * life.h - an index that changes, beside the documents that live in it.
 *
 * Any failure inside fails the cmocka test that called.
 */
#ifndef SUO_TESTS_LIFE_H
#define SUO_TESTS_LIFE_H

#include "support/corpus.h"

enum { LIFE_DOCS_MAX = 600 };

typedef struct life {
    char *folder;
    suo_schema *schema;
    suo_writer *writer;
    corpus_document live[LIFE_DOCS_MAX]; /* in the order of their puts */
    uint32_t live_count;
} life;

/* An empty index, with a budget of memory in bytes and a suo_merging. */
life *life_open(uint64_t memory_bytes, uint32_t merging);
void life_close(life *w);

/* Another writer for its folder. */
suo_writer *life_writer(const life *w, uint64_t memory_bytes, uint32_t merging);

/* Put a random document with one of 'keys' keys and up to two roles. */
void life_put(life *w, test_random *random, uint32_t keys);

/* Delete a document that lives, if there is one. */
void life_delete(life *w, test_random *random);

/* Forget document 'at' of those that live; the index is not touched. */
void life_forget(life *w, uint32_t at);

/* Puts and deletes. */
void life_change(life *w, test_random *random, uint32_t changes, uint32_t keys);

/* Merge everything and commit. */
void life_merge_all(life *w);

/* suo_check must find no fault. */
void life_check(const life *w);
suo_snapshot_stats life_stats(const life *w);

/* All that several readers are told about some questions. */
corpus_dump life_ask(const char *folder, uint64_t seed);

/* Two indexes must answer alike, bit by bit. */
void life_assert_same(const char *a, const char *b, uint64_t seed);

/* An index of the living documents alone, built at once, committed. */
life *life_afresh(const life *w);

#endif
