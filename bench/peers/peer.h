/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer.h - what the peers written in C and C++ share.
 *
 * A peer fills in a peer_engine and calls peer_main; README.md says what the
 * program then does. Errors end the process with a message: a peer is a
 * measuring program, and half an answer would be a wrong one.
 */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { PEER_TERMS_MAX = 64, PEER_TOP_MAX = 100 };

typedef enum peer_kind {
    PEER_OR,
    PEER_AND,
    PEER_PHRASE,
    PEER_PREFIX
} peer_kind;

typedef enum peer_collector {
    PEER_TOP_10,
    PEER_TOP_100,
    PEER_COUNT,
    PEER_TOP_10_COUNT
} peer_collector;

/* A line of corpus.tsv; 'text' is borrowed until the next one is read. */
typedef struct peer_document {
    uint32_t number;
    int32_t filter;
    char *text; /* tokens with single blanks between them */
    size_t text_len;
} peer_document;

/* A line of queries.tsv. */
typedef struct peer_query {
    char *class_name;
    peer_kind kind;
    int32_t filter_below; /* 100: no filter */
    uint32_t term_count;
    const char *terms[PEER_TERMS_MAX];
    char *text; /* what peer_engine.write made of it; NULL without */
} peer_query;

typedef struct peer_answer {
    uint64_t count; /* documents that match; only if the collector counts */
    uint32_t top_count;
    uint32_t top[PEER_TOP_MAX]; /* document numbers, best first */
} peer_answer;

typedef struct peer_engine {
    const char *name;
    const char *(*version)(void);
    /* Index corpus.tsv at 'path' into the new folder 'index'. */
    void (*build)(const char *path, const char *index, unsigned segments);
    /* Bytes of texts that the index keeps for showing; NULL: it keeps none. */
    uint64_t (*kept_bytes)(const char *index);
    /* Open it for searching. */
    void (*open)(const char *index);
    /* Why this engine cannot do that; NULL: it can. */
    const char *(*cannot)(const peer_query *query, peer_collector collector);
    /* The query in the engine's own language, malloc'ed; NULL: it has none.
     * Called before the clock starts. */
    char *(*write)(const peer_query *query);
    /* What is timed: from the terms, or the text of 'write', to numbers. */
    void (*search)(const peer_query *query, peer_collector collector,
                   peer_answer *answer);
    /* Index 'folder'/texts.tsv by an analysis of its own, ask all of
     * 'folder'/questions.tsv, tell the hits by peer_hit; NULL: cannot. */
    void (*judge)(const char *folder, const char *analysis);
} peer_engine;

int peer_main(int argc, char **argv, const peer_engine *engine);

/* End the process with a message, as printf would write it. */
#ifdef __GNUC__
__attribute__((noreturn, format(printf, 1, 2)))
#endif
void peer_die(const char *format, ...);

/* Lines of a corpus, one after the other. */
typedef struct peer_corpus peer_corpus;
peer_corpus *peer_corpus_open(const char *path);
int peer_corpus_next(peer_corpus *corpus, peer_document *document);
void peer_corpus_close(peer_corpus *corpus);
/* Number of documents at 'path'. */
uint32_t peer_corpus_count(const char *path);

/* Rows of two columns, 'key' TAB 'text', of a file; both are borrowed until
 * the next row. 0 at the end. */
typedef struct peer_rows peer_rows;
peer_rows *peer_rows_open(const char *folder, const char *name);
int peer_rows_next(peer_rows *rows, char **key, char **text);
void peer_rows_close(peer_rows *rows);

/* One line of a run in TREC's form. */
void peer_hit(const char *question, uint32_t number, uint32_t rank);

/* Hits that a collector wants: 10, 100 or 0. */
uint32_t peer_collector_k(peer_collector collector);

/* The terms with 'separator' between them, between 'before' and 'after'. */
char *peer_join(const peer_query *query, const char *before,
                const char *separator, const char *after);

/* 'folder'/'name', malloc'ed. */
char *peer_path(const char *folder, const char *name);

void *peer_alloc(size_t bytes);

#ifdef __cplusplus
}
#endif

#endif
