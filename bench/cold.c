/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cold.c - opening an index, its files cached by the system or not.
 */
#include "cli.h"
#include "json_text.h"
#include "memory.h"
#include "samples.h"
#include "states.h"

enum { COLD_OPENS_MAX = 200 };

/* Open the newest commit and see all of it; 'verify' is a suo_verify. */
static suo_status open_view(const char *folder, int32_t verify, suo_view **view,
                            suo_error *error)
{
    suo_snapshot *snapshot;
    const suo_snapshot_options options = {.size = sizeof options,
                                          .verify = verify};
    suo_status status =
        suo_snapshot_open_with(folder, -1, &options, &snapshot, error);
    *view = NULL;
    if (status == SUO_OK)
        status = suo_view_open_all(snapshot, view, error);
    suo_snapshot_close(snapshot);
    return status;
}

static suo_status open_often(const char *folder, int32_t verify, uint32_t count,
                             bench_samples *samples, suo_error *error)
{
    suo_status status = SUO_OK;
    for (uint32_t at = 0; at < count && status == SUO_OK; at++) {
        suo_view *view;
        double start = cli_clock();
        status = open_view(folder, verify, &view, error);
        bench_samples_add(samples, cli_clock() - start);
        suo_view_close(view);
    }
    return status;
}

json_object *bench_open_warm(const char *folder, uint32_t count,
                             suo_error *error)
{
    static const struct {
        const char *key;
        int32_t verify;
    } WAYS[] = {{"checked", SUO_VERIFY_OPEN},
                {"lazy", SUO_VERIFY_LAZY},
                {"unchecked", SUO_VERIFY_NEVER}};
    json_object *object = json_object_new_object();
    suo_status status = SUO_OK;
    for (size_t way = 0; way < sizeof WAYS / sizeof WAYS[0] && status == SUO_OK;
         way++) {
        bench_samples samples = {0};
        status = open_often(folder, WAYS[way].verify, count, &samples, error);
        cli_json_add(object, WAYS[way].key, bench_samples_json(&samples, 0));
        bench_samples_free(&samples);
    }
    if (status == SUO_OK)
        return object;
    json_object_put(object);
    return NULL;
}

/* What was measured with the cache dropped. */
typedef struct cold_run {
    bench_samples opens;
    bench_samples firsts; /* a first query each */
    double cached_part;   /* added up */
} cold_run;

static suo_status cold_step(cold_run *run, const bench_asking *asking,
                            const char *folder, const bench_task *task,
                            suo_error *error)
{
    suo_view *view;
    uint64_t matches;
    double start = cli_clock();
    suo_status status = open_view(folder, SUO_VERIFY_OPEN, &view, error);
    double opened = cli_clock();
    if (status == SUO_OK)
        status = bench_ask(asking, view, task->query, task->collector, &matches,
                           error);
    double end = cli_clock();
    suo_view_close(view);
    bench_samples_add(&run->opens, opened - start);
    bench_samples_add(&run->firsts, end - opened);
    return status;
}

json_object *bench_open_cold(const bench_asking *asking, const char *folder,
                             double seconds, uint64_t seed, suo_error *error)
{
    cold_run run = {0};
    bench_tasks tasks;
    suo_status status = SUO_OK;
    json_object *object = json_object_new_object();
    bool is_dropped = true;
    double until = cli_clock() + seconds;
    bench_tasks_init(&tasks, asking->set, BENCH_TOP_10_COUNT);
    bench_tasks_shuffle(&tasks, seed);
    for (size_t at = 0; at < tasks.count && at < COLD_OPENS_MAX &&
                        status == SUO_OK && cli_clock() < until;
         at++) {
        double cached;
        is_dropped = bench_memory_drop(folder, &cached);
        if (!is_dropped)
            break;
        run.cached_part += cached;
        status = cold_step(&run, asking, folder, &tasks.items[at], error);
    }
    if (!is_dropped) {
        cli_json_add_text(object, "why", "this system cannot be asked to");
    } else if (run.opens.count > 0) {
        cli_json_add(
            object, "cached_part",
            json_object_new_double(run.cached_part / (double)run.opens.count));
        cli_json_add(object, "open", bench_samples_json(&run.opens, 0));
        cli_json_add(object, "first_query", bench_samples_json(&run.firsts, 0));
    }
    bench_tasks_free(&tasks);
    bench_samples_free(&run.opens);
    bench_samples_free(&run.firsts);
    if (status == SUO_OK)
        return object;
    json_object_put(object);
    return NULL;
}
