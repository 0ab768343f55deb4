/* SPDX-License-Identifier: Apache-2.0 */
/*
 * library.c - the library about itself, and a tokenizer of its own.
 */
#include "index/schema.h"
#include "text/tokenizer.h"

const char *suo_version(void)
{
    return SUO_VERSION_TEXT;
}

const char *suo_status_name(suo_status status)
{
    static const char *const NAMES[] = {
        "SUO_OK",     "SUO_INVALID", "SUO_NO_MEMORY", "SUO_IO",
        "SUO_FULL",   "SUO_CORRUPT", "SUO_VERSION",   "SUO_NOT_FOUND",
        "SUO_EXISTS", "SUO_BUSY",    "SUO_LIMIT",     "SUO_STATE",
    };
    if (status < 0 || status >= (int)(sizeof(NAMES) / sizeof(*NAMES)))
        return "unknown";
    return NAMES[status];
}

suo_status suo_tokenizer_new(const suo_schema *schema,
                             suo_tokenizer **tokenizer, suo_error *error)
{
    suo_analyzer analyzer = {.han_by_icu = schema != NULL &&
                                           suo_schema_cuts_by_icu(schema)};
    *tokenizer = NULL;
    return suo_tokenizer_make(&analyzer, tokenizer, error);
}
