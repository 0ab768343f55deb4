/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snippet.h - the parts of a text that show best why it matched.
 */
#ifndef SUO_QUERY_SNIPPET_H
#define SUO_QUERY_SNIPPET_H

#include "query/matches.h"
#include "text/cuts.h"
#include "text/ruler.h"

/* Bytes of a text that are looked at. */
enum { SUO_SNIPPET_BYTES_MAX = 4 << 20 };

/* A part of a text. */
typedef struct suo_window {
    size_t start; /* bytes of the text */
    size_t end;
    uint64_t words;   /* what the different words in it are worth, on a scale */
    uint64_t matches; /* what all matches in it are; 0: there are none */
} suo_window;

/* What is looked for, and how it is to be cut. */
typedef struct suo_snippet_request {
    const double *weights; /* by term of the question: what it is worth */
    size_t term_count;
    uint32_t length_max;   /* code points of all windows together */
    uint32_t fragment_max; /* windows, 1..SUO_FRAGMENTS_MAX */
} suo_snippet_request;

/* Memory that texts share, one after the other. Start with {0}. */
typedef struct suo_snippet_scratch {
    suo_cuts cuts;
    suo_ruler ruler;
    struct suo_snippet_place *places; /* by match */
    size_t place_cap;
    struct suo_snippet_term *terms; /* by term of the question */
    size_t term_cap;
} suo_snippet_scratch;

void suo_snippet_scratch_clear(suo_snippet_scratch *scratch);

/*
 * Choose windows of a text of at most SUO_SNIPPET_BYTES_MAX bytes with these
 * matches. The first has the most words of the question, by weight; further
 * ones those that the windows before lack. Without a match it is the beginning
 * of the text. '*count' is at least 1. Takes time linear in text and matches.
 * Statuses: SUO_NO_MEMORY, SUO_STATE (ICU).
 */
SUO_MUST_USE suo_status suo_snippet_choose(
    suo_snippet_scratch *scratch, const suo_snippet_request *request,
    suo_slice text, const suo_matches *matches,
    suo_window windows[SUO_FRAGMENTS_MAX], uint32_t *count, suo_error *error);

#endif
