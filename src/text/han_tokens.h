/* SPDX-License-Identifier: Apache-2.0 */
/*
 * han_tokens.h - the tokens of the Han runs of a folded text: words, grams,
 * quantities and mixed words.
 */
#ifndef SUO_TEXT_HAN_TOKENS_H
#define SUO_TEXT_HAN_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "text/batch.h"
#include "text/fold.h"
#include "text/han.h"
#include "text/stop.h"
#include "text/words.h"

/* Start with the pointers set and zeros. */
typedef struct suo_han_tokens {
    suo_batch *batch;
    const suo_folded *folded;
    const suo_stop *stop;
    suo_words *words; /* cuts in place of the lexicon; NULL: does not */
    suo_han han;
    size_t run;  /* number of the next one */
    size_t at;   /* next character of the run that is being added */
    size_t left; /* characters of it that are left */
} suo_han_tokens;

void suo_han_tokens_clear(suo_han_tokens *tokens);

/* Forget the text. */
void suo_han_tokens_reset(suo_han_tokens *tokens);

/* Take and cut all runs of the folded text. Statuses: SUO_NO_MEMORY, SUO_STATE
 * (ICU failed). */
SUO_MUST_USE suo_status suo_han_tokens_read(suo_han_tokens *tokens,
                                            suo_error *error);

/* Begin with the next run if it starts at the folded character 'at': '*end' is
 * one past it. */
static inline bool suo_han_tokens_begin(suo_han_tokens *tokens, size_t at,
                                        size_t *end)
{
    const suo_han_run *run = tokens->han.runs + tokens->run;
    if (tokens->run == tokens->han.run_count ||
        tokens->han.places[run->from] != at)
        return false;
    tokens->run++;
    tokens->at = run->from;
    tokens->left = run->count;
    *end = run->end;
    return true;
}

/*
 * Add the next words of the run, and what starts at their characters. 'text'
 * is what was folded; '*unit', the unit of the next character, moves on.
 * '*is_full' as suo_batch_reserve says. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_han_tokens_add(suo_han_tokens *tokens,
                                           const char *text, uint32_t *unit,
                                           bool *is_full, suo_error *error);

#endif
