/* SPDX-License-Identifier: Apache-2.0 */
/*
 * related.c - `suo-bench-related`: how long it takes to find what is related to
 * a document, for up to 1000 documents of an index, evenly drawn.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "options.h"

const char *const cli_program = "suo-bench-related";

enum { DOCS_MAX = 1000, ROUNDS = 5 };

static const cli_usage USAGE = {
    "suo-bench-related", "INDEX", "how long it takes to find related documents",
    "Asks for the 10 documents most related to each of up to 1000 documents\n"
    "of INDEX, after a round that is not counted. Prints the median and the\n"
    "99th of a hundred in microseconds; each counts with the best of five\n"
    "rounds.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  the index or the system failed\n"};

static int compare_seconds(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Ask for all documents once; keep the better time of each. */
static suo_status related_round(const suo_view *view, const suo_key_list *keys,
                                uint64_t count, double *seconds,
                                suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint64_t i = 0; i < count && status == SUO_OK; i++) {
        uint64_t len;
        const char *key =
            suo_key_list_get(keys, i * suo_key_list_count(keys) / count, &len);
        suo_hits *hits;
        double start = cli_clock();
        status = suo_view_related(view, key, (int64_t)len, NULL, &hits, error);
        double took = cli_clock() - start;
        suo_hits_free(hits);
        if (took < seconds[i])
            seconds[i] = took;
    }
    return status;
}

static suo_status related_measure(const suo_view *view, suo_error *error)
{
    double first[DOCS_MAX];
    double seconds[DOCS_MAX];
    suo_key_list *keys;
    suo_status status = suo_view_list_keys(view, NULL, 0, &keys, error);
    uint64_t count = suo_key_list_count(keys);
    if (count > DOCS_MAX)
        count = DOCS_MAX;
    for (uint64_t i = 0; i < count; i++)
        first[i] = seconds[i] = 1e9;
    if (status == SUO_OK)
        status = related_round(view, keys, count, first, error);
    for (int round = 0; round < ROUNDS && status == SUO_OK; round++)
        status = related_round(view, keys, count, seconds, error);
    suo_key_list_free(keys);
    if (status != SUO_OK || count == 0)
        return status;
    qsort(seconds, count, sizeof *seconds, compare_seconds);
    printf("%u documents: p50 %.1f us, p99 %.1f us\n", (unsigned)count,
           seconds[count / 2] * 1e6, seconds[count * 99 / 100] * 1e6);
    return SUO_OK;
}

int main(int argc, const char **argv)
{
    const struct poptOption table[] = {CLI_OPTION_HELP, POPT_TABLEEND};
    suo_error error = {.size = sizeof error};
    suo_snapshot *snapshot = NULL;
    suo_view *view = NULL;
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, table, argc, argv, &context, &code)) {
        const char **arguments = poptGetArgs(context);
        if (arguments == NULL || arguments[1] != NULL)
            code = cli_usage_error(&USAGE, "an INDEX is wanted");
        else if (suo_snapshot_open(arguments[0], -1, &snapshot, &error) !=
                     SUO_OK ||
                 suo_view_open_all(snapshot, &view, &error) != SUO_OK ||
                 related_measure(view, &error) != SUO_OK)
            code = cli_fail(arguments[0], &error);
    }
    suo_view_close(view);
    suo_snapshot_close(snapshot);
    poptFreeContext(context);
    return cli_finish_output(code);
}
