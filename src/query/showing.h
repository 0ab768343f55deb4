/* SPDX-License-Identifier: Apache-2.0 */
/*
 * showing.h - texts with the words of a question in them, made fit to show.
 */
#ifndef SUO_QUERY_SHOWING_H
#define SUO_QUERY_SHOWING_H

#include "query/analysis.h"
#include "query/html.h"
#include "query/snippet.h"

/* What was asked; borrowed. */
typedef struct suo_asked {
    const suo_snapshot *snapshot;
    const suo_question *question;
    const double
        *weights; /* by term: what a match is worth; 0: not looked for */
} suo_asked;

/* How to cut snippets; checked. */
typedef struct suo_showing_options {
    uint32_t length_max;   /* code points */
    uint32_t fragment_max; /* 1..SUO_FRAGMENTS_MAX */
    bool wants_html;
    suo_html_tags tags;
} suo_showing_options;

/* Memory, and what was made for the first text. Start with {0}. It serves one
 * question. */
typedef struct suo_showing {
    suo_tokenizer *tokenizers[SUO_TEXT_FIELDS_MAX]; /* one a language */
    suo_marks marks;
    bool has_marks;
    suo_matches matches;
    suo_snippet_scratch snippets;
    suo_buffer html;
    suo_arena arena; /* of what is shown */
} suo_showing;

void suo_showing_clear(suo_showing *showing);

/* As suo_hits_highlight_text of suo.h; 'tags' may be NULL. */
SUO_MUST_USE suo_status suo_showing_highlight(suo_showing *showing,
                                              const suo_asked *asked,
                                              uint32_t field, suo_slice text,
                                              const suo_html_tags *tags,
                                              suo_highlight *highlight,
                                              suo_error *error);

/* A snippet of several values, while these are tried. Set 'options'. */
typedef struct suo_cutting {
    const suo_showing_options *options;
    bool has_value;
    uint32_t value; /* the best one */
    suo_slice text;
    suo_window windows[SUO_FRAGMENTS_MAX];     /* of it, in order */
    const suo_range *marks[SUO_FRAGMENTS_MAX]; /* of each */
    uint64_t mark_counts[SUO_FRAGMENTS_MAX];
    uint32_t count;
    uint32_t best; /* number of the best window */
} suo_cutting;

/* Try value number 'value' of a field, which must stay, and then cut the best.
 * Statuses: as suo_hits_snippet of suo.h. */
SUO_MUST_USE suo_status suo_showing_try(suo_showing *showing,
                                        const suo_asked *asked, uint32_t field,
                                        suo_slice text, uint32_t value,
                                        suo_cutting *cutting, suo_error *error);
SUO_MUST_USE suo_status suo_showing_cut(suo_showing *showing,
                                        const suo_cutting *cutting,
                                        suo_snippet *snippet, suo_error *error);

#endif
