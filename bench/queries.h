/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queries.h - sets of queries: derived from a corpus, or read from a file.
 */
#ifndef BENCH_QUERIES_H
#define BENCH_QUERIES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "text.h"

typedef enum bench_kind {
    BENCH_OR,     /* any of the terms */
    BENCH_AND,    /* all of them */
    BENCH_PHRASE, /* one after the other */
    BENCH_PREFIX  /* terms that begin so */
} bench_kind;

enum {
    BENCH_TERMS_MAX = 8,
    BENCH_NO_FILTER = 100 /* filter_below: every document passes */
};

typedef struct bench_query {
    uint32_t class_number;
    bench_kind kind;
    uint32_t filter_below; /* documents with a filter value below pass */
    uint32_t term_count;
    uint32_t len; /* bytes of the terms, parted by spaces */
    uint64_t offset;
} bench_query;

/* Queries that are measured together. */
typedef struct bench_class {
    char name[40];
    bench_kind kind; /* of all its queries */
    uint32_t filter_below;
    uint32_t first; /* query; the others come behind it */
    uint32_t count; /* of queries */
} bench_class;

/* All zero is an empty set. */
typedef struct bench_query_set {
    cli_buffer bytes;
    bench_query *items;
    uint32_t count;
    uint32_t capacity;
    bench_class *classes;
    uint32_t class_count;
    uint32_t class_capacity;
    uint32_t current; /* class that queries are added to */
} bench_query_set;

/* Begin a class, or go on with the one that is just so; queries added belong
 * to it. */
void bench_queries_begin(bench_query_set *set, const char *name,
                         size_t name_len, bench_kind kind,
                         uint32_t filter_below);

/* Add a query; false if its class has it already. */
bool bench_queries_add(bench_query_set *set, const char *terms, size_t len,
                       uint32_t term_count);

/* Borrowed until a query is added. */
const char *bench_query_terms(const bench_query_set *set,
                              const bench_query *query);
void bench_queries_free(bench_query_set *set);

/* "OR", "AND", "PHRASE", "PREFIX". */
const char *bench_kind_name(bench_kind kind);

/* ---- files ---- */

/*
 * One query a line: "class<TAB>kind<TAB>filter_below<TAB>terms", as written by
 * bench_queries_write; "qid<TAB>text" or "text" (class "file", OR); or one
 * JSON object with a "query" and "tags" that name its kind, as of the search
 * benchmark game; its kinds that are none of ours are passed over, with a word.
 * Returns an exit code; what is wrong was said.
 */
int bench_queries_read(bench_query_set *set, const char *path);
void bench_queries_write(const bench_query_set *set, FILE *out);

#endif
