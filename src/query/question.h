/* SPDX-License-Identifier: Apache-2.0 */
/*
 * question.h - what a question asks for: its terms.
 */
#ifndef SUO_QUERY_QUESTION_H
#define SUO_QUERY_QUESTION_H

#include "query/analysis.h"
#include "query/phrase.h"

enum {
    SUO_QUESTION_TERMS_MAX = 1024, /* distinct ones; further are not asked */
    SUO_PAIRS_MAX = 64, /* of neighbours; further are not looked for */
    SUO_NO_TERM = UINT32_MAX
};

/* How a term of the question is looked up. */
typedef enum suo_asked_kind {
    SUO_ASKED_WORD,   /* a dictionary term */
    SUO_ASKED_GRAM,   /* a dictionary term of the gram lane */
    SUO_ASKED_CHAR,   /* a Han character alone: all grams it begins */
    SUO_ASKED_PHRASE, /* any of several rows of terms, or of near words */
    SUO_ASKED_FORM,   /* a word written as in the question: beside the word */
    SUO_ASKED_PREFIX  /* all words that begin so: terms, forms ('x'), and the
                         word that the prefix itself is */
} suo_asked_kind;

/* One way in which a term of the question may stand in a document. */
typedef struct suo_asked_row {
    uint32_t fields;     /* text fields it may stand in: bit t */
    uint32_t first_step; /* its row of terms: suo_question.steps */
    uint32_t step_count;
    uint32_t unit_count;
    suo_slice bytes; /* the dictionary term. For a phrase: the term that stands
                        for the row, or none */
    uint64_t since;  /* first generation whose segments have that term */
    bool is_less;    /* of a form: taken away from the word */
    uint32_t window; /* of words that are near each other: suo_phrase; else 0 */
} suo_asked_row;

/* One distinct term. */
typedef struct suo_asked_term {
    suo_asked_kind kind;
    bool is_stop;     /* a function word: asked only if nothing else is found */
    bool is_required; /* a quoted phrase: hits must have it */
    bool is_quote;    /* a quoted phrase, required or not */
    bool is_han;      /* a word of Han characters */
    bool is_corrected; /* of the question as it was meant, not as typed */
    bool is_needed; /* SUO_MATCH_ALL: hits must have it, or what covers it, or
                       its proof */
    uint32_t count; /* times it is asked; a phrase, once for each word; 0:
                         not scored */
    uint32_t cover; /* number of the phrase it is a part of; SUO_NO_TERM */
    uint32_t proof; /* of a needed word of Han: number of the term that stands
                       wherever its characters do; SUO_NO_TERM */
    uint32_t form;  /* of a word: number of the term that asks for what is left
                      of it without its other forms; SUO_NO_TERM */
    double part_share; /* of a phrase: what its parts weigh where it is known */
    uint32_t word_count; /* of a phrase that is asked as one; else 1 */
    double weight;       /* beside a usual term */
    uint32_t first_row;  /* suo_question.rows */
    uint32_t row_count;
    uint32_t start; /* bytes of the question that ask for it first */
    uint32_t end;
    uint64_t hash; /* of what tells it from others */
} suo_asked_term;

/* Two words of the question that stand next to each other. */
typedef struct suo_asked_pair {
    uint32_t first; /* numbers of their terms */
    uint32_t second;
    uint32_t first_row; /* of both, one after the other: suo_question.rows */
    uint32_t row_count;
} suo_asked_pair;

/* Where a term that hits may need stands in the question. */
typedef struct suo_asked_place {
    uint32_t term;
    uint32_t start; /* bytes */
    uint32_t end;
} suo_asked_place;

/* The exact value of a keyword field. */
typedef struct suo_asked_keyword {
    uint32_t column; /* number of the field */
    suo_slice text;
} suo_asked_keyword;

/* A step of what hits must meet: sets of documents on a stack. */
typedef enum suo_gate_op {
    SUO_GATE_TERM,    /* push those that have a term */
    SUO_GATE_KEYWORD, /* push those that have a keyword */
    SUO_GATE_AND,     /* of the two on top */
    SUO_GATE_OR,
    SUO_GATE_NOT /* of the one on top */
} suo_gate_op;

typedef struct suo_gate_step {
    suo_gate_op op;
    uint32_t number; /* of the term or the keyword */
} suo_gate_step;

/* Start with {0}. */
typedef struct suo_question {
    suo_asked_term *terms; /* phrases first, the longest first; words;
                              prefixes; grams */
    size_t count;
    size_t cap;
    suo_asked_row *rows;
    size_t row_count;
    size_t row_cap;
    suo_phrase_step *steps;
    size_t step_count;
    size_t step_cap;
    suo_asked_pair *pairs; /* none where they add nothing */
    size_t pair_count;
    size_t pair_cap;
    bool is_cut;             /* it has more than is asked */
    suo_asked_place *places; /* of scored terms only where that is wanted */
    size_t place_count;
    size_t place_cap;
    suo_gate_step *gate; /* what hits must meet */
    size_t gate_count;   /* 0: nothing */
    size_t gate_cap;
    uint32_t gate_depth; /* most sets on the stack */
    suo_asked_keyword *keywords;
    size_t keyword_count;
    size_t keyword_cap;
    suo_arena arena;
    suo_watch *watch; /* borrowed while it is analysed; NULL: nothing ends it */
} suo_question;

/* The steps of a row. */
static inline suo_phrase suo_question_phrase(const suo_question *question,
                                             const suo_asked_row *row)
{
    return (suo_phrase){question->steps + row->first_step, row->step_count,
                        row->window};
}

/* A text that is asked, beside others or alone. */
typedef struct suo_passage {
    const char *text;
    size_t len;
    uint32_t fields; /* only there: bit t; UINT32_MAX: anywhere */
    uint32_t offset; /* byte of the question where it begins */
    bool is_silent;  /* it is looked up and not scored */
    bool is_phrase;  /* silent, and nothing but a quoted phrase */
    bool is_exact;   /* no word of it is a stop word, no quote required */
    bool notes_places;
    const suo_change *changes; /* of a corrected question: where it differs from
                                  the one asked already; NULL: it is none */
    uint32_t change_count;
} suo_passage;

/*
 * Analyse a question as the documents of an index are. 'analysis' must outlive
 * it: terms of its phrases are borrowed. Statuses: SUO_LIMIT, SUO_NO_MEMORY,
 * SUO_STATE; those of the watch.
 */
SUO_MUST_USE suo_status suo_question_analyse(suo_question *question,
                                             const suo_analysis *analysis,
                                             const char *text, size_t len,
                                             suo_error *error);
void suo_question_clear(suo_question *question);

/*
 * Analyse one more passage. '*is_word' (may be NULL) tells whether all of it is
 * one word, or joined or known as one. Statuses: SUO_NO_MEMORY, SUO_STATE.
 */
SUO_MUST_USE suo_status suo_question_add_passage(suo_question *question,
                                                 const suo_analysis *analysis,
                                                 const suo_passage *passage,
                                                 bool *is_word,
                                                 suo_error *error);

/* Ask for what a question was meant to ask, too: after it was read. Statuses:
 * as suo_question_add_passage. */
SUO_MUST_USE suo_status suo_question_add_correction(
    suo_question *question, const suo_analysis *analysis,
    const suo_correction *correction, suo_error *error);

/* How a question is to be read. */
typedef struct suo_question_manner {
    suo_syntax syntax;
    bool all;          /* what stands side by side is all needed */
    bool notes_places; /* of the terms that are scored */
} suo_question_manner;

/*
 * Read a question's operators and analyse what they stand between. 'analysis'
 * as above. Statuses: SUO_LIMIT, SUO_INVALID (strict syntax), SUO_NO_MEMORY,
 * SUO_STATE.
 */
SUO_MUST_USE suo_status suo_question_read(suo_question *question,
                                          const suo_analysis *analysis,
                                          const suo_schema *schema,
                                          const suo_question_manner *manner,
                                          const char *text, size_t len,
                                          suo_error *error);

/*
 * Say which terms a document that has all of the question must have
 * (SUO_MATCH_ALL); terms that only prove are added behind the others.
 * Statuses: SUO_NO_MEMORY; those of the watch.
 */
SUO_MUST_USE suo_status suo_question_need_all(suo_question *question,
                                              suo_error *error);

/* What proves that a document has a word of Han is looked up as well: number
 * 'word' of the terms. Statuses: SUO_NO_MEMORY; those of the watch. */
SUO_MUST_USE suo_status suo_question_add_proof(suo_question *question,
                                               uint32_t word, suo_error *error);

#endif
