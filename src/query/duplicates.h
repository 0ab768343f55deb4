/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duplicates.h - documents of a view that say nearly the same; the public
 * suo_duplicates.
 */
#ifndef SUO_QUERY_DUPLICATES_H
#define SUO_QUERY_DUPLICATES_H

#include "query/analysis.h"
#include "query/candidates.h"

/* Find the 'k' most alike pairs that are at least so alike. Statuses as
 * suo_view_duplicates of suo.h. */
SUO_MUST_USE suo_status suo_duplicates_make(const suo_view *view, uint32_t k,
                                            double least,
                                            suo_duplicates **duplicates,
                                            suo_error *error);
void suo_duplicates_release(suo_duplicates *duplicates);

const suo_duplicate *suo_duplicates_get_items(const suo_duplicates *duplicates);
uint32_t suo_duplicates_get_count(const suo_duplicates *duplicates);

#endif
