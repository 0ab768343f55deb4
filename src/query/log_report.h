/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_report.h - a query log told: the public suo_query_report.
 */
#ifndef SUO_QUERY_LOG_REPORT_H
#define SUO_QUERY_LOG_REPORT_H

#include "query/log_counts.h"

/* What to tell. */
typedef struct suo_report_request {
    uint32_t k;       /* questions of a list, above 0 */
    const char *role; /* NULL: all roles */
    size_t role_len;
    uint32_t since; /* the first day */
    uint32_t times_min;
} suo_report_request;

/* Statuses: SUO_NO_MEMORY. Nothing of 'state' is kept. */
SUO_MUST_USE suo_status suo_report_make(const suo_log_state *state,
                                        const suo_report_request *request,
                                        suo_query_report **report,
                                        suo_error *error);
void suo_report_release(suo_query_report *report);

const suo_report_summary *suo_report_get_summary(
    const suo_query_report *report);
const suo_report_question *suo_report_get_questions(
    const suo_query_report *report, int32_t list, uint64_t *count);
const suo_report_counts *suo_report_get_days(const suo_query_report *report,
                                             uint64_t *count);
const suo_report_counts *suo_report_get_roles(const suo_query_report *report,
                                              uint64_t *count);

#endif
