/* SPDX-License-Identifier: Apache-2.0 */
/*
 * complete.c - the completing calls of suo.h.
 */
#include "api/struct.h"
#include "query/completion.h"

enum { COMPLETIONS_DEFAULT = 10 };

/* The text fields of the option 'titles'; 0 stands for the first one. */
static suo_status options_titles(const suo_schema *schema, uint64_t titles,
                                 uint32_t *fields, suo_error *error)
{
    *fields = 0;
    if (titles == 0 && schema->text_count > 0)
        titles = UINT64_C(1) << schema->text_fields[0];
    for (uint32_t t = 0; t < schema->text_count; t++) {
        uint64_t bit = UINT64_C(1) << schema->text_fields[t];
        if (titles & bit)
            *fields |= 1u << t;
        titles &= ~bit;
    }
    if (titles != 0 || *fields == 0)
        return suo_error_set(error, SUO_INVALID, "titles are in text fields");
    return SUO_OK;
}

/* The field of the option 'use', which has the bit of one integer field. */
static suo_status options_use(const suo_schema *schema, uint64_t use,
                              uint32_t *field, suo_error *error)
{
    *field = SUO_NO_FIELD;
    for (uint32_t f = 0; f < schema->field_count; f++)
        if (use == UINT64_C(1) << f &&
            schema->fields[f].kind == SUO_FIELD_INTEGER)
            *field = f;
    if (use != 0 && *field == SUO_NO_FIELD)
        return suo_error_set(error, SUO_INVALID,
                             "'use' is the bit of one integer field");
    return SUO_OK;
}

suo_status suo_view_complete(const suo_view *view, const char *text,
                             int64_t text_len,
                             const suo_complete_options *options,
                             suo_completions **completions, suo_error *error)
{
    suo_complete_options own = {.size = sizeof(own)};
    suo_completion_request request;
    *completions = NULL;
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    if (status != SUO_OK)
        return status;
    size_t len = suo_text_len(text, text_len);
    if (text == NULL && len > 0)
        return suo_error_set(error, SUO_INVALID, "the text is missing");
    if (own.k > SUO_COMPLETIONS_MAX)
        return suo_error_set(error, SUO_LIMIT, "at most %d completions",
                             SUO_COMPLETIONS_MAX);
    status = suo_snapshot_check_owner(view->snapshot, error);
    const suo_schema *schema = view->snapshot->manifest.schema;
    request.k = own.k > 0 ? own.k : COMPLETIONS_DEFAULT;
    if (status == SUO_OK)
        status = options_titles(schema, own.titles, &request.fields, error);
    if (status == SUO_OK)
        status = options_use(schema, own.use, &request.use_field, error);
    if (status != SUO_OK)
        return status;
    return suo_completions_make(view, len > 0 ? text : "", len, &request,
                                completions, error);
}

void suo_completions_free(suo_completions *completions)
{
    suo_completions_release(completions);
}

const suo_completion *suo_completions_items(const suo_completions *completions)
{
    return suo_completions_get_items(completions);
}

uint32_t suo_completions_count(const suo_completions *completions)
{
    return suo_completions_get_count(completions);
}
