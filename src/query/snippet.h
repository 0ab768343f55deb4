/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snippet.h - the part of a text that shows best why it matched.
 */
#ifndef SUO_QUERY_SNIPPET_H
#define SUO_QUERY_SNIPPET_H

#include "query/marks.h"

/* Bytes of a text that are looked at. */
enum { SUO_SNIPPET_BYTES_MAX = 4 << 20 };

/* A chosen window; 'marks' are relative to it, in 'arena'. */
typedef struct suo_window {
    size_t start; /* bytes of the text */
    size_t end;
    suo_range *marks; /* ascending, apart */
    size_t mark_count;
    double score; /* what the words in it are worth; 0: none matched */
} suo_window;

/*
 * Choose at most 'length_max' code points of 'text'. 'weights' are by term of
 * the question that 'marks' were made of, 'term_count' in all. Statuses:
 * SUO_NO_MEMORY, SUO_STATE.
 */
SUO_MUST_USE suo_status suo_snippet_choose(
    const suo_marks *marks, const double *weights, size_t term_count,
    suo_tokenizer *tokenizer, suo_slice text, uint32_t length_max,
    suo_arena *arena, suo_window *window, suo_error *error);

#endif
