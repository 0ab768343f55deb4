/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wording.h - a question as tokens, for each language of the index, the
 * phrases in it that stand in quotes, and the beginnings of words (abc*).
 *
 * Languages differ in the stems of words alone: token number i is the same
 * word in all of them.
 */
#ifndef SUO_QUERY_WORDING_H
#define SUO_QUERY_WORDING_H

#include "query/analysis.h"
#include "query/watch.h"

enum {
    SUO_WORDING_BYTES_MAX = 1 << 17 /* further ones are not looked at */
};

/* Units [start, end) of the question. */
typedef struct suo_unit_span {
    uint32_t start;
    uint32_t end;
} suo_unit_span;

/* A phrase in quotes, or "..."~slack: its words are near each other. */
typedef struct suo_quote {
    suo_unit_span units;
    bool is_near;
    uint32_t slack; /* units that may stand between them */
} suo_quote;

/* Start with {0}; terms of tokens are in the arena it was made with. */
typedef struct suo_wording {
    uint32_t language_count;
    suo_token *tokens[SUO_TEXT_FIELDS_MAX]; /* by language: 'count' of words
                                               and grams, then the prefixes */
    size_t count;
    uint32_t prefix_count; /* tokens that are only the beginning of a word;
                              what they are joined from is left out */
    uint32_t unit_count;
    uint32_t *first; /* by unit, and one more: its first token, but WHOLE */
    uint8_t *stops;  /* by unit: does it lie in a stop word? */
    suo_quote quotes[SUO_QUESTION_QUOTES_MAX];
    uint32_t quote_count;
    bool is_all_quoted; /* nothing stands outside of the quotes */
    suo_watch *watch;   /* borrowed while it is made; NULL: nothing ends it */
} suo_wording;

void suo_wording_clear(suo_wording *wording);

/*
 * Cut 'text'. When it has stop words only, none is marked. Statuses:
 * SUO_NO_MEMORY, SUO_STATE; those of the watch.
 */
SUO_MUST_USE suo_status suo_wording_make(suo_wording *wording,
                                         const suo_analysis *analysis,
                                         suo_arena *arena, const char *text,
                                         size_t len, suo_error *error);

/*
 * The row of the units of 'span', in one language. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_wording_row(const suo_wording *wording,
                                        uint32_t language, suo_unit_span span,
                                        suo_arena *arena, suo_sequence *row);

/*
 * The words of a quote, in its order: what the text was cut into, but what is
 * joined is one. Returns how many there are; '*is_cut': there are more.
 */
uint32_t suo_wording_quoted_words(const suo_wording *wording,
                                  suo_unit_span quote,
                                  suo_unit_span words[SUO_NEAR_WORDS_MAX],
                                  bool *is_cut);

/* Do all units of the token lie in stop words? */
bool suo_wording_is_stop(const suo_wording *wording, const suo_token *token);

#endif
