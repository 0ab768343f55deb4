/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duplicates.c - the calls of suo.h that look for near-duplicates.
 */
#include "api/struct.h"
#include "query/duplicates.h"

enum { PAIRS_DEFAULT = 1000 };

static const double LEAST_DEFAULT = 0.4;

suo_status suo_view_duplicates(const suo_view *view,
                               const suo_duplicates_options *options,
                               suo_duplicates **duplicates, suo_error *error)
{
    suo_duplicates_options own = {.size = sizeof(own)};
    *duplicates = NULL;
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    if (status != SUO_OK)
        return status;
    if (!(own.least >= 0 && own.least <= 1))
        return suo_error_set(error, SUO_INVALID, "a likeness is 0 to 1");
    if (own.k > SUO_DUPLICATES_MAX)
        return suo_error_set(error, SUO_LIMIT, "at most %d pairs",
                             SUO_DUPLICATES_MAX);
    status = suo_snapshot_check_owner(view->snapshot, error);
    if (status != SUO_OK)
        return status;
    return suo_duplicates_make(view, own.k > 0 ? own.k : PAIRS_DEFAULT,
                               own.least > 0 ? own.least : LEAST_DEFAULT,
                               duplicates, error);
}

void suo_duplicates_free(suo_duplicates *duplicates)
{
    suo_duplicates_release(duplicates);
}

const suo_duplicate *suo_duplicates_items(const suo_duplicates *duplicates)
{
    return suo_duplicates_get_items(duplicates);
}

uint32_t suo_duplicates_count(const suo_duplicates *duplicates)
{
    return suo_duplicates_get_count(duplicates);
}
