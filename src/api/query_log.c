/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query_log.c - the calls of suo.h about what was asked.
 */
#include "query/query_log.h"

#include "api/path.h"
#include "api/struct.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "query/log_file.h"
#include "query/log_report.h"

enum {
    ROLES_DEFAULT = 8,
    TIMES_DEFAULT = 3,
    PERIOD_DEFAULT = 7,
    QUESTIONS_DEFAULT = 20
};

static const uint64_t BYTES_DEFAULT = UINT64_C(1) << 20;
static const double LOW_DEFAULT = 0.4; /* below it, hand over */

/* ---- the log ---- */

/* The options as limits; where one is out of its range, so is what it becomes,
 * or it is told here. */
static suo_status options_limits(const suo_query_log_options *options,
                                 suo_log_limits *limits, suo_error *error)
{
    suo_query_log_options own = {.size = sizeof(own)};
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    if (status != SUO_OK)
        return status;
    if (!(own.low >= 0 && own.low <= 1))
        return suo_error_set(error, SUO_INVALID, "'low' is 0 to 1");
    double low = own.low > 0 ? own.low : LOW_DEFAULT;
    *limits = (suo_log_limits){
        .bytes_max = own.bytes_max > 0 ? own.bytes_max : BYTES_DEFAULT,
        .roles = own.roles > 0 ? own.roles : ROLES_DEFAULT,
        .times_min = own.times_min > 0 ? own.times_min : TIMES_DEFAULT,
        .period_days = own.period_days > 0 ? own.period_days : PERIOD_DEFAULT,
        .low = (uint32_t)(low * SUO_LOG_ANSWER_ONE + 0.5),
    };
    return SUO_OK;
}

suo_status suo_query_log_open(const char *path, int64_t path_len,
                              const suo_query_log_options *options,
                              suo_query_log **log, suo_error *error)
{
    char *copy = NULL;
    suo_log_limits limits;
    *log = NULL;
    suo_status status = options_limits(options, &limits, error);
    if (status == SUO_OK)
        status = suo_path_copy(path, path_len, &copy, error);
    if (status == SUO_OK)
        status = suo_query_log_make(suo_os_posix(), copy, &limits, log, error);
    suo_dealloc(copy);
    return status;
}

void suo_query_log_close(suo_query_log *log)
{
    suo_query_log_release(log);
}

suo_status suo_query_log_keep(suo_query_log *log, const char *word,
                              int64_t word_len, suo_error *error)
{
    uint32_t count;
    size_t len = suo_text_len(word, word_len);
    if (word == NULL || len > SUO_WORD_MAX)
        return suo_error_set(error, word == NULL ? SUO_INVALID : SUO_LIMIT,
                             "a word has 1 to %d bytes", SUO_WORD_MAX);
    suo_status status = suo_query_log_spare(log, word, len, &count, error);
    if (status == SUO_OK && count == 0)
        return suo_error_set(error, SUO_INVALID,
                             "it mixes no letters and digits");
    return status;
}

suo_status suo_query_log_note(suo_query_log *log,
                              const suo_logged_search *search, suo_error *error)
{
    suo_logged_search own = {.size = sizeof(own)};
    if (search == NULL)
        return suo_error_set(error, SUO_INVALID, "no search");
    suo_status status = suo_struct_take(&own, sizeof(own), search, error);
    if (status != SUO_OK)
        return status;
    return suo_query_log_count(log, &own, error);
}

suo_status suo_query_log_flush(suo_query_log *log, suo_error *error)
{
    return suo_query_log_write(log, error);
}

/* ---- the report ---- */

static suo_status options_request(const suo_query_report_options *options,
                                  suo_report_request *request, suo_error *error)
{
    suo_query_report_options own = {.size = sizeof(own)};
    suo_status status = suo_struct_take(&own, sizeof(own), options, error);
    if (status != SUO_OK)
        return status;
    if (own.k > SUO_REPORT_QUESTIONS_MAX)
        return suo_error_set(error, SUO_LIMIT, "at most %d questions of a list",
                             SUO_REPORT_QUESTIONS_MAX);
    int64_t since = own.since / SUO_LOG_DAY_SECONDS;
    if (own.since < 0 || since > SUO_LOG_DAY_MAX)
        return suo_error_set(error, SUO_INVALID,
                             "the time is not between 1970 and 9999");
    *request = (suo_report_request){
        .k = own.k > 0 ? own.k : QUESTIONS_DEFAULT,
        .role = own.role,
        .role_len = suo_text_len(own.role, own.role_len),
        .since = (uint32_t)since,
        .times_min = own.times_min,
    };
    return SUO_OK;
}

suo_status suo_query_report_open(const char *path, int64_t path_len,
                                 const suo_query_report_options *options,
                                 suo_query_report **report, suo_error *error)
{
    char *copy = NULL;
    suo_log_state state = {0};
    suo_report_request request;
    *report = NULL;
    suo_status status = options_request(options, &request, error);
    if (status == SUO_OK)
        status = suo_path_copy(path, path_len, &copy, error);
    if (status == SUO_OK)
        status = suo_log_read(&state, suo_os_posix(), copy, error);
    if (status == SUO_OK)
        status = suo_report_make(&state, &request, report, error);
    suo_log_clear(&state);
    suo_dealloc(copy);
    return status;
}

void suo_query_report_close(suo_query_report *report)
{
    suo_report_release(report);
}

void suo_query_report_get_summary(const suo_query_report *report,
                                  suo_report_summary *summary)
{
    uint32_t size = summary->size;
    if (size < sizeof(size))
        return;
    suo_struct_give(summary, size, suo_report_get_summary(report),
                    sizeof(*summary));
    summary->size = size;
}

const suo_report_question *suo_query_report_questions(
    const suo_query_report *report, int32_t list, uint64_t *count)
{
    return suo_report_get_questions(report, list, count);
}

const suo_report_counts *suo_query_report_days(const suo_query_report *report,
                                               uint64_t *count)
{
    return suo_report_get_days(report, count);
}

const suo_report_counts *suo_query_report_roles(const suo_query_report *report,
                                                uint64_t *count)
{
    return suo_report_get_roles(report, count);
}
