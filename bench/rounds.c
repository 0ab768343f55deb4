/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rounds.c - queries asked over and over, by the clock.
 *
 * All classes and collectors take turns in one shuffled order, so that what
 * slows the machine for a while slows all of them, and no query finds the
 * caches that its like has just filled. A round that the time does not suffice
 * for stops where it is: its order is by chance, so what was asked is a fair
 * sample.
 */
#include "rounds.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "json_text.h"
#include "random.h"
#include "samples.h"
#include "seconds.h"

enum {
    KINDS = BENCH_PREFIX + 2, /* the last one: those with a filter */
    CLOCK_TASKS = 8           /* asked between two looks at the budget */
};

/* ---- tasks ---- */

void bench_tasks_init(bench_tasks *tasks, const bench_query_set *set,
                      bench_collector collector)
{
    *tasks = (bench_tasks){0};
    tasks->items = cli_realloc(NULL, (size_t)set->count * BENCH_COLLECTORS *
                                         sizeof *tasks->items);
    for (uint32_t at = 0; at < set->count; at++) {
        for (int wanted = 0; wanted < BENCH_COLLECTORS; wanted++) {
            bench_collector one = (bench_collector)wanted;
            if (collector == BENCH_COLLECTORS || collector == one)
                tasks->items[tasks->count++] = (bench_task){at, one};
        }
    }
}

void bench_tasks_free(bench_tasks *tasks)
{
    free(tasks->items);
}

/* Fisher and Yates' shuffle. */
void bench_tasks_shuffle(bench_tasks *tasks, uint64_t seed)
{
    for (size_t left = tasks->count; left > 1; left--) {
        size_t drawn = (size_t)bench_random_below(&seed, left);
        bench_task last = tasks->items[left - 1];
        tasks->items[left - 1] = tasks->items[drawn];
        tasks->items[drawn] = last;
    }
}

/* ---- rounds ---- */

/* What the queries of one class, or one kind, took. */
typedef struct round_row {
    bench_samples samples;
    bench_samples cpu; /* the same, in time of the thread */
    uint64_t match_count;
} round_row;

typedef struct round_run {
    const bench_asking *asking;
    const suo_view *view;
    bench_tasks tasks;
    round_row *rows; /* class by class, BENCH_COLLECTORS of each */
    suo_error *error;
} round_run;

static void row_add(round_row *row, bench_seconds taken, uint64_t match_count)
{
    bench_samples_add(&row->samples, taken.wall);
    bench_samples_add(&row->cpu, taken.cpu);
    row->match_count += match_count;
}

static void row_join(round_row *row, const round_row *more)
{
    bench_samples_join(&row->samples, &more->samples);
    bench_samples_join(&row->cpu, &more->cpu);
    row->match_count += more->match_count;
}

static void row_free(round_row *row)
{
    bench_samples_free(&row->samples);
    bench_samples_free(&row->cpu);
}

/* Ask all tasks once, or until 'until'; 'rows' NULL: nothing is kept. */
static suo_status run_round(round_run *run, double until, round_row *rows)
{
    suo_status status = SUO_OK;
    for (size_t at = 0; at < run->tasks.count && status == SUO_OK; at++) {
        const bench_task *task = &run->tasks.items[at];
        uint64_t matches;
        bench_seconds taken = {0}, start = bench_seconds_now();
        status = bench_ask(run->asking, run->view, task->query, task->collector,
                           &matches, run->error);
        bench_seconds_add(&taken, start);
        uint32_t class = run->asking->set->items[task->query].class_number;
        if (rows != NULL)
            row_add(&rows[class * BENCH_COLLECTORS + task->collector], taken,
                    matches);
        if (at % CLOCK_TASKS == 0 && start.wall > until)
            break;
    }
    return status;
}

static json_object *row_json(round_row *row, const char *name,
                             bench_collector collector)
{
    char full[64];
    json_object *object = bench_samples_json(&row->samples, 0);
    snprintf(full, sizeof full, "%s %s", name, bench_collector_name(collector));
    cli_json_add_text(object, "name", full);
    cli_json_add_text(object, "queries", name);
    cli_json_add_text(object, "collector", bench_collector_name(collector));
    bench_samples_sort(&row->cpu);
    cli_json_add(
        object, "p50_cpu_us",
        json_object_new_double(bench_samples_percentile(&row->cpu, 50) * 1e6));
    cli_json_add(object, "matches_mean",
                 json_object_new_double((double)row->match_count /
                                        (double)row->samples.count));
    return object;
}

/* Rows of classes, and rows of kinds made of them. */
static json_object *run_json(round_run *run)
{
    const bench_query_set *set = run->asking->set;
    round_row kinds[KINDS][BENCH_COLLECTORS] = {0};
    json_object *rows = json_object_new_array();
    for (uint32_t at = 0; at < set->class_count; at++) {
        const bench_class *class = &set->classes[at];
        bool is_free = class->filter_below == BENCH_NO_FILTER;
        int kind = is_free ? (int)class->kind : KINDS - 1;
        for (int wanted = 0; wanted < BENCH_COLLECTORS; wanted++) {
            round_row *row = &run->rows[at * BENCH_COLLECTORS + wanted];
            if (row->samples.count == 0)
                continue;
            row_join(&kinds[kind][wanted], row);
            json_object_array_add(
                rows, row_json(row, class->name, (bench_collector)wanted));
        }
    }
    for (int kind = 0; kind < KINDS; kind++) {
        const char *name =
            kind < KINDS - 1 ? bench_kind_name((bench_kind)kind) : "FILTERED";
        for (int wanted = 0; wanted < BENCH_COLLECTORS; wanted++) {
            round_row *row = &kinds[kind][wanted];
            if (row->samples.count > 0)
                json_object_array_add(
                    rows, row_json(row, name, (bench_collector)wanted));
            row_free(row);
        }
    }
    return rows;
}

json_object *bench_rounds(const bench_asking *asking, const suo_view *view,
                          double seconds, uint64_t seed, cli_progress *progress,
                          suo_error *error)
{
    round_run run = {.asking = asking, .view = view, .error = error};
    size_t row_count = (size_t)asking->set->class_count * BENCH_COLLECTORS;
    json_object *rows = NULL;
    run.rows = cli_realloc(NULL, row_count * sizeof *run.rows);
    memset(run.rows, 0, row_count * sizeof *run.rows);
    bench_tasks_init(&run.tasks, asking->set, BENCH_COLLECTORS);
    bench_tasks_shuffle(&run.tasks, seed);
    double start = cli_clock();
    suo_status status = run_round(&run, start + seconds, NULL); /* warm */
    start = cli_clock();
    while (status == SUO_OK && run.tasks.count > 0) {
        double spent = cli_clock() - start;
        if (spent >= seconds)
            break;
        cli_progress_part(progress, (uint64_t)(spent * 1e3),
                          (uint64_t)(seconds * 1e3), "asking");
        bench_tasks_shuffle(&run.tasks, ++seed);
        status = run_round(&run, start + seconds, run.rows);
    }
    cli_progress_clear(progress);
    if (status == SUO_OK)
        rows = run_json(&run);
    for (size_t at = 0; at < row_count; at++)
        row_free(&run.rows[at]);
    free(run.rows);
    bench_tasks_free(&run.tasks);
    return rows;
}
