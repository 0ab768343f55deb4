/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asked.c - `suo report`: what was asked, from a query log.
 */
#include "asked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "json_text.h"
#include "numbers.h"
#include "options.h"
#include "text.h"

enum { DAY_SECONDS = 86400, DATE_LEN = 10, DAYS_MAX = 1000000 };

typedef struct asked_options {
    int k;
    int days;
    int times;
    char *role;
    char *plots;
    int is_json;
} asked_options;

static const cli_usage USAGE = {
    "suo report", "[OPTION...] LOG",
    "tell what was asked, from a query log ('suo search --log')",
    "Prints the questions asked most, those without hits and those of low\n"
    "answerability, counts by day and by role, and how long searches took.\n"
    "Questions that have the same words are one, whatever their order; shown\n"
    "is one of them, in which numbers, addresses and codes are '***'. A\n"
    "question is shown once it was asked 3 times by one role in a week.\n"
    "Figures of questions may be ranges, '12-15': the log has a bounded "
    "size.\n\n"
    "--json prints {searches, empty, low, measured, answerability, distinct,\n"
    "start, end, questions_since, asked: [{question, least, most, empty, low,\n"
    "answerability, last}...], without_hits: [...], low_answerability: [...],\n"
    "unlisted_most: {LIST: n}, days: [{start, end, searches, empty, low,\n"
    "answerability}...], roles: [{role, ...}...], answerability_histogram,\n"
    "latency_histogram: [{from, to, searches}...]}. Days are of UTC, 'end' is\n"
    "one past the last; a role of null stands for those not told apart.\n"
    "Questions, distinct and histograms go by weeks, from questions_since.\n\n"
    "--plots writes index.html and plots into a folder, by gnuplot.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  the log or the system failed\n"};

const char *const cli_asked_titles[3] = {"Asked most", "Without hits",
                                         "Of low answerability"};

static const char *const LIST_KEYS[3] = {"asked", "without_hits",
                                         "low_answerability"};

/* The date of seconds since 1970. */
static const char *asked_date(int64_t seconds, char out[CLI_NUMBER_MAX])
{
    cli_time_print(seconds * 1000, out);
    out[DATE_LEN] = '\0';
    return out;
}

/* ---- for people --------------------------------------------------------- */

static double asked_share(uint64_t part, uint64_t all)
{
    return all > 0 ? 100.0 * (double)part / (double)all : 0;
}

static void asked_print_summary(const cli_asked_report *asked)
{
    const suo_report_summary *s = &asked->summary;
    char from[CLI_NUMBER_MAX];
    char to[CLI_NUMBER_MAX];
    if (s->asked == 0) {
        printf("Nothing was asked.\n");
        return;
    }
    printf("%s to %s: %llu searches", asked_date(s->start, from),
           asked_date(s->end - DAY_SECONDS, to), (unsigned long long)s->asked);
    printf(", %.1f %% without hits, about %.0f different questions\n",
           asked_share(s->empty, s->asked), s->distinct);
    if (s->measured > 0)
        printf("answerability: mean %.2f, below %.2f in %.1f %%\n",
               s->answerability, s->low,
               asked_share(s->low_count, s->measured));
}

static void asked_print_list(const cli_asked_report *asked, int list)
{
    uint64_t count;
    const suo_report_question *questions =
        suo_query_report_questions(asked->report, list, &count);
    uint64_t unlisted = asked->summary.unlisted_most[list];
    char since[CLI_NUMBER_MAX];
    if (count == 0)
        return;
    printf("\n%s, since %s", cli_asked_titles[list],
           asked_date(asked->summary.periods_start, since));
    if (unlisted >= asked->summary.times_min)
        printf(" (the log may have missed some asked up to %llu times)",
               (unsigned long long)unlisted);
    putchar('\n');
    for (uint64_t i = 0; i < count; i++) {
        const suo_report_question *q = &questions[i];
        char range[2 * CLI_NUMBER_MAX];
        if (q->least == q->most)
            snprintf(range, sizeof range, "%llu", (unsigned long long)q->least);
        else
            snprintf(range, sizeof range, "%llu-%llu",
                     (unsigned long long)q->least, (unsigned long long)q->most);
        printf("%9s  ", range);
        cli_print_plain(stdout, q->text, (size_t)q->text_len);
        if (q->answerability >= 0)
            printf("  (%.2f)", q->answerability);
        putchar('\n');
    }
}

static void asked_print_counts(const suo_report_counts *counts)
{
    printf("%10llu %9llu %9llu", (unsigned long long)counts->asked,
           (unsigned long long)counts->empty, (unsigned long long)counts->low);
    if (counts->answerability >= 0)
        printf(" %9.2f", counts->answerability);
    else
        printf(" %9s", "");
}

static void asked_print_head(const char *what)
{
    printf("\n%10s %9s %9s %9s  %s\n", "searches", "no hits", "low", "mean",
           what);
}

/* Days by their date, months without one, and all that was before. */
static void asked_print_days(const cli_asked_report *asked)
{
    enum { MONTH_LEN = 7 };
    uint64_t count;
    const suo_report_counts *days =
        suo_query_report_days(asked->report, &count);
    if (count > 0)
        asked_print_head("day");
    for (uint64_t i = 0; i < count; i++) {
        int64_t length = days[i].end - days[i].start;
        bool is_rest = length > 31 * DAY_SECONDS;
        char date[CLI_NUMBER_MAX];
        asked_date(is_rest ? days[i].end : days[i].start, date);
        asked_print_counts(&days[i]);
        printf("  %s%.*s\n", is_rest ? "before " : "",
               length > DAY_SECONDS ? MONTH_LEN : DATE_LEN, date);
    }
}

static void asked_print_roles(const cli_asked_report *asked)
{
    uint64_t count;
    const suo_report_counts *roles =
        suo_query_report_roles(asked->report, &count);
    if (count > 0)
        asked_print_head("role");
    for (uint64_t i = 0; i < count; i++) {
        asked_print_counts(&roles[i]);
        printf("  ");
        if (roles[i].role == NULL)
            printf("(others)");
        else if (roles[i].role_len == 0)
            printf("(none)");
        else
            cli_print_plain(stdout, roles[i].role, (size_t)roles[i].role_len);
        putchar('\n');
    }
}

/* Within which time a share of the searches ended, from powers of two. */
static double asked_latency(const suo_report_summary *s, double share)
{
    uint64_t all = 0;
    uint64_t sum = 0;
    for (int i = 0; i < 24; i++)
        all += s->latencies[i];
    for (int i = 0; i < 24; i++) {
        sum += s->latencies[i];
        if (sum > 0 && (double)sum >= share * (double)all)
            return (double)(UINT64_C(2) << i) / 1000;
    }
    return 0;
}

static void asked_print(const cli_asked_report *asked)
{
    asked_print_summary(asked);
    for (int list = 0; list < 3; list++)
        asked_print_list(asked, list);
    asked_print_days(asked);
    asked_print_roles(asked);
    if (asked_latency(&asked->summary, 0.5) > 0)
        printf("\nHalf of the searches ended within %.3g ms, 99 %% within "
               "%.3g ms\n",
               asked_latency(&asked->summary, 0.5),
               asked_latency(&asked->summary, 0.99));
}

/* ---- as JSON ------------------------------------------------------------ */

static void json_add_date(json_object *object, const char *key, int64_t seconds)
{
    char date[CLI_NUMBER_MAX];
    cli_json_add_text(object, key, asked_date(seconds, date));
}

/* A mean, or null. */
static void json_add_mean(json_object *object, double mean)
{
    cli_json_add(object, "answerability",
                 mean >= 0 ? json_object_new_double(mean) : NULL);
}

static json_object *json_questions(const cli_asked_report *asked, int list)
{
    uint64_t count;
    json_object *array = json_object_new_array();
    const suo_report_question *questions =
        suo_query_report_questions(asked->report, list, &count);
    for (uint64_t i = 0; i < count; i++) {
        const suo_report_question *q = &questions[i];
        json_object *object = json_object_new_object();
        cli_json_add(object, "question",
                     cli_json_text(q->text, (size_t)q->text_len));
        cli_json_add_count(object, "least", q->least);
        cli_json_add_count(object, "most", q->most);
        cli_json_add_count(object, "empty", q->empty);
        cli_json_add_count(object, "low", q->low);
        json_add_mean(object, q->answerability);
        json_add_date(object, "last", q->last_day);
        json_object_array_add(array, object);
    }
    return array;
}

static void json_add_counts(json_object *object,
                            const suo_report_counts *counts)
{
    cli_json_add_count(object, "searches", counts->asked);
    cli_json_add_count(object, "empty", counts->empty);
    cli_json_add_count(object, "low", counts->low);
    cli_json_add_count(object, "measured", counts->measured);
    json_add_mean(object, counts->answerability);
}

static json_object *json_days(const cli_asked_report *asked)
{
    uint64_t count;
    json_object *array = json_object_new_array();
    const suo_report_counts *days =
        suo_query_report_days(asked->report, &count);
    for (uint64_t i = 0; i < count; i++) {
        json_object *object = json_object_new_object();
        json_add_date(object, "start", days[i].start);
        json_add_date(object, "end", days[i].end);
        json_add_counts(object, &days[i]);
        json_object_array_add(array, object);
    }
    return array;
}

static json_object *json_roles(const cli_asked_report *asked)
{
    uint64_t count;
    json_object *array = json_object_new_array();
    const suo_report_counts *roles =
        suo_query_report_roles(asked->report, &count);
    for (uint64_t i = 0; i < count; i++) {
        json_object *object = json_object_new_object();
        cli_json_add(
            object, "role",
            roles[i].role == NULL
                ? NULL
                : cli_json_text(roles[i].role, (size_t)roles[i].role_len));
        json_add_counts(object, &roles[i]);
        json_object_array_add(array, object);
    }
    return array;
}

/* Bins of a width, or by powers of two. */
static json_object *json_bins(const uint64_t *bins, int count, double width)
{
    json_object *array = json_object_new_array();
    for (int i = 0; i < count; i++) {
        json_object *object = json_object_new_object();
        double from = width > 0 ? i * width : (double)(UINT64_C(1) << i);
        double to = width > 0 ? (i + 1) * width : (double)(UINT64_C(2) << i);
        cli_json_add(object, "from", json_object_new_double(from));
        cli_json_add(object, "to", json_object_new_double(to));
        cli_json_add_count(object, "searches", bins[i]);
        json_object_array_add(array, object);
    }
    return array;
}

static void asked_print_json(const cli_asked_report *asked)
{
    const suo_report_summary *s = &asked->summary;
    const suo_report_counts all = {.asked = s->asked,
                                   .empty = s->empty,
                                   .low = s->low_count,
                                   .measured = s->measured,
                                   .answerability = s->answerability};
    json_object *object = json_object_new_object();
    json_object *most = json_object_new_object();
    json_add_counts(object, &all);
    cli_json_add(object, "distinct", json_object_new_double(s->distinct));
    json_add_date(object, "start", s->start);
    json_add_date(object, "end", s->end);
    json_add_date(object, "questions_since", s->periods_start);
    for (int list = 0; list < 3; list++) {
        cli_json_add(object, LIST_KEYS[list], json_questions(asked, list));
        cli_json_add_count(most, LIST_KEYS[list], s->unlisted_most[list]);
    }
    cli_json_add(object, "unlisted_most", most);
    cli_json_add(object, "days", json_days(asked));
    cli_json_add(object, "roles", json_roles(asked));
    cli_json_add(object, "answerability_histogram",
                 json_bins(s->answerabilities, 20, 0.05));
    cli_json_add(object, "latency_histogram", json_bins(s->latencies, 24, 0));
    cli_json_print_pretty(object);
    json_object_put(object);
}

/* ---- the command -------------------------------------------------------- */

static int asked_show(const asked_options *options, const char *log)
{
    suo_error error = {.size = sizeof error};
    int64_t today = (int64_t)time(NULL) / DAY_SECONDS;
    const suo_query_report_options own = {
        .size = sizeof own,
        .k = (uint32_t)options->k,
        .role = options->role,
        .role_len = -1,
        .since = options->days == 0 || today < options->days
                     ? 0
                     : (today - options->days + 1) * DAY_SECONDS,
        .times_min = (uint32_t)options->times};
    suo_query_report *report;
    if (suo_query_report_open(log, -1, &own, &report, &error) != SUO_OK)
        return cli_fail(log, &error);
    cli_asked_report asked = {.report = report,
                              .summary = {.size = sizeof asked.summary},
                              .role = options->role};
    suo_query_report_get_summary(report, &asked.summary);
    if (options->is_json)
        asked_print_json(&asked);
    else
        asked_print(&asked);
    int code = options->plots == NULL
                   ? CLI_OK
                   : cli_asked_write_page(&asked, options->plots);
    suo_query_report_close(report);
    return code;
}

static int asked_run(const asked_options *options, const char **arguments)
{
    if (cli_argument_count(arguments) != 1)
        return cli_usage_error(&USAGE, "a LOG is wanted");
    if (options->k < 0 || options->k > SUO_REPORT_QUESTIONS_MAX)
        return cli_usage_error(&USAGE, "-k: 1 to %d questions",
                               SUO_REPORT_QUESTIONS_MAX);
    if (options->days < 0 || options->days > DAYS_MAX || options->times < 0)
        return cli_usage_error(&USAGE, "--days, --times: 1 or more");
    return asked_show(options, arguments[0]);
}

int cli_asked(int argc, const char **argv)
{
    asked_options o = {0};
    const struct poptOption options[] = {
        {NULL, 'k', POPT_ARG_INT, &o.k, 0,
         "Show N questions of each list (default: 20)", "N"},
        {"days", 0, POPT_ARG_INT, &o.days, 0,
         "Tell of the last N days, today being one", "N"},
        {"role", 0, POPT_ARG_STRING, &o.role, 0,
         "Tell of this role alone; several of one search are NAME,NAME",
         "NAME"},
        {"times", 0, POPT_ARG_INT, &o.times, 0,
         "Show questions asked at least N times", "N"},
        {"plots", 0, POPT_ARG_STRING, &o.plots, 0,
         "Write a page of plots into this folder, too", "FOLDER"},
        {"json", 0, POPT_ARG_NONE, &o.is_json, 0, "Print one JSON object",
         NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, options, argc, argv, &context, &code))
        code = asked_run(&o, poptGetArgs(context));
    free(o.role);
    free(o.plots);
    poptFreeContext(context);
    return code;
}
