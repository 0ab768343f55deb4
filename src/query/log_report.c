/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_report.c - choose roles and days of a log, and add them up.
 */
#include "query/log_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "query/log_ranking.h"

enum { SPANS_MAX = SUO_LOG_DAYS + SUO_LOG_MONTHS + 1 }; /* of a role */

_Static_assert(sizeof(((suo_report_summary *)0)->answerabilities) ==
                   SUO_LOG_ANSWER_BINS * sizeof(uint64_t),
               "suo.h has a number for each bin");
_Static_assert(sizeof(((suo_report_summary *)0)->latencies) ==
                   SUO_LOG_LATENCY_BINS * sizeof(uint64_t),
               "suo.h has a number for each bin");

struct suo_query_report {
    suo_report_summary summary;
    suo_report_question *questions[SUO_LOG_LISTS];
    uint64_t question_counts[SUO_LOG_LISTS];
    suo_report_counts *days;
    uint64_t day_count;
    suo_report_counts *roles;
    uint64_t role_count;
    suo_arena texts;
};

/* What is being told. */
typedef struct report_making {
    const suo_log_state *state;
    const suo_report_request *request;
    const suo_log_role *roles[SUO_LOG_ROLES_MAX + 1];
    uint32_t role_count;
    suo_query_report *report;
} report_making;

void suo_report_release(suo_query_report *report)
{
    if (report == NULL)
        return;
    for (int i = 0; i < SUO_LOG_LISTS; i++)
        suo_dealloc(report->questions[i]);
    suo_dealloc(report->days);
    suo_dealloc(report->roles);
    suo_arena_clear(&report->texts);
    suo_dealloc(report);
}

static void making_choose_roles(report_making *making)
{
    const suo_log_state *state = making->state;
    const suo_report_request *request = making->request;
    if (request->role != NULL) {
        making->roles[0] =
            suo_log_find_role(state, request->role, request->role_len);
        making->role_count = making->roles[0] != NULL;
        return;
    }
    for (uint32_t i = 0; i < state->role_count; i++)
        making->roles[making->role_count++] = state->roles[i];
    if (state->others != NULL)
        making->roles[making->role_count++] = state->others;
}

/* ---- counts ---- */

/* Until counts_finish the mean is a sum. */
static void counts_add(suo_report_counts *counts, const suo_log_counts *more)
{
    counts->asked += more->asked;
    counts->empty += more->empty;
    counts->low += more->low;
    counts->measured += more->measured;
    counts->answerability += (double)more->answer_sum / SUO_LOG_ANSWER_ONE;
}

static void counts_finish(suo_report_counts *counts)
{
    counts->answerability =
        counts->measured == 0
            ? -1
            : counts->answerability / (double)counts->measured;
}

static void day_push(suo_query_report *report, uint32_t from, uint32_t to,
                     const suo_log_counts *counts)
{
    suo_report_counts *day = &report->days[report->day_count++];
    *day = (suo_report_counts){.start = (int64_t)from * SUO_LOG_DAY_SECONDS,
                               .end = (int64_t)to * SUO_LOG_DAY_SECONDS};
    counts_add(day, counts);
}

/* The days of a role from request.since on; what is before its months ends
 * where they begin. */
static void making_push_days(const report_making *making,
                             const suo_log_role *role)
{
    suo_query_report *report = making->report;
    uint32_t since = making->request->since;
    if (role->older.asked > 0 && role->month_count > 0 && since == 0)
        day_push(report, 0, suo_log_month_start(role->months[0].number),
                 &role->older);
    for (uint32_t i = 0; i < role->month_count; i++) {
        uint32_t month = role->months[i].number;
        if (suo_log_month_start(month) >= since)
            day_push(report, suo_log_month_start(month),
                     suo_log_month_start(month + 1), &role->months[i].counts);
    }
    for (uint32_t i = 0; i < role->day_count; i++)
        if (role->days[i].number >= since)
            day_push(report, role->days[i].number, role->days[i].number + 1,
                     &role->days[i].counts);
}

static int day_compare(const void *a, const void *b)
{
    const suo_report_counts *left = a;
    const suo_report_counts *right = b;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->end > right->end) - (left->end < right->end);
}

/* Add 'more', whose mean is a sum, too. */
static void counts_join(suo_report_counts *counts,
                        const suo_report_counts *more)
{
    counts->asked += more->asked;
    counts->empty += more->empty;
    counts->low += more->low;
    counts->measured += more->measured;
    counts->answerability += more->answerability;
}

/* Bring the days of all roles in order, those of the same time as one. */
static void report_join_days(suo_query_report *report)
{
    suo_report_counts *days = report->days;
    uint64_t kept = 0;
    if (report->day_count == 0)
        return;
    qsort(days, report->day_count, sizeof(*days), day_compare);
    for (uint64_t i = 1; i < report->day_count; i++) {
        if (day_compare(&days[kept], &days[i]) == 0)
            counts_join(&days[kept], &days[i]);
        else
            days[++kept] = days[i];
    }
    report->day_count = kept + 1;
}

static suo_status making_count(report_making *making, suo_error *error)
{
    suo_query_report *report = making->report;
    report->days = suo_alloc((size_t)making->role_count * SPANS_MAX,
                             sizeof(*report->days));
    report->roles = suo_alloc(making->role_count, sizeof(*report->roles));
    if (report->days == NULL || report->roles == NULL)
        return suo_error_no_memory(error);
    for (uint32_t i = 0; i < making->role_count; i++) {
        const suo_log_role *role = making->roles[i];
        suo_report_counts *own = &report->roles[report->role_count++];
        uint64_t first = report->day_count;
        *own = (suo_report_counts){0};
        making_push_days(making, role);
        for (uint64_t d = first; d < report->day_count; d++)
            counts_join(own, &report->days[d]);
        counts_finish(own);
        if (role == making->state->others)
            continue;
        own->role = suo_arena_copy(&report->texts, role->name, role->name_len);
        own->role_len = role->name_len;
        if (own->role == NULL)
            return suo_error_no_memory(error);
    }
    report_join_days(report);
    return SUO_OK;
}

/* ---- the summary ---- */

static void report_sum_days(suo_query_report *report)
{
    suo_report_summary *summary = &report->summary;
    suo_report_counts sum = {0};
    for (uint64_t i = 0; i < report->day_count; i++) {
        suo_report_counts *day = &report->days[i];
        counts_join(&sum, day);
        counts_finish(day);
        if (i == 0 || day->end > summary->end)
            summary->end = day->end;
    }
    counts_finish(&sum);
    summary->start = report->day_count > 0 ? report->days[0].start : 0;
    summary->asked = sum.asked;
    summary->empty = sum.empty;
    summary->low_count = sum.low;
    summary->measured = sum.measured;
    summary->answerability = sum.answerability;
}

static bool making_has_period(const report_making *making,
                              const suo_log_period *period)
{
    uint64_t days = making->state->limits.period_days;
    return (period->number + 1) * days > making->request->since;
}

static void summary_add_period(suo_report_summary *summary,
                               suo_distinct *distinct,
                               const suo_log_period *period)
{
    int64_t start =
        (int64_t)period->number * summary->period_days * SUO_LOG_DAY_SECONDS;
    if (summary->periods_start < 0 || start < summary->periods_start)
        summary->periods_start = start;
    for (int i = 0; i < SUO_LOG_ANSWER_BINS; i++)
        summary->answerabilities[i] += period->answers[i];
    for (int i = 0; i < SUO_LOG_LATENCY_BINS; i++)
        summary->latencies[i] += period->latencies[i];
    suo_distinct_merge(distinct, &period->distinct);
}

static suo_status making_rank(report_making *making, suo_error *error)
{
    suo_query_report *report = making->report;
    suo_status status = SUO_OK;
    for (int l = 0; l < SUO_LOG_LISTS && status == SUO_OK; l++) {
        suo_log_lists lists = {.count = 0};
        for (uint32_t r = 0; r < making->role_count; r++) {
            const suo_log_role *role = making->roles[r];
            for (uint32_t p = 0; p < role->period_count; p++)
                if (making_has_period(making, role->periods[p]))
                    lists.items[lists.count++] = &role->periods[p]->lists[l];
        }
        status = suo_log_rank(
            &lists, making->request->k, making->request->times_min,
            &report->texts, &report->questions[l], &report->question_counts[l],
            &report->summary.unlisted_most[l], error);
    }
    return status;
}

static void making_sum_up(report_making *making)
{
    const suo_log_limits *limits = &making->state->limits;
    suo_report_summary *summary = &making->report->summary;
    suo_distinct distinct = {{0}};
    summary->size = sizeof(*summary);
    summary->times_min = limits->times_min;
    summary->period_days = limits->period_days;
    summary->low = (double)limits->low / SUO_LOG_ANSWER_ONE;
    summary->periods_start = -1;
    for (uint32_t r = 0; r < making->role_count; r++) {
        const suo_log_role *role = making->roles[r];
        for (uint32_t p = 0; p < role->period_count; p++)
            if (making_has_period(making, role->periods[p]))
                summary_add_period(summary, &distinct, role->periods[p]);
    }
    if (summary->periods_start < 0)
        summary->periods_start = 0;
    summary->distinct = suo_distinct_estimate(&distinct);
    report_sum_days(making->report);
}

suo_status suo_report_make(const suo_log_state *state,
                           const suo_report_request *request,
                           suo_query_report **report, suo_error *error)
{
    suo_query_report *made = suo_alloc_zero(1, sizeof(*made));
    report_making making = {.state = state, .request = request, .report = made};
    *report = NULL;
    if (made == NULL)
        return suo_error_no_memory(error);
    making_choose_roles(&making);
    suo_status status = making_count(&making, error);
    if (status == SUO_OK)
        status = making_rank(&making, error);
    if (status != SUO_OK) {
        suo_report_release(made);
        return status;
    }
    making_sum_up(&making);
    *report = made;
    return SUO_OK;
}

/* ---- what there is ---- */

const suo_report_summary *suo_report_get_summary(const suo_query_report *report)
{
    return &report->summary;
}

const suo_report_question *suo_report_get_questions(
    const suo_query_report *report, int32_t list, uint64_t *count)
{
    bool is_there = list >= 0 && list < SUO_LOG_LISTS;
    *count = is_there ? report->question_counts[list] : 0;
    return is_there ? report->questions[list] : NULL;
}

const suo_report_counts *suo_report_get_days(const suo_query_report *report,
                                             uint64_t *count)
{
    *count = report->day_count;
    return report->days;
}

const suo_report_counts *suo_report_get_roles(const suo_query_report *report,
                                              uint64_t *count)
{
    *count = report->role_count;
    return report->roles;
}
