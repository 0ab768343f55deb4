/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sequence.h - a phrase as the row of terms that proves it.
 *
 * A text contains a phrase when these terms stand in it at these units:
 * words of other scripts than Han; pairs of Han characters, all that overlap
 * in a run; and, where a run of the phrase has one Han character alone, any
 * pair that begins with it. How the text was cut into words plays no part.
 */
#ifndef SUO_TEXT_SEQUENCE_H
#define SUO_TEXT_SEQUENCE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "text/tokenizer.h"

enum { SUO_PHRASE_UNITS_MAX = 255 }; /* units of a word or phrase */

typedef enum suo_step_kind {
    SUO_STEP_WORD, /* a word of another script than Han */
    SUO_STEP_PAIR, /* two Han characters */
    SUO_STEP_CHAR  /* one: whatever follows it */
} suo_step_kind;

/* One term of the row. */
typedef struct suo_step {
    suo_step_kind kind;
    uint32_t unit;   /* units behind the first of the row */
    suo_slice bytes; /* of the term, behind its space (suo_token_space) */
} suo_step;

/* Start with {0}; the bytes of the terms are in the arena it was made with. */
typedef struct suo_sequence {
    suo_step *steps;
    size_t count;
    size_t cap;
    uint32_t unit_count; /* units the phrase covers */
    uint32_t word_count; /* words the tokenizer cut it into */
} suo_sequence;

void suo_sequence_clear(suo_sequence *sequence);

/* Copy a token's term as the dictionary has it, behind its space. False if
 * memory ran out. */
bool suo_token_copy_term(const suo_token *token, suo_arena *arena,
                         suo_slice *term);

/* What a row of terms is made from: one pass over tokens. */
typedef struct suo_sequence_maker {
    suo_sequence *sequence;
    suo_arena *arena;
    uint32_t pair_end; /* unit at which the run of the last pair goes on */
    uint32_t first;    /* unit of the first step */
} suo_sequence_maker;

/* Begin an empty row; what 'sequence' held is forgotten. */
void suo_sequence_begin(suo_sequence_maker *maker, suo_sequence *sequence,
                        suo_arena *arena);

/* Take the next token of the phrase. Statuses: SUO_NO_MEMORY. */
SUO_MUST_USE suo_status suo_sequence_take(suo_sequence_maker *maker,
                                          const suo_token *token);

/*
 * The row of a text of its own. No step: there is nothing to search for.
 * Statuses: those of suo_tokenizer_start and suo_tokenizer_next.
 */
SUO_MUST_USE suo_status suo_sequence_make(suo_sequence *sequence,
                                          suo_arena *arena,
                                          suo_tokenizer *tokenizer,
                                          const char *text, size_t len,
                                          suo_error *error);

/*
 * Append the canonical form of a row: its words and runs of Han with a space
 * between them. False if memory ran out.
 */
bool suo_sequence_write(const suo_sequence *sequence, suo_buffer *canon);

/*
 * Append the canonical form of a word, the same for all ways to write it
 * ('V3-MONO', 'v3 mono'). Statuses: SUO_INVALID (there is nothing to search
 * for in it), SUO_LIMIT (longer than SUO_PHRASE_UNITS_MAX), SUO_NO_MEMORY,
 * SUO_STATE.
 */
SUO_MUST_USE suo_status suo_sequence_canon(suo_tokenizer *tokenizer,
                                           const char *text, size_t len,
                                           suo_buffer *canon, suo_error *error);

#endif
