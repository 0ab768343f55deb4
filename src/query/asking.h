/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asking.h - a question while it is analysed: what question.c and spans.c
 * share.
 */
#ifndef SUO_QUERY_ASKING_H
#define SUO_QUERY_ASKING_H

#include "query/question.h"
#include "query/wording.h"

/* A part of the question that is asked as one. */
typedef struct suo_question_span {
    suo_unit_span units;
    const suo_token *whole; /* a code; NULL: a phrase of the book, or a pair */
    uint32_t phrase;        /* of the first language's book; or SUO_NO_PHRASE */
    uint32_t term;          /* number of its term */
} suo_question_span;

/* A question being analysed. */
typedef struct suo_asking {
    suo_question *question;
    const suo_analysis *analysis;
    const suo_passage *passage;
    suo_wording wording;
    const char *text;
    size_t text_len;
    suo_question_span *spans; /* the longest first */
    size_t span_count;
    size_t span_cap;
    const suo_token *before; /* the word before, if it may have a neighbour */
    uint32_t before_term;    /* number of its term */
    suo_sequence row;        /* scratch */
    uint32_t start; /* bytes of the question that ask for the next term */
    uint32_t end;
} suo_asking;

/* Say which bytes ask for the next terms: those of a token, or of units. */
void suo_asking_at_token(suo_asking *a, const suo_token *token);
void suo_asking_at_units(suo_asking *a, suo_unit_span units);

/* A term to be asked, whose rows are added next. */
suo_asked_term suo_asking_begin(const suo_asking *a, suo_asked_kind kind,
                                uint32_t count, uint32_t cover);

/* Append a row; what is not its steps is set by the caller. Statuses of this
 * and of the others: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_asking_add_row(suo_asking *a, uint32_t fields,
                                           const suo_sequence *row,
                                           suo_asked_row **made);

/* Note that the bytes [start, end) of the passage ask for a term that hits may
 * need, if that is wanted. */
SUO_MUST_USE suo_status suo_asking_note(suo_asking *a, uint32_t term,
                                        uint32_t start, uint32_t end);

/* A row of one word: the term of a token. */
SUO_MUST_USE suo_status suo_asking_add_term_row(suo_asking *a, uint32_t fields,
                                                const suo_token *token,
                                                suo_asked_row **made);

/* The rows of a part of the question, in all languages. */
SUO_MUST_USE suo_status suo_asking_add_span_rows(suo_asking *a,
                                                 suo_unit_span units);

/* The rows of a phrase of the book, in all languages. */
SUO_MUST_USE suo_status suo_asking_add_book_rows(suo_asking *a,
                                                 uint32_t phrase);

/*
 * Ask for the term 'made', whose rows are the last ones, or count it if it is
 * asked already. Returns its number; SUO_NO_TERM when there are too many, or
 * memory ran out: '*status' tells.
 */
uint32_t suo_asking_add_term(suo_asking *a, suo_asked_term made,
                             suo_status *status);

/* Of a corrected question: was a pair asked for by the one that was typed? */
bool suo_asking_is_repeated(const suo_asking *a, uint32_t first,
                            uint32_t second);

/* Of a corrected question: let what stands in the place of a typed word count
 * for it where hits need it. */
SUO_MUST_USE suo_status suo_asking_add_changes(suo_asking *a);

/* Ask for the quoted phrases. */
SUO_MUST_USE suo_status suo_asking_add_quotes(suo_asking *a);

/* Ask for the parts that are asked as one. */
SUO_MUST_USE suo_status suo_asking_add_phrases(suo_asking *a);

/* The term of the shortest of the first 'count' spans around some units;
 * SUO_NO_TERM. */
uint32_t suo_asking_cover(const suo_asking *a, size_t count, uint32_t start,
                          uint32_t end);

#endif
