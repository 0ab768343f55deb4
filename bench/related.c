/* SPDX-License-Identifier: Apache-2.0 */
/*
 * related.c - `suo-bench-related`: how long it takes to find what is related to
 * a document, for up to 1000 documents of an index, evenly drawn.
 */
#include <stdio.h>

#include "cli.h"
#include "single.h"

const char *const cli_program = "suo-bench-related";

enum { DOCS_MAX = 1000 };

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

typedef struct related_run {
    const suo_view *view;
    suo_key_list *keys;
    size_t count; /* documents */
} related_run;

static suo_status run_call(void *own, size_t number, suo_error *error)
{
    const related_run *run = own;
    uint64_t len;
    const char *key = suo_key_list_get(
        run->keys, number * suo_key_list_count(run->keys) / run->count, &len);
    suo_hits *hits;
    suo_status status =
        suo_view_related(run->view, key, (int64_t)len, NULL, &hits, error);
    suo_hits_free(hits);
    return status;
}

static suo_status run_measure(void *own, const suo_view *view, suo_error *error)
{
    related_run *run = own;
    bench_samples first = {0};
    bench_samples best = {0};
    run->view = view;
    suo_status status = suo_view_list_keys(view, NULL, 0, &run->keys, error);
    const uint64_t all = suo_key_list_count(run->keys);
    run->count = all < DOCS_MAX ? (size_t)all : DOCS_MAX;
    if (status == SUO_OK)
        status =
            bench_single_rounds(run_call, run, run->count, 1, &first, error);
    if (status == SUO_OK)
        status = bench_single_rounds(run_call, run, run->count,
                                     BENCH_SINGLE_ROUNDS, &best, error);
    if (status == SUO_OK && run->count > 0) {
        bench_samples_sort(&best);
        printf("%zu documents: p50 %.1f us, p99 %.1f us\n", run->count,
               bench_samples_percentile(&best, 50) * 1e6,
               bench_samples_percentile(&best, 99) * 1e6);
    }
    bench_samples_free(&first);
    bench_samples_free(&best);
    suo_key_list_free(run->keys);
    return status;
}

int main(int argc, const char **argv)
{
    related_run run = {0};
    const bench_single program = {.usage = &USAGE,
                                  .wanted = "an INDEX is wanted",
                                  .measure = run_measure,
                                  .own = &run};
    return bench_single_main(&program, argc, argv);
}
