/* SPDX-License-Identifier: Apache-2.0 */
/*
 * instructions.c - a fixed piece of work, for callgrind to count.
 *
 * Tokenizes and indexes a fixed made corpus and asks fixed queries, each kind
 * with each collector by itself, and tells callgrind where each begins and
 * ends. Prints "name<TAB>items" for each, and compiler<TAB>its version. Without
 * valgrind it only runs. instructions.py runs it, reads the counts and compares
 * them with the recorded ones.
 *
 * usage: suo-bench-instructions draw QUERIES    write the queries
 *        suo-bench-instructions ask QUERIES     do the work
 *
 * Two runs, for drawing queries takes long under callgrind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

#include "ask.h"
#include "cli.h"
#include "derive.h"
#include "folder.h"
#include "source.h"

const char *const cli_program = "suo-bench-instructions";

enum { WORK_DOCS = 1500, WORK_SEED = 1, WORK_CLASS_QUERIES = 6 };

static const cli_usage USAGE = {"suo-bench-instructions", "", "", ""};

typedef struct work {
    bench_source source;
    bench_cutter cutter;
    bench_query_set queries;
    bench_asking asking;
    suo_writer *writer;
    const char *folder;
    suo_error error;
} work;

static void work_fail(const char *what, const suo_error *error)
{
    exit(cli_fail(what, error));
}

/* Count from here. */
static void count_begin(void)
{
    CALLGRIND_TOGGLE_COLLECT;
}

/* Up to here, for so many items of 'name'. */
static void count_end(const char *name, uint64_t items)
{
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_DUMP_STATS_AT(name);
    printf("%s\t%llu\n", name, (unsigned long long)items);
}

static suo_status work_put(void *context, const suo_document *document,
                           suo_error *error)
{
    work *all = context;
    CALLGRIND_TOGGLE_COLLECT;
    suo_status status = suo_writer_put(all->writer, document, NULL, error);
    CALLGRIND_TOGGLE_COLLECT;
    return status;
}

/* The corpus into memory. */
static void work_read(work *all, const bench_source_options *options)
{
    if (bench_source_open(&all->source, options, &USAGE) != CLI_OK ||
        bench_source_feed(&all->source, bench_take_nothing, NULL) != CLI_OK)
        exit(CLI_FAILED);
    bench_cutter_init(&all->cutter, all->source.schema);
}

/* Write the queries that are to be asked. */
static void work_draw(work *all, const char *path)
{
    bench_vocabulary vocabulary = {0};
    const bench_derivation from = {.corpus = &all->source.corpus,
                                   .vocabulary = &vocabulary,
                                   .cutter = &all->cutter,
                                   .title_field = all->source.title_field,
                                   .seed = WORK_SEED,
                                   .class_queries = WORK_CLASS_QUERIES};
    suo_status status = SUO_OK;
    for (uint64_t doc = 0;
         doc < all->source.corpus.doc_count && status == SUO_OK; doc++)
        status = bench_cut_count(&all->cutter, &all->source.corpus, doc,
                                 &vocabulary);
    if (status == SUO_OK)
        status = bench_derive(&from, &all->queries);
    if (status != SUO_OK)
        work_fail("queries", &all->cutter.error);
    FILE *out = fopen(path, "wb");
    if (out != NULL)
        bench_queries_write(&all->queries, out);
    if (out == NULL || fclose(out) != 0) {
        perror(path);
        exit(CLI_FAILED);
    }
    bench_vocabulary_free(&vocabulary);
}

static void work_tokenize(work *all)
{
    uint64_t tokens;
    count_begin();
    suo_status status =
        bench_cut_all(&all->cutter, &all->source.corpus, &tokens);
    count_end("tokenize", all->source.text_bytes);
    if (status != SUO_OK)
        work_fail("tokenizing", &all->cutter.error);
}

/* Puts are counted one by one, so that making text is not. */
static void work_index(work *all, const bench_source_options *options)
{
    bench_source source;
    all->folder = bench_folder_make();
    if (all->folder == NULL ||
        bench_source_open(&source, options, &USAGE) != CLI_OK)
        exit(CLI_FAILED);
    if (suo_writer_open(all->folder, -1, source.schema, NULL, &all->writer,
                        &all->error) != SUO_OK)
        work_fail("index", &all->error);
    if (bench_source_feed(&source, work_put, all) != CLI_OK)
        exit(CLI_FAILED);
    CALLGRIND_DUMP_STATS_AT("put");
    printf("put\t%llu\n", (unsigned long long)source.text_bytes);
    count_begin();
    suo_status status = suo_writer_commit(all->writer, NULL, 0, &all->error);
    count_end("commit", source.text_bytes);
    if (status != SUO_OK)
        work_fail("index", &all->error);
    suo_writer_close(all->writer);
    bench_source_close(&source);
}

/* Is it one of the kind, or, 'is_filtered', one with a filter of any? */
static bool query_is_wanted(const bench_query *query, bench_kind kind,
                            bool is_filtered)
{
    bool has_filter = query->filter_below != BENCH_NO_FILTER;
    return has_filter == is_filtered && (is_filtered || query->kind == kind);
}

static void work_ask(work *all, const suo_view *view, bench_kind kind,
                     bool is_filtered, bench_collector collector)
{
    const bench_query_set *set = &all->queries;
    uint64_t asked = 0, matches;
    char name[64];
    snprintf(name, sizeof name, "%s %s",
             is_filtered ? "FILTERED" : bench_kind_name(kind),
             bench_collector_name(collector));
    count_begin();
    for (uint32_t at = 0; at < set->count; at++) {
        if (!query_is_wanted(&set->items[at], kind, is_filtered))
            continue;
        if (bench_ask(&all->asking, view, at, collector, &matches,
                      &all->error) != SUO_OK)
            work_fail("search", &all->error);
        asked++;
    }
    if (asked > 0)
        count_end(name, asked);
    else
        CALLGRIND_TOGGLE_COLLECT;
}

static void work_ask_all(work *all, const char *path)
{
    suo_snapshot *snapshot;
    suo_view *view;
    if (bench_queries_read(&all->queries, path) != CLI_OK)
        exit(CLI_FAILED);
    bench_asking_init(&all->asking, &all->queries, all->source.filter_field);
    count_begin();
    suo_status status =
        suo_snapshot_open(all->folder, -1, &snapshot, &all->error);
    if (status == SUO_OK)
        status = suo_view_open_all(snapshot, &view, &all->error);
    count_end("open", 1);
    if (status != SUO_OK)
        work_fail("index", &all->error);
    for (int wanted = 0; wanted < BENCH_COLLECTORS; wanted++) {
        bench_collector collector = (bench_collector)wanted;
        for (int kind = BENCH_OR; kind <= BENCH_PREFIX; kind++)
            work_ask(all, view, (bench_kind)kind, false, collector);
        work_ask(all, view, BENCH_OR, true, collector);
    }
    suo_view_close(view);
    suo_snapshot_close(snapshot);
}

int main(int argc, char **argv)
{
    static work all = {.error = {.size = sizeof(suo_error)}};
    const bench_source_options options = {.doc_max = WORK_DOCS,
                                          .seed = WORK_SEED};
    bool is_draw = argc == 3 && strcmp(argv[1], "draw") == 0;
    if (!is_draw && (argc != 3 || strcmp(argv[1], "ask") != 0)) {
        fputs("usage: suo-bench-instructions draw|ask QUERIES\n", stderr);
        return CLI_USAGE;
    }
    work_read(&all, &options);
    if (is_draw) {
        work_draw(&all, argv[2]);
    } else {
        printf("compiler\t%s\n", __VERSION__);
        work_tokenize(&all);
        work_index(&all, &options);
        work_ask_all(&all, argv[2]);
    }
    bench_asking_free(&all.asking);
    bench_queries_free(&all.queries);
    bench_cutter_free(&all.cutter);
    bench_source_close(&all.source);
    return cli_finish_output(CLI_OK);
}
