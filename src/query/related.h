/* SPDX-License-Identifier: Apache-2.0 */
/*
 * related.h - documents about the same as one of the view, or as a text.
 */
#ifndef SUO_QUERY_RELATED_H
#define SUO_QUERY_RELATED_H

#include "query/hits.h"

/*
 * Search for what is like the view's document with the key, but for itself.
 * Statuses as suo_view_related of suo.h.
 */
SUO_MUST_USE suo_status suo_related_to_document(
    const suo_view *view, suo_slice key, const suo_search_request *request,
    suo_hits **hits, suo_error *error);

/* For what is like a text. Statuses as suo_view_related_text of suo.h. */
SUO_MUST_USE suo_status suo_related_to_text(const suo_view *view,
                                            suo_slice text,
                                            const suo_search_request *request,
                                            suo_hits **hits, suo_error *error);

#endif
