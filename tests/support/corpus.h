/* SPDX-License-Identifier: Apache-2.0 */
/*
 * corpus.h - what the tests of searching share: a folder of their own, a
 * schema with every kind of field, documents that are made up or read from
 * real content, and short ways to put them and to look at them.
 *
 * Any failure inside fails the cmocka test that called.
 */
#ifndef SUO_TESTS_CORPUS_H
#define SUO_TESTS_CORPUS_H

#include "support/random.h"
#include "support/unit.h"

/* Fields of corpus_schema, by their number. Text fields are not neighbours,
 * so that field and text field numbers differ. */
enum {
    CORPUS_TITLE = 0,
    CORPUS_BODY = 1,
    CORPUS_TAG = 2,   /* keyword */
    CORPUS_VOTES = 3, /* integer */
    CORPUS_NOTE = 4,  /* stored */
    CORPUS_EXTRA = 5, /* text */
    CORPUS_FIELDS = 6,
    CORPUS_ROLES_MAX = 8,
    CORPUS_VALUES_MAX = 12
};

/* ---- statuses ---- */

/* Fail unless the status is SUO_OK; says the error's message. */
void corpus_ok(suo_status status, const suo_error *error);

/* ---- random texts ---- */

/*
 * A text of 'count' words, codes, characters and noise of a small alphabet,
 * in memory the caller frees. '*len' may be 0.
 */
char *corpus_random_text(test_random *random, uint32_t count, size_t *len);

/* ---- documents ---- */

typedef struct corpus_value {
    uint32_t field; /* of corpus_schema */
    char *text;     /* owned; has a NUL behind it */
    size_t len;     /* bytes */
} corpus_value;

/* A document outside of Suo. Start with {0}. */
typedef struct corpus_document {
    char key[256];
    const char *roles[CORPUS_ROLES_MAX]; /* borrowed */
    uint32_t role_count;
    corpus_value values[CORPUS_VALUES_MAX];
    uint32_t value_count;
    int64_t votes;
} corpus_document;

/* Give it a value; the text is copied. */
void corpus_document_add(corpus_document *document, uint32_t field,
                         const char *text, size_t len);
void corpus_document_clear(corpus_document *document);

/* A random document with this key: texts, values, no roles. */
void corpus_document_random(corpus_document *document, test_random *random,
                            const char *key, uint32_t words_max);

/* ---- indexes ---- */

/* A new empty folder, to give back to corpus_folder_remove. */
char *corpus_folder_make(void);
void corpus_folder_remove(char *folder);

/* Files in the folder whose names begin with 'prefix'. */
uint32_t corpus_folder_count(const char *folder, const char *prefix);

/* The schema of the fields above; title weighs 2. */
suo_schema *corpus_schema(void);

/* Set an option of it, as "title_field". */
void corpus_schema_set(suo_schema *schema, const char *option, double value);

/* Let it have a second phase: titles, and neighbouring words. */
void corpus_schema_refine(suo_schema *schema);

/* Open for writing, with the budget of memory in bytes (0: the default). */
suo_writer *corpus_writer(const char *folder, const suo_schema *schema,
                          uint64_t memory_bytes);

/* Open for writing with corpus_schema and the default budget. */
suo_writer *corpus_writer_start(const char *folder);

/* Commit and close. */
void corpus_writer_finish(suo_writer *writer);

/* Give the library's empty document the key, roles and values of this. */
void corpus_document_fill(const corpus_document *document, suo_document *made);

/* Put the document; returns whether it replaced one. */
bool corpus_put(suo_writer *writer, const corpus_document *document);

/* Put a document by its texts; 'roles' are separated by commas; 'title' and
 * 'body' may be NULL. */
void corpus_put_text(suo_writer *writer, const char *key, const char *roles,
                     const char *title, const char *body);

/* A document as tests write it down; NULL and 0: it has none. */
typedef struct corpus_article {
    const char *key;
    const char *title;
    const char *body;
    const char *tag;
    int64_t votes;
} corpus_article;

/* Put a new document, which nobody may see but an all-view. */
void corpus_put_article(suo_writer *writer, const corpus_article *article);

void corpus_delete(suo_writer *writer, const char *key);

/* Delete documents whose keys are numbers below 'keys', so often: some are not
 * there. */
void corpus_delete_random(suo_writer *writer, test_random *random,
                          uint32_t keys, uint32_t times);
void corpus_commit(suo_writer *writer);

/* Put the document with this number, which is its key. */
typedef void corpus_putter(suo_writer *writer, test_random *random,
                           uint32_t number);

/*
 * A folder into which documents were put so many times, an eighth of them in
 * place of others; committed each 'commit_puts'.
 */
char *corpus_folder_random(const suo_schema *schema, corpus_putter *put,
                           test_random *random, uint32_t puts,
                           uint32_t commit_puts);

/* A folder of Chinese and English titles, each so many times with a number
 * behind it; roles "s" and "r" in turn. */
char *corpus_folder_of_titles(uint32_t times);

suo_snapshot *corpus_snapshot(const char *folder);

/* A view of the newest commit; 'roles' separated by commas, NULL: all. */
suo_view *corpus_view(const char *folder, const char *roles);

/* A view of all of the newest commit, or NULL: for those that want to know how
 * it fails. Any status of suo_snapshot_open and suo_view_open_all. */
suo_status corpus_view_open(const char *folder, suo_view **view);

/* Search; 'options' may be NULL. */
suo_hits *corpus_ask(const suo_view *view, const char *question,
                     const suo_search_options *options);

/* The same for the best 'k' hits. */
suo_hits *corpus_search(const suo_view *view, const char *question, uint32_t k);

/* The keys of all hits, best first, each followed by a blank, for comparing;
 * borrowed until the next call. */
const char *corpus_keys(const suo_view *view, const char *question);

/* The same documents in the same order, with the same scores, bit by bit. */
void corpus_same_hits(const suo_hits *a, const suo_hits *b);

/* ---- all that a view tells ---- */

/* Bytes being collected. Start with {0}; free 'bytes'. */
typedef struct corpus_dump {
    char *bytes;
    size_t len;
    size_t cap;
} corpus_dump;

/*
 * Append everything a view tells about a question: number of documents, total,
 * hits with their scores' bits, values, numbers, snippets and marks. Two views
 * answer alike if and only if their dumps are equal.
 */
void corpus_dump_add(corpus_dump *dump, const suo_view *view,
                     const char *question, size_t len, uint32_t k);

/* Append some bytes. */
void corpus_dump_bytes(corpus_dump *dump, const void *bytes, size_t len);

/* The same as corpus_dump_add, searched with options. */
void corpus_dump_search(corpus_dump *dump, const suo_view *view,
                        const char *question, size_t len,
                        const suo_search_options *options);
bool corpus_dump_equals(const corpus_dump *a, const corpus_dump *b);

/* ---- real content ---- */

/* The folder of real data (SUO_SHARED_DATA, else beside the project), or NULL.
 * Borrowed until the next call. */
const char *corpus_data(void);

/* The same for tests that need it: skips the test if there is none. */
const char *corpus_data_or_skip(void);

/* Read a file; NULL if it is not there. Freed by the caller. */
char *corpus_read_file(const char *path, size_t *len);

/*
 * Read at most 'max' documents of a JSON Lines file into the array: id, title
 * and body. Returns how many. 0: no such file.
 */
uint32_t corpus_read_json(const char *path, corpus_document *documents,
                          uint32_t max);

/* The texts of a file of "id<TAB>text" lines, at most 'max', each to free. */
uint32_t corpus_read_questions(const char *path, char **texts, uint32_t max);

#endif
