/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.h - why a document ranks where it does, or does not rank; the public
 * suo_explanation.
 */
#ifndef SUO_QUERY_EXPLAIN_H
#define SUO_QUERY_EXPLAIN_H

#include "query/hits.h"

/*
 * Search, and look at the document with the key. Statuses as suo_view_explain
 * of suo.h.
 */
SUO_MUST_USE suo_status suo_explanation_make(const suo_view *view,
                                             const char *text, size_t len,
                                             const suo_search_request *request,
                                             suo_slice key,
                                             suo_explanation **explanation,
                                             suo_error *error);
void suo_explanation_release(suo_explanation *explanation);

/* All of it; the parts are borrowed. */
suo_explained suo_explanation_show(const suo_explanation *explanation);

#endif
