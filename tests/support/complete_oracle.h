/* SPDX-License-Identifier: Apache-2.0 */
/*
 * complete_oracle.h - completion without an index: every document, every place
 * in every title, every way to read what was typed, one after the other.
 */
#ifndef SUO_TESTS_COMPLETE_ORACLE_H
#define SUO_TESTS_COMPLETE_ORACLE_H

#include "support/corpus.h"

enum { ORACLE_TITLES_MAX = 4096 };

/* A value of a document that a view sees. */
typedef struct oracle_title {
    const char *key;
    const char *text;
    size_t len;
    double weight; /* of its field */
    uint32_t field;
    uint32_t value; /* number of the value */
    int64_t use;
    uint64_t sequence; /* of the put, ascending */
} oracle_title;

/*
 * What suo_view_complete must give for these titles: the numbers of the best
 * 'k', with their scores and matches. Returns how many.
 */
typedef struct oracle_completion {
    const oracle_title *title;
    double score;
    suo_range match;
} oracle_completion;

uint32_t oracle_complete(const oracle_title *titles, uint32_t title_count,
                         const char *typed, size_t typed_len, uint32_t k,
                         oracle_completion *best);

#endif
