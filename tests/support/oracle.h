/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle.h - a search engine of plain arrays and loops, to compare Suo with.
 *
 * It shares nothing with Suo but the tokenizer: it keeps every document,
 * answers a question by looking at each one of them, and follows formulas
 * that are written down in oracle.c and oracle_question.c from scratch.
 */
#ifndef SUO_TESTS_ORACLE_H
#define SUO_TESTS_ORACLE_H

#include "support/corpus.h"

enum { ORACLE_FIELDS_MAX = 8, ORACLE_LANES = 2 };

/* What the schema says about ranking. */
typedef struct oracle_rules {
    double k1;
    double b;
    double gram_weight;
} oracle_rules;

/* A cut piece of text; 'term' is a number that stands for lane and bytes. */
typedef struct oracle_token {
    uint32_t term;
    uint32_t start; /* bytes */
    uint32_t end;
    uint32_t unit;
    uint32_t unit_count;
    uint16_t kind; /* suo_token_kind */
    uint16_t flags;
} oracle_token;

typedef struct oracle_tokens {
    oracle_token *items;
    uint32_t count;
    uint32_t cap;
} oracle_tokens;

/* How often a document has a term, by field. */
typedef struct oracle_posting {
    uint32_t term;
    uint32_t freqs[ORACLE_FIELDS_MAX];
} oracle_posting;

typedef struct oracle_document {
    char key[256];
    char roles[CORPUS_ROLES_MAX][64];
    uint32_t role_count;
    uint64_t sequence; /* number of its put */
    bool is_dead;
    uint32_t lengths[ORACLE_LANES][ORACLE_FIELDS_MAX];
    oracle_posting *postings; /* ascending by term */
    uint32_t posting_count;
} oracle_document;

typedef struct oracle {
    oracle_rules rules;
    uint32_t field_count;              /* of the schema */
    double weights[ORACLE_FIELDS_MAX]; /* by field; 0: not a text field */
    suo_tokenizer *tokenizer;
    struct {
        char *bytes; /* first 'w' or 'g' */
        uint32_t len;
    } * terms;
    uint32_t term_count;
    uint32_t term_cap;
    uint32_t *buckets; /* term number + 1 */
    uint32_t bucket_count;
    oracle_document *documents; /* in the order of their puts */
    uint32_t document_count;
    uint32_t document_cap;
    uint64_t put_count;
} oracle;

/* Who asks; no roles and not 'sees_all': sees nothing. */
typedef struct oracle_reader {
    const char *const *roles;
    uint32_t role_count;
    bool sees_all;
} oracle_reader;

typedef struct oracle_hit {
    const char *key; /* borrowed from the oracle */
    double score;
    uint64_t sequence;
} oracle_hit;

/* All documents that match, best first; the caller frees 'hits'. */
typedef struct oracle_answer {
    oracle_hit *hits;
    uint32_t count;
    uint64_t visible; /* documents the reader can see */
} oracle_answer;

/* An empty oracle for the schema (only looked at now). */
oracle *oracle_new(const suo_schema *schema, oracle_rules rules);
void oracle_free(oracle *o);

/* Insert or replace by key; returns whether it replaced one. */
bool oracle_put(oracle *o, const corpus_document *document);

/* Delete by key; returns whether there was one. */
bool oracle_delete(oracle *o, const char *key);

/* Ask; bit f of 'fields' is field f of the schema, 0: all text fields. */
oracle_answer oracle_ask(oracle *o, oracle_reader reader, uint64_t fields,
                         const char *question, size_t len);

/* ---- between oracle.c and oracle_question.c ---- */

/* The number of a term, new if need be; the lane is 'w' or 'g'. */
uint32_t oracle_term(oracle *o, char lane, const char *bytes, uint32_t len);

/* Cut a text; the tokens' memory is reused. */
void oracle_cut(oracle *o, const char *text, size_t len, oracle_tokens *tokens);

/* What a question asks for. */
typedef struct oracle_asked {
    uint32_t term;
    bool is_gram;
    bool is_start;   /* any gram that begins with this one counts */
    bool is_ignored; /* made of stop words, beside others */
    double count;    /* times asked */
    int64_t whole;   /* number of the joined form it is only a part of; -1 */
    double share;    /* what is left of it where that form is known */
} oracle_asked;

/* Decide what to ask, in the order in which scores are added up. The caller
 * frees the array. */
oracle_asked *oracle_analyse(oracle *o, const char *question, size_t len,
                             uint32_t *count);

#endif
