/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.c - room for a batch of tokens.
 *
 * The first room is small enough to stay in the nearest caches, and large
 * enough that a call for each batch costs nothing.
 */
#include "text/batch.h"

#include "base/memory.h"

enum { BATCH_TOKENS = 512, BATCH_BYTES = 8 * 1024 };

void suo_batch_clear(suo_batch *batch)
{
    suo_dealloc(batch->tokens);
    suo_dealloc(batch->terms);
    *batch = (suo_batch){0};
}

suo_status suo_batch_reserve_slow(suo_batch *batch, size_t tokens, size_t bytes,
                                  bool *is_full, suo_error *error)
{
    *is_full = batch->count > 0;
    if (*is_full)
        return SUO_OK;
    batch->terms_len = 0;
    void *items = batch->tokens;
    if (tokens < BATCH_TOKENS)
        tokens = BATCH_TOKENS;
    if (suo_grow(&items, &batch->cap, tokens, sizeof(suo_token)) != SUO_OK)
        return suo_error_no_memory(error);
    batch->tokens = items;
    void *terms = batch->terms;
    if (bytes < BATCH_BYTES)
        bytes = BATCH_BYTES;
    if (suo_grow(&terms, &batch->terms_cap, bytes, 1) != SUO_OK)
        return suo_error_no_memory(error);
    batch->terms = terms;
    return SUO_OK;
}
