/* SPDX-License-Identifier: Apache-2.0 */
/*
 * single.c - what the programs share that measure one call on one index.
 *
 * Each call counts with its best round: on a busy machine the others are other
 * people's work.
 */
#include "single.h"

#include <stdio.h>

#include "cli.h"
#include "memory.h"

static int single_run(const bench_single *program, const char **arguments)
{
    const size_t wanted = program->read != NULL ? 2 : 1;
    suo_error error = {.size = sizeof error};
    suo_snapshot *snapshot = NULL;
    suo_view *view = NULL;
    if (cli_argument_count(arguments) != wanted)
        return cli_usage_error(program->usage, "%s", program->wanted);
    int code = CLI_OK;
    if (program->read != NULL)
        code = program->read(program->own, arguments[1], &error);
    if (code != CLI_OK)
        return code;
    suo_status status = suo_snapshot_open(arguments[0], -1, &snapshot, &error);
    if (status == SUO_OK)
        status = suo_view_open_all(snapshot, &view, &error);
    if (status == SUO_OK)
        status = program->measure(program->own, view, &error);
    suo_view_close(view);
    suo_snapshot_close(snapshot);
    return status == SUO_OK ? CLI_OK : cli_fail(arguments[0], &error);
}

int bench_single_main(const bench_single *program, int argc, const char **argv)
{
    const struct poptOption table[] = {CLI_OPTION_HELP, POPT_TABLEEND};
    poptContext context = NULL;
    int code = CLI_OK;
    if (cli_options_read(program->usage, table, argc, argv, &context, &code))
        code = single_run(program, poptGetArgs(context));
    poptFreeContext(context);
    return cli_finish_output(code);
}

static suo_status single_time(bench_call *call, void *own, size_t number,
                              double *seconds, suo_error *error)
{
    double start = cli_clock();
    suo_status status = call(own, number, error);
    *seconds = cli_clock() - start;
    return status;
}

suo_status bench_single_first(bench_call *call, void *own, suo_error *error)
{
    double seconds;
    bench_memory_begin();
    uint64_t heap = bench_memory_now().anon;
    suo_status status = single_time(call, own, 0, &seconds, error);
    if (status == SUO_OK)
        printf("first: %.2f s, %.1f MB\n", seconds,
               (double)(bench_memory_now().anon - heap) / 1e6);
    return status;
}

suo_status bench_single_rounds(bench_call *call, void *own, size_t count,
                               int rounds, bench_samples *best,
                               suo_error *error)
{
    suo_status status = SUO_OK;
    for (int round = 0; round < rounds; round++)
        for (size_t i = 0; i < count && status == SUO_OK; i++) {
            double seconds;
            status = single_time(call, own, i, &seconds, error);
            if (round == 0)
                bench_samples_add(best, seconds);
            else if (seconds < best->values[i])
                best->values[i] = seconds;
        }
    return status;
}
