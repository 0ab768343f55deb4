/* SPDX-License-Identifier: Apache-2.0 */
/*
 * analysis.h - how an index's questions are analysed: its languages, its own
 * words and its synonyms, made ready.
 */
#ifndef SUO_QUERY_ANALYSIS_H
#define SUO_QUERY_ANALYSIS_H

#include "index/snapshot.h"
#include "query/pool.h"
#include "text/phrasebook.h"

/* One way to cut, and the text fields that are cut so. */
typedef struct suo_analysis_language {
    suo_analyzer analyzer;
    uint32_t fields;     /* bit t: text field t */
    suo_phrasebook book; /* words and synonyms, cut this way */
    uint32_t *numbers;   /* by phrase of the first language: its number here;
                            NULL for the first */
    suo_pool tokenizers;
} suo_analysis_language;

/* Immutable but for the pools. */
typedef struct suo_analysis {
    suo_attachment attachment; /* first: a snapshot keeps it */
    suo_pool scratches;        /* suo_attachment: memory of searches */
    bool wants_pairs;          /* neighbouring words of a question count */
    uint32_t language_count;   /* at least 1 */
    suo_analysis_language languages[SUO_TEXT_FIELDS_MAX];
} suo_analysis;

/*
 * Prepare the analysis for an index. 'vocabulary' may be NULL. Statuses:
 * SUO_NO_MEMORY, SUO_STATE; SUO_CORRUPT (the vocabulary holds what a writer
 * refuses).
 */
SUO_MUST_USE suo_status suo_analysis_make(const suo_schema *schema,
                                          const suo_vocabulary *vocabulary,
                                          suo_analysis **analysis,
                                          suo_error *error);
void suo_analysis_free(suo_analysis *analysis);

/*
 * Lend a tokenizer of a language, made if need be, and give it back. Any
 * thread. Statuses: SUO_VERSION, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status
suo_analysis_take_tokenizer(const suo_analysis *analysis, uint32_t language,
                            suo_tokenizer **tokenizer, suo_error *error);
void suo_analysis_give_tokenizer(const suo_analysis *analysis,
                                 uint32_t language, suo_tokenizer *tokenizer);

/* The number of the language that text field 'text_number' of the index is cut
 * in. */
uint32_t suo_analysis_find(const suo_analysis *analysis, uint32_t text_number);

/*
 * The analysis of a snapshot, made once and kept with it. Any thread.
 * Statuses: as suo_analysis_make.
 */
SUO_MUST_USE suo_status suo_analysis_get(const suo_snapshot *snapshot,
                                         const suo_analysis **analysis,
                                         suo_error *error);

#endif
