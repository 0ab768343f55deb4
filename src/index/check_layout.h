/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_layout.h - the rules of FORMAT.md on how the bytes of a segment lie:
 * what sections there are, where they begin, and what is zero.
 */
#ifndef SUO_INDEX_CHECK_LAYOUT_H
#define SUO_INDEX_CHECK_LAYOUT_H

#include "index/segment.h"

/* The segment has been opened with this schema. Statuses: SUO_CORRUPT. */
SUO_MUST_USE suo_status suo_check_layout(const suo_segment *segment,
                                         const suo_schema *schema,
                                         suo_error *error);

#endif
