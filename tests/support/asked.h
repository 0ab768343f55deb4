/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asked.h - what a question asks for, as one line to compare.
 *
 * Forms of words are shown apart, with the spaces of their terms, '-' before
 * what is taken away. Any other term is shown by its kind (w word, g gram, h
 * Han character alone, p phrase, s beginning of words, by terms, then by
 * forms); its rows with '|' between them, each the term that stands for it in
 * braces if a phrase has one, "n:" if its words are near each other in a
 * window of n units, and its steps, a '*' behind a Han character that may have
 * neighbours; and "=2" for the weight 2, "*n" when it counts n times, "<i"
 * when it is a part of term i, "~s" when its parts have the share s where it
 * is known, "+" when it is required, "!" when it is a stop word.
 */
#ifndef SUO_TESTS_ASKED_H
#define SUO_TESTS_ASKED_H

#include "query/question.h"

/* A question and what it borrows from. */
typedef struct asking {
    suo_question question;
    suo_analysis *analysis;
} asking;

/* Analyse a question to an index of corpus_schema that knows 'vocabulary'. */
asking asking_make(const suo_vocabulary *vocabulary, const char *text);
void asking_clear(asking *a);

/* The terms of such a question; borrowed until the next call. */
const char *asked_with(const suo_vocabulary *vocabulary, const char *text);

/* The forms of its words. */
const char *asked_forms_with(const suo_vocabulary *vocabulary,
                             const char *text);

#endif
