/* SPDX-License-Identifier: Apache-2.0 */
/*
 * completion.h - the titles a view knows that go on from what was typed.
 */
#ifndef SUO_QUERY_COMPLETION_H
#define SUO_QUERY_COMPLETION_H

#include "index/view.h"

typedef struct suo_completion_request {
    uint32_t k;         /* 1..SUO_COMPLETIONS_MAX */
    uint32_t fields;    /* bit t: text field t has titles; not 0 */
    uint32_t use_field; /* an integer field; SUO_NO_FIELD */
} suo_completion_request;

/*
 * Complete a text in any view, as suo_view_complete of suo.h. Statuses:
 * SUO_CORRUPT, SUO_LIMIT, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status
suo_completions_make(const suo_view *view, const char *text, size_t len,
                     const suo_completion_request *request,
                     suo_completions **completions, suo_error *error);
void suo_completions_release(suo_completions *completions);

const suo_completion *suo_completions_get_items(
    const suo_completions *completions);
uint32_t suo_completions_get_count(const suo_completions *completions);

#endif
