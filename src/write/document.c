/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document.c - collect a document's key, audience and values.
 *
 * Everything is copied into one arena, so that clearing is cheap and a bulk
 * load settles on a few blocks of memory.
 */
#include "write/document.h"

suo_status suo_document_new(const suo_schema *schema, suo_document **document,
                            suo_error *error)
{
    *document = suo_alloc_zero(1, sizeof(**document));
    if (*document == NULL)
        return suo_error_no_memory(error);
    (*document)->field_count = schema->field_count;
    for (uint32_t i = 0; i < schema->field_count; i++)
        (*document)->kinds[i] = schema->fields[i].kind;
    return SUO_OK;
}

void suo_document_free(suo_document *document)
{
    if (document == NULL)
        return;
    suo_arena_clear(&document->arena);
    suo_dealloc(document->values);
    suo_dealloc(document);
}

void suo_document_clear(suo_document *document)
{
    suo_arena_reset(&document->arena);
    document->key = (suo_slice){0};
    document->role_count = 0;
    document->value_count = 0;
    document->text_bytes = 0;
}

static suo_status document_copy(suo_document *document, const char *bytes,
                                size_t len, suo_slice *copy, suo_error *error)
{
    char *owned = suo_arena_copy(&document->arena, bytes, len);
    if (owned == NULL)
        return suo_error_no_memory(error);
    *copy = (suo_slice){(const uint8_t *)owned, len};
    return SUO_OK;
}

suo_status suo_document_set_key(suo_document *document, const char *key,
                                int64_t key_len, suo_error *error)
{
    size_t len = suo_text_len(key, key_len);
    if (key == NULL || len == 0)
        return suo_error_set(error, SUO_INVALID, "a key must not be empty");
    if (len > SUO_KEY_MAX)
        return suo_error_set(error, SUO_LIMIT, "a key has at most %d bytes",
                             SUO_KEY_MAX);
    return document_copy(document, key, len, &document->key, error);
}

suo_status suo_document_add_role(suo_document *document, const char *role,
                                 int64_t role_len, suo_error *error)
{
    size_t len = suo_text_len(role, role_len);
    if (role == NULL || len == 0)
        return suo_error_set(error, SUO_INVALID, "a role must not be empty");
    if (len > SUO_NAME_MAX || document->role_count == SUO_ROLES_MAX)
        return suo_error_set(
            error, SUO_LIMIT,
            "an audience has at most %d roles of %d bytes each", SUO_ROLES_MAX,
            SUO_NAME_MAX);
    suo_slice *slot = &document->roles[document->role_count];
    suo_status status = document_copy(document, role, len, slot, error);
    document->role_count += status == SUO_OK;
    return status;
}

static suo_status document_add_value(suo_document *document, suo_value value,
                                     suo_error *error)
{
    suo_status status = suo_grow(&document->values, &document->value_cap,
                                 document->value_count + 1, sizeof(suo_value));
    if (status != SUO_OK)
        return suo_error_no_memory(error);
    document->values[document->value_count++] = value;
    return SUO_OK;
}

suo_status suo_document_add_text(suo_document *document, uint32_t field,
                                 const char *text, int64_t text_len,
                                 suo_error *error)
{
    size_t len = suo_text_len(text, text_len);
    suo_field_kind kind =
        field < document->field_count ? document->kinds[field] : 0;
    if (kind != SUO_FIELD_TEXT && kind != SUO_FIELD_KEYWORD &&
        kind != SUO_FIELD_STORED)
        return suo_error_set(error, SUO_INVALID,
                             "field number %u does not hold text", field);
    if (text == NULL && len > 0)
        return suo_error_set(error, SUO_INVALID, "the text is missing");
    if (kind == SUO_FIELD_KEYWORD && len > SUO_KEYWORD_MAX)
        return suo_error_set(error, SUO_LIMIT, "a keyword has at most %d bytes",
                             SUO_KEYWORD_MAX);
    if (len > SUO_TEXT_MAX - document->text_bytes)
        return suo_error_set(error, SUO_LIMIT,
                             "a document has at most %d bytes of text",
                             SUO_TEXT_MAX);
    suo_value value = {.field = field};
    suo_status status = document_copy(document, text, len, &value.text, error);
    if (status == SUO_OK)
        status = document_add_value(document, value, error);
    if (status == SUO_OK)
        document->text_bytes += len;
    return status;
}

suo_status suo_document_set_integer(suo_document *document, uint32_t field,
                                    int64_t integer, suo_error *error)
{
    suo_field_kind kind =
        field < document->field_count ? document->kinds[field] : 0;
    if (kind != SUO_FIELD_INTEGER && kind != SUO_FIELD_TIME)
        return suo_error_set(error, SUO_INVALID,
                             "field number %u does not hold a number", field);
    for (size_t i = 0; i < document->value_count; i++)
        if (document->values[i].field == field) {
            document->values[i].integer = integer;
            return SUO_OK;
        }
    return document_add_value(
        document, (suo_value){.field = field, .integer = integer}, error);
}
