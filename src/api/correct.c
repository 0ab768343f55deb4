/* SPDX-License-Identifier: Apache-2.0 */
/*
 * correct.c - the calls of suo.h that say what a question was meant to ask.
 */
#include "api/fields.h"
#include "api/struct.h"
#include "query/correction.h"

suo_status suo_view_correct(const suo_view *view, const char *question,
                            int64_t question_len,
                            const suo_correct_options *options,
                            suo_correction **correction, suo_error *error)
{
    suo_correct_options own = {.size = sizeof(own)};
    size_t len = suo_text_len(question, question_len);
    uint32_t fields;
    suo_watch watch;
    *correction = NULL;
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    if (status != SUO_OK)
        return status;
    if (question == NULL && len > 0)
        return suo_error_set(error, SUO_INVALID, "the question is missing");
    if (len > SUO_QUESTION_MAX)
        return suo_error_set(error, SUO_LIMIT,
                             "a question has at most %d bytes",
                             SUO_QUESTION_MAX);
    status = suo_snapshot_check_owner(view->snapshot, error);
    if (status == SUO_OK)
        status = suo_text_fields_take(view->snapshot->manifest.schema,
                                      own.fields, &fields, error);
    if (status != SUO_OK)
        return status;
    suo_watch_begin(&watch, NULL, UINT64_MAX, NULL);
    return suo_correction_make(view, len > 0 ? question : "", len, fields,
                               &watch, correction, error);
}

void suo_correction_free(suo_correction *correction)
{
    suo_correction_release(correction);
}

const char *suo_correction_text(const suo_correction *correction,
                                uint64_t *text_len)
{
    suo_slice text = suo_correction_get_text(correction);
    *text_len = text.len;
    return (const char *)text.bytes;
}

const suo_change *suo_correction_changes(const suo_correction *correction)
{
    return suo_correction_get_changes(correction);
}

uint32_t suo_correction_count(const suo_correction *correction)
{
    return suo_correction_get_count(correction);
}
