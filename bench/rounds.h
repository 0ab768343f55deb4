/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rounds.h - queries asked over and over, by the clock.
 */
#ifndef BENCH_ROUNDS_H
#define BENCH_ROUNDS_H

#include <json-c/json.h>

#include "ask.h"
#include "progress.h"

/* A query and what is wanted of it. */
typedef struct bench_task {
    uint32_t query;
    bench_collector collector;
} bench_task;

typedef struct bench_tasks {
    bench_task *items;
    size_t count;
} bench_tasks;

/* All that the engine can be asked; of one collector if it is not
 * BENCH_COLLECTORS. */
void bench_tasks_init(bench_tasks *tasks, const bench_query_set *set,
                      bench_collector collector);
void bench_tasks_free(bench_tasks *tasks);

/* Put them in an order that depends on 'seed' alone. */
void bench_tasks_shuffle(bench_tasks *tasks, uint64_t seed);

/*
 * Ask all tasks, in an order that is another one each round, for about
 * 'seconds'; each is asked once before, to warm up, if that takes no longer. An
 * array of {name, collector, samples ...}: a row for each class and collector,
 * and one for each kind. NULL: 'error' says why.
 */
json_object *bench_rounds(const bench_asking *asking, const suo_view *view,
                          double seconds, uint64_t seed, cli_progress *progress,
                          suo_error *error);

/*
 * The same tasks by 1, 2, 4 ... 'thread_max' threads, each with an order of its
 * own, for 'seconds' each: an array of {name, threads, samples ...}.
 */
json_object *bench_crowd(const bench_asking *asking, const suo_view *view,
                         uint32_t thread_max, double seconds, uint64_t seed,
                         cli_progress *progress, suo_error *error);

#endif
