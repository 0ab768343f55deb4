/* SPDX-License-Identifier: Apache-2.0 */
/*
 * marks.h - the terms of a question, found again in a text.
 */
#ifndef SUO_QUERY_MARKS_H
#define SUO_QUERY_MARKS_H

#include "query/near.h"
#include "query/question.h"
#include "query/wording.h"

/* A term that a phrase of the book stands for, or is a word of, and the next
 * such. */
typedef struct suo_mark_link {
    uint32_t term;
    uint32_t next; /* number of a link; SUO_NO_TERM */
    uint32_t
        near; /* of suo_marks.nears, if it is a word of that; SUO_NO_TERM */
    uint32_t word;
} suo_mark_link;

/* Words that are near each other, in one language. */
typedef struct suo_mark_near {
    uint32_t term;
    suo_near near;
} suo_mark_near;

/* Start with {0}. */
typedef struct suo_marks {
    suo_phrasebook book; /* all rows of the terms that count */
    uint32_t *heads;     /* by phrase: its first link */
    size_t head_count;
    size_t head_cap;
    suo_mark_link *links;
    size_t link_count;
    size_t link_cap;
    suo_mark_near *nears;
    size_t near_count;
    size_t near_cap;
    const suo_question *question;
    uint32_t
        prefixes[SUO_QUESTION_PREFIXES_MAX]; /* terms that ask for a prefix */
    uint32_t prefix_count;
} suo_marks;

/*
 * Take the terms whose weight, by term of the question, is above 0. The
 * question must outlive the marks. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_marks_make(suo_marks *marks,
                                       const suo_question *question,
                                       const double *weights);
void suo_marks_clear(suo_marks *marks);

/* Is a token of 'text' a word that prefix number 'number' of the marks asks
 * for? */
bool suo_marks_begin(const suo_marks *marks, uint32_t number,
                     const suo_token *token, const char *text);

#endif
