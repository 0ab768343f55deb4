/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gist.h - the terms of a text that tell most about it, as a question.
 *
 * Texts are added one by one, then the question is made of the best terms:
 * what a document says often, and few others of the view at all.
 */
#ifndef SUO_QUERY_GIST_H
#define SUO_QUERY_GIST_H

#include "query/search.h"

enum {
    SUO_GIST_BYTES_MAX = 8192, /* of all texts together that are read */
    SUO_GIST_WORDS_MAX = 64,   /* looked up: those that are said most */
    SUO_GIST_TERMS_MAX = 20,   /* asked for: those that tell most */
    SUO_GIST_TITLE = 3         /* what one word of a title counts */
};

/* A distinct term of the texts. */
typedef struct suo_gist_word {
    suo_slice term;  /* as the dictionary has it */
    uint32_t fields; /* text fields it is looked for in */
    suo_asked_kind kind;
    uint32_t unit_count;
    uint32_t number; /* from 0, in the order of the texts */
    uint32_t freq;
    bool is_han;
} suo_gist_word;

/* Start with {.analysis}; clear with suo_gist_clear. */
typedef struct suo_gist {
    const suo_analysis *analysis;
    suo_gist_word *words;
    size_t count;
    size_t cap;
    uint32_t *places; /* by hash of the term: number of the word and one */
    size_t bytes;     /* that were read */
    suo_arena arena;
} suo_gist;

void suo_gist_clear(suo_gist *gist);

/*
 * Read a text in a language of the analysis, as far as there is room. Each
 * word in it counts 'weight' times. Han is the same in all languages: it is
 * left out unless 'reads_han'. Statuses: SUO_NO_MEMORY, SUO_STATE.
 */
SUO_MUST_USE suo_status suo_gist_read(suo_gist *gist, uint32_t language,
                                      suo_slice text, uint32_t weight,
                                      bool reads_han, suo_error *error);

/*
 * Make the question, which is empty and borrows nothing: terms that at least
 * 'docs_min' documents of the view have. Statuses: SUO_CORRUPT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_gist_ask(suo_gist *gist, const suo_view *view,
                                     uint32_t fields, uint64_t docs_min,
                                     suo_question *question, suo_error *error);

#endif
