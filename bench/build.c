/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build.c - an index built from a source, step by step, by the clock.
 *
 * Only calls of the library are timed: reading a corpus, parsing JSON and
 * making text happen between them. A put tokenizes and inverts, and writes a
 * segment each time the writer's memory is full; the commit writes the rest
 * and makes it durable.
 */
#include "build.h"

#include "cli.h"
#include "json_text.h"
#include "memory.h"

enum { LOOK_PUTS = 2048 /* between two looks at the memory */ };

typedef struct build_run {
    suo_writer *writer;
    bench_seconds seconds;
    uint64_t puts;
    uint64_t anon; /* most of it, in bytes */
} build_run;

static void build_look(build_run *run)
{
    uint64_t anon = bench_memory_now().anon;
    if (anon > run->anon)
        run->anon = anon;
}

static suo_status build_put(void *context, const suo_document *document,
                            suo_error *error)
{
    build_run *run = context;
    bench_seconds start = bench_seconds_now();
    suo_status status = suo_writer_put(run->writer, document, NULL, error);
    bench_seconds_add(&run->seconds, start);
    if (run->puts++ % LOOK_PUTS == 0)
        build_look(run);
    return status;
}

int bench_build(bench_source *source, const char *folder, bench_built *built)
{
    build_run run = {0};
    suo_error *error = &source->error;
    bench_memory_begin();
    bench_memory before = bench_memory_now();
    *built = (bench_built){0};
    if (suo_writer_open(folder, -1, source->schema, NULL, &run.writer, error) !=
        SUO_OK)
        return cli_fail(folder, error);
    int code = bench_source_feed(source, build_put, &run);
    build_look(&run);
    if (code == CLI_OK) {
        bench_seconds start = bench_seconds_now();
        if (suo_writer_commit(run.writer, NULL, 0, error) != SUO_OK)
            code = cli_fail(folder, error);
        bench_seconds_add(&built->commit, start);
    }
    build_look(&run);
    uint64_t peak = bench_memory_now().peak;
    suo_writer_close(run.writer);
    uint64_t held = before.anon + before.file;
    built->peak = peak > held ? peak - held : 0;
    built->peak_anon = run.anon > before.anon ? run.anon - before.anon : 0;
    built->doc_count = source->doc_count;
    built->text_bytes = source->text_bytes;
    built->put = run.seconds;
    return code;
}

/* ---- merging ---- */

typedef struct merge_run {
    suo_writer *writer;
    uint64_t segment_docs;
    uint64_t puts;
} merge_run;

static suo_status merge_put(void *context, const suo_document *document,
                            suo_error *error)
{
    merge_run *run = context;
    suo_status status = suo_writer_put(run->writer, document, NULL, error);
    if (status == SUO_OK && ++run->puts % run->segment_docs == 0)
        status = suo_writer_commit(run->writer, NULL, 0, error);
    return status;
}

static suo_status merge_all(suo_writer *writer, bench_seconds *seconds,
                            suo_error *error)
{
    suo_status status = suo_writer_commit(writer, NULL, 0, error);
    bench_seconds start = bench_seconds_now();
    if (status == SUO_OK)
        status = suo_writer_merge_all(writer, error);
    if (status == SUO_OK)
        status = suo_writer_commit(writer, NULL, 0, error);
    bench_seconds_add(seconds, start);
    return status;
}

int bench_build_merged(bench_source *source, const char *folder,
                       uint64_t segment_docs, bench_seconds *seconds)
{
    merge_run run = {.segment_docs = segment_docs};
    *seconds = (bench_seconds){0};
    const suo_writer_options options = {.size = sizeof options,
                                        .merging = SUO_MERGE_NONE};
    if (suo_writer_open(folder, -1, source->schema, &options, &run.writer,
                        &source->error) != SUO_OK)
        return cli_fail(folder, &source->error);
    int code = bench_source_feed(source, merge_put, &run);
    if (code == CLI_OK &&
        merge_all(run.writer, seconds, &source->error) != SUO_OK)
        code = cli_fail(folder, &source->error);
    suo_writer_close(run.writer);
    return code;
}

/* ---- what is said of it ---- */

json_object *bench_speed_json(bench_seconds seconds, uint64_t doc_count,
                              uint64_t text_bytes)
{
    json_object *object = json_object_new_object();
    double divisor = seconds.wall > 0 ? seconds.wall : 1e-9;
    cli_json_add(object, "seconds", json_object_new_double(seconds.wall));
    cli_json_add(object, "cpu_seconds", json_object_new_double(seconds.cpu));
    cli_json_add(object, "mb_per_second",
                 json_object_new_double((double)text_bytes / 1e6 / divisor));
    cli_json_add(object, "documents_per_second",
                 json_object_new_double((double)doc_count / divisor));
    return object;
}

json_object *bench_built_json(const bench_built *built)
{
    const struct {
        const char *key;
        bench_seconds seconds;
    } steps[] = {{"put", built->put},
                 {"commit", built->commit},
                 {"put_and_commit",
                  {built->put.wall + built->commit.wall,
                   built->put.cpu + built->commit.cpu}}};
    json_object *object = json_object_new_object();
    for (size_t at = 0; at < sizeof steps / sizeof steps[0]; at++)
        cli_json_add(object, steps[at].key,
                     bench_speed_json(steps[at].seconds, built->doc_count,
                                      built->text_bytes));
    cli_json_add_count(object, "peak_bytes", built->peak);
    cli_json_add_count(object, "peak_anon_bytes", built->peak_anon);
    return object;
}

static json_object *sizes_json(const suo_snapshot_stats *stats,
                               uint64_t text_bytes)
{
    const struct {
        const char *key;
        uint64_t bytes;
    } sections[] = {{"dictionary_bytes", stats->dictionary_bytes},
                    {"posting_bytes", stats->posting_bytes},
                    {"position_bytes", stats->position_bytes},
                    {"norm_bytes", stats->norm_bytes},
                    {"column_bytes", stats->column_bytes},
                    {"store_bytes", stats->store_bytes}};
    json_object *object = json_object_new_object();
    json_object *parts = json_object_new_object();
    double text = text_bytes > 0 ? (double)text_bytes : 1;
    uint64_t other = stats->total_bytes;
    cli_json_add_count(object, "total_bytes", stats->total_bytes);
    cli_json_add(parts, "total_bytes",
                 json_object_new_double((double)stats->total_bytes / text));
    for (size_t at = 0; at < sizeof sections / sizeof sections[0]; at++) {
        other -= sections[at].bytes;
        cli_json_add_count(object, sections[at].key, sections[at].bytes);
        cli_json_add(parts, sections[at].key,
                     json_object_new_double((double)sections[at].bytes / text));
    }
    cli_json_add_count(object, "other_bytes", other);
    cli_json_add(parts, "other_bytes",
                 json_object_new_double((double)other / text));
    cli_json_add_count(object, "segments", stats->segment_count);
    cli_json_add_count(object, "terms", stats->term_count);
    cli_json_add(object, "per_text_byte", parts);
    return object;
}

json_object *bench_sizes_json(const char *folder, uint64_t text_bytes,
                              suo_error *error)
{
    suo_snapshot *snapshot = NULL;
    suo_snapshot_stats stats = {.size = sizeof stats};
    json_object *object = NULL;
    suo_status status = suo_snapshot_open(folder, -1, &snapshot, error);
    if (status == SUO_OK)
        status = suo_snapshot_get_stats(snapshot, &stats, error);
    if (status == SUO_OK)
        object = sizes_json(&stats, text_bytes);
    suo_snapshot_close(snapshot);
    return object;
}
