/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate.h - the documents of a segment that meet a question's expression.
 */
#ifndef SUO_QUERY_GATE_H
#define SUO_QUERY_GATE_H

#include "query/plan.h"

enum { SUO_GATE_DOCS = 1 << 12 }; /* of a window */

/* Memory is kept for the next question. Start with {0}. */
typedef struct suo_gate {
    suo_view_segment seen; /* the segment with what the gate lets through */
    uint8_t *visible;      /* by document: a bit; of 'seen' */
    size_t visible_cap;
    uint32_t *ranks; /* by keyword of the question, in the segment */
    size_t rank_cap;
    uint64_t *sets; /* the stack: [SUO_GATE_DOCS / 64] each */
    size_t set_cap;
    double *shares; /* by document of a window: information */
    size_t share_cap;
} suo_gate;

void suo_gate_clear(suo_gate *gate);

/*
 * From here on, let the walk see of its segment only documents that any of the
 * cursors 'scored' has, that pass the question's gate and have as much of its
 * information as the plan's request wants. 'cursor_of' has the
 * cursor of each term of the question, or NULL. What it sees is borrowed from
 * the gate until that is run again. Statuses: SUO_CORRUPT, SUO_NO_MEMORY; those
 * of the watch.
 */
SUO_MUST_USE suo_status suo_gate_run(suo_gate *gate, const suo_plan *plan,
                                     suo_walk *walk, suo_cursor *const *scored,
                                     uint32_t scored_count,
                                     suo_cursor *const *cursor_of,
                                     suo_error *error);

#endif
