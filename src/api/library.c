/* SPDX-License-Identifier: Apache-2.0 */
/*
 * library.c - the library about itself, languages, and tokenizers.
 *
 * A schema keeps languages by name and lies below the layer that knows them;
 * here both are in sight.
 */
#include "index/schema.h"
#include "query/analysis.h"
#include "text/languages.h"
#include "text/tokenizer.h"

const char *suo_version(void)
{
    return SUO_VERSION_TEXT;
}

const char *suo_status_name(suo_status status)
{
    static const char *const NAMES[] = {
        "SUO_OK",      "SUO_INVALID",   "SUO_NO_MEMORY", "SUO_IO",
        "SUO_FULL",    "SUO_CORRUPT",   "SUO_VERSION",   "SUO_NOT_FOUND",
        "SUO_EXISTS",  "SUO_BUSY",      "SUO_LIMIT",     "SUO_STATE",
        "SUO_TIMEOUT", "SUO_CANCELLED",
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

suo_status suo_tokenizer_new_for_field(const suo_schema *schema, uint32_t field,
                                       suo_tokenizer **tokenizer,
                                       suo_error *error)
{
    const char *language = suo_schema_field_language(schema, field);
    suo_analyzer analyzer = {suo_schema_cuts_by_icu(schema), language};
    *tokenizer = NULL;
    if (language == NULL)
        return suo_error_set(error, SUO_NOT_FOUND,
                             "no text field has number %u", field);
    return suo_tokenizer_make(&analyzer, tokenizer, error);
}

suo_status suo_snapshot_tokenizer_new(const suo_snapshot *snapshot,
                                      uint32_t field, suo_tokenizer **tokenizer,
                                      suo_error *error)
{
    const suo_analysis *analysis;
    *tokenizer = NULL;
    if (snapshot == NULL)
        return suo_error_set(error, SUO_INVALID, "no snapshot");
    suo_status status = suo_snapshot_check_owner(snapshot, error);
    if (status == SUO_OK)
        status = suo_analysis_get(snapshot, &analysis, error);
    if (status != SUO_OK)
        return status;
    const suo_schema *schema = snapshot->manifest.schema;
    if (suo_schema_field_kind(schema, field) != SUO_FIELD_TEXT)
        return suo_error_set(error, SUO_NOT_FOUND,
                             "no text field has number %u", field);
    const suo_analysis_language *language =
        &analysis->languages[suo_analysis_find(
            analysis, schema->fields[field].text_number)];
    status = suo_tokenizer_make(&language->analyzer, tokenizer, error);
    if (status == SUO_OK && language->book.count > 0)
        suo_tokenizer_set_book(*tokenizer, &language->book);
    return status;
}

suo_status suo_schema_set_language(suo_schema *schema, uint32_t field,
                                   const char *language, int64_t language_len,
                                   suo_error *error)
{
    suo_language found;
    size_t len = suo_text_len(language, language_len);
    if (language == NULL || !suo_language_find(language, len, &found))
        return suo_error_set(error, SUO_INVALID, "no language is called '%.*s'",
                             (int)(len < 100 ? len : 100),
                             language != NULL ? language : "");
    return suo_schema_put_language(schema, field, found.name,
                                   strlen(found.name), error);
}
