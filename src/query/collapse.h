/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collapse.h - search for the best hit of each value of a field.
 *
 * The answer is that of the same search without it, of all hits in order, less
 * every hit that has the value of one before it.
 */
#ifndef SUO_QUERY_COLLAPSE_H
#define SUO_QUERY_COLLAPSE_H

#include "query/search.h"

/* Are hits to be collapsed? Not where they are only counted. */
bool suo_collapse_is_asked(const suo_search_request *request);

/* Carry out the plan of the scratch: hits, sizes, total and facets into the
 * result. Statuses: SUO_CORRUPT, SUO_NO_MEMORY; those of the watch. */
SUO_MUST_USE suo_status suo_collapse_run(suo_search_scratch *scratch,
                                         suo_result *result, suo_error *error);

#endif
