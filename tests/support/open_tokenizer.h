/* SPDX-License-Identifier: Apache-2.0 */
/*
 * open_tokenizer.h - a tokenizer with the analyzer's defaults.
 */
#ifndef SUO_TESTS_OPEN_TOKENIZER_H
#define SUO_TESTS_OPEN_TOKENIZER_H

#include "support/unit.h"
#include "text/tokenizer.h"

static inline suo_tokenizer *open_tokenizer(void)
{
    const suo_analyzer analyzer = {0};
    suo_tokenizer *tokenizer;
    assert_status(suo_tokenizer_make(&analyzer, &tokenizer, NULL), SUO_OK);
    return tokenizer;
}

#endif
