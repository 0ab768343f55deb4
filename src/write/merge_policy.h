/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_policy.h - which segments to merge next.
 */
#ifndef SUO_WRITE_MERGE_POLICY_H
#define SUO_WRITE_MERGE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "write/merge_order.h"

/* A segment as the policy sees it. */
typedef struct suo_merge_candidate {
    uint64_t bytes; /* of its file */
    uint32_t doc_count;
    uint32_t dead_count;
    bool is_busy; /* it is being merged already */
} suo_merge_candidate;

/* Bytes that the living documents of a segment take, about. */
uint64_t suo_merge_live_bytes(const suo_merge_candidate *segment);

/*
 * Choose what to merge: numbers of segments, ascending, into
 * chosen[SUO_MERGE_SOURCES_MAX]; returns how many, 0: nothing is due. A pure
 * function: the same list gives the same choice.
 */
uint32_t suo_merge_choose(const suo_merge_candidate *segments, uint32_t count,
                          uint32_t *chosen);

#endif
