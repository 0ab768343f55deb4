/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokens.h - what the tokenizer makes of a text, as one line to compare.
 *
 * Included after cmocka.h.
 */
#ifndef SUO_SUPPORT_TOKENS_H
#define SUO_SUPPORT_TOKENS_H

#include <stdio.h>

#include "text/tokenizer.h"

/* The tokens of 'text', grams left out: words by spaces, a whole in square
 * brackets, a stop word with a '!' before it. */
static inline const char *tokens_in(const char *language, const char *text)
{
    static char out[4096];
    const suo_analyzer analyzer = {.language = language};
    suo_tokenizer *tokenizer;
    const suo_token *tokens;
    uint64_t count;
    size_t len = 0;
    assert_int_equal(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    assert_int_equal(suo_tokenizer_start(tokenizer, text, -1, NULL), SUO_OK);
    do {
        assert_int_equal(suo_tokenizer_next(tokenizer, &tokens, &count, NULL),
                         SUO_OK);
        for (uint64_t i = 0; i < count; i++) {
            const suo_token *t = tokens + i;
            bool is_whole = t->kind == SUO_TOKEN_WHOLE;
            if (t->kind == SUO_TOKEN_GRAM)
                continue;
            len += (size_t)snprintf(out + len, sizeof(out) - len,
                                    "%s%s%s%.*s%s", len > 0 ? " " : "",
                                    t->flags & SUO_TOKEN_STOP ? "!" : "",
                                    is_whole ? "[" : "", (int)t->term_len,
                                    t->term, is_whole ? "]" : "");
            assert_true(len < sizeof(out));
        }
    } while (count > 0);
    suo_tokenizer_free(tokenizer);
    out[len] = '\0';
    return out;
}

/* The same with the analyzer's defaults. */
static inline const char *tokens_of(const char *text)
{
    return tokens_in(NULL, text);
}

#endif
