/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pins.h - answers that are pinned to questions: they come first.
 */
#ifndef SUO_QUERY_PINS_H
#define SUO_QUERY_PINS_H

#include "query/analysis.h"
#include "query/search.h"

/*
 * The documents that are pinned to a question, in their order: those that the
 * view sees and that pass the filters; none where the request takes no pins.
 * Statuses: SUO_CORRUPT, SUO_VERSION, SUO_STATE, SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_pins_find(const suo_view *view,
                                      const suo_analysis *analysis,
                                      const char *text, size_t len,
                                      const suo_search_request *request,
                                      suo_pinned *pinned, suo_error *error);

#endif
