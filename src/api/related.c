/* SPDX-License-Identifier: Apache-2.0 */
/*
 * related.c - the calls of suo.h that look for related documents.
 */
#include "api/fields.h"
#include "api/struct.h"
#include "index/filter.h"
#include "query/related.h"

enum { RELATED_DEFAULT = 10 };

/* Check the options. 'filters' has room for SUO_FILTERS_MAX. */
static suo_status request_take(const suo_view *view,
                               const suo_related_options *options,
                               suo_filter *filters, suo_search_request *request,
                               suo_error *error)
{
    suo_related_options own = {.size = sizeof(own)};
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    if (status != SUO_OK)
        return status;
    const suo_schema *schema = view->snapshot->manifest.schema;
    *request = (suo_search_request){.k = own.k > 0 ? own.k : RELATED_DEFAULT,
                                    .total = SUO_TOTAL_NONE,
                                    .is_one_phase = true,
                                    .filters = filters,
                                    .filter_count = (uint32_t)own.filter_count};
    if (own.k > SUO_RELATED_MAX)
        return suo_error_set(error, SUO_LIMIT, "at most %d related documents",
                             SUO_RELATED_MAX);
    status = suo_snapshot_check_owner(view->snapshot, error);
    if (status == SUO_OK)
        status =
            suo_text_fields_take(schema, own.fields, &request->fields, error);
    if (status == SUO_OK)
        status = suo_filters_take(schema, own.filters, own.filter_count,
                                  filters, error);
    return status;
}

suo_status suo_view_related(const suo_view *view, const char *key,
                            int64_t key_len, const suo_related_options *options,
                            suo_hits **hits, suo_error *error)
{
    suo_filter filters[SUO_FILTERS_MAX];
    suo_search_request request;
    suo_slice own = {(const uint8_t *)key, suo_text_len(key, key_len)};
    *hits = NULL;
    if (key == NULL || own.len == 0)
        return suo_error_set(error, SUO_INVALID, "a key must not be empty");
    suo_status status = request_take(view, options, filters, &request, error);
    if (status == SUO_OK)
        status = suo_related_to_document(view, own, &request, hits, error);
    return status;
}

suo_status suo_view_related_text(const suo_view *view, const char *text,
                                 int64_t text_len,
                                 const suo_related_options *options,
                                 suo_hits **hits, suo_error *error)
{
    suo_filter filters[SUO_FILTERS_MAX];
    suo_search_request request;
    size_t len = suo_text_len(text, text_len);
    *hits = NULL;
    if (text == NULL && len > 0)
        return suo_error_set(error, SUO_INVALID, "the text is missing");
    suo_slice own = {(const uint8_t *)(len > 0 ? text : ""), len};
    suo_status status = request_take(view, options, filters, &request, error);
    if (status == SUO_OK)
        status = suo_related_to_text(view, own, &request, hits, error);
    return status;
}
