/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare.c - `suo-bench compare`: has anything become slower or larger?
 */
#include <stdio.h>

#include "bench.h"
#include "cli.h"
#include "options.h"
#include "verdict.h"

enum { ALLOWED_PERCENT = 25 };

static const cli_usage USAGE = {
    "suo-bench compare", "[OPTION...] BEFORE.json AFTER.json",
    "the figures of two runs, side by side",
    "Both files are of --json, over the same corpus and queries. A ratio "
    "above\n"
    "1 is worse: more time, more room, less a second. Medians, rates and "
    "sizes\n"
    "are judged; the tails of latencies do not repeat well enough. On a noisy\n"
    "machine compare runs that took turns, or count instructions\n"
    "(bench/instructions.py).\n\n"
    "Exit codes:\n"
    "  0  no figure is worse than allowed\n"
    "  1  some are\n"
    "  2  the command line makes no sense, or the runs are not alike\n"
    "  3  a file could not be read\n"};

static void verdict_print(const bench_verdict *verdict, double limit)
{
    puts("| figure | before | after | ratio, > 1 is worse | |\n"
         "|---|---|---|---|---|");
    for (size_t at = 0; at < verdict->count; at++) {
        const bench_figure *figure = &verdict->items[at];
        printf("| %s | %.6g | %.6g | %.3f | %s |\n", figure->path,
               figure->before, figure->after, figure->ratio,
               figure->ratio > limit ? "WORSE" : "");
    }
}

static int compare_reports(json_object *before, json_object *after,
                           double limit)
{
    bench_verdict verdict;
    if (!bench_verdict_is_fair(before, after))
        return cli_usage_error(&USAGE,
                               "the runs had another corpus, seed or queries");
    bench_verdict_make(&verdict, before, after);
    verdict_print(&verdict, limit);
    size_t worse = bench_verdict_worse(&verdict, limit);
    printf("\n%zu of %zu figures are more than %.3g times worse\n", worse,
           verdict.count, limit);
    if (verdict.missing_count > 0)
        printf("%zu figures are in the first file alone\n",
               verdict.missing_count);
    bench_verdict_free(&verdict);
    return worse > 0 ? CLI_BAD_INPUT : CLI_OK;
}

static json_object *report_read(const char *path)
{
    json_object *report = json_object_from_file(path);
    if (report == NULL)
        fprintf(stderr, "%s: %s: %s\n", cli_program, path,
                json_util_get_last_err());
    return report;
}

int bench_compare(int argc, const char **argv)
{
    int allowed = ALLOWED_PERCENT;
    const struct poptOption table[] = {
        {"allow", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &allowed, 0,
         "A figure may be worse by so much", "PERCENT"},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, table, argc, argv, &context, &code)) {
        const char **paths = poptGetArgs(context);
        if (paths == NULL || paths[1] == NULL || paths[2] != NULL ||
            allowed < 0) {
            code = cli_usage_error(&USAGE, "two files are wanted");
        } else {
            json_object *before = report_read(paths[0]);
            json_object *after = report_read(paths[1]);
            code = before != NULL && after != NULL
                       ? compare_reports(before, after, 1 + allowed / 100.0)
                       : CLI_FAILED;
            json_object_put(before);
            json_object_put(after);
        }
    }
    poptFreeContext(context);
    return code;
}
