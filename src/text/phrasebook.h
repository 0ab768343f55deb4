/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phrasebook.h - many phrases, found in a stream of tokens as they pass.
 *
 * Holds an index's own words and the phrases of its synonym rules. A phrase
 * is found by its row of terms (sequence.h): in any way it may be written,
 * however the text around it was cut, and where phrases overlap each of them.
 */
#ifndef SUO_TEXT_PHRASEBOOK_H
#define SUO_TEXT_PHRASEBOOK_H

#include "text/sequence.h"

enum { SUO_NO_PHRASE = UINT32_MAX };

/* A phrase of the book. */
typedef struct suo_book_phrase {
    suo_sequence row;
    suo_slice text;     /* as it was given; empty for a row */
    suo_slice term;     /* its canonical form, behind its space */
    double weight;      /* of a word of the user; 0: it is none */
    uint64_t since;     /* first generation that has the word */
    uint32_t *synonyms; /* numbers of the phrases that also answer it */
    size_t synonym_count;
    size_t synonym_cap;
} suo_book_phrase;

/* Start with {0}. Once filled it is immutable: any thread may read it. */
typedef struct suo_phrasebook {
    suo_book_phrase *phrases;
    size_t count;
    size_t cap;
    struct suo_book_edge *edges; /* hash table: the trie of the rows */
    size_t edge_count;
    size_t edge_places; /* a power of two, or 0 */
    uint32_t *ends;     /* by node: number of the phrase that ends there */
    size_t node_count;
    size_t node_cap;
    suo_buffer scratch;
    suo_arena arena;
} suo_phrasebook;

void suo_phrasebook_clear(suo_phrasebook *book);

/*
 * The number of the phrase 'text', added if it is new; 'tokenizer' cuts it.
 * After SUO_NO_MEMORY the book can only be cleared.
 * Statuses: SUO_INVALID (nothing to search for in it), SUO_LIMIT (longer than
 * SUO_PHRASE_UNITS_MAX), SUO_NO_MEMORY, SUO_STATE.
 */
SUO_MUST_USE suo_status suo_phrasebook_add(suo_phrasebook *book,
                                           suo_tokenizer *tokenizer,
                                           const char *text, size_t len,
                                           uint32_t *number, suo_error *error);

/*
 * Make phrase 'number' a word of the user; 'since' is the first generation
 * that has it. Of two that are cut alike, the larger weight and the earlier
 * generation count.
 */
void suo_phrasebook_weigh(suo_phrasebook *book, uint32_t number, double weight,
                          uint64_t since);

/* Add a phrase and weigh it. Statuses: as suo_phrasebook_add. */
SUO_MUST_USE suo_status suo_phrasebook_add_word(suo_phrasebook *book,
                                                suo_tokenizer *tokenizer,
                                                suo_slice text, double weight,
                                                uint64_t since,
                                                suo_error *error);

/*
 * Add a phrase by its row of terms, whose steps' bytes must outlive the book; 'row'
 * is taken, also on failure. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_phrasebook_add_row(suo_phrasebook *book,
                                               suo_sequence *row,
                                               uint32_t *number);

/* A place where a phrase of the book stands in the tokens. */
typedef struct suo_book_match {
    uint32_t phrase;
    uint32_t start; /* bytes of the text */
    uint32_t end;
    uint32_t unit;
} suo_book_match;

/* A phrase that has been found up to a point. */
typedef struct suo_book_path {
    uint32_t node;
    uint32_t unit; /* of its last step */
    uint32_t first_unit;
    uint32_t start;
} suo_book_path;

/* One pass over the tokens of a text. Start with {0}; memory is kept. */
typedef struct suo_book_reader {
    const suo_phrasebook *book;
    const char *text;
    size_t text_len;
    suo_book_path *paths;
    size_t path_count;
    size_t path_cap;
    suo_book_match *matches; /* that the last token completed */
    size_t match_count;
    size_t match_cap;
} suo_book_reader;

void suo_book_reader_clear(suo_book_reader *reader);

/* Begin a text. */
void suo_book_reader_start(suo_book_reader *reader, const suo_phrasebook *book,
                           const char *text, size_t text_len);

/*
 * Take the next token; 'matches' then holds what it completes, the longest
 * first. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_book_reader_take(suo_book_reader *reader,
                                             const suo_token *token);

#endif
