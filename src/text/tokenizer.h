/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokenizer.h - from text to tokens: the one door to the text layer.
 *
 * The tokens are the public suo_token (suo.h). What a token means, in the
 * order in which a text gives them:
 * - SUO_TOKEN_WORD: a word of the best path through Han text, or a word of
 *   other scripts, stemmed by its language. Units: characters for Han, one
 *   otherwise. Words tile the text: the next word's unit is the last one's
 *   unit + unit_count.
 * - SUO_TOKEN_WHOLE: right after the last of two or more words that are
 *   written joined (a code: 'V3-MONO', 'iPhone15Pro'), all of them with the
 *   separators left out; covers their units. With SUO_TOKEN_HAN: a number and
 *   its unit ('7天' for 七天), right after the first gram of them in the run;
 *   or a mixed word (mixed.h) right after the first gram, or the Latin words,
 *   behind its border.
 * - SUO_TOKEN_GRAM: two neighbouring Han characters, unit_count 2, at each
 *   unit of a run of Han; the last unit of the run has a gram of itself alone.
 * - SUO_TOKEN_USER: right after the token that completes it, a word of the
 *   book.
 */
#ifndef SUO_TEXT_TOKENIZER_H
#define SUO_TEXT_TOKENIZER_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/status.h"

/* The kind of a term that is the form of a word, not its stem: the tokenizer
 * gives none such, suo_token_form makes them. */
enum { SUO_TOKEN_FORM = SUO_TOKEN_USER + 1, SUO_FORM_BYTES_MAX = 64 };

/*
 * The spaces of terms: the first byte of a term in the dictionary. A word, a
 * gram, a word of the user and a form of the same characters are four terms.
 */
static inline uint8_t suo_token_space(uint32_t kind)
{
    return (uint8_t) "?wwgux"[kind];
}

/*
 * Write the form of a token of 'text' that is flagged SUO_TOKEN_STEMMED: its
 * bytes, small. Returns the length, at most SUO_FORM_BYTES_MAX; 0 if it has
 * none: it is longer, or not ASCII.
 */
size_t suo_token_form(const suo_token *token, const char *text, char *form);

/* How to cut; part of the schema. */
typedef struct suo_analyzer {
    bool han_by_icu;      /* Han by ICU's iterator, not by our lexicon */
    const char *language; /* as suo_language_find names it; NULL: English */
} suo_analyzer;

/*
 * A tokenizer; keeps nothing of 'analyzer'. Statuses: SUO_VERSION (this build
 * has no stemmer for the language), SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_tokenizer_make(const suo_analyzer *analyzer,
                                           suo_tokenizer **tokenizer,
                                           suo_error *error);

/*
 * Hash of everything that decides how text is cut and folded: our tables, the
 * rules' version, the versions of ICU, Unicode and utf8proc, the analyzer.
 * Equal fingerprints cut alike.
 */
uint64_t suo_analyzer_fingerprint(const suo_analyzer *analyzer);

/*
 * For tests: read texts in pieces of about 'bytes' (1 to 1 MiB) from the next
 * start on. The tokens are the same whatever it is.
 */
void suo_tokenizer_set_piece(suo_tokenizer *tokenizer, uint32_t bytes);

/* The rest is the public interface of suo.h, implemented here:
 * suo_tokenizer_free, _start, _next, _replaced. */

/*
 * Find the words of 'book' in the texts to come (SUO_TOKEN_USER); NULL: none.
 * The book must outlive the tokenizer, or be replaced by another.
 */
struct suo_phrasebook;
void suo_tokenizer_set_book(suo_tokenizer *tokenizer,
                            const struct suo_phrasebook *book);

#endif
