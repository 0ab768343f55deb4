/* SPDX-License-Identifier: Apache-2.0 */
/*
 * telling.h - how much of a question's information each hit has, and what of
 * it each lacks.
 */
#ifndef SUO_QUERY_TELLING_H
#define SUO_QUERY_TELLING_H

#include "query/plan.h"
#include "query/topk.h"

/* Start with {0}. */
typedef struct suo_telling {
    uint32_t term_count; /* terms that tell, in the order of the question */
    uint32_t *terms;     /* of the question */
    bool has_corrected;  /* the plan asks for a corrected question, too */
    uint32_t words;      /* of 64 bits, for each hit */
    uint64_t *met;       /* by hit: a bit for each of 'terms' that it has, and
                            of such a plan one if it has anything as typed */
    double *shares;      /* by hit: 0..1 */
} suo_telling;

void suo_telling_clear(suo_telling *telling);

/* Tell of the hits of a plan that was carried out, whose scratch is used.
 * Statuses: SUO_CORRUPT, SUO_NO_MEMORY; those of the watch. */
SUO_MUST_USE suo_status suo_telling_make(suo_telling *telling, suo_plan *plan,
                                         const suo_topk *best,
                                         suo_error *error);

/* Has a hit number 'number' of the telling's terms? */
static inline bool suo_telling_has(const suo_telling *telling, uint32_t hit,
                                   uint32_t number)
{
    const uint64_t *own = telling->met + (size_t)hit * telling->words;
    return own[number / 64] >> (number % 64) & 1;
}

/* The tier of a hit: a suo_tier. */
suo_tier suo_telling_tier(const suo_telling *telling, uint32_t hit);

#endif
