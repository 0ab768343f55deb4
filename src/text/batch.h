/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.h - the tokens of one call of suo_tokenizer_next, and their terms.
 *
 * The terms stand in one block of bytes that never moves while a batch holds
 * tokens: who adds asks first whether there is room, and ends the batch if
 * there is none. Room grows only while the batch is empty.
 */
#ifndef SUO_TEXT_BATCH_H
#define SUO_TEXT_BATCH_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

enum {
    SUO_TOKEN_TERM_MAX =
        255 /* bytes of a term; longer words lose their end, cut at
                          a whole character */
};

/* Start with {0}. */
typedef struct suo_batch {
    suo_token *tokens;
    size_t count;
    size_t cap;
    char *terms;
    size_t terms_len;
    size_t terms_cap;
} suo_batch;

void suo_batch_clear(suo_batch *batch);

/* As suo_batch_reserve when the room is not there yet. */
SUO_MUST_USE suo_status suo_batch_reserve_slow(suo_batch *batch, size_t tokens,
                                               size_t bytes, bool *is_full,
                                               suo_error *error);

/*
 * Ask for room for 'tokens' more tokens with 'bytes' of terms in all.
 * '*is_full' says that the batch must be taken first.
 * Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE static inline suo_status suo_batch_reserve(suo_batch *batch,
                                                        size_t tokens,
                                                        size_t bytes,
                                                        bool *is_full,
                                                        suo_error *error)
{
    *is_full = false;
    if (batch->cap - batch->count >= tokens &&
        batch->terms_cap - batch->terms_len >= bytes)
        return SUO_OK;
    return suo_batch_reserve_slow(batch, tokens, bytes, is_full, error);
}

/* Where the next term's bytes go. */
static inline char *suo_batch_room(suo_batch *batch)
{
    return batch->terms + batch->terms_len;
}

/* Take 'len' bytes that were written to suo_batch_room. */
static inline const char *suo_batch_take(suo_batch *batch, size_t len)
{
    const char *term = suo_batch_room(batch);
    batch->terms_len += len;
    assert(batch->terms_len <= batch->terms_cap);
    return term;
}

/* A new token at the end, to be filled in: all its members. */
static inline suo_token *suo_batch_add(suo_batch *batch)
{
    assert(batch->count < batch->cap);
    return batch->tokens + batch->count++;
}

#endif
