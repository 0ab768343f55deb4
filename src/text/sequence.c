/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sequence.c - from tokens to the row of terms that proves a phrase.
 */
#include "text/sequence.h"

#include "text/utf8.h"

enum { NO_PAIR = UINT32_MAX };

void suo_sequence_clear(suo_sequence *sequence)
{
    suo_dealloc(sequence->steps);
    *sequence = (suo_sequence){0};
}

void suo_sequence_begin(suo_sequence_maker *maker, suo_sequence *sequence,
                        suo_arena *arena)
{
    sequence->count = 0;
    sequence->unit_count = 0;
    sequence->word_count = 0;
    *maker = (suo_sequence_maker){sequence, arena, NO_PAIR, 0};
}

bool suo_token_copy_term(const suo_token *token, suo_arena *arena,
                         suo_slice *term)
{
    uint8_t *bytes = suo_arena_alloc(arena, (size_t)token->term_len + 1);
    if (bytes == NULL)
        return false;
    bytes[0] = suo_token_space(token->kind);
    memcpy(bytes + 1, token->term, token->term_len);
    *term = (suo_slice){bytes, (size_t)token->term_len + 1};
    return true;
}

static suo_status sequence_add(suo_sequence_maker *maker, suo_step_kind kind,
                               const suo_token *token)
{
    suo_sequence *sequence = maker->sequence;
    suo_slice term;
    if (!suo_token_copy_term(token, maker->arena, &term) ||
        suo_grow(&sequence->steps, &sequence->cap, sequence->count + 1,
                 sizeof(*sequence->steps)) != SUO_OK)
        return SUO_NO_MEMORY;
    if (sequence->count == 0)
        maker->first = token->unit;
    sequence->steps[sequence->count++] =
        (suo_step){kind, token->unit - maker->first, term};
    return SUO_OK;
}

suo_status suo_sequence_take(suo_sequence_maker *maker, const suo_token *token)
{
    suo_sequence *sequence = maker->sequence;
    bool is_word = token->kind == SUO_TOKEN_WORD;
    sequence->word_count += is_word;
    if (is_word && !(token->flags & SUO_TOKEN_HAN)) {
        suo_status status = sequence_add(maker, SUO_STEP_WORD, token);
        if (status != SUO_OK)
            return status;
    } else if (token->kind != SUO_TOKEN_GRAM) {
        return SUO_OK;
    } else if (token->unit_count == 2) {
        suo_status status = sequence_add(maker, SUO_STEP_PAIR, token);
        if (status != SUO_OK)
            return status;
        maker->pair_end = token->unit + 1;
    } else if (maker->pair_end != token->unit) {
        suo_status status = sequence_add(maker, SUO_STEP_CHAR, token);
        if (status != SUO_OK)
            return status;
    }
    sequence->unit_count = token->unit + token->unit_count - maker->first;
    return SUO_OK;
}

suo_status suo_sequence_make(suo_sequence *sequence, suo_arena *arena,
                             suo_tokenizer *tokenizer, const char *text,
                             size_t len, suo_error *error)
{
    suo_sequence_maker maker;
    suo_sequence_begin(&maker, sequence, arena);
    suo_status status =
        suo_tokenizer_start(tokenizer, text, (int64_t)len, error);
    while (status == SUO_OK) {
        const suo_token *tokens;
        uint64_t count;
        status = suo_tokenizer_next(tokenizer, &tokens, &count, error);
        if (status != SUO_OK || count == 0)
            break;
        for (uint64_t i = 0; i < count; i++)
            if (suo_sequence_take(&maker, &tokens[i]) != SUO_OK)
                return suo_error_no_memory(error);
    }
    return status;
}

bool suo_sequence_write(const suo_sequence *sequence, suo_buffer *canon)
{
    uint32_t pair_end = NO_PAIR;
    for (size_t i = 0; i < sequence->count; i++) {
        const suo_step *step = &sequence->steps[i];
        size_t from = 1;
        if (step->kind == SUO_STEP_PAIR && step->unit == pair_end)
            from +=
                suo_utf8_first_len(step->bytes.bytes + 1, step->bytes.len - 1);
        else if (i > 0)
            suo_buffer_add_u8(canon, ' ');
        suo_buffer_add(canon, step->bytes.bytes + from, step->bytes.len - from);
        if (step->kind == SUO_STEP_PAIR)
            pair_end = step->unit + 1;
    }
    return !canon->failed;
}

suo_status suo_sequence_canon(suo_tokenizer *tokenizer, const char *text,
                              size_t len, suo_buffer *canon, suo_error *error)
{
    suo_sequence sequence = {0};
    suo_arena arena = {0};
    suo_status status =
        suo_sequence_make(&sequence, &arena, tokenizer, text, len, error);
    if (status == SUO_OK && sequence.count == 0)
        status = suo_error_set(error, SUO_INVALID,
                               "there is nothing to search for in '%.*s'",
                               (int)(len < 100 ? len : 100), text);
    if (status == SUO_OK && sequence.unit_count > SUO_PHRASE_UNITS_MAX)
        status = suo_error_set(error, SUO_LIMIT, "'%.*s' is too long",
                               (int)(len < 100 ? len : 100), text);
    if (status == SUO_OK && !suo_sequence_write(&sequence, canon))
        status = suo_error_no_memory(error);
    suo_sequence_clear(&sequence);
    suo_arena_clear(&arena);
    return status;
}
