/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scale.c - `suo-bench scale`: how building and asking grow with the corpus.
 *
 * Each size is an index of its own, built from nothing by one thread with one
 * commit; text is made as it is needed and never kept. The queries are drawn
 * once, from the smallest corpus, whose documents are in all the others. If
 * y = a x^e, log y is a line over log x, whose slope e is found by least
 * squares: 1 is linear growth, 0 none.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "build.h"
#include "cli.h"
#include "derive.h"
#include "folder.h"
#include "growth.h"
#include "json_text.h"
#include "report.h"
#include "rounds.h"

enum { SIZE_COUNT = 4, SCALE_CLASS_QUERIES = 4 };

static const uint64_t SIZES[SIZE_COUNT] = {10000, 100000, 1000000, 5000000};
static const double ROUND_SECONDS = 60;

typedef struct scale_options {
    int doc_max;
    char *json;
    int has_no_progress;
    long long seed;
} scale_options;

static const cli_usage USAGE = {
    "suo-bench scale", "[OPTION...]",
    "how time, memory and size grow with the number of documents",
    "Builds and asks indexes of 10 thousand, 100 thousand, 1 million and 5\n"
    "million made documents, up to --max-docs, and prints the exponent of\n"
    "growth of each figure: 1 is linear. A million documents are half a GB of\n"
    "text and take some minutes; the index, in a temporary folder (TMPDIR),\n"
    "takes about as much room twice.\n\n"
    "Exit codes:\n"
    "  0  all well\n"
    "  2  the command line makes no sense\n"
    "  3  a file or the library failed\n"};

/* One run. */
typedef struct scale_run {
    const scale_options *options;
    const char *folder;
    bench_query_set queries;
    bench_asking asking;
    cli_progress progress;
    json_object *sizes; /* a figure each size */
    suo_error error;
} scale_run;

/* Draw the queries from the smallest corpus. */
static int run_draw_queries(scale_run *run)
{
    const bench_source_options options = {.doc_max = SIZES[0],
                                          .seed = (uint64_t)run->options->seed,
                                          .has_progress =
                                              !run->options->has_no_progress};
    bench_source source;
    bench_cutter cutter;
    bench_vocabulary vocabulary = {0};
    int code = bench_source_open(&source, &options, &USAGE);
    if (code == CLI_OK)
        code = bench_source_feed(&source, bench_take_nothing, NULL);
    bench_cutter_init(&cutter, source.schema);
    suo_status status = SUO_OK;
    for (uint64_t doc = 0; doc < source.corpus.doc_count && status == SUO_OK;
         doc++)
        status = bench_cut_count(&cutter, &source.corpus, doc, &vocabulary);
    const bench_derivation from = {.corpus = &source.corpus,
                                   .vocabulary = &vocabulary,
                                   .cutter = &cutter,
                                   .title_field = source.title_field,
                                   .seed = options.seed,
                                   .class_queries = SCALE_CLASS_QUERIES};
    if (status == SUO_OK && code == CLI_OK)
        status = bench_derive(&from, &run->queries);
    if (status != SUO_OK)
        code = cli_fail("queries", &cutter.error);
    bench_asking_init(&run->asking, &run->queries, source.filter_field);
    bench_cutter_free(&cutter);
    bench_vocabulary_free(&vocabulary);
    bench_source_close(&source);
    return code;
}

static int run_build(scale_run *run, uint64_t docs, json_object *row)
{
    const bench_source_options options = {.doc_max = docs,
                                          .seed = (uint64_t)run->options->seed,
                                          .has_progress =
                                              !run->options->has_no_progress};
    bench_source source;
    bench_built built = {0};
    bench_folder_clear();
    int code = bench_source_open(&source, &options, &USAGE);
    source.is_streaming = true;
    if (code == CLI_OK)
        code = bench_build(&source, run->folder, &built);
    bench_source_close(&source);
    if (code != CLI_OK)
        return code;
    json_object *sizes =
        bench_sizes_json(run->folder, built.text_bytes, &run->error);
    if (sizes == NULL)
        return cli_fail("the index", &run->error);
    cli_json_add_count(row, "documents", docs);
    cli_json_add_count(row, "text_bytes", built.text_bytes);
    cli_json_add(row, "build_seconds",
                 json_object_new_double(built.put.wall + built.commit.wall));
    cli_json_add(row, "build_cpu_seconds",
                 json_object_new_double(built.put.cpu + built.commit.cpu));
    cli_json_add_count(row, "peak_bytes", built.peak);
    cli_json_add_count(row, "peak_anon_bytes", built.peak_anon);
    cli_json_add_count(row, "index_bytes",
                       (uint64_t)bench_report_number(sizes, "total_bytes"));
    cli_json_add_count(row, "segments",
                       (uint64_t)bench_report_number(sizes, "segments"));
    json_object_put(sizes);
    return CLI_OK;
}

/* Ask, and keep the median of each kind and collector. */
static int run_ask(scale_run *run, json_object *row)
{
    suo_snapshot *snapshot = NULL;
    suo_view *view = NULL;
    json_object *rows = NULL;
    double start = cli_clock();
    suo_status status =
        suo_snapshot_open(run->folder, -1, &snapshot, &run->error);
    if (status == SUO_OK)
        status = suo_view_open_all(snapshot, &view, &run->error);
    double opened = cli_clock();
    suo_snapshot_close(snapshot);
    if (status == SUO_OK)
        rows = bench_rounds(&run->asking, view, ROUND_SECONDS,
                            (uint64_t)run->options->seed, &run->progress,
                            &run->error);
    suo_view_close(view);
    if (rows == NULL)
        return cli_fail("the index", &run->error);
    cli_json_add(row, "open_us",
                 json_object_new_double((opened - start) * 1e6));
    for (size_t at = 0; at < json_object_array_length(rows); at++) {
        json_object *found = json_object_array_get_idx(rows, at);
        const char *name =
            json_object_get_string(bench_report_find(found, "name"));
        char key[80];
        if (name[0] >= 'a') /* classes are too many for a table */
            continue;
        snprintf(key, sizeof key, "%s p50_us", name);
        cli_json_add(
            row, key,
            json_object_new_double(bench_report_number(found, "p50_us")));
        snprintf(key, sizeof key, "%s p50_cpu_us", name);
        cli_json_add(
            row, key,
            json_object_new_double(bench_report_number(found, "p50_cpu_us")));
    }
    json_object_put(rows);
    return CLI_OK;
}

static int run_sizes(scale_run *run)
{
    int code = CLI_OK;
    for (size_t at = 0; at < SIZE_COUNT && code == CLI_OK; at++) {
        if (SIZES[at] > (uint64_t)run->options->doc_max)
            break;
        json_object *row = json_object_new_object();
        json_object_array_add(run->sizes, row);
        code = run_build(run, SIZES[at], row);
        if (code == CLI_OK)
            code = run_ask(run, row);
    }
    return code;
}

/* A line a figure: its value at each size, and the exponent of growth. */
static void sizes_print(json_object *sizes)
{
    size_t count = json_object_array_length(sizes);
    double x[SIZE_COUNT], y[SIZE_COUNT];
    fputs("| |", stdout);
    for (size_t at = 0; at < count; at++) {
        json_object *row = json_object_array_get_idx(sizes, at);
        x[at] = bench_report_number(row, "documents");
        printf(" %.0f |", x[at]);
    }
    fputs(" grows as documents to the |\n|---|", stdout);
    for (size_t at = 0; at <= count; at++)
        fputs("---|", stdout);
    putchar('\n');
    json_object_object_foreach(json_object_array_get_idx(sizes, 0), key, value)
    {
        (void)value;
        printf("| %s |", key);
        for (size_t at = 0; at < count; at++) {
            json_object *found = NULL;
            json_object_object_get_ex(json_object_array_get_idx(sizes, at), key,
                                      &found);
            y[at] = json_object_get_double(found);
            printf(" %.10g |", y[at] < 1e5
                                   ? (double)(int64_t)(y[at] * 100) / 100
                                   : (double)(int64_t)y[at]);
        }
        printf(" %.2f |\n", bench_growth(x, y, count));
    }
}

static int run_all(scale_run *run)
{
    json_object *report = json_object_new_object();
    cli_json_add(report, "machine", bench_report_machine());
    run->sizes = json_object_new_array();
    cli_json_add(report, "scale", run->sizes);
    run->folder = bench_folder_make();
    int code = run->folder != NULL ? run_draw_queries(run) : CLI_FAILED;
    cli_progress_start(&run->progress, !run->options->has_no_progress, 0);
    if (code == CLI_OK)
        code = run_sizes(run);
    if (code == CLI_OK) {
        sizes_print(run->sizes);
        if (run->options->json != NULL)
            code = bench_report_write(report, run->options->json);
    }
    bench_asking_free(&run->asking);
    bench_queries_free(&run->queries);
    json_object_put(report);
    return code;
}

int bench_scale(int argc, const char **argv)
{
    scale_options o = {.doc_max = 1000000, .seed = BENCH_SEED};
    const struct poptOption table[] = {
        {"max-docs", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &o.doc_max, 0,
         "Leave larger sizes out", "N"},
        {"json", 0, POPT_ARG_STRING, &o.json, 0,
         "Write all figures to FILE, too", "FILE"},
        {"seed", 0, POPT_ARG_LONGLONG | POPT_ARGFLAG_SHOW_DEFAULT, &o.seed, 0,
         "Of everything drawn by chance", "N"},
        {"no-progress", 0, POPT_ARG_NONE, &o.has_no_progress, 0,
         "Draw no progress bar on a terminal", NULL},
        CLI_OPTION_HELP,
        POPT_TABLEEND};
    poptContext context = NULL;
    static scale_run run;
    int code = CLI_OK;
    if (cli_options_read(&USAGE, table, argc, argv, &context, &code)) {
        run.options = &o;
        run.error.size = sizeof run.error;
        if (poptPeekArg(context) != NULL || o.doc_max < (int)SIZES[0])
            code = cli_usage_error(&USAGE, "--max-docs is 10000 or more, and "
                                           "there are no other arguments");
        else
            code = run_all(&run);
    }
    free(o.json);
    poptFreeContext(context);
    return code;
}
