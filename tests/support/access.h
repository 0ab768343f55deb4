/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access.h - what tests of hidden documents share: documents that hold from a
 * time until a time, indexes in memory with a reader that refreshes, and all
 * that a role is told.
 *
 * Any failure inside fails the cmocka test that called.
 */
#ifndef SUO_TESTS_ACCESS_H
#define SUO_TESTS_ACCESS_H

#include "support/corpus.h"
#include "support/memory_os.h"

enum {
    ACCESS_FROM = CORPUS_FIELDS, /* fields beside those of corpus_schema */
    ACCESS_UNTIL = CORPUS_FIELDS + 1,
    ACCESS_TIMES = 8 /* moments there are, from 1 on */
};

/* A document and when it holds; 0: no such value. */
typedef struct access_document {
    corpus_document base;
    int64_t from;
    int64_t until;
} access_document;

/* An index in memory, and a reader that holds one of its commits, or NULL. */
typedef struct access_index {
    memory_os *files;
    suo_snapshot *held;
} access_index;

/* Roles that are asked for; the others are like them, and never are. */
extern const char *const ACCESS_SEEN[2];

/* The fields of corpus_schema, and two of when a document holds; with a second
 * phase of ranking or without. */
suo_schema *access_schema(bool reranks);

/* ---- writing ---- */

/* A random document with this key and times, without roles. */
void access_random(access_document *document, test_random *random,
                   const char *key, uint32_t words_max);
void access_put(suo_writer *writer, const access_document *document);

/* Add roles that nobody asks for, perhaps none. */
void access_hide_roles(corpus_document *document, test_random *random);

/* A new index and its writer, with a budget of memory in bytes. */
suo_writer *access_writer(access_index *index, const suo_schema *schema,
                          uint64_t memory_bytes, test_random *random);

/* Give an index a word of its own and rules: always the same. */
void access_add_words(suo_writer *writer);

/* Record what users say of documents of the index in 'folder', by keys, and
 * pin some of these to a question. */
extern const char ACCESS_PINNED[];
void access_say(const suo_os *os, const char *folder, test_random *random);

/* ---- reading ---- */

/* The reader goes to the newest commit, by refreshing what it holds. */
void access_follow(access_index *index);

/* Let go; nothing else may be open. */
void access_close(access_index *index);

/*
 * All that set 'roles' (0..3) of roles is told of what the reader holds, at
 * any time and at one, about 'named' (may be NULL) and about questions that
 * the seed makes.
 */
void access_ask(const access_index *index, uint32_t roles, uint64_t seed,
                const char *named, corpus_dump *dump);

/* Fail unless both are equal; says seed and roles. */
void access_assert_alike(const corpus_dump dumps[2], uint64_t seed,
                         uint32_t roles);

#endif
