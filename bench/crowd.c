/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crowd.c - many threads ask one view at once.
 *
 * Each thread has its own order of the same queries, and all stop at one
 * moment. Rates are those of the whole crowd by the clock on the wall.
 */
#include <pthread.h>
#include <stdlib.h>

#include "cli.h"
#include "json_text.h"
#include "rounds.h"
#include "samples.h"

typedef struct crowd_member {
    pthread_t thread;
    const bench_asking *asking;
    const suo_view *view;
    bench_tasks tasks;
    bench_samples samples;
    double until; /* cli_clock() */
    suo_status status;
    suo_error error;
} crowd_member;

static void *member_run(void *context)
{
    crowd_member *member = context;
    double now = cli_clock();
    for (size_t at = 0; member->status == SUO_OK && now < member->until; at++) {
        const bench_task *task = &member->tasks.items[at % member->tasks.count];
        uint64_t matches;
        double start = now;
        member->status = bench_ask(member->asking, member->view, task->query,
                                   task->collector, &matches, &member->error);
        now = cli_clock();
        bench_samples_add(&member->samples, now - start);
    }
    return NULL;
}

static void member_init(crowd_member *member, const bench_asking *asking,
                        const suo_view *view, bench_collector collector,
                        uint64_t seed)
{
    *member = (crowd_member){
        .asking = asking, .view = view, .error = {.size = sizeof(suo_error)}};
    bench_tasks_init(&member->tasks, asking->set, collector);
    bench_tasks_shuffle(&member->tasks, seed);
}

/* Let the members ask for 'seconds'. All their times go to the first one. */
static suo_status crowd_run(crowd_member *members, uint32_t count,
                            double seconds, double *elapsed, suo_error *error)
{
    suo_status status = SUO_OK;
    uint32_t started = 0;
    double start = cli_clock();
    for (; started < count; started++) {
        members[started].until = start + seconds;
        if (pthread_create(&members[started].thread, NULL, member_run,
                           &members[started]) != 0)
            break;
    }
    for (uint32_t at = 0; at < started; at++)
        pthread_join(members[at].thread, NULL);
    *elapsed = cli_clock() - start;
    for (uint32_t at = 0; at < started && status == SUO_OK; at++) {
        status = members[at].status;
        *error = members[at].error;
        if (at > 0)
            bench_samples_join(&members[0].samples, &members[at].samples);
    }
    if (started < count && status == SUO_OK) {
        status = SUO_NO_MEMORY;
        snprintf(error->message, sizeof error->message,
                 "a thread could not be started");
        error->status = status;
    }
    return status;
}

/* One row: so many threads, this collector. NULL if it cannot be asked. */
static suo_status crowd_row(const bench_asking *asking, const suo_view *view,
                            bench_collector collector, uint32_t count,
                            double seconds, uint64_t seed, json_object **row,
                            suo_error *error)
{
    crowd_member *members = cli_realloc(NULL, count * sizeof *members);
    suo_status status = SUO_OK;
    double elapsed = 0;
    char name[64];
    *row = NULL;
    for (uint32_t at = 0; at < count; at++)
        member_init(&members[at], asking, view, collector, seed + at);
    if (members[0].tasks.count > 0) {
        status = crowd_run(members, count, seconds, &elapsed, error);
        if (status == SUO_OK) {
            *row = bench_samples_json(&members[0].samples, elapsed);
            snprintf(name, sizeof name, "%s, threads: %u",
                     bench_collector_name(collector), count);
            cli_json_add_text(*row, "name", name);
            cli_json_add_text(*row, "collector",
                              bench_collector_name(collector));
            cli_json_add_count(*row, "threads", count);
        }
    }
    for (uint32_t at = 0; at < count; at++) {
        bench_samples_free(&members[at].samples);
        bench_tasks_free(&members[at].tasks);
    }
    free(members);
    return status;
}

json_object *bench_crowd(const bench_asking *asking, const suo_view *view,
                         uint32_t thread_max, double seconds, uint64_t seed,
                         cli_progress *progress, suo_error *error)
{
    json_object *rows = json_object_new_array();
    suo_status status = SUO_OK;
    for (int wanted = 0; wanted < BENCH_COLLECTORS; wanted++) {
        for (uint32_t count = 1; count <= thread_max && status == SUO_OK;
             count = count < thread_max && 2 * count > thread_max ? thread_max
                                                                  : 2 * count) {
            json_object *row;
            cli_progress_say(progress, "asking by several threads ...");
            status = crowd_row(asking, view, (bench_collector)wanted, count,
                               seconds, seed, &row, error);
            if (row != NULL)
                json_object_array_add(rows, row);
        }
    }
    cli_progress_clear(progress);
    if (status == SUO_OK)
        return rows;
    json_object_put(rows);
    return NULL;
}
