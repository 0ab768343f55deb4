/* SPDX-License-Identifier: Apache-2.0 */
/*
 * updates.c - asking while a writer commits.
 *
 * The asking thread looks before each query whether there is a new commit, and
 * opens it then: readers of a live index do the same. Merging is left to the
 * library: each commit does some of what is due.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "cli.h"
#include "json_text.h"
#include "random.h"
#include "samples.h"
#include "states.h"

static const double COMMIT_SECONDS = 0.1; /* from one commit to the next */

/* What writer and reader share. */
typedef struct update_run {
    const char *folder;
    const bench_corpus *corpus;
    uint64_t random;
    double until;
    atomic_uint_fast64_t commits;
    atomic_bool is_failed;
    uint64_t puts;
    bench_samples commit_times;
    suo_error error; /* of the writer */
} update_run;

/* ---- the writer's thread ---- */

static suo_status update_put(update_run *run, suo_writer *writer,
                             suo_document *document)
{
    const bench_corpus *corpus = run->corpus;
    uint64_t doc = bench_random_below(&run->random, corpus->doc_count);
    size_t key_len;
    const char *key = bench_corpus_key(corpus, doc, &key_len);
    suo_document_clear(document);
    suo_status status =
        suo_document_set_key(document, key, (int64_t)key_len, &run->error);
    for (uint32_t at = 0; at < corpus->docs[doc].part_count && status == SUO_OK;
         at++) {
        const bench_part *part = bench_corpus_part(corpus, doc, at);
        status = suo_document_add_text(document, part->field,
                                       bench_corpus_text(corpus, part),
                                       (int64_t)part->len, &run->error);
    }
    if (status == SUO_OK)
        status = suo_writer_put(writer, document, NULL, &run->error);
    run->puts++;
    return status;
}

/* Wait until 'moment' of cli_clock(). */
static void update_wait(double moment)
{
    double left = moment - cli_clock();
    if (left <= 0)
        return;
    struct timespec pause = {(time_t)left,
                             (long)((left - (double)(time_t)left) * 1e9)};
    nanosleep(&pause, NULL);
}

static suo_status update_write(update_run *run)
{
    suo_writer *writer;
    suo_document *document = NULL;
    suo_status status =
        suo_writer_open(run->folder, -1, NULL, NULL, &writer, &run->error);
    if (status == SUO_OK)
        status =
            suo_document_new(suo_writer_schema(writer), &document, &run->error);
    while (status == SUO_OK && cli_clock() < run->until) {
        double begun = cli_clock();
        for (int at = 0; at < BENCH_UPDATE_DOCS && status == SUO_OK; at++)
            status = update_put(run, writer, document);
        double put = cli_clock();
        if (status == SUO_OK)
            status = suo_writer_commit(writer, NULL, 0, &run->error);
        bench_samples_add(&run->commit_times, cli_clock() - put);
        atomic_fetch_add(&run->commits, 1);
        update_wait(begun + COMMIT_SECONDS);
    }
    suo_document_free(document);
    suo_writer_close(writer);
    return status;
}

static void *update_thread(void *context)
{
    update_run *run = context;
    if (update_write(run) != SUO_OK)
        atomic_store(&run->is_failed, true);
    return NULL;
}

/* ---- the asking thread ---- */

typedef struct update_reader {
    suo_view *view;
    uint64_t commit; /* of those counted by the run */
    bench_samples asks;
    bench_samples opens;
} update_reader;

static suo_status reader_renew(update_reader *reader, update_run *run,
                               suo_error *error)
{
    suo_snapshot *snapshot;
    uint64_t commit = atomic_load(&run->commits);
    if (reader->view != NULL && commit == reader->commit)
        return SUO_OK;
    suo_view_close(reader->view);
    reader->view = NULL;
    reader->commit = commit;
    double start = cli_clock();
    suo_status status = suo_snapshot_open(run->folder, -1, &snapshot, error);
    if (status == SUO_OK)
        status = suo_view_open_all(snapshot, &reader->view, error);
    suo_snapshot_close(snapshot);
    bench_samples_add(&reader->opens, cli_clock() - start);
    return status;
}

static suo_status reader_run(update_reader *reader, update_run *run,
                             const bench_asking *asking,
                             const bench_tasks *tasks, suo_error *error)
{
    suo_status status = SUO_OK;
    for (size_t at = 0;
         status == SUO_OK && tasks->count > 0 && cli_clock() < run->until &&
         !atomic_load(&run->is_failed);
         at++) {
        const bench_task *task = &tasks->items[at % tasks->count];
        uint64_t matches;
        status = reader_renew(reader, run, error);
        double start = cli_clock();
        if (status == SUO_OK)
            status = bench_ask(asking, reader->view, task->query,
                               task->collector, &matches, error);
        bench_samples_add(&reader->asks, cli_clock() - start);
    }
    suo_view_close(reader->view);
    return status;
}

static json_object *update_json(update_run *run, update_reader *reader)
{
    json_object *object = bench_samples_json(&reader->asks, 0);
    cli_json_add_count(object, "commits", atomic_load(&run->commits));
    cli_json_add_count(object, "puts", run->puts);
    cli_json_add(object, "commit", bench_samples_json(&run->commit_times, 0));
    cli_json_add(object, "open", bench_samples_json(&reader->opens, 0));
    return object;
}

json_object *bench_updates(const bench_asking *asking, const char *folder,
                           const bench_corpus *corpus, double seconds,
                           uint64_t seed, suo_error *error)
{
    update_run run = {.folder = folder,
                      .corpus = corpus,
                      .random = seed,
                      .until = cli_clock() + seconds,
                      .error = {.size = sizeof(suo_error)}};
    update_reader reader = {0};
    bench_tasks tasks;
    pthread_t writer;
    json_object *object = NULL;
    if (pthread_create(&writer, NULL, update_thread, &run) != 0) {
        snprintf(error->message, sizeof error->message,
                 "a thread could not be started");
        error->status = SUO_NO_MEMORY;
        return NULL;
    }
    bench_tasks_init(&tasks, asking->set, BENCH_TOP_10_COUNT);
    bench_tasks_shuffle(&tasks, seed);
    suo_status status = reader_run(&reader, &run, asking, &tasks, error);
    pthread_join(writer, NULL);
    if (atomic_load(&run.is_failed))
        *error = run.error;
    else if (status == SUO_OK)
        object = update_json(&run, &reader);
    bench_samples_free(&run.commit_times);
    bench_samples_free(&reader.asks);
    bench_samples_free(&reader.opens);
    bench_tasks_free(&tasks);
    return object;
}
