/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_tokenizer.c - any bytes are a text.
 *
 * Checks what tokenizer.h promises of any text: offsets inside it and in
 * order, words that tile the units, terms that are not empty.
 */
#include <stdlib.h>

#include "text/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The first byte chooses the analyzer. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char *const LANGUAGES[] = {NULL,      "none",    "german",
                                            "turkish", "russian", "serbian",
                                            "tamil",   "arabic"};
    suo_analyzer analyzer = {0};
    if (len > 0)
        analyzer = (suo_analyzer){bytes[0] & 1, LANGUAGES[bytes[0] >> 1 & 7]};
    suo_tokenizer *tokenizer;
    const char *text = (const char *)bytes + (len > 0);
    size_t text_len = len - (len > 0);
    uint32_t unit = 0;
    if (suo_tokenizer_make(&analyzer, &tokenizer, NULL) != SUO_OK)
        abort();
    if (suo_tokenizer_start(tokenizer, text, (int64_t)text_len, NULL) != SUO_OK)
        abort();
    for (;;) {
        const suo_token *tokens;
        uint64_t count;
        if (suo_tokenizer_next(tokenizer, &tokens, &count, NULL) != SUO_OK)
            abort();
        if (count == 0)
            break;
        for (uint64_t i = 0; i < count; i++) {
            const suo_token *token = &tokens[i];
            if (token->term_len == 0 || token->unit_count == 0 ||
                token->start >= token->end || token->end > text_len)
                abort();
            if (token->kind != SUO_TOKEN_WORD)
                continue;
            if (token->unit != unit)
                abort();
            unit = token->unit + token->unit_count;
        }
    }
    suo_tokenizer_free(tokenizer);
    return 0;
}
