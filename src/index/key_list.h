/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_list.h - keys of the documents of a view; the public suo_key_list.
 */
#ifndef SUO_INDEX_KEY_LIST_H
#define SUO_INDEX_KEY_LIST_H

#include "index/filter.h"
#include "index/view.h"

/*
 * List the keys of what passes filters that were taken. Statuses: SUO_CORRUPT,
 * SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_key_list_make(const suo_view *view,
                                          const suo_filter *taken,
                                          uint32_t filter_count,
                                          suo_key_list **list,
                                          suo_error *error);

#endif
