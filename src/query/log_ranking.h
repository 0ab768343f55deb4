/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_ranking.h - the questions of several lists as one ranking.
 */
#ifndef SUO_QUERY_LOG_RANKING_H
#define SUO_QUERY_LOG_RANKING_H

#include "base/memory.h"
#include "query/log_counts.h"

/* Lists of some roles and periods, borrowed. */
typedef struct suo_log_lists {
    const suo_log_list *items[(SUO_LOG_ROLES_MAX + 1) * SUO_LOG_PERIODS];
    uint32_t count;
} suo_log_lists;

/*
 * Add the lists up and take the 'k' questions asked most, of those asked
 * 'times_min' times at least whose text is known: into '*questions', to be
 * freed with suo_dealloc, their texts into 'texts'. '*unlisted_most': how often
 * a question that has no place came at most. Statuses: SUO_NO_MEMORY.
 */
SUO_MUST_USE suo_status suo_log_rank(const suo_log_lists *lists, uint32_t k,
                                     uint32_t times_min, suo_arena *texts,
                                     suo_report_question **questions,
                                     uint64_t *count, uint64_t *unlisted_most,
                                     suo_error *error);

#endif
