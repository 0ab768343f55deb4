/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asking_log.h - short ways to note searches, and reports as text.
 */
#ifndef SUO_TESTS_ASKING_LOG_H
#define SUO_TESTS_ASKING_LOG_H

#include "support/unit.h"

enum { LOG_DAY = 86400 };

/* Note it 'times' times, as a search with 'total' hits of 'answerability'. */
static inline void log_note(suo_query_log *log, const char *role,
                            const char *question, int64_t day, uint64_t total,
                            double answerability, int times)
{
    const suo_logged_search search = {.size = sizeof(search),
                                      .question = question,
                                      .question_len = -1,
                                      .role = role,
                                      .role_len = -1,
                                      .time = day * LOG_DAY + 3600,
                                      .total = total,
                                      .answerability = answerability,
                                      .latency_us = 100 + total};
    for (int i = 0; i < times; i++)
        assert_status(suo_query_log_note(log, &search, NULL), SUO_OK);
}

static inline suo_query_log *log_open(const char *path,
                                      const suo_query_log_options *options)
{
    suo_query_log *log;
    suo_error error = SUO_ERROR_EMPTY;
    if (suo_query_log_open(path, -1, options, &log, &error) != SUO_OK)
        fail_msg("%s", error.message);
    return log;
}

static inline suo_query_report *log_report(const char *path, const char *role,
                                           int64_t since)
{
    const suo_query_report_options options = {.size = sizeof(options),
                                              .k = SUO_REPORT_QUESTIONS_MAX,
                                              .role = role,
                                              .role_len = -1,
                                              .since = since * LOG_DAY};
    suo_query_report *report;
    suo_error error = SUO_ERROR_EMPTY;
    if (suo_query_report_open(path, -1, &options, &report, &error) != SUO_OK)
        fail_msg("%s", error.message);
    return report;
}

static inline void log_print_counts(FILE *out, const suo_report_counts *counts,
                                    uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        fprintf(out, "%lld-%lld '%.*s' %llu %llu %llu %llu %.9g\n",
                (long long)counts[i].start, (long long)counts[i].end,
                (int)counts[i].role_len,
                counts[i].role != NULL ? counts[i].role : "",
                (unsigned long long)counts[i].asked,
                (unsigned long long)counts[i].empty,
                (unsigned long long)counts[i].low,
                (unsigned long long)counts[i].measured,
                counts[i].answerability);
}

/* All that a report says, as text to free. */
static inline char *log_tell(const suo_query_report *report)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    suo_report_summary s = {.size = sizeof(s)};
    uint64_t count;
    assert_non_null(out);
    suo_query_report_get_summary(report, &s);
    fprintf(out, "%lld-%lld %lld %llu %llu %llu %llu %.9g %.9g\n",
            (long long)s.start, (long long)s.end, (long long)s.periods_start,
            (unsigned long long)s.asked, (unsigned long long)s.empty,
            (unsigned long long)s.low_count, (unsigned long long)s.measured,
            s.answerability, s.distinct);
    for (int i = 0; i < 20; i++)
        fprintf(out, "%llu ", (unsigned long long)s.answerabilities[i]);
    for (int i = 0; i < 24; i++)
        fprintf(out, "%llu ", (unsigned long long)s.latencies[i]);
    for (int list = 0; list < 3; list++) {
        const suo_report_question *q =
            suo_query_report_questions(report, list, &count);
        fprintf(out, "\nlist %d %llu\n", list,
                (unsigned long long)s.unlisted_most[list]);
        for (uint64_t i = 0; i < count; i++)
            fprintf(out, "%llu-%llu %.*s (%llu %llu %.9g %lld)\n",
                    (unsigned long long)q[i].least,
                    (unsigned long long)q[i].most, (int)q[i].text_len,
                    q[i].text, (unsigned long long)q[i].empty,
                    (unsigned long long)q[i].low, q[i].answerability,
                    (long long)q[i].last_day);
    }
    const suo_report_counts *counts = suo_query_report_days(report, &count);
    log_print_counts(out, counts, count);
    counts = suo_query_report_roles(report, &count);
    log_print_counts(out, counts, count);
    fclose(out);
    return text;
}

#endif
