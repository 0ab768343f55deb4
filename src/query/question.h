/* SPDX-License-Identifier: Apache-2.0 */
/*
 * question.h - what a question asks for: its terms.
 */
#ifndef SUO_QUERY_QUESTION_H
#define SUO_QUERY_QUESTION_H

#include "base/bytes.h"
#include "base/memory.h"
#include "index/schema.h"
#include "text/tokenizer.h"

enum {
    SUO_QUESTION_BYTES_MAX = 1 << 20,
    SUO_QUESTION_TERMS_MAX = 1024 /* distinct ones; further are not asked */
};

/* How a term of the question is looked up. */
typedef enum suo_asked_kind {
    SUO_ASKED_WORD,  /* one dictionary term */
    SUO_ASKED_WHOLE, /* a code; its parts stand in where it is unknown */
    SUO_ASKED_GRAM,  /* one dictionary term of the gram lane */
    SUO_ASKED_CHAR   /* a Han character alone: all grams it begins */
} suo_asked_kind;

enum { SUO_NO_CODE = UINT32_MAX };

/* One distinct term. */
typedef struct suo_asked_term {
    suo_asked_kind kind;
    bool is_stop;    /* a function word: asked only if there is no other */
    uint32_t count;  /* times it is asked; a code, once for each of its words */
    uint32_t code;   /* number of the code it is a part of; SUO_NO_CODE */
    double share;    /* what it weighs where that code is known */
    suo_slice bytes; /* as in the dictionary, first byte 'w' or 'g' */
} suo_asked_term;

/* Start with {0}. */
typedef struct suo_question {
    suo_asked_term *terms; /* words and codes first, then grams */
    size_t count;
    size_t cap;
    suo_arena arena;
} suo_question;

/*
 * Analyse a question as the documents of 'schema' are. Statuses: SUO_LIMIT,
 * SUO_NO_MEMORY, SUO_STATE.
 */
SUO_MUST_USE suo_status suo_question_analyse(suo_question *question,
                                             const suo_schema *schema,
                                             const char *text, size_t len,
                                             suo_error *error);
void suo_question_clear(suo_question *question);

/* The term a token would ask for; NULL if the question does not. */
const suo_asked_term *suo_question_find(const suo_question *question,
                                        const suo_token *token);

#endif
